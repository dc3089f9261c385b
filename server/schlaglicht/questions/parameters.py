"""Parameters of questions: their kinds, and values as terms in N-Triples."""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from math import isfinite

from schlaglicht.errors import ParameterError
from schlaglicht.i18n import Message, msg
from schlaglicht.rdf.iris import is_absolute_iri
from schlaglicht.rdf.ntriples_text import LITERAL, literal_of, unescaped
from schlaglicht.rdf.prefixes import Prefixes

LONGEST_VALUE = 1000
"""Characters of a value."""

_XSD = "http://www.w3.org/2001/XMLSchema#"
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
NUMBER = re.compile(
    r"[+-]?(?:[0-9]++(?P<fraction>\.[0-9]++)?|\.[0-9]++)(?P<exponent>[eE][+-]?[0-9]++)?"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class Kind(enum.Enum):
    """Kinds of parameters; the names are those of the header."""

    THING = "thing"
    """Anything with an IRI, picked by its name."""
    DATE = "date"
    NUMBER = "number"
    CHOICE = "choice"
    """One of a list of terms."""
    TEXT = "text"
    """A text in the language of the default, or in none."""


@dataclass(frozen=True)
class Parameter:
    """A variable of a question that a reader gives a value; terms are in N-Triples."""

    name: str
    """The variable, without its mark."""
    kind: Kind
    default: str
    class_: str = ""
    """The IRI of the class that a thing is of; empty for any thing."""
    choices: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    """Names for people, by language tag."""
    choice_labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Names of choices, by language tag, where it does not speak for itself."""

    def term_of(self, text: str, prefixes: Prefixes) -> str:
        """The term that is written as `text` in a form, a URL or a command.

        An empty text is the default. Raises ParameterError.
        """
        if not text:
            return self.default
        if len(text) > LONGEST_VALUE:
            raise self.error(msg("more than {most} characters", most=LONGEST_VALUE))
        if _CONTROL.search(text):
            raise self.error(msg("it has a control character; leave it out"))
        match self.kind:
            case Kind.THING:
                return self._thing(text.strip(), prefixes)
            case Kind.DATE:
                return self._date(text.strip())
            case Kind.NUMBER:
                return self._number(text.strip())
            case Kind.CHOICE:
                return self._choice(text, prefixes)
            case Kind.TEXT:
                return literal_of(text, language=language_of(self.default))

    def error(self, reason: Message) -> ParameterError:
        """The error of a value that does not fit."""
        return ParameterError(self.name, reason)

    def _thing(self, text: str, prefixes: Prefixes) -> str:
        if iri := iri_of(text, prefixes):
            return f"<{iri}>"
        raise self.error(
            msg("{text} is not an IRI; write one, or a name with a known prefix", text=repr(text))
        )

    def _date(self, text: str) -> str:
        if is_date(text):
            return date_term(text)
        raise self.error(
            msg("{text} is not a date; write it as {form}", text=repr(text), form="2020-12-31")
        )

    def _number(self, text: str) -> str:
        if NUMBER.fullmatch(text):
            return number_term(text)
        raise self.error(
            msg("{text} is not a number; write it as {form}", text=repr(text), form="12.5")
        )

    def _choice(self, text: str, prefixes: Prefixes) -> str:
        iri = iri_of(text, prefixes)
        for choice in self.choices:
            if text == written(choice) or choice == f"<{iri}>":
                return choice
        known = ", ".join(map(written, self.choices))
        raise self.error(
            msg("{text} is not a choice; known: {known}", text=repr(text), known=known)
        )


def written(term: str) -> str:
    """A term as forms and URLs have it: an IRI, or the text of a literal."""
    found = LITERAL.fullmatch(term)
    return unescaped(found[1] if found else term[1:-1])


def language_of(term: str) -> str:
    """The language tag of a term; empty without one."""
    found = LITERAL.fullmatch(term)
    return (found[2] or "") if found else ""


def iri_of(text: str, prefixes: Prefixes) -> str | None:
    """The absolute IRI that `text` is, in angle brackets or not, or as a prefixed name."""
    if text.startswith("<") and text.endswith(">"):
        text = text[1:-1]
    elif "://" not in text:
        text = prefixes.expand(text) or text
    return text if is_absolute_iri(text) else None


def is_date(text: str) -> bool:
    """True for a day of the calendar in the form of xsd:date, without a time zone."""
    try:
        return bool(DATE.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False


def date_term(text: str) -> str:
    """A day as a term."""
    return literal_of(text, datatype=f"{_XSD}date")


def number_term(text: str) -> str:
    """A number as a term of the datatype that SPARQL gives it."""
    found = NUMBER.fullmatch(text)
    assert found is not None
    is_integer = "." not in text
    datatype = "double" if found["exponent"] else "integer" if is_integer else "decimal"
    return literal_of(text, datatype=f"{_XSD}{datatype}")


def number_of(term: str) -> int | float | None:
    """The number that a term of `number_term` is; None for one beyond those of a double."""
    text = written(term)
    number = float(text)
    if not isfinite(number):
        return None
    return int(text) if term.endswith("integer>") else number


def is_of_kind(kind: Kind, term: str) -> bool:
    """True if a term of a header is one of those that values of a kind are."""
    is_iri = term.startswith("<")
    datatype = term.rpartition("^^")[2] if term.endswith(">") and not is_iri else ""
    match kind:
        case Kind.THING:
            return is_iri
        case Kind.DATE:
            return datatype == f"<{_XSD}date>"
        case Kind.NUMBER:
            return datatype.removesuffix(">").removeprefix(f"<{_XSD}") in (
                "integer", "decimal", "double",
            )  # fmt: skip
        case Kind.TEXT:
            return not is_iri and not datatype
        case Kind.CHOICE:
            return True
