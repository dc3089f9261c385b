"""Files and folders that seem to belong to the project but are not read.

A green report about the rest does not cover them. A folder of any name next to the parts of a
project counts if at least half of its files are RDF, so that the sources of a program with a
vocabulary among them do not. Shapes count anywhere if the project has none that it reads.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from schlaglicht.formats import GRAPH_EXTENSIONS, is_other_xml
from schlaglicht.ground.files import files_below, link_bounds, real_paths
from schlaglicht.i18n import Message, msg
from schlaglicht.project import (
    CONFIG_FILE,
    EVIDENCE_EXTENSIONS,
    QUESTION_EXTENSION,
    Project,
    question_files,
)
from schlaglicht.questions import read_question
from schlaglicht.rdf.well_known_prefixes import WELL_KNOWN
from schlaglicht.suggest import Cutoff, nearest
from schlaglicht.validation.report import Place, ValidationResult
from schlaglicht.validation.rules import found

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
    if len(unread) < len(rdf):  # other files of the folder are read
        return UnreadFile(first, "ending")
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


def check_unread_files(inputs: Inputs) -> list[ValidationResult]:
    """A result for each file and folder of which nothing is read, though it was meant to be."""
    project = inputs.project
    results = [
        _result("file-unread", unread, _UNREAD[unread.reason])
        for unread in (*unread_files(project), *_empty_files(inputs), *_empty_evidence(inputs))
    ]
    folder = project.root / "data"
    if project.whole and folder.is_dir() and not project.data:
        results.append(_result("nothing-checked", UnreadFile(folder, "folder"), _NO_DATA))
    return results


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
        if path not in filled and (len(inputs.data.graph) or not path.stat().st_size):
            yield UnreadFile(path, "empty")


def _empty_evidence(inputs: Inputs) -> Iterator[UnreadFile]:
    for file in inputs.evidence:
        if not (file.entries or file.document or file.sources):
            yield UnreadFile(file.path, "no evidence")


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
    for part in _PARTS:
        for path in _files_in(root / part, root):
            if path not in read and (reason := _reason_in(part, path)):
                yield UnreadFile(path, reason)


def _folders(root: Path, read: set[Path]) -> Iterator[UnreadFile]:
    """Folders next to the parts whose names are similar to theirs."""
    for folder in sorted(_children(root)):
        part = _meant_by(folder.name)
        if part is None or not folder.is_dir() or _is_same(folder, root / part):
            continue
        reasons = {path: _reason_in(part, path) for path in _files_in(folder, root)}
        unread = [path for path, reason in reasons.items() if reason not in (None, "answer")]
        if unread and read.isdisjoint(unread):
            yield UnreadFile(unread[0], "folder", folder.name, part, len(unread))


def _other_folders(project: Project, read: set[Path]) -> Iterator[UnreadFile]:
    """RDF in folders of any other name."""
    root = project.root
    lacks_shapes = not project.shapes and not any(map(names_shacl, project.graph_files))
    bounds = link_bounds(root)
    for folder in sorted(path for path in _children(root) if path.is_dir() and bounds.allow(path)):
        if _meant_by(folder.name) or any(_is_same(folder, root / part) for part in _PARTS):
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


def _children(folder: Path) -> Iterator[Path]:
    return (path for path in folder.iterdir() if not path.name.startswith("."))


def _meant_by(name: str) -> str | None:
    """The part of a project probably meant by a folder's name."""
    if name in _PARTS:
        return None
    bare = name.lower()
    for part, others in _PARTS.items():
        if bare in others or nearest(bare, [part], Cutoff.KEYWORD):
            return part
    return None


def _reason_in(part: str, path: Path) -> str | None:
    """The reason why a file in a part of the project is wrongly unread; None if it is fine.

    Expected answers lie next to the questions, and some are RDF.
    """
    if path.name.startswith("."):
        return None
    if path.is_symlink() and not path.exists():
        return "link"
    if part == "queries":
        if path.suffix.lower() in _QUERIES:
            return "question"
        return "answer" if is_lost_answer(path) else None
    if part == "evidence" and path.suffix.lower() in EVIDENCE_EXTENSIONS:
        return "evidence"
    return _reason(path) or ("ending" if _is_jsonld(path) else None)


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
    return found(code, Place(unread.path), *(text.filled(**fields) for text in texts))
