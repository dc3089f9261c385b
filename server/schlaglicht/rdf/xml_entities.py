"""Limit on the entities of an RDF/XML file: a few lines can stand for any amount of text."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from schlaglicht.errors import GraphSyntaxError
from schlaglicht.ground.limits import raised
from schlaglicht.i18n import Message, msg

LONGEST = 16 * 2**10
"""Bytes that one entity may stand for; those of ontologies stand for namespaces."""

MOST = 16 * 2**20
"""Bytes that all references to entities may stand for, beyond ten times the size of the file."""

_TOO_MUCH = msg("the entities stand for too much text; write out what they stand for")
_MALFORMED = msg('an entity is declared as <!ENTITY name "value">')

_DECLARATION = re.compile(
    rb"""<!ENTITY[ \t\r\n]+(?:%[ \t\r\n]+)?([^\s<>"'%;&]+)[ \t\r\n]+"""
    rb"""(?:"([^"<]*)"|'([^'<]*)'|[SP])"""
)
_REFERENCE = re.compile(rb"&([^;&<]+);")


def check_entities(content: bytes, path: Path) -> None:
    """Raises GraphSyntaxError where the entities of an XML text stand for too much.

    Every declaration counts, in whatever place: the strict parser is more lenient than XML is, and
    replaces the references in one before it reads the next.
    """
    first = content.find(b"<!ENTITY")
    if first < 0 or b"<!doctype" not in content[:first].lower():
        return
    lengths: dict[bytes, int] = {}
    for start in (found.start() for found in re.finditer(rb"<!ENTITY", content)):
        found = _DECLARATION.match(content, start)
        if found is None:
            raise _refused(content, path, start, _MALFORMED)
        length = _length(found[2] or found[3] or b"", lengths)
        lengths[found[1]] = max(length, lengths.get(found[1], 0))
        if lengths[found[1]] > raised(LONGEST):
            raise _refused(content, path, found.start(1), _TOO_MUCH)
    if _length(content, lengths) > raised(MOST + 10 * len(content)):
        used = next(one for one in _REFERENCE.finditer(content) if one[1] in lengths)
        raise _refused(content, path, used.start(), _TOO_MUCH)


def _length(text: bytes, lengths: dict[bytes, int]) -> int:
    """The length of a text whose references are replaced."""
    used = Counter(found[1] for found in _REFERENCE.finditer(text))
    return len(text) + sum(lengths.get(name, 0) * number for name, number in used.items())


def _refused(content: bytes, path: Path, start: int, reason: Message) -> GraphSyntaxError:
    from schlaglicht.rdf.locations import SourceText

    before = SourceText(path, content[:start].decode("utf-8", "replace"))
    place = before.extent(len(before.text), len(before.text))
    return GraphSyntaxError(reason, path=path, line=place.line, column=place.column)
