"""The text of a query for a store with private forms of literals.

In graph patterns, literals are terms: constants get the private forms that the store has. In
expressions they are values, so that a variable is replaced by an expression of its value, except
where SPARQL asks for the term: `STR`, `DATATYPE`, `sameTerm`, `COUNT`, `BIND(?x AS ?y)` and more.
Names are bound to terms, and terms leave the engine as they are written.

The text grows by a constant for each token, and takes time linear in its length.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from functools import partial

from schlaglicht.query.lexer import Token, TokenKind, tokens
from schlaglicht.query.private_forms.bindings import BoundVariables
from schlaglicht.query.private_forms.constants import Constants, Edit
from schlaglicht.query.private_forms.expressions import (
    ENDS,
    ON_TERMS,
    PASSED_ON,
    TERMS_OF_TRIPLES,
    TOTALS,
    compares_with_iris,
    has_constants,
    has_operator,
    is_constant,
    is_variable,
    possible_terms,
)
from schlaglicht.query.private_forms.names import IriNames
from schlaglicht.query.private_forms.replacements import Replacements
from schlaglicht.query.private_forms.token_groups import (
    Group,
    Item,
    grouped,
    is_call,
    is_kind,
    is_mark,
    split,
    text_of,
    variables,
    word_of,
)
from schlaglicht.rdf.private_forms import PrivateForms


class _As(enum.Enum):
    """Ways to take an expression."""

    TERM = enum.auto()
    VALUE = enum.auto()


class _Section(enum.Enum):
    """Parts of a query, or of a sub-query."""

    PATTERN = enum.auto()
    SELECT = enum.auto()
    GROUP = enum.auto()
    CONDITION = enum.auto()
    LIMIT = enum.auto()


_SECTIONS = {
    **dict.fromkeys(("WHERE", "FROM", "CONSTRUCT", "DESCRIBE", "ASK", "VALUES"), _Section.PATTERN),
    "SELECT": _Section.SELECT,
    "GROUP": _Section.GROUP,
    **dict.fromkeys(("HAVING", "ORDER"), _Section.CONDITION),
    **dict.fromkeys(("LIMIT", "OFFSET"), _Section.LIMIT),
}
_TERMS = frozenset({TokenKind.IRI, TokenKind.NAME, TokenKind.VARIABLE, TokenKind.BLANK_NODE})
_PLAIN_WORDS = {
    *("ASK", "SELECT", "CONSTRUCT", "DESCRIBE", "PREFIX", "BASE"),
    *("DISTINCT", "WHERE", "OPTIONAL", "UNION", "GRAPH", "A"),
}
_BREAK = Token(TokenKind.PUNCTUATION, ".", 0)


def text_with_private_forms(
    text: str,
    forms: PrivateForms,
    prefixes: Mapping[str, str],
    base: str | None,
    found: Sequence[Token] | None = None,
) -> str:
    """The query `text` for a store with `forms`; with the prefixes that it need not declare.

    `found` are its tokens, where they are known.
    """
    found = tuple(tokens(text, most=len(text))) if found is None else found
    if all(map(_is_plain, found)):
        return text
    writer = _Writer(forms, IriNames(found, prefixes, base))
    parts, end = [], 0
    for edit in writer.edits(grouped(found)):
        parts += [text[end : edit.start], edit.text]
        end = edit.end
    return "".join([*parts, text[end:]])


def _is_plain(token: Token) -> bool:
    """True for a token that is neither a literal nor part of an expression."""
    if token.kind is TokenKind.PUNCTUATION:
        return token.text != "("
    return token.kind in _TERMS or (
        token.kind is TokenKind.WORD and token.text.upper() in _PLAIN_WORDS
    )


class _Writer:
    """The edits of one query; without recursion, however deep it is nested."""

    def __init__(self, forms: PrivateForms, names: IriNames) -> None:
        self._forms = forms
        self._replacements = Replacements(forms)
        self._constants = Constants(forms, names.iri_of)
        self._bound = BoundVariables(lambda token: names.iri_of(token) in forms.predicates)
        self._derived: list[tuple[str, frozenset[str]]] = []
        """Names given to expressions, with the variables that may be their terms."""
        self._edits: list[Edit] = []
        self._if_private: list[tuple[frozenset[str], Callable[[], Iterator[Edit]]]] = []
        """Edits to make if one of the variables may have a private form."""
        self._values: list[Token] = []
        """Variables that are taken by their values."""
        self._waiting: list[Callable[[], None]] = []

    def edits(self, query: Group) -> list[Edit]:
        """All edits, in the order of the text."""
        self._waiting.append(partial(self._clauses, query))
        while self._waiting:
            self._waiting.pop()()
        private = self._possibly_private()
        for names, make in self._if_private:
            if not names.isdisjoint(private):
                self._edits += make()
        self._edits += self._value_edits(private)
        return sorted([*self._edits, *self._constants.edits()])

    def _possibly_private(self) -> set[str]:
        private = self._bound.names
        users: dict[str, list[str]] = {}
        for name, sources in self._derived:
            for source in sources:
                users.setdefault(source, []).append(name)
        waiting = [*private]
        while waiting:
            new = set(users.pop(waiting.pop(), ())) - private
            private |= new
            waiting += new
        return private

    def _clauses(self, group: Group) -> None:
        """Reads a group graph pattern, a sub-query, or the whole query."""
        section, pattern, items = _Section.PATTERN, list[Item](), group.items
        at = 0
        while at < len(items):
            item, word = items[at], word_of(items[at])
            section = _SECTIONS.get(word, section)
            if word in ("FILTER", "BIND"):
                position = _As.TERM if word == "BIND" else _As.VALUE
                at = self._constraint(items, at + 1, position)
                pattern.append(_BREAK)
                continue
            if section is _Section.PATTERN:
                pattern.append(item)
            elif section in (_Section.GROUP, _Section.CONDITION):
                position = _As.TERM if section is _Section.GROUP else _As.VALUE
                if is_kind(item, TokenKind.VARIABLE) and isinstance(item, Token):
                    self._variable(item, position)
                elif isinstance(item, Group) or is_call(items, at):
                    at = self._constraint(items, at, position)
                    continue
            elif isinstance(item, Group) and item.mark == "(":
                self._later(self._arguments, item.items, _As.TERM)
            elif isinstance(item, Group):
                section = _Section.PATTERN
                pattern.append(item)
            at += 1
        self._pattern(pattern, group.mark)

    def _pattern(self, items: Sequence[Item], mark: str) -> None:
        """Reads triple patterns, or what is in a collection, in VALUES, in a path."""
        self._bound.read(items, mark)
        self._constants.read_terms(items)
        for item in items:
            if isinstance(item, Group) and item.mark == "{":
                self._later(self._clauses, item)
            elif isinstance(item, Group):
                self._later(self._pattern, item.items, item.mark)

    def _constraint(self, items: Sequence[Item], at: int, position: _As) -> int:
        """Reads the expression at this index; returns the index after it."""
        while at < len(items) and word_of(items[at]) in ("NOT", "EXISTS"):
            at += 1
        if at < len(items) and is_call(items, at):
            self._call(items[at], items[at + 1], position)
            return at + 2
        self._operands(items[at : at + 1], position)
        return at + 1

    def _arguments(self, items: Sequence[Item], *positions: _As) -> None:
        """Reads expressions between commas; the last position counts for all that follow."""
        for number, argument in enumerate(split(items, ",", ";")):
            self._expression(argument, positions[min(number, len(positions) - 1)])

    def _expression(self, items: Sequence[Item], position: _As) -> None:
        """Reads one expression, with the name that it may be given."""
        if len(items) > 2 and word_of(items[-2]) == "AS":
            items, name = items[:-2], text_of(items[-1])[1:]
            if (sources := possible_terms(items)) is not None:
                self._derived.append((name, sources))
                if has_constants(items):
                    self._bound.names.add(name)
        if is_constant(items):
            if position is _As.TERM:
                self._constants.read_terms(items)
            else:
                self._constants.read_tags(items)
            return
        if has_operator(items):
            position = _As.VALUE
        for part in split(items, "&&", "||"):
            if not compares_with_iris(part):
                self._operands(part, position)

    def _operands(self, items: Sequence[Item], position: _As) -> None:
        """Reads what an expression is made of."""
        self._constants.read_tags(items)
        at = 0
        while at < len(items):
            item = items[at]
            if isinstance(item, Group):
                if item.mark == "{":
                    self._later(self._clauses, item)
                else:
                    in_list = at > 0 and word_of(items[at - 1]) == "IN"
                    self._later(self._arguments, item.items, _As.VALUE if in_list else position)
            elif is_mark(item, "<<"):
                at = self._triple_term(items, at, position)
            elif is_call(items, at):
                at += 1
                self._call(item, items[at], position)
            elif is_kind(item, TokenKind.VARIABLE):
                self._variable(item, position)
            at += 1

    def _triple_term(self, items: Sequence[Item], at: int, position: _As) -> int:
        """Reads `<<( … )>>` at this index; returns the index of its last item."""
        end = at
        while end < len(items) - 1 and not is_mark(items[end], ">>"):
            end += 1
        for item in items[at:end]:
            if isinstance(item, Group):
                self._later(self._terms, item.items)
        start, last = items[at], items[end]
        if position is _As.VALUE and isinstance(start, Token) and isinstance(last, Token):
            self._around(start.start, last.start + len(last.text), "value")
        return end

    def _terms(self, items: Sequence[Item]) -> None:
        """Reads what is in the brackets of a triple term, and of those in it."""
        self._constants.read_terms(items)
        for item in items:
            if isinstance(item, Group):
                self._later(self._terms, item.items)

    def _call(self, function: Item, arguments: Item, position: _As) -> None:
        """Reads a call of a function or of an aggregate."""
        assert isinstance(function, Token)
        assert isinstance(arguments, Group)
        name, items = word_of(function), arguments.items
        inner: tuple[_As, ...] = (_As.TERM if name in ON_TERMS else _As.VALUE,)
        if name == "IF":
            inner = (_As.VALUE, position)
        elif name in PASSED_ON:
            inner = (position,)
        elif name in TERMS_OF_TRIPLES and position is _As.VALUE:
            self._around(function.start, arguments.end, "value")
        elif name == "DATATYPE":
            self._datatype(function, arguments)
        elif name in ("LANG", "STRLANG", "STRLANGDIR") and self._forms.tags:
            self._tag(function, arguments)
        elif name == "STRDT" and position is _As.TERM:
            self._renamed(function, "strdt")
        elif name in ENDS | TOTALS and self._by_terms(function, items, position):
            inner = (_As.TERM,)
        self._later(self._arguments, items, *inner)

    def _by_terms(self, function: Token, items: Sequence[Item], position: _As) -> bool:
        """True for an aggregate over terms: MIN and MAX as terms, SUM and AVG of distinct ones."""
        distinct = items[0] if items and word_of(items[0]) == "DISTINCT" else None
        name = word_of(function)
        if (name in ENDS and position is _As.VALUE) or (name in TOTALS and not distinct):
            return False
        sources = possible_terms(items[1:] if distinct else items)
        if not sources or has_constants(items):
            return False

        def edits() -> Iterator[Edit]:
            yield self._name(function, name.lower())
            if isinstance(distinct, Token):
                yield Edit(distinct.start, distinct.start + len(distinct.text), "")

        self._if_private.append((sources, edits))
        return True

    def _datatype(self, function: Token, arguments: Group) -> None:
        before, after = self._replacements.datatype()
        edits = (
            Edit(function.start, function.start, before),
            Edit(arguments.end, arguments.end, after),
        )
        if is_variable(arguments.items):
            names = frozenset(variables(arguments.items))
            self._if_private.append((names, lambda: iter(edits)))
        else:
            self._edits += edits

    def _tag(self, function: Token, arguments: Group) -> None:
        if word_of(function) == "LANG" and is_variable(arguments.items):
            lang = self._replacements.lang(text_of(arguments.items[0]))
            self._edits.append(Edit(function.start, arguments.end, lang))
        else:
            self._renamed(function, word_of(function).lower())

    def _variable(self, item: Item, position: _As) -> None:
        if position is _As.VALUE and isinstance(item, Token):
            self._values.append(item)

    def _value_edits(self, private: Container[str]) -> Iterator[Edit]:
        """The edits that replace variables by values."""
        for token in self._values:
            if token.text[1:] in private:
                end = token.start + len(token.text)
                yield Edit(token.start, end, self._replacements.value(token.text))

    def _around(self, start: int, end: int, name: str) -> None:
        self._edits.append(Edit(start, start, f"{self._replacements.function(name)}("))
        self._edits.append(Edit(end, end, ")"))

    def _renamed(self, function: Token, name: str) -> None:
        self._edits.append(self._name(function, name))

    def _name(self, function: Token, name: str) -> Edit:
        end = function.start + len(function.text)
        return Edit(function.start, end, self._replacements.function(name))

    def _later(self, read: Callable[..., None], *arguments: object) -> None:
        self._waiting.append(partial(read, *arguments))
