"""pySHACL made faster from outside: the same report, with less work said twice.

pySHACL evaluates a property shape for one value node at a time: it looks the constraint
parameters up in a list, builds each constraint anew and, for `sh:sparql`, parses the query again.
Within `cached_pyshacl` constraints are built once, queries are parsed once, value nodes go
through a shape together, and nodes that surely conform are not looked at one by one. No judgement
is made here: every result comes from pySHACL's own code, which is given fewer and larger pieces.
"""

from __future__ import annotations

import inspect
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any
from weakref import WeakKeyDictionary

from rdflib import RDF, RDFS, Graph
from rdflib.term import Node

_KNOWN_RELEASES = "0.40."
_FEW = 12
"""So many nodes are looked at one by one rather than in smaller groups."""
_PARTS = 8

_LOCK = threading.RLock()
"""What is replaced belongs to pySHACL's modules, so one thread validates at a time."""

_Values = Mapping[Node, Iterable[Node]]
_Index = dict[Node, dict[Node, list[Node]]]
_Outcome = tuple[bool, list[Any]]
_Evaluate = Callable[..., _Outcome]


@contextmanager
def cached_pyshacl() -> Iterator[bool]:
    """Gives pySHACL its caches; when the block ends, everything is as before.

    Yields whether they are used: a pySHACL with other internals than the known ones stays plain.
    """
    with _LOCK, ExitStack() as stack:
        _forget_other_graphs()
        known = internals_are_known()
        if known:
            caches = _Caches()
            for owner, name, wrap in _replacements(caches):
                stack.enter_context(_replaced(owner, name, wrap))
        yield known


def internals_are_known() -> bool:
    """Whether the installed pySHACL is of a release line whose internals were read for this."""
    import pyshacl

    if not str(pyshacl.__version__).startswith(_KNOWN_RELEASES):
        return False
    try:
        return all(
            list(inspect.signature(getattr(owner, name)).parameters) == parameters.split()
            for owner, name, parameters in _expected_signatures()
        )
    except (AttributeError, ImportError):
        return False


def _expected_signatures() -> Iterator[tuple[Any, str, str]]:
    from pyshacl.constraints import constraint_component as base
    from pyshacl.constraints.core import logical_constraints, shape_based_constraints
    from pyshacl.constraints.core import value_constraints as value
    from pyshacl.constraints.sparql import sparql_based_constraint_components as components
    from pyshacl.graph_abstraction import RdfLibDataGraph
    from pyshacl.helper.sparql_query_helper import SPARQLQueryHelper
    from pyshacl.shape import Shape
    from pyshacl.shapes_graph import ShapesGraph

    nodes = "target_graph focus_value_nodes"
    recursive = "potentially_recursive _evaluation_path"
    property_ = shape_based_constraints.PropertyConstraintComponent
    node = shape_based_constraints.NodeConstraintComponent
    yield Shape, "validate", "self executor target_graph focus _evaluation_path"
    yield Shape, "get_other_shape", "self shape_node"
    yield property_, "_evaluate_property_shape", f"self executor prop_shape {nodes} {recursive}"
    yield node, "_evaluate_node_shape", f"self executor node_shape {nodes} {recursive}"
    for component, name, list_ in (
        (logical_constraints.OrConstraintComponent, "_evaluate_or_constraint", "or_c"),
        (logical_constraints.AndConstraintComponent, "_evaluate_and_constraint", "and_c"),
    ):
        yield component, name, f"self executor {list_} {nodes} _evaluation_path"
    class_ = value.ClassConstraintComponent
    yield class_, "_evaluate_class_rules_rdflib", "self target_graph f_v_dict class_rule"
    bound = components.BoundShapeValidatorComponent
    yield bound, "evaluate", f"self executor {nodes} _evaluation_path"
    yield (
        base.ConstraintComponent,
        "make_v_result_description",
        (
            "self datagraph focus_node severity value_node messages result_path"
            " constraint_component source_constraint extra_messages bound_vars"
        ),
    )
    yield SPARQLQueryHelper, "pre_bind_variables", "self thisnode valuenode extravars"
    yield RdfLibDataGraph, "objects", "self subject predicate unique"
    yield ShapesGraph, "predicate_objects", "self s"
    yield (
        RdfLibDataGraph,
        "query",
        "self query_object processor result initNs initBindings use_store_provided kwargs",
    )


def _replacements(caches: _Caches) -> Iterator[tuple[Any, str, Callable[[Any], Any]]]:
    """What is replaced, and how what takes its place is made of it."""
    import pyshacl.shape
    from pyshacl.constraints import constraint_component as base
    from pyshacl.constraints.core import logical_constraints, shape_based_constraints
    from pyshacl.constraints.core import value_constraints as value
    from pyshacl.constraints.sparql import sparql_based_constraint_components as components
    from pyshacl.graph_abstraction import RdfLibDataGraph
    from pyshacl.helper.sparql_query_helper import SPARQLQueryHelper
    from pyshacl.shapes_graph import ShapesGraph

    property_ = shape_based_constraints.PropertyConstraintComponent
    node = shape_based_constraints.NodeConstraintComponent
    yield pyshacl.shape, "CONSTRAINT_PARAMS", lambda _: caches.parameters()
    yield pyshacl.shape.Shape, "validate", caches.validate
    yield base.ConstraintComponent, "make_v_result", caches.result
    yield property_, "_evaluate_property_shape", _values_together
    yield node, "_evaluate_node_shape", _nodes_in_doubt
    or_, and_ = (
        logical_constraints.OrConstraintComponent,
        logical_constraints.AndConstraintComponent,
    )
    yield or_, "_evaluate_or_constraint", partial(_members_in_doubt, doubt=_in_doubt_of_all)
    yield and_, "_evaluate_and_constraint", partial(_members_in_doubt, doubt=_in_doubt_of_any)
    yield value.ClassConstraintComponent, "_evaluate_class_rules_rdflib", caches.class_rules
    yield components.BoundShapeValidatorComponent, "evaluate", _focus_nodes_apart
    # The report as a text, which nobody reads here.
    yield base.ConstraintComponent, "make_v_result_description", lambda _: _no_description
    yield SPARQLQueryHelper, "pre_bind_variables", caches.pre_bind
    yield RdfLibDataGraph, "query", caches.query
    yield RdfLibDataGraph, "objects", caches.objects
    yield ShapesGraph, "predicate_objects", caches.predicate_objects


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
        self._objects: _Index = {}
        self._said: dict[Node, list[Any]] = {}
        self._asked_for_conformance = 0
        self._logical = _logical_components()

    def validate(self, validate: Callable[..., _Outcome]) -> Callable[..., _Outcome]:
        """Notes when a shape is evaluated for the sake of `sh:or`, `sh:not` and the like."""

        def evaluate(
            shape: Any, executor: Any, target_graph: Any, focus: Any = None,
            _evaluation_path: list[Any] | None = None,
        ) -> _Outcome:  # fmt: skip
            if not _evaluation_path or type(_evaluation_path[-1]) not in self._logical:
                return validate(shape, executor, target_graph, focus, _evaluation_path)
            self._asked_for_conformance += 1
            try:
                return validate(shape, executor, target_graph, focus, _evaluation_path)
            finally:
                self._asked_for_conformance -= 1

        return evaluate

    def result(self, make_v_result: Callable[..., Any]) -> Callable[..., Any]:
        """Does not write out a result of which no more is asked than that there is one."""

        def make(*args: Any, **kwargs: Any) -> Any:
            if self._asked_for_conformance:
                return "", None, []
            return make_v_result(*args, **kwargs)

        return make

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

    def class_rules(self, evaluate: _Evaluate) -> _Evaluate:
        """Looks at those values alone that are no instances by the classes they are given."""

        def evaluate_rest(
            component: Any, target_graph: Any, f_v_dict: _Values, class_rule: Node
        ) -> _Outcome:
            classes = self._subclasses(target_graph, class_rule)
            rest = _without(
                f_v_dict,
                lambda value: any(c in classes for c in target_graph.objects(value, RDF.type)),
            )
            return evaluate(component, target_graph, rest, class_rule)

        return evaluate_rest

    def _subclasses(self, graph: Any, class_: Node) -> frozenset[Node]:
        key = (id(graph), class_)
        if key not in self._instances:
            self._instances[key] = frozenset(graph.transitive_subjects(RDFS.subClassOf, class_))
        return self._instances[key]

    def objects(self, objects: Callable[..., Any]) -> Callable[..., Any]:
        """Finds the objects of a subject and a predicate in two steps."""

        def find(graph: Any, subject: Any, predicate: Any, unique: bool = False) -> Iterator[Node]:
            if graph.is_multi_graph or unique or not (
                isinstance(subject, Node) and isinstance(predicate, Node)
            ):  # fmt: skip
                yield from objects(graph, subject, predicate, unique)
            else:
                yield from self._index(graph.impl).get(subject, {}).get(predicate, ())

        return find

    def _index(self, graph: Graph) -> _Index:
        if graph is not self._indexed:
            index: _Index = {}
            for subject, predicate, object_ in graph:
                index.setdefault(subject, {}).setdefault(predicate, []).append(object_)
            self._indexed, self._objects = graph, index
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
            # pySHACL asks whether the value node is true, which a literal 0 is not.
            given = bool(valuenode)
            key = (valuenode is None, given, frozenset(extravars or ()))
            known = self._bound.setdefault(helper, {})
            if key not in known:
                stand_in = value_ if given else valuenode
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


def _logical_components() -> frozenset[type]:
    """The components that ask a shape whether a node conforms, and drop its results."""
    from pyshacl.constraints.core import logical_constraints, shape_based_constraints

    return frozenset(
        (
            logical_constraints.NotConstraintComponent,
            logical_constraints.AndConstraintComponent,
            logical_constraints.OrConstraintComponent,
            logical_constraints.XoneConstraintComponent,
            shape_based_constraints.QualifiedValueShapeConstraintComponent,
        )
    )


def _no_description(*_: Any, **__: Any) -> str:
    return ""


def _values_together(evaluate: _Evaluate) -> _Evaluate:
    """Lets all value nodes go through a property shape together."""

    def evaluate_together(
        component: Any, executor: Any, prop_shape: Any, target_graph: Any,
        focus_value_nodes: _Values, potentially_recursive: Any, _evaluation_path: Any,
    ) -> _Outcome:  # fmt: skip
        together = {None: _rounds(focus_value_nodes)}
        return evaluate(
            component, executor, prop_shape, target_graph, together, potentially_recursive,
            _evaluation_path,
        )  # fmt: skip

    return evaluate_together


def _rounds(focus_value_nodes: _Values) -> list[list[Node]]:
    """The value nodes in groups in which none comes twice: it has results each time it comes."""
    rounds: list[list[Node]] = []
    seen: dict[Node, int] = {}
    for values in focus_value_nodes.values():
        for value in values:
            number = seen[value] = seen.get(value, -1) + 1
            if number == len(rounds):
                rounds.append([])
            rounds[number].append(value)
    return rounds


def _nodes_in_doubt(evaluate: _Evaluate) -> _Evaluate:
    """Looks at those nodes alone that may not conform to the shape of `sh:node`."""

    def evaluate_rest(
        component: Any, executor: Any, node_shape: Any, target_graph: Any,
        focus_value_nodes: _Values, potentially_recursive: Any, _evaluation_path: Any,
    ) -> _Outcome:  # fmt: skip
        shape = component.shape.get_other_shape(node_shape)
        recursive = potentially_recursive and shape in potentially_recursive
        if shape is not None and not shape.is_property_shape and not recursive:
            # pySHACL's class for `sh:and` makes the path say that only conformance is asked for.
            conformance = _conformance(executor, target_graph, _evaluation_path)
            doubtful = _in_doubt_of_any([shape], _distinct(focus_value_nodes), conformance)
            focus_value_nodes = _without(focus_value_nodes, lambda node: node not in doubtful)
        return evaluate(
            component, executor, node_shape, target_graph, focus_value_nodes,
            potentially_recursive, _evaluation_path,
        )  # fmt: skip

    return evaluate_rest


_Conformance = Callable[[Any, Sequence[Node]], bool]
_Doubt = Callable[[Sequence[Any], Sequence[Node], _Conformance], set[Node]]


def _members_in_doubt(evaluate: _Evaluate, *, doubt: _Doubt) -> _Evaluate:
    """Looks at those nodes alone of which the list of `sh:or`, `sh:and` leaves a doubt."""

    def evaluate_rest(
        component: Any, executor: Any, members: Any, target_graph: Any,
        focus_value_nodes: _Values, _evaluation_path: Any,
    ) -> _Outcome:  # fmt: skip
        graph = component.shape.sg.graph
        shapes = [component.shape.get_other_shape(node) for node in set(graph.items(members))]
        if shapes and all(shapes):
            conformance = _conformance(executor, target_graph, _evaluation_path)
            doubtful = doubt(shapes, _distinct(focus_value_nodes), conformance)
            focus_value_nodes = _without(focus_value_nodes, lambda node: node not in doubtful)
        return evaluate(
            component, executor, members, target_graph, focus_value_nodes, _evaluation_path
        )

    return evaluate_rest


def _conformance(executor: Any, target_graph: Any, path: Sequence[Any]) -> _Conformance:
    def conform(shape: Any, nodes: Sequence[Node]) -> bool:
        conforms, results = shape.validate(
            executor, target_graph, focus=nodes, _evaluation_path=list(path)
        )
        return bool(conforms) and not results

    return conform


def _in_doubt_of_any(
    shapes: Sequence[Any], nodes: Sequence[Node], conform: _Conformance
) -> set[Node]:
    """All nodes that do not conform to each of `shapes`, and some that do."""
    return {node for shape in shapes for node in _in_doubt(shape, nodes, conform)}


def _in_doubt_of_all(
    shapes: Sequence[Any], nodes: Sequence[Node], conform: _Conformance
) -> set[Node]:
    """All nodes that conform to none of `shapes`, and some that conform to one."""
    left = list(nodes)
    for shape in shapes:
        left = list(_in_doubt(shape, left, conform))
    return set(left)


def _in_doubt(shape: Any, nodes: Sequence[Node], conform: _Conformance) -> Iterator[Node]:
    """All nodes that do not conform, found by groups: a group that conforms is settled."""
    if len(nodes) <= _FEW:
        yield from nodes
    elif not conform(shape, nodes):
        size = -(-len(nodes) // _PARTS)
        for start in range(0, len(nodes), size):
            yield from _in_doubt(shape, nodes[start : start + size], conform)


def _distinct(focus_value_nodes: _Values) -> list[Node]:
    return list(dict.fromkeys(node for nodes in focus_value_nodes.values() for node in nodes))


def _without(focus_value_nodes: _Values, settled: Callable[[Node], bool]) -> dict[Node, list[Node]]:
    return {
        focus: [node for node in nodes if not settled(node)]
        for focus, nodes in focus_value_nodes.items()
    }


def _focus_nodes_apart(evaluate: _Evaluate) -> _Evaluate:
    """Evaluates a component of a project's own for one focus node at a time.

    pySHACL gives each result of one evaluation the messages of those before it too.
    """

    def evaluate_apart(
        component: Any, executor: Any, target_graph: Any, focus_value_nodes: _Values,
        _evaluation_path: Any,
    ) -> _Outcome:  # fmt: skip
        outcomes = [
            evaluate(component, executor, target_graph, {focus: nodes}, _evaluation_path)
            for focus, nodes in focus_value_nodes.items()
        ]
        conforms = all(conforms for conforms, _ in outcomes)
        return conforms, [result for _, results in outcomes for result in results]

    return evaluate_apart
