"""Conditions about language tags: the same nodes meet them in a shape and at the endpoint."""

from pathlib import Path

from judges import graph_in
from patience import PATIENT
from rdflib import Graph

from schlaglicht.dataset.snapshot import take_snapshot
from schlaglicht.engine import EnginePool
from schlaglicht.formats import TSV
from schlaglicht.project import open_project
from schlaglicht.query import answer, read_query
from schlaglicht.rdf.load import load_file
from schlaglicht.validation.shacl.check_shapes import judge

PREFIXES = """@prefix ex: <https://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
DATA = """ex:capitals a ex:T ; ex:p "x"@EN , "w"@De-aT . ex:small a ex:T ; ex:p "y"@en .
ex:region a ex:T ; ex:p "x"@en-GB ; ex:q "x"@EN-gb . ex:script a ex:T ; ex:p "x"@ZH-hant-tw .
ex:other a ex:T ; ex:p "x"@fr . ex:none a ex:T ; ex:p "x" .
"""
CONDITIONS = {
    'LANG(?value) = "en"': {"capitals", "small"},
    '"en" = LANG(?value)': {"capitals", "small"},
    'LANG(?value) != "en"': {"capitals", "region", "script", "other", "none"},
    'LANG(?value) = "EN"': set(),
    'LANG(?value) IN ("en", "fr")': {"capitals", "small", "other"},
    'LANG(?value) NOT IN ("en", "en-GB", "de-AT", "zh-Hant-TW", "fr", "")': set(),
    'LANG(?value) = "en-GB"': {"region"},
    'LANG(?value) = "zh-Hant-TW"': {"script"},
    'STRSTARTS(LANG(?value), "en")': {"capitals", "small", "region"},
    'LANGMATCHES(LANG(?value), "EN")': {"capitals", "small", "region"},
    'LCASE(LANG(?value)) = "de-at"': {"capitals"},
    "EXISTS { $this ex:q ?other FILTER (LANG(?other) = LANG(?value)) }": {"region"},
    'EXISTS { BIND (LANG(?value) AS ?tag) FILTER (?tag = "en") }': {"capitals", "small"},
    '?value = "x"@en': {"capitals"},
    '?value = "x"@En-Gb': {"region"},
    'STRLANG("x", "en") = ?value': {"capitals"},
}


def test_conditions_about_tags_hold_alike_in_shapes_and_at_the_endpoint(tmp_path: Path) -> None:
    file = tmp_path / "data.ttl"
    file.write_text(PREFIXES + DATA, encoding="utf-8")
    folder = tmp_path / "snapshot"
    folder.mkdir()
    snapshot = take_snapshot(open_project([file]), folder)
    data, found = load_file(file).graph, {}
    with EnginePool(snapshot, engines=1, limits=PATIENT) as pool:
        for condition in CONDITIONS:
            found[condition] = judged(condition, data), answered(condition, pool)
    assert found == {condition: (names, names) for condition, names in CONDITIONS.items()}


def query(condition: str) -> str:
    return f"{{ $this ex:p ?value FILTER ({condition}) }}"


def judged(condition: str, data: Graph) -> set[str]:
    shapes = f"""{PREFIXES} ex: sh:declare
      [ sh:prefix "ex" ; sh:namespace "https://example.org/"^^xsd:anyURI ] .
      ex:S sh:targetClass ex:T ; sh:sparql [ sh:prefixes ex: ;
        sh:select '''SELECT $this ?value {query(condition)}''' ] ."""
    outcome = judge(data, graph_in(shapes), processes=1)
    assert not outcome.failures, [str(failure.error) for failure in outcome.failures]
    return {str(finding.focus).rpartition("/")[2] for finding in outcome.findings}


def answered(condition: str, pool: EnginePool) -> set[str]:
    text = f"SELECT ?this {query(condition)}"
    body = answer(pool, read_query(text), TSV, prefixes={"ex": "https://example.org/"}).body
    return {line.strip("<>").rpartition("/")[2] for line in body.decode().splitlines()[1:]}
