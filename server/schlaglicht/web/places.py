"""Where on this site an IRI is: the one function for each kind of URL about it."""

from __future__ import annotations

import re
from urllib.parse import quote

from flask import request

from schlaglicht.resources import Reference
from schlaglicht.web.pages import link
from schlaglicht.web.site import Site, current_site

_LINKED = re.compile(r"(https?://|mailto:)[^\x00-\x20<>\"\\^`{|}]+", re.IGNORECASE)
"""The only IRIs of other places that become links."""


def thing_url(site: Site, iri: str) -> str:
    """The page about `iri`, in the language of this one."""
    path = page_path(site, iri)
    return link("iris.page", path=path) if path else link("home.start")


def page_path(site: Site, iri: str) -> str:
    """The name of the page about `iri`, without its ending; empty for the start page."""
    path = site.dataset.addresses.path_of(iri)
    return f"{path}index" if path.endswith("/") else path


def document_path(site: Site, iri: str, ending: str) -> str:
    """The URL of the document about `iri` that ends so, without the host."""
    path = quote(page_path(site, iri) + ending, safe="/:~!$&'()*+,;=@-._")
    return f"{request.script_root}/{path}"


def document_url(site: Site, iri: str, ending: str) -> str:
    """The absolute URL of the document about `iri` that ends so."""
    return request.host_url.rstrip("/") + document_path(site, iri, ending)


def href_of(reference: Reference) -> str | None:
    """Where to read on about an IRI: here, at its own place, or nowhere."""
    site = current_site()
    if reference.has_page:
        return thing_url(site, reference.iri)
    is_ours = site.base and reference.iri.startswith(site.base)
    return reference.iri if not is_ours and _LINKED.fullmatch(reference.iri) else None


def query_safe(iri: str) -> str:
    """An IRI as it may stand in a query: https://www.w3.org/TR/sparql11-query/#rIRIREF."""
    return re.sub(r'[\x00-\x20<>"{}|^`\\]', lambda found: f"%{ord(found[0]):02X}", iri)
