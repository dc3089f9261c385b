from __future__ import annotations

import io
from typing import BinaryIO, cast

import pytest
from patience import PATIENT

from schlaglicht.dataset.snapshot import Snapshot
from schlaglicht.engine import EnginePool, EngineQuery
from schlaglicht.engine.sorted_prefixes import SortedPrologue
from schlaglicht.formats import GRAPH_FORMATS, Format

TURTLE = b'@prefix b: <b:> .\n@prefix c: <c:> .\n@prefix a: <a:> .\na:x b:y "\n@prefix 0" .\n'
SORTED = b'@prefix a: <a:> .\n@prefix b: <b:> .\n@prefix c: <c:> .\na:x b:y "\n@prefix 0" .\n'
PREFIXES = {name: f"https://example.org/{name}/" for name in "abcdefgh"}


def written(*parts: bytes) -> bytes:
    output = io.BytesIO()
    prologue = SortedPrologue(cast(BinaryIO, output))
    for part in parts:
        prologue.write(part)
    prologue.close()
    return output.getvalue()


@pytest.mark.parametrize("size", [1, 2, 7, 9, 19, 1000])
def test_lines_of_prefixes_are_sorted_however_they_arrive(size: int) -> None:
    parts = [TURTLE[start : start + size] for start in range(0, len(TURTLE), size)]
    assert written(*parts) == SORTED


@pytest.mark.parametrize("content", [b"", b"<a:a> <b:b> 1 .\n", b"@prefix a: <a:> .\n", b"@pre"])
def test_everything_is_passed_on(content: bytes) -> None:
    assert written(content) == content


@pytest.mark.parametrize("form", GRAPH_FORMATS, ids=lambda form: form.name)
def test_every_process_writes_the_same_bytes(people: Snapshot, form: Format) -> None:
    query = EngineQuery("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", form, prefixes=PREFIXES)
    answers = set()
    for _ in range(4):
        with EnginePool(people, engines=1, limits=PATIENT) as pool:
            answers.add(b"".join(pool.stream(query)))
    assert len(answers) == 1
