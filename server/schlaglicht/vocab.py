"""The namespaces that the code speaks of, and the project's own vocabulary."""

from rdflib import Namespace

SCHEMA = Namespace("https://schema.org/")

SCHEMA_HTTP = Namespace("http://schema.org/")
"""The same as others write it: read in their data, never written in ours."""

SH = Namespace("http://www.w3.org/ns/shacl#")
OA = Namespace("http://www.w3.org/ns/oa#")
PROV = Namespace("http://www.w3.org/ns/prov#")
ORG = Namespace("http://www.w3.org/ns/org#")

DEF = Namespace("https://w3id.org/schlaglicht/def/")
"""Terms of our own: `ontology/`."""

ID = Namespace("https://w3id.org/schlaglicht/id/")
"""Things of the shipped graph: `data.ttl`."""

SHAPES = Namespace("https://w3id.org/schlaglicht/shapes/")
"""Constraints of the shipped graph: `shapes/`."""
