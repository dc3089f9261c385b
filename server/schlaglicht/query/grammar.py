"""Reads the tree of a query by its grammar, a table.

https://www.w3.org/TR/sparql11-query/#sparqlGrammar, with what the engine has of SPARQL 1.2: triple
terms, reifiers and annotations, VERSION, functions of them and of directions; and LATERAL. The
engine judges what is answered; this says where the parts of a query are, and where a text that the
engine refuses is wrong, and what was expected there.

One token ahead decides, so that nothing is read twice, and reading takes no recursion.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache, cached_property
from typing import NamedTuple, TypeAlias

from schlaglicht.errors import QuerySyntaxError
from schlaglicht.ground.text import first_line
from schlaglicht.i18n import Message, either, msg
from schlaglicht.query.lexer import (
    MOST_TOKENS,
    Token,
    TokenKind,
    line_and_column,
    quoted,
    syntax_error_at,
    tokens,
    well_nested,
)
from schlaglicht.query.syntax_tree import Item, Kind, Node, word_of
from schlaglicht.suggest import Cutoff, nearest

AGGREGATES = frozenset({"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"})

_GRAMMAR = """
query: declaration* (select | construct | describe | ASK dataset* where) modifiers
declaration: BASE iri | PREFIX prefix iri | VERSION string
select: select_clause dataset* where
select_clause: SELECT (DISTINCT | REDUCED)? ('*' | (variable | binding)+)
binding: '(' expression AS variable ')'
construct: CONSTRUCT (template dataset* where | dataset* WHERE group.template)
template: '{' statements '}'
group.template: '{' statements '}'
statements: (triples ('.' statements)?)?
describe: DESCRIBE ('*' | (variable | named)+) dataset* where?
dataset: FROM NAMED? named
where: WHERE? group
modifiers: group_by? having? order_by? (limit limit.offset? | limit.offset limit?)? values?
group_by: GROUP BY (variable | function | group_by.key)+
group_by.key: < '(' expression (')' >bracketed | AS variable ')' >binding)
having: HAVING constraint+
order_by: ORDER BY (variable | constraint | call.order)+
call.order: (ASC | DESC) bracketed
limit: LIMIT integer
limit.offset: OFFSET integer

group: '{' (subselect | block? (clause '.'? block?)*) '}'
subselect: select_clause where modifiers
block: triples ('.' block?)?
clause: filter | nested | bind | graph | service | values | union
union?: group (UNION group)*
nested: (OPTIONAL | MINUS | LATERAL) group
graph: GRAPH (variable | named) group
service: SERVICE SILENT? (variable | named) group
filter: FILTER constraint
bind: BIND '(' expression AS variable ')'
values: VALUES (variable '{' value* '}' | '(' variable* ')' '{' row* '}')
row: '(' value* ')'
value: named | any_literal | UNDEF | triple_term.ground
triple_term.ground: '<<(' '(' ground simple_verb ground ')>>' '>>'
ground: named | any_literal | triple_term.ground

triples: (collection | blank | reified) properties? | plain_term properties
properties: property (';' property?)*
property: verb object (',' object)*
verb: variable | alternative
object: term (reifier | annotation)*
reifier: '~' (variable | named | blank_node | blank.empty)?
annotation: '{|' '|' properties '|' '}'
term: collection | blank | reified | plain_term
plain_term: variable | named | blank_node | any_literal | blank.empty | collection.empty
    | triple_term
blank: '[' properties ']'
blank.empty: '[]' ']'
collection: '(' term+ ')'
collection.empty: '()' ')'
reified: '<<' inner_term (variable | simple_verb) inner_term reifier? '>>'
triple_term: '<<(' '(' inner_term (variable | simple_verb) inner_term ')>>' '>>'
inner_term: variable | named | blank_node | any_literal | blank.empty | triple_term | reified
simple_verb: named | 'a'
literal: string suffix? | 'true' | 'false' | unsigned | ('+1' | '-1') unsigned
suffix: language_tag | '^^' named
literal.spaced: sign unsigned
any_literal: literal | literal.spaced
unsigned: integer | number
named: iri | name | prefix

alternative?: sequence ('|' sequence)*
sequence?: step ('/' step)*
step: inverse | repeated
inverse: '^' repeated
repeated?: path_primary ('*' | '?' | '+')?
path_primary: simple_verb | negated | path
path: '(' alternative ')'
negated: '!' (negated_step | '(' (negated_step ('|' negated_step)*)? ')')
negated_step: inverse.name | simple_verb
inverse.name: '^' simple_verb

expression: or
or?: and ('||' and)*
and?: comparison ('&&' comparison)*
comparison?: sum (('=' | '!=' | '<' | '>' | '<=' | '>=') sum | NOT? IN arguments.list)?
sum?: product (('+' | '-' | '+1' | '-1') product)*
product?: factor (('*' | '/') factor)*
factor: unary | operand
unary: (negation | sign) operand
negation: '!'+ sign?
sign: '+' | '-'
operand: bracketed | builtin | exists | literal | variable | call.iri | triple_term
bracketed: '(' expression ')'
constraint: bracketed | function
function: builtin | exists | call.named
call.iri?: named arguments?
call.named: named arguments
exists: NOT? EXISTS group
builtin: call
call: (NOW | RAND | UUID | STRUUID) arguments.none
    | BNODE arguments.optional
    | (COALESCE | CONCAT) arguments.list
    | BOUND arguments.variable
    | (STR | LANG | LANGDIR | DATATYPE | IRI | URI | ABS | CEIL | FLOOR | ROUND | STRLEN | UCASE
      | LCASE | ENCODE_FOR_URI | YEAR | MONTH | DAY | HOURS | MINUTES | SECONDS | TIMEZONE | TZ
      | MD5 | SHA1 | SHA256 | SHA384 | SHA512 | ISIRI | ISURI | ISBLANK | ISLITERAL | ISNUMERIC
      | ISTRIPLE | HASLANG | HASLANGDIR | SUBJECT | PREDICATE | OBJECT) arguments.one
    | (LANGMATCHES | CONTAINS | STRSTARTS | STRENDS | STRBEFORE | STRAFTER | STRLANG | STRDT
      | SAMETERM | ADJUST) arguments.two
    | (SUBSTR | REGEX) arguments.two_or_three
    | REPLACE arguments.three_or_four
    | (IF | STRLANGDIR | TRIPLE) arguments.three
    | COUNT arguments.count
    | (SUM | MIN | MAX | AVG | SAMPLE) arguments.aggregate
    | GROUP_CONCAT arguments.concatenation
arguments: '(' (DISTINCT? expression (',' expression)*)? ')'
arguments.none: '(' ')'
arguments.optional: '(' expression? ')'
arguments.list: '(' (expression (',' expression)*)? ')'
arguments.variable: '(' variable ')'
arguments.one: '(' expression ')'
arguments.two: '(' expression ',' expression ')'
arguments.two_or_three: '(' expression ',' expression (',' expression)? ')'
arguments.three: '(' expression ',' expression ',' expression ')'
arguments.three_or_four: '(' expression ',' expression ',' expression (',' expression)? ')'
arguments.count: '(' DISTINCT? ('*' | expression) ')'
arguments.aggregate: '(' DISTINCT? expression ')'
arguments.concatenation: '(' DISTINCT? expression (';' SEPARATOR '=' string)? ')'
"""
"""The grammar in the notation of the specification.

A rule named for a `Kind`, up to a dot, makes a node of it; with a question mark only if its first
part does not stand alone. `<` and `>kind` are where a node begins and ends whose kind depends on
what is in it. Keywords are in capitals, kinds of tokens in small letters, marks in quotes; two
marks in one are the first one where the second follows.
"""

_OPERATOR = msg("an operator")

_LABELS = {
    name: label
    for names, label in (
        ("variable", msg("a variable")),
        ("iri", msg("an IRI in angle brackets")),
        ("prefix", msg("a prefix with its colon")),
        ("named", msg("an IRI or a prefixed name")),
        ("string", msg("a text in quotes")),
        ("integer", msg("a whole number")),
        ("value ground unsigned", msg("a value")),
        ("verb", msg("a predicate")),
        ("triples term inner_term", msg("a term")),
        ("bracketed", msg("a condition in brackets")),
        ("function", msg("a function")),
        ("expression or and comparison sum product factor operand", msg("an expression")),
        ("or? and? comparison? sum? product?", _OPERATOR),
        ("clause", msg("a clause such as FILTER or OPTIONAL")),
        (
            "group_by having order_by limit limit.offset values",
            msg("a clause such as ORDER BY or LIMIT"),
        ),
        ("declaration", msg("a declaration such as PREFIX")),
        ("end", msg("the end of the query")),
    )
    for name in names.split()
}
"""What is expected where a rule is, in words."""

_RARE = ("suffix", "reifier", "annotation")
"""Rules that are not expected in words."""

_SMALL = ("a", "true", "false")
"""Keywords in small letters; `a` is only read in them."""

_SORTS = {kind: kind.name.lower() for kind in TokenKind}

_PAIRS = {"(": ")", "[": "]", "{": "|", "<<": "(", ")": ">>"}
_TOUCHING = ("<<", ")")
"""Marks that are told apart by the mark after them; of some it must follow at once."""
_FIRST_OF = {first + second: first for first, second in _PAIRS.items()}
_MARK_OF = {"+1": "+", "-1": "-", **_FIRST_OF}

_MOST_EXPECTED = 6
"""A longer list of what was expected does not help a reader."""

_MOST_LISTED = 20
"""Keywords that are listed for programs in place of one description."""

_EXCERPT = 40
"""Characters of the query that an error quotes."""


class Rule(dict[str, "_Way | None"]):
    """A rule of the grammar: the way on at each token that may follow, found when it is asked."""

    def __init__(self, name: str = "") -> None:
        """`name` is that in the grammar."""
        super().__init__()
        self.name = name
        self.alternatives: list[tuple[Symbol, ...]] = []

    def __repr__(self) -> str:
        return f"Rule({self.name!r})"

    @cached_property
    def first(self) -> dict[str, tuple[Symbol, ...]]:
        """The alternatives by the tokens with which they begin; that without any at ""."""
        return {start: way for way in self.alternatives for start in beginnings(way)}

    def __missing__(self, terminal: str) -> _Way | None:
        way = self._way(terminal)
        if terminal in _terminals():  # there are only so many
            self[terminal] = way
        return way

    def _way(self, terminal: str) -> _Way | None:
        alternative = self.first.get(terminal) or self.first.get(_FIRST_OF.get(terminal, "?!"))
        if alternative is None:
            return _NOTHING if "" in self.first else None
        begun: list[int] = []
        for number, symbol in enumerate(alternative, 1):
            rest = alternative[: number - 1 : -1]
            if isinstance(symbol, int):
                begun.append(symbol)
            elif isinstance(symbol, str):
                return _Way(tuple(begun), rest)
            elif isinstance(symbol, Rule) and (way := symbol[terminal]) is not _NOTHING:
                assert way is not None
                return _Way((*begun, *way.begun), (*rest, *way.rest))
        raise AssertionError(alternative)


class _Way(NamedTuple):
    """A way on that takes a token."""

    begun: tuple[int, ...]
    """The nodes that begin there, by the number of items before it that they have already."""
    rest: tuple[Symbol, ...]
    """What follows, the next one last."""


Symbol: TypeAlias = str | Rule | Kind | int
"""A token, a rule, the end of a node, or its beginning so many items before."""

_NOTHING = _Way((), ())


def beginnings(symbols: Sequence[Symbol]) -> Iterator[str]:
    """The tokens with which these symbols may begin; "" if with none."""
    for symbol in symbols:
        if isinstance(symbol, str):
            yield symbol
            return
        if isinstance(symbol, Rule):
            yield from (start for start in symbol.first if start)
            if "" not in symbol.first:
                return
    yield ""


@cache
def _terminals() -> frozenset[str]:
    words = re.findall(r"'[^']+'|\w+", _GRAMMAR)
    return frozenset(["end", *(word.strip("'") for word in words)])


@cache
def rules() -> dict[str, Rule]:
    """The rules of the grammar by their names."""
    texts = dict(re.findall(r"^([\w.]+\??): (.*(?:\n .*)*)", _GRAMMAR, re.MULTILINE))
    found = {name.rstrip("?"): Rule(name.rstrip("?")) for name in texts}
    for name, text in texts.items():
        rule = found[name.rstrip("?")]
        words = re.findall(r"'[^']+'|>?[\w.]+|\S", text)
        rule.alternatives = _alternatives(words[::-1], found)
        kind = Kind.__members__.get(rule.name.partition(".")[0].upper())
        if name.endswith("?"):
            assert kind
            ((first, rest),) = rule.alternatives
            assert isinstance(rest, Rule)
            others, rest.name = Rule(name), name
            others.alternatives = [(1, rest, kind), ()]
            rule.alternatives = [(first, others)]
        elif kind and "<" not in words:
            rule.alternatives = [(0, *way, kind) for way in rule.alternatives]
    return found


def _alternatives(words: list[str], known: dict[str, Rule]) -> list[tuple[Symbol, ...]]:
    """The ways between brackets, or in a whole rule; `words` are its words, the next one last."""
    found: list[tuple[Symbol, ...]] = [()]
    while words and (word := words.pop()) != ")":
        if word == "|":
            found.append(())
            continue
        part: tuple[Symbol, ...] = (_symbol(word, words, known),)
        if words and words[-1] in ("?", "*", "+"):
            repeated = Rule()
            once, mark = part, words.pop()
            repeated.alternatives = [once if mark == "?" else (*once, repeated), ()]
            part = (*once, repeated) if mark == "+" else (repeated,)
        found[-1] += part
    return found


def _symbol(word: str, words: list[str], known: dict[str, Rule]) -> Symbol:
    if word == "(":
        rule = Rule()
        rule.alternatives = _alternatives(words, known)
        return rule
    if word == "<":
        return 0
    if word.startswith(">"):
        return Kind[word[1:].upper()]
    return known.get(word, word.strip("'"))


def tree_of(text: str, most: int = MOST_TOKENS) -> Node:
    """The tree of a query whose escapes outside of strings and IRIs are resolved.

    Raises QuerySyntaxError for any other text, with the place and what was expected there.
    """
    found = tuple(well_nested(text, tokens(text, most)))
    reading = Reading(found, "end", "query")
    reading.go_on()
    if reading.missing:
        raise _syntax_error(text, found, reading.at)
    tree = reading.items[0]
    assert isinstance(tree, Node)
    if step := next(_paths_of_templates(tree), None):
        reason = msg("the pattern to be constructed cannot have a property path")
        raise syntax_error_at(text, step.start, reason, length=step.end - step.start)
    return tree


class Reading:
    """Tokens that are read by some rules of the grammar."""

    def __init__(self, found: Sequence[Token], *missing: str) -> None:
        """`missing` is what they are to be, the last first: rules, and the end of the text."""
        self.missing: list[Symbol] = [rules().get(name, name) for name in missing]
        self.items: list[Item] = []
        self.at = 0
        self._found = [*found, _END]
        self._terminals = [*map(_terminal, found, self._found[1:]), "end"]

    def go_on(self, end: int | None = None) -> None:
        """Reads all that is possible, or the tokens before number `end`."""
        missing, items, found, at = self.missing, self.items, self._found, self.at
        begun: list[int] = []
        while missing and at != end:
            symbol = missing.pop()
            if type(symbol) is Rule:
                way = symbol[self._terminals[at]]
                if way is _NOTHING:
                    continue
                if way is None:
                    missing.append(symbol)
                    break
                for before in way.begun:
                    begun.append(len(items) - before)  # noqa: PERF401 - fewer than two, mostly
                missing += way.rest
            elif type(symbol) is Kind:
                start = begun.pop()
                items[start:] = [Node(symbol, items[start:])]
                continue
            elif symbol not in (terminal := self._terminals[at], _FIRST_OF.get(terminal)):
                missing.append(symbol)
                break
            items.append(found[at])
            at += 1
        self.at = at


_END = Token(TokenKind.PUNCTUATION, "", 0)


def _terminal(token: Token, after: Token) -> str:
    """The name of a token in the grammar."""
    kind, text, _ = token
    if kind is TokenKind.WORD:
        return small if (small := text.lower()) in _SMALL and text != "A" else text.upper()
    if kind is TokenKind.PUNCTUATION:
        touches = after.start == token.end
        if _PAIRS.get(text) == after.text and (touches or text not in _TOUCHING):
            return text + after.text
        return f"{text}1" if text in "+-" and after.kind is TokenKind.NUMBER and touches else text
    if kind is TokenKind.NUMBER and text.isdecimal():
        return "integer"
    if kind is TokenKind.NAME and text.find(":") == len(text) - 1:
        return "prefix"
    return _SORTS[kind]


def _paths_of_templates(query: Node) -> Iterator[Node]:
    """The property paths in what a CONSTRUCT builds."""
    template = query.child(Kind.TEMPLATE)
    if template is None and query.has("CONSTRUCT"):
        template = query.child(Kind.GROUP)
    for node in template.all(Kind.PROPERTY) if template else ():
        if isinstance(node.children[0], Node):
            yield node.children[0]


def expected_at(found: Sequence[Token], at: int) -> tuple[Symbol, ...]:
    """The symbols that may follow the tokens before this one, by its number."""
    reading = Reading(found, "end", "query")
    reading.go_on(at)
    return tuple(reading.missing[::-1])


def starts_of(symbols: Sequence[Symbol]) -> frozenset[str]:
    """The tokens of the grammar with which these begin."""
    return frozenset(beginnings(symbols))


class _Expected(NamedTuple):
    """Something that was expected, in words, and the tokens for which it stands."""

    label: Message | str
    starts: dict[str, None]

    def listed(self) -> Collection[str]:
        """The keywords and marks in place of the words, unless they are many."""
        are_marks = all(start in _SMALL or not start.islower() for start in self.starts)
        return self.starts if are_marks and len(self.starts) <= _MOST_LISTED else (str(self.label),)


def _in_words(symbols: Sequence[Symbol]) -> dict[str, _Expected]:
    """The first of these that may come, by their English words."""
    found: dict[str, _Expected] = {}
    for symbol in symbols:
        name = symbol.name if isinstance(symbol, Rule) else symbol
        label = _LABELS.get(name) if isinstance(name, str) else None
        if name in _RARE:
            continue
        if isinstance(symbol, Rule) and not label:
            inner = [each for way in symbol.alternatives for each in _in_words(way).values()]
        elif isinstance(name, str):
            starts = dict.fromkeys(_MARK_OF.get(x, x) for x in beginnings([symbol]) if x)
            inner = [_Expected(label or _MARK_OF.get(name, name), starts)]
        else:
            continue
        for each in inner:
            found.setdefault(str(each.label), _Expected(each.label, {})).starts.update(each.starts)
        if "" not in beginnings([symbol]):
            break
    return found


def _syntax_error(text: str, found: Sequence[Token], at: int) -> QuerySyntaxError:
    """The error at this token, by its number, or at the end of the text."""
    missing = expected_at(found, at)
    token = found[at] if at < len(found) else None
    expected = [
        each
        for each in _in_words(missing).values()
        if each.label is not _OPERATOR or not token or word_of(token) not in each.starts
    ]
    start = token.start if token else len(text.rstrip())
    line, column = line_and_column(text, start)
    word = meant(token, starts_of(missing)) if token else None
    return QuerySyntaxError(
        _reason(text[start:], [each.label for each in expected], word),
        line=line,
        column=column,
        token=quoted(token.text) if token else None,
        expected=tuple(word for each in expected for word in each.listed()),
    )


def meant(token: Token, starts: Iterable[str]) -> str | None:
    """The keyword that may stand there and is this token but for a slip."""
    word = token.text.upper()
    known = sorted(x for x in starts if x.replace("_", "").isalpha() and x.isupper())
    if token.kind is not TokenKind.WORD or word in known:
        return None
    return nearest(word, known, Cutoff.KEYWORD)


def _reason(rest: str, expected: Sequence[Message | str], meant: str | None) -> Message:
    reason = msg("the query ends too early")
    if rest.strip():
        rest = first_line(rest, _EXCERPT)
        reason = msg("this cannot be read as SPARQL: {rest}", rest=rest)
    if meant:
        return msg("{reason}; did you mean {meant}?", reason=reason, meant=meant)
    if not 0 < len(expected) <= _MOST_EXPECTED:
        return reason
    marks = (f'"{x}"' if isinstance(x, str) and not x.isalpha() else x for x in expected)
    return msg("{reason} (expected {marks})", reason=reason, marks=either(*marks))
