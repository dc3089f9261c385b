from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from schlaglicht.pages import Resource
from schlaglicht.pages.page_model import Branch

Shown = Callable[[str, str], Resource]

ONTOLOGY = """
<https://example.org/> a owl:Ontology ; rdfs:label "Vessels"@en .
ex:Vessel a owl:Class ; rdfs:subClassOf owl:Thing , [ a owl:Restriction ; owl:onProperty ex:p ] .
ex:Boat a owl:Class ; rdfs:subClassOf ex:Vessel .
ex:Raft a rdfs:Class ; rdfs:subClassOf ex:Vessel .
ex:Dinghy a owl:Class ; rdfs:subClassOf ex:Boat , [ a owl:Restriction ; owl:onProperty ex:p ] .
[] a owl:Class ; rdfs:subClassOf ex:Boat .
ex:part a owl:ObjectProperty .
ex:mast a owl:ObjectProperty ; rdfs:subPropertyOf ex:part ; rdfs:domain ex:Boat .
<https://other.example/Other> a owl:Class .
"""


def outline(branches: Sequence[Branch]) -> list[Any]:
    """The names of the branches, each followed by the list of those below it."""
    found: list[Any] = []
    for branch in branches:
        found += [branch.reference.name[0]]
        found += [outline(branch.branches)] if branch.branches else []
    return found


def local_name(iri: str) -> str:
    return re.split("[/#]", iri)[-1]


def properties(resource: Resource) -> list[str]:
    return [local_name(row.property.iri) for group in resource.groups for row in group.rows]


def test_ontology_is_the_trees_of_its_own_classes_and_properties(shown: Shown) -> None:
    trees = shown(ONTOLOGY, "").lead.trees
    assert [str(tree.heading) for tree in trees] == ["Classes", "Properties"]
    assert [outline(tree.branches) for tree in trees] == [
        ["ex:Vessel", ["ex:Boat", ["ex:Dinghy"], "ex:Raft"]],
        ["ex:part", ["ex:mast"]],
    ]


def test_class_has_a_way_down_and_its_subclasses(shown: Shown) -> None:
    page = shown(ONTOLOGY, "Boat")
    assert [step.name[0] for step in page.lead.trail] == ["Thing", "ex:Vessel"]
    assert [outline(tree.branches) for tree in page.lead.trees] == [["ex:Dinghy"]]
    assert "subClassOf" not in properties(page)
    assert "subClassOf" not in [local_name(row.property.iri) for row in page.incoming]


def test_class_below_a_restriction_keeps_the_row(shown: Shown) -> None:
    assert "subClassOf" in properties(shown(ONTOLOGY, "Dinghy"))


def test_property_leads_with_its_domain(shown: Shown) -> None:
    page = shown(ONTOLOGY, "mast")
    assert properties(page)[0] == "domain"
    assert [step.name[0] for step in page.lead.trail] == ["ex:part"]


def test_ontology_that_is_a_concept_scheme_shows_its_concepts(shown: Shown) -> None:
    data = """
    ex:both a owl:Ontology , skos:ConceptScheme ; skos:hasTopConcept ex:top .
    ex:Class a owl:Class .
    """
    (tree,) = shown(data, "both").lead.trees
    assert outline(tree.branches) == ["ex:top"]
