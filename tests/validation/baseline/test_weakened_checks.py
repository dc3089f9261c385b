"""A change that makes checks weaker is found, whatever else it brings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from schlaglicht.errors import ProjectError
from schlaglicht.evidence.edit import write_changes
from schlaglicht.evidence.proposals import plan_reading
from schlaglicht.project import Project, open_project
from schlaglicht.validation.baseline import read_baseline, write_baseline
from schlaglicht.validation.baseline.checks_made import read_checks
from schlaglicht.validation.baseline.weakened_checks import with_weakened_checks
from schlaglicht.validation.ignores import Selection
from schlaglicht.validation.pipeline import validate
from schlaglicht.validation.report import (
    Cause,
    KnownFinding,
    Severity,
    UncheckedFinding,
    ValidationReport,
)

PREFIXES = """@prefix ex: <https://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix vann: <http://purl.org/vocab/vann/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
DATA = "ex:a a ex:T ; ex:p 2 .\n"
SHAPES = """ex:S a sh:NodeShape ; sh:targetClass ex:T ; sh:closed true ;
    sh:ignoredProperties ( ex:q ex:r ) ;
    sh:property ex:S-p , [ sh:path ex:p ; sh:minCount 1 ; sh:in ( 1 2 3 ) ] ;
    sh:or ( [ sh:path ex:p ; sh:maxCount 9 ] [ sh:nodeKind sh:IRI ] ) ;
    sh:sparql [ sh:message "no 7" ; sh:select "SELECT $this { $this <https://example.org/p> 7 }" ] .
ex:S-p a sh:PropertyShape ; sh:path ex:p ; sh:maxInclusive 3 ; sh:pattern "^[0-9]$" ;
    sh:message "at most 3" .
ex:S-new a sh:PropertyShape ; sh:targetClass ex:T ; sh:path ex:new .
ex:C a sh:ConstraintComponent ; sh:parameter [ sh:path ex:most ] ,
        [ sh:path ex:but ; sh:optional true ] ;
    sh:validator ex:most-validator .
ex:most-validator a sh:SPARQLAskValidator ; sh:prefixes ex: ;
    sh:ask "ASK { FILTER ($value <= $most || EXISTS { $this u:unlimited true }) }" .
ex: sh:declare [ sh:prefix "u" ; sh:namespace "https://example.org/u/" ] ,
        [ sh:prefix "v" ; sh:namespace "https://example.org/v/" ] .
ex:S-most a sh:PropertyShape ; sh:targetClass ex:T ; sh:path ex:p ; ex:most 5 .
ex:Small a sh:NodeShape ; sh:property [ sh:path ex:p ; sh:maxInclusive 5 ] .
ex:Large a sh:NodeShape ; sh:targetClass ex:T ; sh:not ex:Small ; sh:sparql ex:query .
ex:query sh:select "SELECT $this { $this <https://example.org/p> 8 }" .
ex:Pair a sh:NodeShape ; sh:targetClass ex:T ; sh:property [ sh:path ex:pair ; sh:maxInclusive 4 ;
    sh:qualifiedValueShape [ sh:nodeKind sh:IRI ] ; sh:qualifiedMaxCount 1 ] .
"""
QUERY = 'ex:query sh:select "SELECT $this { $this <https://example.org/p> 8 }" .'
ONTOLOGY = """ex: a owl:Ontology ; vann:preferredNamespaceUri "https://example.org/" .
ex:T a owl:Class . ex:U a owl:Class ; rdfs:subClassOf ex:T . ex:V rdfs:subClassOf ex:U .
ex:p a owl:DatatypeProperty .
"""
SETTINGS = """evidence = true

[validate]
fail-on = "info"
coverage = 50.0

[[validate.ignore]]
code = "shape"
path = "data/*.ttl"
reason = "old"
until = 2099-01-01
"""
QUESTION = "# title@de: x\n# title@en: x\nASK { ?s ?p ?o }\n"
FILES = {
    "data.ttl": PREFIXES + DATA,
    "shapes/s.ttl": PREFIXES + SHAPES,
    "ontology/o.ttl": PREFIXES + ONTOLOGY,
    "schlaglicht.toml": SETTINGS,
    "queries/q.rq": QUESTION,
}

Files = Mapping[str, str | None]


def write(folder: Path, files: Files) -> Project:
    for path, content in files.items():
        if content is not None:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(content, encoding="utf-8")
    return open_project([folder])


Since = Callable[..., list[str]]


@pytest.fixture
def since(tmp_path: Path) -> Since:
    """What is reported on a project against the one as it was; `changes` are its other files."""

    def said(
        changes: Files, least: Severity = Severity.VIOLATION, selection: Selection | None = None
    ) -> list[str]:
        before = read_checks(write(tmp_path / "before", FILES))
        now = write(tmp_path / "now", {**FILES, **changes})
        write_baseline(tmp_path / "b.json", (), before.checks)
        checks = read_baseline(tmp_path / "b.json").checks
        assert checks == before.checks
        chosen = selection or Selection()
        report = with_weakened_checks(ValidationReport(()), checks, now, chosen)
        assert all(result.code == "check-weakened" for result in report.results)
        return [r.messages["en"] for r in report.results if r.severity >= least]

    return said


def in_shapes(old: str, new: str) -> Files:
    assert old in SHAPES
    return {"shapes/s.ttl": PREFIXES + SHAPES.replace(old, new)}


def in_settings(old: str, new: str) -> Files:
    assert old in SETTINGS
    return {"schlaglicht.toml": SETTINGS.replace(old, new)}


def in_ontology(old: str, new: str) -> Files:
    assert old in ONTOLOGY
    return {"ontology/o.ttl": PREFIXES + ONTOLOGY.replace(old, new)}


WEAKER = {
    "limit": (
        in_shapes("sh:maxInclusive 3", "sh:maxInclusive 30"),
        "ex:S-p demands less: sh:maxInclusive 30 instead of 3",
    ),
    "limit gone": (
        in_shapes("sh:maxInclusive 3 ;", ""),
        "ex:S-p no longer demands sh:maxInclusive 3",
    ),
    "limit of a nameless shape": (
        in_shapes("sh:minCount 1 ; sh:in", "sh:minCount 0 ; sh:in"),
        "ex:S / ex:p demands less: sh:minCount 0 instead of 1",
    ),
    "value allowed": (
        in_shapes("( 1 2 3 )", "( 1 2 3 4 )"),
        "ex:S / ex:p demands less: sh:in 4 instead of –",
    ),
    "property excepted": (
        in_shapes("( ex:q ex:r )", "( ex:q ex:r ex:x )"),
        "ex:S demands less: sh:ignoredProperties ex:x instead of –",
    ),
    "open": (
        in_shapes("sh:closed true", "sh:closed false"),
        "ex:S demands less: sh:closed false instead of true",
    ),
    "severity": (
        in_shapes("ex:S-p a sh:PropertyShape", "ex:S-p a sh:PropertyShape ; sh:severity sh:Info"),
        "ex:S-p demands less: sh:severity sh:Info instead of sh:Violation",
    ),
    "deactivated": (
        in_shapes("sh:closed true", "sh:closed true ; sh:deactivated true"),
        "ex:S is deactivated",
    ),
    "target": (
        in_shapes("sh:targetClass ex:T", "sh:targetClass ex:X"),
        "ex:S no longer demands sh:targetClass ex:T",
    ),
    "not applied": (in_shapes("sh:property ex:S-p ,", "sh:property"),
                    "ex:S no longer demands sh:property ex:S-p"),
    "no query": (in_shapes(SHAPES[SHAPES.index("    sh:sparql [ sh:m"):SHAPES.index("ex:S-p a")],
                           "."),
                  "ex:S no longer demands sh:sparql [ sh:select"),
    "all shapes": ({"shapes/s.ttl": PREFIXES + "ex:N a sh:NodeShape ; sh:targetClass ex:N ."},
                   "the shape ex:S-p is gone"),
    "no folder of shapes": ({"shapes/s.ttl": None}, "the shape ex:S is gone"),
    "fail-on": (in_settings('"info"', '"violation"'), "fail-on was info and is violation"),
    "fail-on gone": (in_settings('fail-on = "info"', ""), "fail-on was info and is warning"),
    "coverage": (in_settings("50.0", "49.5"), "coverage was 50 and is 49.5"),
    "evidence": (in_settings("true", "false"), "evidence was true and is false"),
    "dataset": (
        in_settings("evidence = true", 'evidence = true\ndataset = "https://example.org/a"'),
        "dataset was – and is https://example.org/a",
    ),
    "select": (
        in_settings("[validate]", '[validate]\nselect = ["syntax", "question-failed"]'),
        "select leaves out",
    ),
    "no settings": ({"schlaglicht.toml": None}, "evidence was true and is false"),
    "ignore of more files": (in_settings('path = "data/*.ttl"\n', ""),
                             "this ignore of shape was narrower or not there before"),
    "ignore for longer": (in_settings("until = 2099-01-01\n", ""),
                          "this ignore of shape was narrower or not there before"),
    "ignore of another rule": (in_settings('code = "shape"', 'code = "shape-value"'),
                               "this ignore of shape-value was narrower or not there before"),
    "comment": (
        {"data.ttl": PREFIXES + DATA.replace("\n", " # schlaglicht: ignore shape so it is\n")},
        "this ignore of shape was not there before",
    ),
    "question": ({"queries/q.rq": None}, "the question queries/q.rq is no longer asked"),
    "named query gone": (in_shapes(QUERY, ""),
                         "ex:query, which shapes needed, is gone"),
    "own parameter": (in_shapes("; ex:most 5", ""), "ex:S-most no longer demands ex:most 5"),
    "file not read": ({"data.ttl": None, "shapes/s.ttl": PREFIXES + SHAPES + DATA,
                       "queries/q.rq": None, "queries/q.txt": QUESTION},
                      "the question queries/q.rq is no longer asked"),
    "subclass": (in_ontology("ex:U a owl:Class ; rdfs:subClassOf ex:T", "ex:U a owl:Class"),
                 "ex:U is no longer a subclass of ex:T, so shapes no longer check its instances"),
    "subclass of a subclass": (
        in_ontology("ex:V rdfs:subClassOf ex:U .", ""),
        "ex:V is no longer a subclass of ex:U, so shapes no longer check its instances",
    ),
    "no ontology": ({"ontology/o.ttl": None}, "there is no ontology any more"),
    "folder of the ontology renamed": (
        {"ontology/o.ttl": None, "onto/o.ttl": PREFIXES + ONTOLOGY}, "there is no ontology any more"
    ),
    "question renamed": ({"queries/q.rq": None, "queries/r.rq": QUESTION},
                         "the question queries/q.rq is no longer asked"),
    "namespace without a declared term": (
        {"ontology/o.ttl": PREFIXES + "<https://o.example/o> a owl:Ontology ."},
        "terms of <https://example.org/> no longer have to be declared: the ontology declares none",
    ),
    "namespace": (in_ontology("vann:preferredNamespaceUri", "rdfs:label"),
                  "terms of <https://example.org/> no longer have to be declared"),
}  # fmt: skip


@pytest.mark.parametrize(("changes", "expected"), WEAKER.values(), ids=WEAKER.keys())
def test_weaker_check_is_a_violation(changes: Files, expected: str, since: Since) -> None:
    assert any(message.startswith(expected) for message in since(changes)), since(changes)


STRICTER_OR_SAME = {
    "nothing": {},
    "limit": in_shapes("sh:maxInclusive 3", "sh:maxInclusive 2.5"),
    "fewer allowed": in_shapes("( 1 2 3 )", "( 3 2 )"),
    "fewer excepted": in_shapes("( ex:q ex:r )", "( ex:q )"),
    "more": in_shapes("sh:maxInclusive 3", "sh:maxInclusive 3 ; sh:minInclusive 0"),
    "message": in_shapes('"at most 3"', '"no more than 3"'),
    "another prefix": {
        "shapes/s.ttl": (PREFIXES + SHAPES).replace("ex:", "e:"),
        "ontology/o.ttl": (PREFIXES + ONTOLOGY).replace("ex:", "e:"),
    },
    "shape renamed": in_shapes("ex:S-p", "ex:S-q"),
    "both renamed": {"shapes/s.ttl": (PREFIXES + SHAPES).replace("ex:S-p", "ex:R-p").replace(
        "ex:S ", "ex:R ")},
    "file renamed": {"shapes/s.ttl": None, "shapes/t.ttl": PREFIXES + SHAPES},
    "other order": {"shapes/s.ttl": PREFIXES + SHAPES.replace("ex:S-p , [", "[").replace(
        "( 1 2 3 ) ] ;", "( 1 2 3 ) ] , ex:S-p ;")},
    "prefix that no query uses": in_shapes("example.org/v/", "example.org/w/"),
    "types": in_shapes("ex:S-most a sh:PropertyShape ;", "ex:S-most"),
    "query renamed": in_shapes("ex:query", "ex:q2"),
    "prefixes elsewhere": {"shapes/s.ttl": PREFIXES + SHAPES.replace(
        "sh:prefixes ex: ;", "sh:prefixes ex:e ;").replace("ex: sh:declare", "ex:e sh:declare")},
    "flags that are none": in_shapes('"^[0-9]$"', '"^[0-9]$" ; sh:flags ""'),
    "own constraint": in_shapes("ex:S-new a sh:PropertyShape ;", "ex:S-new ex:most 9 ;"),
    "another target": in_shapes("sh:targetClass ex:T", "sh:targetClass ex:T , ex:U"),
    "fail-on": in_settings('fail-on = "info"', 'fail-on = "info"'),
    "ignore of fewer": in_settings("data/*.ttl", "data/*.ttl\"\nshape = \"S\"\nfocus = \"*a"),
    "ignore not so long": in_settings("2099-01-01", "2098-12-31"),
    "no ignore": {"schlaglicht.toml": SETTINGS.partition("[[")[0]},
    "coverage": in_settings("50.0", "75.0"),
    "more data": {"data.ttl": PREFIXES + DATA + "ex:b a ex:T ; ex:p 1 ."},
    "more shapes": {"shapes/t.ttl": PREFIXES + "ex:N a sh:NodeShape ; sh:targetClass ex:N ."},
}  # fmt: skip


@pytest.mark.parametrize("changes", STRICTER_OR_SAME.values(), ids=STRICTER_OR_SAME.keys())
def test_stricter_and_equal_checks_are_no_finding(changes: Files, since: Since) -> None:
    assert since(changes, Severity.INFO) == []


UNDECIDED = {
    "validator": in_shapes("<= $most", "<= $most + 5"),
    "namespace of a prefix": in_shapes("example.org/u/", "example.org/w/"),
    "optional parameter": in_shapes("ex:most 5", "ex:most 5 ; ex:but 7"),
    "another parameter": in_shapes("sh:parameter [", "sh:parameter [ sh:path ex:new ] , ["),
    "named query": in_shapes("p> 8", "p> 9"),
    "flags": in_shapes('"^[0-9]$"', '"^[0-9]$" ; sh:flags "x"'),
    "path of a closed shape": in_shapes("sh:property ex:S-p ,", "sh:property ex:S-p , ex:S-new ,"),
    "shape that another excludes": in_shapes("sh:maxInclusive 5",
                                             "sh:maxInclusive 5 ; sh:minCount 1"),
    "disjoint": in_shapes("sh:qualifiedMaxCount 1", "sh:qualifiedMaxCount 1 ; "
                          "sh:qualifiedValueShapesDisjoint true"),
    "pattern": in_shapes("^[0-9]$", "^[0-8]$"),
    "query": in_shapes("p> 7", "p> 8"),
    "one of several": in_shapes("sh:maxCount 9", "sh:maxCount 8"),
    "limit of another kind": in_shapes("sh:maxInclusive 3", 'sh:maxInclusive "x"'),
}  # fmt: skip


@pytest.mark.parametrize("changes", UNDECIDED.values(), ids=UNDECIDED.keys())
def test_demand_of_which_nobody_can_say_which_is_stricter_is_a_warning(
    changes: Files, since: Since
) -> None:
    assert since(changes) == []
    assert len(since(changes, Severity.WARNING)) == 1


def test_file_that_is_still_there_and_no_longer_read_is_found(tmp_path: Path) -> None:
    loose = {"rdf/a.ttl": PREFIXES + DATA, "shapes/s.ttl": PREFIXES + SHAPES}
    before = read_checks(write(tmp_path, loose))
    now = write(tmp_path, {"data.ttl": PREFIXES + "ex:c a ex:C ."})
    report = with_weakened_checks(ValidationReport(()), before.checks, now, Selection())
    found = [(r.messages["en"], r.place and r.place.path) for r in report.results]
    assert found == [("this file is no longer read", tmp_path / "rdf/a.ttl")]


TWINS = """ex:S a sh:NodeShape ; sh:targetClass ex:T ; sh:property
    [ sh:path ex:p ; sh:minCount 1 ; sh:maxInclusive 5 ] ,
    [ sh:path ex:p ; sh:minCount 1 ; sh:maxInclusive 3 ; sh:severity sh:Info ] .
"""


@pytest.mark.parametrize(
    ("twins", "expected"),
    [
        (TWINS.replace("[ sh:path ex:p ; sh:minCount 1 ; sh:maxInclusive 5 ] ,", ""), ["less"]),
        (TWINS.replace("5 ]", "9 ]"), ["less"]),
        (TWINS.replace("5 ]", "5 ; sh:deactivated true ]"), ["deactivated"]),
        (TWINS.replace("5 ]", "4 ]").replace("minCount 1", "minCount 2"), []),
        (
            TWINS.replace("sh:minCount 1 ; ", "").replace("5 ]", "5 ; sh:minCount 1 ]"),
            ["no longer"],
        ),
        (TWINS.replace("; sh:severity sh:Info", ""), []),
        (TWINS.replace("5 ]", "3 ]").replace("] ,\n    [", "; a sh:PropertyShape ] ,\n    ["), []),
        (TWINS[: TWINS.index(",\n")].replace("5 ]", "3 ] ."), []),
        (TWINS.replace("5 ]", "5 ] , [ sh:path ex:p ; sh:maxCount 9 ]"), []),
    ],
)
def test_nameless_shapes_of_one_path_are_compared_one_by_one(
    tmp_path: Path, twins: str, expected: list[str]
) -> None:
    """Taken together, what one of them demands would hide that another no longer does."""
    files = {"data.ttl": PREFIXES + DATA, "shapes/s.ttl": PREFIXES + TWINS}
    before = read_checks(write(tmp_path / "before", files)).checks
    now = write(tmp_path / "now", {**files, "shapes/s.ttl": PREFIXES + twins})
    report = with_weakened_checks(ValidationReport(()), before, now, Selection())
    said = [result.messages["en"] for result in report.results]
    assert len(said) == len(expected), said
    assert all(word in text for word, text in zip(expected, said, strict=True))


def test_nameless_shapes_that_a_baseline_has_as_one_are_the_same(tmp_path: Path) -> None:
    """An earlier release took those of one owner and path together."""
    twins = "ex:S sh:property [ sh:path ex:p ; sh:minCount 1 ] , [ sh:path ex:p ; sh:maxCount 1 ] ."
    files = {
        "data.ttl": PREFIXES + DATA,
        "shapes/s.ttl": f"{PREFIXES} ex:S sh:targetNode ex:a .{twins}",
    }
    reading = read_checks(project := write(tmp_path, files))
    (name, first), (_, second) = (each for each in reading.checks.shapes.items() if "/ " in each[0])
    of_owner = {key: own for key, own in reading.checks.shapes.items() if "/ " not in key}
    before = replace(reading.checks, shapes={**of_owner, name: {**first, **second}})
    report = with_weakened_checks(ValidationReport(()), before, project, Selection())
    assert report.results == ()


def test_checks_of_a_state_with_faults_are_those_that_can_be_read(tmp_path: Path) -> None:
    files = {**FILES, "shapes/broken.ttl": "oops"}
    before = read_checks(write(tmp_path / "before", files)).checks
    now = write(tmp_path / "now", {**FILES, **in_shapes("sh:maxInclusive 3 ;", "")})
    report = with_weakened_checks(ValidationReport(()), before, now, Selection())
    said = [result.messages["en"] for result in report.results]
    assert said == ["ex:S-p no longer demands sh:maxInclusive 3"]


def test_place_is_the_value_or_the_line(tmp_path: Path) -> None:
    before = read_checks(write(tmp_path / "before", FILES))
    changes = {**in_shapes("sh:maxInclusive 3", "sh:maxInclusive 30"),
               **in_settings('"info"', '"violation"')}  # fmt: skip
    now = write(tmp_path / "now", {**FILES, **changes})
    report = with_weakened_checks(ValidationReport(()), before.checks, now, Selection())
    places = [(r.place.path.name, r.place.line, r.place.column) for r in report.results if r.place]
    assert places == [("schlaglicht.toml", 4, 1), ("s.ttl", 9, 60)]


def test_command_line_alone_ignores_it(since: Since, tmp_path: Path) -> None:
    gone: Files = {"shapes/s.ttl": None}
    assert since(gone, selection=Selection(select=("shape",)))
    assert not since(gone, selection=Selection(select=("syntax",)))
    assert not since(gone, selection=Selection(ignore=("check-weakened",)))
    entry = '[[validate.ignore]]\ncode = "check-weakened"\nreason = "so"\n'
    project = write(tmp_path / "own", {**FILES, "schlaglicht.toml": entry})
    with pytest.raises(ProjectError, match="check-weakened can only be ignored with --ignore"):
        validate(project)


def test_deeply_nested_and_shared_nodes_take_no_time(tmp_path: Path) -> None:
    """Each node is in the next one twice: written out it would be a text of 2^60 parts."""
    levels = "".join(f"_:n{i} sh:not _:n{i + 1} ; sh:node _:n{i + 1} .\n" for i in range(60))
    shapes = f"{PREFIXES}ex:S a sh:NodeShape ; sh:targetClass ex:T ; sh:not _:n0 .\n{levels}"
    reading = read_checks(write(tmp_path, {"data.ttl": FILES["data.ttl"], "shapes/s.ttl": shapes}))
    assert len(str(reading.checks.shapes)) < 1000


REVIEWED = {
    "data.ttl": "@prefix ex: <https://example.org/> . ex:a ex:p 1 ; ex:q 2 .",
    "schlaglicht.toml": "review = true",
    "evidence.yaml": """prefixes: {ex: "https://example.org/"}
retrieved: 2031-04-20
evidence:
  F1: {sources: ["https://a.example/"], paraphrase: [ex:a ex:p]}
  F2: {sources: ["https://a.example/"], paraphrase: [ex:a ex:q]}
""",
}


def read_by(name: str, project: Project) -> Project:
    """The project after somebody has read all of its evidence."""
    write_changes(project, plan_reading(project, ["F1", "F2"], name, date(2031, 5, 1)))
    return project


def test_entries_that_were_read_and_changed_are_named(tmp_path: Path) -> None:
    before = read_checks(read_by("Mara Lind", write(tmp_path / "before", REVIEWED)))
    write_baseline(tmp_path / "b.json", (), before.checks)
    kept = read_baseline(tmp_path / "b.json").checks
    assert kept == before.checks
    read = (tmp_path / "before/evidence.yaml").read_text(encoding="utf-8")
    changed = {"data.ttl": REVIEWED["data.ttl"].replace("1", "3"), "evidence.yaml": read}

    def said(project: Project) -> list[tuple[Severity, str]]:
        report = with_weakened_checks(ValidationReport(()), kept, project, Selection())
        return [(r.severity, r.messages["en"]) for r in report.results]

    now = write(tmp_path / "now", {**REVIEWED, **changed})
    opened = "F1 is open again: nobody has read it as it is now"
    assert said(now) == [(Severity.VIOLATION, opened)]
    again = "F1 was changed, and read again by Jo Peters"
    assert said(read_by("Jo Peters", now)) == [(Severity.INFO, again)]
    off = write(tmp_path / "off", {**REVIEWED, "evidence.yaml": read, "schlaglicht.toml": ""})
    assert said(off) == [(Severity.VIOLATION, "review was true and is false")]


def test_shape_that_finds_less_for_no_visible_reason_is_a_warning(tmp_path: Path) -> None:
    reading = read_checks(project := write(tmp_path, FILES))
    shape = "https://example.org/S-p"
    known = KnownFinding("0:0", "shape", "data.ttl", "at most 3", shape)
    milder = UncheckedFinding(known, Cause.SHAPES_MILDER)
    report = ValidationReport((), unchecked=(milder,))
    found = with_weakened_checks(report, reading.checks, project, Selection()).results
    said = "ex:S-p finds less in this data than before, though its demands look the same"
    places = [(r.severity, r.messages["en"], r.place and r.place.line) for r in found]
    assert places == [(Severity.WARNING, said, 9)]
