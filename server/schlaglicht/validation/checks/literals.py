"""Literals: ill-typed ones, damaged ones, and those whose language tag has two spellings.

Language tags are equal regardless of case. Queries are answered with one spelling of each, the
files keep theirs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass

from rdflib import XSD, Graph, Literal
from rdflib.term import Node

from schlaglicht.i18n import Texts, msg
from schlaglicht.rdf.graph_store import objects_of
from schlaglicht.rdf.load import LoadedGraph
from schlaglicht.rdf.ntriples_text import escaped
from schlaglicht.rdf.triple import Triple
from schlaglicht.rdf.turtle_terms import Names
from schlaglicht.suggest import Cutoff, nearest_iri
from schlaglicht.validation.inputs import Inputs
from schlaglicht.validation.literals.lexical_forms import (
    XSD_TYPES,
    Meant,
    is_ill_typed,
    literals_meant,
)
from schlaglicht.validation.report import Aspect, Severity, Subject, ValidationResult
from schlaglicht.validation.result_locations import Locator
from schlaglicht.validation.rules import RULES
from schlaglicht.validation.shacl.repairs import ValueCheck, did_you_mean

_XSD = str(XSD)
_STRING = str(XSD.string)
_DAMAGED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd-\uffff]")
"""Control characters other than tabs and line ends, and decoders' replacements for bad bytes."""
_UNSEEN = re.compile("[^\\S ]|[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
"""Characters that a message would show as a blank or not at all."""


@dataclass(frozen=True)
class _Fault:
    """The finding about a literal, the same for each of its uses."""

    code: str
    message: Mapping[str, str]
    helps: Mapping[str, str]
    severity: Severity
    meant: tuple[Meant, ...] = ()
    """Possible replacements for the literal, the likeliest first."""


def check_literals(inputs: Inputs) -> list[ValidationResult]:
    """A result for each use of a literal that is ill-typed, damaged, or spelled differently."""
    facts = _literals(inputs.data, inputs.ontology)
    literals = {**facts, **_literals(inputs.shapes)}
    typed = {key: o for key, o in literals.items() if str(o.datatype or _STRING) != _STRING}
    faults = {key: fault for key, o in typed.items() if (fault := _ill_typed(o, inputs.names))}
    faults |= _respelled(literals, inputs.names)
    # Patterns in shapes may have any characters.
    damaged = {key: fault for key, o in facts.items() if (fault := _damage(o))}
    return [*_results(faults, inputs), *_results(damaged, inputs)]


def check_one_literal(
    literal: Literal, predicate: Node, shapes: Graph, names: Names
) -> tuple[Texts, Texts] | None:
    """The message and the help on an ill-typed value of `predicate`; None for any other."""
    fault = _ill_typed(literal, names) if str(literal.datatype or _STRING) != _STRING else None
    if fault is None:
        return None
    return fault.message, _helps(fault, predicate, ValueCheck(shapes), names)


def _literals(*parts: LoadedGraph) -> dict[int, Literal]:
    """The literals of graphs by identity: a look-up by value is slow in rdflib."""
    return {
        id(o): o
        for part in parts
        for said in objects_of(part.graph).values()
        for objects in said.values()
        for o in objects
        if type(o) is Literal
    }


def _results(faults: Mapping[int, _Fault], inputs: Inputs) -> Iterator[ValidationResult]:
    """A result for each use of a literal at fault, in the order of the files."""
    check = ValueCheck(inputs.shapes_graph.graph)
    for part in inputs.parts if faults else ():
        locator = Locator(part)
        for triple in _with_objects(faults, part.graph):
            fault = faults[id(triple[2])]
            place = locator.object_of(triple)
            yield ValidationResult(
                fault.code,
                fault.severity,
                fault.message,
                place,
                _helps(fault, triple[1], check, inputs.names),
                focus_node=triple[0],
                value=triple[2],
                about=(Subject(Aspect.LITERAL, (place, triple[2])),),
            )


def _helps(fault: _Fault, predicate: Node, check: ValueCheck, names: Names) -> Mapping[str, str]:
    """The first repair that conforms to all shapes for the predicate."""
    if not fault.meant:
        return fault.helps
    for literals in fault.meant:
        if fit := [literal for literal in literals if check.fits(literal, predicate)]:
            return fault.helps or did_you_mean(fit, names)
    return {}


def _with_objects(identities: Container[int], graph: Graph) -> Iterator[Triple]:
    """The triples of a graph with these objects."""
    for subject, said in objects_of(graph).items():
        for predicate, objects in said.items():
            for object_ in objects:
                if id(object_) in identities:
                    yield subject, predicate, object_


def _damage(literal: Literal) -> _Fault | None:
    """The finding about a text with damaged characters."""
    found = _DAMAGED.findall(literal)
    if not found:
        return None
    named = sorted({f"U+{ord(character):04X}" for character in found})
    code = "literal-characters"
    message = msg(
        "a text contains {characters}: a control character, or the trace of a wrong encoding",
        characters=", ".join(named),
    )
    return _Fault(code, message, msg("restore the text from its source"), RULES[code].severity)


def _ill_typed(literal: Literal, names: Names) -> _Fault | None:
    lexical, datatype = str(literal), str(literal.datatype)
    severity = RULES["literal-ill-typed"].severity
    if datatype.startswith(_XSD) and datatype not in XSD_TYPES:
        message = msg("XML Schema has no datatype {datatype}", datatype=names.iri(datatype))
        near = nearest_iri(datatype, XSD_TYPES, Cutoff.CHOICE)
        helps = msg("did you mean {near}?", near=names.iri(near)) if near else {}
        return _Fault("literal-ill-typed", message, helps, severity)
    if not is_ill_typed(lexical, datatype):
        return None
    message = msg(
        "“{text}” is not a value of {datatype}",
        text=escaped(lexical, _UNSEEN),
        datatype=names.iri(datatype),
    )
    meant = tuple(literals_meant(literal))
    return _Fault("literal-ill-typed", message, {}, severity, meant)


def _respelled(literals: Mapping[int, Literal], names: Names) -> dict[int, _Fault]:
    """The literals whose language tag is usually spelled differently."""
    counts = Counter(literal.language for literal in literals.values() if literal.language)
    usual: dict[str, str] = {}
    for tag in sorted(counts, key=lambda tag: (-counts[tag], tag)):
        usual.setdefault(tag.lower(), tag)
    unusual = {tag for tag in counts if usual[tag.lower()] != tag}
    return {
        key: _as_usual(literal, usual[literal.language.lower()], names)
        for key, literal in literals.items()
        if literal.language in unusual
    }


def _as_usual(literal: Literal, tag: str, names: Names) -> _Fault:
    code = "literal-rewritten"
    message = msg(
        "{tag} is usually written {usual} here; the endpoint shows one spelling for both",
        tag=f"@{literal.language}",
        usual=f"@{tag}",
    )
    helps = msg("write {term}", term=names.term(Literal(str(literal), lang=tag)))
    return _Fault(code, message, helps, RULES[code].severity)
