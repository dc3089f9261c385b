"""Generated Turtle in many styles; the writer knows the place of every triple it writes."""

import random
from pathlib import Path

import pytest
from rdflib import URIRef

from schlaglicht.rdf.load import LoadedGraph, load_content
from schlaglicht.rdf.locations import SourceText

SPACES = [" ", "  ", "\t", "\n", "\r\n", "\n    ", " # a «comment» ; with . signs\n", "\r\n\t"]
LITERALS = [
    '"x"',
    "'x'@de",
    '""',
    '"ä € 😀"@en-GB',
    r'"a \" b"',
    '"""one\n  "two"\n"""',
    "'''\r\n'three'\r\n'''@de",
    '"2020-11-10"^^<http://www.w3.org/2001/XMLSchema#date>',
    "12",
    "-0.50",
    "1e3",
    "true",
]
IRIS = ["<http://a/o>", "ex:o", "ex:o.x", "_:b1", r"ex:a\,b", "<o>"]


class Writer:
    """Writes random statements, each with a predicate of its own, and notes their places."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self.text = self._random.choice(["", "# äöü😀\n"]) + "@prefix ex: <http://a/> ."
        self.places: list[tuple[str, int, int, int, int, int, int]] = []

    def document(self) -> str:
        for _ in range(self._random.randint(3, 12)):
            self._space()
            self._statement()
            self._space()
            self.text += "."
        return self.text + self._random.choice(["", "\n", "\r\n", " # end"])

    def _statement(self) -> None:
        if self._random.random() < 0.2:
            start, end = self._bracket(depth=1)
        else:
            start, end = self._token(self._random.choice(IRIS))
        self._space()
        self._properties(start, end, depth=0)

    def _properties(self, start: int, end: int, *, depth: int) -> None:
        for number in range(self._random.randint(1, 4)):
            if number:
                self._space()
                self.text += self._random.choice([";", ";", "; ;"])
                self._space()
            name = f"p{len(self.places)}x{len(self.text)}"
            predicate = self._token(f"ex:{name}")
            for again in range(self._random.choice([1, 1, 1, 2, 3])):
                if again:
                    self._space()
                    self.text += ","
                self._space()
                at = len(self.places)
                self.places.append((name, start, end, *predicate, 0, 0))
                self.places[at] = (name, start, end, *predicate, *self._object(depth))

    def _object(self, depth: int) -> tuple[int, int]:
        kind = self._random.random()
        if depth < 3 and kind < 0.15:
            return self._bracket(depth=depth + 1)
        if depth < 3 and kind < 0.25:
            return self._collection(depth)
        return self._token(self._random.choice(LITERALS if kind < 0.7 else IRIS))

    def _bracket(self, *, depth: int) -> tuple[int, int]:
        start = len(self.text)
        self.text += "["
        self._space()
        self._properties(start, start + 1, depth=depth)
        self._space()
        self.text += "]"
        return start, len(self.text)

    def _collection(self, depth: int) -> tuple[int, int]:
        start = len(self.text)
        self.text += "("
        for _ in range(self._random.randint(0, 3)):
            self._space()
            self._object(depth + 1)
        self._space()
        self.text += ")"
        return start, len(self.text)

    def _token(self, token: str) -> tuple[int, int]:
        start = len(self.text)
        self.text += token
        return start, len(self.text)

    def _space(self) -> None:
        self.text += self._random.choice(SPACES)


@pytest.mark.parametrize("seed", range(60))
def test_every_place_in_generated_turtle_is_exact(seed: int) -> None:
    writer = Writer(seed)
    source = SourceText(Path("generated.ttl"), writer.document())
    loaded = load_content(source.text.encode(), source.path, base="http://a/")
    assert_exact(writer, source, loaded)


def assert_exact(writer: Writer, source: SourceText, loaded: LoadedGraph) -> None:
    for name, *spans in writer.places:
        expected = tuple(source.extent(*spans[i : i + 2]) for i in (0, 2, 4))
        found = [
            (place.subject, place.predicate, place.object)
            for triple in loaded.graph.triples((None, URIRef(f"http://a/{name}"), None))
            for place in loaded.positions.of(triple)
        ]
        assert expected in found
