"""Shapes that pySHACL passes in silence: each one is exit 1, with its code and its place.

The data breaks what the shapes were meant to say: the event has no location. One thing is
changed in the shapes, and with it nothing is checked any more.
"""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pyshacl
import pytest
from rdflib import Graph

Outcome = subprocess.CompletedProcess[str]

DATA = """\
@prefix ex: <https://example.org/> .
@prefix schema: <https://schema.org/> .
ex:fair a schema:Event ; schema:name "Fair" .
"""

SHAPES = """\
@prefix ex: <https://example.org/> .
@prefix schema: <https://schema.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
ex:EventShape
    a sh:NodeShape ;
    sh:targetClass schema:Event ;
    sh:property [ sh:path schema:location ; sh:minCount 1 ] .
"""

SHACL = "<http://www.w3.org/ns/shacl#>"

SILENT = {
    "namespace with https": (
        (SHACL, "<https://www.w3.org/ns/shacl#>"),
        "shapes/events.ttl:3:13: violation[shacl-namespace]",
    ),
    "namespace without #": (
        (SHACL, "<http://www.w3.org/ns/shacl>"),
        "shapes/events.ttl:3:13: violation[shacl-namespace]",
    ),
    "http twin of the class": (
        ("schema:Event ;", "<http://schema.org/Event> ;"),
        "shapes/events.ttl:6:20: violation[shape-near-miss]",
    ),
    "misspelt class": (
        ("schema:Event ;", "schema:Evnet ;"),
        "shapes/events.ttl:6:20: violation[shape-near-miss]",
    ),
    "class in the wrong case": (
        ("schema:Event ;", "schema:event ;"),
        "shapes/events.ttl:6:20: violation[shape-near-miss]",
    ),
    "sh:mincount": (
        ("sh:minCount", "sh:mincount"),
        "shapes/events.ttl:7:45: violation[shacl-unknown-term]",
    ),
    "sh:targetclass": (
        ("sh:targetClass", "sh:targetclass"),
        "shapes/events.ttl:6:5: violation[shacl-unknown-term]",
    ),
    "sh:properties": (
        ("sh:property", "sh:properties"),
        "shapes/events.ttl:7:5: violation[shacl-unknown-term]",
    ),
    "no target": (
        ("    sh:targetClass schema:Event ;\n", ""),
        "shapes/events.ttl:4:1: violation[nothing-checked]",
    ),
    "class that the data lacks": (
        ("schema:Event ;", "schema:Dataset ;"),
        "shapes/events.ttl:4:1: violation[nothing-checked]",
    ),
    "sh:message:": (
        ("sh:minCount 1", 'sh:message: "Wo?"'),
        "shapes/events.ttl:7:45: violation[shacl-unknown-term]",
    ),
    "sh:dataType": (
        ("schema:location ; sh:minCount 1", "schema:name ; sh:dataType schema:Date"),
        "shapes/events.ttl:7:41: violation[shacl-unknown-term]",
    ),
    "sh:shape": (
        ("sh:minCount 1", "sh:shape [ sh:minCount 1 ]"),
        "shapes/events.ttl:7:45: violation[shacl-ignored]",
    ),
    "sh:flags without sh:pattern": (
        ("schema:location ; sh:minCount 1", 'schema:name ; sh:flags "i"'),
        "shapes/events.ttl:7:41: warning[shape-partner]",
    ),
    "term of SHACL 1.2": (
        ("sh:minCount 1", "sh:someValue [ ]"),
        "shapes/events.ttl:7:45: violation[shacl-ignored]",
    ),
    "empty file": ((SHAPES, ""), "shapes/events.ttl: violation[empty-shapes]"),
}


@pytest.mark.parametrize(("change", "finding"), SILENT.values(), ids=SILENT.keys())
def test_silent_pass_is_exit_1_at_the_right_place(
    change: tuple[str, str],
    finding: str,
    tmp_path: Path,
    cli: Callable[..., Outcome],
) -> None:
    assert change[0] in SHAPES
    shapes = SHAPES.replace(*change, 1)
    assert judged_by_pyshacl(shapes)
    outcome = validate(tmp_path, shapes, cli)
    assert outcome.returncode == 1
    assert re.search(rf"^{re.escape(finding)}", outcome.stdout, re.MULTILINE), outcome.stdout


def test_right_shapes_find_what_is_missing(tmp_path: Path, cli: Callable[..., Outcome]) -> None:
    outcome = validate(tmp_path, SHAPES, cli)
    assert outcome.returncode == 1
    assert "data.ttl:3:1: violation[shape]" in outcome.stdout
    assert "shapes/events.ttl:1" not in outcome.stdout


FALSE_GREENS = {
    "sh:in over plain strings": (
        'ex:fair schema:name "Fair" .',
        'ex:S sh:targetNode ex:fair ; sh:property [ sh:path schema:name ; sh:in ( "Expo" ) ] .',
        "data.ttl:3:21: violation[shape]",
    ),
    "sh:hasValue over plain strings": (
        'ex:fair schema:name "Fair" .',
        'ex:S sh:targetNode ex:fair ; sh:property [ sh:path schema:name ; sh:hasValue "Expo" ] .',
        "data.ttl:3:1: violation[shape]",
    ),
    "value node that a chosen focus node would hide": (
        "ex:fair schema:location ex:hall .",
        """ex:S sh:targetNode ex:fair ; sh:property [ sh:path schema:location ; sh:node ex:Place ] .
           ex:Place a sh:NodeShape ; sh:property [ sh:path schema:name ; sh:minCount 1 ] .""",
        "data.ttl:3:25: violation[shape]",
    ),
    "shape that a chosen shape would hide": (
        "ex:fair schema:location ex:hall .",
        """ex:S sh:targetNode ex:fair ; sh:property ex:S-location .
           ex:S-location sh:path schema:location ; sh:class schema:Place .""",
        "data.ttl:3:25: violation[shape]",
    ),
    "warning that would be allowed": (
        'ex:fair schema:name "Fair" .',
        """ex:S sh:targetNode ex:fair ;
           sh:property [ sh:path schema:location ; sh:minCount 1 ; sh:severity sh:Warning ] .""",
        "data.ttl:3:1: warning[shape]",
    ),
}
"""Data that pySHACL passes over another store, or with one of its options on."""


@pytest.mark.parametrize(
    ("data", "shapes", "finding"), FALSE_GREENS.values(), ids=FALSE_GREENS.keys()
)
def test_false_green_is_exit_1_at_the_right_place(
    data: str, shapes: str, finding: str, tmp_path: Path, cli: Callable[..., Outcome]
) -> None:
    shapes = prefixes_of(SHAPES) + shapes
    outcome = validate(tmp_path, shapes, cli, data=prefixes_of(DATA) + data)
    assert outcome.returncode == 1
    assert re.search(rf"^{re.escape(finding)}", outcome.stdout, re.MULTILINE), outcome.stdout


def prefixes_of(text: str) -> str:
    lines = text.splitlines(keepends=True)
    return "".join(line for line in lines if line.startswith("@prefix"))


def judged_by_pyshacl(shapes: str) -> bool:
    """Whether pySHACL alone passes the data."""
    data, shapes_graph = (Graph().parse(data=text, format="turtle") for text in (DATA, shapes))
    conforms, _, _ = pyshacl.validate(data, shacl_graph=shapes_graph)
    return bool(conforms)


def validate(
    folder: Path, shapes: str, cli: Callable[..., Outcome], *, data: str = DATA
) -> Outcome:
    (folder / "shapes").mkdir()
    (folder / "data.ttl").write_text(data, encoding="utf-8")
    (folder / "shapes" / "events.ttl").write_text(shapes, encoding="utf-8")
    return cli(folder, "validate", ".")
