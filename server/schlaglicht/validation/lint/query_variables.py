"""Functions and variables that a query needs to find anything.

https://www.w3.org/TR/shacl/#sparql-constraints-prebound
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rdflib import Variable

from schlaglicht.suggest import is_one_slip
from schlaglicht.validation.shacl.shape_queries import parts_of

_BINDING = {
    ("Bind", "var"),
    ("GraphGraphPattern", "term"),
    ("GroupAs", "var"),
    ("InlineData", "var"),
    ("TriplesBlock", "triples"),
    ("vars", "evar"),
}
"""The parts of a query, by rdflib's names, that give variables a value."""

_IDLE = {("OrderCondition", "expr"), ("vars", "var")}
"""The parts in which a variable without a value does no harm."""


def unbound_variables(parsed: Any, given: Iterable[str]) -> set[str]:
    """The variables that a parsed query computes with, and that nothing in it gives a value.

    `given` have one from outside.
    """
    bound = set(given)
    used: set[str] = set()
    for part in parts_of(parsed):
        for key, value in part.items():
            if (part.name, key) not in _IDLE:
                binds = (part.name, key) in _BINDING
                (bound if binds else used).update(_variables(value))
    return used - bound


def _variables(value: Any) -> Iterator[str]:
    """The variables of a value or of lists in it, not those within its own parts."""
    from pyparsing import ParseResults

    if isinstance(value, Variable):
        yield str(value)
    elif isinstance(value, list | tuple | ParseResults):
        for inner in value:
            yield from _variables(inner)


def unknown_functions(parsed: Any, namespaces: Mapping[str, str]) -> Iterator[str]:
    """The IRIs of functions that a parsed query calls and rdflib, which evaluates it, lacks."""
    # Other libraries may register functions; this private list is the only one.
    from rdflib.plugins.sparql.operators import _CUSTOM_FUNCTIONS

    known = {str(iri) for iri in _CUSTOM_FUNCTIONS}
    for name in (part.iri for part in parts_of(parsed) if part.name == "Function"):
        iri = str(name)
        if hasattr(name, "localname"):
            prefix, local = (dict.get(name, part, "") for part in ("prefix", "localname"))
            iri = namespaces.get(prefix, f"{prefix}:") + local
        if iri not in known:
            yield iri


def misspelt_variable(used: Iterable[str], given: Iterable[str]) -> str | None:
    """The variable that is probably a misspelling of one in `given`; None if there is none."""
    names = list(given)
    for variable in sorted(used):
        for name in names:
            if variable != name and _is_alike(variable.lower(), name.lower()):
                return variable
    return None


def _is_alike(variable: str, name: str) -> bool:
    return variable == name or f"{variable}s" == name or is_one_slip(variable, name)
