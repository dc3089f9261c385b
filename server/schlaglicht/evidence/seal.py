"""Seals: digests of what a person has read, so that a later change opens the entry again.

A seal is no signature: who may write the file can compute another one (docs/evidence.md).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import sha256

from rdflib import BNode
from rdflib.term import Node

from schlaglicht.evidence.model import Entry, EvidenceFile, Statement
from schlaglicht.rdf.terms import ntriples_term
from schlaglicht.rdf.triple import Triple


def seal_of(file: EvidenceFile, entry: Entry, supported: Iterable[tuple[Statement, Triple]]) -> str:
    """The SHA-256 over all that a reader of an entry has before them, statements in full."""
    document = file.document
    read = {
        "document": document.sha256 if document else None,
        "passages": [str(passage) for passage in entry.passages],
        "anaphora": [str(passage) for passage in entry.anaphora],
        "sources": sorted(file.source_iri(key) for key, _ in entry.sources),
        "certainty": str(entry.certainty),
        "answers": dict(entry.answers),
        "statements": sorted(
            [str(statement.wording), *map(_written, triple)] for statement, triple in supported
        ),
    }
    return sha256(json.dumps(read, sort_keys=True).encode()).hexdigest()


def _written(term: Node) -> str:
    """A term in N-Triples; a blank node has another label whenever its file is read."""
    return "_:" if isinstance(term, BNode) else ntriples_term(term)
