"""Reads the tree of a query, by recursive descent over its tokens.

https://www.w3.org/TR/sparql11-query/#sparqlGrammar, with what the engine has of SPARQL 1.2: triple
terms, reifiers and annotations, VERSION, functions of them and of directions; and LATERAL. The
engine judges what is answered; this says where the parts of a query are, and where a text that the
engine refuses is wrong, and what was expected there.

Recursion is bounded: the brackets of a text match and are nested no deeper than `MAX_NESTING`, and
each is at most four calls.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import NamedTuple, NoReturn

from schlaglicht.errors import QuerySyntaxError
from schlaglicht.ground.text import first_line
from schlaglicht.i18n import Message, msg
from schlaglicht.query.lexer import (
    MOST_TOKENS,
    Token,
    TokenKind,
    place_of,
    quoted,
    tokens,
    well_nested,
)
from schlaglicht.query.syntax_tree import Item, Kind, Node, word_of
from schlaglicht.suggest import Cutoff, nearest

FORMS = ("SELECT", "CONSTRUCT", "DESCRIBE", "ASK")

_CLAUSES = ("FILTER", "OPTIONAL", "BIND", "MINUS", "GRAPH", "VALUES", "SERVICE", "LATERAL")
_NAMES = (TokenKind.IRI, TokenKind.NAME)
_TERMS = (*_NAMES, TokenKind.VARIABLE, TokenKind.BLANK_NODE)
_LITERALS = (TokenKind.STRING, TokenKind.NUMBER)
_EXACT = ("a", "true", "false")
"""Keywords that are read in lower case alone."""

_LITERAL_WORDS = ("true", "false", "+", "-")
_OPENING = ("(", "[", "<<", *_LITERAL_WORDS)

_VARIABLE, _IRI, _TERM = msg("a variable"), msg("an IRI or a prefixed name"), msg("a term")
_PREDICATE, _EXPRESSION = msg("a predicate"), msg("an expression")
_VALUE, _STRING, _NUMBER = msg("a value"), msg("a text in quotes"), msg("a whole number")
_FUNCTION, _CONDITION = msg("a function"), msg("a condition in brackets")
_OPERATOR, _CLAUSE = msg("an operator"), msg("a clause such as FILTER or OPTIONAL")
_MODIFIER, _END = msg("a clause such as ORDER BY or LIMIT"), msg("the end of the query")

_LEVELS = {
    "||": 1, "&&": 2, "=": 3, "!=": 3, "<": 3, ">": 3, "<=": 3, ">=": 3, "IN": 3, "NOT": 3,
    "+": 4, "-": 4, "*": 5, "/": 5,
}  # fmt: skip
"""Operators of expressions by how tightly they bind."""

_CHAINS = (None, Kind.OR, Kind.AND, Kind.COMPARISON, Kind.SUM, Kind.PRODUCT)
_COMPARISON = 3

AGGREGATES = frozenset({"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"})

_ANY = sys.maxsize

_ARGUMENTS: dict[str, tuple[int, int]] = {
    **dict.fromkeys(("NOW", "RAND", "UUID", "STRUUID"), (0, 0)),
    "BNODE": (0, 1),
    **dict.fromkeys(("COALESCE", "CONCAT"), (0, _ANY)),
    **dict.fromkeys(
        (
            *("STR", "LANG", "LANGDIR", "DATATYPE", "BOUND", "IRI", "URI", "ABS", "CEIL", "FLOOR"),
            *("ROUND", "STRLEN", "UCASE", "LCASE", "ENCODE_FOR_URI", "YEAR", "MONTH", "DAY"),
            *("HOURS", "MINUTES", "SECONDS", "TIMEZONE", "TZ", "MD5", "SHA1", "SHA256", "SHA384"),
            *("SHA512", "ISIRI", "ISURI", "ISBLANK", "ISLITERAL", "ISNUMERIC", "ISTRIPLE"),
            *("HASLANG", "HASLANGDIR", "SUBJECT", "PREDICATE", "OBJECT"),
        ),
        (1, 1),
    ),
    **dict.fromkeys(
        (
            *("LANGMATCHES", "CONTAINS", "STRSTARTS", "STRENDS", "STRBEFORE", "STRAFTER"),
            *("STRLANG", "STRDT", "SAMETERM", "ADJUST"),
        ),
        (2, 2),
    ),
    **dict.fromkeys(("SUBSTR", "REGEX"), (2, 3)),
    "REPLACE": (3, 4),
    **dict.fromkeys(("IF", "STRLANGDIR", "TRIPLE"), (3, 3)),
    **dict.fromkeys(AGGREGATES, (1, 1)),
}
"""The fewest and most arguments of each function."""


_MOST_EXPECTED = 6
"""A longer list of what was expected does not help a reader."""

_MOST_LISTED = 20
"""Keywords that are listed for programs in place of one description."""

_EXCERPT = 40
"""Characters of the query that an error quotes."""


def tree_of(text: str, most: int = MOST_TOKENS) -> Node:
    """The tree of a query whose escapes outside of strings and IRIs are resolved.

    Raises QuerySyntaxError for any other text, with the place and what was expected there.
    """
    found = tuple(well_nested(text, tokens(text, most)))
    try:
        return _Reader(found).query()
    except _UnexpectedError as error:
        raise _syntax_error(text, found, error.at) from None


class _UnexpectedError(Exception):
    """A token that cannot stand where it does: its number among the tokens."""

    def __init__(self, at: int) -> None:
        """`at` is the number of tokens, if the text ends too early."""
        self.at = at


class _Reader:
    """Reads the tokens of one query, whose brackets match."""

    def __init__(self, found: Iterable[Token]) -> None:
        """`found` are its tokens."""
        self._tokens = [*found]
        last = self._tokens[-1].end if self._tokens else 0
        self._tokens.append(Token(TokenKind.PUNCTUATION, "", last))
        self._words = [x.text if x.text in _EXACT else word_of(x) for x in self._tokens]
        self._at = 0
        self._in_template = False

    # Every decision goes through these, for `Expectations` to hear of it.

    def _is(self, *words: str) -> bool:
        return self._words[self._at] in words

    def _any(self, words: Iterable[str], label: Message) -> bool:  # noqa: ARG002 - see below
        return self._words[self._at] in words

    def _kind(self, kinds: Sequence[TokenKind], label: Message) -> bool:  # noqa: ARG002
        return self._tokens[self._at].kind in kinds

    @property
    def _here(self) -> str:
        return self._words[self._at]

    def _take(self) -> Token:
        token = self._tokens[self._at]
        self._at += 1
        return token

    def _fail(self) -> NoReturn:
        raise _UnexpectedError(self._at)

    def _word(self, *words: str) -> Token:
        return self._take() if self._is(*words) else self._fail()

    def _token(self, kinds: Sequence[TokenKind], label: Message) -> Token:
        return self._take() if self._kind(kinds, label) else self._fail()

    def _variable(self) -> Token:
        return self._token((TokenKind.VARIABLE,), _VARIABLE)

    def _name(self) -> Token:
        return self._token(_NAMES, _IRI)

    def _variable_or_name(self) -> Token:
        return self._variable() if self._kind((TokenKind.VARIABLE,), _VARIABLE) else self._name()

    def _next(self) -> str:
        """The word after this one."""
        return self._words[self._at + 1] if self._here else ""

    # Queries

    def query(self) -> Node:
        """The whole text as a query."""
        parts: list[Item] = []
        while self._here in ("BASE", "PREFIX", "VERSION"):
            parts.append(self._declaration())
        form = self._here
        if not self._is(*FORMS):
            self._fail()
        if form == "SELECT":
            parts.append(self._select_clause())
            parts += [*self._datasets(), *self._where()]
        elif form == "CONSTRUCT":
            parts += self._construct()
        else:
            parts.append(self._take())
            parts += self._described() if form == "DESCRIBE" else ()
            parts += self._datasets()
            if form == "ASK" or self._is("WHERE", "{"):
                parts += self._where()
        parts += self._modifiers()
        if self._at < len(self._tokens) - 1 or not self._any(("",), _END):
            self._fail()
        return Node(Kind.QUERY, parts)

    def _declaration(self) -> Node:
        parts: list[Item] = [self._take()]
        if word_of(parts[0]) == "VERSION":
            parts.append(self._token((TokenKind.STRING,), _STRING))
            return Node(Kind.DECLARATION, parts)
        if word_of(parts[0]) == "PREFIX":
            name = self._token((TokenKind.NAME,), msg("a prefix with its colon"))
            if name.text.index(":") != len(name.text) - 1:
                self._at -= 1
                self._fail()
            parts.append(name)
        parts.append(self._token((TokenKind.IRI,), msg("an IRI in angle brackets")))
        return Node(Kind.DECLARATION, parts)

    def _select_clause(self) -> Node:
        parts: list[Item] = [self._take()]
        if self._is("DISTINCT", "REDUCED"):
            parts.append(self._take())
        if self._is("*"):
            parts.append(self._take())
            return Node(Kind.SELECT_CLAUSE, parts)
        columns = 0
        while self._kind((TokenKind.VARIABLE,), _VARIABLE) or self._is("("):
            columns += 1
            parts.append(self._binding() if self._is("(") else self._take())
        return Node(Kind.SELECT_CLAUSE, parts) if columns else self._fail()

    def _binding(self) -> Node:
        parts = [self._take(), self._expression(), self._word("AS"), self._variable()]
        return Node(Kind.BINDING, [*parts, self._word(")")])

    def _construct(self) -> list[Item]:
        parts: list[Item] = [self._take()]
        if self._is("{"):
            parts.append(self._template(Kind.TEMPLATE))
            return [*parts, *self._datasets(), *self._where()]
        return [*parts, *self._datasets(), self._word("WHERE"), self._template(Kind.GROUP)]

    def _template(self, kind: Kind) -> Node:
        parts: list[Item] = [self._word("{")]
        self._in_template = True
        while self._is_term():
            parts.append(self._triples())
            if not self._is("."):
                break
            parts.append(self._take())
        self._in_template = False
        return Node(kind, [*parts, self._word("}")])

    def _described(self) -> list[Item]:
        if self._is("*"):
            return [self._take()]
        parts: list[Item] = [self._variable_or_name()]
        while self._kind((TokenKind.VARIABLE,), _VARIABLE) or self._kind(_NAMES, _IRI):
            parts.append(self._take())
        return parts

    def _datasets(self) -> list[Item]:
        parts: list[Item] = []
        while self._is("FROM"):
            clause = [self._take()]
            if self._is("NAMED"):
                clause.append(self._take())
            parts.append(Node(Kind.DATASET, [*clause, self._name()]))
        return parts

    def _where(self) -> list[Item]:
        parts: list[Item] = [self._take()] if self._is("WHERE") else []
        return [*parts, self._group()]

    def _modifiers(self) -> list[Item]:
        parts: list[Item] = []
        for word, kind, condition in (
            ("GROUP", Kind.GROUP_BY, self._grouping),
            ("HAVING", Kind.HAVING, self._constraint),
            ("ORDER", Kind.ORDER_BY, self._ordering),
        ):
            if self._any((word,), _MODIFIER):
                parts.append(self._conditions(kind, condition))
        limits = ["LIMIT", "OFFSET"]
        while limits and self._any(limits, _MODIFIER):
            limits.remove(self._here)
            number = [self._take(), self._token((TokenKind.NUMBER,), _NUMBER)]
            if not number[1].text.isdecimal():
                self._at -= 1
                self._fail()
            parts.append(Node(Kind.LIMIT, number))
        if self._any(("VALUES",), _MODIFIER):
            parts.append(self._values())
        return parts

    def _conditions(self, kind: Kind, condition: Callable[[], Item]) -> Node:
        parts: list[Item] = [self._take()]
        if kind is not Kind.HAVING:
            parts.append(self._word("BY"))
        parts.append(condition())
        while (
            self._starts_constraint()
            or (kind is not Kind.HAVING and self._kind((TokenKind.VARIABLE,), _VARIABLE))
            or (kind is Kind.ORDER_BY and self._is("ASC", "DESC"))
        ):
            parts.append(condition())
        return Node(kind, parts)

    def _grouping(self) -> Item:
        if self._kind((TokenKind.VARIABLE,), _VARIABLE):
            return self._take()
        if not self._is("("):
            return self._constraint()
        parts = [self._take(), self._expression()]
        if not self._is("AS"):
            return Node(Kind.BRACKETED, [*parts, self._word(")")])
        parts += [self._take(), self._variable()]
        return Node(Kind.BINDING, [*parts, self._word(")")])

    def _ordering(self) -> Item:
        if self._is("ASC", "DESC"):
            return Node(Kind.CALL, [self._take(), self._bracketed()])
        if self._kind((TokenKind.VARIABLE,), _VARIABLE):
            return self._take()
        return self._constraint()

    # Patterns

    def _group(self) -> Node:
        parts: list[Item] = [self._word("{")]
        if self._is("SELECT"):
            inner = [self._select_clause(), *self._where(), *self._modifiers()]
            return Node(Kind.GROUP, [*parts, Node(Kind.SUBSELECT, inner), self._word("}")])
        while True:
            if self._is_term():
                parts.append(self._triples())
                if not self._is(".") and not self._is_clause():
                    break
            elif self._is_clause():
                parts.append(self._clause())
            else:
                break
            if self._is("."):
                parts.append(self._take())
        parts.append(self._word("}"))
        return Node(Kind.GROUP, parts)

    def _is_clause(self) -> bool:
        return self._any(_CLAUSES, _CLAUSE) or self._is("{")

    def _clause(self) -> Node:
        word = self._here
        if word == "{":
            group = self._group()
            if not self._is("UNION"):
                return group
            parts: list[Item] = [group]
            while self._is("UNION"):
                parts += [self._take(), self._group()]
            return Node(Kind.UNION, parts)
        if word == "VALUES":
            return self._values()
        parts = [self._take()]
        match word:
            case "FILTER":
                return Node(Kind.FILTER, [*parts, self._constraint()])
            case "BIND":
                binding = [self._word("("), self._expression(), self._word("AS")]
                return Node(Kind.BIND, [*parts, *binding, self._variable(), self._word(")")])
            case "GRAPH":
                return Node(Kind.GRAPH, [*parts, self._variable_or_name(), self._group()])
            case "SERVICE":
                if self._is("SILENT"):
                    parts.append(self._take())
                return Node(Kind.SERVICE, [*parts, self._variable_or_name(), self._group()])
        return Node(Kind.NESTED, [*parts, self._group()])

    def _values(self) -> Node:
        parts: list[Item] = [self._take()]
        many = self._is("(")
        if many:
            parts.append(self._take())
            while self._kind((TokenKind.VARIABLE,), _VARIABLE):
                parts.append(self._take())
            parts.append(self._word(")"))
        else:
            parts.append(self._variable())
        parts.append(self._word("{"))
        if many:
            while self._is("("):
                row = [self._take(), *self._row(), self._word(")")]
                parts.append(Node(Kind.ROW, row))
        else:
            parts += self._row()
        return Node(Kind.VALUES, [*parts, self._word("}")])

    def _row(self) -> list[Item]:
        values: list[Item] = []
        while True:
            if self._is("UNDEF") or self._kind(_NAMES, _IRI):
                values.append(self._take())
            elif self._is_literal():
                values.append(self._literal())
            elif self._is("<<"):
                values.append(triple := self._triple())
                if any(x.text[:1] in ("?", "$", "_", "[") for x in triple.tokens()):
                    self._fail()
            else:
                return values

    # Triples

    def _is_term(self) -> bool:
        return self._kind((*_TERMS, *_LITERALS), _TERM) or self._here in _OPENING

    def _is_literal(self) -> bool:
        return self._kind(_LITERALS, _VALUE) or self._here in _LITERAL_WORDS

    def _triples(self) -> Node:
        subject = self._term()
        stands_alone = isinstance(subject, Node) and (
            subject.kind is Kind.REIFIED
            or (subject.kind in (Kind.BLANK, Kind.COLLECTION) and len(subject.children) > 2)
        )
        if stands_alone and not self._is_verb():
            return Node(Kind.TRIPLES, [subject])
        return Node(Kind.TRIPLES, [subject, *self._properties()])

    def _properties(self) -> list[Item]:
        parts: list[Item] = [self._property()]
        while self._is(";"):
            parts.append(self._take())
            if self._is_verb():
                parts.append(self._property())
        return parts

    def _is_verb(self) -> bool:
        if self._kind((*_NAMES, TokenKind.VARIABLE), _PREDICATE) or self._here == "a":
            return True
        return not self._in_template and self._here in ("^", "!", "(")

    def _property(self) -> Node:
        parts: list[Item] = [self._verb()]
        while True:
            parts.append(self._term())
            while self._here == "~" or (self._here == "{" and self._next() == "|"):
                parts.append(self._reifier() if self._here == "~" else self._annotation())
            if not self._is(","):
                return Node(Kind.PROPERTY, parts)
            parts.append(self._take())

    def _verb(self) -> Item:
        if not self._is_verb():
            self._fail()
        is_simple = self._in_template or self._tokens[self._at].kind is TokenKind.VARIABLE
        return self._take() if is_simple else self._path()

    def _reifier(self) -> Node:
        parts: list[Item] = [self._take()]
        if self._kind(_TERMS, _TERM) or (self._is("[") and self._next() == "]"):
            parts.append(self._term())
        return Node(Kind.REIFIER, parts)

    def _annotation(self) -> Node:
        parts: list[Item] = [self._take(), self._take(), *self._properties()]
        return Node(Kind.ANNOTATION, [*parts, self._word("|"), self._word("}")])

    def _term(self) -> Item:
        if not self._is_term():
            self._fail()
        if self._here == "<<":
            return self._triple()
        if self._here == "[":
            parts: list[Item] = [self._take()]
            if not self._is("]"):
                parts += self._properties()
            return Node(Kind.BLANK, [*parts, self._word("]")])
        if self._here == "(":
            parts = [self._take()]
            while self._is_term():
                parts.append(self._term())
            return Node(Kind.COLLECTION, [*parts, self._word(")")])
        return self._take() if self._tokens[self._at].kind in _TERMS else self._literal()

    def _triple(self) -> Node:
        parts: list[Item] = [self._take()]
        is_term = self._is("(") and parts[0].end == self._tokens[self._at].start
        if is_term:
            parts.append(self._take())
        parts += [self._inner_term(), self._simple_verb(), self._inner_term()]
        if is_term:
            parts += [self._word(")"), self._word(">>")]
            if parts[-2].end != parts[-1].start:
                self._at -= 1
                self._fail()
            return Node(Kind.TRIPLE_TERM, parts)
        if self._is("~"):
            parts.append(self._reifier())
        return Node(Kind.REIFIED, [*parts, self._word(">>")])

    def _inner_term(self) -> Item:
        if self._here == "(" or (self._here == "[" and self._next() != "]"):
            self._fail()
        return self._term()

    def _simple_verb(self) -> Token:
        return self._take() if self._here == "a" else self._variable_or_name()

    def _literal(self) -> Node:
        parts: list[Item] = [self._take()]
        if word_of(parts[0]) in ("+", "-"):
            parts.append(self._token((TokenKind.NUMBER,), _VALUE))
        elif self._tokens[self._at - 1].kind is TokenKind.STRING:
            if self._tokens[self._at].kind is TokenKind.LANGUAGE_TAG:
                parts.append(self._take())
            elif self._here == "^^":
                parts += [self._take(), self._name()]
        return Node(Kind.LITERAL, parts)

    # Paths

    def _path(self) -> Item:
        ways, steps = list[Item](), list[Item]()
        while True:
            steps.append(self._step())
            if self._is("/"):
                steps.append(self._take())
                continue
            ways.append(Node(Kind.SEQUENCE, steps) if len(steps) > 1 else steps[0])
            if not self._is("|"):
                return Node(Kind.ALTERNATIVE, ways) if len(ways) > 1 else ways[0]
            ways.append(self._take())
            steps = []

    def _step(self) -> Item:
        inverse = self._take() if self._is("^") else None
        if self._is("("):
            step: Item = Node(Kind.PATH, [self._take(), self._path(), self._word(")")])
        elif self._is("!"):
            step = Node(Kind.NEGATED, [self._take(), *self._negated()])
        else:
            step = self._take() if self._here == "a" else self._name()
        if self._is("*", "?") or (self._is("+") and not self._is_sign()):
            step = Node(Kind.REPEATED, [step, self._take()])
        return Node(Kind.INVERSE, [inverse, step]) if inverse else step

    def _is_sign(self) -> bool:
        """True for a plus that is part of a number: the longest token counts."""
        after = self._tokens[self._at + 1]
        return after.kind is TokenKind.NUMBER and after.start == self._tokens[self._at].end

    def _negated(self) -> list[Item]:
        if not self._is("("):
            return [self._negated_step()]
        parts: list[Item] = [self._take()]
        if not self._is(")"):
            parts.append(self._negated_step())
            while self._is("|"):
                parts += [self._take(), self._negated_step()]
        return [*parts, self._word(")")]

    def _negated_step(self) -> Item:
        inverse = self._take() if self._is("^") else None
        step = self._take() if self._here == "a" else self._name()
        return Node(Kind.INVERSE, [inverse, step]) if inverse else step

    # Expressions

    def _expression(self) -> Item:
        """Operands between operators: what binds more tightly is closed before the next operator.

        https://www.w3.org/TR/sparql11-query/#rExpression
        """
        pending: list[list[Item]] = [[] for _ in _CHAINS]
        while True:
            item, level = self._operand(), self._level()
            item = _closed(item, pending, level)
            if level == _COMPARISON:
                if pending[level]:
                    self._fail()
                if self._here in ("IN", "NOT"):
                    item, level = self._membership(item), self._level()
                    if level >= _COMPARISON:
                        self._fail()
                    item = _closed(item, pending, level)
            if not level:
                return item
            pending[level] += [item, self._take()]

    def _level(self) -> int:
        return _LEVELS[self._here] if self._any(_LEVELS, _OPERATOR) else 0

    def _membership(self, item: Item) -> Node:
        parts = [item]
        if self._is("NOT"):
            parts.append(self._take())
        parts.append(self._word("IN"))
        return Node(Kind.COMPARISON, [*parts, self._arguments(0, _ANY)])

    def _operand(self) -> Item:
        signs: list[Item] = []
        while self._here == "!":
            signs.append(self._take())
        if self._here in ("+", "-") and self._tokens[self._at + 1].kind is not TokenKind.NUMBER:
            signs.append(self._take())
        token = self._tokens[self._at]
        if self._kind((TokenKind.VARIABLE,), _EXPRESSION):
            item: Item = self._take()
        elif self._here == "(":
            item = self._bracketed()
        elif token.kind in _LITERALS or self._here in _LITERAL_WORDS:
            item = self._literal()
        elif token.kind in _NAMES:
            item = self._take()
            if self._is("("):
                item = Node(Kind.CALL, [item, self._arguments(0, _ANY)])
        elif self._here == "<<" and self._next() == "(":
            item = self._triple()
        else:
            item = self._call(_EXPRESSION)
        return Node(Kind.UNARY, [*signs, item]) if signs else item

    def _bracketed(self) -> Node:
        return Node(Kind.BRACKETED, [self._word("("), self._expression(), self._word(")")])

    def _starts_constraint(self) -> bool:
        return (
            self._any(("(",), _CONDITION)
            or self._any((*_ARGUMENTS, "EXISTS", "NOT"), _FUNCTION)
            or self._tokens[self._at].kind in _NAMES
        )

    def _constraint(self) -> Item:
        if self._any(("(",), _CONDITION):
            return self._bracketed()
        if self._kind(_NAMES, _FUNCTION):
            return Node(Kind.CALL, [self._take(), self._arguments(0, _ANY)])
        return self._call(_FUNCTION)

    def _call(self, label: Message) -> Node:
        if self._here in ("EXISTS", "NOT"):
            parts: list[Item] = [self._take()]
            if word_of(parts[0]) == "NOT":
                parts.append(self._word("EXISTS"))
            return Node(Kind.EXISTS, [*parts, self._group()])
        if not self._any(_ARGUMENTS, label):
            self._fail()
        name = self._here
        return Node(Kind.CALL, [self._take(), self._arguments(*_ARGUMENTS[name], function=name)])

    def _arguments(self, fewest: int, most: int, *, function: str = "") -> Node:
        parts: list[Item] = [self._word("(")]
        if (function in AGGREGATES or not function) and self._is("DISTINCT"):
            parts.append(self._take())
        if function == "COUNT" and self._is("*"):
            return Node(Kind.ARGUMENTS, [*parts, self._take(), self._word(")")])
        count = 0
        while count < fewest or (not count and most and not self._is(")")):
            if count:
                parts.append(self._word(","))
            parts.append(self._variable() if function == "BOUND" else self._expression())
            count += 1
        while count < most and self._is(","):
            parts += [self._take(), self._expression()]
            count += 1
        if function == "GROUP_CONCAT" and self._is(";"):
            parts += [self._take(), self._word("SEPARATOR"), self._word("=")]
            parts.append(self._token((TokenKind.STRING,), _STRING))
        return Node(Kind.ARGUMENTS, [*parts, self._word(")")])


def _closed(item: Item, pending: list[list[Item]], level: int) -> Item:
    """An operand with the chains that bind more tightly than the operator after it."""
    for higher in range(len(_CHAINS) - 1, level, -1):
        kind = _CHAINS[higher]
        if kind and pending[higher]:
            item = Node(kind, [*pending[higher], item])
            pending[higher] = []
    return item


class _Expected(NamedTuple):
    """Something that was expected, in words, and the keywords and marks that it stands for."""

    label: Message | str
    words: tuple[str, ...] = ()

    def listed(self) -> tuple[str, ...]:
        """The keywords and marks, unless they are many."""
        return self.words if 0 < len(self.words) <= _MOST_LISTED else (str(self.label),)


class _Expectations(_Reader):
    """Reads a query again that is wrong, to hear what would have been right at its fault."""

    def __init__(self, found: Iterable[Token]) -> None:
        """`found` are its tokens."""
        super().__init__(found)
        self._asked: dict[int, dict[str, _Expected]] = {}

    def expected(self, at: int) -> list[_Expected]:
        """The expectations at this token, in the order of the grammar."""
        return [*self._asked.get(at, {}).values()]

    def meant(self, at: int) -> str | None:
        """The keyword that was expected there and is this token but for a slip."""
        word = self._words[at].upper()
        known = {x for each in self.expected(at) for x in each.words if x.isalpha()}
        if self._tokens[at].kind is not TokenKind.WORD or word in known:
            return None
        return nearest(word, sorted(known), Cutoff.KEYWORD)

    def _hear(self, label: Message | str, *words: str) -> None:
        heard = self._asked.setdefault(self._at, {})
        before = heard.get(str(label), _Expected(label))
        heard[str(label)] = _Expected(label, (*before.words, *words))

    def _is(self, *words: str) -> bool:
        for word in words:
            self._hear(word, word)
        return super()._is(*words)

    def _any(self, words: Iterable[str], label: Message) -> bool:
        self._hear(label, *words)
        return super()._any(words, label)

    def _kind(self, kinds: Sequence[TokenKind], label: Message) -> bool:
        self._hear(label)
        return super()._kind(kinds, label)


def _syntax_error(text: str, found: Sequence[Token], at: int) -> QuerySyntaxError:
    """The error at this token, by its number, or at the end of the text."""
    reader = _Expectations(found)
    with suppress(_UnexpectedError):
        reader.query()
    token = found[at] if at < len(found) else None
    start = token.start if token else len(text.rstrip())
    is_operator = token is not None and word_of(token) in _LEVELS
    expected = [
        each for each in reader.expected(at) if each.label is not _OPERATOR or not is_operator
    ]
    line, column = place_of(text, start)
    return QuerySyntaxError(
        _reason(text[start:], [each.label for each in expected], reader.meant(at)),
        line=line,
        column=column,
        token=quoted(token.text) if token else None,
        expected=tuple(word for each in expected for word in each.listed()),
    )


def _reason(rest: str, expected: Sequence[Message | str], meant: str | None) -> Message:
    reason = msg("the query ends too early")
    if rest.strip():
        rest = first_line(rest, _EXCERPT)
        reason = msg("this cannot be read as SPARQL: {rest}", rest=rest)
    if meant:
        return msg("{reason}; did you mean {meant}?", reason=reason, meant=meant)
    if not 0 < len(expected) <= _MOST_EXPECTED:
        return reason
    either: Message | str = ""
    for number, mark in enumerate(expected):
        written = f'"{mark}"' if isinstance(mark, str) and not mark.isalpha() else mark
        if not number:
            either = written
        elif number < len(expected) - 1:
            either = msg("{one}, {other}", one=either, other=written)
        else:
            either = msg("{one} or {other}", one=either, other=written)
    return msg("{reason} (expected {marks})", reason=reason, marks=either)
