"""Writes N-Triples like those of a site with schema.org markup, always the same for a number.

    python bench/generate.py --triples 1000000 data.nt

Countries come first, then units: one organization, two persons, three events, and sometimes a
city or a grant. A unit refers to itself and to earlier units only, so a shorter file is the
beginning of a longer one. Nothing is kept in memory.
"""

from __future__ import annotations

import argparse
import itertools
from collections.abc import Iterator
from pathlib import Path

BASE = "https://example.org/bench/"
SCHEMA = "https://schema.org/"
RDF_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
XSD = "http://www.w3.org/2001/XMLSchema#"

MOST_TRIPLES = 10_000_000
EVENTS_PER_UNIT = 3
PERSONS_PER_UNIT = 2
UNITS_PER_CITY = 20
UNITS_PER_GRANT = 4
FIRST_YEAR, YEARS = 2000, 25

COUNTRIES = [
    "Belgien Belgium",
    "Dänemark Denmark",
    "Deutschland Germany",
    "Estland Estonia",
    "Finnland Finland",
    "Frankreich France",
    "Irland Ireland",
    "Italien Italy",
    "Lettland Latvia",
    "Litauen Lithuania",
    "Niederlande Netherlands",
    "Österreich Austria",
    "Polen Poland",
    "Portugal Portugal",
    "Schweden Sweden",
    "Spanien Spain",
]
KINDS = ("BusinessEvent", "EducationEvent", "Event", "ExhibitionEvent", "SocialEvent")
KINDS_DE = ("Messe", "Tagung", "Treffen", "Ausstellung", "Fest")
KINDS_EN = ("fair", "conference", "meeting", "exhibition", "gala")
FIELDS_DE = ("Energie", "Mobilität", "Gesundheit", "Handwerk", "Chemie", "Raumfahrt", "Wasser")
FIELDS_EN = ("energy", "mobility", "health", "crafts", "chemistry", "aerospace", "water")
GIVEN = ("Ada", "Björn", "Chiara", "Dörte", "Émile", "Fatma", "Grzegorz", "Hanna", "Inês", "Jürgen")
FAMILY = ("Abel", "Brandt", "Costa", "Dvořák", "Eriksen", "Fuchs", "Groß", "Håkansson", "Ivanova")
WORDS = [
    "cluster",
    "digital",
    "network",
    "regional",
    "growth",
    "export",
    "skills",
    "research",
    "market",
    "finance",
    "founder",
    "transfer",
    "climate",
    "supply",
    "standard",
    "pilot",
    "bridge",
    "forum",
    "award",
    "policy",
]


def lines(triples: int) -> Iterator[str]:
    """Exactly `triples` distinct statements, one per line."""
    return itertools.islice(itertools.chain(_countries(), _units()), triples)


def mix(number: int, salt: int) -> int:
    """A pseudo-random number of 32 bits, the same on every machine.

    The finalizer of MurmurHash3.
    """
    value = (number * 0x9E3779B1 + salt * 0x85EBCA6B + 0x27D4EB2F) & 0xFFFFFFFF
    value = ((value ^ (value >> 16)) * 0x85EBCA6B) & 0xFFFFFFFF
    value = ((value ^ (value >> 13)) * 0xC2B2AE35) & 0xFFFFFFFF
    return value ^ (value >> 16)


def iri(kind: str, number: int) -> str:
    """The N-Triples form of one thing's IRI."""
    return f"<{BASE}{kind}/{number}>"


def _units() -> Iterator[str]:
    for unit in itertools.count():
        if unit % UNITS_PER_CITY == 0:
            yield from _city(unit // UNITS_PER_CITY)
        yield from _organization(unit)
        for number in range(unit * PERSONS_PER_UNIT, (unit + 1) * PERSONS_PER_UNIT):
            yield from _person(number, unit)
        for number in range(unit * EVENTS_PER_UNIT, (unit + 1) * EVENTS_PER_UNIT):
            yield from _event(number, unit)
        if unit % UNITS_PER_GRANT == 0:
            yield from _grant(unit // UNITS_PER_GRANT, unit)


def _countries() -> Iterator[str]:
    for number, names in enumerate(COUNTRIES):
        country = iri("country", number)
        german, english = names.split()
        yield _typed(country, "Country")
        yield _line(country, "name", _text(german, "de"))
        yield _line(country, "name", _text(english, "en"))
        yield _line(country, "identifier", _text(f"C{number:02}"))


def _city(number: int) -> Iterator[str]:
    city = iri("city", number)
    yield _typed(city, "City")
    yield _line(city, "name", _text(f"Stadt {number}", "de"))
    yield _line(city, "name", _text(f"City {number}", "en"))
    yield _line(city, "containedInPlace", iri("country", mix(number, 1) % len(COUNTRIES)))
    yield _line(city, "latitude", _typed_text(f"{40 + mix(number, 2) % 2000 / 100:.2f}", "decimal"))


def _organization(unit: int) -> Iterator[str]:
    organization = iri("organization", unit)
    german, english = _pick(FIELDS_DE, unit, 10), _pick(FIELDS_EN, unit, 10)
    yield _typed(organization, "Organization")
    yield _line(organization, "name", _text(f"Netzwerk {german} {unit}", "de"))
    yield _line(organization, "name", _text(f"Network for {english} {unit}", "en"))
    yield _line(organization, "location", iri("city", _any_city(unit, 11)))
    yield _line(organization, "foundingDate", _date(unit, 12))
    if unit:
        yield _line(organization, "parentOrganization", iri("organization", unit // 4))


def _person(number: int, unit: int) -> Iterator[str]:
    person = iri("person", number)
    given, family = _pick(GIVEN, number, 20), _pick(FAMILY, number, 21)
    yield _typed(person, "Person")
    yield _line(person, "name", _text(f"{given} {family} {number}"))
    yield _line(person, "givenName", _text(given))
    yield _line(person, "familyName", _text(family))
    yield _line(person, "birthDate", _date(number, 22))
    yield _line(person, "worksFor", iri("organization", unit))
    if number:
        yield _line(person, "knows", iri("person", mix(number, 23) % number))


def _event(number: int, unit: int) -> Iterator[str]:
    event = iri("event", number)
    year = FIRST_YEAR + mix(number, 30) % YEARS
    kind = mix(number, 31) % len(KINDS)
    field = mix(number, 32) % len(FIELDS_DE)
    yield _typed(event, KINDS[kind])
    yield _line(
        event, "name", _text(f"{KINDS_DE[kind]} {FIELDS_DE[field]} {year} ({number})", "de")
    )
    yield _line(
        event, "name", _text(f"{FIELDS_EN[field]} {KINDS_EN[kind]} {year} ({number})", "en")
    )
    yield _line(event, "description", _text(_sentence(number), "en"))
    yield _line(event, "startDate", _date(number, 33, year))
    yield _line(event, "location", iri("city", _any_city(unit, 34 + number % 3)))
    yield _line(event, "organizer", iri("organization", unit))
    first = mix(number, 37) % (unit * PERSONS_PER_UNIT + 1)
    yield _line(event, "attendee", iri("person", first))
    yield _line(event, "attendee", iri("person", first + 1))
    yield _line(
        event,
        "maximumAttendeeCapacity",
        _typed_text(str(20 + mix(number, 38) % 2000), "integer"),
    )


def _grant(number: int, unit: int) -> Iterator[str]:
    grant = iri("grant", number)
    yield _typed(grant, "Grant")
    yield _line(grant, "name", _text(f"Preis {_pick(FIELDS_DE, number, 40)} {number}", "de"))
    yield _line(grant, "name", _text(f"{_pick(FIELDS_EN, number, 40)} award {number}", "en"))
    yield _line(grant, "funder", iri("organization", mix(number, 41) % (unit + 1)))
    winner = mix(number, 42) % ((unit + 1) * PERSONS_PER_UNIT)
    yield _line(grant, "fundedItem", iri("person", winner))


def _any_city(unit: int, salt: int) -> int:
    return mix(unit, salt) % (unit // UNITS_PER_CITY + 1)


def _pick(choices: tuple[str, ...], number: int, salt: int) -> str:
    return choices[mix(number, salt) % len(choices)]


def _sentence(number: int) -> str:
    return " ".join(WORDS[mix(number, 50 + place) % len(WORDS)] for place in range(8))


def _date(number: int, salt: int, year: int | None = None) -> str:
    drawn = mix(number, salt)
    when = 1950 + drawn % 60 if year is None else year
    return _typed_text(f"{when}-{1 + drawn // 64 % 12:02}-{1 + drawn // 1024 % 28:02}", "date")


def _typed(subject: str, kind: str) -> str:
    return f"{subject} {RDF_TYPE} <{SCHEMA}{kind}> .\n"


def _line(subject: str, predicate: str, value: str) -> str:
    return f"{subject} <{SCHEMA}{predicate}> {value} .\n"


def _text(text: str, language: str = "") -> str:
    return f'"{text}"@{language}' if language else f'"{text}"'


def _typed_text(text: str, datatype: str) -> str:
    return f'"{text}"^^<{XSD}{datatype}>'


def main() -> None:
    """Writes the file."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--triples", type=int, default=100_000, help="how many, up to 10 million")
    arguments = parser.parse_args()
    if not 0 < arguments.triples <= MOST_TRIPLES:
        parser.error(f"--triples: between 1 and {MOST_TRIPLES}")
    with arguments.file.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(lines(arguments.triples))


if __name__ == "__main__":
    main()
