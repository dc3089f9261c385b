"""Graphs that a pattern of a query reaches: SPARQL matches the default graph alone unless told.

Pages show the statements of all graphs, so that a query they lead to has to find them too:

    default graph    ?thing a ex:Book .
    named graphs     GRAPH ?graph { ?thing a ex:Book . }
    both             { ?thing a ex:Book . } UNION { GRAPH ?graph { ?thing a ex:Book . } }

Each pattern has a GRAPH with a variable of its own, since a thing may have its class in one graph
and its name in another.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto

from rdflib import URIRef


class Reach(Enum):
    """The graphs in which statements stand."""

    DEFAULT = auto()
    NAMED = auto()
    BOTH = auto()

    @classmethod
    def of(cls, *, in_default: bool, in_named: bool) -> Reach:
        """The reach that finds statements; of those that are nowhere, the default graph."""
        if not in_named:
            return cls.DEFAULT
        return cls.BOTH if in_default else cls.NAMED


ReachOf = Callable[[URIRef], Reach]
"""Gives a class or property the graphs in which it is used."""


def reaching(pattern: str, reach: Reach, graph: str = "graph") -> str:
    """The pattern in the graphs that it is to reach; `graph` is the name of a variable for them."""
    match reach:
        case Reach.DEFAULT:
            return pattern
        case Reach.NAMED:
            return f"GRAPH ?{graph} {{ {pattern} }}"
        case Reach.BOTH:
            return f"{{ {pattern} }} UNION {{ GRAPH ?{graph} {{ {pattern} }} }}"
