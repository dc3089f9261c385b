"""Validation: all checks of a project in one report. `pipeline.py` runs them."""
