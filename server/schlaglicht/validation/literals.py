"""Literals: ill-typed ones, those the endpoint shows differently, and those that look damaged.

Files are published as they are written, queries are answered from a store that keeps values. Who
compares the two, or filters by a datatype, should know beforehand where they differ. That language
tags are answered in small letters is not counted: they are compared without regard to case.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rdflib import XSD, Literal, URIRef

from schlaglicht.graph import LoadedGraph
from schlaglicht.validation.inputs import Inputs
from schlaglicht.validation.lexical import XSD_TYPES, is_ill_typed
from schlaglicht.validation.locate import Locator, Triple
from schlaglicht.validation.messages import say
from schlaglicht.validation.names import Names
from schlaglicht.validation.repairs import nearest_iri
from schlaglicht.validation.report import Place, Severity, ValidationResult
from schlaglicht.validation.rules import RULES

if TYPE_CHECKING:
    from rdflib.term import Node

    from schlaglicht.engine.stored_form import TypedLiteral

    _Mark = tuple[Place | None, Node | None]

_TIMES = (XSD.date, XSD.dateTime, XSD.time, XSD.gYear, XSD.gYearMonth, XSD.duration)
_NUMBERS = (XSD.integer, XSD.decimal, XSD.double, XSD.boolean)
"""Datatypes one of which may have been meant, the likeliest first."""

_DAMAGED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd-\uffff]")
"""Control characters other than tabs and ends of lines, and what decoders put for broken bytes."""


@dataclass(frozen=True)
class _Fault:
    """What is to be said of a literal, wherever it stands."""

    code: str
    message: Mapping[str, str]
    helps: Mapping[str, str]
    severity: Severity


def check_literals(inputs: Inputs) -> list[ValidationResult]:
    """A result for each use of a literal that is ill-typed, shown in another form, or damaged."""
    uses = _uses(inputs)
    faults = {literal: fault for literal in uses if (fault := _ill_typed(literal, inputs.names))}
    faults |= _rewritten([literal for literal in uses if literal not in faults], inputs.names)
    typed = [
        ValidationResult(
            fault.code,
            fault.severity,
            fault.message,
            Locator(part.graph, part.positions).object_of(triple),
            fault.helps,
            focus_node=triple[0],
            value=literal,
        )
        for literal, fault in faults.items()
        for part, triple in uses[literal]
    ]
    return [*typed, *_damaged(inputs)]


def told_by_shapes(results: Sequence[ValidationResult]) -> list[ValidationResult]:
    """`results` without ill-typed literals of which a shape says the same: it wants their datatype.

    The result of the shape stands for the other, and takes over its repair.
    """
    code = "literal-ill-typed"
    ill_typed = {_mark(result): result for result in results if result.code == code}
    heard: set[_Mark] = set()
    said = []
    for result in results:
        mark = _mark(result)
        if result.component == "Datatype" and (ill := ill_typed.get(mark)):
            heard.add(mark)
            said.append(replace(result, helps=ill.helps or result.helps, stands_for=code))
        else:
            said.append(result)
    return [result for result in said if result.code != code or _mark(result) not in heard]


def _mark(result: ValidationResult) -> _Mark:
    return result.place, result.value


def _damaged(inputs: Inputs) -> Iterator[ValidationResult]:
    """A result for each text with characters that nobody writes; a pattern of a shape may."""
    for part in (inputs.data, inputs.ontology):
        for triple in part.graph:
            literal = triple[2]
            if isinstance(literal, Literal) and (found := _DAMAGED.findall(literal)):
                named = sorted({f"U+{ord(character):04X}" for character in found})
                yield ValidationResult(
                    "literal-characters",
                    RULES["literal-characters"].severity,
                    say("literal-characters", characters=", ".join(named)),
                    Locator(part.graph, part.positions).object_of(triple),
                    say("literal-characters.help"),
                    focus_node=triple[0],
                    value=literal,
                )


def _uses(inputs: Inputs) -> dict[Literal, list[tuple[LoadedGraph, Triple]]]:
    """Each typed literal of the project, and the triples whose object it is."""
    uses: dict[Literal, list[tuple[LoadedGraph, Triple]]] = defaultdict(list)
    for part in (inputs.data, inputs.ontology, inputs.shapes):
        for triple in part.graph:
            literal = triple[2]
            if isinstance(literal, Literal) and literal.datatype not in (None, XSD.string):
                uses[literal].append((part, triple))
    return uses


def _ill_typed(literal: Literal, names: Names) -> _Fault | None:
    lexical, datatype = str(literal), URIRef(str(literal.datatype))
    severity = RULES["literal-ill-typed"].severity
    type_name = names.iri(datatype)
    if datatype.startswith(str(XSD)) and str(datatype) not in XSD_TYPES:
        message = say("literal-ill-typed.datatype", datatype=type_name)
        near = nearest_iri(datatype, sorted(XSD_TYPES))
        helps = say("literal-ill-typed.near", near=names.iri(near)) if near else {}
        return _Fault("literal-ill-typed", message, helps, severity)
    if not is_ill_typed(lexical, datatype):
        return None
    message = say("literal-ill-typed", text=lexical, datatype=type_name)
    better = _repaired(lexical, datatype)
    helps = say("literal-ill-typed.help", better=names.term(better)) if better else {}
    return _Fault("literal-ill-typed", message, helps, severity)


def _repaired(lexical: str, datatype: URIRef) -> Literal | None:
    """The literal that was probably meant: another text for the type, else another type."""
    plain = lexical.strip()
    for text in (plain, plain.lower(), plain.replace(",", "."), plain.upper()):
        if not is_ill_typed(text, datatype):
            return Literal(text, datatype=datatype, normalize=False)
    others = (*_TIMES, *_NUMBERS) if datatype in _TIMES else (*_NUMBERS, *_TIMES)
    for other in others:
        if other != datatype and not is_ill_typed(plain, other):
            return Literal(plain, datatype=other, normalize=False)
    return None


def _rewritten(literals: list[Literal], names: Names) -> dict[Literal, _Fault]:
    if not literals:
        return {}
    from schlaglicht.engine.stored_form import TypedLiteral, stored_forms

    asked = {literal: TypedLiteral(str(literal), str(literal.datatype)) for literal in literals}
    answered = stored_forms(asked.values())
    return {
        literal: _shown_as(literal, answered[form], names)
        for literal, form in asked.items()
        if answered[form] != form
    }


def _shown_as(literal: Literal, form: TypedLiteral, names: Names) -> _Fault:
    shown = Literal(form.lexical, datatype=URIRef(form.datatype), normalize=False)
    written = {"written": names.term(literal), "shown": names.term(shown)}
    retyped = shown.datatype != literal.datatype
    message = say("literal-rewritten", **written)
    helps = say("literal-rewritten.type" if retyped else "literal-rewritten.help", **written)
    severity = Severity.WARNING if retyped else RULES["literal-rewritten"].severity
    return _Fault("literal-rewritten", message, helps, severity)
