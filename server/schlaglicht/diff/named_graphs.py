"""Statements of files, with the names of their graphs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from schlaglicht.formats import FORMATS_WITH_GRAPHS, graph_format_of
from schlaglicht.ground.progress import SILENT, Progress
from schlaglicht.project import Project
from schlaglicht.rdf.graph_store import new_graph, union_of
from schlaglicht.rdf.load import join, load_file, load_statements
from schlaglicht.rdf.loaded_graph import LoadedGraph
from schlaglicht.rdf.locations import Positions
from schlaglicht.rdf.terms import Terms
from schlaglicht.rdf.triple import GraphName, Triple

Statement = tuple[Node, Node, Node, Node | None]
"""Subject, predicate, object and the name of the graph; None for the default graph."""


@dataclass(frozen=True)
class NamedGraphs:
    """Statements of some files: the union of their graphs, and the graphs of each triple."""

    loaded: LoadedGraph
    names: Mapping[Triple, frozenset[Node | None]] = field(default_factory=dict)
    """Graphs of the triples that are in named graphs; None is the default graph, which has all
    other triples."""

    @property
    def graph(self) -> Graph:
        """The union of all graphs."""
        return self.loaded.graph

    @property
    def positions(self) -> Positions:
        """The places of the triples."""
        return self.loaded.positions

    def statements(self) -> Iterator[Statement]:
        """Every triple, once per graph."""
        for triple in self.graph:
            for name in self.names.get(triple, (None,)):
                yield (*triple, name)

    def by_name(self) -> dict[GraphName, Graph]:
        """Each graph by its name, the default graph even if it is empty."""
        graphs: defaultdict[GraphName, Graph] = defaultdict(new_graph, {None: new_graph()})
        for *triple, name in self.statements():
            graphs[name].add(tuple(triple))  # type: ignore[index,arg-type]
        return dict(graphs)


def load_project(project: Project, progress: Progress = SILENT) -> NamedGraphs:
    """The graphs of a project, the evidence as the named graph that is published.

    Raises GraphSyntaxError for the first invalid file, ProjectError if one cannot be read.
    """
    parts = _load_files(project.graph_files, project.base_of, progress)
    if project.evidence:
        data = parts[: len(project.data)]
        parts.append(_evidence(project, union_of(part.graph for part in data)))
    return _joined(parts)


def load_named_graphs(
    paths: Sequence[Path], base_of: Callable[[Path], str], progress: Progress = SILENT
) -> NamedGraphs:
    """The graphs of files, without their project's evidence; raises as `load_project`."""
    return _joined(_load_files(paths, base_of, progress))


def _load_files(
    paths: Sequence[Path], base_of: Callable[[Path], str], progress: Progress
) -> list[NamedGraphs]:
    terms = Terms()
    return [_load_file(path, base_of(path), terms, progress) for path in progress.files(paths)]


def _evidence(project: Project, data: Graph) -> NamedGraphs:
    from schlaglicht.dataset.graph_names import evidence_graph
    from schlaglicht.evidence.annotations import annotate
    from schlaglicht.evidence.read import read_evidence_files

    files = read_evidence_files(project.evidence, project.settings)
    loaded = annotate(files, data.objects).loaded
    name = frozenset([URIRef(evidence_graph(project.settings.base))])
    return NamedGraphs(loaded, dict.fromkeys(loaded.graph, name))


def _joined(parts: Sequence[NamedGraphs]) -> NamedGraphs:
    names: dict[Triple, frozenset[Node | None]] = {}
    for part in parts:
        for triple, own in part.names.items():
            names[triple] = names.get(triple, frozenset()) | own
    for part in parts:
        for triple in names.keys() - part.names.keys():
            if triple in part.graph:
                names[triple] |= {None}
    return NamedGraphs(join(part.loaded for part in parts), names)


def _load_file(path: Path, base: str, terms: Terms, progress: Progress) -> NamedGraphs:
    """The graphs of a file; without places if these cannot be matched to the named statements."""
    loaded = load_file(path, base=base, terms=terms, progress=progress)
    if graph_format_of(path) not in FORMATS_WITH_GRAPHS:
        return NamedGraphs(loaded)
    strict, statements = load_statements(path, base=base)
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
    """Maps blank nodes of `statements` to those of `placed`; None if the statements differ."""
    if len(statements) != len(placed):
        return None
    there: dict[Node | None, Node] = {}
    back: dict[Node, Node] = {}
    for ours, theirs in zip(statements, placed, strict=True):
        for our, their in zip(ours, theirs, strict=True):
            if isinstance(our, BNode) and isinstance(their, BNode):
                if there.setdefault(our, their) != their or back.setdefault(their, our) != our:
                    return None
            elif _comparable(our) != _comparable(their):
                return None
    return there


def _comparable(term: Node) -> object:
    """A term without the case of a language tag, which two parsers may write differently."""
    if isinstance(term, Literal):
        return str(term), term.datatype, (term.language or "").lower()
    return term
