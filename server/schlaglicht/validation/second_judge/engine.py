"""The second judge, in a process of its own: it may take long, and reaches nothing but the graphs.

https://www.w3.org/TR/shacl/#validation-report
"""

from __future__ import annotations

import logging
import sys
import warnings
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from typing import NamedTuple

from rdflib import RDF, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from schlaglicht.ground.bounded_process import limit_process, silence_native_code
from schlaglicht.ground.processes import run_in_process
from schlaglicht.i18n import Message, msg
from schlaglicht.rdf.graph_store import graph_of
from schlaglicht.rdf.terms import literal_of, ntriples_term
from schlaglicht.rdf.triple import Triple
from schlaglicht.vocab import SH

SECONDS = 300.0
"""Time that the second judge has for one validation."""
_MEMORY = 4 * 2**30
"""Bytes that its process may use; limited on Linux alone."""
_DEEPEST = 30
"""Levels of nested shapes that are followed; its default is half of that."""
NAMED = "urn:x-schlaglicht:node:"
"""Begins the IRIs that stand for the blank nodes of shapes."""
_CONNECTING = ("socket.__new__", "urllib.Request")


class Verdict(NamedTuple):
    """A validation result without its message, in N-Triples, so that it is equal in all judges.

    Literals have their lexical form, absent parts are empty.
    """

    focus: str
    path: str
    """Empty for a path that is not an IRI: the shape determines it."""
    value: str
    component: str
    shape: str


def verdict(
    focus: Node, path: Node | None, value: Node | None, component: Node | None, shape: Node
) -> Verdict:
    """The verdict of a result with these parts."""
    simple = path if isinstance(path, URIRef) else None
    shape = URIRef(NAMED + shape) if isinstance(shape, BNode) else shape
    return Verdict(*map(_written, (focus, simple, value, component, shape)))


def release() -> str:
    """The installed release of the second judge."""
    return version("pyshacl")


def second_verdicts(
    data: Graph, shapes: Graph, *, seconds: float = SECONDS
) -> frozenset[Verdict] | Message:
    """The verdicts of the second judge, or why there are none."""
    try:
        answer = run_in_process(_bounded, list(data), list(shapes), seconds=seconds)
    except TimeoutError:
        return msg("it took longer than {seconds} seconds", seconds=f"{seconds:g}")
    if answer is None:
        return msg("its process ended without an answer")
    return msg("{reason}", reason=answer) if isinstance(answer, str) else answer


def plain_verdicts(data: Graph, shapes: Graph) -> frozenset[Verdict]:
    """The verdicts of pySHACL as it is; raises its exception, of any class, if it has none."""
    import pyshacl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _, report, _ = pyshacl.validate(
            data, shacl_graph=shapes, inference="none", max_validation_depth=_DEEPEST
        )
    if not isinstance(report, Graph):
        raise report
    return frozenset(_verdicts(report))


def _written(node: Node | None) -> str:
    if node is None:
        return ""
    if isinstance(node, Literal) and node.language:  # tags are equal whatever their case
        node = literal_of(str(node), node.language.lower(), None)
    return ntriples_term(node)


def _verdicts(report: Graph) -> Iterator[Verdict]:
    for whole in report.subjects(RDF.type, SH.ValidationReport):
        for result in report.objects(whole, SH.result):
            focus = report.value(result, SH.focusNode)
            shape = report.value(result, SH.sourceShape)
            if focus is None or shape is None:
                raise ValueError("a result without focus node or source shape")
            path, value, component = (
                report.value(result, predicate)
                for predicate in (SH.resultPath, SH.value, SH.sourceConstraintComponent)
            )
            yield verdict(focus, path, value, component, shape)


def _bounded(data: Iterable[Triple], shapes: Iterable[Triple]) -> frozenset[Verdict] | str:
    """The verdicts, or why there are none; within limits, and with everything else silent."""
    limit_process(memory=_MEMORY)
    silence_native_code()
    logging.disable(logging.CRITICAL)
    graphs = graph_of(data), graph_of(shapes)
    sys.addaudithook(_refuse)
    try:
        return plain_verdicts(*graphs)
    # pySHACL and the SPARQL engine below it raise any exception over shapes.
    except Exception as error:
        return str(error).partition("\n")[0] or type(error).__name__


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    """Keeps this process from whatever a shape names: no connection, no file but code."""
    if event in _CONNECTING or (event == "open" and not _is_code(arguments[0])):
        raise PermissionError("a shape reads nothing but the graph it checks")


def _is_code(path: object) -> bool:
    folders = (sys.prefix, sys.base_prefix, *filter(None, sys.path))
    return not isinstance(path, str) or path.startswith(folders)
