"""`SELECT *` with its columns in the order of the query, which the engine would sort by name.

The engine alone knows for sure which variables are in scope: it is asked over an empty store, which
takes no longer than reading the query. Then they are written instead of the star.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples

_SPACE = r"(?:\s|#[^\r\n]*+)*+"
_DECLARATION = rf"(?:BASE|PREFIX{_SPACE}[^:\s<]*+:){_SPACE}<[^<>]*+>"
_VERSION = rf"VERSION{_SPACE}(?:\"[^\"]*+\"|'[^']*+')"
_STAR = re.compile(
    rf"\ufeff?+{_SPACE}(?:(?:{_DECLARATION}|{_VERSION}){_SPACE})*+"
    rf"SELECT{_SPACE}(?:(?:DISTINCT|REDUCED){_SPACE})?+(?P<star>\*)",
    re.IGNORECASE,
)
"""The beginning of a query up to its star; comments may be anywhere in it."""


def with_column_order(
    text: str,
    columns: Sequence[str],
    results_of_nothing: Callable[[], QueryBoolean | QuerySolutions | QueryTriples],
) -> str:
    """A query that has its columns in the order of `columns`, which may name others too.

    The text itself if it has no star, or its own order is right. `results_of_nothing` are those of
    the query over an empty store; its errors are those of the query.
    """
    found = _STAR.match(text) if columns else None
    results = results_of_nothing() if found else None
    if found is None or not isinstance(results, QuerySolutions):
        return text
    names = [variable.value for variable in results.variables]
    rank = {name: number for number, name in enumerate(columns)}
    if not rank.keys() >= set(names):
        return text
    wanted = sorted(names, key=rank.__getitem__)
    if wanted == names:
        return text
    listed = "".join(f" ?{name}" for name in wanted)
    return f"{text[: found.start('star')]}{listed} {text[found.end('star') :]}"
