"""Why a value does not conform to a shape within the shape.

pySHACL says of sh:node, sh:and, sh:or, sh:xone and sh:not only that they fail. Here it evaluates
the inner shapes once more, for a bounded number of results, and what it finds is said as lines
below the result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from rdflib import RDF, BNode, Graph, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from schlaglicht.validation.components import COMPONENTS, list_members
from schlaglicht.validation.inputs import Inputs
from schlaglicht.validation.judging import Evaluate, evaluating
from schlaglicht.validation.messages import Texts, say
from schlaglicht.validation.names import Names, local_name
from schlaglicht.validation.paths import path_text
from schlaglicht.validation.report import ValidationResult, sort_results
from schlaglicht.validation.rules import RULES
from schlaglicht.vocab import SH

_MOST_RESULTS = 1000
"""So many results of a validation get their reasons."""
_MOST_REASONS = 5
_DEEPEST = 3
_LONGEST = 120
_LANGUAGES = ("de", "en")

Read = Callable[[Graph], list[ValidationResult]]
"""Reads a report graph, as `shacl_results` does."""


def with_reasons(
    results: Iterable[ValidationResult], inputs: Inputs, read: Read
) -> list[ValidationResult]:
    """`results` in their stable order, the first of those about inner shapes with their reasons."""
    results = sort_results(results, list(RULES))
    open_ones = [result for result in results if result.component in _EXPLAINED][:_MOST_RESULTS]
    if not open_ones:
        return [*results]
    with evaluating(inputs.data_graph.graph, inputs.shapes_graph.graph) as evaluate:
        if evaluate is None:
            return [*results]
        reasons = _Reasons(inputs, read, evaluate)
        explained = {id(result): reasons.tried(result) for result in open_ones}
    return [replace(result, reasons=explained.get(id(result), {})) for result in results]


class _Reasons:
    """Evaluates inner shapes on the values of results."""

    def __init__(self, inputs: Inputs, read: Read, evaluate: Evaluate) -> None:
        self._read = read
        self._evaluate = evaluate
        self._shapes = inputs.shapes_graph.graph
        self._names = inputs.names

    def tried(self, result: ValidationResult) -> dict[str, str]:
        """The reasons; none where pySHACL gives up over an inner shape, as it may over anything."""
        try:
            return self.of(result)
        except Exception:
            return {}

    def of(self, result: ValidationResult, depth: int = 1) -> dict[str, str]:
        """The reasons, several lines in each language; empty where there are none to give."""
        value = result.focus_node if result.value is None else result.value
        if value is None or result.source_shape is None or depth > _DEEPEST:
            return {}
        explain = _EXPLAINED.get(result.component or "")
        lines = list(explain(self, result.source_shape, value, depth)) if explain else []
        return {tag: "\n".join(line[tag] for line in lines) for tag in _LANGUAGES} if lines else {}

    def node(self, shape: Node, value: Node, depth: int) -> Iterator[Texts]:
        """What of the shapes of sh:node the value does not meet."""
        nodes = sorted(self._shapes.objects(shape, SH.node), key=self._names.term)
        for inner in nodes:
            yield from self._failures(inner, value, depth)

    def all_of(self, shape: Node, value: Node, depth: int) -> Iterator[Texts]:
        """What of the members of sh:and the value does not meet."""
        for members in list_members(SH["and"], shape, self._shapes):
            for inner in members:
                yield from self._failures(inner, value, depth)

    def one_of(self, shape: Node, value: Node, _: int) -> Iterator[Texts]:
        """For each member of a failing sh:or why the value does not conform to it."""
        for members in list_members(SH["or"], shape, self._shapes):
            found = [self._found(inner, value) for inner in members]
            if all(found):
                yield from self._alternatives(members, found)

    def exactly_one_of(self, shape: Node, value: Node, _: int) -> Iterator[Texts]:
        """For each member of a failing sh:xone why not, or to which several the value conforms."""
        for members in list_members(SH.xone, shape, self._shapes):
            found = [self._found(inner, value) for inner in members]
            several = [
                inner for inner, failures in zip(members, found, strict=True) if not failures
            ]
            if not several:
                yield from self._alternatives(members, found)
            elif len(several) > 1:
                for number, inner in enumerate(members, start=1):
                    if inner in several:
                        yield say("shape.conforms", shape=f"({number}) {self._described(inner)}")

    def none_of(self, shape: Node, value: Node, _: int) -> Iterator[Texts]:
        """What the value must not meet, and does."""
        for inner in sorted(self._shapes.objects(shape, SH["not"]), key=self._described):
            if not self._found(inner, value):
                yield say("shape.conforms", shape=self._described(inner))

    def _found(self, shape: Node, value: Node) -> Sequence[ValidationResult]:
        results = self._read(self._evaluate(shape, value))
        return sort_results(results, list(RULES))

    def _failures(self, shape: Node, value: Node, depth: int) -> Iterator[Texts]:
        found = self._found(shape, value)
        for failure in found[:_MOST_REASONS]:
            yield self._said(failure)
            deeper = self.of(failure, depth + 1)
            if deeper:
                yield {tag: _indented(text) for tag, text in deeper.items()}
        if len(found) > _MOST_REASONS:
            yield say("shape.more", count=len(found) - _MOST_REASONS)

    def _alternatives(
        self, members: Sequence[Node], found: Sequence[Sequence[ValidationResult]]
    ) -> Iterator[Texts]:
        for number, (inner, failures) in enumerate(zip(members, found, strict=True), start=1):
            name = f" {local_name(inner)}" if isinstance(inner, URIRef) else ""
            said = [self._said(failure, of=inner) for failure in failures[:_MOST_REASONS]]
            if len(failures) > _MOST_REASONS:
                said.append(say("shape.more", count=len(failures) - _MOST_REASONS))
            yield {
                tag: f"({number}){name}: {'; '.join(text[tag] for text in said)}"
                for tag in _LANGUAGES
            }

    def _said(self, result: ValidationResult, of: Node | None = None) -> dict[str, str]:
        """A result on one line in each language; with the name of its shape, unless it is `of`."""
        named = isinstance(result.source_shape, URIRef) and result.source_shape != of
        name = f"{result.shape_name}: " if named else ""
        return {tag: name + " ".join(_best(result.messages, tag).split()) for tag in _LANGUAGES}

    def _described(self, shape: Node) -> str:
        """A shape by its name and by what it demands, in the words of Turtle."""
        demands = _turtle(shape, self._shapes, self._names)
        if len(demands) > _LONGEST:
            demands = f"{demands[:_LONGEST]} …"
        return f"{local_name(shape)} {demands}" if isinstance(shape, URIRef) else demands


_EXPLAINED: dict[str, Callable[[_Reasons, Node, Node, int], Iterator[Texts]]] = {
    "Node": _Reasons.node,
    "And": _Reasons.all_of,
    "Or": _Reasons.one_of,
    "Xone": _Reasons.exactly_one_of,
    "Not": _Reasons.none_of,
}
_DEMANDS = {component.parameter for component in COMPONENTS.values() if component.parameter} | {
    SH.path,
    SH.property,
    SH.closed,
    SH.flags,
    SH.qualifiedValueShape,
}


def _best(messages: Texts, tag: str) -> str:
    from schlaglicht.languages import best_text

    found = best_text(((text, language) for language, text in messages.items()), [tag])
    return found[0] if found else ""


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.splitlines())


def _turtle(node: Node, shapes: Graph, names: Names, depth: int = 0) -> str:
    """What a shape demands, or a value of that, in Turtle; cut off where it goes deep."""
    if (node, RDF.first, None) in shapes:
        members = (_turtle(item, shapes, names, depth) for item in Collection(shapes, node))
        return f"( {' '.join(members)} )"
    if not (isinstance(node, BNode) or depth == 0) or depth >= _DEEPEST:
        return names.shortened(node)
    parts = sorted(
        f"{names.term(predicate)} {_value(predicate, value, shapes, names, depth)}"
        for predicate, value in shapes.predicate_objects(node)
        if predicate in _DEMANDS
    )
    return f"[ {' ; '.join(parts) or '…'} ]"


def _value(predicate: Node, value: Node, shapes: Graph, names: Names, depth: int) -> str:
    if predicate == SH.path:
        return path_text(value, shapes, names)
    return _turtle(value, shapes, names, depth + 1)
