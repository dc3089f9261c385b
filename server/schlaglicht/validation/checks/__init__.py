"""Checks of a project other than its shapes, one subject per module."""
