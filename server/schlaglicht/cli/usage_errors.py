"""Usage errors in one style and in the reader's language, click's own as well as ours.

schlaglicht: no command 'validat'; did you mean validate?
Usage: schlaglicht [OPTIONS] COMMAND [ARGS]...
Help:  schlaglicht --help
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import click
from click.core import ParameterSource

from schlaglicht.cli.reader_language import translated
from schlaglicht.i18n import Message, msg

_CLICKS = (
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
        options = [p for p in error.ctx.command.get_params(error.ctx) if _is_option(p)]
        near = _nearest(name, (name for p in options for name in (*p.opts, *p.secondary_opts)))
    if near:
        return msg("no option {name}; did you mean {near}?", name=name, near=near)
    return msg("no option {name}", name=name)


def _is_option(parameter: click.Parameter) -> bool:
    return isinstance(parameter, click.Option) and not parameter.hidden


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
    for pattern, message in _CLICKS:
        if found := re.fullmatch(pattern, error.message, re.DOTALL):
            return translated(message.filled(**found.groupdict()))
    return error.message


def _nearest(word: str, known: Iterable[str]) -> str | None:
    from schlaglicht.suggest import Cutoff, nearest

    return nearest(word, known, Cutoff.CHOICE)
