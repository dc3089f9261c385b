from collections.abc import Callable
from pathlib import Path

import pytest

from schlaglicht.project import open_project
from schlaglicht.validation import validate

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
