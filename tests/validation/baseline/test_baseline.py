import json
from dataclasses import replace
from pathlib import Path

import pytest

from schlaglicht.errors import ProjectError
from schlaglicht.project import Project
from schlaglicht.validation.baseline import (
    known_findings,
    only_new,
    read_baseline,
    write_baseline,
)
from schlaglicht.validation.report import (
    KnownFinding,
    Place,
    Severity,
    ValidationReport,
    ValidationResult,
)

OLD, NEW = (
    ValidationResult(
        "shape",
        Severity.VIOLATION,
        {"en": f'say "{mark}"'},
        Place(Path("p/a.ttl")),
        fingerprint=mark,
    )
    for mark in ("old:1", "new:1")
)
KNOWN = KnownFinding("old:1", "shape", "a.ttl", 'say "old:1"')
GONE = KnownFinding("gone:1", "shape", "a.ttl", "was there")


def test_finding_is_known_by_fingerprint_rule_file_and_message() -> None:
    project = Project(Path("p"), (Path("p/a.ttl"),))
    assert known_findings(ValidationReport((OLD,)), project) == (KNOWN,)


def test_only_what_is_new_stays_and_what_is_gone_is_fixed() -> None:
    report = only_new(ValidationReport((OLD, NEW)), [KNOWN, GONE])
    assert (report.results, report.known, report.fixed) == ((NEW,), 1, (GONE,))


def test_nothing_new_passes() -> None:
    assert only_new(ValidationReport((OLD,)), [KNOWN]).passes


@pytest.mark.parametrize("code", ["syntax", "shacl-unreadable"])
def test_what_keeps_checks_from_being_made_counts_though_it_is_known(code: str) -> None:
    old = replace(OLD, code=code)
    report = only_new(ValidationReport((old,)), [replace(KNOWN, code=code)])
    assert (report.results, report.known, report.passes) == ((old,), 0, False)


def test_what_could_not_be_checked_is_not_called_fixed() -> None:
    broken = replace(ValidationReport((NEW,)), complete=False)
    assert only_new(broken, [KNOWN]).fixed == ()


def test_baseline_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    for findings in ((KNOWN, GONE), ()):
        write_baseline(path, findings)
        assert read_baseline(path).findings == findings


def test_folder_is_no_baseline_and_none_can_be_written_there(tmp_path: Path) -> None:
    message = f"{tmp_path}: a folder; a baseline is a file, such as {tmp_path / 'baseline.json'}"
    with pytest.raises(ProjectError) as of_reading:
        read_baseline(tmp_path)
    with pytest.raises(ProjectError) as of_writing:
        write_baseline(tmp_path, ())
    assert (str(of_reading.value), str(of_writing.value)) == (message, message)


def test_baseline_keeps_the_shape_and_the_constraint(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    finding = replace(KNOWN, shape="http://a/S", component="MinCount")
    write_baseline(path, [finding])
    assert read_baseline(path).findings == (finding,)


def test_baseline_of_an_earlier_or_a_later_release_is_read(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    entry = {"fingerprint": "old:1", "code": "shape", "file": "a.ttl", "message": 'say "old:1"'}
    entries = [entry, {**entry, "colour": "red"}]
    path.write_text(json.dumps({"version": 1, "findings": entries}), encoding="utf-8")
    assert read_baseline(path).findings == (KNOWN, KNOWN)


def test_baseline_has_a_line_for_each_finding(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    write_baseline(path, [KNOWN, GONE])
    lines = path.read_text(encoding="utf-8").splitlines()
    assert sum("fingerprint" in line for line in lines) == 2


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "No such file or directory; write it with: schlaglicht validate --write-baseline"),
        ("{", "not a baseline: Expecting property name"),
        ("[]", "not a baseline: it must have a version"),
        ('{"version": 1, "findings": [{"code": "x"}]}', "not a baseline: it must have a version"),
        ('{"version": 1, "findings": ["x"]}', "not a baseline: it must have a version"),
        ('{"version": 1, "findings": [{"code": 1}]}', "not a baseline: it must have a version"),
        ("[" * 100_000, "not a baseline: maximum recursion"),
        ('{"version": 2, "findings": []}', "a baseline of version 2; this is 1"),
        ("\udcff", "not a baseline"),
    ],
)
def test_file_that_is_no_baseline_is_named(
    content: str | None, message: str, tmp_path: Path
) -> None:
    path = tmp_path / "baseline.json"
    if content is not None:
        path.write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(ProjectError, match=r"baseline\.json") as error:
        read_baseline(path)
    assert message in str(error.value)


def test_baseline_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="No such file"):
        write_baseline(tmp_path / "gone" / "b.json", ())
