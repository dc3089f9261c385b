"""Patterns: an expression of Python for each of XPath, or an error of expressions."""

from __future__ import annotations

import re
from contextlib import suppress

from schlaglicht.validation.literals.patterns import compiled_pattern, is_of_xpath

_FLAGS = ("", "i", "s", "m", "x", "q", "imsx")

SEEDS = tuple(
    bytes([number % len(_FLAGS)]) + pattern
    for number, pattern in enumerate((
        rb"^[a-z-[aeiou]]+$", rb"\p{Lu}\P{IsBasicLatin}", rb"\i\c*[\w\S-]", rb"(a|b)\1{2,5}?",
        rb"[^\d\s.]+?|x*", rb"\.\\\$\^[\]\-]", rb"(?:a)(?=b)", rb"a{,3}[[:alpha:]]",
    ))
)  # fmt: skip


def check(content: bytes) -> None:
    """Raises if a pattern ends with another error than that of expressions."""
    flags = _FLAGS[content[0] % len(_FLAGS)] if content else ""
    pattern = content[1:].decode("utf-8", "ignore")
    with suppress(re.error):
        compiled_pattern(pattern, flags)
    assert is_of_xpath(pattern, flags) in (True, False)
