"""Values in the place of their variables in messages, each exactly as it is.

https://www.w3.org/TR/shacl/#sparql-constraints-message. pySHACL takes a value for the template of a
regular expression, in which a backslash begins a reference or an error, and fills a value that
looks like a variable again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from rdflib import Literal

_VARIABLE = re.compile(r"\{[?$]([^{}]+)\}")


def filled_messages(_: Callable[..., None]) -> Callable[..., None]:
    """Fills the messages of a validator with values of parameters and variables."""

    def fill(helper: Any, param_map: Mapping[str, Any] | None = None) -> None:
        values = helper.param_bind_map if param_map is None else param_map
        helper.bound_messages = {
            Literal(_filled(str(text), values), lang=text.language, datatype=text.datatype)
            for text in helper.unbound_messages
        }

    return fill


def filled_text(_: Callable[..., Any]) -> Callable[..., Any]:
    """Fills the message of a SPARQL constraint with the values of a solution."""

    def fill(_component: Any, msg: str, bound_vars: Any) -> str:
        values: dict[str, Any] = {}
        if isinstance(bound_vars, Mapping):
            values.update(bound_vars)
        elif bound_vars is not None:
            *named, more = bound_vars if len(bound_vars) == 4 else (*bound_vars, {})
            given = zip(("this", "path", "value"), named, strict=True)
            values = {**more, **{name: value for name, value in given if value is not None}}
        return _filled(msg, values)

    return fill


def _filled(text: str, values: Mapping[str, Any]) -> str:
    """`text` with values for its variables; a variable without a value stays as it is."""

    def value_of(found: re.Match[str]) -> str:
        return str(values[found[1]]) if found[1] in values else found[0]

    return _VARIABLE.sub(value_of, text)
