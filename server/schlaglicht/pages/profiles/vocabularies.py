"""Concept schemes and ontologies: their trees, and the way down to a concept, class or property.

https://www.w3.org/TR/skos-reference/
"""

from __future__ import annotations

from collections.abc import Sequence

from rdflib import RDF, RDFS, URIRef
from rdflib.namespace import SKOS
from rdflib.term import Node

from schlaglicht.dataset.index import Hierarchy, Index
from schlaglicht.i18n import Message, msg
from schlaglicht.pages.page_model import ROOM_FOR_LEAD, Lead, Tree
from schlaglicht.pages.profiles.subject import MOST_READ, Subject, TreeBuilder
from schlaglicht.vocab import CLASSES, PROPERTIES

MOST_SCHEMES = 20
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
    narrower = broader(concept).below(concept.iri, limit=MOST_READ)
    named = concept.values((SKOS.inScheme, SKOS.topConceptOf), limit=MOST_SCHEMES)
    of_tops = named_tops(concept.index).above(concept.iri, limit=MOST_SCHEMES)
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
    named = named_tops(scheme.index).below(scheme.iri, limit=MOST_READ)
    if named:
        return list(named)
    found = broader(scheme).tops([scheme.iri], SKOS.inScheme, limit=MOST_READ)
    return list(found or scheme.index.sources(scheme.iri, SKOS.inScheme, limit=MOST_READ))


def broader(subject: Subject) -> Hierarchy:
    """Concepts below broader ones."""
    return Hierarchy(subject.index, up=(SKOS.broader,), down=(SKOS.narrower,))


def named_tops(index: Index) -> Hierarchy:
    """Concepts below the schemes that they are at the top of."""
    return Hierarchy(index, up=(SKOS.topConceptOf,), down=(SKOS.hasTopConcept,))


def _builder(subject: Subject) -> TreeBuilder:
    return TreeBuilder(subject, broader(subject), notation=SKOS.notation)


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
