"""Usage errors: one style, the reader's language, and what was probably meant."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click
import pytest

from schlaglicht.cli import run, schlaglicht
from schlaglicht.cli.help import help_texts


def first_line(arguments: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert run(arguments.split()) == 2
    written = capsys.readouterr()
    assert written.out == ""
    return written.err.splitlines()[0]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("validat", "no command 'validat'; did you mean validate?"),
        ("dance", "no command 'dance'; known: init, serve,"),
        ("evidence lst", "no command 'lst'; did you mean list?"),
        ("serve --prot 1", "no option --prot; did you mean --port?"),
        ("validate --no-cahce", "no option --no-cahce; did you mean --no-cache?"),
        ("--dance", "no option --dance"),
        ("serve --port x", "--port: 'x' is not an integer"),
        ("serve --port 99999", "--port: 99999 is not within 0<=x<=65535"),
        ("query --timeout x ASK{}", "--timeout: 'x' is not a number"),
        (
            "validate --fail-on vialation",
            "--fail-on: no 'vialation'; did you mean violation? Known",
        ),
        ("validate --fail-on x", "--fail-on: no 'x'; known: info, warning, violation"),
        ("validate --format jsno", "--format: no 'jsno'; did you mean json? Known: text, json"),
        ("validate --format jsno=x", "--format: no 'jsno'; did you mean json? Known: text, json"),
        ("evidence check --format sarfi", "--format: no 'sarfi'; did you mean sarif?"),
        ("query ASK{} --format jsno", "--format: no 'jsno'; did you mean json? Known: table, json"),
        ("export --sources /not/there", "--sources: '/not/there' is not there"),
        ("export --output /", "--output: '/' is a folder, not a file"),
        ("query --format", "--format needs a value"),
        ("format --check=1", "--check takes no value"),
        ("query", "a query is missing"),
        ("diff a", "NEW is missing"),
        ("rule a b", "too many arguments: b"),
    ],
)
def test_usage_error_begins_like_every_other_error(
    arguments: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert first_line(arguments, capsys).startswith(f"schlaglicht: {said}")


def with_choices(group: click.Group, context: click.Context) -> Iterator[tuple[str, str, str]]:
    """Each command and option with a value of it that has a slip, and what was meant."""
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            for inner, wrong, meant in with_choices(command, context):
                yield f"{name} {inner}", wrong, meant
            continue
        assert command is not None
        for option in command.params:
            if isinstance(option.type, click.Choice) and isinstance(option, click.Option):
                meant = max(map(str, option.type.choices), key=len)
                yield f"{name} {option.opts[-1]}", f"{meant}x", meant


def test_each_option_with_choices_says_what_was_meant(capsys: pytest.CaptureFixture[str]) -> None:
    found = list(with_choices(schlaglicht, click.Context(schlaglicht)))
    assert len(found) > 10
    for called, wrong, meant in found:
        said = first_line(f"{called} {wrong}", capsys)
        option = called.rpartition(" ")[2]
        assert said.startswith(f"schlaglicht: {option}: no '{wrong}'; did you mean {meant}?")


def test_wrong_value_of_a_variable_names_the_variable(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCHLAGLICHT_PORT", "x")
    said = first_line("serve", capsys)
    assert said == "schlaglicht: SCHLAGLICHT_PORT: 'x' is not an integer"


@pytest.mark.parametrize(
    ("arguments", "command"),
    [
        ("dance", "schlaglicht"),
        ("query --format", "schlaglicht query"),
        ("evidence list --dance", "schlaglicht evidence list"),
        ("evidence list", "schlaglicht evidence list"),
    ],
)
def test_usage_and_help_of_the_command_follow(
    arguments: str, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments.split()) == 2
    _, usage, help_line = capsys.readouterr().err.splitlines()
    assert usage.startswith(f"Usage: {command} [OPTIONS]")
    assert help_line == f"Help:  {command} --help"


def test_usage_errors_are_in_the_language_of_the_reader(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    assert run(["serve", "--prot", "1"]) == 2
    wrong, usage, help_line = capsys.readouterr().err.splitlines()
    assert wrong == "schlaglicht: keine Option --prot; meintest du --port?"
    assert usage.startswith("Aufruf: schlaglicht serve")
    assert help_line.startswith("Hilfe:  schlaglicht serve --help")


def commands(group: click.Group, *above: str) -> Iterator[tuple[str, ...]]:
    context = click.Context(group)
    yield above
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, *above, name)
        else:
            yield (*above, name)


ALL = list(commands(schlaglicht))
ENGLISH = sorted(set(help_texts(schlaglicht)))


@pytest.fixture
def german(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "de_DE.UTF-8")


def page(capsys: pytest.CaptureFixture[str], *command: str) -> str:
    assert run([*command, "--help"]) == 0
    return capsys.readouterr().out


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize("command", ALL, ids=" ".join)
def test_no_english_is_left_on_a_german_help_page(
    command: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    text = page(capsys, *command)
    assert text.startswith(" ".join(("Aufruf: schlaglicht", *command)))
    assert "\nOptionen:\n" in text
    words = " ".join(text.split())
    left = [each for each in (*ENGLISH, "Show this", "[default", "[required") if each in words]
    assert left == []


def test_help_pages_have_many_texts_and_no_fields() -> None:
    assert len(ENGLISH) > 100
    assert not [text for text in ENGLISH if "{" in text or "\b" in text]


def test_german_and_english_help_pages_have_the_same_examples_and_options(
    capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest
) -> None:
    english = {command: marks(page(capsys, *command)) for command in ALL}
    request.getfixturevalue("german")
    assert {command: marks(page(capsys, *command)) for command in ALL} == english
    assert any(
        "    schlaglicht query -f - data.ttl < query.rq" in lines for lines in english.values()
    )


def marks(text: str) -> list[str]:
    """Examples, and the names of options."""
    before, _, options = re.split(r"\n(Options|Optionen):\n", text)
    examples = [line for line in before.splitlines() if line.startswith("    schlaglicht ")]
    return examples + re.findall(r"^  (-\S+(?:, --\S+)?)", options, re.MULTILINE)


def test_locale_that_is_neither_leaves_english(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    assert page(capsys).startswith("Usage: schlaglicht")


@pytest.mark.parametrize("language", ["en_GB.UTF-8", "de_DE.UTF-8"])
@pytest.mark.parametrize("command", ["serve", "validate"])
def test_help_of_what_everybody_uses_fits_on_a_screen(
    command: str,
    language: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LC_ALL", language)
    assert len(page(capsys, command).splitlines()) <= 30


@pytest.mark.parametrize("command", [("serve",), ("validate",), ("endpoint", "serve")])
def test_help_all_has_every_option(
    command: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    short = page(capsys, *command)
    assert run([*command, "--help-all"]) == 0
    whole = capsys.readouterr().out
    for option in ("--lang", "--cache", "--color") if command == ("validate",) else ("--engines",):
        assert f"  {option}" in whole
    assert "--dialect" in whole
    assert len(whole) > len(short)
    assert page(capsys, *command) == short
