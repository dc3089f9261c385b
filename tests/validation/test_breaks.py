"""Breaks of a valid project: each is found, at its exact place."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Command = Callable[..., subprocess.CompletedProcess[str]]

CONCERT = Path(__file__).parents[1] / "projects" / "concert"

NAMES = 'schema:name "Konzert in der alten Mühle"@de , "Concert at the old mill"@en ;'

BREAKS = {
    "syntax": ('schema:name "Nordwind" .', 'schema:name "Nordwind"', "data.ttl:23:1", "syntax"),
    "missing value": (
        f"id:concert a schema:Event ;\n    {NAMES}",
        "id:concert a schema:Event ;",
        "data.ttl:12:1",
        "shape",
    ),
    "wrong datatype": ('"2019-05-03"^^xsd:date ;', '"2019-05-03" ;', "data.ttl:14:22", "shape"),
    "wrong class": ("organizer id:nordwind", "organizer id:jon-thor", "data.ttl:16:22", "shape"),
    "dates out of order": ("2019-05-04", "2019-05-02", "data.ttl:14:22", "shape"),
    "http prefix": ("<https://schema", "<http://schema", "data.ttl:9:17", "http-schema-org"),
    "http in full": (
        "schema:value 80",
        "<http://schema.org/value> 80",
        "data.ttl:24:5",
        "http-schema-org",
    ),
    "award as an object": (
        'schema:award "Goldene Saite"@de',
        "schema:award id:conferral",
        "data.ttl:32:18",
        "shape",
    ),
    "wrong digest": (
        'sha256 "98311da0',
        'sha256 "08311da0',
        "data.ttl:62:16",
        "evidence-digest",
    ),
    "unknown term": (
        "ex:precision ex:approximate .",
        "ex:precision ex:exact .",
        "data.ttl:25:18",
        "unknown-term",
    ),
    "unknown class": ("a ex:Conferral", "a ex:Prize", "data.ttl:27:16", "unknown-term"),
    "misspelt property": ("ex:recipient", "ex:recipent", "data.ttl:28:5", "unknown-term"),
    "misspelt property of schema.org": (
        "schema:performer id:jon-thor",
        "schema:performr id:jon-thor",
        "data.ttl:18:5",
        "unknown-term",
    ),
    "statement without evidence": (
        'schema:name "Nordwind" .',
        'schema:name "Nordwind" , "Nordwind e. V." .',
        "data.ttl:21:30",
        "evidence-missing",
    ),
}


@pytest.mark.parametrize(
    ("text", "replacement", "place", "code"), BREAKS.values(), ids=BREAKS.keys()
)
def test_break_is_found_at_its_place(
    text: str,
    replacement: str,
    place: str,
    code: str,
    validate_broken: Command,
) -> None:
    outcome = validate_broken(CONCERT, "data.ttl", text, replacement, "--sources", "sources")
    assert outcome.returncode == 1
    assert f"{place}: violation[{code}]" in outcome.stdout


def test_project_without_a_break_is_fine(cli: Command) -> None:
    outcome = cli(CONCERT, "validate", ".", "--no-cache", "--sources", "sources")
    assert outcome.returncode == 0
    assert outcome.stderr == ""
    assert outcome.stdout.startswith("all is well\n")
