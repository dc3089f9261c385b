"""`schlaglicht validate --endpoint`: a remote graph, copied page by page, against local shapes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from schlaglicht.cli.endpoint_options import endpoint_of, endpoint_options
from schlaglicht.cli.progress import shown_progress
from schlaglicht.cli.reader_language import translated, usage_error
from schlaglicht.ground.atomic_file import temporary_folder
from schlaglicht.i18n import msg, plural

if TYPE_CHECKING:
    from schlaglicht.project import Project
    from schlaglicht.remote.copy import Copied

_SECONDS = 60.0
"""Seconds for one query: a page of a large graph, sorted by its keys."""

remote_options = endpoint_options(
    click.option(
        "--endpoint",
        metavar="URL",
        help="Check the default graph of this SPARQL endpoint instead of the data of PATH.",
    ),
    click.option(
        "--sample",
        metavar="NUMBER",
        type=click.IntRange(min=1),
        help="With --endpoint: only this many of its subjects, the same ones each time.",
    ),
    click.option(
        "--copy",
        metavar="DIR",
        type=click.Path(path_type=Path, file_okay=False),
        help="With --endpoint: a folder for what is fetched; an interrupted run continues there.",
    ),
)
"""Adds the options that `remote_of` reads."""


@dataclass(frozen=True)
class Remote:
    """The remote graph that is to be validated."""

    endpoint: str
    sample: int | None
    copy: Path | None
    dialect: str | None
    default_graphs: Sequence[str]
    headers: dict[str, str]


def remote_of(values: dict[str, Any], *, others: Sequence[object]) -> Remote | None:
    """The remote graph of these options; None without --endpoint.

    Raises UsageError for options without it, and for `others`, which do not go with it.
    """
    if values["endpoint"] is None:
        if any(values.values()):
            wanted = msg(
                "--sample, --copy, --dialect, --default-graph and --header need --endpoint"
            )
            raise usage_error(wanted)
        return None
    if any(others):
        wrong = msg("--endpoint goes with none of --watch, --sources, baselines and --since")
        raise usage_error(wrong)
    return Remote(**values)


@contextmanager
def copied(remote: Remote, *, verbose: bool) -> Iterator[Copied]:
    """The copy of the graph, which is kept if it has a folder of its own."""
    from schlaglicht.remote import recognised_client
    from schlaglicht.remote.copy import copy_graph, held

    endpoint = endpoint_of(
        remote.endpoint,
        seconds=_SECONDS,
        dialect=remote.dialect,
        default_graphs=remote.default_graphs,
        headers=remote.headers,
    )
    client = recognised_client(endpoint)
    with held(remote.copy) if remote.copy else temporary_folder() as target:
        with shown_progress(verbose=verbose) as progress:
            progress.stage(msg("fetching the remote graph"))
            found = copy_graph(client, target, sample=remote.sample, on_progress=progress.count)
        _say(found)
        yield replace(found, data=found.data.resolve())


def with_remote_data(project: Project, data: Path) -> Project:
    """The project with a copy instead of its data; its questions and evidence are left out.

    Where it has no folder of shapes, its data are the shapes: a file that was named as PATH.
    """
    settings = replace(project.settings, evidence=False)
    own = replace(project, queries=(), evidence=(), settings=settings, whole=False)
    return replace(own, data=(data,), shapes=project.shapes or project.data)


def _say(found: Copied) -> None:
    """Says on standard error what was fetched, and what could not be."""
    triples = plural("one triple", "{number} triples", found.state.triples)
    subjects = plural(
        "one subject with an IRI", "{number} subjects with an IRI", found.state.subjects
    )
    counts = msg("fetched {triples} of {subjects}", triples=triples, subjects=subjects)
    click.echo(translated(counts), err=True)
    if found.state.sample is not None:
        click.echo(translated(msg("a sample: the rest of the graph is not checked")), err=True)
    for subject in found.state.left_out:
        heavy = msg(
            "not checked: {subject}, whose triples the endpoint does not give", subject=subject
        )
        click.echo(translated(heavy), err=True)
    if found.missing is None:
        unknown = msg("not checked: whether all was fetched, which the endpoint cannot count")
        click.echo(translated(unknown), err=True)
    elif found.missing:
        missing = plural(
            "not checked: one triple of a blank node that no IRI leads to, or of what has changed "
            "meanwhile",
            "not checked: {number} triples of blank nodes that no IRI leads to, or of what has "
            "changed meanwhile",
            found.missing,
        )
        click.echo(translated(missing), err=True)
