"""The table of profiles: which class has which, and what its page leads with."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from rdflib import OWL, RDFS, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, SKOS, Namespace

from schlaglicht.dataset.index import point_of
from schlaglicht.i18n import msg
from schlaglicht.pages.page_model import Lead
from schlaglicht.pages.profiles.agents import located, with_pictures
from schlaglicht.pages.profiles.catalogues import catalogue, dataset, distribution
from schlaglicht.pages.profiles.subject import Subject
from schlaglicht.pages.profiles.vocabularies import concept, concept_scheme, ontology, term
from schlaglicht.settings.pages import PageLead
from schlaglicht.vocab import CLASSES, ORG, PROPERTIES, of_schema
from schlaglicht.vocabularies.published import SCHEMA_ORG, read_schema_org

_VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
_SPATIAL = (
    URIRef("http://www.w3.org/2003/01/geo/wgs84_pos#SpatialThing"),
    URIRef("http://www.opengis.net/ont/geosparql#Feature"),
    URIRef("http://www.opengis.net/ont/geosparql#Geometry"),
    URIRef("http://www.opengis.net/ont/sf#Point"),
    URIRef("http://www.geonames.org/ontology#Feature"),
    URIRef("http://www.cidoc-crm.org/cidoc-crm/E53_Place"),
)

MAKERS: Mapping[str, Callable[[Subject], Lead]] = {
    "concept-scheme": concept_scheme,
    "concept": concept,
    "catalogue": catalogue,
    "dataset": dataset,
    "distribution": distribution,
    "person": located,
    "organisation": located,
    "place": located,
    "event": lambda _: Lead(),
    "ontology": ontology,
    "class": lambda thing: term(thing, msg("Subclasses"), RDFS.subClassOf),
    "property": lambda thing: term(thing, msg("Subproperties"), RDFS.subPropertyOf),
    "work": lambda _: Lead(),
    "none": lambda _: Lead(),
}
"""The makers of leads by the names of profiles."""


@dataclass(frozen=True)
class Profile:
    """The lead of the pages of a class."""

    name: str = "work"
    """A key of MAKERS; the one that adds nothing, if no other is known."""
    properties: tuple[str, ...] = ()
    """The IRIs of the properties whose rows come first, in this order."""
    is_chosen: bool = False
    """True if the settings name the properties: they come before what shapes order."""

    def lead(self, subject: Subject) -> Lead:
        """The lead of the page about one thing, with its point on a map and its pictures."""
        lead = MAKERS[self.name](subject)
        if self.name != "none":
            lead = replace(lead, point=point_of(subject.index, subject.iri))
        return with_pictures(lead, subject)


def _profile(name: str, *properties: URIRef) -> Profile:
    return Profile(name, tuple(map(str, properties)))


_CATALOGUE = _profile(
    "catalogue",
    *(DCTERMS.publisher, *of_schema("publisher")),
    *(DCTERMS.issued, DCTERMS.modified, *of_schema("datePublished", "dateModified")),
    *(DCTERMS.license, *of_schema("license")),
)
_DATASET = _profile(
    "dataset",
    *map(URIRef, _CATALOGUE.properties),
    *(DCTERMS.accrualPeriodicity, DCTERMS.temporal, *of_schema("temporalCoverage")),
    *(DCTERMS.spatial, *of_schema("spatialCoverage")),
    *(DCAT.theme, DCAT.keyword, *of_schema("keywords")),
    *(DCAT.contactPoint, DCAT.landingPage),
)
_DISTRIBUTION = _profile(
    "distribution",
    *(DCTERMS.title, DCTERMS["format"], DCAT.mediaType, DCAT.byteSize, DCTERMS.license),
)
_EVENT = _profile(
    "event",
    *of_schema("startDate", "endDate", "location", "organizer", "performer", "superEvent"),
)
_CONTACT = (
    *(*of_schema("address"), _VCARD.hasAddress, _VCARD.hasEmail, _VCARD.hasTelephone),
    *(*of_schema("email"), FOAF.mbox, *of_schema("telephone"), FOAF.phone),
    *(*of_schema("url"), FOAF.homepage, _VCARD.hasURL),
)
_PERSON = _profile(
    "person",
    *of_schema("jobTitle", "worksFor", "affiliation", "memberOf"),
    *(*_CONTACT, *of_schema("birthDate", "birthPlace", "deathDate", "deathPlace")),
)
_ORGANISATION = _profile(
    "organisation",
    *_CONTACT,
    *of_schema("parentOrganization", "foundingDate", "member", "employee"),
)
_PLACE = _profile("place", *_CONTACT, *of_schema("containedInPlace"))
_WORK = _profile(
    "work",
    *(*of_schema("author", "creator"), DCTERMS.creator, FOAF.maker),
    *(*of_schema("datePublished"), DCTERMS.issued, *of_schema("publisher"), DCTERMS.publisher),
    *(*of_schema("isPartOf"), DCTERMS.isPartOf, *of_schema("inLanguage"), DCTERMS.language),
    *(*of_schema("license"), DCTERMS.license, *of_schema("url")),
)

OF_CLASS: Mapping[str, Profile] = {
    str(class_): profile
    for profile, classes in (
        (_profile("concept-scheme"), (SKOS.ConceptScheme,)),
        (_profile("concept", SKOS.notation, SKOS.altLabel, SKOS.definition), (SKOS.Concept,)),
        (_CATALOGUE, (DCAT.Catalog, *of_schema("DataCatalog"))),
        (_DATASET, (DCAT.Dataset, URIRef(f"{DCAT}DatasetSeries"), *of_schema("Dataset"))),
        (_DISTRIBUTION, (DCAT.Distribution, *of_schema("DataDownload"))),
        (_EVENT, of_schema("Event")),
        (_PERSON, (*of_schema("Person"), FOAF.Person, _VCARD.Individual)),
        (_ORGANISATION, (*of_schema("Organization"), FOAF.Organization, ORG.Organization)),
        (_ORGANISATION, (_VCARD.Organization, FOAF.Agent, FOAF.Group)),
        (_PLACE, (*of_schema("Place"), DCTERMS.Location, *_SPATIAL)),
        (_profile("ontology", OWL.versionInfo, DCTERMS.modified), (OWL.Ontology,)),
        (_profile("class"), CLASSES),
        (_profile("property", RDFS.domain, RDFS.range), PROPERTIES),
        (_WORK, (*of_schema("CreativeWork"), FOAF.Document, DCTERMS.BibliographicResource)),
    )
    for class_ in classes
}
"""The profile of each class that has one; of a thing of several classes the first counts."""


def profile_of(classes: Sequence[str], chosen: Mapping[str, PageLead]) -> Profile:
    """The first profile of the table that one of `classes` has, as `chosen` changes it.

    Of the settings those of the first class count, nearest first. Subclasses of schema.org count
    as what they are, whether or not the data says so.
    """
    given = next((chosen[class_] for class_ in classes if class_ in chosen), PageLead())
    profile = next((OF_CLASS[known] for known in OF_CLASS if known in classes), None)
    if profile is None:  # subclasses of schema.org, whether or not the data says so
        secure = (class_.replace("http:", "https:", 1) for class_ in classes)
        above = read_schema_org().above(iri for iri in secure if iri.startswith(SCHEMA_ORG))
        profile = next((OF_CLASS[known] for known in OF_CLASS if known in above), Profile())
    if given.profile is not None and given.profile != profile.name:
        of_name = (each for each in OF_CLASS.values() if each.name == given.profile)
        profile = next(of_name, Profile(given.profile))
    if given.lead is not None:
        profile = replace(profile, properties=given.lead, is_chosen=True)
    return profile
