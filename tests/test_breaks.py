"""Breaks of the shipped graph: each turns validation red, at the place, with what to do."""

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Command = Callable[..., CompletedProcess[str]]

ROOT = Path(__file__).parent.parent
START = 'schema:startDate "2020-11-10"^^xsd:date'
SERIES = " ;\n    schema:superEvent id:eu-cluster-conference "

# What breaks: the file, the text there, its replacement, the line that must be named (as the text
# that stands on it), the rule, and a word of the message.
BREAKS = {
    "syntax": (
        "data.ttl",
        START + SERIES,
        'schema:startDate "2020-11-10"^xsd:date' + SERIES,
        '"2020-11-10"^xsd:date',
        "syntax",
        "",
    ),
    "missing value": (
        "data.ttl",
        "    schema:value 900 .",
        '    schema:identifier "900" .',
        "id:count-participants-eu-cluster-conference-2020\n",
        "shape",
        "schema:value",
    ),
    "wrong datatype": (
        "data.ttl",
        "    schema:value 900 .",
        '    schema:value "900" .',
        '    schema:value "900" .',
        "shape",
        "schema:value",
    ),
    "wrong class": (
        "data.ttl",
        "    def:conferredOn id:uwe-pfeil ",
        "    def:conferredOn id:germany ",
        "    def:conferredOn id:germany ",
        "shape",
        "def:conferredOn",
    ),
    "dates out of order": (
        "data.ttl",
        'schema:endDate "2020-11-11"^^xsd:date ;',
        'schema:endDate "2020-11-09"^^xsd:date ;',
        START + SERIES,
        "shape",
        "schema:endDate",
    ),
    "http://schema.org": (
        "data.ttl",
        "@prefix schema: <https://schema.org/>",
        "@prefix schema: <http://schema.org/>",
        "@prefix schema: <http://schema.org/>",
        "http-schema-org",
        "https://schema.org/",
    ),
    "an award as an object": (
        "data.ttl",
        '    schema:award "Cluster-Manager of the year 2020"@de ,',
        "    schema:award id:cluster-manager-of-the-year-2020 ,",
        "    schema:award id:cluster-manager-of-the-year-2020 ,",
        "shape",
        "schema:award",
    ),
    "malformed digest": (
        "evidence/articles.yaml",
        "\n  0-30: ",
        "\n  0-30: xyz",
        "0-30: xyz",
        "syntax",
        "SHA-256",
    ),
    "unknown term": (
        "data.ttl",
        "    schema:measurementQualifier def:circa ;",
        "    schema:measurementQualifier def:roughly ;",
        "    schema:measurementQualifier def:roughly ;",
        "unknown-term",
        "def:roughly",
    ),
    "misspelt property": (
        "data.ttl",
        "    schema:organizer id:bmwi ",
        "    schema:organiser id:bmwi ",
        "    schema:organiser id:bmwi ",
        "unknown-term",
        "schema:organizer",
    ),
    "statement without evidence": (
        "data.ttl",
        '    schema:award "Cluster-Manager of the year 2020"@de ,',
        '    schema:award "Cluster-Manager of the year 2020"@de , "Preis"@de ,',
        '    schema:award "Cluster-Manager of the year 2020"@de , "Preis"@de ,',
        "evidence-missing",
        "- id:",
    ),
    "term without a German label": (
        "ontology/awards.ttl",
        '    rdfs:label "Auszeichnung"@de ,\n        "Award"@en ;',
        '    rdfs:label "Award"@en ;',
        "def:Award\n",
        "shape",
        "rdfs:label",
    ),
    "question whose answer changed": (
        "queries/q14-cluster-manager-of-the-year.tsv",
        "Uwe Pfeil",
        "Uwe Pfeffer",
        None,
        "question-changed",
        "Uwe Pfeffer",
    ),
}


@pytest.mark.usefixtures("one_process")
@pytest.mark.parametrize(
    ("name", "text", "replacement", "standing_on", "rule", "word"),
    BREAKS.values(),
    ids=BREAKS.keys(),
)
def test_break_of_the_shipped_graph_is_found_at_its_place(
    name: str,
    text: str,
    replacement: str,
    standing_on: str | None,
    rule: str,
    word: str,
    validate_broken: Command,
) -> None:
    content = (ROOT / name).read_text(encoding="utf-8")
    broken = content.replace(text, replacement, 1)
    assert broken != content
    place = "queries/q14-cluster-manager-of-the-year.rq:"
    if standing_on is not None:
        place = f"{name}:{broken[: broken.index(standing_on)].count(chr(10)) + 1}:"
    outcome = validate_broken(ROOT, name, text, replacement)
    assert outcome.returncode == 1
    found = [line for line in outcome.stdout.splitlines() if line.startswith(place)]
    assert any(f"[{rule}]" in line for line in found), outcome.stdout
    assert word in outcome.stdout
