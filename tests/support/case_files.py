"""Cases as text: the files of small projects, with what a validation must say under each token.

A file of cases begins with its purpose in words. `==== title` begins a case, and below it may
stand options (`name: value`). `---- path` begins a file of the case's project; those before the
first case belong to each case that has no such file itself. `---- prefixes` stands before all
Turtle and TriG of the file of cases.

    ex:S a sh:NodeShape ; sh:targetClass ex:Event ; sh:property [ sh:path ex:name ;
      sh:minCount "1" ] .
    #             ^^^ shape-value: sh:minCount needs an integer, without quotes: "1"
    #                 help: write 1

A finding is a line below its own: `^` under a token, `~` under the subject of what is missing,
and `file` for one that has a file alone. Its severity stands there if it is not the usual one of
the rule. Findings in files that a case does not show stand below `---- elsewhere`. A carriage
return is written `␍`. The options:

    rules: shape, …       only findings of these rules are listed
    show: de, path, …     more about each finding: SHOWN
    without: data.ttl, …  files of all cases that this one does not have
    counts: …             what the report counts of evidence
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from schlaglicht.project import open_project
from schlaglicht.validation.pipeline import validate
from schlaglicht.validation.report import Checked, Place, Precision, ValidationResult
from schlaglicht.validation.rules import RULES

CASE, PART = "==== ", "---- "
PREFIXES, ELSEWHERE = "prefixes", "elsewhere"

_FOUND = re.compile(r"^#? *(\^+|~+)(\+\d+:\d+)? [a-z-]+( \(\w+\))?: |^# file [a-z-]+( \(\w+\))?: ")


def _in(language: str, what: str) -> Callable[[ValidationResult], str]:
    return lambda result: str(getattr(result, what).get(language, ""))


SHOWN: Mapping[str, Callable[[ValidationResult], object]] = {
    "help": _in("en", "helps"),
    "de": _in("de", "messages"),
    "hilfe": _in("de", "helps"),
    "constraint": _in("en", "constraint"),
    "because": _in("en", "reasons"),
    "weil": _in("de", "reasons"),
    "focus": lambda result: result.focus_name,
    "path": lambda result: result.path,
    "value": lambda result: result.value,
    "shape": lambda result: result.shape_name,
    "component": lambda result: result.component,
    "stands for": lambda result: result.stands_for,
}
"""What may be shown of a finding besides place, rule, severity and message; help always is."""

_MORE = re.compile(rf"^#  +({'|'.join(SHOWN)}): ")

Files = dict[str, list[str]]


@dataclass
class Case:
    """A small project."""

    title: str
    options: dict[str, str] = field(default_factory=dict)
    files: Files = field(default_factory=dict)

    def listed(self, option: str) -> list[str]:
        """The values of an option that lists some."""
        return [value for value in self.options.get(option, "").split(", ") if value]


@dataclass
class CaseFile:
    """A file of cases, without what it says of findings."""

    purpose: list[str]
    shared: Files
    cases: list[Case]

    def written(self, folder: Path) -> str:
        """The text of the file, with what is found in its cases, validated in `folder`."""
        lines = [*self.purpose, *_parts(self.shared)]
        for number, case in enumerate(self.cases):
            left_out = case.listed("without")
            shared = {name: self.shared[name] for name in self.shared if name not in left_out}
            project = _Project(folder / str(number), {**shared, **case.files})
            parts = list(_parts(project.with_findings(case)))
            lines += ["", CASE + case.title]
            lines += [f"{name}: {value}" for name, value in case.options.items()]
            lines += parts
        return "\n".join(lines) + "\n"


def read_cases(text: str) -> CaseFile:
    """The cases of a text; the findings in it are left out."""
    read = CaseFile([], {}, [])
    lines: list[str] = read.purpose
    for line in text.removesuffix("\n").split("\n"):
        files = read.cases[-1].files if read.cases else read.shared
        if line.startswith(CASE):
            read.cases.append(Case(line.removeprefix(CASE)))
            lines = []
        elif line.startswith(PART):
            lines = files.setdefault(line.removeprefix(PART), [])
        elif read.cases and not files and line:
            name, _, value = line.partition(": ")
            read.cases[-1].options[name] = value
        else:
            lines.append(line)
    for each in (read.shared, *(case.files for case in read.cases)):
        each.pop(ELSEWHERE, None)
        each.update({name: list(_without_findings(_stripped(each[name]))) for name in each})
    read.purpose[:] = _stripped(read.purpose)
    return read


def _stripped(lines: list[str]) -> list[str]:
    """The lines without empty ones at the end, which only set parts apart."""
    return lines[:-1] if lines and not lines[-1] else lines


def _without_findings(lines: Iterable[str]) -> Iterator[str]:
    within = False
    for line in lines:
        within = bool(_FOUND.match(line) or (within and _MORE.match(line)))
        if not within:
            yield line


def _parts(files: Mapping[str, Iterable[str]]) -> Iterator[str]:
    for name, lines in files.items():
        yield from (PART + name, *lines)


@dataclass
class _Project:
    """The files of a case in a folder."""

    folder: Path
    files: Files

    def with_findings(self, case: Case) -> Files:
        """The files that a case shows, and those of findings elsewhere, with what is found."""
        shown: Files = {name: list(lines) for name, lines in case.files.items()}
        about = ["help", *case.listed("show")]
        for result in reversed(self._results(case)):
            name, line = self._position(result.place)
            if name in case.files and line >= 0:
                shown[name][line:line] = _as_comment(result, about)
            else:
                where = f"{name}:{line}:{result.place.column}: " if result.place else ""
                shown.setdefault(ELSEWHERE, [])[:0] = _said(result, where, "    ", about)
        return shown

    def _results(self, case: Case) -> list[ValidationResult]:
        """The findings of the rules that the case is about, in the order of their places."""
        for name, lines in self.files.items():
            if name != PREFIXES:
                path = self.folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                text = "".join(f"{line}\n" for line in (*self._prefixes(name), *lines))
                path.write_text(text.replace("␍", "\r"), encoding="utf-8", newline="")
        sources = self.folder / "sources"
        report = validate(
            open_project([self.folder]), sources=sources if sources.is_dir() else None
        )
        if "counts" in case.options:
            case.options["counts"] = _counts(report.checked)
        rules = case.listed("rules")
        return [result for result in report.results if not rules or result.code in rules]

    def _position(self, place: Place | None) -> tuple[str, int]:
        """The file of a place, and its line in the case: 0 for the file, -1 for a prefix."""
        if place is None:
            return "", 0
        name = place.path.relative_to(self.folder).as_posix()
        if place.precision is Precision.FILE:
            return name, 0
        line = place.line - len(self._prefixes(name))
        return name, line if line > 0 else -1

    def _prefixes(self, name: str) -> list[str]:
        return self.files.get(PREFIXES, []) if name.endswith((".ttl", ".trig")) else []


def _as_comment(result: ValidationResult, about: Iterable[str]) -> Iterator[str]:
    """The lines that say a finding below the line that it is about."""
    place = result.place
    if place is None or place.precision is Precision.FILE:
        return _said(result, "# file ", "#   ", about)
    lines_below = place.end_line - place.line
    mark = "~" if place.precision is Precision.SUBJECT else "^"
    token = mark * (1 if lines_below else max(1, place.end_column - place.column))
    end = f"+{lines_below}:{place.end_column}" if lines_below else ""
    before = "#".ljust(place.column - 1) if place.column > 1 else ""
    return _said(result, f"{before}{token}{end} ", f"{before or '#'.ljust(4)}    ", about)


def _said(
    result: ValidationResult, before: str, indent: str, about: Iterable[str]
) -> Iterator[str]:
    usual = result.severity is RULES[result.code].severity
    severity = "" if usual else f" ({result.severity.label})"
    message = result.messages.get("en") or result.messages.get("", "")
    yield f"{before}{result.code}{severity}: {_in_one_line(message)}"
    for name in about:
        if text := SHOWN[name](result):
            yield f"{indent}{name}: {_in_one_line(str(text))}"


def _counts(checked: Checked) -> str:
    return (
        f"statements {checked.evidenced} of {checked.statements}, "
        f"passages {checked.matching} of {checked.passages}"
    )


def _in_one_line(text: str) -> str:
    return text.replace("\n", " ⏎ ")
