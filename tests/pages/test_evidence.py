from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from random import Random

import pytest
from rdflib import URIRef

from schlaglicht.dataset.index import Index
from schlaglicht.pages import Dataset, Quotation, Reference, Supported
from schlaglicht.pages.evidence import EvidenceReader
from schlaglicht.pages.iri_paths import IriPaths
from schlaglicht.pages.labels import Names, ValueView

EX = "https://example.org/"
PREFIXES = f"""\
@prefix ex: <{EX}> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""

Told = tuple[str, str, str, str]
"""Subject, property, value and evidence of a statement."""


class Evidence:
    """Random evidence: what each piece supports, and the passages that it quotes."""

    def __init__(self, seed: int) -> None:
        random = Random(seed)
        spans = [(start, start + random.randint(1, 9)) for start in random.sample(range(99), 5)]
        self.passages = {f"passage-{a}-{b}": (a, b) for a, b in spans}
        self.targets: dict[str, list[str]] = {}
        self.bodies: dict[str, set[tuple[str, str, str]]] = {}
        for number in range(8):
            piece = f"piece-{number}"
            self.targets[piece] = random.sample(sorted(self.passages), random.randint(0, 3))
            self.bodies[piece] = {
                (f"s{random.randint(1, 3)}", f"p{random.randint(1, 3)}", f"o{random.randint(1, 3)}")
                for _ in range(random.randint(1, 6))
            }

    def data(self) -> str:
        lines = [f'ex:s{n} rdfs:label "s{n}" .' for n in (1, 2, 3)]
        for name, (start, end) in self.passages.items():
            lines.append(
                f"ex:{name} a oa:SpecificResource ; oa:hasSource ex:document ;"
                f" oa:hasSelector [ oa:start {start} ; oa:end {end} ] ."
            )
        for piece, bodies in self.bodies.items():
            lines.append(f'ex:{piece} a oa:Annotation ; dcterms:identifier "{piece}" .')
            lines += [f"ex:{piece} oa:hasTarget ex:{target} ." for target in self.targets[piece]]
            for s, p, o in sorted(bodies):
                body = f"rdf:subject ex:{s} ; rdf:predicate ex:{p} ; rdf:object ex:{o}"
                lines.append(f"ex:{piece} oa:hasBody [ a rdf:Statement ; {body} ] .")
        return PREFIXES + "\n".join(lines) + '\nex:document dcterms:identifier "d.txt" .\n'

    def told(self, pieces: list[str]) -> list[Told]:
        """All that some pieces of evidence support."""
        return sorted((*body, piece) for piece in pieces for body in self.bodies[piece])


def read(told: Supported) -> Told:
    parts = told.subject, told.property, told.value
    names = [part.iri.removeprefix(EX) for part in parts if isinstance(part, Reference)]
    return names[0], names[1], names[2], told.support.evidence.identifier


def place(quotation: Quotation) -> tuple[bool, int, int]:
    first = quotation.passages[0] if quotation.passages else None
    return first is None, (first and first.start) or 0, (first and first.end) or 0


@pytest.fixture(params=range(6))
def evidence(request: pytest.FixtureRequest) -> Evidence:
    return Evidence(request.param)


@pytest.fixture
def quotations(evidence: Evidence, index_of: Callable[[str], Index]) -> EvidenceReader:
    dataset = Dataset(index_of(evidence.data()), IriPaths(EX))
    return EvidenceReader(dataset, ValueView(dataset, Names(dataset, ("en",)), ("en",)))


def test_each_statement_is_told_once_with_each_of_its_evidence(
    evidence: Evidence, quotations: EvidenceReader
) -> None:
    pieces = sorted(evidence.bodies)
    found = quotations.of_evidence(URIRef(EX + piece) for piece in pieces)
    assert sorted(read(told) for each in found for told in each.statements) == evidence.told(pieces)


def test_quotations_come_in_reading_order_and_other_sources_last(
    evidence: Evidence, quotations: EvidenceReader
) -> None:
    found = quotations.of_evidence(URIRef(EX + piece) for piece in sorted(evidence.bodies))
    assert [place(each) for each in found] == sorted(place(each) for each in found)
    assert len({each.passages for each in found}) == len(found)
    for each in found:
        starts = [(passage.start, passage.end) for passage in each.passages]
        assert starts == sorted(starts)


def test_statements_about_a_thing_stand_together(
    evidence: Evidence, quotations: EvidenceReader
) -> None:
    found = list(quotations.of_evidence(URIRef(EX + piece) for piece in sorted(evidence.bodies)))
    found += [quotations.of_passage(URIRef(EX + passage)) for passage in evidence.passages]
    for each in found:
        subjects = [subject for subject, _ in groupby(each.statements, lambda told: told.subject)]
        assert len(subjects) == len(set(subjects))


def test_passage_has_what_all_evidence_that_quotes_it_supports(
    evidence: Evidence, quotations: EvidenceReader
) -> None:
    for passage, span in evidence.passages.items():
        found = quotations.of_passage(URIRef(EX + passage))
        assert [(p.start, p.end) for p in found.passages] == [span]
        quoting = [piece for piece, targets in evidence.targets.items() if passage in targets]
        assert sorted(map(read, found.statements)) == evidence.told(quoting)
