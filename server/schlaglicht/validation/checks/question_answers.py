"""Questions: each is run by the real engine, and its answer compared with the expected one.

The expected answer is a file next to the question: `.tsv` for SELECT, `.json` for ASK, `.ttl` for
CONSTRUCT and DESCRIBE. A header may not declare what is wrong, or what its query does not bear out.
Questions are checked in a separate process, which imports rdflib only where a place or a graph is
needed.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from schlaglicht.dataset.snapshot import Snapshot, take_plain_snapshot, take_snapshot
from schlaglicht.engine import EnginePool, Limits, start_of
from schlaglicht.engine.worker import fork
from schlaglicht.errors import (
    AlikeBlankNodes,
    EngineLost,
    GraphSyntaxError,
    ProjectError,
    QueryError,
    QuerySyntaxError,
    QueryTimeout,
)
from schlaglicht.formats import JSON, NTRIPLES, TSV, Format
from schlaglicht.ground.atomic_file import temporary_folder
from schlaglicht.ground.bounded_process import VARIABLE, scaled
from schlaglicht.i18n import Message, Texts, lines, msg
from schlaglicht.project import Project
from schlaglicht.query import SparqlQuery, answer, read_query
from schlaglicht.query.grammar import tree_of
from schlaglicht.query.lexer import line_and_column, resolve_escapes
from schlaglicht.query.rewriting import misuses, used_parameters, with_values
from schlaglicht.query.syntax_tree import Node, form_token
from schlaglicht.questions import HeaderFault, Question, read_questions, written
from schlaglicht.questions.header import lines_of
from schlaglicht.validation.checks.expected_answers import (
    Comparison,
    compare_boolean,
    compare_graph,
    compare_rows,
)
from schlaglicht.validation.report import Place, Precision, ValidationResult
from schlaglicht.validation.rules import result_of

if TYPE_CHECKING:
    from schlaglicht.rdf.turtle_terms import Names


def check_header(question: Question) -> list[ValidationResult]:
    """A result for each fault of a header, and each parameter that its query cannot use."""
    faults = [*question.header.faults]
    if names := question.defaults():
        with suppress(QuerySyntaxError):  # reported with the query
            tree = tree_of(resolve_escapes(question.text))
            faults += [*_unused(question, tree, names), *_misused(question, tree, names)]
    return [_header_result(question, fault) for fault in faults]


def _unused(question: Question, tree: Node, names: Mapping[str, object]) -> Iterator[HeaderFault]:
    used, lines = used_parameters(tree, names), lines_of(question.text)
    for name in names:
        if name not in used:
            at = question.header.lines[name]
            start = lines[at - 1].index(name)
            yield HeaderFault(
                at,
                start,
                start + len(name) + 1,
                msg("the query does not use the parameter {name}", name=f"?{name}"),
                msg("use it as a variable in the query, or remove the line"),
            )


def _misused(question: Question, tree: Node, names: Mapping[str, object]) -> Iterator[HeaderFault]:
    for misuse in misuses(tree, names):
        line, column = line_and_column(question.text, misuse.token.start)
        end = column + len(misuse.token.text)
        yield HeaderFault(line, column, end, misuse.reason, misuse.advice)


def _header_result(question: Question, fault: HeaderFault) -> ValidationResult:
    place = Place(question.path, fault.line, fault.start, fault.line, fault.end, Precision.EXACT)
    return result_of("question-header", place, fault.reason, fault.advice)


_SECONDS = 10.0
"""Seconds for the answer to a question, as many as a server gives it by default."""
_SHOWN = 3
_HEADER = re.compile(r"(?:\s*#[^\r\n]*+)*+")
_NAMING_GRAPHS = re.compile(r"\b(?:GRAPH|FROM)\b|\\u", re.IGNORECASE)
"""Matches keywords without which a question cannot read the graph about the dataset, or escapes."""
_IRI = re.compile(r"<([^<>\s]+)>")


@dataclass(frozen=True)
class _Kind:
    """Format, file ending and comparison of the answers to one query form."""

    format: Format
    ending: str
    command_format: str
    compare: Callable[[Path, bytes, Question], Comparison]


@dataclass(frozen=True)
class _Case:
    """A question with values for its parameters, and where its expected answer is."""

    question: Question
    example: str = ""
    """Its name; empty for the defaults."""
    values: Mapping[str, str] = field(default_factory=dict)
    """The values that are not defaults, in N-Triples."""

    @property
    def text(self) -> str:
        return with_values(self.question.text, {**self.question.defaults(), **self.values})

    def expected(self, ending: str) -> Path:
        name = f".{self.example}{ending}" if self.example else ending
        return self.question.path.with_suffix(name)


_SELECT = _Kind(TSV, ".tsv", "tsv", compare_rows)
_ASK = _Kind(JSON, ".json", "json", compare_boolean)
_GRAPH = _Kind(NTRIPLES, ".ttl", "turtle", compare_graph)


def check_questions(project: Project, served: Snapshot | None = None) -> list[ValidationResult]:
    """A result for each question that fails, or whose answer differs from the expected one.

    They are asked of a snapshot that is taken here, or of the one `served`, by an engine of its
    fork server, if they may need all that it has.
    """
    questions = read_questions(project)
    if not questions:
        return []
    with temporary_folder() as folder:
        named = any(_may_name_graphs(question.text) for question in questions)
        take = take_snapshot if named else take_plain_snapshot
        snapshot = served if served and named else take(project, folder)
        start = start_of(snapshot) if snapshot is served else fork
        limits = Limits(seconds=scaled(_SECONDS))
        with EnginePool(snapshot, engines=1, limits=limits, start=start) as pool:
            return [
                result
                for question in questions
                for result in _check(question, project, pool, snapshot.prefixes)
            ]


_DIFFERENCES = {
    "rows": msg("the answer differs from {name} (missing rows: {missing}, new ones: {new})"),
    "order": msg("the answer has the same rows as {name}, but in another order"),
    "variables": msg("the answer has the columns {actual}, {name} has {expected}"),
    "boolean": msg("the answer is {actual}, {name} says {expected}"),
    "graph": msg(
        "the answer is another graph than {name} (missing triples: {missing}, new ones: {new})"
    ),
}
"""Messages about a differing answer, by `Comparison.what`."""


def _may_name_graphs(query: str) -> bool:
    header = _HEADER.match(query)
    return bool(_NAMING_GRAPHS.search(query, header.end() if header else 0))


def _check(
    question: Question, project: Project, pool: EnginePool, prefixes: Mapping[str, str]
) -> list[ValidationResult]:
    if faults := check_header(question):
        return faults
    examples = (_Case(question, each.name, each.values) for each in question.header.examples)
    results = _check_case(_Case(question), project, pool, prefixes)
    if any(result.code == "question-failed" for result in results):
        return results  # each example would fail likewise
    return results + [r for case in examples for r in _check_case(case, project, pool, prefixes)]


def _check_case(
    case: _Case, project: Project, pool: EnginePool, prefixes: Mapping[str, str]
) -> list[ValidationResult]:
    question = case.question
    try:
        query = read_query(case.text)
        kind = _kind_of(query)
        body = answer(pool, query, kind.format, prefixes=prefixes).body
    except QueryTimeout as error:
        helps = msg(
            "make it more selective; {variable}=2 gives it twice as long", variable=VARIABLE
        )
        late = msg("no answer within {seconds} s", seconds=f"{error.seconds:g}")
        return [result_of("question-failed", _error_place(question, error), late, helps)]
    except (QueryError, EngineLost) as error:
        reason = error.reasons if isinstance(error, QuerySyntaxError) else error.messages
        return [result_of("question-failed", _error_place(question, error), reason)]
    expected = case.expected(kind.ending)
    name = project.display(expected)
    if not expected.is_file():
        return [
            result_of(
                "question-expected-missing",
                _form_place(question),
                msg(
                    "{name} is missing: a question needs its expected answer next to it", name=name
                ),
            )
        ]
    try:
        difference = kind.compare(expected, body, question)
    except (ValueError, GraphSyntaxError, AlikeBlankNodes) as error:
        return [_unreadable(expected, name, error)]
    except OSError as error:
        raise ProjectError(f"{expected}: {error.strerror}") from error
    return [] if difference.same else [_changed(case, difference, kind, project)]


def _kind_of(query: SparqlQuery) -> _Kind:
    if TSV in query.formats:
        return _SELECT
    return _ASK if JSON in query.formats else _GRAPH


def _changed(
    case: _Case, difference: Comparison, kind: _Kind, project: Project
) -> ValidationResult:
    from schlaglicht.validation.inputs import read_inputs

    name = project.display(case.expected(kind.ending))
    query = project.display(case.question.path)
    # Reads the graphs for their prefixes, which only this result needs.
    inputs, _ = read_inputs(project)
    names = inputs.names
    given = "".join(f" --set {shlex.quote(f'{n}={written(t)}')}" for n, t in case.values.items())
    command = f"schlaglicht query {query}{given} --format {kind.command_format} > {name}"
    texts = [
        *_shown(msg("missing: {row}"), difference.missing, names),
        *_shown(msg("new: {row}"), difference.new, names),
        msg("if the new answer is right: {command}", command=command),
    ]
    message = _DIFFERENCES[difference.what].filled(
        name=name,
        missing=len(difference.missing),
        new=len(difference.new),
        expected=difference.expected,
        actual=difference.actual,
    )
    return result_of("question-changed", _form_place(case.question), message, lines(*texts))


def _shown(each: Message, rows: tuple[str, ...], names: Names) -> list[Mapping[str, str]]:
    """The first few rows, IRIs shortened, and the number of further ones."""
    texts = [
        _IRI.sub(lambda match: names.iri(match[1]), row).replace("\t", "  ")
        for row in rows[:_SHOWN]
    ]
    more = [msg("… and {count} more", count=len(rows) - _SHOWN)] if len(rows) > _SHOWN else []
    return [*(each.filled(row=text) for text in texts), *more]


def _unreadable(
    path: Path, name: str, error: ValueError | GraphSyntaxError | AlikeBlankNodes
) -> ValidationResult:
    from schlaglicht.validation.result_locations import fault_place

    place, reasons = Place(path), _reasons(error)
    if not isinstance(error, ValueError):
        place, reasons = fault_place(error) or place, error.reasons
    elif isinstance(error, json.JSONDecodeError):
        place = Place(path, error.lineno, error.colno, error.lineno, error.colno, Precision.EXACT)
    helps = {} if isinstance(error, ValueError) else error.helps
    return result_of(
        "question-expected-missing",
        place,
        msg("{name} cannot be read: {reason}", name=name, reason=reasons),
        helps,
    )


def _reasons(error: Exception) -> Texts:
    """The message of an error: one of ours is a Message, one of Python's is translated."""
    from schlaglicht.rdf.syntax_errors import ANSWERS, in_german

    said = error.args[0]
    return said if isinstance(said, Message) else in_german(str(error), ANSWERS)


def _error_place(question: Question, error: Exception) -> Place:
    if isinstance(error, QuerySyntaxError) and error.line is not None:
        line, column = error.line, error.column or 1
        if question.parameters:  # values in front of the error may have moved it in its line
            length = len(lines_of(question.text)[line - 1])
            return Place(question.path, line, 1, line, length + 1, Precision.EXACT)
        return Place(question.path, line, column, line, column + 1, Precision.EXACT)
    return _form_place(question)


def _form_place(question: Question) -> Place:
    """The place of the query form (SELECT, ASK, CONSTRUCT, DESCRIBE); the file without one."""
    from schlaglicht.rdf.locations import SourceText
    from schlaglicht.validation.result_locations import place_of

    try:
        form = form_token(tree_of(question.text))
    except QuerySyntaxError:
        return Place(question.path)
    source = SourceText(question.path, question.text)
    return place_of(question.path, source.extent(form.start, form.end))
