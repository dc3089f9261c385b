"""Every count on a page is what SPARQL counts in all graphs together, over generated graphs."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from rdflib import OWL, RDF, URIRef

from schlaglicht.dataset.index import Timeline
from schlaglicht.formats import JSON
from schlaglicht.query import answer, read_query
from schlaglicht.web.published_site import Site, current_site

BASE = "https://example.org/kb/"
EX = "https://example.org/terms#"
START = "https://schema.org/startDate"
PREFIXES = f"PREFIX ex: <{EX}>\nPREFIX schema: <https://schema.org/>\n"
ANYWHERE = "{{ {{ {0} }} UNION {{ GRAPH ?g {{ {0} }} }} }}"
SEEDS = range(4)


@dataclass(frozen=True)
class Generated:
    """A site over a generated graph."""

    client: FlaskClient
    site: Site

    def ask(self, select: str, pattern: str, end: str = "") -> dict[tuple[str, ...], int]:
        """Counts by what they count, each match once, wherever it stands."""
        query = f"{PREFIXES}{select} {ANYWHERE.format(pattern)} {end}"
        body = json.loads(answer(self.site.backend, read_query(query), JSON).body)
        *keys, count = body["head"]["vars"]
        return {
            tuple(row[key]["value"] for key in keys if key in row): int(row[count]["value"])
            for row in body["results"]["bindings"]
            if count in row
        }

    def text(self, url: str) -> str:
        response = self.client.get(url)
        assert response.status_code == 200, url
        return response.text


@pytest.fixture(scope="module", params=SEEDS)
def generated(
    request: Any, tmp_path_factory: pytest.TempPathFactory, publish: Callable[..., Flask]
) -> Generated:
    root: Path = tmp_path_factory.mktemp("generated")
    (root / "data.trig").write_text(dataset(random.Random(request.param)), encoding="utf-8")
    (root / "schlaglicht.toml").write_text(f'base = "{BASE}"\n', encoding="utf-8")
    app = publish(root)
    with app.test_request_context():
        site = current_site()
    return Generated(app.test_client(), site)


def dataset(random_: random.Random) -> str:
    """Things of several classes in several graphs, which overlap, with nodes without a name."""
    statements = [line for number in range(60) for line in thing(random_, number)]
    graphs = ["", "<https://example.org/g1>", "<https://example.org/g2>", "_:unnamed"]
    lines = [
        f"{graph} {{ {statement} . }}" if graph else f"{statement} ."
        for statement in statements
        for graph in random_.sample(graphs, random_.choice([1, 1, 1, 2, 4]))
    ]
    return PREFIXES + evidence() + "\n".join(lines) + "\n"


def thing(random_: random.Random, number: int) -> list[str]:
    subject = f"<{BASE}id/t{number}>" if random_.random() < 0.8 else f"_:b{number}"
    classes = random_.sample(["ex:A", "ex:B", "ex:C", "owl:Ontology"], random_.randint(1, 3))
    lines = [f"{subject} a {class_}" for class_ in classes]
    lines += [
        f"{subject} ex:colour {random_.choice(['ex:red', 'ex:green', 'true', '5'])}"
        for _ in range(random_.randint(0, 2))
    ]
    lines += [
        f'{subject} schema:startDate "{random_.choice(["2019", "2020"])}-0{random_.randint(1, 9)}'
        f'-01"^^<http://www.w3.org/2001/XMLSchema#date>'
        for _ in range(random_.randint(0, 2))
    ]
    lines += [f"{subject} ex:knows <{BASE}id/t{random_.randrange(60)}>"]
    lines += [f"{subject} ex:predicate <http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"]
    return [
        line.replace("owl:", "<http://www.w3.org/2002/07/owl#").replace("Ontology", "Ontology>")
        for line in lines
    ]


def evidence() -> str:
    """A piece of evidence: its part is an rdf:Statement, as is a thing that is not a part."""
    return """
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
<https://example.org/g1> {
    ex:note a oa:Annotation ; oa:hasBody ex:part .
    ex:part a rdf:Statement .
}
ex:claim a rdf:Statement .
"""


def test_classes_have_as_many_things_as_sparql_counts(generated: Generated) -> None:
    page = generated.text("/classes/index.en.html")
    counted = generated.ask("SELECT ?c (COUNT(DISTINCT ?s) AS ?n)", "?s a ?c", "GROUP BY ?c")
    but_parts = counted | {(str(RDF.Statement),): 1}
    for (class_,), count in but_parts.items():
        if class_.startswith((EX, str(OWL), str(RDF))):
            path = class_.replace("://", "/").replace("#", "%23")
            url = f"/classes/iri/{path}.en.html"
            assert re.search(rf'href="{url}".*?class="number">(\d+)<', page)[1] == str(count)  # type: ignore[index]
            assert re.search(rf">{count} things?<", generated.text(url))


def test_properties_have_as_many_triples_as_sparql_counts(generated: Generated) -> None:
    select = "SELECT ?p (COUNT(*) AS ?n) { SELECT DISTINCT ?s ?p ?o"
    counted = generated.ask(select, "?s ?p ?o", "} GROUP BY ?p")
    found = generated.site.index.triples_by_property()
    assert found == {property_: count for (property_,), count in counted.items()}
    shown = re.findall(r'class="number">([\d,]+)<', generated.text("/properties/index.en.html"))
    assert counted[EX + "knows",] in {int(count.replace(",", "")) for count in shown}


def test_values_narrow_a_list_to_as_many_things_as_sparql_counts(generated: Generated) -> None:
    page = generated.text("/classes/iri/https/example.org/terms%23A.en.html")
    shown = re.findall(r'<li><a href="([^"]*/by/colour[^"]*)">[^<]*</a> <small>(\d+)<', page)
    facet = "SELECT ?v (COUNT(DISTINCT ?s) AS ?n)"
    both = ANYWHERE.format("?s a ex:A") + ANYWHERE.format("?s ex:colour ?v").replace("?g", "?h")
    query = f"{PREFIXES}{facet} {{ {both} }} GROUP BY ?v"
    body = json.loads(answer(generated.site.backend, read_query(query), JSON).body)
    counted = sorted(int(row["n"]["value"]) for row in body["results"]["bindings"])
    assert sorted(int(count) for _, count in shown) == counted
    for url, count in shown:
        assert f"{count} things" in generated.text(unescape(url))


def test_links_to_a_thing_are_as_many_as_sparql_counts(generated: Generated) -> None:
    counted = generated.ask("SELECT ?o (COUNT(DISTINCT ?s) AS ?n)", "?s ex:knows ?o", "GROUP BY ?o")
    index = generated.site.index
    found = {
        key: index.count_sources(URIRef(key[0]), URIRef(EX + "knows"), most=99) for key in counted
    }
    assert found == counted


def test_values_of_a_thing_are_as_many_as_sparql_counts(generated: Generated) -> None:
    counted = generated.ask("SELECT ?s (COUNT(DISTINCT ?o) AS ?n)", "?s a ?o", "GROUP BY ?s")
    index = generated.site.index
    for (subject,), count in counted.items():
        if subject.startswith(BASE):
            assert index.count_objects(URIRef(subject), RDF.type, most=99) == count


def test_years_have_as_many_dates_as_sparql_counts(generated: Generated) -> None:
    select = "SELECT ?y (COUNT(*) AS ?n) { SELECT DISTINCT ?s ?d (SUBSTR(STR(?d), 1, 4) AS ?y)"
    counted = generated.ask(select, "?s schema:startDate ?d", "} GROUP BY ?y")
    years = Timeline(generated.site.index, (URIRef(START),))
    assert {(year.year,): year.count for year in years.years} == counted
    for year in years.years:
        assert len(years.dated(year.year, limit=999)) == year.count
