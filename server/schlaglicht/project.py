"""Projects: which files are their data, ontology, shapes, questions and evidence.

A project is a folder laid out by convention, or any RDF files:

    data.ttl  data/     the instances
    ontology/           the terms
    shapes/             the constraints
    queries/            the questions, one .rq file each
    evidence/           the evidence of the data, as .yaml; or evidence.yaml
    schlaglicht.toml    the settings (or [tool.schlaglicht] in pyproject.toml); optional

In a folder without `data.*` and `data/`, every RDF file outside the other folders is data.
"""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, islice
from pathlib import Path

from schlaglicht.errors import ProjectError
from schlaglicht.formats import GRAPH_EXTENSIONS, is_other_xml
from schlaglicht.ground.files import files_below, is_folder, link_bounds, real_paths
from schlaglicht.rdf.iris import RELATIVE, bare_iri, file_iri
from schlaglicht.settings.project_settings import CONFIG_FILE, Settings, read_settings

_PARTS = ("ontology", "shapes", "queries")
"""Folders of a project that hold no data."""

QUESTION_EXTENSION = ".rq"
"""The extension of a question's file."""

EVIDENCE_EXTENSIONS = (".yaml", ".yml")
"""The extensions of a file of evidence."""


@dataclass(frozen=True)
class Project:
    """The files of one project, each list sorted by path, and its settings."""

    root: Path
    data: tuple[Path, ...]
    ontology: tuple[Path, ...] = ()
    shapes: tuple[Path, ...] = ()
    queries: tuple[Path, ...] = ()
    evidence: tuple[Path, ...] = ()
    settings: Settings = field(default_factory=Settings)
    whole: bool = False
    """True if the project is its whole folder, not just some files of it."""
    patch: Path | None = None
    """A file of data that is elsewhere and judged as if it lay in the project's folder."""

    @property
    def graph_files(self) -> tuple[Path, ...]:
        """Every RDF file of the project: data, ontology, shapes."""
        return self.data + self.ontology + self.shapes

    def base_of(self, path: Path) -> str:
        """The IRI that relative IRIs of a file resolve against: its place in the project.

        It is the project's `base`, else `file:///`, and the path below the project's folder, so no
        folder of this machine is in it. Where files lie outside of that folder, below the folder
        that holds them all.
        """
        below = Path(os.path.abspath(path if path != self.patch else self.root / path.name))  # noqa: PTH100
        place = file_iri(below.relative_to(self._top))
        base = self.settings.base
        return f"{bare_iri(base)}/{place.removeprefix(RELATIVE)}" if base else place

    @cached_property
    def _top(self) -> str:
        """The folder that holds the project's own and every RDF file."""
        files = (path for path in self.graph_files if path != self.patch)
        folders = (self.root, *(path.parent for path in files))
        return os.path.commonpath([os.path.abspath(folder) for folder in folders])  # noqa: PTH100

    def display(self, path: Path) -> str:
        """`path` for people and diagnostics: relative to the project if possible."""
        try:
            return path.relative_to(self.root).as_posix()
        except ValueError:
            return str(path)


def open_project(
    paths: Sequence[Path] = (), *, folder: Path | None = None, needs_graph: bool = True
) -> Project:
    """The project at `paths`; without paths the one in `folder`, else the shipped graph.

    A folder is a project if it is laid out as one, or holds RDF, itself or directly below.
    A path is a project's folder, one of its parts (a folder called `ontology`, `shapes` or
    `queries`, or an RDF file in one), or any other RDF file or folder of them: data. The first
    folder among several paths gives the root and the settings. Unless it `needs_graph`, a folder
    of settings or questions alone is a project too.
    Raises ProjectError if a path is invalid, missing or not RDF, or a setting is wrong.
    """
    if not paths:
        here = folder or Path.cwd()
        return _open_folder(here if _is_project(here) else shipped_folder())
    projects = [
        _open_folder(path, needs_graph=needs_graph) if is_folder(path) else _open_file(path)
        for path in paths
    ]
    return projects[0] if len(projects) == 1 else _join(paths, projects)


def shipped_folder() -> Path:
    """The folder of the graph shipped with Schlaglicht: in the wheel, or the checkout."""
    package = Path(__file__).parent
    in_wheel = package / "shipped"
    return in_wheel if in_wheel.is_dir() else package.parent.parent


def _is_project(folder: Path) -> bool:
    if _is_laid_out(folder):
        return True
    below = (path for path in folder.glob("*") if path.is_dir() and not _is_apart(path, folder))
    return any(_is_loose_data(path) for place in (folder, *below) for path in place.glob("*"))


def _is_laid_out(folder: Path) -> bool:
    if any((folder / name).exists() for name in ("data", *_PARTS, CONFIG_FILE)):
        return True
    return any(_is_graph_file(path) for path in folder.glob("data.*"))


def _open_folder(root: Path, *, needs_graph: bool = True) -> Project:
    part = root.resolve().name
    if part in _PARTS and not _is_laid_out(root):
        return _open_part(root, part)
    _require_folders(root)
    project = Project(
        root,
        _data_files(root),
        _graph_files(root, "ontology"),
        _graph_files(root, "shapes"),
        question_files(root / "queries"),
        _evidence_files(root),
        read_settings(root),
        whole=True,
    )
    _require_inside(project)
    if not project.graph_files and (needs_graph or not _is_laid_out(root)):
        near = islice(chain(root.glob("*"), root.glob("*/*")), _MOST_LOOKED_AT)
        packed = next((path.name for path in near if _PACKED.search(path.name)), None)
        raise ProjectError(
            f"{root}: no RDF here; "
            + (f"unpack files like {packed}; " if packed else "")
            + "expected data.ttl, data/, ontology/, shapes/ "
            f"or a file ending in {', '.join(sorted(GRAPH_EXTENSIONS))}"
        )
    return project


_MOST_LOOKED_AT = 1_000
_PACKED = re.compile(r"\.(?:jsonld|nq|nt|owl|rdf|trig|ttl)\.(?:bz2|gz|xz|zip|zst)$|\.zip$")


def _open_part(folder: Path, part: str) -> Project:
    """The project that a folder called `ontology`, `shapes` or `queries` is a part of."""
    root = folder.parent if folder.name == part else folder.resolve().parent
    files = question_files(folder) if part == "queries" else _graph_files(root, part)
    project = _part_project(part, files, root, read_settings(root))
    _require_inside(project)
    return project


def _part_project(part: str, files: tuple[Path, ...], root: Path, settings: Settings) -> Project:
    return Project(
        root,
        data=(),
        ontology=files if part == "ontology" else (),
        shapes=files if part == "shapes" else (),
        queries=files if part == "queries" else (),
        settings=settings,
    )


def _open_file(path: Path) -> Project:
    if not path.exists():
        raise ProjectError(f"{path}: no such file or folder")
    if not _is_graph_file(path):
        raise ProjectError(
            f"{path}: not an RDF file by its name; "
            f"known endings: {', '.join(sorted(GRAPH_EXTENSIONS))}"
        )
    part = path.resolve().parent.name
    if part in ("ontology", "shapes"):
        return _part_project(part, (path,), path.parent, Settings())
    return Project(path.parent, data=(path,))


def _join(paths: Sequence[Path], projects: Sequence[Project]) -> Project:
    folders = [project for path, project in zip(paths, projects, strict=True) if path.is_dir()]
    root = (folders or projects)[0]

    def all_of(name: str) -> tuple[Path, ...]:
        found = dict.fromkeys(path for p in projects for path in getattr(p, name))
        once = set(_sorted_files(found))
        return tuple(path for path in found if path in once)

    return Project(
        root.root,
        all_of("data"),
        all_of("ontology"),
        all_of("shapes"),
        all_of("queries"),
        all_of("evidence"),
        root.settings,
    )


def would_be_read(path: Path, folder: Path) -> bool:
    """True if a file called `path` would be among those that `open_project` finds in `folder`.

    A file called `.xml` counts as XML of another kind.
    """
    path, root = path.resolve(), folder.resolve()
    if not path.is_relative_to(root):
        return False
    if root.name in _PARTS and not _is_laid_out(root):
        root = root.parent
    place, suffix = path.relative_to(root).parts[:-1], path.suffix.lower()
    if suffix in EVIDENCE_EXTENSIONS:
        return place[:1] == ("evidence",) or (not place and path.stem == "evidence")
    if suffix not in GRAPH_EXTENSIONS or suffix == ".xml":
        return suffix == QUESTION_EXTENSION and place == ("queries",)
    if place[:1] in (("data",), ("ontology",), ("shapes",)):
        return True
    if not place and path.name.startswith("data."):
        return True
    apart = any(_is_apart(above, root) for above in path.parents if root in above.parents)
    return not apart and not path.name.startswith(".") and not _laid_out_data(root)


def _require_folders(root: Path) -> None:
    """Raises ProjectError for a file where a folder with a part of the project belongs."""
    for place in (root / name for name in ("data", "evidence", *_PARTS)):
        if place.exists() and not place.is_dir():
            raise ProjectError(
                f"{place}: not a folder, so nothing is read here; move it into a folder "
                f"called {place.name}, or rename it"
            )


def _require_inside(project: Project) -> None:
    """Raises ProjectError for a file that is a link out of the project."""
    answers = (file for question in project.queries for file in files_of(question))
    link_bounds(project.root).require((*project.graph_files, *project.evidence, *answers))


def _data_files(root: Path) -> tuple[Path, ...]:
    laid_out = _laid_out_data(root)
    if laid_out:
        return laid_out
    bounds = link_bounds(root)
    files = files_below(root, bounds=bounds, skip=lambda path: _is_apart(path, root))
    return _sorted_files(path for path in files if _is_loose_data(path))


def _laid_out_data(root: Path) -> tuple[Path, ...]:
    named = _sorted_files(path for path in root.glob("data.*") if _is_rdf(path))
    return _graph_files(root, "data") + named


def _evidence_files(root: Path) -> tuple[Path, ...]:
    named = (root / f"evidence{extension}" for extension in EVIDENCE_EXTENSIONS)
    below = files_below(root / "evidence", bounds=link_bounds(root))
    found = (path for path in below if path.suffix.lower() in EVIDENCE_EXTENSIONS)
    return _sorted_files(filter(_is_file, (*found, *named)))


def question_files(folder: Path) -> tuple[Path, ...]:
    """The questions directly in a folder."""
    files = (path for path in folder.glob("*") if path.suffix.lower() == QUESTION_EXTENSION)
    return _sorted_files(filter(_is_file, files))


def files_of(question: Path) -> tuple[Path, ...]:
    """A question's file, and next to it those with expected answers."""
    found = question.parent.glob(f"{glob.escape(question.stem)}.*")
    return _sorted_files(filter(_is_file, found))


def _files_of_all(questions: Sequence[Path]) -> Iterator[Path]:
    """Files of all questions, as `files_of` gives them, by one look at each folder."""
    stems = {(question.parent, question.stem) for question in questions}
    for folder in dict.fromkeys(question.parent for question in questions):
        for path in _sorted_files(filter(_is_file, folder.glob("*"))):
            ends = (at for at, character in enumerate(path.name) if character == ".")
            if any((folder, path.name[:at]) in stems for at in ends):
                yield path


def files_read(project: Project) -> Iterator[Path]:
    """Every file that a project is read from, including settings files that do not exist."""
    yield from project.graph_files
    yield from project.evidence
    yield from _files_of_all(project.queries)
    of_site = project.settings.site.files
    yield from (project.root / name for name in (CONFIG_FILE, "pyproject.toml", *of_site))


def tables_read(project: Project) -> Iterator[Path]:
    """The mappings beside a project, and the tables of those that its data is made from."""
    mappings = sorted(project.root.glob("*-metadata.json"))
    if mappings:
        from schlaglicht.tabular.project_files import tables_behind

        yield from mappings
        yield from (path for _, path in tables_behind(project.root, {*project.data}))


def _is_graph_file(path: Path) -> bool:
    """True if a path is RDF by its name."""
    return path.suffix.lower() in GRAPH_EXTENSIONS and _is_file(path)


def _is_file(path: Path) -> bool:
    """True for a file, or a broken link, so that it is not missed; a pipe would be waited for."""
    try:
        # A hidden one is a lock of an editor.
        lost = path.is_symlink() and not path.exists() and not path.name.startswith(".")
        return path.is_file() or lost
    except PermissionError:
        return True  # reading it will report the error


def _is_rdf(path: Path) -> bool:
    """True if a path is RDF by its name, and not XML of another kind."""
    return _is_graph_file(path) and not is_other_xml(path)


def _is_loose_data(path: Path) -> bool:
    """True if a file is data in a project without `data.*` and `data/`."""
    return _is_rdf(path) and not path.name.startswith(".")


def _is_apart(folder: Path, root: Path) -> bool:
    """True if a folder of a project holds no data: another part of it, its tests, or hidden."""
    other = folder.parent == root and folder.name in (*_PARTS, "tests")
    return other or folder.name.startswith(".")


def _graph_files(root: Path, part: str) -> tuple[Path, ...]:
    files = files_below(root / part, bounds=link_bounds(root))
    return _sorted_files(path for path in files if _is_rdf(path))


def _sorted_files(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The files in order, each once: a link is what it leads to, a hard link is its own file."""
    links: list[Path] = []
    found: dict[Path, Path] = {}
    for path, real in real_paths(sorted(paths)):
        if path.is_symlink():
            links.append(path)
        else:
            found.setdefault(real, path)
    for path, real in real_paths(links):
        found.setdefault(real, path)
    return tuple(sorted(found.values()))
