"""The accent of a site: a colour that keeps links readable, on light pages and on dark ones.

It has a contrast of 4.5 to 1 with the backgrounds of its scheme:
https://www.w3.org/TR/WCAG22/#contrast-minimum.
"""

from __future__ import annotations

import re

from schlaglicht.errors import ProjectError

LEAST_CONTRAST = 4.5
"""The contrast of text with its background that WCAG asks for at level AA."""

LIGHT_BACKGROUNDS = ("#fcfbf8", "#f4f0e7")
"""The colours behind text in the light scheme, as in the stylesheet."""

DARK_BACKGROUNDS = ("#161513", "#211f1b")
"""The same in the dark scheme."""

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_STEPS = 20


def check_colour(name: str, colour: str | None, backgrounds: tuple[str, ...], where: str) -> None:
    """Raises ProjectError for a setting that is no colour, or one that is hard to read."""
    if colour is None:
        return
    if not _COLOUR.fullmatch(colour):
        raise ProjectError(f"{where}: site: {name} must be a colour such as #1f5f8b, not {colour}")
    worst = min(backgrounds, key=lambda background: contrast(colour, background))
    if contrast(colour, worst) < LEAST_CONTRAST:
        near = readable(colour, backgrounds)
        raise ProjectError(
            f"{where}: site: {name} {colour} is hard to read on {worst}: "
            f"its contrast is {contrast(colour, worst):.1f} to 1, and must be "
            f"{LEAST_CONTRAST} to 1 (WCAG AA); {near} is enough"
        )


def readable(colour: str, backgrounds: tuple[str, ...]) -> str:
    """The first of successively lighter or darker shades of a colour with enough contrast."""
    is_dark = _luminance(backgrounds[0]) < _luminance("#777777")
    towards = "#ffffff" if is_dark else "#000000"
    shades = (_mixed(colour, towards, step / _STEPS) for step in range(_STEPS + 1))
    return next(
        shade
        for shade in shades
        if all(contrast(shade, background) >= LEAST_CONTRAST for background in backgrounds)
    )


def contrast(one: str, other: str) -> float:
    """The contrast of two colours: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    """https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (channel / 255 for channel in _channels(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _mixed(colour: str, other: str, share: float) -> str:
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _channels(colour: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(colour[1:])
    return red, green, blue
