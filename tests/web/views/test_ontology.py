from __future__ import annotations

import re
from collections.abc import Callable

from flask.testing import FlaskClient


def test_terms_have_definition_domain_and_range(shipped: FlaskClient) -> None:
    pages = all_pages(shipped, "/ontology/index.de.html")
    row = re.search(r"<dt>[^\n]*bildet den Abschluss von.*?</div>", "".join(pages), re.DOTALL)
    assert row
    assert "Die Veranstaltung, deren letzter Programmpunkt dieser ist." in row[0]
    assert row[0].count("https://schema.org/Event") == 2


def test_long_ontology_begins_with_the_top_of_its_classes(shipped: FlaskClient) -> None:
    first, *others = all_pages(shipped, "/ontology/index.en.html")
    assert "From the top" in first
    assert first.index("From the top") < first.index('id="classes"')
    assert others
    assert not any("From the top" in page for page in others)


def test_deprecated_terms_come_last_and_apart(shipped: FlaskClient) -> None:
    text = "".join(all_pages(shipped, "/ontology/index.en.html"))
    apart = text.index(">Deprecated</h2>")
    assert text.index("<code>def:forAward</code>") < apart < text.index("<code>def:award</code>")
    assert text.index("<code>schema:value</code>") < apart


def test_classes_and_properties_of_deprecated_terms_say_so(
    client_of: Callable[..., FlaskClient],
) -> None:
    client = client_of("""\
        @prefix : <https://example.org/boats#> .
        @prefix owl: <http://www.w3.org/2002/07/owl#> .
        <https://example.org/boats> a owl:Ontology .
        :Boat a owl:Class .
        :Bark a owl:DeprecatedClass .
        :rig a owl:ObjectProperty , owl:DeprecatedProperty .
        :kept a owl:DatatypeProperty ; owl:deprecated false .
        """)
    current, _, deprecated = client.get("/ontology/index.en.html").text.partition(">Deprecated<")
    assert re.findall(r"<code>(.*?)</code>", current) == [":Boat", ":kept"]
    assert re.findall(r"<code>(.*?)</code>", deprecated) == [":Bark", ":rig"]
    page = client.get("/iri/https/example.org/boats%23Bark.en.html").text
    assert "This term is deprecated" in page
    assert ">Terms</h2>" in client.get("/iri/https/example.org/boats.en.html").text


def test_rules_are_told_in_the_words_of_the_shapes(shipped: FlaskClient) -> None:
    text = "".join(all_pages(shipped, "/constraints/index.en.html"))
    assert "The start is a day of type xsd:date" in text
    assert "Applies to" in text


def test_no_page_is_large(shipped: FlaskClient) -> None:
    for start in ("/ontology/index.de.html", "/constraints/index.de.html"):
        assert max(len(text.encode()) for text in all_pages(shipped, start)) < 50_000


def test_without_ontology_and_shapes_the_pages_say_so(client: FlaskClient) -> None:
    for url in ("/ontology/index.en.html", "/constraints/index.en.html"):
        assert "None in this dataset" in client.get(url).text


def all_pages(client: FlaskClient, url: str) -> list[str]:
    pages = [client.get(url).text]
    while found := re.search(r'rel="next" href="([^"]*)"', pages[-1]):
        pages.append(client.get(found[1]).text)
        assert len(pages) < 100
    return pages


def test_own_terms_come_before_those_of_known_vocabularies(
    client_of: Callable[..., FlaskClient],
) -> None:
    client = client_of("""\
        @prefix foaf: <http://xmlns.com/foaf/0.1/> .
        @prefix owl: <http://www.w3.org/2002/07/owl#> .
        foaf:Person a owl:Class .
        <https://example.org/Boat> a owl:Class .
        """)
    page = client.get("/ontology/index.en.html").text
    assert page.index("https://example.org/Boat") < page.index("foaf:Person")
