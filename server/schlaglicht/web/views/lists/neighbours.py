"""A thing and its neighbours: a table, which a script draws as a graph that can be extended.

/neighbours/id/uwe-pfeil    what it links to, and what links to it
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask import Blueprint, Response, abort
from flask.blueprints import BlueprintSetupState

from schlaglicht.i18n import LANGUAGES
from schlaglicht.pages import Reference
from schlaglicht.pages.labels import Names
from schlaglicht.pages.neighbours import Neighbours, neighbours
from schlaglicht.web.published_site import current_site
from schlaglicht.web.served_version import Site
from schlaglicht.web.views.links import distinguishing_name, page_path
from schlaglicht.web.views.lists.graph_texts import graph_texts
from schlaglicht.web.views.page import (
    GRAPH_SCRIPT,
    fix_name,
    grouped,
    link,
    page,
    reader_language,
    reader_languages,
)
from schlaglicht.web.views.query.page_queries import incoming_query, outgoing_query

blueprint = Blueprint("neighbours", __name__)

_NAME = re.compile(
    rf"(?P<path>.+?)(?:(?:\.(?P<language>{'|'.join(LANGUAGES)}))?\.html)?", re.DOTALL
)


@dataclass(frozen=True)
class More:
    """The neighbours by a property that the table leaves out: how many, and a query for all."""

    number: str
    query: str


@blueprint.record
def _name_pages(state: BlueprintSetupState) -> None:
    languages = f"<any({','.join(LANGUAGES)}):language>"
    state.add_url_rule(f"/neighbours/<path:path>.{languages}.html", "named", build_only=True)


@blueprint.route("/neighbours/<path:path>")
def around(path: str) -> Response:
    """The neighbours of the thing whose page has this path."""
    found = _NAME.fullmatch(path)
    if found is None:
        abort(404)
    if found["language"]:
        fix_name(found["language"])
    site, stem = current_site(), found["path"]
    iri = site.dataset.iri_paths.iri_named(stem)
    if iri is None or not site.dataset.has_page(iri):
        abort(404)
    rows = neighbours(site.dataset, iri, reader_languages())
    thing = Names(site.dataset, reader_languages()).reference(iri)
    return page(
        "neighbours.html",
        short_name=distinguishing_name(site, iri, thing.name),
        shown_as="neighbours.named",
        shown_values={"path": page_path(site, iri)},
        script=GRAPH_SCRIPT if rows else None,
        thing=thing,
        rows=[(row, _more(site, iri, row)) for row in rows],
        url_of=lambda reference: neighbours_url(site, reference),
        texts=graph_texts(reader_language()),
    )


def neighbours_url(site: Site, reference: Reference) -> str:
    """The page with the neighbours of a thing, in the language of this one."""
    return link("neighbours.named", path=page_path(site, reference.iri))


def _more(site: Site, iri: str, row: Neighbours) -> More | None:
    if not row.more:
        return None
    number = grouped(row.more) if row.is_exact else f"{grouped(row.more)}+"
    write = incoming_query if row.is_incoming else outgoing_query
    return More(number, link("sparql.sparql", query=write(site, iri, row.property.iri)))
