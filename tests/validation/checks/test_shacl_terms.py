import importlib.resources

import pytest
from rdflib import Graph, URIRef
from tables import each

from schlaglicht.validation.checks.shacl_terms import is_known
from schlaglicht.vocab import SH


def test_every_term_of_the_published_vocabulary_is_known() -> None:
    published = importlib.resources.files("pyshacl") / "assets" / "shacl.ttl"
    graph = Graph().parse(data=published.read_text(encoding="utf-8"), format="turtle")
    terms = {str(s).removeprefix(SH) for s in graph.subjects() if isinstance(s, URIRef)}
    assert len(terms) > 200
    assert {term for term in terms if not is_known(term)} == set()


@pytest.mark.parametrize("term", ["mincount", "dataType", "message:", "targetclass", "Iri", "x-y"])
def test_misspelt_term_is_not_known(term: str) -> None:
    assert not is_known(term)


DRAFTS = [
    "incompleteURIStart",
    "DataGraph",
    "Debug",
    "RuleSet",
    "RulesGraph",
    "ShapeClass",
    "ShapesGraph",
    "Trace",
    "TripleTerm",
    "bodyExpression",
    "conformanceDisallows",
    "conformsToShapesGraph",
    "expectedPredicate",
    "hasRule",
    "incomplete",
    "layer",
    "memberShape",
    "nodeByExpression",
    "reifierShape",
    "rootClass",
    "runOnce",
    "singleLine",
    "someValue",
    "sourceRule",
    "subsetOf",
    "targetWhere",
    "tempTriple",
    "uniqueMembers",
    "uniqueValuesFor",
    "usedShapesGraph",
    "values",
]


@each("term", DRAFTS)
def test_term_of_the_drafts_of_shacl_1_2_is_known(term: str) -> None:
    assert is_known(term)
