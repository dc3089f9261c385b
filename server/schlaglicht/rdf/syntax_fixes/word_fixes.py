"""Changes that may fix words: keywords, names, numbers and IRIs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

from schlaglicht.formats import TRIG
from schlaglicht.i18n import Message, msg
from schlaglicht.rdf.reading.turtle_tokens import NOT_A_TERM, Kind
from schlaglicht.rdf.syntax_fixes.change import Change, Fault, shortened
from schlaglicht.suggest import Cutoff, nearest_few

_KEYWORDS = ("@prefix", "@base", "PREFIX", "BASE")
_WORD = re.compile(r"[^\W\d_][\w-]*")
_BEFORE_A_WORD = " \t\r\n.;,[({"
_ESCAPABLE = re.compile(r"(?<!\\)[/()&'!$*+?=~@]")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_ESCAPE = re.compile(r"(\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})")
_BACKSLASH = re.compile(r"\\(?:\\|(?!u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}))")
_NOT_IN_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')
_IRI_CHARACTERS = re.compile(r'[^\x00-\x20<>"{}|^`\\]*')


def changes_of_words(fault: Fault) -> Iterator[Change]:
    """Changes for a word at the error."""
    if fault.kind is Kind.IRI:
        yield from _iri(fault)
    elif fault.kind is Kind.ESCAPE_IN_IRI and (span := fault.iri()):
        encoded = _BACKSLASH.sub("%5C", fault.text[slice(*span)])
        yield _encoded(fault, span, encoded)
    elif fault.kind is Kind.OPEN and fault.token.startswith("<"):
        yield from _open_iri(fault)
    elif fault.text[fault.start : fault.start + 2] == "//":
        start, end = fault.start, fault.start + 2
        yield Change("comment", fault.replaced(start, end, "#"), msg("comments begin with #"))
    else:
        yield from _keyword(fault)
        yield from _name(fault)
        yield from _day(fault)


def word_advice(fault: Fault) -> Message | None:
    """Advice for a bare word, whatever it should be."""
    if fault.kind not in NOT_A_TERM or not _WORD.fullmatch(fault.token):
        return None
    if fault.text[: fault.start][-1:].strip(_BEFORE_A_WORD):  # the end of a number, or of a text
        return None
    return msg(
        'write a name with its prefix (ex:{word}), a text as "{word}"', word=shortened(fault.token)
    )


def _iri(fault: Fault) -> Iterator[Change]:
    """An IRI with characters that need escaping, or without its end."""
    stop = fault.text.find(">", fault.start, fault.line_span[1])
    if stop > 0:
        pieces = _ESCAPE.split(fault.text[fault.start + 1 : stop])
        pieces[0::2] = map(_percent_encoded, pieces[0::2])
        pieces[1::2] = map(_allowed_escape, pieces[1::2])
        yield _encoded(fault, (fault.start + 1, stop), "".join(pieces))
    yield from _open_iri(fault)


def _percent_encoded(written: str) -> str:
    encoded = quote(written, safe=";/?:@&=+$,-_.!~*'()#[]%") if written.isascii() else written
    return _NOT_IN_IRI.sub(lambda c: f"%{ord(c[0]):02X}", encoded)


def _allowed_escape(escape: str) -> str:
    """The escape of a character; of one that an IRI cannot hold, its percent encoding."""
    digits = escape[2:]
    code = int(digits, 16)
    return f"%{code:02X}" if code < 0x80 and _NOT_IN_IRI.match(chr(code)) else escape


def _encoded(fault: Fault, span: tuple[int, int], encoded: str) -> Change:
    text = fault.replaced(*span, encoded)
    return Change("encoded", text, msg("write <{encoded}>", encoded=shortened(encoded)))


def _open_iri(fault: Fault) -> Iterator[Change]:
    """An unclosed IRI, closed after its last valid character."""
    found = _IRI_CHARACTERS.match(fault.text, fault.start + 1)
    written = found[0] if found else ""
    for iri in dict.fromkeys((written, written.rstrip(".;,"))):
        at = fault.start + 1 + len(iri)
        yield Change(
            "closed",
            fault.replaced(at, at, ">"),
            msg("close the IRI: <{iri}>", iri=shortened(iri)),
        )


def _keyword(fault: Fault) -> Iterator[Change]:
    """true, false, a and directives, misspelt or in the wrong case."""
    token = fault.token
    if not re.fullmatch(r"@?[A-Za-z]+", token):
        return
    meant: list[str] = [word for word in ("true", "false", "a") if token.lower() == word]
    known = [*_KEYWORDS, "GRAPH"] if fault.syntax is TRIG else _KEYWORDS
    meant += nearest_few(token, known, Cutoff.KEYWORD, most=1)
    for word in meant:
        if word != token:
            yield Change(
                "keyword",
                fault.replaced(fault.start, fault.end, word),
                msg("write {better}", better=word),
            )


def _name(fault: Fault) -> Iterator[Change]:
    """A prefixed name with characters that need a backslash."""
    start, end = fault.run(".;,")
    written = fault.text[start:end]
    if start == fault.start or ":" not in written or written[:1] in "<\"'":
        return
    prefix, _, local = written.partition(":")
    escaped = f"{prefix}:{_ESCAPABLE.sub(lambda c: chr(92) + c[0], local)}"
    yield Change(
        "escaped",
        fault.replaced(start, end, escaped),
        msg("write {escaped}, or the whole IRI in angle brackets", escaped=shortened(escaped)),
    )


def _day(fault: Fault) -> Iterator[Change]:
    """A date without quotation marks and datatype."""
    start, end = fault.run()
    written = fault.text[start:end]
    if not _DAY.fullmatch(written):
        return
    literal = f'"{written}"^^xsd:date'
    yield Change("day", fault.replaced(start, end, literal), msg("write {better}", better=literal))
