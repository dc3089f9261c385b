"""Contents of the page about an IRI, as a value; templates only lay it out.

`describe` builds a `Resource`, whose parts `page_model` defines. `labels` names IRIs for a reader,
`property_order` reads order and names of properties from the shapes, `value_view` prepares values,
with `sentence_templates` for nodes between things (offices, counts). `evidence` finds the evidence
of a statement, `passage_texts` the quoted words. `data_document` makes the data document of an
IRI, `schema_markup` the JSON-LD for search engines, `nearest_things` suggests similar IRIs.
`profiles` has what a page leads with, by the classes of its thing. `query_choices` offers
properties to build queries with, `more_like` finds things that share most with one.
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
    Quotation,
    Reference,
    Resource,
    Row,
    Sentence,
    Stated,
    Support,
    Supported,
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
    "Quotation",
    "Reference",
    "Resource",
    "Row",
    "Sentence",
    "Stated",
    "Support",
    "Supported",
    "Value",
    "describe",
    "document_graph",
    "nearest",
    "structured_data",
    "terms_of_document",
]
