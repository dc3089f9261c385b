"""Lists: classes, properties, the things of a class, and by what they can be narrowed."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from io import StringIO

import pytest
from flask.testing import FlaskClient

EVENTS = "/classes/iri/https/schema.org/Event"
BRAND = "/classes/iri/https/schema.org/Brand"

DATA = """\
@prefix id: <https://example.org/kb/id/> .
@prefix schema: <https://schema.org/> .
id:a a schema:Product ; schema:name "=HYPERLINK(1)" ; schema:color "red/green" ; schema:height -5 .
id:b a schema:Product ; schema:name "B" ; schema:color "red/green" ; schema:size "+49 (1)" .
id:d a schema:Brand .
id:c a schema:Product ; schema:name "C, \\"c\\"" ; schema:color "<b>blue</b>" .
"""


@pytest.fixture(scope="module")
def products(client_of: Callable[..., FlaskClient]) -> FlaskClient:
    many = "".join(
        f"<https://example.org/kb/id/n{n:03}> a <https://schema.org/Offer> .\n" for n in range(90)
    )
    return client_of(DATA + many, {"schlaglicht.toml": 'base = "https://example.org/kb/"\n'})


def text(client: FlaskClient, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return response.text


def test_classes_are_listed_with_their_counts(client: FlaskClient) -> None:
    page = text(client, "/classes/index.de.html")
    assert re.search(r'City\.de\.html.*?<td class="number">2</td>', page)


def test_classes_begin_with_what_the_graph_is_about(shipped: FlaskClient) -> None:
    main, heading, others = text(shipped, "/classes/index.en.html").partition("<h2>Other classes")
    assert heading
    assert "/schema.org/Person.en.html" in main
    assert "/schema.org/Person.en.html" not in others
    assert "/shacl#PropertyShape.en.html" not in main.replace("%23", "#")
    assert "/shacl#PropertyShape.en.html" in others.replace("%23", "#")


def test_a_class_lists_its_things_in_columns_of_the_shapes(shipped: FlaskClient) -> None:
    page = text(shipped, f"{EVENTS}.de.html")
    heads = re.findall(r'<th scope="col"[^>]*>(?:<a [^>]*>)?(.*?)(?:</a>)?</th>', page)
    assert heads[:3] == ["Dinge", "Beginn", "Veranstalter"]
    assert "Eröffnung der 7. EU Cluster Conference" in page


def test_a_list_of_one_thing_says_so_in_the_singular(products: FlaskClient) -> None:
    assert '<p class="lead">1 thing<' in text(products, f"{BRAND}.en.html")
    assert '<p class="lead">1 Ding<' in text(products, f"{BRAND}.de.html")


def test_facets_are_folded_and_say_by_what(shipped: FlaskClient) -> None:
    page = text(shipped, f"{EVENTS}.de.html")
    assert '<details class="facets">' in page
    summary = page.partition("<summary>")[2].partition("</summary>")[0]
    assert "Eingrenzen" in summary
    assert "Veranstalter" in summary


def test_a_list_without_language_says_which_page_it_shows(shipped: FlaskClient) -> None:
    response = shipped.get(f"{EVENTS}.html", headers={"Accept-Language": "de"})
    assert response.headers["Content-Location"] == f"{EVENTS}.de.html"
    assert response.data == shipped.get(f"{EVENTS}.de.html").data


def test_every_choice_of_a_facet_is_a_page_with_as_many_things(products: FlaskClient) -> None:
    page = text(products, "/classes/iri/https/schema.org/Product.en.html")
    choices = re.findall(r'<li><a href="([^"]*/by/[^"]*)">(.*?)</a> <small>(\d+)</small>', page)
    assert [(name, count) for _, name, count in choices] == [
        ("red/green", "2"),
        ("&lt;b&gt;blue&lt;/b&gt;", "1"),
    ]
    for url, _, count in choices:
        things = "thing" if count == "1" else "things"
        assert f">{count} {things} " in text(products, url)


def test_a_choice_that_the_data_does_not_have_is_not_found(products: FlaskClient) -> None:
    url = "/classes/iri/https/schema.org/Product/by/color-00000000/red-00000000.en.html"
    assert products.get(url).status_code == 404


def test_long_lists_have_pages(products: FlaskClient) -> None:
    stem = "/classes/iri/https/schema.org/Offer"
    page = text(products, f"{stem}/page-4.en.html")
    assert "Page 4 of 4" in page
    assert f'rel="prev" href="{stem}/page-3.en.html"' in page
    assert 'rel="next"' not in page
    assert products.get(f"{stem}/page-5.en.html").status_code == 404


def test_csv_has_every_thing_and_no_formula(products: FlaskClient) -> None:
    response = products.get("/classes/iri/https/schema.org/Product.en.csv")
    assert response.mimetype == "text/csv"
    assert response.text.count("\r\n") == 4
    rows = {row["iri"][-1]: row for row in csv.DictReader(StringIO(response.text, newline=""))}
    assert rows["a"]["name"] == "'=HYPERLINK(1)"
    assert "-5" in rows["a"].values()
    assert "'+49 (1)" in rows["b"].values()
    assert rows["c"]["name"] == 'C, "c"'


def test_lists_of_events_lead_to_their_calendar(shipped: FlaskClient) -> None:
    assert f'href="{EVENTS}.de.ics"' in text(shipped, f"{EVENTS}.de.html")


def test_properties_are_listed_with_the_classes_that_have_them(client: FlaskClient) -> None:
    page = text(client, "/properties/index.en.html")
    row = re.search(r"<tr>.*<bdi>population</bdi>.*</tr>", page)
    assert row
    assert "<bdi>City</bdi>" in row[0]
    assert "whole number" in row[0]


@pytest.mark.parametrize("path", ["no-such", "iri/https/schema.org/Nothing", "a/by/b/c"])
def test_what_is_no_class_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(f"/classes/{path}.en.html").status_code == 404


def test_a_class_without_things_leads_to_its_page_and_to_classes_that_have_some(
    client_of: Callable[..., FlaskClient],
) -> None:
    client = client_of(
        "@prefix ex: <https://example.org/kb/id/> . @prefix owl: <http://www.w3.org/2002/07/owl#> ."
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> ."
        "ex:m a ex:Work . ex:Work a owl:Class . ex:Verse a owl:Class ; rdfs:label 'Writing'@en ."
        "ex:Poem a owl:Class ; rdfs:label 'Poem'@en ; rdfs:subClassOf ex:Verse, ex:Work .",
        {"schlaglicht.toml": 'base = "https://example.org/kb/"\n'},
    )
    for name, near in (("Poem", ["/id/Poem", "/classes/id/Work"]), ("Wrok", ["/classes/id/Work"])):
        path = f"/classes/id/{name}"
        found = client.get(path, headers={"Accept": "application/json"}).json
        assert found is not None
        assert [each["url"] for each in found["nearest"]] == [f"{url}.en.html" for url in near]
        assert found["detail"].startswith(f"there is nothing at {path}: nothing here has the class")


def test_every_list_of_the_shipped_graph_is_small(shipped: FlaskClient) -> None:
    urls = re.findall(r'href="(/classes/[^"]*)"', text(shipped, "/classes/index.de.html"))
    assert max(len(shipped.get(url).data) for url in sorted(set(urls))) < 50_000


def test_names_in_urls_are_safe_for_files() -> None:
    from rdflib import Literal

    from schlaglicht.pages.class_lists import name_for_url

    names = {name_for_url(Literal(value)) for value in ("../..", "a/b", "Ä\n", "x" * 500, "")}
    assert len(names) == 5
    assert all(re.fullmatch(r"[a-z0-9-]{1,60}", name) for name in names)


@pytest.mark.parametrize(
    "path",
    [
        "/classes/iri/https/schema.org/ConferenceEvent/page-1.de.html",
        "/timeline/2020/page-1.de.html",
        "/properties/page-1.de.html",
    ],
)
def test_a_first_page_has_no_second_name(shipped: FlaskClient, path: str) -> None:
    assert shipped.get(path).status_code == 404
    assert (
        shipped.get(
            path.replace("/page-1", "").replace("properties.", "properties/index.")
        ).status_code
        == 200
    )


def test_navigation_marks_the_first_page_of_a_list_alone(shipped: FlaskClient) -> None:
    assert 'aria-current="page">Browse' in shipped.get("/classes/index.en.html").text
    assert 'aria-current="true">For experts' in shipped.get("/properties/page-2.en.html").text
    assert shipped.get("/properties/page-2").status_code == 200
    assert shipped.get("/properties/page-1").status_code == 404


NAMES = ("Zürich", "Öl 10", "Öl 2", "Oz", "Apfel", "Äpfel", "apfelsine", "7 Tage", "Ob")
IN_ORDER = ["7 Tage", "Apfel", "Äpfel", "apfelsine", "Ob", "Öl 2", "Öl 10", "Oz", "Zürich"]


@pytest.fixture(scope="module")
def words(client_of: Callable[..., FlaskClient]) -> FlaskClient:
    lines = [
        f"<https://example.org/kb/id/{number}> a <https://example.org/W> ;"
        f' <https://schema.org/name> "{name}"@de, "{number:02}"@en ;'
        f' <https://schema.org/color> "{"red" if number % 2 else "blue"}", 7 .'
        for number, name in enumerate([*NAMES, *(f"X {n}" for n in range(30))])
    ]
    return client_of("\n".join(lines), {"schlaglicht.toml": 'base = "https://example.org/kb/"\n'})


WORDS = "/classes/iri/https/example.org/W"


def names_in(page: str) -> list[str]:
    return re.findall(r'<tr[^>]*><td><a href="/id/\d+\.[^>]*><bdi>([^<]*)<', page) or re.findall(
        r'<tr[^>]*><td><a href="/id/\d+\.[^>]*>(?:<bdi>)?([^<]*)<', page
    )


def test_things_are_in_the_order_of_their_names_for_the_reader(words: FlaskClient) -> None:
    first, second = (names_in(text(words, f"{WORDS}{end}.de.html")) for end in ("", "/page-2"))
    xs = [f"X {n}" for n in range(30)]
    assert first + second == [*IN_ORDER[:-1], *xs, "Zürich"]
    english = names_in(text(words, f"{WORDS}.en.html"))
    assert english == [f"{n:02}" for n in range(25)]


def test_narrowed_things_are_in_the_order_of_their_names(words: FlaskClient) -> None:
    page = text(words, f"{WORDS}.de.html")
    (url,) = re.findall(r'href="([^"]*/by/[^"]*/red-[^"]*)"', page)
    names = names_in(text(words, url))
    assert names[:4] == ["7 Tage", "Äpfel", "Öl 10", "Oz"]


def test_letters_lead_to_the_first_name_with_each(words: FlaskClient) -> None:
    page = text(words, f"{WORDS}.de.html")
    letters = re.search(r'<nav class="letters".*?</nav>', page, re.DOTALL)
    assert letters
    links = dict(re.findall(r'<a href="([^"]*)">(.)</a>', letters[0]))
    assert list(links.values()) == ["#", "A", "O", "X", "Z"]
    for url, letter in links.items():
        path, _, place = url.partition("#")
        row = re.search(rf'<tr id="{place}">.*?<bdi>(.)', text(words, path))
        assert row
        assert row[1] == {"#": "7"}.get(letter, letter)


def heads(page: str) -> list[str]:
    """The heads of the columns of a list, without that of the things."""
    row = page.partition("<thead>")[2].partition("</thead>")[0]
    cells = re.findall(r"<th[^>]*>(.*?)</th>", row, re.DOTALL)
    return [re.sub(r"<[^>]*>|\s", "", cell) for cell in cells[1:]]


def test_columns_differ_from_thing_to_thing_and_are_short(
    client_of: Callable[..., FlaskClient],
) -> None:
    things = "".join(
        f"""ex:{n} a ex:Thing ; ex:in ex:whole ; ex:long "{f"{n} is long. " * 30}" ; ex:some 1 ;
        ex:kind ex:k{n % 3} .\n"""
        for n in range(300)
    )
    lone = "ex:0 ex:rare ex:same . ex:whole a ex:Whole ; ex:state ex:stable ."
    data = f"@prefix ex: <https://example.org/> .\n{things}{lone}"
    client = client_of(data)
    path = "/classes/iri/https/example.org"
    assert heads(text(client, f"{path}/Thing.en.html")) == ["kind", "rare"]
    assert heads(text(client, f"{path}/Whole.en.html")) == ["state"]
    header = text(client, f"{path}/Thing.en.csv").partition("\r\n")[0]
    assert header == "iri,name,ex:in,ex:kind,ex:long,ex:some,ex:rare"


def test_a_cell_has_the_beginning_of_a_long_text(client_of: Callable[..., FlaskClient]) -> None:
    notes = ["x" * 400, *(f"note {n}" for n in range(9))]
    things = "".join(f'ex:{n} a ex:Thing ; ex:note "{note}" .\n' for n, note in enumerate(notes))
    client = client_of(f"@prefix ex: <https://example.org/> .\n{things}")
    page = text(client, "/classes/iri/https/example.org/Thing.en.html")
    assert re.findall("x{9,}…?", page) == [f"{'x' * 150}…"]


def test_a_facet_speaks_the_language_of_the_reader(client_of: Callable[..., FlaskClient]) -> None:
    things = "".join(f'ex:{n} ex:about "air"@en, "Luft"@de, ex:sky .\n' for n in (1, 2))
    data = f'{things} ex:1 a ex:T . ex:2 a ex:T . ex:3 a ex:T ; ex:about "Wasser"@de .'
    client = client_of(f"@prefix ex: <https://example.org/> .\n{data}")
    page = text(client, "/classes/iri/https/example.org/T.en.html").partition("<details")[2]
    shown = page.partition("</details>")[0]
    assert ("air" in shown, "sky" in shown, "Luft" in shown, "Wasser" in shown) == (
        *(True, True, False, False),
    )
    (more,) = re.findall(r'<a href="([^"]*)"[^>]*>[^<]*2 more', shown)
    assert "Wasser" in text(client, more.replace("&amp;", "&"))


def test_cells_count_blank_nodes_beside_what_is_short(
    client_of: Callable[..., FlaskClient],
) -> None:
    page = text(
        client_of("""\
        @prefix ex: <https://example.org/> .
        ex:a a ex:Thing ; ex:at ex:z , [ ex:mark "long" ] , [ ex:mark "longer" ] .
        ex:b a ex:Thing ; ex:at [ ex:mark "alone" ] .
        """),
        "/classes/iri/https/example.org/Thing.en.html",
    )
    assert "long" not in page.partition("<tbody>")[2].partition("</tbody>")[0]
    assert "and 2 more" in page
    assert "alone" in page


def test_columns_of_shapes_stay_though_they_say_the_same(
    client_of: Callable[..., FlaskClient],
) -> None:
    page = text(
        client_of("""\
        @prefix ex: <https://example.org/> .
        @prefix sh: <http://www.w3.org/ns/shacl#> .
        ex:a a ex:Thing ; ex:in ex:whole . ex:b a ex:Thing ; ex:in ex:whole .
        ex:shape a sh:NodeShape ; sh:targetClass ex:Thing ;
            sh:property [ sh:path ex:in ; sh:order 1 ] .
        """),
        "/classes/iri/https/example.org/Thing.en.html",
    )
    assert heads(page) == ["in"]


def test_things_without_name_and_iri_come_last(client_of: Callable[..., FlaskClient]) -> None:
    page = text(
        client_of("""\
        @prefix ex: <https://example.org/> .
        @prefix owl: <http://www.w3.org/2002/07/owl#> .
        [] a owl:Class ; owl:unionOf ( ex:Zebra ex:Horse ) .
        ex:Zebra a owl:Class . ex:Horse a owl:Class .
        """),
        "/classes/iri/http/www.w3.org/2002/07/owl%23Class.en.html",
    )
    rows = re.findall(r"<tr[^>]*><td>(.*?)</td>", page)
    assert [len(re.findall("Horse|Zebra", re.sub("<[^>]*>", "", row))) for row in rows] == [1, 1, 2]


def test_pages_can_be_jumped_to() -> None:
    from schlaglicht.web.views.lists.classes import page_among

    jumps = page_among(466 * 25, 25, 100, url=str).jumps
    assert [number for number, _ in jumps] == [1, 50, 98, 99, 100, 101, 102, 283, 466]


def test_a_list_is_json_too(words: FlaskClient) -> None:
    response = words.get(f"{WORDS}.de.json")
    assert response.mimetype == "application/json"
    listed = response.get_json()
    assert listed["class"] == "https://example.org/W"
    assert listed["total"] == len(listed["things"]) == 39
    first = listed["things"][0]
    assert (first["name"], first["language"]) == ("7 Tage", "de")
    assert first["thing"] == {"type": "uri", "value": "https://example.org/kb/id/7"}
    integer = "http://www.w3.org/2001/XMLSchema#integer"
    assert first["properties"]["https://schema.org/color"] == [
        {"type": "literal", "value": "7", "datatype": integer},
        {"type": "literal", "value": "red"},
    ]
    negotiated = words.get(WORDS, headers={"Accept": "application/json", "Accept-Language": "de"})
    assert negotiated.status_code == 303
    assert negotiated.headers["Location"].endswith(".de.json")
