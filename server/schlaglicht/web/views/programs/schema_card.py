"""The schema of a dataset in a few lines of text, from which programs write right queries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import dropwhile

from rdflib import RDF, URIRef

from schlaglicht.dataset.graph_names import evidence_graph
from schlaglicht.dataset.statistics import ClassUse, PropertyUse
from schlaglicht.languages import best_text
from schlaglicht.query_builder import Reach, reaching
from schlaglicht.questions import Question
from schlaglicht.web.served_version import Site
from schlaglicht.web.views.lists.classes import class_uses, main_uses

_MOST_PROPERTIES = 16
_MOST_KINDS = 2
_TEXTS = {
    "http://www.w3.org/2001/XMLSchema#string": "text",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString": "text@",
}
_TYPE = str(RDF.type)

CARD_LEGEND = (
    "class (its things): property (its values, their kind). `text@` has a language tag, `->` leads "
    "to things of a class, IRI to anything else."
)


def class_lines(site: Site, *, room: int) -> Iterator[str]:
    """A line per class with its properties, in `room` characters; then the number of the rest."""
    uses = list({use.iri: use for use in (*main_uses(site), *class_uses(site))}.values())
    for number, use in enumerate(uses):
        line = _class_line(site, use)
        room -= len(line) + 1
        if room < 0 and number:
            yield f"- and {len(uses) - number} more classes"
            return
        yield line


def _class_line(site: Site, use: ClassUse) -> str:
    found = [each for each in use.properties if each.iri != _TYPE]
    common = sorted(found, key=lambda each: (-each.triples, each.iri))
    said = [_property(site, each) for each in common[:_MOST_PROPERTIES]]
    more = [f"{len(common) - len(said)} more"] if len(common) > len(said) else []
    return f"- {short(site, use.iri)} ({use.entities}): {', '.join([*said, *more]) or '-'}"


def _property(site: Site, use: PropertyUse) -> str:
    return f"{short(site, use.iri)} ({use.triples}, {'|'.join(_kinds(site, use))})"


def _kinds(site: Site, use: PropertyUse) -> list[str]:
    """The kinds of most values: datatypes, else classes."""
    kinds = [(count, _TEXTS.get(iri) or short(site, iri)) for iri, count in use.datatypes.items()]
    kinds += [(count, f"-> {short(site, iri)}") for iri, count in use.classes.items()]
    ordered = sorted(kinds, key=lambda kind: (-kind[0], kind[1]))
    return [name for _, name in ordered[:_MOST_KINDS]] or ["IRI"]


def example_query(site: Site) -> str | None:
    """A query for things of the first class that has a text, with that; None if there is none."""
    for use in (*main_uses(site), *class_uses(site)):
        texts = [each for each in use.properties if _TEXTS.keys() & each.datatypes.keys()]
        if texts:
            best = min(texts, key=lambda each: (-each.triples, each.iri))
            return f"SELECT ?thing ?text {{ {_texts_pattern(site, use.iri, best.iri)} }} LIMIT 10"
    return None


def _texts_pattern(site: Site, class_: str, property_: str) -> str:
    reaches = site.reach_of(URIRef(class_)), site.reach_of(URIRef(property_))
    typed, text = f"?thing a {short(site, class_)}", f"{short(site, property_)} ?text"
    if reaches == (Reach.DEFAULT, Reach.DEFAULT):
        return f"{typed} ; {text}"
    parts = reaching(typed, reaches[0], "g"), reaching(f"?thing {text}", reaches[1], "h")
    return " . ".join(parts) if reaches[0] is Reach.DEFAULT else " ".join(parts)


def question_lines(site: Site, *, room: int) -> Iterator[str]:
    """The questions with their queries while these fit into `room` characters, then their titles.

    Titles have a room of their own, as large.
    """
    titles = room
    for number, question in enumerate(site.questions):
        title, query = _title(site, question), _without_header(question.text)
        titles -= len(title)
        room -= len(query)
        if titles < 0:
            yield f"- and {len(site.questions) - number} more"
            return
        yield f"- {title}" + (f"\n\n```sparql\n{query}\n```\n" if room >= 0 else "")


def _title(site: Site, question: Question) -> str:
    titles = ((text, tag) for tag, text in question.titles.items())
    title, _ = best_text(titles, site.languages) or (question.name, None)
    asked = ", ".join(f"?{each.name}" for each in question.parameters)
    return f"{title} (put in values for {asked})" if asked else title


def _without_header(query: str) -> str:
    lines = query.strip().splitlines()
    return "\n".join(dropwhile(lambda line: line.startswith("#") or not line.strip(), lines))


def evidence_lines(site: Site) -> Iterator[str]:
    """A query for the passages that statements rest on, if these stand in a graph."""
    graph = evidence_graph(site.base)
    if graph in site.snapshot.statistics.named_graphs:
        statement = "rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o"
        pattern = f"?e oa:hasBody [ {statement} ] ; oa:hasTarget ?passage"
        query = f"SELECT * {{ GRAPH <{graph}> {{ {pattern} }} }} LIMIT 10"
        yield f"The passages that statements rest on: `{query}`"


def prefix_lines(prefixes: Iterable[tuple[str, str]], *, room: int) -> Iterator[str]:
    """Prefixes with their namespaces, in `room` characters; then the number of the rest."""
    found = sorted(prefixes)
    for number, (prefix, namespace) in enumerate(found):
        line = f"- `{prefix}:` <{namespace}>"
        room -= len(line) + 1
        if room < 0:
            yield f"- and {len(found) - number} more"
            return
        yield line


def short(site: Site, iri: str) -> str:
    """An IRI with a prefix of the dataset, else in angle brackets."""
    return str(site.prefixes.shorten(iri) or f"<{iri}>")
