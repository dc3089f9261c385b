"""What those get who know schema.org and nothing of this model: `naive/*.rq`.

Each was written without our own terms, with the answer that the articles give next to it, put down
by hand. No row is right where the articles say nothing.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from served_graph import PREFIXES, ROOT, Ask, engine

from schlaglicht.formats import TSV
from schlaglicht.project import open_project
from schlaglicht.questions import Question, read_question
from schlaglicht.validation.checks.expected_answers import compare_rows

QUERIES = [read_question(path) for path in sorted((Path(__file__).parent / "naive").glob("*.rq"))]
KNOWN_TO_ALL = {"rdf", "rdfs", "schema"}

every_query = pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """The shipped graph, as it is served."""
    with engine(open_project([ROOT]), tmp_path_factory.mktemp("shipped")) as ask_shipped:
        yield ask_shipped


def test_there_are_at_least_20_queries() -> None:
    assert len(QUERIES) >= 20


@every_query
def test_query_uses_no_terms_of_our_own(query: Question) -> None:
    prefixes = set(re.findall(r"^PREFIX (\w*):", query.text, re.MULTILINE))
    assert prefixes <= KNOWN_TO_ALL
    assert PREFIXES["def"].removesuffix("def/") not in query.text


@every_query
def test_graph_answers_what_the_articles_say(query: Question, ask: Ask) -> None:
    expected = query.path.with_suffix(".tsv")
    comparison = compare_rows(expected, ask(query.text, TSV), query)
    assert comparison.same, comparison
