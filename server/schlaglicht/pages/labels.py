"""Names of IRIs and values in a reader's language: of the data, of vocabularies, of evidence.

Some IRIs spell out names that are the same in every language: of licences, formats and codes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from mimetypes import MimeTypes
from typing import TypeVar, cast

from rdflib import RDF, XSD, BNode, Literal, URIRef
from rdflib.namespace import DCTERMS
from rdflib.term import Node

from schlaglicht.dataset.index import Index
from schlaglicht.ground.text import truncated
from schlaglicht.i18n import (
    DEFAULT_LANGUAGE,
    LANGUAGES,
    Message,
    Text,
    best_text,
    first_spoken,
    msg,
    translate,
)
from schlaglicht.pages.page_context import Dataset
from schlaglicht.pages.page_model import (
    Blank,
    LiteralValue,
    Members,
    Reference,
    Sentence,
    Value,
)
from schlaglicht.pages.property_order import rank_of, with_superclasses
from schlaglicht.vocab import OA
from schlaglicht.vocabularies import code_names, known_term

_MEDIA_TYPES = re.compile(r"https?://www\.iana\.org/assignments/media-types/([\w.+-]+/[\w.+-]+)")
_CREATIVE_COMMONS = re.compile(
    r"https?://creativecommons\.org/licenses/(by(?:-nc)?(?:-sa|-nd)?)/(\d\.\d)"
    r"(?:/([a-z]{2}))?(?:/(?:deed(?:\.\w+)?|legalcode(?:\.\w+)?|rdf)?)?"
)
_NAMED = {
    r"https?://creativecommons\.org/publicdomain/zero/1\.0(?:/.*)?": "CC0 1.0",
    r"https?://creativecommons\.org/publicdomain/mark/1\.0(?:/.*)?": "Public Domain Mark 1.0",
    r"https?://(?:www\.)?opendatacommons\.org/licenses/odbl/(?:1-0/?)?": "ODbL 1.0",
    r"https?://(?:www\.)?opendatacommons\.org/licenses/by/(?:1-0/?)?": "ODC-By 1.0",
    r"https?://(?:www\.)?opendatacommons\.org/licenses/pddl/(?:1-0/?)?": "PDDL 1.0",
    r"https?://(?:www\.)?govdata\.de/dl-de/by-2-0": "dl-de/by-2-0",
    r"https?://(?:www\.)?govdata\.de/dl-de/zero-2-0": "dl-de/zero-2-0",
    r"https?://(?:www\.)?dcat-ap\.de/def/licenses/dl-by-de/2\.0": "dl-de/by-2-0",
    r"https?://(?:www\.)?dcat-ap\.de/def/licenses/dl-zero-de/2\.0": "dl-de/zero-2-0",
    r"https?://(?:www\.)?dcat-ap\.de/def/licenses/cc-by/4\.0": "CC BY 4.0",
    r"https?://(?:www\.)?dcat-ap\.de/def/licenses/cc-zero": "CC0 1.0",
    r"https?://(?:www\.)?apache\.org/licenses/LICENSE-2\.0(?:\.\w+)?": "Apache-2.0",
    r"https?://(?:www\.)?opensource\.org/licenses?/MIT/?": "MIT",
}
"""The addresses of single licences."""

_CODES = re.compile(
    r"https?://(?:publications\.europa\.eu/resource/authority/[a-z-]+"
    r"|spdx\.org/licenses)/([\w.+-]+?)(?:\.html)?"
)
"""Tables of codes, with an IRI for each."""

_FILE_TYPES = MimeTypes()
"""The media types that Python itself knows, the same on every machine."""

_NAMES = {
    "application/geo+json": "GeoJSON",
    "application/gzip": "GZIP",
    "application/ld+json": "JSON-LD",
    "application/n-quads": "N-Quads",
    "application/n-triples": "N-Triples",
    "application/rdf+xml": "RDF/XML",
    "application/trig": "TriG",
    "application/vnd.geo+json": "GeoJSON",
    "application/vnd.oasis.opendocument.spreadsheet": "ODS",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "XLSX",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "DOCX",
    "text/turtle": "Turtle",
}
"""Those whose usual names are not file extensions, or that Python does not know."""


_ITSELF = frozenset(("this", "it", "me"))
"""Fragments for the thing itself, beside the document that has its IRI without one."""


def name_in(iri: str) -> str | None:
    """The name of a well-known licence, media type or code by its IRI, such as *CC BY 4.0*."""
    if found := _MEDIA_TYPES.fullmatch(iri):
        return name_of_media_type(found[1]) or found[1]
    if found := _CREATIVE_COMMONS.fullmatch(iri):
        kind, version, country = found.groups()
        return f"CC {kind.upper()} {version}{f' {country.upper()}' if country else ''}"
    if found := _CODES.fullmatch(iri):
        return re.sub(r"(?<=\d)_(?=\d)", ".", found[1]).replace("_", " ")
    return next((name for known, name in _NAMED.items() if re.fullmatch(known, iri)), None)


def name_of_media_type(media_type: str) -> str | None:
    """The short name of a media type, such as *TSV*; None if it is not known."""
    plain = media_type.partition(";")[0].strip().lower()
    if plain in _NAMES:
        return _NAMES[plain]
    ending = _FILE_TYPES.guess_extension(plain)
    return ending.removeprefix(".").upper() if ending else None


def evidence_name(index: Index, node: Node, languages: Sequence[str]) -> Text | None:
    """The name of an annotation or a passage for a reader; None for anything else."""
    classes = index.objects(node, RDF.type, limit=5)
    message = None
    if OA.Annotation in classes:
        for identifier in index.objects(node, DCTERMS.identifier, limit=1):
            message = msg("Evidence {identifier}", identifier=identifier)
    elif OA.SpecificResource in classes and (span := span_of(index, node)):
        message = _passage_name(index, node, span, languages)
    if message is None:
        return None
    language = next((each for each in languages if each in LANGUAGES), DEFAULT_LANGUAGE)
    return translate(message, language), language


def _passage_name(
    index: Index, node: Node, span: tuple[int, int], languages: Sequence[str]
) -> Message:
    start, end = span
    for whole in (DCTERMS.isPartOf, OA.hasSource):
        for each in index.objects(node, whole, limit=1):
            if label := index.label(each, languages):
                return msg("{text}, characters {start}–{end}", text=label[0], start=start, end=end)
    return msg("characters {start}–{end}", start=start, end=end)


def span_of(index: Index, part: Node) -> tuple[int, int] | None:
    """The place of a passage or block in its document: code points from 0, the end exclusive."""
    for selector in index.objects(part, OA.hasSelector, limit=1):
        ends = [index.objects(selector, end, limit=1) for end in (OA.start, OA.end)]
        numbers = [found[0].value for found in ends if found and isinstance(found[0], Literal)]
        if len(numbers) == 2 and all(isinstance(number, int) for number in numbers):
            return int(numbers[0]), int(numbers[1])
    return None


_MOST_KNOWN = 20_000
"""Names cached for each list of languages."""

_V = TypeVar("_V", bound=Value)

_LONGEST_NAME = 300
"""Characters after which a name or a hint is cut: pages show many of them."""


_SHORTEST_OF_TERM, _SHORTEST_OF_THING = 2, 4
"""Letters of the longest word in a local name that is shown as words; `nm:av` is a code."""


def split_words(local_name: str) -> str | None:
    """A local name as words, *has end date*; None for codes, such as `Q42` or `BFO_0000001`."""
    around = zip(f" {local_name}", local_name, f"{local_name[1:]} ", strict=False)
    words = re.split(r"[ _-]+", "".join(_parted(*each) for each in around).strip("_-"))
    is_text = all(re.fullmatch(r"[^\W\d_]+\d{0,2}|\d{1,4}", word) for word in words)
    return " ".join(words) if is_text else None


def _parted(before: str, character: str, after: str) -> str:
    """A character of a local name, behind a space where it begins a word."""
    if character.isupper() and before.isalnum() and after.islower():
        return f" {character.lower()}"
    return f" {character}" if character.isupper() and before.islower() else character


class Names:
    """Names for one reader; each is looked up once per version of the dataset."""

    def __init__(self, dataset: Dataset, languages: Sequence[str]) -> None:
        self._dataset = dataset
        self._languages = languages
        self._known = dataset.references.setdefault(tuple(languages), {})

    def reference(self, iri: str) -> Reference:
        """`iri` with its name for people: its label, cut if very long, else words, or itself."""
        known = self._known.get(iri)
        if known is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            name = (
                self.label(iri)
                or evidence_name(self._dataset.index, URIRef(iri), self._languages)
                or self._of_document(iri)
                or ((found, None) if (found := name_in(iri)) else None)
            )
            words = None if name else self._words(iri)
            name = cut_name(name or (words or self.short(iri), None))
            is_term = iri in self._dataset.terms or known_term(iri)
            described = self.description(iri) if is_term else None
            hint = cut_name(described) if described else None
            known = self._known[iri] = Reference(
                iri, name, self._dataset.has_page(iri), hint, is_made=words is not None
            )
        return known

    def exact(self, iri: str) -> str:
        """The name of `iri` for programs: its label, otherwise its prefixed name or itself."""
        reference = self.reference(iri)
        return self.short(iri) if reference.is_made else reference.name[0]

    def _words(self, iri: str) -> str | None:
        """The words of the local name of a term, or of what is only mentioned and has a prefix.

        None for own things, web addresses and codes: they are told apart by their characters.
        """
        prefixed, is_term = self._dataset.prefixes.shorten(iri), iri in self._dataset.terms
        base, index = self._dataset.iri_paths.base, self._dataset.index
        is_own = bool(base and iri.startswith(base))
        if not is_term and (not prefixed or is_own or index.is_described(URIRef(iri))):
            return None
        words = split_words(prefixed.local_name if prefixed else re.split("[/#]", iri)[-1])
        longest = max(map(len, re.findall(r"[^\W\d_]+", words or "")), default=0)
        return words if longest >= (_SHORTEST_OF_TERM if is_term else _SHORTEST_OF_THING) else None

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
        return replace(reference, name=name, is_made=False) if name else reference

    def distinct(self, values: Iterable[_V]) -> list[_V]:
        """The values; things and terms that share a name have a short IRI added to it."""
        values = list(values)
        iris = {value.iri: value.name[0] for value in values if isinstance(value, Reference)}
        count = Counter(iris.values())
        ends = Counter((name, self._end_of(iri)) for iri, name in iris.items())
        return [
            cast("_V", self._with_short_iri(value, ends, count))
            if isinstance(value, Reference) and value.iri and count[value.name[0]] > 1
            else value
            for value in values
        ]

    def of_classes(self, classes: Iterable[str]) -> tuple[Reference, ...]:
        """The classes by their names; of those with the same name the first."""
        first: dict[Text, Reference] = {}
        for reference in map(self.reference, classes):
            first.setdefault(reference.name, reference)
        return tuple(first.values())

    def _end_of(self, iri: str) -> str:
        """The end of an IRI of the project; of others the short IRI."""
        base = self._dataset.iri_paths.base
        is_own = base and iri.startswith(base)
        return (is_own and iri.rpartition("/")[2]) or self.short(iri)

    def _with_short_iri(
        self,
        reference: Reference,
        ends: Mapping[tuple[str, str], int],
        names: Mapping[str, int],
    ) -> Reference:
        name, tag = reference.name
        end = self._end_of(reference.iri)
        is_clear = ends[name, end] == 1 and f"{name} ({end})" not in names
        short = end if is_clear else self.short(reference.iri)
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

    def _of_document(self, iri: str) -> Text | None:
        """The name of a part of a thing: the thing's and the fragment, where no prefix fits."""
        thing, _, fragment = iri.partition("#")
        name = self.label(thing) if fragment and not self._dataset.prefixes.shorten(iri) else None
        if name and fragment not in _ITSELF:
            name = f"{name[0]} #{fragment}", name[1]
        return name

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


_MOST_PARTS = 20
"""Most values of one property in a sentence or a blank node."""

_MOST_SENTENCES = 5_000
"""Sentences cached for each list of languages."""

_MOST_MEMBERS = 200
_MOST_IN_PLACE = 6
"""Statements of a part of a thing that its page shows in place."""

_DEEPEST = 4
"""Nesting depth of blank nodes that is shown."""

_MOST_WITHIN, _MOST_WITHIN_SHORT = 200, 12
"""Values within a blank node or a list that are shown, and where it is shown in short."""

_LONG_NUMBER = re.compile("[1-9][0-9]{4,}")
"""A whole number whose thousands are set apart."""

_OF_CODES = frozenset(
    {"code", "id", "identifier", "isbn", "issn", "kennung", "nr", "notation", "number", "nummer"}
)
"""Last words of the names of properties whose numbers count nothing."""

_LONGEST_SHORT = 150
"""Characters of a text that is shown in short."""


@dataclass
class _Room:
    """Room that one value leaves for the nodes within it."""

    is_short: bool = False
    values: int = _MOST_WITHIN
    way: list[Node] = field(default_factory=list)
    """The nodes from the value to the one that is being shown."""
    is_cut: bool = False

    def within(self, node: Node, inner: Sequence[Node], most: int) -> Iterator[Node]:
        """The inner nodes that there is room for, with the way leading through `node`."""
        self.way.append(node)
        for number, each in enumerate(inner):
            if number == most or self.values <= 0:
                self.is_cut = True
                break
            self.values -= 1
            yield each
        self.way.pop()


def _statements(value: Value) -> int:
    """The number of statements that a value stands for."""
    if isinstance(value, Blank):
        return sum(_statements(each) for _, values in value.parts for each in values)
    return len(value.values) if isinstance(value, Members) else 1


class ValueView:
    """Values for one reader."""

    def __init__(self, dataset: Dataset, names: Names, languages: Sequence[str]) -> None:
        self._dataset = dataset
        self._index = dataset.index
        self.names = names
        self._languages = languages
        self._sentences = dataset.sentences.setdefault(tuple(languages), {})

    def value(self, node: Node, *, in_short: bool = False) -> Value:
        """`node` as a value; a node between things as a sentence."""
        room = _Room(in_short, _MOST_WITHIN_SHORT) if in_short else _Room()
        value = self._value(node, room)
        return replace(value, is_cut=room.is_cut) if isinstance(value, Blank | Members) else value

    def _value(self, node: Node, room: _Room) -> Value:
        if isinstance(node, Literal):
            value = self._literal(node)
            if room.is_short and len(value.text) > _LONGEST_SHORT:
                return LiteralValue(truncated(value.line, _LONGEST_SHORT), value.language)
            return value
        sentence = self.sentence(node)
        if sentence is not None:
            return sentence
        if isinstance(node, BNode):
            return self._members(node, room) or self._blank(node, room)
        reference = self._named(node)
        if not reference.has_page and self._index.is_part(node):
            return self._blank(node, room)
        return reference

    def ungrouped(self, value: Value, property_: URIRef) -> Value:
        """A value; a whole number that identifies, by the name of its property, as digits alone."""
        if not isinstance(value, LiteralValue) or not value.datatype.startswith(str(XSD)):
            return value
        words = split_words(re.split("[/#:]", property_)[-1]) or ""
        is_code = bool(_LONG_NUMBER.fullmatch(value.text)) and (
            words.lower().split(" ")[-1] in _OF_CODES
        )
        return replace(value, datatype="") if is_code else value

    def is_part(self, node: Node, thing: URIRef) -> bool:
        """True for a node of the document `thing`, a fragment, that has no name of its own."""
        iri = str(node)
        if not isinstance(node, URIRef) or not iri.startswith(f"{thing}#"):
            return False
        return iri not in self._dataset.terms and self.names.label(iri) is None

    def in_place(self, node: Node, thing: URIRef) -> Blank | None:
        """The few statements of a part that only `thing` leads to; None for any other node."""
        index = self._index
        if not self.is_part(node, thing) or self.sentence(node):
            return None
        about = index.predicates_about(node)
        if {each for p in about for each in index.sources(node, p, limit=2)} != {thing}:
            return None
        back, shown = self._named(thing), self._blank(node, _Room())
        told = [(p, tuple(v for v in values if v != back)) for p, values in shown.parts]
        said = sum(_statements(value) for _, values in told for value in values)
        if not 0 < said <= _MOST_IN_PLACE:
            return None
        return Blank((), tuple(each for each in told if each[1]), self._named(node))

    def _named(self, node: Node) -> Reference:
        """A node by its name alone: with a hint at every value a page is a third larger."""
        return replace(self.names.reference(str(node)), hint=None)

    def language_rank(self, node: Node) -> int:
        """Sort key: no language first, then the reader's languages in order, then others."""
        tag = node.language if isinstance(node, Literal) else None
        if not tag:
            return 0
        primary = tag.lower().partition("-")[0]
        known = primary in self._languages
        return self._languages.index(primary) if known else len(self._languages)

    def sentence(self, node: Node) -> Sentence | None:
        """The sentence of a node between things; None for all others."""
        if not self._dataset.templates.of_class:
            return None
        try:
            return self._sentences[node]
        except KeyError:
            if len(self._sentences) >= _MOST_SENTENCES:
                self._sentences.clear()
            return self._sentences.setdefault(node, self._make_sentence(node))

    def _make_sentence(self, node: Node) -> Sentence | None:
        templates = self._dataset.templates
        classes = with_superclasses(self._index, self._index.objects(node, RDF.type))
        template = templates.template_for(classes, self._languages)
        if template is None:
            return None
        parts = templates.fill(template, lambda property_: self._parts(node, property_))
        about = self.names.reference(str(node)) if isinstance(node, URIRef) else None
        return Sentence(parts, about) if parts else None

    def _parts(self, node: Node, property_: URIRef) -> Sequence[Reference | LiteralValue]:
        values = self._index.objects(node, property_, limit=_MOST_PARTS)
        literals = [value for value in values if isinstance(value, Literal)]
        best = best_text([(str(v), v.language) for v in literals], self._languages)
        spoken = [v for v in literals if best and v.language == best[1]]
        return [self._literal(literal) for literal in spoken] + [
            self.names.reference(str(value)) for value in values if isinstance(value, URIRef)
        ]

    def _literal(self, literal: Literal) -> LiteralValue:
        datatype = str(literal.datatype or "")
        name = self.names.reference(datatype).name[0] if datatype else ""
        return LiteralValue(str(literal), literal.language or "", datatype, name)

    def _members(self, head: BNode, room: _Room) -> Members | None:
        """The members of the list that begins at `head`; None if it is not a list."""
        members: list[Node] = []
        node: Node = head
        while node != RDF.nil and len(members) <= _MOST_MEMBERS:
            first = self._index.objects(node, RDF.first, limit=2)
            rest = self._index.objects(node, RDF.rest, limit=2)
            if len(first) != 1 or len(rest) != 1 or len(room.way) > _DEEPEST:
                return None
            members.append(first[0])
            node = rest[0]
        shown = room.within(head, members, _MOST_MEMBERS)
        return Members(tuple(self._value(each, room) for each in shown))

    def _blank(self, node: Node, room: _Room) -> Blank:
        types = tuple(
            self._named(class_) for class_ in self._index.objects(node, RDF.type, limit=_MOST_PARTS)
        )
        properties = [x for x in self._index.predicates_of(node) if x != RDF.type]
        if node in room.way or len(room.way) >= _DEEPEST:
            room.is_cut |= bool(properties)
            return Blank(types, ())
        parts = [
            (self.names.reference(str(property_)), self._values(node, property_, room))
            for property_ in sorted(properties, key=rank_of)
        ]
        return Blank(types, tuple(part for part in parts if part[1]))

    def _values(self, node: Node, property_: URIRef, room: _Room) -> tuple[Value, ...]:
        values = self._index.objects(node, property_, limit=_MOST_PARTS + 1)
        shown = room.within(node, values, _MOST_PARTS)
        return tuple(self._value(value, room) for value in shown)
