"""The page of the desk: who gets in, what it shows, and what becomes of decisions."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from schlaglicht.errors import ProjectError, RequestError
from schlaglicht.evidence.add import Request
from schlaglicht.i18n import Message
from schlaglicht.project import Project, open_project
from schlaglicht.validation import review_workflow
from schlaglicht.validation.pipeline import validate
from schlaglicht.web.views.review import access
from schlaglicht.web.views.review.access import Desk, is_loopback

Propose = Callable[..., str]

GUESTS = "id:feast schema:maximumAttendeeCapacity 300", "Rund 300 Gäste kamen"
EVENINGS = (
    'id:feast schema:description "Es dauert zwei Abende."@de',
    "Im nächsten Jahr soll es zwei Abende dauern",
)
NAMED = "Lichterfest am Kanal"
ORIGIN = {"Origin": "http://localhost"}


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """The desk writes in this process, which takes less time."""
    monkeypatch.setattr(Desk, "write", lambda _, work, *given: work(*given))


def send(reader: FlaskClient, **form: str) -> TestResponse:
    """Sends a form, with what the page shows of a proposal."""
    if form.get("action") in ("accept", "reject"):
        page = reader.get("/review", query_string={"key": form.get("key", "")}).text
        seen = re.search(r'name="seen" value="([^"]+)"', page)
        form = {"seen": seen[1] if seen else "", **form}
    return reader.post("/review?lang=en", data={"name": "Mara Lind", **form}, headers=ORIGIN)


def contents(project: Project) -> dict[str, bytes]:
    root = project.root
    return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def test_link_lets_one_browser_in_once(visitor: tuple[FlaskClient, str]) -> None:
    client, token = visitor
    assert client.get("/review").status_code == 403
    assert client.get("/review", query_string={"token": token[:-1]}).status_code == 403
    for strange in ({"Host": "rebound.example"}, {"Host": "192.0.2.7"}):
        link = client.get("/review", query_string={"token": token}, headers=strange)
        assert (link.status_code, "Set-Cookie" in link.headers) == (403, False)
    for looked_up in (client.head, client.options):
        assert "Set-Cookie" not in looked_up("/review", query_string={"token": token}).headers
    entered = client.get("/review", query_string={"token": token})
    assert (entered.status_code, entered.headers["Location"]) == (303, "/review")
    assert "HttpOnly" in entered.headers["Set-Cookie"]
    assert "SameSite=Strict" in entered.headers["Set-Cookie"]
    assert client.get("/review").status_code == 200
    assert client.get("/edit", query_string={"thing": "id:feast"}).status_code == 200
    other = client.application.test_client()
    assert other.get("/review", query_string={"token": token}).status_code == 403


@pytest.mark.parametrize(
    ("headers", "address"),
    [
        ({}, "127.0.0.1"),
        ({"Origin": "http://elsewhere.example"}, "127.0.0.1"),
        ({"Origin": "null"}, "127.0.0.1"),
        ({"Origin": "http://rebound.example", "Host": "rebound.example"}, "127.0.0.1"),
        (ORIGIN, "192.0.2.7"),
    ],
)
def test_nothing_else_writes(
    reader: FlaskClient, project: Project, headers: dict[str, str], address: str, suggest: Propose
) -> None:
    key = suggest(*GUESTS, named=NAMED)
    before = contents(project)
    form = {"action": "accept", "key": key, "name": "Mara Lind"}
    sent = reader.post(
        "/review", data=form, headers=headers, environ_overrides={"REMOTE_ADDR": address}
    )
    assert sent.status_code == 403
    assert contents(project) == before


def test_page_is_for_this_browser_alone(reader: FlaskClient) -> None:
    shown = reader.get("/review?lang=en")
    assert shown.headers["Cache-Control"] == "no-store"
    assert shown.headers["Referrer-Policy"] == "same-origin"  # else forms would have no Origin
    assert shown.headers["Access-Control-Allow-Origin"] == "http://localhost"
    policy = shown.headers["Content-Security-Policy"]
    assert "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize(
    ("host", "is_here"),
    [("localhost", True), ("127.0.0.9", True), ("::1", True), ("0.0.0.0", False), ("a", False)],
)
def test_loopback(host: str, *, is_here: bool) -> None:
    assert is_loopback(host) is is_here


def test_proposal_is_shown_with_its_words_and_its_diff(
    reader: FlaskClient, suggest: Propose
) -> None:
    suggest(*GUESTS, named=NAMED)
    text = unescape(reader.get("/review?lang=de").text)
    assert "Vorschlag F003" in text
    assert '<mark class="own" data-start="93">Rund 300 Gäste kamen</mark>' in text
    assert '<mark class="named" data-start="0">Lichterfest am Kanal</mark>' in text
    assert '<span class="rest" data-start="52">Kanalfreunde</span>' in text
    assert '<span class="open" data-start="116">Der Verein will das Fest' in text
    assert "<ins>+    schema:maximumAttendeeCapacity 300 ;</ins>" in text


def test_accepting_is_what_the_command_does(
    reader: FlaskClient, project: Project, suggest: Propose
) -> None:
    key = suggest(*GUESTS, named=NAMED)
    done = send(reader, action="accept", key=key, document="report.txt", next="")
    assert done.status_code == 303
    files = contents(project)
    assert b"schema:maximumAttendeeCapacity 300" in files["data.ttl"]
    assert b'review: {by: "Mara Lind"' in files["evidence/report.yaml"]
    assert b"F003" not in files["proposals/report.yaml"]
    assert validate(open_project([project.root]), sources=project.root.parent / "sources").passes
    assert "schlaglicht-reader=" in done.headers["Set-Cookie"]


def test_decision_on_a_project_that_changes_meanwhile_is_not_written(
    project: Project, suggest: Propose, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, data = suggest(*GUESTS, named=NAMED), project.root / "data.ttl"
    more = project.root / "ontology" / "late.ttl"

    def judged(*_: object) -> list[Message]:
        more.write_text("")
        return []

    monkeypatch.setattr(review_workflow, "findings_of", judged)
    before = data.read_bytes()
    with pytest.raises(ProjectError, match="the project was changed meanwhile"):
        review_workflow.accept(project, [key], "Mara Lind", project.root.parent / "sources")
    assert data.read_bytes() == before


def test_what_is_decided_on_is_what_was_read(
    reader: FlaskClient, project: Project, suggest: Propose
) -> None:
    """The proposal under a key may be another one by then; an entry of evidence is none."""
    key, path = suggest(*GUESTS, named=NAMED), project.root / "proposals" / "report.yaml"
    seen = re.findall(r'name="seen" value="([^"]+)"', reader.get("/review").text)
    path.write_text(path.read_text().replace("maximumAttendeeCapacity 300", 'description "300"'))
    before = contents(project)
    for action in ("accept", "reject"):
        refused = send(reader, action=action, key=key, seen=seen[0], reason="no")
        assert (refused.status_code, len(set(seen))) == (422, 1)
        assert "F003 is not what you have read; look at it again" in refused.text
    assert "no proposal F001" in send(reader, action="accept", key="F001").text
    name = {"name": "Mara\u202e Lind"}
    assert "that nobody can see" in send(reader, action="accept", key=key, **name).text
    assert contents(project) == before


def test_limit_counts_what_is_proposed_meanwhile(
    project: Project, suggest: Propose, monkeypatch: pytest.MonkeyPatch
) -> None:
    def judged(*_: object) -> list[Message]:
        monkeypatch.setattr(review_workflow, "findings_of", lambda *_: [])
        suggest(*GUESTS, named=NAMED)
        return []

    monkeypatch.setattr(review_workflow, "findings_of", judged)
    sources = project.root.parent / "sources"
    asked = Request(("id:fair a schema:Event",), sources, document="fair.txt", quotes=("Quay",))
    with pytest.raises(RequestError, match="wait for somebody to read them: 1"):
        review_workflow.propose(project, asked, "a program", most=1)


def test_hedge_is_to_be_answered(reader: FlaskClient, project: Project, suggest: Propose) -> None:
    key = suggest(*EVENINGS, named=NAMED)
    shown = unescape(reader.get("/review?lang=en").text)
    assert "The words say “soll”" in shown
    assert '<u><span class="differ" data-start="298">soll</span></u>' in shown
    before = contents(project)
    refused = send(reader, action="accept", key=key)
    assert refused.status_code == 422
    assert "evidence-hedged" in refused.text
    assert contents(project) == before
    answer = {"answer-soll": "it is the plan that the sentence is about"}
    assert send(reader, action="accept", key=key, **answer).status_code == 303
    assert b'answers: {"soll": "it is the plan' in contents(project)["evidence/report.yaml"]


def test_number_that_differs_is_underlined_and_not_accepted(
    reader: FlaskClient, project: Project, suggest: Propose
) -> None:
    key = suggest("id:feast schema:maximumAttendeeCapacity 3000", GUESTS[1], named=NAMED)
    shown = unescape(reader.get("/review?lang=en").text)
    assert '<u><span class="differ" data-start="98">300</span></u>' in shown
    assert "<li>F003: 3000 enthält 3000, das in keiner Stelle steht" in unescape(
        reader.get("/review?lang=de").text
    )
    path = project.root / "proposals" / "report.yaml"
    path.write_text(re.sub(r"findings: \[.*\]", 'findings: ["as of old"]', path.read_text()))
    assert "<li>as of old</li>" in reader.get("/review?lang=de").text
    before = contents(project)
    assert "which no passage has" in send(reader, action="accept", key=key).text
    assert contents(project) == before


def test_rejection_needs_a_reason_and_stays(
    reader: FlaskClient, project: Project, suggest: Propose
) -> None:
    key = suggest(*GUESTS, named=NAMED)
    assert send(reader, action="reject", key=key).status_code == 422
    assert send(reader, action="reject", key=key, reason="on site only").status_code == 303
    assert b"state: rejected" in contents(project)["proposals/report.yaml"]
    assert "No proposal waits" in reader.get("/review?lang=en").text
    assert "on site only" in reader.get(f"/review?key={key}").text


@pytest.mark.parametrize(
    ("form", "status"),
    [({"action": "accept"}, 422), ({"action": "drop"}, 400), ({"name": ""}, 422)],
)
def test_incomplete_decision_writes_nothing(
    reader: FlaskClient, project: Project, form: dict[str, str], status: int, suggest: Propose
) -> None:
    suggest(*GUESTS, named=NAMED)
    before = contents(project)
    assert send(reader, **{"action": "accept", "key": "F9", **form}).status_code == status
    assert contents(project) == before


def test_decision_beside_another_waits_and_is_to_come_again(
    reader: FlaskClient, suggest: Propose, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = suggest(*GUESTS, named=NAMED)
    monkeypatch.undo()  # of `here`: the desk writes as it does
    monkeypatch.setattr(access, "_WAIT", 0)
    with reader.application.extensions[access.DESK]._writing:
        busy = send(reader, action="accept", key=key)
    assert (busy.status_code, "something else is being written" in busy.text) == (503, True)
    assert send(reader, action="accept", key=key).status_code == 303


def test_document_that_changed_makes_stale(
    reader: FlaskClient, project: Project, suggest: Propose
) -> None:
    key = suggest(*GUESTS, named=NAMED)
    path = project.root.parent / "sources" / "report.txt"
    path.write_text(path.read_text(encoding="utf-8") + "!", encoding="utf-8")
    shown = reader.get("/review?lang=en").text
    assert "Stale: the document is not the one that this was proposed on" in shown
    assert "is not the document that evidence/report.yaml records" in shown
    assert 'value="accept"' not in shown
    assert send(reader, action="accept", key=key).status_code == 422


OWN = {
    "document": "report.txt",
    "quote": "Am 3. Mai 2031 lud",
    "antecedent": NAMED,
    "about": "Lichterfest am Kanal",
    "class": "https://schema.org/Event",
}


def test_fields_come_from_the_shapes(reader: FlaskClient) -> None:
    text = unescape(reader.get("/review", query_string={**OWN, "lang": "de"}).text)
    for part in (
        "Name *",
        "Ein Ereignis hat einen Namen auf Deutsch oder Englisch.",
        'name="value https://schema.org/startDate" value="" type="date"',
        'name="value https://schema.org/maximumAttendeeCapacity" value="" type="text"',
        '<option value="id:club" label="Kanalfreunde">',
        '<option value="<https://schema.org/OfflineEventAttendanceMode>">',
        'Schon da: <q lang="de">Lichterfest am Kanal</q>',
    ):
        assert part in text


@pytest.fixture
def empty(project: Project) -> Project:
    """The project, without a statement and without a shape."""
    for path in (*project.data, *project.shapes):
        path.write_text("")
    return project


def test_desk_without_any_class_says_who_prepares_one(empty: Project, reader: FlaskClient) -> None:
    said = "There is no class to choose yet: no shape aims at one (sh:targetClass)"
    assert said in reader.get("/review?lang=en").text
    assert "Noch ist keine Klasse zu wählen" in reader.get("/review?lang=de").text
    empty.shapes[0].write_text("[] <http://www.w3.org/ns/shacl#targetClass> <urn:x:Boat> .")
    assert said not in reader.get("/review?lang=en").text
    chosen = reader.get("/review", query_string={**OWN, "class": "urn:x:Boat", "lang": "en"}).text
    assert "No shape has a property for this kind of thing" in chosen
    assert 'value="propose"' in chosen


def test_value_is_judged_as_it_is_typed(reader: FlaskClient, project: Project) -> None:
    before, field = contents(project), "value https://schema.org/startDate"
    wrong = send(reader, action="typed", **OWN, **{field: "3. Mai"})
    assert "literal-ill-typed" in wrong.text
    right = send(reader, action="typed", **OWN, **{field: "2031-05-03"})
    assert '<ins>+    schema:startDate "2031-05-03"^^xsd:date .</ins>' in unescape(right.text)
    checked = send(reader, action="check", **OWN, **{field: "2031-05-03"})
    assert "The project passes with it." in checked.text
    other = send(reader, action="check", **OWN, **{field: "2031-05-04"})
    assert "which no passage has" in other.text
    assert contents(project) == before


def test_own_statement_is_a_proposal_to_be_accepted(reader: FlaskClient, project: Project) -> None:
    field = {"value https://schema.org/startDate": "2031-05-03"}
    done = send(reader, action="propose", **OWN, **field)
    assert (done.status_code, done.headers["Location"]) == (
        303,
        "/review?lang=en&document=report.txt&key=F003",
    )
    assert send(reader, action="accept", key="F003").status_code == 303
    assert b'schema:startDate "2031-05-03"^^xsd:date' in contents(project)["data.ttl"]


def test_new_thing_in_a_new_document(reader: FlaskClient, project: Project) -> None:
    own = {
        "document": "fair.txt",
        "document-language": "en",
        "quote": "Quay Trust",
        "about": "Quay Trust",
        "class": "https://schema.org/Organization",
        "value https://schema.org/name": "Quay Trust",
        "language https://schema.org/name": "en",
    }
    key = send(reader, action="propose", **own).headers["Location"].rpartition("=")[2]
    assert send(reader, action="accept", key=key).status_code == 303
    data = contents(project)["data.ttl"].decode()
    assert 'id:quay-trust\n    a schema:Organization ;\n    schema:name "Quay Trust"@en .' in data
    assert validate(open_project([project.root]), sources=project.root.parent / "sources").passes


def test_first_thing_of_a_class_is_next_to_the_others(
    reader: FlaskClient, project: Project
) -> None:
    own = OWN | {"about": "Mara Lind", "class": "https://schema.org/Person"}
    assert send(reader, action="propose", **own).status_code == 303
    assert "- id:mara-lind a schema:Person" in contents(project)["proposals/report.yaml"].decode()


def test_file_that_cannot_be_read_is_named(reader: FlaskClient, project: Project) -> None:
    (project.root / "evidence" / "report.yaml").write_text("document: [")
    shown = reader.get("/review?lang=en")
    assert shown.status_code == 422
    assert "evidence/report.yaml" in shown.text
    assert str(project.root) not in shown.text


def test_page_of_a_document_escapes_it(reader: FlaskClient, project: Project) -> None:
    sources: Path = project.root.parent / "sources"
    (sources / "evil.txt").write_text("<script>alert(1)</script> & more")
    text = reader.get("/review?document=evil.txt").text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_language_that_is_none_is_refused(reader: FlaskClient) -> None:
    field = {"value https://schema.org/name": "Fest", "language https://schema.org/name": "auf de"}
    for action in ("typed", "check", "propose"):
        refused = send(reader, action=action, **OWN, **field)
        assert refused.status_code == 422
        assert "auf de is not a language tag" in refused.text


def test_proposal_without_an_object_is_named(reader: FlaskClient, project: Project) -> None:
    evidence = (project.root / "evidence" / "report.yaml").read_text()
    described = "F001:\n    proposal: {by: a, at: 2031-05-03, state: checked}"
    (project.root / "proposals").mkdir()
    (project.root / "proposals" / "a.yaml").write_text(evidence.replace("F001:", described))
    shown = reader.get("/review?lang=en")
    assert shown.status_code == 422
    assert "proposals/a.yaml: a statement of F001 has no object" in shown.text


def test_thing_that_is_new_in_a_field_comes_with_its_class_and_its_name(
    reader: FlaskClient, project: Project
) -> None:
    own = OWN | {"document": "fair.txt", "quote": "Its organiser, the Quay Trust", "antecedent": ""}
    own |= {"document-language": "en", "about": "harbour fair"}
    shown = unescape(reader.get("/review", query_string={**own, "lang": "de"}).text)
    assert 'name="value https://schema.org/name" value="harbour fair"' in shown
    assert "<option selected>en</option>" in shown  # the document's, not the page's
    fields = {
        f"value https://schema.org/{key}": text
        for key, text in (("name", "harbour fair"), ("organizer", "Quay Trust"))
    }
    own |= {"quote": "The harbour fair opened on 4 June 2031. Its organiser, the Quay Trust"}
    own |= {"language https://schema.org/name": "en"}
    key = send(reader, action="propose", **own, **fields).headers["Location"].rpartition("=")[2]
    assert send(reader, action="accept", key=key).status_code == 303
    data = contents(project)["data.ttl"].decode()
    assert "schema:organizer id:quay-trust ." in data
    assert 'id:quay-trust\n    a schema:Organization ;\n    schema:name "Quay Trust"@en .' in data
    own |= {"document-language": "", "value https://schema.org/organizer": "QUAY TRUST"}
    again = send(reader, action="typed", **own)
    assert "supports this already" in again.text  # its name is known, though not served yet


def test_faulty_statement_of_ones_own_stays_in_the_form(
    reader: FlaskClient, project: Project
) -> None:
    before, field = contents(project), {"value https://schema.org/startDate": "2031-05-04"}
    refused = send(reader, action="propose", **OWN, **field)
    assert (refused.status_code, contents(project)) == (422, before)
    assert "which no passage has" in refused.text
    assert 'value="2031-05-04"' in refused.text
    hedged = OWN | {"quote": EVENINGS[1], "value https://schema.org/name": "zwei Abende"}
    hedged["language https://schema.org/name"] = "de"
    assert send(reader, action="propose", **hedged).status_code == 303  # to be answered there


def test_own_proposal_is_withdrawn_and_can_come_again(
    reader: FlaskClient, project: Project
) -> None:
    field = {"value https://schema.org/startDate": "2031-05-03"}
    for key in ("F003", "F004"):
        assert send(reader, action="propose", **OWN, **field).headers["Location"].endswith(key)
        assert "Withdraw" in reader.get("/review?lang=en").text
        assert send(reader, action="reject", key=key, reason="other words").status_code == 303
    assert contents(project)["proposals/report.yaml"].count(b"state: withdrawn") == 2


def test_classes_of_terms_are_no_kinds_of_things(reader: FlaskClient) -> None:
    shown = reader.get("/review?lang=en").text
    assert '<option value="https://schema.org/Event">' in shown
    assert '<option value="Lichterfest am Kanal">' in shown
    assert "http://www.w3.org/2002/07/owl#" not in shown
