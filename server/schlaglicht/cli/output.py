"""Standard output: text in its encoding, machine-readable formats as UTF-8, write errors."""

from __future__ import annotations

import codecs
import errno
import io
import os
import sys
from typing import Any

import click

from schlaglicht.errors import OutputError

_STANDARD_OUTPUT = 1
_PLAIN = str.maketrans("„“”‚‘’–—…→·", "\"\"\"'''--.>-")
"""Replacements for characters that an encoding lacks: one for one, so that carets stay aligned."""


def prepare_output() -> None:
    """Has standard output replace characters its encoding lacks, and fail with OutputError.

    Closed standard streams are opened again, so that no file takes their numbers: writing to that
    output fails, reading finds nothing, and messages to standard error are dropped.
    """
    _fill_closed()
    if sys.stdin is None:  # it was closed when Python began
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    codecs.register_error("schlaglicht-plain", _plain)
    standing_in = io.BufferedWriter(_StandardOutput(_STANDARD_OUTPUT, "wb", closefd=False))
    encoding = sys.stdout.encoding if sys.stdout is not None else "utf-8"
    sys.stdout = io.TextIOWrapper(standing_in, encoding, "schlaglicht-plain")


def write_bytes(content: bytes) -> None:
    """Writes content for programs unchanged, whatever the encoding of the terminal."""
    click.echo(content, nl=False)


def encoded(text: str) -> bytes:
    """A text as UTF-8 for programs; bytes of file names that are not UTF-8 become `?`."""
    return text.encode("utf-8", "replace")


class ReaderGone(Exception):  # noqa: N818 - not an error: the reader of our output has stopped
    """Replaces BrokenPipeError, which click would handle itself with exit code 1."""


class _StandardOutput(io.FileIO):
    """Standard output, whose failures differ in type from those of files."""

    def write(self, content: Any) -> int:
        try:
            return super().write(content)
        except BrokenPipeError as error:
            raise ReaderGone from error
        except OSError as error:
            drop_output()
            raise OutputError(_failure(error)) from error


def drop_output() -> None:
    """Discards unwritten output: Python would try to write it again at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), _STANDARD_OUTPUT)


def _failure(error: OSError) -> str:
    closed = error.errno == errno.EBADF
    return f"standard output cannot be written: {'it is closed' if closed else error.strerror}"


def _fill_closed() -> None:
    for number, way in enumerate((os.O_RDONLY, os.O_RDONLY, os.O_WRONLY)):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, way)  # takes the lowest free number


def _plain(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join(sign if sign.isascii() else "?" for sign in lacking.translate(_PLAIN)), error.end
