"""The whole dataset as files, a page that lists them, and the catalogue that describes them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Response, abort, request, send_file, url_for
from werkzeug.http import quote_etag

from schlaglicht.dataset.dcat import DQV, SPDX, Places, Verdict, describe_catalogue
from schlaglicht.dataset.dumps import CHECKSUMS, DumpFile, DumpStore
from schlaglicht.errors import DumpsPending
from schlaglicht.formats import GRAPH_FORMATS, TEXT, format_named
from schlaglicht.query_builder import reaching
from schlaglicht.rdf.well_known_prefixes import WELL_KNOWN
from schlaglicht.rdf.writing.write import dump
from schlaglicht.web.published_site import Site, current_site
from schlaglicht.web.views.calendars_and_feeds import forms_of_dataset
from schlaglicht.web.views.page import chosen_format, grouped, page, page_route
from schlaglicht.web.views.programs.signposting import dump_signposts

blueprint = Blueprint("downloads", __name__)

_PATIENCE = 10.0
"""Seconds that a request waits for dumps that are being written."""

_RANGE = re.compile(r"bytes=[ \t]*([0-9]{0,18})-([0-9]{0,18})[ \t]*", re.IGNORECASE | re.ASCII)

_GZIP = "application/gzip"
_SUFFIXES = {known.extension[1:]: known for known in GRAPH_FORMATS}
_SHOWN_INLINE = (".ttl", ".nt", CHECKSUMS)


_TITLES = {
    "turtle": "Turtle",
    "ntriples": "N-Triples",
    "jsonld": "JSON-LD",
    "rdfxml": "RDF/XML",
    "trig": "TriG",
    "nquads": "N-Quads",
}


@dataclass(frozen=True)
class Row:
    """One format in the list of dumps: the plain file, and the compressed one."""

    title: str
    files: tuple[tuple[DumpFile, str], ...]
    """Each file with its size for people."""


@page_route(blueprint, "/dumps/")
def dumps() -> Response:
    """The files there are, with their sizes and checksums."""
    rows = []
    for known in GRAPH_FORMATS:
        files = [file for file in _files() if file.format_name == known.name]
        if files:
            rows.append(
                Row(_TITLES[known.name], tuple((file, readable_size(file.size)) for file in files))
            )
    return page(
        "downloads.html",
        rows=rows,
        checksums=CHECKSUMS,
        has_named_graphs=current_site().snapshot.statistics.named_triples > 0,
        endpoint=endpoint_url(),
        curl=curl_line(current_site()),
        forms=forms_of_dataset(),
    )


def curl_line(site: Site) -> str:
    """A command that asks the endpoint something, to be pasted into a shell."""
    pattern = reaching("?s ?p ?o", site.reach, "g")
    query = f"SELECT * {{ {pattern} }} LIMIT 10"
    options = f"-H 'Accept: text/csv' \\\n  --data-urlencode 'query={query}'"
    return f"curl -s {endpoint_url()} \\\n  {options}"


def endpoint_url() -> str:
    """The absolute URL of the endpoint."""
    return url_for("sparql.sparql", _external=True)


@blueprint.route("/dumps/<name>")
def dump_file(name: str) -> Response:
    """One file; parts of it on request: https://www.rfc-editor.org/rfc/rfc9110#name-range."""
    files = {file.name: file for file in _files()}
    folder = DumpStore(current_site().snapshot).folder
    if name == CHECKSUMS:
        return _file(folder / CHECKSUMS, TEXT.content_type, etag=current_site().snapshot.digest)
    if name not in files:
        abort(404)
    file = files[name]
    content_type = format_named(file.format_name, GRAPH_FORMATS).content_type
    return _file(folder / name, _GZIP if file.is_compressed else content_type, etag=file.digest)


@blueprint.route("/catalog")
@blueprint.route("/catalog.<suffix>")
def catalogue(suffix: str | None = None) -> Response:
    """The dataset, its distributions and where it comes from, in any RDF format."""
    if suffix is not None:
        chosen = _SUFFIXES.get(suffix) or abort(404)
    else:
        chosen = chosen_format(GRAPH_FORMATS)
    site = current_site()
    places = Places(
        catalogue=url_for(".catalogue", _external=True),
        home=url_for("home.start", _external=True),
        endpoint=url_for("sparql.sparql", _external=True),
        description=url_for("well_known_void.void", _external=True),
        dumps=url_for(".dumps", _external=True),
    )
    found = site.findings
    verdict = Verdict(found.by_severity, found.ignored) if found else None
    graph = describe_catalogue(site.project, site.snapshot, _files(), places, verdict=verdict)
    body = dump(graph, chosen, {**WELL_KNOWN, "spdx": str(SPDX), "dqv": str(DQV)})
    return Response(body, content_type=chosen.content_type)


def readable_size(size: int) -> str:
    """A length in bytes for people: in kB or MB of a thousand, as disks count."""
    if size < 1000:
        return f"{size} B"
    if size < 1_000_000:
        return f"{grouped(-(-size // 1000))} kB"
    return f"{grouped(-(-size // 1_000_000))} MB"


def _file(path: Path, content_type: str, *, etag: str) -> Response:
    """A file whose content its name and its entity tag fix, not its date."""
    if request.if_none_match.contains_weak(etag):
        return Response(status=304, headers={"ETag": quote_etag(etag)})
    for name in ("IF_MATCH", "IF_MODIFIED_SINCE", "IF_UNMODIFIED_SINCE"):
        request.environ.pop(f"HTTP_{name}", None)  # a file has no date, and nobody writes it
    if not _asks_for_a_part():
        request.environ.pop("HTTP_RANGE", None)
    response = send_file(
        path,
        as_attachment=not path.name.endswith(_SHOWN_INLINE),
        download_name=path.name,
        conditional=True,
        etag=etag,
        max_age=0,
    )
    if response.status_code < 300:
        response.content_type = content_type
    for name in ("Cache-Control", "Expires", "Last-Modified"):
        response.headers.pop(name, None)
    if links := dump_signposts(current_site()):
        response.headers["Link"] = links
    return response


def _asks_for_a_part() -> bool:
    """True if Range asks for one part; a malformed one, or one in unknown units, asks nothing.

    Nor do several parts, which are not sent here, and one of a version by its date, which none has.
    https://www.rfc-editor.org/rfc/rfc9110#section-14.2
    """
    found = _RANGE.fullmatch(request.headers.get("Range", ""))
    if found is None or not request.headers.get("If-Range", '"').endswith('"'):
        return False
    first, last = found.groups()
    return bool(last) if not first else not last or int(first) <= int(last)


def _files() -> tuple[DumpFile, ...]:
    site = current_site()
    with site.downloads.waiting() as may_wait:
        files = DumpStore(site.snapshot).files(wait=_PATIENCE if may_wait else 0)
    if files is None:
        raise DumpsPending
    return files
