"""JSON-LD: each triple lies on the identifier, the key and the value that say it."""

from pathlib import Path

import pyoxigraph
import pytest
from rdflib import RDF, Graph, URIRef
from rdflib.compare import isomorphic

from schlaglicht.rdf.load import load_file
from schlaglicht.rdf.locations import Extent, SourceText
from schlaglicht.rdf.locations.jsonld import MarkedJson

VOCAB = '"@context": {"@vocab": "http://example.org/"}'
STYLE = Path(__file__).parents[2] / "mutations" / "styles" / "nodes.jsonld"


def places(folder: Path, content: str, name: str) -> list[tuple[str, str, str]]:
    """The texts on which the triples with a predicate lie: subject, predicate, object."""
    path = folder / "data.jsonld"
    path.write_text(content, encoding="utf-8")
    loaded = load_file(path)
    predicate = (
        RDF[name] if name in ("type", "first", "rest") else URIRef(f"http://example.org/{name}")
    )
    return [
        (
            written(content, place.subject),
            written(content, place.predicate),
            written(content, place.object),
        )
        for triple in loaded.positions
        if triple[1] == predicate
        for place in loaded.positions.of(triple)
    ]


def written(content: str, extent: Extent) -> str:
    assert extent.line == extent.end_line
    return content.split("\n")[extent.line - 1][extent.column - 1 : extent.end_column - 1]


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ('"@id": "x:a", "p": "v"', [('"x:a"', '"p"', '"v"')]),
        ('"p": "v", "@id": "x:a"', [('"x:a"', '"p"', '"v"')]),
        ('"@id": "x:a", "p": [1, true]', [('"x:a"', '"p"', "1"), ('"x:a"', '"p"', "true")]),
        ('"@id": "x:a", "p": {"@value": "v", "@language": "de"}', [('"x:a"', '"p"', '"v"')]),
        ('"@id": "x:a", "p": {"@id": "x:b"}', [('"x:a"', '"p"', '"x:b"')]),
        ('"@id": "rel/../a", "p": {"@id": ".."}', [('"rel/../a"', '"p"', '".."')]),
        ('"@id": "_:a", "p": {"@id": "_:b"}', [('"_:a"', '"p"', '"_:b"')]),
        ('"p": {"q": "\\u00e4\\""}', [("{", '"p"', "{")]),
        ('"@id": "x:a", "p": {"@list": ["v"]}', [('"x:a"', '"p"', '{"@list": ["v"]}')]),
        ('"@id": "x:a", "@reverse": {"p": {"@id": "x:b"}}', [('"x:b"', '"p"', '"x:a"')]),
        ('"@id": "x:a", "p": null', []),
        ('"@id": "x:a", "p": {}', [('"x:a"', '"p"', "{")]),
    ],
)
def test_triple_lies_on_identifier_key_and_value(
    members: str, expected: list[tuple[str, str, str]], tmp_path: Path
) -> None:
    assert places(tmp_path, f"{{{VOCAB}, {members}}}", "p") == expected


def test_type_lies_on_its_value(tmp_path: Path) -> None:
    content = f'{{{VOCAB}, "p": {{"@id": "x:a", "@type": ["T", "U"]}}}}'
    told = [('"x:a"', '"@type"', '"T"'), ('"x:a"', '"@type"', '"U"')]
    assert places(tmp_path, content, "type") == told


def test_cells_of_a_list_lie_on_its_items(tmp_path: Path) -> None:
    content = f'{{{VOCAB}, "p": {{"@list": ["v", 2]}}}}'
    assert places(tmp_path, content, "first") == [('"v"',) * 3, ("2",) * 3]
    assert places(tmp_path, content, "rest") == [('"v"', '"v"', "2"), ("2",) * 3]


def test_names_of_keywords_and_maps_by_language_are_followed(tmp_path: Path) -> None:
    mapped = '"p": {"@id": "http://example.org/p", "@container": "@language"}'
    names = f'"id": "@id", "kind": "@type", {mapped}'
    content = (
        f'{{"@context": {{{names}}}, "id": "x:a", "kind": "x:T", "p": {{"de": "v", "en": "w"}}}}'
    )
    assert places(tmp_path, content, "p") == [('"x:a"', '"p"', '"v"'), ('"x:a"', '"p"', '"w"')]
    assert places(tmp_path, content, "type") == [('"x:a"', '"kind"', '"x:T"')]


def test_first_place_is_the_first_in_the_text(tmp_path: Path) -> None:
    nodes = '{"@id": "x:a"}, {"@id": "x:a", "p": "v"},\n{"@id": "x:a", "p": "v"}'
    content = f'{{{VOCAB}, "@graph": [{nodes}]}}'
    path = tmp_path / "data.jsonld"
    assert len(places(tmp_path, content, "p")) == 2
    positions = load_file(path).positions
    (triple,) = positions
    assert [place.subject.line for place in positions.of(triple)] == [1, 2]


def test_graph_is_that_of_the_strict_parser() -> None:
    base = "file:///nodes.jsonld"
    quads = pyoxigraph.parse(STYLE.read_bytes(), pyoxigraph.RdfFormat.JSON_LD, base_iri=base)
    content = pyoxigraph.serialize(quads, format=pyoxigraph.RdfFormat.N_TRIPLES)
    assert content is not None
    assert isomorphic(load_file(STYLE).graph, Graph().parse(data=content, format="nt"))


def test_triples_that_do_not_agree_have_no_places() -> None:
    marked = MarkedJson(SourceText(Path("a.jsonld"), '{"@id": "x:a", "x:p": "v"}'))
    triple = (URIRef("x:a"), URIRef("x:p"), URIRef("x:o"))
    told = ("x:a-schlaglicht0z", "x:p", "x:o-schlaglicht1z")
    assert marked.positions([triple], [told]) is not None
    assert marked.positions([triple], []) is None
    assert marked.positions([triple], [(told[0], "x:q", told[2])]) is None
    assert marked.positions([triple], [("x:b-schlaglicht0z", *told[1:])]) is None
