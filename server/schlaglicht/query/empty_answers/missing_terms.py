"""Hints for empty answers: terms and graphs that the query names and the dataset does not have.

Only IRIs in namespaces of the dataset's classes and properties are checked, and those that differ
from such a namespace in `http` against `https`: of others nothing is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from urllib.parse import urljoin, urlsplit

from schlaglicht.dataset.snapshot import Snapshot
from schlaglicht.dataset.statistics import vocabulary_namespace
from schlaglicht.engine import Backend
from schlaglicht.i18n import Message, msg
from schlaglicht.query.lexer import Token, TokenKind, iri_of
from schlaglicht.query.parse import QueryForm, SparqlQuery
from schlaglicht.query.pattern_parts import PlacedPart, placed
from schlaglicht.query.scopes import visible
from schlaglicht.query.syntax_tree import Item, Kind, Node, is_kind, is_name, is_variable
from schlaglicht.rdf.prefixes import Prefixes
from schlaglicht.rdf.well_known_prefixes import WELL_KNOWN
from schlaglicht.suggest import Cutoff, nearest, nearest_iri

MOST_NOTES = 5
"""Unknown terms that are reported, the first in the query."""

_MOST_JUDGED = 50
"""Terms checked for similar ones, which takes time by the number of terms in the data."""

_MOST_COMPARED = 1_000
"""Graphs that an absent one is compared with; of a dataset with more, none is suggested."""

LONGEST_IRI = 300
"""Length of an IRI to check, and of a name in a note: notes travel in headers."""


@dataclass(frozen=True)
class UnknownTerm:
    """A term that does not occur in the dataset, as the query writes it, and the nearest one."""

    written: str
    nearest: str | None = None

    def __str__(self) -> str:
        hint = f"; did you mean {self.nearest}?" if self.nearest else ""
        return f"{self.written} is not in this graph{hint}"


def unknown_terms(query: SparqlQuery, snapshot: Snapshot) -> tuple[UnknownTerm, ...]:
    """The terms that `query` uses and the dataset does not have; at most MOST_NOTES."""
    vocabularies = snapshot.statistics.vocabularies
    others = {**WELL_KNOWN, **snapshot.prefixes} if query.undeclared else {}
    strange: dict[str, str] = {}
    for token, iri in terms_of_pattern(query, {**others, **query.prefixes}):
        if len(strange) < _MOST_JUDGED and _is_unknown(iri, vocabularies):
            strange.setdefault(iri, token.text)
    found: list[UnknownTerm] = []
    for iri, written in strange.items():
        near = _judged(iri, vocabularies) if len(found) < MOST_NOTES else None
        if near is not None:
            found.append(UnknownTerm(written, _shown_term(near, query, snapshot)))
    return tuple(found)


_WHOLE_IRI = re.compile(r"<([^<>\"{}|^`\\\s]*)>")
_TELLING = re.compile(r":|\\|GRAPH|FROM", re.IGNORECASE)


def asks_of_known_terms(query: SparqlQuery, snapshot: Snapshot) -> bool:
    """True if a query is seen without its tree to name nothing that the dataset lacks.

    That is an ASK with whole IRIs alone and no graphs: programs ask very many, most of them false.
    """
    parts = _WHOLE_IRI.split(query.asked)  # every other one is an IRI
    if query.form is not QueryForm.ASK or _TELLING.search(" ".join(parts[::2])):
        return False
    vocabularies = snapshot.statistics.vocabularies
    return not any(_is_unknown(iri, vocabularies) for iri in parts[1::2])


def _shown_term(near: str | None, query: SparqlQuery, snapshot: Snapshot) -> str | None:
    """A suggested IRI as `query` may write it, if there is one."""
    if not near:
        return None
    name = str(Prefixes(query.prefixes, snapshot.prefixes, WELL_KNOWN).shorten(near) or "")
    return name if 0 < len(name) <= LONGEST_IRI else f"<{near}>"


def _is_unknown(iri: str, vocabularies: Mapping[str, frozenset[str]]) -> bool:
    """True if a term is in a namespace of the dataset, or nearly so, and not in the dataset."""
    namespace = vocabulary_namespace(iri)
    if len(iri) == len(namespace):
        return False
    if namespace in vocabularies:
        return iri not in vocabularies[namespace]
    return _with_other_scheme(namespace) in vocabularies


def _judged(iri: str, vocabularies: Mapping[str, frozenset[str]]) -> str | None:
    """The term nearest to an unknown one, or ""; None if it need not be in the dataset."""
    namespace = vocabulary_namespace(iri)
    is_here = namespace in vocabularies
    if not is_here:
        iri, namespace = _with_other_scheme(iri), _with_other_scheme(namespace)
    terms, start = vocabularies[namespace], len(namespace)
    if iri in terms:
        return iri
    near = nearest(iri[start:], (term[start:] for term in terms), Cutoff.TERM)
    if not is_here:
        return namespace + near if near else None
    from schlaglicht.vocabularies.published import read_schema_org

    vocabulary = read_schema_org()
    if near and not vocabulary.is_unlike(iri, namespace + near):
        return namespace + near
    return vocabulary.nearest_above(iri, terms)


def _with_other_scheme(iri: str) -> str:
    scheme, mark, rest = iri.partition("://")
    return {"http": "https", "https": "http"}.get(scheme, scheme) + mark + rest


def terms_of_pattern(
    query: SparqlQuery, prefixes: Mapping[str, str]
) -> Iterator[tuple[Token, str]]:
    """The short terms in the pattern of a query: the token of each, and its IRI."""
    # Others are too long to repeat for each name.
    short = {prefix: iri for prefix, iri in prefixes.items() if 0 < len(iri) <= LONGEST_IRI}
    for token in _terms(query.readable_tree):
        iri = iri_of(token, short) if len(token.text) <= LONGEST_IRI + len("<>") else ""
        if 0 < len(iri) <= LONGEST_IRI and "\\" not in token.text:
            yield token, iri


def _terms(tree: Node | None) -> Iterator[Token]:
    """The names in a query but those of graphs, services, datatypes, functions, in a template."""
    waiting: list[Item] = [tree] if tree else []
    while waiting:
        item = waiting.pop()
        if isinstance(item, Token):
            yield from [item] if is_name(item) else ()
        elif item.kind in (Kind.GRAPH, Kind.SERVICE, Kind.CALL):
            waiting.append(item.children[-1])
        elif item.kind not in (Kind.DECLARATION, Kind.DATASET, Kind.TEMPLATE, Kind.LITERAL):
            waiting.extend(reversed(item.children))


@dataclass(frozen=True)
class Absence:
    """A graph or a column that the query names, and that is not there; and the nearest one."""

    written: str
    nearest: str | None
    parts: tuple[PlacedPart, ...]
    """Its place in the query; none where the request names the graph outside of it."""
    sentence: Message
    """The words that report it."""

    def __str__(self) -> str:
        return self.sentence["en"]


_NO_GRAPH = (
    msg("The dataset has no graph {written}."),
    msg("The dataset has no graph {written}; did you mean {near}?"),
)
_NO_VARIABLE = (
    msg("{written} occurs nowhere in the pattern."),
    msg("{written} occurs nowhere in the pattern; did you mean {near}?"),
)


def _absence(
    written: str,
    nearest: str | None,
    parts: tuple[PlacedPart, ...],
    sentences: tuple[Message, Message],
) -> Absence:
    sentence = sentences[bool(nearest)].filled(written=written, near=nearest or "")
    return Absence(written, nearest, parts, sentence)


def absent_variables(query: SparqlQuery) -> tuple[Absence, ...]:
    """The variables that `query` selects or counts and its pattern does not have; a few."""
    tree = query.readable_tree
    clause = tree.child(Kind.SELECT_CLAUSE) if tree else None
    if tree is None or clause is None:
        return ()
    names = {f"?{name}" for part in tree.nodes(Kind.GROUP, Kind.VALUES) for name in visible(part)}
    grouping = tree.child(Kind.GROUP_BY)
    names |= {token.text for token in grouping.variables()} if grouping else set()
    # A later column may be made of an earlier one; EXISTS has variables of its own.
    bindings = clause.nodes(Kind.BINDING)
    names |= {f"?{[*each.variables()][-1].text[1:]}" for each in bindings}
    inside = (each.walk(lambda node: node.kind is not Kind.EXISTS) for each in bindings)
    asked = (x for x in chain(clause.children, *inside) if is_variable(x))
    missing = {x.text: x for x in asked if f"?{x.text[1:]}" not in names}.values()
    return tuple(
        _absence(
            token.text,
            nearest(token.text, names, Cutoff.TERM),
            (placed(query, token.start, token.end),),
            _NO_VARIABLE,
        )
        for token in islice(missing, MOST_NOTES)
    )


def absent_graphs(query: SparqlQuery, snapshot: Snapshot, backend: Backend) -> tuple[Absence, ...]:
    """The graphs that `query` names and the dataset does not have; at most MOST_NOTES.

    None where the graphs of the dataset are not known, as those of a remote service.
    """
    if backend.is_live:
        return ()
    graphs = snapshot.statistics.named_graphs
    found: dict[str, Absence] = {}
    for iri, written, parts in _graphs(query, snapshot):
        is_known = iri in found or iri in graphs or iri == snapshot.description
        if is_known or len(found) == MOST_NOTES:
            continue
        near = nearest_iri(iri, graphs) if len(graphs) <= _MOST_COMPARED else None
        found[iri] = _absence(written, _shown_term(near, query, snapshot), parts, _NO_GRAPH)
    return tuple(found.values())


def _graphs(
    query: SparqlQuery, snapshot: Snapshot
) -> Iterator[tuple[str, str, tuple[PlacedPart, ...]]]:
    """The graphs that a request names: the IRI of each, how it is written and where."""
    given = (*query.default_graphs, *query.named_graphs)
    yield from ((iri, f"<{iri}>", ()) for iri in given if len(iri) <= LONGEST_IRI)
    text = query.asked.upper()
    if not query.has_from and "GRAPH" not in text:
        return
    meanings = {**WELL_KNOWN, **snapshot.prefixes, **query.prefixes}
    tree = query.readable_tree
    for clause in tree.all(Kind.GRAPH, *(() if given else (Kind.DATASET,))) if tree else ():
        token = clause.children[1 if is_kind(clause, Kind.GRAPH) else -1]
        if not is_name(token) or len(token.text) > LONGEST_IRI or "\\" in token.text:
            continue
        iri = iri_of(token, meanings)
        if token.kind is TokenKind.IRI and not urlsplit(iri).scheme:
            if "BASE" in text:
                continue
            iri = urljoin(query.base or "", iri)
        yield iri, token.text, (placed(query, token.start, token.end),)
