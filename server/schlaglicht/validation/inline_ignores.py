"""Ignores in the files themselves: `# schlaglicht: ignore CODE reason`.

In RDF/XML they stand in `<!-- … -->`; JSON-LD has no comments. Such a comment covers results that
begin or end on its line, or, alone on a line, begin on the next line that is not a comment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from schlaglicht.formats import JSONLD, RDFXML, graph_format_of
from schlaglicht.i18n import msg
from schlaglicht.project import QUESTION_EXTENSION, Project
from schlaglicht.rdf.locations import Comment, SourceText, XmlText, read_comments
from schlaglicht.suggest import Cutoff, nearest
from schlaglicht.validation.report import Place, ValidationReport, ValidationResult
from schlaglicht.validation.result_locations import place_of
from schlaglicht.validation.rules import RULES, found

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
        remark = partial(found, "ignore-unused", self.place)
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
            yield found("ignore-without-reason", self.place, message, helps)
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
