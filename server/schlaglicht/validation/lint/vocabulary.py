"""Terms in the namespace of SHACL that SHACL does not have, or that the judge passes over."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rdflib import URIRef
from rdflib.term import Node

from schlaglicht.validation.inputs import Inputs
from schlaglicht.validation.lint.results import found
from schlaglicht.validation.lint.terms import CORE, IGNORED, KNOWN, is_known
from schlaglicht.validation.locate import Locator, Triple
from schlaglicht.validation.messages import say
from schlaglicht.validation.repairs import nearest_iri
from schlaglicht.validation.report import Place, ValidationResult
from schlaglicht.vocab import SH


def check_terms(inputs: Inputs) -> list[ValidationResult]:
    """A result for each use of a term of SHACL that means nothing here."""
    return list(_results(inputs.shapes_locator))


def _results(locate: Locator) -> Iterator[ValidationResult]:
    namespace = str(SH)
    for triple in locate.graph:
        _, predicate, object_ = triple
        if str(predicate).startswith(namespace):
            yield from _judged(locate, triple, predicate)
        if isinstance(object_, URIRef) and object_.startswith(namespace):
            yield from _judged(locate, triple, object_)


def _judged(locate: Locator, triple: Triple, term: Node) -> Iterator[ValidationResult]:
    local = str(term).removeprefix(str(SH))
    is_predicate = term is triple[1]
    place = locate.predicate_of if is_predicate else locate.object_of
    if not is_known(local):
        yield _unknown(term, local, place(triple))
    elif local in IGNORED and (is_predicate or _decides(triple)):
        message = say("shacl-ignored", term=f"sh:{local}", origin=IGNORED[local])
        helps = say("shacl-ignored.help")
        yield found("shacl-ignored", place(triple), message, helps=helps, value=term)


def _unknown(term: Node, local: str, place: Place | None) -> ValidationResult:
    message = say("shacl-unknown-term", term=f"sh:{local}")
    near = _nearest(local)
    helps = say("shacl-unknown-term.near", near=f"sh:{near}") if near else {}
    return found("shacl-unknown-term", place, message, helps=helps, value=term)


def _decides(triple: Triple) -> bool:
    """Whether an ignored term is used as an object, and not just described by SHACL's own terms."""
    return triple[1] == SH.closed or not str(triple[1]).startswith(str(SH))


def _nearest(local: str) -> str | None:
    """The term that was meant: the same but for case and marks, else one that looks alike."""
    bare = re.sub(r"\W|_", "", local)
    for terms in (CORE, KNOWN):
        alike = [term for term in sorted(terms) if term[:1].isupper() == local[:1].isupper()]
        same = [term for term in (*alike, *sorted(terms)) if term.lower() == bare.lower()]
        if same:
            return same[0]
        if near := nearest_iri(str(SH[bare]), [str(SH[term]) for term in alike]):
            return near.removeprefix(str(SH))
    return None
