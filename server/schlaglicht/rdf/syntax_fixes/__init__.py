"""Suggested fixes for files that the strict parser refuses.

A suggestion is only a guess; the parser decides. `turtle_fixes.py` and `token_fixes.py` suggest
changes for Turtle and its relatives, this module for RDF/XML and JSON-LD; the parser reads
each changed text, and a change is reported if it alone gets the parser to the end, or well past
the error.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import pyoxigraph

from schlaglicht.formats import JSONLD, NQUADS, RDFXML, TRIG, TURTLE, Format
from schlaglicht.i18n import Message, msg
from schlaglicht.rdf.source_text import SourceText
from schlaglicht.rdf.syntax_fixes.token_fixes import STANDARD_INPUT, Change, Fault
from schlaglicht.rdf.syntax_fixes.turtle_fixes import FORMAT, advice, changes
from schlaglicht.rdf.turtle.tokens import Kind
from schlaglicht.rdf.well_known_prefixes import WELL_KNOWN
from schlaglicht.suggest import Cutoff, nearest

_BARE_AMPERSAND = re.compile(r"&(?!\w+;|#\w+;)")
_UNKNOWN_PREFIX = re.compile(r"Unknown prefix (.*):")
_NAMESPACE = re.compile(r"\bxmlns:([\w.-]+)\s*=")
_PYTHON = {"True": "true", "False": "false", "None": "null"}


def changes_of_xml(fault: Fault) -> Iterator[Change]:
    """Bare ampersands and undeclared prefixes."""
    if _BARE_AMPERSAND.search(fault.text):
        yield Change(
            "ampersand",
            _BARE_AMPERSAND.sub("&amp;", fault.text),
            msg("write &amp; for &"),
        )
    if found := _UNKNOWN_PREFIX.fullmatch(fault.parser_message):
        yield from _prefix(fault, found[1])


def _prefix(fault: Fault, prefix: str) -> Iterator[Change]:
    if prefix in WELL_KNOWN:
        declaration = f'xmlns:{prefix}="{WELL_KNOWN[prefix]}"'
        yield Change(
            "declare",
            re.sub(r"<([\w:.-]+)(?=[\s>])", rf"<\1 {declaration}", fault.text, count=1),
            msg("declare it in the outermost element: {declaration}", declaration=declaration),
        )
        return
    declared = _NAMESPACE.findall(fault.text)
    if near := nearest(prefix, declared, Cutoff.PREFIX):
        yield Change(
            "near",
            re.sub(rf"(?<![\w.-]){re.escape(prefix)}:", f"{near}:", fault.text),
            msg("did you mean {near}?", near=f"{near}:"),
        )


def changes_of_json(fault: Fault) -> Iterator[Change]:
    """Commas, quotation marks, words and comments from other notations."""
    text = fault.text
    yield Change(
        "comma",
        fault.replaced(fault.start, fault.start, ", "),
        msg("put a comma before it"),
    )
    yield Change(
        "last comma",
        re.sub(r",(\s*[}\]])", r"\1", text),
        msg("remove the comma after the last value"),
    )
    if "'" in text:
        yield Change(
            "double",
            text.replace("'", '"'),
            msg('JSON has double quotation marks only: "'),
        )
    for word, meant in _PYTHON.items():
        if text.startswith(word, fault.start):
            yield Change(
                "word", re.sub(rf"\b{word}\b", meant, text), msg("write {better}", better=meant)
            )
    if text.startswith(("//", "/*", "#"), fault.start):
        yield Change(
            "comment",
            re.sub(r"(?m)^\s*(?://|#).*$|/\*.*?\*/", "", text),
            msg("JSON has no comments: remove them"),
        )


__all__ = ["STANDARD_INPUT", "Fault", "repair", "surest_change"]

_LONGEST = 1_000_000
"""Characters of a text that is read again for each change."""
_MOST_CHANGES = 16
_MOST_PREFIXES = 5
_PREFIX = re.compile(r"([\w.-]*):")
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
        text = header + change.text
        stop, undeclared = _stop(text, syntax, fault.base)
        if stop is None:
            return _Reach(not header, 0)
        if undeclared is None or fault.kind is Kind.UNDECLARED:
            start = max(fault.start, change.until) + len(header)
            is_further = _END_OF_STATEMENT.search(text, start, stop)
            return _Reach(False, stop - len(text)) if is_further else None
        header += f"@prefix {undeclared}: <x:> . "
    return None


def _stop(text: str, syntax: Format, base: str) -> tuple[int | None, str | None]:
    """The place where the strict parser stops in a text, and the undeclared prefix there."""
    parser = pyoxigraph.parse(text, syntax.rdf, base_iri=base)
    try:
        for _ in parser:
            pass
    except SyntaxError as error:
        if error.lineno is None or error.offset is None:
            return 0, None
        stop = SourceText(Path(), text).index(error.lineno, error.offset)
        name = _PREFIX.match(text, stop) if syntax in (TURTLE, TRIG) else None
        return stop, name[1] if name and name[1] not in parser.prefixes else None
    return None, None
