"""Mechanical mutations of a valid text, each with the results that it must give and their places."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from turtle_tokens import RDF, Span, Statement, read_statements

EX = "https://example.org/def/"
NOBODY = "<https://example.org/id/nobody>"
SEE_ALSO = "<http://www.w3.org/2000/01/rdf-schema#seeAlso>"
DATE = "<http://www.w3.org/2001/XMLSchema#date>"

_LINE_END = re.compile(r"\r\n|\r|\n")

Expected = tuple[str, int, int, int, int, str]
"""A result: its code, line, column, end line, end column and how sure the place is."""


@dataclass(frozen=True)
class Mutation:
    """A changed text, and all the results that it must give: no others, nowhere else."""

    kind: str
    text: str
    expected: frozenset[Expected]


def extent(text: str, span: Span) -> tuple[int, int, int, int]:
    """Lines and columns of a span, from 1, counted anew for each."""
    lines = [_LINE_END.split(text[:at]) for at in span]
    return (len(lines[0]), len(lines[0][-1]) + 1, len(lines[1]), len(lines[1][-1]) + 1)


class Edit:
    """One replacement in a text, and where the spans of the old text are in the new one."""

    def __init__(self, text: str, span: Span, replacement: str) -> None:
        self.span = span
        self.new = (span[0], span[0] + len(replacement))
        self.text = text[: span[0]] + replacement + text[span[1] :]
        self._shift = len(replacement) - (span[1] - span[0])

    def moved(self, span: Span) -> Span:
        """A span of the old text, which the edit left as it was or lies within."""
        start, end = span
        if start >= self.span[1] and self.span != span:
            start += self._shift
        return start, end + self._shift if end >= self.span[1] else end

    def expect(self, code: str, span: Span, certainty: str = "exact") -> Expected:
        """A result at a span of the new text."""
        return (code, *extent(self.text, span), certainty)


class Mutator:
    """All mutations of one valid text."""

    def __init__(self, text: str, *, line_based: bool = False) -> None:
        self.text = text
        self.line_based = line_based
        self.statements = read_statements(text)

    def mutations(self) -> Iterator[Mutation]:
        """Every mutation that the text has room for."""
        for predicate, (kind, replacement) in _WRONG_VALUES:
            yield from self._of(predicate, lambda s, k=kind, r=replacement: self._value(s, k, r))
        for predicate in ("name", "born", "city", "author"):
            yield from self._of(predicate, self._removed)
            yield from self._of(predicate, self._misspelt)
        yield from self._of("born", self._extra)
        yield from self._classes()
        yield from self._of("age", self._http_twin)
        yield from self._of("knows", self._misspelt_alone)
        for break_ in _BREAKS:
            yield from self._of("born", lambda s, b=break_: self._broken(s, *b))

    def _of(
        self, predicate: str, make: Callable[[Statement], Mutation | None]
    ) -> Iterator[Mutation]:
        """A mutation of the first and of the last statement with a predicate, where it can be."""
        iri = predicate if ":" in predicate else EX + predicate
        stated = [s for s in self.statements if s.predicate == iri and self._once(s)]
        made = [mutation for s in stated if (mutation := make(s))]
        yield from made[:1] + made[1:][-1:]

    def _once(self, statement: Statement) -> bool:
        """Whether a triple is stated once: the same again would still be as it was."""
        same = [
            s
            for s in self.statements
            if (s.subject, s.predicate, s.object)
            == (statement.subject, statement.predicate, statement.object)
        ]
        return len(same) == 1

    def _value(self, statement: Statement, kind: str, replacement: str) -> Mutation:
        edit = Edit(self.text, statement.object_span, replacement)
        return Mutation(kind, edit.text, frozenset({edit.expect("shape", edit.new)}))

    def _removed(self, statement: Statement) -> Mutation | None:
        others = [s for s in self._siblings(statement) if s is not statement]
        if statement.removal is None or others:
            return None
        edit = Edit(self.text, statement.removal, "")
        subject = edit.moved(self._block(statement.subject))
        expected = {edit.expect("shape", subject, "subject")}
        return Mutation("missing property", edit.text, frozenset(expected))

    def _misspelt(self, statement: Statement) -> Mutation | None:
        if len(self._siblings(statement)) > 1:
            return None
        edit = Edit(self.text, statement.predicate_span, f"<{statement.predicate}x>")
        subject = edit.moved(self._block(statement.subject))
        expected = {
            edit.expect("unknown-term", edit.new),
            edit.expect("shape", subject, "subject"),
        }
        return Mutation("misspelt property", edit.text, frozenset(expected))

    def _misspelt_alone(self, statement: Statement) -> Mutation | None:
        if len(self._siblings(statement)) > 1:
            return None
        edit = Edit(self.text, statement.predicate_span, f"<{statement.predicate}s>")
        expected = {edit.expect("unknown-term", edit.new)}
        return Mutation("misspelt property", edit.text, frozenset(expected))

    def _extra(self, statement: Statement) -> Mutation:
        value = f'"1815-12-11"^^{DATE}'
        if self.line_based:
            line = self.text[statement.subject_span[0] : statement.object_span[0]]
            start = statement.subject_span[0]
            edit = Edit(self.text, (start, start), f"{line} {value} .\n")
        else:
            end = statement.object_span[1]
            edit = Edit(self.text, (end, end), f" , {value}")
        subject = edit.moved(self._block(statement.subject))
        expected = {edit.expect("shape", subject, "subject")}
        return Mutation("extra value", edit.text, frozenset(expected))

    def _classes(self) -> Iterator[Mutation]:
        """Each person in turn becomes something else, or something unknown."""
        for kind, class_, unknown in (
            ("wrong class", "Status", False),
            ("unknown class", "Persn", True),
        ):
            stated = [s for s in self.statements if s.object == EX + "Person"]
            for statement in stated[:1] + stated[1:][-1:]:
                edit = Edit(self.text, statement.object_span, f"<{EX}{class_}>")
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
        """Where it is said of a person what only people can be, each triple where it stands first.

        A person that is nested in the text is named by standing there; what it says of itself is
        not looked at any more.
        """
        wanted = {EX + "knows", EX + "author", RDF + "first"}
        found: dict[tuple[str, str], Statement] = {}
        for statement in self.statements:
            named = statement.object == person != statement.subject
            if named and statement.predicate in wanted:
                # A collection reaches the same person by any of its items: the first one is told.
                key = "list" if statement.predicate == RDF + "first" else statement.subject
                found.setdefault((key, statement.predicate), statement)
        return list(found.values())

    def _http_twin(self, statement: Statement) -> Mutation:
        edit = Edit(self.text, statement.predicate_span, "<http://schema.org/age>")
        return Mutation(
            "http twin", edit.text, frozenset({edit.expect("http-schema-org", edit.new)})
        )

    def _broken(self, statement: Statement, kind: str, term: int, replacement: str) -> Mutation:
        """A text that no parser takes: the line of the broken token is known, and no more."""
        spans = (statement.subject_span, statement.predicate_span, statement.object_span)
        edit = Edit(self.text, spans[term], replacement)
        return Mutation(f"syntax: {kind}", edit.text, frozenset({edit.expect("syntax", edit.new)}))

    def _siblings(self, statement: Statement) -> list[Statement]:
        key = (statement.subject, statement.predicate)
        return [s for s in self.statements if (s.subject, s.predicate) == key]

    def _block(self, subject: str) -> Span:
        """The subject of the block that says what a node is."""
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
