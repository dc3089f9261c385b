"""Wording: whose words a statement has, as far as its passage shows it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from unicodedata import normalize

from rdflib import RDF, Literal
from rdflib.namespace import DCTERMS, SKOS
from rdflib.term import Node

from schlaglicht.evidence.model import Wording

_OPEN_END = re.compile(r"[^\W\d_]{5}$|\W$")
"""The end of words that a longer word may begin with."""
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_DATE = re.compile(r"\d{1,2}\.\d{1,2}\.\d{2,4}")

TYPESETTING = {
    **dict.fromkeys((0x00AD, 0x200B, 0x2060, 0xFEFF), ""),
    **{code: normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)},
}
"""What stands in a text only for its lines and letterforms, and the letters in its place.

Soft hyphens and spaces without a width are nothing, ligatures their letters.
"""

RECORD_PROPERTIES = (RDF.type, SKOS.inScheme, SKOS.topConceptOf, SKOS.hasTopConcept, DCTERMS.type)
"""Properties whose statements are records wherever they stand."""


def default_wording(
    predicate: Node, object_: Node, quotes: Iterable[str], language: str | None
) -> Wording:
    """The wording of a statement on passages with the words `quotes`, in a text in `language`."""
    if predicate in RECORD_PROPERTIES:
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
    no word of less than five letters: "de" is not in "deutsch", 12 not in 12.000 or 3,12. Whether a
    letter and its accent are one character or two does not matter, nor do ligatures.
    """
    wanted, text = composed(squeezed(words)), composed(squeezed(quote))
    if not wanted:
        return False
    start = r"(?<!\w)" if wanted[0].isalnum() else ""
    end = "" if _OPEN_END.search(wanted) else r"(?!\w)"
    found = re.finditer(start + re.escape(wanted) + end, text)
    inside = _inside_numbers(text) if wanted[0].isdigit() or wanted[-1].isdigit() else set()
    return any(inside.isdisjoint(each.span()) for each in found)


def composed(text: str) -> str:
    """A text with one character for each letter with its accents (NFC)."""
    return normalize("NFC", text)


def _inside_numbers(text: str) -> set[int]:
    """The places between the digits of numbers; the parts of a date are numbers of their own."""
    numbers = (n for n in _NUMBER.finditer(text) if not _DATE.fullmatch(n[0]))
    return {at for number in numbers for at in range(number.start() + 1, number.end())}


def is_own_text(term: Node | None, language: str | None) -> bool:
    """True for a text in the language of the document, or without one."""
    own = (language or "").lower()
    return (
        isinstance(term, Literal)
        and term.datatype is None
        and (term.language or own).lower() == own
    )


def cuts_word(text: str, start: int, end: int) -> bool:
    """True if a passage of `text` begins or ends inside a word or a number."""
    inside = (at for at in (start, end) if 0 < at < len(text))
    return any(text[at - 1].isalnum() and text[at].isalnum() for at in inside)


def squeezed(text: str) -> str:
    """A text with a single space for each run of white space, and none of `TYPESETTING`."""
    return " ".join(text.translate(TYPESETTING).split())
