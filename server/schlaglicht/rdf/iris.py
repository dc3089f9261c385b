"""IRIs: relative ones resolved as strict parsers do, and their parts."""

from __future__ import annotations

import re
from pathlib import PurePath
from urllib.parse import quote

_IRI_PARTS = re.compile(r"^(?:([^:/?#]+):)?(?://([^/?#]*))?([^?#]*)(\?[^#]*)?(#.*)?$", re.DOTALL)
_SCHEME = re.compile(r"https?://(?:www\.)?")
_ABSOLUTE = re.compile(
    r"""[A-Za-z][A-Za-z0-9+.-]* :
        (//\[[0-9A-Fa-f:.]+\])?
        ( [^\x00-\x20<>"{}|\\^`\[\]%\x7f-\x9f\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufff0-\uffff]
        | %[0-9A-Fa-f]{2} )*""",
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
    """`reference` resolved against `base`: https://www.rfc-editor.org/rfc/rfc3986#section-5.2.

    As in strict parsers, an IRI with a scheme or an authority is kept as written.
    """
    scheme, authority, path, query, fragment = _iri_parts(reference)
    if scheme:
        return reference
    base_scheme, base_authority, base_path, base_query, _ = _iri_parts(base)
    if authority is not None:
        return f"{base_scheme}:{reference}"
    if not path:
        path, query = base_path, query or base_query
    elif path.startswith("/"):
        path = _without_dots(path)
    else:
        folder = base_path.rpartition("/")[0] + "/"
        merged = folder if "/" in base_path or base_authority is not None else ""
        path = _without_dots(merged + path)
    head = f"{base_scheme}:" + (f"//{base_authority}" if base_authority is not None else "")
    return head + path + query + fragment


def _iri_parts(iri: str) -> tuple[str, str | None, str, str, str]:
    match = _IRI_PARTS.match(iri)
    scheme, authority, path, query, fragment = match.groups() if match else ("", None, iri, "", "")
    return scheme or "", authority, path, query or "", fragment or ""


def _without_dots(path: str) -> str:
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == "..":
            if len(kept) > 1 or (kept and kept[0] != ""):
                kept.pop()
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in {".", ".."}:
        kept.append("")
    return "/".join(kept)


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
