from __future__ import annotations

import logging
import sys

import pytest

from schlaglicht.web.server.web_process import start_tracing

ENDPOINT = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"}


@pytest.mark.parametrize(
    "variables",
    [
        {},
        {"OTEL_SERVICE_NAME": "graph"},
        {"OTEL_TRACES_EXPORTER": "none", **ENDPOINT},
        {"OTEL_SDK_DISABLED": "TRUE", **ENDPOINT},
    ],
)
def test_nothing_is_imported_without_the_variables(
    variables: dict[str, str], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "schlaglicht.web.server.tracing", None)  # no import succeeds
    assert start_tracing(variables) is None
    assert not caplog.records


@pytest.mark.parametrize(
    "variables",
    [
        ENDPOINT,
        {"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://127.0.0.1:9/v1/traces"},
        {"OTEL_TRACES_EXPORTER": "otlp"},
    ],
)
def test_a_missing_extra_is_named_in_the_log(
    variables: dict[str, str], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "schlaglicht.web.server.tracing", None)
    assert start_tracing(variables) is None
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert record.getMessage().endswith("pip install 'schlaglicht[otel]'")


@pytest.mark.parametrize(
    ("variables", "word"),
    [
        ({"OTEL_TRACES_EXPORTER": "zipkin"}, "'zipkin'"),
        ({"OTEL_EXPORTER_OTLP_PROTOCOL": "grpc", **ENDPOINT}, "'grpc'"),
        (
            {
                "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
                "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL": "http/json",
                **ENDPOINT,
            },
            "'http/json'",
        ),
    ],
)
def test_what_cannot_be_sent_is_named_in_the_log(
    variables: dict[str, str], word: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert start_tracing(variables) is None
    assert word in caplog.text


def test_a_variable_that_is_not_understood_leaves_the_server_without_traces(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    pytest.importorskip("opentelemetry.exporter.otlp.proto.http", reason="schlaglicht[otel]")
    monkeypatch.setenv("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "0")
    assert start_tracing(ENDPOINT) is None
    assert "no traces" in caplog.text
