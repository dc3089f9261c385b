"""What is written reads back as the same, and supports no more than before."""

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from random_evidence import IRIS, ODD_TEXTS, random_data, random_file
from rdflib import Graph, Literal, URIRef

from schlaglicht.evidence.annotations import annotate
from schlaglicht.evidence.edit import edited, new_entry
from schlaglicht.evidence.model import (
    Document,
    Entry,
    EvidenceFile,
    Passage,
    Statement,
    TextBlock,
    Work,
)
from schlaglicht.evidence.read import parse_evidence
from schlaglicht.evidence.write import prefixes_for, write_head
from schlaglicht.rdf.turtle_terms import Names
from schlaglicht.settings.project_settings import Settings

Read = Callable[[str | bytes], EvidenceFile]
LoadData = Callable[[str], Graph]

EX = "https://example.org/"
ENTRY = "document: {file: a.txt}\nevidence:\n  F1:\n    passages: [0-1]\n    record:\n      - "


def supported(file: EvidenceFile, graph: Graph) -> list[tuple[str, str, str]]:
    """The statements of a file with their objects, of which some are left out in the file."""
    found = annotate([file], graph.objects).supports
    return sorted((entry.key, s.wording, repr(triple)) for _, entry, s, triple in found)


def grounds(entry: Entry) -> Entry:
    """An entry without its statements."""
    return replace(entry, statements=())


def text_of(file: EvidenceFile, graph: Graph) -> str:
    """The text of a new file with the entries of another one, but for external ones."""
    names = Names(file.prefixes)
    entries = (new_entry(e, names, graph.objects) for e in file.entries if not e.sources)
    return edited(file.path, write_head(file), *entries)


@pytest.fixture
def file(tmp_path: Path) -> Callable[[random.Random, Graph], EvidenceFile]:
    """A random file that has what is written into new files."""

    def made(chance: random.Random, graph: Graph) -> EvidenceFile:
        file = random_file(chance, graph, tmp_path / "evidence.yaml")
        iri = URIRef(chance.choice(IRIS))
        language = chance.choice((None, "de", "no", "a: b"))
        blocks = tuple(TextBlock("paragraph", n, Passage(n * 9, n * 9 + 7)) for n in (1, 2))
        works = (Work(URIRef(chance.choice(IRIS)), {}, blocks, (0, 0)),)
        document = Document(
            iri, chance.choice(ODD_TEXTS), "0" * 64, f"{iri}-", (0, 0), language, works=works
        )
        entries = tuple(e for e in file.entries if not e.sources)
        prefixes = prefixes_for({"ex": EX})
        return replace(file, document=document, entries=entries, prefixes=prefixes)

    return made


def test_what_is_written_is_read_back(file: Callable[..., EvidenceFile]) -> None:
    settings = Settings(prefixes={"ex": EX})
    for seed in range(150):
        chance = random.Random(seed)
        graph = random_data(chance)
        given = file(chance, graph)
        text = text_of(given, graph)
        found = parse_evidence(given.path, text.encode(), settings)
        assert supported(found, graph) == supported(given, graph), text
        assert found.document
        works = tuple(replace(work, span=(0, 0)) for work in found.document.works)
        assert replace(found.document, span=(0, 0), works=works) == given.document
        assert found.namespace == given.namespace
        assert list(map(grounds, found.entries)) == list(map(grounds, given.entries))
        assert text_of(found, graph) == text


def test_yaml_of_others_reads_the_same_structure(file: Callable[..., EvidenceFile]) -> None:
    for seed in range(50):
        chance = random.Random(seed)
        graph = random_data(chance)
        given = file(chance, graph)
        read = yaml.safe_load(text_of(given, graph))
        assert set(read.get("evidence", ())) == {entry.key for entry in given.entries}
        assert given.document
        assert read["document"]["file"] == given.document.file


def written(read: Read, statement: str, graph: Graph) -> str:
    text = text_of(read(ENTRY + statement), graph)
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
    statements = read(text_of(file, graph)).entries[0].statements
    assert {s.object for s in statements} == {None, Literal("1", datatype=INTEGER)}
    assert all(isinstance(s, Statement) for s in statements)


INTEGER = URIRef("http://www.w3.org/2001/XMLSchema#integer")
