"""The questions of a project: one `.rq` file each, named and described in its header.

    # title@de: Wann fand die Konferenz statt?
    # title@en: When did the conference take place?
    # description@en: A text too long for one line goes on in the next,
    # description@en: under the same key.
    SELECT …

The header is the block of comments before the first line of the query.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from schlaglicht.errors import ProjectError
from schlaglicht.project import Project

_HEADER_LINE = re.compile(r"#\s*(?P<key>title|description)@(?P<tag>[A-Za-z0-9-]+):\s*(?P<text>.*)")


@dataclass(frozen=True)
class Question:
    """A query with a name and, by language tag, a title and a description for people."""

    name: str
    """The name of its file, without the extension."""
    path: Path
    text: str
    """The whole file, header included, as sent to an endpoint."""
    titles: Mapping[str, str] = field(default_factory=dict)
    descriptions: Mapping[str, str] = field(default_factory=dict)


def read_questions(project: Project) -> tuple[Question, ...]:
    """Every question of a project, in the order of its files; raises ProjectError."""
    return tuple(read_question(path) for path in project.queries)


def read_question(path: Path) -> Question:
    """The question in one file; raises ProjectError when the file cannot be read as UTF-8."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ProjectError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ProjectError(f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8") from error
    titles, descriptions = read_header(text)
    return Question(path.stem, path, text, titles, descriptions)


def read_header(text: str) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """The titles and the descriptions in the header of a query, by language tag."""
    titles: dict[str, list[str]] = {}
    descriptions: dict[str, list[str]] = {}
    for key, tag, line in _header_texts(text):
        texts = titles if key == "title" else descriptions
        texts.setdefault(tag, []).append(line)
    return _joined(titles), _joined(descriptions)


def _joined(texts: Mapping[str, list[str]]) -> dict[str, str]:
    return {tag: " ".join(lines) for tag, lines in texts.items()}


def _header_texts(text: str) -> Iterator[tuple[str, str, str]]:
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            return
        if match := _HEADER_LINE.fullmatch(line.rstrip()):
            yield match["key"], match["tag"].lower(), match["text"]
