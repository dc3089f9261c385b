"""The engine of the second judge, in a process of its own: native code may crash or hang."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

from rdflib import OWL, BNode, Graph
from rdflib.term import Node

from schlaglicht.ground.bounded_process import limit_process, silence_native_code
from schlaglicht.ground.processes import run_in_process
from schlaglicht.i18n import Message, msg
from schlaglicht.rdf.paths import nameless_nodes
from schlaglicht.rdf.terms import ntriples_term, term_of
from schlaglicht.validation.second_judge.verdict import NAMED, Verdict, named, verdict
from schlaglicht.vocab import SH

SECONDS = 120.0
"""Time that the second judge has for one validation."""
_MEMORY = 2 * 2**30
"""Bytes that its process may use; limited on Linux alone."""
_MARK = f"<{NAMED}mark>"
_MARKS = f"""\
{_MARK} <{SH.path}> {_MARK} .
{_MARK} <{SH.targetSubjectsOf}> {_MARK} .
{_MARK} <{SH.nodeKind}> <{SH.IRI}> .
"""
"""A shape whose results tell which label the engine gives to which blank node."""

_Row = tuple[str, str, str, str, str]


def release() -> str | None:
    """The installed release of the second judge, None if there is none."""
    with suppress(PackageNotFoundError):
        return version("shacl") if find_spec("shacl") else None
    return None


def second_verdicts(
    data: Graph, shapes: Graph, *, seconds: float = SECONDS
) -> frozenset[Verdict] | Message:
    """The verdicts of the second judge, or why there are none."""
    texts = data_text(data), shapes_text(shapes)
    try:
        answer = run_in_process(_bounded_rows, *texts, seconds=seconds)
    except TimeoutError:
        return msg("it took longer than {seconds} seconds", seconds=f"{seconds:g}")
    if answer is None:
        return msg("its process ended without an answer")
    return read_rows(answer) if isinstance(answer, list) else msg("{reason}", reason=answer)


def data_text(data: Graph) -> str:
    """The data in N-Triples, with a triple that marks each blank node."""
    blank = sorted({n for triple in data for n in triple if isinstance(n, BNode)})
    marks = (f"{ntriples_term(named(n))} {_MARK} {ntriples_term(n)} .\n" for n in blank)
    return "".join((*_lines(data), *marks))


def shapes_text(shapes: Graph) -> str:
    """The shapes in N-Triples without imports, their blank nodes named.

    Those of property paths stay: an IRI would be a predicate.
    """
    paths = nameless_nodes(shapes, shapes.objects(None, SH.path))
    wanted = (triple for triple in shapes if triple[1] != OWL.imports)
    lines = _lines([n if n in paths else named(n) for n in triple] for triple in wanted)
    return "".join((_MARKS, *lines))


def _lines(triples: Iterable[Iterable[Node]]) -> Iterator[str]:
    return (" ".join((*map(ntriples_term, triple), ".\n")) for triple in triples)


def rows(data: str, shapes: str) -> list[_Row] | str:
    """The results of the engine as it writes them; its message if it refuses the shapes."""
    import shacl

    try:
        compiled = shacl.Shapes.from_text(shapes, format="ntriples")
        report = compiled.validate_text(data, format="ntriples")
    except (ValueError, RuntimeError) as error:
        return str(error)
    return [
        (r.focus_node, r.path or "", r.value or "", r.component_iri, r.source_shape or "")
        for r in report.results
    ]


def _bounded_rows(data: str, shapes: str) -> list[_Row] | str:
    """The rows, within limits of memory and with the engine's own messages silent."""
    limit_process(memory=_MEMORY)
    silence_native_code()
    return rows(data, shapes)


def read_rows(found: Iterable[_Row]) -> frozenset[Verdict]:
    """The verdicts in rows of the engine, with the labels of our blank nodes."""
    found = list(found)
    labels = {
        value: BNode(focus[1 + len(NAMED) : -1])
        for focus, _, value, _, shape in found
        if shape == _MARK
    }
    return frozenset(_verdict(row, labels) for row in found if row[4] != _MARK)


def _verdict(row: _Row, labels: Mapping[str, BNode]) -> Verdict:
    focus, path, value, component, shape = row

    def node(text: str) -> Node | None:
        return labels.get(text) or (term_of(text) if text else None)

    simple = path.startswith("<") and path.count("<") == 1 and path.endswith(">")
    focus_node, shape_node = node(focus), node(shape)
    assert focus_node is not None
    assert shape_node is not None
    return verdict(
        focus_node, node(path) if simple else None, node(value), node(f"<{component}>"), shape_node
    )
