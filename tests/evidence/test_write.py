"""What is written reads back as the same, and supports no more than before."""

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from random_evidence import random_data, random_file
from rdflib import Graph, Literal, URIRef

from schlaglicht.evidence.annotations import annotate
from schlaglicht.evidence.model import Document, Entry, EvidenceFile, Statement
from schlaglicht.evidence.read import read_evidence
from schlaglicht.evidence.write import write_evidence
from schlaglicht.project import Settings

Read = Callable[[str | bytes], EvidenceFile]
LoadData = Callable[[str], Graph]

EX = "https://example.org/"
ENTRY = "document: {file: a.txt}\nevidence:\n  F1:\n    passages: [0-1]\n    record:\n      - "


def supported(file: EvidenceFile, graph: Graph) -> list[tuple[str, str, str]]:
    """The statements of a file with their objects, of which some are left out in the file."""
    found = annotate([file], graph.objects).supports
    return sorted((entry.key, s.wording, repr(triple)) for _, entry, s, triple in found)


def without_places(document: Document | None) -> Document | None:
    if document is None:
        return None
    works = tuple(replace(work, span=(0, 0)) for work in document.works)
    return replace(document, span=(0, 0), works=works)


def grounds(entry: Entry) -> Entry:
    """An entry without its statements and places."""
    sources = tuple((key, (0, 0)) for key, _ in entry.sources)
    return replace(entry, statements=(), sources=sources)


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "evidence.yaml"
    settings = Settings(prefixes={"ex": EX})
    for seed in range(150):
        chance = random.Random(seed)
        graph = random_data(chance)
        file = random_file(chance, graph, path)
        text = write_evidence(file, graph.objects)
        path.write_bytes(text.encode())
        found = read_evidence(path, settings)
        assert supported(found, graph) == supported(file, graph), text
        assert without_places(found.document) == file.document
        for part in ("namespace", "own_prefixes"):
            assert getattr(found, part) == getattr(file, part)
        assert [replace(s, span=(0, 0)) for s in found.sources] == list(file.sources)
        assert list(map(grounds, found.entries)) == list(map(grounds, file.entries))
        assert {p: d for p, (d, _) in found.digests.items()} == {
            p: d for p, (d, _) in file.digests.items()
        }
        assert write_evidence(found, graph.objects) == text


def test_yaml_of_others_reads_the_same_structure(tmp_path: Path) -> None:
    for seed in range(50):
        chance = random.Random(seed)
        graph = random_data(chance)
        file = random_file(chance, graph, tmp_path / "evidence.yaml")
        read = yaml.safe_load(write_evidence(file, graph.objects))
        assert set(read["evidence"]) == {entry.key for entry in file.entries}
        assert file.document is None or read["document"]["file"] == file.document.file


def written(read: Read, statement: str, graph: Graph) -> str:
    text = write_evidence(read(ENTRY + statement), graph.objects)
    return text.partition("record:\n      - ")[2].partition("\n")[0]


@pytest.mark.parametrize(
    ("facts", "given", "short"),
    [
        ("ex:a ex:p ex:b .", "ex:a ex:p ex:b", "ex:a ex:p"),
        ("ex:a ex:p ex:b .", "ex:a ex:p", "ex:a ex:p"),
        ("ex:a a ex:C .", "ex:a a ex:C", "ex:a a ex:C"),
        ('ex:a ex:p "x"@de , "y"@en .', 'ex:a ex:p "x"@de', "ex:a ex:p @de"),
        ('ex:a ex:p "x"@de , "y"@de .', 'ex:a ex:p "x"@de', 'ex:a ex:p "x"@de'),
        ("ex:a ex:p ex:b , ex:c .", "ex:a ex:p ex:b", "ex:a ex:p ex:b"),
        ('ex:a ex:p "x: y" , 1 .', "'ex:a ex:p \"x: y\"'", "'ex:a ex:p \"x: y\"'"),
    ],
)
def test_object_is_left_out_where_it_is_clear(
    read: Read, data: LoadData, facts: str, given: str, short: str
) -> None:
    assert written(read, given, data(facts)) == short


@pytest.mark.parametrize(
    ("facts", "given"),
    [
        ("ex:a ex:p ex:b .", "ex:a ex:p ex:c"),
        ("ex:a ex:p ex:b .", "ex:a ex:p ex:b , ex:c"),
        ('ex:a ex:p "7" .', "ex:a ex:p 7"),
        ("ex:a ex:p 7 .", "ex:a ex:p 007"),
        ('ex:a ex:p "x"@de .', 'ex:a ex:p "y"@de'),
        ('ex:a ex:p "x"@de .', 'ex:a ex:p "x"@en'),
        ('ex:a ex:p "x"@de .', 'ex:a ex:p "x"'),
    ],
)
def test_what_the_data_does_not_say_stays_as_it_is(
    read: Read, data: LoadData, facts: str, given: str
) -> None:
    assert written(read, given, data(facts)) == given


def test_bare_and_full_statement_stay_two(read: Read, data: LoadData) -> None:
    graph = data("ex:a ex:p 1 , 2 .")
    file = read(ENTRY + "ex:a ex:p ; ex:p 1")
    statements = read(write_evidence(file, graph.objects)).entries[0].statements
    assert {s.object for s in statements} == {None, Literal("1", datatype=INTEGER)}
    assert all(isinstance(s, Statement) for s in statements)


INTEGER = URIRef("http://www.w3.org/2001/XMLSchema#integer")
