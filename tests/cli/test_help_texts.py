"""Help pages in German: of every command, whole, with the examples as they are."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click
import pytest

from schlaglicht.cli import run, schlaglicht
from schlaglicht.cli.help_texts import help_texts


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
