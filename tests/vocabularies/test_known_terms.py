from __future__ import annotations

import pytest

from schlaglicht.vocabularies import GROUPS, LAST, code_names, known_group, known_term

SKOS = "http://www.w3.org/2004/02/skos/core#"


def test_property_has_texts_a_group_and_an_order() -> None:
    broader = known_term(f"{SKOS}broader")
    assert broader
    assert set(broader.labels) == {("broader concept", "en"), ("Oberbegriff", "de")}
    assert {tag for _, tag in broader.descriptions} == {"en", "de"}
    assert broader.group == str(GROUPS.relations)
    assert broader.order < LAST


def test_terms_of_schema_org_are_known_by_http_too() -> None:
    name = known_term("https://schema.org/name")
    assert name
    assert known_term("http://schema.org/name") == name


def test_class_has_neither_group_nor_order() -> None:
    concept = known_term(f"{SKOS}Concept")
    assert concept
    assert (concept.group, concept.order) == (None, LAST)


def test_terms_may_stand_below_their_namespace() -> None:
    draft = known_term("http://purl.org/ontology/bibo/status/draft")
    assert draft
    assert set(draft.labels) == {("draft", "en"), ("Entwurf", "de")}


@pytest.mark.parametrize(
    "iri",
    [
        "",
        "urn:x",
        SKOS,
        f"{SKOS}unknown",
        "https://example.org/broader",
        "http://purl.org/status/draft",
    ],
)
def test_other_iris_are_unknown(iri: str) -> None:
    assert known_term(iri) is None


@pytest.mark.parametrize("end", ["_0", "_", "_01", "_1x", "_9999999999"])
def test_other_terms_of_rdf_are_not_members(end: str) -> None:
    assert known_term(f"http://www.w3.org/1999/02/22-rdf-syntax-ns#{end}") is None


def test_groups_have_an_order() -> None:
    names, relations = known_group(str(GROUPS.names)), known_group(str(GROUPS.relations))
    assert names
    assert relations
    assert names.order < relations.order
    assert known_group("https://example.org/group") is None


def test_codes_are_known_by_http_and_https() -> None:
    end = "publications.europa.eu/resource/authority/frequency/ANNUAL"
    assert set(code_names(f"http://{end}")) == {("annual", "en"), ("jährlich", "de")}
    assert code_names(f"https://{end}") == code_names(f"http://{end}")


@pytest.mark.parametrize("end", ["frequency/NOPE", "nope/ANNUAL", "frequency/", "language/deu"])
def test_other_codes_have_no_names(end: str) -> None:
    assert code_names(f"http://publications.europa.eu/resource/authority/{end}") == ()
