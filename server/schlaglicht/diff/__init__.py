"""Changes between two versions of a graph.

`named_graphs` loads both with the names of their graphs, `rdf.blank_node_matching` pairs equal
blank nodes, `compare` lists additions and removals by subject. `text` writes these for people, as
text or Markdown, `json` for programs, `patch` for a store. New and fixed validation results come
from `validation.baseline`.
"""

from schlaglicht.diff.compare import Change, Difference, Kind, SubjectChange, compare
from schlaglicht.diff.json import write_records
from schlaglicht.diff.named_graphs import NamedGraphs, load_named_graphs, load_project
from schlaglicht.diff.patch import write_patch
from schlaglicht.diff.text import Listing, list_difference
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
    "load_named_graphs",
    "load_project",
    "write_patch",
    "write_records",
]
