"""Short statements: what each stands for, where its terms are, and what is refused."""

import pytest
from rdflib import RDF, XSD, Literal, URIRef
from rdflib.term import Node
from tables import each

from schlaglicht.evidence.model import Statement, Wording
from schlaglicht.evidence.statements import InvalidStatement, parse_statements

EX = "https://example.org/"
PREFIXES = {"ex": EX, "": EX, "xsd": str(XSD)}


def parsed(text: str) -> list[Statement]:
    return list(parse_statements(text, Wording.RECORD, PREFIXES))


def objects(text: str) -> list[Node | str | None]:
    return [s.object if s.object is not None else s.language for s in parsed("ex:a ex:p " + text)]


def ex(name: str) -> URIRef:
    return URIRef(EX + name)


def test_statement_without_object_is_bare() -> None:
    (statement,) = parsed("ex:a ex:p")
    assert (statement.subject, statement.predicate) == (ex("a"), ex("p"))
    assert (statement.object, statement.language) == (None, None)


def test_predicates_and_objects_are_joined_as_in_turtle() -> None:
    text = "ex:a a ex:C ; ex:p ; ex:q @de , ex:b ; ex:r 1"
    assert [(s.predicate, s.object, s.language) for s in parsed(text)] == [
        (RDF.type, ex("C"), None),
        (ex("p"), None, None),
        (ex("q"), None, "de"),
        (ex("q"), ex("b"), None),
        (ex("r"), Literal("1", datatype=XSD.integer, normalize=False), None),
    ]


@pytest.mark.parametrize(
    ("text", "value", "datatype", "language"),
    [
        ("7", "7", XSD.integer, None),
        ("007", "007", XSD.integer, None),
        ("+7", "+7", XSD.integer, None),
        ("7.0", "7.0", XSD.decimal, None),
        (".5", ".5", XSD.decimal, None),
        ("1e5", "1e5", XSD.double, None),
        ("true", "true", XSD.boolean, None),
        ('"7"', "7", None, None),
        ('"7"^^xsd:integer', "7", XSD.integer, None),
        ('"x"^^xsd:string', "x", None, None),
        ('"x"@de-AT', "x", None, "de-AT"),
        ('"a\\"b\\\\c\\nd\\u00e4\\U0001F3BA"', 'a"b\\c\ndä🎺', None, None),
        ('"it\'s a: b # c ; d , e @en ^^f <g>"', "it's a: b # c ; d , e @en ^^f <g>", None, None),
        ('""', "", None, None),
    ],
)
def test_literals_keep_their_form(
    text: str, value: str, datatype: URIRef | None, language: str | None
) -> None:
    (found,) = objects(text)
    assert isinstance(found, Literal)
    assert (str(found), found.datatype, found.language) == (value, datatype, language)


@pytest.mark.parametrize(
    ("text", "iri"),
    [
        ("<https://example.org/x#y?z>", "https://example.org/x#y?z"),
        ("<urn:x:\\u00e4>", "urn:x:ä"),
        ("ex:b\\,c\\;d", EX + "b,c;d"),
        ("ex:b%20c", EX + "b%20c"),
        (":b", EX + "b"),
        ("ex:", EX),
        ("ex:a:b", EX + "a:b"),
    ],
)
def test_iris_are_read_as_in_turtle(text: str, iri: str) -> None:
    assert objects(text) == [URIRef(iri)]


def test_spans_are_those_of_the_terms() -> None:
    text = '  ex:ä   <https://example.org/p> "x ; y"@de , ex:🎺'
    spans = [[text[start:end] for start, end in s.spans] for s in parsed(text)]
    predicate = "<https://example.org/p>"
    assert spans == [["ex:ä", predicate, '"x ; y"@de'], ["ex:ä", predicate, "ex:🎺"]]


def test_spans_of_a_bare_statement_end_with_its_predicate() -> None:
    assert parsed("ex:a ex:p")[0].spans == ((0, 4), (5, 9), (5, 9))


@each(
    ("text", "at"),
    [
        ("", ""),
        ("ex:a", ""),
        ("a ex:p ex:b", "a"),
        ("ex:a 7", "7"),
        ("ex:a ex:p ex:b ex:c", "ex:c"),
        ("ex:a ex:p ; ", ""),
        ("ex:a ex:p ex:b ,", ""),
        ("ex:a ex:p , ex:b", ","),
        ("_:b ex:p", "_:b"),
        ("ex:a ex:p _:b", "_:b"),
        ("no:a ex:p", "no:a"),
        ('ex:a ex:p "x', '"'),
        ('ex:a ex:p "x\ny"', '"'),
        ("ex:a ex:p 'x'", "'x'"),
        ('ex:a ex:p "\\q"', "\\"),
        ('ex:a ex:p "\\\\\\q"', "\\"),
        ('ex:a ex:p "\\u12"', "\\"),
        ('ex:a ex:p "\\ud83d"', "\\"),
        ('ex:a ex:p "\\UFFFFFFFF"', "\\"),
        ('ex:a ex:p "\\U0000d83d"', "\\"),
        ("ex:a ex:p <rel>", "<rel>"),
        ("ex:a ex:p <https://x y>", "<"),
        ("ex:a ex:p <urn:\\u0020>", "<urn:\\u0020>"),
        ("ex:a ex:p ex:a|b", "ex:a|b"),
        ("ex:a ex:p @", "@"),
        ("ex:a ex:p @abcdefghi", "@abcdefghi"),
        ('ex:a ex:p "x"@e', "@e"),
        ("ex:a ex:p <https://a:b/>", "<https://a:b/>"),
        ("ex:a ex:p 5.", "5."),
        ("ex:a ex:p ٣", "٣"),
        ("ex:a ex:p [ ex:q 1 ]", "["),
        ("<< ex:a ex:p ex:b >> ex:q 1", "<"),
    ],
)
def test_anything_else_is_refused_at_its_place(text: str, at: str) -> None:
    with pytest.raises(InvalidStatement) as caught:
        parsed(text)
    start, end = caught.value.span
    assert text[start:end].strip() == at


@pytest.mark.parametrize("part", ['"', '\\"', "<", "@", "ex:a ; ", "a , ", "\\", "^^", "7", "ex:"])
def test_long_texts_are_judged_soon(part: str) -> None:
    for text in (part * 50_000, 'ex:a ex:p "' + part * 50_000):
        try:
            parsed(text)
        except InvalidStatement:
            continue
