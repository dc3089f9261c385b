"""Concepts and concept schemes: their trees, and the way down to a concept.

https://www.w3.org/TR/skos-reference/
"""

from __future__ import annotations

from rdflib import URIRef
from rdflib.namespace import SKOS
from rdflib.term import Node

from schlaglicht.dataset.index import Hierarchy, Index
from schlaglicht.i18n import msg
from schlaglicht.pages.page_model import Lead
from schlaglicht.pages.profiles.subject import Subject
from schlaglicht.pages.profiles.trees import MOST_READ, TreeBuilder

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


def top_concepts(index: Index, *, limit: int) -> list[URIRef]:
    """Some of the concepts that the first of the concept schemes names as its top concepts."""
    tops = _tops_of(index)
    schemes = index.instances(SKOS.ConceptScheme, limit=_MOST_SCHEMES)
    found = (tops.below(scheme, limit=limit) for scheme in schemes)
    return next(filter(None, found), [])


def concept(concept: Subject) -> Lead:
    """The way down to a concept from its scheme, and the tree of what is narrower."""
    builder = _builder(concept)
    trail, others = builder.trail(concept.iri)
    narrower = _broader(concept).below(concept.iri, limit=MOST_READ)
    schemes = _schemes(concept)
    tree = builder.tree(msg("Narrower concepts"), narrower)
    covered = [SKOS.broader, SKOS.topConceptOf]
    covered += [SKOS.inScheme] if len(schemes) == 1 else []
    of_tree = [] if tree.more else [SKOS.narrower]
    return Lead(
        (*map(concept.reference, schemes[:1]), *trail),
        others,
        (tree,) if narrower else (),
        covered=_iris(*covered, *of_tree),
        covered_incoming=_iris(
            SKOS.narrower, SKOS.hasTopConcept, *([SKOS.broader] if of_tree else ())
        ),
    )


def _schemes(concept: Subject) -> list[Node]:
    """The schemes that a concept is in, each once."""
    named = concept.values((SKOS.inScheme, SKOS.topConceptOf), limit=_MOST_SCHEMES)
    of_tops = _tops(concept).above(concept.iri, limit=_MOST_SCHEMES)
    return [scheme for scheme in dict.fromkeys((*named, *of_tops)) if isinstance(scheme, URIRef)]


def _top_concepts(scheme: Subject) -> list[Node]:
    """The concepts that the scheme begins with; without any that it names, those below none."""
    named = _tops(scheme).below(scheme.iri, limit=MOST_READ)
    if named:
        return list(named)
    found = _broader(scheme).tops([scheme.iri], SKOS.inScheme, limit=MOST_READ)
    return list(found or scheme.index.sources(scheme.iri, SKOS.inScheme, limit=MOST_READ))


def _broader(subject: Subject) -> Hierarchy:
    return Hierarchy(subject.index, up=(SKOS.broader,), down=(SKOS.narrower,))


def _tops(subject: Subject) -> Hierarchy:
    return _tops_of(subject.index)


def _tops_of(index: Index) -> Hierarchy:
    return Hierarchy(index, up=(SKOS.topConceptOf,), down=(SKOS.hasTopConcept,))


def _builder(subject: Subject) -> TreeBuilder:
    return TreeBuilder(subject, _broader(subject), notation=SKOS.notation)


def _iris(*properties: URIRef) -> frozenset[str]:
    return frozenset(map(str, properties))
