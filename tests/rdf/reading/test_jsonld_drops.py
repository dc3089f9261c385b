"""Tests of statements that JSON-LD would drop without a word."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from tables import each

from schlaglicht.errors import GraphSyntaxError
from schlaglicht.rdf.load import load_file
from schlaglicht.rdf.reading import jsonld

NO_SPACE = "the character U+0020 is not allowed in an IRI"
NO_TAG = "is not a valid language tag; de, en and de-AT are"
EX = '"@context":{"ex":"http://e/"}'
REFUSED = {
    "number in a graph": (
        '{%s,\n "@graph": 5}', (2, 12), "5 is ignored: @graph holds things, each in braces"
    ),
    "text in a graph": (
        '{%s,\n "@graph": [ "a\\"b", {"@id":"ex:a","ex:p":1}]}', (2, 14),
        '"a\\"b" is ignored: @graph holds things, each in braces',
    ),
    "identifier": ('{%s,\n "@id":"ex:b c","ex:p":1}', (2, 8), f"http://e/b c {{}}: {NO_SPACE}"),
    "class": ('{%s,\n "@type":"ex:A "}', (2, 10), f"http://e/A {{}}: {NO_SPACE}"),
    "predicate": ('{%s,\n "ex:p ":1}', (2, 2), f"http://e/p {{}}: {NO_SPACE}"),
    "object": ('{%s,\n "ex:p":{"@id":"x:a b"}}', (2, 16), f"x:a b {{}}: {NO_SPACE}"),
    "item": ('{%s,\n "ex:p":{"@list":[{"@id":"x:a b"}]}}', (2, 26), f"x:a b {{}}: {NO_SPACE}"),
    "graph": ('{%s,\n "@id":"x:a b","@graph":{"ex:p":1}}', (2, 8), f"x:a b {{}}: {NO_SPACE}"),
    "name as text": (
        '{%s,\n "ex:n":"x:a b","ex:p":{"@id":"x:a b"}}', (2, 31), f"x:a b {{}}: {NO_SPACE}"
    ),
    "prefix": (
        '{"@context":\n {"p":"http:// e/"},"p:q":1}', (2, 7), f"http:// e/q {{}}: {NO_SPACE}"
    ),
    "vocabulary": (
        '{"@context":\n {"@vocab":"http:// e/"},"q":1}', (2, 12), f"http:// e/q {{}}: {NO_SPACE}"
    ),
    "base": (
        '{"@context":{"@base":\n "x y:"},"@id":"a","x:p":1}', (2, 2), f"x y: {{}}: {NO_SPACE}"
    ),
    "type of a term": (
        '{"@context":{"t":{"@id":"x:t","@type":\n "x:a b"}},"t":"1"}', (2, 2),
        f"x:a b {{}}: {NO_SPACE}",
    ),
    "datatype": (
        '{"x:p":{"@value":"a","@type":\n "x:a b"}}', (2, 2), f"x:a b {{}}: {NO_SPACE}"
    ),
    "percent": (
        '{"@id":\n "x:%%zz","x:p":1}', (2, 2),
        "x:%zz {}: in an IRI, two hexadecimal digits are expected after %, not %zz",
    ),
    "no base": (
        '{"@context":{"@base":null},\n "@id":"a","x:p":1}', (2, 8),
        "a {}: the IRI is relative; here it must begin with its scheme, such as https:",
    ),
    "language": ('{"x:p":\n {"@value":"a","@language":"en_US"}}', (2, 28), f"en_US {NO_TAG}"),
    "default language": (
        '{"@context":{"@language":\n "en_US"},"x:p":"a"}', (2, 2), f"en_US {NO_TAG}"
    ),
    "map of languages": (
        '{"@context":{"t":{"@id":"x:t","@container":"@language"}},"t":{\n "e_n":"a"}}', (2, 2),
        f"e_n {NO_TAG}",
    ),
    "label": ('{"@id":\n "_:a b","x:p":1}', (2, 2), "_:a b is not a valid name of a blank node"),
    "label as predicate": (
        '{"@id":"x:a",\n "_:b":1}', (2, 2), "_:b is a blank node, which cannot be a predicate"
    ),
    "keyword as identifier": (
        '{"@id":\n "@foo","x:p":1}', (2, 2), "@foo is ignored: no IRI has the form of a keyword"
    ),
    "keyword as class": (
        '{"@context":{"a":"@type"},"a":["x:A",\n "@foo"]}', (2, 2),
        "@foo is ignored: no IRI has the form of a keyword",
    ),
    "keyword as object": (
        '{"@context":{"t":{"@id":"x:t","@type":"@id"}},"t":\n "@foo"}', (2, 2),
        "@foo is ignored: no IRI has the form of a keyword",
    ),
    "keyword in a list": (
        '{"@context":{"t":{"@id":"x:t","@type":"@id"}},"t":{"@list":[\n "@foo"]}}', (2, 2),
        "@foo is ignored: no IRI has the form of a keyword",
    ),
    "keyword as key of a map": (
        '{"@context":{"t":{"@id":"x:t","@container":["@id","@set"]}},"t":{\n "@foo":{}}}', (2, 2),
        "@foo is ignored: no IRI has the form of a keyword",
    ),
}  # fmt: skip


def refusal(folder: Path, text: str) -> GraphSyntaxError:
    (folder / "a.jsonld").write_text(text)
    with pytest.raises(GraphSyntaxError) as caught:
        load_file(folder / "a.jsonld")
    return caught.value


@each(("text", "place", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_file_of_which_something_would_be_dropped_is_refused(
    text: str, place: tuple[int, int], reason: str, tmp_path: Path
) -> None:
    error = refusal(tmp_path, text % EX if "%s" in text else text.replace("%%", "%"))
    assert (error.line, error.column) == place
    assert error.reasons["en"] == reason.format("is not a valid IRI")


@pytest.mark.parametrize(
    "text",
    [
        '{"x:p":"@foo"}',
        '{"x:p":{"@value":"a b"}}',
        '{"my key":1,"x:p":1}',
        '{"@id":"a","x:p":1}',
        '{"@context":{"ex":"http:// e/"},"x:p":1}',
        '{"@context":{"id":"@id"},"id":"x:a","x:p":1}',
        '{"x:p":null,"x:q":1}',
        '{"x:p":{"@type":"@json","@value":{"@graph":5}}}',
    ],
)
def test_file_that_loses_nothing_is_read(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.jsonld").write_text(text)
    assert len(load_file(tmp_path / "a.jsonld").graph) == 1


def test_place_is_found_though_the_rest_of_the_file_is_no_json(tmp_path: Path) -> None:
    error = refusal(tmp_path, '{"@context":{"@base":"x y:"},"x:p":"\\x"')
    assert error.line == 1


def test_text_nested_too_deep_to_look_for_names_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.jsonld").write_text(f'{{"x:p":{"[" * 990}"@foo"{"]" * 990}}}')
    assert len(load_file(tmp_path / "a.jsonld").graph) == 1


@each("seed", range(40))
def test_faulty_term_at_any_place_is_never_silent(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    node: dict[str, object] = {"@id": "ex:n", "ex:p": {"@id": "ex:o"}, "@type": ["ex:A"]}
    fault = chance.choice([" ", "<", '"', "{", "\\", "^", "`", "%zz", "\t", "\x00", "[", "\ue000"])
    iri = chance.choice(["ex:{}b", "http://e/{}", "a{}b", "http://{}e/"]).format(fault)
    place = chance.choice(["@id", "@type", "object", "list", "predicate", "graph", "tag"])
    if place == "predicate":
        node[f"ex:{fault}"] = 1
    elif place == "object":
        node["ex:q"] = {"@id": iri}
    elif place == "list":
        node["ex:q"] = {"@list": [1, {"@id": iri}]}
    elif place == "graph":
        node = {"@id": iri, "@graph": [node]}
    elif place == "tag":
        node["ex:q"] = {"@value": "a", "@language": chance.choice(["e n", "en_US", "1", "en--a"])}
    else:
        node[place] = iri
    healthy = [{"@id": f"ex:{number}", "ex:p": "a b"} for number in range(chance.randrange(5))]
    graph = [*healthy, node]
    chance.shuffle(graph)
    context = {"ex": "http://e/"}
    error = refusal(tmp_path, json.dumps({"@context": context, "@graph": graph}, indent=1))
    assert error.line is not None


def test_copy_with_marks_is_not_checked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, calls = tmp_path / "data.jsonld", tmp_path / "calls"
    path.write_text('{"@id": "urn:a", "urn:b": "c"}', encoding="utf-8")

    def note(_: str) -> list[str]:
        with calls.open("a") as file:  # the parser has a process of its own
            file.write("x")
        return []

    monkeypatch.setattr(jsonld, "_ignored_names", note)
    loaded = load_file(path)
    assert len(loaded.graph) == 1
    assert loaded.positions.files[0].triples
    assert calls.read_text() == "x"
