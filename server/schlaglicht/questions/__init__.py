"""The questions of a project: one `.rq` file each, described in its header.

    # title@de: Wer spricht wann?
    # title@en: Who speaks when?
    # description@en: A text too long for one line goes on in the next,
    # description@en: under the same key.
    # parameter ?from: date, default 2020-01-01
    # label ?from@de: Ab
    # label ?from@en: From
    # view: timeline
    # example later: ?from 2021-01-01
    SELECT …

The header is the block of comments before the first line of the query.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from schlaglicht.errors import ParameterError, ProjectError
from schlaglicht.i18n import msg
from schlaglicht.project import Project
from schlaglicht.questions.header import (
    Example,
    Header,
    HeaderFault,
    lines_of,
    prefixes_of,
    read_header,
    read_texts,
    without_declarations,
)
from schlaglicht.questions.parameters import Kind, Parameter, written
from schlaglicht.rdf.prefixes import Prefixes
from schlaglicht.suggest import Cutoff, nearest

__all__ = [
    "Example",
    "Header",
    "HeaderFault",
    "Kind",
    "Parameter",
    "Question",
    "lines_of",
    "read_header",
    "read_question",
    "read_questions",
    "read_texts",
    "without_declarations",
    "written",
]


@dataclass(frozen=True)
class Question:
    """A query with a name and what its header says of it."""

    name: str
    """The name of its file, without the extension."""
    path: Path
    text: str
    """The whole file, header included."""
    header: Header = field(default_factory=Header)

    @property
    def titles(self) -> Mapping[str, str]:
        """Its titles by language tag."""
        return self.header.titles

    @property
    def descriptions(self) -> Mapping[str, str]:
        """Its descriptions by language tag."""
        return self.header.descriptions

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """The variables that a reader may choose."""
        return self.header.parameters

    @cached_property
    def prefixes(self) -> Prefixes:
        """The prefixes that values may be written with."""
        return prefixes_of(self.text)

    def defaults(self) -> dict[str, str]:
        """The default of each parameter."""
        return {each.name: each.default for each in self.parameters}

    def values(self, texts: Mapping[str, str]) -> dict[str, str]:
        """The term of each parameter, where some are given as texts.

        Raises ParameterError for a parameter that is not there, or a text that is not its value.
        """
        known = [each.name for each in self.parameters]
        for name in texts:
            if name not in known:
                near = nearest(name, known, Cutoff.CHOICE)
                advice = msg("did you mean {near}?", near=near) if near else None
                listed = msg("known: {names}", names=", ".join(known) or "-")
                said = msg("this question has no such parameter; {advice}", advice=advice or listed)
                raise ParameterError(name, said)
        return {p.name: p.term_of(texts.get(p.name, ""), self.prefixes) for p in self.parameters}


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
    return Question(path.stem, path, text, read_header(text))
