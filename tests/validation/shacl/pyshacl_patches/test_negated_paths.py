"""Negated property sets: forward, backward, both, and none."""

from collections.abc import Callable

import pytest

Violators = Callable[[str, str], set[str]]

DATA = "ex:a a ex:T ; ex:p ex:b , ex:c . ex:d ex:p ex:a ; ex:q ex:a . ex:x ex:q ex:y ."
PATHS = {
    "!^ex:p": "d",
    "!(^ex:p)": "d",
    "!(ex:p|^ex:p)": "d T",
    "!(a|ex:p|^ex:p)": "d",
    "!(a|ex:p|^ex:p|^ex:q)": "",
    "!(a|^a|^ex:q)": "b c d",
    "!(^ex:p|^ex:q)": "",
    "!(ex:p|ex:q)": "T",
    "!<https://example.org/p>": "T",
    "^!ex:p": "d",
    "!()": "T b c",
}


@pytest.mark.parametrize(("path", "ends"), PATHS.items())
def test_set_leads_to_all_other_neighbours(path: str, ends: str, violators: Violators) -> None:
    for end in "bcdxyT":
        found = violators(DATA, f"$this {path} ex:{end}")
        assert found == ({"a"} if end in ends.split() else set()), end
        assert violators(DATA, f"$this {path} ?v FILTER (?v = ex:{end})") == found
