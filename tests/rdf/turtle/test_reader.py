"""The reader of Turtle and TriG finds the triples that the strict parser states, in its order."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from stated import HEAD, assert_same, rows_of

from schlaglicht.formats import TRIG, TURTLE
from schlaglicht.rdf.turtle.reader import TurtleReader

STYLES = sorted((Path(__file__).parents[2] / "mutations/styles").glob("*.t*"))

TEXTS = {
    "brackets": 'ex:s ex:p [ ex:q [ ex:r 1 ] ; ex:t "2" ] , [ ex:u "3" ] ; ex:v [] .',
    "brackets that say the same": "ex:s ex:p [ ex:q 1 ] , [ ex:q 1 ] , [ ex:q [ ex:q 1 ] ] .",
    "brackets that end in a string": 'ex:s ex:p [ ex:q 1 , "a" ] , [ ex:r "b" ; ex:s "c"@de ] .',
    "the same under two parents": "ex:a ex:p [ ex:q 1 ] . ex:b ex:p [ ex:q 1 ] .",
    "brackets as subjects": "[ ex:p 1 ] . [ ex:p [ ex:q 2 ] ] . [] ex:p 3 . [ ex:p 1 ] ex:q 2 .",
    "collections": 'ex:s ex:p ( [ ex:q 1 ] "a" ( "b" ex:c ) ) , ( 1 2 ) . ( 1 2 ) ex:p () .',
    "collections of literals": 'ex:s ex:p ( "a" "b"@de 1 "c"^^xsd:int "d" ( "e" ) "f" true ) .',
    "labels": "_:a ex:p _:b . _:b ex:p _:a , [ ex:q _:a ] . ex:s ex:p ( _:b _:a ) .",
    "statements repeated": "ex:s ex:p 1 , 1 ; ex:q 2 . ex:s ex:q 2 .",
    "empty predicates": "ex:s ex:p 1 ;; ex:q 2 ; . ex:s ex:q [ ex:p 1 ; ; ] ; .",
    "literals": r"""ex:s ex:p "ä\u00e4\U0001F600\t\\\"" , 'x'@de-at , 1.0e6 , 02 , true , '''a
b''' , +.5 , -1 , 1.e1 , "a" # comment
^^ # another
xsd:string , "" , '' .""",
    "names": r"ex:s.t ex:p ex:a\,b%20c , ex: , ex:a:b , ex:\.\. , ex:a.b.c, ex:a.\-. ex:s a ex:T.",
    "no statement": "",
    "directives": "PREFIX ex:<http://a/> BASE<http://a/>version '1' @version \"1\" . ex:s a ex:T.",
    "words": "ex:a ex:true true , false . ex:base ex:prefix ex:a .",
    "deep": f"ex:s ex:p {'[ ex:p ' * 3000}1{' ]' * 3000} .",
    "deep collection": f"ex:s ex:p {'( ' * 3000}1{' )' * 3000} .",
    "long collection": f"ex:s ex:p ({' 1' * 3000} ) .",
    "no space": 'ex:s<http://a/p>"o",<o>;a[];ex:p(1"a"[ex:q"b"]).[]ex:p 1.',
    "triple terms": 'ex:s ex:p <<( ex:a ex:b "c" )>> , <<(ex:a a <<( [] ex:b 1 )>>)>> .',
    "reified": '<< ex:a a "c" >> ex:p 1 . << ex:a a ex:c ~ ex:r >> ex:p 1 . << ex:a a ex:b ~ >> .',
    "reified within": "ex:s ex:p << << ex:a ex:b ex:c >> ex:d << ex:e ex:f true >> >> , 2 .",
    "annotated": 'ex:s ex:p "o" ~ ex:r {| ex:q "x" ; a [ a 1 ] |} ~ _:b , 2 {| a 3 |} {| a 4 |} .',
    "directions": 'ex:s ex:p "a"@ar--rtl , "b"@en--ltr .',
}  # fmt: skip
GRAPHS = {
    "default": "ex:s ex:p ex:o . { ex:s ex:p ex:o } {ex:s ex:p ex:o.} {}",
    "named": 'ex:g { ex:s ex:p ex:o ; ex:q "a" , [ ex:r "b" ] . ex:t ex:p ( "c" ) . [] ex:p 1 }',
    "keyword": "GRAPH ex:g { ex:s ex:p ex:o } graph _:g { [ ex:p 1 ] } GRAPH [] { ( 1 ) ex:p 2 . }",
    "blank": "[] { ex:s ex:p ex:o } _:g { ex:s ex:p ex:o . } [] ex:p ex:o . [ ex:p ex:o ] .",
    "statements about statements": "ex:g { << ex:a ex:b ex:c >> ex:p 1 . << ex:a ex:b 2 >> . }",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=list(TEXTS))
def test_turtle_is_read_as_the_strict_parser_reads_it(text: str) -> None:
    assert_same(HEAD + text)
    assert_same(HEAD + text, trig=True)


@pytest.mark.parametrize("text", GRAPHS.values(), ids=list(GRAPHS))
def test_graphs_are_read_as_the_strict_parser_reads_them(text: str) -> None:
    assert_same(HEAD + text, trig=True)


@pytest.mark.parametrize("path", STYLES, ids=[path.name for path in STYLES])
def test_each_style_has_as_many_triples_as_the_strict_parser_states(path: Path) -> None:
    text = path.read_bytes().decode("utf-8-sig")
    rows = rows_of(text, trig=path.suffix == ".trig")
    assert rows
    assert all(
        0 <= start < end <= len(text)
        for row in rows
        for start, end in zip(row[::2], row[1::2], strict=True)
    )


class Writer:
    """Writes random statements of TriG with everything that RDF 1.2 has."""

    VALUES = (
        "ex:o",
        "<o>",
        "_:b",
        "[]",
        "()",
        '"a"',
        '"b"@de',
        "'c'^^xsd:int",
        "12",
        "-.5e1",
        "true",
        '"""d"""',
    )
    SPACES = (" ", "\n", "\t", " # c\r\n", "  ")

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def document(self, *, trig: bool) -> str:
        return HEAD + "".join(self._block(trig=trig) for _ in range(self._random.randint(1, 8)))

    def _block(self, *, trig: bool) -> str:
        kind = self._random.random()
        if kind < 0.1:
            return "PREFIX ex: <http://a/>\n"
        if trig and kind < 0.5:
            name = self._random.choice(("", "ex:g", "GRAPH <g>", "_:g", "[]"))
            inner = " . ".join(self._statement() for _ in range(self._random.randint(0, 3)))
            return f"{name}{self._space()}{{ {inner} }}{self._space()}"
        return f"{self._statement()}{self._space()}.{self._space()}"

    def _statement(self) -> str:
        kind = self._random.random()
        if kind < 0.1:
            return f"[ {self._properties(1)} ]"
        if kind < 0.2:
            return f"( {self._values(1)} ) {self._properties(0)}"
        if kind < 0.3:
            return f"<< ex:a ex:b {self._simple()} >> {self._properties(0)}"
        subject = self._random.choice(("ex:s", "<s>", "_:b", "[]", f"[ {self._properties(1)} ]"))
        return f"{subject}{self._space()}{self._properties(0)}"

    def _properties(self, depth: int) -> str:
        pairs = [
            f"{self._random.choice(('ex:p', 'a', '<p>'))}{self._space()}{self._objects(depth)}"
            for _ in range(self._random.randint(1, 3))
        ]
        return f"{self._space()};{self._space()}".join(pairs) + self._random.choice(
            ("", "", " ;", " ; ;")
        )

    def _objects(self, depth: int) -> str:
        number = self._random.choice((1, 1, 1, 2, 3))
        return f"{self._space()},{self._space()}".join(
            self._object(depth) + self._said(depth) for _ in range(number)
        )

    def _said(self, depth: int) -> str:
        if depth > 1 or self._random.random() < 0.9:
            return ""
        return self._random.choice(
            (
                " ~ ex:r",
                " ~",
                f" {{| {self._properties(2)} |}}",
                f" ~ _:r {{| {self._properties(2)} |}}",
            )
        )

    def _object(self, depth: int) -> str:
        kind = self._random.random()
        if depth < 3 and kind < 0.2:
            return f"[{self._space()}{self._properties(depth + 1)}{self._space()}]"
        if depth < 3 and kind < 0.4:
            return f"({self._space()}{self._values(depth + 1)}{self._space()})"
        if kind < 0.45:
            return f"<<( ex:a ex:b {self._simple()} )>>"
        if kind < 0.5:
            return f"<< _:b a {self._simple()} ~ ex:r >>"
        return self._random.choice(self.VALUES)

    def _values(self, depth: int) -> str:
        return self._space().join(self._object(depth) for _ in range(self._random.randint(0, 4)))

    def _simple(self) -> str:
        return self._random.choice(("ex:o", "_:b", '"a"', '"b"@de', "1", "[]"))

    def _space(self) -> str:
        return self._random.choice(self.SPACES)


@pytest.mark.parametrize("trig", [False, True], ids=["turtle", "trig"])
def test_generated_texts_are_read_as_the_strict_parser_reads_them(*, trig: bool) -> None:
    for seed in range(300):
        assert_same(Writer(seed).document(trig=trig), trig=trig)


def test_plain_statements_are_read_as_all_others_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """One pattern finds what most statements are; without it they are read token by token."""
    texts = [*TEXTS.values(), *(Writer(seed).document(trig=False) for seed in range(100))]
    fast = [rows_of(text) for text in texts]
    monkeypatch.setattr(TurtleReader, "_read_plain", lambda _: None)
    assert [rows_of(text) for text in texts] == fast


def test_only_so_much_is_read_as_is_asked_for() -> None:
    text = HEAD + "".join(f"ex:s{n} ex:p {n} , ex:o.o ; ex:q '.' .\n" for n in range(20))
    statements = TurtleReader(text, TURTLE).statements()
    for n in range(3):
        rows = next(statements)
        assert [text[row[0] : row[1]] for row in rows] == [f"ex:s{n}"] * 3
    graphs = TurtleReader(f"{HEAD} ex:g {{ ex:a ex:p 1 . ex:b ex:p 2 . !", TRIG).statements()
    assert len(next(graphs)) == 1
