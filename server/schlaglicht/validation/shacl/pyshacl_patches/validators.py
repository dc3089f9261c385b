"""Validators of own constraint components, as SHACL has them where pySHACL differs.

https://www.w3.org/TR/shacl/#constraint-components-validators
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

Found = set[tuple[Any, Any]]
"""Values, each with what pySHACL makes a result of: True for a failure, or (focus, path, value)."""


def selected_once(validate: Callable[..., Found]) -> Callable[..., Found]:
    """Runs a SELECT once for each focus node, with or without values, and leaves `$value` unbound.

    Its results are its own solutions: https://www.w3.org/TR/shacl/#SelectValidator
    """

    def select(
        validator: Any, executor: Any, focus: Any, _values: Iterable[Any], *args: Any, **kwargs: Any
    ) -> Found:
        found = validate(validator, executor, focus, [None], *args, **kwargs)
        return {(focus, result) for _, result in found}

    return select


def with_its_value(validate: Callable[..., Found]) -> Callable[..., Found]:
    """Gives each result of an ASK its value, in property shapes too.

    https://www.w3.org/TR/shacl/#AskValidator
    """

    def ask(*args: Any, **kwargs: Any) -> Found:
        return {(value, (None, None, value)) for value, _ in validate(*args, **kwargs)}

    return ask
