"""The list of patches, each with its reason and targets.

A patch without a link is not reported upstream, as far as a search of the issues of pySHACL and
rdflib showed.
"""

from __future__ import annotations

from collections.abc import Callable

from schlaglicht.validation.shacl.pyshacl_patches.aggregates import (
    groups,
    named_keys,
    standard_aggregates,
)
from schlaglicht.validation.shacl.pyshacl_patches.batching import results_apart
from schlaglicht.validation.shacl.pyshacl_patches.caches import Caches
from schlaglicht.validation.shacl.pyshacl_patches.fixes import (
    bound_ends,
    classes_of_classes,
    constant_filters,
    keywords_alone,
    values_in_turn,
    with_every_prefix,
)
from schlaglicht.validation.shacl.pyshacl_patches.functions import truth
from schlaglicht.validation.shacl.pyshacl_patches.message_values import (
    filled_messages,
    filled_text,
)
from schlaglicht.validation.shacl.pyshacl_patches.negated_paths import (
    inverse_members,
    negated_sets,
    other_properties,
)
from schlaglicht.validation.shacl.pyshacl_patches.no_network import (
    closed,
    declarations_alone,
    refusing_service,
    whole_iris,
)
from schlaglicht.validation.shacl.pyshacl_patches.operators import standard_operators
from schlaglicht.validation.shacl.pyshacl_patches.patch import (
    ANY_RELEASE,
    Patch,
    Target,
    Wrap,
)
from schlaglicht.validation.shacl.pyshacl_patches.query_failures import (
    failing_constraint,
    failing_validator,
)
from schlaglicht.validation.shacl.pyshacl_patches.regex import sparql_patterns
from schlaglicht.validation.shacl.pyshacl_patches.report_lists import (
    lists_at_once,
    members_once,
    no_text,
)
from schlaglicht.validation.shacl.pyshacl_patches.scopes import (
    aggregations,
    exists_anywhere,
    extensions,
    filters,
    joins,
    options,
    own_variables,
    slices,
)
from schlaglicht.validation.shacl.pyshacl_patches.stable_choices import (
    constraints_in_order,
    same_validator,
)
from schlaglicht.validation.shacl.pyshacl_patches.type_errors import (
    errors_as_values,
    errors_come_first,
    errors_of_arguments,
)
from schlaglicht.validation.shacl.pyshacl_patches.validators import selected_once, with_its_value
from schlaglicht.validation.shacl.pyshacl_patches.values import (
    at_least,
    compared,
    each_value,
    in_languages,
    of_datatype,
    pairs,
)
from schlaglicht.validation.shacl.pyshacl_patches.violated_values import naming_value


def _by(wrap: Wrap) -> Callable[[Caches], Wrap]:
    """`wrap`, which needs no caches."""
    return lambda _: wrap


_ISSUES = "https://github.com/RDFLib/pySHACL/issues/"
_CORE = "pyshacl.constraints.core."
_TEXT = f"{_CORE}string_based_constraints:"
_LOGICAL = f"{_CORE}logical_constraints:"
_SHAPE_BASED = f"{_CORE}shape_based_constraints:"
_PAIRS = f"{_CORE}property_pair_constraints:"
_COMPONENTS = "pyshacl.constraints.sparql.sparql_based_constraint_components:"
_HELPER = "pyshacl.helper.sparql_query_helper:"
_SPARQL = "rdflib.plugins.sparql."
_EVALUATE = f"{_SPARQL}evaluate:"
_DATA = "pyshacl.graph_abstraction:RdfLibDataGraph."

_NODES = "target_graph focus_value_nodes"
_VALUES = "target_graph f_v_dict"
_PATH = "_evaluation_path"
_RECURSION = f"potentially_recursive {_PATH}"
_BOUND = f"self executor {_NODES} {_PATH}"
_VALIDATED = "self executor focus value_nodes target_graph query_helper new_bind_vals"
_COMPARED = "self value_node_set compare_values datagraph f"
_RESULT = (
    "self datagraph focus_node {} result_path constraint_component source_constraint "
    "extra_messages bound_vars"
)


def _logical(name: str) -> Target:
    """Target for sh:and, sh:or or sh:xone: all members are evaluated on all nodes at once."""
    owner = f"{_LOGICAL}{name.capitalize()}ConstraintComponent"
    return Target(
        f"{owner}._evaluate_{name}_constraint",
        lambda caches: caches.conformance.members,
        f"self executor {name}_c {_NODES} {_PATH}",
    )


def _value(component: str, name: str, parameters: str) -> Target:
    """Target for what evaluates one value of a component's parameter."""
    given = parameters.split()
    shared = {"executor", "datagraph", *f"{_NODES} {_VALUES} {_RECURSION}".split()}
    (position,) = (at for at, parameter in enumerate(given) if parameter not in shared)
    return Target(
        f"{component}ConstraintComponent._evaluate_{name}",
        _by(naming_value(position)),
        f"self {parameters}",
    )


PATCHES: tuple[Patch, ...] = (
    Patch(
        "constraints-once",
        "each constraint is built again for every value node, its parameters found in a list",
        (
            Target(
                "pyshacl.shape:CONSTRAINT_PARAMS",
                lambda caches: lambda _: caches.parameters(),
            ),
        ),
    ),
    Patch(
        "query-once",
        "a query is checked and parsed for every node, and $value stays unbound for 0, '', false",
        (
            Target(
                f"{_HELPER}SPARQLQueryHelper.pre_bind_variables",
                lambda caches: caches.pre_bind,
                "self thisnode valuenode extravars",
            ),
            Target(
                f"{_DATA}query",
                lambda caches: caches.query,
                "self query_object processor result initNs initBindings use_store_provided kwargs",
            ),
        ),
        link=f"{_ISSUES}237",
    ),
    Patch(
        "shape-once",
        "the triples of a shape are read again and again",
        (
            Target(
                "pyshacl.shapes_graph:ShapesGraph.predicate_objects",
                lambda caches: caches.predicate_objects,
                "self s",
            ),
        ),
    ),
    Patch(
        "class-once",
        "the classes of a value are walked for every value",
        (
            Target(
                f"{_CORE}value_constraints:ClassConstraintComponent._evaluate_class_rules_rdflib",
                lambda caches: caches.class_rules,
                "self target_graph f_v_dict class_rule",
            ),
        ),
    ),
    Patch(
        "path-by-index",
        "the values of simple paths are found by way of rdflib's triple patterns",
        (
            Target(
                "pyshacl.shape:Shape.value_nodes",
                lambda caches: caches.value_nodes,
                "self target_graph focus sparql_mode debug",
            ),
            Target(
                f"{_DATA}objects", lambda caches: caches.objects, "self subject predicate unique"
            ),
        ),
    ),
    Patch(
        "nodes-together",
        "shapes that constraints name are asked about one value node at a time",
        (
            Target(
                f"{_SHAPE_BASED}PropertyConstraintComponent._evaluate_property_shape",
                lambda caches: caches.conformance.property,
                f"self executor prop_shape {_NODES} {_RECURSION}",
            ),
            Target(
                f"{_SHAPE_BASED}NodeConstraintComponent._evaluate_node_shape",
                lambda caches: caches.conformance.node,
                f"self executor node_shape {_NODES} {_RECURSION}",
            ),
            Target(
                f"{_SHAPE_BASED}QualifiedValueShapeConstraintComponent._evaluate_value_shape",
                lambda caches: caches.conformance.member,
                f"self executor _v_shape {_NODES} {_RECURSION}",
            ),
            Target(
                f"{_LOGICAL}NotConstraintComponent._evaluate_not_constraint",
                lambda caches: caches.conformance.member,
                f"self executor not_c datagraph focus_value_nodes {_RECURSION}",
            ),
            *map(_logical, ("and", "or", "xone")),
            Target(
                "pyshacl.shape:Shape.validate",
                lambda caches: caches.conformance.validate,
                f"self executor target_graph focus {_PATH}",
            ),
            Target(
                "pyshacl.constraints.constraint_component:ConstraintComponent.make_v_result",
                lambda caches: caches.conformance.result,
                _RESULT.format("value_node"),
            ),
        ),
    ),
    Patch(
        "violated-values",
        "a result does not say which of several values of a parameter is violated",
        (
            _value(
                f"{_CORE}value_constraints:Class", "class_rules_rdflib", f"{_VALUES} class_rule"
            ),
            *(
                _value(f"{_LOGICAL}{name.capitalize()}", f"{name}_constraint", parameters)
                for name, parameters in (
                    ("not", f"executor not_c datagraph focus_value_nodes {_RECURSION}"),
                    ("and", f"executor and_c {_NODES} {_PATH}"),
                    ("or", f"executor or_c {_NODES} {_PATH}"),
                    ("xone", f"executor xone_c {_NODES} {_PATH}"),
                )
            ),
            _value(
                f"{_SHAPE_BASED}Node", "node_shape", f"executor node_shape {_NODES} {_RECURSION}"
            ),
            _value(f"{_CORE}other_constraints:HasValue", "has_value", "target_graph hv f_v_dict"),
            _value(f"{_PAIRS}Equals", "property_equals_rdflib", f"eq {_VALUES}"),
            _value(f"{_PAIRS}Disjoint", "property_disjoint_rdflib", f"dj {_VALUES}"),
            _value(f"{_PAIRS}LessThan", "less_than_rdflib", f"lt {_VALUES}"),
            _value(f"{_PAIRS}LessThanOrEquals", "ltoe_rdflib", f"ltoe {_VALUES}"),
            _value(f"{_TEXT}Pattern", "string_rule", f"r {_VALUES}"),
            *(
                _value(f"{_CORE}value_range_constraints:{name}", rule, f"m_val {_VALUES}")
                for name, rule in (
                    ("MinExclusive", "min_rule"),
                    ("MinInclusive", "min_rule"),
                    ("MaxExclusive", "max_rule"),
                    ("MaxInclusive", "max_rule"),
                )
            ),
        ),
    ),
    Patch(
        "list-copy",
        "a list is copied into the report in time by the square of its length",
        (
            Target(
                "pyshacl.rdfutil.clone:clone_list",
                _by(lists_at_once),
                "graph lnode target_graph keepid recursion deep_clone",
            ),
        ),
    ),
    Patch(
        "members-once",
        "all that sh:in allows is written again for each value that it does not",
        (
            Target(
                f"{_CORE}other_constraints:InConstraintComponent.make_generic_messages",
                _by(members_once),
                "self datagraph focus_node value_node",
            ),
        ),
    ),
    Patch(
        "no-report-text",
        "every result is written as a text, which nobody reads here",
        (
            Target(
                "pyshacl.constraints.constraint_component:"
                "ConstraintComponent.make_v_result_description",
                _by(no_text),
                _RESULT.format("severity value_node messages"),
            ),
        ),
    ),
    Patch(
        "fresh-caches",
        "what is kept by the address of a graph in memory is taken for that of another graph",
        (
            Target(
                f"{_COMPONENTS}SPARQLConstraintComponentValidator.validator_cache",
                _by(lambda _: {}),
            ),
            Target("pyshacl.rdfutil.stringify:stringify_blank_node.dict_cache", _by(lambda _: {})),
        ),
        releases=ANY_RELEASE,
    ),
    Patch(
        "messages-apart",
        "a result of a custom component has the messages of earlier results too",
        (
            Target(
                f"{_COMPONENTS}BoundShapeValidatorComponent.evaluate",
                _by(results_apart),
                _BOUND,
            ),
        ),
    ),
    Patch(
        "message-values",
        "a backslash of a value that a message names ends the validation, or changes the text",
        (
            Target(
                f"{_HELPER}SPARQLQueryHelper.bind_messages",
                _by(filled_messages),
                "self param_map",
            ),
            Target(
                "pyshacl.constraints.constraint_component:"
                "ConstraintComponent._format_sparql_based_result_message",
                _by(filled_text),
                "self msg bound_vars",
            ),
        ),
    ),
    Patch(
        "values-in-turn",
        "of several values of a component's parameter one is judged, in each run another",
        (
            Target(
                f"{_COMPONENTS}BoundShapeValidatorComponent.evaluate", _by(values_in_turn), _BOUND
            ),
        ),
    ),
    Patch(
        "same-choice",
        "of several validators of a component any is taken, of failing queries any is the first",
        (
            Target(
                f"{_COMPONENTS}SPARQLConstraintComponent.make_validator_for_shape",
                _by(same_validator),
                "self shape",
            ),
            Target(
                "pyshacl.constraints.sparql.sparql_based_constraints:"
                "SPARQLBasedConstraint.evaluate",
                _by(constraints_in_order),
                _BOUND,
            ),
        ),
    ),
    Patch(
        "select-once",
        "a SELECT of a component runs for each value, with $value bound, and never without values",
        (
            Target(
                f"{_COMPONENTS}SelectConstraintValidator.validate",
                _by(selected_once),
                _VALIDATED,
            ),
        ),
    ),
    Patch(
        "failures",
        "?failure makes a result, whatever its value, or nothing beside $this",
        (
            Target(
                "pyshacl.constraints.sparql.sparql_based_constraints:"
                "SPARQLBasedConstraint._evaluate_sparql_constraint",
                _by(failing_constraint),
                "self sparql_constraint target_graph f_v_dict",
            ),
            Target(
                f"{_COMPONENTS}SelectConstraintValidator.validate",
                _by(failing_validator),
                _VALIDATED,
            ),
        ),
    ),
    Patch(
        "ask-value",
        "a result of an ASK in a property shape lacks its value",
        (Target(f"{_COMPONENTS}AskConstraintValidator.validate", _by(with_its_value), _VALIDATED),),
    ),
    Patch(
        "implicit-class",
        "a shape is taken for a class only where its own class is one step below rdfs:Class",
        (Target("pyshacl.shape:Shape.implicit_class_targets", _by(classes_of_classes), "self"),),
    ),
    Patch(
        "keywords",
        "a name with SERVICE or another forbidden word in it is taken for that clause",
        (
            Target(
                f"{_HELPER}SPARQLQueryHelper.check_invalid_sparql",
                _by(keywords_alone),
                "self sparql_text valuenode extravars",
            ),
        ),
        link=f"{_ISSUES}329",
    ),
    Patch(
        "aggregates",
        "errors end the validation or count as values, MIN makes a text of an IRI, no solutions "
        "are a group",
        (
            Target(f"{_SPARQL}aggregates:Aggregator.accumulator_classes", _by(standard_aggregates)),
            Target(f"{_EVALUATE}evalAggregateJoin", _by(groups), "ctx agg"),
            Target(f"{_SPARQL}algebra:translate", _by(named_keys), "q"),
        ),
    ),
    Patch(
        "bound-ends",
        "0, an empty text or false at the end of p*, p+ or p? is taken for an unbound variable",
        (Target("rdflib.paths:MulPath.eval", _by(bound_ends), "self graph subj obj first"),),
    ),
    Patch(
        "constant-filters",
        "a FILTER of 0, an empty text or false alone is taken for none",
        (
            Target(
                "rdflib.plugins.sparql.algebra:collectAndRemoveFilters",
                _by(constant_filters),
                "parts",
            ),
        ),
    ),
    Patch(
        "own-variables",
        "a SELECT within a pattern sees variables of the pattern that it does not project",
        (Target(f"{_EVALUATE}evalMultiset", _by(own_variables), "ctx part"),),
    ),
    Patch(
        "groups",
        "the filters of a group see variables that only the groups around it bind, and of equal "
        "solutions a join has one",
        (
            Target(f"{_EVALUATE}evalJoin", _by(joins), "ctx join"),
            Target(f"{_EVALUATE}evalLeftJoin", _by(options), "ctx join"),
            Target(f"{_EVALUATE}evalFilter", _by(filters), "ctx part"),
            Target(f"{_EVALUATE}evalExtend", _by(extensions), "ctx extend"),
            Target(f"{_EVALUATE}evalSlice", _by(slices), "ctx slice"),
            Target(f"{_EVALUATE}evalAggregateJoin", _by(aggregations), "ctx agg"),
        ),
    ),
    Patch(
        "exists-anywhere",
        "EXISTS in a SELECT clause, HAVING, GROUP BY or ORDER BY ends the validation",
        (Target(f"{_SPARQL}algebra:translate", _by(exists_anywhere), "q"),),
    ),
    Patch(
        "value-order",
        "durations are compared by their text, dates without their zone, others by chance",
        (
            Target(f"{_CORE}value_range_constraints:compare_literal", _by(compared), "l1 l2"),
            Target(
                f"{_PAIRS}LessThanConstraintComponent._compare_lt",
                _by(pairs(allowed=(-1,))),
                _COMPARED,
            ),
            Target(
                f"{_PAIRS}LessThanOrEqualsConstraintComponent._compare_ltoe",
                _by(pairs(allowed=(-1, 0))),
                _COMPARED,
            ),
        ),
    ),
    Patch(
        "datatype",
        "a literal that Python cannot represent, as 24:00:00, is taken for ill-typed",
        (
            Target(
                f"{_CORE}value_constraints:DatatypeConstraintComponent.evaluate",
                _by(of_datatype),
                f"self executor {_NODES} {_PATH}",
            ),
        ),
    ),
    Patch(
        "text-constraints",
        "a blank node has a length of 0, and a range of languages only its first part",
        (
            Target(
                f"{_TEXT}MinLengthConstraintComponent._evaluate_string_rule",
                _by(each_value(at_least)),
                "self r target_graph f_v_dict",
            ),
            Target(
                f"{_TEXT}LanguageInConstraintComponent._evaluate_string_rule",
                _by(each_value(in_languages)),
                "self r target_graph f_v_dict",
            ),
        ),
    ),
    Patch(
        "operators",
        "patterns are Python's, durations are compared by their text, any two datatypes at all, "
        "IN looks for a term instead of a value, and errors end && and ||",
        (
            Target(
                f"{_SPARQL}parserutils:Comp.postParse",
                _by(standard_operators),
                "self instring loc tokenList",
            ),
        ),
    ),
    Patch(
        "type-errors",
        "a value that a function of Python refuses ends the validation, and some functions take "
        "the error of an argument for its value",
        (
            Target(f"{_SPARQL}parserutils:Expr.eval", _by(errors_as_values), "self ctx"),
            Target(
                f"{_SPARQL}parserutils:CompValue._value",
                _by(errors_of_arguments),
                "self val variables errors",
            ),
            Target(f"{_SPARQL}evaluate:_val", _by(errors_come_first), "v"),
        ),
    ),
    Patch(
        "negated-paths",
        "an inverse property in a negated set ends the validation, as the empty set does",
        (
            Target(
                f"{_SPARQL}parserutils:Comp.postParse",
                _by(inverse_members),
                "self instring loc tokenList",
            ),
            Target(f"{_SPARQL}algebra:translatePath", _by(negated_sets), "p"),
            Target("rdflib.paths:NegatedPath.eval", _by(other_properties), "self graph subj obj"),
        ),
    ),
    Patch(
        "truth",
        "NaN and dates are true",
        (
            Target(f"{_SPARQL}operators:EBV", _by(truth), "rt"),
            Target(f"{_SPARQL}evalutils:EBV", _by(truth), "rt"),
        ),
    ),
    Patch(
        "sparql-pattern",
        "sh:pattern is a regular expression of Python instead of SPARQL",
        (
            Target(
                f"{_CORE}string_based_constraints:PatternConstraintComponent.__init__",
                _by(sparql_patterns),
                "self shape",
            ),
        ),
    ),
    Patch(
        "declarations",
        "sh:prefix and sh:namespace enter a query unchecked, those of owl:imports do not at all",
        (Target(f"{_HELPER}SPARQLQueryHelper.collect_prefixes", _by(declarations_alone), "self"),),
    ),
    Patch(
        "every-prefix",
        "of several prefixes of a namespace a query has only the last one",
        (Target("rdflib.plugins.sparql.algebra:Prologue", _by(with_every_prefix)),),
    ),
    Patch(
        "whole-iris",
        "a shortened IRI of $PATH may begin a string or a comment, and ^^ or ?? stand in it",
        (
            Target(
                f"{_HELPER}shacl_path_to_sparql_path",
                _by(whole_iris),
                "shapes_graph path_node prefixes recursion",
            ),
        ),
    ),
    Patch(
        "no-service",
        "rdflib asks any server that SERVICE names",
        (
            Target("rdflib.plugins.sparql.processor:translateQuery", _by(refusing_service)),
            Target("rdflib.plugins.sparql.evaluate:evalServiceQuery", _by(closed)),
        ),
        releases=ANY_RELEASE,
    ),
    Patch(
        "no-network",
        "FROM, LOAD, owl:imports and sh:jsLibrary open addresses, those of files too",
        (
            Target("rdflib:Graph.parse", _by(closed)),
            Target("urllib.request:OpenerDirector.open", _by(closed)),
        ),
        releases=ANY_RELEASE,
    ),
)
"""All patches. Where two have the same target, the later one wraps the earlier one."""
