"""A query built from choices instead of text: a class, conditions, an order.

`choices` has them as values, `fields` reads and writes them as fields of a form, `sparql` writes
the query, `graph_reach` the graphs in which it looks, `question_file` the file for `queries/`. All
functions are pure.
"""

from schlaglicht.query_builder.choices import (
    Absent,
    Anything,
    BuiltQuery,
    Condition,
    Contains,
    Dates,
    Equals,
    Exists,
    Numbers,
    Step,
)
from schlaglicht.query_builder.fields import (
    LONGEST_VALUE,
    MOST_ROWS,
    Fields,
    FormRow,
    fields_of,
    read_fields,
    written_iri,
    written_steps,
)
from schlaglicht.query_builder.graph_reach import Reach, ReachOf, reaching
from schlaglicht.query_builder.question_file import file_name, question_file
from schlaglicht.query_builder.sparql import count_query, select_query

__all__ = [
    "LONGEST_VALUE",
    "MOST_ROWS",
    "Absent",
    "Anything",
    "BuiltQuery",
    "Condition",
    "Contains",
    "Dates",
    "Equals",
    "Exists",
    "Fields",
    "FormRow",
    "Numbers",
    "Reach",
    "ReachOf",
    "Step",
    "count_query",
    "fields_of",
    "file_name",
    "question_file",
    "reaching",
    "read_fields",
    "select_query",
    "written_iri",
    "written_steps",
]
