"""Links as pages show them, and links to queries about what they show."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import quote, unquote, urlencode

from flask import request
from markupsafe import Markup, escape
from rdflib import Literal, URIRef
from rdflib.term import Node

from schlaglicht.dataset.index.label_properties import LABEL_PROPERTIES
from schlaglicht.formats import HTML
from schlaglicht.i18n import Text, msg, translate
from schlaglicht.pages import Reference
from schlaglicht.query_builder import (
    LONGEST_VALUE,
    BuiltQuery,
    Condition,
    Equals,
    Fields,
    Reach,
    Step,
    fields_of,
    reaching,
)
from schlaglicht.rdf.terms import ntriples_term
from schlaglicht.web.published_site import Site, current_site
from schlaglicht.web.views.page import has_server, link, reader_language

_LINKED = re.compile(r"(https?://|mailto:|tel:)[^\x00-\x20<>\"\\^`{|}]+", re.IGNORECASE)
"""The only IRIs of other places that become links."""

_LONGEST_SHOWN = 60
"""Characters of an IRI without a name that a link shows whole."""

_MOST_SHOWN = 20_000
"""References that are written once for all pages."""


def thing_url(site: Site, iri: str) -> str:
    """The page about `iri`, in the language of this one."""
    return page_url(page_path(site, iri))


def page_url(path: str) -> str:
    """The URL of a page that has no endpoint of its own, in the language of this one.

    `path` is its name without the ending. There are dozens on a page: faster than `url_for`.
    """
    return f"{request.script_root}/{_quoted(path)}.{reader_language()}.html"


@lru_cache(maxsize=2**14)
def _quoted(path: str) -> str:
    return quote(path, safe="/:~!$&'()*+,;=@-._")


def page_path(site: Site, iri: str) -> str:
    """The name of the page about `iri`, without its ending."""
    return site.dataset.iri_paths.name_of(iri)


def distinguishing_name(site: Site, iri: str, name: Text) -> str | None:
    """The short form of `iri` where others have its name; else None.

    Terms of other vocabularies have the names of well-known ones, which several share.
    """
    is_own = site.base is not None and iri.startswith(site.base)
    if is_own and not _is_shared(site, iri, name):
        return None
    short = short_name(iri)
    if short == iri and site.base and is_own:
        short = iri.removeprefix(site.base)
    return short if short not in (name[0], iri) else None


def _is_shared(site: Site, iri: str, name: Text) -> bool:
    label = Literal(name[0], lang=name[1])
    return any(
        str(thing) != iri
        for property_ in LABEL_PROPERTIES
        for thing in site.index.things_with(label, URIRef(property_), limit=2)
    )


def ends_like_page(site: Site, iri: str) -> bool:
    """True for `…/ds.en`: with `.html` alone, its page would have the name of a page of `…/ds`."""
    return page_path(site, iri).endswith(tuple(f".{language}" for language in site.languages))


def document_path(site: Site, iri: str, ending: str) -> str:
    """The URL of the document about `iri` that ends so, without the host."""
    if ending == HTML.extension and ends_like_page(site, iri):
        ending = f".{site.languages[0]}{ending}"
    return f"{request.script_root}/{_quoted(page_path(site, iri))}{ending}"


def document_url(site: Site, iri: str, ending: str) -> str:
    """The absolute URL of the document about `iri` that ends so."""
    return request.host_url.rstrip("/") + document_path(site, iri, ending)


def href_of(reference: Reference) -> str | None:
    """The URL to read on about an IRI: here, at its own place, or none."""
    site = current_site()
    if reference.has_page:
        return thing_url(site, reference.iri)
    is_ours = site.base and reference.iri.startswith(site.base)
    return reference.iri if not is_ours and _LINKED.fullmatch(reference.iri) else None


def external_url(url: str) -> str | None:
    """An address of another place as a link may have it; None for any other scheme."""
    return url if _LINKED.fullmatch(url) else None


def shown_reference(reference: Reference, language: str) -> Markup:
    """A reference on a page in `language`: a link, where there is something to read on."""
    shown = current_site().shown_references
    key = reference, language, reader_language(), request.script_root
    found = shown.get(key)
    if found is None:
        found = _shown_reference(reference, language)
        if len(shown) < _MOST_SHOWN:
            shown[key] = found
    return found


def _shown_reference(reference: Reference, language: str) -> Markup:
    name, tag = reference.name
    name = readable_iri(name) if name == reference.iri else name
    lang = f' lang="{escape(tag)}"' if tag and tag != language else ""
    title = f'title="{escape(hinted(reference))}"'
    href = href_of(reference)
    if not href:
        return Markup(f"<bdi {title}{lang}>{escape(name)}</bdi>")
    external = "" if reference.has_page else ' rel="external"'
    words = f"<bdi>{escape(name)}</bdi>"
    return Markup(f'<a href="{escape(href)}"{external}{lang} {title}>{words}</a>')


def hinted(reference: Reference) -> str:
    """The text that a reference shows when it is pointed at: its meaning, and its IRI."""
    return f"{reference.hint[0]} ({reference.iri})" if reference.hint else reference.iri


def readable_iri(iri: str) -> str:
    """An IRI for people: an address or a number without its scheme, of a long URL both ends."""
    scheme, _, rest = iri.partition(":")
    if scheme.lower() in ("mailto", "tel"):
        return unquote(rest.partition("?")[0]) or iri
    host, *path = rest.removeprefix("//").rstrip("/").split("/")
    if len(iri) <= _LONGEST_SHOWN or len(path) < 3 or not rest.startswith("//"):
        return iri
    return "/".join((host, "…", *path[-2:]))


def short_name(iri: str) -> str:
    """An IRI with a prefix, where it has one."""
    return str(current_site().dataset.prefixes.shorten(iri) or iri)


def query_safe(iri: str) -> str:
    """An IRI as it may stand in a query: https://www.w3.org/TR/sparql11-query/#rIRIREF."""
    return re.sub(r'[\x00-\x20<>"{}|^`\\]', lambda found: f"%{ord(found[0]):02X}", iri)


LIMIT = 100
"""Rows of a query unless the reader wants more or fewer."""


def fields_url(site: Site, fields: Fields) -> str:
    """The URL of the form with these fields."""
    start, _, query = link("query_builder.builder").partition("?")
    return f"{start}?{query}&{urlencode(fields.pairs(site.prefixes))}"


def builder_url(site: Site, class_: str, shared: Iterable[tuple[Step, Node]] = ()) -> str | None:
    """The URL of a query for the things of a class that share values; None without a server.

    Blank nodes, which have no name that a query could say, and values too long for the form are
    left out.
    """
    if not has_server():
        return None
    conditions = tuple(
        Condition((step,), Equals(value))
        for step, value in shared
        if isinstance(value, URIRef | Literal) and len(ntriples_term(value)) <= LONGEST_VALUE
    )
    built = BuiltQuery(URIRef(class_), conditions, limit=LIMIT)
    return fields_url(site, fields_of(built, site.prefixes))


def description_query(site: Site, iri: str) -> str:
    """The query for the statements about a thing.

    DESCRIBE reads the default graph alone. What stands elsewhere is constructed, and with it the
    statements about values without a name.
    """
    reach = site.reach_of_statements(subject=URIRef(iri))
    this = f"<{query_safe(iri)}>"
    if reach is Reach.DEFAULT:
        return f"DESCRIBE {this}"
    about = f"{this} ?property ?value OPTIONAL {{ ?value ?part ?of FILTER(isBlank(?value)) }}"
    pattern = reaching(about, reach)
    return f"CONSTRUCT {{ {this} ?property ?value . ?value ?part ?of }}\nWHERE {{ {pattern} }}"


def outgoing_query(site: Site, iri: str, property_: str) -> str:
    """The query for the values of a property of a thing."""
    reach = site.reach_of_statements(subject=URIRef(iri), predicate=URIRef(property_))
    pattern = f"<{query_safe(iri)}> <{query_safe(property_)}> ?thing"
    return f"SELECT * {{ {reaching(pattern, reach)} }}"


def incoming_query(site: Site, iri: str, property_: str | None) -> str:
    """The query for all that leads to a thing, by one property or by any."""
    predicate = URIRef(property_) if property_ else None
    reach = site.reach_of_statements(predicate=predicate, object_=URIRef(iri))
    by = f"<{query_safe(property_)}>" if property_ else "?property"
    return f"SELECT * {{ {reaching(f'?thing {by} <{query_safe(iri)}>', reach)} }}"


_TEXTS = {
    "graphPart": msg(
        "{shown} of {total} in the picture. Choose one, or find one by name, to see what is"
        " linked with it.",
        shown="{shown}",
        total="{total}",
    ),
    "graphFind": msg("Find by name"),
    "graphCloser": msg("Closer"),
    "graphFurther": msg("Further away"),
    "graphWhole": msg("The whole picture"),
}


def graph_texts(language: str) -> dict[str, str]:
    """The texts in a language."""
    return {name: translate(text, language) for name, text in _TEXTS.items()}
