"""The namespaces used in the code, and the project's own vocabulary."""

from rdflib import OWL, RDF, RDFS, XSD, Namespace, URIRef


class _Vocabulary(Namespace):
    """A namespace that makes each of its terms once."""

    def __getattr__(self, name: str) -> URIRef:
        term = super().__getattr__(name)
        setattr(self, name, term)
        return term


SCHEMA = _Vocabulary("https://schema.org/")

SCHEMA_HTTP = _Vocabulary("http://schema.org/")
"""The same as others write it: read in their data, never written in ours."""


def of_schema(*names: str) -> tuple[URIRef, ...]:
    """Terms of schema.org by their names, each in both ways of writing its namespace."""
    return tuple(vocabulary[name] for name in names for vocabulary in (SCHEMA, SCHEMA_HTTP))


SH = _Vocabulary("http://www.w3.org/ns/shacl#")
OA = _Vocabulary("http://www.w3.org/ns/oa#")
PROV = _Vocabulary("http://www.w3.org/ns/prov#")
ORG = _Vocabulary("http://www.w3.org/ns/org#")

DEF = _Vocabulary("https://w3id.org/schlaglicht/def/")
"""Our own terms: `ontology/`."""

SHA256 = (SCHEMA.sha256, DEF.sha256)
"""Properties for a digest, the preferred one first; older graphs have the second."""

ID = _Vocabulary("https://w3id.org/schlaglicht/id/")
"""Things of the shipped graph: `data.ttl`."""

SHAPES = _Vocabulary("https://w3id.org/schlaglicht/shapes/")
"""Constraints of the shipped graph: `shapes/`."""

OF_RDF = tuple(str(namespace) for namespace in (RDF, RDFS, OWL, XSD, SH))
"""The namespaces of RDF's own languages, whose terms no project has to declare."""
