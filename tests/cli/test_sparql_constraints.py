"""Verdicts of constraints in SPARQL, as the command gives them."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Cli = Callable[..., subprocess.CompletedProcess[str]]

PREFIXES = """@prefix ex: <https://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
SHAPES = (
    PREFIXES
    + """ex: sh:declare [ sh:prefix "ex" ; sh:namespace "https://example.org/"^^xsd:anyURI ] ,
    [ sh:prefix "xsd" ; sh:namespace "http://www.w3.org/2001/XMLSchema#"^^xsd:anyURI ] .
ex:other a sh:NodeShape ; sh:targetClass ex:T ; sh:property [
    sh:path ex:never ; sh:minCount 1 ; sh:message "never" ] .
ex:S a sh:NodeShape ; sh:targetClass ex:T ; sh:sparql [ sh:prefixes ex: ; sh:message "m" ;
    sh:select \"\"\"SELECT $this WHERE { QUERY }\"\"\" ] .
"""
)
CASES = {
    "rounding of NaN": (
        'ex:a a ex:T ; ex:v "NaN"^^xsd:double , 1.5 .',
        "$this ex:v ?v FILTER (ceil(?v) != ?v)",
    ),
    "inverse in a negated set": ("ex:a a ex:T . ex:b ex:p ex:a .", "$this !^ex:n ?x"),
}


@pytest.mark.parametrize(("data", "query"), CASES.values(), ids=CASES.keys())
def test_violation_is_found_beside_all_others(
    data: str, query: str, tmp_path: Path, cli: Cli
) -> None:
    (tmp_path / "shapes").mkdir()
    (tmp_path / "shapes" / "s.ttl").write_text(SHAPES.replace("QUERY", query), encoding="utf-8")
    (tmp_path / "data.ttl").write_text(PREFIXES + data, encoding="utf-8")
    outcome = cli(tmp_path, "validate", "--no-cache", "--format", "json", "--lang", "en")
    results = json.loads(outcome.stdout)["results"]
    found = [result for result in results if result["severity"] == "violation"]
    assert {result["focusName"] for result in found} == {"ex:a"}
    assert sorted(result["message"] for result in found if result["code"] == "shape") == [
        "m",
        "never",
    ]
