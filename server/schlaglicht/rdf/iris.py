"""IRIs: relative ones resolved as strict parsers do, and their parts."""

from __future__ import annotations

import re
from pathlib import PurePath
from urllib.parse import quote

_NOT_IN_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')
_SCHEMED = re.compile(r"[^:/?#]+:")
_SCHEME = re.compile(r"https?://(?:www\.)?")
_ABSOLUTE = re.compile(
    r"""[A-Za-z][A-Za-z0-9+.-]* :
        (//\[[0-9A-Fa-f:.]+\])?
        (?: %[0-9A-Fa-f]{2} |
        [^\x00-\x20<>"{}|\\^`\[\]%\x7f-\x9f\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufff0-\uffff]++
        )*+""",
    re.VERBOSE,
)


def is_absolute_iri(text: str) -> bool:
    """True for a scheme, an authority and the characters of an IRI, to strict parsers as well.

    https://www.rfc-editor.org/rfc/rfc3987
    """
    if _ABSOLUTE.fullmatch(text) is None:
        return False
    from pyoxigraph import NamedNode

    try:
        NamedNode(text)
    except ValueError:
        return False
    return True


def is_language_tag(text: str) -> bool:
    """True for a language tag to strict parsers: https://www.rfc-editor.org/rfc/rfc5646."""
    from pyoxigraph import Literal

    try:
        Literal("", language=text)
    except ValueError:
        return False
    return True


def resolve_iri(base: str, reference: str) -> str:
    """`reference` resolved against `base` by the strict parser; as it is where that cannot.

    One that begins as with a scheme is kept as it is, valid or not.
    """
    if _SCHEMED.match(reference):
        return reference
    from pyoxigraph import RdfFormat, parse

    written = _NOT_IN_IRI.sub(lambda found: f"\\u{ord(found[0]):04X}", reference)
    try:
        statement = f"<{written}> <x:p> <x:o> .".encode()
        quad = next(parse(statement, RdfFormat.TURTLE, base_iri=base, lenient=True))
    except (SyntaxError, ValueError):  # a base that is no IRI, or half of a character
        return reference
    return str(quad.subject)[1:-1]


RELATIVE = "file:///"
"""The beginning of what a relative IRI becomes where nothing says what it is relative to."""


def file_iri(place: PurePath) -> str:
    """The IRI of a file at a relative `place`, below a root that is not one of this machine."""
    return RELATIVE + quote(place.as_posix(), errors="surrogateescape")


def bare_iri(iri: object) -> str:
    """An IRI without a final `#` or `/`: ontologies are named with it and without."""
    return str(iri).rstrip("#/")


def plain_namespace(namespace: str) -> str:
    """A namespace without the parts that are often written differently."""
    return _SCHEME.sub("", namespace.lower(), count=1).rstrip("#/")


def local_name(iri: str) -> str:
    """The part after the last `#` or `/` of an IRI; the whole IRI if that is empty."""
    return re.split(r"[#/]", iri)[-1] or iri


def namespace_of(iri: str) -> str:
    """An IRI up to and including its last `#` or `/`."""
    return iri[: len(iri) - len(local_name(iri))]
