"""Where the strict parser refuses a text, the reader says why, at the same place."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pyoxigraph
import pytest
from broken_texts import broken

from schlaglicht.formats import NQUADS, NTRIPLES, TRIG, TURTLE, Format
from schlaglicht.rdf.reading.errors import turtle_fault
from schlaglicht.rdf.source_text import SourceText
from schlaglicht.rdf.turtle.tokens import TurtleFault

BASE = "file:///x"
TURTLE_TEXT = r"""@prefix ex: <https://example.org/> .
@base <https://example.org/b> .
ex:a a ex:T ; ex:p "x\n"@de-AT , '''long
text''' , 'y' , 12 , 1.5 , 1.0e3 , true , "2020"^^ex:year , <rel> , _:b1 ,
    [ ex:q ex:r ; ex:s ( 1 2 ex:c ) ] ; ex:q ex:b .
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
ex:x%20y ex:\-z "\u00e9" .
"""
TRIG_TEXT = (
    TURTLE_TEXT + 'ex:g { ex:a ex:b ex:c . ex:d ex:e ex:f } GRAPH ex:h { ex:a ex:b "c" . }\n'
)
LINES_TEXT = """<http://a/s> <http://a/p> <http://a/o> .
_:b <http://a/p> "x"@en . # c
<http://a/s> <http://a/p> "1"^^<http://a/int> .
"""
QUADS_TEXT = f"{LINES_TEXT}<http://a/s> <http://a/p> <http://a/o> <http://a/g> .\n"
TEXTS = {
    "turtle": (TURTLE, TURTLE_TEXT),
    "trig": (TRIG, TRIG_TEXT),
    "ntriples": (NTRIPLES, LINES_TEXT),
    "nquads": (NQUADS, QUADS_TEXT),
}
HEAD = "@prefix ex: <http://e/> .\n"


def stop_of(text: str, syntax: Format) -> int | None:
    """Where the strict parser stops; None if it accepts the text."""
    try:
        for _ in pyoxigraph.parse(text, syntax.rdf, base_iri=BASE):
            pass
    except SyntaxError as error:
        return SourceText(Path(), text).index(error.lineno or 1, error.offset or 1)
    return None


def fault_in(text: str, syntax: Format = TURTLE, near: int = 0) -> TurtleFault | None:
    return turtle_fault(text, syntax, base=BASE, near=near)


@pytest.mark.parametrize("name", TEXTS)
def test_each_fault_has_words_and_the_place_of_the_strict_parser(name: str) -> None:
    """It alone counts from elsewhere within a name, and knows no end of a text behind a token."""
    syntax, whole = TEXTS[name]
    same: Counter[bool] = Counter()
    for text in broken(whole, 1500):
        stop = stop_of(text, syntax)
        fault = fault_in(text, syntax, len(text) if stop is None else stop)
        assert (fault is None) is (stop is None), text
        if fault is not None:
            assert fault.reason["de"] != fault.reason["en"], text
            same[fault.start == stop] += 1
    assert same[True] > 300
    assert same[False] < 0.04 * same[True]


@pytest.mark.parametrize("name", TEXTS)
def test_a_fault_is_the_same_when_all_is_checked(name: str) -> None:
    syntax, whole = TEXTS[name]
    for text in broken(whole, 500):
        stop = stop_of(text, syntax)
        if stop is not None:
            near, early = fault_in(text, syntax, stop), fault_in(text, syntax)
            assert str(near) == str(early), text


SAID = {
    "undeclared": ("ex:a foo:b 1 .", "foo:b", "the prefix foo: is not declared"),
    "value missing": ("ex:a ex:b .", ".", "before . a value is missing"),
    "no value": ("ex:a ex:b ex .", "ex", "ex cannot be a value"),
    "no predicate": ('ex:a "b" ex:c .', '"b"', '"b" cannot be a predicate'),
    "predicate missing": ("ex:a .", ".", "before . a predicate with a value is missing"),
    "no subject": ("12 ex:b ex:c .", "12", "no statement can begin or continue with 12"),
    "name that is no IRI": (
        "ex:a ex:b ex:\\%a .",
        "ex:\\%a",
        "ex:\\%a stands for <http://e/%a>, which is not a valid IRI",
    ),
    "space in an IRI": ("ex:a <http://a b> 1 .", "<http://a b>", "an IRI holds a space"),
    "control character": ("ex:a <http://a/\x01> 1 .", "<http://a/\x01>", "the character U+0001"),
    "no datatype": ('ex:a ex:b "c"^^ # so\n 12 .', "12", "a datatype is expected after ^^"),
    "language of rdf:langString": (
        'ex:a ex:b "c"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#langString> .',
        "<http://www.w3.org/1999/02/22-rdf-syntax-ns#langString>",
        "rdf:langString requires a language",
    ),
    "tag": ('ex:a ex:b "c"@abcdefghijk .', "abcdefghijk", "this is not a valid language tag"),
    "character": ("ex:a ex:b „ex:c“ .", "„", "„ has no meaning here"),
    "character in a prefix": ("ex:a ex:b e“x:c .", "e", "e cannot be a value"),
    "combining character": ("ex:a ex:b \u0301x:c .", "\u0301", "has no meaning here"),
    "in a name": ("ex:a ex:b ex:c%2g .", "%2g", "two hexadecimal digits are expected after %"),
    "direction": ('ex:a ex:b "c"@ar--foo .', "foo", "a base direction"),
    "annotation": ("ex:a ex:b 1 {| ex:c .", ".", "before . a value is missing"),
    "reified": ("<< ex:a ex:b 1 . ex:c 1 .", ".", "does not fit here"),
    "long token": (f'ex:a "a {"b" * 99}" 1 .', f'"a {"b" * 99}"', f'"a {"b" * 57}… cannot'),
}  # fmt: skip


@pytest.mark.parametrize(("text", "token", "said"), SAID.values(), ids=list(SAID))
def test_what_is_wrong_is_said_where_it_is(text: str, token: str, said: str) -> None:
    stop = stop_of(HEAD + text, TURTLE)
    fault = fault_in(HEAD + text, TURTLE, 0 if stop is None else stop)
    assert stop is not None
    assert fault is not None
    assert (HEAD + text)[fault.start : fault.end] == token
    assert said in fault.reason["en"]


def test_faults_of_lines_are_said_where_they_are() -> None:
    line = "<http://a/s> <http://a/p> <http://a/o> .\n"
    fault = fault_in(f"{line}{line.rstrip()} {line}", NTRIPLES)
    assert fault is not None
    assert (fault.start, str(fault)) == (2 * len(line), "a line holds one statement only")
    fault = fault_in(line * 2 + line.replace(" .", ""), NQUADS)
    assert fault is not None
    assert (fault.start, fault.reason["en"]) == (
        3 * len(line) - 2,
        "the full stop at the end of the statement is missing",
    )
