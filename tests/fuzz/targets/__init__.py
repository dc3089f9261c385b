"""Readers of bytes, each with what it promises for any content, for a fuzzer to break.

Every module has `SEEDS`, contents to begin with, and `check`, which raises if a promise is broken.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from targets import answers, graphs, patterns, questions, requests, settings, tokens, values


@dataclass(frozen=True)
class Target:
    """A reader of bytes."""

    seeds: Sequence[bytes]
    check: Callable[[bytes], None]


TARGETS: Mapping[str, Target] = {
    module.__name__.rpartition(".")[2]: Target(module.SEEDS, module.check)
    for module in (answers, graphs, patterns, questions, requests, settings, tokens, values)
}
