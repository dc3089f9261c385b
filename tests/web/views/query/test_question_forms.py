"""Questions with parameters over HTTP: the form, its values in URLs, and what is refused."""

import json
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

BROWSER = {"Accept": "text/html"}
EX = "https://example.org/"
QUESTION = """\
# title@en: Who is how old?
# parameter ?who: thing ex:Person, default ex:ada
# label ?who@de: Wer
# label ?who@en: Who
# parameter ?from: date, default 1800-01-01
# parameter ?least: number, default 1
# parameter ?kind: choice ex:Person "x", default ex:Person
# label ?kind "x"@en: Ex
# parameter ?word: text, default "a"@en
PREFIX ex: <https://example.org/>
SELECT ?who ?born ?word { ?who ex:born ?born ; a ?kind FILTER(?born >= ?from && ?least > 0) }
"""
PEOPLE = """\
@prefix ex: <https://example.org/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex:ada a ex:Person ; rdfs:label "Ada" ; ex:born "1815-12-10"^^xsd:date .
ex:bob a ex:Person ; rdfs:label "Bob" ; ex:born "1901-01-01"^^xsd:date .
ex:bob2 a ex:Person ; rdfs:label "Bob" ; ex:born "1902-01-01"^^xsd:date .
"""


@pytest.fixture
def people(client_of: Callable[..., FlaskClient]) -> FlaskClient:
    return client_of(PEOPLE, {"queries/who.rq": QUESTION})


def many(number: int) -> str:
    return PEOPLE + "".join(f'ex:p{n} a ex:Person ; rdfs:label "Nr {n}" .\n' for n in range(number))


def test_form_has_a_labelled_field_for_each_parameter(people: FlaskClient) -> None:
    page = people.get("/queries/who.de.html").text
    ids = re.findall(r'<label for="(value-\w+)"[^>]*>([^<]+)', page)
    assert ids == [
        ("value-who", "Wer"),
        ("value-from", "from"),
        ("value-least", "least"),
        ("value-kind", "kind"),
        ("value-word", "word"),
    ]
    for name, _ in ids:
        assert f'id="{name}"' in page
    assert 'type="date" value="1800-01-01"' in page
    assert 'type="number" value="1"' in page
    assert f'<option value="{EX}ada" selected>Ada</option>' in page
    assert '<option value="x" lang="en">Ex</option>' in page
    assert 'type="text" value="a"' in page


def test_values_are_in_the_url_of_page_and_data(people: FlaskClient) -> None:
    query = {"who": f"{EX}bob", "word": 'say "}" \\ # x'}
    page = people.get("/queries/who.en.html", query_string=query)
    assert page.status_code == 200
    assert "1901-01-01" in page.text
    rows = people.get("/queries/who.json", query_string=query).get_json(force=True)["results"]
    (row,) = rows["bindings"]
    assert row["who"]["value"] == f"{EX}bob"
    assert row["word"] == {"type": "literal", "value": 'say "}" \\ # x', "xml:lang": "en"}


def test_page_keeps_values_in_its_links(people: FlaskClient) -> None:
    page = people.get("/queries/who.en.html", query_string={"who": f"{EX}bob"}).text
    assert f'rel="canonical" href="http://localhost/queries/who.en.html?who={EX}bob"' in page
    assert f'href="/queries/who.de.html?who={EX}bob"' in page
    assert f'href="http://localhost/queries/who.csv?who={EX}bob"' in page


def test_query_that_was_asked_is_shown_without_declarations(people: FlaskClient) -> None:
    page = people.get("/queries/who.en.html", query_string={"who": f"{EX}bob"}).text
    assert f"(&lt;{EX}bob&gt; AS ?who)" in page
    assert "# parameter" not in page
    assert "# parameter ?who" in people.get("/queries/who.rq").text


def test_empty_answer_is_explained_in_the_query_that_is_shown(people: FlaskClient) -> None:
    page = people.get("/queries/who.en.html", query_string={"from": "2000-01-01"}).text
    (said,) = re.findall(r'<li data-line="(\d+)"[^>]*><code dir="ltr">([^<]+)</code>', page)
    (query,) = re.findall(
        r"<pre tabindex=\"0\"><code dir=\"ltr\">(.*?)</code></pre>", page, re.DOTALL
    )
    line, part = int(said[0]), said[1]
    assert part.startswith("FILTER(?born")
    assert part in query.splitlines()[line - 1]


def test_pages_with_values_are_not_for_robots(people: FlaskClient) -> None:
    assert "X-Robots-Tag" not in people.get("/queries/who.en.html").headers
    page = people.get("/queries/who.en.html", query_string={"least": "2"})
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.parametrize(
    ("query", "canonical"),
    [
        ({"who": f"{EX}ada", "from": "1800-01-01", "least": "", "word": "a"}, ""),
        ({"who": "Ada", "least": "2"}, "?least=2"),
        ({"who": "ex:bob"}, f"?who={EX}bob"),
        ({"who": "", "kind": "ex:Person", "from": " 1900-01-01 "}, "?from=1900-01-01"),
    ],
)
def test_form_leads_to_the_shortest_url(
    people: FlaskClient, query: dict[str, str], canonical: str
) -> None:
    response = people.get("/queries/who.de.html", query_string=query)
    assert response.status_code == 303
    assert response.headers["Location"] == f"http://localhost/queries/who.de.html{canonical}"


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("from", "1800-13-01", "&#39;1800-13-01&#39; is not a date"),
        ("least", "1) || (1", "is not a number"),
        ("kind", "y", f"known: {EX}Person, x"),
        ("who", "Zoe", "nothing is called “Zoe”"),
        ("word", "a" * 1001, "more than 1,000 characters"),
    ],
)
def test_wrong_value_is_named_at_its_field_and_the_others_are_kept(
    people: FlaskClient, name: str, text: str, reason: str
) -> None:
    others = {"from": "1850-01-01", "least": "7", "word": "kept"}
    response = people.get("/queries/who.en.html", query_string={**others, name: text})
    assert response.status_code == 400
    error = re.search(rf'<span class="error" id="error-{name}">([^<]+)', response.text)
    assert error is not None
    assert reason in error[1]
    assert response.text.count('class="error"') == 1
    for other, value in others.items():
        assert other == name or f'value="{value}"' in response.text


def test_ambiguous_name_leads_to_each_thing(people: FlaskClient) -> None:
    query = {"who": "Bob", "least": "2"}
    page = people.get("/queries/who.en.html", query_string=query)
    assert page.status_code == 400
    assert f'href="/queries/who.en.html?least=2&amp;who={EX}bob"' in page.text
    assert f'href="/queries/who.en.html?least=2&amp;who={EX}bob2"' in page.text


def test_files_of_a_question_are_called_as_it_is(people: FlaskClient) -> None:
    assert 'download="who.csv"' in people.get("/queries/who.en.html").text


def test_ambiguous_name_is_told_to_programs_with_each_thing(people: FlaskClient) -> None:
    response = people.get("/queries/who.csv?who=Bob", headers={"Accept": "application/json"})
    problem = json.loads(response.text)
    assert problem["detail"] == f"who: “Bob” may be one of <{EX}bob>, <{EX}bob2>"
    assert problem["parameter"] == "who"


@pytest.mark.parametrize("path", ["/queries/who.csv", "/queries/who"])
@pytest.mark.parametrize(
    ("query", "name"),
    [("from=x", "from"), ("whom=x", "whom"), ("least=1&least=2", "least")],
)
def test_wrong_value_of_data_is_a_problem(
    people: FlaskClient, path: str, query: str, name: str
) -> None:
    response = people.get(f"{path}?{query}", headers={"Accept": "application/json"})
    assert response.status_code == 400
    problem = json.loads(response.text)
    assert (problem["type"], problem["parameter"]) == ("http://localhost/problems/parameter", name)


def test_things_of_a_large_class_are_found_by_name(client_of: Callable[..., FlaskClient]) -> None:
    client = client_of(many(60), {"queries/who.rq": QUESTION})
    page = client.get("/queries/who.en.html").text
    assert re.search(r'name="who" type="search" value="Ada"', page)
    assert 'src="/static/picker.js"' in page
    search = re.search(r'data-search="([^"]+)"', page)
    assert search is not None
    url = search[1].replace("&amp;", "&")
    assert client.get(f"{url}&q=Nr+7").get_json()["things"][0]["name"] == "Nr 7"
    answer = client.get("/queries/who.en.html", query_string={"who": f"{EX}bob"}).text
    assert f'name="who" type="search" value="{EX}bob"' in answer  # its name is not unique


def test_languages_of_a_refused_form_keep_what_was_typed(people: FlaskClient) -> None:
    page = people.get("/queries/who.en.html", query_string={"who": "Zoe & <b>"}).text
    assert 'href="/queries/who.de.html?who=Zoe+%26+%3Cb%3E"' in page
    assert "<b>" not in page


def test_question_without_parameters_ignores_the_query_string(client: FlaskClient) -> None:
    assert client.get("/queries/cities.csv?x=1").status_code == 200


def test_questions_with_parameters_have_a_path_in_the_description(people: FlaskClient) -> None:
    described = people.get("/openapi.json").get_json()["paths"]["/queries/who"]["get"]
    assert described["summary"] == "Who is how old?"
    schemas = {each["name"]: each["schema"] for each in described["parameters"]}
    assert schemas["who"] == {"type": "string", "format": "iri", "default": f"{EX}ada"}
    assert schemas["from"] == {"type": "string", "format": "date", "default": "1800-01-01"}
    assert schemas["least"] == {"type": "number", "default": 1}
    assert schemas["kind"]["enum"] == [f"{EX}Person", "x"]
    assert set(schemas) > {"format"}


def test_answer_names_the_view_of_the_header(client_of: Callable[..., FlaskClient]) -> None:
    text = QUESTION.replace("# label ?who@de", "# view: chart\n# label ?who@de")
    page = client_of(PEOPLE, {"queries/who.rq": text}).get("/queries/who.en.html").text
    assert 'data-first-view="chart"' in page


def test_list_says_what_may_be_chosen(people: FlaskClient) -> None:
    page = people.get("/queries/index.de.html").text
    assert "Zur Wahl: <span>Wer</span>, <span>from</span>" in page


def test_page_without_a_picker_has_no_script_for_it(people: FlaskClient) -> None:
    assert "picker.js" not in people.get("/queries/who.en.html").text


@pytest.mark.parametrize("page", ["/ada", "/neighbours/ada", "/Person"])
def test_page_does_not_say_that_a_thing_is_the_default_of_a_parameter(
    client_of: Callable[..., FlaskClient], page: str
) -> None:
    client = client_of(
        f"{PEOPLE} ex:carl ex:knows ex:ada , ex:Person .",
        {"queries/who.rq": QUESTION, "schlaglicht.toml": f'base = "{EX}"\n'},
    )
    assert "defaultValue" in client.get("/void", headers={"Accept": "text/turtle"}).text
    text = client.get(page, headers=BROWSER, follow_redirects=True).text
    assert "knows" in text
    for told in ("default value", "parameter", "void#"):
        assert told not in text
