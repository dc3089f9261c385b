"""Changes between two versions of a graph.

`compare` loads both with the names of their graphs, `rdf.blank_nodes.matching` pairs equal blank
nodes, and additions and removals are listed by subject. `formats` writes these for people, as text
or Markdown, for programs as JSON, for a store as a patch. New and fixed validation results come
from `validation.baseline`.
"""

from schlaglicht.diff.compare import (
    Change,
    Difference,
    Kind,
    NamedGraphs,
    SubjectChange,
    compare,
    load_evidence,
    load_named_graphs,
    load_project,
)
from schlaglicht.diff.formats import Listing, list_difference, write_patch, write_records
from schlaglicht.validation.baseline import compare_findings

__all__ = [
    "Change",
    "Difference",
    "Kind",
    "Listing",
    "NamedGraphs",
    "SubjectChange",
    "compare",
    "compare_findings",
    "list_difference",
    "load_evidence",
    "load_named_graphs",
    "load_project",
    "write_patch",
    "write_records",
]
