"""Literals that hold markup, as people read them: safe HTML, or their words alone.

These are `rdf:HTML`, `rdf:XMLLiteral`, and Markdown where a datatype says so. Tags beyond a short
list go, their text stays; of attributes nothing stays but the address of a link to the web.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from html import escape, unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from nh3 import Cleaner

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_MARKDOWN = re.compile(r"https?://\S+[/#](?:markdown|commonmark)(?:#Resource)?", re.IGNORECASE)
"""Datatypes of Markdown have no common IRI; theirs end in its name, as media types do."""

_BLOCKS = {
    *("p", "div", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "pre", "br"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}
_ALLOWED = _BLOCKS | {"a", "em", "strong", "i", "b", "sub", "sup", "code"}
_WITHOUT_TEXT = {"script", "style", "title", "iframe", "object", "template", "noscript"}
"""Elements whose text is not for reading."""

_XML_NAME = re.compile(r"(</?)[\w.-]+:(?=[\w.-])")
"""The prefix of an element's name, as in `<html:p>`."""

_XML_EMPTY = re.compile(r"<([\w.-]+)((?:\s[^<>]*)?)/>")
_SPACE = r"[ \t\n\f\r]"
_ATTRIBUTE = (
    r"(?P<name>=[^ \t\n\f\r/>=]*+|[^ \t\n\f\r/>=]++)"
    rf"(?:{_SPACE}*+={_SPACE}*+"
    r"""(?P<value>"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^ \t\n\f\r>]*+))?+"""
)
_ATTRIBUTES = re.compile(_ATTRIBUTE)
_WRITTEN_TAG = re.compile(
    rf"<!--.*?(?:-->|\Z)|<(?P<code>script|style)(?={_SPACE}|[/>]).*?(?=</(?P=code)|\Z)"
    r"|<(?P<tag>/?[a-z][^ \t\n\f\r/>]*+)"
    rf"(?P<attributes>(?:[ \t\n\f\r/]++|{re.sub('[?]P<[a-z]+>', '?:', _ATTRIBUTE)})*+)"
    r"(?P<end>>|\Z)",
    re.IGNORECASE | re.DOTALL,
)
"""A comment, a script, or a tag with its attributes.

https://html.spec.whatwg.org/multipage/parsing.html#tag-open-state
"""

_HEADING = re.compile(r"<(/?)h[1-6]>")
_TAG = re.compile(r'<(/?)(\w+)(?:"[^"]*"|[^">])*>')
_INDENTED = re.compile(r"(?<![ \t])[ \t]*\r?\n[ \t]+(?=[^\s*•·\d-])")
"""A line break within an indented text of RDF/XML; before an item of a list it stays."""

_MOST_KNOWN = 2_000

_MOST_TAGS = 5_000
"""Tags of a literal: a parser of HTML takes time in proportion to their number and their depth."""


def has_markup(datatype: str) -> bool:
    """True for the datatypes of HTML, XML and Markdown."""
    return datatype in (f"{_RDF}HTML", f"{_RDF}XMLLiteral") or bool(_MARKDOWN.fullmatch(datatype))


@lru_cache(_MOST_KNOWN)
def html_of(text: str, datatype: str) -> str:
    """The text of a literal with markup as HTML that is safe on a page; unclosed tags are closed.

    Its headings are paragraphs of the class `heading`, for they have no place in the page's own.
    A text with very many tags is shown as it is written.
    """
    if _MARKDOWN.fullmatch(datatype):
        text = str(_markdown().render(text))
    elif datatype == f"{_RDF}XMLLiteral":
        text = _XML_EMPTY.sub(_opened_and_closed, _XML_NAME.sub(r"\1", text))
    if text.count("<") > _MOST_TAGS:
        return escape(text, quote=False)
    bare = _WRITTEN_TAG.sub(_without_attributes, text)
    return _HEADING.sub(_paragraph, _cleaner().clean(bare)).strip()


@lru_cache(_MOST_KNOWN)
def words_of(text: str, datatype: str) -> str:
    """The words of a literal, without markup and the line breaks of indented XML.

    Blocks of markup are lines. Texts without either stay as they are, and code does, which has
    braces.
    """
    if not has_markup(datatype):
        return _INDENTED.sub(" ", text).strip() if "\n" in text and "{" not in text else text
    flat = re.sub(r"\s+", " ", html_of(text, datatype))
    lines = (" ".join(each.split()) for each in unescape(_TAG.sub(_line_break, flat)).split("\n"))
    return "\n".join(filter(None, lines))


@cache
def _cleaner() -> Cleaner:
    import nh3

    return nh3.Cleaner(
        tags=_ALLOWED,
        clean_content_tags=_WITHOUT_TEXT,
        attributes={"a": {"href"}},
        url_schemes={"http", "https"},
        url_relative="deny",
        link_rel="nofollow noopener",
    )


@cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False})


def _opened_and_closed(found: re.Match[str]) -> str:
    """An empty element as HTML writes it, whose parser would else put what follows into it."""
    name, attributes = found.groups()
    return found[0] if name in ("br", "hr", "img") else f"<{name}{attributes}></{name}>"


def _without_attributes(found: re.Match[str]) -> str:
    """A tag alone, a link with its address; of a comment or a script nothing but its marks.

    A parser of HTML compares all attributes of a tag with each other, and repeats `<b id=…>` in
    each block after it for each id.
    """
    name = found["tag"] or found["code"]
    if not name:
        return "<!---->"
    if found["end"] == "":  # a tag without an end is none
        return ""
    if name.lower() != "a":
        return f"<{name}>"
    named = _ATTRIBUTES.finditer(found["attributes"])
    address = next((each for each in named if each["name"].lower() == "href"), None)
    if address is None:
        return "<a>"
    value = (address["value"] or "").strip("\"'")
    return f'<a href="{escape(unescape(value))}">'


def _paragraph(found: re.Match[str]) -> str:
    return "</p>" if found[1] else '<p class="heading">'


def _line_break(found: re.Match[str]) -> str:
    closes, name = found.groups()
    if name in ("td", "th"):
        return " "
    if name == "li" and not closes:
        return "\n• "
    return "\n" if name in _BLOCKS else ""
