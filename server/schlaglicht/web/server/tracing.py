"""Traces by OpenTelemetry, where the variables of its specification switch them on.

https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from schlaglicht.web.server.spans import Tracing

_LOGGER = logging.getLogger(__name__)

_ENDPOINTS = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
_PROTOCOLS = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")
_PROTOCOL = "http/protobuf"

WITH_TEXTS = "SCHLAGLICHT_TRACE_QUERIES"
"""The variable that lets spans have the texts of queries."""


def start_tracing(variables: Mapping[str, str]) -> Tracing | None:
    """Traces of this process from now on, as the variables say; None if they ask for none.

    Where traces are wanted but not available, the log has the reason, and there are none.
    """
    if not _are_wanted(variables):
        return None
    if reason := _reason_against(variables):
        _LOGGER.error("no traces: %s", reason)
        return None
    try:
        from schlaglicht.web.server.spans import Tracing

        goes_on = "tracecontext" in variables.get("OTEL_PROPAGATORS", "tracecontext")
        return Tracing(goes_on=goes_on, with_texts=_is_true(variables.get(WITH_TEXTS)))
    except ImportError as error:
        _LOGGER.error("no traces: %s; pip install 'schlaglicht[otel]'", error)
    except (OSError, RuntimeError, ValueError) as error:  # of a variable, in the library's words
        _LOGGER.error("no traces: %s", error)
    return None


def _are_wanted(variables: Mapping[str, str]) -> bool:
    """An endpoint is enough: the libraries' default would be one on the same machine."""
    if _is_true(variables.get("OTEL_SDK_DISABLED")):
        return False
    exporter = variables.get("OTEL_TRACES_EXPORTER", "").strip()
    return exporter != "none" if exporter else any(map(variables.get, _ENDPOINTS))


def _reason_against(variables: Mapping[str, str]) -> str | None:
    exporter = variables.get("OTEL_TRACES_EXPORTER", "").strip() or "otlp"
    if exporter != "otlp":
        return f"OTEL_TRACES_EXPORTER is {exporter!r}, and can be 'otlp' or 'none'"
    for name in _PROTOCOLS:
        if given := variables.get(name, "").strip():
            return None if given == _PROTOCOL else f"{name} is {given!r}, and can be {_PROTOCOL!r}"
    return None


def _is_true(value: str | None) -> bool:
    return (value or "").strip().lower() == "true"
