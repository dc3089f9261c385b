"""Expected answers whose question is gone."""

from __future__ import annotations

import re
from pathlib import Path

from schlaglicht.project import QUESTION_EXTENSION
from schlaglicht.questions import read_question
from schlaglicht.validation.checks.unread_folders import beginning

_ANSWERS = (".tsv", ".ttl")
_BOOLEAN = re.compile(rb'"boolean"\s*:\s*(?:true|false)')
"""Matches what an expected answer to ASK has; other JSON is something else."""


def is_lost_answer(path: Path) -> bool:
    """True for an expected answer, to any form of query, without its question."""
    return _is_answer(path) and not _has_question(path)


def _is_answer(path: Path) -> bool:
    if path.suffix == ".json":
        return _BOOLEAN.search(beginning(path)) is not None
    return path.suffix in _ANSWERS


def _has_question(answer: Path) -> bool:
    """True if an expected answer belongs to a question, or to an example in its header."""
    if answer.with_suffix(QUESTION_EXTENSION).exists():
        return True
    name, _, example = answer.stem.rpartition(".")
    question = answer.with_name(f"{name}{QUESTION_EXTENSION}")
    if not example or not question.is_file():
        return False
    return example in {each.name for each in read_question(question).header.examples}
