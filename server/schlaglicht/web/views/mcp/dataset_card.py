"""The card of a dataset for language models: its classes, their links, and traps of queries."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice, product
from typing import NamedTuple

from rdflib import OWL, RDF, RDFS, XSD, URIRef

from schlaglicht.dataset.index.label_properties import LABEL_PROPERTIES
from schlaglicht.dataset.statistics import ClassUse, PropertyUse
from schlaglicht.ground.text import truncated
from schlaglicht.pages.property_order import with_superclasses
from schlaglicht.rdf.well_known_prefixes import WELL_KNOWN
from schlaglicht.web.published_site import Site
from schlaglicht.web.views.lists.classes import class_uses, main_uses
from schlaglicht.web.views.mcp.texts import OF_TERMS
from schlaglicht.web.views.programs.crawlers import kinds_of, short

CARD, _OTHERS, _LEADING, _PREFIXES = 2_900, 7, 200, 800
"""Least characters of the classes of a dataset; which part of them names others; for how many there
is one of the first classes; and the characters of prefixes."""

_PROPERTIES = (99, 24, 16, 12, 10, 8, 7, 6, 5, 4, 3, 2, 1)
"""Properties of a class on the card: the most with which all fit."""

_MOST_WAYS, _MOST_ENDS = 3, 2
"""Properties that lead to a class, or of one that is named last; classes that one leads to."""

_MOST_GRAPHS = 5
_MOST_COMPARED, _MOST_MISSING = 500, 3
"""Classes whose superclasses are looked for, and those that things need not have."""

_OF_TWO_SCHEMES = "https://schema.org/"  # others write it with http
_OF_EVERYTHING = {str(RDFS.Resource), str(OWL.Thing)}
_DATES = {
    str(XSD.date): "2020-12-31",
    str(XSD.dateTime): "2020-12-31T00:00:00",
    str(XSD.gYear): "2020",
}


def card_lines(site: Site, room: int) -> Iterator[str]:
    """A line per class that the data is about, with as many properties as let all of them fit.

    The others follow by name, and what is in named graphs. `room` is in characters.
    """
    every = {use.iri: use for use in (*main_uses(site), *class_uses(site))}
    statistics = site.snapshot.statistics
    here = {use.iri for use in statistics.default_graph.classes} or every.keys()
    about = [x for x in every.values() if x.iri in here and not x.iri.startswith(OF_TERMS)]
    leading = about[: room // _LEADING]
    links = _Links(site, about)
    named = {use.iri for use in leading}
    others = [use for use in statistics.default_graph.classes if use.iri not in named]
    end = [f"\nAlso: {_counted(site, others, room, links)}"] if others else []
    end += [
        f"In GRAPH <{graph}>: {_counted(site, found.classes, room)}"
        for graph, found in islice(statistics.named_graphs.items(), _MOST_GRAPHS)
        if found.classes
    ]
    yield from (*links.lines(leading, room - len("\n".join(end))), *end)


def _counted(site: Site, uses: Iterable[ClassUse], room: int, links: _Links | None = None) -> str:
    """Classes with their numbers and links, the project's own first, those of terms last."""

    def rank(use: ClassUse) -> tuple[bool, bool, int, str]:
        is_own = bool(site.base) and use.iri.startswith(str(site.base))
        return use.iri.startswith(OF_TERMS), not is_own, -use.entities, use.iri

    named = (
        "; ".join([f"{short(site, x.iri)} ({x.entities}", *(links.of(x) if links else [])]) + ")"
        for x in sorted(uses, key=rank)
    )
    return truncated(", ".join(named), room // _OTHERS)


class _Links:
    """The links between classes of a dataset: the ways that queries take."""

    def __init__(self, site: Site, about: Sequence[ClassUse]) -> None:
        self._site = site
        self._above = {use.iri: use.shared for use in about}
        self._to: defaultdict[str, defaultdict[str, Counter[str]]] = defaultdict(
            lambda: defaultdict(Counter)
        )
        for use in about:
            for each in use.properties:
                for class_, triples in each.classes.items():
                    self._to[class_][each.iri][use.iri] += triples

    def lines(self, uses: Sequence[ClassUse], room: int) -> Iterator[str]:
        """A line per class: links and names first, then what most of its things have.

        After it what leads here: as many of each as let all lines fit, of the first classes more;
        for a class all of whose things have another, the name and what it alone has.
        """
        parts = [self._parts(use, uses) for use in uses]
        for most, own in product(_PROPERTIES, (_MOST_WAYS, 1)):
            more = (max(most, most + _MOST_WAYS - number) for number in range(len(parts)))
            lines = [self._line(each, shown, own) for each, shown in zip(parts, more, strict=True)]
            if len("\n".join(lines)) <= room:
                break
        yield from lines

    def _parts(self, use: ClassUse, uses: Sequence[ClassUse]) -> _ClassParts:
        ordered, own = self._ordered(use), 0
        head = f"- {short(self._site, use.iri)} ({use.entities}"
        if above := min((x for x in uses if x.iri in use.shared), key=_entities, default=None):
            head += f", all {short(self._site, above.iri)}"
            others = {each.iri: each.triples for each in above.properties}
            alone = {each.iri for each in ordered[1:] if each.triples == others.get(each.iri)}
            ordered[1:] = sorted(ordered[1:], key=lambda each: each.iri not in alone)
            own = 1 + len(alone)
        properties = [self._property(use, each) for each in ordered]
        return _ClassParts(head, properties, own, [*self._into(use.iri)])

    def _line(self, part: _ClassParts, most: int, most_own: int) -> str:
        found = part.properties
        is_cut = part.own > 0 and most < len(found)
        shown = found[: min(most, most_own, part.own) if is_cut else most]
        more = [f"{len(found) - len(shown)} more"] if len(found) > len(shown) else []
        led = "; ".join(part.into[: (len(shown) + 2) // 3])
        return f"{part.head}): {', '.join([*shown, *more]) or '-'}{led and f' <- {led}'}"

    def _ordered(self, use: ClassUse) -> list[PropertyUse]:
        def rank(each: PropertyUse) -> tuple[bool, float, str]:
            share = (each.things or each.triples) / max(use.entities, 1)
            is_first = each.iri in LABEL_PROPERTIES or bool(self._classes(each.classes))
            return not is_first, -min(share, 1), each.iri

        return sorted((x for x in use.properties if x.iri != str(RDF.type)), key=rank)

    def of(self, use: ClassUse) -> list[str]:
        """The first links of a class."""
        links = [each for each in self._ordered(use) if self._classes(each.classes)]
        return [self._property(use, each) for each in links[:_MOST_WAYS]]

    def _property(self, use: ClassUse, each: PropertyUse) -> str:
        partly = f" ({each.things} of {use.entities})" if 0 < each.things < use.entities else ""
        classes = self._classes(each.classes)
        kinds = f"-> {classes}" if classes else "|".join(kinds_of(self._site, use, each))
        return f"{short(self._site, each.iri)}{partly} {kinds}"

    def _into(self, class_: str) -> Iterator[str]:
        found = self._to[class_]
        for iri in sorted(found, key=lambda x: (-max(found[x].values()), x))[:_MOST_WAYS]:
            yield f"{short(self._site, iri)} of {self._classes(found[iri])}"

    def _classes(self, triples: Mapping[str, int]) -> str:
        """Classes of things by their triples, most first; of classes within another the first."""
        kept, above = list[str](), self._above
        for iri in sorted(triples, key=lambda x: (-triples[x], -len(above.get(x, ())), x)):
            related = (iri in above.get(x, ()) or x in above.get(iri, ()) for x in kept)
            if len(kept) < _MOST_ENDS and not (iri.startswith(OF_TERMS) or any(related)):
                kept.append(iri)
        return "|".join(short(self._site, iri) for iri in kept)


class _ClassParts(NamedTuple):
    """Parts of the line about a class."""

    head: str
    properties: list[str]
    own: int
    """Number of the first properties of a class within another, its name and what it alone has."""
    into: list[str]


def _entities(use: ClassUse) -> int:
    return use.entities


def prefix_lines(site: Site) -> Iterator[str]:
    """Prefixes with their namespaces, those alone that everybody uses; of very many the number."""
    every = site.snapshot.prefixes.items()
    usual = sorted(name for name, iri in every if WELL_KNOWN.get(name) == iri != _OF_TWO_SCHEMES)
    if usual:
        yield f"- as usual: {' '.join(usual)}"
    own = sorted(each for each in every if each[0] not in usual)
    room = _PREFIXES
    for number, (prefix, namespace) in enumerate(own):
        room -= len(prefix) + len(namespace)
        if room < 0:
            yield f"- and {len(own) - number} more"
            return
        yield f"- {prefix}: <{namespace}>"


def traps(site: Site) -> Iterator[str]:
    """The ways in which queries of this graph find nothing."""
    uses = site.snapshot.statistics.default_graph.properties
    if any(use.iri == str(RDFS.subClassOf) for use in uses):
        yield _trap_of_classes(site)
    yield from _traps_of_literals(site)
    graphs = site.snapshot.statistics.named_graphs
    if graphs:
        yield f"Named graphs are found by GRAPH alone: {len(graphs)}, {_some(site, graphs)}."


def _trap_of_classes(site: Site) -> str:
    """The way to the things of a class and those below it, by what is written out."""
    written, missing = set[str](), set[str]()
    here = {use.iri: use for use in site.snapshot.statistics.default_graph.classes}
    for use in here.values() if len(here) <= _MOST_COMPARED else ():
        above = {*with_superclasses(site.index, [URIRef(use.iri)])} - {use.iri}
        written |= above.intersection(use.shared)
        missing |= above.difference(use.shared)
    missing -= _OF_EVERYTHING
    if not written or len(missing) > _MOST_MISSING:
        return "No inference: things of a class or below it are `?x a/rdfs:subClassOf* ex:C`."
    but = f", but not {_some(site, sorted(missing))}" if missing else ""
    return (
        f"More general classes are written out{but}: `?x a ex:C` has the things of those below it "
        "too, and `a/rdfs:subClassOf*` each of them several times."
    )


def _traps_of_literals(site: Site) -> Iterator[str]:
    kinds: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for use in chain.from_iterable(use.properties for use in main_uses(site)):
        for datatype, triples in use.datatypes.items():
            kinds[datatype][use.iri] += triples
    tags = sorted(site.snapshot.statistics.default_graph.languages)
    if tags and (tagged := kinds.get(str(RDF.langString))):
        either = f'"text"@{tags[0]} or FILTER(STR(?t) = "text")'
        yield f"Texts of {_most(site, tagged)} are tagged ({', '.join(tags)}): write {either}."
    for datatype, example in _DATES.items():
        if dated := kinds.get(datatype):
            yield f'Values of {_most(site, dated)} are "{example}"^^{short(site, datatype)}.'


def _most(site: Site, uses: Counter[str]) -> str:
    return _some(site, [iri for iri, _ in uses.most_common(4)])


def _some(site: Site, iris: Iterable[str]) -> str:
    found = [short(site, iri) for iri in islice(iris, 4)]
    return ", ".join(found[:3]) + (", …" if len(found) > 3 else "")
