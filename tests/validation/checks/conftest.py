"""Tests of single checks."""

import pytest


@pytest.fixture(autouse=True)
def _one_process(one_process: None) -> None:
    """No forks."""
