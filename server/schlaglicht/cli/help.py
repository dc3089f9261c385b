"""Groups of commands: imported when they run, with help pages and usage errors in two languages.

schlaglicht: no command 'validat'; did you mean validate?
Usage: schlaglicht [OPTIONS] COMMAND [ARGS]...
Help:  schlaglicht --help
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

import click
from click.core import ParameterSource

from schlaglicht.cli.options import reader_language, translated
from schlaglicht.i18n import Message, msg

_CLICKS_SENTENCES = (
    (r"(?P<value>.+) is not a valid integer(?: range)?\.", msg("{value} is not an integer")),
    (r"(?P<value>.+) is not a valid float(?: range)?\.", msg("{value} is not a number")),
    (r"(?P<value>.+) is not in the range (?P<range>.+)\.", msg("{value} is not within {range}")),
    (r"\w+ (?P<file>'.+') does not exist\.", msg("{file} is not there")),
    (r"\w+ (?P<file>'.+') is a file\.", msg("{file} is a file, not a folder")),
    (r"\w+ (?P<file>'.+') is a directory\.", msg("{file} is a folder, not a file")),
    (r"\w+ (?P<file>'.+') is not readable\.", msg("{file} may not be read")),
    (r"\w+ (?P<file>'.+') is not writable\.", msg("{file} may not be written")),
    (r"Option '(?P<option>.+)' requires an argument\.", msg("{option} needs a value")),
    (r"Option '(?P<option>.+)' does not take a value\.", msg("{option} takes no value")),
    (r"Got unexpected extra arguments? \((?P<words>.+)\)", msg("too many arguments: {words}")),
)
"""What click says, as regular expressions, and what is said instead."""

_CHOICE = re.compile(r"(?P<value>.+) is not one of .+\.", re.DOTALL)


def unknown_command(name: str, known: Iterable[str]) -> Message:
    """The message for a command that does not exist, with the one that was probably meant."""
    if near := _nearest(name, known):
        return msg("no command {name}; did you mean {near}?", name=repr(name), near=near)
    return msg("no command {name}; known: {known}", name=repr(name), known=", ".join(known))


def no_choice(value: str, known: Iterable[str]) -> Message:
    """The message for a value that is not among the known, with the one that was probably meant."""
    known = tuple(known)
    choices = ", ".join(known)
    if near := _nearest(value.strip("'\""), known):
        wrong = msg("no {value}; did you mean {near}? Known: {known}")
        return wrong.filled(value=value, near=near, known=choices)
    return msg("no {value}; known: {known}", value=value, known=choices)


def usage_text(error: click.ClickException) -> str:
    """The lines for an error of usage: what is wrong, how the command is called, where help is."""
    said_first = f"schlaglicht: {_said(error)}"
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is None:
        return said_first
    usage = " ".join(context.command.collect_usage_pieces(context))
    return "\n".join(
        (
            said_first,
            translated(msg("Usage: {command}", command=f"{context.command_path} {usage}")),
            translated(msg("Help:  {command}", command=f"{context.command_path} --help")),
        )
    )


def _said(error: click.ClickException) -> str:
    match error:
        case click.NoSuchOption():
            return translated(_unknown_option(error))
        case click.MissingParameter(param=click.Parameter()):
            return translated(msg("{name} is missing", name=_name(error)))
        case click.BadParameter(param=click.Parameter()):
            return f"{_name(error)}: {_in_our_words(error)}"
    return _in_our_words(error)


def _unknown_option(error: click.NoSuchOption) -> Message:
    name = error.option_name
    near = None
    if error.ctx is not None:
        options = [
            p for p in error.ctx.command.get_params(error.ctx) if isinstance(p, click.Option)
        ]
        near = _nearest(name, (name for p in options for name in (*p.opts, *p.secondary_opts)))
    if near:
        return msg("no option {name}; did you mean {near}?", name=name, near=near)
    return msg("no option {name}", name=name)


def _name(error: click.BadParameter) -> str:
    """The option, the variable of the environment, or the argument that is wrong."""
    assert error.param is not None
    parameter, context = error.param, error.ctx
    if not isinstance(parameter, click.Option):
        return (parameter.metavar or str(parameter.name).upper()).strip("[].")
    source = context.get_parameter_source(str(parameter.name)) if context else None
    if source is ParameterSource.ENVIRONMENT and isinstance(parameter.envvar, str):
        return parameter.envvar
    return max(parameter.opts, key=len)


def _in_our_words(error: click.ClickException) -> str:
    parameter = error.param if isinstance(error, click.BadParameter) else None
    choice = parameter.type if parameter is not None else None
    if isinstance(choice, click.Choice) and (found := _CHOICE.fullmatch(error.message)):
        return translated(no_choice(found["value"], list(map(str, choice.choices))))
    for pattern, message in _CLICKS_SENTENCES:
        if found := re.fullmatch(pattern, error.message, re.DOTALL):
            return translated(message.filled(**found.groupdict()))
    return error.message


def _nearest(word: str, known: Iterable[str]) -> str | None:
    from schlaglicht.suggest import Cutoff, nearest

    return nearest(word, known, Cutoff.CHOICE)


_PARAGRAPHS = re.compile(r"\n\s*\n")
_AS_IT_IS = "\b"
"""The first line of a paragraph whose lines click keeps: examples, the same in every language."""

_EXTRA = re.compile(r"(?:^|  )\[(?P<facts>[^\[\]]*)\]$")
"""What click adds to the text of an option: its default, its range, that it is required."""

_CLICKS = {
    "Usage": msg("Usage"),
    "Options": msg("Options"),
    "Commands": msg("Commands"),
    "Show this message and exit.": msg("Show this message and exit."),
    "Show the version and exit.": msg("Show the version and exit."),
    "default": msg("default"),
    "required": msg("required"),
}
"""Click's own words."""


class TranslatedHelp(click.HelpFormatter):
    """A help page whose texts are in the reader's language."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Writes how a command is called."""
        super().write_usage(prog, args, prefix or f"{_spoken('Usage')}: ")

    def write_heading(self, heading: str) -> None:
        """Writes the heading of a part of the page."""
        super().write_heading(_spoken(heading))

    def write_text(self, text: str) -> None:
        """Writes the text of a command; examples stay as they are."""
        paragraphs = _PARAGRAPHS.split(text)
        super().write_text("\n\n".join(p if _is_example(p) else _spoken(p) for p in paragraphs))

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Writes options or commands and their texts."""
        spoken = [(name, _with_facts(text)) for name, text in rows]
        super().write_dl(spoken, col_max, col_spacing)


def help_texts(command: click.Command) -> Iterator[str]:
    """The texts on the help pages of a command and those below it, as they are translated."""
    for paragraph in _PARAGRAPHS.split(inspect.cleandoc(command.help or "")):
        if paragraph and not _is_example(paragraph):
            yield _in_a_line(paragraph)
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.help:
            yield _in_a_line(parameter.help)
        if isinstance(parameter, click.Option) and isinstance(parameter.show_default, str):
            yield parameter.show_default
    yield from getattr(command, "texts", ())
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from help_texts(below)


def _with_facts(text: str) -> str:
    found = _EXTRA.search(text)
    if found is None:
        return _spoken(text)
    facts = "; ".join(map(_fact, found["facts"].split("; ")))
    return f"{_spoken(text[: found.start()])}  [{facts}]"


def _fact(text: str) -> str:
    name, colon, value = text.partition(": ")
    if value.startswith("("):  # a default in words
        value = f"({_spoken(value[1:-1])})"
    return f"{_spoken(name)}{colon}{value}"


def _spoken(text: str) -> str:
    text = _in_a_line(text)
    return translated(_CLICKS.get(text, Message(text))) if text else text


def _in_a_line(text: str) -> str:
    return " ".join(text.split())


def _is_example(paragraph: str) -> bool:
    return paragraph.lstrip(" ").startswith(_AS_IT_IS)


class HelpContext(click.Context):
    """The context of a command whose help page is in the reader's language."""

    def make_formatter(self) -> click.HelpFormatter:
        """The writer of the help page; English needs no catalogue."""
        if reader_language() == "en":
            return super().make_formatter()

        return TranslatedHelp(width=self.terminal_width, max_width=self.max_content_width)


_ALL = f"{__name__}.all"
"""The key in the context of a command whose help page folds nothing."""


class FoldedCommand(click.Command):
    """A command whose help page has the parameters that are `shown`; --help-all has all."""

    texts = ("Show all options and exit.",)

    def __init__(self, *given: Any, shown: Collection[str], **more: Any) -> None:
        super().__init__(*given, **more)
        self._folded = {each.name for each in self.params} - set(shown)

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """The parameters, with --help-all before --help."""
        *own, help_option = super().get_params(ctx)
        all_option = click.Option(
            ["--help-all"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=self._show_all,
            help=self.texts[0],
        )
        return [*own, all_option, help_option]

    def _show_all(self, ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
        if wanted and not ctx.resilient_parsing:
            ctx.meta[_ALL] = True
            click.echo(ctx.get_help())
            ctx.exit()

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the options that are shown."""
        folded = () if ctx.meta.get(_ALL) else self._folded
        shown = [each for each in self.get_params(ctx) if each.name not in folded]
        with formatter.section("Options"):
            formatter.write_dl([row for each in shown if (row := each.get_help_record(ctx))])


class LazyGroup(click.Group):
    """The commands in `texts`, by name, with a line of help each, which `find` finds.

    The help page leaves out those that are `unlisted`.
    """

    context_class = HelpContext

    def __init__(
        self,
        *given: Any,
        find: Callable[[str], click.Command],
        texts: Mapping[str, str],
        unlisted: Collection[str] = (),
        **more: Any,
    ) -> None:
        # Each says what it has without one; click of some versions writes it as demanded.
        super().__init__(*given, **{"subcommand_metavar": "[COMMAND] [ARGS]...", **more})
        self._find = find
        self._texts = texts
        self._unlisted = unlisted

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
        command = self._find(cmd_name)
        command.context_class = HelpContext
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the arguments begin with; raises UsageError for one unknown."""
        name = args[0]
        # An option after an argument that is not a command is reported as unknown by click.
        if name not in self._texts and not name.startswith("-") and not ctx.resilient_parsing:
            from schlaglicht.cli.options import translated

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
            listed = [row for row in self._texts.items() if row[0] not in self._unlisted]
            formatter.write_dl(listed)
