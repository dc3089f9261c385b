"""Changes of the dataset by time: a page, to whose places the entries of the feeds lead.

/changes/#change-0123abcd       one change
/feed.de.atom, /feed.de.json    all of them for programs
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5

from flask import Blueprint, Response

from schlaglicht.alternates.lists_and_feeds import Entry, Feed, write_atom, write_json_feed
from schlaglicht.i18n import LANGUAGES
from schlaglicht.web.published_site import current_site
from schlaglicht.web.served_version import Site
from schlaglicht.web.views.page import (
    link,
    page,
    page_route,
    reader_language,
    reader_languages,
)
from schlaglicht.web.views.programs.alternate_links import ATOM, JSON_FEED

blueprint = Blueprint("changes_feed", __name__)

_LANGUAGE = f"<any({','.join(LANGUAGES)}):language>"
_BEGINNING = "1970-01-01T00:00:00Z"


@dataclass(frozen=True)
class Change:
    """One change: a commit, or the version itself where no history is known."""

    iri: str
    digest: str
    title: str
    time: str

    @property
    def anchor(self) -> str:
        """Its place on the page."""
        return f"change-{self.digest[:12]}"


@page_route(blueprint, "/changes/")
def changes() -> Response:
    """The newest changes that are known."""
    return page("changes.html", changes=changes_of(current_site()), forms=())


@blueprint.route(f"/feed.{_LANGUAGE}.atom")
def atom() -> Response:
    """The changes of the dataset, as Atom."""
    return Response(write_atom(_feed("changes_feed.atom")), content_type=ATOM)


@blueprint.route(f"/feed.{_LANGUAGE}.json")
def json_feed() -> Response:
    """The changes of the dataset, as JSON Feed."""
    return Response(write_json_feed(_feed("changes_feed.json_feed")), content_type=JSON_FEED)


def changes_of(site: Site) -> list[Change]:
    """The changes that git knows of the files, the newest first; without git the version itself."""
    known = [Change(f"urn:sha1:{r.commit}", r.commit, r.subject, r.time) for r in site.history]
    if known:
        return known
    digest, modified = site.snapshot.digest, site.modified
    changed = f"{modified}T00:00:00Z" if modified and "T" not in modified else modified
    title, _ = site.title(reader_languages())
    label = f"{title}: {digest[:12]}"
    return [Change(f"urn:sha256:{digest}", digest, label, changed or _BEGINNING)]


def _feed(endpoint: str) -> Feed:
    site = current_site()
    title, _ = site.title(reader_languages())
    where = link("changes_feed.changes", _external=True)
    return Feed(
        id=_feed_iri(site),
        title=title,
        language=reader_language(),
        home=link("home.start", _external=True),
        url=link(endpoint, _external=True),
        author=title,
        entries=[
            Entry(each.iri, each.title, each.time, f"{where}#{each.anchor}")
            for each in changes_of(site)
        ],
    )


def _feed_iri(site: Site) -> str:
    """The same wherever the site runs: https://www.rfc-editor.org/rfc/rfc4287#section-4.2.6."""
    name = f"feed.{reader_language()}.atom"
    if site.base:
        return f"{site.base}{name}"
    return uuid5(NAMESPACE_URL, f"{site.title()[0]}/{name}").urn
