"""Answers kept in memory, up to a number of bytes; the least recently used go first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field

from schlaglicht.web.records import RequestRecord

CACHE_EXTENSION = "schlaglicht.cache"
"""The key of an application's response cache in `app.extensions`."""

_OVERHEAD = 1500
"""Bytes that an entry takes beside its body and its key, about: headers and bookkeeping."""

_LARGEST_SHARE = 4
"""An answer larger than this fraction of the cache is not kept: it would empty the rest."""


@dataclass(frozen=True)
class CacheSettings:
    """How much is kept here, and for how long others may keep it."""

    capacity: int = 64 * 2**20
    """Bytes of answers kept in memory; 0 keeps none."""
    max_age: int = 0
    """Seconds for which clients and proxies may use an answer without asking again."""

    @property
    def cache_control(self) -> str:
        """The Cache-Control of an answer: https://www.rfc-editor.org/rfc/rfc9111#section-5.2."""
        return f"public, max-age={self.max_age}" if self.max_age else "public, no-cache"


@dataclass(frozen=True)
class Representation:
    """A successful answer as it goes out, in one content coding."""

    headers: tuple[tuple[str, str], ...]
    body: bytes
    etag: str
    record: RequestRecord = field(default_factory=lambda: RequestRecord(""))
    """Of the request for which it was made."""


@dataclass(frozen=True)
class CacheStatistics:
    """What a cache did since it was made, and what it holds now."""

    hits: int
    misses: int
    evictions: int
    entries: int
    bytes: int
    capacity: int


class ResponseCache:
    """Representations by key, at most `capacity` bytes of them; safe for threads."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._lock = threading.Lock()
        self._entries: OrderedDict[Hashable, tuple[Representation, int]] = OrderedDict()
        self._bytes = 0
        self._hits = self._misses = self._evictions = 0

    @property
    def statistics(self) -> CacheStatistics:
        """The counts as they are now."""
        with self._lock:
            return CacheStatistics(
                self._hits,
                self._misses,
                self._evictions,
                len(self._entries),
                self._bytes,
                self._capacity,
            )

    def find(self, key: Hashable) -> Representation | None:
        """What is kept under `key`; counted as a hit or a miss."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                self._misses += 1
                return None
            self._entries.move_to_end(key)
            self._hits += 1
            return entry[0]

    def peek(self, key: Hashable) -> Representation | None:
        """What is kept under `key`, without counting and without making it more recent."""
        with self._lock:
            entry = self._entries.get(key)
            return entry[0] if entry else None

    def store(self, key: Hashable, representation: Representation, *, key_size: int = 0) -> None:
        """Keep `representation`, and let go of others until there is room; too large: do not."""
        size = len(representation.body) + key_size + _OVERHEAD
        if size * _LARGEST_SHARE > self._capacity:
            return
        with self._lock:
            replaced = self._entries.pop(key, None)
            self._bytes += size - (replaced[1] if replaced else 0)
            self._entries[key] = representation, size
            while self._bytes > self._capacity:
                _, (_, freed) = self._entries.popitem(last=False)
                self._bytes -= freed
                self._evictions += 1

    def clear(self) -> None:
        """Let go of everything."""
        with self._lock:
            self._entries.clear()
            self._bytes = 0
