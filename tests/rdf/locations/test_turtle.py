"""The places of triples; each text marks with « » the very term that is asked for."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from rdflib import RDF, XSD, BNode, Graph, Literal, URIRef
from tables import each

from schlaglicht.ground.progress import SILENT
from schlaglicht.rdf import ntriples_text
from schlaglicht.rdf.load import load_content
from schlaglicht.rdf.locations import Extent, Positions, SourceText, turtle
from schlaglicht.rdf.terms import Terms, is_beyond_rdf11

PATH = Path("data.ttl")
ENDINGS = {"turtle": "ttl", "ntriples": "nt", "trig": "trig", "nquads": "nq"}
BASE = "http://example.org/"
EX = "http://example.org/"
PREFIX = "@prefix ex: <http://example.org/> . "


def read(text: str, syntax: str = "turtle") -> tuple[Graph, Positions]:
    path = PATH.with_suffix(f".{ENDINGS[syntax]}")
    loaded = load_content(text.encode(), path, base=BASE)
    return loaded.graph, loaded.positions


def read_marked(text: str, syntax: str = "turtle") -> tuple[Graph, Positions, Extent]:
    start, end = text.index("«"), text.index("»") - 1
    source = SourceText(PATH, text.replace("«", "").replace("»", ""))
    graph, positions = read(source.text, syntax)
    return graph, positions, source.extent(start, end)


OBJECTS = {
    "IRI": "ex:s ex:p «<http://example.org/o>» .",
    "prefixed name": "ex:s ex:p «ex:o» .",
    "prefixed name before a dot": "ex:s ex:p «ex:o».",
    "prefixed name with a dot inside": "ex:s ex:p «ex:o.o».",
    "prefixed name with escapes": r"ex:s ex:p «ex:a\,b%20c» .",
    "blank node label": "ex:s ex:p «_:b1» .",
    "blank node label before a dot": "ex:s ex:p «_:b1».",
    "string": 'ex:s ex:p «"o"» .',
    "empty string": 'ex:s ex:p «""» .',
    "string in single quotes": "ex:s ex:p «'o'» .",
    "string with escapes": r'ex:s ex:p «"a\"b\u00e4\U0001F600"» .',
    "string that looks like Turtle": 'ex:s ex:p «"ex:s ex:p ex:o . # no"» .',
    "string with language": 'ex:s ex:p «"o"@de-AT» .',
    "string with datatype": 'ex:s ex:p «"2020-11-10"^^ex:date» .',
    "space before language": 'ex:s ex:p «"o" @de» .',
    "space around datatype": 'ex:s ex:p «"o" ^^ ex:date» .',
    "long string": 'ex:s ex:p «"""one\ntwo "quoted"\nthree"""» .',
    "long string in single quotes": "ex:s ex:p «'''one\n''two\nthree'''@en» .",
    "long string with CRLF": 'ex:s ex:p «"""one\r\ntwo"""» .\r\n',
    "empty long string": 'ex:s ex:p «""""""» .',
    "integer": "ex:s ex:p «1200» .",
    "integer before a dot": "ex:s ex:p «1200».",
    "integer with zeros and sign": "ex:s ex:p «+007» .",
    "decimal": "ex:s ex:p «-5.50» .",
    "double": "ex:s ex:p «1.0e6» .",
    "boolean": "ex:s ex:p «true» .",
    "boolean before a dot": "ex:s ex:p «false».",
    "empty blank node": "ex:s ex:p «[]» .",
    "blank node with properties": "ex:s ex:p «[ ex:q 1 ;\n  ex:r 2 ]» .",
    "empty collection": "ex:s ex:p «()» .",
    "collection": 'ex:s ex:p «( 1 "two" [ ex:q 3 ] )» .',
    "second of a comma list": "ex:s ex:q 1, 2 ; ex:p «3» , 4 .",
    "last of a comma list": 'ex:s ex:q 1 ; ex:p "a",\n  «"b"»\n.',
    "after empty predicates": "ex:s ex:q 1 ;; ; ex:p «2» ; .",
    "after a comment": "ex:s # one\n  ex:p # two «\n".replace("«", "<") + "  «1» .",
    "after tabs": "ex:s\tex:p\t\t«1» .",
    "after CRLF": "ex:s\r\n\tex:p\r\n\t\t«1» .\r\n",
    "after carriage returns alone": "ex:s\r\tex:p\r\t\t«1» .\r",
    "after text beyond ASCII": 'ex:s ex:q "äöü€" , "\U0001f600𝄞" ; ex:p «"ß"@de» .',
    "in a blank node subject": "[ ex:q 1 ; ex:p «2» ] ex:r 3 .",
    "in a nested blank node": "ex:s ex:q [ ex:r [ ex:p «2» ] ; ex:t 4 ] .",
    "in a collection subject": "( 1 [ ex:p «2» ] ) ex:q 3 .",
    "after SPARQL directives": "PREFIX x: <http://x/>\nBASE <http://example.org/>\n<s> ex:p «<o>».",
    "after a version": "VERSION \"1.2\" # of RDF\nversion '1.2'\nex:s ex:p «<o>» .",
    "after a version with a dot": '@version # of RDF\n "1.2" .\nex:s ex:p «<o>» .',
    "after a prefix called version": "PREFIX version: <v>\nversion:s ex:p «version:o» .",
    "dot in an escape at the end": r"ex:s\. ex:q 1 ; ex:p «ex:o\.\.» .",
    "dot in an escape before a dot": r"ex:s ex:p «ex:o\.».",
    "dot in an escape alone": r"ex:s ex:p «ex:\.» .",
    "nested deeply": "ex:s ex:p " + "[ ex:q " * 2_000 + "1" + " ]" * 2_000 + " ; ex:p «2» .",
    "without any space": 'ex:s<http://example.org/p>«"o"».',
}


SUBJECTS = {
    "IRI": "\n«<http://example.org/s>» ex:p 1 .",
    "prefixed name in a long block": '«ex:s» ex:q 1 ;\n ex:r """\n\n""" ;\n ex:p 1 .',
    "blank node label": "«_:b» ex:p 1 .",
    "opening bracket of an object": "ex:s ex:q «[» ex:p 1 ] .",
    "opening bracket of a subject": "«[» ex:p 1 ] .",
    "inner bracket": "ex:s ex:q [ ex:r «[» ex:p 1 ] ] .",
    "whole anonymous subject": "«[ ex:q 2 ]» ex:p 1 .",
    "whole collection": "«( 1 2 )» ex:p 1 .",
}


PREDICATES = {
    "prefixed name": "ex:s «ex:p» 1 .",
    "IRI": "ex:s «<http://example.org/p>» 1 .",
    "after a semicolon": "ex:s ex:q 1 ;\n\t«ex:p» 1 .",
    "in a blank node": "ex:s ex:q [ «ex:p» 1 ] .",
}


TRIG = (
    "<s> <p> «<o>» .",
    "{ <s> <p> «<o>» }",
    "<g> { <x> <y> <z> . <s> <p> «<o>» . }",
    "GRAPH <g> {\n  <s> <q> 1 ;\n <p> «<o>»\n}",
    "_:g { <s> <p> «<o>» }",
    "[] { <s> <p> «<o>» }",
)
NQUADS = (
    '<http://a/s> <http://a/p> «"o"» <http://a/g> .',
    '<http://a/s> <http://a/p> «"o"» .',
    "<http://a/x> <http://a/y> _:z _:g .\n_:s <http://a/p> «<http://a/o>» _:g .",
)
NTRIPLES = ('# one\n<http://a/s> <http://a/p> «"o"@de» .\n',)


@each(
    "part, syntax, text",
    [
        *(("object", "turtle", PREFIX + text) for text in OBJECTS.values()),
        *(("subject", "turtle", PREFIX + text) for text in SUBJECTS.values()),
        *(("predicate", "turtle", PREFIX + text) for text in PREDICATES.values()),
        *(("object", "trig", text) for text in TRIG),
        *(("object", "nquads", text) for text in NQUADS),
        *(("object", "ntriples", text) for text in NTRIPLES),
    ],
    ids=lambda case: " ".join(case)[:200],
)
def test_part_of_a_triple_is_found_exactly(part: str, syntax: str, text: str) -> None:
    graph, positions, expected = read_marked(text, syntax)
    triples = [triple for triple in graph if str(triple[1]).endswith("/p")]
    found = [t for t in triples if any(getattr(o, part) == expected for o in positions.of(t))]
    assert len(found) == 1


def test_keyword_a_is_the_predicate() -> None:
    graph, positions, expected = read_marked(PREFIX + "ex:s «a» ex:T .")
    (triple,) = graph
    assert triple[1] == RDF.type
    assert positions.of(triple)[0].predicate == expected


def test_predicate_of_a_comma_list_is_shared() -> None:
    graph, positions, expected = read_marked(PREFIX + "ex:s «ex:p» 1 , 2 .")
    assert [positions.of(triple)[0].predicate for triple in graph] == [expected, expected]


def test_item_of_a_collection_is_the_object_of_its_cell() -> None:
    graph, positions, expected = read_marked(PREFIX + "ex:s ex:p ( 1 «2» 3 ) .")
    (triple,) = graph.triples((None, RDF.first, Literal("2", datatype=XSD.integer)))
    assert positions.of(triple)[0].object == expected


def test_every_triple_of_nested_syntax_has_a_place() -> None:
    text = PREFIX + 'ex:s ex:p ( 1 ( ) [ ex:q ( "a" ) ] ) ; a ex:T ; ex:r [] .'
    graph, positions = read(text)
    assert all(positions.of(triple) for triple in graph)


def test_triple_stated_twice_keeps_its_first_place_first() -> None:
    graph, positions = read(PREFIX + "\nex:s ex:p 1 .\nex:s ex:p 1 , 1 .")
    (triple,) = graph
    objects = [place.object for place in positions.of(triple)]
    assert objects == [Extent(2, 11, 2, 12), Extent(3, 11, 3, 12), Extent(3, 15, 3, 16)]


def test_subject_place_is_its_first() -> None:
    _, positions = read(PREFIX + "\nex:s ex:p 1 .\nex:s ex:q 1 .")
    assert positions.of_subject(URIRef(EX + "s")) == (PATH, Extent(2, 1, 2, 5))


def test_same_blank_node_label_is_one_node_with_several_places() -> None:
    graph, positions = read("_:b <p> 1 .\n_:b <p> 2 .")
    (node,) = set(graph.subjects())
    assert isinstance(node, BNode)
    assert positions.of_subject(node) == (PATH, Extent(1, 1, 1, 4))


@pytest.mark.parametrize("lexical", ["007", "+1", "-0", "5.50", ".5", "0.0000001", "1.0E6", "1e0"])
def test_number_keeps_its_lexical_form(lexical: str) -> None:
    graph, _ = read(f"<s> <p> {lexical} .")
    assert [str(value) for value in graph.objects()] == [lexical]


@pytest.mark.parametrize(
    ("written", "datatype"),
    [("1", XSD.integer), ("1.0", XSD.decimal), ("1e0", XSD.double), ("true", XSD.boolean)],
)
def test_bare_token_has_the_datatype_that_turtle_gives_it(written: str, datatype: URIRef) -> None:
    graph, _ = read(f"<s> <p> {written} .")
    assert [value.datatype for value in graph.objects() if isinstance(value, Literal)] == [datatype]


def test_quoted_literal_keeps_its_lexical_form() -> None:
    graph, _ = read(
        f'<s> <p> "01"^^<{XSD.integer}> , "2020-11-10T00:00:00+00:00"^^<{XSD.dateTime}> .'
    )
    assert {str(value) for value in graph.objects()} == {"01", "2020-11-10T00:00:00+00:00"}


def test_string_with_and_without_its_datatype_is_one_literal() -> None:
    graph, _ = read(f'<s> <p> "x" , "x"^^<{XSD.string}> .')
    assert list(graph.objects()) == [Literal("x")]


def test_prefix_declarations_have_places() -> None:
    _, positions = read("@prefix ex: <http://a/> .\nPREFIX  : <http://b/>\n@base <http://c/> .\n")
    assert [(p.prefix, p.namespace, p.extent) for p in positions.prefixes] == [
        ("ex", "http://a/", Extent(1, 13, 1, 24)),
        ("", "http://b/", Extent(2, 11, 2, 22)),
    ]


def test_base_directive_resolves_what_follows() -> None:
    graph, _ = read("<s> <p> 1 . @base <http://other.org/a/b> . <../c> <?q> <#f> .")
    assert ("http://other.org/c", "http://other.org/a/b?q", "http://other.org/a/b#f") in {
        tuple(map(str, triple)) for triple in graph
    }


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("<< <a> <b> <c> >> <d> <e> .", 1),
        ("<s> <p> <o> {| <a> <b> |} .", 13),
        ("<s> <p> <<( <a> <b> <c> )>> .", 9),
        ('<s> <p> 1 , "x"@ar--rtl .', 13),
    ],
)
def test_rdf_1_2_has_its_place(text: str, column: int) -> None:
    graph, positions = read(f"<s> <p> 0 .\n{text}")
    values = [triple for triple in graph if is_beyond_rdf11(triple[2])]
    ((place,),) = map(positions.of, values)
    assert (place.object.line, place.object.column) == (2, column)


@pytest.mark.parametrize("syntax", ["ntriples", "nquads"])
def test_rdf_1_2_has_its_place_in_lines(syntax: str) -> None:
    line = "<http://a/s> <http://a/p>"
    text = f"{line} 'x' .\n{line} <<( {line} _:b )>> .".replace("'", '"')
    graph, positions = read(text, syntax)
    ((place,),) = (positions.of(triple) for triple in graph if is_beyond_rdf11(triple[2]))
    assert (place.object.line, place.object.column) == (2, 27)


LINES = """
# a comment
<http://a/s> <http://a/p> "x \\" . \\u00e4"@de . # <http://a/s> <http://a/p> 1 .
<http://a/s><http://a/p>"1"^^<http://www.w3.org/2001/XMLSchema#integer>.
  _:b\t<http://a/p> _:b.
_:b <http://a/p> <http://a/o> .
<http://a/s> <http://a/p> _:c .
"""


@pytest.mark.parametrize("syntax", ["ntriples", "nquads"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_places_in_lines(end: str, syntax: str) -> None:
    text = LINES.replace("\n", end)
    graph, positions = read(text, syntax)
    assert len(graph) == 5
    found = [place for triple in positions for place in positions.of(triple)]
    subjects = [(place.subject.line, place.subject.column) for place in found]
    assert subjects == [(3, 1), (4, 1), (5, 3), (6, 1), (7, 1)]
    source = SourceText(PATH, text)
    assert [written(source, place.object) for place in found] == [
        r'"x \" . \u00e4"@de',
        '"1"^^<http://www.w3.org/2001/XMLSchema#integer>',
        "_:b",
        "<http://a/o>",
        "_:c",
    ]


def written(source: SourceText, extent: Extent) -> str:
    start = source.index(extent.line, extent.column)
    return source.text[start : source.index(extent.end_line, extent.end_column)]


@pytest.mark.parametrize(
    "between",
    [
        "@prefix ex: <http://b/> .",
        "PREFIX# where?\nex: <http://b/>",
        "prefix ex: # to where?\n # there\n<http://b/>",
    ],
)
def test_prefixes_between_statements_have_places(between: str) -> None:
    graph, positions = read(f"{PREFIX}ex:s ex:p 1 .\n{between} ex:s ex:p 1 .")
    assert sorted(map(str, graph.subjects())) == ["http://b/s", f"{EX}s"]
    assert [place.namespace for place in positions.prefixes] == [EX, "http://b/"]
    assert dict(graph.namespaces()) == {"ex": URIRef("http://b/")}
    assert all(positions.of(triple) for triple in graph)


@pytest.fixture
def refuses_places(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("read with places")

    monkeypatch.setattr(turtle._TurtleSpans, "read", refuse)


@pytest.mark.usefixtures("refuses_places")
@pytest.mark.parametrize("syntax", ["turtle", "trig"])
@pytest.mark.parametrize(
    "text",
    [
        "ex:s ex:p ( 1 [ ex:q 2 ] ) .",
        'ex:s ex:p "a prefix : b" .',
        "ex:s ex:p 1 . # prefix ex\n",
        "@prefix sh: <http://sh/> . ex:s sh:prefix ex:p .",
    ],
)
def test_no_place_is_read_without_need(text: str, syntax: str) -> None:
    graph, positions = read(PREFIX + text, syntax)
    (triple, *_) = graph
    assert positions.of((triple[1], triple[1], triple[1])) == ()
    with pytest.raises(AssertionError, match="read with places"):
        positions.of(triple)


def test_only_the_file_is_known_where_another_text_is_found() -> None:
    lines = "<http://a/s> <http://a/p> <http://a/other> .\n<http://a/s> <http://a/q> _:b .\n"
    source = SourceText(PATH, f"{PREFIX}ex:s ex:p ex:o ; ex:q 1 .")
    triples, positions = turtle.locate_later(source, lines, BASE, terms=Terms(), progress=SILENT)
    assert [positions.of(triple) for triple in triples] == [(), ()]
    assert positions.file_of(triples[0]) == PATH


@pytest.mark.parametrize(
    ("written", "text", "given"),
    [
        ('"a"', "a", {}),
        ('""', "", {}),
        ('"x"@de', "x", {"lang": "de"}),
        ('"x"^^<http://www.w3.org/2001/XMLSchema#string>', "x", {}),
        ('"007"^^<http://www.w3.org/2001/XMLSchema#int>', "007", {"datatype": XSD.int}),
        ('"x"^^<http://a/b>', "x", {"datatype": URIRef("http://a/b")}),
    ],
)
def test_terms_are_those_that_rdflib_makes(
    written: str, text: str, given: Mapping[str, str]
) -> None:
    term = Terms()[written]
    wanted = Literal(text, **given, normalize=False)
    assert isinstance(term, Literal)
    for name in Literal.__slots__:
        assert getattr(term, name) == getattr(wanted, name)
    assert (term, hash(term), term.n3()) == (wanted, hash(wanted), wanted.n3())
    assert type(Terms()["<http://a/b>"]) is URIRef


def test_lines_that_are_read_part_by_part_give_the_same_triples(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lines = "".join(f"<http://a/{n}> <http://a/p> _:{n % 3} .\n" for n in range(40))
    whole = turtle.read_lines(lines, Terms())
    monkeypatch.setattr(ntriples_text, "_PART", 100)
    terms = Terms()
    parts = turtle.read_lines(lines, terms)
    assert [t[0] for t in parts] == [t[0] for t in whole]
    assert (len(parts), sorted(terms.labels.values())) == (40, ["0", "1", "2"])
