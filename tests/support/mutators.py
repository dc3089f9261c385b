"""Mechanical mutations of valid texts, each with its expected results and their places."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from turtle_tokens import RDF, Span, Statement, read_statements

EX = "https://example.org/def/"
NOBODY = "<https://example.org/id/nobody>"
SEE_ALSO = "<http://www.w3.org/2000/01/rdf-schema#seeAlso>"
DATE = "<http://www.w3.org/2001/XMLSchema#date>"

_LINE_END = re.compile(r"\r\n|\r|\n")

Expected = tuple[str, int, int, int, int, str]
"""A result: code, line, column, end line, end column, and precision of the place."""


@dataclass(frozen=True)
class Mutation:
    """A changed text, and exactly the results that it must give."""

    kind: str
    text: str
    expected: frozenset[Expected]


class Edit:
    """Replacements in a text, which map spans of the old text to the new one."""

    def __init__(self, text: str, *replacements: tuple[Span, str]) -> None:
        self._replacements = sorted(replacements)
        parts, at = [], 0
        for (start, end), new in self._replacements:
            assert start >= at, "replacements overlap"
            parts += [text[at:start], new]
            at = end
        self.text = "".join([*parts, text[at:]])
        self._starts = [0, *(match.end() for match in _LINE_END.finditer(self.text))]

    @property
    def new(self) -> Span:
        """The span that replaces the first span."""
        (start, _), new = self._replacements[0]
        return start, start + len(new)

    def moved(self, span: Span) -> Span:
        """The span in the new text: replaced, shifted, or with edits within it."""
        start, end = span
        for (first, last), new in self._replacements:
            shift = len(new) - (last - first)
            if last <= span[0] and (first, last) != span:
                start, end = start + shift, end + shift
            elif last <= span[1]:
                end += shift
        return start, end

    def expect(self, code: str, span: Span, precision: str = "exact") -> Expected:
        """A result at a span of the new text."""
        return (code, *self._place(span[0]), *self._place(span[1]), precision)

    def _place(self, index: int) -> tuple[int, int]:
        line = bisect_right(self._starts, index)
        return line, index - self._starts[line - 1] + 1


class Mutator:
    """All mutations of one valid text."""

    def __init__(self, text: str, *, line_based: bool = False) -> None:
        self.text = text
        self.line_based = line_based
        self.statements = read_statements(text)

    def mutations(self) -> Iterator[Mutation]:
        """All mutations that apply to the text."""
        for predicate, (kind, replacement) in _WRONG_VALUES:
            yield from self._of(predicate, partial(self._value, kind, replacement))
        for predicate in ("name", "born", "city", "author"):
            yield from self._of(predicate, self._removed)
            yield from self._of(predicate, self._misspelt)
        yield from self._of("born", self._extra)
        yield from self._classes()
        yield from self._of("age", self._http_twin)
        yield from self._of("knows", self._misspelt_alone)
        for kind, term, replacement in _BREAKS:
            yield from self._of("born", partial(self._broken, kind, term, replacement))

    def _of(
        self, predicate: str, make: Callable[[Statement], Mutation | None]
    ) -> Iterator[Mutation]:
        """Mutations of the first and last statements with a predicate for which one can be made."""
        iri = predicate if ":" in predicate else EX + predicate
        stated = [s for s in self.statements if s.predicate == iri and self._once(s)]
        made = [mutation for s in stated if (mutation := make(s))]
        yield from made[:1] + made[1:][-1:]

    def _once(self, statement: Statement) -> bool:
        """True if a triple is stated once; a repeated one would survive the mutation."""
        same = [
            s
            for s in self.statements
            if (s.subject, s.predicate, s.object)
            == (statement.subject, statement.predicate, statement.object)
        ]
        return len(same) == 1

    def _value(self, kind: str, replacement: str, statement: Statement) -> Mutation:
        edit = Edit(self.text, (statement.object_span, replacement))
        return Mutation(kind, edit.text, frozenset({edit.expect("shape", edit.new)}))

    def _removed(self, statement: Statement) -> Mutation | None:
        others = [s for s in self._siblings(statement) if s is not statement]
        if statement.removal is None or others:
            return None
        edit = Edit(self.text, (statement.removal, ""))
        subject = edit.moved(self._block(statement.subject))
        expected = {edit.expect("shape", subject, "subject")}
        return Mutation("missing property", edit.text, frozenset(expected))

    def _misspelt(self, statement: Statement) -> Mutation | None:
        if len(self._siblings(statement)) > 1:
            return None
        edit = Edit(self.text, (statement.predicate_span, f"<{statement.predicate}x>"))
        subject = edit.moved(self._block(statement.subject))
        expected = {
            edit.expect("unknown-term", edit.new),
            edit.expect("shape", subject, "subject"),
        }
        return Mutation("misspelt property", edit.text, frozenset(expected))

    def _misspelt_alone(self, statement: Statement) -> Mutation | None:
        if len(self._siblings(statement)) > 1:
            return None
        edit = Edit(self.text, (statement.predicate_span, f"<{statement.predicate}s>"))
        expected = {edit.expect("unknown-term", edit.new)}
        return Mutation("misspelt property", edit.text, frozenset(expected))

    def _extra(self, statement: Statement) -> Mutation:
        value = f'"1815-12-11"^^{DATE}'
        if self.line_based:
            line = self.text[statement.subject_span[0] : statement.object_span[0]]
            start = statement.subject_span[0]
            edit = Edit(self.text, ((start, start), f"{line} {value} .\n"))
        else:
            end = statement.object_span[1]
            edit = Edit(self.text, ((end, end), f" , {value}"))
        subject = edit.moved(self._block(statement.subject))
        expected = {edit.expect("shape", subject, "subject")}
        return Mutation("extra value", edit.text, frozenset(expected))

    def _classes(self) -> Iterator[Mutation]:
        """Mutations of the class of a person, to a wrong or an unknown one."""
        for kind, class_, unknown in (
            ("wrong class", "Status", False),
            ("unknown class", "Persn", True),
        ):
            stated = [s for s in self.statements if s.object == EX + "Person"]
            for statement in stated[:1] + stated[1:][-1:]:
                edit = Edit(self.text, (statement.object_span, f"<{EX}{class_}>"))
                expected = {
                    edit.expect("shape", edit.moved(statement.predicate_span)),
                    *(
                        edit.expect("shape", edit.moved(s.object_span))
                        for s in self._first_namings(statement.subject)
                    ),
                }
                if unknown:
                    expected.add(edit.expect("unknown-term", edit.new))
                yield Mutation(kind, edit.text, frozenset(expected))

    def _first_namings(self, person: str) -> list[Statement]:
        """The first statements, per subject and predicate, whose value must be a person.

        A person that is nested in the text is named by the nesting; its own statements are
        skipped.
        """
        wanted = {EX + "knows", EX + "author", RDF + "first"}
        found: dict[tuple[str, str], Statement] = {}
        for statement in self.statements:
            named = statement.object == person != statement.subject
            if named and statement.predicate in wanted:
                # A list reaches the same person by several items: the first one is reported.
                key = "list" if statement.predicate == RDF + "first" else statement.subject
                found.setdefault((key, statement.predicate), statement)
        return list(found.values())

    def _http_twin(self, statement: Statement) -> Mutation:
        edit = Edit(self.text, (statement.predicate_span, "<http://schema.org/age>"))
        return Mutation(
            "http twin", edit.text, frozenset({edit.expect("http-schema-org", edit.new)})
        )

    def _broken(self, kind: str, term: int, replacement: str, statement: Statement) -> Mutation:
        """A text that no parser accepts; only the line of its result counts."""
        spans = (statement.subject_span, statement.predicate_span, statement.object_span)
        edit = Edit(self.text, (spans[term], replacement))
        return Mutation(f"syntax: {kind}", edit.text, frozenset({edit.expect("syntax", edit.new)}))

    def _siblings(self, statement: Statement) -> list[Statement]:
        key = (statement.subject, statement.predicate)
        return [s for s in self.statements if (s.subject, s.predicate) == key]

    def _block(self, subject: str) -> Span:
        """The span of the subject of the block that states a node's class."""
        typed = [s for s in self.statements if s.subject == subject and s.predicate == RDF + "type"]
        return typed[0].subject_span


_WRONG_VALUES = (
    ("name", ("wrong datatype", '"Ada"')),
    ("born", ("wrong datatype", '"1815-12-10"')),
    ("born", ("ill-typed literal", f'"soon"^^{DATE}')),
    ("born", ("wrong node kind", NOBODY)),
    ("email", ("outside of sh:pattern", '"no address"')),
    ("status", ("outside of sh:in", NOBODY)),
    ("age", ("outside of range", '"1000"^^<http://www.w3.org/2001/XMLSchema#integer>')),
    ("age", ("wrong datatype", '"36"^^<http://www.w3.org/2001/XMLSchema#decimal>')),
    ("knows", ("value of the wrong class", NOBODY)),
    ("author", ("value of the wrong class", NOBODY)),
    ("postcode", ("outside of sh:pattern", '"1234 😀"')),
    ("city", ("value at the end of a path", '"X"')),
    ("note", ("too long", '"' + 70 * "😀" + '"')),
    (RDF + "first", ("item of a list", NOBODY)),
)

_BREAKS = (
    ("IRI with a space", 2, "<https://example.org/a b>"),
    ("literal as predicate", 1, '"born"'),
    ("undeclared prefix", 2, "undeclared:term"),
    ("one caret", 2, '"1815-12-10"^xsd:date'),
    ("unknown escape", 2, r'"a\qb"'),
)
