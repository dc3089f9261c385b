"""What tells constraints of the same name apart."""

import pytest
from rdflib import Graph

from schlaglicht.validation.shacl.findings import Finding
from schlaglicht.validation.shacl.result_builder import ConstraintIdentity
from schlaglicht.vocab import SH


def marks(first: str, second: str, more: str = "") -> set[str]:
    """The marks of two nameless shapes of the same name."""
    shapes = Graph().parse(
        format="turtle",
        data="@prefix ex: <https://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .\n"
        "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n"
        f"ex:S sh:property [ sh:path ex:p ; {first} ] , [ sh:path ex:p ; {second} ] . {more}",
    )
    identity = ConstraintIdentity(shapes, lambda _: "the same")
    return {
        identity.mark(Finding(shape, None, shape, SH.InConstraintComponent, SH.Violation, None))
        for shape in shapes.objects(None, SH.property)
    }


def values(prefix: str, count: int) -> str:
    return f"sh:in ( {' '.join(f'{chr(34)}{prefix}{n}{chr(34)}' for n in range(count))} )"


def test_long_lists_are_told_apart() -> None:
    assert len(marks(values("a", 2000), values("b", 2000))) == 2


def test_mark_of_a_list_stays_what_it_was() -> None:
    """Findings are remembered by it."""
    assert marks(values("a", 3), values("b", 3)) == {"5de94892bc25e390", "d8f742b9d23a75fb"}


@pytest.mark.parametrize("step", ["sh:not", "rdf:rest"])
def test_nodes_that_go_deep_are_followed_so_far(step: str) -> None:
    chain = " ".join(f"_:n{n} {step} _:n{n + 1} ." for n in range(2000))
    circle = f"_:n2000 {step} _:n0 ."
    assert len(marks("sh:in _:n0", values("b", 1), chain)) == 2
    assert len(marks("sh:in _:n0", values("b", 1), chain + circle)) == 2
