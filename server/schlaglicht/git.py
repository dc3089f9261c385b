"""A project as it was at a revision, and its history, asked of git itself, which may be missing."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from schlaglicht.errors import ProjectError
from schlaglicht.formats import GRAPH_EXTENSIONS
from schlaglicht.ground.atomic_file import temporary_folder
from schlaglicht.project import Project, open_project

_OF_THE_USER = ("system", "global", "command")
"""Scopes of git's configuration that are not the repository's."""


@contextmanager
def project_at(revision: str, paths: Sequence[Path]) -> Iterator[Project | None]:
    """The project named by `paths`, or in the current folder, at `revision`; None without one.

    Its files are in a temporary folder until the context ends; repository and working tree stay
    unchanged. Raises ProjectError without git, outside of a repository, and for an unknown
    revision.
    """
    places = [Path(os.path.normpath(Path.cwd() / path)) for path in paths or [Path()]]
    top = _top_of(places[0])
    commit = _commit(revision, top)
    with temporary_folder() as folder:
        tree = folder / "tree"
        _write_files(top, commit, tree)
        relative = [_inside(place, top) for place in places]
        try:
            project = _open_in(tree, relative)
        except ProjectError as error:
            reason = str(error).replace(f"{tree}{os.sep}", "")
            raise ProjectError(f"at {revision}: {reason}") from error
        yield project


_SUBMODULE = "160000 "
_PARTS = frozenset({"data", "evidence", "ontology", "queries", "shapes"})
"""The folders of a project."""


def _write_files(top: Path, commit: str, tree: Path) -> None:
    """Writes the files of a commit, and those of its submodules.

    Attributes are those of the commit too: with the encoding that a later `.gitattributes` names
    its files would be unreadable, and their checks unknown.
    """
    tree.mkdir(parents=True, exist_ok=True)
    index = tree.with_name(f"{tree.name}.index")
    ask_git(top, "read-tree", commit, index=index)
    settings = _without_filters(top)
    ask_git(top, f"--work-tree={tree}", "checkout-index", "--all", index=index, settings=settings)
    entries = ask_git(top, "ls-files", "--stage", "-z", index=index).split("\0")
    index.unlink()
    for entry in entries:
        if entry.startswith(_SUBMODULE):
            about, _, name = entry.partition("\t")
            _write_submodule(top, name, about.split()[1], tree)


def _write_submodule(top: Path, name: str, commit: str, tree: Path) -> None:
    """Writes the files of a submodule at its commit, where that is here.

    Raises ProjectError where it is not, though files are read from the folder of a project now, or
    the folder is gone.
    """
    folder = top / name
    if (folder / ".git").exists():
        with suppress(ProjectError):
            ask_git(folder, "cat-file", "-e", f"{commit}^{{commit}}")
            return _write_files(folder, commit, tree / name)
    elif folder.is_dir() and not any(folder.iterdir()):
        return None
    if _PARTS.isdisjoint(Path(name).parts):
        return None
    raise ProjectError(
        f"the submodule {name} was at {commit[:12]}, which is not here; fetch it there, or "
        "validate with --baseline FILE, which needs none"
    )


def _without_filters(top: Path) -> list[str]:
    """Settings that switch the filters of a repository off; the user's own, as of LFS, stay on.

    That of LFS is off where the repository names extensions, which are programs that LFS runs.
    """
    shown = ask_git(top, "config", "--list", "--show-scope", "--name-only", "-z").split("\0")
    scopes, names = shown[::2], shown[1::2]
    own = [name for scope, name in zip(scopes, names, strict=False) if scope not in _OF_THE_USER]
    filters = {name.rpartition(".")[0] for name in own if name.startswith("filter.")}
    if any(name.startswith("lfs.extension.") for name in own):
        filters.add("filter.lfs")
    if strange := [name for name in filters if "=" in name]:  # which -c would cut there
        raise ProjectError(
            f"the configuration of git has a filter with = in its name: {strange[0]}"
        )
    return [
        f"{one}.{setting}"
        for one in sorted(filters)
        for setting in ("smudge=", "process=", "required=false")
    ]


def _open_in(tree: Path, relative: Sequence[Path]) -> Project | None:
    there = [tree / path for path in relative if (tree / path).exists()]
    holds_rdf = any(_is_rdf(path) or any(map(_is_rdf, path.rglob("*"))) for path in there)
    return open_project(there) if holds_rdf else None


def commit_of(revision: str, paths: Sequence[Path]) -> str:
    """The commit that is `revision` now in the repository of `paths`; raises ProjectError."""
    return _commit(revision, _top_of(Path(os.path.normpath(Path.cwd() / (paths or [Path()])[0]))))


def rdf_gone_since(revision: str, paths: Sequence[Path]) -> str | None:
    """The name of an RDF file in the repository of `paths` at `revision` that is gone now."""
    top = _top_of(Path(os.path.normpath(Path.cwd() / (paths or [Path()])[0])))
    names = ask_git(top, "ls-tree", "-r", "--name-only", "-z", _commit(revision, top)).split("\0")
    gone = (name for name in names if _is_rdf(Path(name)) and not (top / name).exists())
    return next(gone, None)


def _is_rdf(path: Path) -> bool:
    return path.suffix.lower() in GRAPH_EXTENSIONS


def _top_of(place: Path) -> Path:
    folder = place if place.is_dir() else place.parent
    try:
        return Path(ask_git(folder, "rev-parse", "--show-toplevel").strip())
    except ProjectError as error:
        if "not a git repository" not in str(error):
            raise
        raise ProjectError(
            f"{folder} is in no git repository, and only there are revisions; begin one with git "
            "init, or validate with --baseline FILE, which needs none"
        ) from error


def _commit(revision: str, top: Path) -> str:
    if ".." in revision:
        raise ProjectError(f"{revision!r} is a range; name one revision, such as origin/main")
    _require_one(revision, top)
    try:
        options = ("rev-parse", "--verify", "--quiet", "--end-of-options")
        return ask_git(top, *options, f"{revision}^{{commit}}").strip()
    except ProjectError as error:
        shallow = ask_git(top, "rev-parse", "--is-shallow-repository").strip() == "true"
        hint = (
            "this clone is shallow and has only the newest "
            "(in GitHub Actions: actions/checkout with fetch-depth: 0)"
            if shallow
            else "git branch --all and git tag list what there is; git fetch brings what is new"
        )
        raise ProjectError(f"no revision {revision!r} here; {hint}") from error


def _require_one(revision: str, top: Path) -> None:
    """Raises ProjectError if a tag and a branch, of which git would take the tag, differ."""
    names = [f"refs/{kind}/{revision}" for kind in ("tags", "heads", "remotes")]
    found = ask_git(top, "for-each-ref", "--format=%(refname) %(objectname)%(*objectname)", *names)
    refs = dict(line.split(" ", 1) for line in found.splitlines())
    there = [name for name in names if name in refs]
    if len({refs[name][-40:] for name in there}) > 1:
        raise ProjectError(f"{revision!r} is several revisions; name one: {', '.join(there)}")


def place_then(folder: Path, now: Project, then: Project) -> Path:
    """A folder at the revision of `then`; as it is now where the revision has none."""
    top = _top_of(now.root)
    try:
        inside = _inside(folder, top)
    except ProjectError:
        return folder
    was = then.root.joinpath(*[".."] * len(_inside(now.root, top).parts), inside)
    return was if was.is_dir() else folder


def _inside(place: Path, top: Path) -> Path:
    """A path from the top on, by its own name, not that of a folder that a later link leads to."""
    named = Path(os.path.normpath(Path.cwd() / place))
    for path in (named, place.resolve()):
        for folder in (path, *path.parents):
            if folder.exists() and folder.samefile(top):
                return path.relative_to(folder)
    raise ProjectError(f"{place} is not in the repository {top}")


MOST_CHANGES = 30
"""Maximum number of changes, the newest."""

_HISTORY_SECONDS = 10
"""Time limit of git."""

_FORMAT = "%H%x1f%cI%x1f%s%x1e"


@dataclass(frozen=True)
class Revision:
    """One change of the files: its commit, the time with its zone, and the subject line."""

    commit: str
    time: str
    subject: str


def read_history(project: Project) -> tuple[Revision, ...]:
    """The changes of a project's files, the newest first; empty without a git history.

    Merges are skipped: the changes they bring in are listed before them.
    """
    files = [str(path.absolute()) for path in (*project.graph_files, *project.evidence)]
    options = (f"-n{MOST_CHANGES}", "--no-merges", f"--format={_FORMAT}", "--", *files)
    try:
        log = ask_git(project.root, "log", *options, seconds=_HISTORY_SECONDS)
    except ProjectError:
        return ()
    parts = [entry.strip("\n").split("\x1f") for entry in log.split("\x1e")]
    return tuple(Revision(*part) for part in parts if len(part) == 3)


_SECONDS = 300
"""Time limit of one git command."""

_NO_PROGRAMS = ("core.fsmonitor=false", f"core.hooksPath={os.devnull}", "log.showSignature=false")
"""Settings of a repository that name programs, switched off: it may be a stranger's archive."""

_AS_COMMITTED = {
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_LFS_SKIP_SMUDGE": "1",
}
"""Objects are those that the revision names, not what `git replace` puts in their place.

Those that a partial clone left out are not fetched, by whatever program; files of LFS neither.

LFS would ask the host, or run the program for transfers, that the repository names. What it has
already fetched it still uses.
"""

_OF_HOOKS = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")


def ask_git(
    folder: Path,
    *arguments: str,
    index: Path | None = None,
    settings: Sequence[str] = (),
    seconds: float = _SECONDS,
) -> str:
    """The output of git in `folder`, which starts no program of the repository and fetches nothing.

    With `index` it works on that index file; `settings`, each `name=value`, replace those of the
    configuration. Raises ProjectError if git is missing, and with git's message if it fails.
    """
    # Within a hook the environment names a repository and an index that are wrong here.
    environment = {name: value for name, value in os.environ.items() if name not in _OF_HOOKS}
    environment |= _AS_COMMITTED
    environment["LC_ALL"] = "C"  # for messages in English
    if index is not None:
        environment["GIT_INDEX_FILE"] = str(index)
    overrides = [part for setting in (*_NO_PROGRAMS, *settings) for part in ("-c", setting)]
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *overrides, *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            env=environment,
            timeout=seconds,
            check=True,
        )
    except FileNotFoundError:
        raise ProjectError("revisions need git, which is not installed here") from None
    except (OSError, subprocess.SubprocessError) as error:
        reason = (getattr(error, "stderr", None) or str(error)).strip().splitlines()
        raise ProjectError(f"git says: {reason[0] if reason else error}") from error
    return done.stdout
