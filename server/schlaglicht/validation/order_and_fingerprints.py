"""The order of results, without duplicates, and their fingerprints.

A fingerprint identifies a finding independently of its line, for baselines and reports.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

from schlaglicht.project import Project
from schlaglicht.validation.report import Place, ValidationResult
from schlaglicht.validation.rules import RULES

if TYPE_CHECKING:
    from rdflib.term import Node


_RANKS = {code: rank for rank, code in enumerate(RULES)}

_Where = tuple[str, int, int, int, int]
_Key = Callable[[ValidationResult], tuple[Any, ...]]


def sort_results(results: Iterable[ValidationResult]) -> tuple[ValidationResult, ...]:
    """`results` without duplicates, in stable order; at one place in the order of the rules.

    A result repeats another if it says the same of the same nodes, by the same constraint:
    https://www.w3.org/TR/shacl/#results-validation-result .
    """
    return tuple(_sorted(list(results), (_place, _names, _texts)))


def _sorted(results: list[ValidationResult], keys: Sequence[_Key]) -> list[ValidationResult]:
    """The order by several keys, each made only where those before are equal: texts take long."""
    if len(results) < 2:
        return results
    if not keys:
        return list({_nodes(result): result for result in results}.values())
    key, *others = keys
    ranked = groupby(sorted(results, key=key), key)
    return [result for _, same in ranked for result in _sorted(list(same), others)]


def _place(result: ValidationResult) -> tuple[_Where, int]:
    return _where(result.place), _RANKS[result.code]


def _names(result: ValidationResult) -> tuple[str, str, str, str, _Where]:
    names = (result.shape_name or "", result.focus_name or "", _value_text(result.value))
    # Several constraints share the message of their shape, and several shapes their name.
    return (*names, result.component or "", _where(result.shape_place))


def _texts(result: ValidationResult) -> tuple[Any, ...]:
    said = (result.messages, result.constraint, result.reasons, result.helps)
    return (result.path or "", *(sorted(texts.items()) for texts in said), result.twin)


def _nodes(result: ValidationResult) -> tuple[Node | None, ...]:
    """The nodes of a result, which tell it from others of equal texts; blank ones have no order."""
    about = (result.focus_node, result.path_node, result.value)
    return (*about, result.source_shape, result.component_node, result.severity_node)


def _where(place: Place | None) -> _Where:
    if place is None:
        return ("", 0, 0, 0, 0)
    return (str(place.path), place.line, place.column, place.end_line, place.end_column)


def _value_text(value: Node | None) -> str:
    """Sort key of a value; that of blank nodes is empty, as their labels change with every run."""
    from rdflib import BNode

    return "" if value is None or isinstance(value, BNode) else value.n3()


def with_fingerprints(
    results: Iterable[ValidationResult], project: Project
) -> tuple[ValidationResult, ...]:
    """`results`, each with its fingerprint.

    Made of rule, shape, component, focus node, path and value; of the constraint's content only
    where others have its name; of the file and the message only where there is no focus node.
    Findings alike in all of these are numbered in their order.
    """
    seen: Counter[str] = Counter()
    marked = []
    for result in results:
        digest = digest_of(result, project)
        seen[digest] += 1
        marked.append(replace(result, fingerprint=f"{digest}:{seen[digest]}"))
    return tuple(marked)


def digest_of(result: ValidationResult, project: Project) -> str:
    """The fingerprint without its number, which findings that are alike share."""
    from hashlib import sha256

    parts = "\n".join(_identity(result, project))
    return sha256(parts.encode("utf-8", "surrogateescape")).hexdigest()[:16]


def _identity(result: ValidationResult, project: Project) -> list[str]:
    if result.focus_node is None or result.source_shape is None:
        file = project.display(result.place.path) if result.place else ""
        own = [file if result.focus_node is None else "", result.messages.get("en", "")]
    else:
        own = [_term(result.source_shape, result.shape_name), result.component or ""]
    focus = focus_of(result)
    twin = [result.twin] if result.twin else []
    return [result.code, *own, *twin, focus, result.path or "", _term(result.value)]


def focus_of(result: ValidationResult) -> str:
    """The focus node of a result in N-Triples; a blank node by its name, empty for none."""
    return _term(result.focus_node, result.focus_name)


def _term(node: Node | None, name: str | None = None) -> str:
    """A term in N-Triples; a blank node, whose label changes with every run, by its name."""
    from rdflib.term import BNode, URIRef

    if node is None or isinstance(node, BNode):
        return name or ""
    # `n3` refuses IRIs that are none, which queries can make.
    return f"<{node}>" if isinstance(node, URIRef) else node.n3()
