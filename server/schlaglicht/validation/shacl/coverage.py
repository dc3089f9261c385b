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

`ShapeReach` follows each shape through the data with all of its focus nodes at a time, and the
patterns of the queries in it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from rdflib import RDF, RDFS, BNode, Graph, URIRef
from rdflib.term import Node

from schlaglicht.errors import ConstraintFailed
from schlaglicht.ground.reachable import reachable
from schlaglicht.i18n import msg
from schlaglicht.rdf.graph_store import objects_of, subjects_of
from schlaglicht.rdf.lists import items
from schlaglicht.rdf.paths import Path, Predicate, Reached, follow
from schlaglicht.validation.inputs import Inputs
from schlaglicht.validation.report import CoverageReport, CoverageRow, Place, ValidationResult
from schlaglicht.validation.rules import result_of
from schlaglicht.validation.shacl.located_shapes import LocatedShapes
from schlaglicht.validation.shacl.shapes import Shape, shapes_in
from schlaglicht.vocab import SH

if TYPE_CHECKING:
    from schlaglicht.validation.shacl.shape_queries import Pattern

_SHOWN = 5


def measure_coverage(inputs: Inputs) -> CoverageReport | None:
    """Coverage of the data by shapes; None for a project without shapes or without data.

    Where the settings ask for a share, a project without shapes has a coverage of nothing.
    """
    shapes = inputs.shapes_graph.graph
    asked = inputs.project.settings.validate.coverage is not None
    if not inputs.data.graph or not (asked or shapes_in(shapes)):
        return None
    reach = ShapeReach(LocatedShapes(inputs))
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

    kinds = [(*kind, number, missing[kind]) for kind, number in all_of.items()]
    classes = [(class_, {p}, number, missed) for of, p, number, missed in kinds for class_ in of]
    properties = [(p, of, number, missed) for of, p, number, missed in kinds]
    triples = all_of.total()
    covered = triples - missing.total()
    return CoverageReport(triples, covered, _rows(classes, name), _rows(properties, name))


def check_coverage(inputs: Inputs, coverage: CoverageReport) -> list[ValidationResult]:
    """A result when the coverage is less than the settings ask for."""
    wanted = inputs.project.settings.validate.coverage
    if wanted is None or coverage.covered * 100 >= wanted * coverage.triples:
        return []
    missed = sorted(
        ((row.triples - row.covered, row.name) for row in coverage.properties),
        key=lambda pair: (-pair[0], pair[1]),
    )
    shown = ", ".join(f"{name} ({count})" for count, name in missed[:_SHOWN] if count)
    return [
        result_of(
            "coverage-low",
            Place(inputs.project.data[0]),
            msg(
                "shapes cover {covered} of {triples} triples, {share} % instead of {wanted} %",
                covered=coverage.covered,
                triples=coverage.triples,
                # Rounded down: a share just below the wanted one must not read as equal to it.
                share=coverage.covered * 100 // coverage.triples,
                wanted=f"{wanted:g}",
            ),
            msg(
                "no shape covers: {properties}; `schlaglicht validate --coverage` shows more",
                properties=shown,
            ),
        )
    ]


_NO_CLASS = (None,)
_Kind = tuple[frozenset[Node | None], Node]
"""The classes of a subject, and one of its properties."""


_Count = tuple[Node | None, AbstractSet[Node | None], int, int]
"""The key of a row, keys of the other table, and numbers of triples: all, and those not read."""


def _rows(counts: Iterable[_Count], name: Callable[[Node | None], str]) -> tuple[CoverageRow, ...]:
    """The rows of a table by name, each with what is not read by the keys of the other table."""
    triples, covered = Counter[Node | None](), Counter[Node | None]()
    missing: dict[Node | None, Counter[Node | None]] = defaultdict(Counter)
    for key, others, number, missed in counts:
        triples[key] += number
        covered[key] += number - missed
        if missed:
            missing[key].update(dict.fromkeys(others, missed))
    rows = (
        CoverageRow(
            name(key),
            number,
            covered[key],
            tuple(sorted((name(other), count) for other, count in missing[key].items())),
        )
        for key, number in triples.items()
    )
    return tuple(sorted(rows, key=lambda row: row.name))


def _parts_of_shapes(shapes: Graph) -> set[Node]:
    """The shapes and the blank nodes within them."""

    def parts(node: Node) -> Iterable[Node]:
        return (part for part in shapes.objects(node) if isinstance(part, BNode))

    return set(reachable(shapes_in(shapes), parts))


_PAIRS = (SH.equals, SH.disjoint, SH.lessThan, SH.lessThanOrEquals)


class ShapeReach:
    """Follows shapes through their data and records the triples they read."""

    def __init__(self, shapes: LocatedShapes) -> None:
        self._shapes = shapes
        self._data = shapes.data
        self._objects = objects_of(shapes.data)
        self._subjects: dict[Node, set[Node]] = defaultdict(set)
        """By predicate, subjects of which all triples are read."""
        self._pairs: dict[Node, set[tuple[Node, Node]]] = defaultdict(set)
        """By predicate, subject and object of further triples that are read."""
        self._seen: dict[Node, set[Node]] = defaultdict(set)
        self._subclasses: dict[Node, set[Node]] = {}
        waiting = list(self._targets())
        while waiting:
            waiting += self._visit(*waiting.pop())

    def covered(self, subject: Node, predicate: Node, objects: Collection[Node]) -> int:
        """The number of triples with these objects that some shape reads."""
        if subject in self._subjects[predicate]:
            return len(objects)
        pairs = self._pairs[predicate]
        return sum((subject, object_) in pairs for object_ in objects) if pairs else 0

    def _targets(self) -> Iterator[tuple[Node, set[Node]]]:
        # https://www.w3.org/TR/shacl/#targets
        for shape, targets in self._shapes.with_targets.items():
            for kind, target in targets if self._shape(shape) else ():
                if kind == SH.targetNode:
                    yield shape, {target}
                elif kind in (SH.targetClass, RDF.type):
                    yield shape, self._instances(target)
                else:
                    back = kind == SH.targetObjectsOf
                    found = self._data.objects if back else self._data.subjects
                    nodes = set(found(predicate=target))
                    self._step(target, nodes, back=back)
                    yield shape, nodes

    def _instances(self, class_: Node) -> set[Node]:
        """The instances of a class; records the type triples as read."""
        members: set[Node] = set()
        for below in self._below(class_):
            found = subjects_of(self._data, RDF.type).get(below, ())
            self._pairs[RDF.type].update((member, below) for member in found)
            members.update(found)
        return members

    def _below(self, class_: Node) -> set[Node]:
        """A class and its subclasses, direct and indirect."""
        if class_ not in self._subclasses:
            below = self._data.transitive_subjects(RDFS.subClassOf, class_)
            self._subclasses[class_] = {each for each in below if each}
        return self._subclasses[class_]

    def _visit(self, node: Node, focus: set[Node]) -> Iterator[tuple[Node, set[Node]]]:
        """Follows a shape from focus nodes new to it; yields inner shapes and their focus nodes."""
        shape = self._shape(node)
        focus = focus - self._seen[node]
        if shape is None or not focus:
            return
        self._seen[node] |= focus
        values = focus if shape.path is None else self._reach(shape.path, focus)
        for class_ in shape.said.get(SH["class"], ()):
            self._ask_class(class_, values)
        for predicate in (o for pair in _PAIRS for o in shape.said.get(pair, ())):
            self._step(predicate, focus, back=False)
        if self._shapes.is_true(node, SH.closed):
            self._close(shape, values)
        for constraint in shape.said.get(SH.sparql, ()):
            self._query(constraint, focus)
        for inner in self._shapes.inner(node):
            yield inner, values

    def _shape(self, node: Node) -> Shape | None:
        """A shape; None when it is deactivated, or cannot be read."""
        try:
            shape = self._shapes.shape(node)
        except ConstraintFailed:
            return None
        return None if shape.deactivated else shape

    def _ask_class(self, class_: Node, values: set[Node]) -> None:
        classes = self._below(class_)
        for value in values:
            types = self._objects.get(value, {}).get(RDF.type, ())
            self._pairs[RDF.type].update((value, type_) for type_ in classes.intersection(types))

    def _close(self, shape: Shape, values: set[Node]) -> None:
        lists = shape.said.get(SH.ignoredProperties, ())
        ignored = {node for head in lists for node in items(self._shapes.graph, head)}
        for value in values:
            for predicate in self._objects.get(value, {}).keys() - ignored:
                self._subjects[predicate].add(value)

    def _query(self, constraint: Node, focus: set[Node]) -> None:
        """Follows a query's triple patterns from $this, variable by variable."""
        from schlaglicht.validation.shacl.shape_queries import query_patterns

        known: dict[str, set[Node]] = {"this": focus}
        left = list(query_patterns(constraint, self._shapes))
        while ready := [p for p in left if p.subject in known or p.object in known]:
            for pattern in ready:
                left.remove(pattern)
                back = pattern.subject not in known
                start, end = pattern.subject, pattern.object
                start, end = (end, start) if back else (start, end)
                reached = self._walk_query(pattern, known[start], back=back)
                if not end.startswith("<"):
                    known.setdefault(end, set()).update(reached)

    def _walk_query(self, pattern: Pattern, nodes: set[Node], *, back: bool) -> set[Node]:
        predicates = reversed(pattern.predicates) if back else pattern.predicates
        for predicate, inverse in predicates:
            nodes = self._step(predicate, nodes, back=back != inverse)
        return nodes

    def _reach(self, path: Path, focus: set[Node]) -> set[Node]:
        """The nodes that a path leads to; records the triples on the way as read."""
        if isinstance(path, Predicate):  # as nearly all are
            return self._step(path.iri, focus, back=False)
        return set(follow(path, focus, self._follow))

    def _follow(self, predicate: URIRef, nodes: Iterable[Node], back: bool) -> Reached[Node]:
        return dict.fromkeys(self._step(predicate, set(nodes), back=back))

    def _step(self, predicate: Node, nodes: set[Node], *, back: bool) -> set[Node]:
        reached: set[Node] = set()
        if back:
            subjects = subjects_of(self._data, predicate)
            for node in nodes & subjects.keys():
                self._pairs[predicate].update((subject, node) for subject in subjects[node])
                reached.update(subjects[node])
            return reached
        read, nothing = self._subjects[predicate], dict[Node, Collection[Node]]()
        for node in nodes:
            if objects := self._objects.get(node, nothing).get(predicate):
                read.add(node)
                reached.update(objects)
        return reached
