"""Texts for language models: as few tokens as say it, prefixes for namespaces, what is left out."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice, product
from typing import NamedTuple

from rdflib import OWL, RDF, RDFS, XSD, Graph, Literal, URIRef

from schlaglicht.dataset import is_of_description
from schlaglicht.dataset.index.label_properties import LABEL_PROPERTIES
from schlaglicht.dataset.index.search import folded
from schlaglicht.dataset.statistics import ClassUse, PropertyUse
from schlaglicht.formats import TURTLE
from schlaglicht.ground.text import truncated
from schlaglicht.markup import has_markup
from schlaglicht.markup import words_of as words_of_markup
from schlaglicht.pages import describe
from schlaglicht.pages.data_document import terms_of_document
from schlaglicht.pages.labels import Names
from schlaglicht.pages.ontology_pages import is_deprecated, replacements
from schlaglicht.pages.page_model import LiteralValue, Reference, Supported
from schlaglicht.pages.property_order import with_superclasses
from schlaglicht.query.repairs.alike_terms import local_name, words_in
from schlaglicht.rdf.well_known_prefixes import WELL_KNOWN
from schlaglicht.rdf.writing.write import dump
from schlaglicht.vocab import OA, SH
from schlaglicht.web.published_site import Site
from schlaglicht.web.views.evidence import grounds
from schlaglicht.web.views.examples import questions_with
from schlaglicht.web.views.lists.classes import class_uses, main_uses
from schlaglicht.web.views.literal_format import plain_text
from schlaglicht.web.views.page import reader_language, reader_languages
from schlaglicht.web.views.programs.crawlers import kinds_of, short

OF_TERMS = tuple(map(str, (RDF, RDFS, OWL, SH, OA)))
"""Namespaces of the classes of terms, shapes and evidence, which queries seldom ask for."""

PER_TOKEN = 4
"""Characters of a token, on average."""

TOKENS = 5_000
"""Tokens of an answer, unless a model asks for another number."""

MOST_TOKENS = 25_000
ROWS = 100
"""Rows of an answer, unless a model asks for another number."""

CARD_TOKENS = 2_000
"""Tokens of the card of a dataset, unless a model asks for another number."""

CARD, _OTHERS, _LEADING, _PREFIXES = 2_900, 7, 200, 800
"""Least characters of the classes of a dataset; which part of them names others; for how many there
is one of the first classes; and the characters of prefixes."""

_PROPERTIES = (99, 24, 16, 12, 10, 8, 7, 6, 5, 4, 3, 2, 1)
"""Properties of a class on the card: the most with which all fit."""

_MOST_WAYS, _MOST_ENDS = 3, 2
"""Properties that lead to a class, or of one that is named last; classes that one leads to."""

_MOST_NAMED, _MOST_POINTING, _MOST_FOUND, MOST_PARTLY, FEW = 40, 5, 25, 8, 3
_MOST_READ = 200
"""Statements of a thing that are read for how near it is to the words of a search."""

_LONGEST_VALUE, _FIRST_WORDS, _WORDS_OF_OTHERS = 40, 80, 500
_MOST_GRAPHS = 5
_MOST_COMPARED, _MOST_MISSING = 500, 3
"""Classes whose superclasses are looked for, and those that things need not have."""

_OF_TWO_SCHEMES = "https://schema.org/"  # others write it with http
_OF_EVERYTHING = {str(RDFS.Resource), str(OWL.Thing)}
_SHORTEST = 3
"""Letters of words that many titles have."""

_ASKING = frozenset(
    (
        *("how", "what", "when", "where", "which", "who", "whom", "whose", "why"),
        *("wann", "warum", "was", "wem", "wen", "wer", "wessen", "wie", "wieso", "wo", "woher"),
        *("welche", "welchem", "welchen", "welcher", "welches"),
    )
)
"""Words with which questions begin, in English and German."""

_QUOTED = re.compile("\0(\\d+)\0")
_TYPED = re.compile(r"\^\^<([^<>]*)>$")
_DATES = {
    str(XSD.date): "2020-12-31",
    str(XSD.dateTime): "2020-12-31T00:00:00",
    str(XSD.gYear): "2020",
}


def within(texts: Sequence[str], tokens: int) -> Iterator[str]:
    """The texts up to so many tokens, cut at the end of a line, and what is left out."""
    room = min(max(tokens, 1), MOST_TOKENS) * PER_TOKEN
    for number, text in enumerate(texts):
        if len(text) <= room:
            room -= len(text)
            yield text
            continue
        cut = text.rfind("\n", 0, room) + 1 or room
        yield text[:cut]
        left = sum(map(len, texts[number:])) - cut
        yield (
            f"This is cut: about {left // PER_TOKEN + 1} tokens are left out. Ask for less, or "
            f"give the argument tokens, up to {MOST_TOKENS}."
        )
        return


def table_lines(
    site: Site, body: str, rows: int, *, is_whole: bool
) -> tuple[str, list[str], list[str]]:
    """Solutions as TSV with prefixes, so many rows of them, and how many more there are.

    With the columns that no row has a value for.
    """
    head, *lines = body.split("\n")[:-1] if body.endswith("\n") else body.split("\n")
    if not is_whole:
        lines = lines[:-1]  # its last row may be cut
    every = [row.split("\t") for row in lines]
    shown = [head, *("\t".join(_cell(site, x) for x in row) for row in every[:rows])]
    more = len(lines) - rows
    notes = []
    if more > 0 or not is_whole:
        number = f"{more} more rows" if is_whole else f"more than {max(more, 0)} more rows"
        notes = [f"{number}: use LIMIT and OFFSET, or give the argument rows."]
    columns = zip(*every, strict=True) if is_whole else ()
    without = [
        name for name, cells in zip(head.split("\t"), columns, strict=False) if not any(cells)
    ]
    return "\n".join(shown) + "\n", notes, without


def _cell(site: Site, cell: str) -> str:
    if cell.startswith("<") and cell.endswith(">"):
        return short(site, cell[1:-1])
    return _TYPED.sub(lambda found: f"^^{short(site, found[1])}", cell)


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


def thing_texts(site: Site, iri: str) -> Iterator[str]:
    """The statements about a thing as Turtle, then names of others, and what points at it."""
    described = [iri, *terms_of_document(site.dataset, iri)]
    graphs = list[Graph]()
    for each in map(URIRef, described):
        if not any((each, None, None) in graph for graph in graphs):
            graphs.append(_without_markup(site.index.description(each)))
    written = [dump(graph, TURTLE, site.snapshot.written_prefixes).decode() for graph in graphs]
    lines = (line for text in written for line in text.splitlines())
    yield "\n".join(line for line in lines if line and not line.startswith("@prefix"))
    linked = dict.fromkeys(x for graph in graphs for x in graph.objects() if isinstance(x, URIRef))
    others = [x for x in linked if str(x) not in described and site.index.is_described(x)]
    # What is named by its IRI, or by words of it, and has no more to say, is known already.
    longest = _WORDS_OF_OTHERS // max(len(others), 1)
    said = [
        text
        for x in others[:_MOST_NAMED]
        if (text := _in_words(site, x, max(longest, _FIRST_WORDS))) != short(site, x)
    ]
    if said:
        yield "\n".join(["Names of others:", *(f"- {each}" for each in said)])
    if pointing := list(_pointing(site, URIRef(iri))):
        yield "\n".join(["Pointing at it:", *pointing])


def _in_words(site: Site, iri: URIRef, longest: int = _FIRST_WORDS) -> str:
    """A thing by its IRI, then its name if that is other, and the first words about it."""
    term = short(site, iri)
    name = Names(site.dataset, reader_languages()).exact(str(iri))
    is_known = name in term or {*words_in(name)} <= {*words_in(local_name(term))}
    text, _ = site.index.text(iri, reader_languages()) or ("", None)
    about = "" if _is_of_schema(site, str(iri)) else truncated(" ".join(text.split()), longest)
    return " ".join([term, *([] if is_known else [name])]) + (f": {about}" if about else "")


def _without_markup(graph: Graph) -> Graph:
    """The graph with the words of literals that hold markup, of which models need none."""
    said = Graph()
    for subject, predicate, value in graph:
        if isinstance(value, Literal) and has_markup(str(value.datatype or "")):
            said.add((subject, predicate, Literal(_unmarked(value))))
        else:
            said.add((subject, predicate, value))
    return said


def _unmarked(value: Literal) -> str:
    datatype = str(value.datatype or "")
    return words_of_markup(str(value), datatype) if has_markup(datatype) else str(value)


def _pointing(site: Site, iri: URIRef) -> Iterator[str]:
    for property_ in site.index.predicates_about(iri):
        if property_ in (RDF.subject, RDF.predicate, RDF.object):
            continue  # evidence, which follows
        if property_.startswith(str(SH)) and property_ != SH.property:
            continue  # shapes, and the parameters of questions
        found = [
            x
            for x in site.index.sources(iri, property_, limit=1_000)
            if isinstance(x, URIRef) and not is_of_description(x)
        ]
        more = f" and {len(found) - _MOST_POINTING} more" if len(found) > _MOST_POINTING else ""
        if found:
            named = "; ".join(_in_words(site, x) for x in found[:_MOST_POINTING])
            yield f"- {short(site, property_)} of {named}{more}"


def evidence_lines(site: Site, iri: str, but: Container[str]) -> Iterator[str]:
    """The passages that statements about a thing rest on, each statement once; by entry.

    Words are quoted at their first place, with a number that stands for them at the others.
    """
    language = reader_language()
    numbers: dict[str, int] = {}
    places: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for quotation in describe(site.dataset, iri, reader_languages()).evidence:
        for statement in quotation.statements:
            if statement.property.iri in but:
                continue
            support = statement.support
            parts = grounds(support, statement.value, language)
            said = "".join(part if isinstance(part, str) else _plain(site, part) for part in parts)
            passages_ = support.evidence.passages
            spans = ", ".join(f"{x.start}-{x.end}" for x in passages_ if x.start is not None)
            said += f", characters {spans}" if spans else ""
            texts = filter(None, (each.text for each in passages_))
            quoted = "".join(f" \0{numbers.setdefault(x, len(numbers) + 1)}\0" for x in texts)
            source = short(site, support.evidence.reference.iri)
            places[_in_brief(site, iri, statement)].append((f"{said}{quoted}", source))
    passages: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for brief, found in places.items():
        grounds_, entries = (dict.fromkeys(each) for each in zip(*found, strict=True))
        passages["; ".join(grounds_)][", ".join(entries)].append(brief)
    unquoted = {str(number): text for text, number in numbers.items()}

    def numbered(mark: re.Match[str]) -> str:
        text = unquoted.pop(mark[1], "")
        return f"[{mark[1]}]" + (f" “{text}”" if text else "")

    for passage, by_entry in passages.items():
        yield f"{_QUOTED.sub(numbered, passage)}:"
        yield from (f"- {', '.join(each)} ({source})" for source, each in by_entry.items())


def _in_brief(site: Site, iri: str, statement: Supported) -> str:
    """A statement that has been written before: what tells it from others of the thing."""
    subject, property_, value = statement.subject, statement.property.iri, statement.value
    words = truncated(_plain(site, value), _LONGEST_VALUE)
    tag = f"@{value.language}" if isinstance(value, LiteralValue) and value.language else ""
    is_own = isinstance(subject, Reference) and subject.iri == iri
    whose = "" if is_own else f"{_plain(site, subject)} "
    return f"{whose}{short(site, property_)} {words}{tag}"


def _plain(site: Site, value: object) -> str:
    """The words of a value; of a thing without a name none that are made for people."""
    if isinstance(value, Reference) and value.is_made:
        return short(site, value.iri)
    return plain_text(value, reader_language())


def telling_words(words: str) -> str:
    """The words of a search without those that ask, unless there are no others."""
    return " ".join(x for x in words.split() if x.lower() not in _ASKING or x.isupper()) or words


def found_texts(site: Site, words: str, value: dict[str, object]) -> Iterator[str]:
    """The hits of a search, a line each, and those with some of the words where few have all.

    Then the statements about the first and their evidence, if no other is as near.
    """
    things = value["things"]
    assert isinstance(things, list)
    found = [each["iri"] for each in things if not each["is_similar"]]
    alike = [each["iri"] for each in things if each["is_similar"]]
    few = f", {FEW} of them here" if found and len(alike) > FEW else ""
    alike = alike[: FEW if found else None]
    total = f"Things with all words: {value['total']}; with words spelt alike: {value['similar']}"
    nothing = "Nothing has all of these words in its texts."
    shown, lines = _terms_last(site, found), [f"{total}{few}; best first:" if things else nothing]
    lines += [_found(site, each) for each in (*shown, *alike)]
    if value["pages"] != value["page"]:
        lines.append(f"Page {value['page']} of {value['pages']}.")
    near = _Near()
    if len(found) <= FEW:
        near = _near(site, words, value["class"], [*shown, *alike], are_more=not found)
    lines += near.lines
    if value["class"] and not (things or near.lines):
        of_class = site.index.instances(URIRef(str(value["class"])), limit=MOST_PARTLY)
        named = [str(each) for each in of_class if isinstance(each, URIRef)]
        lines += ["Things of this class:", *(_found(site, each) for each in named)]
    if questions := questions_with(site, words):
        names = ", ".join(question.name for question in questions)
        lines.append(f"Questions with these words (tool questions): {names}")
    yield "\n".join(lines)
    about = _nearest(site, words, shown, near)
    if about and value["page"] == 1 and not _is_of_schema(site, about):
        yield f"About {short(site, about)}; for the evidence of its types and names, describe it:"
        yield from described_texts(site, about, but=(str(RDF.type), *LABEL_PROPERTIES))


def _nearest(site: Site, words: str, found: Sequence[str], near: _Near) -> str:
    """The thing that is nearer to the words than all others; empty if two are."""
    every = words_in(words)
    first = [x for x in found if not _is_of_schema(site, x)][:2]
    weights = [_said(site, URIRef(x), every, every).weight for x in first]
    if not first or near.weight > weights[0]:
        return near.nearest
    return "" if len(first) > 1 and weights[1] >= weights[0] else first[0]


class _Near(NamedTuple):
    """Lines about things with some of the words, and which is nearer than all others."""

    lines: Sequence[str] = ()
    nearest: str = ""
    weight: int = 0


def _near(site: Site, words: str, class_: object, but: Sequence[str], *, are_more: bool) -> _Near:
    """Things with more than half of the words, or as many as half of what the nearest has."""
    parts = _with_some_words(site, words, class_)
    nowhere = [x for x in _searched(words) if not any(x in said.words for said in parts.values())]
    parts = {iri: said for iri, said in parts.items() if iri not in but}
    if not parts:
        return _Near()
    every, best = words_in(words), next(iter(parts.values()))
    least = len(best.words) if are_more else len(every)
    near = [iri for iri, said in parts.items() if 2 * len(said.words) > least]
    without = f" (nothing has {', '.join(nowhere)})" if nowhere and are_more else ""
    lines = [f"With some words{without}, also of their classes and what they lead to:"]
    for iri in near[: MOST_PARTLY if are_more else FEW]:
        said = parts[iri].words
        number = f", {len(said)} of {len(every)} words: {', '.join(said)}"
        lines.append(_found(site, iri, number))
    if len(near) > MOST_PARTLY and are_more:
        lines.append(f"{len(near) - MOST_PARTLY} more: use fewer words.")
    is_alone = all(said.weight < best.weight for said in islice(parts.values(), 1, 2))
    return _Near(lines, near[0] if is_alone else "", best.weight) if near else _Near()


def described_texts(site: Site, iri: str, but: Container[str] = ()) -> Iterator[str]:
    """The statements about a thing, and their evidence, but that of some properties."""
    yield from thing_texts(site, iri)
    if lines := "\n".join(evidence_lines(site, iri, but)):
        yield f"Evidence of these statements:\n{lines}"


def _terms_last(site: Site, found: Sequence[str]) -> list[str]:
    """Hits with terms last, at most a third of all, a deprecated one after what replaces it.

    Where there are no others, the first things of classes among them.
    """
    things = [x for x in found if not _is_of_schema(site, x)]
    terms = [x for x in found if x not in things]
    replaced = {x: replacements(site.index, URIRef(x)) for x in terms}
    terms = sorted(
        dict.fromkeys(chain.from_iterable((*replaced[x], x) for x in terms)),
        key=lambda x: is_deprecated(site.index, URIRef(x)),
    )
    of_classes = (site.index.instances(URIRef(each), limit=FEW) for each in terms)
    instances = (str(x) for each in of_classes for x in each if isinstance(x, URIRef))
    things = things or [*dict.fromkeys(instances)]
    return [*things, *terms[: max(len(things) // 2, 1) if things else None]]


def _found(site: Site, iri: str, also: str = "") -> str:
    classes = site.index.objects(URIRef(iri), RDF.type, limit=2)
    name = Names(site.dataset, reader_languages()).exact(iri)
    said = ", ".join(short(site, str(each)) for each in classes if isinstance(each, URIRef))
    if is_deprecated(site.index, URIRef(iri)):
        now = ", ".join(short(site, x) for x in replacements(site.index, URIRef(iri)))
        also = f", deprecated{now and f', use {now}'}{also}"
    gist = "" if _is_of_schema(site, iri) else _gist(site, URIRef(iri))
    also += gist and f": {truncated(gist, _FIRST_WORDS)}"
    return f"- {short(site, iri)} {truncated(name, 100)}{said and f' ({said})'}{also}"


def _gist(site: Site, iri: URIRef) -> str:
    """The first words about a thing, or its values without a language."""
    text, _ = site.index.text(iri, reader_languages()) or ("", None)
    values = sorted(
        f"{local_name(each.predicate)} {_unmarked(each.object)}"
        for each in site.index.statements_of(iri, limit=_MOST_READ)
        if isinstance(each.object, Literal) and each.object.datatype
    )
    return "; ".join([*values[:FEW], *([" ".join(text.split())] if text else [])])


class _Said(NamedTuple):
    """Words that a thing has, and how near they are to it."""

    words: list[str]
    weight: int


def _with_some_words(site: Site, words: str, class_: object) -> dict[str, _Said]:
    """Things, of a class if one is given, that have some of the words; the nearest first.

    Terms of schemas come last.
    """
    every, hits = words_in(words), defaultdict[str, list[str]](list)
    for word in _searched(words):
        result = site.index.search(
            word,
            languages=reader_languages(),
            class_=URIRef(str(class_)) if class_ else None,
            limit=_MOST_FOUND,
        )
        for hit in result.hits:
            hits[str(hit.iri)] += [] if hit.is_alike else [word]
    near = {iri: _said(site, URIRef(iri), every, found) for iri, found in hits.items() if found}
    ranked = sorted(near, key=lambda x: (_is_of_schema(site, x), -near[x].weight))
    return {iri: near[iri] for iri in ranked}


def _searched(words: str) -> list[str]:
    """The words without short ones, unless these are written like names."""
    every = words_in(words)
    names = {folded(word) for word in words.split() if not word.islower()}
    return [x for x in every if len(x) > _SHORTEST or x in names] or [*every]


def _said(site: Site, iri: URIRef, words: Iterable[str], found: Sequence[str]) -> _Said:
    """Those of the words that a thing has: whole, within longer ones, or by what it leads to.

    `found` are those by which it was found, in literals that are no texts for instance.
    """
    values = [each.object for each in site.index.statements_of(iri, limit=_MOST_READ)]
    others = [x for x in values if isinstance(x, URIRef)]
    named = _words(iri, site.index.labels(iri))
    own = _words(iri, (str(x) for x in values if isinstance(x, Literal)))
    led = {word for x in others[:_MOST_NAMED] for word in _words(x, site.index.labels(x))}

    def weight(word: str) -> int:
        is_within = word in found or (len(word) > _SHORTEST and any(word in each for each in own))
        return 4 if word in named else 3 if word in own else 2 if is_within else int(word in led)

    weights = {word: weight(word) for word in words}
    is_name = any({*words_in(label)} <= {*weights} for label in site.index.labels(iri))
    return _Said([x for x in weights if weights[x]], sum(weights.values()) + is_name)


def _words(iri: URIRef, texts: Iterable[str]) -> set[str]:
    return {word for text in (*texts, local_name(iri)) for word in words_in(text)}


def _is_of_schema(site: Site, iri: str) -> bool:
    classes = site.index.objects(URIRef(iri), RDF.type, limit=5)
    return any(str(each).startswith(OF_TERMS) for each in classes)
