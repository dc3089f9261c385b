"""Locations of the triples of a JSON-LD text.

Interpreting contexts is left to the strict parser: each identifier and each value of the text gets
a unique mark, the parser reads the marked text too, and the marks on the subject and the object of
a triple there give the triple of the original text and its location.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from rdflib import RDF, BNode

from schlaglicht.rdf.locations import DroppedKey, Positions, Statements
from schlaglicht.rdf.prefixes import context_definitions, is_unknown_keyword
from schlaglicht.rdf.source_text import SourceText, Span, Spans
from schlaglicht.rdf.triple import Triple

MarkedTriple: TypeAlias = tuple[str, str, str]
"""A triple of the marked text: IRIs, labels of blank nodes, texts of literals."""

_TOKEN = re.compile(r'[ \t\r\n]*(?P<token>"(?:[^"\\]|\\.)*"|[\[\]{},:]|[^\s\[\]{},:"]+)', re.DOTALL)
_MARK = re.compile(r"-schlaglicht(\d+)z$")
_MAPS = {"@language", "@index"}
DIRECTION = "@direction"
"""The keyword for what RDF 1.1 has no place for."""
_UNFOLLOWED = {"@id", "@type", "@graph"}
"""Containers whose keys identify the node of the values."""


@dataclass(frozen=True)
class _Value:
    """A value of JSON: its span, and its content; scalars have none."""

    start: int
    end: int
    members: Sequence[tuple[_Value, _Value]] | None = None
    items: Sequence[_Value] | None = None

    @property
    def span(self) -> Span:
        return self.start, self.end


@dataclass(frozen=True)
class _Token:
    """The token behind a mark: an identifier, the brace of a node without one, or a value."""

    span: Span
    text: str
    key: Span | None = None
    """The key of the member that it belongs to."""
    value: Span | None = None
    """The whole value of that member."""
    holder: int | None = None
    """The mark of the node that has this member."""


@dataclass
class MarkedJson:
    """A JSON-LD text with a mark on each identifier and value.

    Raises ValueError or RecursionError for texts that cannot be marked: values of raw JSON, maps by
    identifier, nesting of some hundred levels.
    """

    source: SourceText
    text: str = field(init=False)
    _tokens: list[_Token] = field(default_factory=list)
    _types: dict[int, list[tuple[Span, Span]]] = field(default_factory=dict)
    _insertions: list[tuple[Span, str]] = field(default_factory=list)
    _unknown_keywords: list[tuple[Span, int | None]] = field(default_factory=list)
    """Keys in the form of a keyword but unknown, or a direction, and the node they are in."""

    def __post_init__(self) -> None:
        content = json.loads(self.source.text)
        self._keywords, self._maps = _meanings(content)
        self._defined = dict(context_definitions(content, within=False))
        self._walk(_read(self.source.text), None, None)
        parts, at = [], 0
        for (start, end), new in sorted(self._insertions):
            parts += [self.source.text[at:start], new]
            at = end
        self.text = "".join([*parts, self.source.text[at:]])

    def positions(
        self, triples: Sequence[Triple], marked: Sequence[MarkedTriple]
    ) -> Positions | None:
        """The locations of `triples`, which are `marked` in the marked text, by the same parser.

        None if the two do not agree. Triples that the marks do not locate have only their file.
        """
        if len(triples) != len(marked):
            return None
        pairs = list(zip(triples, marked, strict=True))
        if not all(self._agree(triple, other) for triple, other in pairs):
            return None
        positions = Positions(Statements(self.source.path, list(triples)))
        items = {s: self._token(o) for s, p, o in marked if p == str(RDF.first)}
        types = self._placed_types(marked)
        placed = []
        for index, (triple, other) in enumerate(pairs):
            spans = types.get(index) or self._spans(other, items)
            if spans:
                placed.append((spans[2], index, triple, spans))
        for _, _, triple, spans in sorted(placed, key=lambda entry: entry[:2]):
            positions.record(triple, self.source, spans)
        positions.dropped = list(self._dropped(marked))
        return positions

    def _dropped(self, marked: Sequence[MarkedTriple]) -> Iterator[DroppedKey]:
        """The keys of existing nodes without a value in any triple.

        Also those in the form of a keyword, which no context can define.
        """
        ends = (_MARK.search(end) for subject, _, end_ in marked for end in (subject, end_))
        seen = {int(found[1]) for found in ends if found}
        kept = {self._tokens[number].key for number in seen}
        keys = [(token.key, token.holder) for token in self._tokens]
        for key, holder in dict.fromkeys([*keys, *self._unknown_keywords]):
            if key is None or holder is None or key in kept:
                continue
            name = str(json.loads(self.source.text[slice(*key)]))
            stands = holder in seen or self._tokens[holder].key is None
            if stands and self._defined.get(name, name) is not None:
                yield DroppedKey(
                    self.source.path, name, self.source.extent(*key), tuple(sorted(self._defined))
                )

    def _agree(self, triple: Triple, marked: MarkedTriple) -> bool:
        return str(triple[1]) == marked[1] and all(
            self._is_same(triple[index], marked[index]) for index in (0, 2)
        )

    def _is_same(self, term: object, marked: str) -> bool:
        token = self._token(marked)
        if isinstance(term, BNode) or (token and (token.text[0] != '"' or ":" not in token.text)):
            return True  # numbers and relative references change with a mark
        return str(term) == _MARK.sub("", marked)

    def _token(self, marked: str) -> _Token | None:
        found = _MARK.search(marked)
        return self._tokens[int(found[1])] if found else None

    def _placed_types(self, marked: Sequence[MarkedTriple]) -> dict[int, Spans]:
        """The spans of the triples from `@type`, whose values have no marks."""
        said: dict[int, list[int]] = {}
        for index, (subject, predicate, object_) in enumerate(marked):
            found = _MARK.search(subject)
            if found and predicate == str(RDF.type) and not _MARK.search(object_):
                said.setdefault(int(found[1]), []).append(index)
        return {
            index: (*self._tokens[number].span, *key, *value)
            for number, indices in said.items()
            if len(indices) == len(self._types.get(number, ()))
            for index, (key, value) in zip(indices, self._types[number], strict=True)
        }

    def _spans(self, marked: MarkedTriple, items: dict[str, _Token | None]) -> Spans | None:
        subject, object_ = self._token(marked[0]), self._token(marked[2])
        if subject is None:
            cell = items.get(marked[0])
            following = object_ or items.get(marked[2]) or cell
            return (*cell.span, *cell.span, *following.span) if cell and following else None
        first = items.get(marked[2])
        if object_ is None:
            if first is None or first.key is None or first.value is None:
                return None
            return (*subject.span, *first.key, *first.value)
        if self._holds(subject, object_):
            key = object_.key
        else:
            key = subject.key if self._holds(object_, subject) else None
        return (*subject.span, *key, *object_.span) if key else None

    def _holds(self, node: _Token, token: _Token) -> bool:
        return token.holder is not None and self._tokens[token.holder] is node

    def _walk(
        self, value: _Value, member: tuple[_Value, _Value] | None, holder: int | None
    ) -> None:
        """Marks a value: of a member of the node `holder`, or at the top."""
        if value.items is not None:
            for item in value.items:
                self._walk(item, member, holder)
        elif value.members is None:
            if self._text(value) != "null" and member:
                self._mark(value, member, holder)
        else:
            inner = {self._keyword(key): content for key, content in value.members}
            wrapped = next((inner[k] for k in ("@value", "@list", "@set") if k in inner), None)
            if wrapped is None:
                self._walk_node(value, member, holder)
            elif "@value" in inner and (wrapped.members or wrapped.items is not None):
                raise ValueError("a value that is JSON itself")
            else:
                self._note_unknown_keywords(value.members, holder)
                self._walk(wrapped, member, holder)

    def _walk_node(
        self, node: _Value, member: tuple[_Value, _Value] | None, holder: int | None
    ) -> None:
        members = node.members or ()
        named = next((value for key, value in members if self._keyword(key) == "@id"), None)
        if named is not None:
            number = self._mark(named, member, holder)
        else:
            number = self._new(_Token((node.start, node.start + 1), "{", *_of(member), holder))
            comma = ", " if members else ""
            label = f'{comma}"@id": "_:b-schlaglicht{number}z"'
            self._insertions.append(((node.end - 1, node.end - 1), label))
        self._walk_members(members, number)

    def _walk_members(self, members: Sequence[tuple[_Value, _Value]], number: int) -> None:
        self._note_unknown_keywords(members, number)
        for key, value in members:
            keyword = self._keyword(key)
            if keyword == "@context":
                for context in value.items or [value]:
                    self._note_unknown_keywords(context.members or (), number)
            elif keyword == "@type":
                named = value.items if value.items is not None else [value]
                self._types.setdefault(number, []).extend((key.span, item.span) for item in named)
            elif keyword in ("@reverse", "@nest"):
                for inner in value.items or [value]:
                    self._walk_members(inner.members or (), number)
            elif keyword in ("@graph", "@included"):
                self._walk(value, None, None)
            elif keyword is None:
                mapped = self._name(key) in self._maps and value.members is not None
                for content in [v for _, v in value.members or ()] if mapped else [value]:
                    self._walk(content, (key, value), number)

    def _note_unknown_keywords(
        self, members: Sequence[tuple[_Value, _Value]], holder: int | None
    ) -> None:
        """Records the keys that are ignored for their form alone, and those of base directions."""
        for key, value in members:
            keyword = self._keyword(key) or ""
            is_ignored = is_unknown_keyword(keyword) or self._name(key) == DIRECTION
            if is_ignored and self._text(value) != "null":
                self._unknown_keywords.append((key.span, holder))

    def _mark(self, value: _Value, member: tuple[_Value, _Value] | None, holder: int | None) -> int:
        """Marks a scalar; a number or a boolean becomes a string."""
        text = self._text(value)
        number = self._new(_Token(value.span, text, *_of(member), holder))
        mark = f"-schlaglicht{number}z"
        if text[0] == '"':
            self._insertions.append(((value.end - 1, value.end - 1), mark))
        elif value.members is None and value.items is None:
            self._insertions.append((value.span, f'"{text}{mark}"'))
        else:
            raise ValueError("an identifier that is none")
        return number

    def _new(self, token: _Token) -> int:
        self._tokens.append(token)
        return len(self._tokens) - 1

    def _text(self, value: _Value) -> str:
        return self.source.text[value.start : value.end]

    def _name(self, key: _Value) -> str:
        return str(json.loads(self._text(key)))

    def _keyword(self, key: _Value) -> str | None:
        """The keyword that a key is or aliases; None for a property."""
        name = self._name(key)
        return name if name.startswith("@") else self._keywords.get(name)


def _of(member: tuple[_Value, _Value] | None) -> tuple[Span | None, Span | None]:
    return (member[0].span, member[1].span) if member else (None, None)


def _meanings(content: Any) -> tuple[dict[str, str], set[str]]:
    """The aliases of keywords, and the names whose values are maps."""
    keywords: dict[str, str] = {}
    maps: set[str] = set()
    for name, definition in context_definitions(content, within=False):
        if isinstance(definition, str):
            definition = {"@id": definition}
        if not isinstance(definition, dict):
            continue
        container = definition.get("@container") or []
        containers = {container} if isinstance(container, str) else set(container)
        if containers & _UNFOLLOWED or definition.get("@type") == "@json":
            raise ValueError(f"{name} has values that are not followed")
        if containers & _MAPS:
            maps.add(name)
        if str(definition.get("@id")).startswith("@"):
            keywords[name] = definition["@id"]
    return keywords, maps


def _read(text: str) -> _Value:
    """The values of a valid JSON text with their spans."""
    tokens = (match.span("token") for match in _TOKEN.finditer(text))
    return _value(text, tokens, next(tokens))


def _value(text: str, tokens: Iterator[Span], first: Span) -> _Value:
    start, end = first
    opening = text[start]
    if opening not in "[{":
        return _Value(start, end)
    items: list[_Value] = []
    members: list[tuple[_Value, _Value]] = []
    while text[(token := next(tokens))[0]] not in "]}":
        if text[token[0]] == ",":
            continue
        if opening == "[":
            items.append(_value(text, tokens, token))
        else:
            next(tokens)  # the colon
            members.append((_Value(*token), _value(text, tokens, next(tokens))))
    if opening == "[":
        return _Value(start, token[1], items=items)
    return _Value(start, token[1], members=members)
