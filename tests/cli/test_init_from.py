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


def test_any_name_of_a_table_is_that_of_a_valid_project(tmp_path: Path, cli: Cli) -> None:
    for number, name in enumerate(
        ("a\n<urn:x> <urn:y> 1 .", "\U0001f600", "\"'\\", "\u2028", "2024")
    ):
        table = tmp_path / f"{name}.csv"
        table.write_text("id,name\n1,Foo\n2,Bar\n")
        begun = cli(tmp_path, "init", "--from", table.name, f"p{number}")
        checked = cli(tmp_path, "validate", f"p{number}")
        assert (name, begun.returncode, checked.returncode) == (name, 0, 0), begun.stderr
        assert "urn:x" not in checked.stdout
    half = tmp_path / "half.json"
    half.write_text('[{"id": "1", "name": "a\\ud800"}]')
    refused = cli(tmp_path, "init", "--from", half.name, "half")
    assert (refused.returncode, "U+D800" in refused.stderr) == (2, True)


def test_what_the_mapping_has_made_wrong_elsewhere_is_said(tmp_path: Path, cli: Cli) -> None:
    folder = tmp_path
    rows = "brooklyn,Brooklyn,1883,steel; stone\nhumber,Humber,1981,steel; concrete\n"
    (folder / "bridges.csv").write_text(f"id,name,opened year,built of\n{rows}")
    cli(folder, "init", "--from", "bridges.csv", "--language", "de")
    mapping = folder / "bridges.csv-metadata.json"
    changed = mapping.read_text().replace('"gYear"', '"integer"')
    link = '"separator": "; ", "valueUrl": "https://example.org/stuffs/{builtOf}"'
    mapping.write_text(changed.replace('"separator": "; "', link))
    outcome = cli(folder, "init", "--from", "bridges.csv")
    lines = (folder / "shapes/bridges.ttl").read_text().splitlines()
    year = lines.index("    sh:datatype xsd:gYear ;") + 1
    assert (
        f"shapes/bridges.ttl:{year}: by the mapping, now: sh:datatype xsd:integer" in outcome.stderr
    )
    assert outcome.stderr.count("now: sh:nodeKind sh:IRI") == 1
    assert "now: sh:maxCount" not in outcome.stderr
    assert outcome.stderr.count("now: a owl:ObjectProperty") == 1
    said = (
        "links to 3 things that no data here describes, such as https://example.org/stuffs/concrete"
    )
    assert said in outcome.stderr
    (folder / "stuffs.csv").write_text(
        "id,name,lat,long\n"
        + "".join(
            f"{stuff},A {stuff},1.5,{n}\n" for n, stuff in enumerate(("steel", "stone", "concrete"))
        )
    )
    second = cli(folder, "init", "--from", "stuffs.csv")
    assert '"@language": "de"' in (folder / "stuffs.csv-metadata.json").read_text()
    assert '[pages."def:Stuffs"]\nprofile = "place"' in second.stderr
    assert "links to" not in cli(folder, "init", "--from", "bridges.csv").stderr
    refused = cli(folder, "init", "--from", "stuffs.csv", "--language", "en")
    assert (refused.returncode, "--language" in refused.stderr) == (2, True)


def test_a_bound_that_several_values_pass_is_said(tmp_path: Path, cli: Cli) -> None:
    (tmp_path / "walls.csv").write_text("id,name,of\na,A wall,oak+ash\nb,B wall,oak\n")
    cli(tmp_path, "init", "--from", "walls.csv")
    mapping = tmp_path / "walls.csv-metadata.json"
    mapping.write_text(
        mapping.read_text().replace('"titles": "of"', '"titles": "of", "separator": "+"')
    )
    lines = (tmp_path / "shapes/walls.ttl").read_text().splitlines()
    said = [
        line
        for line in cli(tmp_path, "init", "--from", "walls.csv").stderr.splitlines()
        if "sh:maxCount" in line
    ]
    ((place, words),) = [line.split(": ", 1) for line in said]
    assert words == "by the mapping, now: sh:maxCount 2"
    assert lines[int(place.split(":")[1]) - 1].strip().startswith("sh:maxCount 1")


def test_the_command_of_a_finding_repairs_it_from_where_validate_ran(
    tmp_path: Path, cli: Cli
) -> None:
    (tmp_path / "t3").mkdir()
    table = tmp_path / "t3" / "r.csv"
    days = "".join(f"{n},2020-01-{n}\n" for n in range(10, 30))
    table.write_text(f"id,day\n{days}a,2019-02-30\n")
    begun = cli(tmp_path, "init", "t3", "--from", "t3/r.csv")
    assert begun.returncode == 0
    said = cli(tmp_path, "validate", "t3").stdout
    command = next(line for line in said.splitlines() if "run: schlaglicht" in line)
    table.write_text(table.read_text().replace("02-30", "02-03"))
    outcome = cli(tmp_path, *command.partition("run: schlaglicht ")[2].split())
    assert "1 new, 0 gone" in outcome.stderr
    assert "cells-left-out" not in cli(tmp_path, "validate", "t3").stdout


def test_a_name_that_a_person_has_written_is_not_told_to_be_wrong(tmp_path: Path, cli: Cli) -> None:
    table, mapping = tmp_path / "b.csv", tmp_path / "b.csv-metadata.json"
    table.write_text("id,title,person\nnights,Nights by the river,Anna Seghers\n")
    cli(tmp_path, "init", "--from", "b.csv", "--language", "en")
    shapes = tmp_path / "shapes/b.ttl"
    written = 'BShape-person\n    a sh:PropertyShape ;\n    sh:name "Person"@en ;'
    shapes.write_text(
        shapes.read_text().replace("BShape-person\n    a sh:PropertyShape ;", written)
    )
    assert written in shapes.read_text()
    table.write_text(table.read_text().replace("person", "Persons"))
    mapping.write_text(mapping.read_text().replace('"titles": "person"', '"titles": "Persons"'))
    ontology = tmp_path / "ontology/b.ttl"
    again = cli(tmp_path, "init", "--from", "b.csv").stderr
    assert again.count("the heading is “Persons” now: ontology/b.ttl:") == 1
    assert again.count("the heading is") == 1
    own = ontology.read_text().partition("\n")[2].replace('"person"', '"Person"')
    ontology.write_text(own)  # no longer the guessed one
    assert "Person" not in cli(tmp_path, "init", "--from", "b.csv").stderr


def test_no_cell_or_heading_steers_a_terminal(tmp_path: Path, cli: Cli) -> None:
    def lines_of(*rows: str) -> list[str]:
        (tmp_path / "b.csv").write_text("\n".join(rows) + "\n")
        said = cli(tmp_path, "init", "--from", "b.csv", "--language", "en").stderr
        said += cli(tmp_path, "init", "--from", "b.csv").stderr
        assert not set(said) & {"\a", "\x1b", "\x9b", "\u202e"}
        return said.splitlines()

    days = [f"{n},2020-01-{n}" for n in range(10, 30)]
    odd = "x\a\x1b[31m\u202e\nschlaglicht: all is well"
    lines = [*lines_of("id,day", *days, f'a,"{odd}"'), *lines_of(f'id,day,"{odd}"', *days)]
    assert sum("1 left out" in line for line in lines) == 2
    assert sum("is not in the mapping" in line for line in lines) == 1
    lines += lines_of("id,day", *days, f'a,"{odd} again"')
    assert sum("is not of the type date" in line for line in lines) == 1
    assert not any(line.startswith("schlaglicht: all is well") for line in lines)


def test_a_language_that_no_heading_tells_is_no_option_that_was_taken(
    tmp_path: Path, cli: Cli
) -> None:
    (tmp_path / "b.csv").write_text("PM,AM\na,b\n")
    assert "--base https://example.org/;" in cli(tmp_path, "init", "--from", "b.csv").stderr
    given = ("--base", "https://a.example/")
    assert "taken" not in cli(tmp_path, "init", "other", "--from", "b.csv", *given).stderr


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
    assert "pip install python-calamine" in outcome.stderr
