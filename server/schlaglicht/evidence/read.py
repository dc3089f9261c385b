"""Reads a file of evidence; the form is described in docs/evidence.md."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from rdflib import URIRef

from schlaglicht.errors import ProjectError
from schlaglicht.evidence.model import (
    Certainty,
    Document,
    Entry,
    EvidenceFile,
    Passage,
    Source,
    Statement,
    TextBlock,
    Texts,
    Wording,
    Work,
)
from schlaglicht.evidence.statements import InvalidStatement, parse_statements
from schlaglicht.evidence.write import prefixes_for
from schlaglicht.evidence.yaml_nodes import LARGEST, Node, Scalar, YamlFile
from schlaglicht.evidence.yaml_values import ValueReader
from schlaglicht.ground.limits import raised
from schlaglicht.i18n import msg
from schlaglicht.project import Settings
from schlaglicht.rdf.locations import Span
from schlaglicht.rdf.rdflib_logging import quiet_rdflib
from schlaglicht.suggest import Cutoff, nearest

DEFAULT_NAMESPACE = "urn:x-schlaglicht:"
"""The start of the IRIs of evidence in a project without a `base`."""

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
_TOP = ("prefixes", "namespace", "document", "sources", "evidence", "digests")
DOCUMENT_KEYS = ("file", "iri", "sha256", "language", "name", "passages", "works")
"""The keys of a document in the order they are written in."""
_WORDINGS = tuple(str(wording) for wording in Wording)
ENTRY_KEYS = ("certainty", "passages", "anaphora", "sources", *_WORDINGS)
"""The keys of an entry in the order they are written in."""


def read_evidence(path: Path, settings: Settings) -> EvidenceFile:
    """The evidence in one file.

    Raises GraphSyntaxError, with its place, if the file is not what docs/evidence.md describes,
    and ProjectError if it cannot be read.
    """
    try:
        with path.open("rb") as file:
            content = file.read(int(raised(LARGEST)) + 1)
    except OSError as error:
        raise ProjectError(f"{path}: {error.strerror}") from error
    return parse_evidence(path, content, settings)


def parse_evidence(path: Path, content: bytes, settings: Settings) -> EvidenceFile:
    """The evidence in the content of a file; raises GraphSyntaxError as `read_evidence` does."""
    with quiet_rdflib():
        return _Reader(YamlFile(path, content), settings).file()


class _Reader(ValueReader):
    def __init__(self, yaml: YamlFile, settings: Settings) -> None:
        super().__init__(yaml, dict(prefixes_for(settings.prefixes)))
        self._namespace = settings.base or DEFAULT_NAMESPACE

    def file(self) -> EvidenceFile:
        top = self.mapping(self.yaml.root(), _TOP)
        own = {p.text: str(self.full_iri(iri)) for p, iri in self.entries(top.get("prefixes"))}
        self.prefixes |= own
        if "namespace" in top:
            self._namespace = str(self.full_iri(top["namespace"]))
        document = self._document(top["document"]) if "document" in top else None
        sources = tuple(self._sources(top.get("sources")))
        entries = tuple(self._evidence(top.get("evidence")))
        self._require_known(entries, document, {source.key for source in sources})
        return EvidenceFile(
            self.yaml.path,
            self.yaml.source,
            self._namespace,
            entries,
            document,
            sources,
            dict(self._digests(top.get("digests"))),
            self.prefixes,
            own,
        )

    def _document(self, node: Node) -> Document:
        given = self.mapping(node, DOCUMENT_KEYS)
        if "file" not in given:
            raise self.error(
                node, msg("the document needs `file`: the name of its file, without a path")
            )
        stem = self.yaml.path.stem
        iri = self.iri(given["iri"]) if "iri" in given else URIRef(self._namespace + stem)
        prefix = str(self.iri(given["passages"])) if "passages" in given else f"{iri}-"
        file = given["file"]
        return Document(
            iri,
            self.text(file),
            self.digest(given["sha256"]) if "sha256" in given else None,
            prefix,
            _span(file),
            self.text(given["language"]) if "language" in given else None,
            self.texts(given.get("name")),
            tuple(self._works(given.get("works"))),
        )

    def _works(self, node: Node | None) -> Iterator[Work]:
        for key, value in self.entries(node):
            iri = self.iri(key)
            names: Texts = {}
            blocks: list[TextBlock] = []
            for kind, places in self.entries(value):
                if kind.text == "name":
                    names = self.texts(places)
                else:
                    blocks += self._blocks(kind, places)
            yield Work(iri, names, tuple(blocks), _span(key))

    def _blocks(self, kind: Scalar, places: Node) -> Iterator[TextBlock]:
        if not _KEY.fullmatch(kind.text):
            raise self.error(kind, msg("a kind of text block is one word, such as paragraph"))
        if isinstance(places, Scalar):
            yield TextBlock(kind.text, None, self.passage(places))
            return
        for number, place in enumerate(self.items(places), 1):
            yield TextBlock(kind.text, number, self.passage(place))

    def _sources(self, node: Node | None) -> Iterator[Source]:
        for key, value in self.entries(node):
            self._require_key(key)
            given = self.mapping(value, ("name", "url"))
            url = str(self.full_iri(given["url"])) if "url" in given else None
            yield Source(key.text, self.texts(given.get("name")), url, _span(key))

    def _evidence(self, node: Node | None) -> Iterator[Entry]:
        seen: dict[str, str] = {}
        for key, value in self.entries(node):
            self._require_key(key)
            other = seen.setdefault(key.text.lower(), key.text)
            if other != key.text:
                reason = msg(
                    "{key} differs from {other} in its case only, so both have one IRI; rename one",
                    key=key.text,
                    other=other,
                )
                raise self.error(key, reason)
            given = self.mapping(value, ENTRY_KEYS)
            statements = tuple(s for name in _WORDINGS for s in self._statements(given, name))
            if not statements:
                kinds = ", ".join(_WORDINGS)
                reason = msg(
                    "{entry} supports nothing; list statements under one of {kinds}",
                    entry=key.text,
                    kinds=kinds,
                )
                raise self.error(key, reason)
            yield self._entry(key, given, statements)

    def _entry(
        self, key: Scalar, given: dict[str, Node], statements: tuple[Statement, ...]
    ) -> Entry:
        sources = tuple(
            (str(self.iri(item)) if ":" in self.text(item) else self.text(item), _span(item))
            for item in self.items(given.get("sources"))
        )
        certainty = Certainty.EXTERNAL if sources else Certainty.STATED
        if "certainty" in given:
            certainty = Certainty(self.choice(given["certainty"], tuple(map(str, Certainty))))
        return Entry(
            key.text,
            certainty,
            statements,
            tuple(map(self.passage, self.items(given.get("passages")))),
            tuple(map(self.passage, self.items(given.get("anaphora")))),
            sources,
            _span(key),
        )

    def _statements(self, given: dict[str, Node], name: str) -> Iterator[Statement]:
        for item in self.items(given.get(name)):
            if not isinstance(item, Scalar):
                reason = msg("a statement is expected here; if it contains `: `, put it in ''")
                raise self.error(item, reason)
            text = item.text
            if item.is_plain:
                text = self.yaml.source.text[item.start : item.end]
            place = partial(_place_in, item)
            try:
                for statement in parse_statements(text, Wording(name), self.prefixes):
                    s, p, o = statement.spans
                    yield replace(statement, spans=(place(s), place(p), place(o)))
            except InvalidStatement as error:
                raise self.yaml.error(error.reason, *place(error.span)) from error

    def _digests(self, node: Node | None) -> Iterator[tuple[Passage, tuple[str, Span]]]:
        for key, value in self.entries(node):
            yield self.passage(key), (self.digest(value), _span(value))

    def _require_known(
        self, entries: tuple[Entry, ...], document: Document | None, sources: set[str]
    ) -> None:
        for entry in entries:
            passages = (*entry.passages, *entry.anaphora)
            if passages and document is None:
                reason = msg("a passage needs a document; name its file under document at the top")
                raise self.yaml.error(reason, *passages[0].span)
            for source, span in entry.sources:
                if source not in sources and ":" not in source:
                    near = nearest(source, sources, Cutoff.CODE)
                    help_ = msg("did you mean {near}?", near=near) if near else None
                    reason = msg(
                        "{source} is not among the sources of this file; write its IRI, or "
                        "describe it under sources",
                        source=source,
                    )
                    raise self.yaml.error(reason, *span, helps=help_)
            self._require_ground(entry)

    def _require_ground(self, entry: Entry) -> None:
        """Requires a ground that fits the certainty; only a record may rest on nothing."""
        is_external = entry.certainty is Certainty.EXTERNAL
        if is_external and not entry.sources:
            reason = msg("{entry} is external, so it needs sources", entry=entry.key)
            raise self.yaml.error(reason, *entry.span)
        if is_external and (entry.passages or entry.anaphora):
            reason = msg(
                "{entry} is external, so it has no passages; give them an entry of their own",
                entry=entry.key,
            )
            raise self.yaml.error(reason, *entry.span)
        if not entry.passages and any(s.wording is Wording.VERBATIM for s in entry.statements):
            reason = msg(
                "{entry} has no passage whose words a statement could have; list it under "
                "paraphrase or record",
                entry=entry.key,
            )
            raise self.yaml.error(reason, *entry.span)
        only_records = all(s.wording is Wording.RECORD for s in entry.statements)
        if not is_external and not entry.passages and not only_records:
            reason = msg(
                "{entry} names neither passages nor sources; only a record needs none",
                entry=entry.key,
            )
            raise self.yaml.error(reason, *entry.span)

    def _require_key(self, key: Scalar) -> None:
        if not _KEY.fullmatch(key.text):
            raise self.error(
                key, msg("{key} is not a key; use letters A to Z, digits, - _ and .", key=key.text)
            )


def _span(node: Node) -> Span:
    return node.start, node.end


def _place_in(item: Node, span: Span) -> Span:
    """The place in the file of characters of an item; of all where it is written with quotes."""
    if isinstance(item, Scalar) and item.is_plain:
        return item.start + span[0], item.start + span[1]
    return item.start, item.end
