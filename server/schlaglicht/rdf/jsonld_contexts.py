"""Keywords of JSON-LD 1.1, and what the contexts of a text define.

https://www.w3.org/TR/json-ld11/#syntax-tokens-and-keywords
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

_FORM = re.compile(r"@[A-Za-z]+")
_KEYWORDS = {
    "@base", "@container", "@context", "@direction", "@graph", "@id", "@import", "@included",
    "@index", "@json", "@language", "@list", "@nest", "@none", "@prefix", "@propagate",
    "@protected", "@reverse", "@set", "@type", "@value", "@version", "@vocab",
}  # fmt: skip


def is_unknown_keyword(text: str) -> bool:
    """True for a text in the form reserved for keywords that is not one: it is ignored."""
    return _FORM.fullmatch(text) is not None and text not in _KEYWORDS


def read_definitions(text: str) -> dict[str, str]:
    """The names that the contexts of a JSON-LD text define, with their IRIs."""
    iris = {}
    for name, definition in context_definitions(json.loads(text), within=False):
        iri = definition.get("@id") if isinstance(definition, dict) else definition
        if isinstance(iri, str):
            iris[name] = iri
    return iris


def context_definitions(content: Any, *, within: bool) -> Iterator[tuple[str, Any]]:
    """The definitions of all contexts of a document, wherever they are."""
    if isinstance(content, list):
        for item in content:
            yield from context_definitions(item, within=within)
    elif isinstance(content, dict):
        for name, value in content.items():
            if within and not name.startswith("@"):
                yield name, value
            yield from context_definitions(value, within=name == "@context")
