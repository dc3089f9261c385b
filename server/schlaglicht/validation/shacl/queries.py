"""Queries of shapes: SPARQL constraints, and constraint components with validators in SPARQL.

https://www.w3.org/TR/shacl/#sparql-constraints
https://www.w3.org/TR/shacl/#sparql-constraint-components
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from schlaglicht.errors import ConstraintFailed, QueryError
from schlaglicht.i18n import msg
from schlaglicht.rdf.booleans import is_on
from schlaglicht.rdf.iris import local_name
from schlaglicht.rdf.paths import path_text
from schlaglicht.rdf.prefixes import is_namespace, is_prefix
from schlaglicht.rdf.terms import literal_of, ntriples_term
from schlaglicht.validation.shacl import findings
from schlaglicht.validation.shacl.components.component import REPEATED, misused
from schlaglicht.validation.shacl.findings import Check, Finding, Findings
from schlaglicht.validation.shacl.prebinding import ROW, PreBound, Values, mark_of, stand_in
from schlaglicht.validation.shacl.query_store import QueryStore, Solution, Written
from schlaglicht.validation.shacl.shape_queries import GIVEN_PREFIXES, prefixes_of_query
from schlaglicht.validation.shacl.shapes import CustomComponent, Shape, ShapeSet
from schlaglicht.vocab import SH

_TOGETHER = 2_000
"""Rows that share one evaluation at most."""

_PATH = re.compile(r"(?:<[^\x00-\x20<>\"{}|^`\\]*>|[ ^/|*+?()])*")
"""The characters of a property path whose IRIs are written in full."""
_VARIABLE = re.compile(r"\{[?$]([^{}]+)\}")
_RESERVED = {"this", "shapesGraph", "currentShape", "path", "PATH", "value"}
"""Names that no parameter has: https://www.w3.org/TR/shacl/#constraint-components-parameters ."""

Row = tuple[Node, ...]


class Queries:
    """All queries of a graph of shapes, over one graph of data."""

    def __init__(self, data: Graph, shapes: ShapeSet) -> None:
        self._shapes = shapes.graph
        self._components = shapes.components
        self._store = QueryStore(data, shapes.graph)
        namespaces = ((prefix, str(namespace)) for prefix, namespace in data.namespaces())
        self._lent = {prefix: iri for prefix, iri in namespaces if is_namespace(iri)}

    def prepare(self) -> None:
        """Reads the data into a store, as the first query does otherwise."""
        self._store.prepare()

    def checks(self, shape: Shape) -> Sequence[Check]:
        """The constraints of a shape that are queries; raises ConstraintFailed at a faulty one."""
        constraints = sorted(shape.said.get(SH.sparql, ()), key=self._order)
        active = [node for node in constraints if not is_on(self._shapes, node, SH.deactivated)]
        checks = [self._constraint(shape, node) for node in active]
        for component in self._components:
            if component.needed and all(path in shape.said for path in component.needed):
                checks += self._uses(component, shape)
        return checks

    def _constraint(self, shape: Shape, node: Node) -> Check:
        results = _Results(
            shape, SH.SPARQLConstraintComponent, self._messages(node), constraint=node
        )
        return partial(_selected, self._query(node, SH.select, results), results)

    def _uses(self, component: CustomComponent, shape: Shape) -> Iterator[Check]:
        """A check for each value of an only parameter; several parameters have one value each.

        https://www.w3.org/TR/shacl/#constraint-components-parameters
        """
        given = {path: shape.said[path] for path in component.parameters if path in shape.said}
        if len(component.parameters) == 1:
            ((path, values),) = given.items()
            uses = [{path: value} for value in values]
        else:
            if many := [path for path, values in given.items() if len(values) > 1]:
                raise misused(REPEATED, many[0])
            uses = [{path: values[0] for path, values in given.items()}]
        for use in uses:
            yield self._use(component, shape, {local_name(str(path)): v for path, v in use.items()})

    def _use(self, component: CustomComponent, shape: Shape, given: Mapping[str, Node]) -> Check:
        if _RESERVED & given.keys():
            raise ConstraintFailed(
                msg("a parameter cannot be named {name}", name=min(_RESERVED & given.keys()))
            )
        validator, predicate = self._validator(component.node, shape)
        messages = self._messages(validator) or self._messages(component.node)
        results = _Results(shape, component.node, messages, given)
        query = self._query(validator, predicate, results)
        return partial(_asked if predicate == SH.ask else _selected, query, results)

    def _validator(self, component: Node, shape: Shape) -> tuple[Node, URIRef]:
        """The validator for a shape, of several the first by its query, and the predicate of that.

        https://www.w3.org/TR/shacl/#constraint-components-validators
        """
        own = SH.propertyValidator if shape.is_property_shape else SH.nodeValidator
        for kind, query in ((own, SH.select), (SH.validator, SH.ask)):
            found = sorted(self._shapes.objects(component, kind), key=self._order)
            if found:
                return found[0], query
        raise ConstraintFailed(
            msg(
                "the component {component} has no validator for this shape",
                component=str(component),
            )
        )

    def _query(self, node: Node, predicate: URIRef, results: _Results) -> _Query:
        """The query that `node` has as the object of a predicate."""
        texts = list(self._shapes.objects(node, predicate))
        if len(texts) != 1 or not isinstance(texts[0], Literal):
            wrong = msg("sh:{name} must have one text", name=local_name(predicate))
            raise ConstraintFailed(wrong, results.constraint)
        shape = results.shape
        path = None if shape.path is None else path_text(shape.path, ntriples_term)
        once = {**results.given, "currentShape": shape.node}
        each = ("this", "value") if predicate == SH.ask else ("this",)
        try:
            text = PreBound(
                str(texts[0]),
                each=each,
                once={*once, "shapesGraph"},
                path=path if path and _PATH.fullmatch(path) else None,
            )
            if text.is_ask is not (predicate == SH.ask):
                raise ConstraintFailed(msg("sh:select needs a SELECT, and sh:ask an ASK"))
            prefixes = self._prefixes(node)
        except (ConstraintFailed, QueryError) as error:
            raise _failed(error, results.constraint) from error
        if "shapesGraph" in text.names:
            once["shapesGraph"] = self._store.shapes_graph
        written = {
            name: self._store.written(node, sought=name in text.looping_names)
            for name, node in once.items()
            if name in text.names
        }
        return _Query(self._store, text, prefixes, each, written, results.constraint)

    def _prefixes(self, node: Node) -> Mapping[str, str]:
        """The prefixes of a query: those declared for it, and those of the data."""
        declared = prefixes_of_query(node, self._shapes)
        for prefix, namespace in declared.items():
            if not is_prefix(prefix) or not is_namespace(namespace):
                wrong = msg(
                    "sh:declare has no valid prefix and namespace: {prefix} {namespace}",
                    prefix=prefix,
                    namespace=namespace,
                )
                raise ConstraintFailed(wrong)
        return {**self._lent, **GIVEN_PREFIXES, **declared}

    def _messages(self, node: Node) -> tuple[Literal, ...]:
        found = sorted(self._shapes.objects(node, SH.message), key=str)
        return tuple(message for message in found if isinstance(message, Literal))

    def _order(self, node: Node) -> tuple[list[str], list[str]]:
        """Sort key of a constraint or a validator: its query, then its messages."""
        of = self._shapes.objects
        queries = sorted(str(text) for p in (SH.select, SH.ask) for text in of(node, p))
        return queries, sorted(map(str, of(node, SH.message)))


@dataclass(frozen=True)
class _Results:
    """Values that all results of a constraint share."""

    shape: Shape
    component: Node
    messages: tuple[Literal, ...]
    given: Mapping[str, Node] = field(default_factory=dict)
    """The values of parameters, by their names."""
    constraint: Node | None = None

    def finding(self, focus: Node, solution: Solution) -> Finding:
        """The result for a solution: https://www.w3.org/TR/shacl/#sparql-constraints-variables ."""
        shape = self.shape
        value = solution.get("value", None if shape.is_property_shape else focus)
        path = solution.get("path")
        if not isinstance(path, URIRef):
            path = shape.path_node
        named = {"this": focus, "value": value, "path": path}
        known = {name: node for name, node in named.items() if node is not None}
        filled = {**self.given, **solution, **known}
        return Finding(
            focus,
            value,
            shape.node,
            self.component,
            shape.severity,
            path,
            self.constraint,
            messages=tuple(_filled(text, filled) for text in (*self.messages, *shape.messages)),
        )


@dataclass(frozen=True)
class _Query:
    """A query with what all of its rows share."""

    store: QueryStore
    text: PreBound
    prefixes: Mapping[str, str]
    each: Sequence[str]
    """The variables of a row."""
    once: Mapping[str, Written]
    """The variables with one value for all rows."""
    named: Node | None
    """The constraint that a failure names."""
    templates: dict[tuple[tuple[str, ...], bool], str] = field(default_factory=dict)

    def solutions(self, rows: Sequence[Row]) -> Iterator[tuple[int, Solution]]:
        """The solutions for rows of values, each with the number of its row."""
        together = self.text.is_flat and len(rows) > 1
        step = _TOGETHER if together else 1
        try:
            for start in range(0, len(rows), step):
                alike: dict[tuple[int, ...], list[tuple[int, Sequence[Written]]]] = {}
                for number, row in enumerate(rows[start : start + step], start):
                    written = self._written(row)
                    alone = number if any(each.is_absent for each in written) else -1
                    marks = (each.is_mark for each in written)
                    alike.setdefault((alone, *marks), []).append((number, written))
                for (alone, *_), numbered in alike.items():
                    yield from self._evaluated(numbered, together=together and alone < 0)
        except QueryError as error:
            raise _failed(self.text.refusal(error), self.named) from error

    def _written(self, row: Row) -> Sequence[Written]:
        sought = self.text.looping_names
        named = zip(self.each, row, strict=True)
        return [self.store.written(node, sought=name in sought) for name, node in named]

    def _evaluated(
        self, numbered: Sequence[tuple[int, Sequence[Written]]], *, together: bool
    ) -> Iterator[tuple[int, Solution]]:
        """The solutions for rows with marks in the same columns."""
        first, values = numbered[0]
        texts = (" ".join(each.text for each in written) for _, written in numbered)
        if together:
            lines = (
                f"({number} {text})" for (number, _), text in zip(numbered, texts, strict=True)
            )
            rows = " ".join(lines)
        else:
            rows = f"({next(texts)})"
        columns = len(values) + together
        text = self._template(values, together=together).replace(stand_in(columns), rows)
        for number, solution in self.store.solutions(text, self.prefixes, ROW):
            yield number if together else first, solution

    def _template(self, values: Sequence[Written], *, together: bool) -> str:
        """The text for rows like these, with a `stand_in` in their place."""
        row = dict(zip(self.each, values, strict=True))
        every = {**row, **self.once}
        marked = tuple(name for name, value in row.items() if value.is_mark)
        own = self.text.expression_names.intersection(self.each)
        kept = together or not (own or any(value.is_absent for value in values))
        if kept and (marked, together) in self.templates:
            return self.templates[marked, together]
        text = self.text.text(
            together=together,
            marks=self._marks(marked),
            once={name: self._alone(name, value) for name, value in self.once.items()},
            written={name: value.text for name, value in every.items() if not value.is_mark},
            absent={name for name, value in every.items() if value.is_absent},
        )
        template = self.store.rewritten(text, self.prefixes)
        if kept:
            self.templates[marked, together] = template
        return template

    def _alone(self, name: str, value: Written) -> Values:
        return Values((name,), f"({value.text})", self._marks((name,) if value.is_mark else ()))

    def _marks(self, names: Iterable[str]) -> Mapping[str, str]:
        return {name: self.store.marked(f"?{mark_of(name)}", name) for name in names}


def _selected(query: _Query, results: _Results, values: findings.Values) -> Findings:
    """A finding for each solution of a SELECT."""
    nodes = list(values)
    found = set()
    for number, solution in query.solutions([(node,) for node in nodes]):
        failure = solution.get("failure")
        if isinstance(failure, Literal) and failure.value is True:
            raise ConstraintFailed(
                msg("the query reports a failure: a solution has ?failure true"), query.named
            )
        found.add((number, tuple(solution.items())))
    for number, items in sorted(found, key=_place):
        solution = {name: node for name, node in items if name != "failure"}
        yield nodes[number], results.finding(nodes[number], solution)


def _place(found: tuple[int, tuple[tuple[str, Node], ...]]) -> tuple[int, str, list[str]]:
    number, items = found
    return number, str(dict(items).get("value", "")), [str(node) for _, node in items]


def _asked(query: _Query, results: _Results, values: findings.Values) -> Findings:
    """A finding for each value for which an ASK answers false."""
    rows = [(node, value) for node, of_it in values.items() for value in sorted(of_it, key=str)]
    conforming = {number for number, _ in query.solutions(rows)}
    for number, (node, value) in enumerate(rows):
        if number not in conforming:
            yield node, results.finding(node, {"value": value})


def _filled(template: Literal, values: Mapping[str, Node]) -> Literal:
    """A message with values for its variables; a variable without a value stays as it is.

    https://www.w3.org/TR/shacl/#sparql-constraints-message
    """

    def value_of(found: re.Match[str]) -> str:
        return str(values[found[1]]) if found[1] in values else found[0]

    text = _VARIABLE.sub(value_of, template)
    return template if text == str(template) else literal_of(text, template.language, None)


def _failed(error: ConstraintFailed | QueryError, constraint: Node | None) -> ConstraintFailed:
    if isinstance(error, ConstraintFailed):
        return ConstraintFailed(error.messages, constraint)
    return ConstraintFailed(
        msg("the query cannot be evaluated: {reason}", reason=error.messages), constraint
    )
