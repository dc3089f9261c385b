"""The settings of a project: `schlaglicht.toml`, or `[tool.schlaglicht]` in `pyproject.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal

from schlaglicht.errors import ProjectError
from schlaglicht.ground.files import link_bounds
from schlaglicht.rdf.iris import is_absolute_iri
from schlaglicht.rdf.well_known_prefixes import WELL_KNOWN
from schlaglicht.settings.pages import PageLead, check_leads, check_patterns
from schlaglicht.settings.site import SiteSettings, check_images, check_site
from schlaglicht.settings.toml_tables import SettingsTable, as_in_toml, read_table, read_toml
from schlaglicht.suggest import Cutoff, nearest

CONFIG_FILE = "schlaglicht.toml"


@dataclass(frozen=True)
class Ignore:
    """Accepted findings of a project: of one rule, where the patterns match, for a reason."""

    code: str
    """The code of the rule."""
    reason: str
    """The reason, for readers of the settings."""
    path: str | None = None
    """A pattern for the finding's file, relative to the project, such as `data/old/*.ttl`."""
    shape: str | None = None
    """A pattern for the IRI or the name of the source shape."""
    focus: str | None = None
    """A pattern for the IRI or the name of the focus node."""
    until: date | None = None
    """The last day on which it applies; from the next day it is a finding itself."""


@dataclass(frozen=True)
class ValidateSettings:
    """Settings of `[validate]`."""

    fail_on: Literal["info", "warning", "violation"] = "warning"
    """The mildest severity that fails a validation."""
    select: tuple[str, ...] = ()
    """The codes of the only rules that apply; all if empty."""
    ignore: tuple[Ignore, ...] = ()
    """Findings that are not reported."""
    coverage: float | None = None
    """The share of triples, in per cent, that some shape must have checked."""


@dataclass(frozen=True)
class Settings:
    """Settings of `schlaglicht.toml`; every one has a default."""

    title: Mapping[str, str] = field(default_factory=dict)
    """The project's name by language tag, for people."""
    base: str | None = None
    """The IRI below which the project's own IRIs lie; it ends in `/` or `#`."""
    prefixes: Mapping[str, str] = field(default_factory=dict)
    """Prefixes that a query may use without declaring them; they come before those of files."""
    evidence: bool = False
    """True if every statement of the data must name its evidence."""
    review: bool = False
    """True if a person must have read every entry of evidence as it is."""
    proposals: bool = False
    """True if statements enter by proposals alone, which somebody reads first."""
    dataset: str | None = None
    """The IRI of the dataset itself, which may say of itself what no document does."""
    sentences: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Patterns of sentences for nodes between things, by class, then by language tag."""
    pages: Mapping[str, PageLead] = field(default_factory=dict)
    """Profiles and first properties of the pages of a class."""
    site: SiteSettings = field(default_factory=SiteSettings)
    """The languages and the look of the pages, and what else they lead to."""
    images: tuple[str, ...] = ()
    """The hosts whose images pages show."""
    validate: ValidateSettings = field(default_factory=ValidateSettings)
    """Settings of `schlaglicht validate`."""
    serve: SettingsTable = field(default_factory=SettingsTable)
    """Settings of `schlaglicht serve`; the server itself defines them."""

    @property
    def shown_hosts(self) -> tuple[str, ...]:
        """The hosts of the images and of the tiles that pages with answers show."""
        return (*self.images, *self.site.tile_hosts)


def settings_file(root: Path) -> Path | None:
    """The file with a project's settings; None if there is none."""
    found = _settings_of(root)
    return found[0] if found else None


def read_settings(root: Path) -> Settings:
    """The settings of a project; raises ProjectError for what they cannot be."""
    found = _settings_of(root)
    if found is None:
        return Settings()
    path, content = found
    settings = read_table(Settings, content, str(path))
    for name, iri in {"base": settings.base or "x:", **settings.prefixes}.items():
        if not is_absolute_iri(iri):
            raise ProjectError(f"{path}: {name} must be an absolute IRI, not {as_in_toml(iri)}")
    _require_per_cent(settings.validate.coverage, path)
    check_site(settings.site, str(path))
    check_images(settings.images, str(path))
    namespaces = {**WELL_KNOWN, **settings.prefixes}
    check_patterns(settings.sentences, namespaces, path)
    check_leads(settings.pages, namespaces, path)
    return settings


def _require_no_slip(tables: object, name: str, path: Path) -> None:
    """Raises ProjectError for a table that is called nearly as the one of the settings."""
    others = tables if isinstance(tables, dict) and name != "tool" else {}
    for other in others:
        if other != name and nearest(other, [name], Cutoff.KEYWORD):
            raise ProjectError(f"{path}: nothing reads [tool.{other}]; did you mean [tool.{name}]?")


def _require_per_cent(coverage: float | None, path: Path) -> None:
    """Raises ProjectError for a share that is not in per cent, such as 0.9."""
    if not 0 <= (coverage or 0) <= 100:
        raise ProjectError(f"{path}: validate: coverage must be a share in per cent, 0 to 100")
    if coverage and coverage <= 1:
        raise ProjectError(
            f"{path}: validate: coverage is in per cent; "
            f"did you mean {coverage * 100:g} in place of {coverage:g}?"
        )


def _settings_of(root: Path) -> tuple[Path, Any] | None:
    """The settings and their file; raises ProjectError if a second file has some, too."""
    found: list[tuple[Path, Any]] = []
    for path, table in (
        (root / CONFIG_FILE, ()),
        (root / "pyproject.toml", ("tool", "schlaglicht")),
    ):
        if not path.is_file():
            continue
        link_bounds(root).require([path])
        content = read_toml(path)
        for name in table:
            _require_no_slip(content, name, path)
            content = content.get(name, {}) if isinstance(content, dict) else content
        if content:
            found.append((path, content))
    if len(found) > 1:
        raise ProjectError(
            f"{found[0][0]}: {found[1][0].name} next to it has settings, too, in "
            "[tool.schlaglicht]; keep them in one file"
        )
    return found[0] if found else None
