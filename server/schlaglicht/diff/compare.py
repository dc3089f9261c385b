"""Statements added to a graph and removed from it, subject by subject, graph by graph."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cache, partial
from pathlib import Path

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from schlaglicht.dataset.index.label_properties import LABEL_PROPERTIES
from schlaglicht.formats import FORMATS_WITH_GRAPHS, graph_format_of
from schlaglicht.ground.bounded_process import one_process_in_turn
from schlaglicht.ground.progress import SILENT, Progress
from schlaglicht.ground.reachable import reachable
from schlaglicht.i18n import Text, best_text
from schlaglicht.project import Project
from schlaglicht.rdf.blank_nodes.matching import match_blank_nodes
from schlaglicht.rdf.graph_store import new_graph, union_of
from schlaglicht.rdf.load import LoadedGraph, join, load_readable, load_statements
from schlaglicht.rdf.locations import Positions
from schlaglicht.rdf.reading.recovery import LeftOut
from schlaglicht.rdf.terms import Terms, TripleTerm
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
    left_out: tuple[LeftOut, ...] = ()
    """What cannot be read, by file."""

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


def load_project(
    project: Project, progress: Progress = SILENT, *, strict: bool = False
) -> NamedGraphs:
    """The graphs of a project, the evidence as the named graph that is published.

    What cannot be read is left out, unless it is to be `strict`: then the first such file raises
    GraphSyntaxError. Raises ProjectError if a file is not there.
    """
    parts = _load_files(project.graph_files, project.base_of, progress, strict=strict)
    if project.evidence:
        data = parts[: len(project.data)]
        parts.append(load_evidence(project, union_of(part.graph for part in data), strict=strict))
    return _joined(parts)


def load_named_graphs(
    paths: Sequence[Path],
    base_of: Callable[[Path], str],
    progress: Progress = SILENT,
    *,
    strict: bool = False,
) -> NamedGraphs:
    """The graphs of files, without their project's evidence; raises as `load_project`."""
    return _joined(_load_files(paths, base_of, progress, strict=strict))


def _load_files(
    paths: Sequence[Path], base_of: Callable[[Path], str], progress: Progress, *, strict: bool
) -> list[NamedGraphs]:
    terms = Terms()
    load = partial(_load_file, terms=terms, progress=progress, strict=strict)
    with one_process_in_turn():
        return [load(path, base_of(path)) for path in progress.files(paths)]


def load_evidence(project: Project, data: Graph, *, strict: bool = False) -> NamedGraphs:
    """The evidence of a project on its data, in the named graph that is published."""
    from schlaglicht.dataset import evidence_graph
    from schlaglicht.evidence.annotations import annotate
    from schlaglicht.evidence.read import read_evidence_files

    files, errors = read_evidence_files(project.evidence, project.settings)
    if errors and strict:
        raise errors[0]
    loaded = annotate(files, data.objects).loaded
    name = frozenset([URIRef(evidence_graph(project.settings.base))])
    left_out = (LeftOut(path, None) for path in dict.fromkeys(error.path for error in errors))
    return NamedGraphs(loaded, dict.fromkeys(loaded.graph, name), tuple(left_out))


def _joined(parts: Sequence[NamedGraphs]) -> NamedGraphs:
    names: dict[Triple, frozenset[Node | None]] = {}
    for part in parts:
        for triple, own in part.names.items():
            names[triple] = names.get(triple, frozenset()) | own
    for part in parts:
        for triple in names.keys() - part.names.keys():
            if triple in part.graph:
                names[triple] |= {None}
    left_out = tuple(one for part in parts for one in part.left_out)
    return NamedGraphs(join(part.loaded for part in parts), names, left_out)


def _load_file(
    path: Path, base: str, *, terms: Terms, progress: Progress, strict: bool
) -> NamedGraphs:
    """The graphs of a file; without places if these cannot be matched to the named statements."""
    loaded, recovered = load_readable(
        path, base=base, terms=terms, progress=progress, strict=strict
    )
    left_out = (recovered.left_out,) if recovered else ()
    if graph_format_of(path) not in FORMATS_WITH_GRAPHS or (recovered and not recovered.content):
        return NamedGraphs(loaded, left_out=left_out)
    content = recovered.content if recovered else None
    strict_graph, statements = load_statements(path, base=base, content=content)
    if all(name is None for *_, name in statements):
        return NamedGraphs(loaded, left_out=left_out)
    placed = [triple for file in loaded.positions.files for triple in file.triples]
    nodes = _same_nodes([statement[:3] for statement in statements], placed)
    names: defaultdict[Triple, set[Node | None]] = defaultdict(set)
    for number, statement in enumerate(statements):
        triple, name = statement[:3], statement[3]
        names[triple if nodes is None else placed[number]].add((nodes or {}).get(name, name))
    named = {triple: frozenset(own) for triple, own in names.items() if own != {None}}
    return NamedGraphs(strict_graph if nodes is None else loaded, named, left_out)


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


NEW = "new-"
"""Prefix of the labels of blank nodes that only the new graph has."""


class Kind(Enum):
    """The kind of change to a subject."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True)
class Change:
    """One statement that was added or removed, with the terms of its own graph."""

    triple: Triple
    is_added: bool
    steps: tuple[Node, ...] = ()
    """The predicates from the subject to the blank node that has the statement."""
    path: Path | None = None
    """The file with the statement: of the new version, or of the old one if it was removed."""
    line: int | None = None
    """The line of its object, from 1."""
    column: int = 0
    """The column of its object, from 1; 0 where the line is not known."""
    graph: Node | None = None
    """The name of its graph; None for the default graph."""

    @property
    def sign(self) -> str:
        """`+` or `-`."""
        return "+" if self.is_added else "-"


@dataclass(frozen=True)
class SubjectChange:
    """All changes to one subject: an IRI, or a blank node that no IRI leads to."""

    subject: Node
    kind: Kind
    changes: tuple[Change, ...]
    labels: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Difference:
    """All changes between two graphs, by subject in the order of their IRIs."""

    subjects: tuple[SubjectChange, ...]
    old: Graph
    new: Graph
    removed: frozenset[Statement]
    """Statements only in `old`."""
    added: frozenset[Statement]
    """Statements only in `new`; blank nodes that both have are named as in `old`, others as in
    `new` with the prefix NEW."""

    def graph_of(self, change: Change | SubjectChange) -> Graph:
        """The graph that has the statement of a change, or the subject."""
        is_old = not change.is_added if isinstance(change, Change) else change.kind is Kind.REMOVED
        return self.old if is_old else self.new

    def count(self, kind: Kind) -> int:
        """The number of subjects of this kind."""
        return sum(change.kind is kind for change in self.subjects)


def compare(old: NamedGraphs, new: NamedGraphs) -> Difference:
    """The statements to remove from `old` and to add to it, so that it equals `new`.

    Blank nodes are matched by content, not by label. A triple in another graph is another
    statement; blank nodes that only name graphs are the same if the graphs are.
    """
    own_names = match_blank_nodes(old.graph, new.graph)
    own_names |= _same_graphs(old, new, own_names)
    there = {_renamed(statement, own_names): statement for statement in new.statements()}
    here = set(old.statements())
    removed = frozenset(here - there.keys())
    added = frozenset(there.keys() - here)
    known = set(own_names.values())
    changes = [
        *_changes(removed, old, known, is_added=False),
        *_changes({there[t] for t in added}, new, set(own_names), is_added=True),
    ]
    by_subject: defaultdict[Node, list[Change]] = defaultdict(list)
    for owner, change in changes:
        by_subject[_own_name(owner, own_names) if change.is_added else owner].append(change)
    in_order = sorted(by_subject, key=lambda s: "" if isinstance(s, BNode) else str(s))
    in_order.sort(key=lambda s: isinstance(s, BNode))
    subjects = [_subject_change(s, by_subject[s], old.graph, new.graph) for s in in_order]
    return Difference(tuple(subjects), old.graph, new.graph, removed, added)


def _same_graphs(
    old: NamedGraphs, new: NamedGraphs, names: Mapping[BNode, BNode]
) -> dict[BNode, BNode]:
    """Maps blank nodes that name graphs of `new` to those of `old` with equal graphs."""
    ours, theirs = _blank_graphs(old, {}), _blank_graphs(new, names)
    taken = set(names.values())
    found: dict[BNode, BNode] = {}
    for name, content in theirs.items():
        same = next((n for n, c in ours.items() if c == content and n not in taken), None)
        if name not in names and same is not None:
            found[name] = same
            taken.add(same)
    return found


def _blank_graphs(graphs: NamedGraphs, names: Mapping[BNode, BNode]) -> dict[BNode, set[Triple]]:
    content: defaultdict[BNode, set[Triple]] = defaultdict(set)
    for (s, p, o), graph_names in graphs.names.items():
        for name in graph_names:
            if isinstance(name, BNode):
                content[name].add((_own_name(s, names), p, _own_name(o, names)))
    return content


def _renamed(statement: Statement, names: Mapping[BNode, BNode]) -> Statement:
    subject, predicate, object_, graph = statement
    name = graph if graph is None else _name(graph, names)
    return (_name(subject, names), predicate, _name(object_, names), name)


def _name(term: Node, names: Mapping[BNode, BNode]) -> Node:
    """The old graph's name of a term; a blank node it lacks gets the prefix NEW."""
    if isinstance(term, TripleTerm):
        subject, predicate, object_ = (_name(inner, names) for inner in term.triple)
        return TripleTerm((subject, predicate, object_))
    if not isinstance(term, BNode):
        return term
    return names.get(term) or BNode(NEW + term)


def _own_name(owner: Node, names: Mapping[BNode, BNode]) -> Node:
    return names.get(owner, owner) if isinstance(owner, BNode) else owner


def _changes(
    statements: Iterable[Statement], of: NamedGraphs, known: set[BNode], *, is_added: bool
) -> Iterator[tuple[Node, Change]]:
    """The changes, each with the subject that it belongs to."""
    incoming = _incoming(of.graph)
    own = [(statement[:3], statement[3]) for statement in statements]
    whole = _nested_nodes([triple for triple, _ in own], known, incoming)
    owner_of = cache(lambda node: _owner(node, incoming))
    for triple, graph in own:
        if triple[0] not in whole:
            owner, steps = owner_of(triple[0])
            yield owner, Change(triple, is_added, steps, *_place(triple, of), graph)


def _nested_nodes(
    triples: Iterable[Triple], known: set[BNode], incoming: Mapping[Node, object]
) -> set[Node]:
    """The blank nodes added or removed together with a statement of another subject."""
    below: defaultdict[Node, list[Node]] = defaultdict(list)
    for subject, _, object_ in triples:
        if isinstance(object_, BNode) and object_ not in known and object_ != subject:
            below[subject].append(object_)
    roots = {s for s in below if not isinstance(s, BNode) or s in known or s not in incoming}
    return set(reachable(roots, lambda node: below.get(node, ()))) - roots


def _incoming(graph: Graph) -> Mapping[Node, list[tuple[Node, Node]]]:
    incoming: defaultdict[Node, list[tuple[Node, Node]]] = defaultdict(list)
    for subject, predicate, object_ in graph:
        if isinstance(object_, BNode) and subject != object_:
            incoming[object_].append((subject, predicate))
    return dict(incoming)


def _owner(
    node: Node, incoming: Mapping[Node, list[tuple[Node, Node]]]
) -> tuple[Node, tuple[Node, ...]]:
    """The nearest IRI that leads to `node`, and the path from there; else `node` itself."""
    waiting: list[tuple[Node, tuple[Node, ...]]] = [(node, ())]
    seen = {node}

    def in_order(link: tuple[Node, Node]) -> tuple[bool, str, str]:
        return isinstance(link[0], BNode), str(link[1]), str(link[0])

    for current, steps in waiting:
        if isinstance(current, URIRef):
            return current, steps
        for subject, predicate in sorted(incoming.get(current, ()), key=in_order):
            if subject not in seen:
                seen.add(subject)
                waiting.append((subject, (predicate, *steps)))
    return node, ()


def _place(triple: Triple, loaded: NamedGraphs) -> tuple[Path | None, int | None, int]:
    places = loaded.positions.of(triple)
    if places:
        at = places[0].object
        return places[0].path, at.line, at.column
    return loaded.positions.file_of(triple), None, 0


def _subject_change(
    subject: Node, changes: Iterable[Change], old: Graph, new: Graph
) -> SubjectChange:
    was, is_ = ((subject, None, None) in graph for graph in (old, new))
    all_added = all(change.is_added for change in changes)
    if isinstance(subject, BNode):
        was, is_ = not all_added, all_added
    kind = Kind.CHANGED if was and is_ else Kind.REMOVED if was else Kind.ADDED
    return SubjectChange(
        subject, kind, tuple(sorted(changes, key=_change_key)), _labels(subject, new, old)
    )


def _labels(subject: Node, *graphs: Graph) -> tuple[Text, ...]:
    for graph in graphs:
        for property_ in LABEL_PROPERTIES:
            texts = [
                (str(label), label.language if hasattr(label, "language") else None)
                for label in graph.objects(subject, URIRef(property_))
            ]
            if texts:
                return tuple(sorted(texts, key=lambda text: (text[1] or "", text[0])))
    return ()


def _change_key(change: Change) -> tuple[object, ...]:
    _, predicate, object_ = change.triple
    shown = "" if isinstance(object_, BNode) else object_.n3()
    where = (str(change.path or ""), change.line or 0, change.column, str(change.graph or ""))
    return (tuple(map(str, change.steps)), str(predicate), change.is_added, shown, where)


def label_for(change: SubjectChange, languages: Iterable[str]) -> str | None:
    """The name of a subject for a reader of `languages`."""
    found = best_text(change.labels, list(languages))
    return found[0] if found else None
