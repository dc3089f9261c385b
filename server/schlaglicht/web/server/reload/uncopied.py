"""A version of a remote graph that is not copied: queries alone, without data for pages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from schlaglicht.dataset.statistics import GraphStatistics, Statistics
from schlaglicht.web.server.reload.prepare import Publication


def is_uncopied(publication: Publication) -> bool:
    """True if a version has no copy of its graph."""
    return publication.copy is not None and publication.copy.queries_only


def no_data(folder: Path) -> Path:
    """The empty file that takes the place of a copy."""
    folder.mkdir(parents=True, exist_ok=True)
    data = folder / "none.nt"
    data.touch()
    return data


def without_counts(made: Publication, triples: int) -> Publication:
    """The version with the size of the graph as its endpoint counts it, and no other count."""
    snapshot = made.snapshot
    graph = GraphStatistics(triples, is_counted=False)
    return replace(made, snapshot=replace(snapshot, triples=triples, statistics=Statistics(graph)))
