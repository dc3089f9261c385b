"""`schlaglicht publish`: a version of a site as files, which many servers read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from schlaglicht.cli.options import translated, usage_error
from schlaglicht.ground.atomic_file import temporary_folder
from schlaglicht.i18n import msg

if TYPE_CHECKING:
    from schlaglicht.publication import Current


@click.command("publish")
@click.argument("path", metavar="[PATH]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--output",
    "-o",
    "publication",
    required=True,
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder of the publication; it is made if it is missing.",
)
@click.option(
    "--name",
    metavar="NAME",
    default="",
    help="A name for the version; by default the beginning of its digest.",
)
@click.option(
    "--roll-back", "earlier", metavar="NAME", help="Make an earlier version current again."
)
@click.option("--list", "is_list", is_flag=True, help="List the versions, the latest first.")
def command(
    path: Path | None, publication: Path, *, name: str, earlier: str | None, is_list: bool
) -> int:
    """Publish a version of a project for any number of servers.

    Validates the project, and writes its files, the dataset, the index of its pages and its dumps
    into the folder DIR, each named by its SHA-256. Servers that read DIR, or a web server with its
    files, switch to the version by themselves.

    \b
      schlaglicht publish stones/ -o /srv/publication --name 2027-spring
      schlaglicht serve --publication /srv/publication
      schlaglicht publish -o /srv/publication --roll-back 2026-autumn
    """  # noqa: D301 - click takes the character \b as the mark of lines to keep
    from schlaglicht.publication import roll_back

    if sum(map(bool, (path or name, earlier, is_list))) > 1:
        raise usage_error(msg("--list and --roll-back go with --output alone"))
    if is_list:
        _print_list(publication)
        return 0
    if earlier is None:
        return _publish(path, publication, name)
    _announce(roll_back(publication, earlier))
    return 0


def _publish(path: Path | None, publication: Path, name: str) -> int:
    from schlaglicht.project import open_project
    from schlaglicht.publication import publish_folder
    from schlaglicht.web.server.reload.version_files import SOFTWARE, write_version

    with temporary_folder() as folder:
        refusal = write_version(open_project([path] if path else []), folder)
        if refusal is not None:
            refused = msg("not published: {reason}", reason=refusal.reason)
            click.echo(f"schlaglicht: {translated(refused)}", err=True)
            return 1
        _announce(publish_folder(folder, publication, SOFTWARE, name))
    return 0


def _announce(current: Current) -> None:
    text = msg("{name} is current: version {version}", name=current.name, version=current.version)
    click.echo(translated(text))


def _print_list(publication: Path) -> None:
    from schlaglicht.publication import names_in, open_source, read_current

    now = read_current(open_source(str(publication)))
    for each in names_in(publication):
        click.echo(f"{'*' if each.name == now.name else ' '} {each.name}  {each.version[:12]}")
