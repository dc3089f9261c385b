"""4.4 String-based: https://www.w3.org/TR/shacl/#core-components-string ."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from operator import ge, le

from rdflib import BNode, Literal
from rdflib.term import Node

from schlaglicht.errors import ConstraintFailed
from schlaglicht.i18n import msg
from schlaglicht.validation.literals.patterns import compiled_pattern
from schlaglicht.validation.literals.types import is_in_languages
from schlaglicht.validation.shacl.components.component import (
    Constraint,
    Holds,
    each_focus,
    each_value,
)
from schlaglicht.vocab import SH


def _length(compare: Callable[[int, int], bool]) -> Callable[[Constraint], Holds]:
    def of(constraint: Constraint) -> Holds:
        bound = constraint.count()
        return lambda value: type(value) is not BNode and compare(len(str(value)), bound)

    return of


def _pattern(constraint: Constraint) -> Holds:
    pattern, flags = constraint.value, constraint.shape.said.get(SH.flags, ("",))[0]
    if not isinstance(pattern, Literal):
        raise constraint.fault()
    try:
        search = compiled_pattern(str(pattern), str(flags)).search
    except re.error as error:
        message = msg(
            "{pattern} is not a regular expression: {reason}", pattern=pattern, reason=error
        )
        raise ConstraintFailed(message) from error
    return lambda value: type(value) is not BNode and search(str(value)) is not None


def _languages(constraint: Constraint) -> Holds:
    members = constraint.members()
    if not all(isinstance(member, Literal) for member in members):
        raise constraint.fault()
    ranges = [str(member) for member in members]
    return lambda value: is_in_languages(value, ranges)


def _repeated(
    constraint: Constraint,
) -> Callable[[Node, Collection[Node]], Iterable[None]]:
    """One violation for each language of several values; only `true` asks for that."""
    if str(constraint.value).lower() != "true":
        return lambda _, __: ()

    def of(_: Node, nodes: Collection[Node]) -> Iterable[None]:
        if len(nodes) < 2:
            return ()
        tags = Counter(
            node.language.lower() for node in nodes if isinstance(node, Literal) and node.language
        )
        return [None for number in tags.values() if number > 1]

    return of


COMPONENTS = (
    each_value(
        "MinLength", SH.minLength, msg("{value} is shorter than {parameter} {characters}"),
        _length(ge), once=True,
    ),
    each_value(
        "MaxLength", SH.maxLength, msg("{value} is longer than {parameter} {characters}"),
        _length(le), once=True,
    ),
    each_value(
        "Pattern", SH.pattern, msg("{value} does not match {parameter}"), _pattern,
        further=(SH.flags,),
    ),
    each_value(
        "LanguageIn", SH.languageIn, msg("{value} is in none of the languages {parameter}"),
        _languages, once=True,
    ),
    each_focus(
        "UniqueLang", SH.uniqueLang, msg("{path} has several values in the same language"),
        _repeated, once=True, of_properties=True,
    ),
)  # fmt: skip
