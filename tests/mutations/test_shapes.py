"""A file of shapes, mutated one thing at a time: what the lint says stands at the very place.

A fault in a shape may give a second result of the same shape, such as one that has no message any
more: on the line of the change, or at the shape's own subject. Nothing may be said anywhere else.
"""

import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from mutators import Edit, Expected
from turtle_tokens import Span, Statement, read_statements

from schlaglicht.project import open_project
from schlaglicht.validation.pipeline import validate

pytestmark = pytest.mark.usefixtures("one_process")

HERE = Path(__file__).parent
SH = "http://www.w3.org/ns/shacl#"
SHAPES = "shapes/shapes.ttl"

QUERIES = """
ex:QueryShape a sh:NodeShape ;
    sh:targetClass ex:Person ;
    sh:sparql [
        sh:message "nobody is called X"@en ;
        sh:select \"\"\"
            PREFIX ex: <https://example.org/def/>
            SELECT $this WHERE { $this ex:name ?name FILTER(STR(?name) = "X") }
        \"\"\" ] .
"""
"""Stands behind the shapes of the project, which have no query."""

QUERY_FAULTS = (
    ("broken SPARQL", "SELECT $this WHERE {", "SELECT $this WHER {", "WHER"),
    ("undeclared prefix in SPARQL", "$this ex:name", "$this foo:name", "foo:name"),
    ("forbidden SPARQL", 'FILTER(STR(?name) = "X")', "MINUS { ?a ?b ?name }", "MINUS"),
    ("$this not selected", "SELECT $this", "SELECT ?name", "SELECT"),
)

NAMESPACES = (
    "http://www.w3.org/ns/shacl/",
    "https://www.w3.org/ns/shacl#",
    "http://www.w3.org/ns/shalc#",
)

WRONG_VALUES = {
    "in": ("list that is none", '"active"'),
    "minCount": ("parameter that is not a number", '"one"'),
    "maxCount": ("parameter that is not a number", '"1"'),
    "maxLength": ("parameter that is not a number", "-1"),
    "minLength": ("parameter that is not a number", "1.5"),
    "pattern": ("broken regular expression", '"^[0-9{5}$"'),
    "uniqueLang": ("parameter that is not a boolean", '"yes"'),
    "path": ("path that is not one", '"name"'),
    "datatype": ("parameter that is not an IRI", '"date"'),
    "class": ("parameter that is not an IRI", '"Person"'),
}


@dataclass(frozen=True)
class ShapeMutation:
    """A changed text, what must be said of it, and the lines on which more may be said."""

    kind: str
    text: str
    expected: Expected
    lines: frozenset[int]


def mutations() -> Iterator[ShapeMutation]:
    text = (HERE / "project" / SHAPES).read_text(encoding="utf-8") + QUERIES
    statements = read_statements(text)
    held = {s.object_span[0]: s for s in statements if s.predicate == SH + "property"}
    for statement in statements:
        if statement.predicate.startswith(SH):
            yield from _of_statement(text, statement)
        holder = held.get(statement.subject_span[0])
        if holder and statement.predicate == SH + "path" and statement.removal:
            edit = Edit(text, (statement.removal, ""))
            expected = edit.expect("shape-value", edit.moved(holder.object_span))
            yield ShapeMutation("missing path", edit.text, expected, frozenset({expected[1]}))
    start = text.index(SH)
    for namespace in NAMESPACES:
        edit = Edit(text, ((start, start + len(SH)), namespace))
        expected = edit.expect("shacl-namespace", _around(edit.new, 1))
        yield ShapeMutation("wrong namespace", edit.text, expected, frozenset({1}))
    for kind, old, new, token in QUERY_FAULTS:
        at = text.index(old)
        edit = Edit(text, ((at, at + len(old)), new))
        found = edit.text.index(token, at)
        expected = edit.expect("shape-sparql", (found, found + len(token)))
        yield ShapeMutation(kind, edit.text, expected, frozenset())


def _of_statement(text: str, statement: Statement) -> Iterator[ShapeMutation]:
    term = statement.predicate.removeprefix(SH)
    if term not in ("zeroOrMorePath", "inversePath"):  # without these it is not a path at all
        edit = Edit(text, (statement.predicate_span, f"sh:{term[:-2]}{term[-1]}"))
        yield _mutation("misspelt term of SHACL", "shacl-unknown-term", edit, statement)
    if term in WRONG_VALUES:
        kind, value = WRONG_VALUES[term]
        edit = Edit(text, (statement.object_span, value))
        yield _mutation(kind, "shape-value", edit, statement)
    if term == "targetClass":
        edit = Edit(text, (statement.object_span, f"<{statement.object[:-1]}>"))
        yield _mutation("misspelt target class", "unknown-term", edit, statement)


def _mutation(kind: str, code: str, edit: Edit, statement: Statement) -> ShapeMutation:
    expected = edit.expect(code, edit.new)
    block = edit.text.rindex("\n\n", 0, edit.new[0])
    owner = edit.text.count("\n", 0, block) + 3
    own = edit.text.count("\n", 0, statement.subject_span[0]) + 1
    return ShapeMutation(kind, edit.text, expected, frozenset({expected[1], own, owner}))


def _around(span: Span, width: int) -> Span:
    return span[0] - width, span[1] + width


MUTATIONS = list(mutations())


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = Path(shutil.copytree(HERE / "project", tmp_path_factory.mktemp("shapes") / "project"))
    shutil.copy(HERE / "styles" / "long.ttl", folder / "data.ttl")
    return folder


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.kind)
def test_fault_in_a_shape_is_found_where_it_stands(mutation: ShapeMutation, project: Path) -> None:
    (project / SHAPES).write_text(mutation.text, encoding="utf-8")
    found = {
        (r.code, r.place.line, r.place.column, r.place.end_line, r.place.end_column,
         r.place.precision.value)
        for r in validate(open_project([project])).results
        if r.place and r.place.path == project / SHAPES and r.code not in ("shape-unused", "shape")
    }  # fmt: skip
    assert mutation.expected in found, (mutation.expected, found)
    others = {(code, line) for code, line, *_ in found - {mutation.expected}}
    assert {line for _, line in others} <= mutation.lines, others


def test_counts_of_mutations() -> None:
    """Prints how many there are of each kind: `pytest -s` shows it."""
    print()
    for kind, count in sorted(Counter(mutation.kind for mutation in MUTATIONS).items()):
        print(f"{count:5} {kind}")
    assert len(MUTATIONS) >= 120
    print(f"{len(MUTATIONS):5} in all")
