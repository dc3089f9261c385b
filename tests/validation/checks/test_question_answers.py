"""Questions asked of the real engine, their answers compared with the expected ones."""

from collections.abc import Callable
from pathlib import Path

import pytest

from schlaglicht.project import Project, open_project
from schlaglicht.validation.pipeline import validate
from schlaglicht.validation.report import Precision, ValidationReport, ValidationResult

DATA = """@prefix ex: <http://a/> .
ex:a ex:size 1 ; ex:name "ä"@de .
ex:b ex:size 2 .
ex:c ex:size 2 ; ex:knows [ ex:size 3 ] .
"""
HEADER = "# title@de: Wie groß?\n# title@en: SELECT how big?\n\nPREFIX ex: <http://a/>\n"

Ask = Callable[..., ValidationReport]


@pytest.fixture
def ask(tmp_path: Path) -> Ask:
    """Validates a project of a few sizes with the given files among its questions."""

    def report(files: dict[str, str], base: str = "") -> ValidationReport:
        (tmp_path / "data.ttl").write_text(DATA, encoding="utf-8")
        head = f'base = "{base}"\n' if base else ""
        (tmp_path / "schlaglicht.toml").write_text(f'{head}[prefixes]\nex = "http://a/"\n')
        (tmp_path / "queries").mkdir()
        for name, content in files.items():
            (tmp_path / "queries" / name).write_text(content, encoding="utf-8")
        project: Project = open_project([tmp_path])
        return validate(project)

    return report


def only(report: ValidationReport) -> ValidationResult:
    (result,) = report.results
    return result


def where(result: ValidationResult) -> tuple[str, int, int]:
    assert result.place is not None
    return (result.place.path.name, result.place.line, result.place.column)


SIZES = HEADER + "SELECT ?x ?size { ?x ex:size ?size FILTER(isIRI(?x)) }"
SIZES_TSV = "?x\t?size\n<http://a/c>\t2\n<http://a/a>\t1\n<http://a/b>\t2\n"


@pytest.mark.parametrize(
    ("prologue", "place"),
    [
        ("PREFIX ask: <http://a/> ", (1, 25)),
        ("PREFIX e: <http://a/#> ", (1, 24)),
        ("BASE <http://a/select> # ASK\n", (2, 1)),
    ],
)
def test_place_is_that_of_the_query_form(prologue: str, place: tuple[int, int], ask: Ask) -> None:
    result = only(ask({"a.rq": f"{prologue}SELECT * {{ ?x ?p 1 }}"}))
    assert result.code == "question-expected-missing"
    assert where(result) == ("a.rq", *place)


def test_expected_answers_are_fine(ask: Ask) -> None:
    report = ask(
        {
            "select.rq": SIZES,
            "select.tsv": SIZES_TSV,
            "ask.rq": "ASK { ex:a ex:size 1 }",
            "ask.json": '{"head": {}, "boolean": true}',
            "construct.rq": "CONSTRUCT { ?x ex:has [ ex:s ?s ] } WHERE { ?x ex:size ?s . "
            "FILTER(?s = 2) }",
            "construct.ttl": "@prefix ex: <http://a/> . ex:b ex:has [ ex:s 2 ] . "
            "ex:c ex:has [ ex:s 2 ] .",
            "describe.rq": "DESCRIBE ex:a",
            "describe.ttl": '<http://a/a> <http://a/size> 1 ; <http://a/name> "ä"@DE .',
        }
    )
    assert report.conforms
    assert report.checked.questions == 4


@pytest.mark.parametrize("word", ["graph", r"\u0047RAPH"])
def test_a_question_may_ask_the_graph_that_describes_the_dataset(ask: Ask, word: str) -> None:
    title = "# title@en: Is there one?\n"
    query = f"{title}ASK {{ {word} ?g {{ ?d a <http://rdfs.org/ns/void#Dataset> }} }}"
    files = {"ask.rq": query, "ask.json": '{"boolean": true}'}
    assert ask(files, base="http://a/").conforms


def test_changed_rows_are_shown_at_the_select(ask: Ask) -> None:
    report = ask({"q.rq": SIZES, "q.tsv": SIZES_TSV.replace("a>\t1", "a>\t7")})
    result = only(report)
    assert result.code == "question-changed"
    assert where(result) == ("q.rq", 5, 1)
    assert result.messages["en"] == (
        "the answer differs from queries/q.tsv (missing rows: 1, new ones: 1)"
    )
    assert result.helps["en"].splitlines() == [
        "missing: ex:a  7",
        "new: ex:a  1",
        "if the new answer is right: schlaglicht query queries/q.rq --format tsv > queries/q.tsv",
    ]


def test_only_the_first_rows_are_shown(ask: Ask) -> None:
    rows = "".join(f"<http://a/{n}>\t{n}\n" for n in range(9))
    result = only(ask({"q.rq": SIZES, "q.tsv": SIZES_TSV + rows}))
    assert "… and 6 more" in result.helps["en"]


def test_order_counts_where_the_query_asks_for_one(ask: Ask) -> None:
    query = SIZES + " ORDER BY ?size ?x"
    result = only(ask({"q.rq": query, "q.tsv": SIZES_TSV}))
    assert "in another order" in result.messages["en"]


def test_other_columns_are_told(ask: Ask) -> None:
    result = only(ask({"q.rq": SIZES, "q.tsv": "?x\t?height\n"}))
    assert result.messages["en"] == (
        "the answer has the columns ?x ?size, queries/q.tsv has ?x ?height"
    )


def test_changed_boolean_is_told(ask: Ask) -> None:
    result = only(ask({"q.rq": "ASK { ex:a ex:size 9 }", "q.json": '{"boolean": true}'}))
    assert (
        result.messages["de"] == "die Antwort ist false, laut queries/q.json müsste sie true sein"
    )


def test_changed_graph_is_told_with_its_triples(ask: Ask) -> None:
    expected = "<http://a/a> <http://a/size> 2 ; <http://a/name> 'ä'@de ."
    result = only(ask({"q.rq": "DESCRIBE ex:a", "q.ttl": expected}))
    assert result.messages["en"].endswith("(missing triples: 1, new ones: 1)")
    assert "missing: ex:a ex:size" in result.helps["en"]


def test_question_without_expected_answer_is_found(ask: Ask) -> None:
    result = only(ask({"q.rq": SIZES}))
    assert result.code == "question-expected-missing"
    assert where(result) == ("q.rq", 5, 1)
    assert "queries/q.tsv" in result.messages["en"]


@pytest.mark.parametrize(
    ("query", "name", "content", "place"),
    [
        (SIZES, "q.tsv", "?x\t?size\noops\t1\n", ("q.tsv", 1, 1)),
        ("ASK {}", "q.json", "{", ("q.json", 1, 2)),
        ("ASK {}", "q.json", '{"boolean": 1}', ("q.json", 1, 1)),
        ("DESCRIBE ex:a", "q.ttl", "<http://a/a> oops", ("q.ttl", 1, 14)),
    ],
)
def test_expected_answer_that_cannot_be_read_is_found(
    query: str, name: str, content: str, place: tuple[str, int, int], ask: Ask
) -> None:
    result = only(ask({"q.rq": query, name: content}))
    assert result.code == "question-expected-missing"
    assert where(result) == place


def test_query_with_a_syntax_error_is_found_at_its_place(ask: Ask) -> None:
    result = only(ask({"q.rq": "SELECT *\n{ ?s ?p }", "q.tsv": ""}))
    assert result.code == "question-failed"
    assert where(result)[:2] == ("q.rq", 2)


def test_what_is_wrong_with_a_query_is_said_in_german_too(ask: Ask) -> None:
    result = only(ask({"q.rq": "SELECT *\n{ ?s ?p ", "q.tsv": ""}))
    assert result.messages == {
        "de": '"{" wird nicht geschlossen',
        "en": '"{" is never closed',
    }


def test_expected_answer_that_is_no_turtle_is_told_in_german_with_its_repair(ask: Ask) -> None:
    query = HEADER + "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
    result = only(ask({"q.rq": query, "q.ttl": "foaf:a a foaf:b ."}))
    assert result.messages["de"].endswith("ist nicht lesbar: das Präfix foaf: ist nicht deklariert")
    assert result.helps["de"].startswith("deklariere es oben: @prefix foaf:")


def test_refused_query_is_found(ask: Ask) -> None:
    query = HEADER + "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"
    result = only(ask({"q.rq": query, "q.tsv": "?s\n"}))
    assert result.code == "question-failed"
    assert where(result) == ("q.rq", 5, 1)


AT_LEAST = (
    "# parameter ?least: number, default 2\n# example one: ?least 1\n"
    "SELECT ?x { ?x ex:size ?size FILTER(isIRI(?x) && ?size >= ?least) }"
)
TWO, THREE = "?x\n<http://a/b>\n<http://a/c>\n", "?x\n<http://a/a>\n<http://a/b>\n<http://a/c>\n"


def test_parameters_are_answered_with_their_defaults_and_with_examples(ask: Ask) -> None:
    assert ask({"q.rq": AT_LEAST, "q.tsv": TWO, "q.one.tsv": THREE}).conforms


def test_answer_to_an_example_is_compared_and_its_command_named(ask: Ask) -> None:
    result = only(ask({"q.rq": AT_LEAST, "q.tsv": TWO, "q.one.tsv": TWO}))
    assert result.code == "question-changed"
    assert "queries/q.one.tsv" in result.messages["en"]
    command = "schlaglicht query queries/q.rq --set least=1 --format tsv > queries/q.one.tsv"
    assert command in result.helps["en"]


def test_example_without_answer_is_found(ask: Ask) -> None:
    result = only(ask({"q.rq": AT_LEAST, "q.tsv": TWO}))
    assert result.code == "question-expected-missing"
    assert "queries/q.one.tsv" in result.messages["en"]


def test_answer_without_its_example_is_found(ask: Ask) -> None:
    result = only(ask({"q.rq": AT_LEAST, "q.tsv": TWO, "q.one.tsv": THREE, "q.two.tsv": TWO}))
    assert result.code == "file-unread"


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("number, default 2", "numbr, default 2", (1, 21)),
        (">= ?least", ">= 2 # ?least", (1, 13)),
        ("?size >= ?least", "BOUND(?least)", (3, 56)),
    ],
)
def test_fault_of_a_header_is_the_only_result(
    ask: Ask, old: str, new: str, place: tuple[int, int]
) -> None:
    text = AT_LEAST.replace(old, new).replace("# ?least", "# ?least\n")
    result = only(ask({"q.rq": text, "q.tsv": TWO, "q.one.tsv": THREE}))
    assert result.code == "question-header"
    assert where(result) == ("q.rq", *place)
    assert result.helps["en"]


def test_error_behind_a_value_is_found_in_its_line(ask: Ask) -> None:
    text = AT_LEAST.replace(">= ?least)", ">= ?least ?least)")
    result = only(ask({"q.rq": text, "q.tsv": TWO, "q.one.tsv": THREE}))
    assert result.code == "question-failed"
    assert where(result) == ("q.rq", 3, 1)


def test_question_without_end_is_stopped(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCHLAGLICHT_LIMITS", "0.05")
    everything = " ".join(f"?s{n} ?p{n} ?o{n} ." for n in range(20))
    query = f"{HEADER}SELECT (COUNT(*) AS ?n) {{ {everything} }}"
    found = only(ask({"size.rq": query, "size.tsv": "?n\n1\n"}))
    assert (found.code, found.messages["en"]) == ("question-failed", "no answer within 0.5 s")
    assert "SCHLAGLICHT_LIMITS=2" in found.helps["en"]


PARTS = ", ".join(["[]"] * 10)
HUBS = f"ex:s ex:p [ ex:q {PARTS} ],\n    [ ex:q {PARTS} ] .\n"


@pytest.mark.parametrize("question", ["", "ASK {}"], ids=["without", "with"])
def test_alike_blank_nodes_are_a_result_with_its_place_with_or_without_questions(
    write_project: Callable[..., Project], tmp_path: Path, question: str
) -> None:
    if question:
        (tmp_path / "queries").mkdir()
        (tmp_path / "queries" / "any.rq").write_text(question, encoding="utf-8")
    report = validate(write_project(data=HUBS))
    (result,) = report.results
    assert result.code == "blank-nodes-alike"
    assert result.place is not None
    assert result.place.path == tmp_path / "data.ttl"
    assert result.place.precision is Precision.EXACT
    assert {"de", "en"} <= result.messages.keys() & result.helps.keys()


def test_alike_blank_nodes_of_shapes_are_one_too(
    report_on: Callable[..., ValidationReport],
) -> None:
    report = report_on(data="ex:a a ex:C .", shapes=HUBS)
    assert "blank-nodes-alike" in {result.code for result in report.results}


def test_blank_nodes_with_own_values_are_none(report_on: Callable[..., ValidationReport]) -> None:
    parts = ", ".join(f"[ ex:n {number} ]" for number in range(10))
    report = report_on(data=f"ex:s ex:p [ ex:q {parts} ], [ ex:q {parts} ] .")
    assert report.results == ()
