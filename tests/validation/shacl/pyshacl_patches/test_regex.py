import pytest

from schlaglicht.validation.shacl.pyshacl_patches.regex import compiled_pattern


@pytest.mark.parametrize(
    ("pattern", "flags", "text", "matches"),
    [
        ("^ab$", "", "ab", True),
        ("^ab$", "", "ab\n", False),
        ("b$", "m", "ab\nc", True),
        ("^b", "", "a\nb", False),
        ("^b", "m", "a\nb", True),
        ("a.b", "", "a\nb", False),
        ("a.b", "s", "a\nb", True),
        ("AB", "i", "ab", True),
        ("a.b", "q", "a.b", True),
        ("a.b", "q", "axb", False),
        ("A.B", "qi", "a.b", True),
        ("a**", "q", "a**", True),
        ("^a b$", "x", "ab", True),
        ("^a[ ]b$", "x", "a b", True),
        ("^a\\$$", "", "a$", True),
        ("^[$]$", "", "$", True),
        ("^[\\]$]$", "", "$", True),
        ("^a$|^b$", "", "b", True),
    ],
)
def test_pattern_matches_as_in_sparql(pattern: str, flags: str, text: str, matches: bool) -> None:
    assert bool(compiled_pattern(pattern, flags).search(text)) is matches
