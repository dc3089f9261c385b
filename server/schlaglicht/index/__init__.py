"""What pages, lists, search and dumps are made from: a dataset version laid out for looking up.

`building.py` writes one SQLite file beside the snapshot, `database.py` opens it, `reading.py`
answers from it, `listing.py` counts, `chronology.py` knows what happens when, `searching.py` finds
by words and `matching.py` says how well they fit.
The store of the engines rewrites some literals; here every literal keeps the form of its file.
`terms.py` goes between the text of N-Quads and rdflib's terms.
"""

from schlaglicht.index.building import build_index, index_path
from schlaglicht.index.chronology import Chronology, Year, month_of
from schlaglicht.index.listing import Choice, Listing, Selection
from schlaglicht.index.matching import Found
from schlaglicht.index.reading import Index, Statement

__all__ = [
    "Choice",
    "Chronology",
    "Found",
    "Index",
    "Listing",
    "Selection",
    "Statement",
    "Year",
    "build_index",
    "index_path",
    "month_of",
]
