"""docs/evidence.md: its project passes, and gives the graph and the answer shown."""

import re
from pathlib import Path

import pyoxigraph
import pytest
from rdflib import Graph

from schlaglicht.cli import run
from schlaglicht.dataset.snapshot import take_snapshot
from schlaglicht.evidence.model import Certainty, Wording
from schlaglicht.evidence.statements import parse_statements
from schlaglicht.project import open_project
from schlaglicht.validation.pipeline import validate
from schlaglicht.validation.rules import RULES

TEXT = (Path(__file__).parents[2] / "docs" / "evidence.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```([^\n]*)\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)
EVIDENCE = "https://example.org/evidence/"


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """The project of the example."""
    for info, content in BLOCKS:
        name = info.partition(" ")[2]
        if "." in name:
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(content, encoding="utf-8")
    return tmp_path


def block(info: str, number: int = 0) -> str:
    found: list[str] = [content for name, content in BLOCKS if name == info]
    return found[number]


def store_of(folder: Path) -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    snapshot = take_snapshot(open_project([folder]), folder)
    store.load(path=snapshot.path, format=pyoxigraph.RdfFormat.N_QUADS)
    return store


def test_example_passes_and_all_is_checked(example: Path) -> None:
    report = validate(open_project([example]), sources=example / "sources")
    assert [str(r.messages["en"]) for r in report.results if r.code.startswith("evidence")] == []
    assert report.checked.evidenced == report.checked.statements == 8
    assert (report.checked.passages, report.checked.matching) == (4, 4)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("schema:sameAs\n", "schema:url\n", "evidence-orphan"),
        ("schema:name @en", "schema:name", "evidence-ambiguous"),
        ("    anaphora: [15-23]\n", "", "evidence-unnamed"),
        ("[47-73]\n    anaphora", "[15-46]\n    anaphora", "evidence-wording"),
    ],
)
def test_each_check_looks_at_the_example(example: Path, old: str, new: str, code: str) -> None:
    path = example / "evidence.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    report = validate(open_project([example]), sources=example / "sources")
    assert code in {result.code for result in report.results}


def test_generated_graph_is_the_one_shown(example: Path) -> None:
    shown = Graph().parse(data=block("turtle generated"), format="turtle")
    graph = pyoxigraph.NamedNode(EVIDENCE)
    quads = store_of(example).quads_for_pattern(None, None, None, graph)
    lines = {f"{quad.subject} {quad.predicate} {quad.object} ." for quad in quads}
    assert len(shown) == 20
    expected = set(shown.serialize(format="nt").splitlines()) - {""}
    assert expected <= lines


def test_statement_is_annotated_as_shown(example: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["export", "--format", "turtle12", str(example)]) == 0
    assert block("text annotated") in capsys.readouterr().out


def test_query_has_the_answer_shown(example: Path) -> None:
    answer = store_of(example).query(block("sparql"))
    assert isinstance(answer, pyoxigraph.QuerySolutions)
    rows = ["\t".join(re.sub(r'"(\d+)"\^\^\S+', r"\1", str(v)) for v in row) for row in answer]
    assert rows == block("text", 1).splitlines()


def test_statements_shown_are_read() -> None:
    prefixes = {"ex": EVIDENCE, "schema": EVIDENCE}
    lines = block("text").splitlines()
    assert len(lines) == 3
    for line in lines:
        assert list(parse_statements(line, Wording.RECORD, prefixes))


def test_every_name_of_the_form_is_explained() -> None:
    from schlaglicht.evidence import read

    names = {*read._TOP, *read.DOCUMENT_KEYS, *map(str, Wording), *map(str, Certainty)}
    names |= {"passages", "anaphora", "certainty", *(c for c in RULES if c.startswith("evidence"))}
    missing = {n for n in names if f"`{n}`" not in TEXT and f"[{n}]" not in TEXT}
    assert missing == set()
