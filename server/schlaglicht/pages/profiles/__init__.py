"""Profiles: what the pages of things lead with, chosen by their classes.

`table.py` says which class has which profile. Each family of profiles has a module that makes a
`Lead` from the index: `concepts` of SKOS, `catalogues` of DCAT, `agents` of persons, organisations,
places and events, `ontologies` of OWL and RDFS. `trees` builds trees and trails.
"""

from schlaglicht.pages.profiles.concepts import top_concepts
from schlaglicht.pages.profiles.ontologies import CLASSES_OF_TERMS
from schlaglicht.pages.profiles.subject import Subject
from schlaglicht.pages.profiles.table import Profile, profile_of

__all__ = ["CLASSES_OF_TERMS", "Profile", "Subject", "profile_of", "top_concepts"]
