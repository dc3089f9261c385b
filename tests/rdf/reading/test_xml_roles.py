"""RDF/XML is read completely: whatever the strict parser drops is refused or rewritten."""

from __future__ import annotations

import random
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pyoxigraph
import pytest
from tables import each

from schlaglicht.errors import GraphSyntaxError
from schlaglicht.rdf.load import load_file
from schlaglicht.rdf.reading.parse import read_quads
from schlaglicht.rdf.reading.xml import read_completely

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XML_LITERAL = pyoxigraph.NamedNode(f"{RDF}XMLLiteral")
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
FIRST = 3
"""The line in which the content of the node begins."""


def document(content: str, *, root: str = "", node: str = "") -> str:
    return (
        f'<rdf:RDF xmlns:rdf="{RDF}" xmlns:e="http://e/" xmlns:h="http://h/"{root}>\n'
        f'<rdf:Description rdf:about="http://e/s"{node}>\n{content}\n</rdf:Description>\n</rdf:RDF>'
    )


def quads_of(text: str, folder: Path) -> list[pyoxigraph.Quad]:
    path = folder / "data.rdf"
    path.write_text(text, encoding="utf-8")
    return list(read_quads(path))


PROPERTIES = {
    "rdf:about": ('<e:p rdf:about="http://e/o"/>', "rdf:about belongs to a thing"),
    "rdf:bagID": ('<e:p rdf:bagID="x">v</e:p>', "rdf:bagID is no longer part"),
    "reference and kind": (
        '<e:p rdf:parseType="Resource" rdf:resource="http://e/o"/>',
        "rdf:resource and rdf:parseType exclude",
    ),
    "value and kind": ('<e:p rdf:parseType="Resource" e:q="v"/>', "http://e/q and rdf:parseType"),
    "reference and datatype": (
        '<e:p rdf:resource="http://e/o" rdf:datatype="http://e/d"/>',
        "rdf:datatype and rdf:resource exclude",
    ),
    "no namespace": ('<e:p resource="http://e/o"/>', "the attribute resource has no namespace"),
    "prefix like XML's": ('<e:p xmlns:xmlo="http://o/" xmlo:q="1"/>', "the prefix xmlo: begins"),
    "not XML": ('<e:p e:q="a<b"/>', "this is not XML"),
}
NODES = {
    "rdf:resource": (' rdf:resource="http://e/z"', "rdf:resource belongs to a predicate"),
    "rdf:datatype": (' rdf:datatype="http://e/z"', "rdf:datatype belongs to a predicate"),
    "rdf:parseType": (' rdf:parseType="Resource"', "rdf:parseType belongs to a predicate"),
    "rdf:bagID": (' rdf:bagID="x"', "rdf:bagID is no longer part"),
    "no namespace": (' id="x"', "the attribute id has no namespace"),
}


@pytest.mark.parametrize(("written", "reason"), PROPERTIES.values(), ids=PROPERTIES.keys())
def test_attribute_that_a_predicate_cannot_have_is_refused_at_its_element(
    written: str, reason: str, tmp_path: Path
) -> None:
    with pytest.raises(GraphSyntaxError, match=reason) as caught:
        quads_of(document(f"<e:o>x</e:o>\n  {written}"), tmp_path)
    assert caught.value.line == FIRST + 1


@pytest.mark.parametrize(("written", "reason"), NODES.values(), ids=NODES.keys())
def test_attribute_that_a_thing_cannot_have_is_refused_at_its_element(
    written: str, reason: str, tmp_path: Path
) -> None:
    with pytest.raises(GraphSyntaxError, match=reason) as caught:
        quads_of(document("<e:p>x</e:p>", node=written), tmp_path)
    assert (caught.value.line, caught.value.column) == (2, 1)


def test_attribute_around_all_things_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GraphSyntaxError, match="http://e/q does not belong to rdf:RDF"):
        quads_of(document("<e:p>x</e:p>", root=' e:q="w"'), tmp_path)


@pytest.mark.parametrize(
    "root",
    [
        f' xmlns:xsi="{INSTANCE}" xsi:schemaLocation="http://e/ e.xsd"',
        ' rdf:version="1.2"',
        ' xmlns:its="http://www.w3.org/2005/11/its" its:version="2.0"',
    ],
)
def test_attribute_that_says_nothing_of_a_thing_is_passed_over(root: str, tmp_path: Path) -> None:
    assert len(quads_of(document("<e:p>x</e:p>", root=root), tmp_path)) == 1


def test_triple_as_a_term_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GraphSyntaxError, match=r"RDF 1\.2"):
        quads_of(document('<e:p rdf:parseType="Triple"><e:s/></e:p>'), tmp_path)


def test_literal_of_the_document_type_is_refused(tmp_path: Path) -> None:
    doctype = '<!DOCTYPE r [<!ATTLIST e:p rdf:parseType CDATA "Literal">]>\n'
    with pytest.raises(GraphSyntaxError, match="comes from the document type"):
        quads_of(doctype + document("<e:p>x</e:p>"), tmp_path)


LITERALS = {
    "prefix from above": ("<h:b>x</h:b>", '<h:b xmlns:h="http://h/">x</h:b>'),
    "prefix declared again": (
        '<h:b xmlns:h="http://k/">x</h:b><h:c/>',
        '<h:b xmlns:h="http://k/">x</h:b><h:c xmlns:h="http://h/"></h:c>',
    ),
    "empty": ("", ""),
    "text": ("a &amp; &lt;b>", "a &amp; &lt;b&gt;"),
    "comment, instruction, CDATA": (
        "a<!-- c -->b<?pi d?><![CDATA[<x>]]>",
        "a<!-- c -->b<?pi d?>&lt;x&gt;",
    ),
    "attributes in order": ('<h:c b="2" a="1"/>', '<h:c xmlns:h="http://h/" a="1" b="2"></h:c>'),
    "RDF within": (
        '<e:q rdf:parseType="other" resource="x"/>',
        f'<e:q xmlns:e="http://e/" xmlns:rdf="{RDF}" resource="x" rdf:parseType="other"></e:q>',
    ),
}


@each(("written", "canonical"), LITERALS.values(), ids=LITERALS.keys())
@each("kind", ["Literal", "literal", "daml:collection", ""])
def test_literal_of_xml_is_canonical(
    kind: str, written: str, canonical: str, tmp_path: Path
) -> None:
    """Any unknown value of rdf:parseType means Literal: section 7.2.20."""
    text = document(f'<e:p rdf:parseType="{kind}">{written}</e:p><e:q>x</e:q>')
    first, second = quads_of(text, tmp_path)
    assert first.object == pyoxigraph.Literal(canonical, datatype=XML_LITERAL)
    assert second.object == pyoxigraph.Literal("x")


def test_literal_of_xml_without_end_tag_is_empty(tmp_path: Path) -> None:
    (quad,) = quads_of(document('<e:p rdf:parseType="Literal"/>'), tmp_path)
    assert quad.object == pyoxigraph.Literal("", datatype=XML_LITERAL)


def test_property_with_a_class_alone_has_a_blank_node(tmp_path: Path) -> None:
    quads = quads_of(document('<e:p rdf:type="http://e/T"/>' * 2), tmp_path)
    nodes = {quad.object for quad in quads if quad.predicate.value == "http://e/p"}
    assert len(nodes) == 2
    assert {quad.subject for quad in quads if quad.predicate.value == f"{RDF}type"} == nodes


def test_faults_after_a_literal_are_in_their_lines(tmp_path: Path) -> None:
    literal = '<e:p rdf:parseType="Literal">\n<h:b\n c="1"\n>\n</h:b>\n</e:p>'
    with pytest.raises(GraphSyntaxError) as caught:
        quads_of(document(f"{literal}\n<e:q>\n</e:wrong>"), tmp_path)
    assert caught.value.line == FIRST + 7


def test_document_that_is_read_completely_anyway_stays_as_it_is() -> None:
    text = document('<e:p xml:lang="de">b</e:p><e:q rdf:ID="r" rdf:nodeID="c"/>').encode()
    assert read_completely(text, Path("data.rdf")) == text


@pytest.mark.parametrize(
    ("opening", "closing"), [("<e:p>", "</e:p>"), ("<e:T><e:p>", "</e:p></e:T>")]
)
def test_deep_nesting_is_refused_at_its_place(opening: str, closing: str, tmp_path: Path) -> None:
    """The parser looks through all elements around one for its base: 7 s for 2 MB."""
    literal = f'<e:p rdf:parseType="Literal">{opening * 2_001}{closing * 2_001}</e:p>'
    things = f"<e:p>{opening * 1_000}{closing * 1_000}</e:p>"
    with pytest.raises(GraphSyntaxError, match="nested more than 1,000 levels deep") as caught:
        quads_of(document(literal if opening == "<e:p>" else things), tmp_path)
    assert caught.value.line == FIRST


def property_element(chance: random.Random, depth: int) -> tuple[str, int]:
    """A property element in one of its forms, and the triples that it stands for."""
    text = "".join(chance.choices("ab &<\n'\"ä", k=4))
    inner = [property_element(chance, depth + 1) for _ in range(chance.randrange(3))]
    inside, below = "".join(one for one, _ in inner), sum(number for _, number in inner)
    kind = chance.randrange(10 if depth < 3 else 6)
    match kind:
        case 0:
            return f"<e:p>{escape(text)}</e:p>", 1
        case 1:
            return '<e:p rdf:resource="http://e/o"/>', 1
        case 2:
            return f'<e:p rdf:datatype="http://e/d">{escape(text)}</e:p>', 1
        case 3:
            return '<e:p rdf:type="http://e/T"/>', 2
        case 4:
            return f"<e:p e:q={quoteattr(text)} h:q='x'/>", 3
        case 5:
            name = chance.choice(("Literal", "literal", "x", "collection"))
            return f'<e:p rdf:parseType="{name}">{escape(text)}<h:b/></e:p>', 1
        case 6:
            return f'<e:p rdf:parseType="Resource">{inside}</e:p>', 1 + below
        case 7:
            return f"<e:p><e:T>{inside}</e:T></e:p>", 2 + below
        case 8:
            return f"<rdf:li><rdf:Description>{inside}</rdf:Description></rdf:li>", 1 + below
        case _:
            members = f"<e:T>{inside}</e:T><rdf:Description/>"
            return f'<e:p rdf:parseType="Collection">{members}</e:p>', 1 + 4 + 1 + below


@each("seed", range(60))
def test_no_property_element_is_lost(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    elements = [property_element(chance, 0) for _ in range(chance.randint(1, 6))]
    # Each within a thing of its own, as equal triples are one in the graph.
    things = "".join(f"<rdf:Description>{one}</rdf:Description>" for one, _ in elements)
    text = f'<rdf:RDF xmlns:rdf="{RDF}" xmlns:e="http://e/" xmlns:h="http://h/">{things}</rdf:RDF>'
    assert len(quads_of(text, tmp_path)) == sum(number for _, number in elements)
    load_file(tmp_path / "data.rdf")


def test_an_empty_language_ends_that_of_the_elements_around(tmp_path: Path) -> None:
    text = document(
        "<e:p>a</e:p><e:p xml:lang=''>b</e:p>"
        '<e:p xml:lang = "" rdf:parseType="Literal"><h:b xml:lang="">c</h:b></e:p>'
        '<e:q xml:lang=""><e:N e:r="d" rdf:about="http://e/n">'
        '<e:r xml:lang="de">e</e:r></e:N></e:q>'
        '<e:s xml:lang="" rdf:type="http://e/T"/>',
        root=' xml:lang="en"',
        node=" e:note='xml:lang=\"\"'",
    )
    said = {
        (quad.object.value, quad.object.language)
        for quad in quads_of(text, tmp_path)
        if isinstance(quad.object, pyoxigraph.Literal) and quad.object.datatype != XML_LITERAL
    }
    assert said == {("a", "en"), ("b", None), ("d", None), ("e", "de"), ('xml:lang=""', "en")}
    assert sum(quad.predicate.value == "http://e/s" for quad in quads_of(text, tmp_path)) == 1
