"""Rows without what the head of the page, or an earlier value, says already."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from schlaglicht.dataset.index import Index, build_index
from schlaglicht.dataset.snapshot import take_snapshot
from schlaglicht.pages import Blank, Dataset, LiteralValue, Value, describe
from schlaglicht.pages.iri_paths import IriPaths
from schlaglicht.project import open_project

EX = "https://example.org/"
PREFIXES = f"""
@prefix ex: <{EX}> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""

Rows = Callable[[str], dict[str, list[str]]]


def texts_of(value: Value) -> list[str]:
    """The text of a literal, or those of a blank node as one."""
    match value:
        case LiteralValue(text):
            return [text]
        case Blank(_, parts):
            return [" ".join(text for _, values in parts for v in values for text in texts_of(v))]
    return []


@pytest.fixture
def rows(tmp_path: Path) -> Rows:
    """Makes the rows of the English page about `ex:owl` as the ends of IRIs, and its texts."""

    def shown(turtle: str) -> dict[str, list[str]]:
        (tmp_path / "data.ttl").write_text(PREFIXES + turtle, encoding="utf-8")
        snapshot = take_snapshot(open_project([tmp_path / "data.ttl"]), tmp_path)
        dataset = Dataset(Index(build_index(snapshot)), IriPaths(EX), {"ex": EX})
        page = describe(dataset, EX + "owl", ("en", "de"))
        found = (row for group in page.groups for row in group.rows)
        return {
            row.property.iri.replace("#", "/").rpartition("/")[2]: [
                text for stated in row.values for text in texts_of(stated.value)
            ]
            for row in found
        }

    return shown


def test_name_description_and_class_of_the_head_have_no_rows(rows: Rows) -> None:
    data = """ex:owl a ex:Bird ; rdfs:label "Owl"@en ; foaf:name "Owl" ; ex:says "Owl" ;
        rdfs:comment "A bird." ."""
    assert rows(data) == {"says": ["Owl"]}


def test_other_names_and_descriptions_keep_their_rows(rows: Rows) -> None:
    data = """ex:owl skos:prefLabel "Owl"@en , "Eule"@de ; foaf:name "Ulla" ;
        skos:definition "A bird."@en ; rdfs:comment "Flies."@en ."""
    assert rows(data) == {"prefLabel": ["Eule"], "name": ["Ulla"], "comment": ["Flies."]}


def test_description_that_the_head_cuts_keeps_its_row(rows: Rows) -> None:
    assert rows(f'ex:owl rdfs:comment "{"A bird. " * 100}" .') == {"comment": ["A bird. " * 100]}


def test_superclass_that_the_head_leaves_out_keeps_the_row(rows: Rows) -> None:
    data = "ex:owl a ex:Bird , ex:Animal . ex:Bird rdfs:subClassOf ex:Animal ."
    assert list(rows(data)) == ["type"]


def test_text_equal_in_several_languages_stands_once(rows: Rows) -> None:
    data = 'ex:owl ex:genus "Strix"@de , "Strix"@en , "Strix"@la , "Kauz"@de .'
    assert rows(data) == {"genus": ["Strix", "Kauz"]}


def test_blank_nodes_of_the_same_content_stand_once(rows: Rows) -> None:
    data = """ex:owl ex:nest [ ex:in "tree" ] , [ ex:in "tree" ] , [ ex:in "barn" ] , [] , [] ."""
    assert sorted(rows(data)["nest"]) == ["", "barn", "tree"]
