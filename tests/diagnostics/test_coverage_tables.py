"""The coverage of the shapes as tables."""

from schlaglicht.diagnostics.coverage_tables import coverage_tables
from schlaglicht.validation.report import CoverageReport, CoverageRow

REPORT = CoverageReport(
    1100,
    1099,
    (
        CoverageRow("", 1, 0, (("ex:größe", 1),)),
        CoverageRow("ex:Mühle", 1099, 1099),
    ),
    (
        CoverageRow("ex:größe", 2, 1, (("", 1), ("ex:Mühle", 2))),
        CoverageRow("rdf:type", 1098, 1098),
    ),
)

ENGLISH = """\
class       triples  covered       %  not covered
(no class)        1        0   0.0 %  ex:größe (1)
ex:Mühle      1,099    1,099   100 %
all           1,100    1,099  99.9 %

property  triples  covered       %  not covered
ex:größe        2        1  50.0 %  (no class) (1), ex:Mühle (2)
rdf:type    1,098    1,098   100 %
all         1,100    1,099  99.9 %
"""


def test_tables_line_up_and_say_what_is_missing() -> None:
    assert coverage_tables(REPORT) == ENGLISH


def test_wide_names_line_up() -> None:
    rows = (CoverageRow("ex:東京", 3, 3), CoverageRow("ex:town", 1, 1))
    lines = coverage_tables(CoverageReport(4, 4, rows, ())).splitlines()
    assert [line[: line.index("  ")] for line in lines[1:3]] == ["ex:東京", "ex:town"]
    assert lines[1].index("3") == lines[2].index("1") - 2


def test_tables_in_german() -> None:
    lines = coverage_tables(REPORT, language="de").splitlines()
    assert lines[0].split() == ["Klasse", "Tripel", "abgedeckt", "%", "nicht", "abgedeckt"]
    assert lines[1].startswith("(ohne Klasse)")
    assert lines[3].split() == ["alle", "1.100", "1.099", "99,9", "%"]
