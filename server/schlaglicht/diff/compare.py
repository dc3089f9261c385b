"""Statements added to a graph and removed from it, subject by subject."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path

from rdflib import BNode, Graph, URIRef
from rdflib.term import Node

from schlaglicht.dataset.index.texts import LABEL_PROPERTIES
from schlaglicht.diff.named_graphs import NamedGraphs, Statement
from schlaglicht.languages import Text, best_text
from schlaglicht.rdf.blank_node_matching import match_blank_nodes
from schlaglicht.rdf.triple import Triple

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
    graph: Node | None = None
    """The name of its graph; None for the default graph."""


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
    subjects = [
        _subject_change(subject, by_subject[subject], old.graph, new.graph)
        for subject in sorted(by_subject, key=_subject_key)
    ]
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
    waiting = [s for s in below if not isinstance(s, BNode) or s in known or s not in incoming]
    found: set[Node] = set()
    while waiting:
        new = set(below[waiting.pop()]) - found
        found |= new
        waiting.extend(new)
    return found


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
    for current, steps in waiting:
        if isinstance(current, URIRef):
            return current, steps
        for subject, predicate in sorted(incoming.get(current, ()), key=_way_key):
            if subject not in seen:
                seen.add(subject)
                waiting.append((subject, (predicate, *steps)))
    return node, ()


def _way_key(way: tuple[Node, Node]) -> tuple[bool, str, str]:
    subject, predicate = way
    return (isinstance(subject, BNode), str(predicate), str(subject))


def _place(triple: Triple, loaded: NamedGraphs) -> tuple[Path | None, int | None]:
    places = loaded.positions.of(triple)
    if places:
        return places[0].path, places[0].object.line
    return loaded.positions.file_of(triple), None


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


def _subject_key(subject: Node) -> tuple[bool, str]:
    is_blank = isinstance(subject, BNode)
    return (is_blank, "" if is_blank else str(subject))


def _change_key(change: Change) -> tuple[object, ...]:
    _, predicate, object_ = change.triple
    shown = "" if isinstance(object_, BNode) else object_.n3()
    where = (str(change.path or ""), change.line or 0, str(change.graph or ""))
    return (tuple(map(str, change.steps)), str(predicate), change.is_added, shown, where)


def label_for(change: SubjectChange, languages: Iterable[str]) -> str | None:
    """The name of a subject for a reader of `languages`."""
    found = best_text(change.labels, list(languages))
    return found[0] if found else None
