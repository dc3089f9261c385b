"""Pages for people: their names, their languages, and the links between them.

The language of a page is in its name, so that the same pages work as files:

    /                   /index.html                 /index.de.html
    /problems/          /problems/index.html        /problems/index.de.html
    /problems/request   /problems/request.html      /problems/request.de.html

The first two forms are in the language that the reader's browser asks for, and say in
Content-Location which page of the third form they show. Links lead to the third form only. Pages
that depend on a query string take the language from `?lang=`. Names in a language that the settings
leave out do not exist. What a page shows may have other forms: a table, for calendars, for maps.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import quote, urlencode

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    current_app,
    g,
    make_response,
    render_template,
    request,
    url_for,
)

from schlaglicht import formats
from schlaglicht.errors import QueriesOnly
from schlaglicht.formats import (
    CSV,
    HTML,
    ICALENDAR,
    PLAIN_JSON,
    TEXT,
    VCARD,
    Format,
    format_named,
    negotiate,
)
from schlaglicht.i18n import (
    LANGUAGES,
    Message,
    Text,
    best_text,
    msg,
    msg_in,
    preferred_languages,
    translate,
)
from schlaglicht.i18n import grouped as grouped_in
from schlaglicht.web import NO_SCRIPTS, has_scripts
from schlaglicht.web.http.headers import SCRIPT_POLICY, with_images
from schlaglicht.web.http.sparql_protocol import requested_format
from schlaglicht.web.published_site import current_site

_LONGEST = 6000
"""Bytes of the field; many servers take no more than 8 KiB for all fields."""


@dataclass(frozen=True)
class Link:
    """A link from a document."""

    relation: str
    target: str
    type: str | None = None
    language: str | None = None

    def __str__(self) -> str:
        """As in the field."""
        written = f'<{self.target}>; rel="{self.relation}"'
        written += f'; type="{self.type}"' if self.type else ""
        return written + (f'; hreflang="{self.language}"' if self.language else "")


def link_field(links: Iterable[Link]) -> str:
    """The field of all these links; where it would be too long for others' servers, fewer.

    Then it is the link to the document of all links if there is one, else the first that have room.
    """
    links = list(links)
    if len(field := ", ".join(map(str, links))) <= _LONGEST:
        return field
    for link in links:
        if link.relation == "linkset":
            return str(link)
    while len(field := ", ".join(map(str, links))) > _LONGEST:
        links.pop()
    return field


CALENDAR = ICALENDAR.content_type
CARD = VCARD.content_type
GEOJSON = formats.GEOJSON.content_type
TABLE = CSV.content_type
LIST = PLAIN_JSON.content_type
ATOM = "application/atom+xml"
JSON_FEED = "application/feed+json"

_LABELS = {
    "text/calendar": "iCalendar",
    "text/vcard": "vCard",
    "application/geo+json": "GeoJSON",
    "text/csv": "CSV",
    "application/json": "JSON",
    "application/atom+xml": "Atom",
    "application/feed+json": "JSON Feed",
}

_NEGOTIATED = {
    known.media_type: known for known in (CSV, PLAIN_JSON, ICALENDAR, VCARD, formats.GEOJSON)
}


@dataclass(frozen=True)
class Form:
    """A form in which something is available: its media type and where it is, without the host."""

    media_type: str
    url: str
    language: str | None = None
    """The language of its texts, where that of the page does not say it."""

    @property
    def label(self) -> str:
        """Its name for people."""
        return _LABELS[self.media_type]


def form(content_type: str, url: str, language: str | None = None) -> Form:
    """The form that `url` has with this content type."""
    return Form(content_type.partition(";")[0], url, language)


def chosen_format(offered: Sequence[Format]) -> Format:
    """The format that the request wants, by `?format=`, else by Accept; raises NotAcceptable."""
    if name := requested_format(request):
        return format_named(name, offered)
    return negotiate(request.headers.get("Accept"), offered)


def json_response(value: object, *, status: int = 200, **form: Any) -> Response:
    """A value as JSON, written in the form that `json.dumps` takes."""
    text = json.dumps(value, ensure_ascii=False, **form) + "\n"
    return Response(text, status, content_type=PLAIN_JSON.content_type)


def choose(offered: Iterable[Format], forms: Iterable[Form]) -> Format | Form:
    """Of the formats of a document and its other forms the one that the request wants.

    By `?format=`, else by Accept; at equal quality a format goes before a form.
    Raises NotAcceptable.
    """
    known = {_NEGOTIATED[f.media_type]: f for f in forms if f.media_type in _NEGOTIATED}
    chosen = chosen_format((*offered, *known))
    return known.get(chosen, chosen)


def instead_of_page(forms: Collection[Form]) -> Response | None:
    """303 to the form that the request wants; None where the page is wanted or named.

    Raises NotAcceptable.
    """
    if not forms or request.path.endswith(HTML.extension):
        return None
    chosen = choose([HTML], forms)
    return see_other(chosen.url) if isinstance(chosen, Form) else None


def see_other(url: str) -> Response:
    """https://www.rfc-editor.org/rfc/rfc9110#status.303, to a URL without the host."""
    location = request.host_url.rstrip("/") + url
    found = {"Location": location}
    return Response(f"{location}\n", 303, found, content_type=TEXT.content_type)


def page_links(
    forms: Iterable[Form], twins: Iterable[tuple[str, str]] = (), canonical: str | None = None
) -> Iterator[Link]:
    """Links of a page, as in its head: the page that it is, its languages, its other forms.

    `twins` are language and URL of each.
    """
    root = request.host_url.rstrip("/")
    if canonical:
        yield Link("canonical", canonical)
    for language, url in twins:
        yield Link("alternate", url, language=language)
    for other in forms:
        yield Link("alternate", root + other.url, other.media_type)


_PARTS = frozenset(
    {
        "alternates",
        "changes_feed",
        "class_graph",
        "classes",
        "combined_facets",
        "downloads",
        "lists",
        "neighbours",
        "query_builder",
        "search",
        "source_texts",
        "timeline",
    }
)
"""The blueprints whose views show things, classes, or files of the graph."""


def is_offered(endpoint: str) -> bool:
    """True if the site has what the view of an endpoint shows."""
    return endpoint.partition(".")[0] not in _PARTS or not current_site().queries_only


def refuse_pages() -> None:
    """Raises QueriesOnly for a request to a part that is not there."""
    if request.endpoint and not is_offered(request.endpoint):
        raise QueriesOnly


View = Callable[..., Response]

LANGUAGE_PART = f"<any({','.join(LANGUAGES)}):language>"
"""The part of a rule that is a language of pages."""

_NAME_END = f".{LANGUAGE_PART}.html"

_NAMED = re.compile(rf"(.+?)(?:(?:\.({'|'.join(LANGUAGES)}))?\.html)?", re.DOTALL)
"""The name of a page, perhaps with its language and its ending."""

LANGUAGE_NAMES: Mapping[str, str] = {"de": "Deutsch", "en": "English"}

NAVIGATION = (
    (
        "classes.classes",
        msg("Browse"),
        ("class_graph.class_graph", "timeline.timeline", "source_texts.documents", "lists.things"),
    ),
    ("questions.questions", msg("Questions"), ("questions.question", "query_builder.builder")),
    ("search.search", msg_in("navigation", "Search"), ("search.names",)),
    ("downloads.dumps", msg("Data"), ()),
    (
        "experts.experts",
        msg("For experts"),
        ("sparql.form", "classes.properties", "ontology.ontology", "ontology.constraints"),
    ),
)
"""The parts of the site: endpoint, text, and the endpoints of further pages of the part. One that
does not exist, or has nothing to show, is left out."""

_NEEDS = {
    "timeline.timeline": ("https://schema.org/startDate", "http://schema.org/startDate"),
    "source_texts.documents": ("https://schema.org/Article", "http://www.w3.org/ns/oa#hasTarget"),
}
"""Of which terms one must be in use, so that there is something on a page."""

SEARCH = "search.search"
"""The endpoint of the search page; where it exists, every page has a search box."""


QUERY_SCRIPT = "query-page.js"
"""The script of pages with the form for a query, bundled from `server/frontend/`."""

RESULT_SCRIPT = "result-page.js"
"""The script of pages with an answer and no form, likewise."""

GRAPH_SCRIPT = "graph-page.js"
"""The script of pages with a graph, from the same place."""

_BUNDLED = (QUERY_SCRIPT, RESULT_SCRIPT, GRAPH_SCRIPT)

PICKER_SCRIPT = "picker.js"
"""The script that finds things for the fields of a question."""

HAS_SERVER = "HAS_SERVER"
"""The setting of an application, False if its answers become files, which no server completes."""

_OF_LANGUAGE = re.compile(rf"(.*)\.(?:{'|'.join(LANGUAGES)})(\.html)", re.DOTALL)
"""The path of a page in one language."""

_NAMED_PAGES = "schlaglicht.named"
"""The key, in `app.extensions`, of the endpoints whose pages have a language in their names."""


_URLS = "schlaglicht.urls"
"""The key, in `app.extensions`, of the URLs of pages that every page leads to."""

_MOST_URLS = 1000


@dataclass(frozen=True)
class Twin:
    """A page in one of the languages."""

    tag: str
    language: str
    """The language's name in itself."""
    url: str
    absolute_url: str


def prepare_pages(app: Flask) -> None:
    """Lets views of `app` be registered by `page_route`, and templates have their texts."""
    app.url_value_preprocessor(_take_language)
    app.extensions[_URLS] = {}
    app.jinja_env.globals |= {
        "_": _text,
        "pgettext": _text_in,
        "plural": _counted,
        "has_content": has_content,
    }


def page_route(blueprint: Blueprint, rule: str) -> Callable[[View], View]:
    """Registers a view at `rule`, a folder or a page without its ending, in all three forms."""
    return named_page_route(blueprint, rule, rule)


def named_page_route(blueprint: Blueprint, rule: str, *also: str) -> Callable[[View], View]:
    """Registers a view at the names of the page `rule` only, and `also` there."""
    name = f"{rule}index" if rule.endswith("/") else rule

    def register(view: View) -> View:
        for twin in (*also, f"{name}.html", name + _NAME_END):
            blueprint.add_url_rule(twin, view_func=view, endpoint=view.__name__)
        return view

    return register


def read_by_path(blueprint: Blueprint, rule: str, endpoint: str) -> None:
    """Lets `link` make names of pages by a rule; requests for them come to a view of all paths."""
    blueprint.record(lambda state: state.add_url_rule(rule, endpoint, build_only=True))


def stem_of_page(path: str) -> str:
    """The name of a page in such a path, whose language it fixes."""
    found = cast(re.Match[str], _NAMED.fullmatch(path))
    if found[2]:
        fix_name(found[2])
    return found[1]


def page(
    template: str,
    *,
    shown_as: str | None = None,
    shown_values: Any = None,
    script: str | None = None,
    image_hosts: Iterable[str] = (),
    more_scripts: Sequence[str] = (),
    forms: Sequence[Form] = (),
    canonical: str | None = None,
    **values: Any,
) -> Response:
    """A template in the reader's language, with what every page shows.

    `shown_as` is the endpoint of the page that is shown, where another was asked for;
    `shown_values` are the values of its rule. `script` is a file of `static/` that the page runs;
    where it was not built, the page does without; `more_scripts` are others. It may show images
    of `image_hosts`. `forms` are the other forms of what the page shows, `canonical` is the URL of
    the page among all that show the same.
    """
    language = reader_language()
    shown = shown_as or request.endpoint
    place = shown_values or request.view_args or {}
    twins = _twins(shown, place)
    lacks_scripts = script in _BUNDLED and not has_scripts()
    script = None if lacks_scripts else script
    body = render_template(
        template,
        lang=language,
        site_title=current_site().title(reader_languages()),
        twins=twins,
        navigation=_navigation(shown, is_first="number" not in place),
        search_url=link(SEARCH)
        if SEARCH in current_app.view_functions and is_offered(SEARCH)
        else None,
        link=link,
        forms=forms,
        canonical=canonical,
        script=script,
        no_scripts=translate(NO_SCRIPTS, language) if lacks_scripts else None,
        more_scripts=more_scripts,
        **values,
    )
    response = make_response(body)
    if script or more_scripts:
        response.headers["Content-Security-Policy"] = with_images(SCRIPT_POLICY, image_hosts)
    response.content_type = "text/html; charset=utf-8"
    response.headers["Content-Language"] = language
    languages = [(twin.tag, twin.absolute_url) for twin in twins] if len(twins) > 1 else []
    if links := link_field(page_links(forms, languages, canonical)):
        response.headers["Link"] = links
    if _is_named(shown) and not has_fixed_name():
        mine = next(twin.url for twin in twins if twin.tag == language)
        response.headers["Content-Location"] = mine
    return response


def is_page_url() -> bool:
    """True if the URL names a page, so that Accept does not count."""
    return request.url_rule is not None and request.url_rule.rule.endswith(".html")


def has_server() -> bool:
    """True where a server answers, which can query and sort; False on a static site."""
    return bool(current_app.config.get(HAS_SERVER, True))


def fix_name(language: str | None) -> None:
    """Notes that the requested name has just one representation; of a page, in `language`.

    Raises NotFound where the site has no pages in that language.
    """
    if language and language not in current_site().languages:
        abort(404)
    g.has_fixed_name = True
    g.language = language


def has_fixed_name() -> bool:
    """True if the URL fixes format and language."""
    return bool(g.get("has_fixed_name"))


def reader_language() -> str:
    """The language of the page: that of its name or of `?lang=`, else the dearest to Accept."""
    return g.get("language") or language_in_query() or _negotiated_language()


def reader_languages() -> tuple[str, ...]:
    """The languages to choose texts of the data by, the page's own first.

    Others follow even if the site has no pages in them: a name in another language beats an IRI.
    The page's name says all: every request for the same page gets the same bytes.
    """
    language = reader_language()
    return (language, *(other for other in LANGUAGES if other != language))


def text_for_reader(texts: Mapping[str, str], otherwise: str) -> Text:
    """Of texts by language tag the best for the reader; without any, `otherwise`, untagged."""
    pairs = [(text, tag) for tag, text in texts.items()]
    return best_text(pairs, reader_languages()) or (otherwise, None)


def link(endpoint: str, **values: Any) -> str:
    """The URL of another page, in the language of this one."""
    return link_in(reader_language(), endpoint, **values)


def link_in(language: str, endpoint: str, **values: Any) -> str:
    """The URL of another page, in a language."""
    return _url(endpoint, language, values)


def data_link(endpoint: str, **values: Any) -> str:
    """The absolute URL of something that is the same in every language: data, an IRI's place."""
    return url_for(endpoint, **values, _external=True)


def _text(english: str, /, **values: object) -> str:
    """The words of a template in the reader's language."""
    return translate(Message(english, values), reader_language())


def _text_in(context: str, english: str, /, **values: object) -> str:
    """The same of words whose English stands for several things."""
    return translate(Message(english, values, context), reader_language())


def _counted(one: str, many: str, number: int, /) -> str:
    """The words of a template for a number of things, which they call `{number}`."""
    counted = {"number": number}
    return translate(Message(one, counted, plural=many, number=number), reader_language())


def grouped(number: int) -> str:
    """A number with its thousands set apart as the reader's language does it."""
    return grouped_in(number, reader_language())


def _url(endpoint: str, language: str, values: Mapping[str, Any]) -> str:
    parameter = "language" if _is_named(endpoint) else "lang"
    if values:
        return url_for(endpoint, **{**values, parameter: language})
    urls: dict[tuple[str, str, str], str] = current_app.extensions[_URLS]
    key = endpoint, language, request.script_root
    url = urls.get(key)
    if url is None:
        language_of: dict[str, Any] = {parameter: language}
        url = url_for(endpoint, **language_of)
        if len(urls) < _MOST_URLS:
            urls[key] = url
    return url


def _is_named(endpoint: str | None) -> bool:
    """True if the pages of an endpoint have their language in their names."""
    named = current_app.extensions.get(_NAMED_PAGES)
    if named is None:
        rules = current_app.url_map.iter_rules()
        named = {rule.endpoint for rule in rules if "language" in rule.arguments}
        current_app.extensions[_NAMED_PAGES] = named
    return endpoint in named


def _take_language(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    if language := (values or {}).pop("language", None):
        fix_name(language)


def language_in_query() -> str | None:
    """The language that `?lang=` asks for; None without it, or where there are no such pages."""
    wanted = request.args.get("lang")
    return wanted if wanted in current_site().languages else None


def _negotiated_language() -> str:
    languages = current_site().languages
    for wanted in preferred_languages(request.headers.get("Accept-Language")):
        language = wanted.partition("-")[0]
        if language in languages:
            return language
    return languages[0]


def _navigation(shown: str | None, *, is_first: bool) -> list[tuple[str, str, str | None]]:
    """Text and URL of each part of the site, and its `aria-current`.

    That is `page` for the page shown, a list's first, and `true` for the part that it belongs to.
    """
    language = reader_language()
    return [
        (
            translate(text, language),
            link(endpoint),
            ("page" if is_first else "true")
            if endpoint == shown
            else "true"
            if shown in also
            else None,
        )
        for endpoint, text, also in NAVIGATION
        if endpoint in current_app.view_functions and has_content(endpoint)
    ]


def has_content(endpoint: str) -> bool:
    """True if the dataset has content for the page of an endpoint."""
    if not is_offered(endpoint):
        return False
    if endpoint == "questions.questions":
        site = current_site()
        graphs = site.snapshot.statistics.graphs
        gives_examples = not site.queries_only and any(x.classes for x in graphs)
        return bool(site.questions or gives_examples)
    needed = _NEEDS.get(endpoint)
    return needed is None or not current_site().terms.isdisjoint(needed)


def _twins(shown: str | None, values: Mapping[str, Any]) -> tuple[Twin, ...]:
    """The page that is shown, in each language."""
    return tuple(
        Twin(tag, LANGUAGE_NAMES[tag], url, request.host_url.rstrip("/") + url)
        for tag in current_site().languages
        for url in (_url_in(tag, shown, values),)
    )


def _url_in(language: str, shown: str | None, values: Mapping[str, Any]) -> str:
    if shown and _is_named(shown):
        return _url(shown, language, values)
    if named := _OF_LANGUAGE.fullmatch(request.path):  # nothing has this name
        return f"{request.script_root}{quote(named[1])}.{language}{named[2]}"
    arguments = request.args.to_dict(flat=False) | {"lang": [language]}
    return f"{request.script_root}{quote(request.path)}?{urlencode(arguments, doseq=True)}"
