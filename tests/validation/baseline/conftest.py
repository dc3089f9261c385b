"""Tests of what is new since an earlier validation."""

import pytest


@pytest.fixture(autouse=True)
def _one_process(one_process: None) -> None:
    """No forks."""
