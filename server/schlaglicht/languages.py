"""Selection of the best text for a reader: language tags compared by RFC 4647.

Texts travel as (text, tag) pairs; a text without language has the tag None or "".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

Text = tuple[str, str | None]

# Each subtag adds one more tag to compare: those of a header could fill 200 kB.
_PREFERENCE = re.compile(
    r"([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8}){0,15})(?:\s*;\s*q=([01](?:\.[0-9]{0,3})?))?"
)
_LONGEST_HEADER = 1024
_UNTAGGED = "en"


def preferred_languages(accept_language: str | None) -> tuple[str, ...]:
    """The language tags of an Accept-Language header in lower case, the most preferred first.

    Tags with `q=0`, of more than 16 subtags, `*` and malformed members are left out; equals keep
    the header's order.
    https://www.rfc-editor.org/rfc/rfc9110#field.accept-language
    """
    return _preferred((accept_language or "")[:_LONGEST_HEADER])


@lru_cache(maxsize=256)
def _preferred(accept_language: str) -> tuple[str, ...]:
    preferences: list[tuple[float, str]] = []
    for member in accept_language.split(","):
        match = _PREFERENCE.fullmatch(member.strip())
        quality = min(float(match[2] or 1), 1.0) if match else 0.0
        if match and quality > 0:
            preferences.append((-quality, match[1].lower()))
    in_order = sorted(preferences, key=lambda preference: preference[0])
    return tuple(dict.fromkeys(tag for _, tag in in_order))


def best_text(texts: Iterable[Text], languages: Sequence[str]) -> Text | None:
    """The best text for a reader of `languages`, most preferred first; None only without texts.

    For each language: its exact tag, then shorter ones (`de` for `de-AT`), then longer ones
    (`de-AT` for `de`). If no language matches: a text without tag, then any. Among equals the
    alphabet decides, so that the same texts give the same result in any order.
    https://www.rfc-editor.org/rfc/rfc4647#section-3.4
    """
    candidates = sorted(texts, key=lambda text: ((text[1] or "").lower(), text[0]))
    if len(candidates) < 2:
        return candidates[0] if candidates else None
    for wanted in _tags_in_order(tuple(languages)):
        for candidate in candidates:
            tag = (candidate[1] or "").lower()
            if tag == wanted or (wanted.endswith("-") and tag.startswith(wanted)):
                return candidate
    return candidates[0]


def first_spoken(texts: Iterable[Text | None], languages: Sequence[str]) -> Text | None:
    """The first text in the reader's first language; without one, the first text of all.

    For texts of several authors, the one with the most say first. A text without language counts
    as English, in which vocabularies are written.
    """
    found = [text for text in texts if text]
    first = _primary(languages[0] if languages else _UNTAGGED)
    spoken = (text for text in found if _primary(text[1] or _UNTAGGED) == first)
    return next(spoken, found[0] if found else None)


def _primary(tag: str) -> str:
    return tag.lower().partition("-")[0]


@lru_cache(maxsize=256)
def _tags_in_order(languages: tuple[str, ...]) -> tuple[str, ...]:
    """Tags to search for; one that ends in a hyphen matches all that begin with it."""
    return tuple(_tags(languages))


def _tags(languages: tuple[str, ...]) -> Iterator[str]:
    for language in languages:
        subtags = language.lower().split("-")
        while subtags:
            yield "-".join(subtags)
            subtags.pop()
            # A single letter begins an extension, meaningless by itself.
            if subtags and len(subtags[-1]) == 1:
                subtags.pop()
        yield language.lower() + "-"
    yield ""
