"""Where each triple stands in its file.

`places.py` says what a place is and keeps them, `reading.py` reads a text and its places,
`comments.py` its comments, `iri.py` resolves relative IRIs.
"""

from schlaglicht.positions.comments import Comment, read_comments
from schlaglicht.positions.places import Extent, Positions, PrefixPlace, SourceText, TriplePlace
from schlaglicht.positions.reading import read_places

__all__ = [
    "Comment",
    "Extent",
    "Positions",
    "PrefixPlace",
    "SourceText",
    "TriplePlace",
    "read_comments",
    "read_places",
]
