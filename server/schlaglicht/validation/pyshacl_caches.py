"""pySHACL made faster from outside: the same report, with less work said twice.

pySHACL evaluates a property shape for one value node at a time: it looks the constraint
parameters up in a list, builds each constraint anew and, for `sh:sparql`, parses the query again.
Within `cached_pyshacl` constraints are built once, queries are parsed once, value nodes go
through a shape together (`pyshacl_groups.py`). No judgement is made here: every result comes from
pySHACL's own code.
"""

from __future__ import annotations

import inspect
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any
from weakref import WeakKeyDictionary

from rdflib import RDF, RDFS, Graph, URIRef
from rdflib.term import Node

from schlaglicht.memory import TERMS, Objects, objects_of
from schlaglicht.validation.pyshacl_groups import (
    Conformance,
    Evaluate,
    Outcome,
    Values,
    focus_nodes_apart,
    without,
)
from schlaglicht.validation.pyshacl_lists import lists_at_once
from schlaglicht.validation.pyshacl_patterns import sparql_patterns
from schlaglicht.validation.pyshacl_repairs import keywords_alone, sums_of_numbers

_KNOWN_RELEASES = "0.40."

_LOCK = threading.RLock()
"""What is replaced belongs to pySHACL's modules, so one thread validates at a time."""

_NOTHING: Mapping[Node, Iterable[Node]] = {}


@contextmanager
def cached_pyshacl() -> Iterator[bool]:
    """Gives pySHACL its caches; when the block ends, everything is as before.

    Yields whether they are used: a pySHACL with other internals than the known ones stays plain.
    """
    with _LOCK, ExitStack() as stack:
        _forget_other_graphs()
        known = internals_are_known()
        if known:
            import pyshacl.shape

            caches = _Caches()
            parameters = caches.parameters()
            stack.enter_context(_replaced(pyshacl.shape, "CONSTRAINT_PARAMS", lambda _: parameters))
            for owner, name, _, wrap in _replacements(caches):
                stack.enter_context(_replaced(owner, name, wrap))
        yield known


def internals_are_known() -> bool:
    """Whether the installed pySHACL is of a release line whose internals were read for this."""
    import pyshacl

    if not str(pyshacl.__version__).startswith(_KNOWN_RELEASES):
        return False
    try:
        return all(
            list(inspect.signature(vars(owner)[name]).parameters) == parameters.split()
            for owner, name, parameters, _ in _replacements(_Caches())
        )
    except (AttributeError, ImportError, KeyError):
        return False


def _replacements(caches: _Caches) -> Iterator[tuple[Any, str, str, Callable[[Any], Any]]]:
    """What is replaced, with the parameters it has, and what makes of it that which follows it."""
    from pyshacl.constraints.constraint_component import ConstraintComponent
    from pyshacl.constraints.core import logical_constraints as logical
    from pyshacl.constraints.core import shape_based_constraints as shape_based
    from pyshacl.constraints.core.string_based_constraints import PatternConstraintComponent
    from pyshacl.constraints.core.value_constraints import ClassConstraintComponent
    from pyshacl.constraints.sparql import sparql_based_constraint_components as components
    from pyshacl.graph_abstraction import RdfLibDataGraph
    from pyshacl.helper.sparql_query_helper import SPARQLQueryHelper
    from pyshacl.rdfutil import clone
    from pyshacl.shape import Shape
    from pyshacl.shapes_graph import ShapesGraph
    from rdflib.plugins.sparql.aggregates import Sum

    def of(owner: Any, name: str, parameters: str, wrap: Callable[[Any], Any]) -> Any:
        return owner, name, f"self {parameters}", wrap

    nodes, path = "target_graph focus_value_nodes", "_evaluation_path"
    recursion = "potentially_recursive _evaluation_path"
    asked = caches.conformance
    property_ = shape_based.PropertyConstraintComponent
    node = shape_based.NodeConstraintComponent
    qualified = shape_based.QualifiedValueShapeConstraintComponent
    bound = components.BoundShapeValidatorComponent
    query = "query_object processor result initNs initBindings use_store_provided kwargs"
    result = (
        "datagraph focus_node {} result_path constraint_component source_constraint "
        "extra_messages bound_vars"
    )
    sp_property = f"executor prop_shape {nodes} {recursion}"
    yield of(property_, "_evaluate_property_shape", sp_property, asked.property)
    sp_node = f"executor node_shape {nodes} {recursion}"
    yield of(node, "_evaluate_node_shape", sp_node, asked.node)
    sp_qualified = f"executor _v_shape {nodes} {recursion}"
    yield of(qualified, "_evaluate_value_shape", sp_qualified, asked.member)
    not_ = f"executor not_c datagraph focus_value_nodes {recursion}"
    yield of(logical.NotConstraintComponent, "_evaluate_not_constraint", not_, asked.member)
    for name in ("and", "or", "xone"):
        owner = getattr(logical, f"{name.capitalize()}ConstraintComponent")
        of_list = f"executor {name}_c {nodes} {path}"
        yield of(owner, f"_evaluate_{name}_constraint", of_list, asked.members)
    class_ = "target_graph f_v_dict class_rule"
    rules = "_evaluate_class_rules_rdflib"
    yield of(ClassConstraintComponent, rules, class_, caches.class_rules)
    yield of(PatternConstraintComponent, "__init__", "shape", sparql_patterns)
    copied = "graph lnode target_graph keepid recursion deep_clone"
    yield clone, "clone_list", copied, lists_at_once
    yield of(bound, "evaluate", f"executor {nodes} {path}", focus_nodes_apart)
    made = result.format("value_node")
    yield of(ConstraintComponent, "make_v_result", made, asked.result)
    # The report as a text, which nobody reads here.
    described = result.format("severity value_node messages")
    yield of(ConstraintComponent, "make_v_result_description", described, lambda _: _no_text)
    variables = "thisnode valuenode extravars"
    yield of(SPARQLQueryHelper, "pre_bind_variables", variables, caches.pre_bind)
    yield of(RdfLibDataGraph, "query", query, caches.query)
    yield of(RdfLibDataGraph, "objects", "subject predicate unique", caches.objects)
    yield of(ShapesGraph, "predicate_objects", "s", caches.predicate_objects)
    sp_values = "target_graph focus sparql_mode debug"
    yield of(Shape, "value_nodes", sp_values, caches.value_nodes)
    yield of(Shape, "validate", f"executor target_graph focus {path}", asked.validate)
    asked_of = "sparql_text valuenode extravars"
    yield of(SPARQLQueryHelper, "check_invalid_sparql", asked_of, keywords_alone)
    yield of(Sum, "update", "row aggregator", sums_of_numbers)


@contextmanager
def _replaced(owner: Any, name: str, wrap: Callable[[Any], Any]) -> Iterator[None]:
    missing = object()
    before = vars(owner).get(name, missing)
    setattr(owner, name, wrap(before))
    try:
        yield
    finally:
        if before is missing:
            delattr(owner, name)
        else:
            setattr(owner, name, before)


def _forget_other_graphs() -> None:
    """Empties what pySHACL keeps by the address of a graph: another graph may have it by now."""
    from pyshacl.constraints.sparql import sparql_based_constraint_components as components
    from pyshacl.rdfutil import stringify

    validators = getattr(components, "SPARQLConstraintComponentValidator", None)
    for cache in (
        getattr(validators, "validator_cache", None),
        getattr(getattr(stringify, "stringify_blank_node", None), "dict_cache", None),
    ):
        if isinstance(cache, dict):
            cache.clear()


class _Caches:
    """What is kept during one validation."""

    def __init__(self) -> None:
        self._constraints: dict[tuple[type, Any], Any] = {}
        self._instances: dict[tuple[int, Node], frozenset[Node]] = {}
        self._bound: WeakKeyDictionary[Any, dict[Any, Any]] = WeakKeyDictionary()
        self._queries: dict[Any, Any] = {}
        self._indexed: Graph | None = None
        self._objects: Objects = {}
        self._said: dict[Node, list[Any]] = {}
        self.conformance = Conformance()

    def parameters(self) -> tuple[Mapping[Node, Any], Mapping[Node, Any]]:
        """Lets constraint parameters be found by hash, and their constraints be built once."""
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
        """Looks at those values alone that are no instances by the classes they are given."""

        def evaluate_rest(
            component: Any, target_graph: Any, f_v_dict: Values, class_rule: Node
        ) -> Outcome:
            instances = self._instances_of(target_graph, class_rule)
            rest = without(f_v_dict, instances.__contains__)
            return evaluate(component, target_graph, rest, class_rule)

        return evaluate_rest

    def _instances_of(self, graph: Any, class_: Node) -> frozenset[Node]:
        """The instances of a class and of those below it."""
        key = (id(graph), class_)
        if key not in self._instances:
            classes = graph.transitive_subjects(RDFS.subClassOf, class_)
            self._instances[key] = frozenset(
                node for below in classes for node in graph.subjects(RDF.type, below)
            )
        return self._instances[key]

    def value_nodes(self, value_nodes: Callable[..., Any]) -> Callable[..., Any]:
        """Finds the values of a path that is one property by looking each node up."""

        def find(
            shape: Any, target_graph: Any, focus: Any, sparql_mode: bool = False,
            debug: bool = False,
        ) -> Any:  # fmt: skip
            path = shape.path()
            whole = isinstance(path, URIRef) and _is_one_graph(target_graph)
            if not whole or sparql_mode or not isinstance(focus, (tuple, list, set)):
                return value_nodes(shape, target_graph, focus, sparql_mode, debug)
            index, nothing = self._index(target_graph.impl), _NOTHING
            return {node: set(index.get(node, nothing).get(path, ())) for node in focus}

        return find

    def objects(self, objects: Callable[..., Any]) -> Callable[..., Any]:
        """Finds the objects of a subject and a predicate in two steps."""

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
        """Reads what is said of a shape once."""

        def read(graph: Any, s: Any) -> Iterator[Any]:
            if s not in self._said:
                self._said[s] = list(predicate_objects(graph, s))
            return iter(self._said[s])

        return read

    def pre_bind(self, pre_bind_variables: Callable[..., Any]) -> Callable[..., Any]:
        """Checks a query, and finds its variables, once for each constraint."""
        this, value_ = object(), object()

        def pre_bind(
            helper: Any, thisnode: Any, valuenode: Any = None, extravars: Any = None
        ) -> tuple[dict[str, Any], str]:
            # pySHACL leaves `$value` unbound where the value node is not true: 0, "", false. What
            # stands in for it is true always.
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


def _no_text(*_: Any, **__: Any) -> str:
    return ""
