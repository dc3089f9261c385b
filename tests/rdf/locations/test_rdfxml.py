"""RDF/XML: each triple lies on the element, the attribute or the text that says it."""

from pathlib import Path

import pytest
from rdflib import RDF, URIRef

from schlaglicht.errors import GraphSyntaxError
from schlaglicht.rdf.load import load_file
from schlaglicht.rdf.locations import Extent, TriplePlace

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE rdf:RDF [<!ENTITY ex "http://example.org/">]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
  xmlns:ex="http://example.org/" xml:base="http://example.org/">
"""
LINES = HEAD.count("\n")


def only_place(folder: Path, body: str, predicate: URIRef) -> tuple[str, str, str]:
    """The texts on which the one triple with a predicate lies: subject, predicate, object."""
    path = folder / "data.rdf"
    path.write_text(f"{HEAD}{body}\n</rdf:RDF>\n", encoding="utf-8")
    loaded = load_file(path)
    (triple,) = loaded.graph.triples((None, predicate, None))
    (place,) = loaded.positions.of(triple)
    return tuple(written(path, extent) for extent in extents(place))  # type: ignore[return-value]


def extents(place: TriplePlace) -> tuple[Extent, Extent, Extent]:
    return place.subject, place.predicate, place.object


def written(path: Path, extent: Extent) -> str:
    lines = path.read_text(encoding="utf-8").split("\n")
    assert extent.line == extent.end_line
    return lines[extent.line - 1][extent.column - 1 : extent.end_column - 1]


@pytest.mark.parametrize(
    ("body", "places"),
    [
        ('<ex:T rdf:about="a"><ex:p>ä😀</ex:p></ex:T>', ("a", "ex:p", "ä😀")),
        ('<ex:T rdf:about="&ex;a"><ex:p>x &amp; y</ex:p></ex:T>', ("&ex;a", "ex:p", "x &amp; y")),
        ('<ex:T rdf:ID="a" ex:p="ä😀"/>', ("a", "ex:p", "ä😀")),
        ("<ex:T rdf:nodeID='a' ex:q='>' ex:p = '&lt;'/>", ("a", "ex:p", "&lt;")),
        ('<ex:T rdf:about="a"><ex:p rdf:resource="b"/></ex:T>', ("a", "ex:p", "b")),
        ('<ex:T><ex:p rdf:nodeID="b"></ex:p></ex:T>', ("ex:T", "ex:p", "b")),
        ('<ex:T rdf:about="a"><ex:p/></ex:T>', ("a", "ex:p", "ex:p")),
        ('<ex:T rdf:about="a"><ex:p>\t<ex:U/> </ex:p></ex:T>', ("a", "ex:p", "ex:U")),
        ('<ex:T rdf:about="a"><ex:p><ex:U rdf:about="b"/></ex:p></ex:T>', ("a", "ex:p", "b")),
        (
            '<ex:T><ex:q rdf:parseType="Resource"><ex:p>1</ex:p></ex:q></ex:T>',
            ("ex:q", "ex:p", "1"),
        ),
        ('<ex:T><ex:q rdf:resource="b" ex:p="1"/></ex:T>', ("b", "ex:p", "1")),
        (
            '<ex:T><ex:q rdf:parseType="Collection"><ex:U ex:p="1"/></ex:q></ex:T>',
            ("ex:U", "ex:p", "1"),
        ),
        ("<!-- <ex:p>no</ex:p> --><ex:T><!-- > --><ex:p>1</ex:p></ex:T>", ("ex:T", "ex:p", "1")),
    ],
)  # fmt: skip
def test_triple_lies_on_what_says_it(
    body: str, places: tuple[str, str, str], tmp_path: Path
) -> None:
    assert only_place(tmp_path, body, URIRef("http://example.org/p")) == places


@pytest.mark.parametrize(
    ("body", "places"),
    [
        ('<ex:T rdf:about="a"/>', ("a", "ex:T", "ex:T")),
        (
            '<rdf:Description rdf:about="a"><rdf:type rdf:resource="T"/></rdf:Description>',
            ("a", "rdf:type", "T"),
        ),
        ('<rdf:Description rdf:about="a" rdf:type="T"/>', ("a", "rdf:type", "T")),
    ],
)
def test_class_lies_on_what_says_it(
    body: str, places: tuple[str, str, str], tmp_path: Path
) -> None:
    assert only_place(tmp_path, body, RDF.type) == places


def test_ends_of_lines_are_read_as_xml_says(tmp_path: Path) -> None:
    path = tmp_path / "data.rdf"
    body = '<ex:T><ex:p rdf:datatype="&ex;t">\r\n007\r</ex:p></ex:T>'
    path.write_text(f"{HEAD}{body}</rdf:RDF>", encoding="utf-8", newline="")
    loaded = load_file(path)
    (triple,) = loaded.graph.triples((None, URIRef("http://example.org/p"), None))
    assert str(triple[2]) == "\n007\n"
    assert loaded.positions.of(triple)


def test_literal_of_xml_is_located(tmp_path: Path) -> None:
    path = tmp_path / "data.rdf"
    body = '<ex:T><ex:p rdf:parseType="Literal"><ex:b>x</ex:b></ex:p></ex:T>'
    path.write_text(f"{HEAD}{body}</rdf:RDF>", encoding="utf-8")
    loaded = load_file(path)
    (triple,) = loaded.graph.triples((None, URIRef("http://example.org/p"), None))
    assert loaded.positions.of(triple)


def test_file_with_a_comment_in_a_literal_keeps_what_the_strict_parser_read(
    tmp_path: Path,
) -> None:
    path = tmp_path / "data.rdf"
    body = '<ex:T><ex:p rdf:parseType="Literal"><ex:b>x<!-- y --></ex:b></ex:p></ex:T>'
    path.write_text(f"{HEAD}{body}</rdf:RDF>", encoding="utf-8")
    loaded = load_file(path)
    (triple,) = loaded.graph.triples((None, URIRef("http://example.org/p"), None))
    assert "xmlns:ex" in str(triple[2])
    assert loaded.positions.of(triple) == ()
    assert loaded.positions.file_of(triple) == path


FAULTS = {
    "tag left open": ("<ex:T>\n<ex:p>1</ex:q></ex:T>", 2, 10),
    "text between elements": ("<ex:T>\n <ex:p>1</ex:p>></ex:T>", 2, 16),
    "IRI with a space": ('<ex:T/>\n<ex:T rdf:about="a b"/>', 2, 18),
    "two names": ('<ex:T/>\n <ex:T rdf:about="a" rdf:ID="b"/>', 2, 2),
    "undeclared prefix": ("<ex:T/>\n <zz:T/>", 2, 2),
}


@pytest.mark.parametrize(("body", "line", "column"), FAULTS.values(), ids=FAULTS.keys())
def test_fault_has_its_place(body: str, line: int, column: int, tmp_path: Path) -> None:
    path = tmp_path / "data.rdf"
    path.write_text(f"{HEAD}{body}\n</rdf:RDF>", encoding="utf-8")
    with pytest.raises(GraphSyntaxError) as caught:
        load_file(path)
    assert (caught.value.line, caught.value.column) == (LINES + line, column)


def test_declared_prefix_has_its_place(tmp_path: Path) -> None:
    path = tmp_path / "data.rdf"
    path.write_text(f"{HEAD}<ex:T/></rdf:RDF>", encoding="utf-8")
    places = {place.prefix: place for place in load_file(path).positions.prefixes}
    assert written(path, places["ex"].extent) == "http://example.org/"
