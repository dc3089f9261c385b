"""Wording: what an entry of evidence says is what its words can carry.

Verbatim words are in their passage, and so is each number and month of a statement, unless it is
*implied*; a passage names what its entry is about; what it hedges or denies is not said without.
A record keeps books, a translation is in another language, and another source can be looked up.
Only entries of evidence (docs/evidence.md) say whose words a statement has. No message shows a
document's text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from rdflib import DC, DCTERMS, FOAF, RDFS, SKOS, XSD, Literal, URIRef
from rdflib.term import Node

from schlaglicht.evidence.annotations import seal_of
from schlaglicht.evidence.documents import texts_in
from schlaglicht.evidence.hedges_and_denials import reservations
from schlaglicht.evidence.model import (
    IDENTIFIERS,
    RECORD_PROPERTIES,
    Certainty,
    Entry,
    EvidenceFile,
    Statement,
    Wording,
)
from schlaglicht.evidence.text_comparison import (
    Figures,
    figures_in,
    figures_said,
    has_words,
    is_named,
    primary,
)
from schlaglicht.i18n import Message, msg
from schlaglicht.rdf.iris import local_name
from schlaglicht.rdf.locations import Span
from schlaglicht.rdf.triple import Triple
from schlaglicht.validation.inputs import Inputs
from schlaglicht.validation.report import ValidationResult
from schlaglicht.validation.result_locations import place_of
from schlaglicht.validation.rules import result_of
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
_DIGITS = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_DATE = re.compile(
    r"(?:(?P<year>[0-9]{4,})-|--)(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?"
    r"(?:T(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2}))?"
)
_NOT_COUNTED = (XSD.boolean, XSD.anyURI, XSD.language, XSD.hexBinary, XSD.base64Binary)
_PART_OF_NAME = re.compile(r"[A-Z]?[a-z]+")


def check_wording(inputs: Inputs, sources: Path | None) -> list[ValidationResult]:
    """A result for each statement that its entry cannot carry as it is.

    Words are compared with documents in `sources`, where there is such a folder.
    """
    return list(_WordingCheck(inputs, sources).results())


@dataclass(frozen=True)
class _Ground:
    """An entry, what it supports, and the text of its document where that is at hand."""

    file: EvidenceFile
    entry: Entry
    supported: tuple[tuple[Statement, Triple], ...]
    text: str | None

    @property
    def language(self) -> str | None:
        """The language of the document."""
        return self.file.document.language if self.file.document else None

    @cached_property
    def quotes(self) -> list[str]:
        """The words of the passages."""
        return [(self.text or "")[p.start : p.end] for p in self.entry.passages]

    @cached_property
    def context(self) -> list[str]:
        """The words of the passages, and of those that name what pronouns in them refer to."""
        named = [(self.text or "")[p.start : p.end] for p in self.entry.anaphora]
        return [*self.quotes, *named]

    @cached_property
    def figures(self) -> Figures:
        """The numbers that these words may count."""
        return figures_in(self.context, self.language)


class _WordingCheck:
    def __init__(self, inputs: Inputs, sources: Path | None) -> None:
        self._inputs = inputs
        read = texts_in(sources)
        files = inputs.evidence
        texts = {f.path: read(f.document.file) for f in files if f.document is not None}
        stated = inputs.annotations.supported
        self._grounds = [
            _Ground(file, entry, stated[id(entry)], texts.get(file.path))
            for file in files
            for entry in file.entries
        ]

    def results(self) -> Iterator[ValidationResult]:
        for ground in self._grounds:
            yield from self._review(ground)
            yield from self._kinds(ground)
            yield from self._sources(ground)
            if ground.text is not None and ground.entry.passages:
                yield from self._words(ground)
                yield from self._unnamed(ground)
                yield from self._reserved(ground)

    def _review(self, ground: _Ground) -> Iterator[ValidationResult]:
        """A result for an entry that nobody has read where somebody must, or not as it is."""
        review = ground.entry.review
        help_ = msg("read it, then: schlaglicht evidence accept KEY --as NAME")
        if review is None:
            if self._inputs.project.settings.review:
                message = msg("{entry}: nobody has read it against its words")
                yield self._result("evidence-unreviewed", message, help_, ground, ground.entry.span)
        elif review.seal != seal_of(ground.file, ground.entry, ground.supported):
            message = msg(
                "{entry} is open again: it is not what {by} read on {day}",
                by=review.by,
                day=review.at.isoformat(),
            )
            yield self._result("evidence-unreviewed", message, help_, ground, review.span)

    def _kinds(self, ground: _Ground) -> Iterator[ValidationResult]:
        """Results for records that are none, and translations into the language of the document."""
        own = primary(ground.language)
        itself = self._inputs.project.settings.dataset
        for statement, (subject, predicate, object_) in ground.supported:
            tag = primary(object_.language) if isinstance(object_, Literal) else ""
            is_record = predicate in (*RECORD_PROPERTIES, *IDENTIFIERS) or str(subject) == itself
            if statement.wording is Wording.RECORD and not is_record:
                what = self._inputs.names.predicate(predicate)
                message = msg("{entry}: {what} is not bookkeeping", what=what)
                help_ = msg(
                    "list it under the wording that it has; a record is a class, a scheme, an "
                    "identifier, or what the dataset says of itself"
                )
            elif statement.wording is Wording.TRANSLATION and (not tag or tag == own):
                value = self._inputs.names.shortened(object_)
                message = msg("{entry}: {value} translates nothing", value=value)
                help_ = msg(
                    "a translation is in another language than the document; list it under "
                    "verbatim or paraphrase"
                )
            else:
                continue
            yield self._result("evidence-wording", message, help_, ground, statement)

    def _sources(self, ground: _Ground) -> Iterator[ValidationResult]:
        """Results for sources of an entry that nobody could look up."""
        known = {source.key: source for source in ground.file.sources}
        for key, span in ground.entry.sources:
            source = known.get(key)
            url = source.url if source else key if ":" in key else None
            retrieved = (source and source.retrieved) or ground.file.retrieved
            if url is None or not url.startswith(("http://", "https://")):
                message = msg("{entry}: the source {source} has no URL", source=key)
                help_ = msg("give it the `url` at which it can be looked up")
            elif retrieved is None:
                message = msg("{entry}: nothing says when {source} was read", source=key)
                help_ = msg("give the source, or the whole file, the day: `retrieved: 2026-11-24`")
            else:
                continue
            yield self._result("evidence-source", message, help_, ground, span)

    def _words(self, ground: _Ground) -> Iterator[ValidationResult]:
        """Results for verbatim words, and for numbers and months, that the passages do not have."""
        is_implied = ground.entry.certainty is Certainty.IMPLIED
        for statement, triple in ground.supported:
            value = self._inputs.names.shortened(triple[2])
            if statement.wording is Wording.VERBATIM:
                if not _is_there(triple[2], ground):
                    message = msg(
                        "{entry}: {value} is not in its passages word for word", value=value
                    )
                    help_ = msg("correct the words or the passage, or list it under paraphrase")
                    yield self._result("evidence-wording", message, help_, ground, statement)
            elif statement.wording is not Wording.RECORD and not is_implied:
                missing = ground.figures.lacks(counted(triple[2], ground.language))
                if missing:
                    message = msg(
                        "{entry}: {value} has {figures}, which no passage has",
                        value=value,
                        figures=", ".join(missing),
                    )
                    help_ = msg(
                        "correct the number or the passage; what only follows from the words has "
                        "an entry of its own with `certainty: implied`"
                    )
                    yield self._result("evidence-number", message, help_, ground, statement)

    def _unnamed(self, ground: _Ground) -> Iterator[ValidationResult]:
        """A result for each thing with a name that none of the passages names."""
        about: dict[Node, Statement] = {}
        for statement, (subject, _, object_) in ground.supported:
            if statement.wording is not Wording.RECORD:
                about.setdefault(subject, statement)
                about.setdefault(object_, statement)
        for thing, statement in about.items():
            names = self._names.get(thing, ())
            if names and not any(is_named(n, quote) for n in names for quote in ground.context):
                name = self._inputs.names.node(thing, self._inputs.data.graph)
                message = msg("{entry}: none of its passages names {thing}", thing=name)
                help_ = msg(
                    "extend the passage, or add the one that names it: under anaphora where "
                    "the text has a pronoun or the like"
                )
                yield self._result("evidence-unnamed", message, help_, ground, statement)

    @cached_property
    def _names(self) -> dict[Node, list[str]]:
        """The names by which the documents call things: those found where their entries are."""
        named: dict[Node, list[str]] = defaultdict(list)
        for ground in self._grounds:
            for _, (subject, predicate, object_) in ground.supported:
                forms = self._forms(subject, str(object_)) if predicate in _NAMES else ()
                for name in forms:
                    if any(is_named(name, quote) for quote in ground.quotes):
                        named[subject].append(name)
        files = (file.document for file in self._inputs.evidence if file.document)
        for work in (work for document in files for work in document.works):
            named.pop(work.iri, None)  # its passages lie in it
        return named

    def _forms(self, thing: Node, name: str) -> list[str]:
        """The name, and of a person the family name alone."""
        graph, words = self._inputs.data.graph, name.split()
        is_person = any((thing, None, class_) in graph for class_ in (SCHEMA.Person, FOAF.Person))
        return [name, words[-1]] if is_person and words else [name]

    def _reserved(self, ground: _Ground) -> Iterator[ValidationResult]:
        """A result for an entry whose passages hedge or deny what its statements say outright."""
        triples = [triple for _, triple in ground.supported]
        if open_ := unanswered(ground.entry, triples, ground.quotes, ground.language):
            message = msg("{entry}: its passages say {words}", words=", ".join(open_))
            help_ = msg(
                "say it in the statement, or why it does not touch it: "
                "`answers: {{{word}: the reason}}`",
                word=open_[0],
            )
            yield self._result("evidence-hedged", message, help_, ground, ground.entry.span)

    def _result(
        self, code: str, message: Message, help_: Message, ground: _Ground, at: Statement | Span
    ) -> ValidationResult:
        focus = at.subject if isinstance(at, Statement) else None
        start, end = (at.spans[0][0], at.spans[2][1]) if isinstance(at, Statement) else at
        return result_of(
            code,
            place_of(ground.file.path, ground.file.text.extent(start, end)),
            message.filled(entry=ground.entry.key),
            help_,
            focus_node=focus,
            focus_name=focus and self._inputs.names.node(focus, self._inputs.data.graph),
        )


def _is_there(value: Node, ground: _Ground) -> bool:
    """True for words of the passages, and for a value whose numbers and months they have."""
    if any(has_words(str(value), quote) for quote in ground.quotes):
        return True
    is_counted = isinstance(value, Literal) and value.datatype not in _NOT_COUNTED
    has_digits = _is_typed(value) and _DIGITS.search(str(value))
    return bool(is_counted and has_digits) and not ground.figures.lacks(counted(value, None))


def _is_typed(value: Node) -> bool:
    plain = (None, XSD.string)
    return isinstance(value, Literal) and not value.language and value.datatype not in plain


def counted(value: Node, language: str | None) -> Figures:
    """The numbers and months that a value has: of a date, its parts; of a text, those it says."""
    if not isinstance(value, Literal) or value.datatype in _NOT_COUNTED:
        return Figures(frozenset())
    if not _is_typed(value):
        return figures_said(str(value), value.language or language)
    date = _DATE.match(str(value))
    digits = [*date.group("year", "day", "hour", "minute")] if date else _DIGITS.findall(str(value))
    numbers = frozenset(filter(None, (Decimal(each) for each in digits if each)))
    return Figures(numbers, frozenset({int(date["month"])} if date else ()))


def unanswered(
    entry: Entry, triples: Iterable[Triple], quotes: Iterable[str], language: str | None
) -> list[str]:
    """The words of an entry's passages that deny or hedge, where it neither does nor answers."""
    carried = {
        kind
        for triple in triples
        for text, tag in _said(triple)
        for kind in reservations([text], tag)
    }
    found = reservations(quotes, language).items()
    words = [word for kind, all_ in found if kind not in carried for word in all_]
    return [word for word in words if word not in entry.answers]


def _said(triple: Triple) -> Iterator[tuple[str, str | None]]:
    """The texts of a statement with their languages, and the words that its terms are made of."""
    for term in triple:
        if isinstance(term, Literal):
            yield str(term), term.language
        elif isinstance(term, URIRef):
            yield " ".join(_PART_OF_NAME.findall(local_name(str(term)))), "en"
