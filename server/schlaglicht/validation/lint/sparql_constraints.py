"""Queries in shapes: their syntax, prefixes, conformance to SHACL, and what they never find.

https://www.w3.org/TR/shacl/#sparql-constraints, https://www.w3.org/TR/shacl/#pre-binding
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from rdflib import RDF, XSD, Graph, Literal, URIRef

from schlaglicht.ground.reachable import reachable
from schlaglicht.i18n import Message, msg
from schlaglicht.query.lexer import Token, TokenKind, place_in
from schlaglicht.query.syntax_tree import (
    Item,
    Kind,
    Node,
    arguments_of,
    form_token,
    is_name,
    is_variable,
    word_of,
)
from schlaglicht.rdf.iris import local_name
from schlaglicht.rdf.well_known_prefixes import WELL_KNOWN
from schlaglicht.suggest import is_one_slip
from schlaglicht.validation.lint.out_of_range import constants_beyond
from schlaglicht.validation.report import Severity, ValidationResult
from schlaglicht.validation.shacl.located_shapes import PARAMETERS, LocatedShapes
from schlaglicht.validation.shacl.prebinding import ROW
from schlaglicht.validation.shacl.query_store import QueryStore
from schlaglicht.validation.shacl.shape_queries import ConstraintQuery, iri_of, prefix_declarations
from schlaglicht.vocab import SH

_FORBIDDEN = ("MINUS", "VALUES", "SERVICE")
_FURTHER = (SH.flags, SH.ignoredProperties, SH.qualifiedValueShapesDisjoint)
"""Parameters of SHACL besides those that make a shape check something."""
_CHANGING = {"NOW", "RAND", "UUID", "STRUUID", "BNODE"}
"""Functions with another value in each evaluation."""
_GIVEN = ("this", "shapesGraph", "currentShape")
_NODES = {"SELECT": ("this",), "ASK": ("value", "this")}
"""The variables of which the pattern of a query must name at least one."""

_CASTS = frozenset(
    f"{XSD}{name}"
    for name in (
        *("string", "boolean", "double", "float", "decimal", "integer", "date", "time"),
        *("dateTime", "duration", "yearMonthDuration", "dayTimeDuration"),
        *("gYear", "gYearMonth", "gMonth", "gMonthDay", "gDay"),
    )
)
"""The functions with an IRI that the engine has."""

_TOLERANT = {"BOUND", "ISNUMERIC", "COUNT"}
"""The functions with a value even where a variable in them has none."""


def check_sparql_constraints(shapes: LocatedShapes) -> list[ValidationResult]:
    """A result for the first fault of each query of a constraint or a validator."""
    graph = shapes.graph
    results: list[ValidationResult] = []
    constraints = set(graph.objects(None, SH.sparql))
    validators = {
        node
        for predicate in (SH.validator, SH.nodeValidator, SH.propertyValidator)
        for node in graph.objects(None, predicate)
    }
    for triple in shapes.queries:
        if triple[0] in constraints | validators and isinstance(triple[2], Literal):
            form = "SELECT" if triple[1] == SH.select else "ASK"
            results += _Query(shapes, triple, form).results()
    return results


class _Query(ConstraintQuery):
    def results(self) -> Iterator[ValidationResult]:
        """The result for the first fault; further ones only follow from it."""
        checks: list[Callable[[], Iterator[ValidationResult]]] = [self._ambiguous, self._syntax]
        if tree := self.tree:
            more = [self._prefixes, self._form, self._forbidden, self._rebound, self._this]
            more += [
                self._functions,
                self._nodes,
                self._unbound,
                self._range,
                self._borrowed,
                self._idle,
            ]
            checks += [partial(check, tree) for check in more]
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
                wrong = msg("sh:prefixes gives {prefix}: several meanings: {namespaces}")
                names = ", ".join(several)
                yield self.result(wrong.filled(prefix=prefix, namespaces=names), None, None, {})

    def _prefixes(self, tree: Node) -> Iterator[ValidationResult]:
        for name in self._undeclared(tree):
            if _prefix_of(name) not in self._lent():
                yield self._prefix_result(
                    msg(
                        "the prefix {prefix}: is not declared; "
                        "the prefixes of the file do not count in the query"
                    ),
                    name,
                )

    def _borrowed(self, tree: Node) -> Iterator[ValidationResult]:
        for name in self._undeclared(tree):
            result = self._prefix_result(
                msg(
                    "the prefix {prefix}: is not declared; "
                    "it works only because the data has it too"
                ),
                name,
            )
            yield replace(result, severity=Severity.WARNING)

    def _undeclared(self, tree: Node) -> Iterator[Token]:
        known = self.namespaces()
        for token in tree.tokens():
            if token.kind is TokenKind.NAME and _prefix_of(token) not in known:
                yield token

    def _lent(self) -> set[str]:
        """The prefixes of the data, which a query may use as well."""
        return {prefix for prefix, _ in self.shapes.data.namespaces()}

    def _prefix_result(self, wrong: Message, name: Token) -> ValidationResult:
        helps = msg(
            "name with sh:prefixes an ontology that declares it with sh:declare: {declaration}",
            declaration=self._declaration(_prefix_of(name)),
        )
        return self._at(name, wrong.filled(prefix=_prefix_of(name)), helps)

    def _declaration(self, prefix: str) -> str:
        places = self.shapes.inputs.shapes_graph.positions.prefixes
        file_declares = {place.prefix: place.namespace for place in places}
        namespace = file_declares.get(prefix) or WELL_KNOWN.get(prefix, "…")
        return f'[ sh:prefix "{prefix}" ; sh:namespace "{namespace}"^^xsd:anyURI ]'

    def _syntax(self) -> Iterator[ValidationResult]:
        if error := self.fault:
            start = end = None
            if error.line is not None and error.column is not None:
                start = place_in(self.text, error.line, error.column)
                start = min(start, max(len(self.text.rstrip()) - 1, 0))
                end = start + max(len(error.token or ""), 1)
            yield self.result(error.reasons, start, end, {})

    def _form(self, tree: Node) -> Iterator[ValidationResult]:
        if form_token(tree).text.upper() != self.form:
            parameter = "sh:select" if self.form == "SELECT" else "sh:ask"
            wrong = msg("{parameter} needs a {form} query", parameter=parameter, form=self.form)
            yield self.result(wrong, None, None, {})

    def _forbidden(self, tree: Node) -> Iterator[ValidationResult]:
        for node in tree.all(Kind.NESTED, Kind.VALUES, Kind.SERVICE):
            keyword = _keyword_of(node)
            if keyword.text.upper() in _FORBIDDEN:
                helps = msg("write FILTER NOT EXISTS {{ … }}") if node.has("MINUS") else {}
                yield self._at(keyword, msg("{keyword} is not allowed in constraints"), helps)
        for node in tree.all(Kind.GRAPH, Kind.DATASET):
            # The shapes graph can be queried; of FROM nobody takes notice.
            graph = node.children[1]
            if not (node.kind is Kind.GRAPH and _variable_of(graph) == "shapesGraph"):
                wrong = msg(
                    "{keyword} is not evaluated here: data and ontology are one graph without a "
                    "name"
                )
                yield self._at(_keyword_of(node), wrong)

    def _at(
        self, token: Token, wrong: Message, helps: Mapping[str, str] | None = None
    ) -> ValidationResult:
        """A result at a token, which the message may name as a keyword or a variable."""
        said = wrong.filled(keyword=token.text.upper(), variable=token.text)
        return self.result(said, token.start, token.end, helps or {})

    def _rebound(self, tree: Node) -> Iterator[ValidationResult]:
        given = {*_GIVEN, "value"} if self.form == "ASK" else _GIVEN
        for node in tree.all(Kind.BIND, Kind.BINDING):
            name = node.children[-2]
            if isinstance(name, Token) and _variable_of(name) in given:
                yield self._at(name, msg("{variable} is given and must not be set with AS"))

    def _this(self, tree: Node) -> Iterator[ValidationResult]:
        clauses = tree.all(Kind.SELECT_CLAUSE) if self.form == "SELECT" else ()
        for number, clause in enumerate(clauses):
            names = {token.text[1:] for token in clause.variables()}
            if "this" in names or (clause.has("*") and not number):
                continue
            if number:
                wrong = msg("an inner SELECT must select $this too, or it applies to all nodes")
            else:
                wrong = msg(
                    "the query does not select $this: without $this it applies to no focus node"
                )
            helps = msg("write SELECT $this …, and name $this in the pattern")
            yield self._at(_keyword_of(clause), wrong, helps)

    def _functions(self, tree: Node) -> Iterator[ValidationResult]:
        for name, iri in _unknown_functions(tree, self.all_namespaces()):
            helps = msg("use the functions that SPARQL has")
            wrong = msg("there is no function {function} here: a condition with it is never met")
            if (URIRef(iri), RDF.type, SH.SPARQLFunction) in self.shapes.graph:
                wrong = msg(
                    "{function} is a sh:SPARQLFunction, which is not evaluated here: "
                    "a condition with it is never met"
                )
            yield self._at(name, wrong.filled(function=self.shapes.names.iri(iri)), helps)

    def _nodes(self, tree: Node) -> Iterator[ValidationResult]:
        """A result if the pattern does not name the focus or value node."""
        start = next((group.start for group in tree.nodes(Kind.GROUP)), 0)
        variables = [token for token in tree.variables() if token.start > start]
        counts = Counter(map(_variable_of, variables))
        given = _NODES[self.form]
        if counts.keys() & given:
            yield from self._alone(variables, {name for name in counts if counts[name] == 1})
            return
        node = f"${given[0]}"
        if at := _misspelt(variables, set(counts), given):
            wrong = msg(
                "{variable} is not {node}: the pattern nowhere names the node that it is about"
            )
            yield self._at(at, wrong.filled(node=node))
        else:
            wrong = msg(
                "the pattern does not name {node}: what it finds is reported for every focus node"
            )
            result = self.result(wrong.filled(node=node), start, start + 1, {})
            yield replace(result, severity=Severity.INFO)

    def _alone(self, variables: list[Token], once: set[str]) -> Iterator[ValidationResult]:
        """A result for a variable that occurs once and is `$this` but for a slip."""
        if at := _misspelt(variables, once, ("this",)):
            wrong = msg("{variable} is not {node}: it stands for any node")
            yield self._at(at, wrong.filled(node="$this"))

    def _unbound(self, tree: Node) -> Iterator[ValidationResult]:
        """A result for a variable without any value: what is computed with it is an error."""
        given = {*_GIVEN, *_NODES[self.form], *self._parameters()}
        unbound = unbound_variables(tree, given)
        for token in tree.variables():
            if _variable_of(token) in unbound.in_conditions:
                wrong = msg(
                    "{variable} occurs only in conditions: it never has a value, "
                    "and such a condition is never met"
                )
                yield self._at(token, wrong)
        for token in tree.variables():
            if _variable_of(token) in unbound.in_values:
                wrong = msg(
                    "{variable} never has a value, and neither has what is computed with it"
                )
                yield replace(self._at(token, wrong), severity=Severity.WARNING)

    def _range(self, tree: Node) -> Iterator[ValidationResult]:
        """A result for a number in the query that the engine cannot hold."""
        for node, literal in constants_beyond(tree, self.all_namespaces()):
            wrong = msg(
                "{value} is out of the range of queries: no condition on it is met",
                value=str(literal),
            )
            yield self.result(wrong, node.start, node.end, {})

    def _idle(self, tree: Node) -> Iterator[ValidationResult]:
        """A result for a SELECT that finds nothing in any data."""
        if self.form != "SELECT":
            return
        wrong = msg("{keyword} lets nothing through, whatever the data: this finds nothing")
        limits = (node for node in tree.nodes(Kind.LIMIT) if node.has("LIMIT"))
        idle = [node for node in limits if not int([*node.tokens()][1].text)]
        for group in reachable(tree.nodes(Kind.GROUP), lambda group: group.nodes(Kind.GROUP)):
            constant = (node for node in group.nodes(Kind.FILTER) if _is_constant(node))
            idle += [node for node in constant if not self._is_met(node)]
        for node in idle:
            yield replace(self._at(_keyword_of(node), wrong), severity=Severity.INFO)

    def _is_met(self, condition: Node) -> bool:
        """True if a filter lets something through where there are no data."""
        query = f"SELECT * {{ {self.text[condition.start : condition.end]} }}"
        store = QueryStore(Graph(), Graph())
        return any(True for _ in store.solutions(query, self.namespaces(), ROW))

    def _parameters(self) -> Iterator[str]:
        """The variables of the components' parameters, which a validator is given.

        Libraries give SHACL's own components validators, too, and declare no parameters for them.
        """
        if (None, SH.sparql, self.triple[0]) not in self.shapes.graph:
            own = self.shapes.declared_parameters
            yield from (local_name(str(path)) for path in (*own, *PARAMETERS, *_FURTHER))


def _is_constant(condition: Node) -> bool:
    """True for a condition without variables, patterns, time and chance."""
    asks = any(True for _ in condition.all(Kind.EXISTS)) or any(True for _ in condition.variables())
    return not asks and _CHANGING.isdisjoint(map(word_of, condition.tokens()))


def _keyword_of(node: Node) -> Token:
    """The keyword with which a part of a query begins."""
    return next(node.tokens())


def _prefix_of(name: Token) -> str:
    return name.text.partition(":")[0]


def _variable_of(item: Item) -> str:
    """The name of a variable; empty for anything else."""
    return item.text[1:] if is_variable(item) else ""


def _misspelt(variables: list[Token], names: set[str], given: tuple[str, ...]) -> Token | None:
    """The first use of the variable among `names` that probably misspells one in `given`."""
    alike = (used for used in sorted(names) for name in given if _is_alike(used, name))
    meant = next(alike, None)
    return next((token for token in variables if _variable_of(token) == meant), None)


def _is_alike(variable: str, name: str) -> bool:
    used, meant = variable.lower(), name.lower()
    same = used == meant or f"{used}s" == meant or is_one_slip(used, meant)
    return same and variable != name


@dataclass(frozen=True)
class UnboundVariables:
    """The variables without a value on which a condition or a computed value depends."""

    in_conditions: frozenset[str]
    """Those without which a condition is never met."""
    in_values: frozenset[str]
    """Those without which a value is never computed."""


def unbound_variables(query: Node, given: Iterable[str]) -> UnboundVariables:
    """The variables that a query needs, and that nothing in it gives a value.

    `given` have one from outside. A variable is not needed where an error may be made good, as in
    COALESCE, or in one operand of ||.
    """
    bound, conditions, values = set(given), set[str](), set[str]()
    for node in query.walk():
        if not isinstance(node, Node):
            continue
        match node.kind:
            case Kind.TRIPLES:
                bound |= {token.text[1:] for token in node.variables()}
            case Kind.VALUES | Kind.GRAPH:
                bound |= {child.text[1:] for child in filter(is_variable, node.children)}
            case Kind.BIND | Kind.BINDING:
                expression, _, name = node.children[-4:-1]
                bound |= _without_value(name)
                values |= _without_value(expression)
            case Kind.FILTER:
                conditions |= _without_truth(node.children[-1])
            case Kind.HAVING:
                conditions |= _any(map(_without_truth, node.children[1:]))
    return UnboundVariables(frozenset(conditions - bound), frozenset(values - bound))


def _without_truth(condition: Item) -> set[str]:
    """The variables without which a condition is false or an error.

    https://www.w3.org/TR/sparql11-query/#evaluation
    """
    if isinstance(condition, Node):
        match condition.kind:
            case Kind.BRACKETED:
                return _without_truth(condition.children[1])
            case Kind.AND:
                return _any(map(_without_truth, condition.children[::2]))
            case Kind.OR:
                return _all(map(_without_truth, condition.children[::2]))
            case Kind.CALL if word_of(condition.children[0]) == "IF":
                test, *branches = arguments_of(condition)
                return _without_value(test) | _all(map(_without_truth, branches))
    return _without_value(condition)


def _without_value(expression: Item) -> set[str]:
    """The variables without which an expression is an error, whatever others are."""
    if isinstance(expression, Token):
        return {expression.text[1:]} if is_variable(expression) else set()
    match expression.kind:
        case Kind.AND | Kind.OR:
            return _all(map(_without_value, expression.children[::2]))
        case Kind.COMPARISON if expression.has("IN"):
            first, *_ = expression.children
            values = arguments_of(expression)  # within (), there is nothing to compare with
            return _without_value(first) | _all(map(_without_value, values)) if values else set()
        case Kind.CALL:
            return _without_result(word_of(expression.children[0]), arguments_of(expression))
        case Kind.EXISTS:
            return set()
    return _any(map(_without_value, expression.children))


def _without_result(function: str, arguments: Sequence[Item]) -> set[str]:
    if function in _TOLERANT:
        return set()
    if function == "IF":
        return _without_value(arguments[0]) | _all(map(_without_value, arguments[1:]))
    combined = _all if function == "COALESCE" else _any
    return combined(map(_without_value, arguments))


def _any(parts: Iterable[set[str]]) -> set[str]:
    return set().union(*parts)


def _all(parts: Iterable[set[str]]) -> set[str]:
    first, *others = [*parts] or [set[str]()]
    return first.intersection(*others)


def _unknown_functions(query: Node, namespaces: Mapping[str, str]) -> Iterator[tuple[Token, str]]:
    """The calls of functions that the engine lacks: the name of each, and its IRI."""
    for call in query.all(Kind.CALL):
        name = call.children[0]
        if is_name(name) and (iri := iri_of(name, namespaces)) not in _CASTS:
            yield name, iri
