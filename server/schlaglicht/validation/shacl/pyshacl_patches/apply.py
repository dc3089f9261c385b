"""pySHACL made faster from outside: the same report, with less work said twice.

pySHACL evaluates a property shape for one value node at a time: it looks the constraint
parameters up in a list, builds each constraint anew and, for `sh:sparql`, parses the query again.
Within `quickened_pyshacl` constraints are built once and queries are parsed once
(`pyshacl_caches.py`), value nodes go through a shape together (`pyshacl_groups.py`). No judgement
is made here: every result comes from pySHACL's own code, but for its faults (`pyshacl_repairs.py`).
And whatever its release, it opens nothing (`pyshacl_closed.py`).
"""

from __future__ import annotations

import inspect
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from schlaglicht.validation.shacl.pyshacl_patches.batching import focus_nodes_apart
from schlaglicht.validation.shacl.pyshacl_patches.caches import Caches
from schlaglicht.validation.shacl.pyshacl_patches.fixes import (
    classes_of_classes,
    comparable_alone,
    keywords_alone,
    pairs_comparable,
    sums_of_numbers,
    values_in_turn,
)
from schlaglicht.validation.shacl.pyshacl_patches.no_network import (
    declarations_alone,
    ways_out,
    whole_iris,
)
from schlaglicht.validation.shacl.pyshacl_patches.regex import sparql_patterns
from schlaglicht.validation.shacl.pyshacl_patches.report_lists import lists_at_once

_KNOWN_RELEASES = "0.40."

_LOCK = threading.RLock()
"""What is replaced belongs to pySHACL's modules, so one thread validates at a time."""


@contextmanager
def quickened_pyshacl() -> Iterator[bool]:
    """Gives pySHACL its caches, and closes what leads out; afterwards everything is as before.

    Yields whether they are used: a pySHACL with other internals than the known ones stays plain.
    """
    with _LOCK, ExitStack() as stack:
        for owner, name, wrap in ways_out():
            stack.enter_context(_replaced(owner, name, wrap))
        _forget_other_graphs()
        known = internals_are_known()
        if known:
            import pyshacl.shape

            caches = Caches()
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
            for owner, name, parameters, _ in _replacements(Caches())
        )
    except (AttributeError, ImportError, KeyError):
        return False


_Replacement = tuple[Any, str, str, Callable[[Any], Any]]
"""An owner, the name of what is replaced, its parameters, and what makes of it what follows it."""

_NODES = "target_graph focus_value_nodes"
_PATH = "_evaluation_path"
_RECURSION = "potentially_recursive _evaluation_path"


def _replacements(caches: Caches) -> Iterator[_Replacement]:
    for replacements in (_in_shapes, _in_constraints, _in_comparisons, _in_results, _in_graphs):
        yield from replacements(caches)


def _of(owner: Any, name: str, parameters: str, wrap: Callable[[Any], Any]) -> _Replacement:
    return owner, name, f"self {parameters}", wrap


def _in_shapes(caches: Caches) -> Iterator[_Replacement]:
    """Shapes that constraints name: all value nodes together."""
    from pyshacl.constraints.core import logical_constraints as logical
    from pyshacl.constraints.core import shape_based_constraints as shape_based
    from pyshacl.shape import Shape

    asked = caches.conformance
    property_ = shape_based.PropertyConstraintComponent
    node = shape_based.NodeConstraintComponent
    qualified = shape_based.QualifiedValueShapeConstraintComponent
    of_property = f"executor prop_shape {_NODES} {_RECURSION}"
    yield _of(property_, "_evaluate_property_shape", of_property, asked.property)
    of_node = f"executor node_shape {_NODES} {_RECURSION}"
    yield _of(node, "_evaluate_node_shape", of_node, asked.node)
    of_qualified = f"executor _v_shape {_NODES} {_RECURSION}"
    yield _of(qualified, "_evaluate_value_shape", of_qualified, asked.member)
    of_not = f"executor not_c datagraph focus_value_nodes {_RECURSION}"
    yield _of(logical.NotConstraintComponent, "_evaluate_not_constraint", of_not, asked.member)
    for name in ("and", "or", "xone"):
        owner = getattr(logical, f"{name.capitalize()}ConstraintComponent")
        of_list = f"executor {name}_c {_NODES} {_PATH}"
        yield _of(owner, f"_evaluate_{name}_constraint", of_list, asked.members)
    of_values = "target_graph focus sparql_mode debug"
    yield _of(Shape, "value_nodes", of_values, caches.value_nodes)
    yield _of(Shape, "implicit_class_targets", "", classes_of_classes)
    yield _of(Shape, "validate", f"executor target_graph focus {_PATH}", asked.validate)


def _in_constraints(caches: Caches) -> Iterator[_Replacement]:
    """What single constraints ask of the graph or of a query."""
    from pyshacl.constraints.core.string_based_constraints import PatternConstraintComponent
    from pyshacl.constraints.core.value_constraints import ClassConstraintComponent
    from pyshacl.constraints.sparql import sparql_based_constraint_components as components
    from pyshacl.helper import sparql_query_helper
    from pyshacl.helper.sparql_query_helper import SPARQLQueryHelper
    from rdflib.plugins.sparql.aggregates import Sum

    bound = components.BoundShapeValidatorComponent
    of_class = "target_graph f_v_dict class_rule"
    rules = "_evaluate_class_rules_rdflib"
    yield _of(ClassConstraintComponent, rules, of_class, caches.class_rules)
    yield _of(PatternConstraintComponent, "__init__", "shape", sparql_patterns)
    of_nodes = f"executor {_NODES} {_PATH}"
    yield _of(bound, "evaluate", of_nodes, lambda it: values_in_turn(focus_nodes_apart(it)))
    variables = "thisnode valuenode extravars"
    yield _of(SPARQLQueryHelper, "pre_bind_variables", variables, caches.pre_bind)
    yield _of(SPARQLQueryHelper, "collect_prefixes", "", declarations_alone)
    path = "shapes_graph path_node prefixes recursion"
    yield sparql_query_helper, "shacl_path_to_sparql_path", path, whole_iris
    of_text = "sparql_text valuenode extravars"
    yield _of(SPARQLQueryHelper, "check_invalid_sparql", of_text, keywords_alone)
    yield _of(Sum, "update", "row aggregator", sums_of_numbers)


def _in_comparisons(_: Caches) -> Iterator[_Replacement]:
    """What is less than what."""
    from pyshacl.constraints.core import property_pair_constraints as pairs
    from pyshacl.constraints.core import value_range_constraints as ranges

    yield ranges, "compare_literal", "l1 l2", comparable_alone
    of_pairs = "value_node_set compare_values datagraph f"
    less, equal = pairs.LessThanConstraintComponent, pairs.LessThanOrEqualsConstraintComponent
    yield _of(less, "_compare_lt", of_pairs, pairs_comparable)
    yield _of(equal, "_compare_ltoe", of_pairs, pairs_comparable)


def _in_results(caches: Caches) -> Iterator[_Replacement]:
    """How results are made."""
    from pyshacl.constraints.constraint_component import ConstraintComponent
    from pyshacl.rdfutil import clone

    result = (
        "datagraph focus_node {} result_path constraint_component source_constraint "
        "extra_messages bound_vars"
    )
    made = result.format("value_node")
    yield _of(ConstraintComponent, "make_v_result", made, caches.conformance.result)
    # The report as a text, which nobody reads here.
    described = result.format("severity value_node messages")
    yield _of(ConstraintComponent, "make_v_result_description", described, lambda _: _no_text)
    copied = "graph lnode target_graph keepid recursion deep_clone"
    yield clone, "clone_list", copied, lists_at_once


def _in_graphs(caches: Caches) -> Iterator[_Replacement]:
    """How the two graphs are read and asked."""
    from pyshacl.graph_abstraction import RdfLibDataGraph
    from pyshacl.shapes_graph import ShapesGraph

    query = "query_object processor result initNs initBindings use_store_provided kwargs"
    yield _of(RdfLibDataGraph, "query", query, caches.query)
    yield _of(RdfLibDataGraph, "objects", "subject predicate unique", caches.objects)
    yield _of(ShapesGraph, "predicate_objects", "s", caches.predicate_objects)


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


def _no_text(*_: Any, **__: Any) -> str:
    return ""
