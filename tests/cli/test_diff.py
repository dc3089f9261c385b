from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from rdflib import Graph
from rdflib.compare import isomorphic

from schlaglicht.cli import run

OLD = """\
@prefix ex: <https://example.org/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
ex:a rdfs:label "Anfang"@de, "Beginning"@en ; ex:size 5 ; ex:part [ ex:n 1 ] , [ ex:n 2 ; ex:m 7 ] .
ex:gone ex:size 1 .
"""
NEW = """\
@prefix ex: <https://example.org/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
ex:a rdfs:label "Anfang"@de, "Beginning"@en ; ex:size 6 ; ex:part [ ex:n 1 ] , [ ex:n 3 ; ex:m 7 ] .
ex:new ex:part ( 1 [ ex:n "x" ] ) .
"""


@pytest.fixture
def versions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with old.ttl and new.ttl."""
    (tmp_path / "old.ttl").write_text(OLD, encoding="utf-8")
    (tmp_path / "new.ttl").write_text(NEW, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder: a project whose shapes its last commit meets and its data does not."""
    (tmp_path / "shapes").mkdir()
    (tmp_path / "shapes" / "sizes.ttl").write_text(
        """\
@prefix ex: <https://example.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
ex:SizeShape a sh:NodeShape ; sh:targetSubjectsOf ex:size ;
    sh:property ex:SizeShape-size .
ex:SizeShape-size a sh:PropertyShape ; sh:path ex:size ; sh:maxInclusive 9 ;
    sh:message "at most 9"@en , "höchstens 9"@de .
""",
        encoding="utf-8",
    )
    data = tmp_path / "data.ttl"
    data.write_text("@prefix ex: <https://example.org/> .\nex:a ex:size 5 .\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for name in ("GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"):
        monkeypatch.delenv(name, raising=False)
    identity = ["-c", "user.name=Test", "-c", "user.email=test@example.org"]
    for command in (["init", "-q"], ["add", "."], [*identity, "commit", "-qm", "first"]):
        subprocess.run(["git", *command], check=True, cwd=tmp_path)
    data.write_text("@prefix ex: <https://example.org/> .\nex:a ex:size 10 .\n", encoding="utf-8")
    return tmp_path


@pytest.mark.usefixtures("versions")
def test_text_tells_subject_by_subject_with_lines(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["diff", "old.ttl", "new.ttl", "--no-findings", "--lang", "de"]) == 0
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert lines == [
        "~ ex:a Anfang",
        "- ex:size 5 old.ttl:3",
        "+ ex:size 6 new.ttl:3",
        "- ex:part → ex:n 2 old.ttl:3",
        "+ ex:part → ex:n 3 new.ttl:3",
        "",
        "- ex:gone",
        "- ex:size 1 old.ttl:4",
        "",
        "+ ex:new",
        '+ ex:part ( 1 [ ex:n "x" ] ) new.ttl:4',
        "",
        "1 geändert, 1 neu, 1 entfallen: +8 -3 Aussagen",
    ]


@pytest.mark.usefixtures("versions")
def test_no_difference_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["diff", "old.ttl", "old.ttl", "--no-findings", "--exit-code", "--lang", "en"]) == 0
    assert capsys.readouterr().out == "no difference\n"


@pytest.mark.usefixtures("versions")
def test_exit_code_can_be_that_of_a_difference() -> None:
    assert run(["diff", "old.ttl", "new.ttl", "--no-findings", "--exit-code"]) == 1


@pytest.mark.usefixtures("versions")
def test_a_patch_turns_the_old_version_into_the_new_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["export", "old.ttl", "--format", "ntriples"]) == 0
    exported = capsys.readouterr().out
    assert run(["diff", "old.ttl", "new.ttl", "--format", "patch"]) == 0
    begin, *changes, end = capsys.readouterr().out.splitlines()
    assert (begin, end) == ("TX .", "TC .")
    store = set(exported.splitlines())
    for change in changes:
        sign, _, triple = change.partition(" ")
        store.remove(triple) if sign == "D" else store.add(triple)
    patched = Graph().parse(data="\n".join(store), format="nt")
    assert isomorphic(patched, Graph().parse("new.ttl"))


@pytest.mark.usefixtures("versions")
def test_json_has_every_change(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["diff", "old.ttl", "new.ttl", "--format", "json", "--no-findings"]) == 0
    content = json.loads(capsys.readouterr().out)
    assert content["version"] == 1
    assert content["counts"]["subjects"] == {"added": 1, "removed": 1, "changed": 1}
    changed = next(s for s in content["subjects"] if s["kind"] == "changed")
    assert changed["iri"] == "https://example.org/a"
    assert changed["labels"] == {"en": "Beginning", "de": "Anfang"}
    assert changed["changes"][2] == {
        "change": "removed",
        "statement": "ex:part → ex:n 2",
        "predicate": "https://example.org/n",
        "value": "2",
        "graph": None,
        "path": ["https://example.org/part"],
        "file": "old.ttl",
        "line": 3,
    }
    assert content["findings"] is None


@pytest.mark.usefixtures("versions")
def test_markdown_is_a_block_that_shows_signs_in_colour(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["diff", "old.ttl", "new.ttl", "--format", "markdown", "--no-findings"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("**1 ")
    assert "```diff\n@@ ~ ex:a  " in out
    assert "\n- ex:size 5  # old.ttl:3\n+ ex:size 6  # new.ttl:3\n" in out


def test_markdown_cannot_be_left_by_a_value(
    versions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (versions / "new.ttl").write_text(
        '@prefix ex: <https://example.org/> .\nex:a ex:b "```` <script>" .\n', encoding="utf-8"
    )
    assert run(["diff", "old.ttl", "new.ttl", "--format", "markdown", "--no-findings"]) == 0
    assert "`````diff\n" in capsys.readouterr().out


@pytest.mark.usefixtures("repository")
def test_new_findings_since_a_revision_fail(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["diff", "HEAD", ".", "--lang", "en"]) == 1
    out = capsys.readouterr().out
    assert "1 new finding\n" in out
    assert "+ data.ttl:2: [shape] at most 9" in out


def test_markdown_keeps_backticks_of_findings(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shapes = repository / "shapes" / "sizes.ttl"
    shapes.write_text(shapes.read_text("utf-8").replace("at most 9", "at most `9`"), "utf-8")
    assert run(["diff", "HEAD", ".", "--lang", "en", "--format", "markdown"]) == 1
    assert "\n- `` + data.ttl:2: [shape] at most `9`" in capsys.readouterr().out


@pytest.mark.usefixtures("repository")
def test_fixed_findings_are_told_and_do_not_fail(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["diff", ".", "HEAD", "--lang", "en"]) == 0
    assert "1 fixed finding\n- data.ttl: [shape] at most 9" in capsys.readouterr().out


def test_findings_of_a_shape_that_is_gone_are_not_called_fixed(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    subprocess.run(["git", "add", "."], check=True, cwd=repository)
    identity = ["-c", "user.name=Test", "-c", "user.email=test@example.org"]
    subprocess.run(["git", *identity, "commit", "-qm", "second"], check=True, cwd=repository)
    shapes = repository / "shapes" / "sizes.ttl"
    shapes.write_text(shapes.read_text("utf-8").replace("maxInclusive 9", "minCount 1"), "utf-8")
    assert run(["diff", "HEAD", ".", "--lang", "en"]) == 0
    said = "1 finding no longer checked\n? data.ttl: [shape] at most 9"
    assert said in capsys.readouterr().out
    assert run(["diff", "HEAD", ".", "--format", "json"]) == 0
    findings = json.loads(capsys.readouterr().out)["findings"]
    assert [one["cause"] for one in findings["unchecked"]] == ["constraint-gone"]
    assert findings["fixed"] == []


@pytest.mark.usefixtures("repository")
def test_a_revision_may_name_a_path(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["diff", "HEAD:data.ttl", "data.ttl", "--no-findings"]) == 0
    assert "ex:size 10" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nonsense", "nonsense: no such file or folder, and no revision 'nonsense'"),
        ("HEAD:nothing.ttl", "HEAD:nothing.ttl: no RDF there"),
        ("--end", "no option"),
    ],
)
@pytest.mark.usefixtures("repository")
def test_what_is_neither_path_nor_revision_is_named(
    capsys: pytest.CaptureFixture[str], name: str, said: str
) -> None:
    assert run(["diff", name, "."]) == 2
    assert said in capsys.readouterr().err


def test_a_version_that_is_no_turtle_is_unreadable(
    versions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (versions / "new.ttl").write_text("ex:a", encoding="utf-8")
    assert run(["diff", "old.ttl", "new.ttl", "--strict"]) == 2
    assert "new.ttl:1:" in capsys.readouterr().err
    assert run(["diff", "old.ttl", "new.ttl", "--no-findings"]) == 1
    assert "left out: one statement of new.ttl" in capsys.readouterr().err


@pytest.mark.usefixtures("versions")
def test_colours_are_those_of_signs(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["diff", "old.ttl", "new.ttl", "--no-findings", "--color"]) == 0
    out = capsys.readouterr().out
    assert "\x1b[31m  - ex:size 5\x1b[0m" in out
    assert "\x1b[1;33m~ ex:a" in out


EVIDENCE = """\
document: {file: a.txt, iri: ex:report}
evidence:
  F1:
    passages: [3-9]
    record:
      - ex:a ex:p
      - ex:a ex:q
"""


@pytest.fixture
def with_evidence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with two equal projects, `old` and `new`; one value is a blank node."""
    for version in ("old", "new"):
        folder = tmp_path / version
        folder.mkdir()
        (folder / "schlaglicht.toml").write_text(
            'base = "https://example.org/"\n[prefixes]\nex = "https://example.org/"\n'
        )
        (folder / "data.ttl").write_text(
            "@prefix ex: <https://example.org/> .\nex:a ex:p 1 ; ex:q [ ex:r 2 ] .\n"
        )
        (folder / "evidence.yaml").write_text(EVIDENCE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def patch_of(capsys: pytest.CaptureFixture[str]) -> list[str]:
    run(["diff", "old", "new", "--format", "patch"])
    return capsys.readouterr().out.splitlines()[1:-1]


@pytest.mark.usefixtures("with_evidence")
def test_equal_evidence_makes_no_difference(capsys: pytest.CaptureFixture[str]) -> None:
    assert patch_of(capsys) == []


def test_order_and_form_of_evidence_make_no_difference(
    with_evidence: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = EVIDENCE.replace("ex:a ex:p", "ex:a ex:q").replace("ex:a ex:q", "ex:a ex:p 1", 1)
    (with_evidence / "new" / "evidence.yaml").write_text("# note\n" + other)
    assert patch_of(capsys) == []


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ("    passages", "    certainty: implied\n    passages", "def/certainty>"),
        ("[3-9]", "[3-8]", "oa#hasTarget>"),
        ("    record:", "    paraphrase:", "def/wording>"),
        ("      - ex:a ex:q\n", "", "oa#hasBody>"),
    ],
)
def test_changed_evidence_is_a_difference_in_its_graph(
    with_evidence: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, changed: str
) -> None:
    (with_evidence / "new" / "evidence.yaml").write_text(EVIDENCE.replace(old, new))
    lines = patch_of(capsys)
    assert any(changed in line for line in lines)
    assert all(line.endswith("<https://example.org/evidence/> .") for line in lines)


def test_text_names_the_line_of_changed_evidence(
    with_evidence: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed = EVIDENCE.replace("    passages", "    certainty: implied\n    passages")
    (with_evidence / "new" / "evidence.yaml").write_text(changed)
    assert run(["diff", "old", "new", "--exit-code", "--no-findings"]) == 1
    assert "evidence.yaml:3" in capsys.readouterr().out


def test_broken_evidence_is_left_out_and_told(
    with_evidence: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (with_evidence / "new" / "evidence.yaml").write_text("evidence: [")
    assert run(["diff", "old", "new", "--strict"]) == 2
    assert "evidence.yaml:1" in capsys.readouterr().err
    assert run(["diff", "old", "new"]) == 1
    assert "left out: all of evidence.yaml" in capsys.readouterr().err
