"""Fixtures that read evidence and the data that it is about."""

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from rdflib import Graph

from schlaglicht.evidence.model import EvidenceFile
from schlaglicht.evidence.read import read_evidence
from schlaglicht.rdf.load import load_file
from schlaglicht.settings.project_settings import Settings

BASE = "https://example.org/"
SETTINGS = Settings(base=BASE, prefixes={"ex": BASE, "schema": "https://schema.org/"})
PREFIXES = (
    f"@prefix ex: <{BASE}> . @prefix schema: <https://schema.org/> .\n"
    "@prefix oa: <http://www.w3.org/ns/oa#> . @prefix prov: <http://www.w3.org/ns/prov#> .\n"
    "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n"
    "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
    "@prefix def: <https://w3id.org/schlaglicht/def/> .\n"
    "@prefix dcterms: <http://purl.org/dc/terms/> .\n"
)

Read = Callable[[str | bytes], EvidenceFile]
LoadData = Callable[[str], Graph]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Reads a text, or bytes, as a new file of evidence."""
    numbers = count()

    def read_text(content: str | bytes) -> EvidenceFile:
        path = tmp_path / f"evidence-{next(numbers)}.yaml"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_evidence(path, SETTINGS)

    return read_text


@pytest.fixture
def data(tmp_path: Path) -> LoadData:
    """Loads Turtle or TriG, with the usual prefixes declared."""
    numbers = count()

    def load_text(text: str) -> Graph:
        path = tmp_path / f"data-{next(numbers)}.trig"
        path.write_text(PREFIXES + text, encoding="utf-8")
        return load_file(path).graph

    return load_text
