"""Each constraint component in plain words, for shapes that bring no message of their own.

https://www.w3.org/TR/shacl/#core-components
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rdflib import BNode, Graph
from rdflib.term import Identifier, Node

from schlaglicht.rdf.iris import local_name
from schlaglicht.rdf.lists import items
from schlaglicht.rdf.turtle_terms import Names
from schlaglicht.vocab import SH


@dataclass(frozen=True)
class Component:
    """The parameter of a component, and its sentence in German and English."""

    parameter: Identifier | None
    de: str
    en: str


COMPONENTS: Mapping[str, Component] = {
    "Class": Component(
        SH["class"],
        "{value} ist kein Exemplar von {parameter}",
        "{value} is not an instance of {parameter}",
    ),
    "Datatype": Component(
        SH.datatype,
        "{value} ist kein Literal vom Typ {parameter}",
        "{value} is not a literal of type {parameter}",
    ),
    "NodeKind": Component(
        SH.nodeKind,
        "{value} ist nicht von der Art {parameter}",
        "{value} is not of kind {parameter}",
    ),
    "MinCount": Component(
        SH.minCount,
        "{path} braucht mindestens {parameter} {values}",
        "{path} needs at least {parameter} {values}",
    ),
    "MaxCount": Component(
        SH.maxCount,
        "{path} darf höchstens {parameter} {values} haben",
        "{path} may have at most {parameter} {values}",
    ),
    "MinExclusive": Component(
        SH.minExclusive,
        "{value} ist nicht größer als {parameter}",
        "{value} is not greater than {parameter}",
    ),
    "MinInclusive": Component(
        SH.minInclusive,
        "{value} ist kleiner als {parameter} oder nicht vergleichbar",
        "{value} is less than {parameter}, or cannot be compared",
    ),
    "MaxExclusive": Component(
        SH.maxExclusive,
        "{value} ist nicht kleiner als {parameter}",
        "{value} is not less than {parameter}",
    ),
    "MaxInclusive": Component(
        SH.maxInclusive,
        "{value} ist größer als {parameter} oder nicht vergleichbar",
        "{value} is greater than {parameter}, or cannot be compared",
    ),
    "MinLength": Component(
        SH.minLength,
        "{value} ist kürzer als {parameter} {characters}",
        "{value} is shorter than {parameter} {characters}",
    ),
    "MaxLength": Component(
        SH.maxLength,
        "{value} ist länger als {parameter} {characters}",
        "{value} is longer than {parameter} {characters}",
    ),
    "Pattern": Component(
        SH.pattern,
        "{value} hat nicht die Form {parameter}",
        "{value} does not match {parameter}",
    ),
    "LanguageIn": Component(
        SH.languageIn,
        "{value} ist in keiner der Sprachen {parameter}",
        "{value} is in none of the languages {parameter}",
    ),
    "UniqueLang": Component(
        SH.uniqueLang,
        "{path} hat mehrere Werte in derselben Sprache",
        "{path} has several values in the same language",
    ),
    "Equals": Component(
        SH.equals,
        "{path} und {parameter} haben nicht dieselben Werte: {value}",
        "{path} and {parameter} do not have the same values: {value}",
    ),
    "Disjoint": Component(
        SH.disjoint,
        "{value} darf nicht auch Wert von {parameter} sein",
        "{value} must not be a value of {parameter} too",
    ),
    "LessThan": Component(
        SH.lessThan,
        "{value} ist nicht kleiner als {parameter}",
        "{value} is not less than {parameter}",
    ),
    "LessThanOrEquals": Component(
        SH.lessThanOrEquals,
        "{value} ist größer als {parameter} oder nicht vergleichbar",
        "{value} is greater than {parameter}, or cannot be compared",
    ),
    "Not": Component(
        SH["not"],
        "{value} erfüllt, was es nicht erfüllen darf: {parameter}",
        "{value} conforms to what it must not conform to: {parameter}",
    ),
    "And": Component(
        SH["and"],
        "{value} erfüllt nicht alle von: {parameter}",
        "{value} does not conform to all of: {parameter}",
    ),
    "Or": Component(
        SH["or"],
        "{value} erfüllt keine von: {parameter}",
        "{value} conforms to none of: {parameter}",
    ),
    "Xone": Component(
        SH.xone,
        "{value} erfüllt nicht genau eine von: {parameter}",
        "{value} does not conform to exactly one of: {parameter}",
    ),
    "Node": Component(
        SH.node,
        "{value} erfüllt die Shape {parameter} nicht",
        "{value} does not conform to the shape {parameter}",
    ),
    "QualifiedMinCount": Component(
        SH.qualifiedMinCount,
        "{path} braucht mindestens {parameter} {fitting}",
        "{path} needs at least {parameter} {fitting}",
    ),
    "QualifiedMaxCount": Component(
        SH.qualifiedMaxCount,
        "{path} darf höchstens {parameter} {fitting} haben",
        "{path} may have at most {parameter} {fitting}",
    ),
    "Closed": Component(
        None,
        "{path} ist hier nicht vorgesehen",
        "{path} is not provided for here",
    ),
    "HasValue": Component(
        SH.hasValue,
        "{path} hat nicht den Wert {parameter}",
        "{path} does not have the value {parameter}",
    ),
    "In": Component(
        SH["in"],
        "{value} ist keiner der erlaubten Werte: {parameter}",
        "{value} is none of the allowed values: {parameter}",
    ),
}

_COUNTED = {
    "de": {
        "values": ("Wert", "Werte"),
        "fitting": ("passenden Wert", "passende Werte"),
        "characters": ("Zeichen", "Zeichen"),
    },
    "en": {
        "values": ("value", "values"),
        "fitting": ("fitting value", "fitting values"),
        "characters": ("character", "characters"),
    },
}
"""What stands behind a number: behind one, behind others."""

_MOST_SHOWN = 20
_IN_ALL = {"de": "… (insgesamt {})", "en": "… ({} in all)"}

_OTHER = Component(
    None,
    "{value} erfüllt die Shape {shape} nicht",
    "{value} does not conform to the shape {shape}",
)


def component_name(component: Node | None) -> str:
    """`MinCount` for sh:MinCountConstraintComponent, and so for components of a project's own."""
    return local_name(str(component or "")).removesuffix("ConstraintComponent")


def parameters(component: str, shape: Node, shapes: Graph) -> list[Node]:
    """The values that `shape` gives the parameter of `component`; of a list its members."""
    parameter = COMPONENTS.get(component, _OTHER).parameter
    if parameter is None:
        return []
    if component in {"In", "LanguageIn", "And", "Or", "Xone"}:
        return [item for members in list_members(parameter, shape, shapes) for item in members]
    return sorted(shapes.objects(shape, parameter), key=str)


def list_members(parameter: Node, shape: Node, shapes: Graph) -> list[list[Node]]:
    """The members of each list that `shape` gives a parameter, in an order that stays."""
    lists = [items(shapes, value) for value in shapes.objects(shape, parameter)]
    # The labels of blank nodes are others in every run.
    return sorted(
        lists, key=lambda members: ["" if isinstance(m, BNode) else str(m) for m in members]
    )


def describe_component(
    component: str, given: list[Node], names: Names, *, value: str, path: str, shape: str
) -> dict[str, str]:
    """What a result of `component` says, in German and English."""
    known = COMPONENTS.get(component, _OTHER)
    shown = list(dict.fromkeys(names.shortened(node) for node in given))
    texts = {"de": known.de, "en": known.en}
    fields = {"value": value, "path": path, "shape": shape}
    return {
        tag: text.format(**fields, parameter=_listed(tag, shown), **_words(tag, ", ".join(shown)))
        for tag, text in texts.items()
    }


def _listed(language: str, shown: list[str]) -> str:
    """The first of many values, and how many there are."""
    if len(shown) <= _MOST_SHOWN:
        return ", ".join(shown)
    return f"{', '.join(shown[:_MOST_SHOWN])} {_IN_ALL[language].format(len(shown))}"


def _words(language: str, number: str) -> dict[str, str]:
    return {
        name: many if number != "1" else one for name, (one, many) in _COUNTED[language].items()
    }
