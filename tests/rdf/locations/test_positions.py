from pathlib import Path

import pytest
from rdflib import Literal, URIRef

from schlaglicht.rdf.locations import Extent, Positions, SourceText, Statements

TRIPLE = (URIRef("http://a/s"), URIRef("http://a/p"), Literal("o"))


def test_columns_count_code_points_from_one() -> None:
    source = SourceText(Path("a.ttl"), "ä😀x")
    assert source.extent(2, 3) == Extent(1, 3, 1, 4)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_line_ending_ends_a_line(ending: str) -> None:
    text = f"one{ending}two{ending}three"
    index = text.index("three")
    assert SourceText(Path("a.ttl"), text).extent(index, len(text)) == Extent(3, 1, 3, 6)


def test_unknown_triple_has_no_place() -> None:
    positions = Positions()
    assert positions.of(TRIPLE) == ()
    assert positions.of_subject(TRIPLE[0]) is None
    assert positions.file_of(TRIPLE) is None


def test_triple_of_a_format_without_places_has_a_file() -> None:
    positions = Positions(Statements(Path("a.rdf"), [TRIPLE]))
    assert positions.of(TRIPLE) == ()
    assert positions.file_of(TRIPLE) == Path("a.rdf")


def test_update_keeps_earlier_places_first() -> None:
    first, second = Positions(), Positions()
    for positions, name in ((first, "a.ttl"), (second, "b.ttl")):
        positions.record(TRIPLE, SourceText(Path(name), "s p o"), (0, 1, 2, 3, 4, 5))
    first.update(second)
    assert [place.path.name for place in first.of(TRIPLE)] == ["a.ttl", "b.ttl"]
    assert first.of_subject(TRIPLE[0]) == (Path("a.ttl"), Extent(1, 1, 1, 2))


def test_place_tells_how_each_term_is_written() -> None:
    positions = Positions()
    source = SourceText(Path("a.ttl"), "<http://a/s> a:p 'o'")
    positions.record(TRIPLE, source, (0, 12, 13, 16, 17, 20))
    assert positions.of(TRIPLE)[0].written == ("<", "a", "'")
