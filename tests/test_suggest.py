"""*Did you mean …?*: likeness, cut-offs, and near misses of IRIs."""

import random
from itertools import product

import pytest

from schlaglicht import suggest
from schlaglicht.suggest import (
    Cutoff,
    KnownIris,
    NearMisses,
    is_one_slip,
    likeness,
    nearest,
    nearest_few,
    nearest_iri,
)

EX = "https://example.org/"

SLIPS = [
    ("Event", "Evet"),
    ("Event", "Evvent"),
    ("Event", "Evemt"),
    ("Event", "Evnet"),
    ("Event", "vent"),
    ("Event", "Eventt"),
    ("Phase10", "Phse10"),
    ("organi7er", "organizer"),
]
NO_SLIPS = [
    ("Event", "Event"),
    ("hour", "hours"),
    ("minCount", "maxCount"),
    ("line1", "line2"),
    ("Phase1", "Phase10"),
    ("Phase", "Phase2"),
    ("Phase12", "Phase21"),
    ("Room4East", "RoomEast"),
    ("Phase\u0661", "Phase\u0661\u0662"),
    ("Event", "Evt"),
    ("Supply_Air_Sensor", "Return_Air_Sensor"),
    ("startDate", "endDate"),
]


@pytest.mark.parametrize(("one", "other"), SLIPS)
def test_one_letter_is_a_slip_both_ways(one: str, other: str) -> None:
    assert is_one_slip(one, other)
    assert is_one_slip(other, one)


@pytest.mark.parametrize(("one", "other"), NO_SLIPS)
def test_names_that_differ_on_purpose_are_no_slip(one: str, other: str) -> None:
    assert not is_one_slip(one, other)
    assert not is_one_slip(other, one)


NEAR = {
    "http": ("http://example.org/Event", EX + "Event"),
    "hash for slash": ("https://example.org#Event", EX + "Event"),
    "case": (EX + "event", EX + "Event"),
    "underscore": (EX + "start_date", EX + "startDate"),
    "slip": (EX + "Evnt", EX + "Event"),
    "slip in the namespace": ("https://exmple.org/Event", EX + "Event"),
    "letter of two characters": (EX + "Cafe\u0301", EX + "Caf\u00e9"),
    "segment that means nothing": ("https://example.org/x/.././Event", EX + "Event"),
    "default port": ("https://example.org:443/Event", EX + "Event"),
    "letters in percent": (EX + "%45%76ent", EX + "Event"),
    "another port": ("https://example.org:8443/Event", None),
    "something else": (EX + "Concert", None),
    "another namespace": ("http://xmlns.com/foaf/0.1/Event", None),
    "too short": (EX + "abd", None),
}


@pytest.mark.parametrize(("iri", "near"), NEAR.values(), ids=NEAR.keys())
def test_near_miss_is_found(iri: str, near: str | None) -> None:
    known = NearMisses([EX + "Event", EX + "startDate", EX + "abc", EX + "Caf\u00e9"])
    assert known.nearest(iri) == near


KNOWN = [
    "https://example.org/Maß",
    "https://example.org/motto",
    "https://example.org/startDate",
    "https://schema.org/name",
    "https://schema.org/organizer",
]


@pytest.mark.parametrize(
    ("iri", "nearest"),
    [
        ("https://schema.org/organiser", "https://schema.org/organizer"),
        ("https://example.org/moto", "https://example.org/motto"),
        ("https://example.org/startdate", "https://example.org/startDate"),
        ("http://schema.org/name", "https://schema.org/name"),
        ("https://example.org/organizer", "https://schema.org/organizer"),
        ("https://example.org/MASS", "https://example.org/Maß"),
        ("https://example.org/a", None),
        ("https://schema.org/performer", None),
        ("https://schema.org/nameOfTheAuthor", None),
    ],
)
def test_nearest_iri_is_what_was_probably_meant(iri: str, nearest: str | None) -> None:
    assert nearest_iri(iri, KNOWN) == nearest


WORDS = [
    "".join(parts)
    for size in (1, 2, 3)
    for parts in product(("name", "Da", "te", "é", "s"), repeat=size)
]


def _likeness(iri: str, other: str) -> float:
    one, two = (each.rpartition("/") for each in (iri, other))
    alike = likeness(one[2].lower(), two[2].lower())
    return alike if one[0] == two[0] or alike < Cutoff.TERM else alike * likeness(iri, other)


def test_of_terms_with_like_letters_the_nearest_is_that_of_all() -> None:
    known = sorted(f"http://{host}.example/{word}" for word in WORDS for host in "ab")
    alike = KnownIris(known)
    for word in [*WORDS, "", "nmae", "datte", "NAMES", "satedate", "dateDaé"]:
        iri = f"http://a.example/{word}x"
        best = max(_likeness(iri, other) for other in known)
        near = alike.nearest(iri)
        assert (near is None) == (best < Cutoff.TERM)
        assert near is None or _likeness(iri, near) == best


def test_terms_with_other_letters_are_not_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str] = []

    def compare(_: str, other: str) -> float:
        compared.append(other)
        return 1.0

    monkeypatch.setattr(suggest, "likeness", compare)
    KnownIris(["http://y/startDate", "http://y/endDate", "http://y/s"]).nearest(
        "http://x/startdtae"
    )
    assert set(compared) == {"http://y/startDate"}


@pytest.mark.parametrize(
    ("word", "known", "cutoff", "near"),
    [
        ("shap", ["shape", "syntax"], Cutoff.CODE, "shape"),
        ("unknown-trem", ["unknown-term", "shape"], Cutoff.CODE, "unknown-term"),
        ("price", ["shape", "syntax", "key-dropped"], Cutoff.CODE, None),
        ("ez", ["ex", "schema"], Cutoff.TRIED_PREFIX, "ex"),
        ("ez", ["ex", "schema"], Cutoff.PREFIX, None),
        ("exx", ["ex", "schema"], Cutoff.PREFIX, "ex"),
        ("int32", ["int", "long", "string"], Cutoff.CHOICE, "int"),
        ("organiser", ["organizer", "organization"], Cutoff.TERM, "organizer"),
        ("startDtae", ["startDate", "startTime"], Cutoff.TERM, "startDate"),
        ("concept", ["contact", "concert"], Cutoff.KEYWORD, "concert"),
        ("skib", ["skip"], Cutoff.KEYWORD, "skip"),
        ("slib", ["skip"], Cutoff.KEYWORD, None),
    ],
)
def test_word_is_suggested_from_its_cutoff_on(
    word: str, known: list[str], cutoff: float, near: str | None
) -> None:
    assert nearest(word, known, cutoff) == near


def test_word_with_swapped_letters_has_one_slip() -> None:
    assert likeness("tpye", "type") == 0.75


def test_case_decides_between_words_that_are_equally_near() -> None:
    assert nearest("evnt", ["Event", "event"], Cutoff.TERM) == "event"
    assert nearest("Evnt", ["event", "Event"], Cutoff.TERM) == "Event"


def test_suggestions_are_the_same_in_whatever_order_words_are_known() -> None:
    known = ["abcx", "abcy", "abcz"]
    assert nearest_few("abcd", known, Cutoff.TERM, most=2) == ["abcx", "abcy"]
    assert nearest_few("abcd", known[::-1], Cutoff.TERM, most=2) == ["abcx", "abcy"]


def test_nothing_is_near_to_an_empty_word_or_among_none() -> None:
    assert nearest("", ["a", "b"], Cutoff.CODE) is None
    assert nearest("a", [], Cutoff.CODE) is None
    assert nearest_iri("http://x/", [], Cutoff.TERM) is None


@pytest.mark.parametrize("cutoff", [0.5, 0.65, 0.75])
def test_comparing_letters_first_leaves_out_no_word_that_is_alike(cutoff: float) -> None:
    chance = random.Random(7)
    for _ in range(5000):
        first, second = ("".join(chance.choices("abc", k=chance.randrange(1, 8))) for _ in range(2))
        if likeness(first, second) >= cutoff:
            assert suggest._may_be_alike(first, second, cutoff)
