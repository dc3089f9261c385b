"""What changed between two versions of a graph.

`naming.py` loads both with the names of their graphs, `matching.py` finds out which blank nodes are
the same, `comparing.py` what was added and removed subject by subject, `findings.py` which
validation results are new and which are gone. `listing.py` tells that to people, as text or
Markdown, `records.py` to programs, `patch.py` to a store.
"""

from schlaglicht.difference.comparing import Change, Difference, Kind, SubjectChange, compare
from schlaglicht.difference.findings import compare_findings
from schlaglicht.difference.listing import Listing, list_difference
from schlaglicht.difference.naming import NamedGraphs, load_named
from schlaglicht.difference.patch import write_patch
from schlaglicht.difference.records import write_records

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
