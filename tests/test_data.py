"""What the shipped graph must say, and above all what it must not say."""

import re
import tomllib
from pathlib import Path

import pytest
from rdflib import DCTERMS, OWL, RDF, Graph, Literal, URIRef
from rdflib.term import Node

from schlaglicht.project import open_project
from schlaglicht.rdf.load import load
from schlaglicht.validation.inputs import read_inputs
from schlaglicht.vocab import DEF, ID, OA, ORG, PROV, SCHEMA

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def data() -> Graph:
    return load([ROOT / "data.ttl"]).graph


@pytest.fixture(scope="module")
def evidence() -> Graph:
    inputs, _ = read_inputs(open_project([ROOT]))
    return inputs.annotations.loaded.graph


def test_the_data_states_its_licence(data: Graph) -> None:
    licence = URIRef("https://creativecommons.org/licenses/by/4.0/")
    assert (ID.dataset, DCTERMS.license, licence) in data


def test_no_iri_of_schema_org_is_http(data: Graph) -> None:
    twins = {
        str(term) for triple in data for term in triple if str(term).startswith("http://schema.org")
    }
    assert twins == set()


def test_the_accession_to_the_eca_is_announced_and_no_membership(data: Graph) -> None:
    accession = ID["accession-go-cluster-eca"]
    alliance = ID["european-clusters-alliance"]
    assert (accession, SCHEMA.actionStatus, SCHEMA.PotentialActionStatus) in data
    assert (None, SCHEMA.memberOf, alliance) not in data
    assert (None, ORG.organization, alliance) not in data
    assert (accession, SCHEMA.startTime, None) not in data


@pytest.mark.parametrize("predicate", [SCHEMA.startDate, SCHEMA.endDate, SCHEMA.location])
def test_the_sme_conference_has_no_date_and_no_place(data: Graph, predicate: URIRef) -> None:
    assert (ID["eu-sme-conference"], predicate, None) not in data


def test_no_event_has_a_place(data: Graph) -> None:
    events = set(data.subjects(RDF.type, SCHEMA.Event))
    assert events
    assert [event for event in events if (event, SCHEMA.location, None) in data] == []


def test_the_25_actors_are_ambiguous(data: Graph) -> None:
    count = data.value(predicate=SCHEMA.value, object=Literal(25))
    assert data.value(count, SCHEMA.observationAbout) == ID["mechatronik-automation"]
    assert data.value(count, DEF.alternativeReferent) == ID["additive-4-life"]
    assert data.value(count, DEF.referenceStatus) == DEF.ambiguous


@pytest.mark.parametrize("number", [900, 1200])
def test_counts_of_participants_are_approximate(data: Graph, number: int) -> None:
    count = data.value(predicate=SCHEMA.value, object=Literal(number))
    assert data.value(count, SCHEMA.measurementQualifier) == DEF.circa


@pytest.mark.parametrize("number", [13000, 125000])
def test_thousands_are_not_decimals(data: Graph, number: int) -> None:
    assert (None, SCHEMA.value, Literal(number)) in data


def persons_with_a_contact(data: Graph) -> set[Node]:
    holders = set(data.subjects(SCHEMA.contactPoint))
    return holders & set(data.subjects(RDF.type, SCHEMA.Person))


def test_contacts_are_no_authors(data: Graph) -> None:
    contacts = persons_with_a_contact(data)
    assert contacts == {ID["eric-mischke"], ID["laura-windssus"]}
    assert contacts & set(data.objects(None, SCHEMA.author)) == set()
    assert [
        a for a in data.subjects(RDF.type, SCHEMA.Article) if (a, SCHEMA.author, None) in data
    ] == []


def test_contact_persons_have_no_identifiers(data: Graph) -> None:
    persons = persons_with_a_contact(data)
    assert persons
    for person in persons:
        assert set(data.predicates(person)) == {RDF.type, SCHEMA.name, SCHEMA.contactPoint}


def test_every_contact_point_is_mentioned_and_has_a_person_and_a_unit(data: Graph) -> None:
    points = set(data.subjects(RDF.type, SCHEMA.ContactPoint))
    assert points
    for point in points:
        holders = set(data.subjects(SCHEMA.contactPoint, point))
        classes = {class_ for holder in holders for class_ in data.objects(holder, RDF.type)}
        assert {SCHEMA.Person, ORG.OrganizationalUnit} <= classes
        assert list(data.subjects(SCHEMA.mentions, point))


def test_offices_carry_no_dates(data: Graph) -> None:
    offices = set(data.subjects(RDF.type, ORG.Membership))
    assert offices
    for office in offices:
        assert (office, DEF.attestedAt, None) in data
        assert {SCHEMA.startDate, SCHEMA.endDate} & set(data.predicates(office)) == set()


def test_an_office_with_two_titles_is_one_office(data: Graph) -> None:
    offices = list(data.subjects(ORG.member, ID["peter-altmaier"]))
    assert len(offices) == 1
    assert Literal("Bundeswirtschaftsminister", lang="de") in data.objects(
        offices[0], SCHEMA.alternateName
    )


def test_no_article_has_a_publisher_or_a_date(data: Graph) -> None:
    invented = {SCHEMA.publisher, SCHEMA.datePublished, SCHEMA.author, SCHEMA.isPartOf}
    articles = set(data.subjects(RDF.type, SCHEMA.Article))
    assert articles
    for article in articles:
        assert invented & set(data.predicates(article)) == set()


def test_the_title_and_description_of_the_dataset_claim_no_date(data: Graph) -> None:
    settings = (ROOT / "schlaglicht.toml").read_text(encoding="utf-8")
    titles = tomllib.loads(settings)["title"].values()
    texts = [*titles, *_texts_of_the_dataset(data)]
    assert texts
    assert [text for text in texts if re.search(r"\d|November", text)] == []


def test_the_title_and_description_of_the_dataset_name_no_publisher(data: Graph) -> None:
    organizations = set(data.subjects(RDF.type, SCHEMA.GovernmentOrganization))
    names = {str(name) for one in organizations for name in data.objects(one, SCHEMA.name)}
    assert names
    texts = _texts_of_the_dataset(data)
    assert [text for text in texts for name in names if name in text] == []


def _texts_of_the_dataset(data: Graph) -> list[str]:
    predicates = (DCTERMS.title, DCTERMS.description)
    return [str(text) for one in predicates for text in data.objects(ID.dataset, one)]


def test_a_candidate_has_no_award(data: Graph) -> None:
    candidate = ID["start-up-bw-local"]
    assert (None, DEF.shortlists, candidate) in data
    assert (candidate, SCHEMA.award, None) not in data
    assert (None, DEF.conferredOn, candidate) not in data


def test_14_is_the_edition_of_the_awards_and_of_nothing_else(data: Graph) -> None:
    assert set(data.subjects(DEF.editionNumber, Literal(14))) == {ID["eepa-14"]}
    assert (ID["eu-sme-conference"], DEF.editionNumber, None) not in data


def test_the_ministry_did_not_organize_the_sme_conference(data: Graph) -> None:
    organizers = set(data.objects(ID["eu-sme-conference"], SCHEMA.organizer))
    assert organizers == {ID["european-commission"], ID["german-council-presidency"]}


def test_the_winner_is_from_germany_and_has_no_nationality(data: Graph) -> None:
    assert (ID["uwe-pfeil"], DEF.comesFrom, ID.germany) in data
    assert (ID["uwe-pfeil"], SCHEMA.nationality, None) not in data


def test_2012_is_no_foundation(data: Graph) -> None:
    assert (ID["go-cluster"], DEF.since, None) in data
    assert (None, SCHEMA.foundingDate, None) not in data


def test_the_single_quoted_name_is_one_cluster(data: Graph) -> None:
    cluster = ID["e-mobilitaet-regensburg-it-logistikcluster"]
    assert data.value(cluster, DEF.referenceStatus) == DEF.oneOrTwoUnresolved
    assert (cluster, SCHEMA.location, None) not in data
    assert (cluster, OWL.sameAs, None) not in data


def test_every_english_text_stands_next_to_a_german_one(data: Graph) -> None:
    """The article printed the German one; English is always a rendering."""
    texts = {
        (subject, predicate, text.language)
        for subject, predicate, text in data
        if isinstance(text, Literal) and predicate != RDF.object
    }
    english = {(subject, predicate) for subject, predicate, tag in texts if tag == "en"}
    assert english
    assert sorted(pair for pair in english if (*pair, "de") not in texts) == []


def test_no_body_or_country_is_the_same_as_a_concept_of_an_authority_table(data: Graph) -> None:
    authority = "http://publications.europa.eu/resource/authority/"
    concepts = [str(target) for target in data.objects(None, SCHEMA.sameAs)]
    assert [target for target in concepts if target.startswith(authority)]
    same = [str(target) for target in data.objects(None, OWL.sameAs)]
    assert [target for target in same if target.startswith(authority)] == []


def test_external_evidence_names_its_source_and_no_passage(evidence: Graph) -> None:
    external = set(evidence.subjects(DEF.certainty, DEF.external))
    assert external
    for one in external:
        assert (one, PROV.wasDerivedFrom, None) in evidence
        assert (one, OA.hasTarget, None) not in evidence


@pytest.mark.parametrize("link", [OWL.sameAs, SCHEMA.sameAs])
def test_every_link_to_another_dataset_is_external(
    data: Graph, evidence: Graph, link: URIRef
) -> None:
    links = list(data.subject_objects(link))
    assert links
    for subject, target in links:
        bodies = [
            body
            for body in evidence.subjects(RDF.object, target)
            if (body, RDF.subject, subject) in evidence and (body, RDF.predicate, link) in evidence
        ]
        certainties = {
            evidence.value(evidence.value(None, OA.hasBody, b), DEF.certainty) for b in bodies
        }
        assert certainties == {DEF.external}
