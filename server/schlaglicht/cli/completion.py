"""Completions that shells ask for, beyond those of click itself."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem

from schlaglicht.cli.reader_language import reader_language


def rule_codes(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The codes of rules, with their titles."""
    from schlaglicht.validation.rules import RULES

    titles = {code: rule.titles[reader_language()] for code, rule in RULES.items()}
    return [CompletionItem(c, help=t) for c, t in titles.items() if c.startswith(incomplete)]


def listed_rule_codes(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """The codes of rules as the last of several, separated by commas; none of them twice."""
    before, comma, last = incomplete.rpartition(",")
    known = before.split(",")
    return [
        CompletionItem(f"{before}{comma}{item.value}", help=item.help)
        for item in rule_codes(context, parameter, last)
        if item.value not in known
    ]


def files(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Whatever files the shell finds: for arguments that may be something else, too."""
    return [CompletionItem(incomplete, type="file")]
