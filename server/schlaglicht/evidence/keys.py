"""Keys of entries: the next one of a file, with the letters that its document has for itself."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import count

from schlaglicht.evidence.model import EvidenceFile

_NUMBERED = re.compile(r"(.*?)([0-9]+)")


def next_key(file: EvidenceFile, files: Sequence[EvidenceFile]) -> str:
    """The next number behind the letters that most keys of `file` have, else its document's.

    It is the key of no entry of `files`.
    """
    numbered = [_parts(entry.key) for each in files for entry in each.entries]
    own = Counter(stem for entry in file.entries for stem, number in [_parts(entry.key)] if number)
    taken = {stem.lower() for stem, _ in numbered}
    name = file.document.file if file.document else file.path.name
    stem = own.most_common(1)[0][0] if own else _free_stem(name, taken)
    last = max((n for s, n in numbered if n and s.lower() == stem.lower()), key=int, default="000")
    return f"{stem}{int(last) + 1:0{len(last)}}"


def _parts(key: str) -> tuple[str, str]:
    """Stem and number of a key; the number is empty where the key does not end in one."""
    found = _NUMBERED.fullmatch(key)
    return (found[1], found[2]) if found else (key, "")


def _free_stem(name: str, taken: set[str]) -> str:
    """The first of the beginnings of a document's name that no key has before its number."""
    return next(stem for stem in _stems(name) if stem.lower() not in taken)


def _stems(name: str) -> Iterator[str]:
    decomposed = unicodedata.normalize("NFKD", name.rpartition(".")[0] or name)
    letters = re.sub(r"[^A-Z]", "", decomposed.upper()) or "D"
    yield from (letters[:length] for length in range(1, len(letters) + 1))
    yield from (f"{letters}-{number}-" for number in count(2))
