"""Functions and aggregates of private forms, for what SPARQL's own cannot express.

`schlaglicht.query.private_forms` writes queries with them. Each call takes some microseconds:
where an expression of SPARQL does, that is used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from typing import TypeAlias, TypeGuard

from pyoxigraph import BaseDirection, BlankNode, Literal, NamedNode, Quad, Store, Triple

from schlaglicht.rdf.private_forms import XSD, PrivateForms, TypedLiteral, rewritten, usual_spelling

Term: TypeAlias = NamedNode | BlankNode | Literal | Triple

_MOST_COMPARED = 4096
"""The number of terms at which MIN and MAX begin to keep only the best."""

_SUBJECT, _PREDICATE = NamedNode("urn:subject"), NamedNode("urn:predicate")


@dataclass(frozen=True)
class PrivateFunctions:
    """The custom functions of one dataset's private forms, by their IRIs."""

    forms: PrivateForms

    @cached_property
    def functions(self) -> Mapping[NamedNode, Callable[..., Term | None]]:
        """Functions of terms."""
        named: dict[str, Callable[..., Term | None]] = {
            "value": self.value,
            "lang": self._lang,
            "strlang": self._strlang,
            "strdt": self._strdt,
        }
        return {self._iri(name): function for name, function in named.items()}

    @cached_property
    def aggregates(self) -> Mapping[NamedNode, Callable[[], _OverDistinct]]:
        """Aggregates over the distinct terms of a group."""
        value = f"<{self.forms.function('value')}>(?x)"
        ends = {
            "min": f"SELECT ?x {{ ?s ?p ?x }} ORDER BY {value} ?x LIMIT 1",
            "max": f"SELECT ?x {{ ?s ?p ?x }} ORDER BY DESC({value}) DESC(?x) LIMIT 1",
        }
        totals = {
            "sum": f"SELECT (SUM({value}) AS ?x) {{ ?s ?p ?x }}",
            "avg": f"SELECT (AVG({value}) AS ?x) {{ ?s ?p ?x }}",
        }
        return {
            self._iri(name): partial(_OverDistinct, self.functions, query, name in ends)
            for name, query in (ends | totals).items()
        }

    def value(self, term: Term) -> Term:
        """`term` as the store keeps values: with the datatypes that were written."""
        if isinstance(term, Triple):
            return self.with_written_datatypes(term)
        if isinstance(term, Literal) and term.datatype.value.startswith(self.forms.namespace):
            written = term.datatype.value.removeprefix(self.forms.namespace)
            return Literal(term.value, datatype=_datatype(written))
        return term

    def with_written_datatypes(self, triple: Triple) -> Triple:
        """`triple`, and triple terms in it, with the datatypes that were written."""
        return Triple(triple.subject, triple.predicate, self.value(triple.object))

    def _lang(self, term: Term) -> Literal | None:
        if not isinstance(term, Literal):
            return None
        tag = term.language or ""
        written = self.forms.written_tag(tag)
        return Literal(tag if written == tag else usual_spelling(written))

    def _strlang(self, text: Term, tag: Term, *direction: Term) -> Literal | None:
        if not (_is_string(text) and _is_string(tag)):
            return None
        base = next((BaseDirection(d.value) for d in direction if isinstance(d, Literal)), None)
        return Literal(text.value, language=self.forms.tag(tag.value), direction=base)

    def _strdt(self, text: Term, datatype: Term) -> Literal | None:
        if not (_is_string(text) and isinstance(datatype, NamedNode)):
            return None
        iri = datatype.value
        if rewritten([TypedLiteral(text.value, iri)]):
            iri = self.forms.datatype(iri)
        return Literal(text.value, datatype=_datatype(iri))

    def _iri(self, name: str) -> NamedNode:
        return NamedNode(self.forms.function(name))


class _OverDistinct:
    """The result of a query over the distinct terms of a group."""

    def __init__(
        self, functions: Mapping[NamedNode, Callable[..., Term | None]], query: str, finds_one: bool
    ) -> None:
        self._functions = functions
        self._query = query
        self._finds_one = finds_one
        self._terms: set[Term] = set()

    def accumulate(self, term: Term) -> None:
        self._terms.add(term)
        if self._finds_one and len(self._terms) > _MOST_COMPARED:
            best = self.finish()
            self._terms = set() if best is None else {best}

    def finish(self) -> Term | None:
        if self._finds_one and len(self._terms) == 1:  # most groups by a subject: spares a query
            return next(iter(self._terms))
        store = Store()
        store.extend(Quad(_SUBJECT, _PREDICATE, term) for term in self._terms)
        solutions = store.query(self._query, custom_functions=dict(self._functions))
        return next((solution["x"] for solution in solutions), None)  # type: ignore[union-attr]


def _is_string(term: Term) -> TypeGuard[Literal]:
    """True for a literal of xsd:string, the only ones that SPARQL gives a type or a language."""
    return isinstance(term, Literal) and term.datatype.value == f"{XSD}string"


@lru_cache(maxsize=64)
def _datatype(iri: str) -> NamedNode:
    return NamedNode(iri)
