"""`schlaglicht cache`: what is kept on disk for the next run, and how to be rid of it."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

import click

from schlaglicht.cli.options import translated
from schlaglicht.i18n import msg


@click.command()
@click.option("--clear", is_flag=True, help="Remove all of it.")
def command(*, clear: bool) -> None:
    """Show what is kept for the next run, and where.

    Graphs that take long to read, for serve and query, and reports of projects that were green.
    All of it is made again when it is missing.

    \b
      schlaglicht cache
      schlaglicht cache --clear
    """  # noqa: D301 - click takes the character \b as the mark of lines to keep
    from schlaglicht.ground.cache_folder import user_cache

    folder = user_cache() / "schlaglicht"
    kinds = sorted(folder.iterdir()) if folder.is_dir() else []
    click.echo(folder)
    for kind in kinds:
        click.echo(f"{_megabytes(kind):>9,.1f} MB  {kind.name}")
    if clear:
        for kind in kinds:
            shutil.rmtree(kind) if kind.is_dir() else kind.unlink()
        click.echo(translated(msg("all of it was removed")))


def _megabytes(path: Path) -> float:
    """The size of what is in a folder, as far as it is still there."""
    size = 0
    for file in path.rglob("*"):
        with suppress(OSError):
            size += file.lstat().st_size
    return size / 1e6
