"""Caches, for one validation, of values that pySHACL computes repeatedly."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any
from weakref import WeakKeyDictionary

from rdflib import RDF, RDFS, Graph, URIRef
from rdflib.term import Node

from schlaglicht.rdf.graph_store import TERMS, Objects, objects_of
from schlaglicht.rdf.paths import Step, read_path, single_steps
from schlaglicht.validation.shacl.pyshacl_patches.batching import (
    Conformance,
    Evaluate,
    Outcome,
    Values,
    without,
)

_NOTHING: Mapping[Node, Iterable[Node]] = {}


class Caches:
    """The caches of one validation."""

    def __init__(self) -> None:
        self._constraints: dict[tuple[type, Any], Any] = {}
        self._instances: dict[tuple[int, Node], frozenset[Node]] = {}
        self._bound: WeakKeyDictionary[Any, dict[Any, Any]] = WeakKeyDictionary()
        self._queries: dict[Any, Any] = {}
        self._indexed: Graph | None = None
        self._objects: Objects = {}
        self._triples_of: dict[Node, list[Any]] = {}
        self._steps: dict[Node, Sequence[Step]] = {}
        self.conformance = Conformance()

    def parameters(self) -> tuple[Mapping[Node, Any], Mapping[Node, Any]]:
        """Finds constraint parameters by hash, and builds their constraints once."""
        from pyshacl.constraints import CONSTRAINT_PARAMETERS_MAP as COMPONENTS

        makers = {
            component: partial(self._constraint, component) for component in COMPONENTS.values()
        }
        table = {parameter: makers[component] for parameter, component in COMPONENTS.items()}
        return table, table

    def _constraint(self, component: type, shape: Any) -> Any:
        key = (component, shape)
        if key not in self._constraints:
            self._constraints[key] = component(shape)
        return self._constraints[key]

    def class_rules(self, evaluate: Evaluate) -> Evaluate:
        """Evaluates only the values that are not instances of a class by their types."""

        def evaluate_rest(
            component: Any, target_graph: Any, f_v_dict: Values, class_rule: Node
        ) -> Outcome:
            instances = self._instances_of(target_graph, class_rule)
            rest = without(f_v_dict, instances.__contains__)
            return evaluate(component, target_graph, rest, class_rule)

        return evaluate_rest

    def _instances_of(self, graph: Any, class_: Node) -> frozenset[Node]:
        """The instances of a class and of its subclasses."""
        key = (id(graph), class_)
        if key not in self._instances:
            classes = graph.transitive_subjects(RDFS.subClassOf, class_)
            self._instances[key] = frozenset(
                node for below in classes for node in graph.subjects(RDF.type, below)
            )
        return self._instances[key]

    def value_nodes(self, value_nodes: Callable[..., Any]) -> Callable[..., Any]:
        """Finds the values of a path of single steps by index."""

        def find(
            shape: Any, target_graph: Any, focus: Any, sparql_mode: bool = False,
            debug: bool = False,
        ) -> Any:  # fmt: skip
            path = shape.path()
            known = path is not None and _is_one_graph(target_graph) and not sparql_mode
            steps = self._steps_of(path, shape.sg.graph) if known else ()
            if not steps or not isinstance(focus, (tuple, list, set)):
                return value_nodes(shape, target_graph, focus, sparql_mode, debug)
            if len(steps) == 1 and not steps[0].back:
                index, nothing = self._index(target_graph.impl), _NOTHING
                predicate = steps[0].predicate
                return {node: set(index.get(node, nothing).get(predicate, ())) for node in focus}
            return {node: self._reached(node, steps, target_graph.impl) for node in focus}

        return find

    def _steps_of(self, path: Node, shapes: Graph) -> Sequence[Step]:
        if path not in self._steps:
            self._steps[path] = single_steps(read_path(shapes, path))
        return self._steps[path]

    def _reached(self, node: Node, steps: Iterable[Step], graph: Graph) -> set[Node]:
        """The nodes that steps lead to from a node."""
        index, nothing = self._index(graph), _NOTHING
        reached = {node}
        for predicate, back in steps:
            if back:
                reached = {s for node in reached for s in graph.subjects(predicate, node)}
            else:
                reached = {
                    o for node in reached for o in index.get(node, nothing).get(predicate, ())
                }
        return reached

    def objects(self, objects: Callable[..., Any]) -> Callable[..., Any]:
        """Finds the objects of a subject and a predicate by index."""

        def find(graph: Any, subject: Any, predicate: Any, unique: bool = False) -> Iterator[Node]:
            known = type(subject) in TERMS and type(predicate) is URIRef
            if known and not unique and _is_one_graph(graph):
                yield from self._index(graph.impl).get(subject, {}).get(predicate, ())
            else:
                yield from objects(graph, subject, predicate, unique)

        return find

    def _index(self, graph: Graph) -> Objects:
        if graph is not self._indexed:
            self._indexed, self._objects = graph, objects_of(graph)
        return self._objects

    def predicate_objects(self, predicate_objects: Callable[..., Any]) -> Callable[..., Any]:
        """Reads the triples of a shape once."""

        def read(graph: Any, s: Any) -> Iterator[Any]:
            if s not in self._triples_of:
                self._triples_of[s] = list(predicate_objects(graph, s))
            return iter(self._triples_of[s])

        return read

    def pre_bind(self, pre_bind_variables: Callable[..., Any]) -> Callable[..., Any]:
        """Checks a query, and finds its variables, once for each constraint."""
        this, value_ = object(), object()

        def pre_bind(
            helper: Any, thisnode: Any, valuenode: Any = None, extravars: Any = None
        ) -> tuple[dict[str, Any], str]:
            # pySHACL leaves `$value` unbound where the value node is falsy: 0, "", false. Its
            # stand-in is always truthy.
            stand_in = None if valuenode is None else value_
            key = (stand_in is None, frozenset(extravars or ()))
            known = self._bound.setdefault(helper, {})
            if key not in known:
                known[key] = pre_bind_variables(helper, this, stand_in, extravars)
            names, text = known[key]
            terms = {this: thisnode, value_: valuenode}
            return {name: terms.get(term, term) for name, term in names.items()}, text

        return pre_bind

    def query(self, query: Callable[..., Any]) -> Callable[..., Any]:
        """Parses and translates a text once."""

        def run(graph: Any, query_object: Any, *args: Any, **kwargs: Any) -> Any:
            if isinstance(query_object, str) and not args and kwargs.keys() <= {"initBindings"}:
                query_object = self._prepared(query_object, graph.impl)
            return query(graph, query_object, *args, **kwargs)

        return run

    def _prepared(self, text: str, graph: Graph) -> Any:
        from rdflib.plugins.sparql import prepareQuery

        namespaces = dict(graph.namespaces())
        key = (text, tuple(namespaces.items()))
        if key not in self._queries:
            self._queries[key] = prepareQuery(text, initNs=namespaces)
        return self._queries[key]


def _is_one_graph(graph: Any) -> bool:
    return not graph.is_multi_graph and graph.locked_context is None
