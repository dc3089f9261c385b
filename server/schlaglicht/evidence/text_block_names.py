"""The blocks of a text, such as its headline and paragraphs: their IRIs, and names for readers."""

from __future__ import annotations

from rdflib import URIRef

from schlaglicht.evidence.model import TextBlock, Texts, Work
from schlaglicht.i18n import LANGUAGES

_KINDS: dict[str, Texts] = {
    "headline": {"de": "Überschrift", "en": "headline"},
    "subheadline": {"de": "Unterzeile", "en": "sub-headline"},
    "paragraph": {"de": "Absatz", "en": "paragraph"},
    "caption": {"de": "Bildunterschrift", "en": "image caption"},
    "credit": {"de": "Bildnachweis", "en": "image credit"},
    "contact-block": {"de": "Kontakt", "en": "contact"},
}
"""Names of text blocks by kind: data, so not among the messages."""


def block_iri(work: Work, block: TextBlock) -> URIRef:
    """The IRI of a text block: that of its work, its kind and its number."""
    number = "" if block.number is None else f"-{block.number}"
    return URIRef(f"{work.iri}-{block.kind}{number}")


def block_names(work: Work, block: TextBlock) -> Texts:
    """The name of a text block in each language: that of its work, its kind and its number."""
    kind = _KINDS.get(block.kind)
    number = "" if block.number is None else f" {block.number}"
    last_part = work.iri.rstrip("/#").replace("#", "/").rsplit("/", 1)[-1]
    names: dict[str, str] = {}
    for language in LANGUAGES:
        text = kind[language] if kind else block.kind
        whole = work.names.get(language) or work.names.get("") or last_part
        names[language] = f"{whole}, {text}{number}"
    return names
