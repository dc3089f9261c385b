"""Wording: whose words a statement has, as far as its passage shows it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rdflib import RDF, Literal
from rdflib.namespace import DCTERMS, SKOS
from rdflib.term import Node

from schlaglicht.evidence.model import Wording

_OPEN_END = re.compile(r"[^\W\d_]{5}$|\W$")
"""The end of words that a longer word may begin with."""

_RECORDS = (RDF.type, SKOS.inScheme, SKOS.topConceptOf, SKOS.hasTopConcept, DCTERMS.type)


def default_wording(
    predicate: Node, object_: Node, quotes: Iterable[str], language: str | None
) -> Wording:
    """The wording of a statement on passages with the words `quotes`, in a text in `language`."""
    if predicate in _RECORDS:
        return Wording.RECORD
    if not isinstance(object_, Literal) or object_.datatype is not None:
        return Wording.PARAPHRASE
    if any(has_words(str(object_), quote) for quote in quotes):
        return Wording.VERBATIM
    own, tag = (language or "").lower(), (object_.language or "").lower()
    return Wording.TRANSLATION if own and tag and tag != own else Wording.PARAPHRASE


def has_words(words: str, quote: str) -> bool:
    """True if `quote` contains `words`, from the start of a word on, whatever their white space.

    A longer word may go on where they end, as with an ending or in a compound, but not a number and
    no word of less than five letters: "de" is not in "deutsch".
    """
    wanted = squeezed(words)
    if not wanted:
        return False
    start = r"(?<!\w)" if wanted[0].isalnum() else ""
    end = "" if _OPEN_END.search(wanted) else r"(?!\w)"
    return re.search(start + re.escape(wanted) + end, squeezed(quote)) is not None


def squeezed(text: str) -> str:
    """A text with a single space for each run of white space, and no soft hyphens."""
    return " ".join(text.replace("\u00ad", "").split())
