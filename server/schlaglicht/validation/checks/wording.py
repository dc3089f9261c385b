"""Wording: verbatim words are in their passage, and a passage names what its evidence is about.

Only entries of evidence (docs/evidence.md) say whose words a statement has. No message shows a
document's text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from rapidfuzz.distance import Prefix
from rdflib import DC, DCTERMS, FOAF, RDFS, SKOS
from rdflib.term import Node

from schlaglicht.evidence.documents import composed, has_words, squeezed, texts_in
from schlaglicht.evidence.model import Entry, EvidenceFile, Passage, Statement, Wording
from schlaglicht.i18n import Message, msg
from schlaglicht.rdf.locations import Span
from schlaglicht.rdf.triple import Triple
from schlaglicht.validation.inputs import Inputs
from schlaglicht.validation.report import Place, ValidationResult
from schlaglicht.validation.result_locations import place_of
from schlaglicht.validation.rules import RULES
from schlaglicht.vocab import SCHEMA

_NAMES = (
    SCHEMA.name,
    SCHEMA.alternateName,
    SCHEMA.legalName,
    SCHEMA.familyName,
    RDFS.label,
    SKOS.prefLabel,
    SKOS.altLabel,
    FOAF.name,
    DCTERMS.title,
    DC.title,
)
_WORD = re.compile(r"[^\W_]+")
_LONGEST_ENDING = 2
"""Letters by which a word may differ at its end: endings of German cases."""
_SHORTEST_STEM = 4
_SHORTEST_PART = 5
"""Letters of a word that counts as part of a compound."""


def check_wording(inputs: Inputs, sources: Path) -> list[ValidationResult]:
    """A result for each verbatim text that its passages lack, and for each thing left unnamed.

    A thing counts as named by a verbatim name of it, in any case of its words; for a person the
    last word of the name is enough. Things without a verbatim name have none to look for.
    """
    return list(_WordingCheck(inputs, sources).results())


class _WordingCheck:
    def __init__(self, inputs: Inputs, sources: Path) -> None:
        self._inputs = inputs
        self._supports = inputs.annotations.supports
        read = texts_in(sources)
        files = inputs.evidence
        self._texts = {f.path: read(f.document.file) for f in files if f.document is not None}
        self._names = self._printed_names()
        works = [work for file in files if file.document for work in file.document.works]
        for work in works:  # its passages lie in it
            self._names.pop(work.iri, None)

    def results(self) -> Iterator[ValidationResult]:
        by_entry: dict[tuple[Path, str], list[tuple[Statement, Triple]]] = defaultdict(list)
        entries: dict[tuple[Path, str], tuple[EvidenceFile, Entry]] = {}
        for file, entry, statement, triple in self._supports:
            entries[file.path, entry.key] = file, entry
            by_entry[file.path, entry.key].append((statement, triple))
        for key, (file, entry) in entries.items():
            text = self._texts.get(file.path)
            if text is not None and entry.passages:
                yield from self._verbatim(file, entry, by_entry[key], text)
                yield from self._unnamed(file, entry, by_entry[key], text)

    def _verbatim(
        self,
        file: EvidenceFile,
        entry: Entry,
        supported: Iterable[tuple[Statement, Triple]],
        text: str,
    ) -> Iterator[ValidationResult]:
        quotes = list(_quotes(entry.passages, text))
        for statement, triple in supported:
            if statement.wording is not Wording.VERBATIM:
                continue
            if not _is_in(triple[2], quotes):
                message = msg(
                    "{entry}: {value} is not in its passages word for word",
                    entry=entry.key,
                    value=self._inputs.names.shortened(triple[2]),
                )
                help_ = msg("correct the words or the passage, or list it under paraphrase")
                yield self._result("evidence-wording", message, help_, file, statement, triple[0])

    def _unnamed(
        self,
        file: EvidenceFile,
        entry: Entry,
        supported: Iterable[tuple[Statement, Triple]],
        text: str,
    ) -> Iterator[ValidationResult]:
        quotes = list(_quotes((*entry.passages, *entry.anaphora), text))
        seen: set[Node] = set()
        for statement, triple in supported:
            if statement.wording is Wording.RECORD:
                continue
            for thing in (triple[0], triple[2]):
                names = self._names.get(thing)
                if not names or thing in seen:
                    continue
                seen.add(thing)
                if not any(is_named(name, quote) for name in names for quote in quotes):
                    yield self._unnamed_result(file, entry, statement, thing)

    def _unnamed_result(
        self, file: EvidenceFile, entry: Entry, statement: Statement, thing: Node
    ) -> ValidationResult:
        name = self._inputs.names.node(thing, self._inputs.data.graph)
        message = msg("{entry}: none of its passages names {thing}", entry=entry.key, thing=name)
        help_ = msg(
            "extend the passage, or add the one that names it: under anaphora where the text has "
            "a pronoun or the like"
        )
        return self._result("evidence-unnamed", message, help_, file, statement, thing)

    def _printed_names(self) -> dict[Node, list[str]]:
        found: dict[Node, list[str]] = defaultdict(list)
        for file, entry, statement, (subject, predicate, object_) in self._supports:
            if statement.wording is not Wording.VERBATIM or predicate not in _NAMES:
                continue
            text = self._texts.get(file.path)
            if text is None or _is_in(object_, _quotes(entry.passages, text)):
                found[subject] += _forms(str(object_), is_person=self._is_person(subject))
        return found

    def _is_person(self, thing: Node) -> bool:
        graph = self._inputs.data.graph
        return any((thing, None, class_) in graph for class_ in (SCHEMA.Person, FOAF.Person))

    def _result(
        self,
        code: str,
        message: Message,
        help_: Message,
        file: EvidenceFile,
        statement: Statement,
        focus: Node,
    ) -> ValidationResult:
        return ValidationResult(
            code,
            RULES[code].severity,
            message,
            _place(file, (statement.spans[0][0], statement.spans[2][1])),
            help_,
            focus_node=focus,
            focus_name=self._inputs.names.node(focus, self._inputs.data.graph),
        )


def is_named(name: str, text: str) -> bool:
    """True if `text` has every word of `name`, in any order, with any ending or in a compound."""
    name, text = composed(squeezed(name)), composed(squeezed(text))
    words = [word.casefold() for word in _WORD.findall(text)]
    parts = _WORD.findall(name.casefold())
    if not parts:  # a name of signs alone
        return bool(name.strip()) and name in text
    return all(any(_matches(part, word) for word in words) for part in parts)


def _matches(part: str, word: str) -> bool:
    """True for the same word but for its ending: Deutschland, deutsche; or in a compound.

    Numbers have no ending.
    """
    if part.isdigit() and word.isdigit():
        return part == word
    if part == word or (len(part) >= _SHORTEST_PART and part in word):
        return True
    shorter = min(len(part), len(word))
    return Prefix.similarity(part, word) >= max(_SHORTEST_STEM, shorter - _LONGEST_ENDING)


def _is_in(value: Node, quotes: Iterable[str]) -> bool:
    return any(has_words(str(value), quote) for quote in quotes)


def _forms(name: str, *, is_person: bool) -> list[str]:
    words = name.split()
    return [name, words[-1]] if is_person and words else [name]


def _quotes(passages: Iterable[Passage], text: str) -> Iterator[str]:
    return (text[passage.start : passage.end] for passage in passages)


def _place(file: EvidenceFile, span: Span) -> Place:
    return place_of(file.path, file.text.extent(*span))
