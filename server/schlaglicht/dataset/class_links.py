"""Links between the classes of a dataset: the properties that lead from things of one to another's.

They are the class partitions of values that the dataset's description has, of all graphs together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from rdflib import RDF

from schlaglicht.dataset.main_classes import data_graphs
from schlaglicht.dataset.statistics import ClassUse, Statistics

_TYPE = str(RDF.type)


@dataclass(frozen=True)
class ClassLink:
    """A property that leads from things of one class to things of another or the same."""

    subject: str
    property: str
    object: str
    triples: int


def class_links(
    statistics: Statistics, classes: Collection[str], base: str | None
) -> list[ClassLink]:
    """The links among `classes` in the graphs of the data, those of most triples first."""
    counts: Counter[tuple[str, str, str]] = Counter()
    for graph in data_graphs(statistics, base):
        for use in graph.classes:
            if use.iri in classes:
                counts.update(_links_of(use, classes))
    ordered = sorted(counts.items(), key=lambda found: (-found[1], found[0]))
    return [ClassLink(*ends, triples) for ends, triples in ordered]


def _links_of(use: ClassUse, classes: Collection[str]) -> dict[tuple[str, str, str], int]:
    return {
        (use.iri, property_.iri, iri): triples
        for property_ in use.properties
        if property_.iri != _TYPE
        for iri, triples in property_.classes.items()
        if iri in classes
    }
