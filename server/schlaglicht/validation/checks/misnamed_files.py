"""Files of settings and of evidence under names by which nothing reads them."""

from __future__ import annotations

from pathlib import Path

from schlaglicht.project import CONFIG_FILE, EVIDENCE_EXTENSIONS
from schlaglicht.suggest import Cutoff, nearest

_SETTINGS = Path(CONFIG_FILE).stem
_OF_SETTINGS = {"toml", "yaml", "yml", "ini", "cfg", "conf", "toml.txt"}
"""Endings of files of settings; reports of a validation are called `schlaglicht.json`."""


def is_misnamed_settings(path: Path) -> bool:
    """True for `Schlaglicht.toml`, `schlaglicht.yaml`, `.schlaglicht.toml` and similar names."""
    stem, _, ending = path.name.lstrip(".").partition(".")
    return (
        path.name != CONFIG_FILE
        and ending.lower() in _OF_SETTINGS
        and nearest(stem, [_SETTINGS], Cutoff.KEYWORD) is not None
        and not _is_same(path, path.with_name(CONFIG_FILE))
    )


def is_misnamed_evidence(path: Path) -> bool:
    """True for `Evidence.yaml`, `evidences.yml` and similar names."""
    return (
        path.suffix.lower() in EVIDENCE_EXTENSIONS
        and nearest(path.stem, ["evidence"], Cutoff.KEYWORD) is not None
    )


def _is_same(path: Path, other: Path) -> bool:
    """True if both are one file, because case does not count in names or one is a link."""
    return path.exists() and other.exists() and path.samefile(other)
