"""A group of commands that imports a command's module only when that command runs."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any, cast

import click


class LazyGroup(click.Group):
    """The commands in `texts`, by name, with a line of help each: modules of the room `package`."""

    def __init__(self, *given: Any, package: str, texts: Mapping[str, str], **more: Any) -> None:
        super().__init__(*given, **more)
        self._package = package
        self._texts = texts

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The names of the commands, in the order of the help page."""
        return list(self._texts)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of a name; None if there is none."""
        if cmd_name not in self._texts:
            return None
        module = importlib.import_module(f"{self._package}.{cmd_name}")
        return cast(click.Command, module.command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Writes the list of commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(self._texts.items()))
