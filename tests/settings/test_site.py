from __future__ import annotations

from pathlib import Path

import pytest

from schlaglicht.errors import ProjectError
from schlaglicht.project import open_project
from schlaglicht.settings.accent_colour import (
    DARK_BACKGROUNDS,
    LEAST_CONTRAST,
    LIGHT_BACKGROUNDS,
    contrast,
    readable,
)
from schlaglicht.settings.project_settings import Settings

STYLE = Path(__file__).parent.parent.parent / "server/schlaglicht/web/static/style.css"


def settings(folder: Path, site: str) -> Settings:
    (folder / "data.ttl").write_text("<ex:s> <ex:p> <ex:o> .", encoding="utf-8")
    (folder / "schlaglicht.toml").write_text(f"[site]\n{site}\n", encoding="utf-8")
    return open_project([folder]).settings


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("background", [*LIGHT_BACKGROUNDS, *DARK_BACKGROUNDS])
def test_backgrounds_are_those_of_the_stylesheet(background: str) -> None:
    assert f": {background};" in STYLE.read_text(encoding="utf-8")


@pytest.mark.parametrize("colour", ["#000000", "#ffffff", "#ff0000", "#1f5f8b", "#00ff00"])
@pytest.mark.parametrize("backgrounds", [LIGHT_BACKGROUNDS, DARK_BACKGROUNDS])
def test_every_colour_has_a_readable_shade(colour: str, backgrounds: tuple[str, ...]) -> None:
    shade = readable(colour, backgrounds)
    assert all(contrast(shade, background) >= LEAST_CONTRAST for background in backgrounds)


def test_readable_accent_is_taken(tmp_path: Path) -> None:
    assert settings(tmp_path, 'accent = "#1f5f8b"').site.accent == "#1f5f8b"


@pytest.mark.parametrize(
    ("site", "message"),
    [
        ('accent = "#f0c06c"', r"accent #f0c06c is hard to read on #f4f0e7.* #786036 is enough"),
        ('accent = "#1f5f8b"\naccent-dark = "#1f5f8b"', "accent-dark #1f5f8b is hard to read"),
        ('accent = "blue"', "accent must be a colour such as #1f5f8b, not blue"),
        ('accent = "#fff;}*{display:none"', "must be a colour"),
        ('accent-dark = "#f0c06c"', "accent-dark needs accent"),
        ('imprint = "javascript:alert(1)"', "imprint must begin with https://"),
        ('[[site.links]]\ntitle = {}\nurl = "data:text/html,x"', "links must begin with"),
        ('languages = ["fr"]', r"schlaglicht.toml: site: languages: .* in 'fr'; known: de, en"),
        ("languages = []", "languages must be one or more of de, en, each once"),
        ('languages = ["de", "de"]', "languages must be one or more of de, en, each once"),
        ('languages = "de"', 'languages must be a list, not "de"'),
        ('logos = "x"', "did you mean logo?"),
        ('tiles = "https://t.example/{z}/{x}/{y}.png"', "tiles needs tiles-attribution"),
        ('edit = "https://code.example.org/stones"', "edit must be like https://"),
        ('embed = ["https://*.example"]', "embed must be like https://"),
        ('embed = ["https://a.example; script-src *"]', "embed must be like https://"),
        ('tiles = "http://t.example/{z}/{x}/{y}.png"', "tiles must be like https://"),
        ('tiles = "https://t.example/{z}/{x}.png"', "tiles must be like https://"),
        ('tiles = "https://{s}.example/{z}/{x}/{y}.png"', "tiles must be like https://"),
        ('tiles = "https://t.example;x/{z}/{x}/{y}.png"', "tiles must be like https://"),
    ],
)
def test_what_pages_cannot_show_is_an_error(tmp_path: Path, site: str, message: str) -> None:
    with pytest.raises(ProjectError, match=message):
        settings(tmp_path, site)
