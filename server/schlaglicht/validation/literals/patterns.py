"""Regular expressions of `sh:pattern`, which are XPath's, as patterns of Python.

https://www.w3.org/TR/xpath-functions/#regex-syntax
"""

from __future__ import annotations

import re
from contextlib import suppress
from functools import lru_cache

_FLAGS = {"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL}
_ESCAPE = r"\\[pP]\{[^}]*\}|\\."
_PARTS = re.compile(rf"(?P<escape>{_ESCAPE})|(?P<begin>\[\^?)|(?P<mark>.)", re.DOTALL)
_MEMBERS = re.compile(rf"(?P<escape>{_ESCAPE})|(?P<less>-\[\^?)|(?P<end>\])|(?P<mark>.)", re.DOTALL)
_SPACE_AND_MORE = re.compile(rf"{_ESCAPE}|\[(?:\\.|[^\]\\])+\]|(?P<space>[ \t\n\r])|.", re.DOTALL)
_MANY = re.compile(r"\\[sSdDwWiIcCpP]")
"""Escapes that stand for many characters."""
_PLAIN = {r"\n": r"\n", r"\r": r"\r", r"\t": r"\t"}
_ATOM = (
    r"[\w :/@,;=%#'\"<>~!&-]"
    r"|\\[.\\^$|?*+(){}\[\]nrt-]"
    r"|\[\^?(?:[A-Za-z0-9_ @:/.,]|[a-z]-[a-z]|[A-Z]-[A-Z]|[0-9]-[0-9])+\]"
    r"|[.)]"
)
_SIMPLE = re.compile(
    rf"(?:(?:{_ATOM})(?:(?:[*+?]|\{{[0-9]{{1,3}}(?:,[0-9]{{0,3}})?\}})\??)?(?![*+?{{])|[\^$|(](?![*+?{{]))*",
    re.ASCII,
)
"""Patterns that XPath and Python read alike, but for `.` and `$`: no need to ask elementpath."""
_BEYOND_PYTHON = (OverflowError, RecursionError)
"""Errors of Python for repetitions that are too many, or brackets that are too deep."""

_SPACE = {r"\s": r"[ \t\n\r]", r"\S": r"[^ \t\n\r]"}


@lru_cache(256)
def compiled_pattern(pattern: str, flags: str = "") -> re.Pattern[str]:
    r"""A pattern of SPARQL with its flags, for Python's `search`.

    One that XPath does not allow but Python does, such as `(?!a)` or `\b`, is Python's. Raises
    re.error if it is neither.
    """
    wanted = re.RegexFlag(0)
    for flag in flags:
        wanted |= _FLAGS.get(flag, 0)
    if "q" in flags:
        return re.compile(re.escape(pattern), wanted)
    pattern = _without_space(pattern, flags)
    text = _translated(pattern, flags)
    try:
        return re.compile(_of_python(pattern, flags) if text is None else text, wanted)
    except _BEYOND_PYTHON as error:
        raise re.error(str(error)) from error


def is_of_xpath(pattern: str, flags: str = "") -> bool:
    """True if XPath allows a pattern, which every SPARQL engine then reads in the same way."""
    return "q" in flags or _translated(_without_space(pattern, flags), flags) is not None


def _without_space(pattern: str, flags: str) -> str:
    """The pattern that the flag `x` leaves: white space in classes stays."""
    if "x" not in flags:
        return pattern
    return _SPACE_AND_MORE.sub(lambda found: "" if found["space"] else found[0], pattern)


@lru_cache(256)
def _translated(pattern: str, flags: str) -> str | None:
    """A pattern of XPath as one of Python; None if XPath does not allow it."""
    if _SIMPLE.fullmatch(pattern):
        with suppress(re.error, *_BEYOND_PYTHON):
            return re.compile(_of_parts(pattern, flags) or "").pattern
    from elementpath.regex import RegexError, translate_pattern

    try:
        translate_pattern(pattern, xsd_version="1.1")
        return _of_parts(pattern, flags)
    except (RegexError, *_BEYOND_PYTHON):
        return None


def _of_parts(pattern: str, flags: str) -> str | None:
    parts, position = [], 0
    while found := _PARTS.match(pattern, position):
        position = found.end()
        if found["mark"] == "\\":  # escapes nothing, at the end
            return None
        if found["begin"]:
            text, position = _class(pattern, position, negated=found["begin"] == "[^")
            parts.append(text)
        else:
            parts.append(_part(found, flags))
    return "".join(parts)


def _part(found: re.Match[str], flags: str) -> str:
    """A part of a pattern outside of classes."""
    if found["escape"]:
        return _escape(found["escape"])
    if found["mark"] == "." and "s" not in flags:
        return r"[^\n\r]"
    return _python_mark(found["mark"], flags)


def _escape(escape: str) -> str:
    """An escape: of many characters as a class, of one as it is, of a group as its number."""
    if escape in _SPACE:
        return _SPACE[escape]
    if _MANY.match(escape):
        return _many(escape)
    return escape if escape[1].isdecimal() else _PLAIN.get(escape, re.escape(escape[1]))


@lru_cache(64)
def _many(escape: str) -> str:
    from elementpath.regex import translate_pattern

    return translate_pattern(f"[{escape}]", xsd_version="1.1")


def _class(pattern: str, position: int, *, negated: bool) -> tuple[str, int]:
    """A class of characters from after its bracket, and the place after its end.

    Its members are alternatives, what is taken away from them is looked for ahead.
    """
    single, many, less = "", [], ""
    while found := _MEMBERS.match(pattern, position):
        position = found.end()
        if found["less"]:
            less, position = _class(pattern, position, negated=found["less"] == "-[^")
        elif found["end"]:
            break
        elif found["escape"] and _MANY.match(found["escape"]):
            many.append(_escape(found["escape"]))
        else:
            single += _member(found[0], is_first=not single)
    members = "|".join([f"[{single}]"] * bool(single) + many)
    one = rf"(?!{members})[\s\S]" if negated else f"(?:{members})"
    return f"(?:(?!{less}){one})" if less else f"(?:{one})", position


def _member(text: str, *, is_first: bool) -> str:
    """A character of a class in Python, where some others are special."""
    return f"\\{text}" if text in "[&~|" or (is_first and text in "^]") else text


def _python_mark(mark: str, flags: str) -> str:
    """A character outside of classes; Python's `$` also matches before a final line end."""
    if mark == "$" and "m" not in flags:
        return r"\Z"
    return mark


def _of_python(pattern: str, flags: str) -> str:
    """A pattern of Python, with SPARQL's flags."""
    parts = re.finditer(rf"{_ESCAPE}|\[(?:\\.|[^\]\\])+\]|(?P<mark>.)", pattern, re.DOTALL)
    return "".join(
        part[0] if part["mark"] is None else _python_mark(part["mark"], flags) for part in parts
    )
