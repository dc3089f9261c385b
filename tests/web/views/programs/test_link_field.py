"""The header field `Link`, which others' servers take up to a length."""

from schlaglicht.web.views.page import Link, link_field

CANONICAL = Link("canonical", "https://example.org/a")
OTHERS = [
    Link("alternate", f"https://example.org/{number}?{'q' * 80}", "text/csv")
    for number in range(200)
]
LINKSET = Link("linkset", "https://example.org/a.linkset.json", "application/linkset+json")


def test_all_links_have_room() -> None:
    assert link_field([CANONICAL, LINKSET]) == (
        '<https://example.org/a>; rel="canonical", '
        '<https://example.org/a.linkset.json>; rel="linkset"; type="application/linkset+json"'
    )


def test_as_many_of_the_first_links_as_have_room() -> None:
    field = link_field([CANONICAL, *OTHERS])
    assert field.startswith(f"{CANONICAL}, {OTHERS[0]}, ")
    assert 5800 < len(field) <= 6000


def test_the_link_to_all_links_stands_for_those_that_have_no_room() -> None:
    assert link_field([CANONICAL, *OTHERS, LINKSET]) == str(LINKSET)


def test_a_single_link_without_room_is_left_out() -> None:
    assert not link_field([Link("canonical", "https://example.org/" + "a" * 6000)])
