"""Verdicts of Core constraints that other engines get wrong, or that end them with an error."""

from __future__ import annotations

import random
from collections.abc import Iterator
from decimal import Decimal, localcontext
from operator import ge, gt, le, lt

import pytest
from judges import graph_in
from pyoxigraph import QuerySolutions, Store
from rdflib import RDFS, XSD, BNode, Literal

from schlaglicht.validation.lint.out_of_range import FITTING
from schlaglicht.validation.shacl.check_shapes import judge
from schlaglicht.validation.shacl.findings import Finding
from schlaglicht.validation.shacl.query_store import out_of_range

PREFIXES = """@prefix ex: <https://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def found(data: str, shapes: str) -> list[Finding]:
    judgement = judge(graph_in(PREFIXES + data), graph_in(PREFIXES + shapes), processes=1)
    assert judgement.failures == []
    return list(judgement.findings)


def test_class_whose_class_is_far_below_that_of_all_is_a_target() -> None:
    shapes = f"""ex:A <{RDFS.subClassOf}> <{RDFS.Class}> . ex:B <{RDFS.subClassOf}> ex:A .
      ex:T a ex:B , sh:NodeShape ; sh:property [ sh:path ex:p ; sh:minCount 1 ] ."""
    assert len(found("ex:a a ex:T .", shapes)) == 1


def test_shapes_that_lead_to_each_other_are_followed_far() -> None:
    steps = range(10)
    shapes = (
        "ex:S0 sh:targetClass ex:T . ex:S10 a sh:NodeShape ; sh:nodeKind sh:Literal ."
        + "".join(f"ex:S{n} sh:property [ sh:path ex:p ; sh:node ex:S{n + 1} ] ." for n in steps)
    )
    data = "ex:a0 a ex:T . " + "".join(f"ex:a{n} ex:p ex:a{n + 1} ." for n in steps)
    assert len(found(data, shapes)) == 1


@pytest.mark.parametrize("names", ["ab", "abc", "cba"])
def test_who_knows_a_failing_node_in_a_circle_fails_in_any_order(names: str) -> None:
    """A node that counted as conforming while it was under way may turn out to fail."""
    first, *others = list(names)
    circle = zip(names, [*others, first], strict=True)
    data = "".join(f"ex:{one} a ex:T ; ex:knows ex:{other} ." for one, other in circle)
    data += "".join(f'ex:{one} ex:name "n" .' for one in others)
    shapes = """ex:S sh:targetClass ex:T ; sh:property [ sh:path ex:name ; sh:minCount 1 ] ,
      [ sh:path ex:knows ; sh:node ex:S ] ."""
    focus = {str(finding.focus)[-1] for finding in found(data, shapes)}
    assert focus == set(names)


def ranged(bound: str) -> str:
    return f"ex:S sh:targetSubjectsOf ex:p ; sh:property [ sh:path ex:p ; {bound} ] ."


WITHOUT_ORDER = {
    "year and date": ("1850", 'sh:minInclusive "2000-01-01"^^xsd:date'),
    "date and number": ('"2020-01-01"^^xsd:date', "sh:maxInclusive 10"),
    "truth and number": ("true", "sh:maxInclusive 10"),
    "duration and number": ('"P1D"^^xsd:duration', "sh:maxExclusive 10"),
    "not a number": ('"NaN"^^xsd:double', "sh:maxInclusive 10"),
    "bound is not a number": ("1", 'sh:minExclusive "NaN"^^xsd:double'),
    "day and point in time": (
        '"2021-01-01"^^xsd:date',
        'sh:minInclusive "2020-01-01T00:00:00"^^xsd:dateTime',
    ),
    "texts with and without a language": ('"b"@en', 'sh:minInclusive "a"'),
    "no value of its type": ('"abc"^^xsd:integer', "sh:minInclusive 1"),
}


@pytest.mark.parametrize(("value", "bound"), WITHOUT_ORDER.values(), ids=WITHOUT_ORDER.keys())
def test_value_that_has_no_order_with_a_bound_is_a_result(value: str, bound: str) -> None:
    assert len(found(f"ex:a ex:p {value} .", ranged(bound))) == 1


@pytest.mark.parametrize("bound", ["sh:lessThan ex:q", "sh:lessThanOrEquals ex:q"])
@pytest.mark.parametrize(
    ("value", "other"),
    [
        ('"2021-01-01"^^xsd:date', '"2022-01-01T00:00:00"^^xsd:dateTime'),
        ("1", '"2020-01-01"^^xsd:date'),
        ("1", '"NaN"^^xsd:double'),
        ("ex:a", "ex:b"),
        ("1", "[]"),
    ],
)
def test_pair_without_an_order_is_a_result(value: str, other: str, bound: str) -> None:
    results = found(f"ex:a ex:p {value} ; ex:q {other} , 5 .", ranged(bound))
    assert len(results) == (2 if value.startswith(("ex:", '"')) else 1)


@pytest.mark.parametrize(
    ("value", "bound"),
    [
        ("5", 'sh:maxInclusive "9.5"^^xsd:double'),
        ('"5"^^xsd:byte', "sh:minExclusive 4.5"),
        ('"b"', 'sh:minInclusive "a"^^xsd:string'),
        ("true", "sh:minInclusive false"),
        ('"2020-01-02"^^xsd:date', 'sh:minExclusive "2020-01-01"^^xsd:date'),
        ('"P2D"^^xsd:duration', 'sh:minInclusive "P1D"^^xsd:duration'),
        ("1e300", "sh:minInclusive 5"),
        ("5", "sh:lessThanOrEquals ex:q"),
    ],
)
def test_values_of_one_kind_are_compared(value: str, bound: str) -> None:
    data, shapes = f"ex:a ex:p {value} ; ex:q 5.5 .", ranged(bound)
    assert found(data, shapes) == []


@pytest.mark.parametrize("demand", ["sh:minLength 0", "sh:maxLength 30", 'sh:pattern ""'])
def test_blank_node_meets_no_demand_on_a_text(demand: str) -> None:
    """https://www.w3.org/TR/shacl/#core-components-string: not even that of no length."""
    data = 'ex:a a ex:T ; ex:p [ ex:q 1 ] , "", ex:b .'
    shapes = f"""ex:S a sh:NodeShape ; sh:targetClass ex:T ;
        sh:property [ sh:path ex:p ; {demand} ] ."""
    assert [type(finding.value) for finding in found(data, shapes)] == [BNode]


@pytest.mark.parametrize(
    ("value", "demand"),
    [
        ('"12020-01-01"^^xsd:date', "sh:datatype xsd:date"),
        ('"-0044-03-15"^^xsd:date', "sh:datatype xsd:date"),
        ('"24:00:00"^^xsd:time', "sh:datatype xsd:time"),
        ('"2020-01-01T24:00:00"^^xsd:dateTime', "sh:datatype xsd:dateTime"),
        ('"<a>"^^rdf:HTML', "sh:datatype rdf:HTML"),
        ('"2020"^^xsd:gYear', 'sh:minInclusive "1999"^^xsd:gYear'),
        ('"2020-02"^^xsd:gYearMonth', 'sh:minExclusive "2019-12"^^xsd:gYearMonth'),
        ('"a"@zh-Hant-TW', 'sh:languageIn ( "zh-Hant" )'),
    ],
)
def test_value_that_others_refuse_meets_the_demand(value: str, demand: str) -> None:
    data = f"ex:a ex:p {value} ."
    shapes = ranged(demand)
    assert found(data, shapes) == []


COMPARISONS = {
    "sh:minInclusive": ge,
    "sh:maxInclusive": le,
    "sh:minExclusive": gt,
    "sh:maxExclusive": lt,
    "sh:lessThan": lt,
    "sh:lessThanOrEquals": le,
}


def near_pairs(number: int) -> Iterator[tuple[str, str]]:
    """Pairs of numbers of up to 60 digits that differ in their last digits, or in length."""
    chance = random.Random(5)
    with localcontext(prec=200):
        for _ in range(number):
            digits = chance.choice([3, 17, 18, 19, 20, 21, 22, 40, 60])
            first = Decimal(chance.randint(-(10**digits), 10**digits)).scaleb(
                -chance.choice([0, 0, 1, 17, 18, 19, 30])
            )
            step = Decimal(chance.choice([-1, 0, 1])).scaleb(-chance.choice([0, 1, 18, 19, 25]))
            yield f"{first:f}", f"{first + step:f}"


def numeric(text: str) -> str:
    return f'"{text}"^^xsd:{"decimal" if "." in text else "integer"}'


def test_numbers_of_any_size_are_compared_exactly() -> None:
    data, shapes, expected = [], [], set()
    for n, (first, second) in enumerate(near_pairs(60)):
        for name, holds in COMPARISONS.items():
            node = f"ex:n{n}{name[3:]}"
            bound = "ex:q" if "less" in name else numeric(second)
            data.append(f"{node} ex:p {numeric(first)} ; ex:q {numeric(second)} .")
            shapes.append(
                f"[] sh:targetNode {node} ; sh:property [ sh:path ex:p ; {name} {bound} ] ."
            )
            if not holds(Decimal(first), Decimal(second)):
                expected.add(f"https://example.org/n{n}{name[3:]}")
    results = found("\n".join(data), "\n".join(shapes))
    assert {str(result.focus) for result in results} == expected


def test_numbers_that_a_query_compares_wrongly_are_out_of_its_range() -> None:
    store, unheld = Store(), 0
    for pair in near_pairs(300):
        first, second = (
            Literal(text, datatype=XSD.decimal if "." in text else XSD.integer, normalize=False)
            for text in pair
        )
        answer = store.query(f"SELECT ?is {{ BIND({first.n3()} < {second.n3()} AS ?is) }}")
        assert isinstance(answer, QuerySolutions)
        (said,) = (solution["is"] for solution in answer)
        beyond = out_of_range({first, second})
        assert not any(map(FITTING.fullmatch, beyond))
        if beyond:
            unheld += 1
        else:
            assert said is not None
            assert (said.value == "true") is (Decimal(pair[0]) < Decimal(pair[1]))
    assert 50 < unheld < 250
