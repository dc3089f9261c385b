"""The table of profiles: for each class the lead of the pages of its things."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from rdflib import URIRef
from rdflib.namespace import DCAT, DCTERMS, SKOS

from schlaglicht.pages.page_model import Lead
from schlaglicht.pages.profiles.catalogues import catalogue, dataset, distribution
from schlaglicht.pages.profiles.concepts import concept, concept_scheme
from schlaglicht.pages.profiles.subject import Subject
from schlaglicht.vocab import of_schema

MAKERS: Mapping[str, Callable[[Subject], Lead]] = {
    "concept-scheme": concept_scheme,
    "concept": concept,
    "catalogue": catalogue,
    "dataset": dataset,
    "distribution": distribution,
    "none": lambda _: Lead(),
}
"""The makers of leads by the names of profiles."""


@dataclass(frozen=True)
class Profile:
    """The lead of the pages of a class."""

    name: str = "none"
    """A key of MAKERS."""
    properties: tuple[str, ...] = ()
    """The IRIs of the properties whose rows come first, in this order."""

    def lead(self, subject: Subject) -> Lead:
        """The lead of the page about one thing."""
        return MAKERS[self.name](subject)


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

OF_CLASS: Mapping[str, Profile] = {
    str(class_): profile
    for profile, classes in (
        (_profile("concept-scheme"), (SKOS.ConceptScheme,)),
        (_profile("concept", SKOS.notation, SKOS.altLabel, SKOS.definition), (SKOS.Concept,)),
        (_CATALOGUE, (DCAT.Catalog, *of_schema("DataCatalog"))),
        (_DATASET, (DCAT.Dataset, URIRef(f"{DCAT}DatasetSeries"), *of_schema("Dataset"))),
        (_DISTRIBUTION, (DCAT.Distribution, *of_schema("DataDownload"))),
    )
    for class_ in classes
}
"""The profile of each class that has one."""


def profile_of(classes: Iterable[str]) -> Profile:
    """The profile of the first of `classes`, nearest first, that has one."""
    return next((OF_CLASS[class_] for class_ in classes if class_ in OF_CLASS), Profile())
