"""Groups of a query that see no variables of the groups around them.

rdflib evaluates a query from the outside, and hands the values of variables on into the groups
within. That saves much work, and changes the result where a group has a FILTER or a BIND with a
variable that it does not bind itself: SPARQL evaluates groups from the inside. Here such variables
are withheld, and solutions compared afterwards. What is bound for the whole query (`$this`), or by
the solution for which EXISTS is evaluated, replaces the variable everywhere and stays.
https://www.w3.org/TR/sparql11-query/#sparqlTranslateGraphPatterns,
https://www.w3.org/TR/shacl/#pre-binding
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import reduce
from typing import Any

from rdflib.term import Variable

Evaluate = Callable[[Any, Any], Iterator[Any]]
Names = frozenset[Any]

_NONE: Names = frozenset()
_ALIAS = "__agg_"
"""How rdflib's names of aggregates begin, which its variables of a group are renamed from."""


def filters(_: Evaluate) -> Evaluate:
    """Filters with what the group binds."""
    from rdflib.plugins.sparql.evaluate import evalPart
    from rdflib.plugins.sparql.evalutils import _ebv

    def find(context: Any, part: Any) -> Iterator[Any]:
        context = _without(context, _withheld(part))
        return (found for found in evalPart(context, part.p) if _ebv(part.expr, found))

    return find


def extensions(_: Evaluate) -> Evaluate:
    """Binds by BIND and AS, with what the group binds."""
    from rdflib.plugins.sparql.evaluate import evalPart
    from rdflib.plugins.sparql.evalutils import _eval
    from rdflib.plugins.sparql.sparql import SPARQLError

    def find(context: Any, extend: Any) -> Iterator[Any]:
        for found in evalPart(_without(context, _withheld(extend)), extend.p):
            try:
                value = _eval(extend.expr, found)
            except SPARQLError:
                yield found
                continue
            yield found if isinstance(value, SPARQLError) else found.merge({extend.var: value})

    return find


def joins(_: Evaluate) -> Evaluate:
    """Joins solutions that agree, however many others are equal to one.

    https://www.w3.org/TR/sparql11-query/#defn_algJoin
    """
    from rdflib.plugins.sparql.evaluate import evalPart
    from rdflib.plugins.sparql.evalutils import _join

    def find(context: Any, join: Any) -> Iterator[Any]:
        firsts = evalPart(context, join.p1)
        if not join.lazy:
            return _join(firsts, list(evalPart(context, join.p2)))
        return (
            other.merge(first)
            for first in firsts
            for other in evalPart(context.thaw(first), join.p2)
            if other.compatible(first)
        )

    return find


def options(_: Evaluate) -> Evaluate:
    """Adds what OPTIONAL finds to a solution, if anything."""
    from rdflib.plugins.sparql.evaluate import evalPart
    from rdflib.plugins.sparql.evalutils import _ebv

    def find(context: Any, join: Any) -> Iterator[Any]:
        for first in evalPart(_without(context, _withheld(join)), join.p1):
            has_any = False
            for other in evalPart(context.thaw(first), join.p2):
                if other.compatible(first):
                    both = other.merge(first)
                    if _ebv(join.expr, both):
                        has_any = True
                        yield both
            if not has_any:
                yield first

    return find


def slices(evaluate: Evaluate) -> Evaluate:
    """Counts all solutions for LIMIT and OFFSET, not those that fit a solution around it."""
    return lambda context, part: evaluate(_without(context, None), part)


def aggregations(evaluate: Evaluate) -> Evaluate:
    """Groups all solutions, or those with a key that is bound around them."""

    def find(context: Any, part: Any) -> Iterator[Any]:
        keys = {key for key in part.p.expr or () if isinstance(key, Variable)}
        return evaluate(_only(context, keys & certain(part.p.p)), part)

    return find


def existence(_: Evaluate) -> Callable[[Any, Any], Any]:
    """EXISTS, in whose pattern the values of a solution replace its variables.

    https://www.w3.org/TR/sparql11-query/#defn_substitute
    """

    def exists(expression: Any, solution: Any) -> Any:
        from rdflib import Literal
        from rdflib.plugins.sparql.evaluate import evalPart
        from rdflib.plugins.sparql.sparql import Bindings

        context = solution.ctx.clone()
        given = context.initBindings or {}
        context.initBindings = _Substituted({**given, **solution})
        context.initBindings.of_query = getattr(given, "of_query", given)
        context.bindings = Bindings(d=context.initBindings)
        found = any(True for _ in evalPart(context, expression.graph))
        return Literal(found is (expression.name == "Builtin_EXISTS"))

    return exists


def exists_anywhere(translate: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Translates the pattern of EXISTS outside of FILTER and BIND too."""
    from rdflib.plugins.sparql.algebra import translateExists, translatePath, traverse

    def translated(query: Any) -> Any:
        for name in ("projection", "groupby", "having", "orderby"):
            part = dict.get(query, name)
            if part is not None:
                query[name] = translateExists(traverse(part, visitPost=translatePath))
        return translate(query)

    return translated


def own_variables(evaluate: Evaluate) -> Evaluate:
    """Hides the variables of a pattern from a SELECT within it that does not project them.

    https://www.w3.org/TR/sparql11-query/#subqueries. What is bound for the whole query stays.
    """

    def find(context: Any, part: Any) -> Any:
        projected = _projected(part.p)
        if projected is not None:
            given = context.initBindings or {}
            seen = {*projected, *getattr(given, "of_query", given)}
            context = _only(context, seen, even_given=True)
        return evaluate(context, part)

    return find


class _Substituted(dict[Any, Any]):
    """The values that replace variables in the pattern of EXISTS."""

    of_query: Any
    """Those of them that are bound for the whole query."""


def _projected(part: Any) -> Iterable[Any] | None:
    """The variables of a SELECT; None for VALUES."""
    while part.name in ("Slice", "Distinct", "Reduced"):
        part = part.p
    return part.PV if part.name == "Project" else None


def _without(context: Any, names: Names | None) -> Any:
    """The context without variables, or without any; what is bound for the whole query stays."""
    given = context.initBindings or {}
    bindings = context.bindings
    if names is None:
        names = frozenset(bindings)
    if not any(name in bindings and name not in given for name in names):
        return context
    return _with(context, [name for name in bindings if name not in names or name in given])


def _only(context: Any, names: Iterable[Any], *, even_given: bool = False) -> Any:
    """The context with some variables, and with what is bound for the whole query."""
    kept = {*names} if even_given else {*names, *(context.initBindings or ())}
    if all(name in kept for name in context.bindings):
        return context
    restricted = _with(context, [name for name in context.bindings if name in kept])
    if even_given:
        given = context.initBindings
        restricted.initBindings = _Substituted({n: given[n] for n in given if n in kept})
        restricted.initBindings.of_query = getattr(given, "of_query", given)
    return restricted


def _with(context: Any, names: Iterable[Any]) -> Any:
    from rdflib.plugins.sparql.sparql import Bindings

    before, context = context.bindings, context.clone()
    context.bindings = Bindings(d=[(name, before[name]) for name in names])
    return context


def _withheld(part: Any) -> Names:
    """Variables whose values from around a part would change its result."""
    known = part.withheld
    if known is None:
        known = part.withheld = _find_withheld(part)
    return known  # type: ignore[no-any-return]


def _find_withheld(part: Any) -> Names:
    if part.name == "LeftJoin":
        inner = part.p1
        mentioned = variables(part.expr) | variables(part.p2)
    else:
        inner = part.p
        mentioned = variables(part.expr)
    found = mentioned - certain(inner)
    renamed = isinstance(part.expr, Variable) and part.expr.startswith(_ALIAS)
    return found if part.name != "Extend" or renamed else found | {part.var}


def variables(part: Any) -> Names:
    """All variables that a part of a query mentions, those in EXISTS too."""
    if isinstance(part, Variable):
        return frozenset((part,))
    if isinstance(part, dict):
        if getattr(part, "name", "") in ("Builtin_EXISTS", "Builtin_NOTEXISTS"):
            return variables(
                getattr(part, "graph", None)
            )  # an attribute is translated, the item is not
        part = [value for name, value in dict.items(part) if name != "_vars"]
    if isinstance(part, list | tuple | set):
        return reduce(frozenset.union, map(variables, part), _NONE)
    return _NONE


def certain(part: Any) -> Names:
    """The variables that each solution of a part binds, as far as is easily said."""
    match part.name:
        case "BGP":
            return variables(part.triples)
        case "Join":
            return certain(part.p1) | certain(part.p2)
        case "Union":
            return certain(part.p1) & certain(part.p2)
        case "LeftJoin" | "Minus":
            return certain(part.p1)
        case "Graph":
            return certain(part.p) | variables(part.term)
        case "Project":
            return certain(part.p) & frozenset(part.PV)
        case "Filter" | "Extend" | "Slice" | "Distinct" | "Reduced" | "OrderBy" | "Group":
            return certain(part.p)
        case "ToMultiSet" if part.p.name != "values":
            return certain(part.p)
    return _NONE
