"""SARIF 2.1.0, as GitHub's code scanning accepts it.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html
https://docs.github.com/code-security/reference/code-scanning/sarif-support-for-code-scanning
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from schlaglicht import __version__
from schlaglicht.diagnostics.json import json_text
from schlaglicht.diagnostics.severities_and_notes import UNCHECKED, cause_of, notes
from schlaglicht.diagnostics.view import View
from schlaglicht.errors import ProjectError
from schlaglicht.validation.report import (
    Place,
    Precision,
    Severity,
    ValidationReport,
    ValidationResult,
)
from schlaglicht.validation.rules import RULES, rule_page

_LEVELS = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_MOST = 5000
"""Results of a run that code scanning shows; the most severe are kept."""
_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_SITE = "https://w3id.org/schlaglicht/"


def write_sarif(report: ValidationReport, view: View) -> str:
    """The report as a SARIF log of one run."""
    results = _most_severe(report)
    rules = _rules(results, view)
    order = {rule["id"]: index for index, rule in enumerate(rules)}
    run = {
        "tool": {
            "driver": {
                "name": "Schlaglicht",
                "version": __version__,
                "informationUri": _SITE,
                "rules": rules,
            }
        },
        "automationDetails": {"id": _run_id(report, view)},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(report, len(results), view)],
        "results": [_result(result, order, report, view) for result in results],
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json_text(log) + "\n"


def _most_severe(report: ValidationReport) -> list[ValidationResult]:
    """The results in their order, without the mildest if there are too many."""
    ranked = sorted(enumerate(report.results), key=lambda entry: (-entry[1].severity, entry[0]))
    return [result for _, result in sorted(ranked[:_MOST], key=lambda entry: entry[0])]


def _invocation(report: ValidationReport, shown: int, view: View) -> dict[str, Any]:
    texts = [
        f"{view.text(UNCHECKED)}: {finding.file}: [{finding.code}] {finding.message} "
        f"({view.text(cause_of(unchecked))})"
        for unchecked in report.unchecked[:_MOST]
        for finding in [unchecked.finding]
    ]
    if hidden := len(report.results) - shown:
        texts.append(f"{hidden} more results are left out: code scanning takes {_MOST} of a run")
    levels = {"warning": texts, "note": notes(report, view.language)}
    notifications = [
        {"level": level, "message": {"text": text}}
        for level, said in levels.items()
        for text in said
    ]
    told = {"toolExecutionNotifications": notifications} if notifications else {}
    return {"executionSuccessful": True, **told}


def _run_id(report: ValidationReport, view: View) -> str:
    """The category of a project's runs: its folder, with the slash that ends a category.

    One outside the repository has none: what is read from standard input lies elsewhere each time.
    """
    folder = view.repository_file(report.root)
    is_inside = folder not in (".", "..") and not folder.startswith(("/", "../"))
    return f"schlaglicht/{folder}/" if is_inside else "schlaglicht/"


def _rule_id(result: ValidationResult) -> str:
    """The code; for a shape, with its name and the constraint component."""
    if result.shape_name is None:
        return result.code
    return "/".join(filter(None, (result.code, result.shape_name, result.component)))


def _rules(results: list[ValidationResult], view: View) -> list[dict[str, Any]]:
    firsts: dict[str, ValidationResult] = {}
    for result in results:
        firsts.setdefault(_rule_id(result), result)
    return [_rule(name, firsts[name], view) for name in sorted(firsts)]


def _rule(name: str, result: ValidationResult, view: View) -> dict[str, Any]:
    title = RULES[result.code].titles[view.language]
    page = _page(result.code, view.language)
    messages = view.text(result.messages)
    about = messages if result.shape_name else title
    rule: dict[str, Any] = {
        "id": name,
        "shortDescription": {"text": title},
        "fullDescription": {"text": about[:1000]},
        "defaultConfiguration": {"level": _LEVELS[result.severity]},
        "help": {"text": about, "markdown": f"{messages}\n\n{page}" if result.shape_name else page},
        "properties": {"tags": ["rdf", "shacl"] if result.source_shape else ["rdf"]},
    }
    if result.shape_name is not None:
        rule["name"] = result.shape_name
    if result.shape_iri:
        rule["properties"]["shape"] = result.shape_iri
    return rule


def _page(code: str, language: str) -> str:
    """The page of the rule; its title if the pages are not installed."""
    try:
        return rule_page(code, language)
    except ProjectError:
        return RULES[code].titles[language]


def _result(
    result: ValidationResult, order: dict[str, int], report: ValidationReport, view: View
) -> dict[str, Any]:
    name = _rule_id(result)
    texts = (result.messages, result.constraint, result.reasons, result.helps)
    location: dict[str, Any] = {
        "physicalLocation": _physical(result.place or Place(report.root), view)
    }
    if result.focus_node is not None:
        location["logicalLocations"] = [_logical(result)]
    entry: dict[str, Any] = {
        "ruleId": name,
        "ruleIndex": order[name],
        "level": _LEVELS[result.severity],
        "message": {"text": "\n".join(filter(None, map(view.text, texts)))},
        "locations": [location],
        # GitHub identifies alerts by the first, which it would otherwise compute from the line.
        "partialFingerprints": {
            "primaryLocationLineHash": result.fingerprint,
            "schlaglicht/v1": result.fingerprint,
        },
    }
    if result.shape_place is not None:
        shape = {"id": 1, "physicalLocation": _physical(result.shape_place, view)}
        entry["relatedLocations"] = [shape | {"message": {"text": result.shape_name or "shape"}}]
    return entry


def _logical(result: ValidationResult) -> dict[str, Any]:
    from rdflib import URIRef

    name = result.focus_name or ""
    if isinstance(result.focus_node, URIRef):
        return {"name": name, "fullyQualifiedName": str(result.focus_node), "kind": "resource"}
    return {"name": name, "kind": "resource"}


def _physical(place: Place, view: View) -> dict[str, Any]:
    file = view.repository_file(place.path)
    address = quote(file, errors="surrogateescape")
    artifact = {"uri": address}
    if file.startswith("/"):
        artifact = {"uri": f"file://{address}"}
    else:
        artifact["uriBaseId"] = "%SRCROOT%"
    return {
        "artifactLocation": artifact,
        "region": _region(place),
        "properties": {"certainty": place.precision.value},
    }


def _region(place: Place) -> dict[str, int]:
    """The region of a place; line 1 if only the file is known, since a line is required."""
    if place.precision is Precision.FILE:
        return {"startLine": 1}
    return {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }
