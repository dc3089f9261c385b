"""The project's graph in the formats that others read."""

from schlaglicht.export.dumps import dump
from schlaglicht.export.turtle import write_turtle

__all__ = ["dump", "write_turtle"]
