"""The classes that a dataset is about, told by measures from the classes that serve others.

A dataset has scaffolding: blank nodes for places and periods, statements about evidence, shapes,
terms. What it is about has IRIs and names, is described by many properties, and others refer to it
in several ways. No vocabulary is scaffolding as such: a catalogue is about its datasets, an
ontology about its classes.

    weight = described × (1 + referred) × (1 + log10 instances), by half without names

where *described* is the mean number of properties of an instance, *referred* that of properties
by which others lead to it.

Classes are linked by the properties that lead from things of one to another's, as the class
partitions of values in the dataset's description say it.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rdflib import OWL, RDF

from schlaglicht.dataset import evidence_graph, shapes_graph
from schlaglicht.dataset.index.label_properties import LABEL_CHAINS, LABEL_PROPERTIES
from schlaglicht.dataset.statistics import ClassUse, GraphStatistics, Statistics
from schlaglicht.vocab import DEF, SH

_LEAST_WEIGHT = 0.1
"""Share of the largest weight below which a class is scaffolding."""

_OF_SERVICE = frozenset(
    map(
        str,
        (OWL.Ontology, OWL.NamedIndividual, DEF.TextBlock, SH.NodeShape, SH.PropertyShape),
    )
)
"""Classes that say nothing of a subject: headers of terms, things that OWL declares to be such,
parts of texts as evidence, shapes."""

_NAMING = (*LABEL_PROPERTIES, *(first for first, _, _ in LABEL_CHAINS))
"""The properties by which things have a name."""

_TYPE = str(RDF.type)


@dataclass
class _Measured:
    """A class in all graphs of the data."""

    uses: list[ClassUse] = field(default_factory=list)
    described_by: Counter[str] = field(default_factory=Counter)
    referred_by: Counter[str] = field(default_factory=Counter)

    @property
    def instances(self) -> int:
        return sum(use.entities for use in self.uses)

    @property
    def shared(self) -> frozenset[str]:
        """The other classes that all instances have."""
        return frozenset.intersection(*(frozenset(use.shared) for use in self.uses))

    @property
    def is_abstract(self) -> bool:
        return all(use.is_abstract for use in self.uses)

    def weight(self) -> float:
        iris = sum(use.iris for use in self.uses)
        if iris <= 2 * sum(use.terms for use in self.uses):  # also without any
            return 0.0
        named = max(self.described_by[label] for label in _NAMING) >= iris / 2
        weight = self._each(self.described_by) * (1 + self._each(self.referred_by))
        return weight * (1 + math.log10(iris)) * (1.0 if named else 0.5)

    def _each(self, triples: Counter[str]) -> float:
        """Mean number of properties per instance."""
        return sum(min(1.0, number / self.instances) for number in triples.values())


def main_classes(statistics: Statistics, base: str | None) -> tuple[str, ...]:
    """The classes that a dataset with this base is about, those of the largest weight first.

    Of classes within each other the widest counts that is not abstract, of those with the same
    instances one.
    """
    measured = _measured(data_graphs(statistics, base))
    weights = {iri: found.weight() for iri, found in measured.items() if iri not in _OF_SERVICE}
    least = _LEAST_WEIGHT * max(weights.values(), default=0.0)
    weighty = sorted(
        (iri for iri, weight in weights.items() if weight and weight >= least),
        key=lambda iri: (-weights[iri], iri),
    )
    concrete = [iri for iri in weighty if not measured[iri].is_abstract]
    return tuple(_widest(concrete, measured))


def _widest(classes: Sequence[str], measured: Mapping[str, _Measured]) -> Iterator[str]:
    passed: set[str] = set()
    for iri in classes:
        number = measured[iri].instances
        within = measured[iri].shared.intersection(classes)
        if not any(measured[w].instances > number or w in passed for w in within):
            yield iri
        passed.add(iri)


def data_graphs(statistics: Statistics, base: str | None) -> list[GraphStatistics]:
    """The counts of the graphs of the data: without those of shapes and of evidence."""
    apart = {shapes_graph(base), evidence_graph(base)}
    named = (graph for iri, graph in statistics.named_graphs.items() if iri not in apart)
    return [statistics.default_graph, *named]


def _measured(graphs: Iterable[GraphStatistics]) -> dict[str, _Measured]:
    measured: dict[str, _Measured] = defaultdict(_Measured)
    for graph in graphs:
        for use in graph.classes:
            measured[use.iri].uses.append(use)
            for property_ in use.properties:
                measured[use.iri].described_by[property_.iri] += property_.triples
        for property_ in graph.properties:
            for iri, triples in property_.classes.items():
                measured[iri].referred_by[property_.iri] += triples
    for found in measured.values():
        del found.described_by[_TYPE], found.referred_by[_TYPE]
    return measured


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
    uses = [use for graph in data_graphs(statistics, base) for use in graph.classes]
    for use in uses:
        for property_ in use.properties if use.iri in classes else ():
            for iri, triples in property_.classes.items():
                if property_.iri != _TYPE and iri in classes:
                    counts[use.iri, property_.iri, iri] += triples
    ordered = sorted(counts.items(), key=lambda found: (-found[1], found[0]))
    return [ClassLink(*ends, triples) for ends, triples in ordered]
