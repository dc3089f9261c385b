"""Reads a file of evidence; the form is described in docs/evidence.md."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from rdflib import URIRef

from schlaglicht.errors import GraphSyntaxError, ProjectError
from schlaglicht.evidence.model import (
    Certainty,
    Document,
    Entry,
    EvidenceFile,
    Passage,
    Source,
    Span,
    Statement,
    TextBlock,
    Texts,
    Wording,
    Work,
)
from schlaglicht.evidence.statements import InvalidStatement, expand, parse_statements
from schlaglicht.evidence.write import prefixes_for
from schlaglicht.evidence.yaml_nodes import Mapping, Node, Scalar, Sequence, YamlFile
from schlaglicht.i18n import Message, msg
from schlaglicht.project import Settings
from schlaglicht.suggest import Cutoff, nearest

DEFAULT_NAMESPACE = "urn:x-schlaglicht:"
"""The start of the IRIs of evidence in a project without a `base`."""

_PASSAGE = re.compile(r"(0|[1-9][0-9]{0,9})-([1-9][0-9]{0,9})")
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_TOP = ("prefixes", "namespace", "document", "sources", "evidence", "digests")
_DOCUMENT = ("file", "iri", "sha256", "language", "name", "passages", "works")
_WORDINGS = tuple(str(wording) for wording in Wording)
_ENTRY = ("certainty", "passages", "anaphora", "sources", *_WORDINGS)


def read_evidence(path: Path, settings: Settings) -> EvidenceFile:
    """The evidence in one file.

    Raises GraphSyntaxError, with its place, if the file is not what docs/evidence.md describes,
    and ProjectError if it cannot be read.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ProjectError(f"{path}: {error.strerror}") from error
    return _Reader(YamlFile(path, content), settings).file()


class _Reader:
    def __init__(self, yaml: YamlFile, settings: Settings) -> None:
        self._yaml = yaml
        self._prefixes = dict(prefixes_for(settings.prefixes))
        self._namespace = settings.base or DEFAULT_NAMESPACE

    def file(self) -> EvidenceFile:
        top = self._mapping(self._yaml.root(), _TOP)
        for prefix, node in self._entries(top.get("prefixes")):
            self._prefixes[prefix.text] = self._text(node)
        if "namespace" in top:
            self._namespace = self._text(top["namespace"])
        document = self._document(top["document"]) if "document" in top else None
        sources = tuple(self._sources(top.get("sources")))
        entries = tuple(self._evidence(top.get("evidence")))
        self._require_known(entries, document, {source.key for source in sources})
        return EvidenceFile(
            self._yaml.path,
            self._yaml.source,
            self._namespace,
            entries,
            document,
            sources,
            dict(self._digests(top.get("digests"))),
            self._prefixes,
        )

    def _document(self, node: Node) -> Document:
        given = self._mapping(node, _DOCUMENT)
        if "file" not in given:
            raise self._error(node, msg("the document needs a file: its name without a path"))
        stem = self._yaml.path.stem
        iri = self._iri(given["iri"]) if "iri" in given else URIRef(self._namespace + stem)
        prefix = self._iri(given["passages"]) if "passages" in given else f"{iri}-"
        file = given["file"]
        return Document(
            iri,
            self._text(file),
            self._digest(given["sha256"]) if "sha256" in given else None,
            prefix,
            (file.start, file.end),
            self._text(given["language"]) if "language" in given else None,
            self._texts(given.get("name")),
            tuple(self._works(given.get("works"))),
        )

    def _works(self, node: Node | None) -> Iterator[Work]:
        for key, value in self._entries(node):
            iri = self._iri(key)
            names: Texts = {}
            blocks: list[TextBlock] = []
            for kind, places in self._entries(value):
                if kind.text == "name":
                    names = self._texts(places)
                else:
                    blocks += self._blocks(kind, places)
            yield Work(iri, names, tuple(blocks), (key.start, key.end))

    def _blocks(self, kind: Scalar, places: Node) -> Iterator[TextBlock]:
        if not _KEY.fullmatch(kind.text):
            raise self._error(kind, msg("a kind of text block is one word, such as paragraph"))
        if isinstance(places, Scalar):
            yield TextBlock(kind.text, None, self._passage(places))
            return
        for number, place in enumerate(self._items(places), 1):
            yield TextBlock(kind.text, number, self._passage(place))

    def _sources(self, node: Node | None) -> Iterator[Source]:
        for key, value in self._entries(node):
            self._require_key(key)
            given = self._mapping(value, ("name", "url"))
            url = self._text(given["url"]) if "url" in given else None
            yield Source(key.text, self._texts(given.get("name")), url, (key.start, key.end))

    def _evidence(self, node: Node | None) -> Iterator[Entry]:
        for key, value in self._entries(node):
            self._require_key(key)
            given = self._mapping(value, _ENTRY)
            statements = tuple(s for name in _WORDINGS for s in self._statements(given, name))
            if not statements:
                kinds = ", ".join(_WORDINGS)
                reason = msg(
                    "{entry} supports nothing; list statements under one of {kinds}",
                    entry=key.text,
                    kinds=kinds,
                )
                raise self._error(key, reason)
            yield self._entry(key, given, statements)

    def _entry(
        self, key: Scalar, given: dict[str, Node], statements: tuple[Statement, ...]
    ) -> Entry:
        sources = tuple(
            (self._text(item), (item.start, item.end)) for item in self._items(given.get("sources"))
        )
        certainty = Certainty.EXTERNAL if sources else Certainty.STATED
        if "certainty" in given:
            certainty = Certainty(self._choice(given["certainty"], tuple(map(str, Certainty))))
        return Entry(
            key.text,
            certainty,
            statements,
            tuple(map(self._passage, self._items(given.get("passages")))),
            tuple(map(self._passage, self._items(given.get("anaphora")))),
            sources,
            (key.start, key.end),
        )

    def _statements(self, given: dict[str, Node], name: str) -> Iterator[Statement]:
        for item in self._items(given.get(name)):
            text = self._text(item)
            if isinstance(item, Scalar) and item.is_plain:
                text = self._yaml.source.text[item.start : item.end]
            place = partial(_place_in, item)
            try:
                for statement in parse_statements(text, Wording(name), self._prefixes):
                    s, p, o = statement.spans
                    yield replace(statement, spans=(place(s), place(p), place(o)))
            except InvalidStatement as error:
                raise self._yaml.error(error.reason, *place(error.span)) from error

    def _digests(self, node: Node | None) -> Iterator[tuple[Passage, tuple[str, Span]]]:
        for key, value in self._entries(node):
            yield self._passage(key), (self._digest(value), (value.start, value.end))

    def _require_known(
        self, entries: tuple[Entry, ...], document: Document | None, sources: set[str]
    ) -> None:
        for entry in entries:
            passages = (*entry.passages, *entry.anaphora)
            if passages and document is None:
                reason = msg("a passage needs a document; name its file under document at the top")
                raise self._yaml.error(reason, *passages[0].span)
            for source, span in entry.sources:
                if source not in sources and "://" not in source:
                    near = nearest(source, sources, Cutoff.CODE)
                    help_ = msg("did you mean {near}?", near=near) if near else None
                    reason = msg(
                        "{source} is not among the sources of this file; write its IRI, or "
                        "describe it under sources",
                        source=source,
                    )
                    raise self._yaml.error(reason, *span, helps=help_)
            self._require_ground(entry)

    def _require_ground(self, entry: Entry) -> None:
        """What an entry rests on goes with its certainty; only a record may rest on nothing."""
        is_external = entry.certainty is Certainty.EXTERNAL
        if is_external and not entry.sources:
            reason = msg("{entry} is external, so it needs sources", entry=entry.key)
            raise self._yaml.error(reason, *entry.span)
        if is_external and entry.passages:
            reason = msg(
                "{entry} is external, so it has no passages; give them an entry of their own",
                entry=entry.key,
            )
            raise self._yaml.error(reason, *entry.span)
        only_records = all(s.wording is Wording.RECORD for s in entry.statements)
        if not is_external and not entry.passages and not only_records:
            reason = msg(
                "{entry} names neither passages nor sources; only a record needs none",
                entry=entry.key,
            )
            raise self._yaml.error(reason, *entry.span)

    def _require_key(self, key: Scalar) -> None:
        if not _KEY.fullmatch(key.text):
            raise self._error(
                key, msg("{key} must consist of letters, digits, - _ and .", key=key.text)
            )

    def _mapping(self, node: Node, known: tuple[str, ...]) -> dict[str, Node]:
        found: dict[str, Node] = {}
        for key, value in self._entries(node):
            if key.text not in known:
                near = nearest(key.text, known, Cutoff.CODE)
                names = ", ".join(known)
                help_ = msg("did you mean {near}?", near=near) if near else None
                reason = msg("unknown key {key}; known: {names}", key=key.text, names=names)
                raise self._yaml.error(reason, key.start, key.end, help_)
            found[key.text] = value
        return found

    def _entries(self, node: Node | None) -> tuple[tuple[Scalar, Node], ...]:
        if node is None or _is_empty(node):
            return ()
        if not isinstance(node, Mapping):
            raise self._error(node, msg("a mapping is expected here: key: value"))
        return node.entries

    def _items(self, node: Node | None) -> tuple[Node, ...]:
        """The items of a list; one value counts as a list of one."""
        if node is None or _is_empty(node):
            return ()
        if isinstance(node, Mapping):
            raise self._error(node, msg("a list is expected here"))
        return node.items if isinstance(node, Sequence) else (node,)

    def _text(self, node: Node) -> str:
        if not isinstance(node, Scalar):
            raise self._error(node, msg("a text is expected here"))
        return node.text

    def _texts(self, node: Node | None) -> Texts:
        if isinstance(node, Scalar):
            return {"": node.text}
        return {key.text: self._text(value) for key, value in self._entries(node)}

    def _choice(self, node: Node, known: tuple[str, ...]) -> str:
        text = self._text(node)
        if text not in known:
            reason = msg("{text} must be one of {known}", text=text, known=", ".join(known))
            raise self._error(node, reason)
        return text

    def _iri(self, node: Node) -> URIRef:
        text = self._text(node)
        if text.startswith("<") and text.endswith(">"):
            return URIRef(text[1:-1])
        if "://" in text:
            return URIRef(text)
        error: Callable[[Message], Exception] = lambda reason: self._error(node, reason)  # noqa: E731
        return expand(text, self._prefixes, error)

    def _passage(self, node: Node) -> Passage:
        text = self._text(node)
        found = _PASSAGE.fullmatch(text)
        if found is None:
            reason = msg(
                "{text} is not a passage; write its first character and the one after its last, "
                "counted from 0, such as 120-145",
                text=text,
            )
            raise self._error(node, reason)
        return Passage(int(found[1]), int(found[2]), (node.start, node.end))

    def _digest(self, node: Node) -> str:
        text = self._text(node)
        if not _DIGEST.fullmatch(text):
            raise self._error(node, msg("a SHA-256 has 64 digits, 0 to 9 and a to f"))
        return text

    def _error(self, node: Node, reason: Message) -> GraphSyntaxError:
        return self._yaml.error(reason, node.start, max(node.end, node.start + 1))


def _place_in(item: Node, span: Span) -> Span:
    """The place in the file of characters of an item; of all where it is written with quotes."""
    if isinstance(item, Scalar) and item.is_plain:
        return item.start + span[0], item.start + span[1]
    return item.start, item.end


def _is_empty(node: Node) -> bool:
    return isinstance(node, Scalar) and node.is_plain and node.text in ("", "~", "null")
