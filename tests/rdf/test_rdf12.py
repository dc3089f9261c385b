"""RDF 1.2: triple terms, annotations, base directions and VERSION are read and written whole."""

from __future__ import annotations

import os
import pickle
from pathlib import Path
from random import Random

import pyoxigraph
import pytest

from schlaglicht.diff import compare, load_named_graphs
from schlaglicht.errors import ProjectError
from schlaglicht.formats import JSONLD, NQUADS, NTRIPLES, RDFXML, TRIG, TURTLE, Format
from schlaglicht.project import open_project
from schlaglicht.rdf.blank_nodes import canonicalization
from schlaglicht.rdf.load import load_file
from schlaglicht.rdf.reading.parse import own_base
from schlaglicht.rdf.terms import TripleTerm, term_of
from schlaglicht.rdf.writing.turtle import format_files
from schlaglicht.rdf.writing.write import dump, dump_dataset
from schlaglicht.validation.pipeline import validate

HEAD = 'VERSION "1.2"\nPREFIX : <https://example.org/>\n'
SEEDS = int(os.environ.get("SCHLAGLICHT_SEEDS", "60"))
VALUES = ['"text"', '"salam"@ar--rtl', "1", '"a > )>> \\" b"@en--ltr', "true"]


class Statements:
    """Random statements of RDF 1.2."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def text(self) -> str:
        return "\n".join(self.statement() for _ in range(self.random.randrange(1, 6)))

    def subject(self) -> str:
        return self.random.choice([":a", ":b", "_:x", "_:y", "<https://example.org/#c>"])

    def value(self, depth: int = 0) -> str:
        if depth < 3 and self.random.random() < 0.3:
            return f"<<( {self.subject()} :p {self.value(depth + 1)} )>>"
        return self.random.choice([self.subject(), *VALUES])

    def annotation(self) -> str:
        said = f"{{| :v {self.value()} ; :w {self.subject()} |}}"
        return self.random.choice(["", "", "~", "~ :r", "~ _:x", said, f"~ _:y {said}"])

    def statement(self) -> str:
        one, two = self.subject(), self.subject()
        return self.random.choice(
            [
                f"{one} :p {self.value()} {self.annotation()} .",
                f"{one} :p {self.value()} {self.annotation()} , {self.value()} ; :q {two} .",
                f"<< {one} :p {two} >> :q {self.value()} .",
                f"<< {one} :p {two} ~ _:z >> :q {self.value()} .",
                f"[ :p {self.value()} {self.annotation()} ] :q ( {two} 1 ) .",
            ]
        )


def canonical(content: bytes, syntax: Format, path: Path) -> list[str]:
    """The quads of a file, read by the strict parser alone."""
    quads = pyoxigraph.parse(content, syntax.rdf, base_iri=own_base(path))
    lines = []
    for quad in quads:
        graph = "" if isinstance(quad.graph_name, pyoxigraph.DefaultGraph) else quad.graph_name
        triple = (str(quad.subject), str(quad.predicate), _text(quad.object), str(graph))
        lines.append(triple)
    return sorted(canonicalization.canonical_nquads(lines))


def _text(term: object) -> str:
    if isinstance(term, pyoxigraph.Triple):
        return f"<<( {term.subject} {term.predicate} {_text(term.object)} )>>"
    return str(term)


def test_what_is_read_is_written_whole_and_does_not_differ(tmp_path: Path) -> None:
    path, again = tmp_path / "a.ttl", tmp_path / "b.ttl"
    for seed in range(SEEDS):
        path.write_text(HEAD + Statements(Random(seed)).text(), encoding="utf-8")
        original = canonical(path.read_bytes(), TURTLE, path)
        graph = load_file(path).graph
        for form in (TURTLE, NTRIPLES):
            written = dump(graph, form, {"": "https://example.org/"})
            assert canonical(written, form, path) == original, (seed, written.decode())
        (formatted,) = format_files([path])
        assert canonical(formatted.after, TURTLE, path) == original, seed
        again.write_bytes(formatted.after)
        (twice,) = format_files([again])
        assert twice.after == formatted.after, (seed, formatted.after.decode())
        graphs = (load_named_graphs([each], own_base) for each in (path, again))
        difference = compare(*graphs)
        if "_:" not in path.read_text():  # which of several nodes is meant may be guessed
            assert difference.subjects == (), (seed, path.read_text())
        assert len(difference.added) == len(difference.removed)


def test_named_graphs_keep_triple_terms(tmp_path: Path) -> None:
    path = tmp_path / "a.trig"
    for seed in range(SEEDS):
        one, two = Statements(Random(seed)), Statements(Random(-seed))
        path.write_text(f"{HEAD}{one.text()}\n:g {{ {two.text()} }}", encoding="utf-8")
        original = canonical(path.read_bytes(), TRIG, path)
        graphs = load_named_graphs([path], own_base).by_name()
        for form in (TRIG, NQUADS):
            written = dump_dataset(graphs, form, {"": "https://example.org/"})
            assert canonical(written, form, path) == original, (seed, written.decode())


@pytest.mark.parametrize("form", [RDFXML, JSONLD], ids=lambda form: form.name)
@pytest.mark.parametrize("value", ['"salam"@ar--rtl', "<<( :a :p 1 )>>"])
def test_a_format_that_cannot_carry_it_says_so(form: Format, value: str, tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(f"{HEAD}:a :p {value} .")
    with pytest.raises(ProjectError, match=r"cannot carry .* which is RDF 1\.2"):
        dump(load_file(path).graph, form, {})


def test_statements_have_their_places(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(f'{HEAD}:a :b :c\n  {{| :since 2020 |}} .\n<< :x :y :z >>\n  :p "s" .\n')
    positions = load_file(path).positions
    lines = {str(triple[1]).rpartition("/")[2]: positions.of(triple) for triple in positions}
    found = {name: place[0].predicate.line for name, place in lines.items() if place}
    assert found["since"] == 4
    assert found["p"] == 6
    assert found["22-rdf-syntax-ns#reifies"] in (4, 5)


def test_shapes_judge_what_is_said_about_a_statement(tmp_path: Path) -> None:
    (tmp_path / "shapes").mkdir()
    (tmp_path / "data.ttl").write_text(f"{HEAD}:a :p :b ~ :r {{| :q 1 |}} .\n")
    (tmp_path / "shapes" / "s.ttl").write_text(
        "PREFIX : <https://example.org/> PREFIX sh: <http://www.w3.org/ns/shacl#>\n"
        ":S a sh:NodeShape ; sh:targetSubjectsOf :q ; sh:property :S-q .\n"
        ":S-q sh:path :q ; sh:minExclusive 1 .\n"
    )
    report = validate(open_project([tmp_path]))
    (result,) = report.results
    assert (result.code, result.place and result.place.line) == ("shape", 3)
    assert report.checked.triple_terms == 1


def test_triple_term_is_a_value() -> None:
    text = '<<( _:b <https://e.org/p> <<( <https://e.org/s> <https://e.org/p> "a b"@en--ltr )>> )>>'
    term = term_of(text)
    assert isinstance(term, TripleTerm)
    assert str(term) == text == term.n3()
    assert pickle.loads(pickle.dumps(term)) == term
    with pytest.raises(ValueError, match="not a triple term"):
        term_of("<<( <https://e.org/s> )>>")
