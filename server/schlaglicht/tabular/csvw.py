"""CSV on the Web: the description of a table, and the statements that it makes of the rows.

https://www.w3.org/TR/tabular-metadata/ and, in minimal mode, https://www.w3.org/TR/csv2rdf/: one
table in a file, its columns found by their titles. What a description says beyond that is refused.
"""

from __future__ import annotations

import json
import re
from collections import ChainMap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from itertools import chain, product
from pathlib import Path
from typing import Any
from urllib.parse import quote

from rdflib import RDF, XSD, BNode, Literal, URIRef
from rdflib.term import Node

from schlaglicht.errors import ProjectError
from schlaglicht.ground.text import truncated
from schlaglicht.i18n import Texts, msg, verbatim
from schlaglicht.rdf.iris import is_absolute_iri, is_language_tag, resolve_iri
from schlaglicht.rdf.terms import literal_of
from schlaglicht.rdf.triple import Triple
from schlaglicht.rdf.well_known_prefixes import WELL_KNOWN
from schlaglicht.settings.toml_tables import read_table as read_members
from schlaglicht.tabular.rows import Dialect, Faults, Row, Table, mapping_file

CONTEXT = "http://www.w3.org/ns/csvw"

_PREFIXES = {**WELL_KNOWN, "schema": "http://schema.org/", "dc": WELL_KNOWN["dcterms"]}
"""Those of the initial context that the description of a table has."""

_OTHER_NAMES = {
    "any": "anyAtomicType",
    "binary": "base64Binary",
    "datetime": "dateTime",
    "number": "double",
}
_NOT_OF_XML_SCHEMA = {
    "html": RDF.HTML,
    "json": URIRef(f"{CONTEXT}#JSON"),
    "xml": RDF.XMLLiteral,
}
_KEEPING_SPACE = frozenset({"anyAtomicType", "html", "json", "normalizedString", "string", "xml"})
_LEXICAL = {
    "double": r"[+-]?(\d+(\.\d*)?|\.\d+)([Ee][+-]?\d+)?|-?INF|NaN",
    "decimal": r"[+-]?(\d+(\.\d*)?|\.\d+)",
    "integer": r"[+-]?\d+",
    "gYear": r"-?\d{4}|-[1-9]\d{4,}",
}
"""A year of five digits is no year of anything in a table, but a slip."""
NO_VALUE = frozenset(
    {"-", "–", "—", "?", ".", "#N/A", "N/A", "NA", "NULL", "NaN", "None", "k.A.", "k. A."}
)
NO_VALUE |= {"Unbekannt", "Unknown"}
NO_VALUE |= {each.lower() for each in NO_VALUE}
"""Cells that mean that there is no value, in a column of numbers or days."""
_TIMES = {"date": "yyyy-MM-dd", "dateTime": "yyyy-MM-ddTHH:mm:ss", "time": "HH:mm:ss"}
"""Types of times, each with the format that it has where none is said."""
_CALLED = {
    "integer": msg("whole numbers"),
    "decimal": msg("decimal numbers"),
    "double": msg("numbers"),
    "gYear": msg("years"),
    "date": msg("dates"),
    "dateTime": msg("dates with a time"),
    "time": msg("times"),
    "anyURI": msg("links"),
}
"""Types of values, each with the words of people for these."""
_LEAST = {
    "year": "2000",
    "month": "1",
    "day": "1",
    "hour": "00",
    "minute": "00",
    "second": "00",
    "fraction": "",
    "zone": "",
}
"""What stands for the parts that a text does not have."""
_TIME_FIELDS = {
    "yyyy": r"(?P<year>\d{4})",
    "MM": r"(?P<month>\d\d)",
    "M": r"(?P<month>\d\d?)",
    "dd": r"(?P<day>\d\d)",
    "d": r"(?P<day>\d\d?)",
    "HH": r"(?P<hour>\d\d)",
    "mm": r"(?P<minute>\d\d)",
    "ss": r"(?P<second>\d\d)(?P<fraction>\.\d+)?",
}


@dataclass(frozen=True)
class Datatype:
    """A datatype of cells: https://www.w3.org/TR/tabular-metadata/#datatypes."""

    base: str = "string"
    format: str | None = None
    """Of a boolean, as in `ja|nein`, or a date, as in `dd.MM.yyyy`."""
    decimalChar: str = "."
    groupChar: str | None = None
    id: str | None = None
    """The datatype of the literals, if it is another one."""

    @cached_property
    def term(self) -> URIRef:
        """The datatype of the literals."""
        return URIRef(self.id) if self.id else _NOT_OF_XML_SCHEMA.get(self.base, XSD[self.base])

    @property
    def shown(self) -> str:
        """The words for it, with its format."""
        form = self.format or _TIMES.get(self.base)
        return f"{self.base} ({form})" if form else self.base

    @property
    def values(self) -> Texts:
        """The words of people for its values, with the format."""
        form, called = self.format or _TIMES.get(self.base), _CALLED.get(self.base)
        if called is None:
            return msg("of the type {type}", type=self.shown)
        return msg("{values} ({format})", values=called, format=form) if form else called

    def lexical(self, text: str) -> str:
        """A text as XML Schema has it; raises ValueError if it is none of this type."""
        if self.base not in _KEEPING_SPACE:
            text = " ".join(text.split())
        if self.base == "boolean":
            true, _, false = (self.format or "true|false").partition("|")
            if text not in (true, false):
                raise ValueError(text)
            return "true" if text == true else "false"
        if self.base in _TIMES:
            return _time(text, self)
        kind = "double" if self.base == "float" else self.base
        if kind in ("integer", "decimal", "double"):
            text = self._ungrouped(text)
        if kind in _LEXICAL and not re.fullmatch(_LEXICAL[kind], text, re.ASCII):
            raise ValueError(text)
        return text

    def _ungrouped(self, text: str) -> str:
        """A number with a point, and without marks between groups of three digits."""
        if self.groupChar and self.groupChar in text:
            point, mark = re.escape(self.decimalChar), re.escape(self.groupChar)
            if not re.fullmatch(rf"[+-]?\d{{1,3}}({mark}\d{{3}})+({point}\d*)?", text, re.ASCII):
                raise ValueError(text)
            text = text.replace(self.groupChar, "")
        if self.decimalChar != "." and "." in text:
            raise ValueError(text)
        return text.replace(self.decimalChar, ".")


def _time(text: str, datatype: Datatype) -> str:
    """A date, a time or both as XML Schema has it; raises ValueError for one that never was."""
    found = _time_pattern(datatype.format or _TIMES[datatype.base]).fullmatch(text)
    if found is None:
        raise ValueError(text)
    read = _LEAST | {name: value for name, value in found.groupdict().items() if value}
    moment = "{year}-{month:0>2}-{day:0>2}T{hour}:{minute}:{second}".format(**read)
    datetime.fromisoformat(moment)
    written = {"date": moment[:10], "time": moment[11:]}.get(datatype.base, moment)
    return f"{written}{read['fraction']}{read['zone']}"


@lru_cache(maxsize=64)
def _time_pattern(form: str) -> re.Pattern[str]:
    pieces = re.split(f"({'|'.join(_TIME_FIELDS)})", form)
    return re.compile(
        "".join(_TIME_FIELDS.get(piece, re.escape(piece)) for piece in pieces)
        + r"(?P<zone>Z|[+-]\d\d:\d\d)?",
        re.ASCII,
    )


@dataclass(frozen=True)
class Column:
    """A column, with what it inherits: https://www.w3.org/TR/tabular-metadata/#columns."""

    name: str
    titles: tuple[str, ...] = ()
    aboutUrl: str | None = None
    propertyUrl: str | None = None
    valueUrl: str | None = None
    datatype: Datatype = field(default_factory=Datatype)
    lang: str = "und"
    separator: str | None = None
    null: tuple[str, ...] = ("",)
    default: str = ""
    required: bool = False
    virtual: bool = False
    suppressOutput: bool = False

    @cached_property
    def unusual(self) -> frozenset[str]:
        """Texts that are no value by the description alone, where it has a type of values."""
        is_typed = self.datatype.base != "string"
        return frozenset(self.null) - NO_VALUE - {""} if is_typed else frozenset()

    @cached_property
    def variables(self) -> tuple[str, ...]:
        """Those in the templates, each once."""
        templates = filter(None, (self.aboutUrl, self.propertyUrl, self.valueUrl))
        found = chain.from_iterable(map(_VARIABLE.finditer, templates))
        return tuple(dict.fromkeys(each["name"] for each in found))

    def texts(self, cell: str) -> list[str]:
        """The texts of a cell: none, one, or with a separator several."""
        cell = cell or self.default
        members = (
            [cell] if self.separator is None or cell in self.null else cell.split(self.separator)
        )
        return [text for text in members if text not in self.null]

    def literal(self, text: str) -> Literal:
        """The literal of a text; raises ValueError if it is not of the datatype."""
        lexical, datatype = self.datatype.lexical(text), self.datatype.term
        if datatype != XSD.string:
            return literal_of(lexical, None, datatype)
        return literal_of(lexical, None if self.lang == "und" else self.lang, None)


@dataclass(frozen=True)
class Schema:
    """The columns of a table: https://www.w3.org/TR/tabular-metadata/#schemas."""

    columns: tuple[Column, ...] = ()
    aboutUrl: str | None = None
    """The IRI of a row."""
    primaryKey: tuple[str, ...] = ()
    """The names of the columns whose cells together occur once."""


@dataclass(frozen=True)
class Description:
    """The description of a table: https://www.w3.org/TR/tabular-metadata/#tables."""

    url: str
    tableSchema: Schema
    dialect: Dialect = field(default_factory=Dialect)


def read_description(path: Path) -> Description:
    """The description in a file; raises ProjectError for one that says more than is done here."""
    return read_mapping(path)[0]


def read_mapping(path: Path) -> tuple[Description, bytes]:
    """The description in a file, and its content; raises ProjectError as `read_description`."""
    try:
        as_read = path.read_bytes()
        content = json.loads(as_read)
    except (ValueError, RecursionError) as error:
        raise ProjectError(f"{path}: not JSON: {error}") from error
    except OSError as error:
        raise ProjectError(f"{path}: {error.strerror}") from error
    return description_of(content, str(path)), as_read


_INHERITED = (
    *("aboutUrl", "datatype", "default", "lang", "null", "propertyUrl"),
    *("required", "separator", "valueUrl"),
)


def description_of(content: Any, where: str) -> Description:
    """The description that JSON holds; `where` names it in errors."""
    table = _members(content, where)
    schema = _members(table.get("tableSchema", {}), f"{where}: tableSchema")
    inherited = {
        name: each.pop(name) for each in (table, schema) for name in _INHERITED if name in each
    }
    columns = schema.get("columns", [])
    if isinstance(columns, list):
        schema["columns"] = [
            _column(inherited | _members(each, f"{where}: column {number}"), number)
            for number, each in enumerate(columns, 1)
        ]
    if "aboutUrl" in inherited:
        schema["aboutUrl"] = inherited["aboutUrl"]
    if "primaryKey" in schema:
        schema["primaryKey"] = _listed(schema["primaryKey"])
    found = read_members(Description, table | {"tableSchema": schema}, where)
    if fault := next(_faults(found), None):
        raise ProjectError(msg("{where}: {reason}", where=where, reason=fault))
    return found


def _members(content: Any, where: str) -> dict[str, Any]:
    """The members of an object but those that only tell readers something, such as `dc:title`."""
    if not isinstance(content, dict):
        raise ProjectError(msg("{where}: not an object", where=where))
    return {name: value for name, value in content.items() if not re.match("@|.*:", name)}


def _column(members: dict[str, Any], number: int) -> dict[str, Any]:
    """A column with lists and objects where a single value may stand for them."""
    titles, datatype = members.get("titles", []), members.get("datatype", "string")
    if isinstance(titles, dict):
        titles = [*chain.from_iterable(map(_listed, titles.values()))]
    if not isinstance(datatype, dict):
        datatype = {"base": datatype}
    if isinstance(form := datatype.get("format"), dict):
        datatype = {name: value for name, value in datatype.items() if name != "format"} | form
    base = datatype.get("base", "string")
    datatype = {name.removeprefix("@"): value for name, value in datatype.items()}
    titles = _listed(titles)
    name = quote(str(titles[0]), safe="") if titles else f"_col.{number}"
    return (
        {"name": name}
        | members
        | {
            "titles": titles,
            "datatype": datatype | {"base": _OTHER_NAMES.get(str(base), base)},
            "null": _listed(members.get("null", "")),
        }
    )


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _faults(found: Description) -> Iterator[Texts]:
    """Names in a description that stand for nothing: of a datatype, a language, a column."""
    names = {column.name for column in found.tableSchema.columns}
    for name, text in _unusable(found):
        yield msg("{name} cannot be “{text}”", name=name, text=text)
    for column in found.tableSchema.columns:
        base = column.datatype.base
        if base not in _NOT_OF_XML_SCHEMA and base not in XSD:
            yield msg("no datatype {name}", name=base)
        if column.datatype.format and base not in ("boolean", *_TIMES):
            yield msg("a format of {name} is not read", name=base)
        if not is_language_tag(column.lang):
            yield msg("no language {name}", name=column.lang)
        for name in sorted({*column.variables} - names - _OF_ROW):
            yield msg("no column is called {name}", name=name)
    for name in sorted({*found.tableSchema.primaryKey} - names):
        yield msg("no column is called {name}", name=name)


def _unusable(found: Description) -> Iterator[tuple[str, str]]:
    """The members whose text is of no use there, each with it."""
    if not re.fullmatch(r"[^\r\n\"]", found.dialect.delimiter):
        yield "delimiter", found.dialect.delimiter
    for column in found.tableSchema.columns:
        datatype = column.datatype
        if column.separator == "":
            yield "separator", ""
        if datatype.id is not None and not is_absolute_iri(datatype.id):
            yield "@id", datatype.id
        if datatype.base in _TIMES and datatype.format:
            try:
                _time_pattern(datatype.format)
            except re.error:  # a part that occurs twice
                yield "format", datatype.format


_NOT_OF_TYPE = msg("“{text}” is not of the type {type}")

_VARIABLE = re.compile(r"\{(?P<operator>[+#]?)(?P<name>[^{}]*)\}")
"""A variable in a template: https://www.rfc-editor.org/rfc/rfc6570, to its second level."""
_OF_ROW = {"_row", "_sourceRow", "_name"}
_RESERVED = ":/?#[]@!$&'()*+,;=%"


def statements(described: Description, table: Table, base: str) -> Iterator[Triple]:
    """The statements of the description on each row; relative IRIs resolve against `base`.

    Raises ProjectError, after the last row, that names the cells that are not of their datatype,
    and before the first one for a column that the table lacks.
    """
    columns = _placed(described.tableSchema.columns, table)
    faults = Faults()
    schema, keys = described.tableSchema, dict[object, int]()
    for number, row in enumerate(table.rows, 1):
        written = _Row(row, number, columns, base)
        yield from written.statements()
        key = tuple(written.variables[name] for name in schema.primaryKey)
        iri = schema.aboutUrl and written.subject(schema.aboutUrl, written.variables)
        faults.add(table.fault(row.line, place, reason) for place, reason in written.faults)
        if key and (first := keys.setdefault(key, row.line)) != row.line:
            text = msg("“{key}” is in row {line} already; the key of a row occurs once")
            faults.add([table.fault(row.line, 0, text.filled(key=" ".join(key), line=first))])
        elif iri and (first := keys.setdefault(iri, row.line)) != row.line:
            text = msg("<{iri}> is row {line} already; each row has an IRI of its own")
            faults.add([table.fault(row.line, 0, text.filled(iri=iri, line=first))])
    faults.require_none()


def rows_of(described: Description, table: Table, base: str) -> dict[Node, int]:
    """The line of the first row that says something of each thing."""
    columns, found = _placed(described.tableSchema.columns, table), dict[Node, int]()
    for number, row in enumerate(table.rows, 1):
        for subject, *_ in _Row(row, number, columns, base).statements():
            found.setdefault(subject, row.line)
    return found


def unmapped(described: Description, table: Table) -> list[Texts]:
    """Sentences on the columns of the table that the description does not have."""
    known = {title for column in described.tableSchema.columns for title in column.titles}
    text = msg("{path}: column “{title}” is not in the mapping, and left out")
    return [
        text.filled(path=table.path, title=title)
        for title in table.titles
        if title and title not in known
    ]


def left_out(
    described: Description, table: Table, *, most_apart: int = 0, base: str = ""
) -> Iterator[tuple[Node | None, Texts]]:
    """A sentence on each column with a type, if cells are no value by the description alone.

    Cells of a column that has at most `most_apart` of them have a sentence each, with the thing
    that misses its value, if that is one; `base` is that of `statements`.
    """
    columns = _placed(described.tableSchema.columns, table)
    for column, place in columns:
        is_read = place and column.unusual and not column.suppressOutput
        found = [
            (number, row)
            for number, row in enumerate(table.rows if is_read else (), 1)
            if row.cells[place - 1] in column.unusual
        ]
        apart = len(found) <= most_apart
        for group in [[each] for each in found] if apart else [found] if found else []:
            text = msg(
                "“{title}”: {number} left out, as the others are {values}: row {rows}",
                title=table.titles[place - 1] or column.name,
                values=column.datatype.values,
                number=len(group),
                rows=rows_shown([(row.line, row.cells[place - 1]) for _, row in group]),
            )
            number, row = group[0]
            yield (_Row(row, number, columns, base).about(column) if apart else None), text


def rows_shown(cells: Sequence[tuple[int, str]]) -> Texts:
    """The rows and texts of cells, of many the first ones, and how many there are more."""
    shown = ", ".join(
        f"{row} ({truncated(' '.join(text.split()), _LONGEST_CELL)})"
        for row, text in cells[:_MOST_SHOWN]
    )
    rest = len(cells) - _MOST_SHOWN
    return (
        msg("{rows}, … and {number} more", rows=shown, number=rest) if rest > 0 else verbatim(shown)
    )


_LONGEST_LIST = 200
_LONGEST_CELL = 40
_MOST_SHOWN = 10
_Placed = list[tuple[Column, int]]
"""Columns, each with the number of its cells in a row, from 1; 0 for a virtual one."""


def _placed(columns: tuple[Column, ...], table: Table) -> _Placed:
    """Columns by their titles, those with none or a common one in the table by their order."""
    places = {title: number for number, title in reversed([*enumerate(table.titles, 1)]) if title}
    placed, missing = [], []
    for number, column in enumerate(columns, 1):
        titles = column.titles or (column.name,)
        found = [places[title] for title in titles if title in places]
        there = table.titles[number - 1] if number <= len(table.titles) else None
        if column.virtual:
            placed.append((column, 0))
        elif found or there == "":
            placed.append((column, (*found, number)[0] if there not in titles else number))
        else:
            missing.append(titles[0])
    if missing:
        known = {place for _, place in placed}
        new = [x for n, x in enumerate(table.titles, 1) if x and n not in known]
        text = msg("{path}: has no column {old}; take it out of {mapping}, or rename it there")
        pairs = [(truncated(", ".join(missing), _LONGEST_LIST), "")]
        if len(new) == len(missing):
            text = msg(
                "{path}: has no column “{old}”, but new is “{new}”; if it was renamed, write "
                '"titles": {quoted} for it in {mapping}, else take it out there'
            )
            pairs = [*zip(missing, new, strict=True)]
        mapping = mapping_file(Path(), table.path)
        faults = Faults()
        faults.add(
            text.filled(
                path=table.path,
                old=old,
                new=name,
                quoted=json.dumps(name, ensure_ascii=False),
                mapping=mapping,
            )
            for old, name in pairs
        )
        faults.require_none()
    return placed


class _Row:
    """A row, and the statements about it."""

    def __init__(self, row: Row, number: int, columns: _Placed, base: str) -> None:
        self._base = base
        self._subjects: dict[tuple[str | None, ...], Node] = {}
        self.faults: list[tuple[int, Texts]] = []
        """What is wrong, with the number of its column."""
        self._cells = [
            (column, place, self._values(column, place, row.cells[place - 1] if place else ""))
            for column, place in columns
        ]
        self._lists = {
            column.name: values for column, _, values in self._cells if column.separator is not None
        }
        self.variables = {"_row": str(number), "_sourceRow": str(row.line), "_name": "_"} | {
            column.name: ",".join(values) for column, _, values in self._cells
        }

    def _values(self, column: Column, place: int, cell: str) -> list[Literal]:
        values = []
        texts = column.texts(cell)
        for text in texts:
            try:
                values.append(column.literal(text))
            except ValueError:
                fault = _NOT_OF_TYPE.filled(text=text, type=column.datatype.shown)
                self.faults.append((place, fault))
        if column.required and not texts:
            self.faults.append((place, msg("is empty; each row has a value here")))
        return values

    def statements(self) -> Iterator[Triple]:
        """Those of the cells that have a value and are not suppressed.

        Where templates name a column with a separator, they stand for each of its values.
        """
        for column, place, values in self._cells:
            named = column.variables
            is_whole = column.virtual and column.valueUrl and all(map(self.variables.get, named))
            if column.suppressOutput or not (values or is_whole):
                continue
            lists = [name for name in named if name in self._lists]
            for texts in product(*(self._lists[name] for name in lists)):
                chosen = dict(zip(lists, texts, strict=True))
                own: dict[str, str] = {"_name": column.name, **chosen}
                variables = ChainMap(own, self.variables)
                subject = self.subject(column.aboutUrl, variables, *texts)
                predicate = self._iri(column.propertyUrl or "#{_name}", variables, place)
                objects: list[Node] = [chosen[column.name]] if column.name in chosen else [*values]
                if column.valueUrl:
                    objects = [self._iri(column.valueUrl, variables, place)]
                yield from ((subject, predicate, each) for each in objects)

    def about(self, column: Column) -> Node | None:
        """The thing that a column without a value is about; None if that is not one."""
        names = [each["name"] for each in _VARIABLE.finditer(column.aboutUrl or "")]
        variables = ChainMap({"_name": column.name}, self.variables)
        is_one = not any(name in self._lists for name in names) and all(map(variables.get, names))
        return self._iri(column.aboutUrl, variables, 0) if column.aboutUrl and is_one else None

    def subject(self, template: str | None, variables: Mapping[str, str], *texts: str) -> Node:
        """The IRI of a template, or of none the blank node of the row; `texts` are of lists."""
        key = (template, *texts) if template else ()
        if key not in self._subjects:
            self._subjects[key] = self._iri(template, variables, 0) if template else BNode()
        return self._subjects[key]

    def _iri(self, template: str, variables: Mapping[str, str], place: int) -> URIRef:
        """The IRI of a template, whose variables all have a value."""
        if empty := next(
            (each for each in _VARIABLE.finditer(template) if not variables[each["name"]]), None
        ):
            self.faults.append(
                (place, msg("{variable} is empty; it is part of an IRI", variable=empty[0]))
            )

        def expanded(found: re.Match[str]) -> str:
            written = quote(variables[found["name"]], safe=_RESERVED if found["operator"] else "")
            return f"#{written}" if found["operator"] == "#" else written

        prefix, colon, name = template.partition(":")
        if colon and prefix in _PREFIXES and not name.startswith("//"):
            template = _PREFIXES[prefix] + name
        iri = _VARIABLE.sub(expanded, template)
        iri = iri if ":" in iri.partition("/")[0] else resolve_iri(self._base, iri)
        if not _is_iri(iri):
            self.faults.append((place, msg("“{text}” is not an IRI", text=iri)))
        return URIRef(iri)


_is_iri = lru_cache(maxsize=2**14)(is_absolute_iri)
