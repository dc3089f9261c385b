"""The statements of files with the graphs that these name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rdflib import BNode, Graph, Literal
from rdflib.term import Node

from schlaglicht.formats import JSONLD, NQUADS, TRIG, graph_format_of
from schlaglicht.rdf.load import join, load_file, load_statements
from schlaglicht.rdf.loaded_graph import LoadedGraph
from schlaglicht.rdf.locations import Positions

Triple = tuple[Node, Node, Node]
Statement = tuple[Node, Node, Node, Node | None]
"""Subject, predicate, object and the name of the graph; None for the default graph."""

_WITH_NAMES = (TRIG, NQUADS, JSONLD)
"""The formats that can name graphs."""


@dataclass(frozen=True)
class NamedGraphs:
    """What some files state: the union of their graphs, and which graphs a triple is in."""

    loaded: LoadedGraph
    names: Mapping[Triple, frozenset[Node | None]] = field(default_factory=dict)
    """For the triples of named graphs; None stands for the default graph. All others are there."""

    @property
    def graph(self) -> Graph:
        """The union of all graphs."""
        return self.loaded.graph

    @property
    def positions(self) -> Positions:
        """The places of the triples."""
        return self.loaded.positions

    def statements(self) -> Iterator[Statement]:
        """Every triple once in each of its graphs."""
        for triple in self.graph:
            for name in self.names.get(triple, (None,)):
                yield (*triple, name)


def load_named(paths: Sequence[Path]) -> NamedGraphs:
    """The graphs of files.

    Raises GraphSyntaxError for the first file that is not valid, ProjectError when one cannot be
    read.
    """
    parts = [_load_file(path) for path in paths]
    names: dict[Triple, frozenset[Node | None]] = {}
    for part in parts:
        for triple, own in part.names.items():
            names[triple] = names.get(triple, frozenset()) | own
    for part in parts:
        for triple in names.keys() - part.names.keys():
            if triple in part.graph:
                names[triple] |= {None}
    return NamedGraphs(join(part.loaded for part in parts), names)


def _load_file(path: Path) -> NamedGraphs:
    """One file; where its places cannot be told together with the names, without places."""
    loaded = load_file(path)
    if graph_format_of(path) not in _WITH_NAMES:
        return NamedGraphs(loaded)
    strict, statements = load_statements(path)
    if all(name is None for *_, name in statements):
        return NamedGraphs(loaded)
    placed = [triple for file in loaded.positions.files for triple in file.triples]
    nodes = _same_nodes([statement[:3] for statement in statements], placed)
    names: defaultdict[Triple, set[Node | None]] = defaultdict(set)
    for number, statement in enumerate(statements):
        triple, name = statement[:3], statement[3]
        names[triple if nodes is None else placed[number]].add((nodes or {}).get(name, name))
    named = {triple: frozenset(own) for triple, own in names.items() if own != {None}}
    return NamedGraphs(strict if nodes is None else loaded, named)


def _same_nodes(
    statements: Sequence[Triple], placed: Sequence[Triple]
) -> dict[Node | None, Node] | None:
    """For each blank node of `statements` that of `placed`; None where these are others."""
    if len(statements) != len(placed):
        return None
    there: dict[Node | None, Node] = {}
    back: dict[Node, Node] = {}
    for ours, theirs in zip(statements, placed, strict=True):
        for our, their in zip(ours, theirs, strict=True):
            if isinstance(our, BNode) and isinstance(their, BNode):
                if there.setdefault(our, their) != their or back.setdefault(their, our) != our:
                    return None
            elif _told(our) != _told(their):
                return None
    return there


def _told(term: Node) -> object:
    """A term without what two parsers may write differently: the case of a language tag."""
    if isinstance(term, Literal):
        return str(term), term.datatype, (term.language or "").lower()
    return term
