"""Names of IRIs in a reader's language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from rdflib import URIRef
from rdflib.term import Node

from schlaglicht.ground.text import truncated
from schlaglicht.languages import Text, best_text, first_spoken
from schlaglicht.pages.codes_in_iris import name_in
from schlaglicht.pages.evidence_names import evidence_name
from schlaglicht.pages.page_context import Dataset
from schlaglicht.pages.page_model import Reference, Value
from schlaglicht.vocabularies import code_names, known_term

_MOST_KNOWN = 20_000
"""Names cached for each list of languages."""

_LONGEST_NAME = 300
"""Characters after which a name or a hint is cut: pages show many of them."""


class Names:
    """Names for one reader; each is looked up once per version of the dataset."""

    def __init__(self, dataset: Dataset, languages: Sequence[str]) -> None:
        self._dataset = dataset
        self._languages = languages
        self._known = dataset.references.setdefault(tuple(languages), {})

    def reference(self, iri: str) -> Reference:
        """`iri` with its label, cut if very long; otherwise its prefixed name or itself."""
        known = self._known.get(iri)
        if known is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            name = cut_name(self.label(iri) or self._other_name(iri))
            has_page = self._dataset.has_page(iri)
            known = self._known[iri] = Reference(iri, name, has_page, self._hint(iri))
        return known

    def node(self, node: Node) -> Reference:
        """A node with its name; blank nodes have one if they are evidence, and no IRI."""
        if isinstance(node, URIRef):
            return self.reference(str(node))
        name = evidence_name(self._dataset.index, node, self._languages)
        return Reference("", name or ("", None), has_page=False)

    def property(self, iri: str, names: Sequence[Text]) -> Reference:
        """The property `iri` by the best of `names`, which a shape gives it; else by its own.

        A name in another language than the reader's gives way to one in that.
        """
        reference = self.reference(str(iri))
        name = best_text(names, self._languages)
        if name and name[1]:
            name = first_spoken((name, self.label(str(iri))), self._languages)
        return replace(reference, name=name) if name else reference

    def with_distinct_names(self, values: Iterable[Value]) -> Iterator[Value]:
        """The values; things that share a name have their short IRI added to it."""
        values = list(values)
        count = Counter(value.name for value in values if isinstance(value, Reference))
        for value in values:
            if isinstance(value, Reference) and count[value.name] > 1:
                yield self._with_short_iri(value)
            else:
                yield value

    def distinct(self, references: Sequence[Reference]) -> list[Reference]:
        """The references; terms that share a name have their short IRI added to it, as things."""
        count = Counter(reference.name for reference in references)
        return [self._with_short_iri(r) if count[r.name] > 1 else r for r in references]

    def of_classes(self, classes: Iterable[str]) -> tuple[Reference, ...]:
        """The classes by their names; of those with the same name the first."""
        first: dict[Text, Reference] = {}
        for reference in map(self.reference, classes):
            first.setdefault(reference.name, reference)
        return tuple(first.values())

    def _with_short_iri(self, reference: Reference) -> Reference:
        name, tag = reference.name
        short = self.short(reference.iri)
        return reference if name == short else replace(reference, name=(f"{name} ({short})", tag))

    def label(self, iri: str) -> Text | None:
        """The best label of `iri`: the dataset's own, or of a known vocabulary or code list.

        The dataset's own comes first, except in another language than the reader's.
        """
        own = self._dataset.index.label(URIRef(iri), self._languages)
        known = known_term(iri)
        labels = known.labels if known else code_names(iri)
        return first_spoken((own, best_text(labels, self._languages)), self._languages)

    def description(self, iri: str) -> Text | None:
        """The best description of `iri`, chosen like its label."""
        own = self._dataset.index.text(URIRef(iri), self._languages)
        known = known_term(iri)
        if known is None:
            return own
        described = best_text(known.descriptions, self._languages)
        return first_spoken((own, described), self._languages)

    def _hint(self, iri: str) -> Text | None:
        """The description of a class or property; None for all others."""
        is_term = iri in self._dataset.terms or known_term(iri)
        described = self.description(iri) if is_term else None
        return cut_name(described) if described else None

    def _other_name(self, iri: str) -> Text:
        name = evidence_name(self._dataset.index, URIRef(iri), self._languages)
        return name or (name_in(iri) or self.short(iri), None)

    def short(self, iri: str) -> str:
        """`iri` in its shortest form: with a prefix, or without the project's base."""
        if name := self._dataset.prefixes.shorten(iri):
            return str(name)
        base = self._dataset.iri_paths.base
        return iri[len(base) :] if base and iri.startswith(base) and iri != base else iri


def cut_name(text: Text) -> Text:
    """A text as a name: its beginning, if it is long."""
    words, tag = text
    return truncated(words, _LONGEST_NAME), tag
