from dataclasses import replace
from pathlib import Path

import pytest
from rdflib import XSD, BNode, Literal, URIRef

from schlaglicht.diagnostics import View
from schlaglicht.validation.report import (
    Cause,
    Checked,
    KnownFinding,
    Place,
    Precision,
    Severity,
    UncheckedFinding,
    ValidationReport,
    ValidationResult,
)

SH = "http://www.w3.org/ns/shacl#"


@pytest.fixture
def view(tmp_path: Path) -> View:
    """Options of a reader in a repository."""
    (tmp_path / ".git").mkdir()
    return View(tmp_path)


@pytest.fixture
def report(tmp_path: Path) -> ValidationReport:
    """A report with results of every severity and precision, and texts that need escaping."""
    data, shapes = tmp_path / "data set.ttl", tmp_path / "shapes" / "s.ttl"
    data.write_text('ex:s a ex:T ;\n    ex:p "a|b `c`" .\n', encoding="utf-8")
    shape = URIRef("http://a/Shape-p")
    results = (
        ValidationResult(
            "syntax",
            Severity.VIOLATION,
            {"de": "kaputt", "en": "100% <b>broken</b>,\r\nsays :: it\x0c"},
            Place(data, 1, 1, 2, 3, Precision.EXACT),
            fingerprint="0000000000000001:1",
        ),
        ValidationResult(
            "shape",
            Severity.WARNING,
            {"de": "zu viel", "en": "too much"},
            Place(data, 2, 10, 2, 19, Precision.EXACT),
            {"de": "weniger", "en": "less"},
            focus_node=URIRef("http://a/s"),
            focus_name="ex:s",
            path="ex:p",
            path_node=URIRef("http://a/p"),
            value=Literal("a|b `c`"),
            source_shape=shape,
            shape_name="Shape-p",
            shape_place=Place(shapes, 4, 1, 4, 8, Precision.SUBJECT),
            component="MaxCount",
            component_node=URIRef(f"{SH}MaxCountConstraintComponent"),
            constraint={"de": "höchstens 1", "en": "at most 1"},
            fingerprint="0000000000000002:1",
        ),
        _with_blank_nodes(data),
        ValidationResult("empty-shapes", Severity.INFO, {"en": "nothing"}, Place(shapes)),
    )
    fixed = (KnownFinding("0000000000000009:1", "shape", "data.ttl", "was <wrong>"),)
    return ValidationReport(
        results, Checked(2, 3, 1, 0), root=tmp_path, ignored=1, known=2, fixed=fixed
    )


@pytest.fixture
def silenced(report: ValidationReport) -> ValidationReport:
    """The same report, with findings that are no longer checked."""
    gone = KnownFinding(
        "0000000000000008:1", "shape", "data.ttl", "was *too* much", "http://a/Old-p", "MaxCount"
    )
    causes = (Cause.SHAPE_GONE, Cause.CONSTRAINT_GONE)
    return replace(report, unchecked=tuple(UncheckedFinding(gone, cause) for cause in causes))


def _with_blank_nodes(data: Path) -> ValidationResult:
    path, focus = BNode(), BNode()
    inverse = URIRef(f"{SH}inversePath")
    return ValidationResult(
        "shape",
        Severity.INFO,
        {"": "not nice"},
        Place(data, 1, 1, 1, 5, Precision.SUBJECT),
        focus_node=focus,
        focus_name="ex:s → ex:q → [ … ]",
        path="^ex:q",
        path_node=path,
        path_triples=((path, inverse, URIRef("http://a/q")),),
        value=Literal("007", datatype=XSD.integer, normalize=False),
        source_shape=BNode(),
        shape_name="Shape / ^ex:q",
        component="Own",
        component_node=URIRef("http://a/OwnConstraintComponent"),
        fingerprint="0000000000000003:1",
    )
