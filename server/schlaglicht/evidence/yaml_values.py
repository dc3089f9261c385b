"""Reads values of a file of evidence, each error with its place."""

from __future__ import annotations

import re
from collections.abc import Callable

from rdflib import URIRef

from schlaglicht.errors import GraphSyntaxError
from schlaglicht.evidence.model import Passage, Texts, passage_of
from schlaglicht.evidence.statements import expand
from schlaglicht.evidence.yaml_nodes import Mapping, Node, Scalar, Sequence, YamlFile
from schlaglicht.i18n import Message, msg
from schlaglicht.rdf.iris import is_absolute_iri, is_language_tag
from schlaglicht.suggest import Cutoff, nearest

_DIGEST = re.compile(r"[0-9a-f]{64}")


class ValueReader:
    """Reads values; each method raises GraphSyntaxError for a node that is not what it reads."""

    def __init__(self, yaml: YamlFile, prefixes: dict[str, str]) -> None:
        self.yaml = yaml
        self.prefixes = prefixes

    def mapping(self, node: Node, known: tuple[str, ...]) -> dict[str, Node]:
        """The values of a mapping by key; raises GraphSyntaxError for a key that is not `known`."""
        found: dict[str, Node] = {}
        for key, value in self.entries(node):
            if key.text not in known:
                near = nearest(key.text, known, Cutoff.CODE)
                names = ", ".join(known)
                help_ = msg("did you mean {near}?", near=near) if near else None
                reason = msg("unknown key {key}; known: {names}", key=key.text, names=names)
                raise self.yaml.error(reason, key.start, key.end, help_)
            found[key.text] = value
        return found

    def entries(self, node: Node | None) -> tuple[tuple[Scalar, Node], ...]:
        """Keys and values of a mapping, in the order of the file; nothing for an empty value."""
        if node is None or _is_empty(node):
            return ()
        if not isinstance(node, Mapping):
            raise self.error(node, msg("keys with values are expected here, as in key: value"))
        return node.entries

    def items(self, node: Node | None) -> tuple[Node, ...]:
        """The items of a list; one value counts as a list of one."""
        if node is None or _is_empty(node):
            return ()
        if isinstance(node, Mapping):
            raise self.error(node, msg("a list is expected here"))
        return node.items if isinstance(node, Sequence) else (node,)

    def text(self, node: Node) -> str:
        """The text of a scalar."""
        if not isinstance(node, Scalar):
            raise self.error(node, msg("a text is expected here"))
        return node.text

    def texts(self, node: Node | None) -> Texts:
        """Texts by language tag; a single text has the tag ""."""
        if isinstance(node, Scalar):
            return {"": node.text}
        entries = self.entries(node)
        for key, _ in entries:
            if key.text and not is_language_tag(key.text):
                reason = msg("{tag} is not a language tag such as de or en-GB", tag=key.text)
                raise self.error(key, reason)
        return {key.text: self.text(value) for key, value in entries}

    def choice(self, node: Node, known: tuple[str, ...]) -> str:
        """A text that is one of `known`."""
        text = self.text(node)
        if text not in known:
            reason = msg("{text} must be one of {known}", text=text, known=", ".join(known))
            raise self.error(node, reason)
        return text

    def iri(self, node: Node) -> URIRef:
        """An IRI: in full, in `<>`, or as a prefixed name."""
        text = self.text(node)
        if text.startswith("<") and text.endswith(">"):
            return self._absolute(node, text[1:-1])
        if "://" in text:
            return self._absolute(node, text)
        error: Callable[[Message], Exception] = lambda reason: self.error(node, reason)  # noqa: E731
        return expand(text, self.prefixes, error)

    def full_iri(self, node: Node) -> URIRef:
        """An IRI in full."""
        return self._absolute(node, self.text(node))

    def passage(self, node: Node) -> Passage:
        """A range of a document such as `120-145`."""
        text = self.text(node)
        passage = passage_of(text, (node.start, node.end))
        if passage is None:
            reason = msg(
                "{text} is not a passage; write its first character and the one after its last, "
                "counted from 0, such as 120-145",
                text=text,
            )
            raise self.error(node, reason)
        if passage.end <= passage.start:
            reason = msg(
                "{text} has no character; its end is the place after its last one", text=text
            )
            raise self.error(node, reason)
        return passage

    def digest(self, node: Node) -> str:
        """A SHA-256 in lower-case hexadecimal digits."""
        text = self.text(node)
        if not _DIGEST.fullmatch(text):
            raise self.error(node, msg("a SHA-256 has 64 digits, 0 to 9 and a to f"))
        return text

    def _absolute(self, node: Node, text: str) -> URIRef:
        if not is_absolute_iri(text):
            raise self.error(node, msg("{text} is not an IRI such as https://…", text=text))
        return URIRef(text)

    def error(self, node: Node, reason: Message) -> GraphSyntaxError:
        """An error at a node."""
        return self.yaml.error(reason, node.start, max(node.end, node.start + 1))


def _is_empty(node: Node) -> bool:
    return isinstance(node, Scalar) and node.is_plain and node.text in ("", "~", "null")
