"""Evidence: which passage or source carries which statement of the data, in short entries.

`read` reads the entries of YAML files as values of `model`, with `statements` and `yaml_nodes`.
`annotations` turns them into a graph of Web Annotation, with the place of each triple. `documents`
reads the texts, `locate` finds words in them, `sentences` tells which of theirs are cited,
`text_block_names` names their parts. `add` plans what a new statement changes, `write` spells
entries, `edit` changes files and leaves all else in them as it is. `listing` answers what rests on
what, in words and for programs. The form: docs/evidence.md.
"""
