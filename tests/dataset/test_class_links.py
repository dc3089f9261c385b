from __future__ import annotations

from collections.abc import Collection

from schlaglicht.dataset.class_links import ClassLink, class_links
from schlaglicht.dataset.statistics import dataset_statistics

EX = "https://example.org/"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
A, B, P, Q = f"{EX}A", f"{EX}B", f"{EX}p", f"{EX}q"


def links(*lines: str, classes: Collection[str] = (A, B)) -> list[ClassLink]:
    """The links in a dataset of these statements, short IRIs for those below EX."""
    written = (
        " ".join(t if t.startswith("<") else f"<{EX}{t}>" for t in line.split()) for line in lines
    )
    nquads = sorted(f"{line} .\n".encode() for line in written)
    return class_links(dataset_statistics(nquads), classes, EX)


TYPES = (f"a {TYPE} A", f"a2 {TYPE} A", f"b {TYPE} B")


def test_links_are_counted_most_used_first() -> None:
    found = links(*TYPES, "a p b", "a2 p b", "b q a")
    assert found == [ClassLink(A, P, B, 2), ClassLink(B, Q, A, 1)]


def test_class_is_linked_with_itself() -> None:
    assert links(*TYPES, "a p a2") == [ClassLink(A, P, A, 1)]


def test_links_are_among_the_classes_asked_for() -> None:
    assert links(*TYPES, "a p b", "a q a2", classes=[A]) == [ClassLink(A, Q, A, 1)]


def test_graphs_of_the_data_count_together() -> None:
    in_graph = [f"{line} g" for line in (*TYPES, "a2 p b")]
    assert links(*TYPES, "a p b", *in_graph) == [ClassLink(A, P, B, 2)]


def test_shapes_link_no_classes() -> None:
    of_shapes = [f"{line} shapes/" for line in (*TYPES, "a p b")]
    assert links(*of_shapes) == []


def test_class_of_classes_is_no_link() -> None:
    assert links(f"A {TYPE} B", f"a {TYPE} A", f"B {TYPE} A") == []
