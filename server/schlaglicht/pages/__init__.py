"""Contents of the page about an IRI, as a value; templates only lay it out.

`thing_page` builds a `Resource`, whose parts `page_model` defines. `labels` names IRIs
and prepares values for a reader, `property_order` reads order and names of properties from the
shapes and groups rows. `evidence` finds the evidence of a statement and quotes passages.
`data_document` makes the data document of an IRI, and the JSON-LD for search engines.
`thing_graph` finds what is linked to a thing, `more_like` what is like it, or called like it.
`profiles` has what a page leads with, by the classes of its thing. `query_choices` offers
properties to build queries with.
"""

from schlaglicht.pages.data_document import document_graph, structured_data, terms_of_document
from schlaglicht.pages.more_like import nearest
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
from schlaglicht.pages.thing_page import describe

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
