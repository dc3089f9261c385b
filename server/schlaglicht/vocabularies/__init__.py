"""The texts of well-known vocabularies: what pages call their terms, and in what order.

One Turtle file per vocabulary, named by its prefix in `rdf/well_known_prefixes`. Each term has
labels and short descriptions in English and German, each property also its group, of `groups.ttl`,
and its order within it. The texts are written for Schlaglicht: no other file is fetched or copied.
`codes/` has the names of entries of code lists of the European Union, a file per list.
`known_terms` reads a file when one of its terms is first shown. `published` knows all terms of some
vocabularies, so that a misspelt one is found.
"""

from schlaglicht.vocabularies.known_terms import (
    GROUPS,
    LAST,
    KnownTerm,
    PropertyGroup,
    code_names,
    known_group,
    known_term,
    terms_of,
)

__all__ = [
    "GROUPS",
    "LAST",
    "KnownTerm",
    "PropertyGroup",
    "code_names",
    "known_group",
    "known_term",
    "terms_of",
]
