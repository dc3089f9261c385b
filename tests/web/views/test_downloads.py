"""Dumps, catalogue and what programs look for first, over HTTP."""

from __future__ import annotations

import gzip
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from hashlib import sha256
from multiprocessing import active_children
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from patience import PATIENCE
from pyoxigraph import Dataset, RdfFormat, parse
from rdflib import DCAT, DCTERMS, PROV, RDF, RDFS, VOID, Graph, Literal, URIRef
from serving import site_of

from schlaglicht import __version__
from schlaglicht.dataset.dcat import DQV
from schlaglicht.dataset.dumps import DumpStore, write_dumps
from schlaglicht.dataset.snapshot import take_snapshot
from schlaglicht.ground.processes import FileLock
from schlaglicht.project import Project
from schlaglicht.vocab import SH
from schlaglicht.web.app import create_app
from schlaglicht.web.long_answers import MOST_DOWNLOADS, Downloads
from schlaglicht.web.project_version import ResultSummary
from schlaglicht.web.published_site import published_by

SITEMAPS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture(scope="module")
def published(cities: Project, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A client of a site whose dumps are written."""
    with site_of(cities, tmp_path_factory.mktemp("snapshot")) as site:
        write_dumps(site.snapshot, DumpStore(site.snapshot).folder)
        yield create_app(site).test_client()


def test_the_page_lists_every_file_with_its_checksum(published: FlaskClient) -> None:
    page = published.get("/dumps/index.en.html").get_data(as_text=True)
    sums = published.get("/dumps/SHA256SUMS").get_data(as_text=True).splitlines()
    assert len(sums) == 12
    for line in sums:
        digest, name = line.split("  ")
        assert f'/dumps/{name}"' in page
        assert digest in page
        assert sha256(published.get(f"/dumps/{name}").data).hexdigest() == digest


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("dataset.ttl", "text/turtle; charset=utf-8"),
        ("dataset.nq", "application/n-quads"),
        ("dataset.jsonld", "application/ld+json"),
        ("dataset.ttl.gz", "application/gzip"),
    ],
)
def test_a_dump_has_the_type_of_its_format(
    published: FlaskClient, name: str, content_type: str
) -> None:
    response = published.get(f"/dumps/{name}")
    assert response.headers["Content-Type"] == content_type
    assert "Content-Encoding" not in response.headers
    assert name in response.headers["Content-Disposition"]


def test_a_dump_is_not_sent_again_to_who_has_it(published: FlaskClient) -> None:
    etag = published.get("/dumps/dataset.nt").headers["ETag"]
    assert not etag.startswith("W/")
    again = published.get("/dumps/dataset.nt", headers={"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == etag


def test_a_part_of_a_dump_is_sent_on_request(published: FlaskClient) -> None:
    whole = published.get("/dumps/dataset.nt").data
    part = published.get("/dumps/dataset.nt", headers={"Range": "bytes=10-29"})
    assert (part.status_code, part.data) == (206, whole[10:30])
    last = published.get("/dumps/dataset.nt", headers={"Range": "bytes=-20"})
    assert (last.status_code, last.data) == (206, whole[-20:])
    beyond = published.get("/dumps/dataset.nt", headers={"Range": "bytes=9999999-"})
    assert beyond.status_code == 416


@pytest.mark.parametrize(
    "wanted",
    ["bits=1-2", "bytes=5-2", "bytes=0-0,5-6", "bytes=", "bytes=-", "bytes=a-b", "1-2"],
)
def test_range_that_is_malformed_or_not_known_asks_for_the_whole(
    published: FlaskClient, wanted: str
) -> None:
    response = published.get("/dumps/dataset.nt", headers={"Range": wanted})
    assert response.status_code == 200
    assert response.data == published.get("/dumps/dataset.nt").data


@pytest.mark.parametrize(
    "condition",
    [
        {"If-Modified-Since": "Mon, 01 Jan 99999999999999 00:00:00 GMT"},
        {"If-Unmodified-Since": "Mon, 01 Jan 1990 00:00:00 GMT"},
        {"If-Range": "Mon, 01 Jan 99999999999999 00:00:00 GMT", "Range": "bytes=0-1"},
        {"If-Match": "*"},
    ],
)
def test_condition_that_no_dump_fails_asks_for_the_whole(
    published: FlaskClient, condition: dict[str, str]
) -> None:
    response = published.get("/dumps/dataset.nt", headers=condition)
    assert response.status_code == 200
    assert response.data == published.get("/dumps/dataset.nt").data


def test_range_is_for_get_alone(published: FlaskClient) -> None:
    response = published.head("/dumps/dataset.nt", headers={"Range": "bytes=0-1"})
    assert response.status_code == 200


def test_a_head_request_tells_the_length(published: FlaskClient) -> None:
    response = published.head("/dumps/dataset.ttl.gz")
    assert response.data == b""
    assert int(response.headers["Content-Length"]) == len(
        published.get("/dumps/dataset.ttl.gz").data
    )


@pytest.mark.parametrize("name", ["nothing.ttl", "dumps.json", "..%2f..%2fdata.ttl", "dataset"])
def test_what_is_no_dump_is_not_found(published: FlaskClient, name: str) -> None:
    assert published.get(f"/dumps/{name}").status_code == 404


def test_dumps_are_written_by_a_process_of_its_own(cities: Project, tmp_path: Path) -> None:
    store = DumpStore(take_snapshot(cities, tmp_path))
    files = store.files(wait=PATIENCE)
    assert files
    content = gzip.decompress((store.folder / "dataset.nt.gz").read_bytes())
    assert content == (store.folder / "dataset.nt").read_bytes()


def test_who_comes_before_the_dumps_are_written_is_told_when_to_come_back(
    cities: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schlaglicht.web.views.downloads._PATIENCE", 0)
    with site_of(cities, tmp_path) as site:
        lock = FileLock(DumpStore(site.snapshot).folder.with_suffix(".begun"))
        response = create_app(site).test_client().get("/dumps/dataset.ttl")
        lock.close()
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "30"


def test_dumps_of_a_writer_that_dies_are_begun_again(cities: Project, tmp_path: Path) -> None:
    """However it ends: it leaves its mark, and only the kernel knows that it is gone."""
    store = DumpStore(take_snapshot(cities, tmp_path))
    for _ in range(3):
        store.begin()
        (writer,) = active_children()
        store.begin()
        assert active_children() == [writer]
        writer.kill()
        writer.join()
    assert store.folder.with_suffix(".begun").exists()
    assert store.files(wait=PATIENCE)


def test_few_requests_wait_for_the_dumps() -> None:
    downloads, waiting = Downloads(), ExitStack()
    with waiting:
        for _ in range(MOST_DOWNLOADS):
            assert waiting.enter_context(downloads.waiting())
        with downloads.waiting() as may_wait:
            assert not may_wait
    with downloads.waiting() as may_wait:
        assert may_wait


def catalogue(published: FlaskClient, path: str = "/catalog.nt") -> Graph:
    return Graph().parse(data=published.get(path).data, format="nt")


def test_the_catalogue_has_a_distribution_per_file(published: FlaskClient) -> None:
    graph = catalogue(published)
    (dataset,) = graph.subjects(RDF.type, DCAT.Dataset)
    assert len(list(graph.objects(dataset, DCAT.distribution))) == 12
    for url in graph.objects(None, DCAT.downloadURL):
        response = published.get(str(url).removeprefix("http://localhost"))
        assert response.status_code == 200
        (distribution,) = graph.subjects(DCAT.downloadURL, url)
        assert int(str(graph.value(distribution, DCAT.byteSize))) == len(response.data)


def test_the_catalogue_names_endpoint_titles_and_publisher(published: FlaskClient) -> None:
    graph = catalogue(published)
    endpoint = URIRef("http://localhost/sparql")
    assert endpoint in set(graph.objects(None, DCAT.endpointURL))
    (catalog,) = graph.subjects(RDF.type, DCAT.Catalog)
    for predicate in (DCTERMS.title, DCTERMS.description, DCTERMS.publisher):
        assert list(graph.objects(catalog, predicate))


def test_the_catalogue_is_the_same_graph_in_every_format(published: FlaskClient) -> None:
    expected = Dataset(parse(published.get("/catalog.nt").data, RdfFormat.N_TRIPLES))
    formats = {"ttl": RdfFormat.TURTLE, "rdf": RdfFormat.RDF_XML, "jsonld": RdfFormat.JSON_LD}
    for suffix, rdf_format in formats.items():
        assert Dataset(parse(published.get(f"/catalog.{suffix}").data, rdf_format)) == expected
    negotiated = published.get("/catalog", headers={"Accept": "application/n-triples"})
    assert negotiated.data == published.get("/catalog.nt").data
    assert published.get("/catalog.doc").status_code == 404


def with_findings(published: FlaskClient, findings: ResultSummary | None) -> Graph:
    site = published_by(published.application).site
    client = create_app(replace(site, findings=findings)).test_client()
    return catalogue(client)


def test_the_catalogue_says_nothing_of_a_validation_that_nobody_made(
    published: FlaskClient,
) -> None:
    graph = with_findings(published, None)
    assert not list(graph.subjects(RDF.type, SH.ValidationReport))
    assert len(list(graph.subjects(RDF.type, PROV.Activity))) == 1


@pytest.mark.parametrize(
    ("found", "conforms"),
    [({"violation": 0, "warning": 0, "info": 0}, True), ({"violation": 0, "info": 2}, False)],
)
def test_the_catalogue_says_with_what_result_the_version_was_validated(
    published: FlaskClient, found: dict[str, int], conforms: bool
) -> None:
    graph = with_findings(published, ResultSummary(sum(found.values()), found, 3))
    (report,) = graph.subjects(RDF.type, SH.ValidationReport)
    assert graph.value(report, SH.conforms) == Literal(conforms)
    validating = graph.value(report, PROV.wasGeneratedBy)
    (dataset,) = graph.subjects(DQV.hasQualityMetadata, report)
    assert dataset in set(graph.objects(validating, PROV.used))
    agent = graph.value(validating, PROV.wasAssociatedWith)
    assert (agent, RDF.type, PROV.SoftwareAgent) in graph
    assert str(graph.value(agent, RDFS.label)).endswith(__version__)
    measured = {
        str(graph.value(m, DQV.isMeasurementOf)).rpartition("-")[2]: int(str(value))
        for m, value in graph.subject_objects(DQV.value)
    }
    assert measured == {**found, "ignored": 3}


def test_robots_are_kept_from_queries_and_led_to_the_sitemap(published: FlaskClient) -> None:
    lines = published.get("/robots.txt").get_data(as_text=True).splitlines()
    assert "Disallow: /sparql?" in lines
    assert "Sitemap: http://localhost/sitemap.xml" in lines


def test_the_sitemap_has_every_thing_in_every_language(published: FlaskClient) -> None:
    index = ET.fromstring(published.get("/sitemap.xml").data)
    (part,) = (element.text or "" for element in index.iter(f"{SITEMAPS}loc"))
    urls = ET.fromstring(published.get(part.removeprefix("http://localhost")).data)
    places = [element.text for element in urls.iter(f"{SITEMAPS}loc")]
    assert places == [
        f"http://localhost/id/{name}.{language}.html"
        for name in ("berlin", "hamburg")
        for language in ("en", "de")
    ]
    assert published.get("/sitemap-2.xml").status_code == 404
    assert published.get("/sitemap-0.xml").status_code == 404


def test_llms_txt_tells_where_and_how_to_ask(published: FlaskClient) -> None:
    text = published.get("/llms.txt").get_data(as_text=True)
    assert "- and well-known ones: `adms:`, " in text
    assert text.startswith("# Cities\n")
    assert "http://localhost/sparql" in text
    assert "- schema:City (2): schema:name (2, text@), schema:population (2, xsd:integer)" in text
    assert "SELECT ?name" in text


def test_description_names_the_dumps_of_the_default_graph(published: FlaskClient) -> None:
    """https://www.w3.org/TR/void/#dumps."""
    graph = Graph().parse(data=published.get("/void?format=turtle").text, format="turtle")
    (described,) = set(graph.subjects(VOID.dataDump))
    default_graph = {
        tuple(triple) for triple in parsed(published.get("/dumps/dataset.nt").text, "nt")
    }
    found = sorted(str(url) for url in graph.objects(described, VOID.dataDump))
    assert [url.rpartition(".")[2] for url in found] == ["jsonld", "nt", "rdf", "ttl"]
    for url in found[1:]:  # rdflib reads JSON-LD with a warning
        answer = published.get(url)
        assert answer.status_code == 200
        read = parsed(answer.text, FORMATS_OF_RDFLIB[url.rpartition(".")[2]])
        assert {tuple(triple) for triple in read} == default_graph
    assert graph.value(described, VOID.triples) == Literal(len(default_graph))


FORMATS_OF_RDFLIB = {"nt": "nt", "rdf": "xml", "ttl": "turtle"}


def parsed(text: str, name: str) -> Graph:
    return Graph().parse(data=text, format=name)
