"""Coverage-guided fuzzing of one target: `fuzz_target.py NAME FOLDER OPTION…`."""

from __future__ import annotations

import logging
import pkgutil
import sys
import warnings
from importlib import import_module
from pathlib import Path

import atheris

_READERS = ("query", "questions", "rdf", "remote", "web.http")
"""Rooms that are imported as a whole: what a function imports later would not be seen."""

with atheris.instrument_imports(include=["schlaglicht", "rdflib.plugins.parsers"]):
    for room in (import_module(f"schlaglicht.{name}") for name in _READERS):
        for module in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            import_module(module.name)
    from targets import TARGETS


def main(name: str, folder: str, *options: str) -> None:
    """Runs libFuzzer over the seeds of a target and what a folder has of it; ends the process."""
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    target, corpus = TARGETS[name], Path(folder)
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(target.seeds):
        (corpus / f"seed-{number}").write_bytes(seed)
    atheris.Setup([sys.argv[0], folder, *options], target.check)
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
