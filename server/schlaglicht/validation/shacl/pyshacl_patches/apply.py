"""Makes the patches of `registry` for the duration of one validation, and reverts them.

Except for repaired faults, every result comes from pySHACL's own code.
"""

from __future__ import annotations

import inspect
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from importlib import import_module
from typing import Any

from rdflib.term import Node

from schlaglicht.validation.shacl.pyshacl_patches.caches import Caches
from schlaglicht.validation.shacl.pyshacl_patches.patch import Target
from schlaglicht.validation.shacl.pyshacl_patches.registry import PATCHES

_LOCK = threading.RLock()
"""The patches change pySHACL's modules, so one thread validates at a time."""


@contextmanager
def patched_pyshacl() -> Iterator[bool]:
    """Patches pySHACL and rdflib; afterwards both are as before.

    Yields True if all patches are made. With an unknown release, or where a replaced function has
    changed, only those that fit any release are.
    """
    with _LOCK, ExitStack() as stack:
        known, caches = internals_are_known(), Caches()
        for patch in PATCHES:
            for target in patch.targets if known or not patch.releases else ():
                stack.enter_context(_replaced(target, target.wrap(caches)))
        yield known


@contextmanager
def skipping(left: Callable[[Node, Sequence[Node]], Sequence[Node]]) -> Iterator[None]:
    """Has each shape evaluate only those of several focus nodes that are `left` for it."""

    def wrap(validate: Any) -> Any:
        def evaluate(
            shape: Any, executor: Any, target_graph: Any, focus: Any = None,
            _evaluation_path: list[Any] | None = None,
        ) -> Any:  # fmt: skip
            if isinstance(focus, list):
                focus = left(shape.node, focus)
            return validate(shape, executor, target_graph, focus, _evaluation_path)

        return evaluate

    with _replaced(Target("pyshacl.shape:Shape.validate", lambda _: wrap), wrap):
        yield


def internals_are_known() -> bool:
    """True if every patch fits the installed pySHACL: its release and the replaced functions."""
    return not unknown_release()


def unknown_release() -> str:
    """The version of the installed pySHACL if not every patch fits it, else empty."""
    import pyshacl

    version = str(pyshacl.__version__)
    known = all(version.startswith(patch.releases) for patch in PATCHES) and all(
        _is_as_known(target) for patch in PATCHES for target in patch.targets if target.parameters
    )
    return "" if known else version


def _is_as_known(target: Target) -> bool:
    """True if a function exists with the expected parameters."""
    try:
        owner, name = _place(target)
        parameters = inspect.signature(vars(owner)[name]).parameters
    except (AttributeError, ImportError, KeyError):
        return False
    return list(parameters) == target.parameters.split()


def _place(target: Target) -> tuple[Any, str]:
    """The module, class or function that holds a target, and its name there."""
    module, _, path = target.path.partition(":")
    *owners, name = path.split(".")
    owner: Any = import_module(module)
    for part in owners:
        owner = getattr(owner, part)
    return owner, name


@contextmanager
def _replaced(target: Target, wrap: Callable[[Any], Any]) -> Iterator[None]:
    missing = object()
    owner, name = _place(target)
    before = vars(owner).get(name, missing)
    setattr(owner, name, wrap(before))
    try:
        yield
    finally:
        if before is missing:
            delattr(owner, name)
        else:
            setattr(owner, name, before)
