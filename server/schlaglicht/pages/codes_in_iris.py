"""Names that IRIs spell out, the same in every language: of licences, formats and codes."""

from __future__ import annotations

import re
from mimetypes import MimeTypes

_MEDIA_TYPES = re.compile(r"https?://www\.iana\.org/assignments/media-types/([\w.+-]+/[\w.+-]+)")
_CREATIVE_COMMONS = re.compile(
    r"https?://creativecommons\.org/licenses/(by(?:-nc)?(?:-sa|-nd)?)/(\d\.\d)"
    r"(?:/([a-z]{2}))?(?:/(?:deed(?:\.\w+)?|legalcode(?:\.\w+)?|rdf)?)?"
)
_NAMED = {
    r"https?://creativecommons\.org/publicdomain/zero/1\.0(?:/.*)?": "CC0 1.0",
    r"https?://creativecommons\.org/publicdomain/mark/1\.0(?:/.*)?": "Public Domain Mark 1.0",
    r"https?://(?:www\.)?opendatacommons\.org/licenses/odbl/(?:1-0/?)?": "ODbL 1.0",
    r"https?://(?:www\.)?opendatacommons\.org/licenses/by/(?:1-0/?)?": "ODC-By 1.0",
    r"https?://(?:www\.)?opendatacommons\.org/licenses/pddl/(?:1-0/?)?": "PDDL 1.0",
    r"https?://(?:www\.)?govdata\.de/dl-de/by-2-0": "dl-de/by-2-0",
    r"https?://(?:www\.)?govdata\.de/dl-de/zero-2-0": "dl-de/zero-2-0",
    r"https?://(?:www\.)?dcat-ap\.de/def/licenses/dl-by-de/2\.0": "dl-de/by-2-0",
    r"https?://(?:www\.)?dcat-ap\.de/def/licenses/dl-zero-de/2\.0": "dl-de/zero-2-0",
    r"https?://(?:www\.)?dcat-ap\.de/def/licenses/cc-by/4\.0": "CC BY 4.0",
    r"https?://(?:www\.)?dcat-ap\.de/def/licenses/cc-zero": "CC0 1.0",
    r"https?://(?:www\.)?apache\.org/licenses/LICENSE-2\.0(?:\.\w+)?": "Apache-2.0",
    r"https?://(?:www\.)?opensource\.org/licenses?/MIT/?": "MIT",
}
"""The addresses of single licences."""

_CODES = re.compile(
    r"https?://(?:publications\.europa\.eu/resource/authority/[a-z-]+"
    r"|spdx\.org/licenses)/([\w.+-]+?)(?:\.html)?"
)
"""Tables of codes, with an IRI for each."""

_FILE_TYPES = MimeTypes()
"""The media types that Python itself knows, the same on every machine."""

_NAMES = {
    "application/geo+json": "GeoJSON",
    "application/gzip": "GZIP",
    "application/ld+json": "JSON-LD",
    "application/n-quads": "N-Quads",
    "application/n-triples": "N-Triples",
    "application/rdf+xml": "RDF/XML",
    "application/trig": "TriG",
    "application/vnd.geo+json": "GeoJSON",
    "application/vnd.oasis.opendocument.spreadsheet": "ODS",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "XLSX",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "DOCX",
    "text/turtle": "Turtle",
}
"""Those whose usual names are not file extensions, or that Python does not know."""


def name_in(iri: str) -> str | None:
    """The name of a well-known licence, media type or code by its IRI, such as *CC BY 4.0*."""
    if found := _MEDIA_TYPES.fullmatch(iri):
        return name_of_media_type(found[1]) or found[1]
    if found := _CREATIVE_COMMONS.fullmatch(iri):
        kind, version, country = found.groups()
        return f"CC {kind.upper()} {version}{f' {country.upper()}' if country else ''}"
    if found := _CODES.fullmatch(iri):
        return re.sub(r"(?<=\d)_(?=\d)", ".", found[1]).replace("_", " ")
    return next((name for known, name in _NAMED.items() if re.fullmatch(known, iri)), None)


def name_of_media_type(media_type: str) -> str | None:
    """The short name of a media type, such as *TSV*; None if it is not known."""
    plain = media_type.partition(";")[0].strip().lower()
    if plain in _NAMES:
        return _NAMES[plain]
    ending = _FILE_TYPES.guess_extension(plain)
    return ending.removeprefix(".").upper() if ending else None
