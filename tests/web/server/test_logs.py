"""Log lines that nobody can forge by what they send."""

from __future__ import annotations

import io
import json
import logging
import os
import re
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from patience import PATIENCE, wait_until

from schlaglicht.web import logs
from schlaglicht.web.logs import (
    FIELDS,
    ROOT,
    JsonLines,
    RequestLine,
    TextLines,
    log_to_standard_error,
    request_logger,
)
from schlaglicht.web.server.server_settings import ServerSettings

HOSTILE = '/a\nFORGED \x1b[31m\x7f\x9b31m\u2028\u202e\U000e0001 status=200"\\'


def record(message: str, *, name: str = ROOT, fields: dict[str, Any] | None = None) -> Any:
    made = logging.LogRecord(name, logging.WARNING, "", 1, message, None, None)
    if fields:
        setattr(made, FIELDS, fields)
    return made


@pytest.fixture
def logged(capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[..., Callable[[], str]]]:
    """Sets the log up with some settings; the function it gives reads what was written."""
    root, own = logging.getLogger(), logging.getLogger(ROOT)
    before = root.handlers[:], root.level, own.level
    logging.captureWarnings(False)  # a test before may have left it on, for other warnings

    def set_up(*, together: bool = False, **settings: Any) -> Callable[[], str]:
        known = ServerSettings(**settings)
        log_to_standard_error(known.log_level, known.log_format, together=together)
        return lambda: capsys.readouterr().err

    yield set_up
    for handler in {*root.handlers} - {*before[0]}:
        handler.close()
    root.handlers[:] = before[0]
    root.setLevel(before[1])
    own.setLevel(before[2])
    logging.captureWarnings(False)


def test_a_json_line_is_printable_and_says_what_was_sent() -> None:
    line = JsonLines().format(record("request", fields={"path": HOSTILE, "name": "Größe"}))
    assert line.isprintable()
    assert json.loads(line)["path"] == HOSTILE
    assert "Größe" in line


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("/x", "/x"),
        ("/Größe", "/Größe"),
        (404, "404"),
        ("/x status=200", '"/x status=200"'),
        ("/x=1", '"/x=1"'),
        ('/"x', r'"/\"x"'),
        ("/x\\n", r'"/x\\n"'),
        ("/x\ny", r'"/x\ny"'),
        ("/x\u2028y", r'"/x\u2028y"'),
        ("", '""'),
    ],
)
def test_a_value_that_is_not_one_word_is_quoted_in_text(value: object, written: str) -> None:
    line = TextLines().format(record("request", fields={"path": value, "status": 404}))
    assert line.endswith(f" warning path={written} status=404")


def test_a_line_of_text_is_printable() -> None:
    assert TextLines().format(record("request", fields={"path": HOSTILE})).isprintable()
    assert TextLines().format(record(HOSTILE)).isprintable()


def test_a_message_of_our_own_is_bare_in_text_unless_it_looks_like_fields() -> None:
    assert TextLines().format(record("loaded anew")).endswith(" warning loaded anew")
    assert TextLines().format(record("GET /x status=2")).endswith(' warning "GET /x status=2"')


def test_a_record_of_a_library_names_its_logger() -> None:
    made = record("odd <x y>", name="rdflib.term")
    assert TextLines().format(made).endswith(' warning logger=rdflib.term message="odd <x y>"')
    line = json.loads(JsonLines().format(made))
    assert (line["logger"], line["message"]) == ("rdflib.term", "odd <x y>")


def test_long_message_is_cut() -> None:
    record = logging.makeLogRecord({"name": "some.library", "msg": "x" * 100_000})
    for lines in (JsonLines(), TextLines()):
        assert 2000 < len(lines.format(record)) < 2200


def test_lines_of_a_traceback_in_text_are_indented_and_escaped() -> None:
    made = record("GET /x")
    try:
        raise ValueError("a\n2026-01-01 info forged\x1b[31m")
    except ValueError:
        made.exc_info = sys.exc_info()
    _, *traceback = TextLines().format(made).split("\n")
    assert all(line.startswith("  ") and line.isprintable() for line in traceback)
    assert r"  2026-01-01 info forged\x1b[31m" in traceback


def test_libraries_and_warnings_are_logged_in_the_same_form(
    logged: Callable[..., Callable[[], str]],
) -> None:
    read = logged(log_format="json")
    logging.getLogger("some.library").warning("odd: %s", HOSTILE)
    with warnings.catch_warnings():
        warnings.simplefilter("default")
        warnings.warn(HOSTILE, stacklevel=1)
    lines = [json.loads(line) for line in read().splitlines()]
    assert [line["logger"] for line in lines] == ["some.library", "py.warnings"]
    assert all("FORGED" in line["message"] for line in lines)


def test_libraries_are_heard_from_warnings_on(logged: Callable[..., Callable[[], str]]) -> None:
    read = logged(log_level="debug")
    logging.getLogger("some.library").info("busy")
    logging.getLogger(f"{ROOT}.engine").debug("busy too")
    assert [json.loads(line)["message"] for line in read().splitlines()] == ["busy too"]


def test_to_set_the_log_up_again_writes_no_line_twice(
    logged: Callable[..., Callable[[], str]],
) -> None:
    logged()
    read = logged()
    logging.getLogger(ROOT).warning("once")
    assert len(read().splitlines()) == 1


PLAIN = RequestLine("a-1", "GET", "/", 200, 0.125, 7)
LINES = (
    PLAIN,
    PLAIN._replace(method='X"\\Y', path=HOSTILE),
    PLAIN._replace(path="/ä", query_form="ASK", query_digest="0f", query_milliseconds=3.0),
    PLAIN._replace(trace_id="12ab", milliseconds=1e-05),
)


@pytest.mark.parametrize("log_format", ["json", "text"])
def test_line_of_a_request_is_that_of_a_record(
    log_format: str, logged: Callable[..., Callable[[], str]]
) -> None:
    lines = []
    for together in (False, True):
        read = logged(together=together, log_format=log_format)
        log = request_logger(logging.getLogger(ROOT))
        assert log
        for line in LINES:
            log(line)
        flush()
        lines.append(without_times(read()))
    assert lines[0] == lines[1] != ""


def test_lines_are_written_soon_and_in_order(logged: Callable[..., Callable[[], str]]) -> None:
    read, written = logged(together=True, log_format="json"), ""
    logger = logging.getLogger(ROOT)
    log = request_logger(logger)
    assert log
    for number in range(0, 100, 2):
        log(PLAIN._replace(status=number))
        logger.info("%d", number + 1)

    def are_there() -> bool:
        nonlocal written
        written += read()
        return written.count("\n") == 100

    wait_until(are_there)
    found = [json.loads(line) for line in written.splitlines()]
    assert [int(line.get("status", line.get("message"))) for line in found] == [*range(100)]


def test_a_warning_is_written_at_once_with_what_was_before(
    logged: Callable[..., Callable[[], str]],
) -> None:
    read = logged(together=True, log_format="json")
    logging.getLogger(ROOT).info("first")
    logging.getLogger(ROOT).warning("second")
    assert [json.loads(line)["message"] for line in read().splitlines()] == ["first", "second"]


def test_too_many_lines_are_not_kept(
    logged: Callable[..., Callable[[], str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "_INTERVAL", PATIENCE)
    monkeypatch.setattr(logs, "_MOST", 3)
    read = logged(together=True)
    for _ in range(3):
        logging.getLogger(ROOT).info("one")
    assert read().count("\n") == 3


def test_a_record_that_cannot_be_written_costs_no_other(
    logged: Callable[..., Callable[[], str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging, "raiseExceptions", False)
    read = logged(together=True, log_format="text")
    logging.getLogger(ROOT).info("%d", "no number")
    logging.getLogger(ROOT).warning("second")
    assert read().endswith(" warning second\n")


def test_nobody_waits_for_a_stream_that_is_gone(
    logged: Callable[..., Callable[[], str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = io.StringIO()
    closed.close()
    monkeypatch.setattr(sys, "stderr", closed)
    logged(together=True, log_format="text")
    logging.getLogger(ROOT).warning("to nobody")


def test_no_line_is_divided_for_those_of_another_process(
    logged: Callable[..., Callable[[], str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pipe takes up to PIPE_BUF bytes as they are: POSIX, `write`."""
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as pipe, os.fdopen(writing, "w", encoding="utf-8") as stream:
        monkeypatch.setattr(sys, "stderr", stream)
        logged(together=True, log_format="text")
        written: list[bytes] = []
        collecting = threading.Thread(target=lambda: written.append(pipe.read()))
        collecting.start()
        written_all = threading.Event()
        other = threading.Thread(target=write_lines, args=(writing, written_all))
        log = request_logger(logging.getLogger(ROOT))
        assert log
        other.start()
        for _ in range(2000):
            log(PLAIN._replace(path="ä" * 500))
        flush()
        written_all.set()
        other.join()
        stream.close()
        collecting.join()
    lines = written[0].decode().splitlines()
    found = {line.partition(" path=")[2].partition(" ")[0] or line for line in lines}
    assert found == {"ä" * 500, "x" * 1000}


def write_lines(file: int, stopped: threading.Event) -> None:
    while not stopped.is_set():
        os.write(file, b"x" * 1000 + b"\n")


@pytest.mark.parametrize("together", [False, True])
def test_requests_are_not_logged_at_a_higher_level(
    *, together: bool, logged: Callable[..., Callable[[], str]]
) -> None:
    read = logged(together=together, log_level="warning")
    log = request_logger(logging.getLogger(ROOT))
    if log:
        log(PLAIN)
    flush()
    assert read() == ""


def flush() -> None:
    for handler in logging.getLogger().handlers:
        handler.flush()


def without_times(lines: str) -> str:
    return re.sub(r"[\d-]{10}T[\d:.]{12}Z", "", lines)
