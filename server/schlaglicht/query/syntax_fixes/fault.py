"""A text that is no query: how far it can be read, and what may be changed there."""

from __future__ import annotations

from typing import NamedTuple

from schlaglicht.errors import QuerySyntaxError
from schlaglicht.i18n import Message, msg
from schlaglicht.query.grammar import Reading, expected_at, starts_of, tree_of
from schlaglicht.query.lexer import Edit, Token, TokenKind, new_variable, place_in, quoted, tokens
from schlaglicht.query.scopes import MisusedVariable, misused_variable
from schlaglicht.query.syntax_tree import Node, word_of

LONGEST = 4_000
"""Characters of a query whose mistakes are looked for."""

_OPENING, _CLOSING = ("(", "{", "["), (")", "}", "]")
_NONE = Token(TokenKind.PUNCTUATION, "", 0)

WRITE = msg("write {right}, not {wrong}")


class Mistake(NamedTuple):
    """Something that may be wrong, and what to write instead."""

    reason: Message | None
    """None where the grammar says it."""
    edits: tuple[Edit, ...] = ()
    start: int | None = None
    """Its place, if that is not where reading ended."""


class Fault:
    """The place where a text stops being a query; offsets of tokens count from there."""

    def __init__(self, text: str) -> None:
        """Reads `text` as far as it can be read."""
        self.text = text
        self.found: list[Token] = []
        self.tree: Node | None = None
        self.misused: MisusedVariable | None = None
        self.start = len(text)
        try:
            self.found.extend(tokens(text))
        except QuerySyntaxError as error:
            self.start = place_in(text, error.line or 1, error.column or 1)
        reading = Reading(self.found, "end", "query")
        reading.go_on()
        self.at = min(reading.at, len(self.found))
        if not reading.missing and self.start == len(text):
            try:
                self.tree = tree_of(text)
                self.misused = misused_variable(self.tree)
            except QuerySyntaxError:
                self.tree = None
        if self.at < len(self.found):
            self.start = self.found[self.at].start
        self.starts = starts_of(expected_at(self.found, self.at))

    @property
    def is_none(self) -> bool:
        """True for a query."""
        return self.tree is not None and self.misused is None

    @property
    def rest(self) -> tuple[bool, int]:
        """A measure of what is still wrong: less of it is not read, or has misused variables."""
        start = self.misused.part.start if self.misused else self.start
        return self.tree is None, len(self.text) - start

    def token(self, offset: int = 0) -> Token:
        """The token at an offset; an empty one outside of the text."""
        at = self.at + offset
        return self.found[at] if 0 <= at < len(self.found) else _NONE._replace(start=self.start)

    def word(self, offset: int = 0) -> str:
        """The keyword or mark at an offset."""
        return word_of(self.token(offset))

    def end_of(self, rule: str, offset: int = 0) -> int | None:
        """The end of what a rule of the grammar reads from an offset on."""
        reading = Reading(self.found[self.at + offset :], rule)
        reading.go_on()
        last = self.at + offset + reading.at - 1
        return None if reading.missing or last >= len(self.found) else self.found[last].end

    def opening(self, offset: int) -> int:
        """The offset of what a bracket closes; of another token, its own."""
        depth = 0
        for back in range(offset, -self.at - 1, -1):
            depth += (self.word(back) in _CLOSING) - (self.word(back) in _OPENING)
            if depth <= 0:
                return back
        return offset

    def closed_by(self, offset: int = 0) -> Token:
        """The bracket that closes the one at an offset; an empty token without one."""
        after = range(offset + 1, len(self.found) - self.at)
        found = (self.token(x) for x in after if self.opening(x) == offset)
        return next(found, _NONE._replace(start=len(self.text)))

    def operand(self, offset: int) -> int:
        """The offset at which the operand begins that ends at one: a call with its function."""
        first = self.opening(offset)
        is_call = self.word(first) == "(" and self.token(first - 1).kind is TokenKind.WORD
        return first - is_call

    @property
    def innermost(self) -> int:
        """The offset of the innermost bracket that is open; 0 without one."""
        back = -1
        while self.token(back).text and self.word(back) not in _OPENING:
            back = self.opening(back) - 1
        return back if self.token(back).text else 0

    def fresh(self, name: str) -> str:
        """A variable that the query does not have."""
        return new_variable(name, self.found)

    def instead(self, right: str, *, offset: int = 0, tokens: int = 1) -> Mistake:
        """Another text in place of some tokens."""
        start, end = self.token(offset).start, self.token(offset + tokens - 1).end
        reason = WRITE.filled(right=right.strip(), wrong=quoted(self.text[start:end]))
        return Mistake(reason, (Edit(start, end, right),), start)

    def missing(self, mark: str, *, offset: int = 0) -> Mistake:
        """A mark left out before a token."""
        before, here = self.token(offset - 1), self.token(offset)
        reason = msg('"{mark}" is missing before {here}', mark=mark, here=quoted(here.text))
        if not here.text:
            reason = msg('"{mark}" is missing at the end', mark=mark)
        at = before.end if before.text else here.start
        left = "" if mark in _CLOSING[::2] or not before.text else " "
        right = "" if self.text[at : at + 1].isspace() else " "
        start = here.start if offset else None
        return Mistake(reason, (Edit(at, at, f"{left}{mark}{right}"),), start)

    def needless(self, *, offset: int = 0) -> Mistake:
        """A token too many."""
        token = self.token(offset)
        reason = msg('"{mark}" does not belong here', mark=quoted(token.text))
        return Mistake(reason, (Edit(token.start, token.end, ""),), token.start)

    def around(self, start: int, end: int, pair: tuple[str, str], reason: Message) -> Mistake:
        """Two marks around a part; the words may quote the `part`."""
        part = f"{pair[0]}{self.text[start:end]}{pair[1]}"
        return Mistake(reason.filled(part=quoted(part)), (Edit(start, end, part),), start)
