"""Suggestions for *did you mean …?*: of the known words, the one that was probably meant.

Two words are compared by their slips: a letter added, left out, changed, or swapped with the next.
How alike they are is the share of the longer word's letters without a slip. Case decides only
between words that are equally near.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from posixpath import normpath
from typing import Final
from unicodedata import normalize


class Cutoff:
    """Minimum likeness of a word for being suggested, by kind of word.

    The shares in the reasons were counted with random misspellings, and with terms of other
    vocabularies for unrelated words.
    """

    CODE: Final = 0.5
    """Rules and settings: few, long and unlike. Two slips still find every one of them; unrelated
    words hardly find any."""
    TRIED_PREFIX: Final = 0.5
    """A prefix of the same file, if the suggestion also says how to declare the other: of two
    letters, one may be wrong."""
    PREFIX: Final = 0.55
    """Any other prefix: with half of its letters, one of two letters would often find another."""
    CHOICE: Final = 0.6
    """One of a short closed list, such as datatypes: a wrong guess is seen at once."""
    THING: Final = 0.6
    """A missing page: several are suggested, and a person chooses."""
    TERM: Final = 0.65
    """One of thousands: one slip is always found, two in 19 of 20; with less, most unrelated words
    would get a suggestion."""
    KEYWORD: Final = 0.75
    """A keyword among free text: words of four letters may have one slip, and no other error."""
    SHACL_NAMESPACE: Final = 0.85
    """A namespace under one of SHACL's usual prefixes: four letters of 27."""
    NAMESPACE: Final = 0.9
    """A namespace suggested only by an equal local name: a result counts as a violation."""


_FEW = 10
"""So few words are compared by their letters first: importing the library takes 10 ms."""

_AUTHORITY = re.compile(r"^https?://(?:www\.)?([^/?#]*?)(?::(?:80|443)?)?(?=[/?#]|$)")
_UNRESERVED = re.compile(r"%(2[de]|3[0-9]|4[1-9a-f]|5[0-9af]|6[1-9a-f]|7[0-9ae])")
"""Characters of an IRI that mean the same written out: letters, digits, `-`, `.`, `_`, `~`."""

_SHORTEST = 4
"""Local names shorter than this differ by one letter too easily."""


def nearest(word: str, known: Iterable[str], cutoff: float) -> str | None:
    """The known word that was probably meant by `word`; None if none is near enough."""
    return next(iter(nearest_few(word, known, cutoff, most=1)), None)


def nearest_few(word: str, known: Iterable[str], cutoff: float, *, most: int) -> list[str]:
    """At most `most` known words that may have been meant by `word`, the nearest first."""
    words = sorted(known)
    found = alike(word.casefold(), [each.casefold() for each in words], cutoff)
    found.sort(key=lambda one: (-one[0], -likeness(word, words[one[1]]), one[1]))
    return [words[at] for _, at in found[:most]]


def likeness(first: str, second: str) -> float:
    """Likeness of two words, from 0 to 1."""
    from rapidfuzz.distance import OSA

    return OSA.normalized_similarity(first, second)


def nearest_iri(iri: str, known: Iterable[str], cutoff: float = Cutoff.TERM) -> str | None:
    """The IRI of `known` that `iri` probably misspells; None if there is none."""
    return KnownIris(known).nearest(iri, cutoff)


class KnownIris:
    """Finds, among known IRIs, the one that another probably misspells.

    Compares local names; in another namespace the whole IRI counts too.
    """

    def __init__(self, iris: Iterable[str]) -> None:
        self._iris = sorted(set(iris))
        self._names = [_split(iri)[1].casefold() for iri in self._iris]

    def nearest(self, iri: str, cutoff: float = Cutoff.TERM) -> str | None:
        """The nearest IRI; None if none is near enough.

        An IRI with the same local name in another namespace counts, http for https for instance.
        """
        near = alike(_split(iri)[1].casefold(), self._names, cutoff)
        ranked = [(_with_namespace(iri, self._iris[at], alike), at) for alike, at in near]
        ranked = [(alike, at) for alike, at in ranked if alike >= cutoff]
        ranked.sort(key=lambda one: (-one[0], -likeness(iri, self._iris[one[1]]), one[1]))
        return self._iris[ranked[0][1]] if ranked else None


def alike(word: str, words: Sequence[str], cutoff: float) -> list[tuple[float, int]]:
    """The likeness to `word` of the words that pass the cut-off, and their indices."""
    if len(words) <= _FEW and not any(_may_be_alike(word, each, cutoff) for each in words):
        return []
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    # The cut-off becomes a distance there, which rounding may make too small.
    least = cutoff - 1e-6
    found = process.extract(
        word, words, scorer=OSA.normalized_similarity, score_cutoff=least, limit=None
    )
    return [(alike, at) for _, alike, at in found]


def _may_be_alike(first: str, second: str, cutoff: float) -> bool:
    """True unless the letters of two words alone show that they are unlike.

    A slip changes one letter at most, so that as many letters are shared as there are without one.
    """
    return (Counter(first) & Counter(second)).total() >= (cutoff - 1e-6) * max(
        len(first), len(second)
    )


def _with_namespace(iri: str, other: str, alike: float) -> float:
    return alike if _split(iri)[0] == _split(other)[0] else alike * likeness(iri, other)


class NearMisses:
    """Finds, among known IRIs, the one that an unknown IRI certainly misspells.

    Vocabularies are full of terms that look alike and differ on purpose (`minCount` and `maxCount`,
    `Air_Temperature_Sensor` and `Air_Temperature_Setpoint`). A near miss is a violation, so it
    takes more than likeness: another way of writing the same IRI, or one slip.
    """

    def __init__(self, known: Iterable[str]) -> None:
        self._plain: dict[str, str] = {}
        self._by_local: dict[str, list[str]] = defaultdict(list)
        self._by_slip: dict[tuple[str, str], list[str]] = defaultdict(list)
        for iri in sorted(known):
            namespace, local = _split(iri)
            self._plain.setdefault(plain_iri(iri), iri)
            self._by_local[local].append(iri)
            for text in _without_one(local):
                self._by_slip[namespace, text].append(iri)

    def nearest(self, iri: str) -> str | None:
        """The known IRI that `iri` is a near miss of; None if there is none."""
        same = self._plain.get(plain_iri(iri))
        namespace, local = _split(iri)
        if same or len(local) < _SHORTEST:
            return same
        return self._in_namespace(namespace, local) or self._same_local(namespace, local)

    def _in_namespace(self, namespace: str, local: str) -> str | None:
        candidates = {
            o for text in _without_one(local) for o in self._by_slip.get((namespace, text), ())
        }
        return min((o for o in candidates if is_one_slip(local, _split(o)[1])), default=None)

    def _same_local(self, namespace: str, local: str) -> str | None:
        for other in self._by_local.get(local, ()):
            if likeness(namespace, _split(other)[0]) >= Cutoff.NAMESPACE:
                return other
        return None


def is_one_slip(first: str, second: str) -> bool:
    """True if the words differ by one letter added, left out, changed or swapped with the next.

    A plural is not a slip, nor is another number: `Phase1` and `Phase10` are two names.
    """
    from rapidfuzz.distance import OSA

    if first + "s" == second or second + "s" == first:
        return False
    if _without_digits(first) == _without_digits(second):
        return False
    return bool(OSA.distance(first, second, score_cutoff=1) == 1)


def _without_digits(word: str) -> str:
    return "".join(letter for letter in word if not letter.isdigit())


def plain_iri(iri: str) -> str:
    """An IRI without scheme, case, `www.`, separators and `#`.

    Also without differences in how Unicode composes a letter, `é` is one character or two, and
    without those that mean nothing: default ports, letters as `%54`, segments `.` and `..`.
    https://www.rfc-editor.org/rfc/rfc3986#section-6.2
    """
    rest = _AUTHORITY.sub(r"\1", normalize("NFKC", iri).lower())
    rest = _UNRESERVED.sub(lambda found: chr(int(found[1], 16)), rest).lower().replace("#", "/")
    host, _, path = rest.partition("/")
    path = normpath(f"/{path.lstrip('/')}") + ("/" if path.endswith("/") else "")
    return re.sub(r"[_-]", "", f"{host}{path}")


def _without_one(text: str) -> set[str]:
    """`text`, and `text` without one of its letters: words one slip apart share one of these."""
    return {text, *(text[:place] + text[place + 1 :] for place in range(len(text)))}


def _split(iri: str) -> tuple[str, str]:
    """An IRI up to its last `#` or `/`, and the rest; all of it as the rest if that is empty."""
    start = max(iri.rfind("#"), iri.rfind("/")) + 1
    return (iri[:start], iri[start:]) if start < len(iri) else ("", iri)
