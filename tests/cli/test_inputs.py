"""Standard input as data and as the query."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from schlaglicht.cli import inputs, run

TURTLE = "@prefix ex: <https://example.org/> . ex:a ex:b 1 .\n"
FORMS = {
    "turtle": TURTLE,
    "turtle with a blank node first": "[] <https://example.org/b> 1 .",
    "turtle with an IRI first": "<https://example.org/a> <https://example.org/b> 1 .",
    "ntriples": '# <?xml\n<https://example.org/a> <https://example.org/b> "1" .\n',
    "jsonld": '{"@id": "https://example.org/a", "https://example.org/b": 1}',
    "jsonld list": '\ufeff [ {"@id": "https://example.org/a", "https://example.org/b": 1} ]',
    "rdfxml": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
    ' xmlns:ex="https://example.org/"><rdf:Description rdf:about="https://example.org/a">'
    "<ex:b>1</ex:b></rdf:Description></rdf:RDF>",
}
SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <https://example.org/> .
ex:shape a sh:NodeShape ; sh:targetNode ex:a ; sh:property ex:shape-c .
ex:shape-c a sh:PropertyShape ; sh:path ex:c ; sh:minCount 1 .
"""

Ended = subprocess.CompletedProcess[str]


def piped(text: str, *arguments: str, folder: Path, temporary: Path | None = None) -> Ended:
    """A command that gets `text` on its standard input."""
    return subprocess.run(
        [sys.executable, "-m", "schlaglicht", *arguments],
        input=text,
        capture_output=True,
        encoding="utf-8",
        cwd=folder,
        env={**os.environ, "TMPDIR": str(temporary or tempfile.gettempdir())},
        check=False,
    )


@pytest.fixture
def temporary(tmp_path: Path) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("form", FORMS)
def test_query_asks_standard_input_in_any_format(form: str, tmp_path: Path) -> None:
    query = "ASK { ?a <https://example.org/b> ?one FILTER(STR(?one) = '1') }"
    ended = piped(FORMS[form], "query", query, "-", folder=tmp_path)
    assert (ended.returncode, ended.stdout) == (0, "true\n"), ended.stderr


def test_format_can_be_named(tmp_path: Path) -> None:
    trig = "<x:g> { <x:a> <x:b> <x:c> }"
    asked = ["query", "ASK { GRAPH ?g { ?s ?p ?o } }", "-", "--stdin-format", "trig"]
    assert piped(trig, *asked, folder=tmp_path).stdout == "true\n"


def test_query_itself_comes_from_standard_input(tmp_path: Path) -> None:
    (tmp_path / "data.ttl").write_text(TURTLE)
    ended = piped("ASK { ex:a ex:b 1 }", "query", "-f", "-", "data.ttl", folder=tmp_path)
    assert ended.stdout == "true\n"
    wrong = piped("ASK { ex:a ", "query", "-f", "-", "data.ttl", folder=tmp_path)
    assert wrong.returncode == 2
    assert wrong.stderr.startswith("schlaglicht: <stdin>:1:")


def test_query_comes_from_a_file_with_any_ending(tmp_path: Path) -> None:
    (tmp_path / "query.sparql").write_text("ASK { ex:a ex:b 1 }")
    asked = ["query", "--file", "query.sparql", "-"]
    assert piped(TURTLE, *asked, folder=tmp_path).stdout == "true\n"


def test_error_names_standard_input_and_leaves_no_file(tmp_path: Path, temporary: Path) -> None:
    asked = ["query", "ASK {}", "-"]
    refused = piped("<x:a> <x:b>", *asked, "--strict", folder=tmp_path, temporary=temporary)
    assert refused.returncode == 2
    assert refused.stderr.startswith("schlaglicht: <stdin>:1:12: ")
    answered = piped("<x:a> <x:b>", *asked, folder=tmp_path, temporary=temporary)
    assert (answered.returncode, answered.stdout) == (1, "true\n")
    assert "left out: one statement of <stdin>, which" in answered.stderr
    assert list(temporary.iterdir()) == []


def test_validation_names_standard_input(tmp_path: Path, temporary: Path) -> None:
    (tmp_path / "shapes").mkdir()
    (tmp_path / "shapes" / "shapes.ttl").write_text(SHAPES)
    ended = piped(TURTLE, "validate", "-", "shapes", folder=tmp_path, temporary=temporary)
    assert ended.returncode == 1
    assert "<stdin>:1:" in ended.stdout
    assert "ex:a ex:b 1 ." in ended.stdout
    assert str(temporary) not in ended.stdout + ended.stderr
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("form", ["json", "sarif", "gitlab", "github", "junit", "markdown"])
def test_every_report_names_standard_input(form: str, tmp_path: Path, temporary: Path) -> None:
    ended = piped(
        "<x:a> <x:b>", "validate", "-", "--format", form, folder=tmp_path, temporary=temporary
    )
    assert ended.returncode == 1
    assert str(temporary) not in ended.stdout
    assert any(
        name in ended.stdout
        for name in ("<stdin>", "%3Cstdin%3E", "&lt;stdin&gt;", "&#60;stdin&#62;")
    )
    if form == "json":
        (result,) = json.loads(ended.stdout)["results"]
        assert result["place"]["file"] == "<stdin>"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["query", "-"], "for the query write -f -"),
        (["query"], "a query is missing"),
        (["query", "-f", "-", "-"], "the query or the data, not both"),
        (["query", "ASK {}", "-", "-"], "- can be named once"),
        (["query", "ASK {}", "--stdin-format", "turtle"], "--stdin-format goes with -"),
        (["validate", "-", "--watch"], "neither with --watch nor with --since"),
        (["validate", "-", "--since", "HEAD"], "neither with --watch nor with --since"),
    ],
)
def test_what_does_not_go_together_is_said(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    assert said in capsys.readouterr().err


def test_standard_input_has_a_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "long.ttl"
    source.write_text(TURTLE * 200)
    monkeypatch.setattr(inputs, "MOST_BYTES", 5_000)
    with source.open() as opened:
        monkeypatch.setattr(sys, "stdin", opened)
        assert run(["query", "ASK {}", "-"]) == 2
