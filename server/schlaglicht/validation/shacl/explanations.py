"""Reasons why a value does not conform to an inner shape.

pySHACL reports of sh:node, sh:and, sh:or, sh:xone and sh:not only that they fail, and of
sh:qualifiedValueShape only that too few or too many values conform. Here it evaluates the inner
shapes again, for a bounded number of results and values, and its findings become lines below the
result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from rdflib import BNode, URIRef
from rdflib.term import Node

from schlaglicht.i18n import Texts, msg
from schlaglicht.rdf.booleans import is_on
from schlaglicht.rdf.iris import local_name
from schlaglicht.rdf.paths import arrivals, read_path
from schlaglicht.validation.inputs import Inputs
from schlaglicht.validation.report import ValidationResult
from schlaglicht.validation.result_order import sort_results
from schlaglicht.validation.shacl.constraint_messages import parameters
from schlaglicht.validation.shacl.raw_results import RawResult
from schlaglicht.validation.shacl.run import Evaluate, evaluating
from schlaglicht.validation.shacl.shape_text import described_shape
from schlaglicht.vocab import SH

_MOST_RESULTS = 1000
"""Number of results per validation that get reasons."""
_MOST_EVALUATIONS = 5000
"""Number of evaluations of a shape on a value after which results get no more reasons."""
_MOST_VALUES = 20
"""Number of a property's values that are evaluated for one result about their count."""
_MOST_REASONS = 5
_DEEPEST = 3
_LANGUAGES = ("de", "en")

Read = Callable[[Iterable[RawResult]], list[ValidationResult]]
"""Reads results of pySHACL, as `report_reader` does."""


def with_reasons(
    results: Iterable[ValidationResult], inputs: Inputs, read: Read
) -> list[ValidationResult]:
    """`results` in their stable order, the first of those about inner shapes with their reasons."""
    results = sort_results(results)
    open_ones = [result for result in results if result.component in _EXPLAINED][:_MOST_RESULTS]
    if not open_ones:
        return [*results]
    with evaluating(inputs.data_graph.graph, inputs.shapes_graph.graph) as evaluate:
        if evaluate is None:
            return [*results]
        reasons = _Reasons(inputs, read, evaluate)
        explained = {id(result): reasons.tried(result) for result in open_ones}
    return [
        replace(result, reasons=explained[id(result)]) if id(result) in explained else result
        for result in results
    ]


@dataclass(frozen=True)
class _Judged:
    """A value, and the reasons why it does not count as conforming."""

    value: Node
    failures: Sequence[ValidationResult] = ()
    siblings: Sequence[Node] = ()

    @property
    def counts(self) -> bool:
        return not self.failures and not self.siblings


class _Reasons:
    """Evaluates inner shapes on the values of results."""

    def __init__(self, inputs: Inputs, read: Read, evaluate: Evaluate) -> None:
        self._read = read
        self._evaluate = evaluate
        self._evaluations = 0
        self._known: dict[tuple[Node, Node], Sequence[ValidationResult]] = {}
        self._inputs = inputs
        self._shapes = inputs.shapes_graph.graph
        self._names = inputs.names

    def tried(self, result: ValidationResult) -> dict[str, str]:
        """The reasons; none where pySHACL fails on an inner shape, with any exception."""
        try:
            return self.of(result)
        except Exception:
            return {}

    def of(self, result: ValidationResult, depth: int = 1) -> dict[str, str]:
        """The reasons, several lines in each language; empty where there are none."""
        value = result.focus_node if result.value is None else result.value
        if value is None or result.source_shape is None or depth > _DEEPEST:
            return {}
        if self._evaluations >= _MOST_EVALUATIONS:
            return {}
        explain = _EXPLAINED.get(result.component or "")
        lines = list(explain(self, result, value, depth)) if explain else []
        return {tag: "\n".join(line[tag] for line in lines) for tag in _LANGUAGES} if lines else {}

    def node(self, result: ValidationResult, value: Node, depth: int) -> Iterator[Texts]:
        """Failures of the value in the shapes of sh:node."""
        for inner in sorted(self._given(result), key=self._names.term):
            yield from self._failures(inner, value, depth)

    def all_of(self, result: ValidationResult, value: Node, depth: int) -> Iterator[Texts]:
        """Failures of the value in the members of sh:and."""
        for members in self._given_lists(result):
            for inner in members:
                yield from self._failures(inner, value, depth)

    def one_of(self, result: ValidationResult, value: Node, _: int) -> Iterator[Texts]:
        """Failures of the value in each member of a failing sh:or."""
        for members in self._given_lists(result):
            found = [self._found(inner, value) for inner in members]
            if all(found):
                yield from self._alternatives(members, found)

    def exactly_one_of(self, result: ValidationResult, value: Node, _: int) -> Iterator[Texts]:
        """Failures in each member of a failing sh:xone, or the members if several conform."""
        for members in self._given_lists(result):
            found = [self._found(inner, value) for inner in members]
            several = [
                inner for inner, failures in zip(members, found, strict=True) if not failures
            ]
            if not several:
                yield from self._alternatives(members, found)
            elif len(several) > 1:
                for number, inner in enumerate(members, start=1):
                    if inner in several:
                        yield msg(
                            "conforms to: {shape}", shape=f"({number}) {self._described(inner)}"
                        )

    def none_of(self, result: ValidationResult, value: Node, _: int) -> Iterator[Texts]:
        """The shapes of sh:not to which the value conforms."""
        for inner in sorted(self._given(result), key=self._described):
            if not self._found(inner, value):
                yield msg("conforms to: {shape}", shape=self._described(inner))

    def too_few(self, result: ValidationResult, focus: Node, depth: int) -> Iterator[Texts]:
        """The number of a property's values that conform, and failures of the others."""
        for inner, total, judged in self._qualified(result, focus):
            yield _sum(self._named(inner) if judged else self._described(inner), total, judged)
            others = [one for one in judged if not one.counts]
            for other in others[:_MOST_REASONS]:
                yield from map(_indented, self._why_not(other, inner, depth))
            yield from map(_indented, _more(others))

    def too_many(self, result: ValidationResult, focus: Node, _: int) -> Iterator[Texts]:
        """The number of a property's values that conform, and their names."""
        for inner, total, judged in self._qualified(result, focus):
            yield _sum(self._described(inner), total, judged)
            fitting = [one for one in judged if one.counts]
            for one in fitting[:_MOST_REASONS]:
                yield _indented(dict.fromkeys(_LANGUAGES, self._name(one.value)))
            yield from map(_indented, _more(fitting))

    def _given(self, result: ValidationResult) -> list[Node]:
        """The values of the parameter that a result is about."""
        return [node for nodes in self._given_lists(result) for node in nodes]

    def _given_lists(self, result: ValidationResult) -> list[list[Node]]:
        """The values of the parameter that a result is about, each with its members if a list."""
        component, shape = result.component, result.source_shape
        if component is None or shape is None:
            return []
        return parameters(component, shape, self._shapes, result.parameter_value)

    def _qualified(
        self, result: ValidationResult, focus: Node
    ) -> Iterator[tuple[Node, int, list[_Judged]]]:
        """Each sh:qualifiedValueShape, the number of values, and the first of them evaluated."""
        shape = result.source_shape
        if shape is None:
            return
        values = self._values(shape, focus)
        inner_shapes = self._shapes.objects(shape, SH.qualifiedValueShape)
        for inner in sorted(inner_shapes, key=self._described):
            siblings = self._siblings(shape, inner)
            judged = [self._judged(value, inner, siblings) for value in values[:_MOST_VALUES]]
            yield inner, len(values), judged

    def _values(self, shape: Node, focus: Node) -> list[Node]:
        """The value nodes of a property shape, in the order of the data."""
        data = self._inputs.data_graph.graph
        paths = [read_path(self._shapes, path) for path in self._shapes.objects(shape, SH.path)]
        return [value for path in paths for value in arrivals(path, data, [focus])]

    def _siblings(self, shape: Node, inner: Node) -> list[Node]:
        """The sibling shapes, to which a value must not conform in order to count.

        https://www.w3.org/TR/shacl/#dfn-sibling-shapes
        """
        if not is_on(self._shapes, shape, SH.qualifiedValueShapesDisjoint):
            return []
        siblings = {
            sibling
            for parent in self._shapes.subjects(SH.property, shape)
            for property_shape in self._shapes.objects(parent, SH.property)
            for sibling in self._shapes.objects(property_shape, SH.qualifiedValueShape)
        }
        return sorted(siblings - {inner}, key=self._described)

    def _judged(self, value: Node, inner: Node, siblings: Iterable[Node]) -> _Judged:
        failures = self._found(inner, value)
        if failures:
            return _Judged(value, failures)
        return _Judged(value, (), [other for other in siblings if not self._found(other, value)])

    def _why_not(self, judged: _Judged, inner: Node, depth: int) -> Iterator[Texts]:
        """Reasons why a value does not count: a line, and below it those of deeper shapes."""
        name = self._name(judged.value)
        if judged.siblings:
            shapes = ", ".join(map(self._named, judged.siblings))
            yield msg(
                "{value} conforms to the sibling shape {shape} too, and so does not count",
                value=name,
                shape=shapes,
            )
            return
        said = self._joined(judged.failures, of=inner)
        # Messages of many constraints begin with the value.
        yield {t: text if text.startswith(name) else f"{name}: {text}" for t, text in said.items()}
        for failure in judged.failures[:_MOST_REASONS]:
            yield from self._deeper(failure, depth)

    def _name(self, value: Node) -> str:
        """The name of a value; a blank node's with its place, since neighbours share its name."""
        name = self._names.shortened(value)
        place = self._inputs.data_locator.subject(value) if isinstance(value, BNode) else None
        if place is None:
            return name
        return f"{name} ({self._inputs.project.display(place.path)}:{place.line}:{place.column})"

    def _found(self, shape: Node, value: Node) -> Sequence[ValidationResult]:
        """The results of a shape for a value, cached since many results ask for the same."""
        if (shape, value) not in self._known:
            self._evaluations += 1
            results = self._read(self._evaluate(shape, value))
            self._known[shape, value] = sort_results(results)
        return self._known[shape, value]

    def _failures(self, shape: Node, value: Node, depth: int) -> Iterator[Texts]:
        found = self._found(shape, value)
        for failure in found[:_MOST_REASONS]:
            yield self._one_line(failure)
            yield from self._deeper(failure, depth)
        yield from _more(found)

    def _deeper(self, failure: ValidationResult, depth: int) -> Iterator[Texts]:
        deeper = self.of(failure, depth + 1)
        if deeper:
            yield _indented(deeper)

    def _alternatives(
        self, members: Sequence[Node], found: Sequence[Sequence[ValidationResult]]
    ) -> Iterator[Texts]:
        for number, (inner, failures) in enumerate(zip(members, found, strict=True), start=1):
            name = f" {local_name(inner)}" if isinstance(inner, URIRef) else ""
            said = self._joined(failures, of=inner)
            yield {tag: f"({number}){name}: {text}" for tag, text in said.items()}

    def _joined(
        self, failures: Sequence[ValidationResult], of: Node | None = None
    ) -> dict[str, str]:
        """Several results in one line."""
        said: list[Texts] = [self._one_line(failure, of) for failure in failures[:_MOST_REASONS]]
        said += _more(failures)
        return {tag: "; ".join(text[tag] for text in said) for tag in _LANGUAGES}

    def _one_line(self, result: ValidationResult, of: Node | None = None) -> dict[str, str]:
        """A result in one line per language, with the name of its shape unless that is `of`."""
        named = isinstance(result.source_shape, URIRef) and result.source_shape != of
        name = f"{result.shape_name}: " if named else ""
        return {tag: name + " ".join(_best(result.messages, tag).split()) for tag in _LANGUAGES}

    def _described(self, shape: Node) -> str:
        return described_shape(shape, self._shapes, self._names)

    def _named(self, shape: Node) -> str:
        """The name of a shape; for an anonymous one its description."""
        return local_name(shape) if isinstance(shape, URIRef) else self._described(shape)


_EXPLAINED: dict[str, Callable[[_Reasons, ValidationResult, Node, int], Iterator[Texts]]] = {
    "Node": _Reasons.node,
    "And": _Reasons.all_of,
    "Or": _Reasons.one_of,
    "Xone": _Reasons.exactly_one_of,
    "Not": _Reasons.none_of,
    "QualifiedMinCount": _Reasons.too_few,
    "QualifiedMaxCount": _Reasons.too_many,
}


def _best(messages: Texts, tag: str) -> str:
    from schlaglicht.languages import best_text

    found = best_text(((text, language) for language, text in messages.items()), [tag])
    return found[0] if found else ""


def _sum(shape: str, total: int, judged: Sequence[_Judged]) -> Texts:
    """The number of evaluated values that conform to `shape`."""
    count = sum(one.counts for one in judged)
    if not total:
        return msg("there is no value that could conform to {shape}", shape=shape)
    if total > len(judged):
        return msg(
            "values that conform to {shape}: {count} of the first {first} ({total} in all)",
            shape=shape,
            count=count,
            first=len(judged),
            total=total,
        )
    return msg(
        "values that conform to {shape}: {count} of {total}", shape=shape, count=count, total=total
    )


def _indented(texts: Texts) -> dict[str, str]:
    return {
        tag: "\n".join(f"  {line}" for line in text.splitlines()) for tag, text in texts.items()
    }


def _more(things: Sequence[object]) -> list[Texts]:
    """A line with the number of things not shown, if any."""
    hidden = len(things) - _MOST_REASONS
    return [msg("… and {count} more", count=hidden)] if hidden > 0 else []
