"""`schlaglicht rule`: explanation of a rule, with a failing example and its repair."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from schlaglicht.cli.options import language_option, reader_language, rule_codes
from schlaglicht.i18n import Message, msg

if TYPE_CHECKING:
    from schlaglicht.validation.rules import Rule


@click.command("rule")
@click.argument("code", required=False, shell_complete=rule_codes)
@language_option
def command(code: str | None, language: str | None) -> None:
    """Explain a rule of `schlaglicht validate`: what is wrong, why it matters, how to repair it.

    CODE is what stands in brackets behind the severity of a result. Without one, all rules are
    listed.

    \b
      schlaglicht rule
      schlaglicht rule unknown-term --lang de
    """  # noqa: D301 - click reads \b as the character: it keeps the lines that follow apart
    from schlaglicht.validation.rules import RULES, rule_page

    spoken = language or reader_language()
    if code is None:
        click.echo(_listed(RULES, spoken), nl=False)
    elif code in RULES:
        click.echo(rule_page(code, spoken), nl=False)
    else:
        raise click.UsageError(_unknown(code, list(RULES))[spoken])


def _listed(rules: Mapping[str, Rule], language: str) -> str:
    from schlaglicht.diagnostics.severities_and_notes import SEVERITIES

    rows = [
        (rule.code, SEVERITIES[rule.severity][language], rule.titles[language])
        for rule in rules.values()
    ]
    codes, severities = (max(len(row[column]) for row in rows) for column in (0, 1))
    return "".join(
        f"{code:{codes}}  {severity:{severities}}  {title}\n" for code, severity, title in rows
    )


def _unknown(code: str, codes: list[str]) -> Message:
    from schlaglicht.suggest import Cutoff, nearest_few

    near = nearest_few(code, codes, Cutoff.CODE, most=3)
    near = near or [known for known in codes if code.lower() in known]
    if near:
        return msg("no rule {code}; did you mean {near}?").filled(
            code=repr(code), near=" / ".join(near)
        )
    return msg("no rule {code}; `schlaglicht rule` lists them all", code=repr(code))
