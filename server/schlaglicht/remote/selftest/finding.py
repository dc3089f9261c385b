"""The outcome of one check of an endpoint."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from schlaglicht.errors import (
    AnswerNotWhole,
    SchlaglichtError,
    ServiceFailed,
    ServiceUnreachable,
)
from schlaglicht.ground.text import truncated
from schlaglicht.i18n import Message, Texts

if TYPE_CHECKING:
    from schlaglicht.remote.selftest.service import Service


class Verdict(Enum):
    """The meaning of an outcome."""

    GOOD = "ok"
    FACT = "info"
    """Neither good nor bad."""
    NOTE = "note"
    """A departure that its clients have to know of."""
    FAULT = "fault"
    """Against the specification, or an answer that passes for what it is not."""


@dataclass(frozen=True)
class Outcome:
    """A verdict and its reason."""

    verdict: Verdict
    message: Texts


@dataclass(frozen=True)
class Check:
    """One check; `title` names what is looked at."""

    code: str
    title: Message
    run: Callable[[Service], Outcome]
    on_error: Verdict = Verdict.FAULT
    """The verdict where the service does not answer the query of the check."""


@dataclass(frozen=True)
class Finding:
    """The outcome of a check, and its time."""

    code: str
    title: Texts
    verdict: Verdict
    message: Texts
    seconds: float


def good(message: Texts) -> Outcome:
    """All is as it should be."""
    return Outcome(Verdict.GOOD, message)


def fact(message: Texts) -> Outcome:
    """A property of the service."""
    return Outcome(Verdict.FACT, message)


def note(message: Texts) -> Outcome:
    """Clients have to know."""
    return Outcome(Verdict.NOTE, message)


def fault(message: Texts) -> Outcome:
    """It cannot be relied on."""
    return Outcome(Verdict.FAULT, message)


_LONGEST = 160


def reason_of(error: SchlaglichtError) -> Texts:
    """The reason of an error on a few lines, without the words that all errors share."""
    if isinstance(error, ServiceUnreachable | ServiceFailed | AnswerNotWhole):
        return {language: truncated(text, _LONGEST) for language, text in error.reasons.items()}
    return {language: truncated(text, _LONGEST) for language, text in error.messages.items()}
