import pytest

from schlaglicht.dataset.project_prefixes import (
    LONGEST,
    MOST_OF_FILES,
    prefixes_of_files,
    project_prefixes,
)
from schlaglicht.dataset.statistics import Statistics, dataset_statistics


def uses(*properties: str) -> Statistics:
    return dataset_statistics([f"<x:s> <{iri}> <x:o> .\n".encode() for iri in properties])


def test_settings_come_first_then_files_then_well_known_ones() -> None:
    known = project_prefixes(
        {"z": "x:z/"}, [{"z": "x:file/", "a": "x:a/"}], uses("http://xmlns.com/foaf/0.1/name")
    )
    assert list(known.items()) == [
        ("z", "x:z/"),
        ("a", "x:a/"),
        ("foaf", "http://xmlns.com/foaf/0.1/"),
    ]


def test_a_well_known_prefix_is_left_out_where_its_namespace_or_name_is_taken() -> None:
    statistics = uses("http://xmlns.com/foaf/0.1/name", "http://www.opengis.net/ont/geosparql#x")
    declared = {"f": "http://xmlns.com/foaf/0.1/", "geo": "x:geo/"}
    assert project_prefixes({}, [declared], statistics) == declared


def test_the_meaning_in_most_files_counts() -> None:
    assert prefixes_of_files([{"a": "x:1/"}, {"a": "x:2/"}, {"a": "x:2/"}]) == {"a": "x:2/"}


def test_of_meanings_in_equally_many_files_that_of_the_first_counts() -> None:
    assert prefixes_of_files([{"a": "x:2/"}, {"a": "x:1/"}]) == {"a": "x:2/"}


def test_a_name_comes_before_the_empty_prefix() -> None:
    files = [{"": "x:1/", "a": "x:1/"}, {"": "x:1/"}]
    assert list(prefixes_of_files(files)) == ["a", ""]


@pytest.mark.parametrize(
    ("used", "schema"),
    [
        (("https://schema.org/name",), "https://schema.org/"),
        (("http://schema.org/name",), "http://schema.org/"),
        (("http://schema.org/name", "https://schema.org/name"), "https://schema.org/"),
    ],
)
def test_schema_is_the_namespace_in_use(used: tuple[str, ...], schema: str) -> None:
    assert project_prefixes({}, [], uses(*used)) == {"schema": schema}


@pytest.mark.parametrize(
    ("prefix", "namespace"),
    [
        ("a b", "x:a/"),
        ("a.", "x:a/"),
        ("-a", "x:a/"),
        ("a", "relative/"),
        ("a", "x:<>"),
        ("a", "x:" + "a" * LONGEST),
        ("a" * LONGEST, "x:a/"),
    ],
)
def test_what_no_query_can_write_is_left_out(prefix: str, namespace: str) -> None:
    assert prefixes_of_files([{prefix: namespace}]) == {}


def test_of_too_many_those_of_most_files_are_taken() -> None:
    many = {f"p{number}": f"x:{number}/" for number in range(100_000)}
    known = prefixes_of_files([many, {"p99999": "x:99999/"}])
    assert len(known) == MOST_OF_FILES
    assert "p99999" in known


def test_a_prefix_that_a_program_counted_comes_after_a_well_known_one() -> None:
    statistics = uses("http://www.w3.org/ns/oa#hasBody")
    files = [{"ns1": "http://www.w3.org/ns/oa#", "ns2": "https://example.org/"}]
    known = project_prefixes({}, files, statistics)
    assert list(known.items()) == [
        ("oa", "http://www.w3.org/ns/oa#"),
        ("ns1", "http://www.w3.org/ns/oa#"),
        ("ns2", "https://example.org/"),
    ]
