"""Answers kept in memory, up to a number of bytes; the least recently used go first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from itertools import chain
from sys import getsizeof
from typing import NamedTuple

from schlaglicht.web.http.request_record import SharedFacts

CACHE_EXTENSION = "schlaglicht.cache"
"""The key of an application's response cache in `app.extensions`."""

_OVERHEAD = 1200
"""Bytes of bookkeeping per entry, at most: its places in the table and in the order of use, the
objects that hold its parts, and what the allocator rounds up."""

LONGEST_KEY = 8 * 2**10
"""Bytes of a key, as they lie in memory; the answer to a request with a longer one is not kept."""

_LARGEST_SHARE = 4
"""An answer larger than this fraction of the cache is not kept: it would empty the rest."""


@dataclass(frozen=True)
class CacheSettings:
    """Limits on answers that are kept: here by size, by others by time."""

    capacity: int = 64 * 2**20
    """Bytes of answers kept in memory; 0 keeps none."""
    max_age: int = 0
    """Seconds for which clients and proxies may use an answer without asking again."""

    @property
    def cache_control(self) -> str:
        """The Cache-Control of an answer: https://www.rfc-editor.org/rfc/rfc9111#section-5.2."""
        return f"public, max-age={self.max_age}" if self.max_age else "public, no-cache"


class Representation(NamedTuple):
    """A successful answer as it goes out, in one content coding."""

    headers: tuple[tuple[str, str], ...]
    body: bytes
    etag: str
    facts: SharedFacts = (None, None, None)


@dataclass(frozen=True)
class CacheStatistics:
    """Counts of a cache since it was made, and its size now."""

    hits: int
    misses: int
    evictions: int
    entries: int
    bytes: int
    capacity: int


_Kept = tuple[tuple[tuple[str, str], ...], bytes, str, SharedFacts]
"""A representation as a plain tuple. Python's collector of garbage stops looking at one, as
at its parts; otherwise each of its rounds would go through the whole cache, and requests wait."""


class ResponseCache:
    """Representations by key, at most `capacity` bytes of both in memory; safe for threads.

    Keys are made of texts, bytes, numbers and tuples of these.
    """

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._lock = threading.Lock()
        self._entries: OrderedDict[Hashable, tuple[_Kept, int]] = OrderedDict()
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
        """The representation kept under `key`, if any; counted as a hit or a miss."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                self._misses += 1
                return None
            self._entries.move_to_end(key)
            self._hits += 1
        return Representation._make(entry[0])

    def peek(self, key: Hashable) -> Representation | None:
        """Like `find`, without counting and without making the entry more recent."""
        with self._lock:
            entry = self._entries.get(key)
        return Representation._make(entry[0]) if entry else None

    def store(self, key: Hashable, representation: Representation) -> None:
        """Keep `representation`, and drop others until there is room; ignore one too large."""
        key_size = _size(key)
        size = key_size + _size_of(representation) + _OVERHEAD
        if key_size > LONGEST_KEY or size * _LARGEST_SHARE > self._capacity:
            return
        with self._lock:
            replaced = self._entries.pop(key, None)
            self._bytes += size - (replaced[1] if replaced else 0)
            self._entries[key] = (*representation,), size
            while self._bytes > self._capacity:
                _, (_, freed) = self._entries.popitem(last=False)
                self._bytes -= freed
                self._evictions += 1

    def clear(self) -> None:
        """Drop everything."""
        with self._lock:
            self._entries.clear()
            self._bytes = 0


def _size(value: object) -> int:
    """Bytes that a text, bytes, a number or a tuple of these takes in memory.

    What several entries share counts for each: who sends them chooses what they share.
    """
    size, waiting = 0, [value]
    while waiting:
        part = waiting.pop()
        size += getsizeof(part)
        if isinstance(part, tuple):
            waiting += part
    return size


def _size_of(kept: Representation) -> int:
    headers, body, etag, facts = kept
    parts = (headers, body, etag, facts, *facts, *headers)
    return sum(map(getsizeof, chain(parts, chain.from_iterable(headers))))
