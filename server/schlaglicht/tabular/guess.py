"""A first description of a table, guessed from all of its cells; a person goes on from there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import PurePath
from typing import Any

from rdflib import RDF, RDFS

from schlaglicht.ground.text import latin, truncated
from schlaglicht.i18n import Texts, msg
from schlaglicht.tabular.csvw import CONTEXT, Datatype
from schlaglicht.tabular.rows import LIST_SEPARATOR, Table
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
_NO_VALUE = frozenset({"-", "–", "—", "?", ".", "#N/A", "N/A", "NA", "NULL", "NaN", "None", "k.A."})
_NO_VALUE |= {each.lower() for each in _NO_VALUE}
"""Cells that mean that there is no value, in a column of numbers or days."""

_CODE = re.compile(r"[+-]?0\d|\+|\d{19}")
"""The start of digits that are no number, such as those of a postcode or a telephone."""
_URL = re.compile(r"https?://[^\s/]\S*")
_POINT = re.compile(r"POINT ?\(.*\)", re.IGNORECASE)
_SEPARATORS = (LIST_SEPARATOR, "; ", ";", " | ", "|")

_YEAR = re.compile("year|jahr|année|annee|anno|año|ano", re.IGNORECASE)
_KEY = re.compile(
    "id|key|code|nr|no|num(mer|ber)?|identifier|kennung|slug|.*[ _]id|.*Id|uuid", re.IGNORECASE
)
_NAME = re.compile("name|title|label|titel|bezeichnung|(full|display)[ _]?name|nom", re.IGNORECASE)
_LATITUDE = re.compile("(geo)?[ _]?lat(itude|itud)?|breite(ngrad)?", re.IGNORECASE)
_LONGITUDE = re.compile(
    "(geo)?[ _]?(lon|lng|long)(itude|gitud)?|laenge(ngrad)?|länge(ngrad)?", re.IGNORECASE
)
_LANGUAGE = re.compile(r".+?[ _(\[-]+(de|en|es|fr|it|nl|pl|pt)[)\]]?", re.IGNORECASE)

_WORD = re.compile(r"[^\W\d_]{2}")

_IN_IRI = re.compile(r"[A-Za-z0-9._~-]{1,80}")
_LONGEST_MEMBER = 40
_NEAR = 0.9
"""The share of cells of one type from which the first other one is named."""
_LONGEST_SHOWN = 60
_ENOUGH = 10
"""Texts of a column that are enough to tell what most are."""
_WORDS_OF_PROSE = 4


@dataclass(frozen=True)
class _Cells:
    """The cells of a column."""

    title: str
    first: Mapping[str, int]
    """The texts, each with the line of its first row."""
    filled: int
    rows: int

    @property
    def is_key(self) -> bool:
        """True if each row has a text of its own, which an IRI holds as it is."""
        return len(self.first) == self.rows and all(map(_IN_IRI.fullmatch, self.first))


def _cells(table: Table, number: int) -> _Cells:
    first: dict[str, int] = {}
    filled = 0
    for line, cells in table.rows:
        if text := cells[number]:
            first.setdefault(text, line)
            filled += 1
    return _Cells(table.titles[number], first, filled, len(table.rows))


def guessed(table: Table, *, base: str, language: str | None) -> tuple[dict[str, Any], list[Texts]]:
    """The description of a table as JSON, and what a person has to know about it.

    Terms and things have their IRIs below `base`; `language` is that of prose.
    """
    columns = [_cells(table, number) for number in range(len(table.titles))]
    names = _distinct(_term_name(title) for title in table.titles)
    types = [_datatype(each, table.dialect.delimiter) for each in columns]
    members = [
        _members(cells, name, datatype, language) | {"propertyUrl": f"{base}def/{name}"}
        for cells, name, datatype in zip(columns, names, types, strict=True)
    ]
    texts = [n for n, each in enumerate(members) if each.get("datatype") == "string"]
    key = _key(columns, texts)
    _use_known_properties(members, columns, types, _name(columns, texts))
    subject = "{_row}" if key is None else f"{{{names[key]}}}"
    kind = {"propertyUrl": str(RDF.type), "valueUrl": f"{base}def/{class_name(table.path)}"}
    schema: dict[str, Any] = {"aboutUrl": f"{base}{slug(table.path)}/{subject}"}
    if key is not None:
        schema["primaryKey"] = names[key]
    schema["columns"] = [*members, {"name": "type", "virtual": True, **kind}]
    described = {"@context": CONTEXT, "dialect": asdict(table.dialect), "tableSchema": schema}
    return described, [*_notes(table, columns, types, key)]


def slug(path: PurePath) -> str:
    """The name of a table in IRIs and files."""
    return re.sub(r"[^a-z0-9]+", "-", latin(path.stem).lower()).strip("-") or "table"


def class_name(path: PurePath) -> str:
    """The name of the class of what the rows are about."""
    return "".join(word[:1].upper() + word[1:] for word in slug(path).split("-"))


def _term_name(title: str) -> str:
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


def _datatype(cells: _Cells, delimiter: str) -> Datatype | None:
    """The first datatype that all texts have, but those that mean no value; else None."""
    texts = [text for text in cells.first if text not in _NO_VALUE]
    if not texts:
        return None
    grouped = (*_GERMAN, *_ENGLISH) if delimiter == ";" else (*_ENGLISH, *_GERMAN)
    numbers = () if any(map(_CODE.match, texts)) else (*_PLAIN_NUMBERS, *grouped)
    candidates = (*_BOOLEANS, *numbers, *_OTHERS)
    found = next((each for each in candidates if _all_fit(each, texts)), None)
    is_year = found == _PLAIN_NUMBERS[0] and _YEAR.search(cells.title)
    if is_year and all(re.fullmatch(r"1\d{3}|20\d\d", text) for text in texts):
        return Datatype("gYear")
    return found


def _all_fit(datatype: Datatype, texts: Iterable[str]) -> bool:
    try:
        for text in texts:
            datatype.lexical(text)
    except ValueError:
        return False
    return True


def _members(
    cells: _Cells, name: str, datatype: Datatype | None, language: str | None
) -> dict[str, Any]:
    """The description of a column, but for its property."""
    members: dict[str, Any] = {"name": name, "datatype": "string"}
    if cells.title:
        members["titles"] = cells.title
    elif not cells.first:
        members["suppressOutput"] = True
    if cells.filled == cells.rows:
        members["required"] = True
    texts = [*cells.first]
    if datatype is not None:
        members["datatype"] = _as_json(datatype)
        if without := sorted(_NO_VALUE & cells.first.keys()):
            members |= {"null": ["", *without], "required": False}
    elif texts and all(map(_URL.fullmatch, texts)):
        members |= {"datatype": "anyURI", "valueUrl": f"{{+{name}}}"}
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
    words = sum(len(text.split()) for text in cells.first)
    return language if words > _WORDS_OF_PROSE * len(cells.first) else None


def _key(columns: Sequence[_Cells], texts: Sequence[int]) -> int | None:
    """The column whose texts tell rows apart: one that is called so, else the first of texts."""
    able = [number for number, cells in enumerate(columns) if cells.is_key]
    called = [number for number in able if _KEY.fullmatch(columns[number].title)]
    return next(iter([*called, *(number for number in able if number in texts)]), None)


def _name(columns: Sequence[_Cells], texts: Sequence[int]) -> int | None:
    """The column with names: one that is called so, else the first of words that mostly differ."""
    called = [number for number in texts if _NAME.fullmatch(columns[number].title)]
    differing = [
        number
        for number in texts
        if not _KEY.fullmatch(columns[number].title)
        and 2 * len([*filter(_WORD.search, columns[number].first)]) > columns[number].rows
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
    numbers = [n for n, each in enumerate(types) if each and each.base in ("decimal", "integer")]
    found = [
        next((n for n in numbers if pattern.fullmatch(columns[n].title)), None)
        for pattern in (_LATITUDE, _LONGITUDE)
    ]
    if None not in found:
        for number, term in zip(found, (SCHEMA.latitude, SCHEMA.longitude), strict=True):
            members[number or 0]["propertyUrl"] = str(term)


def _notes(
    table: Table, columns: Sequence[_Cells], types: Sequence[Datatype | None], key: int | None
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
        yield msg(
            "{path}: no column of plain letters and digits tells rows apart; IRIs number them",
            path=table.path,
        )
    for number, (cells, datatype) in enumerate(zip(columns, types, strict=True), 1):
        if datatype == _DAY_FIRST and _all_fit(_MONTH_FIRST, cells.first):
            line = next(iter(cells.first.values()))
            yield table.fault(line, number, msg("dates are read with the day first"))
        if datatype is None and len(cells.first) >= _ENOUGH:
            yield from _nearly_typed(table, cells, number)


def _nearly_typed(table: Table, cells: _Cells, number: int) -> Iterator[Texts]:
    """The first text that keeps a column from having a datatype, if the rest would have it."""
    most = int(len(cells.first) * (1 - _NEAR))
    for datatype in (*_PLAIN_NUMBERS, *_OTHERS):
        others = list(islice(_others(datatype, cells.first), most + 1))
        if 0 < len(others) <= most and not any(map(_CODE.match, cells.first)):
            text = msg("“{text}” is not of the type {type}, as others are; all are read as text")
            shown = truncated(others[0], _LONGEST_SHOWN)
            fault = text.filled(text=shown, type=datatype.base)
            yield table.fault(cells.first[others[0]], number, fault)
            return


def _others(datatype: Datatype, texts: Iterable[str]) -> Iterator[str]:
    """The texts that are not of the datatype."""
    return (text for text in texts if not _all_fit(datatype, (text,)))
