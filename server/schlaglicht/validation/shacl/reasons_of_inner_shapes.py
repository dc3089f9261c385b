"""Reasons why a value does not conform to an inner shape, as lines below a result.

A result of sh:node, sh:and, sh:or, sh:xone and sh:not only says that they fail, and one of
sh:qualifiedValueShape only that too few or too many values conform. The evaluator knows why; here
its findings about inner shapes become text, for a bounded number of results and values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from rdflib import RDF, BNode, Graph, URIRef
from rdflib.term import Node

from schlaglicht.ground.text import truncated
from schlaglicht.i18n import Texts, msg
from schlaglicht.rdf.iris import local_name
from schlaglicht.rdf.lists import items
from schlaglicht.rdf.paths import path_text, read_path
from schlaglicht.rdf.turtle_terms import Names
from schlaglicht.validation.inputs import Inputs
from schlaglicht.validation.order_and_fingerprints import sort_results
from schlaglicht.validation.report import ValidationResult
from schlaglicht.validation.shacl.components import BY_PARAMETER
from schlaglicht.validation.shacl.findings import Finding, Reason
from schlaglicht.vocab import SH

_MOST_RESULTS = 1000
"""Number of results per validation that get reasons."""
_MOST_REASONS = 5
_DEEPEST = 3
_LANGUAGES = ("de", "en")
_LONGEST = 120
"""Characters of a shape's constraints."""
_DEMANDS = {SH.path, SH.flags, *BY_PARAMETER}

Read = Callable[[Iterable[Finding]], list[ValidationResult]]
"""Reads findings, as `ResultBuilder` does."""
_Read = tuple[Finding, ValidationResult]


def with_reasons(found: Sequence[_Read], inputs: Inputs, read: Read) -> list[ValidationResult]:
    """The results in their stable order, the first of those about inner shapes with reasons."""
    of_result = {id(result): finding for finding, result in found}
    results = sort_results(result for _, result in found)
    reasons, left = _Reasons(inputs, read), _MOST_RESULTS
    explained = []
    for result in results:
        finding = of_result[id(result)]
        if left and finding.component in _EXPLAINED:
            left -= 1
            result = replace(result, reasons=reasons.of(finding))
        explained.append(result)
    return explained


class _Reasons:
    """Reads the verdicts of inner shapes."""

    def __init__(self, inputs: Inputs, read: Read) -> None:
        self._read = read
        self._known: dict[tuple[Node, Node], Sequence[_Read]] = {}
        self._inputs = inputs
        self._shapes = inputs.shapes_graph.graph
        self._names = inputs.names

    def of(self, finding: Finding, depth: int = 1) -> dict[str, str]:
        """The reasons, several lines in each language; empty where there are none."""
        explain = _EXPLAINED.get(finding.component) if depth <= _DEEPEST else None
        lines = list(explain(self, finding, depth)) if explain else []
        return {tag: "\n".join(line[tag] for line in lines) for tag in _LANGUAGES} if lines else {}

    def all_of(self, finding: Finding, depth: int) -> Iterator[Texts]:
        """Failures of the value in the shape of sh:node, or in members of sh:and."""
        for reason in finding.reasons:
            found = self._found(reason)
            for failure in found[:_MOST_REASONS]:
                yield self._one_line(failure[1])
                yield from self._deeper(failure[0], depth)
            yield from _more(found)

    def alternatives(self, finding: Finding, _: int) -> Iterator[Texts]:
        """Failures of the value in each member of sh:or or sh:xone.

        The members to which it conforms, if these are several.
        """
        several = any(not reason.findings for reason in finding.reasons)
        for number, reason in enumerate(finding.reasons, start=1):
            if not several:
                inner = reason.shape
                name = f" {local_name(inner)}" if isinstance(inner, URIRef) else ""
                said = self._joined(self._found(reason), of=inner)
                yield {tag: f"({number}){name}: {text}" for tag, text in said.items()}
            elif not reason.findings:
                shape = f"({number}) {self._described(reason.shape)}"
                yield msg("conforms to: {shape}", shape=shape)

    def none_of(self, finding: Finding, _: int) -> Iterator[Texts]:
        """The shape of sh:not, to which the value conforms."""
        for reason in finding.reasons:
            yield msg("conforms to: {shape}", shape=self._described(reason.shape))

    def too_few(self, finding: Finding, depth: int) -> Iterator[Texts]:
        """The number of a property's values that conform, and failures of the others."""
        inner, reasons = self._counted(finding), finding.reasons
        yield _sum(self._named(inner) if reasons else self._described(inner), finding)
        others = [reason for reason in reasons if not _counts(reason)]
        for other in others[:_MOST_REASONS]:
            yield from map(_indented, self._why_not(other, depth))
        yield from map(_indented, _more(others))

    def too_many(self, finding: Finding, _: int) -> Iterator[Texts]:
        """The number of a property's values that conform, and their names."""
        yield _sum(self._described(self._counted(finding)), finding)
        fitting = [reason for reason in finding.reasons if _counts(reason)]
        for one in fitting[:_MOST_REASONS]:
            yield _indented(dict.fromkeys(_LANGUAGES, self._name(one.value)))
        yield from map(_indented, _more(fitting))

    def _counted(self, finding: Finding) -> Node:
        """The shape that values were counted by; of several, if there is no value, any."""
        if finding.reasons:
            return finding.reasons[0].shape
        return min(self._shapes.objects(finding.shape, SH.qualifiedValueShape), key=self._described)

    def _why_not(self, reason: Reason, depth: int) -> Iterator[Texts]:
        """Reasons why a value does not count: a line, and below it those of deeper shapes."""
        name = self._name(reason.value)
        if reason.siblings:
            shapes = ", ".join(map(self._named, sorted(reason.siblings, key=self._described)))
            yield msg(
                "{value} conforms to the sibling shape {shape} too, and so does not count",
                value=name,
                shape=shapes,
            )
            return
        found = self._found(reason)
        said = self._joined(found, of=reason.shape)
        # Messages of many constraints begin with the value.
        yield {t: text if text.startswith(name) else f"{name}: {text}" for t, text in said.items()}
        for failure, _ in found[:_MOST_REASONS]:
            yield from self._deeper(failure, depth)

    def _name(self, value: Node) -> str:
        """The name of a value; a blank node's with its place, since neighbours share its name."""
        name = self._names.shortened(value)
        place = self._inputs.data_locator.subject(value) if isinstance(value, BNode) else None
        if place is None:
            return name
        return f"{name} ({self._inputs.project.display(place.path)}:{place.line}:{place.column})"

    def _found(self, reason: Reason) -> Sequence[_Read]:
        """The findings of a shape about a value, read once since many results share them."""
        key = reason.shape, reason.value
        if key not in self._known:
            results = self._read(reason.findings)
            of_result = {id(r): f for r, f in zip(results, reason.findings, strict=True)}
            self._known[key] = [(of_result[id(r)], r) for r in sort_results(results)]
        return self._known[key]

    def _deeper(self, failure: Finding, depth: int) -> Iterator[Texts]:
        if deeper := self.of(failure, depth + 1):
            yield _indented(deeper)

    def _joined(self, failures: Sequence[_Read], of: Node | None = None) -> dict[str, str]:
        """Several results in one line."""
        said: list[Texts] = [self._one_line(result, of) for _, result in failures[:_MOST_REASONS]]
        said += _more(failures)
        return {tag: "; ".join(text[tag] for text in said) for tag in _LANGUAGES}

    def _one_line(self, result: ValidationResult, of: Node | None = None) -> dict[str, str]:
        """A result in one line per language, with the name of its shape unless that is `of`."""
        named = isinstance(result.source_shape, URIRef) and result.source_shape != of
        name = f"{result.shape_name}: " if named else ""
        return {tag: name + " ".join(_best(result.messages, tag).split()) for tag in _LANGUAGES}

    def _described(self, shape: Node) -> str:
        """The name of a shape and its constraints, cut off if long."""
        demands = truncated(_turtle(shape, self._shapes, self._names), _LONGEST)
        return f"{local_name(shape)} {demands}" if isinstance(shape, URIRef) else demands

    def _named(self, shape: Node) -> str:
        """The name of a shape; for an anonymous one its description."""
        return local_name(shape) if isinstance(shape, URIRef) else self._described(shape)


_EXPLAINED: dict[str, Callable[[_Reasons, Finding, int], Iterator[Texts]]] = {
    "Node": _Reasons.all_of,
    "And": _Reasons.all_of,
    "Or": _Reasons.alternatives,
    "Xone": _Reasons.alternatives,
    "Not": _Reasons.none_of,
    "QualifiedMinCount": _Reasons.too_few,
    "QualifiedMaxCount": _Reasons.too_many,
}


def _counts(reason: Reason) -> bool:
    return not reason.findings and not reason.siblings


def _best(messages: Texts, tag: str) -> str:
    from schlaglicht.i18n import best_text

    found = best_text(((text, language) for language, text in messages.items()), [tag])
    return found[0] if found else ""


def _sum(shape: str, finding: Finding) -> Texts:
    """The number of evaluated values that conform to `shape`."""
    first, total = len(finding.reasons), finding.values
    count = sum(map(_counts, finding.reasons))
    if not total:
        return msg("there is no value that could conform to {shape}", shape=shape)
    if total > first:
        return msg(
            "values that conform to {shape}: {count} of the first {first} ({total} in all)",
            shape=shape,
            count=count,
            first=first,
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


def _turtle(node: Node, shapes: Graph, names: Names, depth: int = 0) -> str:
    """The constraints of a shape, or one of their values, in Turtle; cut off if deep."""
    if (node, RDF.first, None) in shapes:
        members = (_turtle(item, shapes, names, depth) for item in items(shapes, node))
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
        return path_text(read_path(shapes, value), names.predicate)
    return _turtle(value, shapes, names, depth + 1)
