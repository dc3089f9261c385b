"""Words of a header's declarations: terms as in queries, dates, numbers and commas."""

from __future__ import annotations

import re
from typing import NamedTuple

from schlaglicht.questions.parameters import NUMBER, date_term, iri_of, is_date, number_term
from schlaglicht.rdf.iris import is_language_tag
from schlaglicht.rdf.ntriples_text import ESCAPE, literal_of, unescaped
from schlaglicht.rdf.prefixes import Prefixes

_WORD = re.compile(r'"(?:[^"\\]|\\.)*+"(?:@[A-Za-z0-9-]++)?|<[^<>\s]*+>|,|[^\s,]++')
_TEXT = re.compile(rf'"((?:[^"\\]|{ESCAPE})*+)"(?:@([A-Za-z0-9-]++))?')


class Word(NamedTuple):
    """A word and its columns, from 1; the second is exclusive."""

    text: str
    start: int
    end: int


def words_of(line: str, start: int) -> list[Word]:
    """The words of a line from the character with this index."""
    return [Word(w[0], w.start() + 1, w.end() + 1) for w in _WORD.finditer(line, start)]


def split_at_commas(words: list[Word]) -> list[list[Word]]:
    """The words between commas."""
    parts: list[list[Word]] = [[]]
    for word in words:
        if word.text == ",":
            parts.append([])
        else:
            parts[-1].append(word)
    return parts


def term_of(word: str, prefixes: Prefixes) -> str | None:
    """The term that a word writes, in N-Triples; None if it writes none."""
    if found := _TEXT.fullmatch(word):
        text, language = found.groups()
        if language and not is_language_tag(language):
            return None
        return literal_of(unescaped(text), language=language or "")
    if is_date(word):
        return date_term(word)
    if NUMBER.fullmatch(word):
        return number_term(word)
    is_iri = word.startswith("<")  # elsewhere than in a query, an IRI may go without brackets
    iri = iri_of(word if is_iri else f"<{prefixes.expand(word)}>", prefixes)
    return f"<{iri}>" if iri else None
