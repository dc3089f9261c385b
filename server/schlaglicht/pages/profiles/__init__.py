"""Profiles: what the pages of things lead with, chosen by their classes.

`class_profiles` has the table that says which class has which. Each family of profiles has a module
that makes a `Lead` from the index: `vocabularies` of SKOS, OWL and RDFS, `catalogues` of DCAT,
`agents` of persons, organisations, places and events. `subject` builds trees and trails, `trees`
makes those of a whole dataset.
"""

from schlaglicht.pages.profiles.class_profiles import Profile, profile_of
from schlaglicht.pages.profiles.subject import Subject
from schlaglicht.pages.profiles.trees import tree_of_classes, tree_of_concepts, way_down
from schlaglicht.pages.profiles.vocabularies import CLASSES_OF_TERMS

__all__ = [
    "CLASSES_OF_TERMS",
    "Profile",
    "Subject",
    "profile_of",
    "tree_of_classes",
    "tree_of_concepts",
    "way_down",
]
