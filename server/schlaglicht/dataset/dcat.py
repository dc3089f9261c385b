"""The dataset as a catalogue entry: DCAT 3, as required by DCAT-AP and DCAT-AP.de, with PROV.

https://www.w3.org/TR/vocab-dcat-3/, https://www.dcat-ap.de/def/dcatde/3.0/spec/
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from rdflib import (
    DCAT,
    DCTERMS,
    FOAF,
    PROV,
    RDF,
    RDFS,
    SKOS,
    XSD,
    Graph,
    Literal,
    Namespace,
    URIRef,
)

from schlaglicht import __version__
from schlaglicht.dataset.dumps import DumpFile
from schlaglicht.dataset.main_resource import titles_of
from schlaglicht.dataset.snapshot import Snapshot
from schlaglicht.dataset.void import Description, add_description
from schlaglicht.formats import GRAPH_FORMATS, format_named
from schlaglicht.i18n import Message, msg
from schlaglicht.project import Project
from schlaglicht.vocab import SH

SPDX = Namespace("http://spdx.org/rdf/terms#")

DQV = Namespace("http://www.w3.org/ns/dqv#")

_METRICS = {
    "violation": msg("number of results that are violations"),
    "warning": msg("number of results that are warnings"),
    "info": msg("number of results that are hints"),
    "ignored": msg("number of results that the project leaves out"),
}

_FILE_TYPES = "http://publications.europa.eu/resource/authority/file-type/"
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_AVAILABILITY = URIRef("http://data.europa.eu/r5r/availability")
_AVAILABLE = URIRef(
    "http://publications.europa.eu/resource/authority/planned-availability/AVAILABLE"
)
_SOFTWARE = URIRef("https://w3id.org/schlaglicht/")

_FILE_TYPE_OF = {
    "turtle": "RDF_TURTLE",
    "ntriples": "RDF_N_TRIPLES",
    "jsonld": "JSON_LD",
    "rdfxml": "RDF_XML",
    "trig": "RDF_TRIG",
    "nquads": "RDF_N_QUADS",
}

_LANGUAGES = {"de": "DEU", "en": "ENG", "fr": "FRA", "es": "SPA", "it": "ITA", "nl": "NLD"}
_LANGUAGE_IRIS = "http://publications.europa.eu/resource/authority/language/"

_VERSION = URIRef(f"{DCAT}version")
"""Part of DCAT 3, missing from rdflib's table."""

_OF_THE_DATASET = (
    *(DCTERMS.title, DCTERMS.description, DCTERMS.license, DCTERMS.rights, DCTERMS.creator),
    *(DCTERMS.publisher, DCTERMS.issued, DCTERMS.created, DCTERMS.modified),
)


@dataclass(frozen=True)
class Verdict:
    """The result of validating exactly the described version."""

    by_severity: Mapping[str, int]
    """Number of results by severity."""
    ignored: int = 0
    """Number of results left out by the project's settings."""


@dataclass(frozen=True)
class Places:
    """The absolute URLs of a site that its catalogue names."""

    catalogue: str
    """The document with the catalogue itself."""
    home: str
    endpoint: str
    description: str
    """The description of the endpoint."""
    dumps: str
    """The folder of the dumps."""


def describe_catalogue(
    project: Project,
    snapshot: Snapshot,
    dumps: Sequence[DumpFile],
    places: Places,
    *,
    verdict: Verdict | None = None,
) -> Graph:
    """A catalogue of one dataset, its nodes named `<catalogue>#…` unless the data names them.

    Without a `verdict` it has no statement about validation.
    """
    described = _Catalogue(project, snapshot, places)
    described.add_catalogue()
    described.add_dataset()
    described.add_service()
    described.add_provenance()
    if verdict is not None:
        described.add_validation(verdict)
    for file in dumps:
        described.add_distribution(file)
    return described.graph


class _Catalogue:
    def __init__(self, project: Project, snapshot: Snapshot, places: Places) -> None:
        self.graph = Graph(bind_namespaces="none")
        self._project = project
        self._snapshot = snapshot
        self._places = places
        main_resource = snapshot.statistics.collection
        record = main_resource.record if main_resource else ""
        self._record = Graph().parse(data=record, format="nt")
        self._dataset = self._node("dataset")
        if main_resource and main_resource.is_dataset:
            self._dataset = URIRef(main_resource.iri)
        titles = titles_of(project, main_resource)
        self._titles = [Literal(text, tag or None) for tag, text in titles.items()]
        """The required title."""

    def _node(self, name: str) -> URIRef:
        return URIRef(f"{self._places.catalogue}#{name}")

    def _add(self, subject: URIRef, description: Description) -> None:
        add_description(self.graph, subject, description)

    def add_catalogue(self) -> None:
        self._add(
            self._node("catalog"),
            {
                RDF.type: DCAT.Catalog,
                DCTERMS.title: self._titles,
                DCTERMS.description: self._texts(DCTERMS.description) or self._titles,
                DCTERMS.publisher: self._publisher(),
                FOAF.homepage: URIRef(self._places.home),
                DCAT.dataset: self._dataset,
                DCAT.service: self._node("service"),
                DCTERMS.language: self._languages(),
            },
        )
        self._add(URIRef(self._places.home), {RDF.type: FOAF.Document})

    def add_dataset(self) -> None:
        vocabularies = [URIRef(iri) for iri in sorted(self._snapshot.statistics.vocabularies)]
        self._add(self._dataset, {each: self._texts(each) for each in _OF_THE_DATASET})
        self._add(
            self._dataset,
            {
                RDF.type: DCAT.Dataset,
                DCTERMS.title: self._texts(DCTERMS.title) or self._titles,
                DCTERMS.description: self._texts(DCTERMS.description) or self._titles,
                DCTERMS.publisher: self._publisher(),
                DCTERMS.identifier: Literal(str(self._dataset)),
                DCAT.landingPage: URIRef(self._places.home),
                _VERSION: Literal(self._snapshot.digest[:12]),
                DCTERMS.language: self._languages(),
                DCTERMS.conformsTo: vocabularies,
            },
        )
        for vocabulary in vocabularies:
            self._add(vocabulary, {RDF.type: DCTERMS.Standard})
        for licence in self._iris(DCTERMS.license):
            self._add(licence, {RDF.type: DCTERMS.LicenseDocument})

    def add_service(self) -> None:
        standard = URIRef("https://www.w3.org/TR/sparql11-protocol/")
        endpoint, description = URIRef(self._places.endpoint), URIRef(self._places.description)
        self._add(
            self._node("service"),
            {
                RDF.type: DCAT.DataService,
                DCTERMS.title: _literals(msg("SPARQL endpoint")),
                DCAT.endpointURL: endpoint,
                DCAT.endpointDescription: description,
                DCAT.servesDataset: self._dataset,
                DCTERMS.license: self._iris(DCTERMS.license),
                DCTERMS.conformsTo: standard,
            },
        )
        self._add(standard, {RDF.type: DCTERMS.Standard})
        for place in (endpoint, description):
            self._add(place, {RDF.type: RDFS.Resource})

    def add_distribution(self, file: DumpFile) -> None:
        """Adds a dump: https://www.w3.org/TR/vocab-dcat-3/#Class:Distribution."""
        graph_format = format_named(file.format_name, GRAPH_FORMATS)
        node, checksum = self._node(quote(file.name)), self._node(f"{quote(file.name)}-sha256")
        url = URIRef(self._places.dumps + quote(file.name))
        media_type = URIRef(_MEDIA_TYPES + graph_format.media_type)
        coding = [URIRef(f"{_MEDIA_TYPES}application/gzip")] if file.is_compressed else []
        file_type = URIRef(_FILE_TYPES + _FILE_TYPE_OF[graph_format.name])
        self._add(self._dataset, {DCAT.distribution: node})
        self._add(
            node,
            {
                RDF.type: DCAT.Distribution,
                DCTERMS.title: Literal(file.name),
                DCAT.accessURL: url,
                DCAT.downloadURL: url,
                DCAT.mediaType: media_type,
                DCAT.compressFormat: coding,
                DCTERMS["format"]: file_type,
                DCAT.byteSize: Literal(file.size, datatype=XSD.nonNegativeInteger),
                DCTERMS.license: self._iris(DCTERMS.license),
                _AVAILABILITY: _AVAILABLE,
                SPDX.checksum: checksum,
            },
        )
        self._add(url, {RDF.type: RDFS.Resource})
        for each in (media_type, *coding):
            self._add(each, {RDF.type: DCTERMS.MediaType})
        self._add(file_type, {RDF.type: DCTERMS.MediaTypeOrExtent})
        self._add(_AVAILABLE, {RDF.type: SKOS.Concept, SKOS.prefLabel: _literals(msg("available"))})
        self._add(
            checksum,
            {
                RDF.type: SPDX.Checksum,
                SPDX.algorithm: SPDX.checksumAlgorithm_sha256,
                SPDX.checksumValue: Literal(file.digest, datatype=XSD.hexBinary),
            },
        )
        self._add(SPDX.checksumAlgorithm_sha256, {RDF.type: SPDX.ChecksumAlgorithm})

    def add_provenance(self) -> None:
        """Adds source files and software: https://www.w3.org/TR/prov-o/."""
        making, software = self._node("making"), self._node("software")
        self._add(self._dataset, {RDF.type: PROV.Entity, PROV.wasGeneratedBy: making})
        self._add(
            making,
            {
                RDF.type: PROV.Activity,
                PROV.wasAssociatedWith: software,
                PROV.used: self._sources(),
            },
        )
        self._add(
            software,
            {
                RDF.type: PROV.SoftwareAgent,
                RDFS.label: Literal(f"Schlaglicht {__version__}"),
                RDFS.seeAlso: _SOFTWARE,
            },
        )

    def add_validation(self, verdict: Verdict) -> None:
        """Adds the software, the standard and the result of a validation.

        https://www.w3.org/TR/shacl/#validation-report, https://www.w3.org/TR/vocab-dqv/
        """
        validating, report = self._node("validation"), self._node("validation-report")
        self._add(
            validating,
            {
                RDF.type: PROV.Activity,
                PROV.wasAssociatedWith: self._node("software"),
                PROV.used: [self._dataset, *self._sources()],
            },
        )
        self._add(
            report,
            {
                RDF.type: [PROV.Entity, SH.ValidationReport, DQV.QualityMetadata],
                PROV.wasGeneratedBy: validating,
                PROV.wasDerivedFrom: self._dataset,
                SH.conforms: Literal(not any(verdict.by_severity.values())),
            },
        )
        self._add(self._dataset, {DQV.hasQualityMetadata: report})
        for name, number in (*verdict.by_severity.items(), ("ignored", verdict.ignored)):
            measurement, metric = self._node(f"measured-{name}"), self._node(f"metric-{name}")
            self._add(self._dataset, {DQV.hasQualityMeasurement: measurement})
            self._add(
                measurement,
                {
                    RDF.type: DQV.QualityMeasurement,
                    DQV.isMeasurementOf: metric,
                    DQV.computedOn: self._dataset,
                    DQV.value: Literal(number),
                    PROV.wasGeneratedBy: validating,
                },
            )
            self._add(
                metric,
                {
                    RDF.type: DQV.Metric,
                    DQV.expectedDataType: XSD.integer,
                    SKOS.prefLabel: _literals(_METRICS[name]),
                },
            )

    def _sources(self) -> list[URIRef]:
        """The files that the graphs are read from, each described."""
        names = map(self._project.display, self._project.graph_files)
        sources = {self._node(f"source-{quote(name, safe='')}"): name for name in names}
        for source, name in sources.items():
            self._add(source, {RDF.type: PROV.Entity, RDFS.label: Literal(name)})
        return list(sources)

    def _publisher(self) -> URIRef:
        """The publisher named by the data, else a node with the name of the project."""
        named = [*self._iris(DCTERMS.publisher), *self._iris(DCTERMS.creator)]
        publisher = named[0] if named else self._node("publisher")
        self._add(publisher, {RDF.type: FOAF.Agent, FOAF.name: self._titles})
        return publisher

    def _texts(self, predicate: URIRef) -> list[URIRef | Literal]:
        return [o for o in self._record.objects(None, predicate) if isinstance(o, URIRef | Literal)]

    def _iris(self, predicate: URIRef) -> list[URIRef]:
        return sorted(o for o in self._texts(predicate) if isinstance(o, URIRef))

    def _languages(self) -> list[URIRef]:
        tags = {tag.partition("-")[0] for tag in self._snapshot.statistics.default_graph.languages}
        known = sorted(tags & _LANGUAGES.keys())
        iris = [URIRef(_LANGUAGE_IRIS + _LANGUAGES[tag]) for tag in known]
        for iri in iris:
            self._add(iri, {RDF.type: DCTERMS.LinguisticSystem})
        return iris


def _literals(message: Message) -> list[Literal]:
    """The text of a message, a literal in each language."""
    return [Literal(text, tag) for tag, text in message.items()]
