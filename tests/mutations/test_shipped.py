"""The shipped graph, mutated in many places at once: each mutation is found at its very place.

One run of the checks finds them all; no result may stand on a line where nothing was changed.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from mutators import Edit, Expected
from turtle_tokens import RDF, Span, Statement, read_statements

from schlaglicht.project import open_project
from schlaglicht.validation.pipeline import validate

ROOT = Path(__file__).parents[2]

PREFIXES = {
    "dcterms": "http://purl.org/dc/terms/",
    "def": "https://w3id.org/schlaglicht/def/",
    "id": "https://w3id.org/schlaglicht/id/",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": RDF,
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
}

# Value results: what the object becomes, and how many there are at most.
WRONG_VALUES = (
    ("outside of sh:in", "schema:measurementQualifier", "def:external", 3),
    ("outside of sh:in", "schema:eventAttendanceMode", "schema:PotentialActionStatus", 2),
    ("wrong datatype", "schema:startDate", '"2020-11-10"', 2),
    ("outside of range", "schema:value", "0", 3),
    ("outside of range", "schema:value", "-1", 5),
    ("outside of range", "def:editionNumber", "0", 2),
    ("wrong node kind", "schema:url", '"https://example.org/"', 4),
    ("wrong node kind", "owl:sameAs", '"the same"', 3),
    ("wrong node kind", "rdfs:seeAlso", '"text"', 4),
    ("wrong node kind", "schema:alternateName", "id:germany", 4),
    ("wrong node kind", "schema:name", "id:germany", 8),
    ("wrong class", "def:conferredOn", "id:germany", 1),
    ("wrong class", "def:forAward", "id:germany", 2),
    ("wrong class", "org:member", "id:germany", 3),
    ("wrong class", "def:attestedAt", "id:germany", 3),
    ("wrong class", "schema:author", "id:augsburg", 4),
    ("wrong class", "schema:appearance", "id:germany", 12),
    ("wrong class", "schema:superEvent", "id:germany", 3),
    ("wrong class", "skos:inScheme", "id:germany", 40),
)

MISSING = (
    ("skos:inScheme", 40),
    ("schema:appearance", 12),
    ("schema:author", 4),
    ("schema:name", 10),
    ("def:forAward", 2),
    ("org:member", 4),
    ("schema:measuredProperty", 2),
    ("schema:value", 3),
    ("schema:headline", 2),
)

MISSPELT = (
    ("def:attestedAt", "def:atestedAt", 2),
    ("def:conferredOn", "def:conferedOn", 1),
    ("schema:observationAbout", "schema:observationAbuot", 1),
)


def iri(name: str) -> str:
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


@dataclass
class Changes:
    """Replacements in one text, at most one for each subject, and what each must give."""

    text: str

    def __post_init__(self) -> None:
        self.statements = read_statements(self.text)
        self.kinds: Counter[str] = Counter()
        self._replacements: list[tuple[Span, str]] = []
        self._expected: list[Callable[[Edit], Expected]] = []
        self._taken: set[str] = set()
        self._blocks = {
            s.subject: s.subject_span
            for s in reversed(self.statements)
            if s.predicate == RDF + "type"
        }

    def free(self, predicate: str, count: int) -> Iterator[Statement]:
        """Statements with a predicate, spread over the file, whose blocks are unchanged so far."""
        stated = [s for s in self.statements if s.predicate == iri(predicate)]
        only = Counter(s.subject for s in stated)
        fitting = [s for s in stated if only[s.subject] == 1 and self._top(s) not in self._taken]
        for statement in fitting[:: max(1, len(fitting) // count)][:count]:
            if self._top(statement) not in self._taken:
                self._taken.add(self._top(statement))
                yield statement

    def wrong_value(self, kind: str, statement: Statement, new: str, code: str = "shape") -> None:
        self._replace(kind, statement.object_span, new)
        self._at(code, statement.object_span)

    def missing(self, statement: Statement) -> None:
        assert statement.removal is not None
        self._replace("missing property", statement.removal, "")
        self._at("shape", self._blocks[statement.subject], "subject")

    def misspelt(self, statement: Statement, new: str, code: str = "unknown-term") -> None:
        self._replace("misspelt property", statement.predicate_span, new)
        self._at(code, statement.predicate_span)

    def lacking(self, statement: Statement) -> None:
        """The subject of a statement that was changed lacks something now."""
        self._at("shape", self._blocks[statement.subject], "subject")

    def applied(self) -> tuple[str, set[Expected]]:
        """The changed text, and all results that it must give."""
        edit = Edit(self.text, *self._replacements)
        return edit.text, {expect(edit) for expect in self._expected}

    def _replace(self, kind: str, span: Span, new: str) -> None:
        self.kinds[kind] += 1
        self._replacements.append((span, new))

    def _at(self, code: str, span: Span, precision: str = "exact") -> None:
        self._expected.append(lambda edit: edit.expect(code, edit.moved(span), precision))

    def _top(self, statement: Statement) -> str:
        """The IRI at whose left margin the block of a statement begins."""
        start = self.text.rfind("\n\n", 0, statement.predicate_span[0])
        return self.text[start : self.text.index("\n", start + 2)]


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    """The shipped graph without its questions; neither evidence nor coverage is asked for."""
    for part in ("ontology", "shapes"):
        (tmp_path / part).mkdir()
        for path in (ROOT / part).glob("*.ttl"):
            (tmp_path / part / path.name).write_bytes(path.read_bytes())
    (tmp_path / "data.ttl").write_bytes((ROOT / "data.ttl").read_bytes())
    settings = (ROOT / "schlaglicht.toml").read_text(encoding="utf-8")
    (tmp_path / "schlaglicht.toml").write_text(
        re.sub("evidence = true", "evidence = false", settings).replace("coverage = 99", "")
    )
    return tmp_path


def check(project: Path, name: str, changes: Changes, codes: set[str] | None = None) -> None:
    """Applies the changes to a file and compares what is said of it: every place, none besides."""
    text, expected = changes.applied()
    (project / name).write_text(text, encoding="utf-8")
    found = set()
    for result in validate(open_project([project])).results:
        place = result.place
        assert place is not None
        if codes is None:
            assert place.path == project / name, result
        if place.path == project / name and (codes is None or result.code in codes):
            extent = (place.line, place.column, place.end_line, place.end_column)
            found.add((result.code, *extent, place.precision.value))
    wrong = (sorted(expected - found), sorted(found - expected))
    assert expected <= found, wrong
    assert {f[1:] for f in found} == {e[1:] for e in expected}, wrong
    print()
    for kind, count in sorted(changes.kinds.items()):
        print(f"{count:5} {name}: {kind}")
    print(f"{changes.kinds.total():5} {name}: in all")


def test_every_wrong_value_in_the_data_is_found_at_its_place(shipped: Path) -> None:
    changes = Changes((shipped / "data.ttl").read_text(encoding="utf-8"))
    for kind, predicate, new, count in WRONG_VALUES:
        for statement in changes.free(predicate, count):
            changes.wrong_value(kind, statement, new)
    assert changes.kinds.total() >= 90
    check(shipped, "data.ttl", changes)


def test_every_change_of_the_data_is_found_at_its_place(shipped: Path) -> None:
    changes = Changes((shipped / "data.ttl").read_text(encoding="utf-8"))
    for predicate, count in MISSING:
        for statement in changes.free(predicate, count):
            changes.missing(statement)
    for predicate, new, count in MISSPELT:
        for statement in changes.free(predicate, count):
            changes.misspelt(statement, new)
            changes.lacking(statement)
    for statement in changes.free("schema:superEvent", 2):
        changes.misspelt(statement, "<http://schema.org/superEvent>", "http-schema-org")
    assert changes.kinds.total() >= 70
    check(shipped, "data.ttl", changes)


def test_every_change_of_the_ontology_is_found_at_its_place(shipped: Path) -> None:
    name = "ontology/organizations.ttl"
    changes = Changes((shipped / name).read_text(encoding="utf-8"))
    for statement in changes.free("rdfs:isDefinedBy", 3):
        changes.missing(statement)
    for statement in changes.free("schema:rangeIncludes", 3):
        changes.wrong_value("unknown term", statement, "def:Nothing", "unknown-term")
    assert changes.kinds.total() >= 4
    check(shipped, name, changes)


def test_every_change_of_the_shapes_is_found_at_its_place(shipped: Path) -> None:
    """Only what lint says of the shapes counts here: a shape that is wrong judges wrongly."""
    name = "shapes/events.ttl"
    changes = Changes((shipped / name).read_text(encoding="utf-8"))
    for statement in changes.free("sh:minCount", 3):
        changes.misspelt(statement, "sh:mincount", "shacl-unknown-term")
    for statement in changes.free("sh:maxCount", 3):
        changes.wrong_value("ill-typed parameter", statement, '"one"', "shape-value")
    for statement in changes.free("sh:targetClass", 1):
        changes.wrong_value("unknown class", statement, "schema:EventSeris", "shape-near-miss")
    check(shipped, name, changes, {"shacl-unknown-term", "shape-value", "shape-near-miss"})
