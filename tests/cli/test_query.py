from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from schlaglicht.cli import run

Output = pytest.CaptureFixture[str]
pytestmark = pytest.mark.usefixtures("letters")
ENDLESS = f"SELECT (COUNT(*) AS ?n) {{ {' . '.join(f'?a{i} ?b{i} ?c{i}' for i in range(30))} }}"


class Terminal(io.TextIOWrapper):
    """A stream into memory that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_file_is_asked_and_answered_in_tsv(capsys: Output) -> None:
    assert run(["query", "queries/sizes.rq"]) == 0
    assert capsys.readouterr().out == (
        "?x\t?size\n<https://example.org/a>\t5\n<https://example.org/b>\t10\n"
    )


def test_text_is_asked(capsys: Output) -> None:
    assert run(["query", "SELECT ?n { ex:a ex:name ?n }"]) == 0
    assert capsys.readouterr().out == '?n\n"Ä"@de\n'


def test_text_longer_than_a_file_name_is_asked(capsys: Output) -> None:
    assert run(["query", "ASK {}" + " " * 5000]) == 0
    assert capsys.readouterr().out == "true\n"


def test_standard_input_is_asked() -> None:
    finished = subprocess.run(
        [sys.executable, "-m", "schlaglicht", "query", "-f", "-"],
        input=b"ASK { ex:a ex:size 5 }",
        capture_output=True,
        check=True,
    )
    assert finished.stdout == b"true\n"


def test_terminal_gets_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal(io.BytesIO(), encoding="utf-8")
    monkeypatch.setattr(sys, "stdout", terminal)
    assert run(["query", "queries/sizes.rq"]) == 0
    terminal.seek(0)
    assert terminal.read() == "x     size\n────  ────\nex:a     5\nex:b    10\n\n2 rows\n"


def test_table_can_be_had_in_a_pipe(capsys: Output) -> None:
    assert run(["query", "queries/sizes.rq", "--format", "table"]) == 0
    assert "ex:a     5" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "beginning"),
    [
        ("csv", "x,size\r\n"),
        ("tsv", "?x\t?size\n"),
        ("json", '{"head"'),
        ("xml", "<?xml"),
        ("text/csv", "x,size\r\n"),
    ],
)
def test_solutions_come_in_the_wanted_format(capsys: Output, name: str, beginning: str) -> None:
    assert run(["query", "queries/sizes.rq", "--format", name]) == 0
    assert capsys.readouterr().out.startswith(beginning)


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("turtle", '"B"'),
        ("ntriples", '<https://example.org/b> <https://example.org/name> "B" .'),
        ("nquads", '<https://example.org/b> <https://example.org/name> "B" .'),
        ("trig", '"B"'),
        ("jsonld", '"@id"'),
        ("rdfxml", "rdf:RDF"),
    ],
)
def test_graphs_come_in_the_wanted_format(capsys: Output, name: str, part: str) -> None:
    assert run(["query", "CONSTRUCT WHERE { ex:b ex:name ?n }", "--format", name]) == 0
    assert part in capsys.readouterr().out


def test_graph_is_turtle_by_default(capsys: Output) -> None:
    assert run(["query", "DESCRIBE ex:b"]) == 0
    assert '"B"' in capsys.readouterr().out


@pytest.mark.parametrize(("size", "verdict"), [(5, "true\n"), (6, "false\n")])
def test_ask_prints_true_or_false_and_exits_0(capsys: Output, size: int, verdict: str) -> None:
    assert run(["query", f"ASK {{ ex:a ex:size {size} }}"]) == 0
    assert capsys.readouterr().out == verdict


def test_ask_can_be_had_in_json(capsys: Output) -> None:
    assert run(["query", "ASK {}", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["boolean"] is True


def test_path_names_another_graph(tmp_path: Path, capsys: Output) -> None:
    other = tmp_path / "other.nt"
    other.write_text("<a:a> <a:b> <a:c> .\n", encoding="utf-8")
    assert run(["query", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", str(other)]) == 0
    assert capsys.readouterr().out == "?n\n1\n"


def test_unknown_format_exits_2_and_lists_the_known_ones(capsys: Output) -> None:
    assert run(["query", "queries/sizes.rq", "--format", "excel"]) == 2
    assert "table, json, xml, csv, tsv" in capsys.readouterr().err


def test_syntax_error_in_a_file_exits_2_with_its_place(tmp_path: Path, capsys: Output) -> None:
    (tmp_path / "broken.rq").write_text("SELECT * {\n ?s ?p }", encoding="utf-8")
    assert run(["query", "broken.rq"]) == 2
    assert "broken.rq:2:" in capsys.readouterr().err


def test_syntax_error_in_a_text_exits_2_with_its_place(capsys: Output) -> None:
    assert run(["query", "SELECT * { ?s ?p }"]) == 2
    assert "<query>:1:" in capsys.readouterr().err


def test_mistake_is_named_with_the_query_as_it_can_be_read(capsys: Output) -> None:
    assert run(["query", "SELECT ?s, ?o { ?s ?p ?o }"]) == 2
    said = capsys.readouterr().err
    assert "<query>:1:10: not a SPARQL query: no commas stand between these" in said
    assert said.endswith("With this change it can be read:\nSELECT ?s ?o { ?s ?p ?o }\n")


def test_missing_query_file_exits_2(capsys: Output) -> None:
    assert run(["query", "none.rq"]) == 2
    assert "none.rq: No such file" in capsys.readouterr().err


def test_missing_graph_exits_2(capsys: Output) -> None:
    assert run(["query", "ASK {}", "none.ttl"]) == 2
    assert "none.ttl: no such file or folder" in capsys.readouterr().err


def test_what_cannot_be_read_is_told_and_refused_where_it_is_to_be_strict(
    tmp_path: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data.ttl").write_text("<a:a> <a:b> <a:c> .\n<a:a> <a:b> .\n", encoding="utf-8")
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    assert run(["query", count, "--format", "csv"]) == 1
    answered = capsys.readouterr()
    assert answered.out.split() == ["n", "1"]
    assert "left out: one statement of data.ttl, which cannot be read" in answered.err
    assert run(["query", count, "--strict"]) == 2
    assert "data.ttl:2:" in capsys.readouterr().err
    monkeypatch.setenv("CI", "true")
    assert run(["query", count]) == 2
    assert run(["query", count, "--no-strict"]) == 1


def test_service_exits_2(capsys: Output) -> None:
    assert run(["query", "ASK { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"]) == 2
    assert "SERVICE" in capsys.readouterr().err


def test_query_that_takes_too_long_exits_2(capsys: Output) -> None:
    assert run(["query", ENDLESS, "--timeout", "0.5"]) == 2
    assert "stopped after 0.5 s" in capsys.readouterr().err


def test_reader_that_has_enough_ends_the_command_quietly() -> None:
    values = " ".join(str(n) for n in range(10))
    query = "SELECT * {" + "".join(f" VALUES ?v{i} {{ {values} }}" for i in range(4)) + "}"
    with subprocess.Popen(
        [sys.executable, "-m", "schlaglicht", "query", query],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_an_empty_answer_names_the_unknown_term_on_stderr(capsys: Output, tmp_path: Path) -> None:
    data = tmp_path / "data.ttl"
    data.write_text("<ex:a> <https://e.org/size> 1 .", encoding="utf-8")
    query = "SELECT ?s { ?s <https://e.org/sizes> 1 }"
    assert run(["query", query, str(data), "--format", "csv"]) == 0
    printed = capsys.readouterr()
    assert printed.out.strip() == "s"
    assert printed.err == (
        "note: <https://e.org/sizes> is not in this graph; did you mean <https://e.org/size>?\n"
        "With this change: 1 row\n"
        "  - SELECT ?s { ?s <https://e.org/sizes> 1 }\n"
        "  + SELECT ?s { ?s <https://e.org/size> 1 }\n"
    )


def test_an_empty_answer_names_the_part_without_a_match_on_stderr(
    capsys: Output, tmp_path: Path
) -> None:
    data = tmp_path / "data.ttl"
    data.write_text("<ex:a> <https://e.org/size> 1 .", encoding="utf-8")
    query = "SELECT ?s {\n  ?s <https://e.org/size> 2 }"
    assert run(["query", query, str(data), "--format", "csv"]) == 0
    printed = capsys.readouterr()
    assert printed.out.strip() == "s"
    assert printed.err == (
        "note: Nothing matches this part of the query: ?s <https://e.org/size> 2 (line 2)\n"
    )


def test_prefixes_of_a_file_need_no_declaration(tmp_path: Path, capsys: Output) -> None:
    file = tmp_path / "people.ttl"
    file.write_text('@prefix p: <x:people/> . p:ada <http://xmlns.com/foaf/0.1/name> "Ada" .')
    assert run(["query", "SELECT ?s ?p { ?s foaf:name ?n ; ?p ?n }", str(file)]) == 0
    assert "x:people/ada" in capsys.readouterr().out
    assert run(["query", "SELECT * { p:ada ?p ?o }", str(file), "--format", "table"]) == 0
    assert "foaf:name  Ada" in capsys.readouterr().out


SINCE = (
    "# parameter ?least: number, default 6\nPREFIX ex: <https://example.org/>\n"
    "SELECT ?x ?least { ?x ex:size ?size FILTER(?size >= ?least) } ORDER BY ?x"
)


@pytest.mark.parametrize(
    ("options", "rows"),
    [
        ([], "<https://example.org/b>\t6\n"),
        (["--set", "least=5"], "<https://example.org/a>\t5\n<https://example.org/b>\t5\n"),
        (["--set", "?least=11"], ""),
    ],
)
def test_parameters_have_defaults_and_are_set(
    capsys: Output, options: list[str], rows: str
) -> None:
    assert run(["query", SINCE, *options]) == 0
    assert capsys.readouterr().out == f"?x\t?least\n{rows}"


@pytest.mark.parametrize(
    ("setting", "reason"),
    [
        ("least=5 }", "least: '5 }' is not a number; write it as 12.5"),
        ("lest=5", "lest: this question has no such parameter; did you mean least?"),
        ("least", "--set needs NAME=VALUE, not least"),
    ],
)
def test_a_setting_that_does_not_fit_is_refused(capsys: Output, setting: str, reason: str) -> None:
    assert run(["query", SINCE, "--set", setting]) == 2
    assert reason in capsys.readouterr().err
