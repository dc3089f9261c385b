"""Locations of texts that the strict parser has already read, found on demand.

The strict parser writes its result as N-Triples, from which the graph is made. Most texts never
need a location. If one does, the parser with locations reads the text again, and its blank nodes
are matched with those of the graph; for N-Triples, a single line is read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from rdflib.term import Node

from schlaglicht.ground.progress import SILENT, Progress
from schlaglicht.rdf.locations.blank_node_pairs import Blanks, match_blank_nodes
from schlaglicht.rdf.locations.model import Positions, PrefixPlace, SourceText
from schlaglicht.rdf.locations.ntriples import LineSpans, read_lines
from schlaglicht.rdf.locations.statement_spans import statement_spans
from schlaglicht.rdf.locations.statements import Placed, Statements
from schlaglicht.rdf.locations.turtle import read_labelled_places
from schlaglicht.rdf.terms import Terms
from schlaglicht.rdf.triple import Triple

_DIRECTIVE = re.compile(
    r"(?:[ \t\r\n]|#[^\r\n]*+)*+(?:@prefix|PREFIX)[ \t]+(?P<prefix>[A-Za-z0-9_-]*):[ \t]*"
    r"(?P<iri><(?P<namespace>[A-Za-z][A-Za-z0-9+.-]*:[^<>\\\s]*)>)(?P<dot>[ \t]*\.)?"
)
_DECLARING = re.compile(
    r"(?<![\w:-])prefix(?:\s|#[^\r\n]*+)*+[^\s:<>]*+:(?:\s|#[^\r\n]*+)*+<", re.IGNORECASE
)
_LINES = ("ntriples", "nquads")
_TURTLE = "turtle"


def defer_places(
    source: SourceText,
    lines: str,
    *,
    syntax: str,
    base: str,
    terms: Terms | None = None,
    progress: Progress = SILENT,
) -> tuple[list[Triple], Positions] | None:
    """The triples of `lines`, and their locations in the valid text of `source`, not yet read.

    `lines` are the strict parser's result in N-Triples, with language tags as in the text; `syntax`
    and `base` are those of `read_places`, `terms` those of other texts. None for texts that must be
    read with locations at once: prefixes declared between statements; RDF 1.2.
    """
    head = ([], 0) if syntax in _LINES else _head(source)
    if head is None:
        return None
    try:
        triples, labels = read_lines(lines, Terms() if terms is None else terms, progress)
    except ValueError:
        return None

    def read_again(part: SourceText, stated: Sequence[Triple]) -> Placed | None:
        try:
            return _read_again(part, stated, nodes, syntax, base)
        except (SyntaxError, ValueError):
            return None

    def read() -> Placed | None:
        try:
            if syntax in _LINES:
                return Placed(source, triples, LineSpans(source, len(triples)))
        except ValueError:
            return None
        spans = None
        if syntax == _TURTLE:
            spans = statement_spans(source, head[1], triples, base, read_again)
        return Placed(source, triples, spans) if spans else read_again(source, triples)

    nodes = {label: node for node, label in labels.items()}
    positions = Positions(Statements(source.path, triples, read))
    positions.prefixes += head[0]
    return triples, positions


def _read_again(
    source: SourceText,
    triples: Sequence[Triple],
    nodes: Mapping[str, Node],
    syntax: str,
    base: str,
) -> Placed | None:
    """The locations, if the second reading finds the same triples; `nodes` are those of labels."""
    placed, own_labels = read_labelled_places(source, syntax=syntax, base=base)
    known = {label: nodes[label] for label in own_labels.values() if label in nodes}
    named = {node: known[label] for node, label in own_labels.items() if label in known}
    ours = Blanks(triples, {node: label for label, node in known.items()})
    theirs = Blanks(placed.triples, own_labels)
    named |= match_blank_nodes(ours, theirs)
    renamed = [(named.get(s, s), p, named.get(o, o)) for s, p, o in placed.triples]
    return Placed(source, renamed, placed.spans) if set(renamed) == set(triples) else None


def _head(source: SourceText) -> tuple[list[PrefixPlace], int] | None:
    """The prefixes declared in the head of a text, and its end; None if others may follow."""
    found, end = [], 0
    while match := _DIRECTIVE.match(source.text, end):
        found.append(match)
        end = match.end()
    if "prefix" in source.text[end:].lower() and _DECLARING.search(source.text, end):
        return None
    head = SourceText(source.path, source.text[:end])
    places = [
        PrefixPlace(source.path, m["prefix"], m["namespace"], head.extent(*m.span("iri")))
        for m in found
    ]
    return places, end
