"""The form of a thing: what nobody touched stays, and nothing is written that validate refuses."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from patience import PATIENT
from werkzeug.test import TestResponse

from schlaglicht.dataset.index import build_index
from schlaglicht.dataset.snapshot import take_snapshot
from schlaglicht.engine import EnginePool
from schlaglicht.project import open_project
from schlaglicht.web.app import create_app
from schlaglicht.web.published_site import Site
from schlaglicht.web.views.review.access import Desk, open_desk

ROOT = Path(__file__).parents[4]
ORIGIN = {"Origin": "http://localhost"}
PREFIXES = """\
@prefix ex: <https://example.org/solvay/> .
@prefix schema: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
NASTY = (
    PREFIXES
    + r"""
ex:nasty schema:name "\r\n two\nlines\r\n", "", "  outer ", "<script>alert(1)</script>", 'a"b' ;
    schema:birthDate "-0044-03-15"^^xsd:date, "2020-01-01Z"^^xsd:date, "2020-01-01"^^xsd:date ;
    schema:startTime "2020-01-01T10:00:00"^^xsd:dateTime ; schema:size 007, +1.50, 1e3, true ;
    schema:url <urn:isbn:1>, <mailto:a@example.org>, <https://example.org/solvay/x/y?z=1&amp;w> ;
    schema:text "\u0001", "tab\there", "de"@de-AT, "x"^^<https://example.org/own> ;
    schema:location [ schema:name "no IRI" ] .
"""
)


class Browser(HTMLParser):
    """The values that a browser sends for the form of a thing when nobody touches it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.sent: dict[str, str] = {}
        self._in_form = False
        self._name = self._text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._in_form |= tag == "form" and given.get("id") == "fields"
        if not self._in_form:
            return
        if tag == "input":
            self.sent[given["name"]] = "".join(given.get("value", "").splitlines())
        elif tag in ("select", "textarea"):
            self._name, self._text = given["name"], ""
        elif tag == "option" and ("selected" in given or self._name not in self.sent):
            self.sent[self._name] = given["value"]

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            text = self._text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\n")
            self.sent[self._name] = text.replace("\n", "\r\n")
        self._in_form &= tag != "form"


class Forms:
    """A copy of a project, and the browser of the reader who edits it."""

    def __init__(self, folder: Path, client: FlaskClient) -> None:
        self.folder = folder
        self.client = client

    def contents(self) -> dict[str, bytes]:
        files = (path for path in self.folder.rglob("*") if path.is_file())
        return {str(path.relative_to(self.folder)): path.read_bytes() for path in files}

    def show(self, thing: str) -> TestResponse:
        return self.client.get("/edit", query_string={"thing": thing, "lang": "en"})

    def send(self, thing: str, action: str, **filled: str) -> TestResponse:
        """The answer to the form of a thing with other values in place of old ones."""
        sent = Browser(self.show(thing).text).sent
        for old, new in filled.items():
            is_name = old == "seen" or old.startswith(("text ", "language "))
            name = old if is_name else next(k for k, v in sent.items() if v == old)
            sent[name] = new
        return self.client.post("/edit", data={**sent, "action": action}, headers=ORIGIN)

    def write(self, thing: str, **filled: str) -> TestResponse:
        """The answer to writing what has been shown."""
        shown = self.send(thing, "check", **filled)
        seen = Browser(shown.text).sent.get("seen", "")
        return self.send(thing, "write", **filled, **({"seen": seen} if seen else {}))


Open = Callable[..., Forms]


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Opens the forms of a copy of a project, with further files."""
    monkeypatch.setattr(Desk, "write", lambda _, work, *given: work(*given))
    with ExitStack() as stack:

        def made(source: str, **more: str) -> Forms:
            folder, private = tmp_path / "project", tmp_path / "private"
            shutil.copytree(ROOT / source, folder)
            private.mkdir()
            for name, text in more.items():
                (folder / name.replace("_", ".")).write_text(text, newline="")
            project = open_project([folder])
            snapshot = take_snapshot(project, private)
            build_index(snapshot)
            pool = stack.enter_context(EnginePool(snapshot, engines=1, limits=PATIENT))
            desk = Desk(private, reviews=False, edits=True)
            client = create_app(Site(project, snapshot, (), pool), desk=desk).test_client()
            token = open_desk(private)
            assert client.get("/edit").status_code == 403
            assert client.get("/edit", query_string={"token": token}).status_code == 303
            return Forms(folder, client)

        yield made


@pytest.mark.parametrize("example", ["catalogue", "clouds", "conferences", "tides"])
def test_untouched_form_is_no_change_and_one_value_is_one_line(opened: Open, example: str) -> None:
    forms = opened(f"examples/{example}")
    before, rng = forms.contents(), random.Random(example)
    project = open_project([forms.folder])
    text = project.data[0].read_text()
    things = [block.split()[0] for block in text.split("\n\n")[1:]]
    for thing in rng.sample(things, 4):
        assert "Nothing is changed." in forms.send(thing, "check").text
    sent = Browser(forms.show(thing).text).sent
    name = next(k for k, v in sent.items() if sent.get(f"language {k[5:]}") and v)
    assert forms.write(thing, **{name: "Something else"}).status_code == 303
    after = forms.contents()
    changed = {file for file in before if before[file] != after[file]}
    assert changed == {project.data[0].name}
    lines = text.splitlines(), project.data[0].read_text().splitlines()
    assert len(lines[0]) == len(lines[1])
    assert sum(a != b for a, b in zip(*lines, strict=True)) == 1


def test_no_browser_changes_what_is_hard_to_show(opened: Open) -> None:
    forms = opened("examples/conferences", nasty_ttl=NASTY)
    shown = forms.show("ex:nasty")
    assert "<script>alert" not in shown.text
    for said in ("it has parts of its own: change it in nasty.ttl", "no form can show it whole"):
        assert said in shown.text
    before = forms.contents()
    assert "Nothing is changed." in forms.send("ex:nasty", "check").text
    found = unescape(forms.send("ex:nasty", "typed", **{"-0044-03-15": "-0044-03-16"}).text)
    assert '"-0044-03-16"^^xsd:date, "2020-01-01Z"^^xsd:date' in found
    assert forms.contents() == before


@pytest.mark.parametrize(
    ("filled", "said"),
    [
        ({"1911-11-03": ""}, "An event ends on one day. (shape)"),
        ({"1911-11-03": "1911-10-01"}, "An event starts on one day, not after its end. (shape)"),
        ({"ex:metropole": "ex:curie"}, "An event takes place somewhere. (shape)"),
        ({"ex:metropole": "<not an IRI>"}, "'not an IRI' is not an IRI"),
        ({"First Solvay Conference": "Zwei", "language 2": "de"}, "(shape)"),
    ],
)
def test_nothing_is_written_that_validate_refuses(
    opened: Open, filled: dict[str, str], said: str
) -> None:
    forms = opened("examples/conferences")
    if "language 2" in filled:
        sent = Browser(forms.show("ex:1911").text).sent
        key = next(k for k, v in sent.items() if v == "First Solvay Conference")[5:]
        filled = {f"text {key}": "Zwei", f"language {key}": filled["language 2"]}
    before = forms.contents()
    assert said in unescape(forms.send("ex:1911", "check", **filled).text)
    seen = {"seen": "0" * 64}
    assert forms.send("ex:1911", "write", **filled, **seen).status_code in (200, 422)
    assert forms.contents() == before


def test_what_was_not_shown_is_shown_instead_of_written(opened: Open) -> None:
    forms = opened("examples/conferences")
    before, filled = forms.contents(), {"First Solvay Conference": "One"}
    asked = forms.send("ex:1911", "write", **filled)
    assert asked.status_code == 200
    assert 'name="seen"' in asked.text
    data = forms.folder / "conferences.ttl"
    stale = Browser(forms.show("ex:1911").text).sent | {"action": "check"}
    data.write_text(data.read_text().replace('"First Solvay Conference"', '"Meanwhile"'))
    refused = forms.client.post("/edit", data=stale, headers=ORIGIN)
    assert refused.status_code == 422
    assert "changed by someone else meanwhile" in refused.text
    data.write_bytes(before["conferences.ttl"])
    at_the_desk = Desk.write

    def late(desk: Desk, work: Callable[..., object], *given: Any) -> object:
        data.write_bytes(before["conferences.ttl"] + b"# meanwhile\n")
        return at_the_desk(desk, work, *given)

    shown = forms.send("ex:1911", "check", **filled)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Desk, "write", late)
        seen = Browser(shown.text).sent["seen"]
        refused = forms.send("ex:1911", "write", **filled, seen=seen)
    assert (refused.status_code, b'"One"' in data.read_bytes()) == (422, False)
    data.write_bytes(before["conferences.ttl"])
    for headers in ({}, {"Origin": "http://elsewhere.example"}):
        assert forms.client.post("/edit", data=stale, headers=headers).status_code == 403
    assert forms.contents() == before


def test_values_are_added_and_removed(opened: Open) -> None:
    forms = opened("examples/conferences")
    new = "text new https://schema.org/attendee"
    assert "no thing is called 'Nobody'" in unescape(
        forms.send("ex:1911", "typed", **{new: "Nobody"}).text
    )
    assert "ex:bohr" in forms.send("ex:1911", "typed", **{new: "Niels Bohr"}).text
    new = "text new https://schema.org/description"
    assert forms.write("ex:1911", **{new: "Noch eine.", "ex:nernst": ""}).status_code == 303
    text = (forms.folder / "conferences.ttl").read_text()
    assert "        ex:lorentz ,\n        ex:planck ,\n" in text
    assert 'the quanta."@en ,\n        "Noch eine."@en ;\n' in text


def test_new_thing_of_a_class_is_next_to_others(opened: Open) -> None:
    forms = opened("examples/conferences")
    before = forms.contents()
    asked = {"thing": "Marie Sklodowska", "class": "https://schema.org/Person", "lang": "en"}
    sent = Browser(forms.client.get("/edit", query_string=asked).text).sent
    assert sent["thing"] == "ex:marie-sklodowska"

    def answer(action: str, **more: str) -> TestResponse:
        data = {**sent, **more, "action": action}
        return forms.client.post("/edit", data=data, headers=ORIGIN)

    for name in ("name", "givenName", "familyName"):
        refused = answer("check").text
        assert "A person has a family name." in refused
        assert "seen" not in Browser(refused).sent
        sent[f"text new https://schema.org/{name}"] = name
        sent[f"language new https://schema.org/{name}"] = ""
    seen = Browser(answer("check").text).sent["seen"]
    assert forms.contents() == before
    assert answer("write", seen=seen).status_code == 303
    after = forms.contents()
    assert after.pop("conferences.ttl") == before.pop("conferences.ttl") + (
        b'\nex:marie-sklodowska\n    a schema:Person ;\n    schema:name "name" ;\n'
        b'    schema:givenName "givenName" ;\n    schema:familyName "familyName" .\n'
    )
    assert after == before
    assert answer("write", seen=seen).status_code in (200, 422)
    assert forms.contents()["conferences.ttl"].count(b"ex:marie-sklodowska") == 1


def test_new_thing_is_of_a_class_that_is_known(opened: Open) -> None:
    forms = opened("examples/conferences")
    assert "A new thing" in forms.client.get("/edit?lang=en").text
    wrong = forms.client.get("/edit", query_string={"thing": "x", "class": "<"})
    assert wrong.status_code == 422
    known = {"thing": "Niels Bohr", "class": "https://schema.org/Person"}
    assert 'value="ex:bohr"' in forms.client.get("/edit", query_string=known).text


def test_only_what_needs_no_evidence_and_stands_in_turtle(opened: Open) -> None:
    forms = opened("tests/projects/feasts/project")
    shown = unescape(forms.show("id:feast").text)
    assert "every statement of this project needs evidence" in shown
    assert 'id="fields"' not in shown
    sent = {"thing": "id:feast", "action": "check", "text new https://schema.org/name": "x"}
    before = forms.contents()
    assert forms.client.post("/edit", data=sent, headers=ORIGIN).status_code in (200, 422)
    assert forms.contents() == before
    settings = forms.folder / "schlaglicht.toml"
    settings.write_text(settings.read_text().replace("evidence = true\n", ""))
    assert "it rests on evidence F00" in forms.show("id:feast").text
    said = '{"@id": "https://example.org/id/feast", "https://schema.org/size": "12"}'
    (forms.folder / "data").mkdir()
    (forms.folder / "data" / "more.jsonld").write_text(said)
    assert "data/more.jsonld is read here only" in forms.show("id:feast").text


def test_thing_leads_to_its_form(opened: Open) -> None:
    forms = opened("examples/conferences")
    page = forms.client.get("/1911.en.html").text
    assert 'href="/edit?thing=%3Chttps://example.org/solvay/1911%3E&amp;lang=en"' in page
    assert "Or write the IRI of a thing" in forms.client.get("/edit?lang=en").text
