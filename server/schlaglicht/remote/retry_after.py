"""The header field Retry-After: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after."""

from __future__ import annotations

import re
import time
from contextlib import suppress
from email.utils import parsedate_to_datetime

_SECONDS = re.compile(r"[0-9]{1,9}")
_NO_DATE = (ValueError, TypeError, IndexError, OverflowError, OSError)
"""What the standard library raises for a text that is not a date, or a date out of range."""


def seconds_until(retry_after: str | None) -> float | None:
    """The seconds that the field names, as a number or by a date; None for any other text."""
    text = (retry_after or "").strip()
    if _SECONDS.fullmatch(text):
        return float(text)
    with suppress(*_NO_DATE):
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    return None
