from __future__ import annotations

from collections.abc import Callable

import pytest
from rdflib import Graph

from schlaglicht.rdf.blank_nodes import matching
from schlaglicht.rdf.blank_nodes.matching import match_blank_nodes

Read = Callable[[str], Graph]


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The pairs of nodes that have been compared."""
    pairs: list[object] = []
    kept = matching._Matching._likeness

    def noted(own: matching._Matching, old: object, new: object) -> int:
        pairs.append((old, new))
        return kept(own, old, new)  # type: ignore[arg-type]

    monkeypatch.setattr(matching._Matching, "_likeness", noted)
    return pairs


def parts(count: int, said: str) -> str:
    return "".join(f"ex:s ex:p [ {said.format(n=n)} ] .\n" for n in range(count))


def test_nodes_that_all_changed_are_not_compared_each_with_each(
    read: Read, compared: list[object]
) -> None:
    old = read(parts(1_000, "ex:key {n} ; ex:kind ex:K ; ex:v 1"))
    new = read(parts(1_000, "ex:key {n} ; ex:kind ex:K ; ex:v 2"))
    matched = match_blank_nodes(old, new)
    assert len(matched) == 1_000
    assert len(compared) <= 1_000


def test_nodes_that_share_nothing_are_not_compared_each_with_each(
    read: Read, compared: list[object]
) -> None:
    old, new = read(parts(1_000, "ex:key {n}")), read(parts(1_000, 'ex:key "{n}"'))
    assert match_blank_nodes(old, new) == {}
    assert compared == []


def test_few_changed_nodes_are_matched_by_what_they_share(read: Read) -> None:
    old = read("ex:s ex:p [ ex:key 1 ; ex:v 1 ], [ ex:key 2 ; ex:v 1 ] .")
    new = read("ex:s ex:p [ ex:key 1 ; ex:v 2 ], [ ex:key 2 ; ex:v 2 ] .")
    matched = match_blank_nodes(old, new)
    for there, here in matched.items():
        assert set(old.objects(here)) & set(new.objects(there))
    assert len(matched) == 2


def test_alike_rings_are_matched_ring_by_ring(read: Read) -> None:
    rings = "".join(
        f"_:r{n}a ex:p _:r{n}b . _:r{n}b ex:p _:r{n}c . _:r{n}c ex:p _:r{n}a .\n" for n in range(9)
    )
    old, new = read(rings), read(rings)
    names = match_blank_nodes(old, new)
    assert {(names[s], p, names[o]) for s, p, o in new} == set(old)  # type: ignore[index]
