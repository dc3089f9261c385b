import pytest

from schlaglicht.diagnostics.run_notes import run_notes
from schlaglicht.validation.report import ValidationReport


def test_known_pyshacl_is_not_noted() -> None:
    assert run_notes(ValidationReport(()), "en") == ()


@pytest.mark.parametrize(
    ("language", "words"), [("de", "ist hier unbekannt"), ("en", "is not known here")]
)
def test_unknown_pyshacl_is_noted_in_one_line(language: str, words: str) -> None:
    (note,) = run_notes(ValidationReport((), unpatched="0.99.0"), language)
    assert f"pySHACL 0.99.0 {words}" in note
    assert "\n" not in note
