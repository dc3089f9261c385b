"""Regular expressions of `sh:pattern` as in SPARQL's REGEX, where pySHACL differs.

pySHACL treats them as Python's and supports only the flags `i` and `m`; and Python's `$` also
matches before a final line end. https://www.w3.org/TR/xpath-functions/#regex-syntax
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

_FLAGS = {"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL}
_PARTS = re.compile(r"(?P<escaped>\\.)|(?P<class>\[(?:\\.|[^\]\\])+\])|(?P<mark>.)", re.DOTALL)


def sparql_patterns(init: Callable[..., None]) -> Callable[..., None]:
    """Compiles the patterns of a constraint as SPARQL's."""

    def make(constraint: Any, shape: Any) -> None:
        # pySHACL's last step compiles them as Python's, and it does not support `q`.
        with suppress(re.error):
            init(constraint, shape)
        flags = str(constraint.flags or "")
        patterns = constraint.string_rules
        constraint.compiled_cache = {p: compiled_pattern(str(p), flags) for p in patterns}

    return make


def compiled_pattern(pattern: str, flags: str = "") -> re.Pattern[str]:
    """A pattern of SPARQL with its flags, for Python's `search`; raises re.error if invalid."""
    wanted = re.RegexFlag(0)
    for flag in flags:
        wanted |= _FLAGS.get(flag, 0)
    if "q" in flags:
        return re.compile(re.escape(pattern), wanted)
    text = "".join(_part(match, flags) for match in _PARTS.finditer(pattern))
    return re.compile(text, wanted)


def _part(match: re.Match[str], flags: str) -> str:
    mark = match["mark"]
    if mark == "$" and "m" not in flags:
        return r"\Z"
    if mark is not None and "x" in flags and mark in " \t\n\r":
        return ""
    return match[0]
