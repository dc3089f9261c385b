"""The tokens of Turtle, TriG, N-Triples and N-Quads, and the faults where there is none.

https://www.w3.org/TR/turtle/#terminals
"""

from __future__ import annotations

import re
from enum import Enum, auto
from functools import cache

from pyoxigraph import NamedNode

from schlaglicht.i18n import Message, msg
from schlaglicht.rdf.iris import is_language_tag
from schlaglicht.rdf.ntriples_text import CODE_POINT, ESCAPE, UNESCAPED, unescaped
from schlaglicht.rdf.syntax_errors import IRIS, in_words, shortened


class Kind(Enum):
    """Kinds of faults, by which changes are found that may mend them."""

    FULL_STOP = auto()
    BRACKET = auto()
    END = auto()
    """The text ends in the middle of a statement."""
    NO_SUBJECT = auto()
    NO_PREDICATE = auto()
    NO_OBJECT = auto()
    NO_GRAPH = auto()
    UNDECLARED = auto()
    """A prefix that is not declared."""
    PREFIX = auto()
    """A declaration without a prefix."""
    NAMESPACE = auto()
    """A declaration without an IRI."""
    TWO_ON_A_LINE = auto()
    CHARACTER = auto()
    IRI = auto()
    ESCAPE = auto()
    ESCAPE_IN_IRI = auto()
    LINE_END = auto()
    """A line that ends within a text in single quotation marks."""
    OPEN = auto()
    """A token without an end."""
    OTHER = auto()


NOT_A_TERM = frozenset({Kind.NO_SUBJECT, Kind.NO_PREDICATE, Kind.NO_OBJECT, Kind.NO_GRAPH})
"""Kinds of faults at something that is not what is expected."""


class TurtleFault(SyntaxError):  # noqa: N818 - a fault of the text
    """A fault of a text, and its place: indices, the end exclusive."""

    def __init__(self, kind: Kind, start: int, end: int, reason: Message) -> None:
        super().__init__(str(reason))
        self.kind = kind
        self.start = start
        self.end = end
        self.reason = reason


_BASE = r"[^\x00-@\[-`{-\x7f]"
_START = r"[^\x00-@\[-^`{-\x7f]"
_OTHERS = r"\x00-,/;-@\[-^`{-\x7f"
"""ASCII that is in no name; all beyond ASCII may be: what may not is replaced before."""
_CHARACTER = rf"[^.:{_OTHERS}]"
_OF_PREFIX = rf"[^:{_OTHERS}]"
_OF_LOCAL = rf"[^.{_OTHERS}]"
_NAME_ESCAPES = "_~.-!$&'()*+,;=/?#@%"
_IN_NAME = rf"%[0-9A-Fa-f]{{2}}|\\[{re.escape(_NAME_ESCAPES)}]"
_LOCAL = (
    rf"(?:{_START}|[0-9:]|{_IN_NAME})"
    rf"(?:{_OF_LOCAL}++|{_IN_NAME}|\.++(?={_OF_LOCAL}|[%\\]))*+"
)
_IN_IRI = r"[^\x00-\x20<>\"{}|^`\\]*+"

IRI = rf"<{_IN_IRI}(?:\\(?:{CODE_POINT}){_IN_IRI})*+>"
NAME = rf"(?:{_BASE}{_OF_PREFIX}*+(?<!\.))?+:(?:{_LOCAL})?+(?![%\\])"
LABEL = rf"_:(?:{_START}|[0-9])(?:{_CHARACTER}++|\.(?={_CHARACTER}))*+"
NUMBER = (
    r"[+-]?(?:(?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)[eE][+-]?[0-9]++"
    r"|[0-9]*+\.[0-9]++(?![eE])|[0-9]++(?![eE]|\.[0-9]*+[eE]))"
)
_QUOTED = rf'"[^"\\\r\n]*+(?:{ESCAPE}[^"\\\r\n]*+)*+"'
STRING = (
    rf'"""[^"\\]*+(?:(?:{ESCAPE}|"(?!""))[^"\\]*+)*+"""'
    rf"|'''[^'\\]*+(?:(?:{ESCAPE}|'(?!''))[^'\\]*+)*+'''"
    rf"|(?!\"\"\"){_QUOTED}|(?!''')'[^'\\\r\n]*+(?:{ESCAPE}[^'\\\r\n]*+)*+'"
)
TAG = r"@[A-Za-z]++(?:-[A-Za-z0-9]++)*+(?:--(?:ltr|rtl)(?![A-Za-z]))?+(?!--)"
_WORD = rf"{_BASE}(?:{_CHARACTER}++|\.++(?={_CHARACTER}))*+(?!\.*:)"
_MARK = r"<<\(?|\)?>>|\{\||\|\}|\^\^|=>|[.,;()\[\]{}~!|=^>]"

SPACE = r"(?:[ \t\r\n]++|\#[^\r\n]*+)*+"
_SPACE_IN_LINE = r"(?:[ \t]++|\#[^\r\n]*+)*+"


@cache
def token_pattern(*, in_lines: bool) -> re.Pattern[str]:
    """A token with the space before it; the first group is empty, where the token begins.

    In the syntaxes of lines, where the end of a line counts too, or in Turtle and TriG.
    """
    space, string = (_SPACE_IN_LINE, _QUOTED) if in_lines else (SPACE, STRING)
    more = r"|(?P<line>\r\n|\r|\n)" if in_lines else ""
    return re.compile(
        rf"{space}()(?:(?P<iri>{IRI})|(?P<name>{NAME})|(?P<label>{LABEL})"
        rf"|(?P<string>{string})(?:{space}(?P<tag>{TAG})"
        rf"|{space}\^\^{space}(?P<type>{IRI}|{NAME}))?+"
        rf"|(?P<number>{NUMBER})|(?P<at>{TAG})|(?P<word>{_WORD})|(?P<variable>\?(?:{_LOCAL}))"
        rf"|(?P<mark>{_MARK}){more}|(?P<end>\Z))"
    )


def readable(text: str) -> str:
    """A text with a delete character for each character that no name may have.

    Those that only begin no name become hyphens, which do not either.
    """
    if text.isascii():
        return text
    hyphens = re.sub("[\u00b7\u0300-\u036f\u203f\u2040]", "-", text)
    return re.sub(
        "[^\x00-\x7f\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d"
        "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff]",
        "\x7f",
        hyphens,
    )


LITERALS = frozenset({"string", "tag", "type"})
"""The names of the last group of a literal: without more, with a language, with a datatype."""

_IRIS = (
    (r"Invalid IRI code point ' '", msg("an IRI holds a space, or lacks the > at its end")),
    (r"Invalid IRI code point '[\r\n]'", msg("an IRI lacks the > at its end")),
    *IRIS,
)
_SPACE = re.compile(SPACE)
_BAD_IRI = re.compile(r"[>\\]")
_LANGUAGE = re.compile(r"[A-Za-z]++(?:-[A-Za-z0-9]++)*+")
_DIGITS = {"u": 4, "U": 8}
_HEXADECIMAL = re.compile(r"[0-9A-Fa-f]*+")
_NUMBER_STEM = re.compile(r"[+-]?[0-9]*+(?:\.[0-9]++|\.(?=[eE]))?+")


def token_fault(text: str, at: int, *, in_lines: bool = False) -> TurtleFault:
    """The fault of what begins behind the space at `at`, where no token is."""
    start = _behind_space(text, at)
    first = text[start]
    if first == "<":
        return _iri_fault(text, start)
    if first == '"' or (first == "'" and not in_lines):
        return _string_fault(text, start, may_be_long=not in_lines)
    if first == "@":
        return _tag_fault(text, start)
    if first in "0123456789+-.":
        return _number_fault(text, start)
    if text.startswith("_:", start):
        return TurtleFault(
            Kind.OTHER,
            start,
            start + 2,
            msg("the label of a blank node is expected after _:, such as _:b1"),
        )
    if first == "?":
        return TurtleFault(Kind.OTHER, start, start + 1, msg("there are no variables in a graph"))
    return _name_fault(text, start)


def _behind_space(text: str, at: int) -> int:
    space = _SPACE.match(text, at)
    return space.end() if space else at


def _open(text: str, start: int) -> TurtleFault:
    return TurtleFault(
        Kind.OPEN,
        start,
        len(text),
        msg("what begins here has no end: is a quotation mark or a > missing?"),
    )


def _iri_fault(text: str, start: int) -> TurtleFault:
    at = start + 1
    while found := _BAD_IRI.search(text, at):
        at = found.start()
        if found[0] == ">":
            return iri_fault(start, at + 1, unescaped(text[start + 1 : at])) or _open(text, start)
        if fault := _escape_fault(text, start, at, in_iri=True):
            return fault
        at += 2
    return _open(text, start)


def iri_fault(start: int, end: int, iri: str) -> TurtleFault | None:
    """The fault of an IRI that is not valid."""
    reason = why_no_iri(iri)
    return TurtleFault(Kind.IRI, start, end, reason) if reason else None


def why_no_iri(iri: str) -> Message | None:
    """The fault of an IRI; None for a valid one."""
    try:
        NamedNode(iri)
    except ValueError as error:
        return in_words(str(error), _IRIS)
    return None


def _string_fault(text: str, start: int, *, may_be_long: bool) -> TurtleFault:
    quote = text[start]
    is_long = may_be_long and text.startswith(quote * 3, start)
    ends = re.compile(rf"{quote * 3}|\\" if is_long else rf"{quote}|\\")
    at = start + (3 if is_long else 1)
    while found := ends.search(text, at):
        line_end = None if is_long else re.compile(r"[\r\n]").search(text, at, found.start())
        if line_end is None and found[0] == "\\":
            fault = _escape_fault(text, start, found.start())
        elif line_end is not None:
            fault = TurtleFault(
                Kind.LINE_END,
                line_end.start(),
                line_end.end(),
                msg(
                    "the quotation mark at the end is missing here, "
                    "or a text goes over several lines"
                ),
            )
        else:
            break
        if fault is not None:
            return fault if is_long or text.find(quote, fault.end) >= 0 else _open(text, start)
        at = found.end() + 1
    return _open(text, start)


def _escape_fault(text: str, start: int, at: int, *, in_iri: bool = False) -> TurtleFault | None:
    """The fault of the escape at `at`, in the token that begins at `start`."""
    letter = text[at + 1 : at + 2]
    digits = _DIGITS.get(letter)
    if digits is None:
        return _unknown_escape(text, at, in_iri=in_iri)
    code = text[at + 2 : at + 2 + digits]
    escape = shortened(f"\\{letter}{code}")
    known = _HEXADECIMAL.match(code)
    if len(code) < digits:
        return _open(text, start)
    kind = Kind.OTHER if in_iri else Kind.ESCAPE
    if known and len(known[0]) < digits:
        place = at + 2 + len(known[0])
        reason = msg(
            "{escape}: four hexadecimal digits are expected after \\u, eight after \\U",
            escape=escape,
        )
        return TurtleFault(kind, place, place + 1, reason)
    if int(code, 16) > 0x10FFFF or 0xD800 <= int(code, 16) < 0xE000:
        reason = msg("{escape} does not stand for a character", escape=escape)
        return TurtleFault(kind, at, at + 2 + digits, reason)
    return None


def _unknown_escape(text: str, at: int, *, in_iri: bool) -> TurtleFault | None:
    escape = text[at : at + 2]
    if in_iri:
        reason = msg("{escape}: an IRI cannot hold a backslash", escape=shortened(escape))
        return TurtleFault(Kind.ESCAPE_IN_IRI, at, at + 2, reason)
    if escape[1:] in {*UNESCAPED, '"', "'", "\\"}:
        return None
    reason = msg(
        "{escape} is not an escape: the backslash itself is written \\\\", escape=shortened(escape)
    )
    return TurtleFault(Kind.ESCAPE, at, at + 2, reason)


def _tag_fault(text: str, start: int) -> TurtleFault:
    found = _LANGUAGE.match(text, start + 1)
    if found is None:
        reason = msg("a language is expected after @, such as de or en")
        return TurtleFault(Kind.OTHER, start + 1, start + 2, reason)
    direction = re.compile(r"--([A-Za-z]*)").match(text, found.end())
    place = direction.span(1) if direction else found.span()
    return TurtleFault(
        Kind.OTHER,
        *place,
        msg("a base direction is --ltr or --rtl, as in @ar--rtl"),
    )


def _number_fault(text: str, start: int) -> TurtleFault:
    stem = _NUMBER_STEM.match(text, start)
    end = stem.end() if stem else start + 1
    if text[end : end + 1] in ("e", "E"):
        sign = text[end + 1 : end + 2] in ("+", "-")
        reason = msg("the exponent of this number lacks its digits")
        return TurtleFault(Kind.OTHER, start, end + 1 + sign, reason)
    return TurtleFault(Kind.OTHER, start, max(end, start + 1), msg("a number lacks its digits"))


def _name_fault(text: str, start: int) -> TurtleFault:
    """The fault of a prefixed name, or of a character that begins nothing."""
    prefix = re.compile(rf"(?:{_BASE}{_OF_PREFIX}*+)?+:").match(text, start)
    if prefix is None or readable(text[start]) != text[start]:
        reason = msg("{character} has no meaning here", character=shortened(text[start]))
        return TurtleFault(Kind.CHARACTER, start, start + 1, reason)
    if prefix[0].endswith(".:"):
        reason = msg(
            "a prefix does not end with a full stop: {prefix}", prefix=shortened(prefix[0][:-1])
        )
        return TurtleFault(Kind.NO_SUBJECT, start, prefix.end(), reason)
    local = re.compile(rf"(?:{_LOCAL})?+").match(text, prefix.end())
    at = local.end() if local else prefix.end()
    if text.startswith("%", at):
        found = shortened(text[at : at + 3])
        reason = msg("in a name, two hexadecimal digits are expected after %, not {found}")
        return TurtleFault(Kind.OTHER, at, at + 3, reason.filled(found=found))
    found = shortened(text[at + 1 : at + 2])
    reason = msg("in a name, \\ is allowed only before {known}, not before {found}")
    return TurtleFault(Kind.OTHER, at + 1, at + 2, reason.filled(known=_NAME_ESCAPES, found=found))


def check_tag(start: int, end: int, text: str) -> None:
    """Raises TurtleFault for a language tag, with its @, that is not valid."""
    language = text[start + 1 : end].partition("--")[0]
    if not is_language_tag(language):
        reason = msg("this is not a valid language tag; de, en and de-AT are")
        raise TurtleFault(Kind.OTHER, start + 1, end, reason)


def no_datatype(text: str, found: re.Match[str], *, in_lines: bool) -> TurtleFault:
    """The fault of the `^^` at which a token was found, since no IRI follows."""
    after = found.re.match(text, found.end())
    if after is None:
        return token_fault(text, found.end(), in_lines=in_lines)
    start, end = after.start(1), after.end("string") if after["string"] else after.end()
    if after.lastgroup == "end":
        return TurtleFault(
            Kind.END, start, start, msg("the file ends in the middle of a statement")
        )
    if after.lastgroup == "line":
        return TurtleFault(Kind.OTHER, end, end, msg("a statement must be on one line"))
    reason = msg("a datatype is expected after ^^, an IRI, not {token}")
    return TurtleFault(Kind.OTHER, start, end, reason.filled(token=shortened(text[start:end])))
