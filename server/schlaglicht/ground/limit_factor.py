"""The factor by which limits on strangers' files are raised; only the environment sets it.

A project's settings cannot: the author of a hostile file would raise the limit next to it.
"""

from __future__ import annotations

import os
from math import isfinite

from schlaglicht.errors import ProjectError

VARIABLE = "SCHLAGLICHT_LIMITS"
"""The variable of the environment: a number by which limits are multiplied."""


def raised(limit: float) -> float:
    """A limit as it is for this process; raises ProjectError for an invalid factor."""
    return limit * _factor()


def _factor() -> float:
    text = os.environ.get(VARIABLE, "1")
    try:
        factor = float(text)
    except ValueError:
        factor = 0
    if factor <= 0 or not isfinite(factor):
        raise ProjectError(f"{VARIABLE} must be a number above 0, not {text!r}")
    return factor
