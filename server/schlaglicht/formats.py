"""The table of formats, for files, for the command line and for HTTP."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import QueryResultsFormat, RdfFormat

from schlaglicht.errors import NotAcceptable, ProjectError


@dataclass(frozen=True, eq=False)
class Format:
    """A serialisation: its short name, its registered media type and its file extension.

    Each is defined once, in this module.
    """

    name: str
    media_type: str
    extension: str
    aliases: tuple[str, ...] = ()
    """Media types that also request this format; answers carry the registered one."""
    rdf: RdfFormat | None = None
    results: QueryResultsFormat | None = None
    other_names: tuple[str, ...] = ()
    """Short names that clients use for it if no other format on offer has them."""

    profiles: tuple[str, ...] = ()
    """Profiles that query results always conform to, named if a client requests them."""

    @cached_property
    def content_type(self) -> str:
        """The media type as sent over HTTP: text formats name their charset."""
        if self.media_type == "text/csv":
            return "text/csv; charset=utf-8; header=present"
        textual = self.media_type.startswith("text/")
        return f"{self.media_type}; charset=utf-8" if textual else self.media_type

    @property
    def parameters(self) -> Mapping[str, str]:
        """Parameters of a media type that can be requested for this format."""
        return {"charset": "utf-8"} | (
            {"header": "present"} if self.media_type == "text/csv" else {}
        )


TURTLE = Format(
    "turtle",
    "text/turtle",
    ".ttl",
    ("application/x-turtle", "application/turtle", "text/rdf+n3", "text/n3"),
    RdfFormat.TURTLE,
    other_names=("n3",),
)
NTRIPLES = Format("ntriples", "application/n-triples", ".nt", (), RdfFormat.N_TRIPLES)
JSONLD = Format(
    "jsonld",
    "application/ld+json",
    ".jsonld",
    ("application/json",),
    RdfFormat.JSON_LD,
    other_names=("json-ld", "json"),
    profiles=("http://www.w3.org/ns/json-ld#expanded",),
)
RDFXML = Format(
    "rdfxml",
    "application/rdf+xml",
    ".rdf",
    ("application/xml", "text/xml"),
    RdfFormat.RDF_XML,
    other_names=("rdf+xml", "xml"),
)
TRIG = Format("trig", "application/trig", ".trig", ("application/x-trig",), RdfFormat.TRIG)
NQUADS = Format("nquads", "application/n-quads", ".nq", (), RdfFormat.N_QUADS)

JSON = Format(
    "json",
    "application/sparql-results+json",
    ".srj",
    ("application/json",),
    results=QueryResultsFormat.JSON,
)
XML = Format(
    "xml",
    "application/sparql-results+xml",
    ".srx",
    ("application/xml", "text/xml"),
    results=QueryResultsFormat.XML,
)
CSV = Format("csv", "text/csv", ".csv", (), results=QueryResultsFormat.CSV)
TSV = Format("tsv", "text/tab-separated-values", ".tsv", (), results=QueryResultsFormat.TSV)

GRAPH_FORMATS = (TURTLE, NTRIPLES, JSONLD, RDFXML, TRIG, NQUADS)
"""Formats of graphs (CONSTRUCT, DESCRIBE, dumps, files), the default first."""

FORMATS_WITH_GRAPHS = (TRIG, NQUADS, JSONLD)
"""The formats that can name graphs."""

SOLUTIONS_FORMATS = (JSON, XML, CSV, TSV)
"""Formats of SELECT results, the default first."""

BOOLEAN_FORMATS = (JSON, XML)
"""Formats of ASK results, the default first; CSV and TSV define none."""

FORMATS = GRAPH_FORMATS + SOLUTIONS_FORMATS

HTML = Format("html", "text/html", ".html")
TEXT = Format("text", "text/plain", ".txt")
PLAIN_JSON = Format("json", "application/json", ".json")
ICALENDAR = Format("icalendar", "text/calendar", ".ics", other_names=("calendar",))
VCARD = Format("vcard", "text/vcard", ".vcf", ("text/x-vcard",))
GEOJSON = Format("geojson", "application/geo+json", ".geojson", ("application/vnd.geo+json",))
PROBLEM_JSON = Format("problem", "application/problem+json", ".json", ("application/json",))

ALL_FORMATS = tuple(value for value in tuple(globals().values()) if isinstance(value, Format))
"""Every format there is."""

_BY_EXTENSION = {f.extension: f for f in GRAPH_FORMATS} | {".owl": RDFXML, ".xml": RDFXML}

GRAPH_EXTENSIONS = frozenset(_BY_EXTENSION)
"""File extensions that are read as RDF."""

_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_ROOT_TAG = re.compile(rb".*?<[A-Za-z_:][\w.:-]*(\s[^>]*|/)?>", re.DOTALL)
"""An XML file without comments, from its beginning to the end of the root element's tag."""

_HEAD = 4096
"""Bytes in which that tag is searched; a file with a later one counts as RDF."""


def is_other_xml(path: Path) -> bool:
    """True if a file called `.xml` is XML of another kind, such as a JUnit report.

    RDF/XML names RDF before its root element's tag ends, mostly several times: an error in one of
    these does not make a file another kind of XML.
    """
    if path.suffix.lower() != ".xml":
        return False
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD).replace(b"\0", b"")  # as in UTF-16
    except OSError:
        return False
    tag = _ROOT_TAG.match(_COMMENT.sub(b"", head))
    return tag is not None and b"rdf" not in tag[0].lower()


def graph_format_of(path: Path) -> Format:
    """The format of a file by its extension; raises ProjectError for an unknown one."""
    try:
        return _BY_EXTENSION[path.suffix.lower()]
    except KeyError:
        raise ProjectError(
            f"{path}: not an RDF file by its name; "
            f"known endings: {', '.join(sorted(_BY_EXTENSION))}"
        ) from None


def format_named(name: str, offered: Sequence[Format] = FORMATS) -> Format:
    """The format that a person or a program means by `name`, in any case.

    `name` is a short name, a file extension with or without its dot, or a media type; of several
    separated by commas the first on offer counts.
    Raises NotAcceptable, which lists the short names on offer.
    """
    for wanted in name.lower().split(","):
        found = _format_called(wanted.strip().removeprefix("."), offered)
        if found is not None:
            return found
    raise NotAcceptable(name, tuple(candidate.name for candidate in offered))


def _format_called(wanted: str, offered: Sequence[Format]) -> Format | None:
    for candidate in offered:
        if wanted in (candidate.name, candidate.media_type, candidate.extension.removeprefix(".")):
            return candidate
    for candidate in offered:
        if wanted in candidate.aliases + candidate.other_names:
            return candidate
    return None


def alternatives_to(wanted: Format) -> tuple[str, ...]:
    """The media types of other formats for content that may be impossible in `wanted`."""
    kind = GRAPH_FORMATS if wanted in GRAPH_FORMATS else SOLUTIONS_FORMATS
    return tuple(known.media_type for known in kind if known is not wanted)


def negotiate(accept: str | None, offered: Sequence[Format]) -> Format:
    """The one of `offered` that an Accept header prefers; raises NotAcceptable.

    The most specific range that covers a format gives its quality. At equal quality a format
    that the client names precedes one that only a wildcard covers, then the order of `offered`
    decides. A missing or empty header is `*/*`; a malformed member is ignored.

    A format's aliases are names of it as well, except for XML ones in a header that names HTML:
    browsers list `application/xml` for documents that they can display, which RDF/XML is not.
    There they count only if nothing else is acceptable.
    https://www.rfc-editor.org/rfc/rfc9110#field.accept
    """
    return _negotiated((accept or "")[:_LONGEST_ACCEPT], tuple(offered))


@lru_cache(maxsize=256)
def _negotiated(accept: str, offered: tuple[Format, ...]) -> Format:
    ranges = _media_ranges(accept) or (_MediaRange("*/*", 1.0, {}),)
    browser = any(media_range.kind == HTML.media_type for media_range in ranges)
    for left_aside in (_SHOWN_BY_BROWSERS, ()) if browser else ((),):
        ranks = [_rank(candidate, ranges, left_aside) for candidate in offered]
        best = max(ranks, default=_UNWANTED)
        if best.quality > 0:
            return offered[ranks.index(best)]
    raise NotAcceptable(accept, tuple(candidate.media_type for candidate in offered))


def content_type_for(accept: str | None, chosen: Format) -> str:
    """The Content-Type of an answer in the chosen format, with the requested profile if any.

    https://www.rfc-editor.org/rfc/rfc6906, https://www.w3.org/TR/json-ld11/#iana-considerations
    """
    if chosen.profiles and accept and "profile" in accept:
        for media_range in _media_ranges(accept[:_LONGEST_ACCEPT]):
            wanted = media_range.parameters.get("profile", "").split()
            profile = next((known for known in chosen.profiles if known in wanted), None)
            if profile and media_range.kind == chosen.media_type and media_range.quality > 0:
                return f'{chosen.content_type};profile="{profile}"'
    return chosen.content_type


def preference(accept: str | None) -> Hashable:
    """A key that is equal only for headers with the same result of `negotiate`, for any offer."""
    return _preference((accept or "")[:_LONGEST_ACCEPT])


@lru_cache(maxsize=256)
def _preference(accept: str) -> Hashable:
    if "profile" in accept:
        return accept
    ranges = _media_ranges(accept) or (_MediaRange("*/*", 1.0, {}),)
    browser = any(media_range.kind == HTML.media_type for media_range in ranges)
    return tuple(
        _places([_rank(candidate, ranges, left_aside) for candidate in ALL_FORMATS])
        for left_aside in ((_SHOWN_BY_BROWSERS, ()) if browser else ((),))
    )


def _places(ranks: Sequence[_Rank]) -> tuple[int, ...]:
    """Each rank as its position among the others; 0 is not acceptable."""
    order = sorted({rank for rank in ranks if rank.quality > 0})
    return tuple(order.index(rank) + 1 if rank.quality > 0 else 0 for rank in ranks)


_SHOWN_BY_BROWSERS = ("application/xml", "text/xml")

_LONGEST_ACCEPT = 4096
"""Characters of an Accept header that are read: far more than any client needs."""


class _Rank(NamedTuple):
    quality: float
    named: bool
    """True if the client names the format, False if only a wildcard covers it."""


_UNWANTED = _Rank(0.0, named=False)


@dataclass(frozen=True)
class _MediaRange:
    """One member of an Accept header, in lower case: `type/subtype`, `type/*` or `*/*`."""

    kind: str
    quality: float
    parameters: Mapping[str, str]

    @property
    def specificity(self) -> int:
        """Rank of a match: 0 for `*/*`, 1 for `type/*`, then 2, plus 1 per parameter."""
        if self.kind == "*/*":
            return 0
        return 1 if self.kind.endswith("/*") else 2 + len(self.parameters)

    def covers(self, media_type: str, parameters: Mapping[str, str]) -> bool:
        """True if a representation of this type and with these parameters is in the range.

        A profile is a preference that a server may ignore: RFC 6906.
        """
        family = media_type.partition("/")[0] + "/*"
        return self.kind in ("*/*", family, media_type) and all(
            name == "profile" or parameters.get(name) == value
            for name, value in self.parameters.items()
        )


def _rank(candidate: Format, ranges: Sequence[_MediaRange], left_aside: Sequence[str]) -> _Rank:
    own = _rank_as(candidate.media_type, candidate, ranges)
    others = [_rank_as(a, candidate, ranges) for a in candidate.aliases if a not in left_aside]
    named = [rank for rank in others if rank.named]
    return max(named) if named and not own.named else own


def _rank_as(name: str, candidate: Format, ranges: Sequence[_MediaRange]) -> _Rank:
    covering = [each for each in ranges if each.covers(name, candidate.parameters)]
    if not covering:
        return _UNWANTED
    chosen = max(covering, key=lambda media_range: media_range.specificity)
    return _Rank(chosen.quality, named=chosen.specificity >= 2)


_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_QUOTED = r'"(?:[^"\\]|\\.)*"'
# A quoted string without an end takes the rest of the header with it.
_MEMBER = re.compile(r'(?:[^",]|"(?:[^"\\]|\\.?)*(?:"|$))+')
_KIND = re.compile(rf"\s*({_TOKEN}/{_TOKEN})\s*")
_PARAMETER = re.compile(rf";\s*(?:({_TOKEN})=({_TOKEN}|{_QUOTED}))?\s*")
# RFC 9110 requires a digit before the point; `q=.2` is what Java has always sent.
_QUALITY = re.compile(r"0?\.[0-9]{1,3}|0\.?|1(?:\.0{0,3})?")


@lru_cache(maxsize=256)
def _media_ranges(accept: str) -> tuple[_MediaRange, ...]:
    return tuple(_well_formed_ranges(accept))


def _well_formed_ranges(accept: str) -> Iterator[_MediaRange]:
    for member in _MEMBER.findall(accept):
        kind = _KIND.match(member)
        if not kind or (kind[1].startswith("*/") and kind[1] != "*/*"):
            continue
        parameters = _parameters(member, kind.end())
        quality = parameters.pop("q", "1")
        if _QUALITY.fullmatch(quality):
            yield _MediaRange(kind[1].lower(), float(quality), parameters)


def _parameters(member: str, position: int) -> dict[str, str]:
    """The parameters up to and including `q`; later ones have no meaning.

    If they break the grammar, `q` is not a number.
    """
    parameters: dict[str, str] = {}
    while position < len(member) and "q" not in parameters:
        match = _PARAMETER.match(member, position)
        if not match:
            return {"q": "malformed"}
        if match[1]:
            parameters[match[1].lower()] = _unquoted(match[2]).lower()
        position = match.end()
    return parameters


def _unquoted(value: str) -> str:
    return re.sub(r"\\(.)", r"\1", value[1:-1]) if value.startswith('"') else value
