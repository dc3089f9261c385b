import json

import pyoxigraph
import pytest
import rdflib

from schlaglicht.engine import EnginePool, EngineQuery
from schlaglicht.formats import GRAPH_FORMATS, JSONLD, NTRIPLES, RDFXML, TURTLE, Format

PREFIXES = {"ex": "https://example.org/", "unused": "https://unused.example/"}
EVERYTHING = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


def graph(pool: EnginePool, form: Format, text: str = EVERYTHING) -> bytes:
    return b"".join(pool.stream(EngineQuery(text, form, prefixes=PREFIXES)))


@pytest.mark.parametrize("form", GRAPH_FORMATS, ids=lambda form: form.name)
def test_every_graph_format_is_the_same_graph(people_pool: EnginePool, form: Format) -> None:
    written = pyoxigraph.Dataset(pyoxigraph.parse(graph(people_pool, form), form.rdf))
    plain = pyoxigraph.Dataset(pyoxigraph.parse(graph(people_pool, NTRIPLES), NTRIPLES.rdf))
    for dataset in (written, plain):
        dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    assert written == plain


def test_turtle_is_written_with_prefixes_subject_by_subject(people_pool: EnginePool) -> None:
    text = graph(people_pool, TURTLE).decode()
    assert "ex:ada a ex:Person ;" in text
    assert text.count("\nex:ada ") == 1


def test_rdf_xml_is_written_with_prefixes(people_pool: EnginePool) -> None:
    assert b"<ex:born" in graph(people_pool, RDFXML)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_json_ld_is_read_by_another_reader(people_pool: EnginePool) -> None:
    content = graph(people_pool, JSONLD)
    assert isinstance(json.loads(content), list)
    other = rdflib.Graph().parse(data=content, format="json-ld")
    assert len(other) == 8


def test_an_empty_graph_is_valid_in_every_format(people_pool: EnginePool) -> None:
    for form in GRAPH_FORMATS:
        content = graph(people_pool, form, "CONSTRUCT {} WHERE {}")
        assert list(pyoxigraph.parse(content, form.rdf)) == []


def test_describe_gives_the_triples_of_its_resource(people_pool: EnginePool) -> None:
    lines = graph(people_pool, NTRIPLES, "DESCRIBE ex:bob").decode().splitlines()
    assert len(lines) == 4


def test_a_prefix_that_the_query_declares_relative_to_its_base_is_no_fault(
    people_pool: EnginePool,
) -> None:
    text = "BASE <https://example.org/> PREFIX r: <r/> CONSTRUCT { r:a r:b 1 } WHERE {}"
    query = EngineQuery(text, NTRIPLES, prefixes={**PREFIXES, "r": "r/"})
    assert b"<https://example.org/r/a> <https://example.org/r/b>" in b"".join(
        people_pool.stream(query)
    )
