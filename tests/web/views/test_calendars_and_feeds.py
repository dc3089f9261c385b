"""Events, organizations, places and changes, as the programs for them read them."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import feedparser
import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar

from schlaglicht.git import read_history
from schlaglicht.project import open_project

EVENTS = "/classes/iri/https/schema.org/Event"

DATA = r"""
@prefix id: <https://example.org/kb/id/> .
@prefix geo: <http://www.w3.org/2003/01/geo/wgs84_pos#> .
@prefix geosparql: <http://www.opengis.net/ont/geosparql#> .
@prefix schema: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

id:days a schema:Event ; schema:name "Tage; drei, \\ und\nmehr"@de , "Days"@en ;
    schema:startDate "2020-02-28"^^xsd:date ; schema:endDate "2020-02-29"^^xsd:date ;
    schema:location id:hall ; schema:eventStatus schema:EventCancelled ;
    schema:description "Eine lange Beschreibung mit Umlauten äöü, die über eine Zeile geht."@de .
id:hour a schema:Event ; schema:name "Stunde\r\nBEGIN:VEVENT" ;
    schema:startDate "2019-05-01T10:00:00+02:00"^^xsd:dateTime ;
    schema:endDate "2019-05-01T11:00:00+02:00"^^xsd:dateTime .
id:last a schema:Event ; schema:name "Last day" ; schema:startDate "9999-12-31"^^xsd:date .
id:beyond a schema:Event ; schema:startDate "9999-12-31T23:00:00-05:00"^^xsd:dateTime .
id:fair a schema:Event ; schema:name "Messe"@de ; schema:location id:hall ;
    schema:startDate "2021-01-01"^^xsd:date , "2022-01-01"^^xsd:date .
id:someday a schema:Event ; schema:name "Irgendwann" ; schema:location id:nowhere ;
    schema:startDate "im Frühjahr" .
id:hall a schema:Place ; schema:name "Halle"@de ;
    schema:geo [ schema:latitude 48.5 ; schema:longitude "11.25" ] .
id:tower a schema:Place ; geo:lat "50" ; geo:long "7" .
id:de a schema:Country ; schema:name "Deutschland"@de , "Germany"@en .
id:lake a schema:Place ; geosparql:asWKT "POINT(9.5 47.6)"^^geosparql:wktLiteral .
id:nowhere a schema:Place ; geo:lat "91" ; geo:long "NaN" .
id:club a schema:Organization ; schema:name "Verein; mit, \"Namen\"\r\nEMAIL:evil@example.org"@de ;
    schema:email "post@example.org" ; schema:url <https://example.org/club> ;
    schema:telephone "+49 1" .
id:ada a schema:Person ; schema:name "Ada" ; schema:email "mailto:ada@example.org" ,
        <mailto:a%2Bb@example.org,c@example.org?subject=x> , "nothing" ;
    schema:address [ a schema:PostalAddress ; schema:streetAddress "Weg 1; Hof, 2\nlinks" ;
        schema:postalCode "10115" ; schema:addressLocality "Berlin" ;
        schema:addressCountry id:de ] , "Platz 3, Bonn" ; schema:url <javascript:alert(1)> .
"""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, publish: Callable[..., Flask]) -> FlaskClient:
    """A client of a site with events, places, an organization and a person, under git."""
    root = tmp_path_factory.mktemp("things")
    (root / "data.ttl").write_text(DATA, encoding="utf-8")
    (root / "schlaglicht.toml").write_text(
        'base = "https://example.org/kb/"\n[title]\nde = "Dinge"\nen = "Things"\n', encoding="utf-8"
    )
    identity = ["-c", "user.name=Test", "-c", "user.email=test@example.org"]
    for command in (
        ["init", "-q"],
        ["add", "."],
        [*identity, "commit", "-qm", "First <things> & more"],
    ):
        subprocess.run(["git", *command], check=True, cwd=root)
    return publish(root).test_client()


def events(client: FlaskClient, path: str) -> list[dict[str, object]]:
    response = client.get(path)
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(response.data)
    return [dict(event) for event in calendar.walk("VEVENT")]


def test_the_calendar_has_every_event_with_a_time_by_its_beginning(client: FlaskClient) -> None:
    assert uids(client, "/calendar.de.ics") == ["hour", "days", "fair", "last"]


def uids(client: FlaskClient, path: str) -> list[str]:
    return [str(event["UID"]).rpartition("/")[2] for event in events(client, path)]


def test_a_list_of_events_is_a_calendar_by_their_beginning(client: FlaskClient) -> None:
    assert uids(client, f"{EVENTS}.de.ics") == ["hour", "days", "fair", "last"]
    calendar = Calendar.from_ical(client.get(f"{EVENTS}.en.ics").data)
    assert calendar["NAME"] == "Event"


def test_a_list_that_is_narrowed_is_a_calendar_of_its_events(client: FlaskClient) -> None:
    page = client.get(f"{EVENTS}.de.html").text
    (halls,) = re.findall(r'href="([^"]*/by/location-[^"]*/hall-[^"]*)\.de\.html"', page)
    assert uids(client, f"{halls}.de.ics") == ["days", "fair"]
    assert f'href="{halls}.de.ics"' in client.get(f"{halls}.de.html").text
    (others,) = re.findall(r'href="([^"]*/by/location-[^"]*/nowhere-[^"]*)\.de\.html"', page)
    assert client.get(f"{others}.de.ics").status_code == 404
    assert "text/calendar" not in client.get(f"{others}.de.html").text


def test_a_year_is_a_calendar(client: FlaskClient) -> None:
    assert uids(client, "/timeline/2019.de.ics") == ["hour"]
    assert client.get("/timeline/2018.de.ics").status_code == 404


@pytest.mark.parametrize(
    ("page", "calendar"),
    [
        (f"{EVENTS}.de.html", f"{EVENTS}.de.ics"),
        ("/timeline/index.de.html", "/calendar.de.ics"),
        ("/timeline/2020.de.html", "/timeline/2020.de.ics"),
        ("/dumps/index.de.html", "/calendar.de.ics"),
    ],
)
def test_a_page_leads_to_its_calendar_for_people_and_programs(
    client: FlaskClient, page: str, calendar: str
) -> None:
    response = client.get(page, headers={"Accept": "text/html"})
    assert f'<a href="{calendar}" type="text/calendar">iCalendar</a>' in response.text
    assert (
        f'<link rel="alternate" type="text/calendar" title="iCalendar" href="{calendar}">'
        in response.text
    )
    field = f'<http://localhost{calendar}>; rel="alternate"; type="text/calendar"'
    assert field in response.headers["Link"].split(", ")


@pytest.mark.parametrize("ending", ["ics", "geojson"])
def test_lists_without_such_things_have_no_such_form(client: FlaskClient, ending: str) -> None:
    clubs = "/classes/iri/https/schema.org/Organization"
    assert client.get(f"{clubs}.de.{ending}").status_code == 404
    assert ending not in client.get(f"{clubs}.de.html").text


def test_a_list_is_a_map_of_its_things_and_of_where_they_are(client: FlaskClient) -> None:
    for class_, expected in (("Place", ["hall", "lake", "tower"]), ("Event", ["days", "fair"])):
        path = f"/classes/iri/https/schema.org/{class_}.en.geojson"
        response = client.get(path)
        assert response.headers["Content-Type"] == "application/geo+json"
        features = json.loads(response.data)["features"]
        assert [f["id"].rpartition("/")[2] for f in features] == expected
        assert f'href="{path}"' in client.get(path.replace("geojson", "html")).text


def test_whole_days_end_on_the_day_after(client: FlaskClient) -> None:
    (event,) = events(client, "/id/days.de.ics")
    assert event["DTSTART"].dt == date(2020, 2, 28)  # type: ignore[attr-defined]
    assert event["DTEND"].dt == date(2020, 3, 1)  # type: ignore[attr-defined]
    assert event["STATUS"] == "CANCELLED"
    assert event["LOCATION"] == "Halle"
    assert event["URL"] == "http://localhost/id/days.de.html"


def test_the_last_day_of_the_calendar_has_no_day_after(client: FlaskClient) -> None:
    (event,) = events(client, "/id/last.de.ics")
    assert event["DTSTART"].dt == date(9999, 12, 31)  # type: ignore[attr-defined]
    assert "DTEND" not in event


def test_points_in_time_are_the_same_in_any_zone(client: FlaskClient) -> None:
    (event,) = events(client, "/id/hour.en.ics")
    assert event["DTSTART"].dt == datetime.fromisoformat("2019-05-01T10:00:00+02:00")  # type: ignore[attr-defined]


def test_texts_are_in_the_language_of_the_name_and_whole(client: FlaskClient) -> None:
    (german,) = events(client, "/id/days.de.ics")
    (english,) = events(client, "/id/days.en.ics")
    assert german["SUMMARY"] == "Tage; drei, \\ und mehr"
    assert english["SUMMARY"] == "Days"


def test_no_text_can_begin_an_event(client: FlaskClient) -> None:
    assert len(events(client, "/id/hour.de.ics")) == 1


@pytest.mark.parametrize(
    "path",
    [
        "/id/someday.de.ics",
        "/id/club.de.ics",
        "/id/nothing.de.ics",
        "/id/days.de.vcf",
        "/id/nowhere.de.geojson",
        "/id/days.fr.ics",
    ],
)
def test_what_a_thing_is_not_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_an_organization_is_a_card_that_no_text_can_leave(client: FlaskClient) -> None:
    response = client.get("/id/club.de.vcf")
    assert response.headers["Content-Type"] == "text/vcard; charset=utf-8"
    lines = response.get_data(as_text=True).replace("\r\n ", "").split("\r\n")
    assert 'FN;LANGUAGE=de:Verein\\; mit\\, "Namen" EMAIL:evil@example.org' in lines
    assert "EMAIL:post@example.org" in lines
    assert "URL:https://example.org/club" in lines
    assert sum(line.startswith("EMAIL") for line in lines) == 1
    assert all(len(line.encode()) <= 75 for line in response.get_data(as_text=True).split("\r\n"))


def test_a_person_is_a_card_without_addresses_that_are_code(client: FlaskClient) -> None:
    card = client.get("/id/ada.en.vcf").get_data(as_text=True)
    assert "KIND:individual" in card
    assert "SOURCE:http://localhost/id/ada.en.vcf\r\n" in card
    assert "javascript" not in card


def test_a_card_has_addresses_for_mail_and_letters(client: FlaskClient) -> None:
    lines = client.get("/id/ada.en.vcf").get_data(as_text=True).replace("\r\n ", "").split("\r\n")
    assert sorted(line for line in lines if line.startswith(("EMAIL", "ADR"))) == [
        r"ADR:;;Platz 3\, Bonn;;;;",
        r"ADR:;;Weg 1\; Hof\, 2\nlinks;Berlin;;10115;Germany",
        "EMAIL:a+b@example.org",
        "EMAIL:ada@example.org",
        "EMAIL:c@example.org",
    ]


def test_places_are_those_with_coordinates_longitude_first(client: FlaskClient) -> None:
    collection = json.loads(client.get("/map.de.geojson").data)
    points = {
        f["id"].rpartition("/")[2]: f["geometry"]["coordinates"] for f in collection["features"]
    }
    assert points == {"hall": [11.25, 48.5], "tower": [7.0, 50.0], "lake": [9.5, 47.6]}


GRAPHS = """
@prefix ex: <http://ex.org/> .
@prefix geo: <http://www.opengis.net/ont/geosparql#> .
@prefix schema: <https://schema.org/> .
ex:g {
    ex:hall a schema:Place ; schema:name "Town hall"@en ;
        schema:geo [ a schema:GeoCoordinates ; schema:latitude 52.5 ; schema:longitude 13.4 ] .
    ex:park a geo:Feature ; schema:name "Park"@en ; geo:hasGeometry ex:park-geo .
    ex:park-geo a geo:Geometry ; geo:asWKT "POINT(13.4 52.5)"^^geo:wktLiteral .
    ex:fair schema:startDate "2021-01-01" .
}
"""


def test_a_map_of_all_has_places_and_not_their_geometries(
    client_of: Callable[..., FlaskClient],
) -> None:
    client = client_of(GRAPHS)
    features = json.loads(client.get("/map.en.geojson").data)["features"]
    assert [f["properties"]["name"] for f in features] == ["Town hall", "Park"]
    start = client.get("/index.en.html").text
    assert 'href="/map.en.geojson"' in start
    assert 'href="/calendar.en.ics"' in start


def test_an_event_is_where_its_place_is(client: FlaskClient) -> None:
    (feature,) = json.loads(client.get("/id/days.en.geojson").data)["features"]
    assert feature["geometry"]["coordinates"] == [11.25, 48.5]
    assert feature["properties"] == {"name": "Days", "url": "http://localhost/id/days.en.html"}


def test_changes_are_an_atom_feed(client: FlaskClient) -> None:
    response = client.get("/feed.de.atom")
    feed = feedparser.parse(response.data)
    assert not feed.bozo
    assert feed.feed.title == "Dinge"
    assert [entry.title for entry in feed.entries] == ["First <things> & more"]
    assert feed.entries[0].updated_parsed
    assert feed.feed.id == "https://example.org/kb/feed.de.atom"
    page, _, anchor = feed.entries[0].link.partition("#")
    assert page == "http://localhost/changes/index.de.html"
    assert f'id="{anchor}"' in client.get(page).text


def test_the_id_of_a_feed_does_not_depend_on_the_host(client: FlaskClient) -> None:
    answers = [client.get("/feed.de.atom", base_url=f"http://{host}/") for host in ("a", "b")]
    assert len({feedparser.parse(answer.data).feed.id for answer in answers}) == 1


def test_changes_are_in_an_unknown_language(client: FlaskClient) -> None:
    assert '<bdi lang="">First' in client.get("/changes/index.de.html").text
    home = client.get("/index.de.html").text
    assert 'href="/changes/index.de.html"' in home
    assert "First" not in home


def test_merges_are_no_changes(repository: Path) -> None:
    subjects = [revision.subject for revision in read_history(open_project([repository]))]
    assert subjects == ["Main", "Branch", "First"]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A folder under git whose files two branches changed, which were merged."""
    identity = ["-c", "user.name=Test", "-c", "user.email=test@example.org"]

    def git(*command: str, day: int = 4) -> None:
        dated = os.environ | {"GIT_COMMITTER_DATE": f"2020-01-0{day}T00:00:00Z"}
        subprocess.run(["git", *identity, *command], check=True, cwd=tmp_path, env=dated)

    def commit(name: str, subject: str, day: int) -> None:
        (tmp_path / name).write_text(f"<https://example.org/{subject}> a <https://example.org/B> .")
        git("add", ".")
        git("commit", "-qm", subject, day=day)

    git("init", "-q", "-b", "main")
    commit("a.ttl", "First", 1)
    git("checkout", "-qb", "branch")
    commit("b.ttl", "Branch", 2)
    git("checkout", "-q", "main")
    commit("c.ttl", "Main", 3)
    git("merge", "-qm", "Merge branch", "branch")
    return tmp_path


def test_changes_are_a_json_feed(client: FlaskClient) -> None:
    feed = json.loads(client.get("/feed.en.json").data)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"] == "Things"
    assert [item["title"] for item in feed["items"]] == ["First <things> & more"]


def test_without_git_the_version_itself_is_the_change(
    client_of: Callable[..., FlaskClient],
) -> None:
    client = client_of("<https://example.org/a> a <https://example.org/B> .")
    (item,) = client.get("/feed.en.json").get_json(force=True)["items"]
    assert client.get("/health").get_json()["digest"] in item["id"]
