"""Errors within expressions of SPARQL, which remove a solution instead of ending the validation.

https://www.w3.org/TR/sparql11-query/#evaluation: rdflib raises errors of Python for some values, as
for the rounding of NaN, and takes errors of arguments for values.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_OF_PYTHON = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
_WITH_PATTERNS = ("Builtin_EXISTS", "Builtin_NOTEXISTS")


def errors_as_values(_: Callable[..., Any]) -> Callable[..., Any]:
    """Returns the error of an expression, of SPARQL or Python, as rdflib does those of SPARQL.

    An error of Python in the pattern of EXISTS is a fault of the engine, not of a value.
    """
    from rdflib.plugins.sparql.sparql import SPARQLError, SPARQLTypeError

    def evaluate(expression: Any, context: Any) -> Any:
        expression.ctx = context
        try:
            return expression._evalfn(context)  # noqa: SLF001
        except SPARQLError as error:
            return error
        except _OF_PYTHON as error:
            if expression.name in _WITH_PATTERNS:
                raise
            return SPARQLTypeError(str(error))
        finally:
            expression.ctx = None

    return evaluate


def errors_of_arguments(read: Callable[..., Any]) -> Callable[..., Any]:
    """Raises the error of an argument, which `isIRI(1/0)` and others take for a value."""
    from rdflib.plugins.sparql.sparql import SPARQLError

    def value(part: Any, argument: Any, *args: Any) -> Any:
        found = read(part, argument, *args)
        if isinstance(found, SPARQLError):
            raise found
        return found

    return value


def errors_come_first(key: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Orders errors of ORDER BY as values that are missing, before all terms."""
    from rdflib.plugins.sparql.sparql import SPARQLError

    return lambda term: (-1, 0) if isinstance(term, SPARQLError) else key(term)
