"""Suggestions for an IRI that the dataset does not describe."""

from __future__ import annotations

import re
from collections.abc import Sequence

from schlaglicht.pages.labels import Names
from schlaglicht.pages.page_context import Dataset
from schlaglicht.pages.page_model import Reference
from schlaglicht.suggest import Cutoff, nearest_few

_NEIGHBOURS = 500
"""IRIs with the same beginning that are compared."""

_DESCRIPTION = ".well-known/void"
"""Part of the IRIs by which the dataset describes itself; these are never suggested."""

_LONGEST = 200
"""Longest name, in characters, that is compared; of longer ones the beginning is searched."""


def nearest(
    dataset: Dataset, iri: str, languages: Sequence[str], *, most: int = 5
) -> tuple[Reference, ...]:
    """The things whose IRI or name is most like `iri`, nearest first."""
    if len(iri) > 2000:
        return ()
    namespace, local_name = _split(iri)
    found = _alike(dataset, namespace, local_name, most)
    words = re.sub(r"[\W_]+", " ", local_name)[:_LONGEST]
    if words.strip():
        hits = dataset.index.search(words, languages=languages, limit=most).hits
        found += [str(hit.iri) for hit in hits]
    names = Names(dataset, languages)
    return tuple(names.reference(each) for each in dict.fromkeys(found))[:most]


def _alike(dataset: Dataset, namespace: str, local_name: str, most: int) -> list[str]:
    """IRIs of the same namespace with nearly the same name."""
    if not namespace or len(local_name) > _LONGEST:
        return []
    neighbours: dict[str, str] = {}
    for length in (3, 1, 0):
        beginning = namespace + local_name[:length]
        for iri in dataset.index.subjects(limit=_NEIGHBOURS, beginning=beginning):
            if _DESCRIPTION not in iri[len(namespace) :]:
                neighbours.setdefault(iri[len(namespace) :].casefold(), str(iri))
        if len(neighbours) >= _NEIGHBOURS:
            break
    wanted = local_name.casefold()
    close = nearest_few(wanted, neighbours, Cutoff.THING, most=most)
    return [neighbours[name] for name in close]


def _split(iri: str) -> tuple[str, str]:
    """The namespace of an IRI and its local name."""
    end = max(iri.rfind("/", 0, -1), iri.rfind("#", 0, -1)) + 1
    return iri[:end], iri[end:]
