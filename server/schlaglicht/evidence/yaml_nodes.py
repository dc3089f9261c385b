"""YAML as nodes with their places: mappings, lists and scalars, no anchors, tags or documents.

https://yaml.org/spec/1.2.2/
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from schlaglicht.errors import GraphSyntaxError
from schlaglicht.ground.bounded_process import VARIABLE, scaled
from schlaglicht.i18n import Message, msg, verbatim
from schlaglicht.rdf.locations import SourceText

_DEEPEST = 8
LARGEST = 8 * 2**20
"""Bytes of the largest file that is read, if nobody has raised it."""
_NOT_IN_YAML = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]"
)
"""Characters that YAML forbids, and the byte order mark, which its parsers skip uncounted."""
_SURROGATE = re.compile("[\ud800-\udfff]")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text; `start` and `end` are its offsets in the file, in characters."""

    text: str
    start: int
    end: int
    is_plain: bool
    """True without quotes: then the file has the same characters, but for line breaks."""


@dataclass(frozen=True, slots=True)
class YamlList:
    """A list."""

    items: tuple[Node, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class YamlMapping:
    """Values by key, in the order of the file."""

    entries: tuple[tuple[Scalar, Node], ...]
    start: int
    end: int


Node = Scalar | YamlList | YamlMapping


class YamlFile:
    """A file of YAML: its text, and errors that name a place in it."""

    def __init__(self, path: Path, content: bytes) -> None:
        self.path = path
        self.source = SourceText(path, self._decoded(content))

    def root(self) -> Node:
        """The one document; raises GraphSyntaxError for anything but the subset of this module."""
        if forbidden := _NOT_IN_YAML.search(self.source.text):
            code = f"U+{ord(forbidden[0]):04X}"
            reason = msg("{code} is not allowed in YAML; remove the character", code=code)
            raise self.error(reason, forbidden.start())
        try:
            events = yaml.parse(self.source.text, Loader=_LOADER)
            return _Composer(self, events).document()
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            at = mark.index if mark else 0
            raise self.error(verbatim(str(error.problem or error.context)), at) from error
        except (ValueError, OverflowError) as error:  # from PyYAML without libYAML
            raise self.error(msg("an escape names no character"), 0) from error

    def error(
        self, reason: Message, start: int, end: int | None = None, helps: Message | None = None
    ) -> GraphSyntaxError:
        """An error at the characters from `start` up to `end`."""
        return error_at(self.source, reason, start, end, helps)

    def _decoded(self, content: bytes) -> str:
        largest = int(scaled(LARGEST))
        if len(content) > largest:
            reason = msg(
                "more than {limit} MiB of YAML; split the file, or raise {variable}",
                limit=largest // 2**20,
                variable=VARIABLE,
            )
            raise GraphSyntaxError(reason, path=self.path)
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            reason = msg("not UTF-8 at byte {byte}; save the file as UTF-8", byte=error.start)
            raise GraphSyntaxError(reason, path=self.path) from error


def error_at(
    source: SourceText,
    reason: Message,
    start: int,
    end: int | None = None,
    helps: Message | None = None,
) -> GraphSyntaxError:
    """An error at the characters of `source` from `start` up to `end`."""
    extent = source.extent(start, end if end is not None else start + 1)
    one_line = extent.line == extent.end_line
    return GraphSyntaxError(
        reason,
        path=source.path,
        line=extent.line,
        column=extent.column,
        end_column=extent.end_column if one_line else None,
        helps=helps,
    )


class _Composer:
    """Makes nodes of the events of one document."""

    def __init__(self, file: YamlFile, events: Iterator[yaml.Event]) -> None:
        self._file = file
        self._events = events

    def document(self) -> Node:
        root: Node = YamlMapping((), 0, 0)
        documents = 0
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self._error(
                        event, msg("a second YAML document begins here; keep one in each file")
                    )
                root = self._node(next(self._events), 0)
        return root

    def _node(self, event: yaml.Event, depth: int) -> Node:
        start = event.start_mark.index
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise self._error(event, msg("anchors and aliases of YAML are not read here"))
        if getattr(event, "tag", None):
            raise self._error(event, msg("tags of YAML are not read here"))
        if depth > _DEEPEST:
            raise self._error(event, msg("nested more deeply than evidence is"))
        if isinstance(event, yaml.ScalarEvent):
            if _SURROGATE.search(event.value):
                raise self._error(
                    event, msg("this escape is half a character; write the character itself")
                )
            return Scalar(event.value, start, event.end_mark.index, not event.style)
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[Node] = []
            while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
                items.append(self._node(event, depth + 1))
            return YamlList(tuple(items), start, event.end_mark.index)
        return self._mapping(start, depth)

    def _mapping(self, start: int, depth: int) -> YamlMapping:
        entries: dict[str, tuple[Scalar, Node]] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._node(event, depth + 1)
            if not isinstance(key, Scalar):
                raise self._error(event, msg("a key must be a text"))
            if key.text in entries:
                reason = msg("{key} stands here twice; join the two", key=key.text)
                raise self._file.error(reason, key.start, key.end)
            entries[key.text] = key, self._node(next(self._events), depth + 1)
        return YamlMapping(tuple(entries.values()), start, event.end_mark.index)

    def _error(self, event: yaml.Event, reason: Message) -> GraphSyntaxError:
        return self._file.error(reason, event.start_mark.index, event.end_mark.index)
