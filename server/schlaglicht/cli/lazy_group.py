"""A group of commands that imports a command's module only when that command runs."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping
from typing import Any, cast

import click

from schlaglicht.cli.reader_language import reader_language


class HelpContext(click.Context):
    """The context of a command whose help page is in the reader's language."""

    def make_formatter(self) -> click.HelpFormatter:
        """The writer of the help page; English needs no catalogue."""
        if reader_language() == "en":
            return super().make_formatter()
        from schlaglicht.cli.help_texts import TranslatedHelp

        return TranslatedHelp(width=self.terminal_width, max_width=self.max_content_width)


class LazyGroup(click.Group):
    """The commands in `texts`, by name, with a line of help each: modules of the room `package`."""

    context_class = HelpContext

    def __init__(self, *given: Any, package: str, texts: Mapping[str, str], **more: Any) -> None:
        super().__init__(*given, **more)
        self._package = package
        self._texts = texts

    @property
    def texts(self) -> Iterable[str]:
        """The lines of help of its commands."""
        return self._texts.values()

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The names of the commands, in the order of the help page."""
        return list(self._texts)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of a name; None if there is none."""
        if cmd_name not in self._texts:
            return None
        module = importlib.import_module(f"{self._package}.{cmd_name}")
        command = cast(click.Command, module.command)
        command.context_class = HelpContext
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the arguments begin with; raises UsageError for one unknown."""
        name = args[0]
        # An option after an argument that is not a command is reported as unknown by click.
        if name not in self._texts and not name.startswith("-") and not ctx.resilient_parsing:
            from schlaglicht.cli.reader_language import translated
            from schlaglicht.cli.usage_errors import unknown_command

            raise click.UsageError(translated(unknown_command(name, self._texts)), ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Runs a command; every UsageError gets the context of the command that it is about."""
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            name = ctx.invoked_subcommand
            command = self.get_command(ctx, name) if name else None
            if error.ctx is None and command is not None:  # click's parser of options leaves it out
                error.ctx = click.Context(command, parent=ctx, info_name=name)
            raise

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Writes the list of commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(self._texts.items()))
