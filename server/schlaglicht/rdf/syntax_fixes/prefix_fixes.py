"""Changes that may fix prefixes, and IRIs without their brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from schlaglicht.formats import TRIG, TURTLE
from schlaglicht.i18n import Message, msg
from schlaglicht.rdf.reading.turtle_tokens import Kind
from schlaglicht.rdf.syntax_fixes.change import Change, Fault, shortened
from schlaglicht.rdf.well_known_prefixes import WELL_KNOWN
from schlaglicht.suggest import Cutoff, nearest

_DECLARATION = re.compile(
    r"^[ \t]*@?prefix\s+([\w.-]*):\s*(<[^<>\s]*>)", re.IGNORECASE | re.MULTILINE
)
_SCHEMES = ("http", "https", "urn", "mailto", "ftp", "file", "tel", "doi")


def changes_of_prefixes(fault: Fault) -> Iterator[Change]:
    """Changes for an undeclared prefix, or for a malformed declaration."""
    if fault.kind is Kind.UNDECLARED:
        is_scheme = fault.prefix.lower() in _SCHEMES
        yield from _bare_iri(fault) if is_scheme else _undeclared(fault, fault.prefix)
    elif fault.kind is Kind.PREFIX:
        yield Change(
            "colon",
            fault.replaced(fault.end, fault.end, ":"),
            msg("write {name}: with its colon", name=shortened(fault.token)),
        )
    elif fault.kind is Kind.NAMESPACE:
        yield from _bare_iri(fault)


def changes_of_colons(fault: Fault) -> Iterator[Change]:
    """A name without the colon after its prefix."""
    declared = {found[1] for found in _DECLARATION.finditer(fault.text, 0, fault.start)}
    known = [prefix for prefix in declared if prefix and fault.token.startswith(prefix)]
    if known and fault.token not in declared and re.fullmatch(r"[\w-]+", fault.token):
        prefix = max(known, key=len)
        name = f"{prefix}:{fault.token[len(prefix) :]}"
        yield Change(
            "name",
            fault.replaced(fault.start, fault.end, name),
            msg("did you mean {near}?", near=shortened(name)),
        )


def declaration(fault: Fault) -> Message | None:
    """Advice on declaring an unknown prefix."""
    if fault.kind is not Kind.UNDECLARED or fault.prefix.lower() in _SCHEMES:
        return None
    return msg("declare it at the top: {declaration}", declaration=_line(fault.prefix))


def _line(prefix: str) -> str:
    return f"@prefix {prefix}: <{WELL_KNOWN.get(prefix, '…')}> ."


def _undeclared(fault: Fault, prefix: str) -> Iterator[Change]:
    declared = {found[1]: found for found in _DECLARATION.finditer(fault.text)}
    above = [name for name, found in declared.items() if found.start() < fault.start]
    if prefix in declared and fault.syntax in (TURTLE, TRIG):
        line = fault.text.count("\n", 0, declared[prefix].start(1)) + 1
        yield Change(
            "later",
            f"@prefix {prefix}: {declared[prefix][2]} . {fault.text}",
            msg("line {line} declares it, too late: move the declaration to the top", line=line),
        )
    elif (
        prefix not in WELL_KNOWN
        and (near := nearest(prefix, above, Cutoff.TRIED_PREFIX)) is not None
    ):
        yield Change(
            "near",
            re.sub(rf"(?<![\w.:-]){re.escape(prefix)}:", f"{near}:", fault.text),
            msg(
                "did you mean {near}:? Otherwise declare it at the top: {declaration}",
                near=near,
                declaration=_line(prefix),
            ),
        )


def _bare_iri(fault: Fault) -> Iterator[Change]:
    """An IRI without its angle brackets, or in quotation marks."""
    start, end = fault.run()
    written = fault.text[start:end].strip("\"'<>")
    yield Change(
        "brackets",
        fault.replaced(start, end, f"<{written}>"),
        msg("write <{written}>, in angle brackets", written=shortened(written)),
    )
