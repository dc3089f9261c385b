"""The triple patterns of SPARQL constraints that lead on from a variable.

https://www.w3.org/TR/shacl/#sparql-constraints
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rdflib import URIRef
from rdflib.term import BNode, Node, Variable

from schlaglicht.validation.lint.shape_graph import Shapes
from schlaglicht.validation.shacl.shape_queries import GIVEN_PREFIXES, declared_prefixes
from schlaglicht.vocab import SH


@dataclass(frozen=True)
class Pattern:
    """A triple pattern: the names of its ends, and the predicates between them."""

    subject: str
    predicates: tuple[tuple[Node, bool], ...]
    """In order; true for one that is followed from object to subject."""
    object: str

    @staticmethod
    def is_variable(name: str) -> bool:
        """True if a name is that of a variable, not of a term written out."""
        return not name.startswith("<")


def query_patterns(constraint: Node, shapes: Shapes) -> tuple[Pattern, ...]:
    """The patterns of a SPARQL constraint; none when its query cannot be read.

    Alternatives and repetitions in property paths are left out.
    """
    text = next(shapes.graph.objects(constraint, SH.select), None)
    if text is None or shapes.is_deactivated(constraint):
        return ()
    try:
        algebra = shapes.inputs.queries.algebra(str(text), _prefixes(constraint, shapes))
    # rdflib raises any exception over a faulty query, bare Exception included; the check of the
    # shapes reports the fault.
    except Exception:
        return ()
    return tuple(pattern for triple in _triples(algebra) for pattern in _pattern(triple))


def _prefixes(constraint: Node, shapes: Shapes) -> dict[str, str]:
    """The prefixes that a query may use, including those of the data."""
    lent = {prefix: str(namespace) for prefix, namespace in shapes.data.namespaces()}
    return {**lent, **GIVEN_PREFIXES, **declared_prefixes(constraint, shapes.graph)}


def _triples(part: object) -> Iterator[tuple[object, object, object]]:
    if isinstance(part, dict):
        for name, value in part.items():
            if name == "triples":
                for terms in value:  # rdflib leaves those with ; or , within EXISTS in one row
                    yield from zip(terms[::3], terms[1::3], terms[2::3], strict=True)
            else:
                yield from _triples(value)
    elif isinstance(part, list | tuple):
        for item in part:
            yield from _triples(item)


def _pattern(triple: tuple[object, object, object]) -> Iterator[Pattern]:
    from rdflib.paths import InvPath, Path, SequencePath

    subject, predicate, object_ = triple
    steps = predicate.args if isinstance(predicate, SequencePath) else [predicate]
    ways: list[tuple[Node, bool]] = []
    for step in steps:
        way = step.arg if isinstance(step, InvPath) else step
        if isinstance(way, Path) or not isinstance(way, URIRef):
            return
        ways.append((way, isinstance(step, InvPath)))
    yield Pattern(_name(subject), tuple(ways), _name(object_))


def _name(term: object) -> str:
    """The name of a variable or a blank node, which acts as one; a term in angle brackets."""
    if isinstance(term, BNode):
        return f"_:{term}"
    return str(term) if isinstance(term, Variable) else f"<{term}>"
