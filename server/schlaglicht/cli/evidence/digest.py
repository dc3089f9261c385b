"""`schlaglicht evidence digest`: the digests of documents and passages."""

from __future__ import annotations

from pathlib import Path

import click

from schlaglicht.cli.evidence.options import (
    print_lines,
    project_at,
    project_option,
    sources_option,
)
from schlaglicht.cli.reader_language import language_option


@click.command("digest")
@click.argument("paths", metavar="[FILE]...", nargs=-1, type=click.Path(path_type=Path))
@sources_option
@click.option(
    "--check", is_flag=True, help="Write nothing; exit 1 when one is missing, wrong or unused."
)
@project_option
@language_option
def command(
    paths: tuple[Path, ...],
    sources: Path,
    project_path: Path | None,
    language: str | None,
    *,
    check: bool,
) -> int:
    """Fill in the SHA-256 of documents and passages where it is missing; remove unused ones.

    FILE is a file of evidence; without one, all of the project. A digest that does not match stays
    as it is, is named, and makes the command exit 1: the document or the place has changed.
    """
    from schlaglicht.evidence.edit import files_to_digest, fill_digests, read_states, write_changes
    from schlaglicht.evidence.listing import digest_lines, digests_filled, digests_removed

    project = project_at(project_path)
    states = read_states(files_to_digest(project, paths), project.settings, sources)
    problems = [s if check else s.completed() for s in states]
    for state in problems:
        print_lines(digest_lines(state, project.display(state.file.path)), language)
    if not check:
        write_changes([fill_digests(s, project.settings) for s in states if not s.is_complete])
        for state in states:
            name = project.display(state.file.path)
            print_lines(digests_removed(state, name), language)
        filled = [(len(s.missing), project.display(s.file.path)) for s in states if s.missing]
        print_lines([digests_filled(number, name) for number, name in filled], language)
    return 0 if all(state.is_sound for state in problems) else 1
