import json
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest
from plain_service import plain_service

from schlaglicht.cli import run

SHAPES = """
PREFIX ex: <https://example.org/>
PREFIX sh: <http://www.w3.org/ns/shacl#>
ex:Shape a sh:NodeShape ; sh:targetClass ex:Person ; sh:property ex:Shape-name .
ex:Shape-name a sh:PropertyShape ; sh:path ex:name ; sh:minCount 1 ; sh:severity sh:Violation ;
  sh:message "A person has a name."@en , "Eine Person hat einen Namen."@de .
"""
GOOD = "PREFIX ex: <https://example.org/> ex:ada a ex:Person ; ex:name 'Ada' ."
BAD = GOOD + " ex:bob a ex:Person ."


@pytest.fixture
def shapes(tmp_path: Path) -> str:
    folder = tmp_path / "shapes"
    folder.mkdir()
    (folder / "people.ttl").write_text(SHAPES)
    return str(folder)


def validated(shapes: str, url: str, *options: str) -> int:
    return int(run(["validate", shapes, "--endpoint", url, "--select", "shape", *options]))


def test_a_remote_graph_that_passes_exits_0(
    shapes: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with plain_service(GOOD) as service:
        assert validated(shapes, service.url) == 0
    assert "fetched 2 triples of one subject with an IRI" in capsys.readouterr().err


def test_a_finding_names_the_thing_instead_of_a_line(
    shapes: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with plain_service(BAD) as service:
        assert validated(shapes, service.url, "--no-color") == 1
    out = capsys.readouterr().out
    assert f"{service.url}: violation[shape]" in out
    assert "node: ex:bob" in out or "node: https://example.org/bob" in out


def test_programs_get_the_endpoint_and_the_node(
    shapes: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with plain_service(BAD) as service:
        validated(shapes, service.url, "--format", "json")
    (found,) = json.loads(capsys.readouterr().out)["results"]
    assert found["place"] == {"file": service.url, "certainty": "file"}


@pytest.mark.usefixtures("page_by_page")
def test_what_cannot_be_fetched_exits_2_and_is_said(
    shapes: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with plain_service(GOOD + " [] a ex:Person .") as service:
        assert validated(shapes, service.url) == 2
    assert "not checked: one triple of a blank node" in capsys.readouterr().err


def test_shapes_may_be_a_file(shapes: str) -> None:
    with plain_service(BAD) as service:
        assert validated(f"{shapes}/people.ttl", service.url) == 1


def test_a_copy_is_kept_where_a_folder_is_named(shapes: str, tmp_path: Path) -> None:
    with plain_service(GOOD) as service:
        assert validated(shapes, service.url, "--copy", str(tmp_path / "copy")) == 0
    assert (tmp_path / "copy" / "data.nt").read_text().count("\n") == 2


def test_a_sample_is_called_one(shapes: str, capsys: pytest.CaptureFixture[str]) -> None:
    with plain_service(GOOD) as service:
        assert validated(shapes, service.url, "--sample", "1") == 0
    said = capsys.readouterr()
    assert "a sample: the rest of the graph is not checked" in said.err
    assert "all is well" not in said.out + said.err
    assert "nothing found in the part that was fetched" in said.out + said.err


def test_shapes_of_standard_input_are_named_so(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = SHAPES.replace("sh:path ex:name ; ", "")
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(wrong.encode())))
    with plain_service(GOOD) as service:
        run(["validate", "-", "--endpoint", service.url, "--no-color"])
    assert "<stdin>:4:" in capsys.readouterr().out


def test_a_report_over_the_shapes_is_refused_before_all_else(shapes: str) -> None:
    with plain_service(GOOD) as service:
        assert validated(shapes, service.url, "--format", f"json={shapes}/people.ttl") == 2
    assert service.queries == []


@pytest.mark.parametrize(
    "options",
    [
        ["--sample", "5"],
        ["--dialect", "fuseki"],
        ["--endpoint", "http://127.0.0.1:9/", "--watch"],
        ["--endpoint", "http://127.0.0.1:9/", "--since", "HEAD"],
        ["--endpoint", "http://a:b@127.0.0.1:9/"],
        ["--endpoint", "127.0.0.1:9"],
    ],
)
def test_options_that_do_not_fit_are_refused(shapes: str, options: list[str]) -> None:
    assert run(["validate", shapes, *options]) == 2
