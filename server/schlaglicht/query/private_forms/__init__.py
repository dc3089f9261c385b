"""Writes queries for an engine whose store has private forms of literals."""

from schlaglicht.query.private_forms.rewriting import text_with_private_forms

__all__ = ["text_with_private_forms"]
