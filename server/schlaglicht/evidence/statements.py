"""Short statements: subject, predicate and, where there are several, the object, as in Turtle.

id:fair a schema:Event ; schema:name @de ; schema:organizer id:club , id:city
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from rdflib import RDF, XSD, Literal, URIRef
from rdflib.term import Node

from schlaglicht.evidence.model import Statement, Wording
from schlaglicht.i18n import Message, msg
from schlaglicht.rdf.iris import is_absolute_iri, is_language_tag
from schlaglicht.rdf.locations import Span
from schlaglicht.rdf.ntriples_text import unescaped

_TOKEN = re.compile(
    r"""(?P<space>\s+)
    | (?P<iri> <(?:[^<>"{}|^`\\\s]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*> )
    | (?P<string> "(?:[^"\\\n]|\\.)*" )
    | (?P<language> @[A-Za-z]+(?:-[A-Za-z0-9]+)* )
    | (?P<datatype> \^\^ )
    | (?P<mark> [;,] )
    | (?P<number> [-+]?(?:[0-9]*\.)?[0-9]+(?:[eE][-+]?[0-9]+)?(?=[\s;,]|$) )
    | (?P<name> (?:[^\s;,<>"@^\\]|\\.)+ )""",
    re.VERBOSE,
)
_NO_ESCAPE = re.compile(
    r"""(?:[^\\]|\\[tbnrf"'\\]|\\u(?![Dd][89A-Fa-f])[0-9A-Fa-f]{4}
    |\\U00(?:0(?!0[Dd][89A-Fa-f])[0-9A-Fa-f]|10)[0-9A-Fa-f]{4})*+\\""",
    re.VERBOSE | re.DOTALL,
)
"""A text up to its first backslash that begins no escape of a character."""
_LOCAL_ESCAPE = re.compile(r"\\(.)")


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    span: Span


class InvalidStatement(Exception):  # noqa: N818 - not raised beyond `read`
    """A text that is not a short statement; `span` is the place of the error in the text."""

    def __init__(self, reason: Message, span: Span) -> None:
        super().__init__(str(reason))
        self.reason = reason
        self.span = span


def parse_statements(
    text: str, wording: Wording, prefixes: Mapping[str, str]
) -> Iterator[Statement]:
    """The statements of one text; spans are offsets in it. Raises InvalidStatement."""
    return _Parser(text, prefixes).statements(wording)


class _Parser:
    def __init__(self, text: str, prefixes: Mapping[str, str]) -> None:
        self._prefixes = prefixes
        self._tokens = list(_tokens(text))
        self._end = len(text.rstrip())
        self._at = 0

    def statements(self, wording: Wording) -> Iterator[Statement]:
        subject, subject_span = self._iri(msg("a subject"))
        while True:
            predicate, predicate_span = self._predicate()
            for object_, language, span in self._objects(predicate_span):
                spans = (subject_span, predicate_span, span)
                yield Statement(subject, predicate, wording, object_, language, spans)
            if not self._skip(";"):
                break
        if token := self._next():
            raise InvalidStatement(
                msg("{text} does not belong here; separate predicates with ;", text=token.text),
                token.span,
            )

    def _predicate(self) -> tuple[URIRef, Span]:
        token = self._peek()
        if token is not None and (token.kind, token.text) == ("name", "a"):
            self._at += 1
            return RDF.type, token.span
        return self._iri(msg("a predicate"))

    def _objects(self, default: Span) -> Iterator[tuple[Node | None, str | None, Span]]:
        token = self._peek()
        if token is None or token.text == ";":
            yield None, None, default
            return
        while True:
            yield self._object()
            if not self._skip(","):
                return

    def _object(self) -> tuple[Node | None, str | None, Span]:
        token = self._peek()
        if token is not None and token.kind == "language":
            self._at += 1
            return None, _language(token), token.span
        if token is not None and token.kind == "string":
            self._at += 1
            return self._literal(token)
        if token is not None and (token.kind == "number" or token.text in ("true", "false")):
            self._at += 1
            datatype = _datatype(token.text)
            return Literal(token.text, datatype=datatype, normalize=False), None, token.span
        iri, span = self._iri(msg("an object"))
        return iri, None, span

    def _literal(self, token: _Token) -> tuple[Node, None, Span]:
        start, end = token.span
        value = _value(token)
        following = self._peek()
        if following is not None and following.span[0] == end:
            if following.kind == "language":
                self._at += 1
                language = _language(following)
                return Literal(value, lang=language), None, (start, following.span[1])
            if following.kind == "datatype":
                self._at += 1
                datatype, span = self._iri(msg("a datatype"))
                plain = None if datatype == XSD.string else datatype
                return Literal(value, datatype=plain, normalize=False), None, (start, span[1])
        return Literal(value), None, token.span

    def _iri(self, expected: Message) -> tuple[URIRef, Span]:
        token = self._next()
        if token is None:
            reason = msg("{expected} is missing", expected=expected)
            raise InvalidStatement(reason, (self._end, self._end + 1))
        if token.kind == "iri":
            return _absolute(unescaped(token.text[1:-1]), token), token.span
        if token.kind != "name" or ":" not in token.text:
            reason = msg(
                "{expected} is expected here, not {text}; write a prefixed name or an <IRI>",
                text=token.text,
                expected=expected,
            )
            raise InvalidStatement(reason, token.span)
        return self._named(token), token.span

    def _named(self, token: _Token) -> URIRef:
        return expand(
            token.text, self._prefixes, lambda reason: InvalidStatement(reason, token.span)
        )

    def _skip(self, mark: str) -> bool:
        token = self._peek()
        if token is None or token.text != mark:
            return False
        self._at += 1
        return True

    def _peek(self) -> _Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _next(self) -> _Token | None:
        token = self._peek()
        self._at += 1
        return token


def expand(name: str, prefixes: Mapping[str, str], error: Callable[[Message], Exception]) -> URIRef:
    """The IRI of a prefixed name; raises what `error` makes of the reason if there is none."""
    prefix, _, local = name.partition(":")
    if prefix == "_":
        raise error(msg("{name} is a blank node; evidence can name only IRIs", name=name))
    if prefix not in prefixes:
        reason = msg(
            "the prefix {prefix}: is not declared; add it to prefixes, here or in schlaglicht.toml",
            prefix=prefix,
        )
        raise error(reason)
    iri = prefixes[prefix] + _LOCAL_ESCAPE.sub(r"\1", local)
    if not is_absolute_iri(iri):
        raise error(msg("{name} is not a prefixed name", name=name))
    return URIRef(iri)


def _absolute(iri: str, token: _Token) -> URIRef:
    if not is_absolute_iri(iri):
        reason = msg("{text} is not an IRI such as <https://…>", text=token.text)
        raise InvalidStatement(reason, token.span)
    return URIRef(iri)


def _language(token: _Token) -> str:
    if not is_language_tag(token.text[1:]):
        reason = msg("{tag} is not a language tag such as de or en-GB", tag=token.text[1:])
        raise InvalidStatement(reason, token.span)
    return token.text[1:]


def _value(token: _Token) -> str:
    text = token.text[1:-1]
    if wrong := _NO_ESCAPE.match(text):
        start = token.span[0] + 1 + wrong.end() - 1
        reason = msg("this escape means nothing; write a backslash as \\\\")
        raise InvalidStatement(reason, (start, start + 1))
    return unescaped(text)


def _datatype(text: str) -> URIRef:
    if text in ("true", "false"):
        return XSD.boolean
    if "e" in text.lower():
        return XSD.double
    return XSD.decimal if "." in text else XSD.integer


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            reason = msg(
                "a text is not closed; if it contains ` #` or `: `, put the whole line in ''"
            )
            if text[at] != '"':
                reason = msg("{text} does not belong here", text=text[at])
            raise InvalidStatement(reason, (at, at + 1))
        at = found.end()
        if found.lastgroup and found.lastgroup != "space":
            yield _Token(found.lastgroup, found[0], found.span())
