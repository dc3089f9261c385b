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
from itertools import takewhile
from typing import NamedTuple

from schlaglicht.errors import ConstraintFailed
from schlaglicht.i18n import msg
from schlaglicht.query.lexer import Token, TokenKind, tokens
from schlaglicht.query.parse import read_query
from schlaglicht.query.sparql_query import QueryForm
from schlaglicht.validation.shacl.query_store import RESERVED

ROW = f"{RESERVED}row"
"""The variable with the number of a row, where many share one evaluation."""

ROWS = "<urn:schlaglicht:rows>"
"""Takes the place of the rows in a text that serves for many."""

_FORBIDDEN = ("MINUS", "VALUES", "SERVICE")
_CLAUSES = ("SELECT", "FROM", "WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET")
_COUNTING = {
    *("GROUP", "HAVING", "LIMIT", "OFFSET"),
    *("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"),
}
"""Keywords of what depends on the number of solutions."""
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


def mark_of(name: str) -> str:
    """The variable for the mark of the blank node that is the value of another."""
    return f"{RESERVED}mark_of_{name}"


class _Edit(NamedTuple):
    """A replacement for a part of the query."""

    start: int
    end: int
    text: str


@dataclass
class _Group:
    """A group graph pattern."""

    start: int
    """The index of the character after its opening brace."""
    around: tuple[_Group, ...] = ()
    in_exists: bool = False
    names: set[str] = field(default_factory=set)
    """The given variables that it names, without those of groups within."""
    all_names: set[str] = field(default_factory=set)
    """The same, with those of groups within."""
    leading: set[str] = field(default_factory=set)
    """The variables of the triple patterns that it begins with."""
    is_leading: bool = True


@dataclass
class _Level:
    """An open brace: of a group, or around a SELECT and its clauses."""

    group: _Group | None = None
    depth: int = 0
    """The number of open brackets."""
    clause: str = ""
    pattern: _Group | None = None
    """The group of a SELECT, once it has begun."""
    early: set[str] = field(default_factory=set)
    """The variables that clauses before it name."""
    columns: _Columns | None = None


@dataclass
class _Columns:
    """The columns of a SELECT."""

    start: int
    """The index of the character before the first."""
    given: list[Token] = field(default_factory=list)
    """Those that are bound beforehand."""
    has_others: bool = False
    has_all: bool = False
    """True for `*`."""


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
        self._each, self._given, self._path = each, {*each, *once}, path
        self._text = query.text
        self._tokens = list(tokens(query.text))
        self._groups: list[_Group] = []
        self._columns: list[_Columns] = []
        self._expressions: list[Token] = []
        """The given variables in expressions of clauses, to which grouping hides a group's."""
        self._paths: list[Token] = []
        self._form = next(token for token in self._tokens if _word(token) == query.form.value)
        self._levels = [_Level()]
        self._read()

    @property
    def names(self) -> set[str]:
        """The given variables that it uses."""
        return self.expression_names.union(*(group.names for group in self._groups))

    @property
    def expression_names(self) -> set[str]:
        """The given variables in expressions that `written` replaces."""
        return {token.text[1:] for token in self._expressions}

    @property
    def is_flat(self) -> bool:
        """True if many rows can share an evaluation."""
        if any(_words(token) & _COUNTING for token in self._tokens) or len(self._columns) > 1:
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
    ) -> str:
        """The SELECT with `ROWS` in place of rows, `together` if they share an evaluation.

        `marks` are those of the rows; `written` are values that expressions can write.
        """
        edits = [_Edit(token.start, _end(token), f" {self._path} ") for token in self._paths]
        edits += (
            _Edit(token.start, _end(token), f" ({written[token.text[1:]]}) ")
            for token in self._expressions
            if token.text[1:] in written and not (together and token.text[1:] in self._each)
        )
        names = (ROW, *self._each) if together else self._each
        rows = str(Values(names, ROWS, marks))
        for group in self._groups:
            begins = rows if self._begins_with_rows(group, together) else ""
            begins += "".join(str(once[name]) for name in sorted(group.names & once.keys()))
            edits.append(_Edit(group.start, group.start, begins))
        edits += self._selecting(together)
        parts, end = [], 0
        for edit in sorted(edits):
            parts += [self._text[end : edit.start], edit.text]
            end = edit.end
        return "".join([*parts, self._text[end:]])

    def _begins_with_rows(self, group: _Group, together: bool) -> bool:
        return group is self._levels[0].pattern if together else bool(group.names & {*self._each})

    def _selecting(self, together: bool) -> Iterator[_Edit]:
        """The edits of what is selected: the row's number, and nothing that is given."""
        if self.is_ask:
            column = f"DISTINCT ?{ROW}" if together else f"(1 AS ?{ROW})"
            yield _Edit(self._form.start, _end(self._form), f"SELECT {column} ")
        for number, columns in enumerate(self._columns):
            if columns.has_all:
                continue
            if together:
                yield _Edit(columns.start, columns.start, f" ?{ROW} ")
                continue
            if not columns.has_others:
                yield _Edit(columns.start, columns.start, f" (1 AS ?{ROW}_{number}) ")
            for token in columns.given:
                yield _Edit(token.start, _end(token), " ")

    def _read(self) -> None:
        for at, token in enumerate(self._tokens):
            level = self._levels[-1]
            if token.kind is TokenKind.VARIABLE:
                self._variable(token, at, level)
            elif token.kind is TokenKind.WORD:
                self._keyword(token, at, level)
            elif token.text == "{":
                self._open(at, level)
            elif token.text == "}":
                self._levels.pop()
            elif token.text == "(":
                level.depth += 1
                if level.columns and level.clause == "SELECT":
                    level.columns.has_others = True
            elif token.text == ")":
                level.depth -= 1

    def _open(self, at: int, level: _Level) -> None:
        """Opens a group, or a SELECT within a group."""
        is_exists = _word(self._tokens[at - 1]) == "EXISTS"
        if level.group is not None and _word(self._tokens[at + 1]) == "SELECT":
            level.group.is_leading = False
            self._levels.append(_Level())
            return
        outer = [group for each in self._levels if (group := each.group or each.pattern)]
        group = _Group(_end(self._tokens[at]), tuple(outer))
        group.in_exists = is_exists or any(each.in_exists for each in outer)
        if level.group is None and level.pattern is None and not is_exists:
            level.pattern = group
            self._add(group, level.early)
        elif level.group is not None and not is_exists:
            level.group.is_leading = False
        self._groups.append(group)
        self._levels.append(_Level(group))

    def _keyword(self, token: Token, at: int, level: _Level) -> None:
        word = _word(token)
        for forbidden in _words(token).intersection(_FORBIDDEN):
            raise _refused(msg("{keyword} is not allowed in it", keyword=forbidden))
        if word == "GRAPH" and self._tokens[at + 1].text[1:] != "shapesGraph":
            raise _refused(msg("GRAPH can only be followed by $shapesGraph: the data is one graph"))
        if level.group is None and level.depth == 0 and word in _CLAUSES:
            level.clause = word
        if word == "SELECT":
            self._select(at, level)
        if word == "BIND" and level.group is not None:
            level.group.is_leading = False

    def _select(self, at: int, level: _Level) -> None:
        following = self._tokens[at + 1 :]
        if len(self._levels) > 1:
            self._check_inner(following)
        last = self._tokens[at]
        if _word(following[0]) in ("DISTINCT", "REDUCED"):
            last, *following = following
        level.columns = _Columns(_end(last), has_all=following[0].text == "*")
        self._columns.append(level.columns)

    def _check_inner(self, following: Sequence[Token]) -> None:
        """Refuses a SELECT within the query that selects variables, but not all that are given."""
        first = takewhile(lambda token: token.kind is TokenKind.VARIABLE, following)
        columns = {token.text[1:] for token in first}
        lacking = self._given - columns - _NEED_NOT_BE_SELECTED
        if (columns and lacking) or following[0].text == "*":
            names = ", ".join(f"${name}" for name in sorted(lacking))
            raise _refused(
                msg(
                    "a SELECT within it must select all that is bound beforehand: {names}",
                    names=names,
                )
            )

    def _variable(self, token: Token, at: int, level: _Level) -> None:
        name = token.text[1:]
        columns = level.columns if level.clause == "SELECT" and level.depth == 0 else None
        if name == "PATH":
            if self._path is None:
                raise _refused(msg("$PATH needs a property shape, with a path of IRIs"))
            self._paths.append(token)
        elif name not in self._given:
            if columns:
                columns.has_others = True
        elif _word(self._tokens[at - 1]) == "AS":
            raise _refused(
                msg("{variable} is bound beforehand; AS cannot bind it", variable=token.text)
            )
        elif columns:
            columns.given.append(token)
        elif level.group is not None:
            self._add(level.group, {name})
            if level.group.is_leading and level.depth == 0:
                level.group.leading.add(name)
        else:
            if level.clause != "GROUP":
                self._expressions.append(token)
            if level.pattern is None:
                level.early.add(name)
            else:
                self._add(level.pattern, {name})

    def _add(self, group: _Group, names: set[str]) -> None:
        group.names |= names
        for each in (group, *group.around):
            each.all_names |= names


def _refused(reason: Mapping[str, str]) -> ConstraintFailed:
    return ConstraintFailed(
        msg("the query is not one that SHACL allows in a shape: {reason}", reason=reason)
    )


def _end(token: Token) -> int:
    return token.start + len(token.text)


def _word(token: Token) -> str:
    """A keyword in capitals, the last where dots join several; empty for any other token."""
    return token.text.upper().rpartition(".")[2] if token.kind is TokenKind.WORD else ""


def _words(token: Token) -> set[str]:
    return {*token.text.upper().split(".")} if token.kind is TokenKind.WORD else set()
