"""A difference as text for people: subject by subject, with names and lines.

~ id:eu-cluster-conference-2020  EU-Clusterkonferenz 2020
  - schema:endDate "2020-11-11"^^xsd:date                                    data.ttl:120
  + schema:endDate "2020-11-12"^^xsd:date                                    data.ttl:120
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rdflib import BNode, Graph

from schlaglicht.diff.compare import Change, Difference, Kind, SubjectChange, label_for
from schlaglicht.ground.text import Colour, code_span, fenced, painted, plain
from schlaglicht.i18n import Message, msg, plural, translate
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
        graph = difference.new if change.is_added else difference.old
        mark = "+" if change.is_added else "-"
        line = f"  {mark} {statement(change, graph, listing.names)}"
        place = listing.place(change)
        yield _painted(line, mark, listing) + (
            " " * max(2, _WIDTH - len(line)) + place if place else ""
        )


def _markdown_blocks(difference: Difference, listing: Listing) -> Iterator[str]:
    first, *rest = _sums(difference, listing)
    yield f"**{first}**"
    yield from ([_bullets(rest)] if rest else [])
    for subject in difference.subjects:
        label = label_for(subject, [listing.language])
        name = _subject(subject, difference, listing.names)
        title = f"{_SIGNS[subject.kind]} {name}" + (f"  {plain(label)}" if label else "")
        lines = [
            ("+ " if change.is_added else "- ")
            + statement(
                change, difference.new if change.is_added else difference.old, listing.names
            )
            + (f"  # {listing.place(change)}" if listing.place(change) else "")
            for change in subject.changes
        ]
        yield fenced([f"@@ {title} @@", *lines], "diff")


def _bullets(lines: list[str]) -> str:
    return "\n".join(f"- {code_span(line)}" for line in lines)


def _subject(subject: SubjectChange, difference: Difference, names: Names) -> str:
    graph = difference.old if subject.kind is Kind.REMOVED else difference.new
    return plain(turtle_value(subject.subject, graph, names))


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
