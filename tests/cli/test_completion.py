"""Completion in shells."""

from collections.abc import Callable

import pytest
from tables import each

from schlaglicht.cli import run

Asked = Callable[[str, str], str]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Asked:
    """What a shell gets for words of which the last is not complete."""

    def ask(words: str, shell: str) -> str:
        before, _, last = words.rpartition(" ")
        number = len(words.split()) + (not last)
        monkeypatch.setenv("_SCHLAGLICHT_COMPLETE", f"{shell}_complete")
        monkeypatch.setenv("COMP_WORDS", f"schlaglicht {before if shell == 'fish' else words}")
        monkeypatch.setenv("COMP_CWORD", last if shell == "fish" else str(number))
        with pytest.raises(SystemExit) as end:
            run([])
        assert end.value.code == 0
        return capsys.readouterr().out

    return ask


@each(
    ("words", "completed"),
    [
        ("rule evidence-mi", ["evidence-missing"]),
        ("validate --format sa", ["sarif"]),
        ("query --format t", ["table", "turtle", "trig", "tsv"]),
        ("export --format tu", ["turtle", "turtle12"]),
        ("val", ["validate"]),
        ("validate --select evidence-mi", ["evidence-missing"]),
        ("validate --ignore shape,evidence-mi", ["shape,evidence-missing"]),
        ("validate --ignore evidence-missing,evidence-mi", []),
        ("validate --fail-on w", ["warning"]),
        ("validate --lang d", ["de"]),
        ("query ASK{} - --stdin-format j", ["jsonld"]),
        ("diff a b --format p", ["patch"]),
        ("evidence ch", ["check"]),
    ],
)
@each("shell", ["bash", "zsh", "fish"])
def test_shell_gets_what_the_words_may_become(
    asked: Asked, words: str, completed: list[str], shell: str
) -> None:
    assert values(asked(words, shell), shell) == completed


@pytest.mark.parametrize(
    "words", ["query ", "query -f q", "diff ol", "diff HEAD ne", "validate da"]
)
def test_shell_completes_files(asked: Asked, words: str) -> None:
    assert asked(words, "bash").startswith("file,")


def test_codes_come_with_their_titles(asked: Asked) -> None:
    assert asked("rule synta", "zsh") == "plain\nsyntax\nA file has a syntax error\n"
    assert asked("validate --select synta", "fish") == "plain,syntax\tA file has a syntax error\n"


def values(answer: str, shell: str) -> list[str]:
    """The completions in an answer: in zsh every one has three lines."""
    lines = [line for line in answer.splitlines() if line]
    if shell == "zsh":
        return lines[1::3]
    return [line.partition(",")[2].partition("\t")[0] for line in lines]
