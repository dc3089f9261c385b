"""Suggested fixes for files that the strict parser refuses.

A suggestion is only a guess; the parser decides. `turtle_fixes.py` suggests changes for Turtle and
its relatives, `markup_fixes.py` for RDF/XML and JSON-LD; the parser reads each changed text, and a
change is reported if it alone gets the parser to the end, or well past the error.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

import pyoxigraph

from schlaglicht.formats import JSONLD, NQUADS, RDFXML, Format
from schlaglicht.i18n import Message
from schlaglicht.rdf.syntax_fixes.change import STANDARD_INPUT, Change, Fault
from schlaglicht.rdf.syntax_fixes.markup_fixes import changes_of_json, changes_of_xml
from schlaglicht.rdf.syntax_fixes.prefix_fixes import UNDECLARED
from schlaglicht.rdf.syntax_fixes.turtle_fixes import FORMAT, advice, changes

__all__ = ["STANDARD_INPUT", "Fault", "repair", "surest_change"]

_LONGEST = 1_000_000
"""Characters of a text that is read again for each change."""
_MOST_CHANGES = 16
_MOST_PREFIXES = 5
_END_OF_STATEMENT = re.compile(r"\.[ \t\r]*$", re.MULTILINE)
"""A point that the parser must pass, if the text has further errors."""


def repair(fault: Fault) -> Message | None:
    """Advice on fixing an error; None if nothing is certain."""
    if len(fault.text) > _LONGEST:
        return None
    change = surest_change(fault)
    if change is not None:
        return change.helps
    return None if fault.syntax in (RDFXML, JSONLD) else advice(fault)


def surest_change(fault: Fault) -> Change | None:
    """The change that alone gets the parser furthest; None if there is none, or several."""
    tried: dict[_Reach, list[Change]] = {}
    for change, _ in zip(_proposed(fault), range(_MOST_CHANGES), strict=False):
        reach = _reach(change, fault)
        if reach is not None and reach.whole and (change.kind, change.syntax) == (FORMAT, NQUADS):
            return change  # a mark would parse, too, and make a value of each graph's name
        if reach is not None:
            tried.setdefault(reach, []).append(change)
    best = tried[max(tried)] if tried else []
    return best[0] if len({change.kind for change in best}) == 1 else None


def _proposed(fault: Fault) -> Iterable[Change]:
    if fault.syntax is RDFXML:
        return changes_of_xml(fault)
    return changes_of_json(fault) if fault.syntax is JSONLD else changes(fault)


class _Reach(NamedTuple):
    """Progress of a parser; greater is further."""

    whole: bool
    place: int
    """The stop of the parser, counted from the end, which a change moves; 0 at the end."""


def _reach(change: Change, fault: Fault) -> _Reach | None:
    """Progress of the parser in a changed text; None if it is hardly past the error.

    Undeclared prefixes are a different error and skipped: they do not end a statement.
    """
    syntax = change.syntax or fault.syntax
    header = ""
    for _ in range(_MOST_PREFIXES):
        error = _error_in(header + change.text, syntax, fault.base)
        if error is None:
            return _Reach(not header, 0)
        undeclared = UNDECLARED.search(str(error.msg))
        if undeclared is None or UNDECLARED.search(fault.parser_message):
            start = max(fault.start, change.until)
            return _partly(header + change.text, error, start + len(header))
        header += f"@prefix {undeclared[1]}: <x:> . "
    return None


def _error_in(text: str, syntax: Format, base: str) -> SyntaxError | None:
    try:
        for _ in pyoxigraph.parse(text, syntax.rdf, base_iri=base):
            pass
    except SyntaxError as error:
        return error
    return None


def _partly(text: str, error: SyntaxError, start: int) -> _Reach | None:
    if error.lineno is None or error.offset is None:
        return None
    stop = Fault.index_of(text, error.lineno, error.offset)
    return _Reach(False, stop - len(text)) if _END_OF_STATEMENT.search(text, start, stop) else None
