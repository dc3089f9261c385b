"""A first description of a table, guessed from all of its cells; a person goes on from there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path, PurePath
from typing import Any

from rdflib import RDF, RDFS

from schlaglicht.ground.text import latin, truncated
from schlaglicht.i18n import LANGUAGES, Texts, msg
from schlaglicht.tabular.csvw import CONTEXT, NO_VALUE, Datatype, rows_shown
from schlaglicht.tabular.rows import LIST_SEPARATOR, Table, mapping_file
from schlaglicht.vocab import SCHEMA

AS_WKT = "http://www.opengis.net/ont/geosparql#asWKT"
"""The property of points that are written as `POINT(13.4 52.5)`."""

_BOOLEANS = tuple(
    Datatype("boolean", f"{change(true)}|{change(false)}")
    for true, false in (("true", "false"), ("yes", "no"), ("ja", "nein"), ("wahr", "falsch"))
    for change in (str.lower, str.title, str.upper)
)
_PLAIN_NUMBERS = (Datatype("integer"), Datatype("decimal"), Datatype("double"))
_ENGLISH = (Datatype("integer", groupChar=","), Datatype("decimal", groupChar=","))
_GERMAN = (Datatype("decimal", decimalChar=",", groupChar="."),)
_THOUSANDS = Datatype("integer", decimalChar=",", groupChar=".")
_POINTED = re.compile(r"[+-]?[0-9.]*\.[0-9]+")
_DECIMAL = re.compile(r"[+-]?[0-9]+\.[0-9]+")
_THOUSANDS_FOR_SURE = re.compile(r"[+-]?[1-9][0-9]{0,2}((\.[0-9]{3}){2,}|(\.[0-9]{3})+,[0-9]+)")
_WITH_THOUSANDS = re.compile(r"[+-]?[1-9][0-9]{0,2}(\.[0-9]{3})+")
_DAY_FIRST = Datatype("date", "d/M/yyyy")
_MONTH_FIRST = Datatype("date", "M/d/yyyy")
_OTHERS = (
    *(Datatype("date", each) for each in (None, "d.M.yyyy", "yyyy/MM/dd")),
    *(_DAY_FIRST, _MONTH_FIRST),
    Datatype("dateTime"),
    *(
        Datatype("dateTime", f"{day}{time}")
        for day in ("yyyy-MM-dd ", "d.M.yyyy ", "d/M/yyyy ", "M/d/yyyy ")
        for time in ("HH:mm:ss", "HH:mm")
    ),
    Datatype("time"),
    Datatype("time", "HH:mm"),
)
_GUESSED_YEAR = Datatype("gYear")
_LINK = Datatype("anyURI")

_CODE = re.compile(r"[+-]?0\d|\+|\d{19}")
"""The start of digits that are no number, such as those of a postcode or a telephone."""
_STRICTER = {
    _GUESSED_YEAR: re.compile(r"1\d{3}|20\d\d"),
    _LINK: re.compile(r"https?://[^\s/]\S*"),
}
"""Types of which more texts are than are guessed to be."""
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_POINT = re.compile(r"POINT ?\(.*\)", re.IGNORECASE)
_SEPARATORS = (LIST_SEPARATOR, "; ", ";", " | ", "|")

_YEAR = re.compile(r"year|jahr|année|annee|(?<![^\W_])(anno|año|ano)(?![^\W_])", re.IGNORECASE)
_KEY = re.compile(
    "id|key|code|nr|no|num(mer|ber)?|identifier|kennung|slug|.*[ _-]id|(?-i:.*[a-z]I[dD]|.*[A-Z]Id)"
    "|obje[ck]tid|uuid"
    "|isbn|issn|(.*[ -])?signatur"
    r"|(?!.*(\btel|phone|fax|mobil|handy|ruf|house|haus|\bhs|hnr|konto|steuer|seite))"
    r".*([ ._-]no\.?|nr\.?|number|nummer)",
    re.IGNORECASE,
)
"""Titles of keys; numbers of telephones, houses and accounts are none of things."""
_PART_OF_KEY = re.compile(r"\b(id|nr|no)\b|num(mer|ber)", re.IGNORECASE)
_NAME = re.compile("name|title|label|titel|bezeichnung|(full|display)[ _]?name|nom", re.IGNORECASE)
_LATITUDE = re.compile("(geo)?[ _]?lat(itude|itud)?|breite(ngrad)?", re.IGNORECASE)
_LONGITUDE = re.compile(
    "(geo)?[ _]?(lon|lng|long)(itude|gitud)?|laenge(ngrad)?|länge(ngrad)?", re.IGNORECASE
)
_NUMBERS = ("decimal", "integer")
_LANGUAGE = re.compile(r".+?[ _(\[-]+(de|en|es|fr|it|nl|pl|pt)[)\]]?", re.IGNORECASE)

_HEADINGS = {
    "de": re.compile(
        r"anzahl|ansprech\w+|baujahr|bemerkung|beschreibung|breite|der|einwohner|für|gebaut|gemeinde|größe"
        "|hinweis|höhe|jahr|kosten|kreis|länge|plz|preis|stadt|straße|und|verein|von|(vor|nach)name"
        r"|webseite|(breiten|längen)grad|\w{5,}ung|\w{3,}(heit|keit|schaft|zahl)"
    ),
    "en": re.compile(
        "address|and|area|built|by|city|comment|cost|count|country|day|first|height|last|length|month"
        "|notes|of|opened|opening|owner|people|phone|price|size|street|the|time|title|town|weight|width"
        "|year"
    ),
}
"""Words of headings that are of one of the languages, and hardly of another."""
_WORD = re.compile(r"[^\W\d_]{2}")

_IN_IRI = re.compile(r"[A-Za-z0-9._~-]{1,80}")
_NOT_IN_IRI = re.compile(r"[^A-Za-z0-9._~-]")
_LONGEST_MEMBER = 40
_NEAR = 0.9
"""The share of cells from which the others look like slips ..."""
_ENOUGH = 10
"""... if it is this many cells ..."""
_HANDFUL = 5
"""... and the others are no more than these."""
_LONGEST_YEAR = 30
"""Characters of a text with a year, a time behind it included."""
_FAR = 20
"""Years between a year and all others from which it looks like a slip, if they are closer."""
_WORDS_OF_PROSE = 4


@dataclass(frozen=True)
class _Cells:
    """The cells of a column."""

    title: str
    lines: Mapping[str, Sequence[int]]
    """The texts, each with the lines of its rows."""
    rows: int

    def count(self, texts: Iterable[str]) -> int:
        """The number of cells with these texts."""
        return sum(len(self.lines[text]) for text in texts)

    @property
    def is_key(self) -> bool:
        """True if each row has a text of its own, which an IRI holds as it is."""
        return len(self.lines) == self.rows and all(map(_IN_IRI.fullmatch, self.lines))


def _cells(table: Table, number: int) -> _Cells:
    lines: dict[str, list[int]] = {}
    for line, cells in table.rows:
        if text := cells[number]:
            lines.setdefault(text, []).append(line)
    return _Cells(table.titles[number], lines, len(table.rows))


def _nearly(number: int, of: int) -> bool:
    return number >= max(_ENOUGH, _NEAR * of)


def guessed(table: Table, *, base: str, language: str | None) -> tuple[dict[str, Any], list[Texts]]:
    """The description of a table as JSON, and what a person has to know about it.

    Terms and things have their IRIs below `base`; `language` is that of prose.
    """
    columns = [_cells(table, number) for number in range(len(table.titles))]
    names = _distinct(term_name(title) for title in table.titles)
    found = [_datatype(each, table.dialect.delimiter) for each in columns]
    types = [datatype for datatype, _ in found]
    members = [
        _members(cells, name, datatype, language)
        | _without(others)
        | {"propertyUrl": f"{base}def/{name}"}
        for cells, name, (datatype, others) in zip(columns, names, found, strict=True)
    ]
    texts = [n for n, each in enumerate(members) if each.get("datatype") == "string"]
    key = _key(columns, types, texts)
    _use_known_properties(members, columns, types, _name(columns, texts))
    subject = "{_row}" if key is None else f"{{{names[key]}}}"
    kind = {"propertyUrl": str(RDF.type), "valueUrl": f"{base}def/{class_name(table.path)}"}
    schema: dict[str, Any] = {"aboutUrl": f"{base}{slug(table.path)}/{subject}"}
    if key is not None:
        schema["primaryKey"] = names[key]
    schema["columns"] = [*members, {"name": "type", "virtual": True, **kind}]
    described = {"@context": CONTEXT, "dialect": asdict(table.dialect), "tableSchema": schema}
    separators = [each.get("separator", "") for each in members]
    return described, [*_notes(table, columns, types, key, separators)]


def language_of_headings(titles: Iterable[str]) -> str | None:
    """The language of most words in titles that tell it."""
    words = [word for title in titles for word in re.findall(r"\w+", title.lower())]
    found = {tag: sum(map(bool, map(is_of.fullmatch, words))) for tag, is_of in _HEADINGS.items()}
    most = max(found.values())
    tags = [tag for tag, number in found.items() if number == most > 0]
    return tags[0] if len(tags) == 1 else None


def slug(path: PurePath) -> str:
    """The name of a table in IRIs and files."""
    return re.sub(r"[^a-z0-9]+", "-", latin(path.stem).lower()).strip("-") or "table"


def class_name(path: PurePath) -> str:
    """The name of the class of what the rows are about."""
    return "".join(word[:1].upper() + word[1:] for word in slug(path).split("-"))


def term_name(title: str) -> str:
    """A title as the name of a property, which is one of a variable in templates too."""
    words = re.findall("[A-Za-z0-9]+", latin(title))
    joined = "".join(word[:1].upper() + word[1:] for word in words)
    if joined.isupper():
        return joined.lower()
    return joined[:1].lower() + joined[1:]


def _distinct(names: Iterable[str]) -> list[str]:
    """Names that all differ, those that are empty or begin with a digit by their number."""
    distinct: dict[str, None] = {"type": None}
    for number, name in enumerate(names, 1):
        name = name if name[:1].isalpha() else f"column{number}{name}"
        while name in distinct:
            name += str(number)
        distinct[name] = None
    return [*distinct][1:]


def _datatype(cells: _Cells, delimiter: str) -> tuple[Datatype | None, list[str]]:
    """The first datatype that all texts have, or nearly all cells; the texts that have no value."""
    nothing = sorted(NO_VALUE & cells.lines.keys())
    texts = [text for text in cells.lines if text not in NO_VALUE]
    numbers = _numbers(cells, delimiter)
    years = (_GUESSED_YEAR,) if _YEAR.search(cells.title) else ()
    near: list[tuple[Datatype, list[str]]] = []
    for datatype in (*years, *_BOOLEANS, *numbers, *_OTHERS, _LINK) if texts else ():
        others = list(islice((each for each in texts if not _fits(datatype, each)), _HANDFUL + 1))
        if not others:
            return (None, []) if _are_codes(texts, datatype, cells) else (datatype, nothing)
        if _are_slips(others, datatype, cells):
            near.append((datatype, others))
            if datatype == _GUESSED_YEAR:
                break
    datatype, others = min(near, key=lambda each: len(each[1]), default=(None, []))
    return datatype, nothing + others if datatype else []


def _numbers(cells: _Cells, delimiter: str) -> tuple[Datatype, ...]:
    """The types of numbers, with marks as the delimiter suggests; of codes and keys as 1962.1 none.

    Spreadsheets write `;` where a comma begins the decimals: there 3.865 are thousands, if three
    digits follow each point of the column, and it has no degrees.
    """
    is_key = _KEY.fullmatch(cells.title) and not all(
        map(str.isdigit, cells.lines.keys() - NO_VALUE)
    )
    if is_key or any(map(_CODE.match, cells.lines)):
        return ()
    if any(map(_THOUSANDS_FOR_SURE.fullmatch, cells.lines)):
        return (_PLAIN_NUMBERS[0], _THOUSANDS, *_GERMAN)
    if delimiter != ";":
        return (*_PLAIN_NUMBERS, *_ENGLISH, *_GERMAN)
    pointed = _pointed(cells)
    if pointed and all(map(_WITH_THOUSANDS.fullmatch, pointed)):
        return (_PLAIN_NUMBERS[0], _THOUSANDS, *_GERMAN)
    return (*_PLAIN_NUMBERS, *_GERMAN, *_ENGLISH)


def _pointed(cells: _Cells) -> list[str]:
    """The numbers with points, unless they are degrees."""
    if _LATITUDE.fullmatch(cells.title) or _LONGITUDE.fullmatch(cells.title):
        return []
    return [*filter(_POINTED.fullmatch, cells.lines)]


def _are_codes(texts: Sequence[str], datatype: Datatype, cells: _Cells) -> bool:
    """True if each row has a text of its own, but not a number: 1923.1 and 1923.10."""
    is_once = all(len(cells.lines[text]) == 1 for text in texts)
    if datatype.base not in ("decimal", "double") or not is_once:
        return False
    pointed = [text for text in texts if _POINTED.fullmatch(text)]
    return len({text.rstrip("0").rstrip(".") for text in pointed}) < len(pointed)


def _has_decimals(cells: _Cells) -> bool:
    """True if a column has decimal numbers alone, with points."""
    texts = cells.lines.keys() - NO_VALUE
    return bool(texts) and all(map(_DECIMAL.fullmatch, texts))


def _are_slips(others: Sequence[str], datatype: Datatype, cells: _Cells) -> bool:
    """True if nearly all cells but these have a datatype, and the column is none of codes."""
    number, filled = cells.count(others), cells.count(cells.lines)
    is_code = _KEY.fullmatch(cells.title) or (cells.is_key and datatype.base == "integer")
    return (
        number <= _HANDFUL
        and _nearly(filled - number, filled)
        and datatype not in _BOOLEANS
        and not is_code
    )


def _fits(datatype: Datatype, text: str) -> bool:
    if strict := _STRICTER.get(datatype):
        return bool(strict.fullmatch(text))
    try:
        datatype.lexical(text)
    except ValueError:
        return False
    return True


def _without(texts: Sequence[str]) -> dict[str, Any]:
    """The members of a column in which these texts are no value."""
    return {"null": ["", *texts]} if texts else {}


def _members(
    cells: _Cells, name: str, datatype: Datatype | None, language: str | None
) -> dict[str, Any]:
    """The description of a column, but for its property."""
    members: dict[str, Any] = {"name": name, "datatype": "string"}
    if cells.title:
        members["titles"] = cells.title
    elif not cells.lines:
        members["suppressOutput"] = True
    texts = [*cells.lines]
    if datatype is not None:
        members["datatype"] = _as_json(datatype)
        if datatype == _LINK:
            members["valueUrl"] = f"{{+{name}}}"
    elif texts and all(map(_POINT.fullmatch, texts)):
        members |= {"datatype": {"base": "string", "@id": AS_WKT.replace("asWKT", "wktLiteral")}}
    elif separator := next((each for each in _SEPARATORS if _separates(each, texts)), None):
        members["separator"] = separator
    elif tag := _language(cells, language):
        members["lang"] = tag
    return members


def _as_json(datatype: Datatype) -> str | dict[str, Any]:
    form: Any = datatype.format
    if datatype.groupChar:
        form = {"decimalChar": datatype.decimalChar, "groupChar": datatype.groupChar}
    return {"base": datatype.base, "format": form} if form else datatype.base


def _separates(separator: str, texts: Sequence[str]) -> bool:
    """True if texts are short members between separators, and more texts than one have several."""
    several = [text.split(separator) for text in texts if separator in text]
    members = [member for text in several for member in text]
    if separator == LIST_SEPARATOR:
        return bool(several)
    return len(several) > 1 and all(
        member and member == member.strip() and len(member) <= _LONGEST_MEMBER for member in members
    )


def _language(cells: _Cells, language: str | None) -> str | None:
    """The language that a title ends in, else the given one if the texts are prose."""
    if found := _LANGUAGE.fullmatch(cells.title):
        return found[1].lower()
    words = sum(len(text.split()) for text in cells.lines)
    return language if words > _WORDS_OF_PROSE * len(cells.lines) else None


def _key(
    columns: Sequence[_Cells], types: Sequence[Datatype | None], texts: Sequence[int]
) -> int | None:
    """The column whose texts tell rows apart: one that is called so, else the first of texts."""
    able = [
        number
        for number, cells in enumerate(columns)
        if cells.is_key and not (types[number] and NO_VALUE & cells.lines.keys())
    ]
    called = [number for number in able if _KEY.fullmatch(columns[number].title)]
    others = (number for number in able if number in texts and not _has_decimals(columns[number]))
    return next(iter([*called, *others]), None)


def key_title(table: Table) -> str | None:
    """The title of the first column that is called a key and tells rows apart."""
    columns = (_cells(table, number) for number in range(len(table.titles)))
    able = (each.title for each in columns if each.is_key)
    return next((title for title in able if _KEY.fullmatch(title)), None)


def _name(columns: Sequence[_Cells], texts: Sequence[int]) -> int | None:
    """The column with names: one that is called so, else the first of words that mostly differ."""
    called = [number for number in texts if _NAME.fullmatch(columns[number].title)]
    differing = [
        number
        for number in texts
        if not _KEY.fullmatch(columns[number].title)
        and 2 * len([*filter(_WORD.search, columns[number].lines)]) > columns[number].rows
    ]
    return next(iter([*called, *differing]), None)


def _use_known_properties(
    members: Sequence[dict[str, Any]],
    columns: Sequence[_Cells],
    types: Sequence[Datatype | None],
    name: int | None,
) -> None:
    """Gives names, points, and a latitude with its longitude the properties that pages know."""
    if name is not None:
        members[name]["propertyUrl"] = str(RDFS.label)
    for each in members:
        if isinstance(each["datatype"], dict) and "@id" in each["datatype"]:
            each["propertyUrl"] = AS_WKT
    found = [
        next((n for n, x in enumerate(columns) if _are_degrees(x, types[n], pattern, most)), None)
        for pattern, most in ((_LATITUDE, 90), (_LONGITUDE, 180))
    ]
    pair = [types[number] for number in found if number is not None]
    if len(pair) == 2 and any(each and each.base == "decimal" for each in pair):  # no lengths in cm
        for number, term in zip(found, (SCHEMA.latitude, SCHEMA.longitude), strict=True):
            members[number or 0]["propertyUrl"] = str(term)


def _are_degrees(
    cells: _Cells, datatype: Datatype | None, title: re.Pattern[str], most: int
) -> bool:
    """True if a column with such a title has numbers of which hardly one is too large."""
    if not title.fullmatch(cells.title) or datatype is None:
        return False
    degrees = [x for x in cells.lines if datatype.base in _NUMBERS and _fits(datatype, x)]
    near = [x for x in degrees if abs(float(datatype.lexical(x))) <= most]
    return 0 < len(degrees) <= 2 * len(near)


def _notes(
    table: Table,
    columns: Sequence[_Cells],
    types: Sequence[Datatype | None],
    key: int | None,
    separators: Sequence[str],
) -> Iterator[Texts]:
    """Guesses that a person may want to correct."""
    if table.dialect.encoding == "windows-1252":
        yield msg("{path}: read as Windows-1252, as it is not UTF-8", path=table.path)
    if not table.dialect.header:
        yield msg("{path}: has no header; columns are called by their number", path=table.path)
    if table.left_out:
        sheets = ", ".join(table.left_out)
        yield msg("{path}: further sheets are left out: {sheets}", path=table.path, sheets=sheets)
    if key is None:
        yield _no_key(table, columns)
    for number, (cells, datatype) in enumerate(zip(columns, types, strict=True), 1):
        days = (text for text in cells.lines if datatype and _fits(datatype, text))
        if datatype == _DAY_FIRST and all(_fits(_MONTH_FIRST, text) for text in days):
            line = next(iter(cells.lines.values()))[0]
            yield table.fault(line, number, msg("dates are read with the day first"))
        if datatype:
            yield from _marks(table, cells, number, datatype)
        if 2 * cells.count(filter(ADDRESS.fullmatch, cells.lines)) > cells.count(cells.lines):
            text = msg(
                "{path}: “{title}” has e-mail addresses, which will be public on the site; "
                '"suppressOutput": true for it in {mapping} leaves them out'
            )
            mapping = mapping_file(Path(), table.path)
            yield text.filled(path=table.path, title=cells.title or str(number), mapping=mapping)
        if datatype is None and _has_decimals(cells):
            text = msg(
                "{path}: “{title}” is read as text: its numbers look like names of things; if they "
                "are amounts, make its datatype decimal"
            )
            yield text.filled(path=table.path, title=cells.title or str(number))
        elif datatype is None:
            yield from _mixed(table, cells, number)
            yield from islice(_other_cases(table, cells, number), _HANDFUL)
            if _YEAR.search(cells.title):
                yield from _far_away(table, cells, number, Datatype("integer"))
        elif datatype.base in ("gYear", "date", "dateTime"):
            yield from _far_away(table, cells, number, datatype)
        if (separator := separators[number - 1]) not in ("", LIST_SEPARATOR):
            text = msg(
                "{path}: “{title}” has several values in a cell, at “{separator}”, without an order"
            )
            yield text.filled(path=table.path, title=cells.title, separator=separator)


def _marks(table: Table, cells: _Cells, number: int, datatype: Datatype) -> Iterator[Texts]:
    """The meaning of points and commas in numbers, where it may be another."""
    delimiter, pointed = table.dialect.delimiter, _pointed(cells)
    counted = [*filter(_WITH_THOUSANDS.fullmatch, pointed)]
    text, first = None, next(iter(counted), "")
    if datatype == _THOUSANDS:
        text = msg("“{text}” is read as {number}: points set thousands apart")
        first = next(filter(_WITH_THOUSANDS.fullmatch, cells.lines), "")
    elif datatype in _ENGLISH and delimiter != ",":
        text = msg("“{text}” is read as {number}: commas set thousands apart")
        marked = (text for text in cells.lines if "," in text)
        first = next((text for text in marked if _fits(datatype, text)), "")
    # Between commas points begin decimals, and JSON and spreadsheets have true numbers.
    elif (
        datatype == _PLAIN_NUMBERS[1]
        and delimiter != ","
        and (delimiter == ";" or counted == pointed)
    ):
        text = msg("“{text}” is read as it stands: points begin decimals, and no thousands")
    if text and first:
        filled = text.filled(text=first, number=datatype.lexical(first))
        yield table.fault(cells.lines[first][0], number, filled)


def _no_key(table: Table, columns: Sequence[_Cells]) -> Texts:
    """The reason why rows are numbered: what is wrong with the column that comes nearest."""
    text = msg("{path}: no column of plain letters and digits tells rows apart; {numbered}")
    near = max(
        filter(_is_nearly_key, columns),
        key=lambda each: (_is_called_key(each), len(each.lines)),
        default=None,
    )
    if near and (reasons := [*_not_a_key(near)]):
        said = {tag: "; ".join(each[tag] for each in reasons) for tag in LANGUAGES}
        text = msg(
            "{path}: “{title}” cannot make the addresses of rows: {reasons}; correct that, remove "
            "these files, and run again; else {numbered}"
        )
        text = text.filled(title=near.title, reasons=said)
    numbered = msg(
        "the address of each has its number, which changes when one is inserted before; a column "
        "Nr or id that stays with its row keeps it"
    )
    return text.filled(path=table.path, numbered=numbered)


def _is_called_key(cells: _Cells) -> bool:
    return bool(_KEY.fullmatch(cells.title) or _PART_OF_KEY.search(cells.title))


def _is_nearly_key(cells: _Cells) -> bool:
    """True for a column called a key that mostly differs, and one with few texts twice."""
    if _is_called_key(cells):
        return not cells.is_key and 2 * len(cells.lines) > cells.rows
    twice = sum(len(lines) > 1 for lines in cells.lines.values())
    is_plain = all(map(_IN_IRI.fullmatch, cells.lines))
    return is_plain and 0 < twice <= _HANDFUL and _nearly(len(cells.lines), cells.rows)


def _not_a_key(cells: _Cells) -> Iterator[Texts]:
    """The reasons why a column does not tell rows apart, each with the first text of that kind."""
    odd: dict[str, str] = {}
    for text in cells.lines:
        for character in _NOT_IN_IRI.findall(text):
            odd.setdefault(character, truncated(text, _LONGEST_MEMBER))
    for character, shown in islice(odd.items(), _HANDFUL):
        yield msg("“{character}” in {text}", character=character, text=shown)
    for text, (row, *others) in cells.lines.items():
        if others:
            shown, rows = truncated(text, _LONGEST_MEMBER), (str(row), str(others[0]))
            yield msg("{text} is in rows {row} and {other}", text=shown, row=rows[0], other=rows[1])
            break
    if empty := cells.rows - cells.count(cells.lines):
        yield msg("empty cells: {number}", number=empty)


def _mixed(table: Table, cells: _Cells, number: int) -> Iterator[Texts]:
    """The cells of a column that keep it from having the datatype of most, if most have any."""
    texts = [text for text in cells.lines if text not in NO_VALUE]
    if not texts:
        return
    numbers = () if _KEY.fullmatch(cells.title) else _numbers(cells, table.dialect.delimiter)
    years = (_GUESSED_YEAR,) if numbers and _YEAR.search(cells.title) else ()
    kinds = (*years, *numbers, *_OTHERS, _LINK)
    ahead = cells.count(texts)  # as if all that are not looked at yet had a type
    for text in texts:
        if not any(_fits(kind, text) for kind in kinds):
            ahead -= 2 * len(cells.lines[text])
            if ahead <= 0:
                return
    fitting = {kind: {text for text in texts if _fits(kind, text)} for kind in kinds}
    kind = max(kinds, key=lambda each: cells.count(fitting[each]))
    odd = (text for text in texts if text not in fitting[kind])
    others = sorted((row, text) for text in odd for row in cells.lines[text])
    if not others:
        return
    yield msg(
        "{path}: “{title}”: {number} cells are {values}, {others} not: row {rows}; so the column "
        "is text",
        path=table.path,
        title=cells.title or str(number),
        number=cells.count(fitting[kind]),
        values=kind.values,
        others=len(others),
        rows=rows_shown(others),
    )


def _other_cases(table: Table, cells: _Cells, number: int) -> Iterator[Texts]:
    """Texts that are a much more frequent one in other cases."""
    spelt: dict[str, list[str]] = {}
    for text in cells.lines:
        spelt.setdefault(text.lower(), []).append(text)
    for texts in spelt.values():
        usual, *others = sorted(texts, key=lambda text: -len(cells.lines[text]))
        for other in others:
            if _nearly(len(cells.lines[usual]), cells.count((usual, other))):
                said = msg("“{text}” is elsewhere written “{usual}”", text=other, usual=usual)
                yield table.fault(cells.lines[other][0], number, said)


def _far_away(table: Table, cells: _Cells, number: int, datatype: Datatype) -> Iterator[Texts]:
    """The first or last year, if it is farther from the others than they are from each other."""
    of_year = None if datatype.base == "integer" else 4
    years = sorted(
        (int(datatype.lexical(text)[:of_year]), text)
        for text in cells.lines
        if len(text) <= _LONGEST_YEAR and _fits(datatype, text)
    )
    if len(years) < _ENOUGH:
        return
    for end, others in ((years[0], years[1:]), (years[-1], years[:-1])):
        first, last = others[0][0], others[-1][0]
        distance = min(abs(end[0] - first), abs(end[0] - last))
        if distance >= _FAR and distance > last - first:
            text = msg("“{text}” is far from all others, {first} to {last}; is it right?")
            filled = text.filled(text=end[1], first=str(first), last=str(last))
            yield table.fault(cells.lines[end[1]][0], number, filled)
