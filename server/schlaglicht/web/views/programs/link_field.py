"""The header field `Link`: https://www.rfc-editor.org/rfc/rfc8288."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

_LONGEST = 6000
"""Bytes of the field; many servers take no more than 8 KiB for all fields."""


@dataclass(frozen=True)
class Link:
    """A link from a document."""

    relation: str
    target: str
    type: str | None = None
    language: str | None = None

    def __str__(self) -> str:
        """As in the field."""
        written = f'<{self.target}>; rel="{self.relation}"'
        written += f'; type="{self.type}"' if self.type else ""
        return written + (f'; hreflang="{self.language}"' if self.language else "")


def link_field(links: Iterable[Link]) -> str:
    """The field of all these links; where it would be too long for others' servers, fewer.

    Then it is the link to the document of all links if there is one, else the first that have room.
    """
    links = list(links)
    if len(field := ", ".join(map(str, links))) <= _LONGEST:
        return field
    for link in links:
        if link.relation == "linkset":
            return str(link)
    while len(field := ", ".join(map(str, links))) > _LONGEST:
        links.pop()
    return field
