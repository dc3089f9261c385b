"""Texts for the script that shows answers, by the names that `server/frontend/` knows."""

from __future__ import annotations

from collections.abc import Mapping

from schlaglicht.i18n import Message, msg, translate
from schlaglicht.web.views.lists.graph_texts import graph_texts

_NUMBER_OF = {"shown": "{shown}", "total": "{total}"}
"""Fields that the script fills in."""

_TEXTS: Mapping[str, Message] = {
    "filter": msg("Filter rows"),
    "shown": msg("{shown} of {total} rows", **_NUMBER_OF),
    "columnWidth": msg("Width of {column}", column="{column}"),
    "views": msg("Show as"),
    "viewFailed": msg("This view could not be loaded. Reload the page."),
    "table": msg("Table"),
    "verdict": msg("Answer"),
    "chart": msg("Bars"),
    "chartName": msg("{number} by {label}", number="{number}", label="{label}"),
    "chartCut": msg("The chart shows the first {shown} of {total} rows.", **_NUMBER_OF),
    "pie": msg("Shares"),
    "line": msg("Line"),
    "scatter": msg("Points"),
    "timeline": msg("Timeline"),
    "cards": msg("Cards"),
    "cardsCut": msg("The first {shown} of {total} things.", **_NUMBER_OF),
    "raw": msg("Data"),
    "format": msg("Format"),
    "rawCut": msg("The beginning of a long answer. The files hold all of it."),
    "map": msg("Map"),
    "mapCut": msg(
        "The map shows {shown} of {total} rows; the others have no coordinates, or too many.",
        **_NUMBER_OF,
    ),
    "graph": msg("Graph"),
    "graphEmpty": msg("Nothing in this answer is linked."),
    "zoomIn": msg("Closer"),
    "zoomOut": msg("Farther"),
}


def result_texts(language: str) -> dict[str, str]:
    """The texts in a language; the titles of views have the names of the views."""
    own = {name: translate(text, language) for name, text in _TEXTS.items()}
    return own | graph_texts(language)
