"""A patch: its reason, and the functions that it replaces."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from schlaglicht.validation.shacl.pyshacl_patches.caches import Caches

Wrap = Callable[[Any], Any]
"""Makes the replacement of a function or a value."""

KNOWN_RELEASES = "0.40."
ANY_RELEASE = ""


@dataclass(frozen=True)
class Target:
    """A function or a value of a library, and its replacement."""

    path: str
    """The module and the name within it: `pyshacl.shape:Shape.validate`."""
    wrap: Callable[[Caches], Wrap]
    """Makes the replacement, given the caches of this validation."""
    parameters: str = ""
    """The names of the parameters; empty for a value, and where they do not matter."""


@dataclass(frozen=True)
class Patch:
    """A change to a library that repairs one fault or avoids one cost."""

    name: str
    reason: str
    targets: tuple[Target, ...]
    link: str = ""
    """The issue upstream; empty if it is not reported."""
    releases: str = KNOWN_RELEASES
    """Prefix of the versions of pySHACL that it is known to fit; empty for any."""
