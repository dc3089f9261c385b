"""Documents: the text files of a folder that evidence points into.

Only plain files directly in the folder are read; a link that leads out of it is not followed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from schlaglicht.errors import ProjectError
from schlaglicht.evidence.model import Passage
from schlaglicht.ground.files import is_folder
from schlaglicht.rdf.locations import SourceText

Words = Callable[[str], str | None]
"""The text of a document by the name of its file; None if it is not at hand."""

LARGEST = 32 * 2**20
"""Bytes of the largest document that is read."""
_NO_NAME = frozenset("\\\0")
"""Characters not allowed in file names on one system or another."""


@dataclass(frozen=True)
class DocumentText:
    """A document as it is in its file; positions are code points of `text`."""

    name: str
    text: str
    sha256: str

    @cached_property
    def _lines(self) -> SourceText:
        return SourceText(Path(self.name), self.text)

    def line(self, at: int) -> int:
        """The line, from 1, of the character at `at`."""
        return self._lines.extent(at, at).line

    def quote(self, passage: Passage) -> str:
        """The words of a passage."""
        return self.text[passage.start : passage.end]

    def digest(self, passage: Passage) -> str:
        """The SHA-256 of the UTF-8 of a passage."""
        return sha256(self.quote(passage).encode()).hexdigest()

    def require_within(self, passage: Passage) -> None:
        """Raises ProjectError for a passage that is empty or ends beyond the document."""
        if passage.start >= passage.end:
            raise ProjectError(
                f"passage {passage}: the start is not before the end; write the first character "
                "and the one after the last, counted from 0"
            )
        if passage.end > len(self.text):
            raise ProjectError(
                f"passage {passage} ends beyond {self.name}, which has {len(self.text)} "
                "characters; schlaglicht evidence locate gives the position of words"
            )


def read_document(folder: Path, name: str) -> DocumentText:
    """The document called `name` in `folder`; raises ProjectError unless it is a text file there.

    A line end stays as it is in the file, so that positions agree with every other reader.
    """
    _require_folder(folder)
    if not is_plain_name(name):
        raise ProjectError(f"{name}: not a plain file name; name a file of {folder} without a path")
    path = folder / name
    if not _is_file(path):
        known = ", ".join(sorted(_names(folder))[:10])
        raise ProjectError(f"{path}: no such document" + (f"; there are {known}" if known else ""))
    if not stays_within(path, folder):
        raise ProjectError(f"{path}: a link that leads out of {folder}; copy the document there")
    text = _read(path)
    if text is None:
        raise ProjectError(f"{path}: not a text file in UTF-8; save it as UTF-8")
    return text


def read_documents(folder: Path) -> tuple[list[DocumentText], list[str]]:
    """The text files directly in `folder` by name, and the names of its other files."""
    _require_folder(folder)
    read, others = list[DocumentText](), list[str]()
    for name in sorted(_names(folder)):
        path = folder / name
        text = _read(path) if stays_within(path, folder) else None
        if text is None:
            others.append(name)
        else:
            read.append(text)
    return read, others


def texts_in(folder: Path | None) -> Words:
    """Looks documents up in `folder`, if there is one."""

    def words(name: str) -> str | None:
        if folder is None:
            return None
        try:
            return read_document(folder, name).text
        except ProjectError:
            return None

    return words


def _require_folder(folder: Path) -> None:
    if not is_folder(folder):
        raise ProjectError(f"{folder}: no such folder of documents; name it with --sources")


def _names(folder: Path) -> list[str]:
    try:
        return [p.name for p in folder.iterdir() if not p.name.startswith(".") and p.is_file()]
    except OSError as error:
        raise ProjectError(f"{folder}: {error.strerror}") from error


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # such as a name that is too long
        return False


def is_plain_name(name: str) -> bool:
    """True if a file of a folder can have this name on any system, and none elsewhere."""
    return Path(name).name == name and name not in ("", "..") and _NO_NAME.isdisjoint(name)


def stays_within(path: Path, folder: Path) -> bool:
    """True unless `path` is a link that leads out of `folder`."""
    return path.resolve().is_relative_to(folder.resolve())


def _read(path: Path) -> DocumentText | None:
    try:
        if path.stat().st_size > LARGEST:
            raise ProjectError(
                f"{path}: more than {LARGEST // 2**20} MiB; split it into several documents"
            )
        content = path.read_bytes()
    except OSError as error:
        raise ProjectError(f"{path}: {error.strerror}") from error
    if b"\0" in content:
        return None
    try:
        return DocumentText(path.name, content.decode(), sha256(content).hexdigest())
    except UnicodeDecodeError:
        return None
