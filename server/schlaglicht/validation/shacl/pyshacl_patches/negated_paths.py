"""Negated property sets with inverse properties: `!(ex:p|^ex:p)`, `!^ex:p`, and the empty `!()`.

rdflib loses the property that follows `^`, and looks for a triple the other way round.
https://www.w3.org/TR/sparql11-query/#propertypaths
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any


def inverse_members(parse: Callable[..., Any]) -> Callable[..., Any]:
    """Keeps the property of `^ex:p` in a negated set."""

    def parsed(grammar: Any, text: Any, place: Any, found: Any) -> Any:
        part = parse(grammar, text, place, found)
        if grammar.name == "InversePath":
            part["part"] = found[-1]
        return part

    return parsed


def negated_sets(translate: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Translates inverse properties of a negated set, and the empty set."""
    from rdflib.paths import AlternativePath, InvPath, NegatedPath
    from rdflib.plugins.sparql.parserutils import CompValue

    def translated(part: Any) -> Any:
        name = part.name if isinstance(part, CompValue) else None
        if name == "InversePath":
            return InvPath(part.part)
        if name == "PathNegatedPropertySet" and not part.part:
            return NegatedPath(AlternativePath())
        return translate(part)

    return translated


def other_properties(_: Callable[..., Any]) -> Callable[..., Iterator[Any]]:
    """Follows all triples but those of the set: forwards, backwards or both, as the set has it."""

    def pairs(path: Any, graph: Any, subj: Any = None, obj: Any = None) -> Iterator[Any]:
        from rdflib.paths import InvPath

        back = {member.arg for member in path.args if isinstance(member, InvPath)}
        ahead = {member for member in path.args if not isinstance(member, InvPath)}
        if ahead or not back:
            for start, property_, end in graph.triples((subj, None, obj)):
                if property_ not in ahead:
                    yield start, end
        if back:
            for end, property_, start in graph.triples((obj, None, subj)):
                if property_ not in back:
                    yield start, end

    return pairs
