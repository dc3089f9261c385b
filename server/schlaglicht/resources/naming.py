"""IRIs by the names that a reader knows them by."""

from __future__ import annotations

from collections.abc import Sequence

from rdflib import URIRef

from schlaglicht.languages import Text
from schlaglicht.resources.dataset import Dataset
from schlaglicht.resources.values import Reference


class Names:
    """Names for one reader; each is looked up once."""

    def __init__(self, dataset: Dataset, languages: Sequence[str]) -> None:
        self._dataset = dataset
        self._languages = languages
        self._known: dict[str, Reference] = {}

    def reference(self, iri: str) -> Reference:
        """`iri` with its label, without one its prefixed name or itself."""
        if iri not in self._known:
            name = self.label(iri) or (self.short(iri), None)
            self._known[iri] = Reference(iri, name, self._dataset.has_page(iri))
        return self._known[iri]

    def label(self, iri: str) -> Text | None:
        """The best label of `iri`."""
        return self._dataset.index.label(URIRef(iri), self._languages)

    def short(self, iri: str) -> str:
        """`iri` as short as it can be written: with a prefix, or from the project's base on."""
        if name := self._dataset.prefixes.shorten(iri):
            return str(name)
        base = self._dataset.addresses.base
        return iri[len(base) :] if base and iri.startswith(base) and iri != base else iri
