"""Sources of pages: one version of a dataset, its prefixes, shapes, ontology and documents.

Nodes between things are shown as sentences, by the patterns of a project's settings. The words of a
passage come from the operator's folder of documents, and only those whose digest matches the data:
SHA-256 over UTF-8, positions in code points.
https://www.w3.org/TR/annotation-model/#text-position-selector
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rdflib import URIRef
from rdflib.term import Node

from schlaglicht.dataset.index import ColumnValues, Index, column_values
from schlaglicht.dataset.main_resource import MainResource
from schlaglicht.i18n import Text, best_text
from schlaglicht.pages.iri_paths import IriPaths
from schlaglicht.pages.page_model import Facet, LiteralValue, Reference, Sentence
from schlaglicht.pages.property_order import Layout, read_layout
from schlaglicht.rdf.prefixes import Prefixes
from schlaglicht.rdf.well_known_prefixes import WELL_KNOWN
from schlaglicht.settings.pages import PageLead, PageLeads, Patterns, Segment, expand, parse_pattern

if TYPE_CHECKING:
    from schlaglicht.evidence.documents import Words


Part = str | Reference | LiteralValue
ValuesOf = Callable[[URIRef], Sequence[Part]]
"""Returns the values of a property as parts of a sentence."""


@dataclass(frozen=True)
class Templates:
    """The sentence templates of a project's classes."""

    of_class: Mapping[str, tuple[Text, ...]] = field(default_factory=dict)
    namespaces: Mapping[str, str] = field(default_factory=dict)

    def template_for(self, classes: Iterable[str], languages: Sequence[str]) -> str | None:
        """The template of the first of `classes`, nearest first, that has one."""
        for class_ in classes:
            if found := best_text(self.of_class.get(class_, ()), languages):
                return found[0]
        return None

    def fill(self, template: str, values_of: ValuesOf) -> tuple[Part, ...] | None:
        """The parts of the sentence; None if a required value is missing."""
        filled: list[Part] = []
        for segment in parse_pattern(template):
            parts = self._filled(segment, values_of)
            if parts is None and not segment.is_optional:
                return None
            filled += parts or []
        return tuple(filled) or None

    def _filled(self, segment: Segment, values_of: ValuesOf) -> list[Part] | None:
        filled: list[Part] = []
        for piece in segment.pieces:
            if isinstance(piece, str):
                filled.append(piece)
                continue
            properties = (URIRef(expand(name, self.namespaces)) for name in piece)
            values = next((found for p in properties if (found := values_of(p))), ())
            if not values:
                return None
            for number, value in enumerate(values):
                filled += [", ", value] if number else [value]
        return filled


@dataclass(frozen=True, eq=False)
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
    columns: dict[tuple[str, str], ColumnValues] = field(default_factory=dict)
    """The values of lists by class and property; filled when a list is first shown."""
    facets: dict[str, tuple[Facet, ...]] = field(default_factory=dict)
    """Facets by class; filled when a list is first shown."""
    references: dict[tuple[str, ...], dict[str, Reference]] = field(default_factory=dict)
    """Cache of references by languages, then IRI."""
    sentences: dict[tuple[str, ...], dict[Node, Sentence | None]] = field(default_factory=dict)
    """Cache of sentences by languages, then node; None for nodes without one."""

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
        namespaces = {**WELL_KNOWN, **self.namespaces}
        of_class = {
            expand(class_, namespaces): tuple((pattern, tag) for tag, pattern in texts.items())
            for class_, texts in self.patterns.items()
        }
        return Templates(of_class, namespaces)

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

    def words_at(self, document: str, span: tuple[int, int], digest: str) -> str | None:
        """The text at `span` in a document that evidence points into, if its digest is `digest`."""
        text = self._text_of(document) if self.sources_folder is not None else None
        start, end = span
        if text is None or not 0 <= start < end <= len(text):
            return None
        words = text[start:end]
        return words if sha256(words.encode()).hexdigest() == digest else None

    @cached_property
    def _text_of(self) -> Words:
        from schlaglicht.evidence.documents import texts_in  # with YAML, which no page needs

        return cache(texts_in(self.sources_folder))

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

    def column(self, class_: str, property_: str) -> ColumnValues:
        """The values that the things of a class have of a property; read once."""
        key = class_, property_
        if key not in self.columns:
            self.columns[key] = column_values(self.index, URIRef(class_), URIRef(property_))
        return self.columns[key]

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
