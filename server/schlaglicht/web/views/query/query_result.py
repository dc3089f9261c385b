"""The answer to a query as a page."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from flask import Response
from markupsafe import escape
from rdflib import XSD, BNode

from schlaglicht.formats import CSV, JSON, TSV, TURTLE, Format
from schlaglicht.ground.text import truncated
from schlaglicht.i18n import Message, msg, translate
from schlaglicht.pages.labels import Names, cut_name
from schlaglicht.query import (
    Absence,
    Answer,
    EmptyPart,
    SparqlQuery,
    absent_graphs,
    absent_variables,
    beginning_of_answer,
    empty_part,
    unknown_terms,
)
from schlaglicht.query.empty_answers.explanation import Repair, explanation
from schlaglicht.query.text_table import (
    TableLimits,
    Term,
    TermKind,
    is_numeric,
    read_table,
)
from schlaglicht.questions import read_texts
from schlaglicht.web.http.headers import EVERYWHERE, with_ancestors
from schlaglicht.web.http.sparql_protocol import Operation
from schlaglicht.web.published_site import Site
from schlaglicht.web.views.examples import questions_to_try
from schlaglicht.web.views.links import graph_texts, href_of
from schlaglicht.web.views.literal_format import shown_year
from schlaglicht.web.views.page import (
    QUERY_SCRIPT,
    data_link,
    grouped,
    link,
    page,
    reader_language,
    reader_languages,
    text_for_reader,
)

_NUMBER_OF = {"shown": "{shown}", "total": "{total}"}
"""Fields that the script fills in."""

_TEXTS: Mapping[str, Message] = {
    "filter": msg("Filter rows"),
    "shown": msg("{shown} of {total} rows", **_NUMBER_OF),
    "columnWidth": msg("Width of {column}", column="{column}"),
    "ofValue": msg("{value}: what to do with it", value="{value}"),
    "filterTo": msg("Filter to this"),
    "follow": msg("Follow this"),
    "addNames": msg("Add names"),
    "views": msg("Show as"),
    "viewFailed": msg("This view could not be loaded. Reload the page."),
    "table": msg("Table"),
    "verdict": msg("Answer"),
    "chart": msg("Bars"),
    "chartName": msg("{number} by {label}", number="{number}", label="{label}"),
    "chartCut": msg("The chart shows the first {shown} of {total} rows.", **_NUMBER_OF),
    "pie": msg("Shares"),
    "line": msg("Line"),
    "scatter": msg("Points"),
    "timeline": msg("Timeline"),
    "cards": msg("Cards"),
    "cardsCut": msg("The first {shown} of {total} things.", **_NUMBER_OF),
    "raw": msg("Data"),
    "format": msg("Format"),
    "rawCut": msg("The beginning of a long answer. The files hold all of it."),
    "map": msg("Map"),
    "mapCut": msg(
        "The map shows {shown} of {total} rows; the others have no coordinates, or too many.",
        **_NUMBER_OF,
    ),
    "graph": msg("Graph"),
    "graphEmpty": msg("Nothing in this answer is linked."),
    "zoomIn": msg("Closer"),
    "zoomOut": msg("Farther"),
}


def result_texts(language: str) -> dict[str, str]:
    """The texts in a language; the titles of views have the names of the views."""
    own = {name: translate(text, language) for name, text in _TEXTS.items()}
    return own | graph_texts(language)


_PYTHON_ROWS = """\
import csv, io
from urllib.parse import urlencode
from urllib.request import urlopen

query = {query}
url = {endpoint} + "?" + urlencode({{"query": query, "format": "csv"}})
with urlopen(url) as answer:
    for row in csv.DictReader(io.TextIOWrapper(answer, "utf-8")):
        print(row)
"""

_PYTHON_TEXT = """\
from urllib.parse import urlencode
from urllib.request import urlopen

query = {query}
url = {endpoint} + "?" + urlencode({{"query": query, "format": "{format}"}})
with urlopen(url) as answer:
    print(answer.read().decode())
"""

_R = """\
query <- {query}
url <- paste0({endpoint}, "?format=csv&query=", URLencode(query, reserved = TRUE))
table <- read.csv(url)
"""


class Snippet(NamedTuple):
    """A program in a language."""

    language: str
    code: str


def snippets_of(query: str, endpoint: str, format_name: str) -> Iterator[Snippet]:
    """Programs that ask an endpoint a query, whose answer they take in a format."""
    yield Snippet("curl", _curl(query, endpoint, format_name))
    python = _PYTHON_ROWS if format_name == "csv" else _PYTHON_TEXT
    values = {"endpoint": json.dumps(endpoint), "format": format_name}
    yield Snippet("Python", python.format(query=_in_python(query), **values))
    if format_name == "csv":
        yield Snippet("R", _R.format(query=_in_r(query), **values))


def _curl(query: str, endpoint: str, format_name: str) -> str:
    return (
        f"curl -s {shlex.quote(endpoint)} \\\n  -d format={format_name} \\\n"
        f"  --data-urlencode {shlex.quote(f'query={query}')}\n"
    )


def _in_python(text: str) -> str:
    is_plain = "\\" not in text and '"""' not in text and not text.endswith('"')
    return f'"""{text}"""' if is_plain and "\r" not in text else repr(text)


def _in_r(text: str) -> str:
    """A raw string, with more hyphens than any end of one that the text has."""
    hyphens = "-"
    while f'){hyphens}"' in text:
        hyphens += "-"
    return f'r"{hyphens}({text}){hyphens}"'


MOST_BYTES = 2 * 2**20
"""Bytes of an answer that a page is made from; the engine stops there."""

SHOWN = TableLimits(rows=10_000, columns=100, cell=1000, text=1_000_000)
"""The part of a SELECT result that a page shows."""

MOST_CHARACTERS = 200_000
"""Characters of a graph that a page shows."""


_DECLARED = re.compile(r"@prefix ([^\s:]*:) [^\n]*\n")

_USED = re.compile(r"(?<![\w.-])[\w.-]*:")
"""What may be a prefix in use; a few more are taken for one."""


_LONGEST_WORD = 32
_YEAR = str(XSD.gYear)
_POLICY = "Content-Security-Policy"


@dataclass(frozen=True)
class Cell:
    """A cell of a result table as it is shown."""

    text: str
    href: str | None = None
    title: str | None = None
    """The whole IRI."""
    short: str = ""
    """The IRI in its shortest form, where the text is a name."""
    language: str = ""
    numeric: bool = False
    is_whole: bool = True
    """False where the term goes on beyond what is shown."""
    value: str = ""
    """The text of the literal, where it is shown in another way."""
    is_node: bool = False
    """True for a blank node or a triple term, which no query can name."""
    is_outside: bool = False
    """True if its link leaves the site."""

    @property
    def is_hyphenated(self) -> bool:
        """True for a word that is better not broken at its hyphens, such as a date."""
        text = self.text
        return "-" in text and len(text) <= _LONGEST_WORD and not any(map(str.isspace, text))


def result_page(site: Site, operation: Operation, query: SparqlQuery) -> Response:
    """A page with the answer: a table, yes or no, or a graph in Turtle."""
    header = read_texts(operation.query)

    def draw(values: Mapping[str, Any]) -> Response:
        return page(
            "result.html",
            script=QUERY_SCRIPT,
            image_hosts=site.project.settings.shown_hosts,
            heading=text_for_reader(header.titles, msg("Result")[reader_language()]),
            description=text_for_reader(header.descriptions, ""),
            query=operation.query,
            first_view=header.view,
            **questions_to_try(site),
            downloads=_downloads(operation, query.formats),
            snippets=[*_snippets(site, operation, query.formats)],
            **explained(values, query, site)
            | {"repairs": repairs_of(query, site) if values["is_empty"] else ()},
        )

    return draw_result(site, query, draw)


def repairs_of(query: SparqlQuery, site: Site) -> tuple[tuple[Repair, str], ...]:
    """The queries that answer in place of one that does not, each with its page."""
    found = explanation(query, site.snapshot, site.backend).repairs
    return tuple((each, link("sparql.sparql", query=each.query)) for each in found)


def explained(values: Mapping[str, Any], query: SparqlQuery, site: Site) -> dict[str, Any]:
    """The values that `draw_result` gives, with the absent graph or part that leaves nothing."""
    part: Absence | EmptyPart | None = None
    if values["is_empty"]:
        part = next(iter(absent_graphs(query, site.snapshot, site.backend)), None)
        part = part or next(iter(absent_variables(query)), None)
        if part is None and not values["unknown"]:
            part = empty_part(query, site.snapshot, site.backend)
    return {**values, "part": part}


def draw_result(
    site: Site, query: SparqlQuery, draw: Callable[[Mapping[str, Any]], Response]
) -> Response:
    """The page that `draw` makes with what `result_part.html` shows of the answer to a query.

    Raises what `answer` raises, and EngineBusy when too many pages of long answers are drawn.
    """
    shape, values_of = _shape_of(query)
    look = site.project.settings.site
    answered = beginning_of_answer(
        site.backend, query, shape, most=MOST_BYTES, prefixes=site.snapshot.prefixes
    )
    with site.page_slots.turn(len(answered.body)):
        unknown = unknown_terms(query, site.snapshot) if answered.is_empty else ()
        values = {
            **values_of(answered, site),
            "is_empty": answered.is_empty,
            "limit": query.limit,
            "unknown": unknown,
            "part": None,
            "repairs": (),
            "hidden_lines": 0,
            "texts": result_texts(reader_language()),
            "images": " ".join(site.project.settings.images),
            "tiles": {"url": look.tiles, "attribution": look.tiles_attribution}
            if look.tiles is not None
            else None,
        }
        response = draw(values)
    if look.embed:
        policy = response.headers.get(_POLICY, EVERYWHERE[_POLICY])
        response.headers[_POLICY] = with_ancestors(policy, look.embed)
    return response


def has_views(values: Mapping[str, Any]) -> bool:
    """True if a script can show more of an answer, of which a page shows these values."""
    return values["kind"] == "graph" or (values["kind"] == "solutions" and bool(values["rows"]))


def _shape_of(
    query: SparqlQuery,
) -> tuple[Format, Callable[[Answer, Site], dict[str, Any]]]:
    """The format from which a page is made, and what makes the values of the page."""
    if JSON not in query.formats:
        return TURTLE, _graph
    return (TSV, _solutions) if TSV in query.formats else (JSON, _boolean)


def _solutions(answered: Answer, site: Site) -> dict[str, Any]:
    table = read_table(answered.body, SHOWN, is_whole=answered.is_whole)
    names = Names(site.dataset, reader_languages())
    rows = [[_cell(term, site, names) for term in row] for row in table.rows]
    return {
        "kind": "solutions",
        "variables": [truncated(name, SHOWN.cell) for name in table.variables],
        "numeric": [is_numeric(row[i] for row in table.rows) for i in range(len(table.variables))],
        "rows": rows,
        "complete": table.is_whole,
        "total": table.total,
        "shown": grouped(len(rows)),
        "total_text": grouped(table.total),
        "columns": table.columns,
        "columns_text": grouped(table.columns),
        "has_cut": any(cell is not None and not cell.is_whole for row in rows for cell in row),
    }


def _boolean(answered: Answer, _site: Site) -> dict[str, Any]:
    return {"kind": "boolean", "boolean": json.loads(answered.body)["boolean"]}


def _graph(answered: Answer, _site: Site) -> dict[str, Any]:
    # Of characters of up to 4 bytes one more than is shown, and the last may be cut in two.
    turtle = answered.body[: 4 * (MOST_CHARACTERS + 1)].decode(errors="ignore")
    return {
        "kind": "graph",
        "turtle": _with_used_prefixes(turtle[:MOST_CHARACTERS]),
        "complete": answered.is_whole and len(turtle) <= MOST_CHARACTERS,
    }


def _with_used_prefixes(turtle: str) -> str:
    """The text without prefixes that nothing in it uses, so that a reader sees the graph."""
    start = 0
    declared = []
    while found := _DECLARED.match(turtle, start):
        declared.append(found)
        start = found.end()
    used = set(_USED.findall(turtle, start))
    return "".join(line[0] for line in declared if line[1] in used) + turtle[start:]


def _cell(term: Term | None, site: Site, names: Names) -> Cell | None:
    if term is None:
        return None
    if term.kind is TermKind.IRI and term.is_whole:
        return _named_cell(term.text, site, names)
    if term.text.startswith("_:") and term.kind is TermKind.OTHER and not site.backend.is_live:
        node = BNode(term.text.removeprefix("_:"))
        if label := site.index.label(node, reader_languages()):
            name, tag = cut_name(label)[0], _other_language(label[1])
            return Cell(name, title=term.text, short=term.text, language=tag, is_node=True)
    shown = shown_year(term.text) if term.is_whole and term.datatype == _YEAR else term.text
    return Cell(
        shown,
        value=term.text if shown != term.text else "",
        language=term.language,
        numeric=term.is_number,
        is_whole=term.is_whole,
        is_node=term.kind is TermKind.OTHER,
    )


def _named_cell(iri: str, site: Site, names: Names) -> Cell:
    """An IRI with its name, linked here if the dataset describes it, else to itself."""
    short = str(site.prefixes.shorten(iri) or names.short(iri))
    reference = names.reference(iri)
    name, language = reference.name
    if name in (short, names.short(iri), iri):
        name, language, short = short, None, ""
    tag, is_outside = _other_language(language), not reference.has_page
    return Cell(
        name, href_of(reference), title=iri, short=short, language=tag, is_outside=is_outside
    )


def _other_language(language: str | None) -> str:
    """The language of a text, if it is not that of the page."""
    return language if language and language != reader_language() else ""


def _snippets(site: Site, operation: Operation, formats: Sequence[Format]) -> Iterator[Snippet]:
    """Programs that ask the query; none for one with graphs of its own, which they do not name.

    And a frame for other sites, where some may have one.
    """
    if operation.default_graphs or operation.named_graphs:
        return
    preferred = [f.name for f in (CSV, TURTLE, JSON) if f in formats]
    yield from snippets_of(operation.query, data_link("sparql.sparql"), preferred[0])
    if site.project.settings.site.embed:
        url = data_link("sparql.sparql", query=operation.query, lang=reader_language())
        yield Snippet("HTML", f'<iframe src="{escape(url)}" width="100%" height="600"></iframe>\n')


@dataclass(frozen=True)
class Download:
    """A file with an answer: its format for people, where it is, and what it is called."""

    label: str
    url: str
    name: str


def downloads_of(
    formats: Sequence[Format], name: str, url_of: Callable[[Format], str]
) -> list[Download]:
    """The file with the answer in each format, called `name`.

    Solutions have the endings that people's programs open, `.json` and not `.srj`.
    """
    endings = {f: f".{f.name}" if f.results else f.extension for f in formats}
    return [Download(_LABELS[f.name], url_of(f), f"{name}{endings[f]}") for f in formats]


def _downloads(operation: Operation, formats: Sequence[Format]) -> list[Download]:
    graphs = {
        "default-graph-uri": list(operation.default_graphs),
        "named-graph-uri": list(operation.named_graphs),
    }
    return downloads_of(
        formats,
        msg("Result")[reader_language()].lower(),
        lambda offered: data_link(
            "sparql.sparql", query=operation.query, format=offered.name, **graphs
        ),
    )


_LABELS = {
    "csv": "CSV",
    "json": "JSON",
    "jsonld": "JSON-LD",
    "nquads": "N-Quads",
    "ntriples": "N-Triples",
    "rdfxml": "RDF/XML",
    "trig": "TriG",
    "tsv": "TSV",
    "turtle": "Turtle",
    "xml": "XML",
}
