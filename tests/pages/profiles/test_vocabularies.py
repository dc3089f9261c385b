from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from schlaglicht.dataset.index import Index
from schlaglicht.pages import Dataset, Reference, Resource, describe
from schlaglicht.pages.page_model import Branch
from schlaglicht.rdf.prefixes import Prefixes
from schlaglicht.rdf.well_known_prefixes import WELL_KNOWN

PREFIXES = Prefixes({"ex": "https://example.org/"}, WELL_KNOWN)

EX = "https://example.org/"
Shown = Callable[[str, str], Resource]

COLOURS = """
ex:colours a skos:ConceptScheme ; skos:prefLabel "Colours"@en .
ex:warm skos:prefLabel "warm"@en ; skos:topConceptOf ex:colours ; skos:inScheme ex:colours ;
    skos:narrower ex:red .
ex:cold skos:prefLabel "cold"@en ; skos:inScheme ex:colours .
ex:colours skos:hasTopConcept ex:cold .
ex:red skos:prefLabel "red"@en ; skos:inScheme ex:colours .
ex:crimson skos:prefLabel "crimson"@en ; skos:broader ex:red ; skos:inScheme ex:colours .
ex:blue skos:prefLabel "blue"@en ; skos:broader ex:cold ; skos:inScheme ex:colours .
ex:violet skos:prefLabel "violet"@en ; skos:broader ex:blue , ex:red ; skos:inScheme ex:colours .
ex:warm a skos:Concept . ex:cold a skos:Concept . ex:red a skos:Concept .
ex:crimson a skos:Concept . ex:blue a skos:Concept . ex:violet a skos:Concept .
"""


def outline(branches: Sequence[Branch]) -> list[Any]:
    """The names of the branches, each followed by the list of those below it."""
    found: list[Any] = []
    for branch in branches:
        found += [branch.reference.name[0]]
        found += [outline(branch.branches)] if branch.branches else []
    return found


def properties(resource: Resource) -> set[str]:
    return {
        str(PREFIXES.shorten(row.property.iri)) for group in resource.groups for row in group.rows
    }


def test_scheme_is_a_tree_whichever_way_the_data_points(shown: Shown) -> None:
    (tree,) = shown(COLOURS, "colours").lead.trees
    expected = ["cold", ["blue", ["violet"]], "warm", ["red", ["crimson", "violet"]]]
    assert outline(tree.branches) == expected


def test_scheme_repeats_none_of_its_concepts(shown: Shown) -> None:
    page = shown(COLOURS, "colours")
    assert "skos:hasTopConcept" not in properties(page)
    assert [str(PREFIXES.shorten(row.property.iri)) for row in page.incoming] == []


def test_concept_has_a_way_down_to_it(shown: Shown) -> None:
    page = shown(COLOURS, "crimson")
    assert [step.name[0] for step in page.lead.trail] == ["Colours", "warm", "red"]
    assert not properties(page)


def test_concept_below_two_takes_the_first_by_name_and_names_the_other(shown: Shown) -> None:
    lead = shown(COLOURS, "violet").lead
    assert [step.name[0] for step in lead.trail] == ["Colours", "cold", "blue"]
    assert [other.name[0] for other in lead.also_below] == ["red"]


def test_narrower_concepts_stand_once(shown: Shown) -> None:
    page = shown(COLOURS, "red")
    assert [outline(tree.branches) for tree in page.lead.trees] == [["crimson", "violet"]]
    assert not properties(page) & {"skos:narrower", "skos:broader"}
    assert not page.incoming


def test_notations_order_concepts_as_numbers(shown: Shown) -> None:
    data = "ex:s a skos:ConceptScheme .\n" + "".join(
        f'ex:c{n} a skos:Concept ; skos:notation "{n}" ; skos:topConceptOf ex:s .\n'
        for n in (10, 9, 2)
    )
    (tree,) = shown(data, "s").lead.trees
    assert [branch.notation for branch in tree.branches] == ["2", "9", "10"]


def test_scheme_without_broader_and_top_concepts_lists_its_concepts(shown: Shown) -> None:
    data = "ex:s a skos:ConceptScheme . ex:a skos:inScheme ex:s . ex:b skos:inScheme ex:s ."
    (tree,) = shown(data, "s").lead.trees
    assert outline(tree.branches) == ["ex:a", "ex:b"]


@pytest.mark.parametrize("name", ["a", "b", "s"])
def test_concepts_above_themselves_end_every_way(shown: Shown, name: str) -> None:
    data = """
    ex:s a skos:ConceptScheme .
    ex:a a skos:Concept ; skos:broader ex:b , ex:a ; skos:inScheme ex:s .
    ex:b a skos:Concept ; skos:broader ex:a ; skos:inScheme ex:s .
    """
    page = shown(data, name)
    assert len(page.lead.trail) <= 2
    assert len(page.lead.trees) == 1


def test_statement_that_is_no_link_stays_a_row(shown: Shown) -> None:
    page = shown('ex:a a skos:Concept ; skos:broader "colour" .', "a")
    assert "skos:broader" in properties(page)


def test_relation_in_both_directions_stands_once(shown: Shown) -> None:
    data = """
    ex:a a skos:Concept ; skos:related ex:b .
    ex:b a skos:Concept ; skos:related ex:a . ex:c skos:related ex:a .
    """
    page = shown(data, "a")
    assert "skos:related" in properties(page)
    assert [
        [source.name[0] for source in row.sources if isinstance(source, Reference)]
        for row in page.incoming
    ] == [["ex:c"]]


class Counted(Index):
    """An index that counts the statements that it executes."""

    statements = 0

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        self.statements += 1
        return super().rows(query, *values)


def test_large_scheme_is_read_in_few_statements(dataset_of: Callable[[str], Dataset]) -> None:
    data = "ex:s a skos:ConceptScheme ; skos:hasTopConcept ex:top .\n" + "".join(
        f"ex:c{n} skos:broader ex:{'top' if n < 80 else f'c{n // 50}'} ; skos:inScheme ex:s .\n"
        for n in range(4_000)
    )
    dataset = dataset_of(data)
    index = dataset.index
    index.__class__ = Counted
    (tree,) = describe(dataset, EX + "s", ("en", "de")).lead.trees
    (top,) = tree.branches
    assert len(top.branches) == 80
    assert sum(branch.closed for branch in top.branches) > 0
    assert isinstance(index, Counted)
    assert index.statements < 800


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


def local_name(iri: str) -> str:
    return re.split("[/#]", iri)[-1]


def properties_of_ontologies(resource: Resource) -> list[str]:
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
    assert "subClassOf" not in properties_of_ontologies(page)
    assert "subClassOf" not in [local_name(row.property.iri) for row in page.incoming]


def test_class_below_a_restriction_keeps_the_row(shown: Shown) -> None:
    assert "subClassOf" in properties_of_ontologies(shown(ONTOLOGY, "Dinghy"))


def test_property_leads_with_its_domain(shown: Shown) -> None:
    page = shown(ONTOLOGY, "mast")
    assert properties_of_ontologies(page)[0] == "domain"
    assert [step.name[0] for step in page.lead.trail] == ["ex:part"]


def test_ontology_that_is_a_concept_scheme_shows_its_concepts(shown: Shown) -> None:
    data = """
    ex:both a owl:Ontology , skos:ConceptScheme ; skos:hasTopConcept ex:top .
    ex:Class a owl:Class .
    """
    (tree,) = shown(data, "both").lead.trees
    assert outline(tree.branches) == ["ex:top"]
