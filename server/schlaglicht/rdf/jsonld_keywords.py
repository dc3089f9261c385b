"""Keywords of JSON-LD 1.1: https://www.w3.org/TR/json-ld11/#syntax-tokens-and-keywords."""

from __future__ import annotations

import re

_FORM = re.compile(r"@[A-Za-z]+")
_KEYWORDS = {
    "@base", "@container", "@context", "@direction", "@graph", "@id", "@import", "@included",
    "@index", "@json", "@language", "@list", "@nest", "@none", "@prefix", "@propagate",
    "@protected", "@reverse", "@set", "@type", "@value", "@version", "@vocab",
}  # fmt: skip


def is_unknown_keyword(text: str) -> bool:
    """True for a text in the form reserved for keywords that is not one: it is ignored."""
    return _FORM.fullmatch(text) is not None and text not in _KEYWORDS
