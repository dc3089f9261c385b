"""Findings new since an earlier validation: since a baseline, or an earlier state of the project.

Findings are the same when their fingerprints are (`order_and_fingerprints`). `removed_checks`
separates those that are fixed from those that are no longer checked, and pairs those of two states
that differ in the name of a file alone. `checks_made` keeps what a project checks,
`weakened_checks` finds what it checks less than it did. `cli/validate` calls them one after the
other (`_compared`): only it has the revision, and the options that both states are validated with.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from schlaglicht.errors import ProjectError
from schlaglicht.ground.files import mark_of, undisturbed
from schlaglicht.ground.progress import SILENT, Progress
from schlaglicht.i18n import best_text, msg
from schlaglicht.project import Project, files_read
from schlaglicht.settings.toml_tables import as_table, read_table
from schlaglicht.validation.ignores import prevents_checks
from schlaglicht.validation.pipeline import validate
from schlaglicht.validation.report import KnownFinding, ValidationReport

if TYPE_CHECKING:
    from schlaglicht.validation.baseline.checks_made import Checks
    from schlaglicht.validation.baseline.weakened_checks import Uncompared

_VERSION = 1
_USUAL_NAME = "baseline.json"
_MEMBERS = frozenset(field.name for field in fields(KnownFinding))
_REQUIRED = ("fingerprint", "code", "file", "message")


@dataclass(frozen=True)
class Baseline:
    """The content of a baseline."""

    findings: tuple[KnownFinding, ...]
    checks: Checks | Uncompared
    """The checks that it was written with."""


def known_findings(report: ValidationReport, project: Project) -> tuple[KnownFinding, ...]:
    """The findings of a report in the form of a baseline, in the order of the report."""
    return tuple(
        KnownFinding(
            result.fingerprint,
            result.code,
            project.display(result.place.path) if result.place else "",
            (best_text(((text, tag) for tag, text in result.messages.items()), ["en"]) or ("",))[0],
            result.shape_iri or result.shape_name or "",
            result.component or "",
        )
        for result in report.results
    )


def findings_before(
    earlier: ValidationReport, before: Project, now: ValidationReport, project: Project
) -> tuple[KnownFinding, ...]:
    """The findings of an earlier state, as `known_findings` gives them, to be compared with `now`.

    One that differs from a finding of `now` in the name of its file alone has its fingerprint.
    """
    from schlaglicht.validation.baseline.removed_checks import paired_fingerprints

    pairs = paired_fingerprints(earlier, before, now, project)
    return tuple(
        replace(known, fingerprint=pairs.get(known.fingerprint, known.fingerprint))
        for known in known_findings(earlier, before)
    )


def judged_alike(before: Project, now: Project) -> Project:
    """`before` with the present settings of what to check, so that only the data differs.

    What settings say about the data itself, such as its prefixes, stays as it was: with the present
    ones a fault that they bring would seem to have been there before.
    """
    own, present = before.settings, now.settings
    settings = replace(
        own,
        prefixes={**present.prefixes, **own.prefixes},
        evidence=present.evidence,
        review=present.review,
        dataset=present.dataset,
        validate=present.validate,
    )
    return replace(before, settings=settings)


def only_new(report: ValidationReport, known: Iterable[KnownFinding]) -> ValidationReport:
    """`report` with only the results not in `known`, and as `fixed` those of `known` not found now.

    A result that prevents other checks stays even if it is known: it may hide anything. Where
    broken files prevented them, nothing counts as fixed.
    """
    before = {finding.fingerprint: finding for finding in known}
    now = {result.fingerprint for result in report.results}
    new = tuple(
        result
        for result in report.results
        if result.fingerprint not in before or prevents_checks(result)
    )
    gone = tuple(finding for mark, finding in before.items() if mark not in now)
    return replace(
        report,
        results=new,
        known=len(report.results) - len(new),
        fixed=gone if report.complete else (),
    )


def compared(
    report: ValidationReport,
    known: Iterable[KnownFinding],
    project: Project,
    before: Project | None = None,
) -> ValidationReport:
    """`only_new`, with findings that are no longer checked apart from those that are fixed.

    `before` is the project in its earlier state, where that is known.
    """
    new = only_new(report, known)
    if not new.fixed:
        return new
    from schlaglicht.validation.baseline.removed_checks import with_unchecked

    return with_unchecked(new, project, before)


def compare_findings(old: Project, new: Project, progress: Progress = SILENT) -> ValidationReport:
    """The report on `new` with only the results that `old` lacks, and those that are gone.

    Raises ProjectError when a file cannot be read.
    """

    def work() -> ValidationReport:
        now, before = (validate(project, progress=progress) for project in (new, old))
        return compared(now, findings_before(before, old, now, new), new, old)

    return undisturbed(work, lambda: mark_of([*files_read(old), *files_read(new)]), new.root)


def write_baseline(
    path: Path, findings: Iterable[KnownFinding], checks: Checks | None = None
) -> None:
    """Writes findings as a baseline, one per line, and the checks that were made.

    Raises ProjectError when that fails.
    """
    written = (
        {name: text for name, text in asdict(finding).items() if text or name in _REQUIRED}
        for finding in findings
    )
    entries = ",\n".join(f"    {json.dumps(entry, ensure_ascii=False)}" for entry in written)
    made = f',\n  "checks": {_of_checks(checks)}' if checks else ""
    text = f'{{\n  "version": {_VERSION},\n  "findings": [\n{entries}\n  ]{made}\n}}\n'
    try:
        # A file name that is not valid UTF-8 is escaped as JSON escapes a lone surrogate.
        path.write_bytes(text.encode("utf-8", "backslashreplace"))
    except IsADirectoryError as error:
        raise _of_folder(path) from error
    except OSError as error:
        raise ProjectError(f"{path}: {error.strerror}") from error


def _of_checks(checks: Checks) -> str:
    """The checks as JSON, a shape on a line."""
    written = json.dumps(as_table(checks), ensure_ascii=False, indent=2)
    return written.replace("\n", "\n  ")


def _of_folder(path: Path) -> ProjectError:
    return ProjectError(f"{path}: a folder; a baseline is a file, such as {path / _USUAL_NAME}")


def read_baseline(path: Path) -> Baseline:
    """The baseline in a file; raises ProjectError for a file that is not one.

    Members that other releases add to a finding are ignored.
    """
    content = _content(path)
    return Baseline(_findings_in(content, path), _checks_in(content, path))


def _content(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except IsADirectoryError as error:
        raise _of_folder(path) from error
    except OSError as error:
        raise ProjectError(
            f"{path}: {error.strerror}; write it with: schlaglicht validate --write-baseline {path}"
        ) from error
    except (ValueError, RecursionError) as error:
        raise ProjectError(f"{path}: not a baseline: {error}") from error


def _findings_in(content: Any, path: Path) -> tuple[KnownFinding, ...]:
    try:
        version, entries = content["version"], content["findings"]
        if not all(isinstance(text, str) for entry in entries for text in entry.values()):
            raise TypeError("a finding is made of texts")
        findings = tuple(
            KnownFinding(**{name: text for name, text in entry.items() if name in _MEMBERS})
            for entry in entries
        )
    except (AttributeError, KeyError, TypeError) as error:
        raise ProjectError(
            f"{path}: not a baseline: it must have a version and findings as "
            "--write-baseline writes them"
        ) from error
    if version != _VERSION:
        raise ProjectError(f"{path}: a baseline of version {version!r}; this is {_VERSION}")
    return findings


def _checks_in(content: Mapping[str, Any], path: Path) -> Checks | Uncompared:
    from schlaglicht.validation.baseline.checks_made import Checks
    from schlaglicht.validation.baseline.weakened_checks import Uncompared

    made = content.get("checks", {})
    checks = read_table(Checks, made, f"{path}: checks")
    if lacking := [name for name in as_table(checks) if name not in made]:
        reason = msg(
            "the baseline does not say what was checked, so that no check can be compared; "
            "it lacks: {names}",
            names=", ".join(lacking),
        )
        return Uncompared(reason, path)
    return checks
