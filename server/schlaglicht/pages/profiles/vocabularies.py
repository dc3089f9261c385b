"""Concept schemes and ontologies: their trees, and the way down to a concept, class or property.

https://www.w3.org/TR/skos-reference/
"""

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
from schlaglicht.pages.page_model import ROOM_FOR_LEAD, Lead, Reference, Tree
from schlaglicht.pages.profiles.subject import MOST_READ, Subject, TreeBuilder
from schlaglicht.vocab import CLASSES, PROPERTIES, SCHEMA, SCHEMA_HTTP
from schlaglicht.vocabularies import known_term, terms_of

_MOST_SCHEMES = 20
_TOPS = (SKOS.hasTopConcept, SKOS.topConceptOf)


def concept_scheme(scheme: Subject) -> Lead:
    """The tree of a scheme, from its top concepts down."""
    first = _top_concepts(scheme)
    if not first:
        return Lead()
    tree = _builder(scheme).tree(msg("Concepts"), first)
    members = scheme.index.count_sources(scheme.iri, SKOS.inScheme, most=len(tree.iris) + 1)
    has_all = not tree.more and members <= len(tree.iris)
    return Lead(
        trees=(tree,),
        covered=_iris(*_TOPS),
        covered_incoming=_iris(*_TOPS, SKOS.inScheme) if has_all else _iris(*_TOPS),
    )


def concept(concept: Subject) -> Lead:
    """The way down to a concept from its scheme, and the tree of what is narrower."""
    builder = _builder(concept)
    trail, others = builder.trail(concept.iri)
    narrower = _broader(concept).below(concept.iri, limit=MOST_READ)
    named = concept.values((SKOS.inScheme, SKOS.topConceptOf), limit=_MOST_SCHEMES)
    of_tops = _named_tops(concept.index).above(concept.iri, limit=_MOST_SCHEMES)
    schemes = [each for each in dict.fromkeys((*named, *of_tops)) if isinstance(each, URIRef)]
    tree = builder.tree(msg("Narrower concepts"), narrower)
    of_scheme = [SKOS.inScheme] if len(schemes) == 1 else []
    of_tree = [] if tree.more else [SKOS.narrower]
    return Lead(
        (*map(concept.reference, schemes[:1]), *trail),
        others,
        (tree,) if narrower else (),
        covered=_iris(SKOS.broader, SKOS.topConceptOf, *of_scheme, *of_tree),
        covered_incoming=_iris(
            SKOS.narrower, SKOS.hasTopConcept, *([SKOS.broader] if of_tree else ())
        ),
    )


def _top_concepts(scheme: Subject) -> list[Node]:
    """The concepts that the scheme begins with; without any that it names, those below none."""
    named = _named_tops(scheme.index).below(scheme.iri, limit=MOST_READ)
    if named:
        return list(named)
    found = _broader(scheme).tops([scheme.iri], SKOS.inScheme, limit=MOST_READ)
    return list(found or scheme.index.sources(scheme.iri, SKOS.inScheme, limit=MOST_READ))


def _broader(subject: Subject) -> Hierarchy:
    return Hierarchy(subject.index, up=(SKOS.broader,), down=(SKOS.narrower,))


def _named_tops(index: Index) -> Hierarchy:
    return Hierarchy(index, up=(SKOS.topConceptOf,), down=(SKOS.hasTopConcept,))


def _builder(subject: Subject) -> TreeBuilder:
    return TreeBuilder(subject, _broader(subject), notation=SKOS.notation)


def _iris(*properties: URIRef) -> frozenset[str]:
    return frozenset(map(str, properties))


CLASSES_OF_TERMS = frozenset(map(str, (*CLASSES, *PROPERTIES)))
"""The IRIs of the classes whose things are terms."""


def ontology(ontology: Subject) -> Lead:
    """The trees of the classes and the properties of an ontology."""
    trees = (
        _terms(ontology, msg("Classes"), CLASSES, RDFS.subClassOf),
        _terms(ontology, msg("Properties"), PROPERTIES, RDFS.subPropertyOf),
    )
    shown = len(trees[0].iris | trees[1].iris)
    defined = ontology.index.count_sources(ontology.iri, RDFS.isDefinedBy, most=shown + 1)
    return Lead(
        trees=tuple(tree for tree in trees if tree.branches),
        covered_incoming=frozenset({str(RDFS.isDefinedBy)} if defined <= shown else ()),
    )


_SAMPLE = 40
"""Terms of a vocabulary, most of which a dataset describes if it is that vocabulary."""

_ROOM_FOR_TOPS = 6_000
_MOST_TOPS = 24
"""Approximate bytes of a tree that has no thing above it, and things that it begins with."""


def tree_of_concepts(dataset: Dataset, languages: Sequence[str]) -> Tree:
    """The top concepts of all schemes, with what is below."""
    subject = _no_subject(dataset, languages)
    tops = _all_tops(dataset.index)
    return _tops(subject, msg("Concepts"), _broader(subject), tops)


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
    schemes = index.instances(SKOS.ConceptScheme, limit=_MOST_SCHEMES)
    found = (_named_tops(index).below(scheme, limit=MOST_READ) for scheme in schemes)
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


def term(term: Subject, heading: Message, up: URIRef) -> Lead:
    """The way down to a class or property, and the tree of what is below it by `up`."""
    hierarchy = Hierarchy(term.index, up=(up,))
    builder = TreeBuilder(term, hierarchy)
    trail, others = builder.trail(term.iri)
    below = hierarchy.below(term.iri, limit=MOST_READ)
    tree = builder.tree(heading, below)
    covered = frozenset({str(up)})
    return Lead(
        trail,
        others,
        (tree,) if below else (),
        covered=covered,
        covered_incoming=frozenset() if tree.more else covered,
    )


def _terms(ontology: Subject, heading: Message, kinds: Sequence[URIRef], up: URIRef) -> Tree:
    """The tree of the terms in the namespace of the ontology, or defined by it; else of all."""
    hierarchy = Hierarchy(ontology.index, up=(up,))
    found = hierarchy.tops(kinds, RDF.type, limit=MOST_READ)
    defined = set(ontology.index.sources(ontology.iri, RDFS.isDefinedBy, limit=MOST_READ))
    space = str(ontology.iri).rstrip("/#")
    spaces = (f"{space}#", f"{space}/")
    own = [term for term in found if term in defined or str(term).startswith(spaces)]
    return TreeBuilder(ontology, hierarchy).tree(heading, own or found, room=ROOM_FOR_LEAD // 2)
