from __future__ import annotations

from dataclasses import replace

import pytest
from patience import PATIENCE
from plain_service import PlainService, plain_service

from schlaglicht.errors import ServiceUnreachable
from schlaglicht.remote import Endpoint, RemoteClient, RemoteLimits, RemoteTerm, Solutions
from schlaglicht.remote.endpoint import GENERIC, UNKNOWN, Dialect
from schlaglicht.remote.http_requests import Response
from schlaglicht.remote.selftest import CHECKS, Report, selftest
from schlaglicht.remote.selftest.checks import LOAD
from schlaglicht.remote.selftest.service import Check, Finding, Outcome, Service, Verdict

DATA = """
PREFIX ex: <https://example.org/>
ex:a ex:name "A" ; ex:at [ ex:in ex:b ] .
ex:g { ex:b ex:name "B" }
"""


def report_on(service: PlainService, *, gentle: bool = True) -> Report:
    limits = RemoteLimits(seconds=PATIENCE, connect=PATIENCE)
    return selftest(Endpoint(service.url, limits=limits), gentle=gentle)


def found(report: Report, code: str) -> Finding:
    return next(f for group in report.findings.values() for f in group if f.code == code)


def test_a_service_that_keeps_the_rules_has_no_fault() -> None:
    with plain_service(DATA) as service:
        report = report_on(service)
    faults = [
        f.code for group in report.findings.values() for f in group if f.verdict.value == "fault"
    ]
    assert faults == []
    assert report.passes


def test_the_facts_are_those_of_the_data() -> None:
    with plain_service(DATA) as service:
        service.headers["X-Powered-By"] = "test"
        report = report_on(service)
    assert "3 triples" in found(report, "size").message["en"]
    assert "one named graph" in found(report, "size").message["en"]
    assert "apart" in found(report, "union-default-graph").message["en"]


def test_gentle_leaves_out_what_costs_much() -> None:
    with plain_service(DATA) as service:
        codes = {f.code for group in report_on(service).findings.values() for f in group}
    assert codes == {check.code for check in CHECKS} - {check.code for check in LOAD}


def test_rows_cut_without_a_word_are_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    groups = {"load": ({"en": "", "de": ""}, LOAD[:1])}
    monkeypatch.setattr("schlaglicht.remote.selftest.GROUPS", groups)
    with plain_service(DATA) as service:
        service.cap = 1000
        cut = found(report_on(service, gentle=False), "cap")
    assert (cut.verdict, "1,000 of 10,500" in cut.message["en"]) == (Verdict.FAULT, True)


def test_a_part_that_passes_for_an_answer_is_a_fault() -> None:
    with plain_service(DATA) as service:
        service.headers["X-SQL-State"] = "S1TAT"
        with pytest.raises(Exception, match="S1TAT"):
            report_on(service)
        endpoint = Endpoint(service.url)
        service.headers.clear()
        tested = Service(endpoint)
        service.status = 206
        outcome = next(check for check in LOAD if check.code == "long-join").run(tested)
    assert outcome.verdict is Verdict.FAULT


def test_a_failing_service_is_said_to_fail() -> None:
    with plain_service(DATA) as service:
        service.fails = lambda query: "urn:no:p>+" in query or "SHA256" in query
        report = report_on(service)
    assert found(report, "open-path").verdict is Verdict.NOTE
    assert "out of memory" in found(report, "open-path").message["en"]
    assert found(report, "sparql-1.1").message["en"] == "wrong or refused: SHA256"
    assert not report.passes


def test_a_service_behind_a_redirect_is_tested_there() -> None:
    with plain_service(DATA) as service:
        report = selftest(Endpoint(service.old_url), gentle=True)
        assert (report.url, report.passes) == (service.old_url, True)


@pytest.mark.parametrize(
    ("dialect", "expected"), [(UNKNOWN, "virtuoso"), (GENERIC, "generic")], ids=lambda d: str(d)[:9]
)
def test_the_product_is_recognised_unless_it_is_named(dialect: Dialect, expected: str) -> None:
    with plain_service(DATA) as service:
        service.server = "Virtuoso/07.20"
        assert Service(Endpoint(service.url, dialect)).endpoint.dialect.name == expected


@pytest.mark.parametrize("rows", [[], [{}], [{"x": RemoteTerm("literal", "many")}] * 2])
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
def test_rows_that_nobody_asked_for_end_no_check(
    check: Check, rows: list[dict[str, RemoteTerm]], monkeypatch: pytest.MonkeyPatch
) -> None:
    with plain_service(DATA) as service:
        tested = Service(Endpoint(service.url))
        monkeypatch.setattr(RemoteClient, "select", lambda *_, **__: Solutions(("x",), rows))
        assert isinstance(check.run(tested), Outcome)


def test_an_update_that_anyone_can_make_is_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    with plain_service(DATA) as service:
        tested = Service(Endpoint(service.url))
        monkeypatch.setattr(tested, "send", lambda _: Response(204, {}, b"", is_framed=True))
        outcome = next(check for check in CHECKS if check.code == "update").run(tested)
        assert "without any credentials" in outcome.message["en"]
        secret = replace(tested.endpoint.credentials, token="t")
        tested.endpoint = replace(tested.endpoint, credentials=secret)
        outcome = next(check for check in CHECKS if check.code == "update").run(tested)
        assert outcome.verdict is Verdict.FACT


def test_an_endpoint_that_does_not_answer_has_no_report() -> None:
    with plain_service() as service:
        endpoint = Endpoint(service.url)
    with pytest.raises(ServiceUnreachable):
        selftest(endpoint)
