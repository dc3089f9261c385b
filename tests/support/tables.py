"""Tables of cases, each of which is one test."""

from __future__ import annotations

import functools
import inspect
import traceback
from collections.abc import Callable, Iterable

import pytest

Test = Callable[..., None]


def each(
    names: str | tuple[str, ...], cases: Iterable[object], ids: object = None
) -> Callable[[Test], Test]:
    """Runs a test for all cases, and lists those that fail: `parametrize` in one test.

    The arguments are those of `pytest.mark.parametrize`. Fixtures are set up once for all cases.
    """
    parameters = [name.strip() for name in names.split(",")] if isinstance(names, str) else names
    rows = list(cases)
    titles = [_title(row, number, ids) for number, row in enumerate(rows)]

    def in_a_loop(test: Test) -> Test:
        @functools.wraps(test)
        def run(**fixtures: object) -> None:
            failures = []
            for title, row in zip(titles, rows, strict=True):
                values = row if isinstance(row, tuple | list) and len(parameters) > 1 else (row,)
                try:
                    test(**fixtures, **dict(zip(parameters, values, strict=True)))
                except (Exception, pytest.fail.Exception):
                    failures.append(f"{title}:\n{traceback.format_exc(limit=-2)}")
            if failures:
                count = f"{len(failures)} of {len(rows)} cases fail"
                pytest.fail("\n".join([count, *failures]), pytrace=False)

        signature = inspect.signature(test)
        kept = [p for name, p in signature.parameters.items() if name not in parameters]
        run.__signature__ = signature.replace(parameters=kept)  # type: ignore[attr-defined]
        return run

    return in_a_loop


def _title(row: object, number: int, ids: object) -> str:
    if callable(ids):
        return str(ids(row))
    return str(list(ids)[number]) if isinstance(ids, Iterable) else repr(row)
