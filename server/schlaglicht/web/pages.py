"""Pages for people: in which language, and how they link to each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask import Response, make_response, render_template, request, url_for

from schlaglicht.languages import Text, best_text, preferred_languages
from schlaglicht.web.site import current_site
from schlaglicht.web.texts import DEFAULT_LANGUAGE, LANGUAGE_NAMES, LANGUAGES, TEXTS


def page(template: str, *, status: int = 200, **values: Any) -> Response:
    """A template in the reader's language, with what every page shows."""
    language = reader_language()
    body = render_template(
        template,
        lang=language,
        t=TEXTS[language],
        site_title=current_site().title(reader_languages()),
        switches=[(tag, LANGUAGE_NAMES[tag], _url_in(tag)) for tag in LANGUAGES],
        lang_in_url=_language_in_url(),
        **values,
    )
    response = make_response(body, status)
    response.content_type = "text/html; charset=utf-8"
    response.headers["Content-Language"] = language
    return response


def reader_language() -> str:
    """The language of the page: what `?lang=` says, else the dearest in Accept-Language."""
    return _language_in_url() or _negotiated_language()


def reader_languages() -> tuple[str, ...]:
    """The languages to choose texts of the data by, the page's own first."""
    return (reader_language(), *preferred_languages(request.headers.get("Accept-Language")))


def text_for_reader(texts: Mapping[str, str], otherwise: str) -> Text:
    """Of texts by language tag the best for the reader; without any, `otherwise`, untagged."""
    pairs = [(text, tag) for tag, text in texts.items()]
    return best_text(pairs, reader_languages()) or (otherwise, None)


def link(endpoint: str, **values: Any) -> str:
    """The URL of another page, in the language that the current URL fixes, if it does."""
    return url_for(endpoint, **values, lang=_language_in_url())


def grouped(number: int) -> str:
    """A number with its thousands set apart as the reader's language does it."""
    separator = "." if reader_language() == "de" else ","
    return f"{number:,}".replace(",", separator)


def _language_in_url() -> str | None:
    wanted = request.args.get("lang")
    return wanted if wanted in LANGUAGES else None


def _negotiated_language() -> str:
    for wanted in preferred_languages(request.headers.get("Accept-Language")):
        language = wanted.partition("-")[0]
        if language in LANGUAGES:
            return language
    return DEFAULT_LANGUAGE


def _url_in(language: str) -> str:
    arguments = request.args.to_dict(flat=False) | {"lang": [language]}
    return f"{request.script_root}{request.path}?{urlencode(arguments, doseq=True)}"
