"""Changes that may fix literals: their quotation marks, escapes, languages and datatypes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from schlaglicht.i18n import msg
from schlaglicht.rdf.reading.turtle_tokens import NOT_A_TERM, Kind
from schlaglicht.rdf.syntax_fixes.change import Change, Fault, shortened

_UNKNOWN_ESCAPE = re.compile(r"\\(?!u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[tbnrf\"'\\])")
_TAIL = re.compile(r"\s*(?:@[A-Za-z-]+|\^\^\S+?)?\s*[.;,\])]*\s*(?:\#.*)?")
"""Tokens that may follow a literal up to the end of its line."""
_MARK_WITHIN = re.compile(r"\s*(?:@[A-Za-z-]+|\^\^\S+?)?\s*[;,.]\s+(?=\S)")
_CODE = re.compile(r"[.;,]\s*(?:[\w-]*:[\w-]+|<[^<>\s]*>)|@[a-z]{2}\s*[.;,]\s")
"""Turtle syntax that follows a text rather than belonging to it."""
_TAG = re.compile(r"@[A-Za-z-]+|\^\^[\w.-]*:[\w-]+")
_UNDERSCORE = re.compile(r"@([A-Za-z]+)_([A-Za-z0-9]+)")
_TYPOGRAPHIC = str.maketrans({**dict.fromkeys("“”„‟«»", '"'), **dict.fromkeys("‘’‚‛", "'")})
_MOST_ENDS = 4


def changes_of_literals(fault: Fault) -> Iterator[Change]:
    """Changes for a literal without an end, with an early one, or with a wrong continuation."""
    if fault.kind is Kind.ESCAPE:
        yield from _backslashes(fault)
    elif fault.kind in (Kind.LINE_END, Kind.OPEN):
        yield from _ends(fault)
        yield from _lines(fault)
    elif fault.kind in {*NOT_A_TERM, Kind.CHARACTER, Kind.FULL_STOP}:
        yield from _language(fault)
        yield from _typographic(fault)
        yield from _inner_quotes(fault)
        yield from _unopened(fault)
        yield from _unquoted(fault)


def _backslashes(fault: Fault) -> Iterator[Change]:
    """Backslashes that are meant literally."""
    begin, stop = fault.line_span
    line = _UNKNOWN_ESCAPE.sub(r"\\\\", fault.line)
    text = fault.replaced(begin, stop, line)
    literal = next((line[s - begin :] for s, e in fault.literals() if s <= fault.start < e), "")
    shown = re.match(r"([\"'])(?:(?!\1)[^\\]|\\.)*\1", literal)
    if shown:
        example = shortened(shown[0])
        helps = msg("write \\\\ for each backslash: {example}", example=example)
    else:
        helps = msg("write \\\\ for each backslash")
    yield Change("backslash", text, helps)


def _ends(fault: Fault) -> Iterator[Change]:
    """The missing quotation mark at the end of the line."""
    opening, stop = fault.opening(), fault.line_span[1]
    if opening is None:
        return
    quote = fault.text[opening]
    if fault.text.startswith(quote * 3, opening):
        return
    ends = (at for at in range(opening + 1, stop + 1) if _TAIL.fullmatch(fault.text, at, stop))
    within = (found.start() for found in _MARK_WITHIN.finditer(fault.text, opening, stop))
    for at, _ in zip(within, range(_MOST_ENDS), strict=False):
        yield Change("close within", fault.replaced(at, at, quote), None)
    for at, _ in zip(ends, range(_MOST_ENDS), strict=False):
        behind = _TAG.match(fault.text, at)
        literal = shortened(f"{fault.text[opening:at]}{quote}{behind[0] if behind else ''}")
        yield Change(
            "close",
            fault.replaced(at, at, quote),
            msg("close the text: {literal}", literal=literal),
        )


def _lines(fault: Fault) -> Iterator[Change]:
    """A text of several lines, which needs triple quotation marks."""
    opening, stop = fault.opening(), fault.line_span[1]
    if opening is None:
        return
    quote = fault.text[opening]
    closing = fault.text.find(quote, stop)
    if closing > 0:
        text = fault.replaced(closing, closing + 1, quote * 3)
        yield Change(
            "lines",
            text[:opening] + quote * 3 + text[opening + 1 :],
            msg("put a text of several lines between {quotes} and {quotes}", quotes=quote * 3),
            until=closing + 5,
        )


def _inner_quotes(fault: Fault) -> Iterator[Change]:
    """Quotation marks within a text, which end it too early."""
    stop = fault.line_span[1]
    before = [span for span in fault.literals() if span[1] <= fault.start]
    if not before or fault.text[before[-1][1] : fault.start].strip():
        return
    opening = before[-1][0]
    quote = fault.text[opening]
    if _CODE.search(fault.text, opening, fault.start):
        return
    ends = (at for at in range(fault.start, stop) if fault.text[at] == quote)
    for at, _ in zip(ends, range(_MOST_ENDS), strict=False):
        inner = re.sub(rf"(?<!\\){quote}", lambda _: f"\\{quote}", fault.text[opening + 1 : at])
        literal = f"{quote}{inner}{quote}"
        yield Change(
            "inner",
            fault.replaced(opening, at + 1, literal),
            msg(
                "write \\{quote} for {quote} within the text: {literal}",
                quote=quote,
                literal=shortened(literal),
            ),
        )


def _unopened(fault: Fault) -> Iterator[Change]:
    """The missing quotation mark before a word."""
    closing = re.compile(r"[^\"'\n<>]*([\"'])").match(fault.text, fault.start)
    if closing and fault.token.isalpha():
        literal = shortened(closing[1] + closing[0])
        yield Change(
            "open",
            fault.replaced(fault.start, fault.start, closing[1]),
            msg("open the text: {literal}", literal=literal),
        )


def _unquoted(fault: Fault) -> Iterator[Change]:
    """A value with a datatype and without quotation marks."""
    start, end = fault.run()
    value, marks, datatype = fault.text[start:end].partition("^^")
    if marks and value and fault.token == marks and "@" not in value:
        literal = f'"{value}"^^{datatype}'
        yield Change(
            "quoted",
            fault.replaced(start, end, literal),
            msg("write {better}", better=shortened(literal)),
        )


def _language(fault: Fault) -> Iterator[Change]:
    """Parts of a language tag joined by `_`."""
    begin, stop = fault.line_span
    if found := _UNDERSCORE.search(fault.text, begin, stop):
        tag = f"@{found[1]}-{found[2]}"
        yield Change(
            "tag",
            fault.replaced(begin, stop, _UNDERSCORE.sub(r"@\1-\2", fault.line)),
            msg("write {better}", better=tag),
        )


def _typographic(fault: Fault) -> Iterator[Change]:
    """Typographic quotation marks of word processors."""
    line = fault.line.translate(_TYPOGRAPHIC)
    if line != fault.line:
        yield Change(
            "straight",
            fault.replaced(*fault.line_span, line),
            msg("write straight quotation marks: \" or '"),
        )
