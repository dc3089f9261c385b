"""Reloads: a new version is prepared in a process of its own, published, and followed."""
