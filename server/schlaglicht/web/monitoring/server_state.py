"""The state of a server: its last reload, and where the version that it serves is from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Reload:
    """The last attempt to reload the files."""

    time: datetime
    succeeded: bool
    detail: str
    """One sentence, without paths of the server."""


@dataclass(frozen=True)
class Origin:
    """The place of a version in a publication that many servers read."""

    name: str
    version: str
    """The digest of its manifest."""
    is_behind: bool = False
    """True if there is a newer version that this server could not take over, or may be one."""
    newest: str | None = None
    """The newer version; None if the publication could not be asked."""

    @property
    def newer(self) -> str | None:
        """The newer version for a header field, `unknown` if it is; None if this is the newest."""
        return (self.newest or "unknown") if self.is_behind else None


@dataclass(frozen=True)
class Copy:
    """The copy of a remote graph that pages are made of, while its endpoint answers queries."""

    url: str
    dialect: str
    """The product that answers there, as far as it was recognised."""
    server: str
    """The product in its own words: the header field Server."""
    time: datetime
    """The end of the copying."""
    triples: int
    """Triples of the copy; without one those of the endpoint, 0 if it cannot count them."""
    missing: int | None
    """Triples of the endpoint that the copy lacks, at least; None if it cannot count them."""
    left_out: tuple[str, ...] = ()
    """The subjects whose triples the endpoint does not give."""
    queries_only: bool = False
    """True if nothing is copied, so that there are no pages of the graph."""
