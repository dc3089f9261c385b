"""Reads values of a file of evidence, each error with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
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
    Proposal,
    Review,
    Source,
    State,
    Statement,
    TextBlock,
    Texts,
    Wording,
    Work,
    passage_of,
)
from schlaglicht.evidence.statements import InvalidStatement, expand, parse_statements
from schlaglicht.evidence.write import prefixes_for
from schlaglicht.evidence.yaml_nodes import (
    LARGEST,
    Node,
    Scalar,
    YamlFile,
    YamlList,
    YamlMapping,
    error_at,
)
from schlaglicht.ground.bounded_process import scaled
from schlaglicht.i18n import Message, msg
from schlaglicht.rdf.iris import is_absolute_iri, is_language_tag
from schlaglicht.rdf.locations import Span
from schlaglicht.rdf.rdflib_logging import quiet_rdflib
from schlaglicht.settings.project_settings import Settings
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
        if not isinstance(node, YamlMapping):
            raise self.error(node, msg("keys with values are expected here, as in key: value"))
        return node.entries

    def items(self, node: Node | None) -> tuple[Node, ...]:
        """The items of a list; one value counts as a list of one."""
        if node is None or _is_empty(node):
            return ()
        if isinstance(node, YamlMapping):
            raise self.error(node, msg("a list is expected here"))
        return node.items if isinstance(node, YamlList) else (node,)

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

    def day(self, node: Node | None) -> date | None:
        """A day such as 2026-11-24; None where nothing is written."""
        if node is None:
            return None
        with suppress(ValueError):
            return date.fromisoformat(self.text(node))
        raise self.error(node, msg("{text} is not a day such as 2026-11-24", text=self.text(node)))

    def _absolute(self, node: Node, text: str) -> URIRef:
        if not is_absolute_iri(text):
            raise self.error(node, msg("{text} is not an IRI such as https://…", text=text))
        return URIRef(text)

    def error(self, node: Node, reason: Message) -> GraphSyntaxError:
        """An error at a node."""
        return self.yaml.error(reason, node.start, max(node.end, node.start + 1))


def _is_empty(node: Node) -> bool:
    return isinstance(node, Scalar) and node.is_plain and node.text in ("", "~", "null")


DEFAULT_NAMESPACE = "urn:x-schlaglicht:"
"""The start of the IRIs of evidence in a project without a `base`."""

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
_TOP = ("prefixes", "namespace", "document", "retrieved", "sources", "evidence", "digests")
DOCUMENT_KEYS = ("file", "iri", "sha256", "language", "name", "passages", "works")
"""The keys of a document in the order they are written in."""
_WORDINGS = tuple(str(wording) for wording in Wording)
ENTRY_KEYS = (
    "certainty",
    "passages",
    "anaphora",
    "sources",
    *_WORDINGS,
    "answers",
    "review",
    "proposal",
)
"""The keys of an entry in the order they are written in."""


def read_evidence(path: Path, settings: Settings) -> EvidenceFile:
    """The evidence in one file.

    Raises GraphSyntaxError, with its place, if the file is not what docs/evidence.md describes,
    and ProjectError if it cannot be read.
    """
    try:
        with path.open("rb") as file:
            content = file.read(int(scaled(LARGEST)) + 1)
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
            self.day(top.get("retrieved")),
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
            given = self.mapping(value, ("name", "url", "retrieved"))
            url = str(self.full_iri(given["url"])) if "url" in given else None
            day = self.day(given.get("retrieved"))
            yield Source(key.text, self.texts(given.get("name")), url, _span(key), day)

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
            {
                word.text.casefold(): self.text(why)
                for word, why in self.entries(given.get("answers"))
            },
            self._review(given.get("review")),
            self._proposal(given.get("proposal")),
            _span(key),
        )

    def _review(self, node: Node | None) -> Review | None:
        if node is None:
            return None
        given = self.mapping(node, ("by", "at", "seal"))
        if len(given) < 3 or (day := self.day(given["at"])) is None:
            raise self.error(node, msg("a review says by whom it is, on which day, and its seal"))
        return Review(self.text(given["by"]), day, self.digest(given["seal"]), _span(given["seal"]))

    def _proposal(self, node: Node | None) -> Proposal | None:
        if node is None:
            return None
        given = self.mapping(node, ("by", "at", "state", "findings", "reason"))
        if not given.keys() >= {"by", "at", "state"} or (day := self.day(given["at"])) is None:
            raise self.error(
                node, msg("a proposal says by whom it is, on which day, and its state")
            )
        return Proposal(
            self.text(given["by"]),
            day,
            State(self.choice(given["state"], tuple(map(str, State)))),
            tuple(map(self.texts, self.items(given.get("findings")))),
            self.text(given["reason"]) if "reason" in given else "",
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


_Named = tuple[str, str, Hashable, EvidenceFile, Span]
"""An IRI, its name for people, what it means, and its place."""


def read_evidence_files(
    paths: Iterable[Path], settings: Settings
) -> tuple[tuple[EvidenceFile, ...], tuple[GraphSyntaxError, ...]]:
    """The evidence in several files, and the errors of those that are not read.

    Those are not what `read_evidence` reads, or give one IRI to two things.
    """
    files: list[EvidenceFile] = []
    errors: list[GraphSyntaxError] = []
    for path in paths:
        try:
            files.append(read_evidence(path, settings))
        except GraphSyntaxError as error:
            errors.append(error)
    errors += clashes(files)
    wrong = {error.path for error in errors}
    return tuple(file for file in files if file.path not in wrong), tuple(errors)


def clashes(files: Sequence[EvidenceFile]) -> Iterator[GraphSyntaxError]:
    """An error for each name whose IRI means something else before it."""
    entries: list[_Named] = []
    things: list[_Named] = []
    passages: list[_Named] = []
    for file in files:
        entries += (
            (file.entry_iri(e), e.key, (file.path, e.key), file, e.span) for e in file.entries
        )
        things += (
            (file.source_iri(s.key), s.key, (s.url, *sorted(s.names.items())), file, s.span)
            for s in file.sources
        )
        if document := file.document:
            things.append((document.iri, document.iri, document.file, file, document.span))
            passages += (
                (document.passage_iri(p), str(p), document.iri, file, p.span) for p in file.passages
            )
    yield from _doubles(entries, msg("there are two entries {name}; rename or join them"))
    reason = msg("{name} means another document or source in another file; rename one")
    yield from _doubles(things, reason)
    reason = msg("passages of two documents get one IRI; give one document other `passages`")
    yield from _doubles(passages, reason)


def _doubles(named: Iterable[_Named], reason: Message) -> Iterator[GraphSyntaxError]:
    meant: dict[str, Hashable] = {}
    for iri, name, meaning, file, span in named:
        if meant.setdefault(iri, meaning) != meaning:
            yield error_at(file.text, reason.filled(name=name), *span)
