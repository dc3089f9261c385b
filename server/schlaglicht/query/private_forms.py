"""The text of a query for a store with private forms of literals.

In graph patterns, literals are terms: constants get the private forms that the store has. In
expressions they are values, so that a variable is replaced by an expression of its value, except
where SPARQL asks for the term: `STR`, `DATATYPE`, `sameTerm`, `COUNT`, `BIND(?x AS ?y)` and more.
Names are bound to terms, and terms leave the engine as they are written.

The text grows by a constant for each token, and takes time linear in its length.
"""

from __future__ import annotations

import enum
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from schlaglicht.query.grammar import tree_of
from schlaglicht.query.lexer import Edit, Token, TokenKind, content_of, edited, iri_of, number_type
from schlaglicht.query.syntax_tree import (
    Item,
    Kind,
    Node,
    arguments_of,
    is_kind,
    is_name,
    is_variable,
    word_of,
)
from schlaglicht.rdf.iris import resolve_iri
from schlaglicht.rdf.ntriples_text import unescaped
from schlaglicht.rdf.private_forms import XSD, PrivateForms, TypedLiteral, rewritten, usual_spelling

RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"

_ON_TERMS = frozenset(
    {
        *("STR", "LANG", "LANGDIR", "HASLANG", "HASLANGDIR", "DATATYPE", "BOUND", "SAMETERM"),
        *("ISIRI", "ISURI", "ISBLANK", "ISLITERAL", "ISTRIPLE", "COUNT", "GROUP_CONCAT"),
        *("STRLANG", "STRLANGDIR", "TRIPLE", "SUBJECT", "PREDICATE", "OBJECT"),
        # On strings alone: another literal is an error, whatever its datatype.
        *("REGEX", "CONTAINS", "STRSTARTS", "STRENDS", "STRBEFORE", "STRAFTER", "STRLEN"),
        *("UCASE", "LCASE", "CONCAT", "REPLACE", "LANGMATCHES", "ENCODE_FOR_URI"),
        *("MD5", "SHA1", "SHA256", "SHA384", "SHA512"),
    }
)
"""Functions and aggregates whose arguments are terms."""

_PASSED_ON = frozenset({"COALESCE", "SAMPLE"})
"""Those whose result is one of their arguments."""

_TERMS_OF_TRIPLES = frozenset({"TRIPLE", "SUBJECT", "PREDICATE", "OBJECT"})
_ENDS = frozenset({"MIN", "MAX"})
_TOTALS = frozenset({"SUM", "AVG"})
_RETURNS_TERM = _PASSED_ON | _TERMS_OF_TRIPLES | _ENDS | {"IF", "STRDT"}

_OPERATORS = (Kind.OR, Kind.AND, Kind.COMPARISON, Kind.SUM, Kind.PRODUCT, Kind.UNARY)
_TRIPLE_TERMS = (Kind.REIFIED, Kind.TRIPLE_TERM, Kind.REIFIER, Kind.ANNOTATION)

_MOST_EXPRESSIONS = 500
"""Variables, and calls of LANG, that an expression replaces; a shorter, slower call the rest."""

_MOST_TAGS = 10
"""Private tags in the table of an expression."""


class _As(enum.Enum):
    """Ways to take an expression."""

    TERM = enum.auto()
    VALUE = enum.auto()


_MAY_NEED = re.compile(
    r"""["'(] | [O](?<=\bO)RDER\b | [0-9](?<![\w:%?$/\#].)(?<!LIMIT[ ].)(?<!OFFSET[ ].)""",
    re.IGNORECASE | re.VERBOSE,
)
"""Text without which there is no literal in a query, and no expression.

Each part begins with a set of characters: so Python skips all others.
"""

_IRI = re.compile(r"(?<!<)<[^<>\"{}|^`\\\s]*+>")
"""An IRI, or a part of an expression, which has a bracket before it."""


def may_need_private_forms(text: str) -> bool:
    """False for a query that is the same with private forms."""
    return bool(_MAY_NEED.search(_IRI.sub("<>", text)))


def text_with_private_forms(
    text: str,
    forms: PrivateForms,
    prefixes: Mapping[str, str],
    base: str | None,
    tree: Node | None = None,
) -> str:
    """The query `text` for a store with `forms`; with the prefixes that it need not declare.

    `tree` is its tree, where that is known. Raises QuerySyntaxError for a text that has none.
    """
    tree = tree_of(text, most=len(text)) if tree is None else tree
    return edited(text, _Writer(forms, _Names(tree, prefixes, base)).edits(tree))


class _Names:
    """The IRIs of names, by the declarations of a query and known prefixes."""

    def __init__(self, tree: Node, known: Mapping[str, str], base: str | None) -> None:
        self._base = base or ""
        self._namespaces = dict(known)
        for declaration in tree.nodes(Kind.DECLARATION):
            *_, name, iri = declaration.children
            if word_of(name) == "BASE" and isinstance(iri, Token):
                self._base = self._absolute(iri)
            elif is_name(name) and isinstance(iri, Token):
                self._namespaces[name.text[:-1]] = self._absolute(iri)

    def iri_of(self, name: Token) -> str:
        """The IRI of an IRI, of a prefixed name, or of `a`."""
        if name.kind is TokenKind.NAME:
            return iri_of(name, self._namespaces)
        return self._absolute(name) if name.kind is TokenKind.IRI else RDF_TYPE

    def _absolute(self, written: Token) -> str:
        return resolve_iri(self._base, unescaped(written.text[1:-1]))


class _Writer:
    """The edits of one query; without recursion, however deep it is nested."""

    def __init__(self, forms: PrivateForms, names: _Names) -> None:
        self._forms = forms
        self._names = names
        self._constants: list[tuple[TypedLiteral, Node]] = []
        self._bound: set[str] = set()
        """The variables that triple patterns may bind to literals with a private form."""
        self._doubted: list[Item] = []
        """Parts whose variables all may."""
        self._derived: list[tuple[str, frozenset[str]]] = []
        """Names given to expressions, with the variables that may be their terms."""
        self._edits: list[Edit] = []
        self._if_private: list[tuple[Item, Callable[[], Iterator[Edit]]]] = []
        """Edits to make if a variable in that part may have a private form."""
        self._values: list[Token] = []
        """Variables that are taken by their values."""
        self._waiting: list[tuple[Item, _As | None]] = []
        """What is still to be read, with the way to take an expression."""
        self._expressions = 0

    def edits(self, query: Node) -> list[Edit]:
        """All edits."""
        self._parts = _Parts(query)
        self._waiting.append((query, None))
        while self._waiting:
            item, way = self._waiting.pop()
            if way is not None:
                self._expression(item, way)
            elif isinstance(item, Node):
                self._pattern(item)
        private = self._possibly_private()
        at = [token.start for token in self._parts.variables if token.text[1:] in private]
        for part, make in self._if_private:
            if _within(at, part):
                self._edits += make()
        for token in self._values:
            if token.text[1:] in private:
                self._edits.append(Edit(token.start, token.end, self._value(token.text)))
        return [*self._edits, *self._constant_edits()]

    def _possibly_private(self) -> set[str]:
        private = self._bound | self._parts.names_in(self._doubted)
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

    # Patterns: literals are terms

    def _pattern(self, node: Node) -> None:
        """Reads any part of a query but an expression."""
        match node.kind:
            case Kind.LITERAL:
                self._constant(node)
            case Kind.FILTER:
                self._waiting.append((node.children[-1], _As.VALUE))
            case Kind.BIND | Kind.BINDING:
                self._binding(node)
            case Kind.HAVING | Kind.ORDER_BY:
                for item in node.children:
                    if is_kind(item, Kind.CALL) and word_of(item.children[0]) in ("ASC", "DESC"):
                        item = item.children[1]
                    self._waiting.append((item, _As.VALUE))
            case Kind.GROUP_BY:
                for item in node.children:
                    is_binding = is_kind(item, Kind.BINDING)
                    self._waiting.append((item, None if is_binding else _As.TERM))
            case Kind.VALUES | Kind.COLLECTION | Kind.REIFIED | Kind.TRIPLE_TERM | Kind.ANNOTATION:
                self._doubted.append(node)
                self._waiting += ((child, None) for child in node.nodes())
            case Kind.TRIPLES | Kind.BLANK:
                if _within(self._parts.triple_terms, node):
                    self._doubted.append(node)
                for part in node.nodes(Kind.PROPERTY):
                    self._property(part, node.children[0])
                self._waiting += ((child, None) for child in node.nodes())
            case _:
                self._waiting += ((child, None) for child in node.nodes())

    def _binding(self, node: Node) -> None:
        expression, _, name = node.children[-4:-1]
        self._waiting.append((expression, _As.TERM))
        sources = _possible_terms(expression)
        if sources is not None and isinstance(name, Token):
            self._derived.append((name.text[1:], sources))
            if _within(self._parts.constants, expression):
                self._bound.add(name.text[1:])

    def _property(self, node: Node, subject: Item) -> None:
        """Adds the variables that may be literals, by their predicate or path.

        What is not understood counts as a possible literal.
        """
        verb, *objects = node.children
        steps = [verb]
        for _ in range(3):  # alternatives of sequences of repetitions
            steps = [step for item in steps for step in _steps_of(item)]
        simple = [step for step in steps if isinstance(step, Token) and not is_variable(step)]
        if len(simple) == len(steps):
            if not any(self._names.iri_of(step) in self._forms.predicates for step in simple):
                return
        elif not is_variable(verb):
            self._doubted.append(subject)  # backwards, or of no length, it leads to a literal
        for item in objects:
            if is_variable(item):
                self._bound.add(item.text[1:])

    # Literals

    def _constant(self, node: Node) -> None:
        """Adds a literal that is a term."""
        *signs, last = node.children
        if not isinstance(last, Token):
            return
        if last.kind is TokenKind.NUMBER:
            lexical = "".join(sign.text for sign in signs if isinstance(sign, Token)) + last.text
            self._constants.append((TypedLiteral(lexical, XSD + number_type(last.text)), node))
        elif is_name(last) and isinstance(string := node.children[0], Token):
            iri = self._names.iri_of(last)
            if iri.startswith(XSD):
                self._constants.append((TypedLiteral(content_of(string.text), iri), node))
        self._tag(node)

    def _tag(self, node: Node) -> None:
        last = node.children[-1]
        if self._forms.tags and isinstance(last, Token) and last.kind is TokenKind.LANGUAGE_TAG:
            private = f"@{self._forms.tag(last.text[1:])}"
            self._edits.append(Edit(last.start, last.end, private))

    def _constant_edits(self) -> Iterator[Edit]:
        """The edits that give each literal its private form, if it has one."""
        private = rewritten(literal for literal, _ in self._constants)
        for literal, node in self._constants:
            if literal in private:
                datatype = f"<{self._forms.datatype(literal.datatype)}>"
                if is_name(written := node.children[-1]):
                    yield Edit(written.start, written.end, datatype)
                else:
                    yield Edit(node.start, node.end, f'"{literal.lexical}"^^{datatype}')

    # Expressions: literals are values, but for what asks for terms

    def _expression(self, item: Item, way: _As) -> None:
        if isinstance(item, Token):
            if way is _As.VALUE and is_variable(item):
                self._values.append(item)
            return
        match item.kind:
            case Kind.LITERAL if way is _As.TERM:
                self._constant(item)
            case Kind.LITERAL:
                self._tag(item)
            case Kind.EXISTS:
                self._waiting.append((item.children[-1], None))
            case Kind.TRIPLE_TERM:
                self._waiting += ((child, None) for child in item.nodes())
                if way is _As.VALUE:
                    self._around(item, "value")
            case Kind.CALL:
                self._call(item, way)
            case Kind.COMPARISON if _compares_with_iris(item):
                pass
            case kind:
                inner = _As.VALUE if kind in _OPERATORS else way
                self._waiting += ((child, inner) for child in item.children)

    def _call(self, call: Node, way: _As) -> None:
        """Reads a call of a function or of an aggregate."""
        function = call.children[0]
        name, given = word_of(function), arguments_of(call)
        first = inner = _As.TERM if name in _ON_TERMS else _As.VALUE
        if name == "IF":
            inner = way
        elif name in _PASSED_ON:
            first = inner = way
        elif name in _TERMS_OF_TRIPLES and way is _As.VALUE:
            self._around(call, "value")
        elif name == "DATATYPE":
            self._datatype(call, given[0])
        elif name in ("LANG", "STRLANG", "STRLANGDIR") and self._forms.tags:
            if name == "LANG" and isinstance(variable := given[0], Token) and is_variable(variable):
                self._edits.append(Edit(call.start, call.end, self._lang(variable.text)))
            else:
                self._edits.append(self._renamed(function, name.lower()))
        elif name == "STRDT" and way is _As.TERM:
            self._edits.append(self._renamed(function, "strdt"))
        elif name in _ENDS | _TOTALS and self._is_by_terms(call, way):
            first = inner = _As.TERM
        for number, argument in enumerate(given):
            self._waiting.append((argument, inner if number else first))

    def _is_by_terms(self, call: Node, way: _As) -> bool:
        """True for an aggregate over terms: MIN and MAX as terms, SUM and AVG of distinct ones."""
        function, name = call.children[0], word_of(call.children[0])
        _, brackets = call.children
        inner = brackets.children if isinstance(brackets, Node) else ()
        distinct = next((item for item in inner if word_of(item) == "DISTINCT"), None)
        if (name in _ENDS and way is _As.VALUE) or (name in _TOTALS and not distinct):
            return False
        argument = arguments_of(call)[0]
        if (
            _is_new_value(argument)
            or not _within(self._parts.variable_starts, argument)
            or _within(self._parts.constants, argument)
        ):
            return False

        def edits() -> Iterator[Edit]:
            yield self._renamed(function, name.lower())
            if distinct:
                yield Edit(distinct.start, distinct.end, "")

        self._if_private.append((argument, edits))
        return True

    def _datatype(self, call: Node, argument: Item) -> None:
        before = Edit(call.start, call.start, "IRI(REPLACE(STR(")
        after = Edit(call.end, call.end, f'), "^{self._forms.namespace}", ""))')
        if is_variable(argument):
            self._if_private.append((argument, lambda: iter((before, after))))
        else:
            self._edits += (before, after)

    def _around(self, node: Node, name: str) -> None:
        self._edits.append(Edit(node.start, node.start, f"{self._function(name)}("))
        self._edits.append(Edit(node.end, node.end, ")"))

    def _renamed(self, function: Item, name: str) -> Edit:
        return Edit(function.start, function.end, self._function(name))

    # What stands for a variable. SPARQL's own expressions take a fraction of a microsecond,
    # functions of the engine (`private_functions`) some: those are used where SPARQL has nothing,
    # and where a long query would become much longer.

    def _function(self, name: str) -> str:
        """A function of the engine, as a query calls it."""
        return f"<{self._forms.function(name)}>"

    def _value(self, variable: str) -> str:
        """The value of a variable; in a triple term, of its literals."""
        own = f"{self._function('value')}({variable})"
        if not self._may_be_long():
            return own
        datatype, private = f"STR(DATATYPE({variable}))", f'"{self._forms.namespace}"'
        written = f"STRDT(STR({variable}), IRI(STRAFTER({datatype}, {private})))"
        literal = f"IF(STRSTARTS({datatype}, {private}), {written}, {variable})"
        return f"COALESCE({literal}, IF(isTRIPLE({variable}), {own}, {variable}))"

    def _lang(self, variable: str) -> str:
        """The language tag of a variable, in one spelling however the data has it."""
        tags = self._forms.tags
        if len(tags) > _MOST_TAGS or not self._may_be_long():
            return f"{self._function('lang')}({variable})"
        lang = f"LANG({variable})"
        table = "".join(f"{self._forms.tag(tag)}={usual_spelling(tag)} " for tag in tags)
        written = f'STRBEFORE(STRAFTER("{table}", CONCAT({lang}, "=")), " ")'
        return f'IF(STRSTARTS({lang}, "{self._forms.stem}"), {written}, {lang})'

    def _may_be_long(self) -> bool:
        self._expressions += 1
        return self._expressions <= _MOST_EXPRESSIONS


def _steps_of(item: Item) -> Sequence[Item]:
    """The steps of a path that is a sequence, an alternative, or repeated at least once."""
    if is_kind(item, Kind.ALTERNATIVE, Kind.SEQUENCE):
        return item.children[::2]
    if is_kind(item, Kind.REPEATED) and word_of(item.children[1]) == "+":
        return item.children[:1]
    return [item]


class _Parts:
    """Places of parts of a query, in the order of the text."""

    def __init__(self, query: Node) -> None:
        self.variables: list[Token] = []
        self.constants: list[int] = []
        """Literals with a datatype, and STRDT."""
        self.triple_terms: list[int] = []
        for item in query.walk():
            if is_variable(item):
                self.variables.append(item)
            elif is_kind(item, *_TRIPLE_TERMS):
                self.triple_terms.append(item.start)
            elif word_of(item) in ("^^", "STRDT") or (
                isinstance(item, Token) and item.kind is TokenKind.NUMBER
            ):
                self.constants.append(item.start)
        self.variable_starts = [token.start for token in self.variables]

    def names_in(self, parts: Iterable[Item]) -> set[str]:
        """The variables in these parts, which may be within each other."""
        names, done = set[str](), 0
        for part in sorted(parts, key=lambda each: each.start):
            first = bisect_left(self.variable_starts, max(part.start, done))
            done = max(part.end, done)
            end = bisect_left(self.variable_starts, done)
            names.update(token.text[1:] for token in self.variables[first:end])
        return names


def _within(starts: Sequence[int], part: Item) -> bool:
    """True if one of these is in a part; they are sorted."""
    at = bisect_left(starts, part.start)
    return at < len(starts) and starts[at] < part.end


def _compares_with_iris(comparison: Node) -> bool:
    """True for `?x = <…>` and `?x IN (<…>)`: no literal is equal to an IRI."""
    first, *_, last = comparison.children
    if is_kind(last, Kind.ARGUMENTS):
        return is_variable(first) and all(map(is_name, arguments_of(comparison)))
    if not comparison.has("=", "!="):
        return False
    return (is_variable(first) and is_name(last)) or (is_name(first) and is_variable(last))


def _is_new_value(expression: Item) -> bool:
    """True for an expression that returns no term of its variables."""
    if isinstance(expression, Token):
        return False
    if expression.kind is Kind.CALL:
        return word_of(expression.children[0]) not in _RETURNS_TERM
    return expression.kind in (*_OPERATORS, Kind.EXISTS)


def _possible_terms(expression: Item) -> frozenset[str] | None:
    """The variables whose terms an expression may return; None for a new value."""
    if _is_new_value(expression):
        return None
    if isinstance(expression, Token):
        return frozenset([expression.text[1:]] if is_variable(expression) else ())
    within = expression.walk(lambda node: node.kind is not Kind.EXISTS)
    return frozenset(token.text[1:] for token in within if is_variable(token))
