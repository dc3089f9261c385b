"""A difference as text and Markdown for people, as JSON for programs, as RDF Patch for a store.

    ~ id:eu-cluster-conference-2020  EU-Clusterkonferenz 2020
      - schema:endDate "2020-11-11"^^xsd:date                                data.ttl:120
      + schema:endDate "2020-11-12"^^xsd:date                                data.ttl:120

A patch has the statements to delete from the old graph and to add to it.
https://jena.apache.org/documentation/rdf-patch/
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rdflib import BNode, Graph

from schlaglicht.diff.compare import (
    NEW,
    Change,
    Difference,
    Kind,
    Statement,
    SubjectChange,
    label_for,
)
from schlaglicht.ground.text import Colour, code_span, fenced, painted, plain
from schlaglicht.i18n import Message, msg, plural, translate
from schlaglicht.rdf.blank_nodes.canonicalization import canonical_labels
from schlaglicht.rdf.terms import ntriples_term
from schlaglicht.rdf.turtle_terms import Names, turtle_value
from schlaglicht.validation.report import ValidationReport

_SIGNS = {Kind.ADDED: "+", Kind.REMOVED: "-", Kind.CHANGED: "~"}
_COLOURS = {"+": Colour.GREEN, "-": Colour.RED, "~": Colour.YELLOW}
_WIDTH = 76


@dataclass(frozen=True)
class Listing:
    """Options of a listing: names for terms, the folders of both sides, the language."""

    names: Names
    old_root: Path
    new_root: Path
    language: str = "en"
    colour: bool = False
    findings: ValidationReport | None = None

    def text(self, message: Message) -> str:
        """A message in the language of the listing."""
        return translate(message, self.language)

    def place(self, change: Change) -> str:
        """`data.ttl:12`, relative to the folder of the side that has the statement."""
        if change.path is None:
            return ""
        root = self.new_root if change.is_added else self.old_root
        return self.file(change.path, root) + (f":{change.line}" if change.line else "")

    def file(self, path: Path, root: Path) -> str:
        """A file's path relative to `root`; outside of it, only its name."""
        try:
            return path.resolve().relative_to(root.resolve()).as_posix()
        except ValueError:
            return path.name


def list_difference(difference: Difference, listing: Listing, *, markdown: bool = False) -> str:
    """The whole difference as text, or as Markdown for a pull request."""
    blocks = _markdown_blocks if markdown else _text_blocks
    return "\n\n".join(blocks(difference, listing)) + "\n"


def statement(change: Change, graph: Graph, names: Names) -> str:
    """A statement without its subject; the path to a blank node comes first.

    A statement of a named graph is in braces after the graph's name, as in TriG.
    """
    _, predicate, object_ = change.triple
    way = [names.predicate(step) for step in change.steps]
    last = f"{names.predicate(predicate)} {turtle_value(object_, graph, names)}"
    written = " → ".join([*way, last])
    if change.graph is None:
        return plain(written)
    name = "[]" if isinstance(change.graph, BNode) else names.term(change.graph)
    return plain(f"{name} {{ {written} }}")


def _text_blocks(difference: Difference, listing: Listing) -> Iterator[str]:
    for subject in difference.subjects:
        yield "\n".join(_text_lines(subject, difference, listing))
    yield "\n".join(_sums(difference, listing))


def _text_lines(subject: SubjectChange, difference: Difference, listing: Listing) -> Iterator[str]:
    sign = _SIGNS[subject.kind]
    label = label_for(subject, [listing.language])
    head = f"{sign} {_subject(subject, difference, listing.names)}"
    yield _painted(f"{head}  {plain(label)}" if label else head, sign, listing, bold=True)
    for change in subject.changes:
        line = f"  {change.sign} {statement(change, difference.graph_of(change), listing.names)}"
        place = listing.place(change)
        yield _painted(line, change.sign, listing) + (
            " " * max(2, _WIDTH - len(line)) + place if place else ""
        )


def _markdown_blocks(difference: Difference, listing: Listing) -> Iterator[str]:
    first, *rest = _sums(difference, listing)
    yield f"**{first}**"
    if rest:
        yield "\n".join(f"- {code_span(line)}" for line in rest)
    for subject in difference.subjects:
        label = label_for(subject, [listing.language])
        name = _subject(subject, difference, listing.names)
        title = f"{_SIGNS[subject.kind]} {name}" + (f"  {plain(label)}" if label else "")
        lines = [
            f"{change.sign} {statement(change, difference.graph_of(change), listing.names)}"
            + (f"  # {listing.place(change)}" if listing.place(change) else "")
            for change in subject.changes
        ]
        yield fenced([f"@@ {title} @@", *lines], "diff")


def _subject(subject: SubjectChange, difference: Difference, names: Names) -> str:
    return plain(turtle_value(subject.subject, difference.graph_of(subject), names))


def _sums(difference: Difference, listing: Listing) -> Iterator[str]:
    if not difference.subjects:
        yield listing.text(msg("no difference"))
    else:
        kinds = {
            Kind.CHANGED: msg("{number} changed"),
            Kind.ADDED: msg("{number} new"),
            Kind.REMOVED: msg("{number} gone"),
        }
        subjects = ", ".join(
            listing.text(said.filled(number=difference.count(kind)))
            for kind, said in kinds.items()
            if difference.count(kind)
        )
        counts = msg(
            "{subjects}: +{added} -{removed} statements",
            subjects=subjects,
            added=len(difference.added),
            removed=len(difference.removed),
        )
        yield listing.text(counts)
    if listing.findings is not None:
        yield from _findings(listing.findings, listing)


def _findings(report: ValidationReport, listing: Listing) -> Iterator[str]:
    new, fixed, unchecked = (len(some) for some in (report.results, report.fixed, report.unchecked))
    counts = (
        plural("{number} new finding", "{number} new findings", new),
        plural("{number} fixed finding", "{number} fixed findings", fixed),
        plural(
            "{number} finding no longer checked",
            "{number} findings no longer checked",
            unchecked,
        ),
    )
    parts = [listing.text(count) for count in counts if count.number]
    yield ", ".join(parts) or listing.text(msg("no new findings"))
    for result in report.results:
        message = result.messages.get(listing.language) or next(iter(result.messages.values()), "")
        where = ""
        if result.place:
            where = f"{listing.file(result.place.path, listing.new_root)}:{result.place.line}: "
        yield _painted(f"+ {where}[{result.code}] {plain(message)}", "-", listing)
    for known in report.fixed:
        where = f"{known.file}: " if known.file else ""
        yield _painted(f"- {where}[{known.code}] {plain(known.message)}", "+", listing)
    for finding in (unchecked.finding for unchecked in report.unchecked):
        where = f"{finding.file}: " if finding.file else ""
        yield _painted(f"? {where}[{finding.code}] {plain(finding.message)}", "~", listing)


def _painted(text: str, sign: str, listing: Listing, *, bold: bool = False) -> str:
    return painted(text, _COLOURS[sign], bold=bold) if listing.colour else text


VERSION = 1
"""Grows when a key changes its meaning or is removed."""


def write_records(difference: Difference, listing: Listing) -> str:
    """All changes as one JSON document with a final line end."""
    content = {
        "version": VERSION,
        "counts": {
            "added": len(difference.added),
            "removed": len(difference.removed),
            "subjects": {kind.value: difference.count(kind) for kind in Kind},
        },
        "subjects": [
            _subject_record(change, difference, listing) for change in difference.subjects
        ],
        "findings": _finding_records(listing) if listing.findings is not None else None,
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _subject_record(
    change: SubjectChange, difference: Difference, listing: Listing
) -> Mapping[str, Any]:
    return {
        "subject": turtle_value(change.subject, difference.graph_of(change), listing.names),
        "iri": str(change.subject) if hasattr(change.subject, "defrag") else None,
        "kind": change.kind.value,
        "labels": {tag or "": text for text, tag in reversed(change.labels)},
        "changes": [
            _change_record(entry, difference.graph_of(entry), listing) for entry in change.changes
        ],
    }


def _change_record(change: Change, graph: Graph, listing: Listing) -> Mapping[str, Any]:
    root = listing.new_root if change.is_added else listing.old_root
    return {
        "change": "added" if change.is_added else "removed",
        "statement": statement(change, graph, listing.names),
        "predicate": str(change.triple[1]),
        "value": turtle_value(change.triple[2], graph, listing.names),
        "graph": "[]" if isinstance(change.graph, BNode) else change.graph and str(change.graph),
        "path": [str(step) for step in change.steps],
        "file": listing.file(change.path, root) if change.path else None,
        "line": change.line,
    }


def _finding_records(listing: Listing) -> Mapping[str, Any]:
    report = listing.findings or ValidationReport(())
    return {
        "new": [
            {
                "code": result.code,
                "severity": result.severity.label,
                "messages": dict(result.messages),
                "file": listing.file(result.place.path, listing.new_root) if result.place else None,
                "line": result.place.line if result.place else None,
                "fingerprint": result.fingerprint,
            }
            for result in report.results
        ],
        "fixed": [
            {
                "code": known.code,
                "message": known.message,
                "file": known.file or None,
                "fingerprint": known.fingerprint,
            }
            for known in report.fixed
        ],
        "unchecked": [
            {
                "code": unchecked.finding.code,
                "message": unchecked.finding.message,
                "file": unchecked.finding.file or None,
                "fingerprint": unchecked.finding.fingerprint,
                "cause": unchecked.cause.value,
            }
            for unchecked in report.unchecked
        ],
    }


def write_patch(difference: Difference) -> str:
    """One transaction that turns the old graph into the new one.

    Blank nodes of the old graph have its canonical labels, as `schlaglicht export` writes them in
    N-Triples; labels of new ones begin with `new-`. Statements of named graphs are quads; blank
    nodes that only name graphs are `graph0`, `graph1` …
    """
    labels = dict(canonical_labels(difference.old))
    for node, label in canonical_labels(difference.new).items():
        labels[BNode(NEW + node)] = NEW + label
    statements = difference.removed | difference.added
    graphs = {name for *_, name in statements if isinstance(name, BNode)} - labels.keys()
    labels |= {name: f"graph{number}" for number, name in enumerate(sorted(graphs))}
    deleted = sorted(_line("D", statement, labels) for statement in difference.removed)
    added = sorted(_line("A", statement, labels) for statement in difference.added)
    return "\n".join(["TX .", *deleted, *added, "TC ."]) + "\n"


def _line(sign: str, statement: Statement, labels: Mapping[BNode, str]) -> str:
    terms = (term for term in statement if term is not None)
    return f"{sign} {' '.join(ntriples_term(term, labels) for term in terms)} ."
