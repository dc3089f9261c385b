"""A Turtle reader for tests: statements and their character positions.

It shares no code with the readers of the package, so that it locates triples independently of
them. It reads valid Turtle, TriG, N-Triples and N-Quads and is lenient with the rest.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import urljoin

Span = tuple[int, int]

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

_TOKEN = re.compile(
    r"""
    (?P<space>(?:[ \t\r\n]|\#[^\r\n]*)+)
  | (?P<iri><[^<>]*>)
  | (?P<text>\"{3}(?:[^"\\]|\\.|\"{1,2}(?!\"))*\"{3} | '{3}(?:[^'\\]|\\.|'{1,2}(?!'))*'{3}
      | "(?:[^"\\\r\n]|\\.)*" | '(?:[^'\\\r\n]|\\.)*')
  | (?P<mark>\^\^)
  | (?P<at>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<number>[-+]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)
  | (?P<name>[^\s<>"'()\[\]{};,.#:]*:
      (?:[^\s<>"'()\[\]{};,.\\#+^@]|\\.|\.(?=[^\s<>"'()\[\]{};,.#]))*)
  | (?P<word>[A-Za-z]+)
  | (?P<mark2>[.;,()\[\]{}])
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True)
class Token:
    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Statement:
    """One triple as written: its terms, their spans, and the span to remove it."""

    subject: str
    predicate: str
    object: str
    """An IRI, or a literal or blank node as written."""
    subject_span: Span
    predicate_span: Span
    object_span: Span
    depth: int
    removal: Span | None
    """The span to delete so that only this triple goes; None if others would go too."""


@dataclass
class _Open:
    """A statement that is being read, before its end is known."""

    parts: tuple[str, str, str]
    spans: tuple[Span, Span, Span]
    depth: int
    separator: int | None
    objects: int = 1
    following: int | None = None
    alone: Span | None = None


@dataclass
class _Reader:
    text: str
    base: str
    tokens: list[Token] = field(default_factory=list)
    index: int = 0
    prefixes: dict[str, str] = field(default_factory=dict)
    found: list[_Open] = field(default_factory=list)
    blanks: int = 0

    def document(self) -> list[_Open]:
        self.tokens = _tokens(self.text)
        while self.index < len(self.tokens):
            self._top()
        return self.found

    def _top(self) -> None:
        token = self._peek()
        if token.text in {"@prefix", "PREFIX", "prefix", "@base", "BASE", "base"}:
            self._declaration()
        elif token.text in {"{", "}", "."}:
            self.index += 1
        elif token.text == "GRAPH":
            self.index += 2
        elif self.tokens[self.index + 1].text == "{":
            self.index += 1
        else:
            self._triples()

    def _declaration(self) -> None:
        kind = self._next().text.lower().lstrip("@")
        if kind == "prefix":
            prefix = self._next().text.removesuffix(":")
            self.prefixes[prefix] = self._resolved(self._next().text[1:-1])
        else:
            self.base = self._resolved(self._next().text[1:-1])

    def _triples(self) -> None:
        begun = len(self.found)
        start = self._peek().start
        subject, span = self._term(depth=0)
        if self._peek().text not in {".", "}"}:
            self._properties(subject, span, depth=0)
        end = self._peek()
        own = [entry for entry in self.found[begun:] if entry.depth == 0]
        if len(own) == 1 and len(self.found) == begun + 1 and end.text == ".":
            own[0].alone = (start, end.end)

    def _properties(self, subject: str, span: Span, *, depth: int) -> None:
        separator: int | None = None
        while self._peek().text not in {".", "]", "}"}:
            token = self._peek()
            if token.text == ";":
                separator = token.start
                self.index += 1
                continue
            verb = self._next()
            predicate = RDF + "type" if verb.text == "a" else self._iri(verb)
            group = self._objects((subject, predicate), (span, (verb.start, verb.end)), depth)
            for entry in group:
                entry.separator, entry.objects = separator, len(group)
                if self._peek().text == ";":
                    entry.following = self._peek().end

    def _objects(self, parts: tuple[str, str], spans: tuple[Span, Span], depth: int) -> list[_Open]:
        group: list[_Open] = []
        while True:
            place = len(self.found)
            object_, span = self._term(depth=depth + 1)
            entry = _Open((*parts, object_), (*spans, span), depth, None)
            self.found.insert(place, entry)
            group.append(entry)
            if self._peek().text == ",":
                self.index += 1
                continue
            if self._peek().text not in {".", ";", "]", "}"}:
                self._next()  # the name of a graph
            return group

    def _term(self, *, depth: int) -> tuple[str, Span]:
        token = self._next()
        if token.text == "[":
            self.blanks += 1
            name = f"[{self.blanks}]"
            self._properties(name, (token.start, token.end), depth=depth)
            return name, (token.start, self._next().end)
        if token.text == "(":
            return self._collection(token, depth)
        if token.kind == "text":
            return self._literal(token)
        named = token.kind in {"iri", "name"}
        return (self._iri(token) if named else token.text), (token.start, token.end)

    def _collection(self, token: Token, depth: int) -> tuple[str, Span]:
        while self._peek().text != ")":
            self.blanks += 1
            place = len(self.found)
            item, span = self._term(depth=depth + 1)
            parts = (f"({self.blanks}", RDF + "first", item)
            self.found.insert(place, _Open(parts, (span, span, span), depth + 1, None, objects=2))
        return "(…)", (token.start, self._next().end)

    def _literal(self, token: Token) -> tuple[str, Span]:
        end = token.end
        if self._peek().kind == "at":
            end = self._next().end
        elif self._peek().text == "^^":
            self.index += 1
            end = self._next().end
        return self.text[token.start : end], (token.start, end)

    def _iri(self, token: Token) -> str:
        if token.kind == "iri":
            return self._resolved(token.text[1:-1])
        prefix, _, local = token.text.partition(":")
        if prefix == "_":
            return token.text
        return self.prefixes[prefix] + re.sub(r"\\(.)", r"\1", local)

    def _resolved(self, iri: str) -> str:
        return urljoin(self.base, iri)

    def _peek(self) -> Token:
        at_end = self.index >= len(self.tokens)
        return Token("end", ".", -1, -1) if at_end else self.tokens[self.index]

    def _next(self) -> Token:
        self.index += 1
        return self.tokens[self.index - 1]


def read_statements(text: str) -> list[Statement]:
    """All triples of a text, in reading order."""
    return [_closed(entry) for entry in _Reader(text, "file:///data").document()]


def _closed(entry: _Open) -> Statement:
    removal = entry.alone
    if entry.objects == 1 and removal is None:
        if entry.separator is not None:
            removal = (entry.separator, entry.spans[2][1])
        elif entry.following is not None:
            removal = (entry.spans[1][0], entry.following)
    return Statement(*entry.parts, *entry.spans, entry.depth, removal)


def _tokens(text: str) -> list[Token]:
    found: list[Token] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise ValueError(f"no token at {at}: {text[at : at + 20]!r}")
        if match.lastgroup != "space":
            found.append(Token(match.lastgroup or "", match.group(), match.start(), match.end()))
        at = match.end()
    return found
