"""Queries in shapes: their syntax, prefixes and conformance to SHACL.

https://www.w3.org/TR/shacl/#sparql-constraints, https://www.w3.org/TR/shacl/#pre-binding
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise, takewhile
from typing import Any

from rdflib import Literal

from schlaglicht.errors import QuerySyntaxError
from schlaglicht.i18n import Message, msg
from schlaglicht.query.lexer import Token, TokenKind, tokens
from schlaglicht.query.parse import form_token, read_prologue
from schlaglicht.rdf.prefixes import WELL_KNOWN
from schlaglicht.rdf.triple import Triple
from schlaglicht.validation.lint.lint_result import found
from schlaglicht.validation.lint.query_variables import (
    misspelt_variable,
    unknown_functions,
)
from schlaglicht.validation.lint.shape_graph import Shapes
from schlaglicht.validation.report import Certainty, Place, Severity, ValidationResult
from schlaglicht.validation.shacl.shape_queries import (
    GIVEN_PREFIXES,
    declared_prefixes,
    without_escapes,
)
from schlaglicht.vocab import SH

_LINE_END = re.compile(r"\r\n|\r|\n")
_EXCERPT = 40
"""Characters of a query that a message quotes."""

_FORBIDDEN = ("MINUS", "VALUES", "SERVICE")
_NODES = {"SELECT": ("this",), "ASK": ("value", "this")}
"""The variables of which the pattern of a query must name at least one."""


def check_sparql_constraints(shapes: Shapes) -> list[ValidationResult]:
    """A result for the first fault of each query of a constraint or a validator."""
    graph = shapes.graph
    results: list[ValidationResult] = []
    constraints = set(graph.objects(None, SH.sparql))
    validators = {
        node
        for predicate in (SH.validator, SH.nodeValidator, SH.propertyValidator)
        for node in graph.objects(None, predicate)
    }
    for parameter, form in ((SH.select, "SELECT"), (SH.ask, "ASK")):
        for triple in graph.triples((None, parameter, None)):
            if triple[0] in constraints | validators and isinstance(triple[2], Literal):
                results += _Query(shapes, triple, form).results()
    return results


class _Query:
    def __init__(self, shapes: Shapes, triple: Triple, form: str) -> None:
        self._shapes = shapes
        self._triple = triple
        self._form = form
        self._text, self._tokens, self._whole = _tokens_of(str(triple[2]))
        self._start, self._own = read_prologue(self._tokens)
        self._parsed: Any = None

    def results(self) -> Iterator[ValidationResult]:
        """The result for the first fault; further ones only follow from it."""
        checks = [self._prefixes, self._syntax]
        if self._whole:
            checks += [self._forbidden, self._rebound, self._this]
            checks += [self._functions, self._nodes, self._borrowed]
        for check in checks:
            if result := next(check(), None):
                yield result
                return

    def _prefixes(self) -> Iterator[ValidationResult]:
        for name in self._undeclared():
            if _prefix(name) not in self._lent():
                yield self._prefix_result(
                    msg(
                        "the prefix {prefix}: is not declared; "
                        "the prefixes of the file do not count in the query"
                    ),
                    name,
                )

    def _borrowed(self) -> Iterator[ValidationResult]:
        for name in self._undeclared():
            result = self._prefix_result(
                msg(
                    "the prefix {prefix}: is not declared; "
                    "it works only because the data has it too"
                ),
                name,
            )
            yield replace(result, severity=Severity.WARNING)

    def _undeclared(self) -> Iterator[Token]:
        known = self._namespaces()
        for token in self._tokens[self._start :]:
            if token.kind is TokenKind.NAME and _prefix(token) not in known:
                yield token

    def _lent(self) -> set[str]:
        """The prefixes of the data, which pySHACL lets a query use as well."""
        return {prefix for prefix, _ in self._shapes.data.namespaces()}

    def _prefix_result(self, wrong: Message, name: Token) -> ValidationResult:
        helps = msg(
            "name with sh:prefixes an ontology that declares it with sh:declare: {declaration}",
            declaration=self._declaration(_prefix(name)),
        )
        return self._result(wrong, *_span(name), helps, prefix=_prefix(name))

    def _namespaces(self) -> dict[str, str]:
        """The prefixes declared for the query, in it and by `sh:prefixes`."""
        own = {prefix: iri[1:-1] for prefix, iri in self._own.items()}
        declared = declared_prefixes(self._triple[0], self._shapes.graph)
        return {**GIVEN_PREFIXES, **declared, **own}

    def _declaration(self, prefix: str) -> str:
        places = self._shapes.inputs.shapes_graph.positions.prefixes
        file_declares = {place.prefix: place.namespace for place in places}
        namespace = file_declares.get(prefix) or WELL_KNOWN.get(prefix, "…")
        return f'[ sh:prefix "{prefix}" ; sh:namespace "{namespace}"^^xsd:anyURI ]'

    def _syntax(self) -> Iterator[ValidationResult]:
        from pyparsing import ParseException

        try:
            self._parsed = self._shapes.inputs.queries.parse(self._text)
        except ParseException as error:
            at = min(error.loc, max(len(self._text.rstrip()) - 1, 0))
            spans = map(_span, self._tokens)
            at, end = next((span for span in spans if span[0] <= at < span[1]), (at, at + 1))
            if rest := self._text[error.loc :].strip():
                yield self._result(
                    msg("this is not SPARQL: {reason}"), at, end, {}, reason=_first_line(rest)
                )
            else:
                yield self._result(msg("the query ends too early"), at, end, {})
        else:
            form = form_token(self._tokens)
            if form and form.text.upper() != self._form:
                parameter = "sh:select" if self._form == "SELECT" else "sh:ask"
                yield self._result(
                    msg("{parameter} needs a {form} query"),
                    None,
                    None,
                    {},
                    parameter=parameter,
                    form=self._form,
                )

    def _forbidden(self) -> Iterator[ValidationResult]:
        for token in self._tokens:
            keyword = _keyword(token)
            if keyword in _FORBIDDEN:
                helps = msg("write FILTER NOT EXISTS {{ … }}") if keyword == "MINUS" else {}
                yield self._result(
                    msg("{keyword} is not allowed in constraints"),
                    *_span(token),
                    helps,
                    keyword=keyword,
                )
        for token, after in pairwise(self._tokens):
            # pySHACL itself reports that there is no shapes graph to query.
            if _keyword(token) == "GRAPH" and after.text[1:] != "shapesGraph":
                yield self._result(
                    msg(
                        "GRAPH is not evaluated here: "
                        "data and ontology are one graph without a name"
                    ),
                    *_span(token),
                    {},
                )

    def _rebound(self) -> Iterator[ValidationResult]:
        given = {"this", "shapesGraph", "currentShape"}
        if self._form == "ASK":
            given.add("value")
        for before, token in pairwise(self._tokens):
            if _keyword(before) == "AS" and _variable(token) in given:
                yield self._result(
                    msg("{variable} is given and must not be set with AS"),
                    *_span(token),
                    {},
                    variable=token.text,
                )

    def _this(self) -> Iterator[ValidationResult]:
        if self._form != "SELECT":
            return
        for number, (start, selected) in enumerate(self._selected()):
            if "this" in selected or ("*" in selected and not number):
                continue
            if number:
                wrong = msg("an inner SELECT must select $this too, or it applies to all nodes")
            else:
                wrong = msg(
                    "the query does not select $this: without $this it applies to no focus node"
                )
            helps = msg("write SELECT $this …, and name $this in the pattern")
            yield self._result(wrong, start, start + len("SELECT"), helps)

    def _functions(self) -> Iterator[ValidationResult]:
        lent = {prefix: str(namespace) for prefix, namespace in self._shapes.data.namespaces()}
        namespaces = {**lent, **self._namespaces()}
        for iri in unknown_functions(self._parsed, namespaces):
            start, end = self._call_of(iri, namespaces)
            helps = msg("use the functions that SPARQL has")
            yield self._result(
                msg("there is no function {function} here: a condition with it is never met"),
                start,
                end,
                helps,
                function=self._shapes.names.iri(iri),
            )

    def _call_of(self, iri: str, namespaces: Mapping[str, str]) -> tuple[int, int]:
        """Start and end of a function's name where it is called."""
        for token, after in pairwise(self._tokens):
            name = token.text.strip("<>")
            if token.kind is TokenKind.NAME:
                name = namespaces.get(_prefix(token), "") + token.text.partition(":")[2]
            if name == iri and after.text == "(":
                return _span(token)
        return 0, len(self._text)

    def _nodes(self) -> Iterator[ValidationResult]:
        """A result if the pattern does not name the focus or value node."""
        start = next((token.start for token in self._tokens if token.text == "{"), 0)
        variables = [t for t in self._tokens if _variable(t) and t.start > start]
        used = set(map(_variable, variables))
        given = _NODES[self._form]
        if used.intersection(given):
            return
        meant = misspelt_variable(used, given)
        at = next((token for token in variables if _variable(token) == meant), None)
        span = _span(at) if at else (start, start + 1)
        node = f"${given[0]}"
        if at:
            wrong = msg(
                "{variable} is not {node}: the pattern nowhere names the node that it is about"
            )
            yield self._result(wrong, *span, {}, node=node, variable=at.text)
        else:
            wrong = msg(
                "the pattern does not name {node}: what it finds is reported for every focus node"
            )
            result = self._result(wrong, *span, {}, node=node)
            yield replace(result, severity=Severity.INFO)

    def _selected(self) -> Iterator[tuple[int, set[str]]]:
        """The start of each SELECT, and the variables between it and its pattern."""
        for index, token in enumerate(self._tokens):
            if _keyword(token) == "SELECT":
                rest = self._tokens[index + 1 :]
                selected = takewhile(lambda t: t.text != "{" and _keyword(t) != "WHERE", rest)
                yield token.start, {"*" if t.text == "*" else _variable(t) for t in selected}

    def _result(
        self,
        wrong: Message,
        start: int | None,
        end: int | None,
        helps: Mapping[str, str],
        **fields: str,
    ) -> ValidationResult:
        place = self._shapes.locate.object_of(self._triple)
        if place is not None and start is not None and end is not None:
            place = _within(place, self._text, start, end) or place
        message, about = wrong.filled(**fields), self._shapes.unreadable_by(self._triple)
        return found("shape-sparql", place, message, helps=helps, about=about)


def _tokens_of(text: str) -> tuple[str, list[Token], bool]:
    """A query without escapes of code points, its tokens, and True if these are all.

    They end where the text is not SPARQL: the fault of such a text is left to rdflib's parser.
    """
    found: list[Token] = []
    try:
        text = without_escapes(text)
        found.extend(tokens(text))
    except QuerySyntaxError:
        return text, found, False
    return text, found, True


def _span(token: Token) -> tuple[int, int]:
    return token.start, token.start + len(token.text)


def _prefix(name: Token) -> str:
    return name.text.partition(":")[0]


def _keyword(token: Token) -> str:
    """A keyword in upper case, the last where dots join several; empty for other tokens."""
    return token.text.upper().rpartition(".")[2] if token.kind is TokenKind.WORD else ""


def _variable(token: Token) -> str:
    """The name of a variable; empty for other tokens."""
    return token.text[1:] if token.kind is TokenKind.VARIABLE else ""


def _first_line(text: str) -> str:
    line = text.splitlines()[0]
    return line if len(line) <= _EXCERPT else line[: _EXCERPT - 1] + "…"


def _within(place: Place, text: str, start: int, end: int) -> Place | None:
    """The place of the characters from `start` to `end` of a literal in its file.

    None where the file does not have the literal letter for letter (an escape shifts the rest), or
    where only its file is known.
    """
    if place.certainty is not Certainty.EXACT:
        return None
    lines = _LINE_END.split(place.path.read_bytes().decode("utf-8-sig"))
    line = text.count("\n", 0, start)
    begin = text.rfind("\n", 0, start) + 1
    stop = min(end, _line_end(text, start))
    if place.line + line > len(lines):
        return None
    written = lines[place.line + line - 1]
    if line:
        column = start - begin
    else:
        opening = written[place.column - 1 :]
        column = place.column - 1 + (3 if opening[:3] in ('"""', "'''") else 1) + start
    if written[column : column + stop - start] != text[start:stop]:
        return None
    number = place.line + line
    return Place(place.path, number, column + 1, number, column + 1 + stop - start, place.certainty)


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end
