"""Declarations of parameters: what each kind demands, and the advice where it is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from schlaglicht.errors import ParameterError
from schlaglicht.i18n import Message, msg
from schlaglicht.questions.parameters import Kind, Parameter, is_of_kind, written
from schlaglicht.rdf.prefixes import Prefixes
from schlaglicht.suggest import Cutoff, nearest

OF_KIND: Mapping[Kind, str] = {
    Kind.THING: "# parameter ?person: thing schema:Person, default id:somebody",
    Kind.DATE: "# parameter ?from: date, default 2020-12-31",
    Kind.NUMBER: "# parameter ?least: number, default 10",
    Kind.CHOICE: "# parameter ?role: choice id:speaker id:host, default id:host",
    Kind.TEXT: '# parameter ?word: text, default "cluster"@en',
}
"""A declaration of each kind, as an example."""


@dataclass(frozen=True)
class Mismatch:
    """The fault of a declaration whose terms are all valid."""

    reason: Message
    is_about: bool
    """True if the words after the kind are wrong, False if the default is."""


def mismatch_of(kind: Kind, about: Sequence[str], default: str) -> Mismatch | None:
    """The first thing wrong in a declaration with these terms after its kind."""
    if kind is Kind.THING and (len(about) > 1 or not all(a.startswith("<") for a in about)):
        return Mismatch(msg("a thing is of one class, named by its IRI"), is_about=True)
    if kind is Kind.CHOICE and len(about) < 2:
        return Mismatch(msg("a choice needs two terms or more"), is_about=True)
    if kind is Kind.CHOICE and not all(map(written, about)):
        return Mismatch(
            msg("an empty text cannot be chosen: it stands for the default"), is_about=True
        )
    if kind is Kind.CHOICE and len({*map(written, about)}) < len(about):
        return Mismatch(msg("two choices have the same text"), is_about=True)
    if kind in (Kind.DATE, Kind.NUMBER, Kind.TEXT) and about:
        return Mismatch(msg("the kind {kind} stands alone", kind=kind.value), is_about=True)
    if not is_of_kind(kind, default):
        said = msg("the default is not a value of the kind {kind}", kind=kind.value)
        return Mismatch(said, is_about=False)
    if kind is Kind.CHOICE and default not in about:
        return Mismatch(msg("the default is not one of the choices"), is_about=False)
    return None


def fits(parameter: Parameter, term: str) -> bool:
    """True if a term may be the value of a parameter."""
    try:
        return parameter.term_of(written(term), Prefixes()) == term
    except ParameterError:
        return False


def written_so(kind: Kind) -> Message:
    """Advice to write a declaration as in an example."""
    return msg("write it as in {shape}", shape=OF_KIND[kind])


def advice_among(said: str, known: Sequence[str]) -> Message:
    """Advice to write one of the known words."""
    near = nearest(said, known, Cutoff.CHOICE)
    if near:
        return msg("did you mean {near}?", near=near)
    return msg("known: {names}", names=", ".join(known) or "-")
