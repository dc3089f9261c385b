"""A reader of Turtle and its relatives that knows places, and what it expected at a fault.

It follows the table in `grammar.py` and builds no terms. The strict parser judges a text
and states its triples; this reader finds those of Turtle and TriG again in the same order, each as
six indices of the text. Where several triples are complete at one token, the strict parser states
the last one first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple, TypeAlias

from schlaglicht.formats import TRIG, Format
from schlaglicht.i18n import msg
from schlaglicht.rdf.iris import resolve_iri
from schlaglicht.rdf.ntriples_text import unescaped
from schlaglicht.rdf.source_text import Span
from schlaglicht.rdf.syntax_errors import shortened
from schlaglicht.rdf.turtle.grammar import (
    AT_CLOSING,
    AT_DIRECTIVES,
    BEGINNINGS,
    CLOSING,
    DIRECTIVES,
    EXPECTED,
    GRAMMAR,
    KEYWORDS,
    NO_STOP,
    NODES,
    RDF12,
    STARTS,
    VERBS,
)
from schlaglicht.rdf.turtle.tokens import (
    LITERALS,
    Kind,
    TurtleFault,
    check_tag,
    iri_fault,
    no_datatype,
    readable,
    token_fault,
    token_pattern,
    why_no_iri,
)

Row: TypeAlias = list[int]
"""Start and end of subject, predicate and object, which may still change."""


class Token(NamedTuple):
    """A token of the text, and what the grammar takes it for."""

    kind: str
    start: int
    end: int
    text: str
    sort: str
    """What the grammar takes it for: a mark or keyword for itself."""


_IRI = r"<[^\x00-\x20<>\"{}|^`\\]*+>"
_NAME = r"(?:[A-Za-z][\w-]*+)?+:[\w-]*+(?![:%\\]|\.+[\w:%\\-])"
_LABEL = r"_:\w++(?![-.])"
_TEXT = r"\"(?!\"\")[^\"\\\r\n]*+\"|'(?!'')[^'\\\r\n]*+'"
_NUMBER = r"[+-]?[0-9]++(?:\.[0-9]++)?+(?!\.?[eE0-9])"
_OBJECT = (
    rf"{_IRI}|{_LABEL}|{_NAME}|(?:{_TEXT})(?:@[A-Za-z][A-Za-z0-9-]*+|\^\^(?:{_IRI}|{_NAME}))?+"
    rf"|{_NUMBER}|(?:true|false)(?![\w:.-])"
)
_VERB = rf"{_IRI}|{_NAME}|a(?=[ \t\r\n<\"'])"
_MORE = rf"\s*+({_OBJECT})\s*+([;,\]]|\.(?![0-9]))"
_NEXT_OBJECT = re.compile(_MORE)
_NEXT_PAIR = re.compile(rf"\s*+({_VERB}){_MORE}")
_NEXT_STATEMENT = re.compile(rf"\s*+({_IRI}|{_LABEL}|{_NAME})\s*+({_VERB}){_MORE}")
"""The commonest statements in one piece; all others are read token by token."""

_LONG_QUOTES = ('"""', "'''")
_LANGUAGE_STRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
_NO_END = msg("the file ends in the middle of a statement")
_ACROSS_LINES = msg("a statement must be on one line")


class _Cells:
    """The cells of a collection, as the predicate of its items."""

    def __init__(self, whole: Row | None = None) -> None:
        self.whole = whole or []
        """The triple whose object the collection is."""
        self.item = 0, 0
        """The current item, where its cell is placed."""
        self.link: Row | None = None
        """The triple from the cell before to that of the current item."""

    def place(self, start: int, end: int) -> Row:
        """The triple of a cell with its item, which is known now."""
        self.item = start, end
        if self.link is not None:
            self.link[4:] = start, end
        return [start, end] * 3


class TurtleReader:
    """Reads one text; raises TurtleFault where it cannot go on.

    Terms are checked from `checked` on: up to there, the strict parser has accepted all. `base`
    resolves relative IRIs. Reading begins at `start`, with the `namespaces` declared before.
    """

    def __init__(
        self,
        text: str,
        syntax: Format,
        *,
        base: str = "",
        checked: int | None = None,
        start: int = 0,
        namespaces: Mapping[str, str] | None = None,
    ) -> None:
        self.text = text
        self.prefixes: list[tuple[str, str, int, int]] = []
        """The prefixes declared so far, with their namespaces, and start and end of these."""
        self._start = STARTS.get(syntax, "document")
        self._in_lines = syntax in STARTS
        self._pattern = token_pattern(in_lines=self._in_lines)
        self._trig = syntax is TRIG
        self._base = base
        self._checked = len(text) + 1 if checked is None else checked
        self._at = start
        self._readable = text if checked is None else readable(text)
        self._namespaces = dict(namespaces or {})
        self._prefix = ""
        self._stack: list[str] = []
        """The rules that are open, the next one last."""
        self._subjects: list[Span] = []
        self._predicates: list[Span | _Cells] = []
        self._opened: list[int] = []
        """The starts of brackets and collections."""
        self._reifier: Span = (0, 0)
        """The last name of a triple."""
        self._rows: list[Row] = []
        """The triples of the current statement."""
        self._found: list[Row] = []
        """Those that are complete at the current token."""
        self._waiting: Row | None = None
        """That of a literal, complete at its end; of a string, at the next token."""
        self._string_end = 0
        """The end of the last string, without its language or datatype."""
        self._is_string = False
        """True if that was the last token."""
        self._may_be_plain = True
        self._begun = start
        """The end of the statement before."""

    def statements(self) -> Iterator[list[Row]]:
        """The triples of each statement in turn, in the strict parser's order."""
        stack, is_done = self._stack, False
        while not is_done:
            if not stack or stack[-1] == "subject":
                if self._rows:
                    yield self._rows
                    self._rows = []
                self._end_last()
                self._may_be_plain = not self._in_lines
            if self._may_be_plain:
                self._may_be_plain = False
                self._read_plain()
                if not stack and self._rows:
                    continue
            is_done = self._read(self._next())
        if self._rows:
            yield self._rows

    def _end_last(self) -> None:
        """Notes where a statement may begin."""
        self._begun = self._at

    def _judge(self, check: Callable[..., None], *of: object) -> None:
        """Makes a check of a term."""
        check(*of)

    def _next(self) -> re.Match[str]:
        found = self._pattern.match(self._readable, self._at)
        if found is None:
            raise token_fault(self.text, self._at, in_lines=self._in_lines)
        return found

    def _read_plain(self) -> None:
        """Reads on as long as terms and marks follow each other in the plainest way.

        Begins where a statement does, behind a semicolon or in a bracket.
        """
        text, at, stack, mark = self.text, self._at, self._stack, ";"
        is_new = not stack or stack[-1] == "subject"
        found = (_NEXT_STATEMENT if is_new else _NEXT_PAIR).match(text, at)
        if found is None or found.end() >= self._checked:
            return
        if is_new:
            self._subjects.append(found.span(1))
            stack[-1:] = ["continuation"] if stack else ["full stop", "continuation"]
        elif stack[-1] != "continuation":
            self._enter_bracket()
            stack[-1:] = [f"{stack[-1]} end", "continuation"]
        subject, verb = self._subjects[-1], found.span(1)
        while found is not None and found.end() < self._checked:
            last = found.lastindex or 0
            if mark == ";":
                verb = found.span(last - 2)
            row = [*subject, *verb, *found.span(last - 1)]
            at, mark = found.end(), found[last]
            is_open = mark == "]" and text[row[5] - 1] in "\"'"
            (self._found if is_open else self._rows).append(row)
            if mark in ".]":
                self._at = at - 1
                if mark == "." and stack[-2] == "full stop":
                    self._at = at
                    self._subjects.clear()
                    stack.clear()
                return
            found = (_NEXT_PAIR if mark == ";" else _NEXT_OBJECT).match(text, at)
        self._at = at
        if mark == ",":
            stack[-1:] = ["properties end", "annotations", "object"]
            self._predicates.append(verb)

    def _read(self, found: re.Match[str]) -> bool:
        """Takes one token; True for the end of the text."""
        token = self._token(found)
        self._at = token.end
        if token.kind == "end":
            self._check_end(token.start)
            return True
        if token.kind in LITERALS:
            self._string_end = found.end("string")
        is_checked = token.end >= self._checked
        if is_checked:
            self._judge(self._check, found, token)
        if token.text == "^^" and self._is_string:
            raise no_datatype(self.text, found, in_lines=self._in_lines)
        self._is_string = token.kind == "string"
        rule = self._follow(token)
        if is_checked and rule != "prefix":
            self._judge(self._check_declared, token)
        if self._found:
            self._rows += reversed(self._found)
            self._found = []
        if self._waiting is not None:
            later = self._found if token.kind == "string" else self._rows
            later.append(self._waiting)
            self._waiting = None
        return False

    def _follow(self, token: Token) -> str:
        """Follows the rules until one takes the token; returns it."""
        while True:
            rule = self._stack.pop() if self._stack else self._start
            ways = GRAMMAR[rule]
            way = ways.get(token.sort) or ways.get("")
            if way is None:
                raise self._unexpected(rule, token)
            if way.action:
                getattr(self, way.action)(token)
            self._stack += way.rules
            if way.takes:
                return rule

    def _token(self, found: re.Match[str]) -> Token:
        kind, start, end = str(found.lastgroup), found.start(1), found.end()
        text, sort = self.text[start:end], kind
        if kind == "mark":
            sort = text if self._trig or text != "{" else kind
        elif kind == "word":
            word = text.lower()
            is_keyword = text in KEYWORDS or word in DIRECTIVES
            sort = word if is_keyword or (self._trig and word == "graph") else kind
        elif kind == "at" and text in AT_DIRECTIVES:
            sort = text
        elif kind == "name" and text.index(":") == len(text) - 1:
            sort = "empty name"
        elif kind in LITERALS:
            sort = "long text" if text.startswith(_LONG_QUOTES) else "text"
        return Token(kind, start, end, text, sort)

    # Directives

    def _note_prefix(self, token: Token) -> None:
        self._prefix = token.text[:-1]

    def _declare(self, token: Token) -> None:
        namespace = self._namespaces[self._prefix] = self._resolved(token.text)
        self.prefixes.append((self._prefix, namespace, token.start, token.end))

    def _rebase(self, token: Token) -> None:
        self._base = self._resolved(token.text)

    def _end_version(self, token: Token) -> None:  # noqa: ARG002
        self._at = self._string_end  # what follows is no language

    # Subjects

    def _begin(self, token: Token) -> None:
        self._subjects.append((token.start, token.end))

    def _end_statement(self, token: Token) -> None:  # noqa: ARG002
        self._subjects.clear()

    def _begin_graph(self, token: Token) -> None:
        if self._stack[-1:] != ["full stop"]:
            raise self._unexpected("verb", token)
        self._stack.pop()
        self._subjects.clear()

    def _check_in_graph(self, token: Token) -> None:
        if self._stack[-1:] != ["graph end"]:
            raise self._unexpected("subject", token)

    def _open(self, token: Token) -> None:
        self._opened.append(token.start)
        self._may_be_plain = token.text == "["

    def _enter_bracket(self, token: Token | None = None) -> None:  # noqa: ARG002
        self._subjects.append((self._opened[-1], self._opened[-1] + 1))

    def _close(self, token: Token) -> None:  # noqa: ARG002
        self._opened.pop()

    def _close_subject(self, token: Token) -> None:
        self._subjects.append((self._opened.pop(), token.end))

    def _close_subject_bracket(self, token: Token) -> None:
        self._subjects[-1] = self._opened.pop(), token.end

    # Predicates and objects

    def _verb(self, token: Token) -> None:
        self._predicates.append((token.start, token.end))

    def _end_verb(self, token: Token) -> None:
        self._predicates.pop()
        self._may_be_plain = token.text == ";"

    def _go_on(self, token: Token) -> None:  # noqa: ARG002
        self._may_be_plain = True

    def _state(self, token: Token) -> None:
        self._found.append(self._stated(token.start, token.end))

    def _wait(self, token: Token) -> None:
        self._waiting = self._stated(token.start, token.end)

    def _stated(self, start: int, end: int) -> Row:
        """The triple of the current subject and predicate, or cell, with this object."""
        verb = self._predicates[-1]
        if isinstance(verb, _Cells):
            return verb.place(start, end)
        return [*self._subjects[-1], *verb, start, end]

    def _close_object(self, token: Token) -> None:
        self._found.append(self._stated(self._opened.pop(), token.end))

    def _close_object_bracket(self, token: Token) -> None:
        self._subjects.pop()
        self._close_object(token)

    # Collections

    def _begin_subject_cells(self, token: Token) -> None:  # noqa: ARG002
        self._predicates.append(_Cells())

    def _begin_object_cells(self, token: Token) -> None:
        row = self._stated(self._opened[-1], token.end)
        self._found.append(row)
        self._predicates.append(_Cells(row))

    def _link(self, token: Token) -> None:  # noqa: ARG002
        cells = self._predicates[-1]
        assert isinstance(cells, _Cells)
        cells.link = [*cells.item] * 3
        self._found.append(cells.link)

    def _end_subject_cells(self, token: Token) -> None:
        self._link(token)
        self._predicates.pop()
        self._close_subject(token)

    def _end_object_cells(self, token: Token) -> None:
        self._link(token)
        cells = self._predicates.pop()
        assert isinstance(cells, _Cells)
        cells.whole[:] = self._stated(self._opened.pop(), token.end)

    # Statements about statements

    def _name_triple(self, token: Token) -> None:
        """The name of a triple; none behind the mark for one, which then stands for it."""
        if token.text == "~" or token.sort in NODES:
            self._reifier = token.start, token.end
        if token.text != "~":
            self._found.append([*self._reifier] * 3)

    def _annotate(self, token: Token) -> None:
        self._reifier = token.start, token.end
        self._found.append([*self._reifier] * 3)
        self._subjects.append(self._reifier)

    def _annotate_named(self, token: Token) -> None:  # noqa: ARG002
        self._subjects.append(self._reifier)

    def _end_annotation(self, token: Token) -> None:  # noqa: ARG002
        self._subjects.pop()

    def _reify(self, token: Token) -> None:
        opened = self._opened[-1]
        self._found.append([opened, opened + 2, opened, opened + 2, opened, token.end])

    def _reify_unnamed(self, token: Token) -> None:
        self._predicates.pop()
        self._reify(token)

    def _close_term(self, token: Token) -> None:
        self._predicates.pop()
        self._close_object(token)

    def _close_inner_term(self, token: Token) -> None:
        self._predicates.pop()
        self._close(token)

    # Faults

    def _check_end(self, at: int) -> None:
        is_whole = self._found or self._stack[-1:] in (["line graph"], ["line stop"])
        if self._stack and is_whole:
            raise TurtleFault(Kind.FULL_STOP, at, at, NO_STOP)
        if self._stack and self._stack != ["line end"]:
            raise TurtleFault(Kind.END, at, at, _NO_END)

    def _unexpected(self, rule: str, token: Token) -> TurtleFault:
        """The fault of a token where a rule has no way on."""
        if rule in BEGINNINGS and token.end >= self._checked:
            self._check_declared(token)
        if token.sort not in BEGINNINGS.get(rule, {token.sort}):
            rule = "line subject" if rule.startswith("line") else "subject"
        if rule == "subject bracket end" and token.sort not in VERBS | {".", "}"}:
            rule = "verb"
        kind, reason = EXPECTED.get(rule, (Kind.OTHER, RDF12))
        end = self._string_end if token.kind in LITERALS else token.end
        if token.sort in CLOSING:
            reason = AT_CLOSING.get(rule, reason)
        if token.kind == "line":
            reason = reason if rule == "line stop" else _ACROSS_LINES
            return TurtleFault(kind, end, end, reason)
        return TurtleFault(
            kind, token.start, end, reason.filled(token=shortened(self.text[token.start : end]))
        )

    def _check(self, found: re.Match[str], token: Token) -> None:
        """Raises TurtleFault for a term that is well-formed but not valid."""
        if token.kind == "iri":
            self._check_iri(token.start, token.end)
        elif token.kind == "tag":
            check_tag(*found.span("tag"), self.text)
        elif token.kind == "type":
            self._check_datatype(*found.span("type"))

    def _check_datatype(self, start: int, end: int) -> None:
        written = self.text[start:end]
        if written[0] == "<":
            self._check_iri(start, end)
            iri = self._resolved(written)
        elif self._in_lines:
            reason = msg("a datatype is expected after ^^, an IRI in angle brackets")
            raise TurtleFault(Kind.OTHER, start, end, reason)
        else:
            self._check_declared(Token("name", start, end, written, "name"))
            iri = self._named(written)
        if iri == _LANGUAGE_STRING:
            reason = msg("rdf:langString requires a language: write it after the text, with @")
            raise TurtleFault(Kind.OTHER, start, end, reason)

    def _check_iri(self, start: int, end: int) -> None:
        if fault := iri_fault(start, end, self._resolved(self.text[start:end])):
            raise fault

    def _check_declared(self, token: Token) -> None:
        """Raises TurtleFault for a name whose prefix is not declared, or that gives no IRI."""
        if token.kind != "name":
            return
        prefix = token.text.partition(":")[0]
        if prefix not in self._namespaces:
            reason = msg("the prefix {prefix}: is not declared", prefix=prefix)
            raise TurtleFault(Kind.UNDECLARED, token.start, token.end, reason)
        iri = self._named(token.text)
        if why := why_no_iri(iri):
            name, iri = shortened(token.text), shortened(iri)
            reason = msg("{name} stands for <{iri}>, which is not a valid IRI: {reason}")
            reason = reason.filled(name=name, iri=iri, reason=why)
            raise TurtleFault(Kind.OTHER, token.start, token.end, reason)

    def _resolved(self, written: str) -> str:
        iri = unescaped(written[1:-1])
        return iri if self._in_lines else resolve_iri(self._base, iri)

    def _named(self, written: str) -> str:
        prefix, _, local = written.partition(":")
        return self._namespaces[prefix] + re.sub(r"\\(.)", r"\1", local)
