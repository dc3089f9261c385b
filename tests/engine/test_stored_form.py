"""What the store makes of literals, and that the endpoint's answers say the same."""

import json
from pathlib import Path

import pytest
from patience import PATIENT

from schlaglicht.dataset.snapshot import take_snapshot
from schlaglicht.engine import EnginePool
from schlaglicht.engine.stored_form import TypedLiteral, stored_forms
from schlaglicht.formats import JSON
from schlaglicht.project import open_project
from schlaglicht.query import answer, read_query

XSD = "http://www.w3.org/2001/XMLSchema#"

FORMS = {
    ("007", "integer"): ("7", "integer"),
    ("1.0e6", "double"): ("1000000", "double"),
    ("5.50", "decimal"): ("5.5", "decimal"),
    ("-3", "negativeInteger"): ("-3", "integer"),
    ("2020-01-01T00:00:00+00:00", "dateTime"): ("2020-01-01T00:00:00Z", "dateTime"),
    ("1", "boolean"): ("true", "boolean"),
    ("abc", "integer"): ("abc", "integer"),
    ("2020-11-10", "date"): ("2020-11-10", "date"),
}


def typed(lexical: str, name: str) -> TypedLiteral:
    return TypedLiteral(lexical, XSD + name)


@pytest.mark.parametrize(("written", "shown"), FORMS.items(), ids=str)
def test_literal_comes_back_as_the_store_keeps_it(
    written: tuple[str, str], shown: tuple[str, str]
) -> None:
    literal = typed(*written)
    assert stored_forms([literal]) == {literal: typed(*shown)}


def test_many_literals_are_asked_at_once_and_each_is_answered() -> None:
    literals = [typed(f"{number:05}", "integer") for number in range(2000)]
    forms = stored_forms([*literals, *literals])
    assert forms == {literal: typed(str(int(literal.lexical)), "integer") for literal in literals}


def test_answers_of_the_endpoint_are_in_that_form(tmp_path: Path) -> None:
    literals = [typed(*written) for written in FORMS]
    lines = (
        f'<urn:s> <urn:p{index}> "{literal.lexical}"^^<{literal.datatype}> .'
        for index, literal in enumerate(literals)
    )
    (tmp_path / "data.ttl").write_text("\n".join(lines), encoding="utf-8")
    snapshot = take_snapshot(open_project([tmp_path]), tmp_path)
    with EnginePool(snapshot, engines=1, limits=PATIENT) as pool:
        body = answer(pool, read_query("SELECT ?p ?o { <urn:s> ?p ?o }"), JSON).body
    rows = json.loads(body)["results"]["bindings"]
    shown = {
        row["p"]["value"]: TypedLiteral(row["o"]["value"], row["o"]["datatype"]) for row in rows
    }
    assert shown == {
        f"urn:p{index}": stored_forms([literal])[literal] for index, literal in enumerate(literals)
    }
