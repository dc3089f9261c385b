import json

import pytest
from plain_service import PlainService, plain_service

from schlaglicht.cli import run
from schlaglicht.cli.endpoint.options import DIALECT_NAMES
from schlaglicht.remote import DIALECTS


def exit_code(service: PlainService, *options: str) -> int:
    return run(["selftest", service.url, "--gentle", "--timeout", "300", *options])


def test_a_good_endpoint_exits_0_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    with plain_service() as service:
        assert exit_code(service, "--no-color") == 0
    out = capsys.readouterr().out
    assert out.startswith(f"{service.url}\n\nWhat it can do\n")
    assert "\n  ok     query by GET" in out
    assert out.splitlines()[-1].startswith("no fault, ")


def test_an_endpoint_with_a_fault_exits_1(capsys: pytest.CaptureFixture[str]) -> None:
    with plain_service() as service:
        service.fails = lambda query: "SHA256" in query
        assert exit_code(service, "--no-color") == 1
    assert "one fault" in capsys.readouterr().out


def test_an_endpoint_that_is_not_there_exits_2(capsys: pytest.CaptureFixture[str]) -> None:
    with plain_service() as service:
        pass
    assert exit_code(service) == 2
    assert "cannot be reached" in capsys.readouterr().err


def test_the_report_for_programs_is_json(capsys: pytest.CaptureFixture[str]) -> None:
    with plain_service() as service:
        assert exit_code(service, "--format", "json", "--lang", "de") == 0
    report = json.loads(capsys.readouterr().out)
    assert report["endpoint"] == service.url
    assert report["passes"] is True
    assert {"group", "code", "title", "verdict", "message", "seconds"} == set(report["findings"][0])


def test_the_report_is_written_in_german(capsys: pytest.CaptureFixture[str]) -> None:
    with plain_service() as service:
        exit_code(service, "--lang", "de", "--no-color")
    assert "Abfrage per GET" in capsys.readouterr().out


@pytest.mark.parametrize(
    "header", ["X", "A B: c", "X: a\r\nY: b", "Authorization: Basic x", "Cookie: a=b"]
)
def test_a_header_that_may_not_be_is_refused(header: str) -> None:
    assert run(["selftest", "http://127.0.0.1:9/", "--header", header]) == 2


def test_header_fields_and_graphs_are_sent(capsys: pytest.CaptureFixture[str]) -> None:
    with plain_service("<urn:g> { <urn:s> <urn:p> 1, 2, 3 }") as service:
        exit_code(service, "--default-graph", "urn:g", "--header", "X-Test: yes")
    assert "3 triples" in capsys.readouterr().out


def test_a_dialect_that_is_named_is_taken(capsys: pytest.CaptureFixture[str]) -> None:
    with plain_service() as service:
        service.server = "Virtuoso/07.20"
        exit_code(service, "--dialect", "generic", "--format", "json")
    assert json.loads(capsys.readouterr().out)["dialect"] == "generic"


def test_the_dialects_on_offer_are_all_there_are() -> None:
    assert tuple(DIALECTS) == DIALECT_NAMES
