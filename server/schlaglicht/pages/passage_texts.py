"""The quoted words of a passage, from the operator's folder of documents.

Only words whose digest matches the data are returned: SHA-256 over UTF-8, positions in code
points. https://www.w3.org/TR/annotation-model/#text-position-selector
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

_LARGEST = 16 * 2**20
"""Bytes of the largest document that is read."""


class Sources:
    """The documents of a folder, each read once; without a folder there are none."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._texts: dict[str, str | None] = {}

    def words(self, document: str, span: tuple[int, int], digest: str) -> str | None:
        """The text at `span` in the file `document`, if its digest is `digest`."""
        text = self._text(document)
        start, end = span
        if text is None or not 0 <= start < end <= len(text):
            return None
        words = text[start:end]
        return words if sha256(words.encode()).hexdigest() == digest else None

    def _text(self, document: str) -> str | None:
        if document not in self._texts:
            self._texts[document] = self._read(document)
        return self._texts[document]

    def _read(self, document: str) -> str | None:
        # The name comes from the data, and must not lead out of the folder.
        is_name = Path(document).name == document and "\\" not in document and "\0" not in document
        if self._folder is None or not is_name or document == "..":
            return None
        path = self._folder / document
        try:
            if path.stat().st_size > _LARGEST:
                return None
            return path.read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError):
            return None
