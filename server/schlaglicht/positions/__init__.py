"""Where each triple stands in its file.

`places.py` says what a place is and keeps them, `reading.py` reads a text of the Turtle family and
its places, `rdfxml.py` (imported where it is needed) one of RDF/XML, `comments.py` comments,
`iri.py` resolves relative IRIs.
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
