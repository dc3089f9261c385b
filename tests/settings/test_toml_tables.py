import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from enum import Enum, IntEnum
from pathlib import Path
from typing import Any, Literal

import pytest

from schlaglicht.errors import ProjectError
from schlaglicht.settings.toml_tables import LARGEST, as_table, read_table, read_toml, setting_names


@dataclass(frozen=True)
class Inner:
    code: str
    until: date | None = None


@dataclass(frozen=True)
class Outer:
    on: bool = False
    how_many: int = 1
    share: float | None = None
    level: Literal["low", "high"] = "low"
    names: tuple[str, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    inner: tuple[Inner, ...] = ()


class Level(IntEnum):
    LOW = 0
    HIGH = 1


class Word(Enum):
    YES = "yes"
    NO = "no"


@dataclass(frozen=True)
class Kept:
    """What a report has and settings do not."""

    level: Level = Level.LOW
    word: Word | None = None
    in_folder: Path = Path()
    pairs: tuple[tuple[str, int], ...] = ()


def test_empty_table_has_every_default() -> None:
    assert read_table(Outer, {}, "x.toml") == Outer()


def test_every_kind_of_value_is_read() -> None:
    content = {
        "on": True,
        "how-many": 3,
        "share": 99,
        "level": "high",
        "names": ["a", "b"],
        "texts": {"de": "ja"},
        "inner": [{"code": "c", "until": date(2027, 1, 31)}],
    }
    read = read_table(Outer, content, "x.toml")
    assert read == Outer(
        True, 3, 99.0, "high", ("a", "b"), {"de": "ja"}, (Inner("c", date(2027, 1, 31)),)
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"how_many": 3}, "x.toml: unknown setting 'how_many'; did you mean how-many? Known: on"),
        ({"on": 1}, "x.toml: on must be true or false, not 1"),
        ({"how-many": True}, "x.toml: how-many must be a whole number, not true"),
        ({"how-many": 1.5}, "x.toml: how-many must be a whole number, not 1.5"),
        ({"share": "much"}, 'x.toml: share must be a number, not "much"'),
        ({"level": "middle"}, 'x.toml: level must be one of low, high, not "middle"'),
        ({"names": "a"}, 'x.toml: names must be a list, not "a"'),
        ({"names": ["a", 2]}, "x.toml: names 2 must be text, not 2"),
        ({"texts": "de"}, 'x.toml: texts must be a table, not "de"'),
        ({"texts": {"de": 1}}, "x.toml: texts.de must be text, not 1"),
        (
            {"on": datetime(2020, 1, 1, tzinfo=UTC)},
            "x.toml: on must be true or false, not 2020-01-01T",
        ),
        ({"names": time(9, 30)}, "x.toml: names must be a list, not 09:30:00"),
        ({"names": {"code": "shape"}}, "x.toml: names must be a list, not a table"),
        ({"on": ["a"]}, "x.toml: on must be true or false, not a list"),
        ({"inner": [3]}, "x.toml: inner 1 must be a table, not 3"),
        ({"inner": [{"code": "c"}, {}]}, "x.toml: inner 2: code is missing"),
        ({"inner": [{"code": "c", "until": "soon"}]}, "x.toml: inner 1: until must be a date"),
    ],
)
def test_what_is_wrong_is_named(content: dict[str, Any], message: str) -> None:
    with pytest.raises(ProjectError) as error:
        read_table(Outer, content, "x.toml")
    assert str(error.value).startswith(message)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"level": 2}, "x.json: level must be one of 0, 1, not 2"),
        ({"word": "maybe"}, 'x.json: word must be one of yes, no, not "maybe"'),
        ({"in-folder": 1}, "x.json: in-folder must be text, not 1"),
        ({"pairs": [["a"]]}, "x.json: pairs 1 must have 2 values, not 1"),
        ({"pairs": [["a", 1], ["b", "c"]]}, 'x.json: pairs 2 2 must be a whole number, not "c"'),
        ({"level": None}, "x.json: level must be one of 0, 1, not null"),
    ],
)
def test_what_is_wrong_in_json_is_named(content: dict[str, Any], message: str) -> None:
    with pytest.raises(ProjectError) as error:
        read_table(Kept, content, "x.json")
    assert str(error.value) == message


def test_value_is_read_back_from_json() -> None:
    for value in (Kept(), Kept(Level.HIGH, Word.NO, Path("a/b"), (("c", 1), ("d", 2)))):
        content = json.dumps(
            as_table(value), default=lambda kept: getattr(kept, "value", str(kept))
        )
        assert read_table(Kept, json.loads(content), "x.json") == value


def test_names_of_inner_tables_are_dotted() -> None:
    names = list(setting_names(Outer))
    assert names[:2] == ["on", "how-many"]
    assert names[-2:] == ["inner.code", "inner.until"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a = " + "[" * 50_000 + "]" * 50_000, "nested too deep"),
        (
            f"[{'a.' * 5_000}b]\n" * (LARGEST // 10_000 + 1),
            "more than 512 KiB .* SCHLAGLICHT_LIMITS",
        ),
    ],
)
def test_settings_that_would_take_too_long_are_refused(
    content: str, message: str, tmp_path: Path
) -> None:
    (file := tmp_path / "schlaglicht.toml").write_text(content)
    with pytest.raises(ProjectError, match=message):
        read_toml(file)
