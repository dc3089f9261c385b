"""Locations of triples in their files.

`positions.py` defines locations and collects them. `turtle.py` finds them in texts of the Turtle
family when they are requested, `rdfxml.py` and `jsonld.py` (imported where they are needed) in
RDF/XML and JSON-LD.
"""

from schlaglicht.rdf.locations.positions import (
    DroppedKey,
    Positions,
    PrefixPlace,
    TriplePlace,
)
from schlaglicht.rdf.source_text import Comment, Extent, SourceText, Span, XmlText, read_comments

__all__ = [
    "Comment",
    "DroppedKey",
    "Extent",
    "Positions",
    "PrefixPlace",
    "SourceText",
    "Span",
    "TriplePlace",
    "XmlText",
    "read_comments",
]
