"""JSON-LD with ill-formed terms: what they are part of is left out and reported, the rest read."""

from __future__ import annotations

import json
import re
from pathlib import Path
from random import Random
from typing import Any

import pytest

from schlaglicht.dataset.snapshot import take_snapshot
from schlaglicht.errors import GraphSyntaxError
from schlaglicht.project import open_project
from schlaglicht.rdf.load import load_readable
from schlaglicht.rdf.reading.recovery import MOST_FAULTS, Recovered, recover

BASE = "https://example.org/file"
CONTEXT = {"e": "http://e/", "link": {"@id": "e:link", "@type": "@id"}}
FAULTS = ["{", " ", "<", "^", "`", "|", "\\", '"', "%", "é", "x"]


def thing(random: Random, number: int, depth: int = 0) -> dict[str, Any]:
    """A node with every kind of place for an IRI or a tag."""
    made: dict[str, Any] = {"@id": f"e:{number}", "@type": ["e:T"], "link": f"e:{number}l"}
    made[f"e:p{number}"] = {"@value": "1", "@type": f"e:{number}d"}
    made["e:q"] = [{"@value": "a", "@language": "de"}, {"@list": [{"@id": f"e:{number}i"}, "x"]}]
    if depth < 2 and random.random() < 0.5:
        made["e:in"] = thing(random, 10 * number + 1, depth + 1)
    return made


def test_what_is_read_and_what_is_reported_is_the_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "data.jsonld"
    partly = 0
    for seed in range(120):
        random = Random(seed)
        things = [thing(random, number) for number in range(1, random.randint(2, 5))]
        text = json.dumps({"@context": CONTEXT, "@graph": things}, indent=1, ensure_ascii=False)
        path.write_text(text, encoding="utf-8")
        whole, fault = load_readable(path, base=BASE)
        assert fault is None
        places = [found.end() for found in re.finditer(r'"e:\w|"de', text[text.index("@graph") :])]
        at = text.index("@graph") + random.choice(places)
        damaged = text[:at] + json.dumps(random.choice(FAULTS))[1:-1] + text[at:]
        path.write_text(damaged, encoding="utf-8")
        loaded, recovered = load_readable(path, base=BASE)
        if recovered is None or recovered.left_out.statements is None:
            continue  # nothing is wrong, or a datatype that the parser itself refuses
        partly += 1
        where = f"seed {seed}\n{damaged}"
        assert recovered.errors, where
        line = damaged.count("\n", 0, at) + 1
        assert line in {error.line for error in recovered.errors}, where
        read, said = (
            {tuple(map(str, t)) for t in each.graph if not any(map(is_blank, t))}
            for each in (loaded, whole)
        )
        assert read <= said, where
        assert read, where
        unplaced = [t for t in loaded.graph if not loaded.positions.of(t)]
        assert len(unplaced) <= 3, where  # at most those of a list that lost its first item
        assert all(loaded.positions.file_of(t) == path for t in unplaced), where
    assert partly > 60


def is_blank(term: object) -> bool:
    return type(term).__name__ == "BNode"


def refused(text: str, folder: Path) -> Recovered:
    path = folder / "data.jsonld"
    path.write_text(text, encoding="utf-8")
    return recover(GraphSyntaxError("refused", path=path), path, BASE)


def test_very_many_are_counted(tmp_path: Path) -> None:
    bad = [{"@id": f"e:{n} x", "e:p": n} for n in range(500)]
    found = refused(json.dumps({"@context": CONTEXT, "@graph": bad}, indent=1), tmp_path)
    assert found.left_out.statements == 500
    assert len(found.errors) == MOST_FAULTS + 1
    assert "400 more statements" in str(found.errors[-1])


def test_places_in_a_large_file_are_not_all_looked_for(tmp_path: Path) -> None:
    bad = [{"@id": f"e:{n} x", "e:p": "words " * 50_000} for n in range(5)]
    found = refused(json.dumps({"@context": CONTEXT, "@graph": bad}), tmp_path)
    assert (len(found.errors), found.left_out.statements) == (3, 5)
    assert "3 more statements" in str(found.errors[-1])


@pytest.mark.parametrize("text", ["{", "[1", '{"@context": "https://example.org/c.jsonld"}', "{}"])
def test_any_other_fault_costs_the_whole_file(text: str, tmp_path: Path) -> None:
    found = refused(text, tmp_path)
    assert (found.left_out.statements, found.content) == (None, b"")


def test_the_rest_is_what_is_served(tmp_path: Path) -> None:
    text = '{"@graph": [{"@id": "x:a b", "x:p": 1}, {"@id": "x:c", "x:p": [1, {"@id": "x:{"}]}]}'
    (tmp_path / "data.jsonld").write_text(text, encoding="utf-8")
    snapshot = take_snapshot(open_project([tmp_path]), tmp_path)
    assert snapshot.triples == 1
    assert [each.statements for each in snapshot.left_out] == [2]
