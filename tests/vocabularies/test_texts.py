"""The files of the room: complete, in both languages, in the canonical form."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from rdflib import RDFS, Graph, Literal, URIRef
from tables import each

import schlaglicht.vocabularies
from schlaglicht.rdf.well_known_prefixes import WELL_KNOWN
from schlaglicht.rdf.writing.turtle import format_files
from schlaglicht.vocab import SH
from schlaglicht.vocabularies import GROUPS, code_names, known_group
from schlaglicht.vocabularies.published import KnownVocabularies

PAGES = Path(__file__).parent.parent.parent / "docs" / "internals" / "pages.md"
FOLDER = Path(schlaglicht.vocabularies.__file__).parent
FILES = sorted(FOLDER.glob("*.ttl"))
CODES = sorted(FOLDER.glob("codes/*.ttl"))
AUTHORITY = "http://publications.europa.eu/resource/authority/"
VOCABULARIES = [path for path in FILES if path.stem != "groups"]
LANGUAGES = {"de": 1, "en": 1}

PUBLISHED = KnownVocabularies()
LISTED = [path.stem for path in VOCABULARIES if WELL_KNOWN[path.stem] in PUBLISHED.namespaces]
"""The vocabularies whose terms are all known."""

COMPLETE = [stem for stem in LISTED if stem != "xsd"]
"""Those of which every term has texts; XML Schema lists more than its datatypes."""

LEFT_OUT = {
    # Properties by which the vocabulary annotates its own specification.
    "prov": """aq category component constraints definition dm editorialNote editorsDefinition
        inverse n order qualifiedForm sharesDefinitionWith todo unqualifiedForm""",
    # Terms of earlier releases.
    "schema": """DeliveryTimeSettings constrainingProperty measuredValue observedNode shippingLabel
        shippingSettingsLink transitTimeLabel""",
}
"""Terms of those vocabularies that have no texts."""

ELSEWHERE = {
    "adms": """Asset AssetDistribution AssetRepository Identifier identifier includedAsset
        interoperabilityLevel last next prev representationTechnique sample schemaAgency status
        supportedSchema translation versionNotes""",
    "bibo": """AcademicArticle Article AudioDocument AudioVisualDocument Bill Book
        BookSection Brief Chapter Code CollectedDocument Collection Conference CourtReporter
        Document DocumentPart DocumentStatus EditedBook Email Event Excerpt Film Hearing
        Image Interview Issue Journal LegalCaseDocument LegalDecision LegalDocument
        Legislation Letter Magazine Manual Manuscript Map MultiVolumeBook Newspaper Note
        Patent Performance Periodical PersonalCommunication PersonalCommunicationDocument
        Proceedings Quote ReferenceSource Report Series Slide Slideshow Specification
        Standard Statute Thesis ThesisDegree Webpage Website Workshop abstract affirmedBy
        annotates argued asin authorList chapter citedBy cites coden content contributorList
        court degree degrees/ma degrees/ms degrees/phd director distributor doi eanucc13
        edition editor editorList eissn gtin14 handle identifier interviewee interviewer
        isbn isbn10 isbn13 issn issue issuer lccn locator numPages numVolumes number oclcnum
        organizer owner pageEnd pageStart pages performer pmid prefixName presentedAt
        presents producer recipient reproducedIn reversedBy reviewOf section
        shortDescription shortTitle sici status status/accepted status/draft
        status/forthcoming status/legal status/nonPeerReviewed status/peerReviewed
        status/published status/rejected status/unpublished subsequentLegalDecision
        suffixName transcriptOf translationOf translator upc uri volume""",
    "dcat": """Catalog CatalogRecord DataService Dataset DatasetSeries Distribution Relationship
        Resource Role accessService accessURL bbox byteSize catalog centroid compressFormat
        contactPoint dataset distribution downloadURL endDate endpointDescription endpointURL first
        hadRole hasCurrentVersion hasVersion inCatalog inSeries isDistributionOf isVersionOf keyword
        landingPage last mediaType next nextVersion packageFormat prev previousVersion
        qualifiedRelation record resource seriesMember servesDataset service
        spatialResolutionInMeters startDate temporalResolution theme themeTaxonomy version""",
    "dcatap": "applicableLegislation availability hvdCategory",
    "sosa": """ActuatableProperty Actuation Actuator FeatureOfInterest ObservableProperty
        Observation ObservationCollection Platform Procedure Result Sample Sampler
        Sampling Sensor actsOnProperty hasFeatureOfInterest hasMember hasOriginalSample
        hasResult hasSample hasSampledFeature hasSimpleResult hasUltimateFeatureOfInterest
        hosts isActedOnBy isFeatureOfInterestOf isHostedBy isObservedBy isResultOf
        isSampleOf madeActuation madeByActuator madeBySampler madeBySensor madeObservation
        madeSampling observedProperty observes phenomenonTime resultTime usedProcedure""",
    "ssn": """Deployment Input Output Property Stimulus System deployedOnPlatform
        deployedSystem detects forProperty hasDeployment hasInput hasOutput hasProperty
        hasSubSystem implementedBy implements inDeployment isPropertyOf isProxyFor
        systems/Accuracy systems/ActuationRange systems/BatteryLifetime systems/Condition
        systems/DetectionLimit systems/Drift systems/Frequency systems/Latency
        systems/MaintenanceSchedule systems/MeasurementRange systems/OperatingPowerRange
        systems/OperatingProperty systems/OperatingRange systems/Precision
        systems/Resolution systems/ResponseTime systems/Selectivity systems/Sensitivity
        systems/SurvivalProperty systems/SurvivalRange systems/SystemCapability
        systems/SystemLifetime systems/SystemProperty systems/hasOperatingProperty
        systems/hasOperatingRange systems/hasSurvivalProperty systems/hasSurvivalRange
        systems/hasSystemCapability systems/hasSystemProperty systems/inCondition
        systems/qualityOfObservation wasOriginatedBy""",
}
"""The terms of vocabularies that no library lists, as their specifications name them."""

NO_PROPERTIES = {
    "bibo": """degrees/ma degrees/ms degrees/phd status/accepted status/draft
        status/forthcoming status/legal status/nonPeerReviewed status/peerReviewed
        status/published status/rejected status/unpublished""",
    "geo": "dggsLiteral geoJSONLiteral gmlLiteral kmlLiteral wktLiteral",
    "oa": """assessing autoDirection bookmarking classifying commenting describing editing
        highlighting identifying linking ltrDirection moderating questioning replying rtlDirection
        tagging""",
    "owl": "rational real",
    "rdf": "langString nil",
    "time": """generalDay generalMonth generalYear unitDay unitHour unitMinute unitMonth unitSecond
        unitWeek unitYear""",
    "xsd": """anyAtomicType anySimpleType anyType anyURI base64Binary boolean byte date dateTime
        dateTimeStamp dayTimeDuration decimal double duration float gDay gMonth gMonthDay gYear
        gYearMonth hexBinary int integer language long negativeInteger nonNegativeInteger
        nonPositiveInteger normalizedString positiveInteger short string time token unsignedByte
        unsignedInt unsignedLong unsignedShort yearMonthDuration""",
}
"""Terms with a small initial that are datatypes or things."""


@cache
def read(path: Path) -> Graph:
    return Graph().parse(path)


def terms_of(graph: Graph) -> set[URIRef]:
    return {term for term in graph.subjects() if isinstance(term, URIRef)}


def is_property(term: URIRef) -> bool:
    local = re.split("[/#]", term)[-1]
    others = [
        WELL_KNOWN[stem] + name for stem in NO_PROPERTIES for name in NO_PROPERTIES[stem].split()
    ]
    return local[0].islower() and str(term) not in others


def languages(graph: Graph, term: URIRef, property_: URIRef) -> Counter[str | None]:
    return Counter(v.language for v in graph.objects(term, property_) if isinstance(v, Literal))


def test_files_are_canonical() -> None:
    assert [file.path.name for file in format_files(FILES + CODES) if file.changed] == []


@pytest.mark.parametrize("path", CODES, ids=lambda path: path.stem)
def test_codes_have_a_name_in_each_language(path: Path) -> None:
    graph = read(path)
    names = {
        code: [str(name) for name in graph.objects(code, RDFS.label)] for code in terms_of(graph)
    }
    for code, found in names.items():
        assert str(code).startswith(f"{AUTHORITY}{path.stem}/")
        assert languages(graph, code, RDFS.label) == LANGUAGES, code
        assert {name for name, _ in code_names(str(code))} == set(found)
    every = [name for found in names.values() for name in set(found)]
    assert len(every) == len(set(every)), "two codes have the same name"


@pytest.mark.parametrize("path", CODES, ids=lambda path: path.stem)
def test_code_list_is_in_the_documentation(path: Path) -> None:
    assert f"`{path.stem}`" in PAGES.read_text(encoding="utf-8")


@each("path", VOCABULARIES, ids=lambda path: path.stem)
def test_file_has_the_terms_of_the_namespace_that_it_is_named_after(path: Path) -> None:
    assert not [t for t in terms_of(read(path)) if not t.startswith(WELL_KNOWN[path.stem])]


@each("path", VOCABULARIES, ids=lambda path: path.stem)
def test_terms_have_a_label_and_a_description_in_each_language(path: Path) -> None:
    graph = read(path)
    for term in terms_of(graph):
        assert languages(graph, term, RDFS.label) == LANGUAGES, term
        assert languages(graph, term, RDFS.comment) == LANGUAGES, term


@each("path", VOCABULARIES, ids=lambda path: path.stem)
def test_descriptions_are_sentences_and_labels_are_not(path: Path) -> None:
    graph = read(path)
    for _, _, comment in graph.triples((None, RDFS.comment, None)):
        assert re.fullmatch(r"[A-ZÄÖÜ„“].{3,170}\.", str(comment)), comment
    for _, _, label in graph.triples((None, RDFS.label, None)):
        assert re.fullmatch(r"(?! ).{0,51}[^\s.]", str(label)), label


@each("path", VOCABULARIES, ids=lambda path: path.stem)
def test_properties_have_a_known_group_and_an_order_and_classes_neither(path: Path) -> None:
    graph = read(path)
    for term in terms_of(graph):
        groups = list(graph.objects(term, SH.group))
        orders = list(graph.objects(term, SH.order))
        assert len(groups) == len(orders) == is_property(term), term
        assert all(known_group(str(group)) for group in groups), term
        assert all(isinstance(v, Literal) and isinstance(v.value, int) for v in orders), term


@pytest.mark.parametrize("stem", LISTED)
def test_file_has_no_term_that_is_not_published(stem: str) -> None:
    assert not [
        term for term in terms_of(read(FOLDER / f"{stem}.ttl")) if not PUBLISHED.has(str(term))
    ]


@pytest.mark.parametrize("stem", COMPLETE)
def test_file_has_all_terms_that_are_published(stem: str) -> None:
    published = PUBLISHED._terms_of(WELL_KNOWN[stem])
    found = set(map(str, terms_of(read(FOLDER / f"{stem}.ttl"))))
    assert published - found == {WELL_KNOWN[stem] + name for name in LEFT_OUT.get(stem, "").split()}


@pytest.mark.parametrize("stem", ELSEWHERE)
def test_file_has_the_terms_of_the_specification(stem: str) -> None:
    published = {WELL_KNOWN[stem] + name for name in ELSEWHERE[stem].split()}
    assert set(map(str, terms_of(read(FOLDER / f"{stem}.ttl")))) == published


@each("path", VOCABULARIES, ids=lambda path: path.stem)
def test_vocabulary_is_in_the_documentation(path: Path) -> None:
    assert f"`{path.stem}`" in PAGES.read_text(encoding="utf-8")


def test_groups_have_names_and_different_orders() -> None:
    graph = read(FOLDER / "groups.ttl")
    assert all(group.startswith(str(GROUPS)) for group in terms_of(graph))
    assert all(languages(graph, g, RDFS.label) == LANGUAGES for g in terms_of(graph))
    orders = set(graph.objects(None, SH.order))
    assert len(orders) == len(terms_of(graph))
