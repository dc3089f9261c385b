from __future__ import annotations

import logging
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from plain_service import PlainService, plain_service
from pyoxigraph import Literal, NamedNode, Quad

from schlaglicht.dataset.index import index_path
from schlaglicht.errors import ProjectError, QueryTimeout
from schlaglicht.ground.progress import SILENT
from schlaglicht.project import Project
from schlaglicht.remote import DIALECTS, Endpoint
from schlaglicht.settings.project_settings import Settings
from schlaglicht.web.server.reload import endpoint_copier
from schlaglicht.web.server.reload.endpoint_copier import EndpointCopier, RemoteGraph
from schlaglicht.web.server.reload.served_versions import read_publication

DATA = """
PREFIX ex: <https://example.org/>
ex:ada a ex:Person ; ex:name "Ada" ; ex:address [ ex:city "London" ] .
"""
NAMED = """<urn:set> a <http://www.w3.org/ns/dcat#Dataset> ;
  <http://purl.org/dc/terms/title> "Stones"@en ."""
SHAPES = """
PREFIX ex: <https://example.org/>
PREFIX sh: <http://www.w3.org/ns/shacl#>
ex:Shape a sh:NodeShape ; sh:targetClass ex:Person ; sh:property ex:Shape-born .
ex:Shape-born a sh:PropertyShape ; sh:path ex:born ; sh:minCount 1 ; sh:severity sh:Violation ;
  sh:message "A person was born."@en .
"""


def copier(
    service: PlainService, folder: Path, project: Project | None = None, copy: Path | None = None
) -> EndpointCopier:
    folder.mkdir(exist_ok=True)
    graph = RemoteGraph(Endpoint(service.url), folder=copy)
    return EndpointCopier(graph, project, folder, SILENT)


def add(service: PlainService) -> None:
    name = NamedNode("https://example.org/name")
    service.store.add(Quad(NamedNode("https://example.org/bob"), name, Literal("Bob")))


def test_copy_has_all_that_pages_need(tmp_path: Path) -> None:
    with plain_service(DATA) as service:
        first = copier(service, tmp_path / "v").publication
    assert index_path(first.snapshot).exists()
    assert first.copy is not None
    assert (first.copy.triples, first.copy.missing, first.snapshot.triples) == (4, 0, 4)


def test_copy_is_kept_where_a_folder_is_named(tmp_path: Path) -> None:
    with plain_service(DATA) as service:
        copier(service, tmp_path / "v", copy=tmp_path / "kept")
    assert (tmp_path / "kept" / "data.nt").read_text().count("\n") == 4


def test_new_copy_is_published_and_the_version_before_stays_for_those_who_read_it(
    tmp_path: Path,
) -> None:
    with plain_service(DATA) as service:
        copies = copier(service, tmp_path / "v")
        first = copies.publication
        add(service)
        copies.look()
    after = read_publication(tmp_path / "v")
    assert after.snapshot.triples == 5
    assert after.reload is not None
    assert after.reload.succeeded
    assert first.snapshot.path.exists()


def test_copy_of_the_same_content_is_the_same_version(tmp_path: Path) -> None:
    with plain_service(DATA) as service:
        copies = copier(service, tmp_path / "v")
        first = copies.publication
        copies.look()
    after = copies.publication
    assert (after.snapshot, after.project) == (first.snapshot, first.project)
    assert first.copy
    assert after.copy
    assert after.copy.time > first.copy.time
    assert len(list((tmp_path / "v").glob("version-*"))) == 1


def test_folder_of_a_copy_is_that_of_one_process(tmp_path: Path) -> None:
    with plain_service(DATA) as service:
        first = copier(service, tmp_path / "v", copy=tmp_path / "copy")
        with pytest.raises(ProjectError, match="is the copy of another process that runs"):
            copier(service, tmp_path / "w", copy=tmp_path / "copy")
        first.stop()
        copier(service, tmp_path / "x", copy=tmp_path / "copy").stop()


@pytest.mark.usefixtures("page_by_page")
def test_copy_that_fails_leaves_the_one_before(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with plain_service(DATA) as service:
        copies = copier(service, tmp_path / "v")
        first = copies.publication
        service.fails = lambda query: "ORDER BY" in query
        copies.look()
    after = read_publication(tmp_path / "v")
    assert (after.snapshot, after.copy) == (first.snapshot, first.copy)
    assert after.reload is not None
    assert not after.reload.succeeded
    assert "the copy before stays: " in after.reload.detail
    assert "not copied" in caplog.text


def test_copy_that_cannot_be_written_is_reported_without_its_folder(tmp_path: Path) -> None:
    with plain_service(DATA) as service:
        copies = copier(service, tmp_path / "v", copy=tmp_path / "copy")
        shutil.rmtree(tmp_path / "copy")
        (tmp_path / "copy").touch()
        copies.look()
    reload = copies.publication.reload
    assert reload is not None
    assert not reload.succeeded
    assert str(tmp_path) not in reload.detail


@pytest.mark.usefixtures("page_by_page")
def test_what_a_copy_lacks_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING), plain_service(DATA + "[] ex:p 1 .") as service:
        found = copier(service, tmp_path / "v").publication.copy
    assert found is not None
    assert found.missing == 1
    assert "not copied: 1 triples" in caplog.text


@pytest.mark.parametrize(
    ("data", "title"), [(DATA, "127.0.0.1:{port}/sparql"), (DATA + NAMED, "Stones")]
)
def test_site_is_called_after_its_endpoint_unless_data_name_it(
    data: str, title: str, tmp_path: Path
) -> None:
    with plain_service(data) as service:
        made = copier(service, tmp_path / "v").publication
        assert made.title(("en",))[0] == title.format(port=service.port)


def test_shapes_of_the_project_judge_the_copy(tmp_path: Path) -> None:
    (tmp_path / "shapes.ttl").write_text(SHAPES)
    own = Settings(title={"en": "Ours"}, evidence=True)
    project = Project(tmp_path, (), shapes=(tmp_path / "shapes.ttl",), settings=own)
    with plain_service(DATA) as service:
        copies = copier(service, tmp_path / "v", project)
        copies.look()
    assert copies.publication.title(("en",))[0] == "Ours"
    findings = copies.publication.findings
    assert findings is not None
    assert "https://example.org/ada" in findings.of_thing


def test_graph_that_is_too_large_is_not_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(endpoint_copier, "MOST_TRIPLES", 3)
    with plain_service(DATA) as service:
        made = copier(service, tmp_path / "v").publication
        assert not any("ORDER BY" in query for query in service.queries)
        assert not any("CONSTRUCT" in query for query in service.queries)
    assert made.copy is not None
    assert made.copy.queries_only
    assert (made.copy.triples, made.snapshot.triples) == (4, 4)
    assert "too large to copy, queries only: the graph has 4 triples" in caplog.text
    assert "--default-graph" in caplog.text


def test_graph_that_turns_out_to_be_too_large_is_left_where_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schlaglicht.remote.copy.MOST_TRIPLES", 3)
    with plain_service(DATA) as service:
        service.fails = lambda query: "COUNT(*) AS ?x) { ?s ?p ?o }" in query
        made = copier(service, tmp_path / "v").publication
    assert made.copy is not None
    assert (made.copy.queries_only, made.copy.triples) == (True, 0)


def test_graph_that_takes_too_long_to_copy_is_left_where_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def too_slow(*_: object, **__: object) -> None:
        raise QueryTimeout(60)

    with plain_service(DATA) as service:
        with monkeypatch.context() as patch:
            patch.setattr(endpoint_copier, "copy_graph", too_slow)
            copies = copier(service, tmp_path / "v")
        first = copies.publication.copy
        copies.look()
    assert first is not None
    assert first.queries_only
    assert "queries only: the query was stopped after 60 s" in caplog.text
    assert copies.publication.copy is not None
    assert not copies.publication.copy.queries_only


def test_graph_that_is_to_be_left_where_it_is_is_counted_again(tmp_path: Path) -> None:
    with plain_service(DATA) as service:
        graph = RemoteGraph(Endpoint(service.url), queries_only=True)
        copies = EndpointCopier(graph, None, tmp_path, SILENT)
        before = copies.publication.snapshot.triples
        add(service)
        copies.look()
        assert not any("ORDER BY" in query for query in service.queries)
    assert (before, read_publication(tmp_path).snapshot.triples) == (4, 5)


def test_copy_stays_when_the_graph_has_become_too_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with plain_service(DATA) as service:
        copies = copier(service, tmp_path / "v")
        first = copies.publication
        monkeypatch.setattr(endpoint_copier, "MOST_TRIPLES", 3)
        copies.look()
    assert (copies.publication.snapshot, copies.publication.copy) == (first.snapshot, first.copy)
    assert copies.publication.reload is not None
    assert "too large" in copies.publication.reload.detail


@pytest.mark.parametrize(
    ("endpoint", "dialect"),
    [(Endpoint(""), "virtuoso"), (Endpoint("", DIALECTS["generic"]), "generic")],
    ids=["recognised", "named"],
)
def test_product_is_recognised_unless_it_is_named(
    tmp_path: Path, endpoint: Endpoint, dialect: str
) -> None:
    with plain_service(DATA) as service:
        service.server = "Virtuoso/07.20"
        graph = RemoteGraph(replace(endpoint, url=service.url))
        copies = EndpointCopier(graph, None, tmp_path, SILENT)
    assert copies.endpoint.dialect.name == dialect


@pytest.mark.usefixtures("page_by_page")
def test_copy_that_the_endpoint_cannot_count_is_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with plain_service(DATA) as service:
        service.fails = lambda query: "FILTER(isBlank(?s)) } } }" in query
        assert copier(service, tmp_path / "v").publication.copy is not None
    assert "cannot count" in caplog.text


def test_endpoint_that_cannot_count_is_copied_all_the_same(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with plain_service(DATA) as service:
        service.fails = lambda query: "COUNT(*) AS ?x) { ?s ?p ?o" in query
        found = copier(service, tmp_path / "v").publication.copy
    assert found is not None
    assert (found.triples, found.missing) == (4, None)
    assert "cannot count" in caplog.text


def test_copy_that_cannot_be_published_leaves_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError

    with plain_service(DATA) as service:
        copies = copier(service, tmp_path)
        before = sorted(path.name for path in tmp_path.glob("version-*"))
        monkeypatch.setattr(endpoint_copier, "write_publication", refuse)
        for _ in range(2):
            with pytest.raises(OSError):  # noqa: PT011
                copies.look()
    assert sorted(path.name for path in tmp_path.glob("version-*")) == before
