"""A patch: what it answers, and what it replaces."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from schlaglicht.validation.shacl.pyshacl_patches.caches import Caches

Wrap = Callable[[Any], Any]
"""Makes of a function, or a value, what takes its place."""

KNOWN_RELEASES = "0.40."
ANY_RELEASE = ""


@dataclass(frozen=True)
class Target:
    """A function or a value of a library, and what takes its place."""

    path: str
    """The module, and the name within it: `pyshacl.shape:Shape.validate`."""
    wrap: Callable[[Caches], Wrap]
    """What makes the replacement, given the caches of this validation."""
    parameters: str = ""
    """The names of the parameters; empty for a value, and where any function will do."""


@dataclass(frozen=True)
class Patch:
    """A change to a library that answers one fault, or one cost."""

    name: str
    reason: str
    targets: tuple[Target, ...]
    link: str = ""
    """The issue upstream; empty where it is not reported."""
    releases: str = KNOWN_RELEASES
    """How the versions of pySHACL begin that it is known to fit; empty for any."""
