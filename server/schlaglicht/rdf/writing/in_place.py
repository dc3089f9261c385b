"""Single statements changed where they stand in a text of the Turtle family; all else stays.

A change is tried in the ways in which people write it, the commonest first. The first text counts
that, read again by the strict parser, says what was said before but for that statement. So nothing
else can get lost; where no way leads there, as beside a statement about the statement, nothing is
written.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path

from rdflib import RDF, XSD, BNode, Literal, URIRef
from rdflib.term import Node

from schlaglicht.errors import GraphSyntaxError, ProjectError
from schlaglicht.formats import NQUADS, NTRIPLES, graph_format_of
from schlaglicht.i18n import msg
from schlaglicht.rdf.load import load_content, load_statements
from schlaglicht.rdf.locations import PrefixPlace, SourceText
from schlaglicht.rdf.ntriples_text import escaped
from schlaglicht.rdf.rdflib_logging import quiet_rdflib
from schlaglicht.rdf.reading.parse import OF_TURTLE
from schlaglicht.rdf.source_text import Span, Spans
from schlaglicht.rdf.terms import blank_nodes_in, ntriples_term
from schlaglicht.rdf.triple import Triple
from schlaglicht.rdf.turtle_terms import TurtleTerms

_SPACE = re.compile(r"(?:\s|#[^\r\n]*)*+")
_NOT_IN_LONG_TEXT = re.compile(
    r'[\x00-\x09\x0b-\x1f\\\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]|"(?="|\Z)'
)


@dataclass(frozen=True)
class Change:
    """A statement to stand in the place of another of the same subject and property.

    Without `old` it is a new one, without `new` there is one less.
    """

    old: Triple | None
    new: Triple | None


def is_changed_in_place(path: Path) -> bool:
    """True for a file whose format has places of statements that can be changed."""
    return graph_format_of(path) in OF_TURTLE


def change_in_place(content: bytes, path: Path, changes: Iterable[Change], *, base: str) -> bytes:
    """The content of `path` after changes of its statements.

    Raises ProjectError where one cannot be made without changing what else the file says, and
    GraphSyntaxError for an invalid file.
    """
    mark = BOM_UTF8 if content.startswith(BOM_UTF8) else b""
    content = content.removeprefix(BOM_UTF8)
    with quiet_rdflib():
        for change in changes:
            content = _changed(content, path, change, base)
    return mark + content


def _changed(content: bytes, path: Path, change: Change, base: str) -> bytes:
    before = _quads(content, path, base)
    for text in _Places(content, path, base).ways(change):
        after = text.encode()
        try:
            found = _quads(after, path, base)
        except GraphSyntaxError:
            continue
        if _is_made(change, before, found):
            return after
    raise ProjectError(
        msg(
            "{path}: this cannot be written there without changing what else it says; change the "
            "file by hand",
            path=path,
        )
    )


_Quads = frozenset[tuple[str, ...]]


def _quads(content: bytes, path: Path, base: str) -> _Quads:
    """The statements of a content; blank nodes are numbered in the order of their occurrence."""
    labels: dict[BNode, str] = {}
    _, statements = load_statements(path, base=base, content=content)
    for node in (b for each in statements for term in each for b in blank_nodes_in(term)):
        labels.setdefault(node, str(len(labels)))
    return frozenset(
        tuple("" if term is None else ntriples_term(term, labels) for term in each)
        for each in statements
    )


def _is_made(change: Change, before: _Quads, after: _Quads) -> bool:
    old, new = (tuple(map(ntriples_term, t)) if t else () for t in (change.old, change.new))
    gone, come = before - after, after - before
    graphs = {quad[3] for quad in before if quad[:3] == old}
    if old:
        made = {(*new, graph) for graph in graphs} if new else set()
        return gone == {(*old, graph) for graph in graphs} and come == made - before
    return not gone and [quad[:3] for quad in come] == [new]


class _Places:
    """The places of the statements of a text, and the ways to change one there."""

    def __init__(self, content: bytes, path: Path, base: str) -> None:
        self._positions = load_content(content, path, base=base).positions
        self._source = SourceText(path, content.decode())
        self._text = self._source.text
        self._in_lines = graph_format_of(path) in (NTRIPLES, NQUADS)
        self._line_end = "\r\n" if "\r\n" in self._text else "\n"

    @cached_property
    def _declared(self) -> Sequence[tuple[int, PrefixPlace]]:
        """The prefixes, each with the end of its declaration."""
        ends = ((p.extent.end_line, p.extent.end_column) for p in self._positions.prefixes)
        places = zip(ends, self._positions.prefixes, strict=True)
        return [(self._source.index(*end), place) for end, place in places]

    def ways(self, change: Change) -> Iterator[str]:
        """The texts that may be the one with the change made."""
        if change.old is None:
            assert change.new is not None
            yield from self._additions(change.new)
        elif change.new is None:
            yield from self._removals(change.old)
        else:
            edits = [
                (start, end, self._written(change.new[2], start, like=self._text[start:end]))
                for *_, start, end in self._found(change.old)
            ]
            yield self._with(edits)

    def _found(self, triple: Triple) -> list[Spans]:
        return [spans for file in self._positions.files for _, spans in file.of(triple)]

    def _about(self, subject: Node) -> list[tuple[Node, Spans]]:
        """The predicates of a subject and the places of its statements, in order."""
        file = self._positions.files[0]
        found = (
            (p, spans) for (s, p, o) in file.about(subject) for spans in self._found((s, p, o))
        )
        return sorted(dict.fromkeys(found), key=lambda each: each[1][5])

    def _with(self, edits: Iterable[tuple[int, int, str]]) -> str:
        parts, at = list[str](), 0
        for start, end, new in sorted(edits):
            parts += self._text[at:start], new
            at = end
        return "".join([*parts, self._text[at:]])

    # Terms

    def _written(self, term: Node, at: int, *, like: str = "") -> str:
        """A term with the prefixes that hold at a place, in the quotes of another one."""
        if self._in_lines:
            return ntriples_term(term)
        terms = TurtleTerms({p.prefix: p.namespace for end, p in self._declared if end <= at})
        if not isinstance(term, Literal):
            return terms.iri(URIRef(str(term)))  # blank nodes are never written
        written = terms.literal(term)
        quote = re.match(r"\"{3}|'{3}|[\"']?", like)
        if written[0] != '"':
            needs = quote and quote[0]  # as the file has its numbers
            return f'"{written}"^^{terms.iri(term.datatype or XSD.string)}' if needs else written
        if quote and len(quote[0]) == 3:
            end = written[written.rindex('"') + 1 :]
            return f'"""{escaped(term, _NOT_IN_LONG_TEXT)}"""{end}'
        return written

    # One statement more

    def _additions(self, new: Triple) -> Iterator[str]:
        subject, predicate, object_ = new
        about = self._about(subject)
        end = len(self._text)
        start = "" if self._text.endswith("\n") else self._line_end
        if not about:
            gap, inner = ("", " ") if self._in_lines else (self._line_end, f"{self._line_end}    ")
            said = f"{self._written(subject, end)}{inner}{self._pair(predicate, object_, end)} ."
            yield f"{self._text}{start}{gap if end else ''}{said}{self._line_end}"
            return
        if self._in_lines:
            yield self._line_like(about[-1][1], new)
            return
        same = [spans for verb, spans in about if verb == predicate]
        if same:
            at, places = same[-1][5], [*same, *(spans for _, spans in about)]
            mark = self._between(places, ",") or self._spaced(at, ",") + " "
            yield self._with([(at, at, mark + self._written(object_, at))])
        block = [spans for _, spans in about if spans[:2] == about[0][1][:2]]
        at = max(spans[5] for spans in block)
        said = self._pair(predicate, object_, at)
        mark = self._between(block, ";") or f"{self._spaced(at, ';')}{self._line_end}    "
        yield self._with([(at, at, mark + said)])
        first = block[0][2]
        yield self._with([(first, first, self._pair(predicate, object_, first) + mark)])
        whole = f"{self._written(subject, end)} {self._pair(predicate, object_, end)} ."
        yield f"{self._text}{start}{whole}{self._line_end}"

    def _pair(self, predicate: Node, object_: Node, at: int) -> str:
        is_a = predicate == RDF.type and not self._in_lines
        verb = "a" if is_a else self._written(predicate, at)
        return f"{verb} {self._written(object_, at)}"

    def _line_like(self, spans: Spans, new: Triple) -> str:
        """A line after that of another statement, in the same graph."""
        text, (start, *_, verb, after_verb, object_, end) = self._text, spans
        found = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)").match(text, end)
        assert found is not None
        rest = re.match(r"[^#\r\n]*", found[0])
        line = text[start:verb] + ntriples_term(new[1]) + text[after_verb:object_]
        line += ntriples_term(new[2]) + (rest[0].rstrip() if rest else " .")
        is_ended = found[0].endswith(("\r", "\n"))
        ended = [line, self._line_end] if is_ended else [self._line_end, line]
        return "".join([text[: found.end()], *ended, text[found.end() :]])

    def _between(self, places: Sequence[Spans], mark: str) -> str:
        """The text between two of these statements that is that mark and space alone."""
        for before, after in pairwise(places):
            gap = self._text[before[5] : after[4 if mark == "," else 2]]
            if before[:2] == after[:2] and gap.strip() == mark:
                return gap
        return ""

    def _spaced(self, at: int, mark: str) -> str:
        """A mark, with a space before it if the text has one before the mark at `at`."""
        return f" {mark}" if self._text[at : at + 1].isspace() else mark

    # One statement less

    def _removals(self, old: Triple) -> Iterator[str]:
        about = [spans for _, spans in self._about(old[0])]
        edits: list[tuple[int, int, str]] = []
        for spans in self._found(old):
            if self._in_lines:
                edits.append((*self._line(spans[0], spans[5]), ""))
                continue
            tokens = self._tokens(spans, [each for each in about if each[:2] == spans[:2]])
            if tokens is None:
                return
            edits += [(*self._with_space(hole), "") for hole in self._holes(tokens)]
        yield self._with(edits)

    def _tokens(self, own: Spans, block: Sequence[Spans]) -> list[Span] | None:
        """The tokens that go with a statement of a block; None if something else is among them."""
        at = block.index(own)
        before = block[at - 1] if at else None
        after = block[at + 1] if at + 1 < len(block) else None
        verb, object_ = own[2:4], own[4:]
        if before and before[2:4] == verb:
            return self._and_mark(",", before[5], object_)
        if after and after[2:4] == verb:
            return self._and_mark(",", own[5], object_)
        if before:
            return self._and_mark(";", before[5], verb, object_)
        if after:
            return self._and_mark(";", own[5], verb, object_)
        end = own[5]
        tokens = [own[:2], verb, object_]
        while (mark := self._mark(end)) and self._text[mark[0]] in ";.":
            tokens.append(mark)
            end = mark[1]
            if self._text[mark[0]] == ".":
                break
        return tokens

    def _and_mark(self, sign: str, at: int, *tokens: Span) -> list[Span] | None:
        mark = self._mark(at)
        return sorted([mark, *tokens]) if self._text[slice(*mark)] == sign else None

    def _mark(self, at: int) -> Span:
        """The next character that is neither space nor in a comment."""
        found = _SPACE.match(self._text, at)
        start = found.end() if found else at
        return start, start + 1

    def _holes(self, tokens: Sequence[Span]) -> Iterator[Span]:
        """The tokens, as one where there is nothing but space between them."""
        start, end = tokens[0]
        for token in tokens[1:]:
            if self._text[end : token[0]].strip():
                yield start, end
                start = token[0]
            end = token[1]
        yield start, end

    def _with_space(self, hole: Span) -> Span:
        """A hole with the space that nobody needs any more: its lines, or what is around it."""
        text, (start, end) = self._text, hole
        line_start, line_end = self._line(start, end)
        if not (text[line_start:start] + text[end:line_end]).strip():
            is_apart = text[:line_start].endswith(("\n\n", "\r\n\r\n")) or not line_start
            blank = re.compile(r"(?:\r\n|\n)*" if is_apart else "").match(text, line_end)
            return line_start, blank.end() if blank else line_end
        if text[end - 1] in ",;":
            end = self._space_after(end)
        elif text[start : start + 1] in (",", ";") or text[end : end + 1].isspace():
            start = len(text[:start].rstrip()) if text[line_start:start].strip() else start
        return start, end

    def _space_after(self, at: int) -> int:
        """The next token, unless a comment comes first."""
        rest = re.compile(r"\s*").match(self._text, at)
        end = rest.end() if rest else at
        return at if self._text[end : end + 1] == "#" else end

    def _line(self, start: int, end: int) -> Span:
        """The lines that characters are on, with their last line end."""
        begin = max(self._text.rfind("\n", 0, start), self._text.rfind("\r", 0, start)) + 1
        found = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)").match(self._text, end)
        return begin, found.end() if found else end
