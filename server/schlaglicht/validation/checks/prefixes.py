"""Prefixes: one meaning in all files, and one per namespace in each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from schlaglicht.dataset.snapshot import project_prefixes
from schlaglicht.formats import JSONLD, RDFXML, graph_format_of
from schlaglicht.i18n import msg
from schlaglicht.rdf.locations import SourceText
from schlaglicht.rdf.parse import read_lines_and_prefixes
from schlaglicht.validation.inputs import Inputs
from schlaglicht.validation.lint.lint_result import found
from schlaglicht.validation.report import Place, ValidationResult
from schlaglicht.validation.result_locations import place_of

_UNNAMED = re.compile(r"(?:ns\d+|j\.\d+)?")
"""Prefixes that mean something only in their file: the empty one, those that programs count."""

_SCHEMA_ORG = {"http://schema.org/", "https://schema.org/"}
"""The rule http-schema-org reports these."""


def check_prefixes(inputs: Inputs) -> list[ValidationResult]:
    """Prefixes that mean different things in two files, or of which a file needs only one."""
    return [*_duplicates(inputs), *_Meanings(inputs).results()]


def _duplicates(inputs: Inputs) -> Iterator[ValidationResult]:
    """A result for each further prefix of a namespace in a file, however often it is declared.

    The default namespace of XML is not for attributes, so it can't take the place of a prefix:
    https://www.w3.org/TR/xml-names/#defaulting
    """
    first: dict[tuple[Path, str], str] = {}
    seen: set[tuple[Path, str, str]] = set()
    for part in inputs.parts:
        for declared in part.positions.prefixes:
            key = (declared.path, declared.namespace, declared.prefix)
            in_xml = graph_format_of(declared.path) is RDFXML
            if key in seen or (in_xml and not declared.prefix):
                continue
            seen.add(key)
            earlier = first.setdefault((declared.path, declared.namespace), declared.prefix)
            if earlier != declared.prefix:
                place = place_of(declared.path, declared.extent)
                names = {"prefix": declared.prefix, "earlier": earlier}
                message = msg("{prefix}: and {earlier}: stand for the same namespace", **names)
                helps = msg("write {earlier}: everywhere, and remove {prefix}:", **names)
                yield found("prefix-duplicate", place, message, helps=helps)


@dataclass(frozen=True)
class _File:
    """The declarations of one file; the last of each prefix."""

    path: Path
    namespaces: dict[str, str] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)


@dataclass(frozen=True)
class _Meanings:
    inputs: Inputs

    def results(self) -> Iterator[ValidationResult]:
        """A result for each declaration that is not what queries and pages understand."""
        for file in self._files:
            for prefix, namespace in file.namespaces.items():
                meant = self._meant.get(prefix, namespace)
                if meant == namespace or _UNNAMED.fullmatch(prefix):
                    continue
                if {meant, namespace} != _SCHEMA_ORG:
                    yield self._result(file, prefix)

    def _result(self, file: _File, prefix: str) -> ValidationResult:
        names = {
            "prefix": prefix,
            "namespace": f"<{file.namespaces[prefix]}>",
            "other": f"<{self._meant[prefix]}>",
        }
        if prefix in self.inputs.project.settings.prefixes:
            message = msg(
                "{prefix}: stands for {namespace} here, but for {other} in the settings; "
                "queries and pages understand it as the settings do",
                **names,
            )
            helps = msg("choose another prefix here, or correct [prefixes] in the settings")
        else:
            message = msg(
                "{prefix}: stands for {namespace} here, but for {other} in {file}; "
                "queries and pages understand it as most files do, or else the first",
                file=self._first_with_meaning(prefix),
                **names,
            )
            helps = msg("choose another prefix here, or settle it with [prefixes] in the settings")
        return found("prefix-ambiguous", file.places.get(prefix), message, helps=helps)

    def _first_with_meaning(self, prefix: str) -> str:
        meant = self._meant[prefix]
        path = next(file.path for file in self._files if file.namespaces.get(prefix) == meant)
        return self.inputs.project.display(path)

    @cached_property
    def _meant(self) -> dict[str, str]:
        settings = self.inputs.project.settings.prefixes
        return project_prefixes(settings, (file.namespaces for file in self._files))

    @cached_property
    def _files(self) -> list[_File]:
        """The files in the order in which a version of the dataset reads them."""
        parts = self.inputs.parts
        read = dict.fromkeys(file.path for part in parts for file in part.positions.files)
        files = {path: _File(path) for path in read}
        for part in parts:
            for declared in part.positions.prefixes:
                file = files.setdefault(declared.path, _File(declared.path))
                file.namespaces[declared.prefix] = declared.namespace
                file.places[declared.prefix] = place_of(declared.path, declared.extent)
        for path in read:
            if not files[path].namespaces and graph_format_of(path) in (JSONLD, RDFXML):
                files[path] = _read_again(path)
        order = {path: number for number, path in enumerate(self.inputs.project.graph_files)}
        return sorted(files.values(), key=lambda file: order.get(file.path, len(order)))


def _read_again(path: Path) -> _File:
    """The declarations of a file whose reader does not place them."""
    namespaces = dict(read_lines_and_prefixes(path)[1])
    source = SourceText(path, path.read_text(encoding="utf-8-sig"))
    places = {prefix: _place_in_json(source, prefix) for prefix in namespaces}
    return _File(path, namespaces, places)


def _place_in_json(source: SourceText, prefix: str) -> Place:
    """The place of the last name of a JSON text that is a prefix; else the file."""
    names = [*re.finditer(rf'"{re.escape(prefix)}"(?=\s*:)', source.text)]
    return place_of(source.path, source.extent(*names[-1].span())) if names else Place(source.path)
