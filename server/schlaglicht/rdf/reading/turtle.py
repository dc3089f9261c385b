"""A reader of Turtle and TriG that knows where each term is, and what it expected at a fault.

It builds no terms. The strict parser judges a text and states its triples; this reader finds
them again in the same order, each as six indices of the text. Where several triples are complete
at one token, the strict parser states the last one first.

https://www.w3.org/TR/trig/#sec-grammar-grammar, and that of RDF 1.2
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple, TypeAlias

from schlaglicht.i18n import Message, msg
from schlaglicht.rdf.iris import resolve_iri
from schlaglicht.rdf.ntriples_text import unescaped
from schlaglicht.rdf.reading.turtle_tokens import (
    IRI,
    LABEL,
    LITERALS,
    NAME,
    NUMBER,
    SPACE,
    STRING,
    TAG,
    TOKEN,
    Kind,
    TurtleFault,
    check_tag,
    iri_fault,
    no_datatype,
    token_fault,
    why_no_iri,
)
from schlaglicht.rdf.source_text import Span
from schlaglicht.rdf.syntax_errors import shortened

Row: TypeAlias = list[int]
"""Start and end of subject, predicate and object, which may still change."""


class _Token(NamedTuple):
    kind: str
    start: int
    end: int
    text: str


_Rule: TypeAlias = Callable[[_Token], bool]
"""What may follow: takes a token, or leaves it to the next rule and returns False."""

_OBJECT = (
    rf"(?:{IRI}|{LABEL}|{NAME}|(?:{STRING})(?:{SPACE}{TAG}|{SPACE}\^\^{SPACE}(?:{IRI}|{NAME}))?+"
    rf"|{NUMBER}|(?:true|false)(?![\w:.-]))"
)
_VERB = rf"(?:{IRI}|{NAME}|a(?=[ \t\r\n<\"'#]))"
_MORE = rf"{SPACE}({_OBJECT}){SPACE}([;,\]]|\.(?![0-9]))"
_NEXT_OBJECT = re.compile(_MORE)
_NEXT_PAIR = re.compile(rf"{SPACE}({_VERB}){_MORE}")
_NEXT_STATEMENT = re.compile(rf"{SPACE}({IRI}|{LABEL}|{NAME}){SPACE}({_VERB}){_MORE}")
"""The commonest statements in one piece; all others are read token by token."""

_NAMES = frozenset({"iri", "name"})
_NODES = frozenset({"iri", "name", "label"})
_VALUES = frozenset({"iri", "name", "label", "number"})
_BOOLEANS = frozenset({"true", "false"})
_CLOSING = tuple(".;,])}")
_LONG_QUOTES = ('"""', "'''")
_LANGUAGE_STRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"

_NOT_READ = msg("no statement can begin or continue with {token}")
_NOT_CLOSED = msg("the blank node is not finished: ] or a semicolon or a comma is missing here")
_RDF12 = msg("statements about statements (<< … >>) belong to RDF 1.2; only RDF 1.1 is read here")


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
    resolves relative IRIs.
    """

    def __init__(
        self, text: str, *, trig: bool, base: str = "", checked: int | None = None
    ) -> None:
        self.text = text
        self.prefixes: list[tuple[str, str, int, int]] = []
        """The prefixes declared so far, with their namespaces, and start and end of these."""
        self._trig = trig
        self._base = base
        self._checked = len(text) + 1 if checked is None else checked
        self._namespaces: dict[str, str] = {}
        self._prefix = ""
        self._stack: list[_Rule] = [self._document]
        self._subjects: list[Span] = []
        self._predicates: list[Span | _Cells] = []
        self._opened: list[int] = []
        """The starts of brackets and collections."""
        self._rows: list[Row] = []
        """The triples of the current statement."""
        self._found: list[Row] = []
        """Those that are complete at the current token."""
        self._waiting: Row | None = None
        """That of a literal, complete at its end; of a string, at the next token."""
        self._at = 0
        self._string_end = 0
        self._may_be_plain = True

    def statements(self) -> Iterator[list[Row]]:
        """The triples of each statement in turn, in the strict parser's order."""
        text, stack, is_done = self.text, self._stack, False
        while not is_done:
            if len(stack) == 1 or stack[-1] == self._subject:
                if self._rows:
                    yield self._rows
                    self._rows = []
                self._may_be_plain = True
            if self._may_be_plain:
                self._may_be_plain = False
                self._read_plain()
                if len(stack) == 1 and self._rows:
                    continue
            found = TOKEN.match(text, self._at)
            if found is None:
                raise token_fault(text, self._at)
            is_done = self._read(found)
        if self._rows:
            yield self._rows

    def read_head(self) -> int:
        """Reads the directives before the first statement of a valid text; returns their end."""
        while found := TOKEN.match(self.text, self._at):
            is_next = len(self._stack) == 1
            if is_next and self._directive(self._token(found)) is None:
                break
            self._read(found)
        return self._at

    def _token(self, found: re.Match[str]) -> _Token:
        start, end = found.start(1), found.end()
        return _Token(str(found.lastgroup), start, end, self.text[start:end])

    def _read_plain(self) -> None:
        """Reads on as long as terms and marks follow each other in the plainest way.

        Begins where a statement does, behind a semicolon or in a bracket.
        """
        text, at, stack, mark = self.text, self._at, self._stack, ";"
        is_new = len(stack) == 1 or stack[-1] == self._subject
        found = (_NEXT_STATEMENT if is_new else _NEXT_PAIR).match(text, at)
        if found is None or found.end() >= self._checked:
            return
        if is_new:
            self._subjects.append(found.span(1))
            stack[1:] = [*(stack[1:-1] or [self._full_stop]), self._continuation]
        elif stack[-1] != self._continuation:
            stack.pop()(_Token("", at, at, ""))
            stack[-1] = self._continuation
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
                if mark == "." and stack[-2] == self._full_stop:
                    self._at = at
                    self._subjects.clear()
                    del stack[1:]
                return
            found = (_NEXT_PAIR if mark == ";" else _NEXT_OBJECT).match(text, at)
        self._at = at
        if mark == ",":
            stack[-1:] = [self._properties_end, partial(self._annotations, None), self._object]
            self._predicates.append(verb)

    def _read(self, found: re.Match[str]) -> bool:
        """Takes one token; True for the end of the text."""
        token = self._token(found)
        kind, self._at = token.kind, token.end
        if kind == "end":
            self._check_end(token.start)
            return True
        if kind in LITERALS:
            self._string_end = found.end("string")
        stack = self._stack
        is_checked = token.end >= self._checked
        is_declared = stack[-1] == self._prefix_name
        if is_checked:
            self._check(found, token)
        if self._found and token.text == "^^":
            raise no_datatype(self.text, found)
        while not stack.pop()(token):
            pass
        if is_checked and not is_declared:
            self._check_declared(token)
        if self._found:
            self._rows += reversed(self._found)
            self._found = []
        if self._waiting is not None:
            later = self._found if kind == "string" else self._rows
            later.append(self._waiting)
            self._waiting = None
        return False

    # Between statements

    def _document(self, token: _Token) -> bool:
        self._stack.append(self._document)
        if rule := self._directive(token):
            if token.kind == "at":
                self._stack.append(self._full_stop)
            self._stack.append(rule)
            return True
        if self._is_graph(token):
            self._stack += [self._graph, self._graph_name]
            return True
        if self._trig and token.text == "{":
            self._stack.append(self._graph)
        else:
            self._stack += [self._full_stop, self._subject]
        return False

    def _directive(self, token: _Token) -> _Rule | None:
        word = token.text.lower() if token.kind == "word" else token.text
        if word in ("prefix", "@prefix"):
            return self._prefix_name
        if word in ("base", "@base"):
            return self._base_iri
        return self._version if word in ("version", "@version") else None

    def _is_graph(self, token: _Token) -> bool:
        return self._trig and token.kind == "word" and token.text.lower() == "graph"

    def _prefix_name(self, token: _Token) -> bool:
        if token.kind != "name" or token.text.index(":") != len(token.text) - 1:
            reason = msg("a name with a colon is expected after prefix, such as ex:")
            raise self._fault(Kind.PREFIX, token, reason)
        self._prefix = token.text[:-1]
        self._stack.append(self._namespace)
        return True

    def _namespace(self, token: _Token) -> bool:
        if token.kind != "iri":
            reason = msg("after the prefix its namespace is expected, an IRI in angle brackets")
            raise self._fault(Kind.NAMESPACE, token, reason)
        namespace = self._namespaces[self._prefix] = self._resolved(token.text)
        self.prefixes.append((self._prefix, namespace, token.start, token.end))
        return True

    def _base_iri(self, token: _Token) -> bool:
        if token.kind != "iri":
            reason = msg("an IRI in angle brackets is expected after base")
            raise self._fault(Kind.NAMESPACE, token, reason)
        self._base = self._resolved(token.text)
        return True

    def _version(self, token: _Token) -> bool:
        if token.kind not in LITERALS or token.text.startswith(_LONG_QUOTES):
            reason = msg('a value such as "1.2" is expected after version')
            raise self._fault(Kind.OTHER, token, reason)
        self._at = self._string_end
        return True

    def _full_stop(self, token: _Token) -> bool:
        self._subjects.clear()
        if token.text != ".":
            reason = msg(
                "the statement before is not finished: "
                "a full stop, semicolon or comma is missing here"
            )
            raise self._missing(token, reason)
        return True

    def _missing(self, token: _Token, reason: Message) -> TurtleFault:
        """The fault of a full stop that is missing before a statement, or of what begins none."""
        begins = (
            token.kind in _NODES
            or token.text in ("[", "(", "<<")
            or (self._trig and token.text == "{")
            or self._directive(token)
            or self._is_graph(token)
        )
        if token.end >= self._checked:
            self._check_declared(token)
        if begins:
            return self._fault(Kind.FULL_STOP, token, reason)
        return self._fault(Kind.NO_SUBJECT, token, _NOT_READ)

    # Graphs

    def _graph_name(self, token: _Token) -> bool:
        if token.text == "[":
            self._stack.append(self._unnamed_graph)
        elif token.kind not in _NODES:
            raise self._fault(Kind.NO_GRAPH, token, msg("{token} cannot name a graph"))
        return True

    def _unnamed_graph(self, token: _Token) -> bool:
        if token.text != "]":
            reason = msg("a blank node with properties cannot name a graph")
            raise self._fault(Kind.OTHER, token, reason)
        return True

    def _graph(self, token: _Token) -> bool:
        if token.text != "{":
            reason = msg("the name of a graph and {{ are expected after GRAPH")
            raise self._fault(Kind.OTHER, token, reason)
        self._stack += [self._graph_end, self._subject]
        return True

    def _graph_end(self, token: _Token) -> bool:
        self._subjects.clear()
        if token.text == ".":
            self._stack += [self._graph_end, self._subject]
        elif token.text != "}":
            reason = msg("the statement before is not finished: a full stop or }} is missing here")
            raise self._missing(token, reason)
        return True

    # Subjects

    def _subject(self, token: _Token) -> bool:
        if token.kind in _NODES:
            self._subjects.append((token.start, token.end))
            self._stack.append(self._properties_or_graph)
        elif token.text == "[":
            self._open(token, self._subject_bracket)
        elif token.text == "(":
            self._stack.append(self._properties)
            self._open(token, self._subject_cells)
        elif token.text == "<<":
            self._stack.append(self._properties_or_end)
            self._open(token, self._subject_triple_end)
            self._begin_triple(reified=True)
        elif token.text != "}" or self._stack[-1] != self._graph_end:
            raise self._fault(Kind.NO_SUBJECT, token, _NOT_READ)
        return token.text != "}"

    def _open(self, token: _Token, rule: _Rule) -> None:
        self._opened.append(token.start)
        self._stack.append(rule)
        self._may_be_plain = token.text == "["

    def _properties_or_graph(self, token: _Token) -> bool:
        is_graph = self._trig and token.text == "{" and self._stack[-1] == self._full_stop
        if is_graph:
            self._subjects.clear()
            self._stack[-1] = self._graph
        else:
            self._stack.append(self._properties)
        return False

    def _subject_bracket(self, token: _Token) -> bool:
        if token.text == "]":
            self._subjects.append((self._opened.pop(), token.end))
            self._stack.append(self._properties_or_graph)
            return True
        self._subjects.append((self._opened[-1], self._opened[-1] + 1))
        self._stack += [self._subject_bracket_end, self._properties]
        return False

    def _subject_bracket_end(self, token: _Token) -> bool:
        if token.text != "]":
            if token.kind not in _NAMES and token.text not in ("a", ".", "}"):
                raise self._no_predicate(token)
            raise self._fault(Kind.BRACKET, token, _NOT_CLOSED)
        self._subjects[-1] = self._opened.pop(), token.end
        self._stack.append(self._properties_or_end)
        return True

    def _properties_or_end(self, token: _Token) -> bool:
        if token.text not in (".", "}"):
            self._stack.append(self._properties)
        return False

    def _subject_cells(self, token: _Token) -> bool:
        if token.text == ")":
            self._subjects.append((self._opened.pop(), token.end))
            return True
        self._predicates.append(_Cells())
        self._stack += [self._subject_cells_end, self._object]
        return False

    def _subject_cells_end(self, token: _Token) -> bool:
        cells = self._next_cell(token, self._subject_cells_end)
        if cells is not None:
            self._subjects.append((self._opened.pop(), token.end))
        return cells is not None

    # Predicates

    def _properties(self, token: _Token) -> bool:  # noqa: ARG002
        self._stack += [self._properties_end, self._objects, self._verb]
        return False

    def _properties_end(self, token: _Token) -> bool:
        self._predicates.pop()
        if token.text != ";":
            return False
        self._stack.append(self._continuation)
        self._may_be_plain = True
        return True

    def _continuation(self, token: _Token) -> bool:
        if token.text == ";":
            self._stack.append(self._continuation)
            self._may_be_plain = True
            return True
        if token.text not in (".", "}", "]", "|}"):
            self._stack.append(self._properties)
        return False

    def _verb(self, token: _Token) -> bool:
        if token.kind not in _NAMES and token.text != "a":
            raise self._no_predicate(token)
        self._predicates.append((token.start, token.end))
        return True

    def _no_predicate(self, token: _Token) -> TurtleFault:
        if token.text in _CLOSING:
            reason = msg("before {token} a predicate with a value is missing")
        else:
            reason = msg("{token} cannot be a predicate")
        return self._fault(Kind.NO_PREDICATE, token, reason)

    # Objects

    def _objects(self, token: _Token) -> bool:  # noqa: ARG002
        self._stack += [partial(self._annotations, None), self._object]
        return False

    def _object(self, token: _Token) -> bool:
        if token.kind in LITERALS:
            self._waiting = self._stated(token.start, token.end)
        elif token.kind in _VALUES or token.text in _BOOLEANS:
            self._found.append(self._stated(token.start, token.end))
        elif token.text == "[":
            self._open(token, self._object_bracket)
        elif token.text == "(":
            self._open(token, self._object_cells)
        elif token.text == "<<":
            self._open(token, self._object_triple_end)
            self._begin_triple(reified=True)
        elif token.text == "<<(":
            self._open(token, self._term_end)
            self._begin_triple(reified=False)
        elif token.text in _CLOSING:
            raise self._fault(Kind.NO_OBJECT, token, msg("before {token} a value is missing"))
        else:
            raise self._fault(Kind.NO_OBJECT, token, msg("{token} cannot be a value"))
        return True

    def _stated(self, start: int, end: int) -> Row:
        """The triple of the current subject and predicate, or cell, with this object."""
        verb = self._predicates[-1]
        if isinstance(verb, _Cells):
            return verb.place(start, end)
        return [*self._subjects[-1], *verb, start, end]

    def _object_bracket(self, token: _Token) -> bool:
        if token.text == "]":
            self._found.append(self._stated(self._opened.pop(), token.end))
            return True
        self._subjects.append((self._opened[-1], self._opened[-1] + 1))
        self._stack += [self._object_bracket_end, self._properties]
        return False

    def _object_bracket_end(self, token: _Token) -> bool:
        if token.text != "]":
            raise self._fault(Kind.BRACKET, token, _NOT_CLOSED)
        self._subjects.pop()
        self._found.append(self._stated(self._opened.pop(), token.end))
        return True

    def _object_cells(self, token: _Token) -> bool:
        row = self._stated(self._opened[-1], token.end)
        self._found.append(row)
        if token.text == ")":
            self._opened.pop()
            return True
        self._predicates.append(_Cells(row))
        self._stack += [self._object_cells_end, self._object]
        return False

    def _object_cells_end(self, token: _Token) -> bool:
        cells = self._next_cell(token, self._object_cells_end)
        if cells is not None:
            cells.whole[:] = self._stated(self._opened.pop(), token.end)
        return cells is not None

    def _next_cell(self, token: _Token, rule: _Rule) -> _Cells | None:
        """Links a cell with the next one; at the end of a collection, returns it."""
        cells = self._predicates[-1]
        assert isinstance(cells, _Cells)
        link = [*cells.item, *cells.item, *cells.item]
        self._found.append(link)
        if token.text == ")":
            self._predicates.pop()
            return cells
        cells.link = link
        self._stack += [rule, self._object]
        return None

    # Statements about statements

    def _annotations(self, reifier: Span | None, token: _Token) -> bool:
        """Statements about a triple, of which `reifier` is the last name."""
        if token.text == ",":
            self._stack += [partial(self._annotations, None), self._object]
        elif token.text == "~":
            here = token.start, token.end
            self._stack += [partial(self._annotations, here), partial(self._named, here)]
        elif token.text == "{|":
            if reifier is None:
                self._found.append([token.start, token.end] * 3)
            self._subjects.append(reifier or (token.start, token.end))
            self._stack += [partial(self._annotations_end, reifier), self._properties]
        return token.text in (",", "~", "{|")

    def _annotations_end(self, reifier: Span | None, token: _Token) -> bool:
        self._subjects.pop()
        self._stack.append(partial(self._annotations, reifier))
        return self._closes("|}", token)

    def _named(self, mark: Span, token: _Token) -> bool:
        """The name of a triple, or none behind the mark for one."""
        is_name = token.kind in _NODES
        self._found.append([*((token.start, token.end) if is_name else mark)] * 3)
        return is_name

    def _begin_triple(self, *, reified: bool) -> None:
        if reified:
            self._stack.append(self._reifier)
        self._stack += [
            partial(self._inner_object, reified),
            self._verb,
            partial(self._inner_subject, reified),
        ]

    def _inner_subject(self, reified: bool, token: _Token) -> bool:
        if token.text == "[":
            self._stack.append(partial(self._closes, "]"))
        elif token.text == "<<" and reified:
            self._open(token, self._inner_triple_end)
            self._begin_triple(reified=True)
        elif token.kind not in _NODES:
            raise self._fault(Kind.OTHER, token, _RDF12)
        return True

    def _inner_object(self, reified: bool, token: _Token) -> bool:
        if token.text == "<<(":
            self._open(token, self._inner_term_end)
            self._begin_triple(reified=False)
        elif token.kind == "number" or token.kind in LITERALS or token.text in _BOOLEANS:
            if token.text.startswith(_LONG_QUOTES):
                raise self._fault(Kind.OTHER, token, _RDF12)
        else:
            return self._inner_subject(reified, token)
        return True

    def _reifier(self, token: _Token) -> bool:
        self._predicates.pop()
        if token.text == "~":
            self._stack.append(self._named_reifier)
            return True
        self._found.append(self._reified(token))
        return False

    def _named_reifier(self, token: _Token) -> bool:
        self._found.append(self._reified(token))
        return token.kind in _NODES

    def _reified(self, token: _Token) -> Row:
        opened = self._opened[-1]
        return [opened, opened + 2, opened, opened + 2, opened, token.end]

    def _subject_triple_end(self, token: _Token) -> bool:
        self._subjects.append((self._opened.pop(), token.end))
        return self._closes(">>", token)

    def _object_triple_end(self, token: _Token) -> bool:
        self._found.append(self._stated(self._opened.pop(), token.end))
        return self._closes(">>", token)

    def _inner_triple_end(self, token: _Token) -> bool:
        self._opened.pop()
        return self._closes(">>", token)

    def _term_end(self, token: _Token) -> bool:
        self._predicates.pop()
        self._found.append(self._stated(self._opened.pop(), token.end))
        return self._closes(")>>", token)

    def _inner_term_end(self, token: _Token) -> bool:
        self._predicates.pop()
        self._opened.pop()
        return self._closes(")>>", token)

    def _closes(self, mark: str, token: _Token) -> bool:
        if token.text != mark:
            raise self._fault(Kind.OTHER, token, _RDF12)
        return True

    # Faults

    def _check_end(self, at: int) -> None:
        if len(self._stack) > 1 and self._found:
            reason = msg("the full stop at the end of the statement is missing")
            raise TurtleFault(Kind.FULL_STOP, at, at, reason)
        if len(self._stack) > 1:
            reason = msg("the file ends in the middle of a statement")
            raise TurtleFault(Kind.END, at, at, reason)

    def _fault(self, kind: Kind, token: _Token, reason: Message) -> TurtleFault:
        end = self._string_end if token.kind in LITERALS else token.end
        written = shortened(self.text[token.start : end])
        return TurtleFault(kind, token.start, end, reason.filled(token=written))

    def _check(self, found: re.Match[str], token: _Token) -> None:
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
        else:
            self._check_declared(_Token("name", start, end, written))
            iri = self._spelled_out(written)
        if iri == _LANGUAGE_STRING:
            reason = msg("rdf:langString requires a language: write it after the text, with @")
            raise TurtleFault(Kind.OTHER, start, end, reason)

    def _check_iri(self, start: int, end: int) -> None:
        if fault := iri_fault(start, end, self._resolved(self.text[start:end])):
            raise fault

    def _check_declared(self, token: _Token) -> None:
        """Raises TurtleFault for a name whose prefix is not declared, or that gives no IRI."""
        if token.kind != "name":
            return
        prefix = token.text.partition(":")[0]
        if prefix not in self._namespaces:
            reason = msg("the prefix {prefix}: is not declared", prefix=prefix)
            raise TurtleFault(Kind.UNDECLARED, token.start, token.end, reason)
        iri = self._spelled_out(token.text)
        if why := why_no_iri(iri):
            name, iri = shortened(token.text), shortened(iri)
            reason = msg("{name} stands for <{iri}>, which is not a valid IRI: {reason}")
            reason = reason.filled(name=name, iri=iri, reason=why)
            raise TurtleFault(Kind.OTHER, token.start, token.end, reason)

    def _resolved(self, written: str) -> str:
        return resolve_iri(self._base, unescaped(written[1:-1]))

    def _spelled_out(self, written: str) -> str:
        prefix, _, local = written.partition(":")
        return self._namespaces[prefix] + re.sub(r"\\(.)", r"\1", local)
