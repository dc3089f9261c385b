"""Words and names of entries against the text of their passages."""

import pytest

from schlaglicht.validation.checks.passages import is_named


@pytest.mark.parametrize(
    ("name", "text", "named"),
    [
        ("Nordwind", "des Nordwinds", True),
        ("Deutschland", "die deutsche Seite", True),
        ("Cluster", "die Clusterkonferenz", True),
        ("Chor Nordwind", "Nordwind, ein Chor", True),
        ("Chor Nordwind", "der Chor", False),
        ("Bonn", "Bonbon", False),
        ("EU", "Euro", False),
        ("2020", "2021", False),
        ("12345", "12346", False),
        ("20201", "2020", False),
        ("2020", "2020er", True),
        ("M\u00fcller", "Mu\u0308llers", True),
        ("++", "a ++ b", True),
        ("++", "a b", False),
        ("", "a", False),
        ("", "", False),
        ("Kanalfest", "das Ka\u00adnalfest", True),
    ],
)
def test_name_is_found_in_any_form(name: str, text: str, named: bool) -> None:
    assert is_named(name, text) is named
