"""Changes that may fix RDF/XML and JSON-LD; the whole file must then parse."""

from __future__ import annotations

import re
from collections.abc import Iterator

from schlaglicht.i18n import msg
from schlaglicht.rdf.syntax_fixes.change import Change, Fault
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
