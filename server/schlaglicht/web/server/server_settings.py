"""The settings of a server, each written once: name, default, bounds, unit, and purpose.

A field of `ServerSettings` is an option of `schlaglicht serve`, a variable of the environment and
a setting of the table `[serve]` in a project's file. The command line goes before the environment,
the environment before the file, the file before the default.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from typing import Any

from schlaglicht.engine import Limits
from schlaglicht.settings.toml_tables import KINDS, SettingsTable, as_in_toml, has_kind
from schlaglicht.web.http.public_url import BASE_PATH, PUBLIC_URL

LOG_FORMATS = ("json", "text")
LOG_LEVELS = ("debug", "info", "warning", "error")
SIZES: Mapping[str, Mapping[str, int]] = {
    "small": {"workers": 1, "engines": 2, "memory": 256, "answer": 64, "cache": 32},
    "medium": {},
    "large": {"workers": 8, "engines": 16, "memory": 4096, "answer": 1024, "cache": 1024},
}
"""The defaults of other settings by the size of a server; in memory they are MiB.

Those of a medium one are those of the fields of `ServerSettings`.
"""


@dataclass(frozen=True)
class Setting:
    """One setting as the command line and the documentation describe it."""

    name: str
    kind: type
    default: Any
    help: str
    """One sentence."""
    unit: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    pattern: str = ""
    """A regular expression that a text must match as a whole."""
    example: str = ""
    """A text that matches."""
    default_text: str = ""
    """The default in words, where it is computed."""
    short: str = ""
    """A short name of the option."""
    in_project: bool = True
    """False for what a project's file may not set: it names machines that are contacted."""

    @property
    def in_file(self) -> str:
        """The name in the table `[serve]` of a project's file."""
        return self.name.replace("_", "-")

    @property
    def option(self) -> str:
        """The option of `schlaglicht serve`."""
        return f"--{self.name.replace('_', '-')}"

    @property
    def environment(self) -> str:
        """The variable of the environment."""
        return f"SCHLAGLICHT_{self.name.upper()}"


def _setting(default: Any = MISSING, *, factory: Any = MISSING, **facts: Any) -> Any:
    """A field with the facts of a `Setting`."""
    return field(default=default, default_factory=factory, metadata=facts)


def _workers() -> int:
    return min(os.cpu_count() or 1, 4)


@dataclass(frozen=True, kw_only=True)
class ServerSettings:
    """The settings of a server; each is an option and a variable, and needs a line of docs."""

    port: int = _setting(
        8000, help="Port; 0 picks a free one.", minimum=0, maximum=65535, short="-p"
    )
    host: str = _setting("127.0.0.1", help="Address; 0.0.0.0 for all.", unit="address")
    size: str = _setting("medium", help="Use of the machine.", choices=tuple(SIZES))
    timeout: float = _setting(
        Limits.seconds, help="Stop a query after this time.", unit="seconds", minimum=0.001
    )
    wait: float = _setting(
        Limits.wait,
        help="Refuse a query that finds no free engine in this time.",
        unit="seconds",
        minimum=0,
    )
    workers: int = _setting(
        factory=_workers,
        help="Web processes, among which engines and cache are shared out; no more than engines.",
        minimum=1,
        maximum=64,
        default_text="one per CPU, at most 4",
    )
    engines: int = _setting(
        factory=lambda: max(2 * _workers(), os.cpu_count() or 1),
        help="Processes that answer queries, one query at a time each.",
        minimum=1,
        default_text="one per CPU, at least 2 per web process",
    )
    memory: int = _setting(
        Limits.memory // 2**20,
        help="Memory that a query may use beyond the loaded graph; enforced on Linux.",
        unit="MiB",
        minimum=16,
    )
    answer: int = _setting(
        Limits.answer // 2**20, help="Size of the largest answer.", unit="MiB", minimum=1
    )
    cache: int = _setting(
        128,
        help="Keep answers up to this size in memory; 0 keeps none.",
        unit="MiB",
        minimum=0,
    )
    max_age: int = _setting(
        0,
        help="Let clients and proxies use an answer this long without asking again.",
        unit="seconds",
        minimum=0,
    )
    watch: bool = _setting(False, help="Reload the files when they change.")
    sources: str = _setting(
        "",
        help="Documents whose passages pages show.",
        unit="folder",
    )
    review: bool = _setting(
        False,
        help="The desk at /review, where a reader decides on proposals.",
        in_project=False,
    )
    edit: bool = _setting(
        False,
        help="Forms at /edit, where one reader changes things that need no evidence.",
        in_project=False,
    )
    publication: str = _setting(
        "",
        help="Publication to serve and follow instead of a project: a folder or a URL.",
        unit="place",
    )
    services: str = _setting(
        "",
        help="SPARQL endpoints that queries may ask by SERVICE, with spaces between them.",
        unit="urls",
        in_project=False,
    )
    base_path: str = _setting(
        "",
        help="Path below which the site appears behind a proxy, such as /graph.",
        unit="path",
        pattern=BASE_PATH,
        example="/graph",
    )
    public_url: str = _setting(
        "",
        help="URL of the site for its readers.",
        unit="url",
        pattern=PUBLIC_URL,
        example="https://example.org/graph",
    )
    allowed_hosts: str = _setting(
        "",
        help="Names besides localhost by which pages that use /mcp come, with spaces between them.",
        unit="names",
    )
    proxies: int = _setting(
        0, help="Proxies in front whose X-Forwarded-* headers are believed.", minimum=0, maximum=16
    )
    log_format: str = _setting(
        factory=lambda: "text" if sys.stderr is not None and sys.stderr.isatty() else "json",
        help="How log lines on standard error are written.",
        choices=LOG_FORMATS,
        default_text="text on a terminal, else json",
    )
    log_level: str = _setting(
        "info",
        help="The lowest level logged; info writes one line per request.",
        choices=LOG_LEVELS,
    )

    def __post_init__(self) -> None:
        # Each web process has an engine of its own.
        object.__setattr__(self, "workers", min(self.workers, self.engines))


def _described(known: Field[Any]) -> Setting:
    computed = known.default_factory is not MISSING
    default = known.default_factory() if callable(known.default_factory) else known.default
    kind = {"int": int, "float": float, "str": str, "bool": bool}[str(known.type)]
    described = Setting(known.name, kind, default, **known.metadata)
    assert computed == bool(described.default_text)
    return described


def server_settings() -> tuple[Setting, ...]:
    """Every setting of a server, in the order of the help page."""
    return tuple(_described(known) for known in fields(ServerSettings))


def settings_in(table: SettingsTable) -> dict[str, Any]:
    """The server's settings in a project's file, by the names of ServerSettings.

    Raises ProjectError, with the file and the name, for an unknown setting or a wrong value.
    """
    known = {setting.in_file: setting for setting in server_settings() if setting.in_project}
    for name in table.values:
        if name not in known:
            raise table.error(name, f"is not a setting; known: {', '.join(known)}")
    return {
        known[name].name: _value(known[name], value, table) for name, value in table.values.items()
    }


def _value(setting: Setting, value: object, table: SettingsTable) -> object:
    if not has_kind(value, setting.kind) or not _is_within(value, setting):
        raise table.error(setting.in_file, f"must be {_expected(setting)}, not {as_in_toml(value)}")
    return setting.kind(value)


def _is_within(value: Any, setting: Setting) -> bool:
    if setting.choices:
        return value in setting.choices
    if setting.pattern:
        return bool(re.fullmatch(setting.pattern, value))
    low, high = setting.minimum, setting.maximum
    return (low is None or value >= low) and (high is None or value <= high)


def _expected(setting: Setting) -> str:
    if setting.choices:
        return " or ".join(setting.choices)
    if setting.pattern:
        return f"a {setting.unit} such as {setting.example}"
    bounds = {"of at least": setting.minimum, "and at most": setting.maximum}
    said = [f"{words} {bound:g}" for words, bound in bounds.items() if bound is not None]
    return " ".join([KINDS[setting.kind], *said])
