"""Queries in shapes: their syntax, prefixes and conformance to SHACL.

https://www.w3.org/TR/shacl/#sparql-constraints, https://www.w3.org/TR/shacl/#pre-binding
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise, takewhile
from typing import Any

from rdflib import RDF, Literal, URIRef

from schlaglicht.ground.text import first_line
from schlaglicht.i18n import Message, msg
from schlaglicht.query.lexer import Token, TokenKind
from schlaglicht.query.parse import form_token
from schlaglicht.rdf.iris import local_name
from schlaglicht.rdf.triple import Triple
from schlaglicht.rdf.well_known_prefixes import WELL_KNOWN
from schlaglicht.validation.lint.constraint_query import (
    ConstraintQuery,
    keyword_of,
    prefix_of,
    span_of,
    variable_of,
)
from schlaglicht.validation.lint.query_variables import (
    misspelt_variable,
    unbound_variables,
    unknown_functions,
)
from schlaglicht.validation.lint.shape_graph import PARAMETERS, Shapes
from schlaglicht.validation.report import Severity, ValidationResult
from schlaglicht.validation.shacl.shape_queries import prefix_declarations
from schlaglicht.vocab import SH

_EXCERPT = 40
"""Characters of a query that a message quotes."""

_FORBIDDEN = ("MINUS", "VALUES", "SERVICE")
_FURTHER = (SH.flags, SH.ignoredProperties, SH.qualifiedValueShapesDisjoint)
"""Parameters of SHACL besides those that make a shape check something."""
_GIVEN = ("this", "shapesGraph", "currentShape")
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


class _Query(ConstraintQuery):
    def __init__(self, shapes: Shapes, triple: Triple, form: str) -> None:
        super().__init__(shapes, triple, form)
        self._parsed: Any = None

    def results(self) -> Iterator[ValidationResult]:
        """The result for the first fault; further ones only follow from it."""
        checks = [self._ambiguous, self._prefixes, self._syntax]
        if self.is_whole:
            checks += [self._forbidden, self._rebound, self._this]
            checks += [self._functions, self._nodes, self._unbound, self._borrowed]
        for check in checks:
            if result := next(check(), None):
                yield result
                return

    def _ambiguous(self) -> Iterator[ValidationResult]:
        """A result if prefix declarations contradict each other.

        https://www.w3.org/TR/shacl/#sparql-prefixes
        """
        meanings: dict[str, list[str]] = {}
        for prefix, namespace in sorted(prefix_declarations(self.triple[0], self.shapes.graph)):
            meanings.setdefault(prefix, []).append(f"<{namespace}>")
        for prefix, several in meanings.items():
            if len(several) > 1:
                names = ", ".join(several)
                yield self.result(
                    msg("sh:prefixes gives {prefix}: several meanings: {namespaces}"),
                    None,
                    None,
                    {},
                    prefix=prefix,
                    namespaces=names,
                )

    def _prefixes(self) -> Iterator[ValidationResult]:
        for name in self._undeclared():
            if prefix_of(name) not in self._lent():
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
        known = self.namespaces()
        for token in self.tokens[self.start :]:
            if token.kind is TokenKind.NAME and prefix_of(token) not in known:
                yield token

    def _lent(self) -> set[str]:
        """The prefixes of the data, which a query may use as well."""
        return {prefix for prefix, _ in self.shapes.data.namespaces()}

    def _prefix_result(self, wrong: Message, name: Token) -> ValidationResult:
        return self.result(
            wrong,
            *span_of(name),
            msg(
                "name with sh:prefixes an ontology that declares it with sh:declare: {declaration}",
                declaration=self._declaration(prefix_of(name)),
            ),
            prefix=prefix_of(name),
        )

    def _declaration(self, prefix: str) -> str:
        places = self.shapes.inputs.shapes_graph.positions.prefixes
        file_declares = {place.prefix: place.namespace for place in places}
        namespace = file_declares.get(prefix) or WELL_KNOWN.get(prefix, "…")
        return f'[ sh:prefix "{prefix}" ; sh:namespace "{namespace}"^^xsd:anyURI ]'

    def _syntax(self) -> Iterator[ValidationResult]:
        from pyparsing import ParseException

        try:
            self._parsed = self.shapes.inputs.queries.parse(self.text)
        except ParseException as error:
            at = min(error.loc, max(len(self.text.rstrip()) - 1, 0))
            spans = map(span_of, self.tokens)
            at, end = next((span for span in spans if span[0] <= at < span[1]), (at, at + 1))
            if rest := self.text[error.loc :].strip():
                yield self.result(
                    msg("this is not SPARQL: {reason}"),
                    at,
                    end,
                    {},
                    reason=first_line(rest, _EXCERPT),
                )
            else:
                yield self.result(msg("the query ends too early"), at, end, {})
        else:
            form = form_token(self.tokens)
            if form and form.text.upper() != self.form:
                yield self.result(
                    msg("{parameter} needs a {form} query"),
                    None,
                    None,
                    {},
                    parameter="sh:select" if self.form == "SELECT" else "sh:ask",
                    form=self.form,
                )

    def _forbidden(self) -> Iterator[ValidationResult]:
        for token in self.tokens:
            keyword = keyword_of(token)
            if keyword in _FORBIDDEN:
                yield self.result(
                    msg("{keyword} is not allowed in constraints"),
                    *span_of(token),
                    msg("write FILTER NOT EXISTS {{ … }}") if keyword == "MINUS" else {},
                    keyword=keyword,
                )
        for token, after in pairwise(self.tokens):
            if keyword_of(token) == "GRAPH" and after.text[1:] != "shapesGraph":
                yield self._one_graph(token)
            if keyword_of(token) == "FROM":
                yield self._one_graph(token)

    def _one_graph(self, token: Token) -> ValidationResult:
        return self.result(
            msg("{keyword} is not evaluated here: data and ontology are one graph without a name"),
            *span_of(token),
            {},
            keyword=keyword_of(token),
        )

    def _rebound(self) -> Iterator[ValidationResult]:
        given = set(_GIVEN)
        if self.form == "ASK":
            given.add("value")
        for before, token in pairwise(self.tokens):
            if keyword_of(before) == "AS" and variable_of(token) in given:
                yield self.result(
                    msg("{variable} is given and must not be set with AS"),
                    *span_of(token),
                    {},
                    variable=token.text,
                )

    def _this(self) -> Iterator[ValidationResult]:
        if self.form != "SELECT":
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
            yield self.result(
                wrong,
                start,
                start + len("SELECT"),
                msg("write SELECT $this …, and name $this in the pattern"),
            )

    def _functions(self) -> Iterator[ValidationResult]:
        lent = {prefix: str(namespace) for prefix, namespace in self.shapes.data.namespaces()}
        namespaces = {**lent, **self.namespaces()}
        for iri in unknown_functions(self._parsed, namespaces):
            start, end = self._call_of(iri, namespaces)
            helps = msg("use the functions that SPARQL has")
            wrong = msg("there is no function {function} here: a condition with it is never met")
            if (URIRef(iri), RDF.type, SH.SPARQLFunction) in self.shapes.graph:
                wrong = msg(
                    "{function} is a sh:SPARQLFunction, which is not evaluated here: "
                    "a condition with it is never met"
                )
            name = self.shapes.names.iri(iri)
            yield self.result(wrong, start, end, helps, function=name)

    def _call_of(self, iri: str, namespaces: Mapping[str, str]) -> tuple[int, int]:
        """Start and end of a function's name where it is called."""
        for token, after in pairwise(self.tokens):
            name = token.text.strip("<>")
            if token.kind is TokenKind.NAME:
                name = namespaces.get(prefix_of(token), "") + token.text.partition(":")[2]
            if name == iri and after.text == "(":
                return span_of(token)
        return 0, len(self.text)

    def _nodes(self) -> Iterator[ValidationResult]:
        """A result if the pattern does not name the focus or value node."""
        start = next((token.start for token in self.tokens if token.text == "{"), 0)
        variables = [t for t in self.tokens if variable_of(t) and t.start > start]
        counts = Counter(map(variable_of, variables))
        given = _NODES[self.form]
        if counts.keys() & given:
            yield from self._alone(variables, {name for name in counts if counts[name] == 1})
            return
        node = f"${given[0]}"
        if at := _misspelt(variables, set(counts), given):
            wrong = msg(
                "{variable} is not {node}: the pattern nowhere names the node that it is about"
            )
            yield self.result(wrong, *span_of(at), {}, node=node, variable=at.text)
        else:
            wrong = msg(
                "the pattern does not name {node}: what it finds is reported for every focus node"
            )
            result = self.result(wrong, start, start + 1, {}, node=node)
            yield replace(result, severity=Severity.INFO)

    def _alone(self, variables: list[Token], once: set[str]) -> Iterator[ValidationResult]:
        """A result for a variable that occurs once and is `$this` but for a slip."""
        if at := _misspelt(variables, once, ("this",)):
            yield self.result(
                msg("{variable} is not {node}: it stands for any node"),
                *span_of(at),
                {},
                node="$this",
                variable=at.text,
            )

    def _unbound(self) -> Iterator[ValidationResult]:
        """A result for a variable without any value: what is computed with it is an error."""
        given = {*_GIVEN, *_NODES[self.form], *self._parameters()}
        unbound = unbound_variables(self._parsed, given)
        for token in self.tokens:
            if variable_of(token) in unbound.in_conditions:
                wrong = msg(
                    "{variable} occurs only in conditions: it never has a value, "
                    "and such a condition is never met"
                )
                yield self.result(wrong, *span_of(token), {}, variable=token.text)
        for token in self.tokens:
            if variable_of(token) in unbound.in_values:
                wrong = msg(
                    "{variable} never has a value, and neither has what is computed with it"
                )
                result = self.result(wrong, *span_of(token), {}, variable=token.text)
                yield replace(result, severity=Severity.WARNING)

    def _parameters(self) -> Iterator[str]:
        """The variables of the components' parameters, which a validator is given.

        Libraries give SHACL's own components validators, too, and declare no parameters for them.
        """
        if (None, SH.sparql, self.triple[0]) not in self.shapes.graph:
            own = self.shapes.own_parameters
            yield from (local_name(str(path)) for path in (*own, *PARAMETERS, *_FURTHER))

    def _selected(self) -> Iterator[tuple[int, set[str]]]:
        """The start of each SELECT, and the variables between it and its pattern."""
        for index, token in enumerate(self.tokens):
            if keyword_of(token) == "SELECT":
                rest = self.tokens[index + 1 :]
                selected = takewhile(lambda t: t.text != "{" and keyword_of(t) != "WHERE", rest)
                yield token.start, {"*" if t.text == "*" else variable_of(t) for t in selected}


def _misspelt(variables: list[Token], names: set[str], given: tuple[str, ...]) -> Token | None:
    """The first use of the variable among `names` that probably misspells one in `given`."""
    meant = misspelt_variable(names, given)
    return next((token for token in variables if variable_of(token) == meant), None)
