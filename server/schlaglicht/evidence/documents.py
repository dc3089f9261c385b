"""Documents: the text files of a folder that evidence points into.

Only plain files directly in the folder are read; a link that leads out of it is not followed.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from schlaglicht.errors import ProjectError
from schlaglicht.evidence.model import Passage
from schlaglicht.ground.files import is_folder
from schlaglicht.i18n import msg
from schlaglicht.rdf.locations import SourceText

Words = Callable[[str], str | None]
"""The text of a document by the name of its file; None if it is not at hand."""

LARGEST = 32 * 2**20
"""Bytes of the largest document that is read."""
_NOT_THERE = (errno.ENOENT, errno.EISDIR, errno.ENAMETOOLONG)
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
        return digest_of(self.quote(passage))

    def require_within(self, passage: Passage) -> None:
        """Raises ProjectError for a passage that is empty or ends beyond the document."""
        if passage.start >= passage.end:
            raise ProjectError(
                msg(
                    "passage {passage}: the start is not before the end; write the first "
                    "character and the one after the last, counted from 0",
                    passage=passage,
                )
            )
        if passage.end > len(self.text):
            raise ProjectError(
                msg(
                    "passage {passage} ends beyond {document}, which has {count} characters; "
                    "schlaglicht evidence locate gives the position of words",
                    passage=passage,
                    document=self.name,
                    count=len(self.text),
                )
            )


@dataclass(frozen=True)
class DocumentFault:
    """The reason for which a document is not read: its kind, and values for a message of it."""

    kind: str
    fields: Mapping[str, object]

    NOT_PLAIN = "not a plain name"
    MISSING = "missing"
    OUTSIDE = "outside of the folder"
    TOO_LARGE = "too large"
    BINARY = "binary"
    NOT_UTF8 = "not UTF-8"


def find_document(folder: Path, name: str) -> DocumentText | DocumentFault:
    """The document called `name` in `folder`, or why it is none; raises ProjectError.

    A line end stays as it is in the file, so that positions agree with every other reader.
    """

    def fault(kind: str, **fields: object) -> DocumentFault:
        return DocumentFault(kind, {"name": name, **fields})

    path = folder / name
    if not is_plain_name(name):
        return fault(DocumentFault.NOT_PLAIN)
    try:
        if not path.is_file():
            return fault(DocumentFault.MISSING)
        if not path.resolve().is_relative_to(folder.resolve()):
            return fault(DocumentFault.OUTSIDE)
        if path.stat().st_size > LARGEST:
            return fault(DocumentFault.TOO_LARGE, limit=LARGEST // 2**20)
        content = path.read_bytes()
    except OSError as error:
        if error.errno in _NOT_THERE:
            return fault(DocumentFault.MISSING)
        raise ProjectError(f"{path}: {error.strerror}") from error
    if b"\0" in content:
        return fault(DocumentFault.BINARY)
    try:
        return DocumentText(name, content.decode(), sha256(content).hexdigest())
    except UnicodeDecodeError as error:
        return fault(DocumentFault.NOT_UTF8, byte=error.start)


def read_document(folder: Path, name: str) -> DocumentText:
    """The text file called `name` in `folder`; raises ProjectError unless there is one."""
    _require_folder(folder)
    found = find_document(folder, name)
    if isinstance(found, DocumentText):
        return found
    raise _refused(folder, found)


def digest_of(words: str) -> str:
    """The SHA-256 of the UTF-8 of words, in hexadecimal digits."""
    return sha256(words.encode()).hexdigest()


def read_documents(folder: Path) -> list[DocumentText]:
    """The text files directly in `folder`, by name; raises ProjectError if one is too large."""
    _require_folder(folder)
    found = [find_document(folder, name) for name in sorted(_names(folder))]
    for each in found:
        if isinstance(each, DocumentFault) and each.kind == DocumentFault.TOO_LARGE:
            raise _refused(folder, each)
    return [each for each in found if isinstance(each, DocumentText)]


_REFUSALS = {
    DocumentFault.NOT_PLAIN: msg(
        "{document}: not a plain file name; name a file of {folder} without a path"
    ),
    DocumentFault.MISSING: msg("{path}: no such document"),
    DocumentFault.OUTSIDE: msg(
        "{path}: a link that leads out of {folder}; copy the document there"
    ),
    DocumentFault.TOO_LARGE: msg("{path}: more than {limit} MiB; split it into several documents"),
}
_OTHERS = msg("{path}: no such document; there are {known}")
_NO_TEXT = msg("{path}: not a text file in UTF-8; save it as UTF-8")


def _refused(folder: Path, fault: DocumentFault) -> ProjectError:
    name = str(fault.fields["name"])
    is_missing = fault.kind == DocumentFault.MISSING
    known = ", ".join(sorted(_names(folder))[:10]) if is_missing else ""
    message = _OTHERS if known else _REFUSALS.get(fault.kind, _NO_TEXT)
    said = {**fault.fields, "document": name, "path": folder / name, "folder": folder}
    return ProjectError(message.filled(known=known, **said))


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
        raise ProjectError(
            msg("{folder}: no such folder of documents; name it with --sources", folder=folder)
        )


def _names(folder: Path) -> list[str]:
    try:
        return [p.name for p in folder.iterdir() if not p.name.startswith(".") and p.is_file()]
    except OSError as error:
        raise ProjectError(f"{folder}: {error.strerror}") from error


def is_plain_name(name: str) -> bool:
    """True if a file of a folder can have this name on any system, and none elsewhere."""
    return Path(name).name == name and name not in ("", "..") and _NO_NAME.isdisjoint(name)
