"""The hits of a search for language models, and what is near the words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import NamedTuple

from rdflib import RDF, Literal, URIRef

from schlaglicht.dataset.index.label_properties import LABEL_PROPERTIES
from schlaglicht.dataset.index.search import folded
from schlaglicht.ground.text import truncated
from schlaglicht.pages.labels import Names
from schlaglicht.pages.ontology_pages import is_deprecated, replacements
from schlaglicht.query.empty_answers.alike_terms import local_name, words_in
from schlaglicht.web.published_site import Site
from schlaglicht.web.views.examples import questions_with
from schlaglicht.web.views.mcp.texts import (
    FIRST_WORDS,
    MOST_NAMED,
    described_texts,
    is_of_schema,
    unmarked,
)
from schlaglicht.web.views.page import reader_languages
from schlaglicht.web.views.programs.crawlers import short

_MOST_FOUND, MOST_PARTLY, FEW = 25, 8, 3
_MOST_READ = 200
"""Statements of a thing that are read for how near it is to the words of a search."""

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
    if about and value["page"] == 1 and not is_of_schema(site, about):
        yield f"About {short(site, about)}; for the evidence of its types and names, describe it:"
        yield from described_texts(site, about, but=(str(RDF.type), *LABEL_PROPERTIES))


def _nearest(site: Site, words: str, found: Sequence[str], near: _Near) -> str:
    """The thing that is nearer to the words than all others; empty if two are."""
    every = words_in(words)
    first = [x for x in found if not is_of_schema(site, x)][:2]
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


def _terms_last(site: Site, found: Sequence[str]) -> list[str]:
    """Hits with terms last, at most a third of all, a deprecated one after what replaces it.

    Where there are no others, the first things of classes among them.
    """
    things = [x for x in found if not is_of_schema(site, x)]
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
    gist = "" if is_of_schema(site, iri) else _gist(site, URIRef(iri))
    also += gist and f": {truncated(gist, FIRST_WORDS)}"
    return f"- {short(site, iri)} {truncated(name, 100)}{said and f' ({said})'}{also}"


def _gist(site: Site, iri: URIRef) -> str:
    """The first words about a thing, or its values without a language."""
    text, _ = site.index.text(iri, reader_languages()) or ("", None)
    values = sorted(
        f"{local_name(each.predicate)} {unmarked(each.object)}"
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
    ranked = sorted(near, key=lambda x: (is_of_schema(site, x), -near[x].weight))
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
    led = {word for x in others[:MOST_NAMED] for word in _words(x, site.index.labels(x))}

    def weight(word: str) -> int:
        is_within = word in found or (len(word) > _SHORTEST and any(word in each for each in own))
        return 4 if word in named else 3 if word in own else 2 if is_within else int(word in led)

    weights = {word: weight(word) for word in words}
    is_name = any({*words_in(label)} <= {*weights} for label in site.index.labels(iri))
    return _Said([x for x in weights if weights[x]], sum(weights.values()) + is_name)


def _words(iri: URIRef, texts: Iterable[str]) -> set[str]:
    return {word for text in (*texts, local_name(iri)) for word in words_in(text)}
