"""Reports that are the same for the same files: no query asks for the time or for chance."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from schlaglicht.errors import QuerySyntaxError
from schlaglicht.project import Project
from schlaglicht.query.grammar import tree_of
from schlaglicht.query.lexer import resolve_escapes
from schlaglicht.query.syntax_tree import Kind, word_of
from schlaglicht.validation.inputs import Inputs
from schlaglicht.vocab import SH

_CHANGING = re.compile(r"NOW|RAND|UUID|STRUUID|BNODE", re.IGNORECASE)
"""Functions with another value in each run: https://www.w3.org/TR/sparql11-query/#SparqlOps"""


def is_deterministic(inputs: Inputs) -> bool:
    """True if the same files always have the same report."""
    queries = [*_of_shapes(inputs), *_of_questions(inputs.project)]
    return not any(map(_changes, queries))


def _of_shapes(inputs: Inputs) -> Iterator[str]:
    for predicate in (SH.select, SH.ask):
        yield from map(str, inputs.shapes_graph.graph.objects(None, predicate))


def _of_questions(project: Project) -> Iterable[str]:
    return (path.read_text(encoding="utf-8", errors="replace") for path in project.queries)


def _changes(query: str) -> bool:
    """True for a query that calls such a function, and for one that cannot be read."""
    if not _CHANGING.search(query) and "\\" not in query:
        return False
    try:
        calls = tree_of(resolve_escapes(query)).all(Kind.CALL)
    except QuerySyntaxError:
        return True
    return any(_CHANGING.fullmatch(word_of(call.children[0])) for call in calls)
