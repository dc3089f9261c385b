"""A web process: the processor it stays on, and its share of the settings."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from schlaglicht.engine import can_serve_forks
from schlaglicht.vocabularies import known_term, known_terms
from schlaglicht.web.published_site import published_by
from schlaglicht.web.server.web_process import call_all, read_vocabularies

pytestmark = pytest.mark.skipif(
    not (hasattr(os, "sched_getaffinity") and can_serve_forks()),
    reason="the system keeps no process on a processor, or has no fork server",
)

STAYING = """
import os, sys
from pathlib import Path
from schlaglicht.web.server.web_process import stay_on_one_processor
stay_on_one_processor(Path(sys.argv[1]), int(sys.argv[2]), 2)
print(*os.sched_getaffinity(0))
"""


def processors(folder: str, number: int) -> set[int]:
    """Those of a process that is this web process of two."""
    command = [sys.executable, "-c", STAYING, folder, str(number)]
    found = subprocess.run(command, capture_output=True, text=True, check=True)
    return set(map(int, found.stdout.split()))


def test_the_web_processes_of_a_server_take_different_processors() -> None:
    first, second = processors("a", 0), processors("a", 1)
    assert (len(first), len(second)) == (1, 1)
    assert len(first | second) == min(2, len(os.sched_getaffinity(0)))
    assert processors("a", 1) == second


def test_one_that_starts_while_the_one_before_runs_moves_freely() -> None:
    assert processors("a", 2) == os.sched_getaffinity(0)


def test_vocabularies_in_use_are_read_before_the_first_page(app: Flask) -> None:
    known_terms._terms_of.cache_clear()
    read_vocabularies(published_by(app))
    read = known_terms._terms_of.cache_info().currsize
    assert read > 0
    assert known_term("https://schema.org/City")
    assert known_terms._terms_of.cache_info().currsize == read


def test_what_keeps_one_from_stopping_keeps_no_other() -> None:
    stopped: list[str] = []

    def refused() -> None:
        raise MemoryError

    call_all([lambda: stopped.append("first"), refused, lambda: stopped.append("last")])
    assert stopped == ["first", "last"]


REFUSED = """
import sys
from pathlib import Path
from schlaglicht.errors import EngineNotStarted
from schlaglicht.web.server import web_process
from schlaglicht.web.server.app_loader import AppLoader
from schlaglicht.web.server.server_settings import ServerSettings
def build_application(*_):
    raise EngineNotStarted("Connection refused")
web_process.build_application = build_application
AppLoader(ServerSettings(), Path(sys.argv[1]))()
"""


def test_one_that_the_system_keeps_from_starting_says_why_in_one_line(tmp_path: Path) -> None:
    command = [sys.executable, "-c", REFUSED, str(tmp_path)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    (line,) = ended.stderr.splitlines()
    assert "a web process cannot start: no engine process can be started: Connection" in line


_OF_REQUESTS = {"flask", "werkzeug", "jinja2", "markdown_it", "urllib3", "schlaglicht.pages"}
_OF_A_DESK = {"yaml", "schlaglicht.evidence.add", "schlaglicht.validation.report"}


@pytest.mark.parametrize(
    ("module", "unneeded"), [("serve", _OF_REQUESTS), ("web_process", _OF_A_DESK)]
)
def test_processes_load_nothing_for_what_only_others_do(module: str, unneeded: set[str]) -> None:
    code = f"import sys; import schlaglicht.web.server.{module}; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert unneeded.isdisjoint(loaded.stdout.split())
