"""Coverage: the share of the data that shapes read, so that green means something.

A triple of the data counts as read when an active shape

- follows it on a property path (`sh:path`, with all its forms) from a focus node, or with
  `sh:equals`, `sh:disjoint`, `sh:lessThan`, `sh:lessThanOrEquals`;
- selects its targets by it: the `rdf:type` of `sh:targetClass` and of an implicit class target, the
  predicate of `sh:targetSubjectsOf` and `sh:targetObjectsOf`;
- reads it for `sh:class`: the `rdf:type` of a value node, when it is the class or below it;
- is closed and its subject is a focus node, unless its predicate is among `sh:ignoredProperties`;
- reads it in a SPARQL constraint: triple patterns that lead on from `$this` by IRIs, `/` and `^`.

A focus node is one that a target names, or a value node passed on by `sh:property`, `sh:node`,
`sh:qualifiedValueShape`, `sh:not`, `sh:and`, `sh:or`, `sh:xone`. Constraint components and targets
written in SPARQL are not followed. Read does not mean correct: a path that only has `sh:maxCount`
reads its values.

All of the data counts, evidence included, except shapes among the data.

`reach` follows the shapes through the data, `query_patterns` the queries in them;
`diagnostics.coverage_tables` makes tables for readers.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable

from rdflib import RDF, BNode, Graph
from rdflib.term import Node

from schlaglicht.ground.reachable import reachable
from schlaglicht.i18n import msg
from schlaglicht.rdf.graph_store import objects_of
from schlaglicht.validation.inputs import Inputs
from schlaglicht.validation.report import CoverageReport, CoverageRow, Place, ValidationResult
from schlaglicht.validation.rules import RULES
from schlaglicht.validation.shacl.coverage.reach import ShapeReach
from schlaglicht.validation.shacl.shape_graph import Shapes
from schlaglicht.validation.shacl.shapes import shapes_in

_SHOWN = 5


def measure_coverage(inputs: Inputs) -> CoverageReport | None:
    """Coverage of the data by shapes; None for a project without shapes or without data.

    Where the settings ask for a share, a project without shapes has a coverage of nothing.
    """
    shapes = inputs.shapes_graph.graph
    asked = inputs.project.settings.validate.coverage is not None
    if not inputs.data.graph or not (asked or shapes_in(shapes)):
        return None
    reach = ShapeReach(Shapes(inputs))
    left_out = set() if inputs.project.shapes else _parts_of_shapes(shapes)
    types_of = objects_of(inputs.data_graph.graph)
    all_of: Counter[_Kind] = Counter()
    missing: Counter[_Kind] = Counter()
    for node, said in objects_of(inputs.data.graph).items():
        if node in left_out:
            continue
        of_classes = frozenset(types_of.get(node, {}).get(RDF.type, _NO_CLASS))
        for predicate, objects in said.items():
            kind = of_classes, predicate
            all_of[kind] += len(objects)
            if missed := len(objects) - reach.covered(node, predicate, objects):
                missing[kind] += missed

    def name(node: Node | None) -> str:
        return "" if node is None else inputs.names.term(node)

    classes, properties = _Tally(), _Tally()
    for (of_classes, predicate), triples in all_of.items():
        missed = missing[of_classes, predicate]
        for class_ in of_classes:
            classes.count(class_, [predicate], triples, missed)
        properties.count(predicate, of_classes, triples, missed)
    triples = all_of.total()
    covered = triples - missing.total()
    return CoverageReport(triples, covered, classes.rows(name), properties.rows(name))


def check_coverage(inputs: Inputs, coverage: CoverageReport) -> list[ValidationResult]:
    """A result when the coverage is less than the settings ask for."""
    wanted = inputs.project.settings.validate.coverage
    if wanted is None or coverage.covered * 100 >= wanted * coverage.triples:
        return []
    rule = RULES["coverage-low"]
    message = msg(
        "shapes cover {covered} of {triples} triples, {share} % instead of {wanted} %",
        covered=coverage.covered,
        triples=coverage.triples,
        # Rounded down: a share just below the wanted one must not read as equal to it.
        share=coverage.covered * 100 // coverage.triples,
        wanted=f"{wanted:g}",
    )
    missed = sorted(
        ((row.triples - row.covered, row.name) for row in coverage.properties),
        key=lambda pair: (-pair[0], pair[1]),
    )
    shown = ", ".join(f"{name} ({count})" for count, name in missed[:_SHOWN] if count)
    help_ = msg(
        "no shape covers: {properties}; `schlaglicht validate --coverage` shows more",
        properties=shown,
    )
    return [
        ValidationResult(rule.code, rule.severity, message, Place(inputs.project.data[0]), help_)
    ]


_NO_CLASS = (None,)
_Kind = tuple[frozenset[Node | None], Node]
"""The classes of a subject, and one of its properties."""


class _Tally:
    """Counts triples by key, and those that no shape reads by further keys."""

    def __init__(self) -> None:
        self._triples: Counter[Node | None] = Counter()
        self._covered: Counter[Node | None] = Counter()
        self._missing: dict[Node | None, Counter[Node | None]] = defaultdict(Counter)

    def count(
        self, key: Node | None, others: Iterable[Node | None], triples: int, missed: int
    ) -> None:
        self._triples[key] += triples
        self._covered[key] += triples - missed
        if missed:
            for other in others:
                self._missing[key][other] += missed

    def rows(self, name: Callable[[Node | None], str]) -> tuple[CoverageRow, ...]:
        rows = (
            CoverageRow(name(key), triples, self._covered[key], self._named(key, name))
            for key, triples in self._triples.items()
        )
        return tuple(sorted(rows, key=lambda row: row.name))

    def _named(
        self, key: Node | None, name: Callable[[Node | None], str]
    ) -> tuple[tuple[str, int], ...]:
        return tuple(sorted((name(other), count) for other, count in self._missing[key].items()))


def _parts_of_shapes(shapes: Graph) -> set[Node]:
    """The shapes and the blank nodes within them."""

    def parts(node: Node) -> Iterable[Node]:
        return (part for part in shapes.objects(node) if isinstance(part, BNode))

    return set(reachable(shapes_in(shapes), parts))
