"""What became of an export."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class BrokenLink:
    """A link within the site that leads nowhere: on which page, to which URL, and why."""

    page: str
    target: str
    reason: str


@dataclass(frozen=True)
class SiteReport:
    """How many files with how many bytes were written, and the links among them that are broken."""

    files: int
    bytes: int
    broken: tuple[BrokenLink, ...]
