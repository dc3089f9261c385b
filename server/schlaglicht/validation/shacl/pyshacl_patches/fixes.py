"""Repairs of faults of pySHACL, and of the SPARQL engine below it, over valid shapes.

Needless failures no longer stop validation; all values of a parameter are evaluated, not one of
them; classes are found that pySHACL misses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from rdflib import RDF, RDFS, Literal
from rdflib.term import Node

from schlaglicht.errors import QuerySyntaxError
from schlaglicht.query.lexer import TokenKind, tokens
from schlaglicht.validation.shacl.shape_queries import without_escapes

DEEPEST = 30
"""Levels of nested shapes that are followed; pySHACL's default is half of that, and profiles whose
classes refer to each other go deeper."""

_HARMLESS = {TokenKind.NAME: "a:a", TokenKind.STRING: '""', TokenKind.IRI: "<a>"}
"""Replacements for tokens that are not keywords, but may contain them."""


def keywords_alone(check: Callable[..., None]) -> Callable[..., None]:
    """Searches only keywords for forbidden clauses: `ex:inService` is not SERVICE."""

    def look(helper: Any, sparql_text: str, *args: Any, **kwargs: Any) -> None:
        check(helper, _without_names(sparql_text), *args, **kwargs)

    return look


def values_in_turn(evaluate: Callable[..., tuple[bool, list[Any]]]) -> Callable[..., Any]:
    """Evaluates a component of a single parameter for each value that the shape gives it.

    https://www.w3.org/TR/shacl/#constraint-components-parameters: each is a constraint. pySHACL
    takes the first of a set, a different one in each run.
    """

    def evaluate_each(component: Any, *args: Any) -> tuple[bool, list[Any]]:
        helper = component.query_helper
        parameter, *others = helper.parameters
        values = set(component.shape.objects(parameter.path()))
        if others or len(values) < 2:
            return evaluate(component, *args)
        conforms, results = True, []
        for value in sorted(values, key=str):
            helper.param_bind_map = {parameter.localname: value}
            conforms_to_it, found = evaluate(component, *args)
            conforms = conforms and conforms_to_it
            results += found
        return conforms, results

    return evaluate_each


def classes_of_classes(targets: Callable[[Any], list[Node]]) -> Callable[[Any], list[Node]]:
    """Finds a class that is a shape even if its own class is far below rdfs:Class.

    https://www.w3.org/TR/shacl/#implicit-targetClass; pySHACL checks one step up.
    """

    def find(shape: Any) -> list[Node]:
        graph = shape.sg.graph
        is_class = any(
            RDFS.Class in graph.transitive_objects(class_, RDFS.subClassOf)
            for class_ in graph.objects(shape.node, RDF.type)
        )
        return [shape.node] if is_class else targets(shape)

    return find


def bound_ends(evaluate: Callable[..., Iterator[Any]]) -> Callable[..., Iterator[Any]]:
    """Keeps 0, "" and false as ends of a repeated path: rdflib takes them for unbound variables.

    https://www.w3.org/TR/sparql11-query/#propertypaths
    """

    def find(path: Any, graph: Any, subj: Any = None, obj: Any = None, first: bool = True) -> Any:
        given = {end: end for end in (subj, obj) if isinstance(end, Literal) and not end}
        bound = {end: _True(end, normalize=False) for end in given}
        found = evaluate(path, graph, bound.get(subj, subj), bound.get(obj, obj), first)
        return ((given.get(start, start), given.get(end, end)) for start, end in found)

    return find


def constant_filters(collect: Callable[..., Any]) -> Callable[..., Any]:
    """Keeps a FILTER of 0, "" or false alone: rdflib takes it for none."""
    from rdflib.plugins.sparql.operators import and_

    def find(parts: Any) -> Any:
        found = collect(parts)
        return found if found or found is None else and_(found, found)

    return find


class _True(Literal):
    """A literal that counts as true, equal to the one that does not."""

    def __bool__(self) -> bool:
        return True


def with_every_prefix(_: type) -> type:
    """A prologue of a query that keeps all prefixes of a namespace."""
    from schlaglicht.validation.shacl.query_prologue import QueryPrologue

    return QueryPrologue


def _without_names(query: str) -> str:
    parts, end = [], 0
    try:
        query = without_escapes(query)
        for token in tokens(query):
            if token.kind in _HARMLESS:
                parts += [query[end : token.start], _HARMLESS[token.kind]]
                end = token.start + len(token.text)
    except QuerySyntaxError:
        return query
    return "".join([*parts, query[end:]])
