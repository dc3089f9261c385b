from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Run = Callable[..., CompletedProcess[str]]


@pytest.fixture
def digest(feast: Path, cli: Run) -> Run:
    """Fills in the digests of the project; more arguments follow."""
    return lambda *given: cli(feast, "evidence", "digest", "--sources", "../sources", *given)


def hexadecimal(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def test_missing_digests_are_filled_in_and_nothing_else_changes(feast: Path, digest: Run) -> None:
    path = feast / "evidence" / "report.yaml"
    before = path.read_text()
    done = digest()
    assert (done.returncode, done.stdout) == (0, "evidence/report.yaml: 3 SHA-256 filled in\n")
    document = hexadecimal((feast.parent / "sources" / "report.txt").read_text())
    works = "      paragraph: [22-114, 116-163]\n"
    assert path.read_text() == (
        before.replace(works, f"{works}  sha256: {document}\n")
        + f"\ndigests:\n  45-64: {hexadecimal('Verein Kanalfreunde'[-19:])}\n"
        + f"  76-87: {hexadecimal('Lichterfest')}\n"
    )
    assert digest("--check").stdout == ""


def test_missing_digest_stands_behind_the_others(feast: Path, digest: Run) -> None:
    digest()
    path = feast / "evidence" / "report.yaml"
    lines = path.read_text().splitlines(True)
    for passage in ("45-64", "76-87"):
        own = [line for line in lines if line.startswith(f"  {passage}:")]
        others = [line for line in lines if line not in own]
        path.write_text("".join(others))
        assert digest().returncode == 0
        assert path.read_text() == "".join([*others, *own])


def test_check_names_what_is_missing_and_writes_nothing(feast: Path, digest: Run) -> None:
    before = (feast / "evidence" / "report.yaml").read_bytes()
    done = digest("--check", "--lang", "de")
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "evidence/report.yaml: keine SHA-256-Prüfsumme für das Dokument",
        "evidence/report.yaml: keine SHA-256-Prüfsumme für die Textstelle 45-64",
        "evidence/report.yaml: keine SHA-256-Prüfsumme für die Textstelle 76-87",
    ]
    assert (feast / "evidence" / "report.yaml").read_bytes() == before


@pytest.mark.parametrize("options", [(), ("--check",)])
def test_digest_that_does_not_match_is_named_and_stays(
    options: tuple[str, ...], feast: Path, digest: Run
) -> None:
    digest()
    path = feast / "evidence" / "report.yaml"
    path.write_text(path.read_text().replace(hexadecimal("Lichterfest"), "0" * 64))
    done = digest(*options)
    assert done.returncode == 1
    assert "the SHA-256 of the passage 76-87 is another one in report.txt" in done.stdout
    assert "0" * 64 in path.read_text()


def test_passage_beyond_the_document_is_named(feast: Path, digest: Run) -> None:
    (feast.parent / "sources" / "report.txt").write_text("kurz")
    done = digest()
    assert done.returncode == 1
    assert "the passage 45-64 is not in report.txt, which has 4 characters" in done.stdout


def test_document_in_braces_gets_its_digest(feast: Path, digest: Run) -> None:
    path = feast / "evidence" / "report.yaml"
    path.write_text(path.read_text().partition("document:")[0] + "document: {file: report.txt}\n")
    assert digest().returncode == 0
    assert "document: {file: report.txt, sha256: " in path.read_text()


@pytest.mark.parametrize(
    ("name", "said"), [("data.ttl", "not a file of evidence"), ("no.yaml", "No such file")]
)
def test_file_that_is_no_evidence_is_refused(name: str, said: str, digest: Run) -> None:
    done = digest(name)
    assert done.returncode == 2
    assert said in done.stderr


def test_project_without_evidence_is_refused(concert: Path, cli: Run) -> None:
    done = cli(concert, "evidence", "digest", "--sources", "sources")
    assert done.returncode == 2
    assert "it stands in evidence/*.yaml" in done.stderr


@pytest.mark.parametrize(("old", "new"), [(b"Event\n", b"Event\n...\n"), (b"\n", b"\r")])
def test_file_that_digests_would_break_is_left_alone(
    feast: Path, digest: Run, old: bytes, new: bytes
) -> None:
    path = feast / "evidence" / "report.yaml"
    path.write_bytes(path.read_bytes().replace(old, new))
    before = path.read_bytes()
    done = digest()
    assert done.returncode == 2
    assert "cannot be written there" in done.stderr
    assert path.read_bytes() == before


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_digest_that_no_entry_cites_is_removed(line_end: str, feast: Path, digest: Run) -> None:
    digest()
    path = feast / "evidence" / "report.yaml"
    whole = path.read_bytes().replace(b"\n", line_end.encode())
    idle = f"  50-52: {'0' * 64} # old{line_end}".encode()
    at = whole.index(b"  76-87:")
    path.write_bytes(whole[:at] + idle + whole[at:])
    checked = digest("--check")
    assert checked.returncode == 1
    assert checked.stdout == (
        "evidence/report.yaml: no entry cites the passage 50-52, which has a SHA-256\n"
    )
    done = digest()
    assert (done.returncode, done.stdout) == (
        0,
        "evidence/report.yaml: SHA-256 of 50-52 removed, which no entry cites\n",
    )
    assert path.read_bytes() == whole


def test_digest_takes_the_place_of_one_that_no_entry_cites(feast: Path, digest: Run) -> None:
    path = feast / "evidence" / "report.yaml"
    for section in (f"digests:\n  50-52: {'0' * 64}\n", f"digests: {{50-52: {'0' * 64}}}\n"):
        path.write_text(path.read_text().partition("\ndigests")[0] + f"\n{section}")
        assert digest().returncode == 0
        assert "50-52" not in path.read_text()
        assert digest("--check").stdout == ""
