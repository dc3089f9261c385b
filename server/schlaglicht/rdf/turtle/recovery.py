"""The statements of a text that are at fault, so that the others can be read.

A fault of a term (an IRI with a space, an undeclared prefix) leaves no doubt about where its
statement ends. After any other, the text is taken up again behind a full stop where no quotation
can be open: better one statement too many is left out than one read that nobody has written.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import parse

from schlaglicht.formats import Format
from schlaglicht.i18n import msg
from schlaglicht.rdf.source_text import SourceText
from schlaglicht.rdf.turtle.reader import Token, TurtleReader
from schlaglicht.rdf.turtle.tokens import SPACE, Kind, TurtleFault, readable

_BAD_IRI = re.compile(r"(?<!<)<(?!<)(?=[^<>\"\\\r\n {}|^`]*+[ {}|^`])([^<>\"\\\r\n]*+)>(?!>)")
"""Matches what can only be an IRI with characters that none may have."""
_NOT_OF_IRI = re.compile(r"[ {}|^`]")
NO_BYTE = re.compile("[\udc80-\udcff]")
"""Matches what stands for a byte that is not UTF-8."""

_PATIENCE = 500_000
"""Characters that are read without a fault before the strict parser is asked for the next one."""

_END_OF_LINE = re.compile(r"[^\r\n]*")
_REST_OF_LINE = re.compile(r"[ \t]*(?:#[^\r\n]*)?(?=[\r\n]|\Z)")
_ENDED = re.compile(r"[\s\"'>)\]]\.[ \t]*\Z")
"""Matches a line that ends like a statement."""
_SPACE = re.compile(SPACE)
_DIRECTIVE = re.compile(r"@?(prefix|base|version)\b", re.IGNORECASE)
_OF_GRAPH = ("GRAPH", "{")
_LONG_QUOTES = ('"""', "'''")


class Gap(NamedTuple):
    """A part of a text that is left out, from a statement's beginning to its end, and its fault."""

    start: int
    end: int
    fault: TurtleFault


class RecoveringReader(TurtleReader):
    """Finds all faults of a text; bytes that are not UTF-8 are in it as lone surrogates.

    Terms are checked from `checked` on: up to there the text is known to be valid.
    """

    def __init__(self, text: str, syntax: Format, *, base: str, checked: int) -> None:
        super().__init__(text, syntax, base=base, checked=checked)
        self._readable = _BAD_IRI.sub(lambda found: _NOT_OF_IRI.sub("x", found[0]), readable(text))
        self.gaps: list[Gap] = []
        """What has been found."""
        self.starts: list[int] = []
        """The end of each statement, where the next one may begin."""
        self._pending: TurtleFault | None = None
        """The first fault of the current statement, which can be read to its end."""
        self._syntax = syntax
        self._asked = 0
        self._graph = 0
        """The beginning of the last graph."""
        self._in_graph = False
        self._is_named = False
        """True if the current statement has named a prefix to declare."""

    def read(self) -> list[Gap]:
        """The gaps of the text, in order."""
        is_done = False
        while not is_done:
            try:
                for _ in self.statements():
                    pass
                self._end_last()
                is_done = True
            except TurtleFault as fault:
                is_done = self._skip(fault)
        return self.gaps

    def _judge(self, check: Callable[..., None], *of: object) -> None:
        try:
            check(*of)
        except TurtleFault as fault:
            self._pending = self._pending or fault

    def _check(self, found: re.Match[str], token: Token) -> None:
        byte = NO_BYTE.search(self.text, found.start(1), found.end())
        if byte is not None:
            raise byte_fault(byte)
        super()._check(found, token)

    def _end_last(self) -> None:
        if self._stack and self.text[self._at - 1] == "{":
            if self._pending is not None:  # the name of a graph is at fault
                self._stack.clear()
                raise self._pending
            self._graph = self._start_of()
        if self._pending is not None:
            closes = self._in_graph and not self._stack  # the brace closes the graph, too
            self.gaps.append(Gap(self._start_of(), self._at - closes, self._pending))
            self._pending = None
        self._is_named, self._in_graph = False, bool(self._stack)
        super()._end_last()
        self.starts.append(self._at)
        if self._at - max(self._asked, self._checked) > _PATIENCE and not self._stack:
            self._ask()

    def _ask(self) -> None:
        """Has the strict parser, which is faster, say how far the rest is valid."""
        self._asked = self._at
        declared = (f"@prefix {name}: <{iri}> . " for name, iri in self._namespaces.items())
        header = "" if self._in_lines else "".join(declared)
        byte = NO_BYTE.search(self.text, self._at)
        end = byte.start() if byte else len(self.text)
        rest = self.text[self._at : end]
        try:
            for _ in parse(header + rest, self._syntax.rdf, base_iri=self._base):
                pass
        except SyntaxError as error:
            if error.lineno is not None and error.lineno > 1:
                lines = SourceText(Path(), rest).line_starts
                self._checked = self._at + lines[error.lineno - 1]
            return
        self._checked = end
        if byte is None:
            self._at = end

    def _note_prefix(self, token: Token) -> None:
        self._is_named = True
        super()._note_prefix(token)

    def _declare(self, token: Token) -> None:
        if self._pending is None:
            super()._declare(token)
        else:  # nothing may be read with the namespace that it had before
            self._namespaces.pop(self._prefix, None)

    def _rebase(self, token: Token) -> None:
        if self._pending is not None:
            raise self._pending
        super()._rebase(token)

    def _start_of(self) -> int:
        """The beginning of the current statement, behind white space and comments."""
        space = _SPACE.match(self.text, self._begun)
        return space.end() if space else self._begun

    def _skip(self, fault: TurtleFault) -> bool:
        """Leaves out the statement with a fault; True at the end of the text."""
        byte = NO_BYTE.search(self.text, fault.start, fault.end + 1)
        fault = byte_fault(byte) if byte else fault
        start = min(self._start_of(), fault.start)
        end = max(self._end_of(start, min(fault.start, self._at)), self._begun + 1)
        is_open = end >= len(self.text) or self.text[fault.start : fault.end].upper() in _OF_GRAPH
        if self._in_graph and is_open:  # its end is lost, and what follows may not be part of it
            start, self._in_graph = self._graph, False
        elif self._in_graph:
            end -= 1  # before the brace that closes it
        self.gaps.append(Gap(start, end, self._pending or fault))
        self._pending, self._is_named = None, False
        self._at = self._begun = end
        self._found, self._rows, self._waiting = [], [], None
        for open_ in (self._stack, self._subjects, self._predicates, self._opened):
            open_.clear()
        if self._in_graph:
            self._stack += ["graph end", "subject"]
        return end >= len(self.text)

    def _end_of(self, start: int, at: int) -> int:
        """The end of a statement that begins at `start` and cannot be read from `at` on."""
        if self._in_lines:
            return self._end_of_line(max(start, at))
        if directive := _DIRECTIVE.match(self.text, start):
            if directive[1].lower() != "version" and not self._is_named:
                return len(self.text)  # all that follows may depend on it
            self._namespaces.pop(self._prefix, None)
            return self._end_of_line(start)
        while found := self._ahead(start, at):
            at, is_end = found
            if is_end:
                return at
        return len(self.text)

    def _ahead(self, start: int, at: int) -> tuple[int, bool] | None:
        """The place behind the next token, True if a statement surely ends there."""
        found = self._pattern.match(self._readable, at)
        if found is None:
            space = _SPACE.match(self.text, at)
            first = space.end() if space else at
            if first >= len(self.text):
                return None
            if self.text[first] not in "\"'<":
                return first + 1, False
            end = self._end_of_line(first)  # a quotation without an end
            return end, bool(
                not self._trig
                and _ENDED.search(self.text, first, end)
                and self._is_balanced(start, end)
            )
        if found.lastgroup == "end":
            return None
        mark = found.end() - 1
        if self.text[mark : found.end()] != ("}" if self._trig else "."):
            return found.end(), False
        if found.lastgroup != "mark" or not self._is_balanced(start, mark):
            return found.end(), False
        at_end = _REST_OF_LINE.match(self.text, found.end()) is not None
        line = max(start, self.text.rfind("\n", start, mark))
        in_line = not any(self.text.count(quote, line, mark) % 2 for quote in "\"'")
        return found.end(), at_end or in_line

    def _is_balanced(self, start: int, end: int) -> bool:
        """True if no long quotation can be open at `end`: they are in pairs since `start`, and on.

        Where one has lost its end or its beginning, what follows may be text.
        """
        return not any(
            (bisect_left(places, end) - bisect_left(places, start)) % 2
            or (len(places) - bisect_left(places, end)) % 2
            for places in self._long_quotes
        )

    @cached_property
    def _long_quotes(self) -> list[list[int]]:
        return [
            [found.start() for found in re.finditer(quotes, self.text)] for quotes in _LONG_QUOTES
        ]

    def _end_of_line(self, at: int) -> int:
        found = _END_OF_LINE.match(self.text, at)
        return found.end() if found else len(self.text)


def byte_fault(found: re.Match[str]) -> TurtleFault:
    """The fault of a byte that is not UTF-8."""
    byte = f"0x{ord(found[0]) - 0xDC00:02x}"
    reason = msg("the byte {byte} is not UTF-8; save the file as UTF-8", byte=byte)
    return TurtleFault(Kind.CHARACTER, *found.span(), reason)


def stray_bytes(text: str, gaps: list[Gap]) -> Iterator[Gap]:
    """Bytes that are not UTF-8 outside of the gaps, in comments: alone they are left out."""
    inside = iter(sorted(gaps, key=lambda gap: gap.start))
    gap = next(inside, None)
    for found in NO_BYTE.finditer(text):
        while gap is not None and gap.end <= found.start():
            gap = next(inside, None)
        if gap is None or found.start() < gap.start:
            yield Gap(*found.span(), byte_fault(found))
