"""Messages: English in place, German by gettext; and the best text for a reader.

`msg("{term} is not declared", term=…)` keeps a text and its values; `make messages` extracts the
text into `locale/`. At the edge, `translate` turns it into words.

Texts in data travel as (text, tag) pairs; one without language has the tag None or "". Language
tags are compared by RFC 4647.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gettext import NullTranslations

LANGUAGES = ("de", "en")
"""The languages of pages and of the command line."""
Texts = Mapping[str, str]
"""A text by language tag."""

_NO_TEXTS: Texts = {}

DOMAIN = "schlaglicht"
LOCALE = Path(__file__).with_name("locale")

DEFAULT_LANGUAGE = "en"
"""Language of the texts in the code."""

_NO_COUNTS = frozenset({"line", "column", "port"})
"""Fields whose numbers name something: their digits are not grouped."""


@dataclass(frozen=True, eq=False, slots=True)
class Message(Mapping[str, str]):
    """A text with the values of its fields; as a mapping, its translations by language.

    A value that is itself a text by language is inserted in the requested language, else in
    English or any other; a whole number with its thousands set apart.
    """

    text: str
    fields: Mapping[str, object] = field(default_factory=dict)
    context: str | None = None
    """Distinguishes texts that are the same in English only."""
    plural: str | None = None
    """The text for any `number` but one."""
    number: int = 1

    def filled(self, **values: object) -> Message:
        """The same text with further values."""
        return replace(self, fields={**self.fields, **values})

    def __str__(self) -> str:
        return translate(self, DEFAULT_LANGUAGE)

    def __getitem__(self, language: str) -> str:
        if language not in LANGUAGES:
            raise KeyError(language)
        return translate(self, language)

    def __iter__(self) -> Iterator[str]:
        return iter(LANGUAGES)

    def __len__(self) -> int:
        return len(LANGUAGES)


def msg(text: str, /, **values: object) -> Message:
    """A message; its text is a literal, so that it can be extracted."""
    return Message(text, values)


def msg_in(context: str, text: str, /, **values: object) -> Message:
    """A message whose English text is ambiguous; `context` selects the meaning."""
    return Message(text, values, context)


def plural(one: str, many: str, number: int, /, **values: object) -> Message:
    """A message with a count; its texts refer to it as `{number}`."""
    return Message(one, {"number": number, **values}, plural=many, number=number)


def no_texts() -> Texts:
    """An empty text; always the same one, as there may be very many."""
    return _NO_TEXTS


def verbatim(text: str) -> Message:
    """A text that is the same in each language."""
    return Message("{text}", {"text": text})


def lines(*texts: Texts) -> Message:
    """Several texts as one of several lines, language by language."""
    names = [f"line{number}" for number in range(len(texts))]
    return Message("\n".join(f"{{{name}}}" for name in names), dict(zip(names, texts, strict=True)))


def either(first: Message | str, *others: Message | str) -> Message | str:
    """Alternatives in words: “a, b or c”."""
    for number, other in enumerate(others, 1):
        joined = msg("{one} or {other}") if number == len(others) else msg("{one}, {other}")
        first = joined.filled(one=first, other=other)
    return first


def translate(message: Message, language: str) -> str:
    """The text of a message in a language; English if there is no translation."""
    text = _english(message) if language == DEFAULT_LANGUAGE else _translated(message, language)
    fields = message.fields.items()
    return text.format_map({name: _in_language(name, value, language) for name, value in fields})


def grouped(number: int, language: str) -> str:
    """A count for people, its thousands set apart: `1,234`, in German `1.234`."""
    return f"{number:,}".replace(",", "." if language == "de" else ",")


def _in_language(name: str, value: object, language: str) -> object:
    if isinstance(value, Message):
        return translate(value, language)
    if isinstance(value, int) and not isinstance(value, bool) and name not in _NO_COUNTS:
        return grouped(value, language)
    if not isinstance(value, Mapping):
        return value
    # A text of a project may lack this language.
    return next((value[tag] for tag in (language, DEFAULT_LANGUAGE, *value) if tag in value), "")


def _english(message: Message) -> str:
    return message.text if message.plural is None or message.number == 1 else message.plural


def _translated(message: Message, language: str) -> str:
    catalogue = _catalogue(language)
    if message.plural is not None:
        return catalogue.ngettext(message.text, message.plural, message.number)
    if message.context is not None:
        return catalogue.pgettext(message.context, message.text)
    return catalogue.gettext(message.text)


@cache
def _catalogue(language: str) -> NullTranslations:
    """Reads a catalogue on first use: most runs are in English and need none."""
    from gettext import translation

    return translation(DOMAIN, LOCALE, [language], fallback=True)


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
