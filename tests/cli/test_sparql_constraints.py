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
    "rounding of an ill-typed number": (
        'ex:a a ex:T ; ex:v "x"^^xsd:integer , 1.5 .',
        "$this ex:v ?v FILTER (ceil(?v) != ?v)",
    ),
    "NaN is not equal to itself": (
        'ex:a a ex:T ; ex:v "NaN"^^xsd:double . ex:b a ex:T2 ; ex:v 1 .',
        "$this ex:v ?v FILTER (ceil(?v) != ?v)",
    ),
    "average with an ill-typed number": (
        'ex:a a ex:T ; ex:v 4 , "x"^^xsd:integer .',
        "{ SELECT $this (AVG(?v) AS ?n) { $this ex:v ?v } GROUP BY $this } FILTER (!BOUND(?n))",
    ),
    "substring from zero": ("ex:a a ex:T .", "$this a ex:T FILTER (SUBSTR('abc', 0, 2) = 'a')"),
    "cast": ("ex:a a ex:T ; ex:v 1e3 .", "$this ex:v ?v FILTER (xsd:integer(?v) = 1000)"),
    "division by zero": ("ex:a a ex:T ; ex:v 0e0 .", "$this ex:v ?v FILTER (1 / ?v > 5)"),
    "truth of NaN": ('ex:a a ex:T ; ex:v "NaN"^^xsd:double .', "$this ex:v ?v FILTER (!?v)"),
    "variable from outside of a group": (
        "ex:a a ex:T ; ex:p 1 ; ex:q 2 .",
        "$this ex:p ?p . { $this ex:q ?q FILTER (!BOUND(?p)) }",
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
    found = [result for result in results if result["code"] in ("shape", "shacl-unreadable")]
    assert {result["focusName"] for result in found} == {"ex:a"}
    assert sorted(result["message"] for result in found if result["code"] == "shape") == [
        "m",
        "never",
    ]
