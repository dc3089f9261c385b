"""Changes of files of evidence: texts, digests, and their writing all together or not at all."""

from __future__ import annotations

import difflib
import re
from codecs import BOM_UTF8
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from rdflib.term import Node as Term

from schlaglicht.errors import GraphSyntaxError, ProjectError
from schlaglicht.evidence.annotations import Objects, fits_language
from schlaglicht.evidence.documents import DocumentText, read_document
from schlaglicht.evidence.model import (
    Entry,
    EvidenceFile,
    Passage,
    Proposal,
    Review,
    Statement,
    Wording,
)
from schlaglicht.evidence.read import parse_evidence, read_evidence
from schlaglicht.evidence.statements import parse_statements
from schlaglicht.evidence.write import quoted, statement_items, write_entry
from schlaglicht.evidence.yaml_nodes import Node, Scalar, YamlFile, YamlList, YamlMapping
from schlaglicht.ground.atomic_file import write_files
from schlaglicht.ground.files import Mark, mark_of
from schlaglicht.i18n import Texts, msg
from schlaglicht.project import EVIDENCE_EXTENSIONS, Project, files_read, open_project
from schlaglicht.rdf.turtle_terms import Names
from schlaglicht.settings.project_settings import Settings


@dataclass(frozen=True)
class FileChange:
    """The new content of a file; `before` is None for a new one."""

    path: Path
    before: bytes | None
    after: bytes

    def diff(self, name: str) -> str:
        """The change as a unified diff of a file called `name`."""
        old, new = (
            (content or b"").decode("utf-8-sig").splitlines(keepends=True)
            for content in (self.before, self.after)
        )
        origin = "/dev/null" if self.before is None else f"a/{name}"
        lines = difflib.unified_diff(old, new, origin, f"b/{name}")
        return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)


def change_of_text(path: Path, before: str, after: str) -> FileChange:
    """The change of a text file whose text was `before`; a byte order mark stays."""
    mark = BOM_UTF8 if path.read_bytes().startswith(BOM_UTF8) else b""
    return FileChange(path, mark + before.encode(), mark + after.encode())


def write_changes(
    project: Project,
    changes: Iterable[FileChange],
    *,
    judged: Mark | None = None,
    check: Callable[[], None] = lambda: None,
) -> None:
    """Writes the changed files of a project, all or none; raises ProjectError.

    None is written, either, if one of them is no longer as it was when the change was made, or the
    project no longer as it was when it was `judged`, or if `check` raises.
    """
    changed = [change for change in changes if change.before != change.after]

    def is_as_judged() -> None:
        now = project if judged is None else open_project([project.root])
        is_same = judged in (None, mark_of(files_read(now))) and now.settings == project.settings
        if not is_same:
            raise ProjectError(
                msg("the project was changed meanwhile; nothing was written, try again")
            )
        check()

    write_files(
        project.root,
        {c.path: c.after for c in changed},
        {c.path: c.before for c in changed},
        is_as_judged,
    )


def contents_of(project: Project) -> dict[Path, bytes]:
    """The contents of the files that a project is read from."""
    return {path: path.read_bytes() for path in files_read(project) if path.is_file()}


_COMMENT = re.compile(r"(?:\r\n|\n)( *)#[^\r\n]*")
_DASH = re.compile(r"( *)-( +)")
_NOT_PLAIN = re.compile(r": | #|:$")
_FLOW_MARKS = re.compile(r"[][{},]")


class Splice:
    """Collects changes to the text of a YAML file; all other characters, and comments, stay.

    What is added stands last in its section, mapping or list.
    """

    def __init__(self, file: YamlFile) -> None:
        self._file = file
        self.text = file.source.text
        root = file.root()
        if not isinstance(root, YamlMapping) or self._is_flow(root):
            raise file.error(msg("a mapping is expected here: key: value"), 0)
        self.root = root
        self._line_end = "\r\n" if "\r\n" in self.text else "\n"
        self._changes: list[tuple[int, int, int, str]] = []

    def result(self) -> str:
        """The text with all changes; those at one place stand in the order of their making."""
        parts, at = list[str](), 0
        for start, end, _, new in sorted(self._changes):
            parts += self.text[at:start], new
            at = end
        return "".join([*parts, self.text[at:]])

    def value(self, mapping: Node | None, key: str) -> Node | None:
        """The value of a key."""
        entries = mapping.entries if isinstance(mapping, YamlMapping) else ()
        return next((value for name, value in entries if name.text == key), None)

    def replace(self, start: int, end: int, new: str) -> None:
        """Replaces the characters from `start` up to `end`."""
        written = new.replace("\n", self._line_end)
        self._changes.append((start, end, len(self._changes), written))

    def add_to_section(self, section: str, lines: str, *, apart: bool = False) -> None:
        """Adds keys with their lines, indented by two, to a section of the file.

        With `apart`, behind a blank line. The section is made if there is none.
        """
        value = self.value(self.root, section)
        if isinstance(value, YamlMapping) and value.entries:
            self._require_block(value)
            column = self._column(value.entries[0][0].start)
            self._append(value, column, ("\n" if apart else "") + _indented(lines, column - 2))
        elif value is None:
            ended = not self.text.strip() or self.text.endswith("\n\n")
            start = "" if ended else "\n" if self.text.endswith("\n") else "\n\n"
            at = len(self.text)
            self.replace(at, at, f"{start}{section}:\n{lines}\n")
        else:
            key = next(k for k, _ in self.root.entries if k.text == section)
            if value.end > value.start:  # such as {} or null
                self.replace(key.end, value.end, ":")
            at = self._end_of_line(max(value.end, key.end))
            self.replace(at, at, f"\n{lines}")

    def remove_keys(self, section: str, keys: Container[str]) -> None:
        """Removes those keys of a section, whose values are short, each with its line."""
        value = self.value(self.root, section)
        entries = value.entries if isinstance(value, YamlMapping) else ()
        kept = [(k, v) for k, v in entries if k.text not in keys]
        if value is not None and self._is_flow(value) and len(kept) < len(entries):
            texts = (self.text[k.start : v.end] for k, v in kept)
            self.replace(value.start, value.end, f"{{{', '.join(texts)}}}")
            return
        for key, inner in entries:
            if key.text in keys:
                start = self.text.rfind("\n", 0, key.start) + 1
                end = self.text.find("\n", inner.end)
                self.replace(start, end + 1 if end >= 0 else len(self.text), "")

    def add_key(self, mapping: YamlMapping, key: str, written: str) -> None:
        """Adds a key to a mapping."""
        if self._is_flow(mapping):
            self._append_in_brackets(mapping, f"{key}: {written}")
            return
        column = self._column(mapping.entries[0][0].start)
        gap = "" if written.startswith("\n") else " "
        self._append(mapping, column, f"{' ' * column}{key}:{gap}{written}")

    def add_items(
        self, mapping: YamlMapping, key: str, items: Sequence[str], *, in_brackets: bool
    ) -> None:
        """Adds items to the list under `key`; each has the lines of a list of its own.

        They are indented by six, their dashes included. With `in_brackets` a new list is on one
        line.
        """
        value = self.value(mapping, key)
        if isinstance(value, YamlList) and value.items and not self._is_flow(value):
            column = self._column_of_dashes(value)
            self._append(value, column, _indented("\n".join(items), column - 6))
        elif isinstance(value, YamlList):
            for item in items:
                self._append_in_brackets(value, _quoted_if_needed(_on_one_line(item)))
        elif isinstance(value, Scalar):
            raw = self.text[value.start : value.end]
            old = " ".join(raw.split()) if value.is_plain else raw
            items = [f"      - {old}", *items] if old else items
            start = len(self.text[: value.start].rstrip(" "))
            self.replace(start, value.end, self._as_list(mapping, items, in_brackets=in_brackets))
        else:
            self._require_block(mapping)
            written = self._as_list(mapping, items, in_brackets=in_brackets)
            self.add_key(mapping, key, written.removeprefix(" "))

    def _as_list(self, mapping: YamlMapping, items: Sequence[str], *, in_brackets: bool) -> str:
        """A list as it stands behind the colon of its key."""
        if in_brackets:
            return f" [{', '.join(map(_on_one_line, items))}]"
        column = self._column(mapping.entries[0][0].start)
        return "\n" + _indented("\n".join(items), column - 4)

    def rewrite_item(self, owner: Node, item: Scalar, new: str) -> None:
        """Replaces the text of an item, in quotes where the new one needs them."""
        text = _on_one_line(new)
        flow = isinstance(owner, YamlList) and self._is_flow(owner)
        needs = _FLOW_MARKS.search(new) if flow else None
        quoted = _in_quotes(text) if needs or not item.is_plain else _quoted_if_needed(new)
        self.replace(item.start, item.end, quoted)

    def _append(self, node: YamlMapping | YamlList, column: int, lines: str) -> None:
        """Adds lines below a block, and below its last comments: those further in."""
        at = self._end_of_line(self.end_of(node))
        while (found := _COMMENT.match(self.text, at)) and len(found[1]) > column:
            at = found.end()
        self.replace(at, at, f"\n{lines}")

    def _append_in_brackets(self, node: YamlMapping | YamlList, item: str) -> None:
        last = node.entries[-1:] if isinstance(node, YamlMapping) else node.items[-1:]
        at = node.end - 1
        self.replace(at, at, f", {item}" if last else item)

    def end_of(self, node: Node) -> int:
        """The end of the last character of a node; a block ends with its last item."""
        if isinstance(node, Scalar) or self._is_flow(node):
            return node.end
        last = node.entries[-1][1] if isinstance(node, YamlMapping) else node.items[-1]
        key_end = node.entries[-1][0].end if isinstance(node, YamlMapping) else 0
        return max(self.end_of(last), key_end)

    def _is_flow(self, node: Node) -> bool:
        return not isinstance(node, Scalar) and self.text[node.start : node.start + 1] in ("[", "{")

    def _require_block(self, node: Node) -> None:
        if self._is_flow(node):
            reason = msg(
                "written in braces; give each key a line of its own, so that one can be added"
            )
            raise self._file.error(reason, node.start, node.end)

    def _column_of_dashes(self, value: YamlList) -> int:
        first = value.items[0].start
        found = _DASH.fullmatch(self.text, self.text.rfind("\n", 0, first) + 1, first)
        if found is None:
            reason = msg("write the list with a dash on a line of its own for each item")
            raise self._file.error(reason, first)
        return len(found[1])

    def _column(self, at: int) -> int:
        return at - self.text.rfind("\n", 0, at) - 1

    def _end_of_line(self, at: int) -> int:
        """The place before the line end; none within a text that ends there."""
        end = self.text.find("\n", at)
        end = len(self.text) if end < 0 else end
        return end - 1 if self.text[end - 1 : end] == "\r" else end


def _indented(lines: str, by: int) -> str:
    """Lines further in, or further out if `by` is negative."""
    return "\n".join(" " * by + line if by > 0 else line[-by:] for line in lines.split("\n"))


def _quoted_if_needed(text: str) -> str:
    return _in_quotes(_on_one_line(text)) if _NOT_PLAIN.search(text) else text


def _in_quotes(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _on_one_line(item: str) -> str:
    text = " ".join(line.strip() for line in item.split("\n")).removeprefix("- ")
    return text[1:-1].replace("''", "'") if text.startswith("'") and text.endswith("'") else text


Edit = Callable[[Splice], None]


def edited(path: Path, text: str, *edits: Edit) -> str:
    """`text`, the content of `path`, after each edit in turn."""
    for edit in edits:
        splice = Splice(YamlFile(path, text.encode()))
        edit(splice)
        text = splice.result()
    return text


def new_entry(entry: Entry, names: Names, objects: Objects) -> Edit:
    """Adds an entry."""
    lines = write_entry(entry, names, objects)
    return lambda splice: splice.add_to_section("evidence", lines, apart=True)


def new_digests(document: DocumentText, passages: Sequence[Passage]) -> Edit:
    """Adds digests of passages that have none."""
    lines = "\n".join(f"  {p}: {document.digest(p)}" for p in passages)
    return lambda splice: splice.add_to_section("digests", lines) if lines else None


def more_in_entry(entry: Entry, names: Names, objects: Objects) -> Edit:
    """Adds the passages and statements of `entry` to the entry with its key."""

    def edit(splice: Splice) -> None:
        node = splice.value(splice.value(splice.root, "evidence"), entry.key)
        assert isinstance(node, YamlMapping)  # it has been read from this text
        for kind, passages in (("passages", entry.passages), ("anaphora", entry.anaphora)):
            if passages:
                items = [f"      - {passage}" for passage in passages]
                splice.add_items(node, kind, items, in_brackets=True)
        for wording in Wording:
            own = [s for s in entry.statements if s.wording is wording]
            if own:
                items = list(statement_items(own, names, objects))
                splice.add_items(node, wording, items, in_brackets=False)

    return edit


def without_entry(key: str) -> Edit:
    """Removes an entry, and the blank lines before it."""

    def edit(splice: Splice) -> None:
        section = splice.value(splice.root, "evidence")
        assert isinstance(section, YamlMapping)  # it has been read from this text
        found = next((name, value) for name, value in section.entries if name.text == key)
        start = len(splice.text[: found[0].start].rstrip())
        splice.replace(start, splice.end_of(found[1]), "")

    return edit


def with_proposal(key: str, proposal: Proposal) -> Edit:
    """Says of an entry who proposes it, and what became of it, in place of what was said before."""
    said = [f"by: {quoted(proposal.by)}", f"at: {proposal.at}", f"state: {proposal.state}"]
    if proposal.findings:
        said.append(f"findings: [{', '.join(map(_texts, proposal.findings))}]")
    if proposal.reason:
        said.append(f"reason: {quoted(proposal.reason)}")
    return _with_key(key, "proposal", f"{{{', '.join(said)}}}")


def _texts(texts: Texts) -> str:
    """Texts by language tag, or a single one without, as a value of YAML."""
    if "" in texts:
        return quoted(texts[""])
    return f"{{{', '.join(f'{tag}: {quoted(text)}' for tag, text in texts.items())}}}"


def with_review(key: str, review: Review) -> Edit:
    """Says of the entry with a key who has read it, in place of an earlier review."""
    written = f"{{by: {quoted(review.by)}, at: {review.at}, seal: {review.seal}}}"
    return _with_key(key, "review", written)


def _with_key(key: str, name: str, written: str) -> Edit:
    """Gives a key of an entry a value in braces, in place of an earlier one."""

    def edit(splice: Splice) -> None:
        node = splice.value(splice.value(splice.root, "evidence"), key)
        assert isinstance(node, YamlMapping)  # it has been read from this text
        old = splice.value(node, name)
        if old is None:
            splice.add_key(node, name, written)
        else:
            splice.replace(old.start, splice.end_of(old), written)

    return edit


def spelled_out(names: Names, prefixes: dict[str, str], before: Objects, after: Objects) -> Edit:
    """Names the object of each short statement that stood for one triple and now would for more."""

    def edit(splice: Splice) -> None:
        for owner, item, wording in list(_items(splice)):
            text = splice.text[item.start : item.end] if item.is_plain else item.text
            changed = text
            for statement in reversed(list(parse_statements(text, wording, prefixes))):
                meant = _only(statement, before)
                if meant is not None and _only(statement, after) is None:
                    changed = _with_object(changed, statement, names.term(meant))
            if changed != text:
                splice.rewrite_item(owner, item, changed)

    return edit


def _only(statement: Statement, objects: Objects) -> Term | None:
    """The one object that a statement without object stands for; None for no or several."""
    if statement.object is not None:
        return None
    known = objects(statement.subject, statement.predicate)
    candidates = [o for o in known if fits_language(o, statement.language)]
    return candidates[0] if len(candidates) == 1 else None


def _with_object(text: str, statement: Statement, term: str) -> str:
    start, end = statement.spans[2]
    if statement.language is None:
        return f"{text[:end]} {term}{text[end:]}"
    return text[:start] + term + text[end:]


def _items(splice: Splice) -> Iterator[tuple[Node, Scalar, Wording]]:
    entries = splice.value(splice.root, "evidence")
    for _, entry in entries.entries if isinstance(entries, YamlMapping) else ():
        for wording in Wording:
            value = splice.value(entry, wording)
            items: Iterable[Node | None] = value.items if isinstance(value, YamlList) else (value,)
            for item in items:
                if value is not None and isinstance(item, Scalar) and item.text:
                    yield value, item, wording


@dataclass(frozen=True)
class DigestState:
    """The digests of one file, compared with its document; None stands for the whole document."""

    file: EvidenceFile
    document: DocumentText
    missing: tuple[Passage | None, ...]
    wrong: tuple[Passage | None, ...]
    beyond: tuple[Passage, ...]
    """Passages that the document does not have."""
    idle: tuple[Passage, ...] = ()
    """Passages with a digest that no entry cites."""

    @property
    def is_sound(self) -> bool:
        """True if no digest is missing, wrong or there for nothing."""
        return not (self.missing or self.wrong or self.beyond or self.idle)

    @property
    def is_complete(self) -> bool:
        """True if there is nothing to fill in or to remove."""
        return not (self.missing or self.idle)


def files_to_digest(project: Project, paths: Sequence[Path]) -> Sequence[Path]:
    """The files of evidence that `paths` name, else all of the project; raises ProjectError."""
    for path in paths:
        if path.suffix.lower() not in EVIDENCE_EXTENSIONS:
            raise ProjectError(msg("{path}: not a file of evidence; those end in .yaml", path=path))
    if not paths and not project.evidence:
        raise ProjectError(
            msg("{root}: no evidence here; it stands in evidence/*.yaml", root=project.root)
        )
    return paths or project.evidence


def read_states(paths: Iterable[Path], settings: Settings, sources: Path) -> list[DigestState]:
    """The digests of those files that have a document, compared with the one in `sources`."""
    files = [read_evidence(path, settings) for path in paths]
    return [
        compare_digests(file, read_document(sources, file.document.file))
        for file in files
        if file.document is not None
    ]


def fill_digests(state: DigestState, settings: Settings) -> FileChange:
    """The file with the digests that it lacks and without idle ones; all else in it stays.

    Raises ProjectError if it has a form that they cannot be written into.
    """
    file = state.file

    passages = [p for p in state.missing if p is not None]

    def without_idle(splice: Splice) -> None:
        splice.remove_keys("digests", {str(passage) for passage in state.idle})

    def with_missing(splice: Splice) -> None:
        place = splice.value(splice.root, "document")
        if None in state.missing and isinstance(place, YamlMapping):
            splice.add_key(place, "sha256", state.document.sha256)
        new_digests(state.document, passages)(splice)

    edits = (without_idle, with_missing) if state.idle else (with_missing,)
    text = edited(file.path, file.text.text, *edits)
    used = {p: d for p, (d, _) in file.digests.items() if p not in state.idle}
    with suppress(GraphSyntaxError):
        read = parse_evidence(file.path, text.encode(), settings)
        kept = all(p in read.digests and read.digests[p][0] == d for p, d in used.items())
        if (
            kept
            and read.entries == file.entries
            and not compare_digests(read, state.document).missing
        ):
            return change_of_text(file.path, file.text.text, text)
    raise ProjectError(
        msg(
            "{path}: digests cannot be written there without changing what else it says; end each "
            "line with a line feed, and the file without a line `...`",
            path=file.path,
        )
    )


def compare_digests(file: EvidenceFile, document: DocumentText) -> DigestState:
    """Compares the digests of `file`, which has a document, with those of the text at hand."""
    recorded = file.document.sha256 if file.document else None
    length = len(document.text)
    beyond = tuple(p for p in file.passages if not p.start < p.end <= length)
    sound = [p for p in file.passages if p not in beyond]
    missing: list[Passage | None] = [p for p in sound if p not in file.digests]
    wrong: list[Passage | None] = [
        p for p in sound if p in file.digests and file.digests[p][0] != document.digest(p)
    ]
    if recorded is None:
        missing.insert(0, None)
    elif recorded != document.sha256:
        wrong.insert(0, None)
    cited = set(file.passages)
    idle = tuple(p for p in file.digests if p not in cited)
    return DigestState(file, document, tuple(missing), tuple(wrong), beyond, idle)
