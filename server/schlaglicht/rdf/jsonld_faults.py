"""Locations of errors in JSON-LD that the strict parser reports without one."""

from __future__ import annotations

import re

_BY_TYPE = re.compile(r'"@container"\s*:\s*(?:\[[^\]]*)?("@type")')


def map_by_type(text: str) -> int | None:
    """Index of the `@type` that makes the values of a term a map by type, if it is the only one."""
    found = list(_BY_TYPE.finditer(text))
    return found[0].start(1) if len(found) == 1 else None
