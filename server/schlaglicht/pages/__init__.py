"""All that a page shows about one IRI, as a value; templates only lay it out.

`describing.py` puts a `Resource` together, `values.py` says what it consists of. `naming.py` names
IRIs for a reader, `layout.py` reads from the shapes in which order and under which names, and
`telling.py` tells values, with `sentences.py` for what stands between things (offices, counts).
`evidence.py` finds what carries a statement, `passages.py` the very words. `documents.py` makes the
data document of an IRI, `structured.py` what search engines read, `nearest.py` what could have
been meant.
"""

from schlaglicht.pages.data_document import document_graph, terms_of_document
from schlaglicht.pages.describe import describe
from schlaglicht.pages.nearest_things import nearest
from schlaglicht.pages.page_context import Dataset
from schlaglicht.pages.page_model import (
    Blank,
    Evidence,
    Group,
    Incoming,
    LiteralValue,
    Members,
    Passage,
    Reference,
    Resource,
    Row,
    Sentence,
    Stated,
    Value,
)
from schlaglicht.pages.schema_markup import structured_data

__all__ = [
    "Blank",
    "Dataset",
    "Evidence",
    "Group",
    "Incoming",
    "LiteralValue",
    "Members",
    "Passage",
    "Reference",
    "Resource",
    "Row",
    "Sentence",
    "Stated",
    "Value",
    "describe",
    "document_graph",
    "nearest",
    "structured_data",
    "terms_of_document",
]
