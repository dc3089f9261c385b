from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from werkzeug.test import Client

from schlaglicht.web.http.request_log import RequestLog
from schlaglicht.web.http.request_record import RequestRecord, current_record, note_query
from schlaglicht.web.server.metrics import Metrics

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


def test_no_text_of_a_query_outlives_its_request() -> None:
    records: list[RequestRecord] = []

    def answer(_environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        note_query("ASK {}", "ASK")
        records.append(current_record())
        assert current_record().query_text == "ASK {}"
        start("200 OK", [])
        return [b""]

    Client(RequestLog(answer, Metrics())).get("/")
    (record,) = records
    assert (record.query_form, record.query_text) == ("ASK", None)
