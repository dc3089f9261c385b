"""Profiles: what the pages of things lead with, chosen by their classes.

`table.py` says which class has which profile. Each family of profiles has a module that makes a
`Lead` from the index: `concepts` trees and trails of SKOS. `trees` builds every tree.
"""

from schlaglicht.pages.profiles.subject import Subject
from schlaglicht.pages.profiles.table import lead_of

__all__ = ["Subject", "lead_of"]
