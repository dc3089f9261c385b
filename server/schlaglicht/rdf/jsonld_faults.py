"""Locations of errors in JSON-LD that the strict parser reports without one."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

import pyoxigraph

from schlaglicht.formats import JSONLD

_BY_TYPE = re.compile(r'"@container"\s*:\s*(?:\[[^\][{}]{0,200})?("@type")')
_NAMED = re.compile(r"'([^']+)'|(@\w+)|([^\s',@][^\s',]*)")
"""What a message quotes, the keys of JSON-LD in it, and its other words, in this order of use."""
_ALIAS = re.compile(r'"([^"\\]+)"\s*:\s*"(@[a-z]+)"')
_STRING = re.compile(r'"(?:[^"\\]|\\.)*+"', re.DOTALL)
_SMALL, _MOST = 2**18, 100
"""Characters of a file, and strings in it, that are tried one after the other."""


def map_by_type(text: str) -> int | None:
    """Index of the `@type` that makes the values of a term a map by type, if it is the only one."""
    found = list(_BY_TYPE.finditer(text))
    return found[0].start(1) if len(found) == 1 else None


def fault_near(message: str, text: str, base: str) -> int:
    """Index of the string that the message names, or of any, without which it would not be.

    Of the last one in a large file, or if there is none.
    """
    aliases = dict(_ALIAS.findall(text))
    for names in zip(*(m.groups(default="") for m in _NAMED.finditer(message)), strict=True):
        written = {*filter(None, names)}
        written |= {alias for alias, keyword in aliases.items() if keyword in written}
        spans = [span for one in written for span in _strings(one, text)]
        if spans:
            return _at_fault(sorted(spans), message, text, base)
    spans = [found.span() for found in _STRING.finditer(text)]
    return _at_fault(spans, message, text, base) if spans else 0


def _strings(value: str, text: str) -> Sequence[tuple[int, int]]:
    string = re.escape(json.dumps(value, ensure_ascii=False))
    return [found.span() for found in re.finditer(string, text)]


def _at_fault(spans: Sequence[tuple[int, int]], message: str, text: str, base: str) -> int:
    if len(text) <= _SMALL:
        for start, end in reversed(spans[-_MOST:]):
            other = f'"{"~" * (end - start - 2)}"'
            if not _has_fault(message, text[:start] + other + text[end:], base):
                return start
    return spans[-1][0]


def _has_fault(message: str, text: str, base: str) -> bool:
    try:
        for _ in pyoxigraph.parse(text.encode(), JSONLD.rdf, base_iri=base):
            pass
    except SyntaxError as error:
        return str(error.msg) == message
    return False
