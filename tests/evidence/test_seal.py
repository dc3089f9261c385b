"""Seals: the same for the same entry, another for any other."""

from pathlib import Path

from rdflib import BNode, Literal, URIRef
from rdflib.term import Node

from schlaglicht.evidence.annotations import seal_of
from schlaglicht.evidence.read import parse_evidence
from schlaglicht.settings.project_settings import Settings

TEXT = """\
evidence:
  F1:
    record:
      - ex:a ex:p
"""


def seal(value: Node) -> str:
    settings = Settings(prefixes={"ex": "https://example.org/"})
    file = parse_evidence(Path("a.yaml"), TEXT.encode(), settings)
    (entry,) = file.entries
    (statement,) = entry.statements
    triple = (URIRef("https://example.org/a"), URIRef("https://example.org/p"), value)
    return seal_of(file, entry, [(statement, triple)])


def test_label_of_a_blank_node_does_not_open_an_entry() -> None:
    assert seal(BNode()) == seal(BNode())
    assert len({seal(BNode()), seal(Literal("a")), seal(Literal("b"))}) == 3
