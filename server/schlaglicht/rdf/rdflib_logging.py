"""Silences rdflib's messages about literals."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

_LOGGER = "rdflib.term"


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
    """Keeps rdflib from that for as long as this process lives; other warnings are logged."""
    logging.getLogger(_LOGGER).addFilter(_is_other)
    _ignore_warnings()


def _is_other(record: logging.LogRecord) -> bool:
    return not str(record.msg).startswith("Failed to convert Literal")


def _ignore_warnings() -> None:
    warnings.filterwarnings("ignore", "Parsing weird boolean", UserWarning)
    warnings.filterwarnings("ignore", "Serializing weird numerical", UserWarning)
