from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from schlaglicht.web.http.cache import reply_of


class Content:
    """Content that fails at its first part, or at its second."""

    def __init__(self, *parts: bytes) -> None:
        self._parts = parts
        self.is_closed = False

    def __iter__(self) -> Iterator[bytes]:
        yield from self._parts
        raise BrokenPipeError

    def close(self) -> None:
        self.is_closed = True


@pytest.mark.parametrize("parts", [(), (b"a",)], ids=["first", "second"])
@pytest.mark.parametrize("length", ["2", "two"])
def test_content_of_an_application_that_fails_is_closed(
    parts: tuple[bytes, ...], length: str
) -> None:
    content = Content(*parts)

    def behind(_: object, start: Any) -> Any:
        start("200 OK", [("Content-Length", length)])
        return content

    with pytest.raises((BrokenPipeError, ValueError)):
        reply_of(behind, {})
    assert content.is_closed
