"""Choices as fields of a form."""

from __future__ import annotations

import random

import pytest
from rdflib import Literal, URIRef

from schlaglicht.query_builder import (
    Anything,
    BuiltQuery,
    Condition,
    Fields,
    Step,
    fields_of,
    read_fields,
)
from schlaglicht.query_builder.choices import (
    MOST_ROWS,
    Absent,
    Contains,
    Dates,
    Equals,
    Exists,
    FormRow,
    Numbers,
    Test,
    read_steps,
    written_steps,
)
from schlaglicht.rdf.prefixes import Prefixes

PREFIXES = Prefixes({"ex": "https://example.org/", "": "https://example.com/#"})
TESTS: tuple[Test, ...] = (
    Anything(),
    Exists(),
    Absent(),
    Equals(URIRef("https://example.org/a,b(c)")),
    Equals(Literal('a "b"\\ \n', lang="de")),
    Equals(Literal("5", datatype=URIRef("http://www.w3.org/2001/XMLSchema#integer"))),
    Contains('"} & =+%'),
    Numbers("1", ""),
    Numbers("", "-2.5"),
    Dates("2020", "2020-12"),
)


def some_query(seed: int) -> BuiltQuery:
    chance = random.Random(seed)
    iris = ["https://example.org/a", "https://example.com/#b", "urn:x:y/z", "https://e.org/ü/^p"]
    conditions = tuple(
        Condition(
            tuple(
                Step(URIRef(chance.choice(iris[:3])), chance.random() < 0.5)
                for _ in range(chance.choice((1, 2)))
            ),
            chance.choice(TESTS),
            chance.choice(("", "de", "de-at")),
            chance.random() < 0.5,
        )
        for _ in range(chance.randrange(5))
    )
    return BuiltQuery(
        URIRef(chance.choice(iris[:3])),
        conditions,
        chance.choice([None, *range(len(conditions))]),
        chance.random() < 0.5,
        chance.choice((None, 1, 100)),
    )


def test_what_is_written_is_read() -> None:
    for seed in range(500):
        fields = fields_of(some_query(seed), PREFIXES)
        pairs = fields.pairs(PREFIXES)
        assert len(dict(pairs)) == len(pairs)
        assert read_fields(dict(pairs), PREFIXES, limit=7) == fields


def read(**fields: str) -> Fields:
    found = read_fields({"class": "ex:A", **fields}, PREFIXES, limit=100)
    assert found is not None
    return found


@pytest.mark.parametrize("class_", ["", "nope:A", "A", "<a>", "<https://e.org/ >", "<x", "ex:{"])
def test_without_a_class_nothing_is_built(class_: str) -> None:
    assert read_fields({"class": class_}, PREFIXES, limit=100) is None


@pytest.mark.parametrize(
    "path",
    ["", "ex:a/ex:b/ex:c", "ex:a//ex:b", "/ex:a", "<a>", "nope:a", "ex:a|ex:b{", "^", "^^ex:a"],
)
def test_a_path_that_is_none_is_left_out(path: str) -> None:
    assert read(p1=path).rows == ()


def test_slashes_and_carets_within_an_iri_are_its_own() -> None:
    steps = (Step(URIRef("https://e.org/a/b")), Step(URIRef("https://e.org/c"), is_inverse=True))
    assert read_steps(written_steps(steps, PREFIXES), PREFIXES) == steps


@pytest.mark.parametrize(
    ("test", "fields"),
    [
        ("equals", {"v1": "Bonn"}),
        ("equals", {"v1": '"a"@-'}),
        ("equals", {"v1": '"a"^^<b>'}),
        ("equals", {"v1": "<https://e.org/> } #>"}),
        ("equals", {"v1": "_:b"}),
        ("equals", {"v1": r'"\UFFFFFFFF"'}),
        ("equals", {"v1": r'"\uD800"'}),
        ("equals", {"v1": r'"\q"'}),
        ("numbers", {"a1": "many"}),
        ("numbers", {"a1": "1", "b1": "1e9"}),
        ("dates", {"a1": "17.11.2020"}),
        ("dates", {"a1": "2020-13"}),
    ],
)
def test_a_value_that_is_none_leaves_the_values_unconditioned(
    test: str, fields: dict[str, str]
) -> None:
    found = read(p1="ex:a", t1=test, **fields)
    assert found.built.conditions[0].test == Anything()
    assert found.invalid == (True,)


@pytest.mark.parametrize("test", ["equals", "contains", "numbers", "dates"])
def test_without_a_value_there_is_nothing_to_meet(test: str) -> None:
    found = read(p1="ex:a", t1=test, v1=" ")
    assert (found.built.conditions[0].test, found.invalid) == (Anything(), (False,))


def test_a_decimal_comma_is_read() -> None:
    assert read(p1="ex:a", t1="numbers", a1="1,5").built.conditions[0].test == Numbers("1.5")


def test_an_unknown_test_or_language_is_none() -> None:
    (condition,) = read(p1="ex:a", t1="regex", l1='de"').built.conditions
    assert (condition.test, condition.language) == (Anything(), "")


def test_there_are_no_more_rows_than_the_most() -> None:
    fields = {f"p{n}": "ex:a" for n in range(1, 90)}
    assert len(read(**fields).rows) == MOST_ROWS


@pytest.mark.parametrize(
    ("limit", "expected"),
    [({}, 100), ({"limit": ""}, None), ({"limit": "7"}, 7), ({"limit": "0"}, None)],
)
def test_limit_is_a_number_or_none(limit: dict[str, str], expected: int | None) -> None:
    assert read(**limit).built.limit == expected


def test_a_row_that_is_removed_takes_its_order_along() -> None:
    fields = read(p1="ex:a", p3="ex:b", p4="ex:c", sort="4")
    assert fields.built.order == 2
    assert fields.without(0).built.order == 1
    assert fields.without(2).built.order is None
    assert [row.path for row in fields.without(1).rows] == ["ex:a", "ex:c"]


def test_a_row_is_shown_if_its_box_is_ticked() -> None:
    assert read(p1="ex:a", c1="1", p2="ex:a").rows == (
        FormRow("ex:a"),
        FormRow("ex:a", is_shown=False),
    )
