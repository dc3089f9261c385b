"""`schlaglicht init --from`: a project made from a table, and its data made again."""

import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

Cli = Callable[..., subprocess.CompletedProcess[str]]

BRIDGES = """id,name,opened year,lat,long,built of
brooklyn,Brooklyn Bridge,1883,40.7,-73.9,steel; stone
humber,Humber Bridge,1981,53.7,-0.45,steel; concrete
"""


@pytest.fixture
def bridges(tmp_path: Path) -> Path:
    path = tmp_path / "bridges.csv"
    path.write_text(BRIDGES, encoding="utf-8")
    return path


def files_of(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_the_project_of_a_table_is_valid_canonical_and_named(bridges: Path, cli: Cli) -> None:
    folder = bridges.parent
    outcome = cli(folder, "init", "--from", "bridges.csv", "--language", "en")
    assert (outcome.returncode, set(outcome.stdout.split())) == (
        0,
        {
            "bridges.csv-metadata.json",
            *(f"{part}/bridges.ttl" for part in ("data", "ontology", "shapes")),
            "schlaglicht.toml",
        },
    )
    assert "bridges.csv: 2 rows, 16 statements" in outcome.stderr
    report = cli(folder, "validate")
    assert (report.returncode, "16 of 16 triples (100 %)" in report.stdout) == (0, True)
    assert cli(folder, "format", "--check").returncode == 0
    asked = cli(folder, "query", "SELECT ?n { ?b a def:Bridges ; rdfs:label ?n } ORDER BY ?n")
    assert "Brooklyn Bridge" in asked.stdout
    lead = (folder / "schlaglicht.toml").read_text(encoding="utf-8")
    assert '[pages."def:Bridges"]\nprofile = "place"' in lead


def test_any_name_of_a_table_is_that_of_a_valid_project(bridges: Path, cli: Cli) -> None:
    for number, name in enumerate(
        ("a\n<urn:x> <urn:y> 1 .", "\U0001f600", "\"'\\", "\u2028", "2024")
    ):
        table = bridges.parent / f"{name}.csv"
        table.write_text("id,name\n1,Foo\n2,Bar\n")
        begun = cli(bridges.parent, "init", "--from", table.name, f"p{number}")
        checked = cli(bridges.parent, "validate", f"p{number}")
        assert (name, begun.returncode, checked.returncode) == (name, 0, 0), begun.stderr
        assert "urn:x" not in checked.stdout
    half = bridges.parent / "half.json"
    half.write_text('[{"id": "1", "name": "a\\ud800"}]')
    refused = cli(bridges.parent, "init", "--from", half.name, "half")
    assert (refused.returncode, "U+D800" in refused.stderr) == (2, True)


def test_run_again_only_the_data_is_written(bridges: Path, cli: Cli) -> None:
    folder = bridges.parent
    cli(folder, "init", "--from", "bridges.csv")
    first = files_of(folder)
    again = cli(folder, "init", "--from", "bridges.csv")
    assert "2 rows, 16 statements: 0 new, 0 gone" in again.stderr
    assert files_of(folder) == first
    for name in ("ontology/bridges.ttl", "schlaglicht.toml"):
        (folder / name).write_bytes(first[name] + b"# mine\n")
    (folder / "shapes" / "bridges.ttl").unlink()
    mapping = folder / "bridges.csv-metadata.json"
    mapping.write_text(mapping.read_text().replace("def/openedYear", "def/since"))
    text = BRIDGES.replace("built of", "built of,length").replace("humber,", "humber2,")
    bridges.write_text(text.replace("stone\n", "stone,1\n"), encoding="utf-8")
    kept = files_of(folder)
    outcome = cli(folder, "init", "--from", "bridges.csv")
    assert outcome.returncode == 0
    assert "column “length” is not in the mapping" in outcome.stderr
    assert "2 rows, 16 statements: 9 new, 9 gone" in outcome.stderr
    changed = files_of(folder)
    assert {name for name in kept if kept[name] != changed[name]} == {"data/bridges.ttl"}
    assert changed.keys() == kept.keys()
    assert b"def:since" in changed["data/bridges.ttl"]


def test_a_wrong_cell_stops_before_anything_is_written(bridges: Path, cli: Cli) -> None:
    folder = bridges.parent
    cli(folder, "init", "--from", "bridges.csv")
    bridges.write_text(BRIDGES.replace("1981", "ca. 1981"), encoding="utf-8")
    before = files_of(folder)
    outcome = cli(folder, "init", "--from", "bridges.csv")
    assert (outcome.returncode, files_of(folder)) == (2, before)
    expected = "bridges.csv:3:3 (opened year): “ca. 1981” is not of the type gYear"
    assert outcome.stderr == f"schlaglicht: {expected}\n"


def test_tables_share_a_project_and_its_base(bridges: Path, cli: Cli) -> None:
    folder = bridges.parent
    cli(folder, "init", "mine", "--from", "bridges.csv", "--base", "https://a.example/b#")
    (folder / "towns.csv").write_text("name,people\nHull,1\n", encoding="utf-8")
    outcome = cli(folder, "init", "mine", "--from", "towns.csv")
    assert outcome.returncode == 0
    assert "<https://a.example/b#" in (folder / "mine/data/towns.ttl").read_text()
    assert cli(folder, "validate", "mine").returncode == 0
    assert '"url": "../towns.csv"' in (folder / "mine/towns.csv-metadata.json").read_text()


WRONG = [
    (("--language", "en"), "--base and --language go with --from"),
    (("--from", "bridges.csv", "--base", "https://a.example"), "not an IRI that ends in / or #"),
    (("--from", "bridges.csv", "--language", "d e"), "not a language tag: d e"),
    (("--from", "gone.csv"), "'gone.csv' is not there"),
]


@pytest.mark.parametrize(("options", "said"), WRONG)
def test_wrong_use_is_explained(
    options: tuple[str, ...], said: str, bridges: Path, cli: Cli
) -> None:
    outcome = cli(bridges.parent, "init", *options)
    assert (outcome.returncode, said in outcome.stderr) == (2, True)
    assert files_of(bridges.parent).keys() == {"bridges.csv"}


def test_no_file_of_others_is_overwritten(bridges: Path, cli: Cli) -> None:
    folder = bridges.parent
    (folder / "shapes").mkdir()
    (folder / "shapes" / "bridges.ttl").write_text("# mine")
    before = files_of(folder)
    outcome = cli(folder, "init", "--from", "bridges.csv")
    assert (outcome.returncode, files_of(folder)) == (2, before)
    assert "already there: shapes/bridges.ttl" in outcome.stderr
    (folder / "shapes" / "bridges.ttl").unlink()
    cli(folder, "init", "--from", "bridges.csv")
    (folder / "data" / "bridges.ttl").write_text("# mine")
    before = files_of(folder)
    outcome = cli(folder, "init", "--from", "bridges.csv")
    assert (outcome.returncode, files_of(folder)) == (2, before)
    assert "data/bridges.ttl: not made from a table" in outcome.stderr


def workbook(rows: str) -> bytes:
    """A spreadsheet with these rows in XML."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    relation = '<Relationship Id="r1" Type="{0}/{1}" Target="{2}"/>'
    book = relation.format(parts, "officeDocument", "xl/workbook.xml")
    sheet = relation.format(parts, "worksheet", "worksheets/sheet1.xml")
    files = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships">{book}</Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{parts}"><sheets>'
        '<sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f"{sheet}</Relationships>",
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData>'
        "</worksheet>",
    }
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return content.getvalue()


def row(number: int, *cells: str) -> str:
    inner = "".join(
        f'<c r="{"ABC"[n]}{number}" t="inlineStr"><is><t>{cell}</t></is></c>'
        for n, cell in enumerate(cells)
    )
    return f'<row r="{number}">{inner}</row>'


def test_a_spreadsheet_is_a_table_too(tmp_path: Path, cli: Cli) -> None:
    rows = row(2, "name", "span") + '<row r="3"><c r="A3" t="inlineStr"><is><t>Ä</t></is></c>'
    (tmp_path / "b.xlsx").write_bytes(workbook(f'{rows}<c r="B3"><v>2.0</v></c></row>'))
    outcome = cli(tmp_path, "init", "--from", "b.xlsx")
    assert outcome.returncode == 0
    assert "def:span 2 ;" in (tmp_path / "data" / "b.ttl").read_text()


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited there alone")
def test_a_spreadsheet_that_unfolds_without_end_is_refused(tmp_path: Path) -> None:
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    (tmp_path / "b.xlsx").write_bytes(workbook(f'<row r="1"><c r="A1"><v>1</v></c></row>{far}'))
    # Not in this process: where another thread runs, it could not fork, and would have no bounds.
    command = [sys.executable, "-m", "schlaglicht", "init", "--from", "b.xlsx"]
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    outcome = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert (outcome.returncode, outcome.stderr) == (
        2,
        "schlaglicht: b.xlsx: too large to be read; divide it into several tables\n",
    )


def test_without_its_library_a_spreadsheet_says_how_to_get_it(
    tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    (tmp_path / "b.xlsx").write_bytes(workbook(row(1, "a", "b") + row(2, "c", "d")))
    outcome = cli(tmp_path, "init", "--from", "b.xlsx")
    assert outcome.returncode == 2
    assert "pip install 'schlaglicht[tables]'" in outcome.stderr
