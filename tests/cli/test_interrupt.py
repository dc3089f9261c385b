"""Ctrl-C, and what libraries would print: no command leaves a traceback."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import threading
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from patience import PATIENCE, wait_until

from schlaglicht.ground.processes import processors

HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"

PATIENT = f"""
import sys
from schlaglicht.__main__ import main
from unittest.mock import patch
patch("schlaglicht.web.server.serve.SHUTDOWN_SECONDS", {2 * PATIENCE}).start()
main()
"""
"""The command, whose web processes have more time for their end than a test waits."""

IMPORTING = """
import os, signal, sys
class Interrupting:
    def find_spec(self, name, path, target=None):
        if name == "click":
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Interrupting())
from schlaglicht.__main__ import main
main()
"""

READING = """
import os, signal
from schlaglicht.rdf.reading import parse
def interrupting(read):
    def interrupted(*given):
        os.kill(os.getpid(), signal.SIGINT)
        return read(*given)
    return interrupted
parse.read_bytes = interrupting(parse.read_bytes)
parse.opened = interrupting(parse.opened)
from schlaglicht.__main__ import main
main()
"""

KEEPING = f"""
import os, signal, time
from schlaglicht.query import kept_snapshot
kept_snapshot.LEAST_TRIPLES = 1
first = os.getpid()
def write(_):
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    os.kill(first, signal.SIGINT)
    time.sleep({2 * PATIENCE})
kept_snapshot.put_on_disk = write
from schlaglicht.__main__ import main
main()
"""
"""A command whose store on disk takes long, and during that heeds no interrupt."""


@contextmanager
def serving(path: Path, log: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server in a group of processes of its own, and its URL."""
    command = [sys.executable, "-c", PATIENT, "serve", str(path), "--port", "0", "--workers", "1"]
    with (
        log.open("w") as file,
        subprocess.Popen(
            [*command, "--engines", "2", "--timeout", str(2 * PATIENCE)],
            stdout=subprocess.PIPE,
            stderr=file,
            text=True,
            start_new_session=True,
        ) as process,
    ):
        assert process.stdout
        try:
            url = process.stdout.readline().split()[-1]
            with urllib.request.urlopen(url) as answer:
                answer.read()  # a signal to a web process that starts can get lost
            yield process, url
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


@pytest.fixture
def numbers(tmp_path: Path) -> Path:
    path = tmp_path / "numbers.nt"
    path.write_text("".join(f"<x:{n}> <x:b> <x:{n}> .\n" for n in range(300)))
    return path


def test_one_interrupt_ends_an_idle_server_at_once(numbers: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with serving(numbers, log) as (process, _):
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(PATIENCE) == 0
    assert "Traceback" not in log.read_text()


def test_second_interrupt_ends_a_busy_server_at_once(numbers: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with serving(numbers, log) as (process, url):
        asking = threading.Thread(target=_ask, args=(url,), daemon=True)
        asking.start()
        wait_until(lambda: _busy(url))
        os.killpg(process.pid, signal.SIGINT)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(1)
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(PATIENCE) == 0
    assert "Traceback" not in log.read_text()


def test_prompt_after_an_interrupt_gets_a_line_of_its_own(numbers: Path) -> None:
    command = [sys.executable, "-m", "schlaglicht", "serve", str(numbers), "--port", "0"]
    reader, terminal = pty.openpty()
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=terminal, start_new_session=True
    ) as process:
        os.close(terminal)
        assert process.stdout
        process.stdout.readline()
        os.killpg(process.pid, signal.SIGINT)
        shown = b""
        with suppress(OSError):  # the end of a terminal
            while part := os.read(reader, 4096):
                shown += part
    os.close(reader)
    assert shown.endswith(b"\r\n")


def _ask(url: str) -> None:
    with suppress(OSError):
        urllib.request.urlopen(f"{url}sparql?{urllib.parse.urlencode({'query': HEAVY})}")


def _busy(url: str) -> bool:
    with urllib.request.urlopen(f"{url}metrics") as answer:
        return 'schlaglicht_engines{state="busy"} 1' in answer.read().decode()


def test_interrupt_while_the_command_is_imported_is_silent() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", IMPORTING, "validate"], capture_output=True, text=True
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (-signal.SIGINT, "", "")


COMMANDS = [
    "diff a.ttl b.ttl",
    "export a.ttl",
    "export --format jsonld a.ttl",
    "export --site site --base https://x.example/ a.ttl",
    "format --diff a.ttl",
    "query ASK{} a.ttl",
    "query --no-cache ASK{} a.ttl",
    "serve --port 0 a.ttl",
    "validate --no-cache a.ttl",
]


@pytest.mark.parametrize("command", COMMANDS)
def test_interrupt_while_a_file_is_read_is_silent(command: str, tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.ttl").write_text(f"<x:{name}> <x:b> 1 .")
    ended = subprocess.run(
        [sys.executable, "-c", READING, *command.split()],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    assert (ended.returncode, ended.stdout, ended.stderr.strip()) == (130, "", "")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.ttl", "b.ttl"]


@pytest.mark.skipif(processors() == 1, reason="the store is then written by the first process")
def test_interrupt_while_a_graph_is_kept_ends_the_query_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("<x:a> <x:b> 1 .")
    ended = subprocess.run(
        [sys.executable, "-c", KEEPING, "query", "ASK{}", "a.ttl"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        env={**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")},
    )
    assert (ended.returncode, ended.stdout, ended.stderr.strip()) == (130, "true\n", "")
    assert list((tmp_path / "cache" / "schlaglicht" / "queries").iterdir()) == []


@pytest.mark.parametrize("command", [c for c in COMMANDS if not c.startswith(("serve", "format"))])
def test_literal_without_a_value_makes_no_library_speak(command: str, tmp_path: Path) -> None:
    date = "http://www.w3.org/2001/XMLSchema#date"
    for name in ("a", "b"):
        (tmp_path / f"{name}.ttl").write_text(f'<x:{name}> <x:b> "2020-13-45"^^<{date}> .')
    ended = subprocess.run(
        [sys.executable, "-m", "schlaglicht", *command.split()],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert ended.stderr == ""
