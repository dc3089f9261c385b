"""What the evidence of the shipped graph must say; the graph itself: `graph/test_traps.py`."""

import re
from pathlib import Path

import pytest
from rdflib import OWL, RDF, Graph

from schlaglicht.project import open_project
from schlaglicht.rdf.load import load
from schlaglicht.validation.inputs import read_inputs
from schlaglicht.vocab import DEF, OA, PROV, SCHEMA

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def evidence() -> Graph:
    inputs, _ = read_inputs(open_project([ROOT]))
    return inputs.annotations.loaded.graph


def test_the_title_of_the_site_claims_no_date() -> None:
    titles = open_project([ROOT]).settings.title.values()
    assert len(titles) == 2
    assert [text for text in titles if re.search(r"\d|November", text)] == []


def test_external_evidence_names_its_source_and_no_passage(evidence: Graph) -> None:
    external = set(evidence.subjects(DEF.certainty, DEF.external))
    assert external
    for one in external:
        assert (one, PROV.wasDerivedFrom, None) in evidence
        assert (one, OA.hasTarget, None) not in evidence


def test_every_link_to_another_dataset_is_external(evidence: Graph) -> None:
    data = load([ROOT / "data.ttl"]).graph
    links = [(s, p, o) for p in (OWL.sameAs, SCHEMA.sameAs) for s, o in data.subject_objects(p)]
    assert {link for _, link, _ in links} == {OWL.sameAs, SCHEMA.sameAs}
    for subject, link, target in links:
        bodies = [
            body
            for body in evidence.subjects(RDF.object, target)
            if (body, RDF.subject, subject) in evidence and (body, RDF.predicate, link) in evidence
        ]
        certainties = {
            evidence.value(evidence.value(None, OA.hasBody, b), DEF.certainty) for b in bodies
        }
        assert certainties == {DEF.external}
