"""The colours and pictures of the site, at the places where pages and browsers look for them."""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app, request

from schlaglicht.web.published_site import current_site
from schlaglicht.web.theme import Picture

blueprint = Blueprint("look", __name__)

_KINDS = "svg,png,webp"

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""The Content-Security-Policy of a picture: a drawing may have styles, but runs nothing."""


@blueprint.route("/theme.css")
def stylesheet() -> Response:
    """The accent of the pages; empty if they have the usual one."""
    return Response(current_site().theme.stylesheet, content_type="text/css; charset=utf-8")


@blueprint.route(f"/logo.<any({_KINDS}):kind>")
def logo(kind: str) -> Response:
    """The logo, at a name that ends as its file does."""
    return _named(current_site().theme.logo, kind)


@blueprint.route(f"/icon.<any({_KINDS}):kind>")
def icon(kind: str) -> Response:
    """The icon for tabs, likewise."""
    return _named(current_site().theme.icon, kind)


@blueprint.route("/favicon.ico")
@blueprint.route("/apple-touch-icon.png")
@blueprint.route("/apple-touch-icon-precomposed.png")
def icon_by_custom() -> Response:
    """The icon at the names that browsers try without being told."""
    own = current_site().theme.icon
    if own is not None:
        return _shown(own)
    name = "favicon.ico" if request.path.endswith(".ico") else "apple-touch-icon.png"
    return current_app.send_static_file(name)


def _named(picture: Picture | None, kind: str) -> Response:
    if picture is None or picture.extension != f".{kind}":
        abort(404)
    return _shown(picture)


def _shown(picture: Picture) -> Response:
    response = Response(picture.content, content_type=picture.media_type)
    response.headers["Content-Security-Policy"] = _POLICY
    return response
