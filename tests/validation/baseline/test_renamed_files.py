"""Findings of files that have another name in the newer version."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from schlaglicht.project import open_project
from schlaglicht.validation.baseline import compare_findings
from schlaglicht.validation.report import ValidationReport

pytestmark = pytest.mark.usefixtures("one_process")

UNKNOWN = """\
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
<http://e.org/a> foaf:nmae "A" .
"""
IMPORT = """\
@prefix owl: <http://www.w3.org/2002/07/owl#> .
<http://e.org/o> a owl:Ontology ; owl:imports <http://e.org/missing> .
"""
MIXED = "<http://e.org/a> <http://schema.org/name> 'A' ; <https://schema.org/url> <http://e.org/> ."
Compare = Callable[[Mapping[str, str], Mapping[str, str]], ValidationReport]


@pytest.fixture
def compare(tmp_path: Path) -> Compare:
    """Compares the findings of two folders, given by the texts of their files."""

    def compared(old: Mapping[str, str], new: Mapping[str, str]) -> ValidationReport:
        for version, files in (("old", old), ("new", new)):
            for name, text in files.items():
                path = tmp_path / version / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
        before, now = (open_project([tmp_path / version]) for version in ("old", "new"))
        return compare_findings(before, now)

    return compared


def files_of(report: ValidationReport) -> list[str]:
    return [result.place.path.name for result in report.results if result.place]


@pytest.mark.parametrize("text", [UNKNOWN, IMPORT, MIXED], ids=["term", "import", "schema.org"])
@pytest.mark.parametrize("name", ["b.ttl", "data/b.trig"])
def test_a_renamed_file_brings_no_findings(compare: Compare, text: str, name: str) -> None:
    report = compare({"a.ttl": text}, {name: text})
    assert report.known > 0
    assert (report.results, report.fixed) == ((), ())


def test_names_of_files_in_messages_make_no_difference(compare: Compare) -> None:
    one, other = (f"@prefix e: <http://{host}/> .\ne:a e:p e:b .\n" for host in ("e.org", "f.org"))
    report = compare({"a1.ttl": one, "a2.ttl": other}, {"b1.ttl": one, "b2.ttl": other})
    assert (report.results, report.known, report.fixed) == ((), 1, ())


def test_a_fault_that_moves_to_another_file_that_was_there_is_new(compare: Compare) -> None:
    right = UNKNOWN.replace("nmae", "name")
    other = right.replace("e.org/a", "e.org/b")
    report = compare(
        {"a.ttl": UNKNOWN, "b.ttl": other},
        {"a.ttl": right, "b.ttl": other.replace("foaf:name", "foaf:nmae")},
    )
    assert (files_of(report), len(report.fixed)) == (["b.ttl"], 1)


def test_one_more_of_the_same_is_new(compare: Compare) -> None:
    report = compare({"a.ttl": MIXED}, {"b.ttl": MIXED, "c.ttl": MIXED})
    assert (len(report.results), report.known, report.fixed) == (1, 1, ())


def test_one_less_of_the_same_is_fixed_where_no_such_file_is_left(compare: Compare) -> None:
    report = compare(
        {"a.ttl": MIXED, "b.ttl": MIXED, "c.ttl": MIXED}, {"b.ttl": MIXED, "d.ttl": MIXED}
    )
    assert (report.results, report.known) == ((), 2)
    assert [known.file for known in report.fixed] == ["c.ttl"]


def test_equal_findings_are_paired_first(compare: Compare) -> None:
    report = compare({"b.ttl": MIXED}, {"a.ttl": MIXED, "b.ttl": MIXED})
    assert files_of(report) == ["a.ttl"]


def test_another_message_is_another_finding(compare: Compare) -> None:
    report = compare({"a.ttl": UNKNOWN}, {"b.ttl": UNKNOWN.replace("nmae", "naem")})
    assert (len(report.results), len(report.fixed)) == (1, 1)
