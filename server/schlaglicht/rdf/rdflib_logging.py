"""Silences rdflib's messages about literals."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

_LOGGER = "rdflib.term"
_OF_IRIS = "does not look like a valid URI, trying to serialize this will break."


@contextmanager
def quiet_rdflib() -> Iterator[None]:
    """Keeps rdflib from logging and warning about ill-typed literals; checks report those."""

    def refuse(record: logging.LogRecord) -> bool:
        return record.levelno > logging.WARNING

    logger = logging.getLogger(_LOGGER)
    logger.addFilter(refuse)
    try:
        with warnings.catch_warnings():
            _ignore_warnings()
            yield
    finally:
        logger.removeFilter(refuse)


def silence_rdflib() -> None:
    """Keeps rdflib from that, and from warning of IRIs, as long as this process lives."""
    logging.getLogger(_LOGGER).addFilter(_is_other)
    _ignore_warnings()


def _is_other(record: logging.LogRecord) -> bool:
    text = str(record.msg)
    return not (text.startswith("Failed to convert Literal") or text.endswith(_OF_IRIS))


def _ignore_warnings() -> None:
    warnings.filterwarnings("ignore", "Parsing weird boolean", UserWarning)
    warnings.filterwarnings("ignore", "Serializing weird numerical", UserWarning)
