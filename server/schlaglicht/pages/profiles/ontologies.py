"""Ontologies, classes and properties: their trees, and the way down to a term."""

from __future__ import annotations

from collections.abc import Sequence

from rdflib import RDF, RDFS, URIRef
from rdflib.term import Node

from schlaglicht.dataset.index import Hierarchy
from schlaglicht.i18n import Message, msg
from schlaglicht.pages.page_budget import ROOM_FOR_LEAD
from schlaglicht.pages.page_model import Lead, Tree
from schlaglicht.pages.profiles.subject import Subject
from schlaglicht.pages.profiles.trees import MOST_READ, TreeBuilder
from schlaglicht.vocab import CLASSES, PROPERTIES

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


def class_(class_: Subject) -> Lead:
    """The way down to a class, and the tree of its subclasses."""
    return _term(class_, msg("Subclasses"), RDFS.subClassOf)


def property_(property_: Subject) -> Lead:
    """The way down to a property, and the tree of its subproperties."""
    return _term(property_, msg("Subproperties"), RDFS.subPropertyOf)


def _term(term: Subject, heading: Message, up: URIRef) -> Lead:
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
    hierarchy = Hierarchy(ontology.index, up=(up,))
    found = hierarchy.tops(kinds, RDF.type, limit=MOST_READ)
    own = _own(ontology, found)
    return TreeBuilder(ontology, hierarchy).tree(heading, own, room=ROOM_FOR_LEAD // 2)


def _own(ontology: Subject, terms: Sequence[Node]) -> Sequence[Node]:
    """The terms in the namespace of the ontology, or defined by it; without any, all."""
    defined = set(ontology.index.sources(ontology.iri, RDFS.isDefinedBy, limit=MOST_READ))
    space = str(ontology.iri).rstrip("/#")
    spaces = (f"{space}#", f"{space}/")
    own = [term for term in terms if term in defined or str(term).startswith(spaces)]
    return own or terms
