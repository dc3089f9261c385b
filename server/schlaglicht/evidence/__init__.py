"""Evidence: which passage or source carries which statement of the data, in short entries.

`read` reads the entries from YAML, `clashes` those of several files. `annotations` turns them into
a graph of Web Annotation, with the place of each triple. `write` writes a file, `edit` changes one
by way of `splice`, which leaves all other characters as they are. `documents` reads the texts,
`locate` finds words in them, `keys` chooses keys, `add` and `digests` plan `changes` of files,
`lookup` and `coverage` answer what rests on what, and `listing` words the answers.
docs/evidence.md describes the form.
"""
