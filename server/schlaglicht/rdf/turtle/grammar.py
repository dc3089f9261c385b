"""The grammar of Turtle, TriG, N-Triples and N-Quads as a table, and the faults where it ends.

https://www.w3.org/TR/rdf12-trig/#sec-grammar-grammar
https://www.w3.org/TR/rdf12-n-quads/#sec-grammar
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from schlaglicht.formats import NQUADS, NTRIPLES
from schlaglicht.i18n import Message, msg
from schlaglicht.rdf.turtle.tokens import Kind

STARTS = {NTRIPLES: "line of triple", NQUADS: "line of quad"}
"""The rules of what is repeated in a text."""
DIRECTIVES = frozenset({"prefix", "base", "version"})
AT_DIRECTIVES = frozenset({"@prefix", "@base", "@version"})
KEYWORDS = frozenset({"a", "true", "false"})

CLOSING = frozenset(".;,])}")
AT_CLOSING = {
    "verb": msg("before {token} a predicate with a value is missing"),
    "object": msg("before {token} a value is missing"),
}
NODES = frozenset({"iri", "name", "empty name", "label"})
VERBS = frozenset({"iri", "name", "empty name", "a"})
BEGINNINGS = {
    **dict.fromkeys(
        ("full stop", "graph end"),
        NODES | DIRECTIVES | AT_DIRECTIVES | {"[", "(", "<<", "{", "graph"},
    ),
    **dict.fromkeys(("line stop", "line end"), frozenset({"iri", "label", "line"})),
}
"""What may begin a statement where the end of the one before is missing."""
NO_STOP = msg("the full stop at the end of the statement is missing")
_NOT_CLOSED = msg("the blank node is not finished: ] or a semicolon or a comma is missing here")
RDF12 = msg("{token} does not fit here, in a statement about a statement (<< … >>)")
EXPECTED: Mapping[str, tuple[Kind, Message]] = {
    "full stop": (
        Kind.FULL_STOP,
        msg(
            "the statement before is not finished: a full stop, semicolon or comma is missing here"
        ),
    ),
    "graph end": (
        Kind.FULL_STOP,
        msg("the statement before is not finished: a full stop or }} is missing here"),
    ),
    "subject": (Kind.NO_SUBJECT, msg("no statement can begin or continue with {token}")),
    "verb": (Kind.NO_PREDICATE, msg("{token} cannot be a predicate")),
    "object": (Kind.NO_OBJECT, msg("{token} cannot be a value")),
    "subject bracket end": (Kind.BRACKET, _NOT_CLOSED),
    "object bracket end": (Kind.BRACKET, _NOT_CLOSED),
    "prefix": (
        Kind.PREFIX,
        msg("a name with a colon is expected after prefix, such as ex:"),
    ),
    "namespace": (
        Kind.NAMESPACE,
        msg("after the prefix its namespace is expected, an IRI in angle brackets"),
    ),
    "base": (Kind.NAMESPACE, msg("an IRI in angle brackets is expected after base")),
    "version": (Kind.OTHER, msg('a value such as "1.2" is expected after version')),
    "graph": (Kind.OTHER, msg("the name of a graph and {{ are expected after GRAPH")),
    "graph name": (Kind.NO_GRAPH, msg("{token} cannot name a graph")),
    "unnamed graph": (Kind.OTHER, msg("a blank node with properties cannot name a graph")),
    "line subject": (
        Kind.OTHER,
        msg("a subject is expected here: an IRI in angle brackets or a blank node (_:b1)"),
    ),
    "line predicate": (Kind.OTHER, msg("a predicate is expected here: an IRI in angle brackets")),
    "line object": (
        Kind.OTHER,
        msg("a value is expected here: an IRI in angle brackets, a blank node or a literal"),
    ),
    "line stop": (Kind.FULL_STOP, NO_STOP),
    "line end": (Kind.TWO_ON_A_LINE, msg("a line holds one statement only")),
}
"""The fault where a rule has no way on; the rules of RDF 1.2 have one fault together."""


class Way(NamedTuple):
    """A way on from a rule at some token."""

    takes: bool
    """False if the token is left to what follows."""
    rules: tuple[str, ...]
    """What follows, the next one last."""
    action: str
    """The method of the reader that is called; none if empty."""


def _take(*rules: str, do: str = "") -> Way:
    return Way(True, rules[::-1], do)


def _leave(*rules: str, do: str = "") -> Way:
    return Way(False, rules[::-1], do)


def _each(sorts: str, way: Way) -> dict[str, Way]:
    return dict.fromkeys(sorts.split(), way)


GRAMMAR: Mapping[str, Mapping[str, Way]] = {
    "document": {
        "prefix": _take("prefix"),
        "@prefix": _take("prefix", "full stop"),
        "base": _take("base"),
        "@base": _take("base", "full stop"),
        "version": _take("version"),
        "@version": _take("version", "full stop"),
        "graph": _take("graph name", "graph"),
        "{": _leave("graph"),
        "": _leave("subject", "full stop"),
    },
    "prefix": {"empty name": _take("namespace", do="_note_prefix")},
    "namespace": {"iri": _take(do="_declare")},
    "base": {"iri": _take(do="_rebase")},
    "version": {"text": _take(do="_end_version")},
    "full stop": {".": _take(do="_end_statement")},
    "graph name": {**dict.fromkeys(NODES, _take()), "[": _take("unnamed graph")},
    "unnamed graph": {"]": _take()},
    "graph": {"{": _take("subject", "graph end")},
    "graph end": {
        ".": _take("subject", "graph end", do="_end_statement"),
        "}": _take(do="_end_statement"),
    },
    "subject": {
        **dict.fromkeys(NODES, _take("graph or properties", do="_begin")),
        "[": _take("subject bracket", do="_open"),
        "(": _take("subject cells", "properties", do="_open"),
        "<<": _take("triple", "subject triple end", "properties or end", do="_open"),
        "}": _leave(do="_check_in_graph"),
    },
    "graph or properties": {
        "{": _leave("graph", do="_begin_graph"),
        "": _leave("properties"),
    },
    "subject bracket": {
        "]": _take("graph or properties", do="_close_subject"),
        "": _leave("properties", "subject bracket end", do="_enter_bracket"),
    },
    "subject bracket end": {"]": _take("properties or end", do="_close_subject_bracket")},
    "subject cells": {
        ")": _take(do="_close_subject"),
        "": _leave("object", "subject cells end", do="_begin_subject_cells"),
    },
    "subject cells end": {
        ")": _take(do="_end_subject_cells"),
        "": _leave("object", "subject cells end", do="_link"),
    },
    "properties or end": {**_each(". }", _leave()), "": _leave("properties")},
    "properties": {"": _leave("verb", "object", "annotations", "properties end")},
    "verb": dict.fromkeys(VERBS, _take(do="_verb")),
    "properties end": {
        ";": _take("continuation", do="_end_verb"),
        "": _leave(do="_end_verb"),
    },
    "continuation": {
        ";": _take("continuation", do="_go_on"),
        **_each(". } ] |}", _leave()),
        "": _leave("properties"),
    },
    "object": {
        **dict.fromkeys(NODES | {"number", "true", "false"}, _take(do="_state")),
        **dict.fromkeys(("text", "long text"), _take(do="_wait")),
        "[": _take("object bracket", do="_open"),
        "(": _take("object cells", do="_open"),
        "<<": _take("triple", "object triple end", do="_open"),
        "<<(": _take("term", "term end", do="_open"),
    },
    "object bracket": {
        "]": _take(do="_close_object"),
        "": _leave("properties", "object bracket end", do="_enter_bracket"),
    },
    "object bracket end": {"]": _take(do="_close_object_bracket")},
    "object cells": {
        ")": _take(do="_close_object"),
        "": _leave("object", "object cells end", do="_begin_object_cells"),
    },
    "object cells end": {
        ")": _take(do="_end_object_cells"),
        "": _leave("object", "object cells end", do="_link"),
    },
    "annotations": {
        ",": _take("object", "annotations"),
        "~": _take("name of triple", "annotations of name", do="_name_triple"),
        "{|": _take("properties", "annotation end", "annotations", do="_annotate"),
        "": _leave(),
    },
    "annotations of name": {
        ",": _take("object", "annotations"),
        "~": _take("name of triple", "annotations of name", do="_name_triple"),
        "{|": _take("properties", "annotation end", "annotations of name", do="_annotate_named"),
        "": _leave(),
    },
    "annotation end": {"|}": _take(do="_end_annotation")},
    "name of triple": {
        **dict.fromkeys(NODES, _take(do="_name_triple")),
        "": _leave(do="_name_triple"),
    },
    "triple": {"": _leave("inner subject", "verb", "inner object", "reifier")},
    "reifier": {"~": _take("name of reifier", do="_end_verb"), "": _leave(do="_reify_unnamed")},
    "name of reifier": {
        **dict.fromkeys(NODES, _take(do="_reify")),
        "": _leave(do="_reify"),
    },
    "subject triple end": {">>": _take(do="_close_subject")},
    "object triple end": {">>": _take(do="_close_object")},
    "inner triple end": {">>": _take(do="_close")},
    "term": {"": _leave("subject of term", "verb", "object of term")},
    "term end": {")>>": _take(do="_close_term")},
    "inner term end": {")>>": _take(do="_close_inner_term")},
    "subject of term": {**dict.fromkeys(NODES, _take()), "[": _take("inner bracket")},
    "object of term": {
        **dict.fromkeys(NODES | {"number", "true", "false", "text"}, _take()),
        "[": _take("inner bracket"),
        "<<(": _take("term", "inner term end", do="_open"),
    },
    "inner subject": {
        "<<": _take("triple", "inner triple end", do="_open"),
        "": _leave("subject of term"),
    },
    "inner object": {
        "<<": _take("triple", "inner triple end", do="_open"),
        "": _leave("object of term"),
    },
    "inner bracket": {"]": _take()},
    "line of triple": {
        "line": _take(),
        "": _leave("line subject", "line predicate", "line object", "line stop", "line end"),
    },
    "line of quad": {
        "line": _take(),
        "": _leave(
            *("line subject", "line predicate", "line object"),
            *("line graph", "line stop", "line end"),
        ),
    },
    "line subject": _each("iri label", _take()),
    "line predicate": {"iri": _take()},
    "line object": {
        **_each("iri label text", _take()),
        "<<(": _take("line subject", "line predicate", "line object", "line term end"),
    },
    "line term end": {")>>": _take()},
    "line graph": {**_each("iri label", _take()), "": _leave()},
    "line stop": {".": _take()},
    "line end": {"line": _take()},
}
"""The ways on of each rule by the sort of a token; "" for all others."""
