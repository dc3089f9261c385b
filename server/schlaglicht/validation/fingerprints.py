"""Fingerprints: identify a finding independently of its line.

Baselines and reports for other programs use them, so the pipeline gives one to each result.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from schlaglicht.project import Project
from schlaglicht.validation.report import ValidationResult

if TYPE_CHECKING:
    from rdflib.term import Node


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

    parts = "\n".join(_parts(result, project))
    return sha256(parts.encode("utf-8", "surrogateescape")).hexdigest()[:16]


def _parts(result: ValidationResult, project: Project) -> list[str]:
    if result.focus_node is None or result.source_shape is None:
        file = project.display(result.place.path) if result.place else ""
        own = [file if result.focus_node is None else "", result.messages.get("en", "")]
    else:
        own = [_term(result.source_shape, result.shape_name), result.component or ""]
    focus = _term(result.focus_node, result.focus_name)
    twin = [result.twin] if result.twin else []
    return [result.code, *own, *twin, focus, result.path or "", _term(result.value)]


def _term(node: Node | None, name: str | None = None) -> str:
    """A term in N-Triples; a blank node, whose label changes with every run, by its name."""
    from rdflib.term import BNode, URIRef

    if node is None or isinstance(node, BNode):
        return name or ""
    # `n3` refuses IRIs that are none, which queries can make.
    return f"<{node}>" if isinstance(node, URIRef) else node.n3()
