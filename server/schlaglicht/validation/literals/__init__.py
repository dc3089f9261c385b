"""Literals: their lexical forms, their values and order, patterns, and repairs of wrong ones."""
