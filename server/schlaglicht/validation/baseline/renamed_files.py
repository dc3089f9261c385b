"""Earlier findings whose file has another name now.

The name of the file is a part of the fingerprint of a finding without a focus node. Where both
versions are at hand, a finding that differs in this alone is the same one if its earlier file is
gone and the other is new.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace

from schlaglicht.project import Project, files_read
from schlaglicht.validation.fingerprints import digest_of
from schlaglicht.validation.report import ValidationReport, ValidationResult


def paired_fingerprints(
    earlier: ValidationReport, before: Project, now: ValidationReport, project: Project
) -> Mapping[str, str]:
    """Fingerprints of earlier findings, with those of the same findings now.

    Only of findings whose own fingerprint and file are gone: each is paired with a new one in a new
    file that differs in nothing else.
    """
    names_now, names_before = _displayed(project), _displayed(before)
    was = {result.fingerprint for result in earlier.results}
    found = {result.fingerprint for result in now.results}
    free: defaultdict[str, list[str]] = defaultdict(list)
    names = _file_names(project)
    for result in now.results:
        if result.fingerprint not in was and not _is_in(result, project, names_before):
            free[_digest(result, project, names)].append(result.fingerprint)
    pairs: dict[str, str] = {}
    names = _file_names(before)
    for result in earlier.results if free else ():
        if result.fingerprint in found or _is_in(result, before, names_now):
            continue
        if left := free[_digest(result, before, names)]:
            pairs[result.fingerprint] = left.pop(0)
    return pairs


def _displayed(project: Project) -> set[str]:
    return {project.display(path) for path in files_read(project)}


def _is_in(result: ValidationResult, project: Project, names: Collection[str]) -> bool:
    """True if the file of a finding is one of these."""
    return result.place is not None and project.display(result.place.path) in names


def _digest(result: ValidationResult, project: Project, names: re.Pattern[str]) -> str:
    """A fingerprint without the names of files."""
    said = {language: names.sub("", text) for language, text in result.messages.items()}
    return digest_of(replace(result, messages=said, place=None), project)


def _file_names(project: Project) -> re.Pattern[str]:
    """The names of the project's files, as messages write them."""
    names = {name for path in files_read(project) for name in (project.display(path), path.name)}
    alternatives = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    return re.compile(rf"(?<![\w.-])(?:{alternatives})(?![\w-])")
