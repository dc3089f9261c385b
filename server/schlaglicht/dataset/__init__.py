"""A version of the dataset: its snapshot, its index, its descriptions, its dumps."""

from __future__ import annotations

from collections.abc import Mapping

Texts = Mapping[str, str]

_WELL_KNOWN = "/.well-known/void"


def shapes_graph(base: str | None) -> str:
    """The IRI of the named graph in which a project's shapes can be queried."""
    return f"{base}shapes/" if base else "urn:x-schlaglicht:shapes"


def evidence_graph(base: str | None) -> str:
    """The IRI of the named graph with a project's evidence."""
    return f"{base}evidence/" if base else "urn:x-schlaglicht:evidence"


def description_iri(base: str) -> str:
    """The IRI of the graph that describes a dataset with this base, and of its document.

    https://www.w3.org/TR/void/#well-known
    """
    return f"{base.rstrip('#/')}{_WELL_KNOWN}"


def is_of_description(iri: str) -> bool:
    """True for the IRI of such a description or of a part of it: it is not a thing of the data."""
    return iri.partition("#")[0].endswith(_WELL_KNOWN)


def graph_titles(base: str | None) -> Mapping[str, Texts]:
    """Titles of the graphs above by their IRIs; data, so not among the messages."""
    titles: dict[str, Texts] = {
        shapes_graph(base): {"de": "Shapes", "en": "Shapes"},
        evidence_graph(base): {"de": "Belege", "en": "Evidence"},
    }
    if base:
        titles[description_iri(base)] = {
            "de": "Beschreibung des Datensatzes",
            "en": "Description of the dataset",
        }
    return titles
