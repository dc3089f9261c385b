"""Queries that may be stopped at a limit of the endpoint without harm."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from schlaglicht.errors import EngineLost, QueryTimeout

_Result = TypeVar("_Result")


def unless_stopped(ask: Callable[[], _Result]) -> _Result | None:
    """The result of `ask`; None when its query is stopped at the limit of time or memory."""
    try:
        return ask()
    except (QueryTimeout, EngineLost):
        return None
