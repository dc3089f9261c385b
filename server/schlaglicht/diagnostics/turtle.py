"""The W3C's validation report as Turtle, each result with its place.

https://www.w3.org/TR/shacl/#validation-report. Places use the W3C's Pointers in RDF,
https://www.w3.org/TR/Pointers-in-RDF10/: lines and characters from 1, the end exclusive.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import quote

from rdflib import BNode, Literal, URIRef
from rdflib.term import Node

from schlaglicht.diagnostics.severities_and_notes import notes
from schlaglicht.diagnostics.view import View
from schlaglicht.rdf.rdflib_logging import quiet_rdflib
from schlaglicht.validation.report import (
    Place,
    Precision,
    Severity,
    ValidationReport,
    ValidationResult,
)

_HEAD = """\
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix ptr: <http://www.w3.org/2009/pointers#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
_RULES = "https://w3id.org/schlaglicht/rules/"
_SEVERITIES = {
    Severity.VIOLATION: "sh:Violation",
    Severity.WARNING: "sh:Warning",
    Severity.INFO: "sh:Info",
}


def write_turtle(report: ValidationReport, view: View) -> Iterator[str]:
    """The report; `sh:conforms` is true only without any result, as SHACL defines it."""
    writer = _Writer(view)
    yield f"{_HEAD}\n[] a sh:ValidationReport ;\n"
    yield f"    sh:conforms {'false' if report.results else 'true'}"
    for note in notes(report, view.language):
        yield f" ;\n    rdfs:comment {_literal(note, language=view.language)}"
    before = " ;\n    sh:result "
    with quiet_rdflib():
        for result in report.results:
            yield before + writer.result(result)
            before = " ,\n    "
    yield " .\n"
    yield from (f"\n{statement}" for statement in writer.paths)


class _Writer:
    """Writes results; blank nodes of the data get labels in the order of their appearance."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._labels: dict[Node, str] = {}
        self.paths: dict[str, None] = {}

    def result(self, result: ValidationResult) -> str:
        lines = "".join(f"        {line} ;\n" for line in self._statements(result))
        return f"[\n{lines}    ]"

    def _statements(self, result: ValidationResult) -> Iterator[str]:
        yield "a sh:ValidationResult"
        yield f"sh:focusNode {self._focus(result)}"
        yield f"sh:resultSeverity {self._severity(result)}"
        component = result.component_node or f"{_RULES}{result.code}"  # of other rules, the rule
        yield f"sh:sourceConstraintComponent {_iri(str(component))}"
        for predicate, node in (
            ("sh:sourceShape", result.source_shape),
            ("sh:resultPath", result.path_node),
            ("sh:value", result.value),
        ):
            if node is not None:
                yield f"{predicate} {self._term(node)}"
        self._note_path(result)
        yield from _texts("sh:resultMessage", result.messages)
        yield from _texts("rdfs:comment", result.helps)
        yield f"dcterms:identifier {_literal(result.fingerprint)}"
        yield f"dcterms:type {_literal(result.code)}"
        if result.place is not None:
            yield f"oa:hasTarget {self._place(result.place)}"

    def _severity(self, result: ValidationResult) -> str:
        """The severity of the shape; for another rule, that of the rule."""
        if result.severity_node is not None:
            return self._term(result.severity_node)
        return _SEVERITIES[result.severity]

    def _focus(self, result: ValidationResult) -> str:
        """The focus node; for a result about a file, the file."""
        if result.focus_node is not None:
            return self._term(result.focus_node)
        return self._file(result.place) if result.place else "[]"

    def _note_path(self, result: ValidationResult) -> None:
        for subject, predicate, object_ in result.path_triples:
            terms = map(self._term, (subject, predicate, object_))
            self.paths[f"{' '.join(terms)} .\n"] = None

    def _term(self, term: Node) -> str:
        if isinstance(term, BNode):
            return self._labels.setdefault(term, f"_:b{len(self._labels) + 1}")
        if isinstance(term, Literal):
            return _literal(str(term), language=term.language, datatype=term.datatype)
        return _iri(str(term))

    def _file(self, place: Place) -> str:
        name = self._view.repository_file(place.path)
        return "<" + quote(name, errors="surrogateescape") + ">"

    def _place(self, place: Place) -> str:
        if place.precision is Precision.FILE:
            return self._file(place)
        pointers = [
            f"ptr:{name} [ a ptr:LineCharPointer ; ptr:reference {self._file(place)} ;"
            f" ptr:lineNumber {line} ; ptr:charNumber {column} ]"
            for name, line, column in (
                ("startPointer", place.line, place.column),
                ("endPointer", place.end_line, place.end_column),
            )
        ]
        precision = f"dcterms:type {_literal(place.precision.value)}"
        parts = " ;\n            ".join(["a ptr:StartEndPointer", *pointers, precision])
        return f"[ {parts} ]"


def _texts(predicate: str, texts: Mapping[str, str]) -> list[str]:
    return [
        f"{predicate} {_literal(text, language=tag or None)}" for tag, text in sorted(texts.items())
    ]


def _literal(text: str, *, language: str | None = None, datatype: URIRef | None = None) -> str:
    return Literal(text, lang=language, datatype=datatype, normalize=False).n3()


def _iri(iri: str) -> str:
    return URIRef(iri).n3()
