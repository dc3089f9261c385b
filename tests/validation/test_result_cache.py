"""Green reports are remembered, and nothing but green ones; a change of anything is noticed."""

import errno
import itertools
import json
import os
import shutil
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

import schlaglicht.validation
from schlaglicht.errors import ProjectError
from schlaglicht.ground import software_state
from schlaglicht.project import Project, open_project
from schlaglicht.validation import result_cache
from schlaglicht.validation.ignores import Selection
from schlaglicht.validation.pipeline import validate
from schlaglicht.validation.report import ValidationReport

pytestmark = pytest.mark.usefixtures("one_process")

Made = list[Path]


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Made:
    """The project of each validation that was really made."""
    projects: Made = []
    original = schlaglicht.validation.pipeline._filtered

    def note(project: Project, *given: Any, **named: Any) -> ValidationReport:
        projects.append(project.root)
        return original(project, *given, **named)

    monkeypatch.setattr(schlaglicht.validation.pipeline, "_filtered", note)
    return projects


def remember(folder: Path) -> ValidationReport:
    return validate(open_project([folder]), sources=folder / "sources", remember=True)


def entries(_: Path) -> list[Path]:
    return list(kept().glob("*.json"))


def kept() -> Path:
    """The folder of the reports."""
    return Path(os.environ["XDG_CACHE_HOME"]) / "schlaglicht" / "reports"


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def test_unchanged_project_is_not_validated_again(concert: Path, made: Made) -> None:
    first, second = remember(concert), remember(concert)
    assert first.conforms
    assert second == first
    assert len(made) == 1


def test_without_being_asked_nothing_is_kept(concert: Path, made: Made) -> None:
    for _ in range(2):
        validate(open_project([concert]))
    assert len(made) == 2
    assert not kept().exists()


def test_nothing_is_written_into_the_project_or_read_from_there(concert: Path, made: Made) -> None:
    """A project may come from a stranger, with a green report of its own."""
    before = sorted(concert.rglob("*"))
    remember(concert)
    assert sorted(concert.rglob("*")) == before
    (report,) = entries(concert)
    for folder in (concert, concert / ".schlaglicht_cache"):
        folder.mkdir(exist_ok=True)
        (folder / report.name).write_bytes(report.read_bytes())
    report.unlink()
    remember(concert)
    assert len(made) == 2


def test_folder_that_others_may_write_is_not_used(concert: Path, made: Made) -> None:
    remember(concert)
    kept().chmod(0o777)
    remember(concert)
    assert len(made) == 2


def test_folder_that_is_a_link_is_not_used(concert: Path, tmp_path: Path, made: Made) -> None:
    remember(concert)
    kept().rename(tmp_path / "elsewhere")
    kept().symlink_to(tmp_path / "elsewhere")
    remember(concert)
    assert len(made) == 2


def test_report_on_an_equal_project_elsewhere_is_another(
    concert: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: Made
) -> None:
    """The same names and bytes, as in a copy: what lies around it may differ."""
    shutil.copytree(concert, tmp_path / "copy" / "concert")
    for folder in (concert.parent, tmp_path / "copy"):
        monkeypatch.chdir(folder)
        validate(open_project([Path("concert")]), remember=True)
    assert len(made) == 2


def append(text: str) -> Callable[[Path], object]:
    def change(path: Path) -> None:
        path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")

    return change


CHANGES: dict[str, tuple[str, Callable[[Path], object]]] = {
    "data": ("data.ttl", append("\n# a comment\n")),
    "ontology": ("ontology/concert.ttl", append("\n")),
    "shapes": ("shapes/concert.ttl", append("\n")),
    "question": ("queries/when.rq", append("\n")),
    "answer": ("queries/when.tsv", append("")),
    "settings": ("schlaglicht.toml", append('\n[prefixes]\nx = "https://example.org/x/"\n')),
    "source": ("sources/programme.txt", append("\n")),
    "another file": ("shapes/more.ttl", lambda path: path.write_text("")),
    "another source": ("sources/more.txt", lambda path: path.write_text("")),
    "fewer files": ("queries/when.rq", lambda path: path.unlink()),
}


@pytest.mark.parametrize(("name", "change"), CHANGES.values(), ids=CHANGES.keys())
def test_change_is_validated(
    name: str, change: Callable[[Path], object], concert: Path, made: Made
) -> None:
    settings = concert / "schlaglicht.toml"
    settings.write_text(settings.read_text().partition("[prefixes]")[0])
    remember(concert)
    if name == "queries/when.tsv":
        content = (concert / name).read_text().replace("2019", "2018")
        (concert / name).write_text(content)
    change(concert / name)
    remember(concert)
    assert len(made) == 2


@pytest.mark.parametrize("name", ["a", "a[1]", "a?", "a.b"])
@pytest.mark.parametrize("ending", [".rq", ".tsv"])
def test_change_of_a_question_of_another_folder_is_validated(
    name: str, ending: str, concert: Path, tmp_path: Path, made: Made
) -> None:
    queries = tmp_path / "more" / "queries"
    queries.mkdir(parents=True)
    (tmp_path / "more" / "data.ttl").write_bytes((concert / "data.ttl").read_bytes())
    for path in (concert / "queries").iterdir():
        (queries / f"{name}{path.suffix}").write_bytes(path.read_bytes())
    for _ in range(2):
        validate(open_project([concert, tmp_path / "more"]), remember=True)
    assert len(made) == 1
    append("\n")(queries / f"{name}{ending}")
    validate(open_project([concert, tmp_path / "more"]), remember=True)
    assert len(made) == 2


SHAPE = """@prefix ex: <https://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
ex:Late sh:targetSubjectsOf ex:day ; sh:sparql [ sh:select '''%s''' ] .
ex:C a sh:ConstraintComponent ; sh:parameter [ sh:path ex:c ] ;
    sh:validator [ a sh:SPARQLAskValidator ; sh:ask '''%s''' ] .
ex:S sh:targetSubjectsOf ex:day ; ex:c 1 .
"""
LATE = "SELECT $this { $this <https://example.org/day> ?day FILTER (?day < %s) }"
ASK = "ASK { FILTER (isIRI($value) && %s) }"


@pytest.mark.parametrize(
    ("query", "ask", "times"),
    [
        (LATE % "NOW()", ASK % "true", 2),
        (LATE % "now # in brackets\n ()", ASK % "true", 2),
        (LATE % "N\\\\u004FW()", ASK % "true", 2),
        (LATE % "?day", ASK % "RAND() < 2", 2),
        (LATE % "?day", ASK % "isIRI(UUID())", 2),
        (LATE % "?day && 'NOW()' = ''", ASK % "true # RAND()\n", 1),
    ],
)
def test_query_about_the_time_or_chance_is_asked_each_time(
    query: str, ask: str, times: int, tmp_path: Path, made: Made
) -> None:
    (tmp_path / "shapes").mkdir()
    (tmp_path / "data.ttl").write_text(
        "@prefix ex: <https://example.org/> .\nex:a ex:day '2200-01-01T00:00:00Z'^^"
        "<http://www.w3.org/2001/XMLSchema#dateTime> .\n"
    )
    (tmp_path / "shapes/s.ttl").write_text(SHAPE % (query, ask))
    for _ in range(2):
        assert validate(open_project([tmp_path]), remember=True).conforms
    assert len(made) == times


@pytest.mark.parametrize(("function", "times"), [("STRUUID()", 2), ("STR(1)", 1)])
def test_question_about_chance_is_asked_each_time(
    function: str, times: int, concert: Path, made: Made
) -> None:
    question = concert / "queries/when.rq"
    asking = f"{{ FILTER ({function} != '') "
    question.write_text(question.read_text().replace("{", asking, 1))
    for _ in range(2):
        assert remember(concert).conforms
    assert len(made) == times


def test_other_options_are_another_validation(concert: Path, made: Made) -> None:
    remember(concert)
    validate(open_project([concert]), remember=True)
    validate(open_project([concert]), remember=True, selection=Selection(ignore=("shape",)))
    assert len(made) == 3


def test_other_software_is_another_validation(
    concert: Path, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    remember(concert)
    monkeypatch.setattr(software_state, "installed", lambda _: ["rdflib-99.dist-info"])
    remember(concert)
    assert len(made) == 2


def test_another_python_is_another_validation(
    concert: Path, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    remember(concert)
    monkeypatch.setattr("platform.python_version", lambda: "3.99.0")
    remember(concert)
    assert len(made) == 2


def test_changed_code_of_ours_is_another_validation(
    concert: Path, made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = tmp_path / "package" / "room" / "code.py"
    code.parent.mkdir(parents=True)
    code.write_text("")
    monkeypatch.setattr(software_state, "PACKAGE", tmp_path / "package")
    for _ in range(2):
        remember(concert)
    assert len(made) == 1
    code.write_text("x = 1")
    remember(concert)
    assert len(made) == 2


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files whose content was hashed, as often as it was."""
    names: list[str] = []
    original = software_state.content_digest

    def note(path: Path) -> bytes:
        names.append(path.name)
        return original(path)

    monkeypatch.setattr(result_cache, "content_digest", note)
    return names


def test_content_is_hashed_before_and_after_a_validation_and_else_once(
    concert: Path, hashed: list[str]
) -> None:
    remember(concert)
    assert hashed.count("data.ttl") == 2
    hashed.clear()
    remember(concert)
    assert hashed.count("data.ttl") == 1


def test_report_that_is_not_kept_hashes_once(concert: Path, hashed: list[str]) -> None:
    (concert / "data.n3").write_text("")
    assert remember(concert).results
    assert hashed.count("data.ttl") == 1


def test_of_what_is_not_read_only_the_mark_counts(
    concert: Path, hashed: list[str], made: Made
) -> None:
    (concert / "data").mkdir()
    (concert / "data.ttl").rename(concert / "data" / "data.ttl")
    raw = concert / "data" / "raw.bin"
    raw.write_bytes(b"1")
    remember(concert)
    assert {"data.ttl", "when.rq", "when.tsv", "programme.txt"} <= set(hashed)
    assert "raw.bin" not in hashed
    raw.write_bytes(b"22")
    remember(concert)
    assert len(made) == 2


@pytest.mark.skipif(sys.platform == "darwin", reason="its names of files are all UTF-8")
@pytest.mark.parametrize("folder", ["data", "shapes", "queries", "sources"])
def test_name_that_is_no_text_does_no_harm(folder: str, concert: Path, made: Made) -> None:
    (concert / folder).mkdir(exist_ok=True)
    Path(os.fsdecode(os.fsencode(concert / folder) + b"/README-caf\xe9.txt")).write_text("")
    if folder == "data":
        (concert / "data.ttl").rename(os.fsdecode(os.fsencode(concert / folder) + b"/\xe9.ttl"))
    assert remember(concert) == remember(concert)
    assert len(made) == 1


@pytest.mark.parametrize("library", ["pyoxigraph", "pyshacl", "rdflib"])
def test_the_versions_of_the_libraries_are_known(library: str) -> None:
    assert f"{library}-{version(library)}.dist-info" in software_state.installed([library])


@pytest.mark.parametrize("name", ["shapes.ttl", "shacl/a.ttl", "data.n3"])
def test_file_that_nothing_reads_is_noticed(name: str, concert: Path, made: Made) -> None:
    remember(concert)
    (concert / name).parent.mkdir(exist_ok=True)
    (concert / name).write_text("", encoding="utf-8")
    assert not remember(concert).passes
    assert len(made) == 2


def test_another_day_is_another_validation(
    concert: Path, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Tomorrow:
        @staticmethod
        def today() -> str:
            return "tomorrow"

    remember(concert)
    monkeypatch.setattr("schlaglicht.validation.result_cache.date", Tomorrow)
    remember(concert)
    assert len(made) == 2


def test_report_with_results_is_not_remembered(concert: Path, made: Made) -> None:
    data = concert / "data.ttl"
    data.write_text(data.read_text(encoding="utf-8").replace("2019-05-04", "2019-05-02"))
    reports = [remember(concert) for _ in range(2)]
    assert [report.conforms for report in reports] == [False, False]
    assert len(made) == 2
    assert entries(concert) == []


@pytest.mark.parametrize("times", [1, 999])
def test_what_changes_during_a_validation_is_read_again_and_not_remembered(
    times: int, concert: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original, count = schlaglicht.validation.pipeline._filtered, itertools.count()

    def change(*given: Any, **options: Any) -> ValidationReport:
        report = original(*given, **options)
        if next(count) < times:
            append("<urn:a> <urn:b>")(concert / "data.ttl")
        return report

    monkeypatch.setattr(schlaglicht.validation.pipeline, "_filtered", change)
    if times > 1:
        with pytest.raises(ProjectError, match="change again and again"):
            remember(concert)
    else:
        assert [result.code for result in remember(concert).results] == ["syntax"]
        assert next(count) == 2
    assert entries(concert) == []


BROKEN = {
    "empty": b"",
    "not JSON": b"{",
    "not UTF-8": b"\xff",
    "a list": b"[]",
    "other fields": b'{"results": []}',
    "deep": b"[" * 100_000,
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN.keys())
def test_broken_entry_is_as_if_it_were_not_there(content: bytes, concert: Path, made: Made) -> None:
    remember(concert)
    (entry,) = entries(concert)
    entry.write_bytes(content)
    assert remember(concert).conforms
    assert len(made) == 2
    assert entry.read_bytes() != content


@pytest.mark.parametrize("part", ["results", "checked", "complete"])
def test_entry_with_values_of_another_kind_is_not_taken(
    part: str, concert: Path, made: Made
) -> None:
    remember(concert)
    (entry,) = entries(concert)
    entry.write_text(json.dumps(json.loads(entry.read_text()) | {part: "yes"}))
    assert remember(concert).conforms
    assert len(made) == 2


def test_folder_that_cannot_be_written_does_no_harm(concert: Path) -> None:
    kept().parent.mkdir(parents=True)
    kept().write_text("in the way")
    assert remember(concert).conforms


def test_full_disk_leaves_no_half_of_a_report(
    concert: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = Path.replace

    def refuse(path: Path, target: Path) -> Path:
        if path.parent.name == kept().name:
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", refuse)
    assert remember(concert).results == ()
    assert list(kept().iterdir()) == []


def test_only_so_many_reports_are_kept(concert: Path) -> None:
    remember(concert)
    (first,) = entries(concert)
    for number in range(300):
        (kept() / f"{number}.json").write_text("{}")
    first.unlink()
    remember(concert)
    assert len(entries(concert)) == 256
    assert first in entries(concert)


def test_changed_evidence_is_validated_again(concert: Path, made: Made) -> None:
    evidence = concert / "evidence" / "more.yaml"
    evidence.parent.mkdir()
    entry = (
        "namespace: https://example.org/x/\nretrieved: 2031-05-01\nevidence:\n  F1:\n"
        "    sources: [https://example.org/list]\n    paraphrase:\n      - id:concert "
    )
    evidence.write_text(entry + "schema:organizer\n", encoding="utf-8")
    assert remember(concert).conforms
    assert remember(concert).conforms
    assert len(made) == 1
    evidence.write_text(entry + "schema:name\n", encoding="utf-8")
    assert [result.code for result in remember(concert).results] == ["evidence-ambiguous"]
    assert len(made) == 2
