"""The table of profiles: for each class what the pages of its things lead with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from rdflib.namespace import SKOS

from schlaglicht.pages.page_model import Lead
from schlaglicht.pages.profiles.concepts import concept, concept_scheme
from schlaglicht.pages.profiles.subject import Subject

PROFILES: Mapping[str, Callable[[Subject], Lead]] = {
    "concept-scheme": concept_scheme,
    "concept": concept,
}
"""Each profile by its name."""

_OF_CLASS: Mapping[str, str] = {
    str(SKOS.ConceptScheme): "concept-scheme",
    str(SKOS.Concept): "concept",
}


def lead_of(subject: Subject, classes: Iterable[str]) -> Lead:
    """The lead of a page by the first of `classes`, nearest first, that has a profile."""
    name = next((_OF_CLASS[class_] for class_ in classes if class_ in _OF_CLASS), None)
    return PROFILES[name](subject) if name else Lead()
