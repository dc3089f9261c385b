"""Validation: every gate of a project, one report. `pipeline.py` runs them."""
