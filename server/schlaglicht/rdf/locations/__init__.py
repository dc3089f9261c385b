"""Locations of triples in their files.

`model.py` defines locations and collects them, file by file as in `statements.py`. `turtle.py`
reads texts of the Turtle family with their locations, `rdfxml.py` and `jsonld.py` (imported where
they are needed) RDF/XML and JSON-LD. `lazy.py` defers locations until one is requested, with
`ntriples.py` for N-Triples and `blank_node_pairs.py` for blank nodes. `comments.py` reads comments.
"""

from schlaglicht.rdf.locations.comments import Comment, read_comments
from schlaglicht.rdf.locations.lazy import defer_places
from schlaglicht.rdf.locations.model import (
    DroppedKey,
    Extent,
    Positions,
    PrefixPlace,
    SourceText,
    TriplePlace,
    XmlText,
)
from schlaglicht.rdf.locations.statements import Span
from schlaglicht.rdf.locations.turtle import read_places

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
    "defer_places",
    "read_comments",
    "read_places",
]
