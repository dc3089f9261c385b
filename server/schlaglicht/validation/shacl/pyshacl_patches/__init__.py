"""Patches of pySHACL, applied from outside for the time of one validation."""
