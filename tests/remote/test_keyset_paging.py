from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyoxigraph
import pytest
from patience import PATIENCE
from plain_service import PlainService, plain_service

from schlaglicht.errors import (
    AnswerNotWhole,
    ProjectError,
    QueryTimeout,
    SchlaglichtError,
    ServiceUnreachable,
)
from schlaglicht.remote import (
    Endpoint,
    GraphAnswer,
    RemoteClient,
    RemoteLimits,
    RemoteTerm,
    Solutions,
    keyset_paging,
)
from schlaglicht.remote import copy as copying
from schlaglicht.remote.copy import Copied, copy_graph
from schlaglicht.remote.keyset_paging import BY_IRI, subject_pages
from schlaglicht.settings.toml_tables import as_table

LIMITS = RemoteLimits(seconds=PATIENCE, connect=PATIENCE, retries=0)
DATA = """
PREFIX ex: <https://example.org/>
ex:a ex:name "A" ; ex:list ( 1 2 3 4 ) ; ex:at [ ex:in [ ex:of ex:b ] ] .
ex:b ex:name "B" . ex:c ex:name "C" . ex:ä ex:name "Ä" . ex:d ex:name "D" .
"""


@pytest.fixture
def service() -> Iterator[PlainService]:
    with plain_service(DATA) as running:
        yield running


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyset_paging, "_AT_ONCE", 0)
    monkeypatch.setattr(keyset_paging, "_KEYS", 3)
    monkeypatch.setattr(keyset_paging, "_FEWEST_KEYS", 2)
    monkeypatch.setattr(keyset_paging, "_SUBJECTS", 2)


def client_of(service: PlainService) -> RemoteClient:
    return RemoteClient(Endpoint(service.url, limits=LIMITS))


def copied(service: PlainService, folder: Path, sample: int | None = None) -> Copied:
    return copy_graph(client_of(service), folder, sample=sample, on_progress=lambda *_: None)


def graph(content: bytes) -> pyoxigraph.Dataset:
    found = pyoxigraph.Dataset(pyoxigraph.parse(content, pyoxigraph.RdfFormat.TURTLE))
    found.canonicalize(pyoxigraph.CanonicalizationAlgorithm.UNSTABLE)
    return found


def test_the_pages_are_the_whole_graph(service: PlainService, tmp_path: Path) -> None:
    found = copied(service, tmp_path / "copy")
    assert graph(found.data.read_bytes()) == graph(DATA.encode())
    assert (found.missing, found.state.is_complete, found.state.subjects) == (0, True, 5)


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyset_paging, "_AT_ONCE", 20)


@pytest.mark.usefixtures("at_once")
def test_a_small_graph_is_one_page_with_all_blank_nodes(tmp_path: Path) -> None:
    data = DATA + "[] ex:name 'nobody' . _:a ex:to _:b . _:b ex:to _:a ."
    with plain_service(data) as service:
        found = copied(service, tmp_path / "copy")
    assert graph(found.data.read_bytes()) == graph(data.encode())
    assert (found.missing, found.state.is_complete, found.state.subjects) == (0, True, 5)
    assert len([query for query in service.queries if "CONSTRUCT" in query]) == 1


@pytest.mark.usefixtures("at_once")
def test_a_whole_copy_that_was_not_completed_begins_again(
    service: PlainService, tmp_path: Path
) -> None:
    state = copied(service, tmp_path / "copy").state
    (tmp_path / "copy" / "copy.json").write_text(
        json.dumps(as_table(replace(state, is_complete=False)))
    )
    assert copied(service, tmp_path / "copy").state == state


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("more", ["", "ex:e ex:p 1, 2, 3, 4 ."])
def test_a_graph_of_which_one_answer_has_a_part_is_copied_in_pages(
    more: str, tmp_path: Path
) -> None:
    with plain_service(DATA + more) as service:
        service.cap = None if more else 15
        found = copied(service, tmp_path / "copy")
    assert graph(found.data.read_bytes()) == graph((DATA + more).encode())
    assert len([query for query in service.queries if "CONSTRUCT" in query]) > 2


@pytest.mark.usefixtures("at_once")
def test_a_service_that_fails_for_the_whole_graph_gives_pages(
    service: PlainService, tmp_path: Path
) -> None:
    service.fails = lambda query: "WHERE { ?s ?p ?o }" in query
    found = copied(service, tmp_path / "copy")
    assert graph(found.data.read_bytes()) == graph(DATA.encode())
    assert found.is_whole


def test_no_page_is_asked_for_by_offset(service: PlainService, tmp_path: Path) -> None:
    copied(service, tmp_path / "copy")
    assert not any("OFFSET" in query for query in service.queries)


def test_the_end_is_a_page_without_rows(service: PlainService) -> None:
    list(subject_pages(client_of(service), BY_IRI))
    assert "SELECT DISTINCT" in service.queries[-1]


@pytest.mark.parametrize("cap", [1, 2])
def test_a_cap_below_a_page_loses_no_subject(service: PlainService, cap: int) -> None:
    """Fewer rows than asked for do not end the pages: only a page without rows does."""
    pages = subject_pages(client_of(service), BY_IRI)
    client = client_of(service)
    keys, after = [], ""
    service.cap = cap
    while found := keyset_paging._next_keys(client, BY_IRI, after):
        keys += found
        after = found[-1][1]
    service.cap = None
    assert [subject for subject, _ in keys] == [s for page in pages for s in page.subjects]


def test_rows_out_of_order_are_not_believed(
    service: PlainService, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = "SELECT DISTINCT ?s (STR(?s) AS ?key) { ?s ?p ?o FILTER(isIRI(?s)) }"
    backwards = f"{keys} ORDER BY DESC(?s) LIMIT 2"
    monkeypatch.setattr(keyset_paging.Order, "keys", lambda *_: backwards)
    with pytest.raises(AnswerNotWhole, match="order of their keys"):
        list(subject_pages(client_of(service), BY_IRI))


def test_triples_that_nothing_leads_to_are_counted(tmp_path: Path) -> None:
    with plain_service(DATA + "[] ex:name 'nobody' .") as service:
        assert copied(service, tmp_path / "copy").missing == 1


def test_copies_of_a_blank_node_do_not_stand_for_one_that_is_missing(tmp_path: Path) -> None:
    shared = "ex:a ex:at _:x . ex:d ex:at _:x . _:x ex:name 'X' . [] ex:name 'nobody' ."
    with plain_service(DATA + shared) as service:
        found = copied(service, tmp_path / "copy")
    assert (found.missing, found.is_whole) == (1, False)


@pytest.mark.parametrize("sample", [None, 4])
def test_what_a_cap_cuts_without_a_word_is_not_whole(
    service: PlainService, tmp_path: Path, sample: int | None
) -> None:
    service.cap = 12  # one less than a subject has with its blank nodes
    found = copied(service, tmp_path / "copy", sample)
    assert found.state.left_out == ("https://example.org/a",)
    assert not found.is_whole


def test_pages_become_smaller_until_a_cap_cuts_none(service: PlainService, tmp_path: Path) -> None:
    service.cap = 13  # of a page of two subjects it is a part
    found = copied(service, tmp_path / "copy")
    service.cap = None
    assert graph(found.data.read_bytes()) == graph(DATA.encode())
    assert found.is_whole


def test_blank_nodes_too_far_behind_each_other_are_missed(tmp_path: Path) -> None:
    long = "PREFIX ex: <https://example.org/> ex:a ex:list ( 1 2 3 4 5 6 7 8 9 10 ) ."
    with plain_service(long) as service:
        assert copied(service, tmp_path / "whole").missing == 4
        assert copied(service, tmp_path / "sample", sample=1).missing == 2


def test_what_changes_meanwhile_is_not_whole(service: PlainService, tmp_path: Path) -> None:
    def changes(query: str) -> bool:
        if "FILTER(isBlank(?s)) } } }" in query:
            service.store.update("DELETE WHERE { <https://example.org/b> ?p ?o }")
        return False

    service.fails = changes
    assert copied(service, tmp_path / "copy").missing == 1


def test_a_subject_that_a_sample_does_not_get_is_missing(
    service: PlainService, tmp_path: Path
) -> None:
    def changes(query: str) -> bool:
        if "SHA256" in query:
            service.store.update("DELETE WHERE { <https://example.org/b> ?p ?o }")
        return False

    service.fails = changes
    assert copied(service, tmp_path / "copy", sample=5).missing == 1


def test_what_cannot_be_counted_is_not_whole(service: PlainService, tmp_path: Path) -> None:
    service.fails = lambda query: "FILTER(isBlank(?s)) } } }" in query
    found = copied(service, tmp_path / "copy")
    assert (found.missing, found.is_whole) == (None, False)


class GermanClient(RemoteClient):
    """A client of a service that sorts texts as a dictionary does."""

    def select(self, query: str, **_: object) -> Solutions:
        found = super().select(query)
        by_iri = "ORDER BY ?key" in query and "SHA256" not in query
        if by_iri or "ORDER BY STR(?x)" in query:
            return replace(found, rows=found.rows[::-1])
        return found


def test_a_service_with_an_order_of_its_own_is_copied_whole(
    service: PlainService, tmp_path: Path
) -> None:
    client = GermanClient(client_of(service).endpoint)
    found = copy_graph(client, tmp_path / "copy", sample=None, on_progress=lambda *_: None)
    assert graph(found.data.read_bytes()) == graph(DATA.encode())
    assert found.is_whole


def test_fewer_keys_are_asked_for_where_many_are_too_much(
    service: PlainService, tmp_path: Path
) -> None:
    service.fails = lambda query: "LIMIT 3" in query
    assert copied(service, tmp_path / "copy").is_whole


class WeakClient(RemoteClient):
    """A client of a service that cannot give the triples of two subjects at once."""

    error: SchlaglichtError

    def graph(self, query: str, **_: object) -> GraphAnswer:
        if "/b>" in query and "/c>" in query:
            raise self.error
        return super().graph(query)


@pytest.mark.parametrize("error", [QueryTimeout(1), ServiceUnreachable("504", may_retry=False)])
def test_fewer_subjects_are_asked_for_where_time_ends(
    service: PlainService, error: SchlaglichtError, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyset_paging, "_SUBJECTS", 3)
    client = WeakClient(client_of(service).endpoint)
    client.error = error
    pages = list(subject_pages(client, BY_IRI))
    assert [page.left_out for page in pages] == [(), ()]
    assert sum(len(page.lines) for page in pages) == 17


def test_an_absent_service_is_not_asked_for_less(
    service: PlainService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyset_paging, "_SUBJECTS", 3)
    client = WeakClient(client_of(service).endpoint)
    client.error = ServiceUnreachable("refused")
    with pytest.raises(ServiceUnreachable):
        list(subject_pages(client, BY_IRI))


class EndlessClient(RemoteClient):
    """A client of a service that always knows a further subject, without triples."""

    number = 0

    def select(self, query: str, **_: object) -> Solutions:
        if "COUNT" in query or "VALUES" in query:
            return Solutions(("x",), [{"x": RemoteTerm("literal", "0")}])
        self.number += 1
        subject = RemoteTerm("uri", f"urn:{self.number:09}")
        return Solutions(("s", "key"), [{"s": subject, "key": subject}])

    def graph(self, *_: object, **__: object) -> GraphAnswer:
        return GraphAnswer((), 0)


def test_subjects_without_end_are_too_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copying, "MOST_TRIPLES", 10)
    client = EndlessClient(Endpoint("http://127.0.0.1:9/"))
    with pytest.raises(ProjectError, match="more than 10 triples"):
        copy_graph(client, tmp_path / "copy", sample=None, on_progress=lambda *_: None)
    assert client.number == 11


def test_more_bytes_than_are_copied_are_not_written(
    service: PlainService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "MOST_BYTES", 100)
    with pytest.raises(ProjectError, match="MiB"):
        copied(service, tmp_path / "copy")
    assert (tmp_path / "copy" / "data.nt").stat().st_size <= 100


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("endpoint", 5),
        ("graphs", "abc"),
        ("graphs", None),
        ("sample", "all"),
        ("subjects", None),
        ("size", "5"),
        ("size", True),
        ("left-out", [5]),
        ("unknown", 1),
    ],
)
def test_a_state_of_another_shape_is_no_copy(
    service: PlainService, tmp_path: Path, name: str, value: object
) -> None:
    copied(service, tmp_path / "copy")
    state = tmp_path / "copy" / "copy.json"
    table = {**json.loads(state.read_text()), "is-complete": False, name: value}
    state.write_text(json.dumps(table))
    with pytest.raises(ProjectError, match="cannot be read as a copy"):
        copied(service, tmp_path / "copy")


@pytest.mark.parametrize("state", ["", "[]", "{}", "null", "[" * 100_000])
def test_a_state_that_is_no_table_is_no_copy(
    service: PlainService, tmp_path: Path, state: str
) -> None:
    (tmp_path / "copy.json").write_text(state)
    with pytest.raises(ProjectError, match="cannot be read as a copy"):
        copied(service, tmp_path)


def test_a_subject_that_is_too_much_is_named(service: PlainService, tmp_path: Path) -> None:
    service.fails = lambda query: "CONSTRUCT" in query and "<https://example.org/c>" in query
    found = copied(service, tmp_path / "copy")
    assert found.state.left_out == ("https://example.org/c",)
    assert (found.state.subjects, found.missing) == (5, 1)


def test_a_service_that_fails_always_is_to_blame(
    service: PlainService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyset_paging, "_MOST_LEFT_OUT", 1)
    service.fails = lambda query: "CONSTRUCT" in query
    with pytest.raises(SchlaglichtError, match="out of memory"):
        copied(service, tmp_path / "copy")


def test_an_interrupted_copy_goes_on(service: PlainService, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    service.fails = lambda query: "AS ?key" in query and "/c" in query
    with pytest.raises(SchlaglichtError):
        copied(service, folder)
    assert json.loads((folder / "copy.json").read_text())["subjects"] == 3
    with (folder / "data.nt").open("ab") as data:
        data.write(b"<urn:cut> <urn:in> <urn:the mid")
    service.fails = lambda _: False
    service.queries.clear()
    found = copied(service, folder)
    assert graph(found.data.read_bytes()) == graph(DATA.encode())
    assert not any("VALUES" in query and "/a>" in query for query in service.queries)


def test_a_complete_copy_is_fetched_again(service: PlainService, tmp_path: Path) -> None:
    copied(service, tmp_path / "copy")
    service.store.update("INSERT DATA { <urn:new> <urn:p> 1 }")
    assert copied(service, tmp_path / "copy").state.subjects == 6


def test_a_sample_is_the_same_each_time(service: PlainService, tmp_path: Path) -> None:
    first, second = (copied(service, tmp_path / name, sample=3) for name in ("x", "y"))
    assert first.data.read_bytes() == second.data.read_bytes()
    assert first.state.subjects == 3


def test_a_folder_with_other_files_is_left_alone(service: PlainService, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(ProjectError, match="neither empty nor a copy"):
        copied(service, tmp_path)


def test_a_copy_of_another_graph_is_not_continued(service: PlainService, tmp_path: Path) -> None:
    copied(service, tmp_path / "copy", sample=2)
    with pytest.raises(ProjectError, match="another graph"):
        copied(service, tmp_path / "copy")
