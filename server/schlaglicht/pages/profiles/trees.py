"""The trees of concepts and of classes of a dataset, and the way down to a class."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import chain

from rdflib import RDF, RDFS, URIRef
from rdflib.namespace import SKOS
from rdflib.term import Node

from schlaglicht.dataset.index import Hierarchy, Index
from schlaglicht.i18n import Message, msg
from schlaglicht.pages.labels import Names, ValueView
from schlaglicht.pages.page_context import Dataset
from schlaglicht.pages.page_model import Reference, Tree
from schlaglicht.pages.profiles.subject import MOST_READ, Subject, TreeBuilder
from schlaglicht.pages.profiles.vocabularies import MOST_SCHEMES, broader, named_tops
from schlaglicht.vocab import CLASSES, SCHEMA, SCHEMA_HTTP
from schlaglicht.vocabularies import known_term, terms_of

_SAMPLE = 40
"""Terms of a vocabulary, most of which a dataset describes if it is that vocabulary."""

_ROOM_FOR_TOPS = 6_000
_MOST_TOPS = 24
"""Approximate bytes of a tree that has no thing above it, and things that it begins with."""


def tree_of_concepts(dataset: Dataset, languages: Sequence[str]) -> Tree:
    """The top concepts of all schemes, with what is below."""
    subject = _no_subject(dataset, languages)
    tops = _all_tops(dataset.index)
    return _tops(subject, msg("Concepts"), broader(subject), tops)


def tree_of_classes(dataset: Dataset, languages: Sequence[str]) -> Tree:
    """The tops of the classes that a dataset describes, with what is below.

    A class of a known vocabulary that others describe, and one above all others, give way to those
    below.
    """
    hierarchy = Hierarchy(dataset.index, up=(RDFS.subClassOf,))
    tops = _own(hierarchy, dataset.index, hierarchy.tops(CLASSES, RDF.type, limit=MOST_READ))
    while len(tops) == 1 and len(below := hierarchy.below(tops[0], limit=MOST_READ)) > 1:
        tops = below
    return _tops(_no_subject(dataset, languages), msg("Classes"), hierarchy, tops)


def _own(hierarchy: Hierarchy, index: Index, classes: Sequence[URIRef]) -> list[URIRef]:
    """The classes, and instead of those of known vocabularies the first others below them."""
    own: dict[URIRef, None] = {}

    @cache
    def is_described(space: str) -> bool:
        terms = sorted(terms_of(SCHEMA if space == SCHEMA_HTTP else space))
        ends = [re.split("[/#]", term)[-1] for term in terms[:: len(terms) // _SAMPLE + 1]]
        return 2 * sum(index.is_described(URIRef(space + end)) for end in ends) > len(ends)

    def is_own(class_: str) -> bool:
        return not known_term(class_) or is_described(class_[: -len(re.split("[/#]", class_)[-1])])

    known: set[URIRef] = set()
    while classes:
        own |= {class_: None for class_ in classes if is_own(str(class_))}
        above = [class_ for class_ in classes if class_ not in own and class_ not in known]
        known.update(above)
        classes = [each for below in hierarchy.all_below(above).values() for each in below]
        classes = [class_ for class_ in classes if class_ not in known and class_ not in own]
    return list(own)


def way_down(dataset: Dataset, class_: str, languages: Sequence[str]) -> tuple[Reference, ...]:
    """The classes above a class, from the top down."""
    hierarchy = Hierarchy(dataset.index, up=(RDFS.subClassOf,))
    builder = TreeBuilder(_no_subject(dataset, languages), hierarchy)
    return builder.trail(URIRef(class_))[0]


def _all_tops(index: Index) -> list[URIRef]:
    """The top concepts of the first of the concept schemes."""
    schemes = index.instances(SKOS.ConceptScheme, limit=MOST_SCHEMES)
    found = (named_tops(index).below(scheme, limit=MOST_READ) for scheme in schemes)
    return list(dict.fromkeys(chain.from_iterable(found)))[:MOST_READ]


def _no_subject(dataset: Dataset, languages: Sequence[str]) -> Subject:
    """The means to read what no page of a thing leads with."""
    names = Names(dataset, languages)
    view = ValueView(dataset, names, languages)
    return Subject(URIRef(""), dataset, names, view, languages)


def _tops(subject: Subject, heading: Message, hierarchy: Hierarchy, tops: Sequence[Node]) -> Tree:
    """The tree below the tops with most below them."""
    counts = hierarchy.counts_below(tops)
    first = sorted(tops, key=lambda top: -counts.get(top, 0))[:_MOST_TOPS]
    builder = TreeBuilder(subject, hierarchy, notation=SKOS.notation)
    tree = builder.tree(heading, first, room=_ROOM_FOR_TOPS)
    return replace(tree, more=len(tops) - len(tree.branches), is_exact=len(tops) < MOST_READ)
