"""Sources of pages: one version of a dataset, its prefixes, shapes and ontology."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rdflib import URIRef

from schlaglicht.dataset.index import ColumnValues, Index
from schlaglicht.dataset.main_resource import MainResource
from schlaglicht.pages.iri_paths import IriPaths
from schlaglicht.pages.passage_texts import Sources
from schlaglicht.pages.property_order import Layout, read_layout
from schlaglicht.pages.sentence_templates import Templates, read_templates
from schlaglicht.rdf.prefixes import Prefixes
from schlaglicht.rdf.well_known_prefixes import WELL_KNOWN
from schlaglicht.settings.pages import PageLead, PageLeads, Patterns, expand

if TYPE_CHECKING:
    from rdflib.term import Node

    from schlaglicht.pages.listings import Facet
    from schlaglicht.pages.page_model import Reference, Sentence


@dataclass(frozen=True)
class Dataset:
    """One version of a dataset; its shapes and ontology are read once."""

    index: Index
    iri_paths: IriPaths
    namespaces: Mapping[str, str] = field(default_factory=dict)
    """The project's prefixes."""
    terms: frozenset[str] = frozenset()
    """The classes and properties in use: they have a page even when undescribed."""
    sources_folder: Path | None = None
    """The folder of the documents that evidence points into."""
    description: str | None = None
    """The document, and the graph, in which the dataset describes itself."""
    main_resource: MainResource | None = None
    """The thing that stands for the dataset as a whole."""
    patterns: Patterns = field(default_factory=dict)
    """The project's patterns of sentences for nodes between things."""
    leads: PageLeads = field(default_factory=dict)
    """The project's profiles and first properties of pages."""
    image_hosts: frozenset[str] = frozenset()
    """The hosts whose images pages show."""

    @cached_property
    def prefixes(self) -> Prefixes:
        """The prefixes that shorten IRIs."""
        return Prefixes(self.namespaces, WELL_KNOWN)

    @cached_property
    def layout(self) -> Layout:
        """The order, groups and names that shapes give to properties."""
        return read_layout(self.index)

    @cached_property
    def templates(self) -> Templates:
        """The sentence templates for nodes between things."""
        return read_templates(self.patterns, {**WELL_KNOWN, **self.namespaces})

    @cached_property
    def chosen_leads(self) -> dict[str, PageLead]:
        """The project's leads with IRIs in place of prefixed names."""
        namespaces = {**WELL_KNOWN, **self.namespaces}
        return {
            expand(class_, namespaces): replace(
                given, lead=given.lead and tuple(expand(name, namespaces) for name in given.lead)
            )
            for class_, given in self.leads.items()
        }

    @cached_property
    def sources(self) -> Sources:
        """The documents that passages are quoted from."""
        return Sources(self.sources_folder)

    @cached_property
    def columns(self) -> dict[tuple[str, str], ColumnValues]:
        """The values of lists by class and property; filled when a list is first shown."""
        return {}

    @cached_property
    def facets(self) -> dict[str, tuple[Facet, ...]]:
        """Facets by class; filled when a list is first shown."""
        return {}

    @cached_property
    def references(self) -> dict[tuple[str, ...], dict[str, Reference]]:
        """Cache of references by languages, then IRI."""
        return {}

    @cached_property
    def sentences(self) -> dict[tuple[str, ...], dict[Node, Sentence | None]]:
        """Cache of sentences by languages, then node; None for nodes without one."""
        return {}

    @property
    def licences(self) -> tuple[str, ...]:
        """The IRIs of the dataset's licences."""
        return self.main_resource.licences if self.main_resource else ()

    def has_page(self, iri: str) -> bool:
        """True if the site has a page about `iri`."""
        if self.is_in_description(iri):
            return False
        if iri in self.terms:
            return True
        return self.index.is_described(URIRef(iri)) and not self.index.is_part(URIRef(iri))

    def may_show(self, url: str) -> bool:
        """True if a page may show the image at `url`: by https, on one of the hosts."""
        try:
            found = urlsplit(url)
        except ValueError:
            return False
        return found.scheme == "https" and found.netloc in self.image_hosts

    def is_in_description(self, iri: str) -> bool:
        """True if `iri` is a part of the document in which the dataset describes itself.

        There are thousands of such counts and names. Clients that request one get the document,
        since HTTP leaves out the fragment.
        """
        return self.description is not None and iri.startswith(f"{self.description}#")
