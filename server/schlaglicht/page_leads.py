"""Profiles and first properties of pages, by class, as settings give them.

[pages."dcat:Dataset"]
profile = "dataset"
lead = ["dcterms:publisher", "dcterms:issued"]
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from schlaglicht.errors import ProjectError
from schlaglicht.sentence_patterns import expand, setting_line
from schlaglicht.suggest import Cutoff, nearest

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
