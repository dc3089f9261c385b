"""A resource as a page shows it, built from the index.

A page does not say twice what stands above its rows, or in the same row with the same words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain

from rdflib import OWL, RDF, BNode, URIRef
from rdflib.namespace import DCTERMS, SKOS, VOID
from rdflib.term import Node

from schlaglicht.dataset import is_of_description
from schlaglicht.dataset.index import Index
from schlaglicht.dataset.index.label_properties import DESCRIPTION_PROPERTIES, LABEL_PROPERTIES
from schlaglicht.dataset.index.relations import list_head, places_in_lists
from schlaglicht.i18n import DEFAULT_LANGUAGE, LANGUAGES, Text, msg, translate
from schlaglicht.pages.evidence import (
    EvidenceReader,
    Key,
    bodies_of,
    evidence_at,
    parts_of,
    quotations_of,
    statement_key,
)
from schlaglicht.pages.labels import Names, ValueView, span_of
from schlaglicht.pages.ontology_pages import is_deprecated
from schlaglicht.pages.page_context import Dataset
from schlaglicht.pages.page_model import (
    ROOM_FOR_INCOMING,
    ROOM_FOR_STATEMENTS,
    ROOM_FOR_SUPPORTED,
    Blank,
    Group,
    Incoming,
    Lead,
    LiteralValue,
    Quotation,
    Reference,
    Resource,
    Row,
    Sentence,
    Stated,
    Support,
    Value,
    fitted_groups,
    fitted_incoming,
    fitted_quotations,
    size_of_lead,
)
from schlaglicht.pages.profiles import Subject, profile_of
from schlaglicht.pages.property_order import (
    PlacedRow,
    Presentation,
    grouped_rows,
    rank_of,
    usual_presentation,
    with_superclasses,
)
from schlaglicht.vocab import OA
from schlaglicht.vocabularies import GROUPS, LAST

_MOST_STEPS = 6


def owner_of(index: Index, node: Node) -> Node:
    """The thing with an IRI that a blank node belongs to, at most 6 steps away; a list is one."""
    for _ in range(_MOST_STEPS):
        if not isinstance(node, BNode):
            return node
        node = list_head(index, node)
        above = chain.from_iterable(
            index.sources(node, predicate, limit=1) for predicate in index.predicates_about(node)
        )
        node = next(above, node)
    return node


LONGEST_DESCRIPTION = 600
"""Characters of a description that stand whole below the heading."""

_NAMING = ("title", "name", "label")
"""The ends of properties whose value may be the name that a page has for a heading."""

MOST_TYPES = 6
"""Classes above the heading."""


@dataclass(frozen=True)
class PageHead:
    """The parts of a page above its rows."""

    name: Text
    description: Text | None
    """None where a sentence stands instead."""
    types: Sequence[Reference]

    def without_repeated(self, row: Row) -> Row:
        """The row without values that the head or an earlier value says; evidence keeps a value."""
        if row.property.iri == str(RDF.type):
            return replace(row, values=()) if self._has_types(row) else row
        said = {" ".join(text.split()) for text in self._texts(row.property.iri)}
        nodes = set[Blank]()
        left: list[Stated] = []
        for stated in row.values:
            match stated.value:
                case LiteralValue() as text if text.line in said and not stated.evidence:
                    continue
                case Blank() as node if node in nodes and not stated.evidence:
                    continue
                case LiteralValue(datatype="") as text:
                    said.add(text.line)
                case Blank() as node:
                    nodes.add(node)
            left.append(stated)
        return replace(row, values=tuple(left))

    def _has_types(self, row: Row) -> bool:
        shown = {each.iri for each in self.types[:MOST_TYPES]}
        return not row.more and all(
            isinstance(stated.value, Reference)
            and stated.value.iri in shown
            and not stated.evidence
            for stated in row.values
        )

    def _texts(self, property_: str) -> set[str]:
        """The texts above the rows that values of a property may repeat."""
        if property_ in LABEL_PROPERTIES or property_.lower().endswith(_NAMING):
            return {self.name[0]}
        text = self.description[0] if self.description else ""
        is_whole = property_ in DESCRIPTION_PROPERTIES and len(text) <= LONGEST_DESCRIPTION
        return {text} if is_whole else set()


MOST_VALUES = 50
"""Values of one property that a page shows."""

MOST_SOURCES = 25
"""Subjects shown for each property that leads to the thing of the page."""

MOST_COUNTED = 10_000

MOST_LISTS = 300
"""Lists with the thing of the page as a member that are looked at."""

NOT_INCOMING = (
    # Evidence is shown with its statement; the dataset's description only counts things.
    *(RDF.subject, RDF.predicate, RDF.object),
    *(VOID["class"], VOID.exampleResource, VOID.objectsTarget, VOID.property),
)
"""Properties that lead to a thing but do not describe it."""

_SYMMETRIC = (
    *(SKOS.related, SKOS.exactMatch, SKOS.closeMatch, SKOS.relatedMatch, OWL.sameAs),
    *(OWL.equivalentClass, OWL.equivalentProperty, OWL.inverseOf, OWL.disjointWith),
)
"""Properties that say the same in both directions: a page says it once."""

_QUOTED_OF_EVIDENCE = (OA.hasBody, OA.hasTarget, OA.hasSelector)
_QUOTED_OF_PASSAGES = (OA.hasTarget, DCTERMS.isPartOf)
"""Properties of evidence, and those that lead to a passage or a block, for which the statements
that rest on it stand on its page."""

_NOWHERE = (1 << 60, 0)
"""The place of what has none in a text: after all that has one."""


def describe(dataset: Dataset, iri: str, languages: Sequence[str]) -> Resource:
    """The contents of the page about `iri` for a reader of `languages`."""
    return _Description(dataset, iri, languages).resource()


class _Description:
    def __init__(self, dataset: Dataset, iri: str, languages: Sequence[str]) -> None:
        self._dataset = dataset
        self._index = dataset.index
        self._iri = URIRef(iri)
        self._languages = languages
        self._names = Names(dataset, languages)
        self._view = ValueView(dataset, self._names, languages)
        self._evidence = EvidenceReader(dataset, self._view)
        self._classes = with_superclasses(self._index, self._index.objects(self._iri, RDF.type))
        self._profile = profile_of(self._classes, dataset.chosen_leads)
        self._description = self._names.description(iri)
        self._sentence = self._view.sentence(self._iri)
        name, described = self._names.reference(iri).name, self._description
        self._head = PageHead(name, None if self._sentence else described, self._types())

    def resource(self) -> Resource:
        iri, me = str(self._iri), self._names.reference(str(self._iri))
        supports, more_supported = fitted_quotations(self._supports, ROOM_FOR_SUPPORTED)
        room = ROOM_FOR_STATEMENTS - size_of_lead(self._lead)
        groups, more_properties = fitted_groups(self._groups(), room)
        incoming, more_incoming = fitted_incoming(list(self._incoming()), ROOM_FOR_INCOMING)
        return Resource(
            iri=iri,
            name=me.name,
            description=self._description,
            sentence=self._sentence,
            types=tuple(self._head.types),
            groups=groups,
            incoming=incoming,
            evidence=quotations_of(me, groups),
            is_deprecated=is_deprecated(self._index, self._iri),
            more_properties=more_properties,
            more_incoming=more_incoming,
            supports=supports,
            more_supported=more_supported,
            lead=self._lead,
            parts=frozenset(self._shown_parts(groups)),
        )

    @cached_property
    def _lead(self) -> Lead:
        subject = Subject(self._iri, self._dataset, self._names, self._view, self._languages)
        return self._profile.lead(subject)

    @cached_property
    def _supports(self) -> tuple[Quotation, ...]:
        """The statements that rest on the thing: on evidence, a passage or a text block."""
        quotations = self._evidence
        if any(bodies_of(self._index, self._iri)):
            return quotations.of_evidence([self._iri])
        if evidence_at(self._index, self._iri) and span_of(self._index, self._iri):
            return (quotations.of_passage(self._iri),)
        parts = parts_of(self._index, self._iri)
        return tuple(quotations.of_passage(p) for p in parts if evidence_at(self._index, p))

    @cached_property
    def _parts(self) -> set[Node]:
        """The fragments without a name that the thing leads to, and that may lead back to it."""
        index, thing = self._index, self._iri
        values = (index.objects(thing, p, limit=MOST_VALUES) for p in index.predicates_of(thing))
        return {each for each in chain.from_iterable(values) if self._view.is_part(each, thing)}

    def _shown_parts(self, groups: Iterable[Group]) -> Iterator[str]:
        for stated in (each for group in groups for row in group.rows for each in row.values):
            value = stated.value
            about = value.about if isinstance(value, Blank | Sentence) else value
            if isinstance(about, Reference) and URIRef(about.iri) in self._parts:
                yield about.iri

    def _types(self) -> tuple[Reference, ...]:
        types = [t for t in self._index.objects(self._iri, RDF.type) if isinstance(t, URIRef)]
        general = {
            above
            for class_ in types
            for above in with_superclasses(self._index, [class_])
            if above != str(class_)
        }
        special = [str(class_) for class_ in types if str(class_) not in general]
        return self._names.of_classes(special or map(str, types))

    def _groups(self) -> tuple[Group, ...]:
        properties = [
            property_
            for property_ in self._index.predicates_of(self._iri)
            if not (self._supports and property_ in _QUOTED_OF_EVIDENCE)
        ]
        shown = self._dataset.layout.presentations(self._classes, map(str, properties))
        evidence = self._evidence.of(self._iri)
        placed = (
            self._placed(property_, shown.get(str(property_), Presentation()), evidence)
            for property_ in properties
        )
        left = [entry for entry in placed if entry.row.values]
        names = self._names.distinct([each.row.property for each in left])
        named = [
            replace(each, row=replace(each.row, property=name))
            for each, name in zip(left, names, strict=True)
        ]
        return grouped_rows(named, self._dataset.layout.group, self._languages)

    def _uncovered(self, row: Row) -> Row:
        """The row with the values that the lead of the page does not tell, or not all of."""
        iri, lead = row.property.iri, self._lead
        without_nodes = iri in lead.covered_whole
        without_things = without_nodes or iri in lead.covered
        left = (
            stated
            for stated in row.values
            if stated.evidence
            or not (without_things if isinstance(stated.value, Reference) else without_nodes)
        )
        return replace(row, values=tuple(left))

    def _placed(
        self, property_: URIRef, shaped: Presentation, evidence: Mapping[Key, tuple[Support, ...]]
    ) -> PlacedRow:
        row = self._uncovered(self._row(property_, shaped, evidence))
        if self._profile.is_chosen and str(property_) in self._profile.properties:
            shaped = replace(shaped, order=-LAST)  # the settings count before the shapes
        else:
            row = self._head.without_repeated(row)
        return PlacedRow(row, shaped, self._usual(property_))

    def _usual(self, property_: URIRef) -> Presentation:
        """The usual place of a property; what the profile leads with comes before all others."""
        leading = self._profile.properties
        if str(property_) in leading:
            place = leading.index(str(property_)) - len(leading)
            return Presentation(place, str(GROUPS.names))
        return usual_presentation(self._index, property_)

    def _row(
        self,
        property_: URIRef,
        presentation: Presentation,
        evidence: Mapping[Key, tuple[Support, ...]],
    ) -> Row:
        values = self._index.objects(self._iri, property_, limit=MOST_VALUES + 1)
        shown = sorted(values[:MOST_VALUES], key=self._view.language_rank)
        total = len(values)
        if total > MOST_VALUES:
            total = self._index.count_objects(self._iri, property_, most=MOST_COUNTED)
        views = self._names.distinct(map(self._value, shown))
        stated = (
            Stated(
                self._view.ungrouped(view, property_),
                evidence.get(statement_key(property_, value), ()),
            )
            for value, view in zip(shown, views, strict=True)
        )
        return Row(
            self._names.property(property_, presentation.names), tuple(stated), total - len(shown)
        )

    def _value(self, node: Node) -> Value:
        return self._view.in_place(node, self._iri) or self._view.value(node)

    def _incoming(self) -> Iterator[Incoming]:
        for property_ in sorted(self._index.predicates_about(self._iri), key=rank_of):
            if property_ == RDF.first:
                yield from self._incoming_by_lists()
            elif self._is_shown(property_):
                sources = self._index.things_with(self._iri, property_, limit=MOST_SOURCES)
                total = len(sources)
                if total == MOST_SOURCES:
                    total = self._index.count_sources(self._iri, property_, most=MOST_COUNTED + 1)
                counted = min(total, MOST_COUNTED), total <= MOST_COUNTED
                yield from self._incoming_by(property_, sources, counted)

    def _is_shown(self, property_: URIRef) -> bool:
        """True for a property that says something about what it leads to, not said elsewhere."""
        if property_ in NOT_INCOMING or str(property_) in self._lead.covered_incoming:
            return False
        return not (self._supports and property_ in _QUOTED_OF_PASSAGES)

    def _incoming_by_lists(self) -> Iterator[Incoming]:
        """The things that have a list with this one as a member, by what leads to the list."""
        places = places_in_lists(self._index, self._iri, limit=MOST_LISTS + 1)
        found: dict[URIRef, list[URIRef | BNode]] = {}
        for property_, source in places:
            found.setdefault(property_, []).append(source)
        for property_ in filter(self._is_shown, sorted(found, key=rank_of)):
            sources = found[property_]
            counted = len(sources), len(places) <= MOST_LISTS
            yield from self._incoming_by(property_, sources[:MOST_SOURCES], counted)

    def _incoming_by(
        self, property_: URIRef, sources: Sequence[URIRef | BNode], counted: tuple[int, bool]
    ) -> Iterator[Incoming]:
        """The row of a property that leads to the thing; none where others show it already."""
        is_cut = len(sources) == MOST_SOURCES
        left = [source for source in sources if not is_of_description(str(source))]
        if property_ in _SYMMETRIC and not is_cut:
            stated = set(self._index.objects(self._iri, property_, limit=MOST_VALUES))
            left = [source for source in left if source not in stated]
        left = [source for source in left if source not in self._parts]
        if not left:  # parts of evidence alone, or shown in the rows
            return
        if property_ in _QUOTED_OF_PASSAGES:
            left.sort(key=lambda source: span_of(self._index, source) or _NOWHERE)
        owners = {source: owner_of(self._index, source) for source in left}
        views = dict.fromkeys(map(self._view.value, owners.values()))
        whole = {self._view.value(source) for source, owner in owners.items() if source == owner}
        yield Incoming(
            self._names.reference(str(property_)),
            tuple(
                self._part_of(shown)
                if isinstance(shown, Reference) and view not in whole
                else shown
                for view, shown in zip(views, self._names.distinct(views), strict=True)
            ),
            *(counted if is_cut else (len(views), True)),
        )

    def _part_of(self, owner: Reference) -> Sentence:
        """A blank node by the thing that it belongs to."""
        language = next((each for each in self._languages if each in LANGUAGES), DEFAULT_LANGUAGE)
        before, after = translate(msg("a part of {thing}", thing="\n"), language).split("\n")
        return Sentence(tuple(part for part in (before, owner, after) if part))
