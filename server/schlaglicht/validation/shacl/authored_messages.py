"""Messages that the authors of shapes give their results, in each language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rdflib import Graph, Literal
from rdflib.term import Node

from schlaglicht.i18n import Texts, no_texts
from schlaglicht.validation.shacl.raw_results import RawResult
from schlaglicht.vocab import SH, VALIDATORS

_VARIABLE = re.compile(r"\{[?$](\w+)\}")

_Source = tuple[Node, Node | None, Node | None]


class AuthoredMessages:
    """The messages of shapes, queries and components in one graph of shapes."""

    def __init__(self, shapes: Graph) -> None:
        self._shapes = shapes
        self._known: dict[_Source, Sequence[Literal]] = {}
        self._fixed: dict[tuple[_Source, tuple[Node, ...]], Texts] = {}

    def of(self, raw: RawResult) -> Texts:
        """The author's message by language tag; empty if there is none."""
        templates = self._templates(raw)
        if not templates:
            return no_texts()
        if any(map(_VARIABLE.search, templates)):
            return _by_language(raw.messages, templates)
        key = _source(raw), raw.messages
        if key not in self._fixed:
            self._fixed[key] = _by_language(raw.messages, templates)
        return self._fixed[key]

    def without_others(self, raw: RawResult) -> RawResult:
        """A result without what is not read: messages of pySHACL's own, and results within it."""
        messages = raw.messages if self._templates(raw) else ()
        return raw._replace(messages=messages, details=())

    def _templates(self, raw: RawResult) -> Sequence[Literal]:
        source = _source(raw)
        if source not in self._known:
            component = raw.component_node
            nodes = [node for node in source if node]
            nodes += [v for p in VALIDATORS for v in self._shapes.objects(component, p)]
            authored = [m for node in nodes for m in self._shapes.objects(node, SH.message)]
            self._known[source] = [text for text in authored if isinstance(text, Literal)]
        return self._known[source]


def _source(raw: RawResult) -> _Source:
    return raw.shape, raw.constraint, raw.component_node


def _by_language(messages: Iterable[Node], templates: Sequence[Literal]) -> dict[str, str]:
    """The messages by language tag.

    pySHACL fills values into the messages of SPARQL constraints and thereby drops their language;
    the matching template restores it.
    """
    found: dict[str, list[str]] = {}
    for message in messages:
        if isinstance(message, Literal):
            language = message.language or _language_of(message, templates)
            found.setdefault(language.lower(), []).append(str(message))
    return {language: " ".join(sorted(texts)) for language, texts in sorted(found.items())}


def _language_of(message: str, templates: Sequence[Literal]) -> str:
    for template in sorted(templates, key=lambda literal: (-len(literal), literal)):
        pattern = ".*".join(re.escape(part) for part in _VARIABLE.split(template)[::2])
        if re.fullmatch(pattern, message, re.DOTALL):
            return template.language or ""
    return ""
