"""A difference as RDF Patch: statements to delete from the old graph and to add to it.

https://jena.apache.org/documentation/rdf-patch/
"""

from __future__ import annotations

from collections.abc import Mapping

from rdflib import BNode

from schlaglicht.diff.compare import NEW, Difference
from schlaglicht.diff.named_graphs import Statement
from schlaglicht.rdf.canonicalization import canonical_labels
from schlaglicht.rdf.terms import ntriples_term


def write_patch(difference: Difference) -> str:
    """One transaction that turns the old graph into the new one.

    Blank nodes of the old graph have its canonical labels, as `schlaglicht export` writes them in
    N-Triples; labels of new ones begin with `new-`. Statements of named graphs are quads; blank
    nodes that only name graphs are `graph0`, `graph1` …
    """
    labels = dict(canonical_labels(difference.old))
    for node, label in canonical_labels(difference.new).items():
        labels[BNode(NEW + node)] = NEW + label
    statements = difference.removed | difference.added
    graphs = {name for *_, name in statements if isinstance(name, BNode)} - labels.keys()
    labels |= {name: f"graph{number}" for number, name in enumerate(sorted(graphs))}
    deleted = sorted(_line("D", statement, labels) for statement in difference.removed)
    added = sorted(_line("A", statement, labels) for statement in difference.added)
    return "\n".join(["TX .", *deleted, *added, "TC ."]) + "\n"


def _line(sign: str, statement: Statement, labels: Mapping[BNode, str]) -> str:
    terms = (term for term in statement if term is not None)
    return f"{sign} {' '.join(ntriples_term(term, labels) for term in terms)} ."
