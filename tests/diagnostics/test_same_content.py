"""Every format says of the same report the same: each result with rule, place and severity."""

import json
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree
from xml.sax.saxutils import unescape

import pytest
from rdflib import Graph, Namespace
from rdflib.term import Node

from schlaglicht.cli.report_output import Output, write_report
from schlaglicht.diagnostics import FORMATS, View, render
from schlaglicht.diagnostics.severities_and_notes import notes
from schlaglicht.project import open_project
from schlaglicht.validation.pipeline import validate
from schlaglicht.validation.report import (
    Checked,
    Place,
    Precision,
    Severity,
    ValidationReport,
    ValidationResult,
)

DCTERMS, OA, PTR, SH = (
    Namespace(iri)
    for iri in (
        "http://purl.org/dc/terms/",
        "http://www.w3.org/ns/oa#",
        "http://www.w3.org/2009/pointers#",
        "http://www.w3.org/ns/shacl#",
    )
)
PREFIXES = """@prefix ex: <https://example.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix schema: <http://schema.org/> .
"""
SHAPES = """ex:S a sh:NodeShape ; sh:targetClass ex:T ; sh:message "a|b: <c>, ::d"@en ;
    sh:property [ sh:path ex:p ; sh:maxInclusive 3 ; sh:severity sh:Info ] ;
    sh:property [ sh:path ex:q ; sh:minCount 1 ; sh:severity sh:Warning ] ;
    sh:property [ sh:path ex:r ; sh:or ( [ sh:class ex:U ] [ sh:nodeKind sh:Literal ] ) ] ;
    sh:property [ sh:path ex:long ; sh:maxLength 3 ] ; sh:nodeknd sh:IRI .
"""
ROWS = "".join(
    f'ex:t{n} a ex:T ; ex:p {n} ; ex:r [] ; ex:long "a long text" ;\n'
    f'    ex:day "2020-13-{n:02}"^^xsd:date ; schema:nme "ä" .\n'
    for n in range(15)
)

Said = tuple[str, str, int | None, int | None, str]
"""Code, file, line, column and severity; no line where only the file is known."""

LEVELS = {"error": "violation", "warning": "warning", "note": "info", "notice": "info"}
GRADES = {"major": "violation", "minor": "warning", "info": "info"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with more results of many rules than people are shown."""
    folder = tmp_path_factory.mktemp("many")
    files = {"data set": ROWS, "shapes/s": SHAPES, "data/more": ROWS}
    for name in (".git", "queries"):
        (folder / name).mkdir()
    for name, content in files.items():
        path = folder / f"{name}.ttl"
        path.parent.mkdir(exist_ok=True)
        path.write_text(PREFIXES + content, encoding="utf-8")
    (folder / "queries" / "q.rq").write_text("ASK { }", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def report(folder: Path) -> ValidationReport:
    """A validation, and a result of which only the file is known."""
    report = validate(open_project([folder]))
    place = Place(folder / "shapes" / "s.ttl")
    other = ValidationResult("shape-recursion", Severity.WARNING, {"en": "a circle"}, place)
    return replace(report, results=(*report.results, other))


def expected(report: ValidationReport, folder: Path, *, column: bool = True) -> Counter[Said]:
    found: Counter[Said] = Counter()
    for result in report.results:
        assert result.place is not None
        file = result.place.path.relative_to(folder).as_posix()
        exact = result.place.precision is not Precision.FILE
        line = result.place.line if exact else None
        place = (file, line, result.place.column if exact and column else None)
        found[(result.code, *place, result.severity.label)] += 1
    return found


def in_text(text: str) -> Counter[Said]:
    """The head of each finding, and the places where it repeats."""
    head = re.compile(r"(\S.*?)(?::(\d+):(\d+))?: (violation|warning|info)\[([\w-]+)\] ")
    repeat = re.compile(r" +=   (\S.*?)(?::(\d+):(\d+))?(?:: .*)?")
    found: Counter[Said] = Counter()
    code = severity = ""
    repeats = False
    for line in text.splitlines():
        if place := head.match(line):
            severity, code, repeats = place[4], place[5], False
        else:
            place = repeat.fullmatch(line) if repeats else None
            repeats = repeats or line.endswith((" more place:", " more places:"))
        if place:
            found[(code, place[1], number(place[2]), number(place[3]), severity)] += 1
    return found


def in_json(text: str) -> Counter[Said]:
    return Counter(
        (r["code"], p["file"], p.get("line"), p.get("column"), r["severity"])
        for r in json.loads(text)["results"]
        for p in [r["place"]]
    )


def in_sarif(text: str) -> Counter[Said]:
    found: Counter[Said] = Counter()
    for result in json.loads(text)["runs"][0]["results"]:
        physical = result["locations"][0]["physicalLocation"]
        region = physical["region"]
        column = region.get("startColumn")
        file = unquote(physical["artifactLocation"]["uri"])
        place = (file, region["startLine"] if column else None, column)
        found[(result["ruleId"].partition("/")[0], *place, LEVELS[result["level"]])] += 1
    return found


def in_junit(text: str) -> Counter[Said]:
    found: Counter[Said] = Counter()
    for case in ElementTree.fromstring(text).iter("testcase"):
        failure, output = case.find("failure"), case.find("system-out")
        body = failure if failure is not None else output
        if body is not None:
            severity = failure.attrib["type"] if failure is not None else "info"
            place = placed((body.text or "").partition("\n")[0])
            found[(case.attrib["classname"], *place, severity)] += 1
    return found


def in_github(text: str) -> Counter[Said]:
    found: Counter[Said] = Counter()
    for line in text.splitlines():
        if command := re.match(r"::(\w+) file=([^:]*)::", line):
            given = dict(part.split("=", 1) for part in f"file={command[2]}".split(","))
            place = (number(given.get("line")), number(given.get("col")))
            code = given["title"].partition("%3A")[0]
            found[(code, given["file"], *place, LEVELS[command[1]])] += 1
        elif line.startswith("- "):
            found += in_text(line[2:])
    return found


def in_gitlab(text: str) -> Counter[Said]:
    return Counter(
        (
            entry["check_name"].partition("/")[0],
            entry["location"]["path"],
            entry["location"]["lines"]["begin"],
            None,
            GRADES[entry["severity"]],
        )
        for entry in json.loads(text)
    )


def in_markdown(text: str) -> Counter[Said]:
    """The rows of the table, and the places in the block of each row."""
    row = (
        r"^\| \S+ (violation|warning|info) \| (<code>.*?</code>)[^|]*"
        r" \| (<code>([\w-]+).*?</code>) \|"
    )
    found: Counter[Said] = Counter()
    severities = {}
    for severity, where, rule, code in re.findall(row, text, re.MULTILINE):
        found[(code, *placed(unescaped(where)), severity)] += 1
        severities[where, rule] = severity
    block = (
        r"<summary>(<code>[^<]*</code>)[^<]*(<code>([\w-]+)[^<]*</code>)</summary>(.*?)</details>"
    )
    for first, rule, code, inside in re.findall(block, text, re.DOTALL):
        for where in re.findall(r"^- (<code>.*?</code>)", inside, re.MULTILINE):
            found[(code, *placed(unescaped(where)), severities[first, rule])] += 1
    return found


def in_turtle(text: str) -> Counter[Said]:
    graph = Graph().parse(data=text, format="turtle", publicID="http://base/")
    return Counter(said_of(result, graph) for result in graph.objects(None, SH.result))


def said_of(result: Node, graph: Graph) -> Said:
    def one(node: Node | None, predicate: Node) -> Node | None:
        return graph.value(node, predicate)

    severity = str(one(result, SH.resultSeverity)).rpartition("#")[2].lower()
    target = one(result, OA.hasTarget)
    start = one(target, PTR.startPointer)
    file = one(start, PTR.reference) if start else target
    place = (one(start, PTR.lineNumber), one(start, PTR.charNumber)) if start else (None, None)
    line, column = (number(value) for value in place)
    name = unquote(str(file)).removeprefix("http://base/")
    return (str(one(result, DCTERMS.type)), name, line, column, severity)


def number(text: object) -> int | None:
    return int(str(text)) if text else None


def placed(where: str) -> tuple[str, int | None, int | None]:
    found = re.fullmatch(r"(.*?)(?::(\d+):(\d+))?", where)
    assert found
    return found[1], number(found[2]), number(found[3])


def unescaped(text: str) -> str:
    plain = text.removeprefix("<code>").removesuffix("</code>")
    return re.sub(r"&#(\d+);", lambda found: chr(int(found[1])), plain)


READERS = {
    "text": in_text,
    "json": in_json,
    "sarif": in_sarif,
    "junit": in_junit,
    "github": in_github,
    "gitlab": in_gitlab,
    "markdown": in_markdown,
    "turtle": in_turtle,
}


def test_folder_has_results_of_every_kind(report: ValidationReport) -> None:
    assert {result.severity.label for result in report.results} == {"violation", "warning", "info"}
    assert max(Counter(result.code for result in report.results).values()) > 50
    assert len({result.code for result in report.results}) > 4
    assert {Precision.FILE, Precision.EXACT} <= {
        r.place.precision for r in report.results if r.place
    }


def test_every_format_is_read_here() -> None:
    assert READERS.keys() == FORMATS.keys()


@pytest.mark.parametrize("name", FORMATS)
def test_format_says_each_result_with_rule_place_and_severity(
    name: str, report: ValidationReport, folder: Path
) -> None:
    wanted = expected(report, folder, column=name != "gitlab")
    if name == "gitlab":  # which wants a line always
        wanted = Counter((c, f, line or 1, None, s) for c, f, line, _, s in wanted.elements())
    assert READERS[name](render(report, name, View(folder))) == wanted


@pytest.mark.parametrize("results", [(), (ValidationResult("syntax", Severity.INFO, {"": "x"}),)])
def test_every_format_says_what_limits_a_report(
    results: tuple[ValidationResult, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    report = ValidationReport(
        results,
        Checked(triple_terms=3),
        complete=False,
        waiting=("terms",),
        new_since="v1",
        selected=("shape",),
        second_judge="pySHACL 9",
        in_part=True,
    )
    said = notes(report, "en")
    assert len(said) == (7 if results else 6)
    silent: dict[str, list[str]] = {}
    for name in FORMATS:
        write_report(report, [Output(name, None)], View(Path("/nowhere")))
        shown = unescape("".join(capsys.readouterr())).replace("\\", "").replace("%0A", "\n")
        silent[name] = [note for note in said if note not in shown]
    assert not any(silent.values()), silent
