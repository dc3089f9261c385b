"""Limits are raised by the environment alone."""

import pytest

from schlaglicht.errors import ProjectError
from schlaglicht.ground.bounded_process import VARIABLE, scaled


def test_limits_stay_as_they_are_without_a_factor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    assert scaled(1000) == 1000


def test_factor_multiplies_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "2.5")
    assert scaled(1000) == 2500


@pytest.mark.parametrize("text", ["much", "0", "-1", "inf", "nan"])
def test_wrong_factor_is_an_error(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, text)
    with pytest.raises(ProjectError, match=f"{VARIABLE} must be a number above 0"):
        scaled(1000)
