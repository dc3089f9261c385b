"""The choices that make a query."""

from __future__ import annotations

from dataclasses import dataclass

from rdflib import Literal, URIRef


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
