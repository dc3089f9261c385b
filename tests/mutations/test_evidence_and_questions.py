"""Faults of evidence and questions: each mutation is found at its place, and nothing else is."""

import shutil
from pathlib import Path

import pytest
from mutators import Edit

from schlaglicht.project import open_project
from schlaglicht.validation.pipeline import validate

CONCERT = Path(__file__).parents[1] / "projects" / "concert"
DIGEST = "98311da0"
NAME = 'rdf:predicate schema:name ; rdf:object "Nordwind"'

# The file, the text to replace and its replacement; then the file of the one result, its code, and
# what stands there: a token, and the text that leads up to it in the changed file.
MUTATIONS = {
    "digest of a passage": (
        ("data.ttl", DIGEST, "08311da0"),
        ("data.ttl", "evidence-digest", 'def:sha256 "0831', None),
    ),
    "end beyond the document": (
        ("data.ttl", "oa:end 72", "oa:end 7200"),
        ("data.ttl", "evidence-place", "oa:end ", "7200"),
    ),
    "start behind the end": (
        ("data.ttl", "oa:start 16", "oa:start 1600"),
        ("data.ttl", "evidence-place", "oa:start ", "1600"),
    ),
    "evidence for another value": (
        ("data.ttl", NAME, NAME.replace("Nordwind", "Südwind")),
        ("data.ttl", "evidence-missing", 'schema:Organization ;\n    schema:name ', '"Nordwind"'),
    ),
    "another value than the evidence": (
        ("data.ttl", 'schema:name "Nordwind" .', 'schema:name "Südwind" .'),
        ("data.ttl", "evidence-missing", 'schema:Organization ;\n    schema:name ', '"Südwind"'),
    ),
    "a value without evidence": (
        ("data.ttl", 'schema:name "Nordwind" .', 'schema:name "Nordwind" , "😀" .'),
        ("data.ttl", "evidence-missing", '"Nordwind" , ', '"😀"'),
    ),
    "evidence for what is not said": (
        ("data.ttl", '    schema:name "Nordwind" .', '    a schema:Organization .'),
        ("data.ttl", "evidence-orphan", NAME.removesuffix('"Nordwind"'), '"Nordwind"'),
    ),
    "an answer that changed": (
        ("queries/when.rq", "schema:startDate", "schema:endDate"),
        ("queries/when.rq", "question-changed", "\n", "SELECT"),
    ),
    "an expected answer that changed": (
        ("queries/when.tsv", "2019-05-03", "2019-05-13"),
        ("queries/when.rq", "question-changed", "\n", "SELECT"),
    ),
    "an undeclared prefix": (
        ("queries/when.rq", "schema:startDate", "shema:startDate"),
        ("queries/when.rq", "question-failed", "", "shema:startDate"),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("change", "result"), MUTATIONS.values(), ids=MUTATIONS.keys())
def test_fault_is_found_at_its_place(
    change: tuple[str, str, str], result: tuple[str, str, str, str | None], tmp_path: Path
) -> None:
    project = Path(shutil.copytree(CONCERT, tmp_path / "concert"))
    name, old, new = change
    path = project / name
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    report = validate(open_project([project]), sources=project / "sources")
    (place,) = {found.place for found in report.results}
    name, code, lead, token = result
    text = (project / name).read_text(encoding="utf-8")
    assert place is not None
    assert place.path == project / name
    assert {found.code for found in report.results} == {code}
    start = text.index(lead + (token or "")) + len(lead)
    if token is None:
        start = text.index('"', text.index(lead))
        token = text[start : text.index('"', start + 1) + 1]
    expected = Edit(text).expect(code, (start, start + len(token)))
    line, column, end_line, end_column = expected[1:5]
    assert (place.line, place.column) == (line, column)
    if code != "question-failed":
        assert (place.end_line, place.end_column) == (end_line, end_column)
