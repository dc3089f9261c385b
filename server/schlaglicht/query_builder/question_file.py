"""A built query as a file of `queries/`, as docs/questions.md describes it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from schlaglicht.query_builder.variables import latin

_LONGEST_NAME = 60


def question_file(query: str, titles: Mapping[str, str]) -> str:
    """A query below its titles by language tag; a title is one line, whatever it has been."""
    lines = {tag: one_line(title) for tag, title in titles.items()}
    header = "".join(f"# title@{tag}: {title}\n" for tag, title in lines.items() if title)
    return f"{header}\n{query}" if header else query


def one_line(text: str) -> str:
    """A text without line breaks and other characters that a comment cannot have."""
    words = " ".join(text.split())
    return "".join(c for c in words if unicodedata.category(c) not in ("Cc", "Cs", "Zl", "Zp"))


def file_name(title: str) -> str:
    """A name for the file: the title in small Latin letters and hyphens."""
    name = re.sub(r"[^a-z0-9]+", "-", latin(title).lower()).strip("-")[:_LONGEST_NAME].strip("-")
    return f"{name or 'question'}.rq"
