"""The literals that a query writes, with a private form where the store would rewrite them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from schlaglicht.query.lexer import Token, TokenKind
from schlaglicht.query.private_forms.token_groups import Item, is_kind, is_mark
from schlaglicht.rdf.ntriples_text import unescaped
from schlaglicht.rdf.private_forms import XSD, PrivateForms
from schlaglicht.rdf.stored_form import TypedLiteral, rewritten

_NAMES = (TokenKind.IRI, TokenKind.NAME)


class Edit(NamedTuple):
    """A replacement for a part of the query."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class _Constant:
    literal: TypedLiteral
    start: int
    """Where its datatype is written, or a number."""
    end: int
    is_number: bool

    def edit(self, forms: PrivateForms) -> Edit:
        lexical = f'"{self.literal.lexical}"^^' if self.is_number else ""
        return Edit(self.start, self.end, f"{lexical}<{forms.datatype(self.literal.datatype)}>")


class Constants:
    """Collects the literals of a query."""

    def __init__(self, forms: PrivateForms, iri_of: Callable[[Token], str]) -> None:
        self._forms = forms
        self._iri_of = iri_of
        self._typed: list[_Constant] = []
        self._tags: list[Edit] = []

    def read_terms(self, items: Sequence[Item]) -> None:
        """Adds the literals of triple patterns, or of a constant in an expression."""
        for at, item in enumerate(items):
            if is_kind(item, TokenKind.NUMBER) and isinstance(item, Token):
                self._add_number(item, items[at - 1] if at else None)
            elif is_mark(item, "^^") and 0 < at < len(items) - 1:
                self._add_typed(items[at - 1], items[at + 1])
        self.read_tags(items)

    def read_tags(self, items: Sequence[Item]) -> None:
        """Adds the language tags alone: a literal in a calculation is taken by its value."""
        if not self._forms.tags:
            return
        for item in items:
            if is_kind(item, TokenKind.LANGUAGE_TAG) and isinstance(item, Token):
                end = item.start + len(item.text)
                self._tags.append(Edit(item.start, end, f"@{self._forms.tag(item.text[1:])}"))

    def edits(self) -> Iterator[Edit]:
        """The edits that give each literal its private form, if it has one."""
        private = rewritten(constant.literal for constant in self._typed)
        yield from self._tags
        for constant in self._typed:
            if constant.literal in private:
                yield constant.edit(self._forms)

    def _add_number(self, number: Token, before: Item | None) -> None:
        start, end = number.start, number.start + len(number.text)
        sign = ""
        if isinstance(before, Token) and is_mark(before, "+", "-") and before.start == start - 1:
            sign, start = before.text, before.start
        lexical = f"{sign}{number.text}"
        self._typed.append(
            _Constant(TypedLiteral(lexical, _type_of(number.text)), start, end, True)
        )

    def _add_typed(self, string: Item, datatype: Item) -> None:
        if not (isinstance(string, Token) and string.kind is TokenKind.STRING):
            return
        if not (isinstance(datatype, Token) and datatype.kind in _NAMES):
            return
        iri = self._iri_of(datatype)
        if iri.startswith(XSD):
            literal = TypedLiteral(_content(string.text), iri)
            end = datatype.start + len(datatype.text)
            self._typed.append(_Constant(literal, datatype.start, end, False))


def _type_of(number: str) -> str:
    if "e" in number.lower():
        return f"{XSD}double"
    return f"{XSD}decimal" if "." in number else f"{XSD}integer"


def _content(string: str) -> str:
    quotes = 3 if string[:3] in ("'''", '"""') else 1
    return unescaped(string[quotes:-quotes])
