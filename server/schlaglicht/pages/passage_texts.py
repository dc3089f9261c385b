"""The quoted words of a passage, from the operator's folder of documents.

Only words whose digest matches the data are returned: SHA-256 over UTF-8, positions in code
points. https://www.w3.org/TR/annotation-model/#text-position-selector
"""

from __future__ import annotations

from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from schlaglicht.evidence.documents import Words


class Sources:
    """The documents of a folder, each read once; without a folder there are none."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def words(self, document: str, span: tuple[int, int], digest: str) -> str | None:
        """The text at `span` in the file `document`, if its digest is `digest`."""
        text = self._text(document) if self._folder is not None else None
        start, end = span
        if text is None or not 0 <= start < end <= len(text):
            return None
        words = text[start:end]
        return words if sha256(words.encode()).hexdigest() == digest else None

    @cached_property
    def _text(self) -> Words:
        from schlaglicht.evidence.documents import texts_in  # with YAML, which no page needs

        return cache(texts_in(self._folder))
