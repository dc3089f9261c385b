r"""The choices that make a query, and their fields of a form, so that a URL holds them.

    class=schema:Event                     the class
    p1=schema:location                     a property; ^schema:organizer leads the other way,
    p2=schema:location/schema:name         two lead one step further
    t2=contains  v2=Bonn                   a test and its value; v3=<https://…> or "Bonn"@de
    a3=2020  b3=2021-06                    the least and the most of a range
    l2=de  c2=1  w2=bon                    a language; a column; words to find a value by
    sort=2  order=desc  limit=100

Prefixed names are read with the prefixes of the project, so that URLs are short.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from rdflib import Literal, URIRef

from schlaglicht.rdf.iris import is_absolute_iri, is_language_tag
from schlaglicht.rdf.ntriples_text import LITERAL, is_escaped
from schlaglicht.rdf.prefixes import Prefixes
from schlaglicht.rdf.terms import ntriples_term, term_of


@dataclass(frozen=True)
class Step:
    """A property, followed from subject to object or the other way."""

    property: URIRef
    is_inverse: bool = False


@dataclass(frozen=True)
class Anything:
    """No condition: the values are shown where there are any."""


@dataclass(frozen=True)
class Exists:
    """There is a value."""


@dataclass(frozen=True)
class Absent:
    """There is no value."""


@dataclass(frozen=True)
class Equals:
    """One of the values is this term, exactly as in the data."""

    term: URIRef | Literal


@dataclass(frozen=True)
class Contains:
    """A value whose text has these characters, in upper or lower case."""

    text: str


@dataclass(frozen=True)
class Numbers:
    """A number between two decimals, both inclusive; a side may be open."""

    least: str = ""
    most: str = ""


@dataclass(frozen=True)
class Dates:
    """A date between two days, months or years of four digits, both inclusive.

    Dates are compared as texts, as ISO 8601 writes them, whatever their datatype.
    """

    least: str = ""
    most: str = ""


Test = Anything | Exists | Absent | Equals | Contains | Numbers | Dates


@dataclass(frozen=True)
class Condition:
    """A test of the values at the end of one or two steps from the thing."""

    steps: tuple[Step, ...]
    test: Test = Anything()
    language: str = ""
    """A language range that the values have to match; empty for values of any kind.

    https://www.rfc-editor.org/rfc/rfc4647#section-2.1
    """
    is_shown: bool = True
    """True if the values are a column; what is equal or absent never is."""

    @property
    def is_column(self) -> bool:
        """True if the query selects the values."""
        return self.is_shown and not isinstance(self.test, Equals | Absent)

    @property
    def test_term(self) -> URIRef | Literal | None:
        """The term that a value has to be equal to, if there is one."""
        return self.test.term if isinstance(self.test, Equals) else None


@dataclass(frozen=True)
class BuiltQuery:
    """The things of a class that meet all conditions."""

    class_: URIRef
    conditions: tuple[Condition, ...] = ()
    order: int | None = None
    """The place of the condition whose values sort the rows; None to sort by the things' IRIs."""
    is_descending: bool = False
    limit: int | None = None


MOST_ROWS = 12
"""Conditions of a query."""

MOST_STEPS = 2
"""Properties that a condition follows."""

LONGEST_VALUE = 1_000
"""Characters of a value."""

_PATH = re.compile(r"(\^?)(<[^<>]*>|[^<>/^]+)(?:/|\Z)")
_NUMBER = re.compile(r"[+-]?[0-9]{1,18}(?:\.[0-9]{1,6})?")
_DATE = re.compile(r"[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?")
_NAMES: Mapping[type[Test], str] = {
    Anything: "any",
    Exists: "exists",
    Absent: "absent",
    Equals: "equals",
    Contains: "contains",
    Numbers: "numbers",
    Dates: "dates",
}
TESTS = tuple(_NAMES.values())
"""The names of tests in forms."""


@dataclass(frozen=True)
class FormRow:
    """The fields of a condition as they were sent."""

    path: str
    test: str = "any"
    value: str = ""
    least: str = ""
    most: str = ""
    language: str = ""
    is_shown: bool = True
    words: str = ""
    """Words to find a value by, which are not part of the query."""

    def fields(self, number: int) -> Iterator[tuple[str, str]]:
        """The fields of the row as number `number`, those with a value."""
        named = {"p": self.path, "t": self.test, "v": self.value, "a": self.least, "b": self.most}
        named |= {"l": self.language, "c": "1" if self.is_shown else "", "w": self.words}
        return ((f"{name}{number}", text) for name, text in named.items() if text)


@dataclass(frozen=True)
class Fields:
    """All fields of the form: what was sent, and the query that it makes."""

    built: BuiltQuery
    rows: tuple[FormRow, ...] = ()
    invalid: tuple[bool, ...] = ()
    """For each row True if its value was left out, because it is not one."""

    def pairs(self, prefixes: Prefixes) -> list[tuple[str, str]]:
        """The fields that are read as these."""
        pairs = [("class", written_iri(self.built.class_, prefixes))]
        for number, row in enumerate(self.rows, 1):
            pairs += row.fields(number)
        if self.built.order is not None:
            pairs.append(("sort", str(self.built.order + 1)))
        if self.built.is_descending:
            pairs.append(("order", "desc"))
        return [*pairs, ("limit", str(self.built.limit or ""))]

    def without(self, place: int) -> Fields:
        """The fields without a row; the order goes with it."""
        keep = [at for at in range(len(self.rows)) if at != place]
        order = self.built.order
        return replace(
            self,
            rows=tuple(self.rows[at] for at in keep),
            invalid=tuple(self.invalid[at] for at in keep),
            built=replace(
                self.built,
                conditions=tuple(self.built.conditions[at] for at in keep),
                order=keep.index(order) if order in keep else None,
            ),
        )


def read_fields(fields: Mapping[str, str], prefixes: Prefixes, *, limit: int) -> Fields | None:
    """The choices in the fields of a form; None without a class.

    Rows without a valid path are left out, as are those beyond MOST_ROWS. `limit` bounds the rows
    of the result unless the fields give another number, or an empty one.
    """
    class_ = read_iri(fields.get("class", ""), prefixes)
    if class_ is None:
        return None
    found = [
        (number, row, steps)
        for number, row in _rows(fields)
        if (steps := read_steps(row.path, prefixes))
    ][:MOST_ROWS]
    tests = [_test_of(row) for _, row, _ in found]
    conditions = tuple(
        Condition(steps, test or Anything(), _language(row.language), row.is_shown)
        for (_, row, steps), test in zip(found, tests, strict=True)
    )
    places = {str(number): place for place, (number, _, _) in enumerate(found)}
    built = BuiltQuery(
        class_,
        conditions,
        places.get(fields.get("sort", "")),
        fields.get("order") == "desc",
        _limit(fields.get("limit"), limit),
    )
    return Fields(built, tuple(row for _, row, _ in found), tuple(test is None for test in tests))


def fields_of(built: BuiltQuery, prefixes: Prefixes) -> Fields:
    """The fields that are read as a query."""
    rows = tuple(_row_of(condition, prefixes) for condition in built.conditions)
    return Fields(built, rows, (False,) * len(rows))


def _row_of(condition: Condition, prefixes: Prefixes) -> FormRow:
    test = condition.test
    row = FormRow(
        written_steps(condition.steps, prefixes),
        _NAMES[type(test)],
        language=condition.language,
        is_shown=condition.is_shown,
    )
    match test:
        case Equals(term):
            return replace(row, value=ntriples_term(term))
        case Contains(text):
            return replace(row, value=text)
        case Numbers(least, most) | Dates(least, most):
            return replace(row, least=least, most=most)
    return row


def _rows(fields: Mapping[str, str]) -> Iterator[tuple[int, FormRow]]:
    numbers = sorted(int(name[1:]) for name in fields if re.fullmatch("p[1-9][0-9]?", name))
    for n in numbers:
        texts = [fields.get(f"{name}{n}", "")[:LONGEST_VALUE].strip() for name in "ptvablw"]
        path, test, value, least, most, language, words = texts
        known, is_shown = test if test in TESTS else "any", f"c{n}" in fields
        yield n, FormRow(path, known, value, least, most, language, is_shown, words)


def _test_of(row: FormRow) -> Test | None:
    """The test of a row; without a value there is none to meet. None if the value is not one."""
    bounds = [_number(row.least), _number(row.most)]
    match row.test:
        case "exists":
            return Exists()
        case "absent":
            return Absent()
        case "equals" if row.value:
            term = _read_term(row.value)
            return Equals(term) if term is not None else None
        case "contains" if row.value:
            return Contains(row.value)
        case "numbers" if any(bounds):
            return Numbers(*bounds) if _are_all(_NUMBER, bounds) else None
        case "dates" if row.least or row.most:
            dates = row.least, row.most
            return Dates(*dates) if _are_all(_DATE, dates) else None
    return Anything()


def _number(text: str) -> str:
    """A number with a point, however it is written."""
    return text.replace(",", ".") if text.count(",") == 1 and "." not in text else text


def _are_all(valid: re.Pattern[str], bounds: Iterable[str]) -> bool:
    return all(valid.fullmatch(text) for text in bounds if text)


def _language(text: str) -> str:
    return text if text and is_language_tag(text) else ""


def _limit(text: str | None, otherwise: int) -> int | None:
    if text is None:
        return otherwise
    return int(text) if re.fullmatch("[1-9][0-9]{0,5}", text) else None


def _read_term(text: str) -> URIRef | Literal | None:
    """The IRI or literal that a text in N-Triples stands for."""
    if text.startswith("<") and text.endswith(">"):
        return _absolute(text[1:-1])
    found = LITERAL.fullmatch(text)
    if found is None or not _is_valid(found):
        return None
    term = term_of(text)
    return term if isinstance(term, Literal) else None


def _is_valid(literal: re.Match[str]) -> bool:
    text, language, datatype = literal.groups()
    if not is_escaped(text):
        return False
    if language:
        return is_language_tag(language)
    return datatype is None or is_absolute_iri(datatype)


def read_steps(text: str, prefixes: Prefixes) -> tuple[Step, ...]:
    """The steps that a path of properties stands for; none if one is malformed or unknown."""
    parts = list(_PATH.finditer(text))
    if "".join(part[0] for part in parts) != text or not 1 <= len(parts) <= MOST_STEPS:
        return ()
    iris = [read_iri(part[2], prefixes) for part in parts]
    steps = [Step(i, bool(part[1])) for i, part in zip(iris, parts, strict=True) if i is not None]
    return tuple(steps) if len(steps) == len(parts) else ()


def written_steps(steps: tuple[Step, ...], prefixes: Prefixes) -> str:
    """The path that is read as these steps."""
    return "/".join(
        f"{'^' if step.is_inverse else ''}{written_iri(step.property, prefixes)}" for step in steps
    )


def read_iri(text: str, prefixes: Prefixes) -> URIRef | None:
    """The IRI in angle brackets or of a prefixed name; None for anything else."""
    if text.startswith("<") and text.endswith(">"):
        return _absolute(text[1:-1])
    iri = prefixes.expand(text)
    return _absolute(iri) if iri else None


def written_iri(iri: URIRef, prefixes: Prefixes) -> str:
    """The IRI as it is read: a prefixed name, else in angle brackets."""
    name = prefixes.shorten(iri)
    return str(name) if name else f"<{iri}>"


def _absolute(iri: str) -> URIRef | None:
    return URIRef(iri) if is_absolute_iri(iri) else None
