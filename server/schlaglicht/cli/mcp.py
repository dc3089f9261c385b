"""`schlaglicht mcp`: a graph for language models, over standard input and output."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

import click

from schlaglicht.cli.options import usage_error
from schlaglicht.cli.output import write_bytes
from schlaglicht.cli.progress import shown_progress, verbose_option
from schlaglicht.i18n import msg

_LONGEST_LINE = 2 * 2**20
"""Bytes of a line that are read at once; a message has at most half of that."""


@click.command()
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--sources",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The folder of the documents that evidence points into, to quote them.",
)
@click.option(
    "--review", is_flag=True, help="Let the model propose statements, for a person to decide on."
)
@verbose_option
def command(paths: tuple[Path, ...], sources: Path | None, *, review: bool, verbose: bool) -> None:
    """Answer a language model about a graph: Model Context Protocol on standard input.

    A client starts this command; a served graph has the same at /mcp. It only reads, and with
    --review writes proposals, never data.

    \b
      schlaglicht mcp my-graph.ttl
    """  # noqa: D301 - click takes the character \b as the mark of lines to keep
    from schlaglicht.project import open_project
    from schlaglicht.web.server.standard_io import answering

    if review and (sources is None or [*map(Path.is_dir, paths)] not in ([], [True])):
        raise usage_error(msg("--review needs the folder of one project, and --sources"))
    with ExitStack() as stack:
        with shown_progress(verbose=verbose) as progress:
            project = open_project(paths)
            prepared = answering(project, sources=sources, review=review, progress=progress)
            answer = stack.enter_context(prepared)
        for message in filter(bytes.strip, _messages(sys.stdin.buffer)):
            write_bytes(answer(message))
            sys.stdout.flush()


def _messages(lines: BinaryIO) -> Iterator[bytes]:
    """The lines; of one that is too long only the beginning, so that it is one message, too."""
    while line := lines.readline(_LONGEST_LINE):
        yield line
        while line and not line.endswith(b"\n"):
            line = lines.readline(_LONGEST_LINE)
