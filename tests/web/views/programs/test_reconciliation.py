"""Names are matched with things: https://www.w3.org/community/reports/reconciliation/."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from schlaglicht.web.long_answers import Slots
from schlaglicht.web.published_site import published_by
from schlaglicht.web.views.programs import reconciliation

_BASE = "https://w3id.org/schlaglicht/id/"
_SCHEMA = "https://schema.org/"


def _found(client: FlaskClient, **query: Any) -> list[dict[str, Any]]:
    response = client.post("/reconcile", data={"queries": json.dumps({"q0": query})})
    assert response.status_code == 200
    result: list[dict[str, Any]] = response.get_json()["q0"]["result"]
    return result


def test_manifest_names_services_that_answer(shipped: FlaskClient) -> None:
    manifest = shipped.get("/reconcile").get_json()
    assert manifest["versions"] == ["0.2"]
    assert manifest["identifierSpace"].startswith("https://w3id.org/schlaglicht/")
    assert "{{id}}" in manifest["view"]["url"]
    services = [*manifest["suggest"].values(), manifest["extend"]["propose_properties"]]
    for service in services:
        assert shipped.get(service["service_path"]).status_code == 200


def test_name_is_matched_with_its_thing(shipped: FlaskClient) -> None:
    (best, *_) = _found(shipped, query="Uwe Pfeil", type=f"{_SCHEMA}Person")
    assert (best["id"], best["score"], best["match"]) == (f"{_BASE}uwe-pfeil", 100, True)
    assert {"id": f"{_SCHEMA}Person", "name": "Person"} in best["type"]


@pytest.mark.parametrize("words", ["Uwe Pfail", "pfeil, uwe", "UWE  PFEIL", f"{_BASE}uwe-pfeil"])
def test_other_spellings_find_the_same_thing(shipped: FlaskClient, words: str) -> None:
    (best, *_) = _found(shipped, query=words)
    assert best["id"] == f"{_BASE}uwe-pfeil"
    assert best["score"] > 85


def test_each_of_very_many_names_counts(publish: Callable[..., Flask], tmp_path: Path) -> None:
    """A thing with names in 150 languages is found by that in the last of them."""
    names = ", ".join(f'"Belgrad {chr(0xC0 + n)}"' for n in range(200))
    (tmp_path / "data.ttl").write_text(
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        f'<https://example.org/b> rdfs:label {names}, "بلجراد" .\n'
    )
    (best,) = _found(publish(tmp_path).test_client(), query="بلراد")
    assert best["id"] == "https://example.org/b"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("\u00c5", "A"),
        ("\u00c6\u00e6", "aeae"),
        ("\uff21\uff22", "AB"),
        ("\uc11c\uc6b8", "\u1109\u1165\u110b\u116e\u11af"),
    ],
)
def test_equal_names_have_no_letter_in_common(
    publish: Callable[..., Flask], tmp_path: Path, name: str, words: str
) -> None:
    (tmp_path / "data.ttl").write_text(
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        f'<https://example.org/a> rdfs:label "{name}" .\n'
    )
    (best,) = _found(publish(tmp_path).test_client(), query=words)
    assert best["score"] == 100


def test_type_excludes_things_of_others(shipped: FlaskClient) -> None:
    assert _found(shipped, query="Uwe Pfeil", type=f"{_SCHEMA}City") == []
    assert _found(shipped, query="Uwe Pfeil", type=[f"{_SCHEMA}City", f"{_SCHEMA}Person"])


def test_words_that_nothing_has_match_nothing(shipped: FlaskClient) -> None:
    assert not any(each["match"] for each in _found(shipped, query="no such thing anywhere"))


def test_known_values_decide_between_namesakes(
    publish: Callable[..., Flask], tmp_path: Path
) -> None:
    (tmp_path / "data.ttl").write_text(
        "@prefix ex: <https://example.org/> ."
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> ."
        'ex:a a ex:C ; rdfs:label "Neustadt" ; ex:in ex:hesse .'
        'ex:b a ex:C ; rdfs:label "Neustadt" ; ex:in ex:saxony .'
        'ex:saxony rdfs:label "Saxony" .'
    )
    client = publish(tmp_path).test_client()
    assert not any(each["match"] for each in _found(client, query="Neustadt"))
    for value in ("Saxony", {"id": "https://example.org/saxony"}, ["x", "saxony"]):
        known = [{"pid": "https://example.org/in", "v": value}]
        (best, second) = _found(client, query="Neustadt", properties=known)
        assert (best["id"], best["match"]) == ("https://example.org/b", True)
        assert {each["id"] for each in second["features"]} == {"name", "properties"}


def test_values_of_things_are_read(shipped: FlaskClient) -> None:
    wanted = {"ids": [f"{_BASE}uwe-pfeil", "urn:none"], "properties": [{"id": f"{_SCHEMA}name"}]}
    answer = shipped.post("/reconcile", data={"extend": json.dumps(wanted)}).get_json()
    assert answer["meta"] == [{"id": f"{_SCHEMA}name", "name": "name"}]
    assert answer["rows"][f"{_BASE}uwe-pfeil"] == {f"{_SCHEMA}name": [{"str": "Uwe Pfeil"}]}
    assert answer["rows"]["urn:none"] == {f"{_SCHEMA}name": []}


def test_names_are_completed(shipped: FlaskClient) -> None:
    def first(path: str) -> str:
        return str(shipped.get(path).get_json()["result"][0]["id"])

    assert first("/reconcile/entities?prefix=Uwe") == f"{_BASE}uwe-pfeil"
    assert first("/reconcile/types?prefix=pers") == f"{_SCHEMA}Person"
    assert first("/reconcile/properties?prefix=job") == f"{_SCHEMA}jobTitle"
    proposed = shipped.get(f"/reconcile/properties-of?type={_SCHEMA}Person&limit=2").get_json()
    assert len(proposed["properties"]) == proposed["limit"] == 2


@pytest.mark.parametrize(
    ("form", "detail"),
    [
        ({"queries": "{"}, "queries is not JSON"),
        ({"queries": "[" * 100_000}, "queries is not JSON"),
        ({"queries": "[]"}, "queries is not of the JSON type object"),
        ({"queries": '{"q": 1}'}, "q is not of the JSON type object"),
        ({"queries": '{"q": {}}'}, "q.query is missing"),
        ({"queries": '{"q": {"query": "a", "type": 5}}'}, "q.type is not of the JSON type array"),
        ({"queries": '{"q": {"query": "a", "limit": "5"}}'}, "q.limit is not of the JSON type"),
        ({"queries": '{"q": {"query": "a", "properties": [{}]}}'}, "q.pid is not of the JSON"),
        ({"queries": json.dumps({n: {} for n in range(51)})}, "at most 50 queries at once"),
        ({"extend": "{}"}, "ids is not of the JSON type array"),
        ({"extend": json.dumps({"ids": ["a"] * 501, "properties": []})}, "at most 500 ids at once"),
        ({"extend": '{"ids": [], "properties": [{}]}'}, "properties.id is not of the JSON type"),
    ],
)
def test_faulty_requests_are_refused(
    shipped: FlaskClient, form: dict[str, str], detail: str
) -> None:
    response = shipped.post("/reconcile", data=form, headers={"Accept": "application/json"})
    assert response.status_code == 400
    assert detail in response.get_json()["detail"]


def test_queries_that_would_be_compared_for_minutes_are_refused(shipped: FlaskClient) -> None:
    known = [{"pid": f"{_SCHEMA}name", "v": [f"a{n}" for n in range(50)]}] * 20
    queries = {f"q{n}": {"query": "conference", "properties": known} for n in range(50)}
    started = time.process_time()
    response = shipped.post("/reconcile", data={"queries": json.dumps(queries)})
    assert response.status_code == 400
    assert "send fewer at once" in response.text
    assert time.process_time() - started < 30


def test_names_are_looked_up_for_a_limited_time_and_by_few_at_once(
    shipped: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = {"queries": json.dumps({"q0": {"query": "Uwe Pfeil"}})}
    limited = replace(reconciliation._LIMITS, searching=-1.0, length=-1)
    with monkeypatch.context() as patched:
        patched.setattr(reconciliation, "_LIMITS", limited)
        refused = shipped.post("/reconcile", data=names)
        assert (refused.status_code, "send fewer at once" in refused.text) == (400, True)
        long = {"ids": [f"{_BASE}uwe-pfeil"], "properties": [{"id": f"{_SCHEMA}name"}]}
        refused = shipped.post("/reconcile", data={"extend": json.dumps(long)})
        assert (refused.status_code, "ask for fewer things" in refused.text) == (400, True)
    slots = Slots(1, wait=0)
    monkeypatch.setitem(published_by(shipped.application).site.__dict__, "reconciling", slots)
    with slots.turn():
        waiting = shipped.post("/reconcile", data=names)
    assert (waiting.status_code, "Retry-After" in waiting.headers) == (503, True)
    assert shipped.post("/reconcile", data=names).status_code == 200


@pytest.mark.parametrize(
    "form",
    [
        {"queries": '{"\\ud800": {"query": "a"}}'},
        {"extend": '{"ids": ["\\ud800"], "properties": []}'},
    ],
)
def test_half_of_a_surrogate_pair_is_refused(shipped: FlaskClient, form: dict[str, str]) -> None:
    assert shipped.post("/reconcile", data=form).status_code == 400
