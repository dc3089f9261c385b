"""Tokens of a query by the grammar of SPARQL: the longest match wins.

https://www.w3.org/TR/sparql11-query/#grammar, with the brackets of SPARQL 1.2 for triple terms.
The engine's parser has no tokens and reads some texts differently; the measures against that are
in `schlaglicht.query.service_guard`. Time is linear in the length of the text: patterns here never
backtrack. It is bounded, too: a text has at most `MOST_TOKENS`, and few long ones are read at once.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext, suppress
from functools import cache
from itertools import count, islice
from threading import BoundedSemaphore
from typing import NamedTuple

from schlaglicht.errors import EngineBusy, QuerySyntaxError
from schlaglicht.ground.text import truncated
from schlaglicht.i18n import Message, msg
from schlaglicht.rdf.ntriples_text import CODE_POINT, ESCAPE, unescaped

MOST_TOKENS = 100_000
"""Tokens of a query. Reading as many takes 0.2 s, and 20 MB while it lasts."""

LONG = 2**14
"""Characters from which a text is long."""

_READ_AT_ONCE = 1
_MOST_WAITING = 3
"""Long texts that are read at once in this process, and those that wait for it: with Python's
global lock, several at once would take more memory, and no less time."""

_WAITING_SECONDS = 2.0


MAX_NESTING = 200
"""Brackets and `!` that may be open at once. An engine process supports 30 times as many (of
EXISTS; more of others), which leaves room for expensive combinations."""

_CLOSING = {"(": ")", "[": "]", "{": "}"}


class TokenKind(enum.Enum):
    """Kinds of tokens; the names are those of the groups below."""

    STRING = "string"
    IRI = "iri"
    NAME = "name"
    """A prefixed name, such as `schema:name`, `schema:` or `:name`."""
    WORD = "word"
    """A keyword, a function, `a`, `true`, `false`."""
    VARIABLE = "variable"
    BLANK_NODE = "blank"
    LANGUAGE_TAG = "tag"
    NUMBER = "number"
    PUNCTUATION = "punctuation"


class Token(NamedTuple):
    """One token and its start, counted in characters from 0."""

    kind: TokenKind
    text: str
    start: int

    @property
    def end(self) -> int:
        """The index after its last character."""
        return self.start + len(self.text)


class Edit(NamedTuple):
    """A part of a text, and what is to stand there."""

    start: int
    end: int
    text: str


def edited(text: str, edits: Iterable[Edit]) -> str:
    """A text with edits, of which none reaches into another."""
    parts, end = [], 0
    for edit in sorted(edits):
        parts += [text[end : edit.start], edit.text]
        end = max(end, edit.end)
    return "".join([*parts, text[end:]])


def content_of(string: str) -> str:
    """The text of a string that is written with its quotes."""
    quotes = 3 if string[:3] in ("'''", '"""') else 1
    return unescaped(string[quotes:-quotes])


def new_variable(name: str, found: Iterable[Token]) -> str:
    """A variable that is not among these tokens: with a number after its name, if need be."""
    taken = {token.text[1:] for token in found if token.kind is TokenKind.VARIABLE}
    return next(f"?{x}" for n in count() if (x := f"{name}{n or ''}") not in taken)


def number_type(number: str) -> str:
    """The local name of the datatype of a number, as it is written."""
    if "e" in number.lower():
        return "double"
    return "decimal" if "." in number else "integer"


def iri_of(name: Token, prefixes: Mapping[str, str]) -> str:
    """The IRI of a name; empty if its prefix has no meaning."""
    if name.kind is TokenKind.IRI:
        return name.text[1:-1]
    prefix, _, local = name.text.partition(":")
    return prefixes[prefix] + local.replace("\\", "") if prefix in prefixes else ""


_BASE = (  # PN_CHARS_BASE
    "\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_MARKS = "\u00b7\u0300-\u036f\u203f\u2040"
"""Characters of the classes beyond ASCII.

Most queries have these only in comments and strings, and a pattern without them compiles ten times
as fast."""

_LOCAL_ESCAPE = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"


COMPARED = r"<(?:[?$]\w+[,)]|(?:(?!://|&&)[^\x00-\x20<>\"{}|^`\\])*+&&)"
"""How a comparison begins that else would be an IRI: `?x<8&&?y>3`, `IF(?x<?y,?y>3, …)`."""

SPACE = r"(?:[ \t\r\n]++|\#[^\r\n]*+)*+"
"""What may be between two tokens."""


@cache
def _patterns(*, ascii_only: bool) -> tuple[str, str]:
    """The pattern of what is a keyword or a prefixed name, and of all other tokens."""
    beyond, marks = ("", "") if ascii_only else (_BASE, _MARKS)
    base, start = f"A-Za-z{beyond}", f"A-Za-z_0-9{beyond}"
    chars = f"{start}{marks}\\-"  # PN_CHARS
    local = rf"(?:[{start}:]|{_LOCAL_ESCAPE})(?:\.*+(?:[{chars}:]|{_LOCAL_ESCAPE}))*+"  # PN_LOCAL
    words = rf"""
        (?P<word> [{base}] (?:\.*+[{chars}])*+ (?!:) )
      | (?P<name> (?: [{base}] (?:\.*+[{chars}])*+ )? : (?:{local})? )
        """
    others = rf"""
        (?P<space> (?: [ \t\r\n]++ | \#[^\r\n]*+ )++ )
      | (?P<string>
            '''(?: '{{0,2}} (?:[^'\\]|{ESCAPE}) )*+'''
          | \"""(?: "{{0,2}} (?:[^"\\]|{ESCAPE}) )*+\"""
          | '(?!'') (?:[^'\\\r\n]|{ESCAPE})*+ '
          | "(?!"") (?:[^"\\\r\n]|{ESCAPE})*+ " )
      | (?P<iri> <(?: [^\x00-\x20<>"{{}}|^`\\] | \\(?:{CODE_POINT}) )*+> )
      | (?P<variable> [?$][{start}][{start}{marks}]*+ )
      | (?P<blank> _:[{start}](?:\.*+[{chars}])*+ )
      | (?P<tag> @[A-Za-z]++(?:-[A-Za-z0-9]++)*+(?:--[A-Za-z]++)? )
      | (?P<number>
            (?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)[eE][+-]?[0-9]++ | [0-9]*+\.[0-9]++ | [0-9]++ )
      | (?P<punctuation> << | >> | \^\^ | && | \|\| | [!<>]?= | [{{}}()\[\].,;*/+\-|^?!<>~] )
        """
    return words, others


@cache
def _token(*, ascii_only: bool) -> re.Pattern[str]:
    words, others = _patterns(ascii_only=ascii_only)
    less = rf"(?P<less> (?={COMPARED}) < )"
    return re.compile(rf"{less} | {others} | {words} | (?P<unknown> . )", re.VERBOSE | re.DOTALL)


@cache
def _word_after_others() -> re.Pattern[str]:
    words, others = (re.sub(r"\(\?P<\w+>", "(?:", each) for each in _patterns(ascii_only=True))
    return re.compile(rf"(?:{others})*+ ( {words} | . | \Z )", re.VERBOSE | re.DOTALL)


def words_of(text: str) -> list[str]:
    """The keywords and prefixed names of a text in one pass, and what begins no token.

    It is in ASCII, and has no comparison that looks like an IRI.
    """
    return _word_after_others().findall(text)


_REFUSED = frozenset("'\"\\")
"""Characters that cannot begin a token; a quote here is one without an end."""

_LONGEST_QUOTED = 60


def variables_of(text: str) -> dict[str, None]:
    """The names of the variables in a text that has been read, in their order."""
    found = _token(ascii_only=_has_ascii_names(text, MOST_TOKENS)).finditer(text)
    return dict.fromkeys(match[0][1:] for match in found if match.lastgroup == "variable")


_AT_DOTS = re.compile(r"[^.]++|\.")

_KINDS = {"less": TokenKind.PUNCTUATION, **{kind.value: kind for kind in TokenKind}}


def tokens(text: str, most: int = MOST_TOKENS) -> Iterator[Token]:
    """The tokens of `text` in order, read one by one.

    Raises QuerySyntaxError at an invalid one, and at the first of more than `most`.
    """
    for match in _token(ascii_only=_has_ascii_names(text, most)).finditer(text):
        group, written, start = match.lastgroup or "", match[0], match.start()
        if group == "space":
            continue
        if group == "unknown":
            raise syntax_error_at(text, start, _unexpected_character(written))
        kind, parts = _KINDS[group], (written,)
        if group == "word" and "." in written:  # the dots end triples
            parts = tuple(_AT_DOTS.findall(written))
        for part in parts:
            if not most:
                raise syntax_error_at(text, start, _TOO_MANY)
            most -= 1
            yield Token(TokenKind.PUNCTUATION if part == "." else kind, part, start)
            start += len(part)


def _has_ascii_names(text: str, most: int) -> bool:
    """True if only comments, strings and IRIs have non-ASCII characters, and no other token.

    Of more than `most` tokens the rest is not looked at.
    """
    if text.isascii():
        return True
    for match in islice(_token(ascii_only=True).finditer(text), 2 * most + 1):
        if match.lastgroup != "unknown":
            continue
        if not match[0].isascii():
            return False
        if match[0] in _REFUSED:
            return True  # `tokens` stops here too; going on string by string is slow
    return True


def reading(text: str) -> AbstractContextManager[None]:
    """The time in which a text of a client is read; long ones wait for each other.

    Raises EngineBusy if too many wait, or one for too long.
    """
    return _reading_long() if len(text) >= LONG else nullcontext()


_PLACES = BoundedSemaphore(_READ_AT_ONCE + _MOST_WAITING)
"""For the long texts that are read, and that wait for it: they take memory."""

_TURNS = BoundedSemaphore(_READ_AT_ONCE)


@contextmanager
def _reading_long() -> Iterator[None]:
    with ExitStack() as held:
        for semaphore, seconds in ((_PLACES, 0.0), (_TURNS, _WAITING_SECONDS)):
            if not semaphore.acquire(timeout=seconds):
                raise EngineBusy(_TOO_MANY_LONG)
            held.callback(semaphore.release)
        yield


_TOO_MANY = msg("the query is too long: it has more than {most} words and marks").filled(
    most=MOST_TOKENS
)
_TOO_MANY_LONG = msg("too many long queries are being read; try again, or send a shorter one")


def well_nested(text: str, found: Iterable[Token]) -> Iterator[Token]:
    """The tokens of `text` as they are read.

    Raises QuerySyntaxError at a bracket that matches none, or is nested too deep.
    """
    opened: list[Token] = []
    quoted = negations = 0
    for token in found:
        yield token
        negations = negations + 1 if token.text == "!" else 0
        if token.kind is not TokenKind.PUNCTUATION:
            continue
        if token.text in _CLOSING:
            opened.append(token)
        elif token.text in _CLOSING.values():
            if not opened or _CLOSING[opened[-1].text] != token.text:
                raise _unmatched(text, token, opened)
            opened.pop()
        elif token.text in ("<<", ">>"):
            quoted = max(0, quoted + (1 if token.text == "<<" else -1))
        if len(opened) + quoted + negations > MAX_NESTING:
            reason = msg("nested deeper than {levels} levels", levels=MAX_NESTING)
            raise syntax_error_at(text, token.start, reason)
    if opened:
        reason = msg('"{mark}" is never closed', mark=opened[-1].text)
        raise syntax_error_at(text, opened[-1].start, reason)


def closing_marks(text: str) -> str:
    """The brackets that close those that are open after a text; none if it cannot be read."""
    opened: list[str] = []
    with suppress(QuerySyntaxError):
        for token in tokens(text):
            if token.text in _CLOSING:
                opened.append(_CLOSING[token.text])
            elif opened and token.text == opened[-1]:
                opened.pop()
    return " ".join(opened[::-1])


def _unmatched(text: str, token: Token, opened: list[Token]) -> QuerySyntaxError:
    if not opened:
        reason = msg('"{mark}" closes nothing that is open', mark=token.text)
        return syntax_error_at(text, token.start, reason)
    line, column = line_and_column(text, opened[-1].start)
    reason = msg(
        '"{mark}" does not close the "{opened}" of line {line}, column {column}',
        mark=token.text,
        opened=opened[-1].text,
        line=line,
        column=column,
    )
    return syntax_error_at(text, token.start, reason)


_ESCAPES = re.compile(
    r"""
    (?P<kept> (?:
        \#[^\r\n]*+
      | '''(?: '{0,2} (?:[^'\\]|\\.) )*+'''
      | \"""(?: "{0,2} (?:[^"\\]|\\.) )*+\"""
      | '(?:[^'\\\r\n]|\\.)*+'
      | "(?:[^"\\\r\n]|\\.)*+"
      | <[^\x00-\x20<>"{}|^`]*+>
      | \\[^uU]
      | [^\\\#'"<]++ )++ )
  | \\u(?P<four>[0-9A-Fa-f]{4})
  | \\U(?P<eight>[0-9A-Fa-f]{8})
    """,
    re.VERBOSE | re.DOTALL,
)
"""A backslash is kept with the character it escapes, so that an escaped quote does not begin a
string. Otherwise each would, and be read to the end of the text if none of them ends.
"""


def resolve_escapes(text: str) -> str:
    r"""`text` with `\uXXXX` and `\UXXXXXXXX` outside of strings and IRIs as characters.

    Raises QuerySyntaxError for an invalid code point.
    """
    if "\\u" not in text and "\\U" not in text:
        return text

    def resolve(match: re.Match[str]) -> str:
        if match.lastgroup == "kept":
            return match[0]
        number = int(match["four"] or match["eight"], 16)
        if number > 0x10FFFF or 0xD800 <= number < 0xE000:
            reason = msg("{escape} is not a character", escape=match[0])
            raise syntax_error_at(text, match.start(), reason)
        return chr(number)

    return _ESCAPES.sub(resolve, text)


def syntax_error_at(text: str, start: int, reason: Message, *, length: int = 1) -> QuerySyntaxError:
    """An error at the character with this index, about as many as `length` says."""
    line, column = line_and_column(text, start)
    token = text[start : start + length] or None
    return QuerySyntaxError(reason, line=line, column=column, token=token)


def quoted(text: str) -> str:
    """An excerpt of a client's word for a message: its beginning, if it is long."""
    return truncated(text, _LONGEST_QUOTED)


def place_in(text: str, line: int, column: int) -> int:
    """The index of the character at a line and column, from 1."""
    start = 0
    for _ in range(line - 1):
        start = text.find("\n", start) + 1
    return start + column - 1


def line_and_column(text: str, start: int) -> tuple[int, int]:
    """Line and column, from 1, of the character with this index."""
    line_start = text.rfind("\n", 0, start) + 1
    return text.count("\n", 0, start) + 1, start - line_start + 1


def _unexpected_character(character: str) -> Message:
    if character in "'\"":
        return msg("this string has no end, or an escape that SPARQL does not know")
    if character == "\\":
        return msg(
            "a backslash is allowed only in strings, IRIs and local names, before the character "
            "it escapes"
        )
    return msg("{character} has no meaning here", character=repr(character))
