"""Values some steps away from the things of a class."""

from collections.abc import Callable
from pathlib import Path

import pytest
from rdflib import Literal, URIRef

from schlaglicht.dataset.index import Index, build_index, path_values
from schlaglicht.dataset.snapshot import take_snapshot
from schlaglicht.project import open_project

EX = "https://example.org/"
DATA = (
    """
@prefix ex: <https://example.org/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
ex:a a ex:Event ; ex:at ex:bonn , ex:koeln ; ex:size 5 ; ex:part [ ex:size 7 ] .
ex:b a ex:Event ; ex:at ex:bonn ; ex:size 5 .
ex:bonn rdfs:label "Bonn" . ex:koeln rdfs:label "Köln am Rhein" .
ex:c ex:opens ex:a , ex:b ; a ex:Event ; ex:text "short" , "LONG" .
""".replace("LONG", "long" * 20)
    + "".join(f"ex:m{n} a ex:Many ; ex:size {n} .\n" for n in range(500))
)


def ex(name: str) -> URIRef:
    return URIRef(EX + name)


@pytest.fixture
def index(tmp_path: Path) -> Index:
    (tmp_path / "data.ttl").write_text(DATA, encoding="utf-8")
    return Index(build_index(take_snapshot(open_project([tmp_path]), tmp_path)))


@pytest.fixture
def values(index: Index) -> Callable[..., list[tuple[object, int]] | None]:
    def found(*steps: tuple[str, bool], words: str = "") -> list[tuple[object, int]] | None:
        path = [(ex(name), is_inverse) for name, is_inverse in steps]
        choices = path_values(index, ex("Event"), path, most=10, longest=50, words=words)
        return None if choices is None else [(each.value, each.count) for each in choices]

    return found


def test_values_come_with_the_things_that_lead_to_them(
    values: Callable[..., list[tuple[object, int]] | None],
) -> None:
    assert values(("at", False)) == [(ex("bonn"), 2), (ex("koeln"), 1)]
    assert values(("size", False)) == [(Literal(5), 2)]
    assert values(("opens", True)) == [(ex("c"), 2)]
    assert values(("opens", True), ("opens", False)) == [(ex("a"), 2), (ex("b"), 2)]
    assert values(("part", False), ("size", False)) == [(Literal(7), 1)]
    assert values(("text", False)) == [(Literal("short"), 1)]
    assert values(("part", False)) == []  # a blank node has no name


def test_words_are_in_a_name_or_in_an_iri(
    values: Callable[..., list[tuple[object, int]] | None],
) -> None:
    assert values(("at", False), words="rhein") == [(ex("koeln"), 1)]
    assert values(("at", False), words="/bonn") == [(ex("bonn"), 2)]
    assert values(("at", False), words="%") == []


def test_nothing_is_found_beyond_the_limit_of_work(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = ex("Many"), [(ex("size"), False)]
    assert len(path_values(index, *many, most=1000, longest=50) or ()) == 500
    monkeypatch.setattr("schlaglicht.dataset.index.property_paths.FACET_STEPS", 5000)
    assert path_values(index, *many, most=1000, longest=50) is None
