"""An in-memory store for one graph, indexed in every direction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from typing import Any, Self, cast

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import NamespaceManager
from rdflib.paths import Path
from rdflib.plugins.stores.memory import SimpleMemory
from rdflib.term import Node

from schlaglicht.rdf.triple import Triple

_Index = dict[Node, dict[Node, dict[Node, None]]]
Objects = Mapping[Node, Mapping[Node, Collection[Node]]]
_NOTHING: Mapping[Node, Collection[Node]] = {}
TERMS = (URIRef, BNode, Literal)
"""The classes of terms: testing for these is much faster than `isinstance` with an ABC."""
_FEW = 8
"""Uses of this many predicates are indexed one by one, then those of all at once."""
_Met = dict[Node | None, int]
_END: Any = object()
_Pattern = tuple[Node | None, Node | None, Node | None]
_Found = Iterator[tuple[Triple, Any]]


def new_graph() -> Graph:
    """An empty graph without prefixes, twice as fast as rdflib's own at adding and finding."""
    graph = OneGraph(OneGraphMemory(), bind_namespaces="none")
    graph.namespace_manager = Namespaces(graph)
    return graph


def graph_of(triples: Iterable[Triple]) -> Graph:
    """A graph of these triples, without prefixes; faster than adding them one by one."""
    graph = new_graph()
    cast(OneGraphMemory, graph.store).add_all(triples, graph)
    return graph


def objects_of(graph: Graph) -> Objects:
    """The objects of a graph by subject and predicate; must not be modified."""
    if isinstance(graph.store, OneGraphMemory):
        return graph.store.objects
    index: _Index = {}
    for subject, predicate, object_ in graph:
        index.setdefault(subject, {}).setdefault(predicate, {})[object_] = None
    return index


def subjects_of(graph: Graph, predicate: Node) -> Mapping[Node, Collection[Node]]:
    """The subjects of a predicate, by object; must not be modified."""
    if isinstance(graph.store, OneGraphMemory):
        return graph.store.subjects_of(predicate)
    index: dict[Node, dict[Node, None]] = {}
    for subject, object_ in graph.subject_objects(predicate):
        index.setdefault(object_, {})[subject] = None
    return index


class OneGraph(Graph):
    """A graph in a OneGraphMemory, with shortcuts for the most frequent lookups."""

    def __iter__(self) -> Generator[Triple, None, None]:  # noqa: PYI058 - rdflib's signature
        return (
            (s, p, o)
            for s, said in cast(OneGraphMemory, self.store).objects.items()
            for p, objects in said.items()
            for o in objects
        )

    def add(self, triple: Any) -> Self:
        """Adds a triple, without the tests of its terms that take rdflib as long again."""
        cast(OneGraphMemory, self.store).add(triple, self)
        return self

    def objects(
        self,
        subject: Node | list[Node] | None = None,
        predicate: Path | Node | None = None,
        unique: bool = False,
    ) -> Generator[Node, None, None]:
        """The objects of the triples with this subject and predicate."""
        if type(predicate) is not URIRef or type(subject) not in TERMS:
            return super().objects(subject, predicate, unique)
        memory = cast(OneGraphMemory, self.store)
        said = memory.objects.get(cast(Node, subject), _NOTHING)
        return cast(Generator[Node, None, None], iter(said.get(predicate, ())))

    def __contains__(self, triple: Any) -> bool:
        subject, predicate, object_ = triple
        if type(predicate) is not URIRef or type(subject) not in TERMS:
            return super().__contains__(triple)
        said = cast(OneGraphMemory, self.store).objects.get(subject, _NOTHING)
        return predicate in said if object_ is None else object_ in said.get(predicate, ())

    def transitive_objects(
        self, subject: Node | None, predicate: Node | None, remember: _Met | None = None
    ) -> Generator[Node | None, None, None]:
        """As in rdflib, which breaks down over a chain of a thousand links."""
        return _closure(subject, lambda node: self.objects(node, predicate), remember)

    def transitive_subjects(
        self,
        predicate: Node | None,
        object: Node | None,  # noqa: A002 - rdflib's name
        remember: _Met | None = None,
    ) -> Generator[Node | None, None, None]:
        """As in rdflib, which breaks down over a chain of a thousand links."""
        return _closure(object, lambda node: self.subjects(predicate, node), remember)


class Namespaces(NamespaceManager):
    """The prefixes of a graph, bound by rdflib's rules in constant time each.

    rdflib compares each namespace with all before, to abbreviate IRIs; nothing here has it do so.
    """

    def __init__(self, graph: Graph) -> None:
        super().__init__(graph, bind_namespaces="none")
        self._taken: Counter[str] = Counter()

    def bind(
        self, prefix: str | None, namespace: Any, override: bool = True, replace: bool = False
    ) -> None:
        """Binds a prefix; if it has another namespace, the prefix with the next free number.

        With `replace` the namespace is replaced. Without `override` an earlier prefix of the
        namespace stays.
        """
        name, iri = prefix or "", URIRef(str(namespace))
        bound = self.store.namespace(name)
        if replace and bound is not None and bound != iri:
            self.store.bind(name, iri)
        elif self.store.prefix(iri) is None or (override and self.store.prefix(iri) != name):
            self.store.bind(name if bound in (None, iri) else self._numbered(name), iri)

    def _numbered(self, name: str) -> str:
        stem = name or "default"
        while True:
            self._taken[stem] += 1
            if self.store.namespace(numbered := f"{stem}{self._taken[stem]}") is None:
                return numbered


def _closure(
    start: Node | None,
    neighbours: Callable[[Node | None], Iterable[Node]],
    remember: _Met | None,
) -> Generator[Node | None, None, None]:
    """A node and everything reachable from it, each once and depth first."""
    met = {} if remember is None else remember
    ways: list[Iterator[Node | None]] = [iter([start])]
    while ways:
        node = next((node for node in ways[-1] if node not in met), _END)
        if node is _END:
            ways.pop()
        else:
            met[node] = 1
            yield node
            ways.append(iter(neighbours(node)))


def union_of(graphs: Iterable[Graph]) -> Graph:
    """A graph of all their triples, without prefixes, in their order."""
    union = new_graph()
    memory = cast(OneGraphMemory, union.store)
    for graph in graphs:
        memory.add_index(objects_of(graph), union)
    return union


class OneGraphMemory(SimpleMemory):
    """A store of a single graph, with its triples in the order of their subjects' first use.

    rdflib's own default store records for each triple the graphs it is in, and looks them up again
    for each one found. Here triples are indexed by subject; the other indexes are built on first
    use, since most graphs are only read and hashing a literal is slow.
    """

    # Datasets check this before they read their content.
    context_aware = True
    graph_aware = True

    def __init__(self) -> None:
        super().__init__()
        self.objects: _Index = {}
        """Objects by subject and predicate."""
        self._uses: dict[Node, list[tuple[Node, Node]]] | None = None
        """Subjects with their objects, by predicate: of the requested predicates, or of all."""
        self._all_used = False
        self._subjects: _Index = {}
        """Subjects by object, of the predicates requested so far."""
        self._predicates: _Index | None = None
        """Predicates by object and subject."""
        self._triples = 0
        self._graphs: tuple[Any, ...] = ()
        """The graph of the triples, for lookups from a dataset."""

    def add(self, triple: Any, context: Any = None, quoted: bool = False) -> None:  # noqa: ARG002
        """Adds a triple; an existing one stays unchanged."""
        self.add_all((triple,), context)

    def add_all(self, triples: Iterable[Triple], context: Any) -> None:
        """Adds triples as `add` does; fast for consecutive triples of one subject."""
        noting = self._uses is not None or self._predicates is not None
        known, objects_of = None, {}
        for subject, predicate, object_ in triples:
            if subject is not known:
                known, objects_of = subject, self.objects.setdefault(subject, {})
            objects = objects_of.get(predicate)
            if objects is None:
                objects_of[predicate] = {object_: None}
            elif object_ in objects:
                continue
            else:
                objects[object_] = None
            self._triples += 1
            if noting:
                self._note(subject, predicate, object_)
        if self._triples and not self._graphs:
            self._graphs = (context,)

    def add_index(self, objects: Objects, context: Any) -> None:
        """Adds the content of another index: whole dictionaries, so terms need no hashing."""
        for subject, said in objects.items():
            known = self.objects.setdefault(subject, {})
            for predicate, values in said.items():
                if predicate in known or self._uses is not None or self._predicates is not None:
                    self.add_all(((subject, predicate, value) for value in values), context)
                else:
                    known[predicate] = dict.fromkeys(values)
                    self._triples += len(values)
        if self._triples and not self._graphs:
            self._graphs = (context,)

    def remove(self, triple_pattern: Any, context: Any = None) -> None:
        """Removes every triple that matches the pattern."""
        for (subject, predicate, object_), _ in list(self.triples(triple_pattern, context)):
            _forget(self.objects, subject, predicate, object_)
            if self._uses is not None and predicate in self._uses:
                self._uses[predicate].remove((subject, object_))
            if predicate in self._subjects:
                _forget(self._subjects, predicate, object_, subject)
            if self._predicates is not None:
                _forget(self._predicates, object_, subject, predicate)
            self._triples -= 1

    def triples(self, triple_pattern: _Pattern, context: Any = None) -> _Found:  # noqa: ARG002
        """The triples that match the pattern."""
        subject, predicate, object_ = triple_pattern
        if subject is not None:
            return self._of_subject(subject, predicate, object_)
        if predicate is not None:
            return self._of_predicate(predicate, object_)
        if object_ is not None:
            return self._of_object(object_)
        return ((triple, self._graphs) for triple in self._all())

    def __len__(self, context: Any = None) -> int:
        return self._triples

    def _all(self) -> Iterator[Triple]:
        return ((s, p, o) for s, said in self.objects.items() for p, os in said.items() for o in os)

    def _of_subject(self, subject: Node, predicate: Node | None, object_: Node | None) -> _Found:
        said = self.objects.get(subject, {})
        for p in said if predicate is None else (predicate,) if predicate in said else ():
            objects = said[p]
            if object_ is None:
                for o in objects:
                    yield (subject, p, o), self._graphs
            elif object_ in objects:
                yield (subject, p, object_), self._graphs

    def _of_predicate(self, predicate: Node, object_: Node | None) -> _Found:
        if object_ is None:
            for s, o in self._uses_of(predicate):
                yield (s, predicate, o), self._graphs
        else:
            for s in self.subjects_of(predicate).get(object_, ()):
                yield (s, predicate, object_), self._graphs

    def _of_object(self, object_: Node) -> _Found:
        if self._predicates is None:
            self._predicates = {}
            for s, p, o in self._all():
                _note(self._predicates, o, s, p)
        for s, predicates in self._predicates.get(object_, {}).items():
            for p in predicates:
                yield (s, p, object_), self._graphs

    def _uses_of(self, predicate: Node) -> Sequence[tuple[Node, Node]]:
        if self._uses is None:
            self._uses = {}
        if predicate not in self._uses and not self._all_used:
            if len(self._uses) < _FEW:
                known = self.objects.items()
                self._uses[predicate] = [
                    (s, o) for s, said in known for o in said.get(predicate, ())
                ]
            else:
                self._uses, self._all_used = {}, True
                for s, p, o in self._all():
                    self._uses.setdefault(p, []).append((s, o))
        return self._uses.get(predicate, ())

    def subjects_of(self, predicate: Node) -> dict[Node, dict[Node, None]]:
        """The subjects of a predicate, by object; must not be modified."""
        if predicate not in self._subjects:
            uses = self._uses_of(predicate)
            if not uses:
                return {}
            subjects = self._subjects[predicate] = {}
            for s, o in uses:
                subjects.setdefault(o, {})[s] = None
        return self._subjects[predicate]

    def _note(self, subject: Node, predicate: Node, object_: Node) -> None:
        """Adds a new triple to the indexes built so far."""
        if self._uses is not None and (self._all_used or predicate in self._uses):
            self._uses.setdefault(predicate, []).append((subject, object_))
        if predicate in self._subjects:
            _note(self._subjects, predicate, object_, subject)
        if self._predicates is not None:
            _note(self._predicates, object_, subject, predicate)


def _note(index: _Index, first: Node, second: Node, third: Node) -> None:
    """Adds a triple to an index."""
    index.setdefault(first, {}).setdefault(second, {})[third] = None


def _forget(index: _Index, first: Node, second: Node, third: Node) -> None:
    """Removes a triple from an index, and entries left empty by that."""
    del index[first][second][third]
    if not index[first][second]:
        del index[first][second]
    if not index[first]:
        del index[first]
