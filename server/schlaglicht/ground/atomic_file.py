"""Files and folders that are written whole or not at all, and temporary ones that do not stay.

A temporary folder is locked as long as its process lives. The next process that makes one removes
those of this user that nobody has locked any more: they hold copies of graphs, large ones and
private ones.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import stat
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from glob import escape
from pathlib import Path
from typing import BinaryIO

from schlaglicht.errors import ProjectError
from schlaglicht.i18n import msg


def write_file(path: Path, content: bytes) -> None:
    """Replaces the content of `path` by `content`; nobody ever reads half of it.

    A link is followed; a path that is not a regular file (a pipe, a terminal) is written directly.
    Raises ProjectError if that is not possible; the old content is then kept.
    """
    try:
        target = path.resolve()
        if target.exists() and not target.is_file():
            target.write_bytes(content)
        else:
            with replaced(target) as draft:
                _write_draft(draft, target, content)
    except OSError as error:
        raise ProjectError(f"{path}: cannot be written: {error.strerror}") from error


_JOURNAL = ".schlaglicht-write"
"""The file of a folder that says what is being written there, so that it can be ended."""


_PENDING = "-pending"
"""The ending of drafts that a journal is to name: others are of no concern to it."""
_HEX = "[0-9a-f]" * 8


def finish_writing(folder: Path) -> bool:
    """Ends what a killed process had begun to write by `write_files`; True if there was any.

    A journal may come with a stranger's project: it only gives a draft next to a file its place.
    """
    journal, root = folder / _JOURNAL, folder.resolve()
    if not journal.exists():
        return False
    with _alone(folder), suppress(OSError, ValueError, TypeError, RecursionError):  # none of ours
        for names in json.loads(journal.read_bytes()):
            draft, target = (Path(os.path.normpath(root / name)) for name in names)
            if _is_draft_of(target, draft) and draft.resolve().is_relative_to(root):
                draft.replace(target)
        journal.unlink()
    return True


def _is_draft_of(target: Path, draft: Path) -> bool:
    name = rf"\.{re.escape(target.name)}\.[0-9a-f]{{8}}{_PENDING}"
    is_its_name = draft.parent == target.parent and re.fullmatch(name, draft.name)
    return bool(is_its_name) and draft.is_file() and not draft.is_symlink()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """While the context lasts, no other process is in one for this folder."""
    lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def write_files(
    folder: Path,
    contents: Mapping[Path, bytes],
    expected: Mapping[Path, bytes | None] | None = None,
    check: Callable[[], None] = lambda: None,
) -> None:
    """Writes several files of a folder, all or none; missing folders are created.

    Every content is on the disk before the first file is replaced, and a process that is killed
    from then on leaves what `finish_writing` needs; one killed before leaves drafts, which go with
    the next write of their files. Raises ProjectError if that is not possible, if a link leads out
    of the folder, or if a file does not have its `expected` content, None for no file; the old
    contents are then kept. So they are if `check`, while nobody else writes there, raises.
    """
    with _alone(folder):
        check()
        _write_all(folder, contents, expected or {})


def _write_all(
    folder: Path, contents: Mapping[Path, bytes], expected: Mapping[Path, bytes | None]
) -> None:
    made, drafts, before = list[Path](), dict[Path, Path](), dict[Path, bytes | None]()
    current, journal = Path(), folder / _JOURNAL
    try:
        for current, content in contents.items():
            target = current.resolve()
            if not target.is_relative_to(folder.resolve()):
                raise ProjectError(
                    msg("{path}: a link leads out of {folder}", path=current, folder=folder)
                )
            remove_drafts(target, _PENDING)
            made += _make_folder(target.parent)
            before[target] = _content(target)
            drafts[target] = _draft_of(target, _PENDING)
            _write_draft(drafts[target], target, content)
        for current, old in expected.items():
            if _content(current) != old:
                raise ProjectError(
                    msg(
                        "{path}: changed by someone else meanwhile; nothing was written, try again",
                        path=current,
                    )
                )
        with replaced(journal) as written:
            root, pairs = folder.resolve(), [(draft, target) for target, draft in drafts.items()]
            names = [[os.path.relpath(each, root) for each in pair] for pair in pairs]
            _write_draft(written, journal, json.dumps(names).encode())
        for current, draft in list(drafts.items()):
            draft.replace(current)
            del drafts[current]
        journal.unlink()
    except BaseException as error:
        for draft in drafts.values():
            with suppress(OSError):  # its name may be what cannot be
                draft.unlink(missing_ok=True)
        _restore({target: old for target, old in before.items() if target not in drafts})
        journal.unlink(missing_ok=True)
        for folder in reversed(made):
            folder.rmdir()
        if isinstance(error, OSError):
            raise ProjectError(
                msg(
                    "{path}: cannot be written: {reason}; nothing was changed",
                    path=current,
                    reason=error.strerror,
                )
            ) from error
        raise


@contextmanager
def replaced(target: Path) -> Iterator[Path]:
    """A path that replaces `target` in one step if the context ends without an error.

    The path does not exist yet: it may become a file or a folder. After an error it is removed, and
    `target` stays unchanged. Raises OSError.
    """
    draft = _draft_of(target)
    try:
        yield draft
        if draft.is_dir() and target.is_dir():
            _swap(draft, target)
        else:
            draft.replace(target)
    except BaseException:
        _remove(draft)
        raise


@contextmanager
def made_once(target: Path) -> Iterator[Path]:
    """A path that becomes the folder `target` if the context ends without an error.

    Of several that make it at once the first one stays: for the others, and if the path is not
    a folder, this raises OSError. After an error the path is removed.
    """
    draft = _draft_of(target)
    try:
        yield draft
        draft.rename(target)
    except BaseException:
        _remove(draft)
        raise


def remove_drafts(target: Path, kind: str = "") -> None:
    """Removes what is left of attempts at `target`: one without room cannot even clean up.

    For one process at a time: the drafts of others go, too.
    """
    for left in target.parent.glob(f".{escape(target.name)}.{_HEX}{kind}"):
        _remove(left)


def _write_draft(draft: Path, target: Path, content: bytes) -> None:
    mode = target.stat().st_mode & 0o7777 if target.exists() else None
    with _created(draft, mode) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _created(draft: Path, mode: int | None) -> BinaryIO:
    """A new file with a mode, which it has before its content; None takes that of the system."""
    created_with = 0o666 if mode is None else 0o600
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, created_with)
    file = os.fdopen(handle, "wb")
    if mode is not None:
        os.fchmod(handle, mode)
    return file


def _content(path: Path) -> bytes | None:
    """The content of a file; None if there is none."""
    return path.read_bytes() if path.exists() else None


def _make_folder(folder: Path) -> list[Path]:
    """Makes a folder and those above it; returns those made, the outermost first."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()][::-1]
    folder.mkdir(parents=True, exist_ok=True)
    return missing


def _restore(before: Mapping[Path, bytes | None]) -> None:
    """Gives files their old content; those that were new are removed."""
    for target, content in before.items():
        if content is None:
            target.unlink(missing_ok=True)
        else:
            target.write_bytes(content)


def _swap(draft: Path, target: Path) -> None:
    """Replaces one folder by another, which no system does in one step."""
    old = _draft_of(target)
    target.rename(old)
    try:
        draft.rename(target)
    except OSError:
        old.rename(target)
        raise
    _remove(old)


def _draft_of(target: Path, kind: str = "") -> Path:
    """An unused name next to `target`."""
    return target.with_name(f".{target.name}.{os.urandom(4).hex()}{kind}")


def _remove(path: Path) -> None:
    if path.is_dir():
        _remove_folder(path)
    else:
        path.unlink(missing_ok=True)


_PREFIX = "schlaglicht-tmp-"
_OTHERS_MAY = stat.S_IRWXG | stat.S_IRWXO
_NEW = "schlaglicht-new-"
"""Prefix until the folder is locked, so that it does not look like one that is left over."""
_PAUSES = (0.1, 0.4, 1.0, 2.0, 0.0)
"""Seconds to wait after each attempt to remove a folder; after the last the next start does it."""
_SPARE = 8
"""File descriptors held for the removal, which has to work where no other can be had."""


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A new folder, readable by this user alone, which is removed at the end of the context.

    Raises OSError where there is no room for it.
    """
    import tempfile

    place = _place()
    _remove_abandoned(place)
    with ExitStack() as removal, ExitStack() as descriptors:
        for _ in range(_SPARE):
            descriptors.callback(os.close, os.open(place, os.O_RDONLY | os.O_DIRECTORY))
        new = Path(tempfile.mkdtemp(prefix=_NEW, dir=place))
        removal.callback(_remove_own, new)
        lock = os.open(new, os.O_RDONLY | os.O_DIRECTORY)
        descriptors.callback(os.close, lock)
        fcntl.flock(lock, fcntl.LOCK_EX)
        folder = new.with_name(_PREFIX + new.name.removeprefix(_NEW))
        removal.callback(_remove_own, folder)
        new.rename(folder)
        yield folder


def _place() -> Path:
    """The folder for temporary ones; Python itself would try a file there, which may stay."""
    import tempfile

    variables = map(os.environ.get, ("TMPDIR", "TEMP", "TMP"))
    for named in (tempfile.tempdir, *variables, "/tmp"):
        if named and Path(named).is_dir() and os.access(named, os.W_OK | os.X_OK):
            return Path(named).absolute()
    return Path(tempfile.gettempdir())


def _remove_own(folder: Path) -> None:
    """Removes a folder, again after a pause where the system refuses it."""
    for pause in _PAUSES:
        with suppress(OSError, MemoryError):
            _remove_folder(folder)
        if not os.path.lexists(folder):
            break
        time.sleep(pause)


def _remove_abandoned(place: Path) -> None:
    for folder in place.glob(f"{_PREFIX}*"):
        with suppress(OSError):  # another process removes it, or it is not ours
            _remove_if_abandoned(folder)


def _remove_if_abandoned(folder: Path) -> None:
    lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        status = os.fstat(lock)
        if status.st_uid == os.getuid() and not status.st_mode & _OTHERS_MAY:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _remove_folder(folder)
    finally:
        os.close(lock)


def _remove_folder(folder: Path) -> None:
    import shutil  # with its archives it takes longer to import than a start may take

    shutil.rmtree(folder, ignore_errors=True)
