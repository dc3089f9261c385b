"""The tools for those who write statements: the shapes, and findings of a patch."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from patience import PATIENCE, wait_until

from schlaglicht.errors import RequestError
from schlaglicht.web.views.mcp.patches import PATCHES, Patches, PatchLimits

PREFIXES = "@prefix schema: <https://schema.org/> . @prefix id: <https://example.org/id/> .\n"
NAMELESS = f"{PREFIXES}id:fair a schema:Event ."


@pytest.fixture
def about_concert(publish: Callable[..., Flask], concert: Path) -> FlaskClient:
    return publish(concert).test_client()


def texts(client: FlaskClient, tool: str, **arguments: Any) -> list[str]:
    params = {"name": tool, "arguments": arguments}
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
    result = client.post("/mcp", json=message).get_json()["result"]
    return [("ERROR " if result["isError"] else "") + each["text"] for each in result["content"]]


def test_shapes_of_a_class_are_a_line_per_rule_or_turtle(about_concert: FlaskClient) -> None:
    (lines,) = texts(about_concert, "shapes", **{"class": "schema:Event"})
    (turtle,) = texts(about_concert, "shapes", **{"class": "schema:Event", "form": "turtle"})
    assert "- schema:name [1..*]: An event has a name; add schema:name." in lines
    assert "- schema:startDate [0..*] sh:datatype xsd:date: A start is a day." in lines
    assert "PersonShape" not in lines
    assert "sh:minCount 1" in turtle


def test_all_shapes_are_listed_without_a_class(about_concert: FlaskClient) -> None:
    (lines,) = texts(about_concert, "shapes")
    assert {line for line in lines.splitlines() if " for " in line} >= {
        "shapes:EventShape for schema:Event",
        "shapes:PersonShape for schema:Person",
    }


def test_class_without_shapes_is_said_to_have_none(about_concert: FlaskClient) -> None:
    (said,) = texts(about_concert, "shapes", **{"class": "schema:Place"})
    assert said.startswith("No shape")


def test_shapes_say_their_paths_superclasses_and_instructions(
    client_of: Callable[..., FlaskClient],
) -> None:
    shapes = (
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <http://a/> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "ex:Narrow rdfs:subClassOf ex:Wide .\n"
        "ex:S a sh:NodeShape ; sh:targetClass ex:Wide ; sh:agentInstruction 'Ask first.'@en ;\n"
        "sh:property [ sh:path ( ex:p [ sh:inversePath ex:q ] ) ; sh:maxCount 2 ;"
        " sh:severity sh:Warning ; sh:in ( ex:x 'y' ) ] , "
        "[ sh:path ex:z ; sh:maxCount 0 ; sh:message 'Nothing has a z.' ] ."
    )
    client = client_of("@prefix ex: <http://a/> . ex:b a ex:Narrow .", {"shapes/all.ttl": shapes})
    (lines,) = texts(client, "shapes", **{"class": "http://a/Narrow"})
    assert lines.splitlines() == [
        "ex:S for ex:Wide",
        "  For agents: Ask first.",
        *("- ex:z [none]: Nothing has a z.", '- ex:p/^ex:q [0..2] sh:in ( ex:x "y" ) (sh:Warning)'),
    ]


def test_lists_without_an_end_do_not_hide_the_other_shapes(
    client_of: Callable[..., FlaskClient],
) -> None:
    shapes = (
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <http://a/> .\n"
        "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n"
        "ex:S a sh:NodeShape ; sh:property [ sh:path ex:p ; sh:in _:end ] , \n"
        " [ sh:path ex:q ; sh:in _:deep ] , [ sh:path _:path ; sh:in ( ex:b ) ] .\n"
        "_:end rdf:first ex:b ; rdf:rest _:end . _:path sh:inversePath _:path .\n"
        "_:deep rdf:first ex:b ; rdf:rest ( _:deep ) ."
    )
    client = client_of("@prefix ex: <http://a/> . ex:b a ex:C .", {"shapes/all.ttl": shapes})
    (names,) = texts(client, "shapes")
    assert names.startswith("ex:S for its own things\n")
    (lines,) = texts(client, "shapes", **{"class": "ex:S"})
    assert set(lines.splitlines()) > {
        "- ex:p [0..*] sh:in [ … ]",
        "- ex:q [0..*] sh:in ( ex:b ( ex:b ( ex:b [ … ] ) ) )",
        "- ^[ … ] [0..*] sh:in ( ex:b )",
    }


def test_patch_gets_its_findings_alone(about_concert: FlaskClient, concert: Path) -> None:
    before = dict(contents(concert))
    (said,) = texts(about_concert, "validate", turtle=NAMELESS)
    assert "patch.ttl:2:1: violation[shape] EventShape-name-required" in said
    assert "shape: shapes/concert.ttl:18:1" in said
    assert str(concert.parent) not in said
    assert dict(contents(concert)) == before


def test_patch_that_repairs_says_so(publish: Callable[..., Flask], concert: Path) -> None:
    data = concert / "data.ttl"
    data.write_text(data.read_text(encoding="utf-8") + "id:fair a schema:Event .", encoding="utf-8")
    client = publish(concert).test_client()
    (said,) = texts(client, "validate", turtle=f"{PREFIXES}id:fair schema:name 'Messe'@de .")
    assert "EventShape-name-required" not in said
    assert "fixed" in said


def test_syntax_error_of_a_patch_has_its_place(about_concert: FlaskClient) -> None:
    (said,) = texts(about_concert, "validate", turtle=f"{PREFIXES}id:fair a .")
    assert "patch.ttl:2:11: violation[syntax]" in said


def test_patch_lies_in_the_folder_of_the_project(
    publish: Callable[..., Flask], tmp_path: Path
) -> None:
    data = tmp_path / "data.ttl"
    data.write_text("<http://e.org/a> <http://e.org/p> 1 .", encoding="utf-8")
    client = publish(data).test_client()
    (said,) = texts(client, "validate", turtle="<#b> <http://e.org/p> 1 .")
    assert "<file:///patch.ttl" in said
    assert "tmp" not in said


def test_nothing_that_a_patch_names_is_fetched(
    client_of: Callable[..., FlaskClient], listening: tuple[str, list[bytes]]
) -> None:
    url, received = listening
    patch = (
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <http://a/> .\n"
        f"ex:o a <http://www.w3.org/2002/07/owl#Ontology> ;"
        f" <http://www.w3.org/2002/07/owl#imports> <{url}> .\n"
        "ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:sparql [ sh:message 'no' ; sh:select "
        f"'SELECT $this {{ SERVICE <{url}> {{ ?s ?p ?o }} }}' ] ."
    )
    (said,) = texts(client_of("@prefix ex: <http://a/> . ex:b a ex:C ."), "validate", turtle=patch)
    assert "SERVICE" in said
    assert received == []


def limited(client: FlaskClient, **limits: float) -> Patches:
    """The patches of an application, judged within these limits from now on."""
    patches = Patches(replace(PatchLimits(), **limits))  # type: ignore[arg-type]
    client.application.extensions[PATCHES] = patches
    return patches


@pytest.mark.parametrize(
    ("limit", "value", "said"),
    [
        ("characters", 3, "longer than 3 characters"),
        ("seconds", 0.01, "takes longer than 0.01 s"),
        ("memory", 2**20, "for lack of memory"),
        ("triples", 10, "too large to be validated here"),
    ],
)
def test_patch_has_limits(about_concert: FlaskClient, limit: str, value: float, said: str) -> None:
    limited(about_concert, **{limit: value})
    found = texts(about_concert, "validate", turtle=NAMELESS)[0]
    assert said in found
    assert "ERROR validate: " in found
    assert "validate takes turtle" in found
    limited(about_concert)
    assert "EventShape" in texts(about_concert, "validate", turtle=NAMELESS)[0]


BUSY = "validated; try again in"


@contextmanager
def judging(patches: Patches, clients: Sequence[str]) -> Iterator[None]:
    """The first of some clients has its turn, and the others wait for theirs, during the block."""
    with ExitStack() as turns:
        threads = [Thread(target=waits, args=(patches, client)) for client in clients[1:]]
        for thread in threads:
            turns.callback(thread.join)
        turns.enter_context(patches._turn(clients[0]))
        for thread in threads:
            thread.start()
        wait_until(lambda: len(patches._clients) == len(clients))
        yield


def waits(patches: Patches, client: str) -> None:
    with patches._turn(client):
        pass


def test_a_client_has_one_patch_judged_at_a_time(about_concert: FlaskClient) -> None:
    patches = limited(about_concert)
    with judging(patches, ["127.0.0.1"]):
        said = texts(about_concert, "validate", turtle=NAMELESS)[0]
    assert f"another patch of yours is being {BUSY} 15 s" in said
    assert "EventShape" in texts(about_concert, "validate", turtle=NAMELESS)[0]


def test_few_clients_wait_for_their_turn(about_concert: FlaskClient) -> None:
    patches = limited(about_concert, wait=PATIENCE)
    with judging(patches, ["a", "b", "c", "d"]):
        assert BUSY in texts(about_concert, "validate", turtle=NAMELESS)[0]
    assert "EventShape" in texts(about_concert, "validate", turtle=NAMELESS)[0]


def test_turn_that_does_not_come_is_told_when_to_come_back(about_concert: FlaskClient) -> None:
    patches = limited(about_concert, wait=0.01)
    with judging(patches, ["another"]):
        assert f"{BUSY} 1 s" in texts(about_concert, "validate", turtle=NAMELESS)[0]


def test_time_is_shared_out_among_clients_and_between_validating_and_the_rest() -> None:
    now = [0.0]
    patches = Patches(clock=lambda: now[0])

    def validate(client: str) -> str:
        """One of a minute; the refusal, if it is one."""
        try:
            with patches._turn(client):
                now[0] += 60
        except RequestError as error:
            return str(error)
        return ""

    used = []
    while not (said := validate("a")):
        used.append(now[0])
    assert 60 * len(used) <= 0.2 * 600 + 0.2 * now[0] + 60
    assert "the time that one client has; try again in" in said
    assert validate("b") == ""
    refused = [validate(f"client {number}") for number in range(20)]
    assert "the time that there is for it; try again in" in refused[-1]
    assert not refused[0]
    assert validate("") == ""  # the user at this machine
    seconds = int(re.findall("try again in ([0-9]+) s", validate("another"))[0])
    now[0] += seconds
    assert validate("another") == ""


def test_error_of_any_tool_speaks_of_that_tool(about_concert: FlaskClient) -> None:
    for tool, arguments in (
        ("describe", {"iri": "id:nothing"}),
        ("describe", {}),
        ("search", {"words": 1}),
        ("questions", {"name": "none"}),
        ("validate", {"text": ""}),
    ):
        (said,) = texts(about_concert, tool, **arguments)
        assert said.startswith(f"ERROR {tool}: ")
        assert f"{tool} takes " in said
    (said,) = texts(about_concert, "query", query="SELECT")
    assert said.startswith("ERROR query: ")
    assert "Line and column" in said


def contents(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """All files below a folder."""
    return ((path, path.read_bytes()) for path in folder.rglob("*") if path.is_file())
