"""Texts for language models: as few tokens as say it, prefixes for namespaces, what is left out."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterator, Sequence

from rdflib import OWL, RDF, RDFS, Graph, Literal, URIRef

from schlaglicht.dataset import is_of_description
from schlaglicht.formats import TURTLE
from schlaglicht.ground.text import truncated
from schlaglicht.markup import has_markup
from schlaglicht.markup import words_of as words_of_markup
from schlaglicht.pages import describe
from schlaglicht.pages.data_document import terms_of_document
from schlaglicht.pages.labels import Names
from schlaglicht.pages.page_model import LiteralValue, Reference, Supported
from schlaglicht.query.empty_answers.alike_terms import local_name, words_in
from schlaglicht.rdf.writing.write import dump
from schlaglicht.vocab import OA, SH
from schlaglicht.web.published_site import Site
from schlaglicht.web.views.evidence import grounds
from schlaglicht.web.views.literal_format import plain_text
from schlaglicht.web.views.page import reader_language, reader_languages
from schlaglicht.web.views.programs.crawlers import short

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

_MOST_POINTING, MOST_NAMED = 5, 40
_LONGEST_VALUE, FIRST_WORDS, _WORDS_OF_OTHERS = 40, 80, 500
_QUOTED = re.compile("\0(\\d+)\0")
_TYPED = re.compile(r"\^\^<([^<>]*)>$")


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
        for x in others[:MOST_NAMED]
        if (text := _in_words(site, x, max(longest, FIRST_WORDS))) != short(site, x)
    ]
    if said:
        yield "\n".join(["Names of others:", *(f"- {each}" for each in said)])
    if pointing := list(_pointing(site, URIRef(iri))):
        yield "\n".join(["Pointing at it:", *pointing])


def _in_words(site: Site, iri: URIRef, longest: int = FIRST_WORDS) -> str:
    """A thing by its IRI, then its name if that is other, and the first words about it."""
    term = short(site, iri)
    name = Names(site.dataset, reader_languages()).exact(str(iri))
    is_known = name in term or {*words_in(name)} <= {*words_in(local_name(term))}
    text, _ = site.index.text(iri, reader_languages()) or ("", None)
    about = "" if is_of_schema(site, str(iri)) else truncated(" ".join(text.split()), longest)
    return " ".join([term, *([] if is_known else [name])]) + (f": {about}" if about else "")


def _without_markup(graph: Graph) -> Graph:
    """The graph with the words of literals that hold markup, of which models need none."""
    said = Graph()
    for subject, predicate, value in graph:
        if isinstance(value, Literal) and has_markup(str(value.datatype or "")):
            said.add((subject, predicate, Literal(unmarked(value))))
        else:
            said.add((subject, predicate, value))
    return said


def unmarked(value: Literal) -> str:
    """The words of a literal, without markup."""
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


def described_texts(site: Site, iri: str, but: Container[str] = ()) -> Iterator[str]:
    """The statements about a thing, and their evidence, but that of some properties."""
    yield from thing_texts(site, iri)
    if lines := "\n".join(evidence_lines(site, iri, but)):
        yield f"Evidence of these statements:\n{lines}"


def is_of_schema(site: Site, iri: str) -> bool:
    """True for a term of an ontology, a shape or evidence."""
    classes = site.index.objects(URIRef(iri), RDF.type, limit=5)
    return any(str(each).startswith(OF_TERMS) for each in classes)
