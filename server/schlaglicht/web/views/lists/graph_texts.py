"""Texts for the script that draws graphs, by the names that `server/frontend/` knows."""

from __future__ import annotations

from schlaglicht.i18n import msg, translate

_TEXTS = {
    "graphPart": msg(
        "{shown} of {total} in the picture. Choose one, or find one by name, to see what is"
        " linked with it.",
        shown="{shown}",
        total="{total}",
    ),
    "graphFind": msg("Find by name"),
    "graphCloser": msg("Closer"),
    "graphFurther": msg("Further away"),
    "graphWhole": msg("The whole picture"),
}


def graph_texts(language: str) -> dict[str, str]:
    """The texts in a language."""
    return {name: translate(text, language) for name, text in _TEXTS.items()}
