"""Findings that are ignored: by the command line, the settings, or comments in the files.

A comment is `# schlaglicht: ignore CODE reason`, in RDF/XML within `<!-- … -->`; JSON-LD has none.
It covers results that begin or end on its line, or, alone on a line, begin on the next line that is
not a comment.

It applies the user's choice to correct results. Duplicates are left to `rules.most_specific`,
findings known before to `baseline`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from schlaglicht.errors import ProjectError
from schlaglicht.formats import JSONLD, RDFXML, graph_format_of
from schlaglicht.i18n import msg
from schlaglicht.project import QUESTION_EXTENSION, Project
from schlaglicht.settings.project_settings import Ignore, settings_file
from schlaglicht.suggest import Cutoff, nearest
from schlaglicht.validation.order_and_fingerprints import focus_of, sort_results
from schlaglicht.validation.report import (
    Excused,
    Place,
    Precision,
    Severity,
    ValidationReport,
    ValidationResult,
)
from schlaglicht.validation.rules import RULES, result_of

if TYPE_CHECKING:
    from rdflib.term import Node

    from schlaglicht.rdf.locations import Comment


_IGNORE = re.compile(
    r"#*\s*schlaglicht:\s*ignore(?![\w-])\s*(?P<codes>[\w-]+(?:\s*,\s*[\w-]+)*)?\s*(?P<reason>.*)",
    re.DOTALL,
)
_NAME = b"schlaglicht"
BLOCK = 2**20
"""Bytes of a file that are looked at together."""
_HINT = re.compile(rb"#[^\r\n]*schlaglicht")
_XML_HINT = re.compile(rb"<!--.*schlaglicht", re.DOTALL)
"""Matches the content, in lower case, of a file that may have such a comment."""
_ALMOST = re.compile(
    r"schlaglicht\s*(?P<mark>[:=-]?)\s*(?P<word>[a-z]+)[\s:=(\[]*(?P<code>[\w-]*)", re.IGNORECASE
)
_NOQA = re.compile(r"\bnoqa\b.*\bschlaglicht\b", re.IGNORECASE | re.DOTALL)
_FORM = msg("write in the comment: schlaglicht: ignore CODE reason")
_WORDS = ("ignore", "disable", "noqa", "skip")
"""Words for ignoring a finding, here or in other programs."""
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class InlineIgnore:
    """One code that a comment ignores; the code is empty where it names none."""

    code: str
    reason: str
    place: Place
    line: int
    """The covered line."""
    before: bool
    """True if the comment stands before that line."""
    well_formed: bool = True
    """False for a comment that is only similar to an ignore."""

    @property
    def text(self) -> str:
        """Code and reason, the same wherever it stands."""
        return f"{self.code} {self.reason}"

    def covers(self, result: ValidationResult) -> bool:
        """True if the comment covers the result."""
        place = result.place
        if place is None or result.code != self.code or place.path != self.place.path:
            return False
        return self.line == place.line or (self.line == place.end_line and not self.before)

    def remarks(self, made: frozenset[str], *, used: bool) -> Iterator[ValidationResult]:
        """Results about the comment itself; `made` are the rules that were checked."""
        remark = partial(result_of, "ignore-unused", self.place)
        if not self.well_formed:
            yield remark(msg("this comment ignores nothing"), _FORM)
        elif not self.code:
            yield remark(msg("the ignore names no rule"), _FORM)
        elif self.code not in RULES:
            near = nearest(self.code, RULES, Cutoff.CODE)
            helps = msg("did you mean {near}?", near=near) if near else msg("remove it")
            yield remark(msg("there is no rule {code}", code=self.code), helps)
        elif not self.reason:
            message = msg("the ignore of {code} gives no reason", code=self.code)
            helps = msg("write the reason after {code}", code=self.code)
            yield result_of("ignore-without-reason", self.place, message, helps)
        if self.code in made and not used:
            message = msg("the ignore of {code} matches nothing", code=self.code)
            yield remark(message, msg("remove it"))


def read_inline_ignores(project: Project, report: ValidationReport) -> Sequence[InlineIgnore]:
    """The ignores in the graphs and questions of a project, but for files that have faults."""
    faulty = {r.place.path for r in report.results if r.place and r.code == "syntax"}
    graphs = [
        path
        for path in project.graph_files
        if graph_format_of(path) is not JSONLD and path not in faulty
    ]
    return [ignore for path in (*graphs, *project.queries) for ignore in _ignores_of(path)]


def _ignores_of(path: Path) -> Iterator[InlineIgnore]:
    if not _mentions_it(path):
        return
    content = path.read_bytes()
    is_question = path.suffix.lower() == QUESTION_EXTENSION
    is_xml = not is_question and graph_format_of(path) is RDFXML
    # Reading comments takes longer, and the name alone may be part of an IRI.
    if not (_XML_HINT if is_xml else _HINT).search(content.lower()):
        return
    # Imported here: most files have none, and a process of questions needs no rdflib.
    from schlaglicht.rdf.locations import SourceText, XmlText, read_comments
    from schlaglicht.validation.result_locations import place_of

    source = (XmlText if is_xml else SourceText)(path, content.decode("utf-8-sig"))
    comments = list(read_comments(source))
    for comment in comments:
        if ignore := _IGNORE.match(comment.text):
            place = place_of(path, comment.extent)
            line = _line_covered(comment, comments, source.text)
            reason = ignore["reason"].strip()
            for code in re.split(r"\s*,\s*", ignore["codes"] or ""):
                yield InlineIgnore(code, reason, place, line, before=comment.alone)
        elif _is_almost_one(comment.text):
            place = place_of(path, comment.extent)
            yield InlineIgnore("", "", place, 0, before=False, well_formed=False)


def _mentions_it(path: Path) -> bool:
    """True if a file has the name in it; most have not, and large ones are not held for that."""
    before = b""
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            if _NAME in (before + block).lower():
                return True
            before = block[-len(_NAME) :]
    return False


def _is_almost_one(text: str) -> bool:
    """True if a comment seems meant as an ignore: misspelt, or in the words of other tools."""
    if _NOQA.search(text):
        return True
    for like in _ALMOST.finditer(text):
        meant = nearest(like["word"], _WORDS, Cutoff.KEYWORD)
        first = not text[: like.start()].strip("# ")
        if meant and (like["code"] in RULES or (first and like["mark"])):
            return True
    return False


def _line_covered(comment: Comment, comments: Sequence[Comment], text: str) -> int:
    """The last line of the comment, or for one alone on its lines the next line with content."""
    line = comment.extent.end_line
    if not comment.alone:
        return line
    spans = [other.extent for other in comments if other.alone]
    silent = {number for span in spans for number in range(span.line, span.end_line + 1)}
    lines = _LINE_END.split(text)
    while line < len(lines) and (line in silent or not lines[line - 1].strip()):
        line += 1
    return line


ALWAYS = frozenset({"syntax", "shacl-unreadable", "shacl-unfinished"})
"""Rules that cannot be ignored: their results prevent other checks."""

_BY_COMMAND = frozenset({"check-weakened"})
"""Rules that only the command line ignores: settings and files are what their results are about."""

_BEHIND = {
    "shape": frozenset(
        {
            "check-weakened",
            "empty-shapes",
            "file-unread",
            "nothing-checked",
            "shacl-ignored",
            "shape-recursion",
        }
    )
}
"""Rules selected along with a rule because they report what it did not check."""

_OPTION = "--ignore"
_ABOUT_IGNORES = frozenset({"ignore-unused", "ignore-without-reason", "ignore-expired"})
_WITH_EVIDENCE = frozenset({"evidence-missing", "evidence-orphan"})
_WITH_SOURCES = frozenset({"evidence-document", "evidence-place", "evidence-digest"})


@dataclass(frozen=True)
class Selection:
    """Choice of rules on a command line; an empty part leaves that to the settings."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: Severity | None = None

    def __post_init__(self) -> None:
        require_codes(self.select, "--select")
        require_codes(self.ignore, _OPTION, ignored=True)


def require_codes(codes: Iterable[str], where: str, *, ignored: bool = False) -> None:
    """Raises ProjectError for an unknown code, or with `ignored` one that cannot be ignored."""
    for code in codes:
        if ignored and code in _BY_COMMAND and where != _OPTION:
            raise ProjectError(
                f"{where}: {code} can only be ignored with --ignore, not by what it watches over"
            )
        if code not in RULES:
            near = nearest(code, RULES, Cutoff.CODE)
            hint = f"did you mean {near}?" if near else f"known: {', '.join(RULES)}"
            raise ProjectError(f"{where}: no rule has the code {code!r}; {hint}")
        if ignored and code in ALWAYS:
            raise ProjectError(
                f"{where}: {code} cannot be ignored: it keeps other checks from being made"
            )


def prevents_checks(result: ValidationResult) -> bool:
    """True if a result prevents other checks, or reports the cause of one that does."""
    return result.code in ALWAYS or result.stands_for in ALWAYS


def require_settings(project: Project, selection: Selection) -> None:
    """Raises ProjectError for a setting with an unknown rule, or that leaves nothing to check."""
    settings = project.settings.validate
    selected = selection.select or settings.select
    if settings.select or settings.ignore:
        where = str(settings_file(project.root))
        require_codes(settings.select, f"{where}: validate.select")
        require_codes((entry.code for entry in settings.ignore), where, ignored=True)
        if not all(entry.reason.strip() for entry in settings.ignore):
            raise ProjectError(f"{where}: validate.ignore: a reason is empty; say why")
    if selected and set(selected) <= set(selection.ignore):
        raise ProjectError("--ignore leaves out all rules that are selected: nothing is checked")


def select_results(
    report: ValidationReport, project: Project, selection: Selection, *, today: date | None = None
) -> ValidationReport:
    """`report` without ignored results, and with results about the ignores themselves.

    The settings must have passed `require_settings`.
    """
    settings = project.settings.validate
    today = today or datetime.now().astimezone().date()

    filter_ = _Filter(project, selection, today, read_inline_ignores(project, report))
    kept = filter_.kept(report.results)
    said = filter_.kept(filter_.remarks(report))
    return replace(
        report,
        results=sort_results([*kept, *said]),
        ignored=filter_.ignored,
        excused=tuple(filter_.excused),
        selected=tuple(selection.select or settings.select),
        passed_over=tuple(code for code in RULES if filter_.passes_over(code, report)),
        fail_on=selection.fail_on or Severity[settings.fail_on.upper()],
        root=project.root,
    )


class _Filter:
    """Applies the ignores, and records which of them were used."""

    def __init__(
        self,
        project: Project,
        selection: Selection,
        today: date,
        inline: Sequence[InlineIgnore],
    ) -> None:
        settings = project.settings.validate
        self._project = project
        selected = frozenset(selection.select or settings.select or RULES)
        self._selected = selected.union(ALWAYS, *(_BEHIND.get(code, ()) for code in selected))
        self._ignored_codes = frozenset(selection.ignore)
        self._entries = settings.ignore
        self._expired = [entry for entry in self._entries if entry.until and entry.until < today]
        self._inline = inline
        self._used: set[Ignore | InlineIgnore] = set()
        self.ignored = 0
        self.excused: dict[Excused, None] = {}

    def passes_over(self, code: str, report: ValidationReport) -> bool:
        """True if a rule is left out, or has nothing to check."""
        idle = rules_not_made(report) | _without_object(report) | _BY_COMMAND
        return not self._counts(code) or code in idle

    def kept(self, results: Iterable[ValidationResult]) -> list[ValidationResult]:
        """The results that count and that no ignore covers; records the ignores that do."""
        counting = (r for r in results if self._counts(r.code) or self._counts(r.stands_for))
        return [r for r in counting if prevents_checks(r) or not self._is_ignored(r)]

    def _is_ignored(self, result: ValidationResult) -> bool:
        entries = [e for e in self._entries if e not in self._expired and self._fits(e, result)]
        comments = [comment for comment in self._inline if comment.covers(result)]
        self._used.update(entries, comments)
        self.ignored += bool(entries or comments)
        for one in comments:
            text = f"{one.text} {focus_of(result)}"
            self.excused[Excused(text, one.place.path, one.line)] = None
        return bool(entries or comments)

    def remarks(self, report: ValidationReport) -> Iterator[ValidationResult]:
        """Results about the ignores themselves."""
        if report.complete:
            made = frozenset(filter(self._counts, RULES)) - _ABOUT_IGNORES - rules_not_made(report)
            yield from self._remarks_on_settings(made)
            for comment in self._inline:
                yield from comment.remarks(made, used=comment in self._used)

    def _remarks_on_settings(self, made: frozenset[str]) -> Iterator[ValidationResult]:
        for number, entry in enumerate(self._entries):
            code, message = "ignore-unused", msg("the ignore of {code} matches nothing")
            helps = msg("remove it")
            if entry in self._expired:
                code = "ignore-expired"
                message = msg("the ignore of {code} was valid until {until}: {reason}")
                helps = msg("repair what it covered and remove it, or set a later day")
            elif not self._project.whole or entry.code not in made or entry in self._used:
                continue
            said = message.filled(code=entry.code, until=entry.until, reason=entry.reason)
            yield result_of(code, entry_place(self._project, number), said, helps)

    def _counts(self, code: str) -> bool:
        return code in self._selected and code not in self._ignored_codes

    def _fits(self, entry: Ignore, result: ValidationResult) -> bool:
        file = self._project.display(result.place.path) if result.place else ""
        return (
            entry.code == result.code
            and _matches(entry.path, file)
            and _matches(entry.shape, _text(result.source_shape), result.shape_name)
            and _matches(entry.focus, _text(result.focus_node), result.focus_name)
        )


def _text(node: Node | None) -> str | None:
    """Text to match a pattern against; None for blank nodes, whose labels change with every run."""
    from rdflib import Literal, URIRef

    return str(node) if isinstance(node, URIRef | Literal) else None


def _matches(pattern: str | None, *names: str | None) -> bool:
    """True if a pattern of `*` and `?` matches a name; brackets stand for themselves."""
    if pattern is None:
        return True
    plain = pattern.replace("[", "[[]")
    return any(fnmatchcase(name, plain) for name in names if name)


def rules_not_made(report: ValidationReport) -> frozenset[str]:
    """The rules that a validation did not check, as it was not asked for evidence or sources."""
    checked = report.checked
    evidence = _WITH_EVIDENCE if checked.statements is None else frozenset()
    return evidence | (_WITH_SOURCES if checked.passages is None else frozenset())


def _without_object(report: ValidationReport) -> frozenset[str]:
    """The rules about shapes or questions, where the project has none."""
    checked = report.checked
    kinds = (
        *(
            ()
            if checked.shapes
            else ("shape", "shacl-unreadable", "shacl-unfinished", "nothing-checked")
        ),
        *(() if checked.questions else ("question-",)),
    )
    return frozenset(code for code in RULES if code.startswith(kinds))


_ENTRY = re.compile(r"\s*\[\[\s*(tool\s*\.\s*schlaglicht\s*\.\s*)?validate\s*\.\s*ignore\s*\]\]")


def entry_place(project: Project, number: int) -> Place:
    """The place of an entry in the settings; only the file where it is not a separate table."""
    path = settings_file(project.root)
    if path is None:  # the settings are those of another version of the project
        return Place(project.root)
    lines = enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
    heads = [(line, text) for line, text in lines if _ENTRY.match(text)]
    if len(heads) != len(project.settings.validate.ignore):
        return Place(path)
    line, text = heads[number]
    column = len(text) - len(text.lstrip()) + 1
    return Place(path, line, column, line, text.index("]]") + 3, Precision.EXACT)
