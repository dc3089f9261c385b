from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat
from rdflib import Graph

from schlaglicht.errors import ProjectError
from schlaglicht.formats import (
    GRAPH_FORMATS,
    NQUADS,
    NTRIPLES,
    RDFXML,
    TRIG,
    TURTLE,
    Format,
)
from schlaglicht.rdf.load import load_file
from schlaglicht.rdf.writing.turtle import write_turtle
from schlaglicht.rdf.writing.write import dump

PREFIXES = {"ex": "http://example.org/", "urn": "http://example.org/urn#", "": "http://no.org/"}

every_format = pytest.mark.parametrize(
    "graph_format", GRAPH_FORMATS, ids=[known.name for known in GRAPH_FORMATS]
)

# Predicates whose name begins with a digit, and control characters: see test_rdfxml.
BEYOND_XML = {"names", "control"}


@every_format
def test_a_dump_says_the_same_to_the_strict_parser(
    nasty: Path,
    graph_format: Format,
    meaning: Callable[[str | bytes, RdfFormat], str],
    request: pytest.FixtureRequest,
) -> None:
    graph = load_file(nasty).graph
    if graph_format is RDFXML and request.node.callspec.params["nasty"] in BEYOND_XML:
        with pytest.raises(ProjectError, match="RDF/XML cannot carry"):
            dump(graph, graph_format, PREFIXES)
        return
    assert graph_format.rdf is not None
    written = meaning(dump(graph, graph_format, PREFIXES), graph_format.rdf)
    assert written == meaning(nasty.read_bytes(), RdfFormat.TURTLE)


@every_format
def test_a_dump_is_the_same_for_every_hash_seed_and_blank_node_label(
    graph_format: Format, nasty_files: list[Path], python: Callable[..., bytes]
) -> None:
    program = """if True:
        import sys; from pathlib import Path
        from schlaglicht.rdf.writing.write import dump; from schlaglicht.rdf.load import load_file
        from schlaglicht.formats import format_named
        for path in sys.argv[2:]:
            graph = load_file(Path(path)).graph
            content = dump(graph, format_named(sys.argv[1]), {"ex": "http://example.org/"})
            sys.stdout.buffer.write(content)
        """
    files = [
        str(path)
        for path in nasty_files
        if not (graph_format is RDFXML and path.stem in BEYOND_XML)
    ]
    first = python(1, program, graph_format.name, *files)
    assert first == python(2, program, graph_format.name, *files)


@pytest.mark.parametrize(("with_graphs", "without"), [(TRIG, TURTLE), (NQUADS, NTRIPLES)])
def test_one_graph_is_written_alike_with_and_without_graph_names(
    with_graphs: Format, without: Format, read: Callable[[str], Graph]
) -> None:
    graph = read("ex:a ex:b [ ex:c 1 ] .")
    assert dump(graph, with_graphs, PREFIXES) == dump(graph, without, PREFIXES)


def test_lines_of_ntriples_are_sorted(read: Callable[[str], Graph]) -> None:
    lines = dump(read("ex:b ex:p 1 . ex:a ex:p [] . [] ex:q 1 ."), NTRIPLES, {}).splitlines()
    assert (len(lines), lines) == (3, sorted(lines))


def test_canonical_turtle_is_dumped_as_it_stands(nasty: Path) -> None:
    loaded = load_file(nasty).graph
    prefixes = {prefix: str(namespace) for prefix, namespace in loaded.namespaces()}
    nasty.write_text(write_turtle(loaded, prefixes), encoding="utf-8")
    assert dump(load_file(nasty).graph, TURTLE, prefixes) == nasty.read_bytes()
