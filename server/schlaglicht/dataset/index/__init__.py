"""Index of a dataset version, the source of pages, lists, search and dumps.

`build.py` writes one SQLite file next to the snapshot, `label_properties.py` the names in it,
`database.py` opens it, `lookup.py` answers from it, `lists.py` counts and sorts things, also by
time, `relations.py` reads what is above, below and like a thing, `geometry.py` where it is, and
`search.py` searches by words and says which texts are alike.
The store of the engines rewrites some literals; here every literal keeps the form of its file.
`rdf.terms` converts between the text of N-Quads and rdflib's terms.
"""

from schlaglicht.dataset.index.build import build_index, check_index, index_path
from schlaglicht.dataset.index.geometry import point_of
from schlaglicht.dataset.index.lists import (
    MOST_SORTED,
    Choice,
    ColumnValues,
    Listing,
    Selection,
    Timeline,
    Year,
    column_values,
    leads_to_literals,
    month_of,
    path_values,
    sorted_things,
    value_counts,
)
from schlaglicht.dataset.index.lookup import Index, Statement
from schlaglicht.dataset.index.relations import Hierarchy, Shared, Similar, similar_things
from schlaglicht.dataset.index.search import Hit, Result

__all__ = [
    "MOST_SORTED",
    "Choice",
    "ColumnValues",
    "Hierarchy",
    "Hit",
    "Index",
    "Listing",
    "Result",
    "Selection",
    "Shared",
    "Similar",
    "Statement",
    "Timeline",
    "Year",
    "build_index",
    "check_index",
    "column_values",
    "index_path",
    "leads_to_literals",
    "month_of",
    "path_values",
    "point_of",
    "similar_things",
    "sorted_things",
    "value_counts",
]
