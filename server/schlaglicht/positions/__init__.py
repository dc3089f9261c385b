"""Where each triple stands in its file.

`places.py` says what a place is and keeps them, `reading.py` reads a text of the Turtle family and
its places, `rdfxml.py` and `jsonld.py` (imported where they are needed) one of RDF/XML and of
JSON-LD, `comments.py` comments, `iri.py` resolves relative IRIs.
"""

from schlaglicht.positions.comments import Comment, read_comments
from schlaglicht.positions.places import (
    Extent,
    Positions,
    PrefixPlace,
    SourceText,
    TriplePlace,
    XmlText,
)
from schlaglicht.positions.reading import read_places

__all__ = [
    "Comment",
    "Extent",
    "Positions",
    "PrefixPlace",
    "SourceText",
    "TriplePlace",
    "XmlText",
    "read_comments",
    "read_places",
]
