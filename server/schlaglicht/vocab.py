"""The namespaces used in the code, and the project's own vocabulary."""

from rdflib import DCTERMS, OWL, RDF, RDFS, XSD, Namespace, URIRef


class _Vocabulary(Namespace):
    """A namespace that makes each of its terms once."""

    def __getattr__(self, name: str) -> URIRef:
        term = super().__getattr__(name)
        setattr(self, name, term)
        return term


CLASSES = (OWL.Class, RDFS.Class, OWL.DeprecatedClass)
"""The classes whose instances are classes."""
DATATYPES = (RDFS.Datatype, OWL.DataRange)
PROPERTIES = (
    *(OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, RDF.Property),
    *(OWL.OntologyProperty, OWL.DeprecatedProperty, OWL.FunctionalProperty),
    *(OWL.InverseFunctionalProperty, OWL.SymmetricProperty, OWL.AsymmetricProperty),
    *(OWL.TransitiveProperty, OWL.ReflexiveProperty, OWL.IrreflexiveProperty),
    RDFS.ContainerMembershipProperty,
)
"""The classes whose instances are properties: those of OWL need no second type.

https://www.w3.org/TR/owl2-mapping-to-rdf/#Extracting_Declarations_and_the_IRIs_of_the_Directly_Imported_Ontology_Documents
"""

SCHEMA = _Vocabulary("https://schema.org/")

SCHEMA_HTTP = _Vocabulary("http://schema.org/")
"""The same as others write it: read in their data, never written in ours."""


def of_schema(*names: str) -> tuple[URIRef, ...]:
    """Terms of schema.org by their names, each in both ways of writing its namespace."""
    return tuple(vocabulary[name] for name in names for vocabulary in (SCHEMA, SCHEMA_HTTP))


REPLACING = (DCTERMS.isReplacedBy, *of_schema("supersededBy"))
"""Properties that lead from a term to the one in its place."""

SH = _Vocabulary("http://www.w3.org/ns/shacl#")

SHAPE_CLASSES = (SH.NodeShape, SH.PropertyShape)
SHAPE_TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
"""Predicates that make their subject a shape, even without the class of one."""

LISTS_OF_SHAPES = (SH["and"], SH["or"], SH.xone)
NAMING_CLASSES = (SH.targetClass, SH["class"])
"""Parameters whose values are classes."""

VALIDATORS = (SH.validator, SH.nodeValidator, SH.propertyValidator)

OA = _Vocabulary("http://www.w3.org/ns/oa#")
PROV = _Vocabulary("http://www.w3.org/ns/prov#")
ORG = _Vocabulary("http://www.w3.org/ns/org#")

DEF = _Vocabulary("https://w3id.org/schlaglicht/def/")
"""Our own terms: `ontology/`."""

SHA256 = (SCHEMA.sha256, DEF.sha256)
"""Properties for a digest, the preferred one first; older graphs have the second."""

ID = _Vocabulary("https://w3id.org/schlaglicht/id/")
"""Things of the shipped graph: `data.ttl`."""

OF_RDF = tuple(str(namespace) for namespace in (RDF, RDFS, OWL, XSD, SH))
"""The namespaces of RDF's own languages, whose terms no project has to declare."""
