from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from rdflib import Graph

from schlaglicht.errors import AlikeBlankNodes
from schlaglicht.rdf.blank_nodes.canonicalization import canonical_labels
from schlaglicht.rdf.load import load_file, locate_in_files, locating_alike_nodes

Read = Callable[[str], Graph]
HUBS = "ex:s ex:p 1 .\n_:a ex:p {parts} .\n_:b ex:p {parts} .\n".format(
    parts=", ".join(["[]"] * 10)
)
HEAD = "@prefix ex: <http://example.org/> .\n"


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    def write_file(name: str, content: str) -> Path:
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        return path

    return write_file


def test_a_node_is_located_at_its_line_and_column(write: Callable[[str, str], Path]) -> None:
    loaded = load_file(write("hubs.ttl", HEAD + HUBS))
    with pytest.raises(AlikeBlankNodes) as caught, locating_alike_nodes(loaded):
        canonical_labels(loaded.graph)
    error = caught.value
    assert (error.path, error.line in {3, 4}) == (loaded.positions.files[0].path, True)
    assert str(error).startswith(f"{error.path}:{error.line}:{error.column}: ")


def test_the_file_that_has_such_nodes_is_found(write: Callable[[str, str], Path]) -> None:
    plain, hubs = write("plain.ttl", HEAD + "ex:s ex:p [] ."), write("hubs.ttl", HEAD + HUBS)
    assert locate_in_files(AlikeBlankNodes("_:x"), [plain, hubs]).path == hubs


def test_nodes_of_files_that_only_together_have_too_many_are_not_located(
    write: Callable[[str, str], Path],
) -> None:
    paths = [write(f"{n}.ttl", HEAD + "ex:s ex:p [] .") for n in range(2)]
    assert locate_in_files(AlikeBlankNodes("_:x"), paths).path is None


def test_a_file_of_rdf12_is_passed_over(write: Callable[[str, str], Path]) -> None:
    newer = write("newer.nt", "<x:r> <x:p> <<( <x:a> <x:p> <x:b> )>> .\n")
    hubs = write("hubs.ttl", HEAD + HUBS)
    assert locate_in_files(AlikeBlankNodes("_:x"), [newer, hubs]).path == hubs


def test_the_error_says_what_to_do_in_both_languages() -> None:
    error = AlikeBlankNodes("_:x")
    assert "IRIs" in error.helps["de"]
    assert "IRIs" in error.helps["en"]
    assert error.reasons["de"] != error.reasons["en"]
