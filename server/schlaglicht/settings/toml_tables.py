"""Reads a table of TOML or JSON into a frozen dataclass: its fields are the settings.

A name in the file has hyphens where the field has underscores. A field may be of a plain TOML
type, a choice (`Literal`, an Enum), a path, a list of these (`tuple[str, ...]`, `frozenset[str]`),
a list of fixed length (`tuple[str, int]`), another dataclass (a table), a tuple of one (an array of
tables), a mapping of texts, or a SettingsTable that is checked elsewhere; `| None` if a missing
value, or the null of JSON, is allowed too.
"""

from __future__ import annotations

import json
import tomllib
import types
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import MISSING, Field, asdict, dataclass, field, fields, is_dataclass
from datetime import date, datetime, time
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from schlaglicht.errors import ProjectError
from schlaglicht.ground.bounded_process import VARIABLE, scaled
from schlaglicht.suggest import Cutoff, nearest

Table = TypeVar("Table")

LARGEST = 512 * 2**10
"""Bytes of a file of settings: its reader may take the square of them."""

KINDS = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "text",
    date: "a date such as 2027-01-31",
}
"""The kinds of plain values, in words."""


@dataclass(frozen=True)
class SettingsTable:
    """A table that is checked where it is used, and its location."""

    where: str = ""
    """The file and the table, for messages."""
    values: Mapping[str, Any] = field(default_factory=dict)
    """As in TOML, by the names in the file."""

    def error(self, name: str, reason: str) -> ProjectError:
        """The error for the setting with this name."""
        return ProjectError(f"{self.where}: {name} {reason}")


def read_toml(path: Path) -> Any:
    """The content of a file of TOML; raises ProjectError if it cannot be read, or is too large."""
    largest = int(scaled(LARGEST))
    try:
        with path.open("rb") as file:
            content = file.read(largest + 1)
        if len(content) > largest:
            size = f"{largest // 2**10} KiB"
            raise ProjectError(f"{path}: more than {size} of settings; raise {VARIABLE} to read it")
        return tomllib.loads(content.decode("utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        raise ProjectError(f"{path}: not valid TOML: {error}") from error
    except RecursionError as error:
        raise ProjectError(f"{path}: nested too deep; no setting is") from error
    except UnicodeDecodeError as error:
        raise ProjectError(f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8") from error
    except OSError as error:
        raise ProjectError(f"{path}: {error.strerror}") from error


def read_table(kind: type[Table], content: object, where: str) -> Table:
    """The table `content` as a value of the dataclass `kind`; `where` names it in errors.

    Raises ProjectError for a setting that is unknown, missing or of another type.
    """
    if not isinstance(content, dict):
        raise ProjectError(f"{where} must be a table, not {as_in_toml(content)}")
    known = _settings(cast(type, kind))
    for name in content:
        if name not in known:
            raise ProjectError(f"{where}: unknown setting {name!r}; {_known(name, known)}")
    for name, (setting, _) in known.items():
        if name not in content and setting.default is setting.default_factory is MISSING:
            raise ProjectError(f"{where}: {name} is missing")
    values = {
        known[name][0].name: _value(known[name][1], value, f"{where}: {name}")
        for name, value in content.items()
    }
    return kind(**values)


def as_table(value: Any) -> dict[str, Any]:
    """The table that `read_table` reads as the dataclass `value`, but for its paths and enums."""
    return asdict(value, dict_factory=lambda pairs: {_name(name): held for name, held in pairs})


def _known(name: str, known: Iterable[str]) -> str:
    near = nearest(name, known, Cutoff.CODE)
    meant = f"did you mean {near}? Known: " if near else "known: "
    return meant + ", ".join(known)


def as_in_toml(value: object) -> str:
    """A value as TOML and JSON spell it, true or "text"; for a table or a list, its kind."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return json.dumps(value, ensure_ascii=False)
        case date() | time():
            return value.isoformat()
        case dict():
            return "a table"
        case list():
            return "a list"
        case _:
            return str(value)


def setting_names(kind: type) -> Iterator[str]:
    """The names of all settings of a dataclass as in a file, dotted for those of tables."""
    for name, (_, hint) in _settings(kind).items():
        inner = next((t for t in (hint, *get_args(hint)) if _is_table(t)), None)
        if inner is None:
            yield name
        else:
            yield from (f"{name}.{within}" for within in setting_names(inner))


def _value(kind: Any, value: Any, where: str) -> Any:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        is_null = value is None and types.NoneType in arguments
        return None if is_null else _value(arguments[0], value, where)
    if kind is SettingsTable:
        if not isinstance(value, dict):
            raise ProjectError(f"{where} must be a table, not {as_in_toml(value)}")
        return SettingsTable(where, value)
    if _is_table(kind):
        return read_table(kind, value, where)
    if origin is Literal:
        return _chosen(arguments, value, where)
    if origin is frozenset:
        return frozenset(_items((*arguments, ...), value, where))
    if origin is tuple:
        return _items(arguments, value, where)
    if origin is not None and issubclass(origin, Mapping):
        if not isinstance(value, dict):
            raise ProjectError(f"{where} must be a table, not {as_in_toml(value)}")
        return {key: _value(arguments[1], item, f"{where}.{key}") for key, item in value.items()}
    return _plain(kind, value, where)


def _chosen(choices: Sequence[Any], value: Any, where: str) -> Any:
    if value not in choices:
        named = ", ".join(map(str, choices))
        raise ProjectError(f"{where} must be one of {named}, not {as_in_toml(value)}")
    return value


def _items(kinds: tuple[Any, ...], value: Any, where: str) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise ProjectError(f"{where} must be a list, not {as_in_toml(value)}")
    if kinds[-1] is Ellipsis:
        kinds = kinds[:1] * len(value)
    if len(kinds) != len(value):
        raise ProjectError(f"{where} must have {len(kinds)} values, not {len(value)}")
    places = enumerate(zip(kinds, value, strict=True), start=1)
    return tuple(_value(kind, item, f"{where} {place}") for place, (kind, item) in places)


def _plain(kind: type, value: Any, where: str) -> Any:
    if issubclass(kind, Enum):
        return kind(_chosen([member.value for member in kind], value, where))
    if kind is Path:
        return Path(_plain(str, value, where))
    if not has_kind(value, kind):
        raise ProjectError(f"{where} must be {KINDS[kind]}, not {as_in_toml(value)}")
    return float(value) if kind is float else value


def has_kind(value: object, kind: type) -> bool:
    """True if a value of TOML can be one of that kind: `true` is not a number, but 5 is 5.0."""
    # In Python a boolean is an integer, and a datetime a date; in TOML they are not.
    if isinstance(value, bool | datetime):
        return type(value) is kind
    return isinstance(value, (int, float) if kind is float else kind)


@cache
def _settings(kind: type) -> dict[str, tuple[Field[Any], Any]]:
    """The settings of a dataclass by their names in a file, each with its type."""
    hints = get_type_hints(kind)
    return {_name(setting.name): (setting, hints[setting.name]) for setting in fields(kind)}


def _is_table(kind: Any) -> bool:
    return isinstance(kind, type) and is_dataclass(kind) and kind is not SettingsTable


def _name(field_name: str) -> str:
    return field_name.replace("_", "-")
