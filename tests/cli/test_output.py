import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from schlaglicht.diagnostics import FORMATS

GRAPH = """@prefix ex: <https://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
ex:S a sh:NodeShape ; sh:targetClass ex:A ; sh:property [ sh:path ex:näme ; sh:in ( "ä" "→" ) ] .
ex:x a ex:A ; ex:näme "日本…" .
"""
COMMANDS = [
    ("validate", "data.ttl"),
    ("validate", "data.ttl", "--format", "json"),
    ("query", "ASK {}", "data.ttl"),
    ("export", "data.ttl"),
    ("diff", "data.ttl", "data.ttl", "--no-findings"),
    ("rule", "shape"),
    ("format", "--check", "data.ttl"),
    ("init", "new"),
    ("validate", "--help"),
    ("--version",),
]


@pytest.fixture
def signs(tmp_path: Path) -> Path:
    """A folder whose data has signs that few encodings have, and a finding."""
    (tmp_path / "data.ttl").write_text(GRAPH, encoding="utf-8")
    return tmp_path


def run(folder: Path, *arguments: str, to: str = "", encoding: str = "") -> tuple[int, bytes, str]:
    """Exit code, standard output and standard error, with a redirection of the shell's."""
    line = shlex.join([sys.executable, "-m", "schlaglicht", *arguments])
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONUTF8"}
    environment["PYTHONIOENCODING"] = encoding
    done = subprocess.run(
        ["sh", "-c", f"{line} {to}"], cwd=folder, capture_output=True, env=environment, check=False
    )
    return done.returncode, done.stdout, done.stderr.decode()


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_text_replaces_what_the_encoding_lacks(signs: Path, encoding: str) -> None:
    status, output, errors = run(signs, "validate", "--lang", "de", encoding=encoding)
    lines = output.decode(encoding).splitlines()
    assert (status, errors) == (1, "")
    assert lines[0].startswith("data.ttl:3:23: Verstoß[shape] S / ex:näme: ")
    assert lines[0].endswith('keiner der erlaubten Werte: "ä", ">"')
    assert lines[3].index("^") == lines[2].index('"??')


def test_every_command_writes_text_in_any_encoding(signs: Path) -> None:
    for arguments in COMMANDS:
        status, _, errors = run(signs, *arguments, encoding="latin-1")
        assert status in (0, 1), errors


@pytest.mark.parametrize("name", sorted(FORMATS.keys() - {"text"}))
def test_formats_of_programs_are_utf_8_always(signs: Path, name: str) -> None:
    arguments = ("validate", "--no-cache", "--format", name)
    expected = run(signs, *arguments, encoding="utf-8")
    assert "näme".encode() in expected[1]
    assert run(signs, *arguments, encoding="latin-1") == expected


@pytest.mark.parametrize("name", ["markdown", "json", "patch"])
def test_differences_for_programs_are_utf_8_always(signs: Path, name: str) -> None:
    (signs / "old.ttl").write_text(GRAPH.replace("日", "月"), encoding="utf-8")
    arguments = ("diff", "old.ttl", "data.ttl", "--no-findings", "--format", name)
    status, output, errors = run(signs, *arguments, encoding="latin-1")
    assert (status, errors) == (0, "")
    assert "日本" in output.decode()


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
@pytest.mark.parametrize(
    ("to", "reason"),
    [(">/dev/full", "No space left on device"), (">&-", "it is closed")],
)
def test_output_that_cannot_be_written_exits_2(
    signs: Path, arguments: tuple[str, ...], to: str, reason: str
) -> None:
    status, _, errors = run(signs, *arguments, to=to)
    said = f"schlaglicht: standard output cannot be written: {reason}\n"
    assert (status, errors.partition("files would")[0][-len(said) :]) == (2, said)


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_reader_that_has_had_enough_is_not_complained_of(
    signs: Path, arguments: tuple[str, ...]
) -> None:
    _, _, errors = run(signs, *arguments, to="| true")
    assert "roken" not in errors
    assert "Traceback" not in errors


@pytest.mark.parametrize("name", ["text", "json"])
def test_findings_fail_though_nobody_reads_them(signs: Path, name: str) -> None:
    command = [sys.executable, "-m", "schlaglicht", "validate", "--format", name]
    with subprocess.Popen(
        command, cwd=signs, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 1


def test_baseline_is_written_though_nobody_reads_the_report(signs: Path) -> None:
    words = ["validate", "--format", "json", "--write-baseline", "known.json"]
    for broken in ("", "<a> <b>"):
        with (signs / "data.ttl").open("a") as data:
            data.write(broken)
        with subprocess.Popen(
            [sys.executable, "-m", "schlaglicht", *words],
            cwd=signs,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as process:
            assert process.stdout
            assert process.stderr
            process.stdout.close()
            said = process.stderr.read()
        assert process.returncode == (2 if broken else 0)
        assert (b"no baseline was written" if broken else b"written") in said


def test_closed_streams_give_their_numbers_to_no_file(signs: Path) -> None:
    status, output, _ = run(signs, "export", "data.ttl", to="<&- 2>&-")
    assert status == 0
    assert b"ex:x" in output
    assert run(signs, "export", "data.ttl", "-o", "copy.ttl", to=">&-")[0] == 0
    assert (signs / "copy.ttl").read_bytes() == output


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("validate", "-"), 0),
        (("query", "ASK {}", "-"), 0),
        (("query", "-f", "-", "data.ttl"), 2),
        (("format", "-"), 0),
    ],
)
def test_closed_standard_input_is_an_empty_one(
    signs: Path, arguments: tuple[str, ...], expected: int
) -> None:
    status, _, errors = run(signs, *arguments, to="<&-")
    assert (status, "fault of" in errors) == (expected, False)
