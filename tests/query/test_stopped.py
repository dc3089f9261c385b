"""Queries that may be stopped."""

import pytest

from schlaglicht.errors import EngineLost, QueryFailed, QueryTimeout
from schlaglicht.i18n import msg
from schlaglicht.query.execute import unless_stopped


def failing(error: Exception) -> object:
    raise error


@pytest.mark.parametrize("error", [QueryTimeout(1.0), EngineLost(msg("lost"))])
def test_a_query_that_is_stopped_has_no_result(error: Exception) -> None:
    assert unless_stopped(lambda: failing(error)) is None


def test_other_errors_go_on() -> None:
    with pytest.raises(QueryFailed):
        unless_stopped(lambda: failing(QueryFailed(msg("no"))))
