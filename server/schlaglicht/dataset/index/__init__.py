"""Index of a dataset version, the source of pages, lists, search and dumps.

`build.py` writes one SQLite file next to the snapshot, `texts.py` the names in it, `database.py`
opens it, `lookup.py` answers from it, `facets.py` counts, `dates.py` orders things by time,
`sorting.py` by any value, `property_paths.py` finds values some steps away, `similarity.py` things
that share most, `hierarchy.py` reads what is above and below, `rdf_lists.py` what has a list,
`coordinates.py` where things are, `search.py` searches by words in what `search_tables.py` has
written, and `folding.py` says which texts are alike.
The store of the engines rewrites some literals; here every literal keeps the form of its file.
`rdf.terms` converts between the text of N-Quads and rdflib's terms.
"""

from schlaglicht.dataset.index.build import build_index, index_path
from schlaglicht.dataset.index.column_values import ColumnValues, column_values
from schlaglicht.dataset.index.coordinates import point_of
from schlaglicht.dataset.index.dates import Chronology, Year, month_of
from schlaglicht.dataset.index.facets import Choice, Listing, Selection
from schlaglicht.dataset.index.hierarchy import Hierarchy
from schlaglicht.dataset.index.lookup import Index, Statement
from schlaglicht.dataset.index.property_paths import path_values
from schlaglicht.dataset.index.search import Hit, Result
from schlaglicht.dataset.index.similarity import Shared, Similar, similar_things
from schlaglicht.dataset.index.sorting import MOST_SORTED, sorted_things

__all__ = [
    "MOST_SORTED",
    "Choice",
    "Chronology",
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
    "Year",
    "build_index",
    "column_values",
    "index_path",
    "month_of",
    "path_values",
    "point_of",
    "similar_things",
    "sorted_things",
]
