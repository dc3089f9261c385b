"""What changed between two versions of a graph.

`naming.py` loads both with the names of their graphs, `matching.py` finds out which blank nodes are
the same, `comparing.py` what was added and removed subject by subject, `findings.py` which
validation results are new and which are gone. `listing.py` tells that to people, as text or
Markdown, `records.py` to programs, `patch.py` to a store.
"""

from schlaglicht.diff.compare import Change, Difference, Kind, SubjectChange, compare
from schlaglicht.diff.findings import compare_findings
from schlaglicht.diff.json import write_records
from schlaglicht.diff.named_graphs import NamedGraphs, load_named
from schlaglicht.diff.patch import write_patch
from schlaglicht.diff.text import Listing, list_difference

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
    "load_named",
    "write_patch",
    "write_records",
]
