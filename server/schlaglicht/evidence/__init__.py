"""Evidence: which passage or source carries which statement of the data, in short entries.

`read` reads the entries from YAML, `clashes` those of several files. `annotations` turns them into
a graph of Web Annotation, with the place of each triple, `convert` turns such a graph into entries,
`write` writes them, and `locate` finds passages in a document. docs/evidence.md describes the form.
"""

from __future__ import annotations

from schlaglicht.evidence.annotations import Annotations, annotate, annotated_lines
from schlaglicht.evidence.clashes import clashes, read_evidence_files
from schlaglicht.evidence.model import EvidenceFile
from schlaglicht.evidence.read import read_evidence

__all__ = [
    "Annotations",
    "EvidenceFile",
    "annotate",
    "annotated_lines",
    "clashes",
    "read_evidence",
    "read_evidence_files",
]
