from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyoxigraph
import pytest
from rdflib import Graph

from schlaglicht.errors import ProjectError
from schlaglicht.rdf.canonical import canonical_ntriples
from schlaglicht.rdf.load import load_file


def statements_of(content: bytes) -> pyoxigraph.Dataset:
    return pyoxigraph.Dataset(pyoxigraph.parse(content, pyoxigraph.RdfFormat.TURTLE))


def test_labels_are_those_of_the_specification(nasty: Path) -> None:
    judge = statements_of(nasty.read_bytes())
    judge.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    written = "".join(canonical_ntriples(load_file(nasty).graph))
    assert set(statements_of(written.encode())) == set(judge)


def test_control_characters_are_escaped(read: Callable[[str], Graph]) -> None:
    graph = read(r'ex:s ex:p "\u0000\t\n\u007F\u00E9" .')
    assert canonical_ntriples(graph) == [
        '<http://example.org/s> <http://example.org/p> "\\u0000\\t\\n\\u007F\u00e9" .\n'
    ]


def test_a_puzzle_is_given_up(read: Callable[[str], Graph]) -> None:
    names = "abcdefghij"
    edges = (f"_:{a} ex:p _:{b} ." for a in names for b in names if a != b)
    with pytest.raises(ProjectError, match="cannot be told apart"):
        canonical_ntriples(read(" ".join(edges)))
