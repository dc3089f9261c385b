"""The file of schema.org's vocabulary, and the script that writes it."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
RELEASE = {
    "@graph": [
        {"@id": "schema:name", "schema:domainIncludes": {"@id": "schema:Thing"}},
        {"@id": "schema:Event", "rdfs:subClassOf": [{"@id": "schema:Thing"}]},
        {
            "@id": "https://schema.org/location",
            "https://schema.org/domainIncludes": [
                {"@id": "https://schema.org/Organization"},
                {"@id": "https://schema.org/Event"},
            ],
            "schema:rangeIncludes": {"@id": "schema:Place"},
            "schema:inverseOf": {"@id": "schema:locationOf"},
        },
        {"@id": "rdfs:label"},
    ]
}


@pytest.fixture(scope="module")
def script() -> ModuleType:
    path = ROOT / "scripts" / "generate_schema_org.py"
    spec = importlib.util.spec_from_file_location("generate_schema_org", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_vocabulary_has_a_line_per_term_of_schema_org(script: ModuleType) -> None:
    assert list(script.vocabulary_lines(RELEASE)) == [
        "location\t\tEvent Organization\tPlace\tlocationOf",
        "Event\tThing",
        "name\t\tThing",
    ]


def test_file_is_in_the_form_that_the_script_writes(script: ModuleType) -> None:
    lines = script.TARGET.read_text(encoding="utf-8").splitlines()
    head = script.HEADER.format(release="30.0").splitlines()
    assert lines[: len(head)] == head
    terms = [line.split("\t")[0] for line in lines[len(head) :]]
    assert terms == sorted(set(terms))
    assert len(terms) > 2900
