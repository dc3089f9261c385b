"""Rules for web servers, so that a static site negotiates as `schlaglicht serve` does.

The texts are in `rules/`; names between `@` are filled in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from importlib import resources
from pathlib import Path

from schlaglicht.formats import (
    CSV,
    GEOJSON,
    GRAPH_FORMATS,
    HTML,
    ICALENDAR,
    JSONLD,
    NTRIPLES,
    PLAIN_JSON,
    RDFXML,
    TSV,
    TURTLE,
    VCARD,
)
from schlaglicht.settings.project_settings import Settings
from schlaglicht.static_site.file_names import Root
from schlaglicht.web.http.headers import EVERYWHERE, SCRIPT_POLICY, with_images

_FILES = {
    "htaccess": ".htaccess",
    "_redirects": "_redirects",
    "_headers": "_headers",
    "nginx-http.conf": "hosting/nginx-http.conf",
    "nginx-server.conf": "hosting/nginx-server.conf",
    "w3id.htaccess": "hosting/w3id.htaccess",
}
"""Texts and the files they are written to; `.nojekyll`, for GitHub Pages, is empty."""

_PREFERRED = (
    (JSONLD.media_type, JSONLD.extension),
    (TURTLE.media_type, TURTLE.extension),
    (NTRIPLES.media_type, NTRIPLES.extension),
    (RDFXML.media_type, RDFXML.extension),
    (f"{HTML.media_type}|application/xhtml+xml", HTML.extension),
    (PLAIN_JSON.media_type, PLAIN_JSON.extension),
)
"""Media types in order: RDF formats first, since clients that name one want data; then HTML."""

_NAMED_TYPES = (*GRAPH_FORMATS, CSV, TSV, PLAIN_JSON, ICALENDAR, VCARD, GEOJSON)
_TYPES = {
    **{known.extension[1:]: known.media_type for known in _NAMED_TYPES},
    "html": "text/html",
    "css": "text/css",
    "js": "text/javascript",
    "txt": "text/plain",
    "xml": "application/xml",
    "svg": "image/svg+xml",
    "atom": "application/atom+xml",
    "rq": "application/sparql-query",
    "srj": "application/sparql-results+json",
    "srx": "application/sparql-results+xml",
    "gz": "application/gzip",
}


def write_rules(root: Root, settings: Settings, folder: Path) -> None:
    """Writes the rules for a site at `root` into `folder`; its base, hosts and languages count."""
    base = settings.base
    values = _values(root, settings)
    for name, target in _FILES.items():
        if name == "w3id.htaccess" and base in (None, root.url):
            continue
        path = folder / target
        path.parent.mkdir(exist_ok=True)
        text = (resources.files(__package__) / "rules" / name).read_text(encoding="utf-8")
        filled = re.sub("@([A-Z_0-9]+)@", lambda found: values[found[1]], text)
        path.write_text(filled, encoding="utf-8")
    (folder / ".nojekyll").write_bytes(b"")


def _values(root: Root, settings: Settings) -> dict[str, str]:
    policy = with_images(SCRIPT_POLICY, settings.shown_hosts)
    tags = settings.site.languages
    default, *others = tags
    languages = "\n".join(f"    ~*^{language} {language};" for language in others)
    return {
        "URL": root.url,
        "FOLDER": root.folder,
        "FOLDER_PATTERN": re.escape(root.folder),
        "BASE": settings.base or "",
        "DEFAULT": default,
        "LANGUAGES": "|".join(tags),
        "APACHE_TYPES": "\n".join(f"AddType {kind} .{e}" for e, kind in _TYPES.items())
        + f"\nAddCharset utf-8 {' '.join(f'.{e}' for e in _TYPES if e not in _BINARY)}"
        + "\nRemoveEncoding .gz",
        "APACHE_LANGUAGES": "\n".join(f"AddLanguage {tag} .{tag}" for tag in tags),
        "APACHE_HEADERS": _header_lines(policy, lambda n, v: f'Header always set {n} "{v}"'),
        "APACHE_TWINS": _apache_twins(others),
        "APACHE_DATA": "\n".join((*_apache_data(), *_apache_forms(default, others))),
        "NGINX_LANGUAGES": languages,
        "NGINX_TYPES": "\n".join(f"        {kind} {e};" for e, kind in _TYPES.items()),
        "NGINX_HEADERS": _header_lines(policy, lambda n, v: f'    add_header {n} "{v}" always;'),
        "NETLIFY_LANGUAGES": "\n".join(
            f"{root.folder}/  {root.folder}/index.{tag}.html  302  Language={tag}" for tag in others
        ),
        "NETLIFY_HEADERS": _header_lines(policy, lambda n, v: f"  {n}: {v}"),
        "W3ID_DATA": "\n".join(_w3id_data(root)),
    }


_BINARY = ("gz",)
_IN_RULES = ("Access-Control-Allow-Origin", "Content-Security-Policy", "Referrer-Policy",
             "X-Content-Type-Options")  # fmt: skip


def _header_lines(policy: str, line: Callable[[str, str], str]) -> str:
    """A line per field; one policy for all pages, since not every host can set it by page."""
    fields = {**EVERYWHERE, "Content-Security-Policy": policy}
    return "\n".join(line(name, fields[name]) for name in _IN_RULES)


def _apache_twins(languages: Sequence[str]) -> str:
    return "\n".join(
        f"""{_prefers(language)}
RewriteCond %{{REQUEST_FILENAME}} ^(.+)\\.html$
RewriteCond %1.{language}.html -f
RewriteRule ^(.+)\\.html$ $1.{language}.html [L]
{_prefers(language)}
RewriteCond %{{HTTP_ACCEPT}} ^$|text/html|\\*/\\*
RewriteCond %{{REQUEST_FILENAME}}/index.{language}.html -f
RewriteRule ^((?:.+/)?)$ $1index.{language}.html [L]"""
        for language in languages
    )


def _apache_forms(default: str, others: Sequence[str]) -> Iterator[str]:
    for known in (ICALENDAR, VCARD, GEOJSON):
        for language in (*others, default):
            prefers = "" if language == default else f"{_prefers(language)}\n"
            ending = f".{language}{known.extension}"
            yield _see_other(f"{_accepts(known.media_type)}\n{prefers}".rstrip(), ending)


def _apache_data() -> Iterator[str]:
    defaults = ((_accepts(kind), ending) for kind, ending in _PREFERRED)
    for condition, ending in (*defaults, (_NO_PREFERENCE, TURTLE.extension)):
        yield _see_other(f"{condition}\nRewriteCond %{{REQUEST_FILENAME}} !-f", ending)
        if ending != HTML.extension:
            yield _see_other(condition, ending, is_folder=True)


def _see_other(conditions: str, ending: str, *, is_folder: bool = False) -> str:
    """A redirection to the document of a thing with this ending, if there is one."""
    file, path = (f"/index{ending}", "^$|/$") if is_folder else (ending, "[^/]$")
    return f"""{conditions}
RewriteCond %{{REQUEST_FILENAME}}{file} -f
RewriteCond %{{THE_REQUEST}} "^\\S+ ([^ ?]+)"
RewriteRule {path} %1{file.removeprefix("/")} [R=303,NE,L]"""


_NO_PREFERENCE = "RewriteCond %{HTTP_ACCEPT} ^(\\*/\\*)?$"


def _prefers(language: str) -> str:
    return f"RewriteCond %{{HTTP:Accept-Language}} ^\\s*{language}\\b [NC]"


def _accepts(kind: str) -> str:
    return f"RewriteCond %{{HTTP_ACCEPT}} {kind.replace('+', '.')}"


def _w3id_data(root: Root) -> Iterator[str]:
    for kind, ending in _PREFERRED:
        condition = _accepts(kind)
        yield f"{condition}\nRewriteRule ^((?:.*/)?[^/]+)$ {root.url}$1{ending} [R=303,L]"
        if ending != HTML.extension:
            yield f"{condition}\nRewriteRule ^((?:.*/)?)$ {root.url}$1index{ending} [R=303,L]"
