from collections.abc import Callable
from pathlib import Path

import pytest

from schlaglicht.project import Project, open_project
from schlaglicht.validation.pipeline import validate
from schlaglicht.validation.report import ValidationReport

PREFIXES = """\
@prefix ex: <https://example.org/> . @prefix schema: <https://schema.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix oa: <http://www.w3.org/ns/oa#> .
@prefix def: <https://w3id.org/schlaglicht/def/> . @prefix dcterms: <http://purl.org/dc/terms/> .
"""
HEADER_LINES = PREFIXES.count("\n")


@pytest.fixture
def write_project(tmp_path: Path) -> Callable[..., Project]:
    """Writes data, ontology and shapes, each after the same six lines of prefixes."""

    def write(
        *, data: str, ontology: str | None = None, shapes: str | None = None, settings: str = ""
    ) -> Project:
        files = {"data": data, "ontology/terms": ontology, "shapes/shapes": shapes}
        for name, content in files.items():
            if content is not None:
                path = tmp_path / f"{name}.ttl"
                path.parent.mkdir(exist_ok=True)
                path.write_text(PREFIXES + content, encoding="utf-8")
        (tmp_path / "schlaglicht.toml").write_text(settings, encoding="utf-8")
        return open_project([tmp_path])

    return write


@pytest.fixture
def report_on(write_project: Callable[..., Project]) -> Callable[..., ValidationReport]:
    """Validates a project written as by `write_project`."""

    def report(**parts: str) -> ValidationReport:
        return validate(write_project(**parts))

    return report
