"""Files, folders and cells of tables that seem to belong to the project but are not read.

A green report about the rest does not cover them. A folder of any name next to the parts of a
project counts if at least half of its files are RDF, so that the sources of a program with a
vocabulary among them do not. Shapes count anywhere if the project has none that it reads.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import asdict, dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from schlaglicht.formats import GRAPH_EXTENSIONS, JSONLD, graph_format_of, is_other_xml
from schlaglicht.ground.files import files_below, link_bounds, real_paths
from schlaglicht.i18n import Message, msg
from schlaglicht.project import EVIDENCE_EXTENSIONS, QUESTION_EXTENSION, Project, question_files
from schlaglicht.questions import read_question
from schlaglicht.rdf.well_known_prefixes import WELL_KNOWN
from schlaglicht.settings.project_settings import CONFIG_FILE
from schlaglicht.suggest import Cutoff, nearest
from schlaglicht.validation.report import Place, Severity, ValidationResult
from schlaglicht.validation.rules import result_of

if TYPE_CHECKING:
    from schlaglicht.validation.inputs import Inputs


_FOR_PEOPLE = {
    "doc", "docs", "documentation", "example", "examples", "fixture", "fixtures", "sample",
    "samples", "test", "testdata", "tests",
}  # fmt: skip
"""Folders whose RDF is about the project, not part of it."""

_MADE = {"_site", "build", "dist", "out", "output", "public", "release", "releases", "site"}
"""Folders of what is made from the project."""

_INSTALLED = {"__pycache__", "env", "node_modules", "site-packages", "vendor", "venv"}
"""Folders of other people's files."""

_MOST_FILES = 10_000
"""Files of a folder that are counted."""

_HEAD = 65_536
"""Bytes of a file that are enough to recognise its kind."""

_SHACL = WELL_KNOWN["sh"].encode()


def find_unread(folder: Path, read: AbstractSet[Path], *, lacks_shapes: bool) -> UnreadFile | None:
    """Unread RDF in a folder next to the project's own; None if leaving it unread is right.

    `read` are the files of the project, `lacks_shapes` is true if none of them may have shapes.
    """
    if _is_foreign(folder):
        return None
    files = list(islice(_files_below(folder), _MOST_FILES))
    rdf = list(filter(_reason, files))
    unread = [path for path in rdf if path not in read]
    apart = folder.name.lower() in _FOR_PEOPLE | _MADE or 2 * len(rdf) < len(files)
    if not unread or (apart and not lacks_shapes):
        return None
    shapes = next(filter(names_shacl, unread), None)
    if apart and not shapes:
        return None
    first, part = shapes or unread[0], "shapes" if shapes else "data"
    # Other files of the folder are read, or would not be read elsewhere either.
    unknown = sum(_reason(path) == "ending" for path in unread)
    if len(unread) < len(rdf) or unknown == len(unread):
        reason = "endings" if unknown > 1 else "ending"
        return UnreadFile(first, reason, folder.name, count=max(unknown, 1))
    return UnreadFile(first, "folder", folder.name, part, len(unread))


def _files_below(folder: Path) -> Iterator[Path]:
    """The files below a folder, without those of hidden, installed and other projects' folders."""
    for here, names, files in os.walk(folder):
        names[:] = sorted(name for name in names if not _is_foreign(Path(here, name)))
        yield from (Path(here, name) for name in sorted(files) if not name.startswith("."))


def _is_foreign(folder: Path) -> bool:
    """True if a folder is hidden, unreadable, of installed files, or a project of its own."""
    if folder.name.startswith(".") or folder.name.lower() in _INSTALLED:
        return True
    with suppress(PermissionError):
        return any((folder / name).exists() for name in (CONFIG_FILE, "pyvenv.cfg"))
    return True


def names_shacl(path: Path) -> bool:
    """True if the beginning of a file has the namespace of SHACL."""
    return _SHACL in beginning(path)


def beginning(path: Path) -> bytes:
    """The first bytes of a file, enough to recognise its kind; none if it cannot be read."""
    try:
        if not path.is_file():  # reading a pipe would wait
            return b""
        with path.open("rb") as file:
            return file.read(_HEAD)
    except OSError:
        return b""


_ANSWERS = (".tsv", ".ttl")
_BOOLEAN = re.compile(rb'"boolean"\s*:\s*(?:true|false)')
"""Matches what an expected answer to ASK has; other JSON is something else."""


def is_lost_answer(path: Path) -> bool:
    """True for an expected answer, to any form of query, without its question."""
    is_boolean = path.suffix == ".json" and _BOOLEAN.search(beginning(path))
    return bool(is_boolean or path.suffix in _ANSWERS) and not _has_question(path)


def _has_question(answer: Path) -> bool:
    """True if an expected answer belongs to a question, or to an example in its header."""
    if answer.with_suffix(QUESTION_EXTENSION).exists():
        return True
    name, _, example = answer.stem.rpartition(".")
    question = answer.with_name(f"{name}{QUESTION_EXTENSION}")
    if not example or not question.is_file():
        return False
    return example in {each.name for each in read_question(question).header.examples}


_SETTINGS = Path(CONFIG_FILE).stem
_OF_SETTINGS = {"toml", "yaml", "yml", "ini", "cfg", "conf", "toml.txt"}
"""Endings of files of settings; reports of a validation are called `schlaglicht.json`."""


def is_misnamed_settings(path: Path) -> bool:
    """True for `Schlaglicht.toml`, `schlaglicht.yaml`, `.schlaglicht.toml` and similar names."""
    stem, _, ending = path.name.lstrip(".").partition(".")
    return (
        path.name != CONFIG_FILE
        and ending.lower() in _OF_SETTINGS
        and nearest(stem, [_SETTINGS], Cutoff.KEYWORD) is not None
        and not _is_same(path, path.with_name(CONFIG_FILE))
    )


def is_misnamed_evidence(path: Path) -> bool:
    """True for `Evidence.yaml`, `evidences.yml` and similar names."""
    return (
        path.suffix.lower() in EVIDENCE_EXTENSIONS
        and nearest(path.stem, ["evidence"], Cutoff.KEYWORD) is not None
    )


_PARTS: Mapping[str, tuple[str, ...]] = {
    "data": ("dataset", "datasets", "instances", "rdf", "triples", "ttl", "turtle"),
    "ontology": ("ontologies", "owl", "vocab", "vocabularies", "vocabulary"),
    "shapes": ("constraints", "shacl", "shape"),
    "queries": ("query", "questions", "sparql"),
    "evidence": (),
}
"""The folders of a project, and other names in use for the same."""

_FOREIGN = re.compile(
    r"\.(?:n3|turtle|ntriples|nquads|trix|rdfs|owx|ofn|omn|obo|hdt|shacl|shaclc|shc|json-ld|rj"
    r"|ndjsonld|ndjson-ld|yamlld|yaml-ld|cborld)$"
    r"|\.(?:jsonld|nq|nt|owl|rdf|trig|ttl)\.(?:bz2|gz|txt|xz|zip|zst)$",
    re.IGNORECASE,
)
"""Endings of RDF files that are not read here."""

_QUERIES = (QUESTION_EXTENSION, ".sparql")
_JSONLD = re.compile(rb"""["']@(?:context|graph|id|type)["']\s*:|application/ld\+json""")
_MAY_BE_JSONLD = (".json", ".jsonl", ".ndjson", ".yaml", ".yml", ".html", ".htm", ".xhtml")
"""Endings of files that may be JSON-LD or contain it; what is in them tells."""

_RDF = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:\s|#[^\n]*\n)*+(?:@prefix\s|@base\s|(?i:prefix)\s+\S*:\s*<|(?i:base)\s*<"
    rb"|(?:<[^<>\s]*>|_:\S+)\s+(?:<[^<>\s]+>|a)\s+[<_\"]|\$HDT"
    rb"|<(?s:.{0,2000}?)http://www\.w3\.org/1999/02/22-rdf-syntax-ns#"
    rb"|[{\[](?s:.{0,2000}?)\"@(?:context|graph|id|type)\"\s*:)"
)
"""Matches the beginning of RDF: Turtle and its relatives, HDT, RDF/XML, JSON-LD."""

_ZIP, _GZIP = b"PK\x03\x04", b"\x1f\x8b"
_DAMAGED = (OSError, EOFError, ValueError, NotImplementedError, zipfile.BadZipFile, zlib.error)
"""The errors of archives whose content is not as their beginning says."""

_OF_SYSTEM = (
    ".git", ".gitattributes", ".gitignore", ".gitkeep", ".gitmodules", ".hgignore", ".keep",
    ".DS_Store", "._*", ".directory", "Thumbs.db", "desktop.ini",
    ".#*", ".~lock.*#", ".fuse_hidden*", ".nfs*",
    "AUTHORS*", "CHANGELOG*", "CITATION*", "COPYING*", "LICENCE*", "LICENSE*", "NOTICE*", "README*",
)  # fmt: skip
"""Names of files that belong in any folder: to version control, file managers, locks, people."""


class Verdict(StrEnum):
    """The fate of a file below a part of a project: there is no other."""

    READ = "read"
    OF_SYSTEM = "of the system"
    PLACE = "place"
    ENDING = "ending"
    QUESTION = "question"
    ANSWER = "answer"
    EVIDENCE = "evidence"
    LINK = "link"
    BEGINNING = "beginning"
    """RDF by its beginning, but not by its name."""
    OTHER = "other"


_SILENT = frozenset({Verdict.READ, Verdict.OF_SYSTEM})
_BY_ENDING = frozenset({Verdict.BEGINNING, Verdict.OTHER})
"""Those that are told once for all files of one ending."""
_MILDER = {"beginning": Severity.WARNING, "other": Severity.INFO}

_UNREAD = {
    "place": (
        msg(
            "this file is not read: besides data.* and data/, only ontology/, shapes/, queries/ "
            "count"
        ),
        msg("put it into data/, ontology/ or shapes/"),
    ),
    "ending": (
        msg("this file is not read: the ending {ending} is unknown here"),
        msg("convert or unpack it; known: {endings}"),
    ),
    "endings": (
        msg("{folder}/ has files that are not read: an ending is unknown here (files: {count})"),
        msg("convert or unpack it; known: {endings}"),
    ),
    "beginning": (
        msg("begins like RDF, but is not read: {names} is not a name for RDF (files: {count})"),
        msg("give it the ending of its format, or move it out of {part}/; known: {endings}"),
    ),
    "other": (
        msg("nothing in {part}/ reads {names} (files: {count})"),
        msg("move it out of {part}/, or say in the settings why it is there"),
    ),
    "empty": (
        msg("this file contains no triples"),
        msg("restore its content, or remove the file"),
    ),
    "question": (
        msg("this question is not asked: only queries/*.rq is read"),
        msg("put it into queries/ as .rq"),
    ),
    "answer": (
        msg("there is no question for this expected answer"),
        msg("restore the question of the same name (.rq), or its example, or remove the file"),
    ),
    "settings": (
        msg("this file is not read: settings are in {config}, or in pyproject.toml"),
        msg("call it {config}, or remove it"),
    ),
    "evidence": (
        msg("this file is not read: evidence is in evidence/ or evidence.yaml"),
        msg("put it into evidence/"),
    ),
    "no evidence": (
        msg("this file contains no evidence"),
        msg("restore its content, or remove the file"),
    ),
    "link": (
        msg("this link leads nowhere: what it was to add is not read"),
        msg("restore its target, or remove it"),
    ),
    "folder": (
        msg("the folder {folder}/ is not read (files: {count})"),
        msg("call the folder {part}/, or put the files there"),
    ),
    "project": (
        msg("{folder}/ is a separate project: its settings and questions are not read here"),
        msg("validate it on its own: schlaglicht validate {folder}"),
    ),
}
"""Message and help for each reason."""
_NO_DATA = (
    msg("the folder for the data contains no RDF: there is nothing to check"),
    msg("restore the data (a submodule of git?), or remove the folder"),
)


@dataclass(frozen=True)
class UnreadFile:
    """A file that is not read, or the first of those in a folder, and the reason."""

    path: Path
    reason: str
    """Key of the message in `_UNREAD`."""
    folder: str = ""
    """The folder meant as a part of the project, or that is a project itself."""
    part: str = ""
    """The part that `folder` was meant to be."""
    count: int = 1
    names: str = ""
    """What the names of several such files have in common."""


def check_unread_files(inputs: Inputs) -> list[ValidationResult]:
    """A result for each file and folder of which nothing is read, though it was meant to be."""
    project = inputs.project
    evidence = (
        file for file in inputs.evidence if not (file.entries or file.document or file.sources)
    )
    idle = (UnreadFile(file.path, "no evidence") for file in evidence)
    results = [
        _result("file-unread", unread, _UNREAD[unread.reason])
        for unread in (*unread_files(project), *_empty_files(inputs), *idle)
    ]
    folder = project.root / "data"
    if project.whole and folder.is_dir() and not project.data:
        results.append(_result("nothing-checked", UnreadFile(folder, "folder"), _NO_DATA))
    return results


def check_tables(inputs: Inputs) -> Iterator[ValidationResult]:
    """Results for tables that have changed, and for cells that are in no statement."""
    from schlaglicht.tabular.project_files import cells_left_out, changed_tables, command_for

    root = inputs.project.root
    for table, made, command in changed_tables(root, {*inputs.project.data}):
        text = msg("the table, or its mapping, is not the one that {file} was made from")
        changed = text.filled(file=made.relative_to(root).as_posix())
        helps = msg("to bring the data up to date, run: {command}", command=command)
        yield result_of("table-changed", Place(table), changed, helps)
    base = inputs.project.settings.base or ""
    for described, thing, said in cells_left_out(root, {*inputs.project.data}, base):
        command = command_for(described.url, root)
        helps = msg("correct or empty them, and run: {command}", command=command)
        place = Place(root / described.url)
        yield result_of("cells-left-out", place, said, helps, focus_node=thing)


def _empty_files(inputs: Inputs) -> Iterator[UnreadFile]:
    """Files of data or ontology without triples, next to others with some.

    Not those with dropped keys, which are a result of their own.
    """
    if not len(inputs.data_graph.graph):
        return
    parts = (inputs.data.positions, inputs.ontology.positions)
    filled = {file.path for part in parts for file in part.files if file.triples}
    filled.update(key.path for part in parts for key in part.dropped)
    for path in (*inputs.project.data, *inputs.project.ontology):
        # Without any data, one with prefixes alone waits for its data.
        is_lost = path not in filled and (len(inputs.data.graph) or not path.stat().st_size)
        if is_lost and not _is_context(path):
            yield UnreadFile(path, "empty")


def _is_context(path: Path) -> bool:
    """True for a context of JSON-LD, which other files name."""
    with suppress(ValueError, RecursionError):
        content = json.loads(path.read_bytes()) if graph_format_of(path) is JSONLD else None
        return isinstance(content, dict) and content.keys() == {"@context"}
    return False


def unread_files(project: Project) -> Iterator[UnreadFile]:
    """Files and folders that are not read, where `project` is all of its folder."""
    if project.whole:
        read = _without_links(project, (*project.graph_files, *project.queries, *project.evidence))
        yield from _files(project.root, read)
        yield from _folders(project.root, read)
        yield from _other_folders(project, read)
        yield from _projects(project)


def _without_links(project: Project, read: tuple[Path, ...]) -> set[Path]:
    """The files, also by their places in the project that links to them or above them lead to."""
    own = Path(os.path.realpath(project.root))
    real = (path for _, path in real_paths(read) if path.is_relative_to(own))
    return {*read, *(project.root / path.relative_to(own) for path in real)}


def _files(root: Path, read: set[Path]) -> Iterator[UnreadFile]:
    """Unread files directly in the project's folder or in one of its parts."""
    for path in sorted(root.iterdir()):
        if path not in read and not path.is_dir() and (reason := _reason_outside(path)):
            yield UnreadFile(path, reason)
    real = {os.path.realpath(path) for path in read}
    for part in _PARTS:
        alike: defaultdict[tuple[Verdict, str], list[Path]] = defaultdict(list)
        for path in _files_in(root / part, root):
            verdict = verdict_on(path, part, real)
            if verdict in _BY_ENDING:
                alike[verdict, f"*{path.suffix}" if path.suffix else path.name].append(path)
            elif verdict not in _SILENT:
                yield UnreadFile(path, verdict)
        for (verdict, names), paths in alike.items():
            yield UnreadFile(paths[0], verdict, part=part, count=len(paths), names=names)


def _folders(root: Path, read: set[Path]) -> Iterator[UnreadFile]:
    """Folders next to the parts whose names are similar to theirs."""
    for folder in sorted(root.iterdir()):
        part = _meant_by(folder.name.lstrip("."), hidden=folder.name.startswith("."))
        if part is None or not folder.is_dir() or _is_same(folder, root / part):
            continue
        verdicts = {path: verdict_on(path, part, frozenset()) for path in _files_in(folder, root)}
        beside = {*_SILENT, Verdict.ANSWER, Verdict.OTHER}
        unread = [path for path, verdict in verdicts.items() if verdict not in beside]
        if unread and read.isdisjoint(unread):
            yield UnreadFile(unread[0], "folder", folder.name, part, len(unread))


def _other_folders(project: Project, read: set[Path]) -> Iterator[UnreadFile]:
    """RDF in folders of any other name."""
    root = project.root
    lacks_shapes = not project.shapes and not any(map(names_shacl, project.graph_files))
    bounds = link_bounds(root)
    for folder in sorted(path for path in root.iterdir() if path.is_dir() and bounds.allow(path)):
        if (
            folder.name.startswith(".")
            or _meant_by(folder.name)
            or any(_is_same(folder, root / part) for part in _PARTS)
        ):
            continue
        if unread := find_unread(folder, read, lacks_shapes=lacks_shapes):
            yield unread


def _projects(project: Project) -> Iterator[UnreadFile]:
    """Settings and questions of a project within the data, which are not read from here."""
    below = {folder for path in project.data for folder in path.parents} - {project.root}
    for folder in sorted(folder for folder in below if folder.is_relative_to(project.root)):
        files = (folder / CONFIG_FILE, *question_files(folder / "queries"))
        own = [path for path in files if path.is_file()]
        if own:
            yield UnreadFile(own[0], "project", project.display(folder), count=len(own))


def _files_in(folder: Path, root: Path) -> list[Path]:
    """The files below a folder, as far as no link leads out of the project."""
    bounds = link_bounds(root)
    if not bounds.allow(folder):
        return []
    return sorted(files_below(folder, bounds=bounds, skip=lambda path: not bounds.allow(path)))


def _is_same(path: Path, other: Path) -> bool:
    """True if both are one, because case does not count in names or one is a link."""
    return path.exists() and other.exists() and path.samefile(other)


def _meant_by(name: str, *, hidden: bool = False) -> str | None:
    """The part of a project probably meant by a folder's name, less its dot if it is `hidden`."""
    if name in _PARTS or hidden:
        return name if hidden and name in _PARTS else None
    bare = name.lower()
    for part, others in _PARTS.items():
        if bare in others or nearest(bare, [part], Cutoff.KEYWORD):
            return part
    return None


def verdict_on(path: Path, part: str, read: AbstractSet[str]) -> Verdict:
    """The fate of a file below a part of the project; `read` are real paths of those read.

    Expected answers lie next to the questions, and some are RDF.
    """
    if os.path.realpath(path) in read:
        return Verdict.READ
    if any(fnmatchcase(path.name, pattern) for pattern in _OF_SYSTEM):
        return Verdict.OF_SYSTEM
    if path.is_symlink() and not path.exists():  # a hidden one is a lock of an editor
        return Verdict.OF_SYSTEM if path.name.startswith(".") else Verdict.LINK
    suffix = path.suffix.lower()
    if part == "queries":
        if suffix in _QUERIES:
            return Verdict.QUESTION
        if is_lost_answer(path):
            return Verdict.ANSWER
        return Verdict.READ if _has_question(path) else Verdict.OTHER
    if part == "evidence" and suffix in EVIDENCE_EXTENSIONS:
        return Verdict.EVIDENCE
    if reason := _reason(path) or ("ending" if _is_jsonld(path) else None):
        return Verdict(reason)
    return Verdict.BEGINNING if begins_like_rdf(path) else Verdict.OTHER


def begins_like_rdf(path: Path) -> bool:
    """True if the first bytes of a file are those of RDF, in an archive those of a member."""
    head = beginning(path)
    with suppress(*_DAMAGED):
        if head.startswith(_GZIP):
            head = gzip.GzipFile(fileobj=BytesIO(head)).read1(_HEAD)
        elif head.startswith(_ZIP):
            names = zipfile.ZipFile(path).namelist()
            return any(Path(name).suffix.lower() in GRAPH_EXTENSIONS for name in names)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "replace").encode()
    return _RDF.match(head) is not None


def _reason_outside(path: Path) -> str | None:
    """The same for a file outside the parts, where JSON-LD such as codemeta.json is common."""
    if is_misnamed_settings(path):
        return "settings"
    if path.name.startswith("."):
        return None
    if is_misnamed_evidence(path):
        return "evidence"
    return _reason(path) or ("ending" if path.stem in _PARTS and _is_jsonld(path) else None)


def _reason(path: Path) -> str | None:
    if path.suffix.lower() in GRAPH_EXTENSIONS:
        return None if is_other_xml(path) else "place"
    return "ending" if _FOREIGN.search(path.name) else None


def _is_jsonld(path: Path) -> bool:
    may_be = path.suffix.lower() in _MAY_BE_JSONLD
    return may_be and _JSONLD.search(beginning(path)) is not None


def _result(code: str, unread: UnreadFile, texts: tuple[Message, Message]) -> ValidationResult:
    fields = {
        **asdict(unread),
        "ending": unread.path.suffix,
        "endings": ", ".join(sorted(GRAPH_EXTENSIONS)),
        "config": CONFIG_FILE,
    }
    said, helps = (text.filled(**fields) for text in texts)
    return result_of(code, Place(unread.path), said, helps, severity=_MILDER.get(unread.reason))
