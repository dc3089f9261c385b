"""Tables as RDF: what each cell becomes, and what is guessed of a column."""

import csv
import json
import re
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import RDF, XSD, Literal, URIRef

from schlaglicht.errors import ProjectError
from schlaglicht.ground.atomic_file import write_files
from schlaglicht.project import open_project
from schlaglicht.tabular.csvw import (
    Datatype,
    description_of,
    left_out,
    read_description,
    statements,
)
from schlaglicht.tabular.mapping_guess import language_of_headings
from schlaglicht.tabular.project_files import (
    command_for,
    converted,
    data_content,
    first_files,
    moved_rows,
)
from schlaglicht.tabular.rows import Dialect, Row, Table, mapping_file, read_table
from schlaglicht.validation.pipeline import validate

BASE = "https://example.org/"

WORDS = st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters=";|\ufeff"))
TEXTS = st.lists(WORDS, max_size=3).map(lambda words: " ".join(["x", *filter(None, words)]))
DAYS = st.dates(date(1000, 1, 1), date(2100, 1, 1))
NUMBERS = st.decimals(-(10**9), 10**9, places=2)


def in_german(number: Decimal) -> str:
    return f"{number:,.2f}".translate(str.maketrans(",.", ".,"))


COLUMNS: tuple[st.SearchStrategy[tuple[str, tuple[str, ...]]], ...] = (
    TEXTS.map(lambda text: (text, (text,))),
    st.integers().map(lambda number: (str(number), (str(number),))),
    NUMBERS.map(lambda number: (f"{number:.2f}", (f"{number:.2f}",))),
    NUMBERS.map(lambda number: (in_german(number), (f"{number:.2f}",))),
    DAYS.map(lambda day: (day.isoformat(), (day.isoformat(),))),
    DAYS.map(lambda day: (f"{day.day}.{day.month}.{day.year}", (day.isoformat(),))),
    st.sampled_from([("ja", ("true",)), ("nein", ("false",))]),
    st.integers(1, 99).map(lambda n: (f"https://a.example/{n}", (f"https://a.example/{n}",))),
)
"""Columns: cells, each with the texts of its values in RDF."""


@st.composite
def tables(draw: st.DrawFn) -> list[list[tuple[str, tuple[str, ...]]]]:
    columns = draw(st.lists(st.sampled_from(COLUMNS), min_size=2, max_size=5))
    rows = st.tuples(*(st.one_of(column, st.just(("", ()))) for column in columns))
    return draw(st.lists(rows.map(list), min_size=1, max_size=8))


@settings(max_examples=60)
@given(tables(), st.sampled_from(",;\t"), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_each_cell_with_a_value_is_a_statement_and_nothing_else_is(
    rows: list[list[tuple[str, tuple[str, ...]]]], delimiter: str, encoding: str
) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "things.csv"
        with path.open("w", encoding=encoding, newline="") as file:
            writer = csv.writer(file, delimiter=delimiter)
            writer.writerow([f"Column {number}" for number in range(len(rows[0]))])
            writer.writerows([text for text, _ in row] for row in rows)
        filled = [row for row in rows if any(text for text, _ in row)]
        if not filled:
            return
        table = read_table(path)
        files, data, _ = first_files(table, Path(folder), base=BASE, language=None)
        assert first_files(read_table(path), Path(folder), base=BASE, language=None)[0] == files
        content = json.loads(files[mapping_file(Path(folder), path)])
        columns = content["tableSchema"]["columns"][:-1]
        found = statements(description_of(content, "x"), table, BASE)
        said = [(str(p), str(o)) for _, p, o in found if p != RDF.type]
        expected = [
            (column["propertyUrl"], text)
            for row in filled
            for column, (_, texts) in zip(columns, row, strict=True)
            for text in texts
        ]
        assert sorted(said) == sorted(expected)
        assert len(set(data.subjects(RDF.type))) == len(filled)


def written(tmp_path: Path, text: str, name: str = "things.csv") -> Table:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return read_table(path)


def columns_of(table: Table, language: str | None = None) -> list[dict[str, Any]]:
    files, _, _ = first_files(table, table.path.parent, base=BASE, language=language)
    content = json.loads(files[mapping_file(table.path.parent, table.path)])
    columns: list[dict[str, Any]] = content["tableSchema"]["columns"]
    return columns


GUESSES: list[tuple[str, list[str], Any]] = [
    ("postcode", ["01067", "10115"], "string"),
    ("telephone", ["+4930123", "+4930124"], "string"),
    ("count", ["1", "-", "3"], "integer"),
    ("code", ["NA", "DE"], "string"),
    ("year", ["1999", "2001"], "gYear"),
    ("count", ["1999", "2001"], "integer"),
    ("price", ["1.5", "2"], "decimal"),
    ("mass", ["1e3", "2.5"], "double"),
    (
        "price",
        ["1.234,5", "2"],
        {"base": "decimal", "format": {"decimalChar": ",", "groupChar": "."}},
    ),
    (
        "people",
        ["1,234", "12"],
        {"base": "integer", "format": {"decimalChar": ".", "groupChar": ","}},
    ),
    ("day", ["31.12.2020"], {"base": "date", "format": "d.M.yyyy"}),
    ("day", ["13/1/2020", "1/1/2020"], {"base": "date", "format": "d/M/yyyy"}),
    ("day", ["1/13/2020", "1/1/2020"], {"base": "date", "format": "M/d/yyyy"}),
    ("day", ["31.2.2020"], "string"),
    ("at", ["2020-01-01 12:30"], {"base": "dateTime", "format": "yyyy-MM-dd HH:mm"}),
    ("open", ["Yes", "No"], {"base": "boolean", "format": "Yes|No"}),
    ("page", ["https://a.example/x", "http://b.example"], "anyURI"),
]


YEARS = [str(year) for year in range(1920, 1950)]
GUESSES += [
    ("year", [*YEARS, "20223"], "gYear"),
    ("day", [*(f"{year}-02-01" for year in YEARS), "2019-02-30", "-"], "date"),
    ("page", [*(f"https://a.example/{year}" for year in YEARS), "https:/a.example"], "anyURI"),
    ("number", [*map(str, range(30)), "12a"], "string"),  # each row has another: it is a code
    ("id", [*YEARS, *YEARS, "12a"], "string"),
    ("seen", [*["ja", "nein"] * 9, "teils"], "string"),
    ("year", [*YEARS, *(f"ca. {year}" for year in range(6))], "string"),
]


def test_datatypes_are_those_that_all_or_nearly_all_cells_have(tmp_path: Path) -> None:
    wrong = []
    for title, cells, expected in GUESSES:
        lines = [f'"{title}",other', *(f'"{cell}",x' for cell in cells)]
        found = columns_of(written(tmp_path, "\n".join(lines)))[0]["datatype"]
        if found != expected:
            wrong.append((title, cells, found))
    assert wrong == []


NOTED = [
    (
        "year",
        [*YEARS, "20223"],
        "“year”: 1 left out, as the others are years: row 32 (20223); correct or empty",
    ),
    (
        "day",
        [*(f"1.2.{year}" for year in YEARS), *(f"{year}-03-04" for year in YEARS), "2019-02-30"],
        "30 cells are dates (yyyy-MM-dd), 31 not: row 2 (1.2.1920), 3 (1.2.1921), 4 (1.2.1922)",
    ),
    (
        "day",
        [*(f"{year}-02-01" for year in YEARS), "2019-02-30"],
        "“day”: 1 left out, as the others are dates (yyyy-MM-dd): row 32 (2019-02-30)",
    ),
    ("year", [*YEARS, "1290"], ":32:1 (year): “1290” is far from all others, 1920 to 1949"),
    ("day", [*(f"1.2.{year}" for year in YEARS), "1.2.2104"], "“1.2.2104” is far from all others"),
    (
        "id",
        [*(f"HS-{year}" for year in YEARS), "HS-1929"],
        "“id” cannot make the addresses of rows: HS-1929 is in rows 11 and 32; correct",
    ),
    (
        "day",
        [*(f"1/2/{year}" for year in YEARS), "31/2/1930"],
        ":2:1 (day): dates are read with the",
    ),
    (
        "id",
        [*YEARS, "Köln", "Köln"],
        "“id” cannot make the addresses of rows: “ö” in Köln; Köln is in rows 32 and 33",
    ),
    (
        "Inv.-Nr.",
        [*(f"1986/0{year}" for year in YEARS), "", "1986/01920"],
        "make the addresses of rows: “/” in 1986/01920; 1986/01920 is in rows 2 and 33; empty",
    ),
    ("place", ["A b", "C"], "no column of plain letters and digits tells rows apart"),
    (
        "day",
        [*["1.2.2003"] * 3, "ca. 2018"],
        "“day”: 3 cells are dates (d.M.yyyy), 1 not: row 5 (ca. 2018); so the column is text",
    ),
    (
        "cost",
        [*["1.250,50", "9,5"] * 6, "gift", "free"],
        "12 cells are decimal numbers, 2 not: row 14 (gift), 15 (free); so the column is text",
    ),
    ("page", [*["https://a.example/x"] * 3, "a.example"], "links, 1 not: row 5 (a.example); so"),
    ("Jahr", ["1908", "-", "ca. 45", "1909", "19O8", "1910"], "3 cells are years, 2 not: row 4 ("),
    ("count", [*YEARS, *["x"] * 12], "30 cells are whole numbers, 12 not: row 32 (x), 33 (x)"),
    ("count", [*YEARS, *["x"] * 12], "40 (x), 41 (x), … and 2 more; so the column is text"),
]


def test_what_looks_like_a_slip_is_said_with_its_place(tmp_path: Path) -> None:
    wrong = []
    for title, cells, expected in NOTED:
        table = written(tmp_path, "\n".join([f"{title};other", *(f"{cell};x" for cell in cells)]))
        _, _, notes = first_files(table, tmp_path, base=BASE, language=None)
        if not any(expected in note["en"] for note in notes):
            wrong.append((title, expected, [note["en"] for note in notes]))
    assert wrong == []


@settings(max_examples=20)
@given(st.sampled_from(COLUMNS[2:6]), st.integers(1, 9), st.data())
def test_a_column_that_is_text_though_most_cells_have_a_type_is_said(
    column: st.SearchStrategy[tuple[str, tuple[str, ...]]], wrong: int, data: st.DataObject
) -> None:
    right = data.draw(st.lists(column, min_size=wrong + 1, max_size=2 * wrong))
    cells = data.draw(st.permutations([*(text for text, _ in right), *["ca. x"] * wrong]))
    rows = [Row(line, [text, "x"]) for line, text in enumerate(cells, 2)]
    table = Table(Path("t.csv"), Dialect(delimiter=";"), ["a", "b"], rows)
    _, _, notes = first_files(table, Path(), base=BASE, language=None)
    (said,) = [note["en"] for note in notes if "so the column is text" in note["en"]]
    assert f", {wrong} not: row " in said


MIXED = [*(f"about {number}" for number in range(102)), *map(str, range(500))]


@pytest.mark.parametrize("cells", [MIXED, MIXED[::-1]])
def test_a_mixed_column_is_said_in_any_order_of_its_rows(cells: list[str]) -> None:
    rows = [Row(line, [text, "x"]) for line, text in enumerate(cells, 2)]
    table = Table(Path("t.csv"), Dialect(), ["a", "b"], rows)
    _, _, notes = first_files(table, Path(), base=BASE, language=None)
    assert any("500 cells are whole numbers, 102 not" in note["en"] for note in notes)


HEADINGS = [
    ("Bezeichnung;Art;Einweihung am;Breitengrad", "de"),
    ("postnummer;partner", None),
    ("Ansprechpartner E-Mail", "de"),
    ("id;name;opened (year);built of", "en"),
    ("name;lat;long", None),
    ("year;Jahr", None),
    ("nom;ville;prix", None),
    ("Undergrad;GPA", None),
    ("Samsung;Preise", None),
    ("AUS;NZ", None),
    ("PM;AM", None),
    ("ort;namn", None),
    ("Fundort;Längengrad", "de"),
]


def test_the_language_of_headings_is_guessed_of_words_that_tell_it() -> None:
    found = [(titles, language_of_headings(titles.split(";"))) for titles, _ in HEADINGS]
    assert found == HEADINGS


ROWS = st.lists(st.sampled_from(["Möwe", "Fähre", "a/b"]), min_size=1, max_size=6)


def said_of_moves(before: list[str], after: list[str]) -> list[str]:
    content = {
        "url": "t.csv",
        "tableSchema": {
            "aboutUrl": "x:{_row}",
            "columns": [{"name": "n", "titles": "n", "propertyUrl": "x:n"}],
        },
    }
    described = description_of(content, "t")
    tables = [
        Table(Path("t.csv"), Dialect(), ["n"], [Row(2 + n, [x]) for n, x in enumerate(names)])
        for names in (before, after)
    ]
    data = [converted(described, table, BASE) for table in tables]
    said = [*moved_rows(data[0], data[1], described=described, table=tables[1])]
    return [note["en"].partition(", as")[0] for note in said]


@given(ROWS, ROWS)
def test_rows_that_take_the_place_of_others_are_said(before: list[str], after: list[str]) -> None:
    both = Counter(before) & Counter(after)
    stay = sum(old == new for old, new in zip(before, after, strict=False))
    number = both.total() - stay
    words = "row has a new address" if number == 1 else "rows have new addresses"
    assert said_of_moves(before, after) == [f"t.csv: {number} {words}" for _ in range(number)][:1]


def test_a_row_that_comes_or_goes_at_the_end_moves_none() -> None:
    assert said_of_moves(["a", "b"], ["a", "b", "a"]) == []
    assert said_of_moves(["a", "b", "a"], ["a", "b"]) == []
    assert said_of_moves(["a", "a", "b"], ["c", "b", "a", "a"]) == [
        "t.csv: 3 rows have new addresses"
    ]
    assert said_of_moves(["a", "b"], ["c", "d", "b"]) == ["t.csv: 1 row has a new address"]


def test_rows_that_move_are_told_which_column_could_keep_them() -> None:
    columns = [{"name": name, "titles": name} for name in ("no", "n")]
    schema = {"aboutUrl": "x:{_row}", "columns": columns}
    described = description_of({"url": "t.csv", "tableSchema": schema}, "t")
    names = (["a", "b"], ["c", "a", "b"])
    tables = [
        Table(Path("t.csv"), Dialect(), ["no", "n"], [Row(2 + ord(x), [x, x]) for x in each])
        for each in names
    ]
    data = [converted(described, table, BASE) for table in tables]
    (said,) = moved_rows(data[0], data[1], described=described, table=tables[1])
    assert said["en"].startswith("t.csv: 2 rows have new addresses")
    assert said["en"].endswith(
        "“no” tells rows apart: in t.csv-metadata.json, write {no} for {_row}"
    )


SLIPS = st.lists(
    st.sampled_from(["x", "20223", "31.2.2020", "2020-02-31", "1,2,3", "?"]), max_size=9
)


@settings(max_examples=20)
@given(st.sampled_from(COLUMNS), SLIPS, st.data())
def test_no_cell_is_left_out_unsaid(
    column: st.SearchStrategy[tuple[str, tuple[str, ...]]], slips: list[str], data: st.DataObject
) -> None:
    values = data.draw(st.lists(column, min_size=10, max_size=30))
    cells = data.draw(st.permutations([*(text for text, _ in values), *slips]))
    rows = [Row(line, [text, "x"]) for line, text in enumerate(cells, 2)]
    table = Table(Path("t.csv"), Dialect(delimiter=";"), ["Erworben (Jahr)", "other"], rows)
    files, graph, notes = first_files(table, Path(), base=BASE, language=None)
    described = json.loads(files[Path("t.csv-metadata.json")])["tableSchema"]["columns"][0]
    kept = len([*graph.triples((None, URIRef(described["propertyUrl"]), None))])
    said = sum(int(n) for note in notes for n in re.findall(r": (\d+) left out", note["en"]))
    nothing = cells.count("?") if "?" in described.get("null", ()) else 0
    if "separator" not in described:
        assert kept + said + nothing == len(cells)


KEYS = [
    ("id", ["1", "2"], "id"),
    ("Inv.-Nr.", ["1986", "1987"], "invNr"),
    ("Inv.-Nr.", ["HS-12", "HS-13.a"], "invNr"),
    ("Lfd. Nr.", ["1", "2"], "lfdNr"),
    ("Objekt-Nr", ["7", "8"], "objektNr"),
    ("Inventarnummer", ["7", "8"], "inventarnummer"),
    ("Accession number", ["7", "8"], "accessionNumber"),
    ("Catalogue no.", ["7", "8"], "catalogueNo"),
    ("Inv.-Nr.", ["1986", "1986"], "_row"),
    ("Phone number", ["555", "556"], "_row"),
    ("Hausnummer", ["7", "8"], "_row"),
    ("Casino", ["7", "8"], "_row"),
]


def test_a_column_called_a_number_of_things_makes_their_addresses(tmp_path: Path) -> None:
    wrong = []
    for title, cells, expected in KEYS:
        table = written(tmp_path, "\n".join([f"{title};other", *(f"{cell};ö" for cell in cells)]))
        files, *_ = first_files(table, tmp_path, base=BASE, language=None)
        schema = json.loads(files[mapping_file(tmp_path, table.path)])["tableSchema"]
        if schema["aboutUrl"] != f"{BASE}things/{{{expected}}}":
            wrong.append((title, cells, schema["aboutUrl"]))
    assert wrong == []


def test_key_name_lists_languages_and_coordinates(tmp_path: Path) -> None:
    table = written(
        tmp_path,
        "id;Name;Text (de);tags;lat;lng;\n"
        "a-b;Anna;ein Wort;red; 52,5;13,4;\n"
        "c;Anna;zwei;red,blue;52,6;13,5;\n",
    )
    columns = {column["name"]: column for column in columns_of(table)}
    assert columns["name"]["propertyUrl"].endswith("#label")
    assert columns["textDe"]["lang"] == "de"
    assert columns["lat"]["propertyUrl"] == "https://schema.org/latitude"
    assert columns["column7"]["suppressOutput"]
    _, data, _ = first_files(table, tmp_path, base=BASE, language=None)
    assert {str(subject) for subject in data.subjects()} == {
        f"{BASE}things/a-b",
        f"{BASE}things/c",
    }


def test_columns_of_one_title_keep_their_own_cells(tmp_path: Path) -> None:
    table = written(tmp_path, "a3,a,a,type,type\n1,x,y,2,3\n4,z,w,5,6\n")
    _, data, _ = first_files(table, tmp_path, base=BASE, language=None)
    assert sorted(
        str(o) for o in data.objects(predicate=None) if not str(o).startswith("http")
    ) == [*"123456wxyz"]


def test_a_table_may_stand_below_a_title_and_have_no_header(tmp_path: Path) -> None:
    titled = written(tmp_path, "Bridges of the world\n\nname,span\nA,1\nB,2\n")
    assert (titled.titles, [row.line for row in titled.rows]) == (["name", "span"], [4, 5])
    assert read_table(titled.path, titled.dialect) == titled
    bare = written(tmp_path, "2020-01-01,1.5\n2020-01-02,2.5\n")
    assert (bare.titles, len(bare.rows)) == (["", ""], 2)
    assert [column["name"] for column in columns_of(bare)] == ["column1", "column2", "type"]


def test_rows_are_counted_as_spreadsheets_do(tmp_path: Path) -> None:
    table = written(tmp_path, 'id,"a\ntitle"\r\n\r\na,"x\ny"\r\nb,z\r\n')
    assert [row.line for row in table.rows] == [3, 4]
    assert read_table(table.path, table.dialect) == table
    with pytest.raises(ProjectError, match="5: 3 cells"):
        written(tmp_path, 'id,"a\ntitle"\r\n\r\na,"x\ny"\r\nb,z\r\nc,d,e\r\n')


def test_json_is_a_table_of_objects_with_lists(tmp_path: Path) -> None:
    content = '{"things": [{"id": 1.10, "tags": ["a", "b"], "ok": true}, {"id": 2, "other": null}]}'
    table = written(tmp_path, content, "things.json")
    assert table.titles == ["id", "tags", "ok", "other"]
    _, data, _ = first_files(table, tmp_path, base=BASE, language=None)
    assert sorted(str(o) for _, p, o in data if p != RDF.type) == ["1.10", "2", "a", "b", "true"]


REFUSED = [
    ("things.csv", "a,b\n1,2\n1,2,3\n", "things.csv:3: 3 cells for 2 columns"),
    ("things.csv", 'a,b\n1,"2\n', "things.csv:2: not CSV"),
    ("things.csv", "a,b\n", "things.csv: has no rows"),
    ("things.csv", "a\0,b\n1,2\n", "things.csv: not a text"),
    ("things.json", '[{"a": {"b": 1}}]', "things.json:1: “a” holds objects"),
    ("things.json", "[1]", "things.json: not a list of objects"),
    ("things.json", "[" * 100_000, "things.json: not JSON"),
    ("things.xlsx", "PK", "things.xlsx: not a spreadsheet that can be read"),
]


@pytest.mark.parametrize(("name", "text", "said"), REFUSED)
def test_a_table_that_cannot_be_read_is_refused(
    name: str, text: str, said: str, tmp_path: Path
) -> None:
    with pytest.raises(ProjectError) as refused:
        written(tmp_path, text, name)
    assert said in str(refused.value)


LEXICAL = [
    (Datatype("date", "dd.MM.yyyy"), "31.12.2020", "2020-12-31"),
    (Datatype("date", "dd.MM.yyyy"), "1.12.2020", None),
    (Datatype("date"), "2020-02-30", None),
    (Datatype("dateTime"), "2020-01-31T12:00:01.50Z", "2020-01-31T12:00:01.50Z"),
    (Datatype("time", "HH:mm"), "09:30", "09:30:00"),
    (Datatype("decimal", groupChar=",", decimalChar="."), "1,2,3", None),
    (Datatype("decimal", groupChar=" ", decimalChar=","), "1 234,5", "1234.5"),
    (Datatype("boolean", "ja|nein"), "JA", None),
    (Datatype("integer"), "١", None),
    (Datatype("token"), " a  b ", "a b"),
    (Datatype("string"), " a  b ", " a  b "),
]


def test_cells_become_texts_of_xml_schema() -> None:
    wrong = []
    for datatype, text, expected in LEXICAL:
        try:
            found: str | None = datatype.lexical(text)
        except ValueError:
            found = None
        if found != expected:
            wrong.append((datatype, text, found))
    assert wrong == []


def described(tmp_path: Path, schema: object, **table: object) -> Path:
    path = tmp_path / "things.csv-metadata.json"
    path.write_text(json.dumps({"url": "things.csv", "tableSchema": schema, **table}))
    return path


def test_a_description_may_say_more_than_is_guessed(tmp_path: Path) -> None:
    schema = {
        "aboutUrl": "#{n}",
        "propertyUrl": "schema:{_name}",
        "columns": [
            {"titles": {"en": "Name"}, "name": "n", "lang": "de", "dc:title": "of no effect"},
            {"titles": "Size", "name": "s", "datatype": {"@id": "x:cm", "base": "decimal"}},
            {"titles": "In", "name": "in", "valueUrl": "https://a.example/{in}", "null": ["?", ""]},
        ],
    }
    table = written(tmp_path, "In,Size,Name,More\nB C,1.5,Anna,x\n?,2,Bob,\n")
    found = statements(read_description(described(tmp_path, schema)), table, f"{BASE}t.csv")
    assert {" ".join(term.n3() for term in triple) for triple in found} == {
        f'<{BASE}t.csv#Anna> <http://schema.org/n> "Anna"@de',
        f'<{BASE}t.csv#Anna> <http://schema.org/s> "1.5"^^<x:cm>',
        f"<{BASE}t.csv#Anna> <http://schema.org/in> <https://a.example/B%20C>",
        f'<{BASE}t.csv#Bob> <http://schema.org/n> "Bob"@de',
        f'<{BASE}t.csv#Bob> <http://schema.org/s> "2"^^<x:cm>',
    }


def test_a_template_stands_for_each_value_of_a_list(tmp_path: Path) -> None:
    schema = {
        "aboutUrl": "x:{id}",
        "columns": [
            {"name": "id", "titles": "id", "suppressOutput": True},
            {
                "name": "by",
                "titles": "by",
                "separator": ";",
                "aboutUrl": "p:{by}",
                "propertyUrl": "x:n",
            },
            {
                "name": "in",
                "titles": "in",
                "separator": ";",
                "propertyUrl": "x:in",
                "valueUrl": "q:{in}",
            },
            {"name": "a", "virtual": True, "propertyUrl": "x:by", "valueUrl": "p:{by}"},
            {
                "name": "b",
                "virtual": True,
                "aboutUrl": "p:{by}",
                "propertyUrl": "x:to",
                "valueUrl": "q:{in}",
            },
        ],
    }
    table = written(tmp_path, "id,by,in\n1,A;B C,X;Y\n2,,\n3,A,\n")
    found = statements(read_description(described(tmp_path, schema)), table, BASE)
    lines = {" ".join(map(str, triple)) for triple in found}
    names = {"p:A x:n A", "p:B%20C x:n B C", "x:1 x:in q:X", "x:1 x:in q:Y"}
    links = {"x:1 x:by p:A", "x:1 x:by p:B%20C", "x:3 x:by p:A"}
    assert lines == names | links | {f"p:{by} x:to q:{to}" for by in ("A", "B%20C") for to in "XY"}


NOT_DONE = [
    ({"columns": [{"datatype": "decimale"}]}, "no datatype decimale"),
    ({"columns": [{"lang": "d e"}]}, "no language d e"),
    ({"columns": [{"datatype": {"base": "string", "format": "a+"}}]}, "a format of string"),
    ({"aboutUrl": "{id}", "columns": [{"name": "a"}]}, "no column is called id"),
    ({"primaryKey": "id", "columns": [{"titles": "a"}]}, "no column is called id"),
    ({"foreignKeys": []}, "unknown setting 'foreignKeys'"),
    ({"columns": [3]}, "column 1: not an object"),
    ({"columns": {}}, "columns must be a list"),
    ({"columns": [{"separator": ""}]}, "separator cannot be “”"),
    ({"columns": [{"datatype": {"@id": "a:b> ."}}]}, "@id cannot be “a:b> .”"),
    ({"columns": [{"datatype": {"base": "date", "format": "dd.dd"}}]}, "format cannot be “dd.dd”"),
]


@pytest.mark.parametrize(("schema", "said"), NOT_DONE)
def test_a_description_that_says_what_is_not_done_is_refused(
    schema: object, said: str, tmp_path: Path
) -> None:
    with pytest.raises(ProjectError) as refused:
        read_description(described(tmp_path, schema))
    assert said in str(refused.value)


def test_cells_that_the_description_does_not_allow_are_named(tmp_path: Path) -> None:
    table = written(tmp_path, "id,n\na,1\na,x\n,3\n")
    schema: dict[str, Any] = {
        "aboutUrl": "https://a.example/{id}",
        "primaryKey": "id",
        "columns": [
            {"name": "id", "titles": "id", "required": True},
            {"name": "n", "titles": "n", "datatype": "integer"},
        ],
    }
    with pytest.raises(ProjectError) as refused:
        list(statements(read_description(described(tmp_path, schema)), table, BASE))
    assert str(refused.value).splitlines() == [
        f"{table.path}:3:2 (n): “x” is not of the type integer",
        f"{table.path}:3: “a” is in row 2 already; the key of a row occurs once",
        f"{table.path}:4:1 (id): is empty; each row has a value here",
        f"{table.path}:4: {{id}} is empty; it is part of an IRI",
    ]
    del schema["primaryKey"], schema["columns"][0]["required"]
    with pytest.raises(ProjectError, match=r"3: <https://a.example/a> is row 2 already"):
        list(statements(read_description(described(tmp_path, schema)), table, BASE))


def test_of_many_renamed_headings_the_first_are_named() -> None:
    columns = [{"name": f"n{n}", "titles": f"old {n}"} for n in range(2000)]
    content = {"url": "t.csv", "tableSchema": {"columns": columns}}
    titles = [f"new {n}" for n in range(2000)]
    table = Table(Path("t.csv"), Dialect(), titles, [Row(2, ["x"] * 2000)])
    with pytest.raises(ProjectError) as refused:
        converted(description_of(content, "t"), table, BASE)
    *first, last = str(refused.value).splitlines()
    assert (len(first), last) == (5, "and 1,995 more; nothing was written")
    assert "“old 0”, but new is “new 0”" in first[0]


def test_a_finding_names_the_row_that_its_thing_is_made_from(tmp_path: Path) -> None:
    table = written(tmp_path, "\nid,name\na,Old bridge\nb,New bridge\n")
    files, *_ = first_files(table, tmp_path, base=BASE, language="en")
    write_files(tmp_path, {**files, tmp_path / "schlaglicht.toml": f'base = "{BASE}"'.encode()})
    data = tmp_path / "data" / f"{table.path.stem}.ttl"
    data.write_text(re.sub(' ;\n.*label "New bridge"', "", data.read_text()))
    (result,) = validate(open_project([tmp_path])).results
    assert (
        f"made from row 4 of {table.path.name}; correct the table or, if it is"
        in result.helps["en"]
    )
    table.path.unlink()
    (result,) = validate(open_project([tmp_path])).results
    assert "made from" not in result.helps["en"]


def test_addresses_are_said_to_be_public_and_can_be_left_out(tmp_path: Path) -> None:
    table = written(tmp_path, "id,name,e-mail\na,Anna,a@a.example\nb,Bob,b@b.example\n")
    files, _, notes = first_files(table, tmp_path, base=BASE, language="en")
    (said,) = [note["en"] for note in notes if "will be public" in note["en"]]
    assert said.endswith(
        '"suppressOutput": true for it in things.csv-metadata.json leaves them out'
    )
    write_files(tmp_path, {**files, tmp_path / "schlaglicht.toml": f'base = "{BASE}"'.encode()})
    mapping = mapping_file(tmp_path, table.path)
    content = json.loads(mapping.read_text())
    content["tableSchema"]["columns"][2]["suppressOutput"] = True
    data = converted(description_of(content, "x"), table, BASE)
    assert not any("@" in str(each) for each in data.objects())
    (tmp_path / "data/things.ttl").write_bytes(
        data_content(data, table, BASE, "things.csv", mapping.read_bytes())
    )
    assert validate(open_project([tmp_path])).results == ()


def test_a_degree_that_no_place_has_is_a_finding_with_its_row(tmp_path: Path) -> None:
    table = written(tmp_path, "id,name,lat,long\na,Hut,490650,8.2\nb,Mill,-49.1,-180\n")
    files, *_ = first_files(table, tmp_path, base=BASE, language="en")
    write_files(tmp_path, {**files, tmp_path / "schlaglicht.toml": f'base = "{BASE}"'.encode()})
    (result,) = validate(open_project([tmp_path])).results
    assert "made from row 2 of things.csv" in result.helps["en"]
    assert "90" in result.messages["en"]


@pytest.mark.parametrize("sizes", ["250;120", "250.5;120.5"])
def test_lengths_are_no_coordinates(tmp_path: Path, sizes: str) -> None:
    columns = columns_of(written(tmp_path, f"id;name;Länge;Breite\na;Tisch;{sizes}\n"))
    assert not any("schema.org" in str(column.get("propertyUrl")) for column in columns)


@pytest.mark.parametrize(
    ("heading", "numbers"),
    [
        ("Inv.-Nr.", ["1962.1", "1998.10"]),
        ("Inv.-Nr.", ["20.001", "920.110"]),
        ("id", ["1900,1", "1900,2"]),
        ("Signatur", ["12.5", "12.50"]),
        ("Fundstelle", ["1923.1", "1923.10"]),  # two texts, one number
        ("Fundstelle", [f"1923.{n}" for n in range(1, 31)]),
        ("Inventarnr.", [f"1923.{n}5" for n in range(1, 31)]),
        ("Accession No", ["1.5", "2.5"]),
        ("PersonID", ["1.10", "1.2"]),
        ("Fundstelle", [*(f"1923.{n}" for n in range(1, 31)), "?"]),
    ],
)
@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_numbers_of_things_stay_as_they_are_written(
    tmp_path: Path, heading: str, numbers: list[str], delimiter: str
) -> None:
    rows = "".join(f"{number}{delimiter}1,5\n" for number in numbers)
    table = written(tmp_path, f"{heading}{delimiter}Länge\n{rows}")
    _, data, _ = first_files(table, tmp_path, base=BASE, language="de")
    assert {Literal(number) for number in numbers if number != "?"} <= {*data.objects()}


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize(
    ("cells", "number"),
    [
        ([f"{n}.100" for n in range(1, 13)] + ["12.1"], "12.1"),
        ([f"{n}.101" for n in range(1, 13)] + ["3.755.251", "3325.5"], "1101"),
        ([f"{n}.{100 + n},5" for n in range(1, 13)] + ["3325.5"], "1101.5"),
    ],
)
def test_numbers_have_one_reading(
    tmp_path: Path, cells: list[str], number: str, delimiter: str
) -> None:
    rows = "".join(f'n{delimiter}"{cell}"\n' for cell in cells)
    table = written(tmp_path, f"Name{delimiter}Gewicht\n{rows}")
    _, data, _ = first_files(table, tmp_path, base=BASE, language="de")
    assert number in {str(value) for value in data.objects()}


@pytest.mark.parametrize("nothing", ["-", ".", "NA", "unknown", "?", ""])
def test_a_number_that_is_missing_keeps_no_table_out(tmp_path: Path, nothing: str) -> None:
    rows = "".join(f"{n},n{n}\n" for n in range(1, 13))
    table = written(tmp_path, f"Nr,name\n{rows}{nothing},Old bridge\n")
    _, data, _ = first_files(table, tmp_path, base=BASE, language="en")
    assert Literal("Old bridge", lang=None) in {*data.objects()}


@pytest.mark.parametrize(
    ("heading", "is_key"),
    [("OBJECTID", True), ("gnd-id", True), ("HsNr", False), ("Seitennr.", False), ("PAID", False)],
)
def test_headings_of_keys(tmp_path: Path, heading: str, is_key: bool) -> None:
    table = written(tmp_path, f"{heading},Typ\n1,a\n2,a\n3,b\n")
    files, *_ = first_files(table, tmp_path, base=BASE, language="en")
    about = json.loads(files[mapping_file(tmp_path, table.path)])["tableSchema"]["aboutUrl"]
    assert about.endswith("{_row}") != is_key


@pytest.mark.parametrize("heading", ["paid", "Kleid", "Humid", "Preis"])
def test_amounts_stay_amounts(tmp_path: Path, heading: str) -> None:
    table = written(tmp_path, f"id,{heading}\na,1.50\nb,2.25\nc,1.50\n")
    _, data, _ = first_files(table, tmp_path, base=BASE, language="de")
    assert Literal("2.25", datatype=XSD.decimal) in {*data.objects()}


@pytest.mark.parametrize("heading", ["Jahr", "value", "Breite"])
@pytest.mark.parametrize(
    "cell", ["1e99999999999999999999", "9" * 5000, "1.٢٣٤", "1.٢٣٤.500", "1.234.567"]
)
def test_no_number_is_too_odd(tmp_path: Path, heading: str, cell: str) -> None:
    rows = "".join(f"{n};1.{200 + n}\n" for n in range(20))
    table = written(tmp_path, f"id;{heading}\nx;{cell}\ny;about\n{rows}")
    files, *_ = first_files(table, tmp_path, base=BASE, language="de")
    assert len(files) == 4


def test_nothing_of_a_suppressed_column_is_said_in_public(tmp_path: Path) -> None:
    rows = "".join(f"n{n},{n}\n" for n in range(20))
    table = written(tmp_path, f"id,salary\n{rows}x,see letter\n")
    files, *_ = first_files(table, tmp_path, base=BASE, language="en")
    write_files(tmp_path, {**files, tmp_path / "schlaglicht.toml": f'base = "{BASE}"'.encode()})
    mapping = mapping_file(tmp_path, table.path)
    said = [result.code for result in validate(open_project([tmp_path])).results]
    assert said == ["cells-left-out"]
    content = json.loads(mapping.read_text())
    content["tableSchema"]["columns"][1]["suppressOutput"] = True
    mapping.write_text(json.dumps(content))
    said = [result.code for result in validate(open_project([tmp_path])).results]
    assert said == ["table-changed"]


def test_a_cell_that_is_left_out_belongs_to_what_its_column_is_about(tmp_path: Path) -> None:
    schema = {
        "aboutUrl": "https://example.org/books/{id}",
        "columns": [
            {"name": "id", "titles": "id"},
            {"name": "pages", "titles": "pages", "datatype": "integer", "null": ["", "many"]},
            {"name": "born", "titles": "born", "datatype": "gYear", "null": ["", "long ago"]}
            | {"aboutUrl": "https://example.org/persons/{by}"},
            {"name": "by", "titles": "by"},
            {"name": "type", "virtual": True, "propertyUrl": "rdf:type", "valueUrl": "x:P"}
            | {"aboutUrl": "https://example.org/persons/{by}"},
        ],
    }
    table = written(tmp_path, "id,pages,born,by\na,many,long ago,ada\n")
    found = left_out(read_description(described(tmp_path, schema)), table, most_apart=1)
    assert [str(thing) for thing, _ in found] == [
        "https://example.org/books/a",
        "https://example.org/persons/ada",
    ]


def test_what_cannot_be_known_of_tables_stops_nothing(tmp_path: Path) -> None:
    table = written(tmp_path, "id,name\na,Old bridge\n")
    files, *_ = first_files(table, tmp_path, base=BASE, language="en")
    write_files(tmp_path, {**files, tmp_path / "schlaglicht.toml": f'base = "{BASE}"'.encode()})
    mapping = mapping_file(tmp_path, table.path)
    mapping.rename(tmp_path / "things-metadata.json")
    assert validate(open_project([tmp_path])).results == ()
    twin = tmp_path / "things.json"
    twin.write_text('[{"id": "a", "name": "Old bridge"}]')
    mapping_file(tmp_path, twin).write_text(
        (tmp_path / "things-metadata.json").read_text().replace("things.csv", "things.json")
    )
    assert validate(open_project([tmp_path])).results == ()


def test_a_column_that_can_make_the_addresses_by_now_is_named() -> None:
    columns = [{"name": "nr", "titles": "Nr"}, {"name": "n", "titles": "n"}]
    content = {"url": "t.csv", "tableSchema": {"aboutUrl": "x:{_row}", "columns": columns}}
    described = description_of(content, "t")
    rows = [Row(2, ["a", "x"]), Row(3, ["b", "x"])]
    table = Table(Path("t.csv"), Dialect(), ["Nr", "n"], rows)
    data = converted(described, table, BASE)
    (said,) = moved_rows(data, data, described=described, table=table)
    assert said["en"].endswith(
        "“Nr” tells rows apart: in t.csv-metadata.json, write {nr} for {_row}"
    )


def test_a_text_in_other_cases_than_usual_is_named(tmp_path: Path) -> None:
    stations = [*["WDR"] * 20, "WDr", *["SWF"] * 2, "swf"]
    rows = "".join(f"n{n},{station}\n" for n, station in enumerate(stations))
    table = written(tmp_path, f"id,station\n{rows}")
    _, _, notes = first_files(table, tmp_path, base=BASE, language="de")
    said = [note["en"] for note in notes if "is elsewhere written" in note["en"]]
    assert [note.rpartition(": ")[2] for note in said] == ["“WDr” is elsewhere written “WDR”"]


def test_a_year_far_from_others_is_named_in_a_column_of_text_too(tmp_path: Path) -> None:
    years = [*map(str, range(1870, 1890)), "18766", *[f"ca. {n}" for n in range(1800, 1808)]]
    rows = "".join(f"n{n},{year}\n" for n, year in enumerate(years))
    _, _, notes = first_files(
        written(tmp_path, f"id,Baujahr\n{rows}"), tmp_path, base=BASE, language="de"
    )
    assert any("“18766” is far from all others, 1870 to 1889" in note["en"] for note in notes)


def test_a_value_that_is_new_among_few_is_a_hint(tmp_path: Path) -> None:
    rows = "".join(f"{n},{('oak', 'ash')[n % 2]}\n" for n in range(40))
    table = written(tmp_path, f"id,wood\n{rows}")
    files, *_ = first_files(table, tmp_path, base=BASE, language="en")
    data = files[tmp_path / "data/things.ttl"].replace(b'"oak"', b'"elm"', 1)
    settings = {tmp_path / "schlaglicht.toml": f'base = "{BASE}"'.encode()}
    write_files(tmp_path, {**files, tmp_path / "data/things.ttl": data, **settings})
    report = validate(open_project([tmp_path]))
    assert [result.severity.label for result in report.results] == ["info"]
    assert report.passes


def test_links_with_an_at_sign_are_no_addresses_of_people(tmp_path: Path) -> None:
    table = written(tmp_path, "id,profile\na,https://a.example/@a\nb,https://a.example/@b\n")
    files, *_ = first_files(table, tmp_path, base=BASE, language="en")
    shape = files[tmp_path / "shapes/things.ttl"].decode()
    assert shape.count("sh:minCount") == shape.count("sh:maxCount")


@pytest.mark.parametrize(
    ("title", "cells", "datatype", "first"),
    [
        ("Bücher", ["3.865", "120"], "integer", "3865"),
        ("Bücher", ["1.203.865", "-2.000"], "integer", "1203865"),
        ("Bücher", ["3.865", "1.5"], "decimal", "3.865"),
        ("Bücher", ["3.865", "2.100,5"], "decimal", "3865"),
        ("Bücher", ["0.865", "1.500"], "decimal", "0.865"),
        ("Breite", ["51.216", "50.123"], "decimal", "51.216"),
    ],
)
def test_points_before_three_digits_are_of_thousands_where_commas_begin_decimals(
    tmp_path: Path, title: str, cells: list[str], datatype: str, first: str
) -> None:
    table = written(tmp_path, f"Name;{title}\n" + "".join(f"n;{cell}\n" for cell in cells))
    _, data, notes = first_files(table, tmp_path, base=BASE, language="de")
    assert Literal(first, datatype=XSD[datatype]) in {*data.objects()}
    said = [note["en"] for note in notes if "points set thousands apart" in note["en"]]
    assert bool(said) == (datatype == "integer")


WHOLE = [f"{n}.{100 + n}" for n in range(1, 31)]


@pytest.mark.parametrize(("delimiter", "is_said"), [("\t", True), (",", False)])
def test_commas_that_set_thousands_apart_between_tabs_are_said(
    tmp_path: Path, delimiter: str, is_said: bool
) -> None:
    table = written(tmp_path, f'Name{delimiter}Area\na{delimiter}"1,500"\nb{delimiter}"12"\n')
    _, data, notes = first_files(table, tmp_path, base=BASE, language="en")
    assert Literal("1500", datatype=XSD.integer) in {*data.objects()}
    assert any("commas set thousands apart" in note["en"] for note in notes) == is_said


@pytest.mark.parametrize("slips", [["unbekannt"], ["ca. 4000"], ["k. A."], ["n. b.", "12a"]])
def test_slips_turn_no_thousands_into_decimals(tmp_path: Path, slips: list[str]) -> None:
    rows = "".join(f"n;{cell}\n" for cell in [*WHOLE, "640", *slips])
    _, data, notes = first_files(
        written(tmp_path, f"Name;Fläche\n{rows}"), tmp_path, base=BASE, language="de"
    )
    assert Literal("1101", datatype=XSD.integer) in {*data.objects()}
    assert any("points set thousands apart" in note["en"] for note in notes)


@pytest.mark.parametrize(
    ("delimiter", "cells", "is_said"),
    [
        ("\t", ["1.000", "2.500"], True),
        ("\t", ["1.000", "2.5"], False),
        (";", ["1.000", "2.5"], True),
        (";", ["1.101", *(f"{n}.{n}01" for n in range(2, 10)), "0.500", "12.112"], True),
        (",", ["1.000", "2.000"], False),
        (";", ["1.05", "2.5"], False),
    ],
)
def test_decimals_that_may_be_thousands_are_said(
    tmp_path: Path, delimiter: str, cells: list[str], is_said: bool
) -> None:
    rows = "".join(f"n{delimiter}{cell}\n" for cell in cells)
    table = written(tmp_path, f"Name{delimiter}Fläche\n{rows}")
    _, data, notes = first_files(table, tmp_path, base=BASE, language="de")
    assert Literal(cells[0], datatype=XSD.decimal) in {*data.objects()}
    assert any("and no thousands" in note["en"] for note in notes) == is_said


def test_validate_says_what_is_left_out_as_long_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)
    days = "".join(f"{n},2020-01-{n}\n" for n in range(10, 30))
    table = written(folder, f"id,day\n{days}a,2019-02-30\n", "own things.csv")
    files, *_ = first_files(table, folder, base=BASE, language="en")
    write_files(folder, {**files, folder / "schlaglicht.toml": f'base = "{BASE}"'.encode()})

    def findings() -> list[tuple[str, str, str]]:
        results = validate(open_project([folder]), remember=True).results
        about = [result for result in results if result.code == "cells-left-out"]
        assert all(result.focus_node == URIRef(f"{BASE}own-things/a") for result in about)
        return [(r.severity.label, r.messages["en"], r.helps["en"]) for r in about]

    said = "“day”: 1 left out, as the others are dates (yyyy-MM-dd): row 22 (2019-02-30)"
    helps = "correct or empty them, and run: schlaglicht init --from 'own things.csv'"
    assert findings() == [("info", said, helps)]
    assert f"#   {helps.rpartition(': ')[2]}\n" in (folder / "data/own-things.ttl").read_text()
    content = table.path.read_text()
    table.path.write_text(content.replace("2019-02-30", "2019-02-03"))
    assert [findings(), findings()] == [[], []]
    table.path.write_text(content)
    assert findings() == [("info", said, helps)]
    table.path.unlink()
    assert findings() == []


def test_a_table_that_is_newer_than_its_data_is_named(tmp_path: Path) -> None:
    table = written(tmp_path, "id,name\na,Old bridge\n")
    files, *_ = first_files(table, tmp_path, base=BASE, language="en")
    write_files(tmp_path, {**files, tmp_path / "schlaglicht.toml": f'base = "{BASE}"'.encode()})

    def findings() -> list[tuple[str, str]]:
        results = validate(open_project([tmp_path]), remember=True).results
        return [(result.code, result.helps["en"]) for result in results]

    mapping = mapping_file(tmp_path, table.path)
    for file in (table.path, mapping):
        content = file.read_bytes()
        file.write_bytes(content.replace(b"\n", b"\r\n"))
        assert findings() == []
        file.write_bytes(content + b"\n")
        ((code, helps),) = findings()
        assert code == "table-changed"
        assert helps.endswith("--from " + str(table.path))
        file.write_bytes(content)
        assert findings() == []


def test_the_command_for_a_table_is_one_for_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    command = "schlaglicht init"
    assert command_for("r.csv", Path("t3")) == f"{command} t3 --from t3/r.csv"
    assert command_for("r.csv", tmp_path / "t3") == f"{command} t3 --from t3/r.csv"
    assert command_for("../r.csv", Path("t3")) == f"{command} t3 --from r.csv"
    for here in (Path(), tmp_path):
        assert command_for("r.csv", here) == f"{command} --from r.csv"
    (tmp_path / "other").mkdir()
    monkeypatch.chdir("other")
    assert command_for("r.csv", tmp_path) == f"{command} {tmp_path} --from {tmp_path}/r.csv"


def test_a_table_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "things.csv"
    path.write_text("a,b\n" + "1,2\n" * 100)
    assert len(read_table(path, Dialect()).rows) == 100
    monkeypatch.setenv("SCHLAGLICHT_LIMITS", "0.00005")
    with pytest.raises(ProjectError, match="more than 100 cells"):
        read_table(path, Dialect())
