"""The text of a query of a shape, with the values of what is bound before it is evaluated.

SHACL gives `$this` and others their values wherever they stand in a query. Here each group that
names such a variable begins with its values, since a group of SPARQL does not see what the groups
around it bind:

    $this ex:p ?x { FILTER (?y > $max) }
    VALUES (?this) { … } $this ex:p ?x { VALUES (?max) { (3) } FILTER (?y > $max) }

Many focus nodes share one evaluation if the query is flat: if nothing in it counts solutions, and
each group within another begins with a triple pattern about the focus node.

https://www.w3.org/TR/shacl/#pre-binding
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import takewhile
from typing import NamedTuple, TypeGuard

from schlaglicht.errors import ConstraintFailed, QueryError
from schlaglicht.i18n import msg
from schlaglicht.query.grammar import AGGREGATES, tree_of
from schlaglicht.query.lexer import Token
from schlaglicht.query.parse import QueryForm, read_query
from schlaglicht.query.scopes import misused_variable
from schlaglicht.query.syntax_tree import Item, Kind, Node, is_kind, is_variable, word_of
from schlaglicht.validation.shacl.query_store import RESERVED

ROW = f"{RESERVED}row"
"""The variable with the number of a row, where many share one evaluation."""

_COUNTING = (Kind.SUBSELECT, Kind.GROUP_BY, Kind.HAVING, Kind.LIMIT)
"""What depends on the number of solutions, beside aggregates."""
_AFTER_LEADING = (Kind.GROUP, Kind.UNION, Kind.NESTED, Kind.GRAPH, Kind.BIND)
_CLAUSES = (Kind.SELECT_CLAUSE, Kind.GROUP_BY, Kind.HAVING, Kind.ORDER_BY)
_CHECKED = (Kind.VALUES, Kind.NESTED, Kind.GRAPH, Kind.BIND, Kind.BINDING, Kind.SUBSELECT)
_NEED_NOT_BE_SELECTED = {"shapesGraph", "currentShape"}


class Values(NamedTuple):
    """Values of variables, as a group of a query begins with them."""

    names: Sequence[str]
    rows: str
    """As in VALUES."""
    marks: Mapping[str, str] = {}
    """For a name whose rows have marks of blank nodes, the pattern that finds the nodes."""

    def __str__(self) -> str:
        columns = " ".join(
            f"?{mark_of(name) if name in self.marks else name}" for name in self.names
        )
        return " ".join((f" VALUES ({columns}) {{ {self.rows} }}", *self.marks.values(), ""))


def stand_in(columns: int) -> str:
    """A row of a template, which the rows of VALUES replace."""
    return f"({' '.join(['<urn:schlaglicht:rows>'] * columns)})"


def mark_of(name: str) -> str:
    """The variable for the mark of the blank node that is the value of another."""
    return f"{RESERVED}mark_of_{name}"


class _Edit(NamedTuple):
    """A replacement for a part of the query."""

    start: int
    end: int
    text: str


class _Loop(NamedTuple):
    """A triple pattern that a node without any triple meets by itself: its path may be empty."""

    triples: Node
    given: str
    """The given variable at one end."""
    other: str
    """The variable at the other end."""


@dataclass
class _Group:
    """A group graph pattern."""

    node: Node
    around: tuple[_Group, ...]
    in_exists: bool
    names: set[str] = field(default_factory=set)
    """The given variables that it names, without those of groups within."""
    all_names: set[str] = field(default_factory=set)
    """The same, with those of groups within."""

    def add(self, name: str) -> None:
        """Adds a variable that it names."""
        self.names.add(name)
        for group in (self, *self.around):
            group.all_names.add(name)

    @property
    def leading(self) -> set[str]:
        """The variables of the triple patterns that it begins with."""
        own = takewhile(lambda item: not is_kind(item, *_AFTER_LEADING), self.node.children)
        triples = (item for item in own if is_kind(item, Kind.TRIPLES))
        return {token.text[1:] for item in triples for token in item.variables()}


class PreBound:
    """One query, for any values of its variables."""

    def __init__(
        self, text: str, *, each: Sequence[str], once: Collection[str], path: str | None
    ) -> None:
        """`each` are the variables of a row, `once` those with one value for all rows.

        Raises QueryError for a text that is not a query, ConstraintFailed for one that SHACL does
        not allow.
        """
        query = read_query(text)
        if query.form not in (QueryForm.SELECT, QueryForm.ASK):
            raise _refused(msg("{keyword} is not allowed in it", keyword=query.form.value))
        self.is_ask = query.form is QueryForm.ASK
        self._each, self._given = each, {*each, *once}
        self._text, self._tree = query.text, tree_of(query.text)
        if "PATH" in (token.text[1:] for token in self._tree.variables()):
            self._text = _with_path(self._text, self._tree, path)
            self._tree = tree_of(self._text)
        self._check()
        self._exists = {node.child(Kind.GROUP) for node in self._tree.all(Kind.EXISTS)}
        self._groups: list[_Group] = []
        self._clauses: list[Node] = []
        """The SELECT clauses."""
        self._expressions: list[Token] = []
        """The given variables in expressions of clauses, to which grouping hides a group's."""
        self._read_select(self._tree, ())
        elsewhere = {t for graph in self._tree.all(Kind.GRAPH) for t in graph.all(Kind.TRIPLES)}
        self._loops = [
            _Loop(triples, given.text[1:], other.text[1:])
            for triples in self._tree.all(Kind.TRIPLES)
            for given, other in _ends(triples)
            if self._is_given(given) and triples not in elsewhere
        ]

    def refusal(self, error: QueryError) -> QueryError:
        """The error of a store that refuses it; a misused variable is named at its place."""
        found = misused_variable(self._tree)
        return found.error_in(self._text) if found else error

    @property
    def names(self) -> set[str]:
        """The given variables that it uses."""
        return self.expression_names.union(*(group.names for group in self._groups))

    @property
    def expression_names(self) -> set[str]:
        """The given variables in expressions that `written` replaces."""
        return {token.text[1:] for token in self._expressions}

    @property
    def looping_names(self) -> set[str]:
        """The given variables from which a path leads that may be empty."""
        return {loop.given for loop in self._loops}

    @cached_property
    def is_flat(self) -> bool:
        """True if many rows can share an evaluation."""
        if any(True for _ in self._tree.all(*_COUNTING)):
            return False
        if any(word_of(node.children[0]) in AGGREGATES for node in self._tree.all(Kind.CALL)):
            return False
        return all(
            group.leading >= group.all_names.intersection(self._each)
            for group in self._groups
            if group.around and not group.in_exists
        )

    def text(
        self,
        *,
        together: bool,
        marks: Mapping[str, str],
        once: Mapping[str, Values],
        written: Mapping[str, str],
        absent: Collection[str] = (),
    ) -> str:
        """The SELECT with a `stand_in` for rows, `together` if they share an evaluation.

        `marks` are those of the rows; `written` are values that expressions can write. The
        variables `absent` have values that the data lacks: an empty path leads from each to itself,
        which stores leave out.
        """
        written = {n: v for n, v in written.items() if not (together and n in self._each)}
        edits = [
            _Edit(token.start, token.end, f" ({written[token.text[1:]]}) ")
            for token in self._expressions
            if token.text[1:] in written
        ]
        names = (ROW, *self._each) if together else self._each
        rows = str(Values(names, stand_in(len(names)), marks))
        for group in self._groups:
            has_rows = group is self._groups[0] if together else group.names & {*self._each}
            begins = rows if has_rows else ""
            begins += "".join(str(once[name]) for name in sorted(group.names & once.keys()))
            edits.append(_Edit(group.node.start + 1, group.node.start + 1, begins))
        loops = {loop.triples: loop for loop in self._loops if loop.given in absent}
        edits += [
            _Edit(part.start, part.end, str(Values((loop.other,), f"({written[loop.given]})")))
            for part, loop in loops.items()
        ]
        edits += self._selecting(together)
        parts, end = [], 0
        for edit in sorted(edits):
            parts += [self._text[end : edit.start], edit.text]
            end = edit.end
        return "".join([*parts, self._text[end:]])

    def _selecting(self, together: bool) -> Iterator[_Edit]:
        """The edits of what is selected: the row's number, and nothing that is given."""
        if self.is_ask:
            (ask,) = (item for item in self._tree.children if word_of(item) == "ASK")
            column = f"DISTINCT ?{ROW}" if together else f"(1 AS ?{ROW})"
            yield _Edit(ask.start, ask.end, f"SELECT {column} ")
        for number, clause in enumerate(self._clauses):
            words = [item for item in clause.children if word_of(item) in ("DISTINCT", "REDUCED")]
            start = (words or clause.children)[0].end
            given = [item for item in clause.children if self._is_given(item)]
            if clause.has("*"):
                continue
            if together:
                yield _Edit(start, start, f" ?{ROW} ")
                continue
            if len(given) + len(words) + 1 == len(clause.children):
                yield _Edit(start, start, f" (1 AS ?{ROW}_{number}) ")
            for token in given:
                yield _Edit(token.start, token.end, " ")

    def _is_given(self, item: Item) -> TypeGuard[Token]:
        return is_variable(item) and item.text[1:] in self._given

    def _read_select(self, select: Node, around: tuple[_Group, ...]) -> None:
        """Reads a query, or a SELECT within it: its group, then its clauses."""
        (pattern,) = select.nodes(Kind.GROUP)
        group = self._read_group(pattern, around)
        for part in select.nodes(*_CLAUSES):
            if part.kind is Kind.SELECT_CLAUSE:
                self._clauses.append(part)
            for item in part.walk(lambda node: node.kind is not Kind.GROUP):
                if is_kind(item, Kind.GROUP):
                    self._read_group(item, (group, *around))
                elif self._is_given(item) and not (
                    part.kind is Kind.SELECT_CLAUSE and item in part.children
                ):
                    group.add(item.text[1:])
                    if part.kind is not Kind.GROUP_BY:
                        self._expressions.append(item)

    def _read_group(self, node: Node, around: tuple[_Group, ...]) -> _Group:
        in_exists = node in self._exists or any(group.in_exists for group in around)
        group = _Group(node, around, in_exists)
        if inner := node.child(Kind.SUBSELECT):
            self._read_select(inner, around)
            return group
        self._groups.append(group)
        for item in node.walk(lambda each: each is node or each.kind is not Kind.GROUP):
            if is_kind(item, Kind.GROUP) and item is not node:
                self._read_group(item, (group, *around))
            elif self._is_given(item):
                group.add(item.text[1:])
        return group

    def _check(self) -> None:
        """Raises ConstraintFailed for what SHACL does not allow.

        https://www.w3.org/TR/shacl/#pre-binding
        https://www.w3.org/TR/shacl/#sparql-constraints-select
        """
        clause = self._tree.child(Kind.SELECT_CLAUSE)
        selected = clause.children if clause else ()
        if clause and not clause.has("*") and not any(_names(x, "this") for x in selected):
            raise _refused(msg("it must select $this"))
        for node in self._tree.all(*_CHECKED):
            word, bound = node.children[0], node.children[-2]
            if node.kind is Kind.SUBSELECT:
                self._check_inner(node)
            elif node.kind is Kind.VALUES or node.has("MINUS"):
                raise _refused(msg("{keyword} is not allowed in it", keyword=word_of(word)))
            elif node.kind is Kind.GRAPH and not _names(node.children[1], "shapesGraph"):
                raise _refused(
                    msg("GRAPH can only be followed by $shapesGraph: the data is one graph")
                )
            elif node.kind in (Kind.BIND, Kind.BINDING) and self._is_given(bound):
                raise _refused(
                    msg("{variable} is bound beforehand; AS cannot bind it", variable=bound.text)
                )

    def _check_inner(self, select: Node) -> None:
        """Refuses a SELECT within the query that selects variables, but not all that are given."""
        clause = select.children[0]
        assert isinstance(clause, Node)
        first = takewhile(is_variable, clause.children[1:])
        columns = {self._text[column.start + 1 : column.end] for column in first}
        lacking = self._given - columns - _NEED_NOT_BE_SELECTED
        if (columns and lacking) or clause.has("*"):
            names = ", ".join(f"${name}" for name in sorted(lacking))
            wrong = msg(
                "a SELECT within it must select all that is bound beforehand: {names}", names=names
            )
            raise _refused(wrong)


def _ends(triples: Node) -> Iterator[tuple[Token, Token]]:
    """The variables at both ends of a triple pattern whose path may be empty, each first once."""
    subject, *properties = triples.children
    if len(properties) == 1 and isinstance(properties[0], Node):
        verb, *objects = properties[0].children
        is_plain = len(objects) == 1 and _may_be_empty(verb)
        if is_plain and is_variable(subject) and is_variable(objects[0]):
            yield subject, objects[0]
            yield objects[0], subject


def _may_be_empty(path: Item) -> bool:
    """True for a path that may lead from a node to itself in no step."""
    if not isinstance(path, Node):
        return False
    match path.kind:
        case Kind.REPEATED:
            return not path.has("+") or _may_be_empty(path.children[0])
        case Kind.SEQUENCE:
            return all(map(_may_be_empty, path.children[::2]))
        case Kind.ALTERNATIVE | Kind.INVERSE | Kind.PATH:
            return any(map(_may_be_empty, path.children))
    return False


def _names(item: Item, name: str) -> bool:
    return is_variable(item) and item.text[1:] == name


def _with_path(text: str, tree: Node, path: str | None) -> str:
    """The query with the path of the shape in place of `$PATH`."""
    if path is None:
        raise _refused(msg("$PATH needs a property shape, with a path of IRIs"))
    parts, end = [], 0
    for token in tree.variables():
        if _names(token, "PATH"):
            parts += [text[end : token.start], f" {path} "]
            end = token.end
    return "".join([*parts, text[end:]])


def _refused(reason: Mapping[str, str]) -> ConstraintFailed:
    return ConstraintFailed(
        msg("the query is not one that SHACL allows in a shape: {reason}", reason=reason)
    )
