"""Standard output: text as far as its encoding goes, programs' formats as UTF-8, its failures."""

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
"""What stands for signs that an encoding lacks: one for one, so that carets stay where they are."""


def prepare_output() -> None:
    """Lets standard output replace what its encoding lacks, and say as OutputError how it fails.

    Standard streams that are closed are opened again, so that no file takes their places: to write
    to that output fails, and nothing is read or heard from the others.
    """
    _fill_closed()
    codecs.register_error("schlaglicht-plain", _plain)
    standing_in = io.BufferedWriter(_StandardOutput(_STANDARD_OUTPUT, "wb", closefd=False))
    encoding = sys.stdout.encoding if sys.stdout is not None else "utf-8"
    sys.stdout = io.TextIOWrapper(standing_in, encoding, "schlaglicht-plain")


def write_bytes(content: bytes) -> None:
    """Writes content that programs read, as it is, whatever encoding a terminal has."""
    click.echo(content, nl=False)


def encoded(text: str) -> bytes:
    """A text as the UTF-8 that programs read; a file's name that is no text keeps its place."""
    return text.encode("utf-8", "replace")


class ReaderGone(Exception):  # noqa: N818 - no error: whoever reads our output has had enough
    """Instead of BrokenPipeError, which click answers itself, with the exit code 1."""


class _StandardOutput(io.FileIO):
    """What tells failures of standard output from those of files."""

    def write(self, content: Any) -> int:
        try:
            return super().write(content)
        except BrokenPipeError as error:
            raise ReaderGone from error
        except OSError as error:
            drop_output()
            raise OutputError(_failure(error)) from error


def drop_output() -> None:
    """Lets what is still to be written go nowhere: Python would try once more when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), _STANDARD_OUTPUT)


def _failure(error: OSError) -> str:
    closed = error.errno == errno.EBADF
    return f"standard output cannot be written: {'it is closed' if closed else error.strerror}"


def _fill_closed() -> None:
    for number, way in enumerate((os.O_RDONLY, os.O_RDONLY, os.O_WRONLY)):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, way)  # takes the lowest number that is free


def _plain(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    plain = (sign if sign.isascii() else "?" for sign in lacking.translate(_PLAIN))
    return "".join(plain), error.end
