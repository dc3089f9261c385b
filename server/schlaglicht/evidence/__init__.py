"""Evidence: which passage or source carries which statement of the data, in short entries.

`read` reads the entries from YAML, `clashes` those of several files. `annotations` turns them into
a graph of Web Annotation, with the place of each triple. `write` writes a file, `edit` changes one
by way of `splice`, which leaves all other characters as they are. `documents` reads the texts,
`locate` finds words in them, `keys` chooses keys, `add`, `digests` and `move` plan `changes` of
files, `lookup` and `coverage` answer what rests on what, and `listing` words the answers. `convert`
makes entries of annotations. docs/evidence.md describes the form.
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
