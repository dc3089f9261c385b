"""Log lines that nobody can forge by what they send."""

from __future__ import annotations

import json
import logging
import sys
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from schlaglicht.web.server.logs import FIELDS, ROOT, JsonLines, TextLines, log_to_standard_error
from schlaglicht.web.server.settings import ServerSettings

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

    def set_up(**settings: Any) -> Callable[[], str]:
        log_to_standard_error(ServerSettings(**settings))
        return lambda: capsys.readouterr().err

    yield set_up
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
