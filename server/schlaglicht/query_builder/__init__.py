"""A query built from choices instead of text: a class, conditions, an order.

`choices` has them as values, and as fields of a form; `sparql` writes the query, with the graphs in
which it looks; `names` are those of its variables and of its file in `queries/`. All functions are
pure.
"""

from schlaglicht.query_builder.choices import (
    LONGEST_VALUE,
    MOST_ROWS,
    Absent,
    Anything,
    BuiltQuery,
    Condition,
    Contains,
    Dates,
    Equals,
    Exists,
    Fields,
    FormRow,
    Numbers,
    Step,
    fields_of,
    read_fields,
    written_iri,
    written_steps,
)
from schlaglicht.query_builder.sparql import (
    Reach,
    ReachOf,
    count_query,
    file_name,
    group_query,
    one_line,
    question_file,
    reaching,
    select_query,
)

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
    "group_query",
    "one_line",
    "question_file",
    "reaching",
    "read_fields",
    "select_query",
    "written_iri",
    "written_steps",
]
