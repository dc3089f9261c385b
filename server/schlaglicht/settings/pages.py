"""Settings of pages by class: the sentences of nodes between things, profiles, and leads.

    [sentences."org:Membership"]
    en = "{org:member}: {schema:roleName}[ ({org:organization})]"

    [pages."dcat:Dataset"]
    profile = "dataset"
    lead = ["dcterms:publisher", "dcterms:issued"]

A name in braces stands for the values of that property; `{org:organization|org:memberOf}` for
those of the first that has any. A part in brackets is left out if one of its properties has no
value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from schlaglicht.errors import ProjectError
from schlaglicht.suggest import Cutoff, nearest

_SEGMENT = re.compile(r"\[([^\[\]]+)\]|([^\[\]]+)")
_PIECE = re.compile(r"\{([^{}]+)\}|([^{}]+)")

Patterns = Mapping[str, Mapping[str, str]]
"""Patterns by class, as a prefixed name or an IRI, then by language tag."""


@dataclass(frozen=True)
class Segment:
    """A part of a pattern that stands or falls as a whole."""

    pieces: tuple[str | tuple[str, ...], ...]
    """Text, or names of properties of which the first with values is used."""
    is_optional: bool

    @property
    def properties(self) -> tuple[str, ...]:
        """The names of all its properties."""
        return tuple(name for piece in self.pieces if isinstance(piece, tuple) for name in piece)


@cache
def parse_pattern(pattern: str) -> tuple[Segment, ...]:
    """The segments of a pattern.

    Raises ValueError, with the reason, for a bracket or brace without its partner or inside of
    another, and for a pattern without a property.
    """
    found = tuple(_segments(pattern))
    if not any(segment.properties for segment in found):
        raise ValueError("names no property; write one in braces, such as {schema:name}")
    return found


def expand(name: str, namespaces: Mapping[str, str]) -> str:
    """The IRI of a prefixed name; an IRI with a scheme such as https:// or urn: as it is.

    Raises ValueError, with the reason, for an unknown prefix.
    """
    prefix, colon, local_name = name.partition(":")
    if colon and prefix in namespaces:
        return namespaces[prefix] + local_name
    if local_name.startswith("//") or prefix == "urn":
        return name
    if not colon:
        raise ValueError(f"{name!r} is neither a prefixed name nor an IRI")
    raise ValueError(f"{name}: unknown prefix {prefix!r}; declare it in [prefixes]")


def check_patterns(patterns: Patterns, namespaces: Mapping[str, str], file: Path) -> None:
    """Raises ProjectError for the first wrong pattern or name, with its line in `file`."""
    for class_, texts in patterns.items():
        for language, pattern in texts.items():
            try:
                expand(class_, namespaces)
                for segment in parse_pattern(pattern):
                    for name in segment.properties:
                        expand(name, namespaces)
            except ValueError as error:
                line = setting_line(file, "sentences", class_, language)
                raise ProjectError(
                    f"{file}:{line}: sentences: {class_}: {language}: {error}"
                ) from error


def setting_line(file: Path, table: str, class_: str, name: str) -> int:
    """The line of `file` that sets `name` for a class in a table, else its class; 1 if neither."""
    lines = file.read_text(encoding="utf-8-sig").splitlines()
    head = next(_heads(lines, table, class_), None)
    if head is None:
        return 1
    for number in range(head + 1, len(lines)):
        if lines[number].lstrip().startswith("["):
            break
        if re.match(rf"""\s*["']?{re.escape(name)}["']?\s*=""", lines[number]):
            return number + 1
    return head + 1


def _heads(lines: Iterable[str], table: str, class_: str) -> Iterator[int]:
    """The places of the lines that name the class within the table."""
    is_within = False
    for number, line in enumerate(lines):
        if line.lstrip().startswith("["):
            is_within = table in re.split(r"[\s.\[\]]+", re.split("[\"']", line)[0])
        before = line.partition("=")[0]
        quoted = [a or b for a, b in re.findall(r""""([^"]*)"|'([^']*)'""", before)]
        if class_ in quoted and (is_within or line.lstrip().startswith(table)):
            yield number


def _segments(pattern: str) -> Iterator[Segment]:
    for found in _whole_matches(_SEGMENT, pattern, "bracket"):
        text = found[1] if found[1] is not None else found[2]
        pieces = tuple(
            piece[2] if piece[1] is None else tuple(name.strip() for name in piece[1].split("|"))
            for piece in _whole_matches(_PIECE, text, "brace")
        )
        yield Segment(pieces, found[1] is not None)


def _whole_matches(form: re.Pattern[str], text: str, what: str) -> Iterator[re.Match[str]]:
    """The matches that make up `text` without a gap; ValueError if there is one."""
    end = 0
    for found in form.finditer(text):
        if found.start() != end:
            break
        end = found.end()
        yield found
    if end != len(text):
        raise ValueError(f"a {what} at character {end + 1} of {text!r} is empty or has no partner")


PROFILES = (
    *("concept-scheme", "concept", "catalogue", "dataset", "distribution"),
    *("person", "organisation", "place", "event", "work"),
    *("ontology", "class", "property", "none"),
)
"""The profiles that pages may have."""


@dataclass(frozen=True)
class PageLead:
    """Settings of `[pages."class"]`."""

    profile: str | None = None
    """The profile of the pages of the class; that of the program if it is None."""
    lead: tuple[str, ...] | None = None
    """The properties whose rows come first, as prefixed names or IRIs."""


PageLeads = Mapping[str, PageLead]
"""Leads by class, as a prefixed name or an IRI."""


def check_leads(leads: PageLeads, namespaces: Mapping[str, str], file: Path) -> None:
    """Raises ProjectError for the first unknown profile or wrong name, with its line in `file`."""
    for class_, given in leads.items():
        setting = ""
        try:
            expand(class_, namespaces)
            setting = "profile"
            _check_profile(given.profile)
            setting = "lead"
            for name in given.lead or ():
                expand(name, namespaces)
        except ValueError as error:
            line = setting_line(file, "pages", class_, setting)
            named = ": ".join(filter(None, (class_, setting, str(error))))
            raise ProjectError(f"{file}:{line}: pages: {named}") from error


def _check_profile(name: str | None) -> None:
    if name is not None and name not in PROFILES:
        near = nearest(name, PROFILES, Cutoff.CODE)
        meant = f"did you mean {near}? Known: " if near else "known: "
        raise ValueError(f"unknown profile {name!r}; {meant}{', '.join(PROFILES)}")
