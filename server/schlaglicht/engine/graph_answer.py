"""Graphs as answers: in an order that reads well, with prefixes that may be written."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import BinaryIO, cast

from pyoxigraph import NamedNode, RdfFormat, Triple, serialize

from schlaglicht.engine.sorted_prefixes import SortedPrologue
from schlaglicht.formats import Format

SORTED_TRIPLES = 10_000
"""Graphs up to this size are written subject by subject; larger ones unsorted."""

_RDF_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_PREFIX_FORMATS = (RdfFormat.TURTLE, RdfFormat.TRIG)


def write_graph(
    triples: Iterable[Triple],
    file: BinaryIO,
    written: Format,
    prefixes: Mapping[str, str],
) -> bool:
    """Write the triples; return whether there are none."""
    rest = iter(triples)
    start = list(itertools.islice(rest, SORTED_TRIPLES + 1))
    in_order = SortedPrologue(file) if written.rdf in _PREFIX_FORMATS else None
    serialize(
        _by_subject(start, rest),
        cast("BinaryIO", in_order or file),
        format=written.rdf,
        prefixes=valid_prefixes(prefixes),
    )
    if in_order:
        in_order.close()
    return not start


def valid_prefixes(prefixes: Mapping[str, str]) -> dict[str, str]:
    """The prefixes without those that a text declares relative to its BASE, or wrongly."""
    return {prefix: iri for prefix, iri in prefixes.items() if _is_absolute_iri(iri)}


@lru_cache(maxsize=1024)
def _is_absolute_iri(text: str) -> bool:
    try:
        NamedNode(text)
    except ValueError:
        return False
    return True


def _by_subject(start: list[Triple], rest: Iterable[Triple]) -> Iterable[Triple]:
    """The triples in an order that reads well, as long as there are not too many to sort."""
    if len(start) > SORTED_TRIPLES:
        return itertools.chain(start, rest)
    return sorted(start, key=_reading_order)


def _reading_order(triple: Triple) -> tuple[str, bool, str, str]:
    subject, predicate, object_ = triple
    return str(subject), predicate != _RDF_TYPE, str(predicate), str(object_)
