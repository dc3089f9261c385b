import pytest

from schlaglicht.validation.lint.near_miss import NearMisses, is_one_slip

EX = "https://example.org/"

SLIPS = [
    ("Event", "Evet"),
    ("Event", "Evvent"),
    ("Event", "Evemt"),
    ("Event", "Evnet"),
    ("Event", "vent"),
    ("Event", "Eventt"),
]
NO_SLIPS = [
    ("Event", "Event"),
    ("hour", "hours"),
    ("minCount", "maxCount"),
    ("line1", "line2"),
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
    "something else": (EX + "Concert", None),
    "another namespace": ("http://xmlns.com/foaf/0.1/Event", None),
    "too short": (EX + "abd", None),
}


@pytest.mark.parametrize(("iri", "near"), NEAR.values(), ids=NEAR.keys())
def test_near_miss_is_found(iri: str, near: str | None) -> None:
    known = NearMisses([EX + "Event", EX + "startDate", EX + "abc", EX + "Caf\u00e9"])
    assert known.nearest(iri) == near
