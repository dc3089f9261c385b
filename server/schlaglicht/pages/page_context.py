"""What pages are made from: one version of a dataset and how its IRIs are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from rdflib import URIRef
from rdflib.namespace import DCAT, DCTERMS

from schlaglicht.dataset.index import Index
from schlaglicht.pages.iri_paths import Addresses
from schlaglicht.pages.passage_texts import Sources
from schlaglicht.pages.property_order import Layout, read_layout
from schlaglicht.pages.sentence_templates import Templates, read_templates
from schlaglicht.rdf.prefixes import WELL_KNOWN, Prefixes

if TYPE_CHECKING:
    from rdflib.term import Node

    from schlaglicht.pages.listings import Facet
    from schlaglicht.pages.page_model import Reference, Sentence

_MOST_DATASETS = 5


@dataclass(frozen=True)
class Dataset:
    """One version of a dataset; what is read from its shapes and ontology is read once."""

    index: Index
    addresses: Addresses
    namespaces: Mapping[str, str] = field(default_factory=dict)
    """The project's prefixes."""
    terms: frozenset[str] = frozenset()
    """The classes and properties in use: they have a page even when nothing describes them."""
    sources_folder: Path | None = None
    """Where the documents are that evidence points into."""
    description: str | None = None
    """The document, and the graph, in which the dataset describes itself."""

    @cached_property
    def prefixes(self) -> Prefixes:
        """How IRIs are shortened."""
        return Prefixes(self.namespaces, WELL_KNOWN)

    @cached_property
    def layout(self) -> Layout:
        """How the shapes arrange and name properties."""
        return read_layout(self.index)

    @cached_property
    def templates(self) -> Templates:
        """How the ontology tells nodes between things as sentences."""
        return read_templates(self.index, {**WELL_KNOWN, **self.namespaces})

    @cached_property
    def sources(self) -> Sources:
        """The words of passages."""
        return Sources(self.sources_folder)

    @cached_property
    def facets(self) -> dict[str, tuple[Facet, ...]]:
        """By class, what its list can be narrowed by; filled when a list is first asked for."""
        return {}

    @cached_property
    def references(self) -> dict[tuple[str, ...], dict[str, Reference]]:
        """By the languages of a reader, the references that were looked up before, by IRI."""
        return {}

    @cached_property
    def sentences(self) -> dict[tuple[str, ...], dict[Node, Sentence | None]]:
        """By the languages of a reader, what nodes between things were told as before."""
        return {}

    @cached_property
    def collections(self) -> tuple[str, ...]:
        """The datasets that the data says it is."""
        found = self.index.instances(DCAT.Dataset, limit=_MOST_DATASETS)
        return tuple(str(dataset) for dataset in found if isinstance(dataset, URIRef))

    @cached_property
    def licences(self) -> tuple[str, ...]:
        """What the datasets may be used under."""
        licences = chain.from_iterable(
            self.index.objects(URIRef(dataset), DCTERMS.license) for dataset in self.collections
        )
        return tuple(dict.fromkeys(str(term) for term in licences if isinstance(term, URIRef)))

    def has_page(self, iri: str) -> bool:
        """Whether there is something to show about `iri`."""
        if self.is_in_description(iri):
            return False
        return iri in self.terms or self.index.is_described(URIRef(iri))

    def is_in_description(self, iri: str) -> bool:
        """Whether `iri` is a part of the document in which the dataset describes itself.

        There are thousands of such counts and names. Who asks for one gets the document, since HTTP
        leaves out what follows the `#`.
        """
        return self.description is not None and iri.startswith(f"{self.description}#")
