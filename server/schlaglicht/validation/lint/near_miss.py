"""Near misses among IRIs: close enough to be the same term misspelt, and hardly anything else.

Vocabularies are full of terms that look alike and differ on purpose (`minCount` and `maxCount`,
`Air_Temperature_Sensor` and `Air_Temperature_Setpoint`). What is called a near miss here is a
violation, so it takes more than likeness: another way of writing the same IRI, or one slip.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from difflib import SequenceMatcher
from unicodedata import normalize

from schlaglicht.validation.term_text import local_name, namespace_of

_SHORTEST = 4
"""Local names shorter than this differ by one letter too easily."""

_NAMESPACES_ALIKE = 0.9


class NearMisses:
    """Finds, among known IRIs, the one that an unknown IRI was meant to be."""

    def __init__(self, known: Iterable[str]) -> None:
        self._plain: dict[str, str] = {}
        self._by_local: dict[str, list[str]] = defaultdict(list)
        self._by_slip: dict[tuple[str, str], list[str]] = defaultdict(list)
        for iri in sorted(known):
            self._plain.setdefault(plain(iri), iri)
            self._by_local[local_name(iri)].append(iri)
            for text in _without_one(local_name(iri)):
                self._by_slip[namespace_of(iri), text].append(iri)

    def nearest(self, iri: str) -> str | None:
        """The known IRI that `iri` is a near miss of; None when there is none."""
        return self._plain.get(plain(iri)) or self._in_namespace(iri) or self._same_local(iri)

    def _in_namespace(self, iri: str) -> str | None:
        local = local_name(iri)
        if len(local) < _SHORTEST:
            return None
        namespace = namespace_of(iri)
        candidates = {
            o for text in _without_one(local) for o in self._by_slip.get((namespace, text), ())
        }
        return min((o for o in candidates if is_one_slip(local, local_name(o))), default=None)

    def _same_local(self, iri: str) -> str | None:
        local, namespace = local_name(iri), namespace_of(iri)
        if len(local) < _SHORTEST:
            return None
        for other in self._by_local.get(local, ()):
            ratio = SequenceMatcher(None, namespace, namespace_of(other)).ratio()
            if ratio >= _NAMESPACES_ALIKE:
                return other
        return None


def is_one_slip(first: str, second: str) -> bool:
    """Whether one letter added, left out, changed or swapped with the next tells them apart.

    A plural is no slip, nor is another digit.
    """
    if first == second or first + "s" == second or second + "s" == first:
        return False
    start = next((i for i, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), None)
    if start is None:
        return abs(len(first) - len(second)) == 1
    one, other = first[start:], second[start:]
    if one[0].isdigit() and other[0].isdigit():
        return False
    swapped = one[:2] == other[1::-1] and one[2:] == other[2:]
    return swapped or one[1:] == other[1:] or one[1:] == other or one == other[1:]


def _without_one(text: str) -> set[str]:
    """`text`, and `text` without one of its letters: what is one slip away shares one of these."""
    return {text, *(text[:place] + text[place + 1 :] for place in range(len(text)))}


def plain(iri: str) -> str:
    """What stays of an IRI when scheme, case, `www.`, separators and `#` are not counted.

    Nor is how Unicode composes a letter: `é` is one character or two.
    """
    rest = re.sub(r"^https?://(?:www\.)?", "", normalize("NFKC", iri).lower())
    return re.sub(r"[_-]", "", rest.replace("#", "/"))
