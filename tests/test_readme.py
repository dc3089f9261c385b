"""What README.md shows is what happens, and the longer example of docs/validation.md."""

import re
from collections.abc import Callable
from pathlib import Path
from shutil import copyfile, copytree
from subprocess import CompletedProcess

import pytest

Command = Callable[..., CompletedProcess[str]]

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
VALIDATION = (ROOT / "docs" / "validation.md").read_text(encoding="utf-8")


def test_the_answers_shown_are_the_answers_given(cli: Command) -> None:
    block = r"--data-urlencode 'query=(.*?)'\n```\n\n```\n(.*?)```"
    shown = re.findall(block, README, re.DOTALL)
    assert len(shown) == 2
    for query, answer in shown:
        outcome = cli(ROOT, "query", query, "--format", "csv")
        assert outcome.stdout.replace("\r\n", "\n") == answer


def test_the_finding_shown_is_printed(tmp_path: Path, cli: Command) -> None:
    shown = re.search(r"^```\n(data\.ttl:.*?)^```$", README, re.DOTALL | re.MULTILINE)
    wrong = re.search(r"Write `(\S+)` for the date", README)
    assert shown
    assert wrong
    cli(tmp_path, "init")
    data = tmp_path / "data.ttl"
    right = data.read_text(encoding="utf-8")
    data.write_text(right.replace("2027-05-03", wrong[1]), encoding="utf-8")
    outcome = cli(tmp_path, "validate")
    assert outcome.returncode == 1
    assert outcome.stdout.startswith(shown[1])


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) < 120


def test_the_broken_example_prints_what_is_shown(tmp_path: Path, cli: Command) -> None:
    pattern, replacement, shown = _broken_example()
    folder = tmp_path / "broken"
    for name in ("evidence", "ontology", "shapes"):
        copytree(ROOT / name, folder / name)
    copyfile(ROOT / "schlaglicht.toml", folder / "schlaglicht.toml")
    content = (ROOT / "data.ttl").read_text(encoding="utf-8")
    assert pattern in content
    (folder / "data.ttl").write_text(content.replace(pattern, replacement), encoding="utf-8")
    outcome = cli(tmp_path, "validate", "broken")
    assert outcome.returncode == 1
    assert _without_numbers(outcome.stdout) == _without_numbers(shown)


EXAMPLES = re.findall(
    r"^\$ cat (\S+)\n(.*?)\n\$ schlaglicht validate \1\n(.*?)```",
    VALIDATION,
    re.DOTALL | re.MULTILINE,
)


@pytest.mark.parametrize(
    ("name", "content", "shown"), EXAMPLES, ids=[name for name, *_ in EXAMPLES]
)
def test_example_of_a_file_prints_the_findings_shown(
    name: str, content: str, shown: str, tmp_path: Path, cli: Command
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    outcome = cli(tmp_path, "validate", name)
    assert outcome.returncode == 1
    assert outcome.stdout.startswith(shown)


def test_every_example_of_a_file_is_run() -> None:
    assert len(EXAMPLES) == VALIDATION.count("\n$ cat ")


def _without_numbers(text: str) -> str:
    """`text` without what every new fact changes: line numbers, their width, and totals."""
    return re.sub(r" *[0-9][0-9.,]*", " 0", re.sub(r"^ +(?=[|=])", " ", text, flags=re.MULTILINE))


def _broken_example() -> tuple[str, str, str]:
    block = r"sed -i 's/(.*?)/(.*?)/' broken/data\.ttl.*?```\n\n```\n(.*?)```"
    example = re.search(block, VALIDATION, re.DOTALL)
    assert example is not None
    pattern, replacement, shown = example.groups()
    return pattern, replacement, shown
