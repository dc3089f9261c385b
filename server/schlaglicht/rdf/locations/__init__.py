"""Where each triple stands in its file.

`places.py` says what a place is and keeps them, file by file as `statements.py` says. `reading.py`
reads a text of the Turtle family with its places, `rdfxml.py` and `jsonld.py` (imported where they
are needed) one of RDF/XML and of JSON-LD. `deferred.py` puts the places off until one is asked for,
with `lines.py` for N-Triples and `matching.py` for blank nodes. `comments.py` reads comments,
`iri.py` resolves relative IRIs.
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
from schlaglicht.rdf.locations.turtle import read_places

__all__ = [
    "Comment",
    "DroppedKey",
    "Extent",
    "Positions",
    "PrefixPlace",
    "SourceText",
    "TriplePlace",
    "XmlText",
    "defer_places",
    "read_comments",
    "read_places",
]
