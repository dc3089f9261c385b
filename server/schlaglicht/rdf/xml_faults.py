"""Places of faults that the strict parser of RDF/XML reports without one."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from xml.parsers import expat

from schlaglicht.errors import GraphSyntaxError
from schlaglicht.i18n import msg

_NOT_IN_QUOTES = re.compile(r"<!ENTITY\s+(?:%\s+)?[^\s\"']+\s+(?!\")")
"""A declaration of an entity whose value is not in double quotes: of another file, for instance."""


def entity_without_value(text: str) -> int | None:
    """The index of the first declaration of an entity that the strict parser does not read."""
    found = _NOT_IN_QUOTES.search(text)
    return found.start() if found else None


def check_well_formed(content: bytes, path: Path) -> None:
    """Raises GraphSyntaxError for what is not XML, though the strict parser takes it."""
    parser = expat.ParserCreate("UTF-8")
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        reason = msg("this is not XML: {reason}", reason=expat.ErrorString(error.code))
        line, column = error.lineno, error.offset + 1
        raise GraphSyntaxError(reason, path=path, line=line, column=column) from error


def element_without_namespace(content: bytes) -> tuple[int, int] | None:
    """Line and column of the first element without a namespace; None if there is none."""
    places: list[tuple[int, int]] = []
    parser = expat.ParserCreate(namespace_separator=" ")

    def start(name: str, _: dict[str, str]) -> None:
        if " " not in name:
            places.append((parser.CurrentLineNumber, parser.CurrentColumnNumber + 1))

    parser.StartElementHandler = start
    with suppress(expat.ExpatError):
        parser.Parse(content, True)
    return places[0] if places else None
