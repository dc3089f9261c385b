from collections.abc import Callable
from pathlib import Path

import pytest
from rdflib import URIRef

from schlaglicht.project import open_project
from schlaglicht.validation.order_and_fingerprints import _term
from schlaglicht.validation.pipeline import validate

SHAPES = """\
@prefix ex: <https://example.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
ex:S a sh:NodeShape ; sh:targetClass ex:T ; sh:property ex:S-required , ex:S-small .
ex:S-required a sh:PropertyShape ; sh:path ex:p ; sh:minCount 1 ; sh:message "no p" .
ex:S-small a sh:PropertyShape ; sh:path ex:p ; sh:maxInclusive 1 .
"""
HEAD = "@prefix ex: <https://example.org/> .\n"
DATA = f"{HEAD}ex:a a ex:T ; ex:p 2 .\nex:b a ex:T .\n"

Marks = Callable[..., list[str]]


@pytest.fixture
def marks(tmp_path: Path) -> Marks:
    def of(data: str = DATA, *, name: str = "a.ttl", shapes: str = SHAPES) -> list[str]:
        folder = tmp_path / "data"
        for old in folder.glob("*"):
            old.unlink()
        folder.mkdir(exist_ok=True)
        (tmp_path / "shapes").mkdir(exist_ok=True)
        (folder / name).write_text(data, encoding="utf-8")
        (tmp_path / "shapes" / "s.ttl").write_text(shapes, encoding="utf-8")
        return [result.fingerprint for result in validate(open_project([tmp_path])).results]

    return of


def test_findings_have_different_fingerprints(marks: Marks) -> None:
    assert len(set(marks())) == 2


@pytest.mark.parametrize(
    "change",
    [
        {"data": DATA.replace(HEAD, f"{HEAD}\n# moved\n\n\n")},
        {"data": DATA.replace("ex:", "y:").replace("@prefix ex:", "@prefix y:")},
        {"name": "b.ttl"},
        {"shapes": SHAPES.replace('"no p"', '"p is missing"')},
    ],
    ids=["other lines", "other prefix", "other file", "other message"],
)
def test_fingerprint_outlives(change: dict[str, str], marks: Marks) -> None:
    assert marks(**change) == marks()


def test_another_value_or_node_is_another_finding(marks: Marks) -> None:
    before = marks()
    assert not set(before) & set(marks(DATA.replace("2", "3").replace("ex:b", "ex:c")))


def test_findings_alike_are_numbered(marks: Marks) -> None:
    found = marks(f"{HEAD}ex:a ex:q [ a ex:T ] , [ a ex:T ] .")
    assert len({mark.partition(":")[0] for mark in found}) == 1
    assert [mark.partition(":")[2] for mark in found] == ["1", "2"]


TWO = """\
@prefix ex: <https://example.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
ex:S a sh:NodeShape ; sh:targetClass ex:T ;
"""
NAMELESS = {
    "sh:qualifiedValueShape": "sh:property [ sh:path ex:p ; sh:qualifiedMinCount 1 ; "
    "sh:qualifiedValueShape [ sh:class ex:{} ] ]",
    "sh:node": "sh:property [ sh:path ex:p ; sh:node [ sh:class ex:{} ] ]",
    "sh:sparql": 'sh:sparql [ sh:select "SELECT $this {{ $this <https://example.org/p> ?v '
    'FILTER NOT EXISTS {{ ?v a <https://example.org/{}> }} }}" ]',
}


@pytest.mark.parametrize("constraint", NAMELESS.values(), ids=NAMELESS)
def test_constraints_of_the_same_name_have_findings_of_their_own(
    constraint: str, marks: Marks
) -> None:
    shapes = f"{TWO}{constraint.format('A')} ; {constraint.format('B')} ."
    data = f"{HEAD}ex:a a ex:T ; ex:p ex:b . ex:b a ex:{{}} ."
    of_a, of_b = (marks(data.format(other), shapes=shapes) for other in "BA")
    assert len(of_a) == len(of_b) == 1
    assert of_a != of_b


@pytest.mark.parametrize("constraint", NAMELESS.values(), ids=NAMELESS)
def test_constraint_of_the_same_name_may_be_reworded_and_moved(
    constraint: str, marks: Marks
) -> None:
    one, other = constraint.format("A"), constraint.format("B")
    data = f"{HEAD}ex:a a ex:T ; ex:p ex:b . ex:b a ex:B ."
    before = marks(data, shapes=f"{TWO}{one} ; {other} .")
    reworded = one.replace(" [", ' [ sh:message "m" ;', 1)
    assert marks(data, shapes=f"{TWO}{other} ; {reworded} .") == before


def test_constraint_without_another_of_its_name_may_change(marks: Marks) -> None:
    shapes = f"{TWO}sh:property [ sh:path ex:p ; sh:maxCount {{}} ] , [ sh:path ex:p ] ."
    data = f"{HEAD}ex:a a ex:T ; ex:p 2, 3, 4 ."
    assert marks(data, shapes=shapes.format(1)) == marks(data, shapes=shapes.format(2))


def test_iri_that_is_none_has_a_fingerprint() -> None:
    """Queries can make such terms, as `IRI("a b")` does."""
    assert _term(URIRef("http://example.org/a b")) == "<http://example.org/a b>"
