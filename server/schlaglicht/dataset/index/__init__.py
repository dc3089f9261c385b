"""What pages, lists, search and dumps are made from: a dataset version laid out for looking up.

`building.py` writes one SQLite file beside the snapshot, `database.py` opens it, `reading.py`
answers from it, `listing.py` counts, `chronology.py` knows what happens when, `searching.py` finds
by words and `matching.py` says how well they fit.
The store of the engines rewrites some literals; here every literal keeps the form of its file.
`rdf.terms` goes between the text of N-Quads and rdflib's terms.
"""

from schlaglicht.dataset.index.build import build_index, index_path
from schlaglicht.dataset.index.dates import Chronology, Year, month_of
from schlaglicht.dataset.index.facets import Choice, Listing, Selection
from schlaglicht.dataset.index.lookup import Index, Statement
from schlaglicht.dataset.index.ranking import Found

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
