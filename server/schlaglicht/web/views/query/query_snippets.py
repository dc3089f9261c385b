"""A query as a program that asks it: for a shell, Python and R, each without further packages."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from typing import NamedTuple

_PYTHON_ROWS = """\
import csv, io
from urllib.parse import urlencode
from urllib.request import urlopen

query = {query}
url = {endpoint} + "?" + urlencode({{"query": query, "format": "csv"}})
with urlopen(url) as answer:
    for row in csv.DictReader(io.TextIOWrapper(answer, "utf-8")):
        print(row)
"""

_PYTHON_TEXT = """\
from urllib.parse import urlencode
from urllib.request import urlopen

query = {query}
url = {endpoint} + "?" + urlencode({{"query": query, "format": "{format}"}})
with urlopen(url) as answer:
    print(answer.read().decode())
"""

_R = """\
query <- {query}
url <- paste0({endpoint}, "?format=csv&query=", URLencode(query, reserved = TRUE))
table <- read.csv(url)
"""


class Snippet(NamedTuple):
    """A program in a language."""

    language: str
    code: str


def snippets_of(query: str, endpoint: str, format_name: str) -> Iterator[Snippet]:
    """Programs that ask an endpoint a query, whose answer they take in a format."""
    yield Snippet("curl", _curl(query, endpoint, format_name))
    python = _PYTHON_ROWS if format_name == "csv" else _PYTHON_TEXT
    values = {"endpoint": json.dumps(endpoint), "format": format_name}
    yield Snippet("Python", python.format(query=_in_python(query), **values))
    if format_name == "csv":
        yield Snippet("R", _R.format(query=_in_r(query), **values))


def _curl(query: str, endpoint: str, format_name: str) -> str:
    return (
        f"curl -s {shlex.quote(endpoint)} \\\n  -d format={format_name} \\\n"
        f"  --data-urlencode {shlex.quote(f'query={query}')}\n"
    )


def _in_python(text: str) -> str:
    is_plain = "\\" not in text and '"""' not in text and not text.endswith('"')
    return f'"""{text}"""' if is_plain and "\r" not in text else repr(text)


def _in_r(text: str) -> str:
    """A raw string, with more hyphens than any end of one that the text has."""
    hyphens = "-"
    while f'){hyphens}"' in text:
        hyphens += "-"
    return f'r"{hyphens}({text}){hyphens}"'
