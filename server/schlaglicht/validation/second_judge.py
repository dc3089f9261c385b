"""Second judge: pySHACL, as it is, validates too, and each disagreement is a finding.

No check of a validator by itself shows where it is wrong; two that share no code seldom err
together. pySHACL runs in a process of its own: it may take long, and reaches nothing but the
graphs. What it finds by a known deviation from the standard counts for nothing. Each deviation was
found by the fuzzer in `tests/fuzz/`, where a difference that no entry of `DEVIATIONS` explains
fails. https://github.com/RDFLib/pySHACL, https://www.w3.org/TR/shacl/#validation-report
"""

from __future__ import annotations

import logging
import re
import sys
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from rdflib import RDF, XSD, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from schlaglicht.ground.bounded_process import limit_process, silence_native_code
from schlaglicht.ground.processes import run_in_process
from schlaglicht.i18n import Message, msg
from schlaglicht.rdf.graph_store import graph_of
from schlaglicht.rdf.lists import items
from schlaglicht.rdf.paths import Inverse, Predicate, all_parts, read_path
from schlaglicht.rdf.terms import literal_of, ntriples_term, term_of
from schlaglicht.rdf.triple import Triple
from schlaglicht.validation.inputs import Inputs
from schlaglicht.validation.literals.lexical_forms import NUMBER_TYPES, is_ill_typed
from schlaglicht.validation.report import Place, ValidationResult
from schlaglicht.validation.rules import RULES
from schlaglicht.validation.shacl.findings import component_name
from schlaglicht.validation.shacl.query_store import out_of_range
from schlaglicht.validation.shacl.result_builder import WORDING, ResultBuilder, full_text
from schlaglicht.vocab import LISTS_OF_SHAPES, SH

SECONDS = 300.0
"""Time that the second judge has for one validation."""
_MEMORY = 4 * 2**30
"""Bytes that its process may use; limited on Linux alone."""
_DEEPEST = 30
"""Levels of nested shapes that are followed; its default is half of that."""
NAMED = "urn:x-schlaglicht:node:"
"""Begins the IRIs that stand for the blank nodes of shapes."""
_CONNECTING = ("socket.__new__", "urllib.Request")


class Verdict(NamedTuple):
    """A validation result without its message, in N-Triples, so that it is equal in all judges.

    Literals have their lexical form, absent parts are empty.
    """

    focus: str
    path: str
    """Empty for a path that is not an IRI: the shape determines it."""
    value: str
    component: str
    shape: str


def verdict(
    focus: Node, path: Node | None, value: Node | None, component: Node | None, shape: Node
) -> Verdict:
    """The verdict of a result with these parts."""
    simple = path if isinstance(path, URIRef) else None
    shape = URIRef(NAMED + shape) if isinstance(shape, BNode) else shape
    return Verdict(*map(_written, (focus, simple, value, component, shape)))


def release() -> str:
    """The installed release of the second judge."""
    return version("pyshacl")


def second_verdicts(
    data: Graph, shapes: Graph, *, seconds: float = SECONDS
) -> frozenset[Verdict] | Message:
    """The verdicts of the second judge, or why there are none."""
    try:
        answer = run_in_process(_bounded, list(data), list(shapes), seconds=seconds)
    except TimeoutError:
        return msg("it took longer than {seconds} seconds", seconds=f"{seconds:g}")
    if answer is None:
        return msg("its process ended without an answer")
    return msg("{reason}", reason=answer) if isinstance(answer, str) else answer


def plain_verdicts(data: Graph, shapes: Graph) -> frozenset[Verdict]:
    """The verdicts of pySHACL as it is; raises its exception, of any class, if it has none."""
    import pyshacl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _, report, _ = pyshacl.validate(
            data, shacl_graph=shapes, inference="none", max_validation_depth=_DEEPEST
        )
    if not isinstance(report, Graph):
        raise report
    return frozenset(_verdicts(report))


def _written(node: Node | None) -> str:
    if node is None:
        return ""
    if isinstance(node, Literal) and node.language:  # tags are equal whatever their case
        node = literal_of(str(node), node.language.lower(), None)
    return ntriples_term(node)


def _verdicts(report: Graph) -> Iterator[Verdict]:
    for whole in report.subjects(RDF.type, SH.ValidationReport):
        for result in report.objects(whole, SH.result):
            focus = report.value(result, SH.focusNode)
            shape = report.value(result, SH.sourceShape)
            if focus is None or shape is None:
                raise ValueError("a result without focus node or source shape")
            path, value, component = (
                report.value(result, predicate)
                for predicate in (SH.resultPath, SH.value, SH.sourceConstraintComponent)
            )
            yield verdict(focus, path, value, component, shape)


def _bounded(data: Iterable[Triple], shapes: Iterable[Triple]) -> frozenset[Verdict] | str:
    """The verdicts, or why there are none; within limits, and with everything else silent."""
    limit_process(memory=_MEMORY)
    silence_native_code()
    logging.disable(logging.CRITICAL)
    graphs = graph_of(data), graph_of(shapes)
    sys.addaudithook(_refuse)
    try:
        return plain_verdicts(*graphs)
    # pySHACL and the SPARQL engine below it raise any exception over shapes.
    except Exception as error:
        return str(error).partition("\n")[0] or type(error).__name__


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    """Keeps this process from whatever a shape names: no connection, no file but code."""
    if event in _CONNECTING or (event == "open" and not _is_code(arguments[0])):
        raise PermissionError("a shape reads nothing but the graph it checks")


def _is_code(path: object) -> bool:
    folders = (sys.prefix, sys.base_prefix, *filter(None, sys.path))
    return not isinstance(path, str) or path.startswith(folders)


_RULE = RULES["second-judge"]
_OURS = "Schlaglicht"


@dataclass(frozen=True)
class SecondOpinion:
    """Verdicts in which the second judge differs."""

    judge: str
    """Its name and release."""
    results: Sequence[ValidationResult]
    known_deviations: int = 0


def second_opinion(inputs: Inputs, results: Sequence[ValidationResult]) -> SecondOpinion:
    """The disagreements of the second judge with `results`, those of all shapes."""
    judge = f"pySHACL {release()}"
    if any(result.code in ("shacl-unreadable", "shacl-unfinished") for result in results):
        reason = msg("a shape cannot be evaluated")
        return SecondOpinion(judge, [_no_comparison(inputs, judge, reason)])
    data, shapes = inputs.data_graph.graph, inputs.shapes_graph.graph
    other = second_verdicts(data, shapes)
    if isinstance(other, Message):
        return SecondOpinion(judge, [_no_comparison(inputs, judge, other)])
    own = {_verdict(result): result for result in results if result.code == "shape"}
    builder = ResultBuilder(inputs)
    copies = _copies(other - own.keys(), own.keys(), inputs, builder)
    judged, different = Judged(data, shapes), sorted(own.keys() ^ (other - copies))
    open_ = [one for one in different if not explanation(one, judged)]
    found = [
        _only_ours(own[one], judge) if one in own else _only_second(one, inputs, builder, judge)
        for one in open_
    ]
    return SecondOpinion(judge, found, len(different) - len(open_))


def _copies(
    alone: AbstractSet[Verdict], own: AbstractSet[Verdict], inputs: Inputs, builder: ResultBuilder
) -> AbstractSet[Verdict]:
    """Those of `alone` that are in `own` by an equal shape of the same name in another file.

    Of anonymous shapes that are copied the first judge tells the results of one file.
    """
    nodes = {one.shape: shape_of(one) for one in (alone | own if alone else ())}
    equal, files = {}, {}
    for written, node in nodes.items():
        place = inputs.shapes_locator.subject(node) if isinstance(node, BNode) else None
        if place:
            content = full_text(node, inputs.shapes_graph.graph, without=WORDING)
            equal[written] = f"{builder.shape_name(node)} {content}"
            files[written] = place.path
    told: dict[Verdict, set[Path]] = defaultdict(set)
    for one in own:
        if one.shape in files:
            told[one._replace(shape=equal[one.shape])].add(files[one.shape])
    return {
        one
        for one in alone
        if one.shape in files and told[one._replace(shape=equal[one.shape])] - {files[one.shape]}
    }


def _verdict(result: ValidationResult) -> Verdict:
    assert result.focus_node is not None
    assert result.source_shape is not None
    return verdict(
        result.focus_node,
        result.path_node,
        result.value,
        result.component_node,
        result.source_shape,
    )


def _no_comparison(inputs: Inputs, judge: str, reason: Message) -> ValidationResult:
    files = inputs.project.shapes or inputs.project.data
    return ValidationResult(
        _RULE.code,
        _RULE.severity,
        msg(
            "the shapes were judged once, {judge} was of no help: {reason}",
            judge=judge,
            reason=reason,
        ),
        Place(files[0]),
    )


def _only_ours(result: ValidationResult, judge: str) -> ValidationResult:
    return replace(
        result,
        code=_RULE.code,
        severity=_RULE.severity,
        messages=_message(result.component or "", violated=_OURS, met=judge),
        helps=_help(result.component_node),
        constraint={},
        reasons={},
        about=(),
    )


def _only_second(
    found: Verdict, inputs: Inputs, builder: ResultBuilder, judge: str
) -> ValidationResult:
    focus, shape, component = term_of(found.focus), shape_of(found), term_of(found.component)
    path = term_of(found.path) if found.path else None
    data = inputs.data_graph.graph
    name = component_name(component)
    return ValidationResult(
        _RULE.code,
        _RULE.severity,
        _message(name, violated=judge, met=_OURS),
        inputs.data_locator.subject(focus) or inputs.shapes_locator.subject(shape),
        _help(component),
        focus_node=focus,
        focus_name=inputs.names.node(focus, data),
        path=None if path is None else inputs.names.predicate(path),
        value=term_of(found.value) if found.value else None,
        source_shape=shape,
        shape_name=builder.shape_name(shape),
        shape_place=inputs.shapes_locator.subject(shape),
        component=name,
        component_node=component,
        path_node=path,
    )


def _message(component: str, *, violated: str, met: str) -> Message:
    return msg(
        "the judges disagree about {component}: violated for {violated}, not for {met}",
        component=component,
        violated=violated,
        met=met,
    )


def _help(component: Node | None) -> Message:
    paragraph = str(component).replace(str(SH), _SHACL)
    if component in (None, SH.SPARQLConstraintComponent):
        paragraph = f"{_SHACL}sparql-constraints"
    return msg("compare the data with the standard: {paragraph}", paragraph=paragraph)


_SHACL = "https://www.w3.org/TR/shacl/#"
_QUERIES = "https://www.w3.org/TR/sparql11-query/#"
_BOUNDS = (SH.minInclusive, SH.minExclusive, SH.maxInclusive, SH.maxExclusive)
_PAIRS = (SH.lessThan, SH.lessThanOrEquals)
_INNER = (SH.property, SH.node, SH["not"], SH.qualifiedValueShape)
_EQUALITY = re.compile(r"!=|[^=]=[^=]")
_ORDER = re.compile(r"\s[<>]=?\s+([^\s)]+)")
"""A comparison by order; the first word of what is compared with."""
_KINDS = {
    **dict.fromkeys(NUMBER_TYPES, "decimal"),
    str(XSD.float): "float",
    str(XSD.double): "double",
    str(XSD.string): "string",
    str(XSD.boolean): "boolean",
}
"""Datatypes whose values everybody compares alike."""
_NOT_FINITE = ("NaN", "INF", "-INF", "+INF")
_OF_PYTHON = re.compile(r"[\\.$\[(]")
"""Parts of a pattern that may stand for other characters in Python than in XPath."""


@dataclass(frozen=True)
class Judged:
    """Both graphs of a validation."""

    data: Graph
    shapes: Graph

    def said(self, shape: Node, predicate: Node) -> list[Node]:
        """The values that a shape gives a predicate."""
        return list(self.shapes.objects(shape, predicate))


Explains = Callable[[Verdict, Judged], bool]


@dataclass(frozen=True)
class Deviation:
    """Deviation of a judge from the standard."""

    name: str
    paragraph: str
    """The paragraph of the standard."""
    explains: Explains


def explanation(
    found: Verdict, judged: Judged, deviations: Sequence[Deviation] | None = None
) -> Deviation | None:
    """The known deviation, by default of pySHACL, that explains why judges differ in a verdict."""
    known = DEVIATIONS if deviations is None else deviations
    return next((one for one in known if one.explains(found, judged)), None)


def shape_of(found: Verdict) -> Node:
    """The node of the shape that a verdict names."""
    written = found.shape[1:-1]
    return BNode(written[len(NAMED) :]) if written.startswith(NAMED) else term_of(found.shape)


def is_about(found: Verdict, *parameters: Node) -> bool:
    """True for a verdict by the component of one of these parameters of SHACL."""
    component = found.component[1:-1].removeprefix(str(SH)).removesuffix("ConstraintComponent")
    names = {str(parameter).removeprefix(str(SH)) for parameter in parameters}
    return f"{component[:1].lower()}{component[1:]}" in names


def reached(shape: Node, judged: Judged) -> Sequence[Node]:
    """The shapes that a shape refers to, directly or by others."""
    found: dict[Node, None] = {}
    waiting = [shape]
    while waiting:
        node = waiting.pop()
        inner = [one for p in _INNER for one in judged.said(node, p)]
        for head in (head for p in LISTS_OF_SHAPES for head in judged.said(node, p)):
            inner += items(judged.shapes, head)
        waiting += [one for one in inner if one not in found]
        found.update(dict.fromkeys(inner))
    return tuple(found)


def queries_of(found: Verdict, judged: Judged) -> Iterator[str]:
    """The queries of a shape and of those within, without the IRIs in them."""
    for shape in (shape_of(found), *reached(shape_of(found), judged)):
        for constraint in judged.said(shape, SH.sparql):
            for text in judged.said(constraint, SH.select):
                yield re.sub("<[^<>\\s]*>", "", str(text))


def _order(found: Verdict, judged: Judged) -> bool:
    if not is_about(found, *_BOUNDS, *_PAIRS):
        return False
    shape = shape_of(found)
    compared = [bound for parameter in _BOUNDS for bound in judged.said(shape, parameter)]
    for property_ in (each for parameter in _PAIRS for each in judged.said(shape, parameter)):
        compared += judged.data.objects(term_of(found.focus), property_)
    kinds = {_kind(node) for node in (term_of(found.value), *compared)}
    return "" in kinds or len(kinds) > 1


def _kind(node: Node) -> str:
    """The kind of a value that all judges compare alike; empty for any other."""
    if not isinstance(node, Literal) or node.language or str(node) in _NOT_FINITE:
        return ""
    datatype = str(node.datatype or XSD.string)
    return "" if is_ill_typed(str(node), datatype) else _KINDS.get(datatype, "")


def _lexical_space(found: Verdict, _: Judged) -> bool:
    value = term_of(found.value) if found.value and is_about(found, SH.datatype) else None
    if not isinstance(value, Literal) or value.datatype is None:
        return False
    return bool(value.ill_typed) is not is_ill_typed(str(value), str(value.datatype))


def _texts(found: Verdict, _: Judged) -> bool:
    if is_about(found, SH.minLength):
        return found.value.startswith("_:")
    return is_about(found, SH.languageIn) and "-" in found.value.rpartition("@")[2]


def _patterns(found: Verdict, judged: Judged) -> bool:
    return is_about(found, SH.pattern) and _is_of_python(shape_of(found), judged)


def _is_of_python(shape: Node, judged: Judged) -> bool:
    patterns = map(str, judged.said(shape, SH.pattern))
    return any(map(_OF_PYTHON.search, patterns)) or any(judged.said(shape, SH.flags))


def kinds_in_queries(found: Verdict, judged: Judged) -> bool:
    """True if a query of the shape, or of one within, may compare literals of two kinds."""
    compared = any(_EQUALITY.search(query) for query in queries_of(found, judged))
    return compared and any(isinstance(o, Literal) and not _kind(o) for o in judged.data.objects())


def _order_in_queries(found: Verdict, judged: Judged) -> bool:
    value = term_of(found.value) if found.value else None
    bounds = (bound for query in queries_of(found, judged) for bound in _ORDER.findall(query))
    return isinstance(value, Literal) and any(
        _kind(value) not in _kinds_ordered_with(bound) for bound in bounds
    )


def _kinds_ordered_with(bound: str) -> tuple[str, ...]:
    """The kinds of values that have an order with a literal as a query writes it."""
    if bound[0] in "'\"":
        return () if "^^" in bound else ("string",)
    return ("boolean",) if bound in ("true", "false") else ("decimal", "float", "double")


def _out_of_range(found: Verdict, judged: Judged) -> bool:
    """True for a query over a value with which ours cannot compute: a finding of its own there."""
    value = term_of(found.value) if found.value else None
    queries = any(queries_of(found, judged))
    return queries and isinstance(value, Literal) and bool(out_of_range({value}))


def _paths(found: Verdict, judged: Judged) -> bool:
    """True if pySHACL loses its way on a path of a shape.

    That is the inverse of a compound one, and any compound one from 0, false or an empty text.
    """
    focus = term_of(found.focus)
    is_lost = isinstance(focus, Literal) and not focus
    return any(
        is_lost or (isinstance(part, Inverse) and not isinstance(part.of, Predicate))
        for shape in (shape_of(found), *reached(shape_of(found), judged))
        for node in judged.said(shape, SH.path)
        if isinstance(node, BNode)
        for part in all_parts(read_path(judged.shapes, node))
    )


def _within(found: Verdict, judged: Judged) -> bool:
    inner = is_about(found, *_INNER, *LISTS_OF_SHAPES, SH.qualifiedMinCount, SH.qualifiedMaxCount)
    return inner and any(_may_deviate(node, judged) for node in reached(shape_of(found), judged))


def _may_deviate(shape: Node, judged: Judged) -> bool:
    """True if the second judge may deviate in a constraint of the shape itself."""
    has = {predicate for _, predicate, _ in judged.shapes.triples((shape, None, None))}
    often = (*_BOUNDS, *_PAIRS, SH.datatype, SH.minLength, SH.languageIn, SH.sparql)
    return not has.isdisjoint(often) or _is_of_python(shape, judged)


DEVIATIONS: Sequence[Deviation] = (
    Deviation("order", f"{_SHACL}core-components-range", _order),
    Deviation("lexical-space", f"{_SHACL}DatatypeConstraintComponent", _lexical_space),
    Deviation("texts", f"{_SHACL}core-components-string", _texts),
    Deviation("patterns", f"{_QUERIES}func-regex", _patterns),
    Deviation("kinds-in-queries", f"{_QUERIES}func-RDFterm-equal", kinds_in_queries),
    Deviation("order-in-queries", f"{_QUERIES}OperatorMapping", _order_in_queries),
    Deviation("out-of-range", f"{_QUERIES}operandDataTypes", _out_of_range),
    Deviation("paths", f"{_SHACL}property-path-inverse", _paths),
    Deviation("within", f"{_SHACL}core-components-shape", _within),
)
"""In this order: values of several kinds, dates, durations and NaN are compared by chance; a
literal that Python cannot represent, as 24:00:00, is ill-typed; a blank node has a length, and a
range of languages only its first part; patterns are Python's; that two literals of different kinds
are unequal, SPARQL leaves open; queries order values that have no order in SPARQL, and compute with
numbers for which we have a finding of their own, `literal-out-of-range`; a path of several steps is
not followed backwards, and from a false value it leads anywhere; and shapes that refer to shapes
with one of these.
"""
