"""Reads a table of TOML into a frozen dataclass: its fields are the settings with their types.

A name in the file has hyphens where the field has underscores. A field may be of a plain TOML
type, a choice (`Literal`), a list of these (`tuple[str, ...]`), another dataclass (a table), a
tuple of one (an array of tables), a mapping of texts, or a SettingsTable that is checked elsewhere;
`| None` if a missing value is allowed too.
"""

from __future__ import annotations

import json
import types
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass
from datetime import date, datetime, time
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from schlaglicht.errors import ProjectError
from schlaglicht.suggest import Cutoff, nearest

Table = TypeVar("Table")

_KINDS = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "text",
    date: "a date such as 2027-01-31",
}


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


def read_table(kind: type[Table], content: object, where: str) -> Table:
    """The table `content` as a value of the dataclass `kind`; `where` names it in errors.

    Raises ProjectError for a setting that is unknown, missing or of another type.
    """
    if not isinstance(content, dict):
        raise ProjectError(f"{where} must be a table, not {as_in_toml(content)}")
    known = {_name(setting): setting for setting in _fields(kind)}
    hints = get_type_hints(kind)
    for name in content:
        if name not in known:
            raise ProjectError(f"{where}: unknown setting {name!r}; {_known(name, known)}")
    for name, setting in known.items():
        if name not in content and setting.default is setting.default_factory is MISSING:
            raise ProjectError(f"{where}: {name} is missing")
    values = {
        known[name].name: _value(hints[known[name].name], value, f"{where}: {name}")
        for name, value in content.items()
    }
    return kind(**values)


def _known(name: str, known: Iterable[str]) -> str:
    near = nearest(name, known, Cutoff.CODE)
    meant = f"did you mean {near}? Known: " if near else "known: "
    return meant + ", ".join(known)


def as_in_toml(value: object) -> str:
    """A value in TOML syntax, such as true or "text"; for a table or a list, its kind."""
    match value:
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
    hints = get_type_hints(kind)
    for setting in _fields(kind):
        inner = next(
            (t for t in (hints[setting.name], *get_args(hints[setting.name])) if _is_table(t)), None
        )
        if inner is None:
            yield _name(setting)
        else:
            yield from (f"{_name(setting)}.{name}" for name in setting_names(inner))


def _value(kind: Any, value: Any, where: str) -> Any:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _value(arguments[0], value, where)
    if kind is SettingsTable:
        if not isinstance(value, dict):
            raise ProjectError(f"{where} must be a table, not {as_in_toml(value)}")
        return SettingsTable(where, value)
    if _is_table(kind):
        return read_table(kind, value, where)
    if origin is Literal:
        if value not in arguments:
            raise ProjectError(
                f"{where} must be one of {', '.join(arguments)}, not {as_in_toml(value)}"
            )
        return value
    if origin is tuple:
        if not isinstance(value, list):
            raise ProjectError(f"{where} must be a list, not {as_in_toml(value)}")
        places = enumerate(value, start=1)
        return tuple(_value(arguments[0], item, f"{where} {place}") for place, item in places)
    if origin is not None and issubclass(origin, Mapping):
        if not isinstance(value, dict):
            raise ProjectError(f"{where} must be a table, not {as_in_toml(value)}")
        return {key: _value(arguments[1], item, f"{where}.{key}") for key, item in value.items()}
    return _plain(kind, value, where)


def _plain(kind: type, value: Any, where: str) -> Any:
    if kind is float and type(value) is int:
        return float(value)
    # In Python a boolean is an integer, and a datetime a date; in TOML they are not.
    if not isinstance(value, kind) or (
        isinstance(value, bool | datetime) and type(value) is not kind
    ):
        raise ProjectError(f"{where} must be {_KINDS[kind]}, not {as_in_toml(value)}")
    return value


def _fields(kind: type) -> tuple[Field[Any], ...]:
    return fields(kind)


def _is_table(kind: Any) -> bool:
    return isinstance(kind, type) and is_dataclass(kind) and kind is not SettingsTable


def _name(setting: Field[Any]) -> str:
    return setting.name.replace("_", "-")
