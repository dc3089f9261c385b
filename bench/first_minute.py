"""Records what a terminal shows in somebody's first minute with Schlaglicht, with seconds.

    python bench/first_minute.py WHEEL_OR_CLONE [--lang de_DE.UTF-8]

Types into a shell of 120 columns and 40 lines: an installation from scratch, a project, faults in
its data and their repair, a server, a query, slips. It judges nothing: read it as a stranger. Needs
bash and pyte, the emulator of the terminal (bench/requirements.txt).
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pty
import select
import struct
import tempfile
import termios
import urllib.request
from collections.abc import Callable
from pathlib import Path
from time import monotonic

import pyte

COLUMNS, LINES = 120, 40
PROMPT = "first-minute$ "
BROWSER = {"Accept": "text/html"}
LONGEST = 30.0
QUIET = 1.5
"""Seconds of silence after which what a shell offers for a key is complete."""


class Terminal:
    """A shell in an emulated terminal."""

    def __init__(self, folder: str, lang: str) -> None:
        self.screen = pyte.HistoryScreen(COLUMNS, LINES, history=2000, ratio=1)
        self._stream = pyte.ByteStream(self.screen)
        environment = {
            "HOME": folder,
            "LANG": lang,
            "PATH": os.environ["PATH"],
            "PS1": PROMPT,
            "TERM": "xterm",
        }
        self.pid, self.file = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            os.execvpe("bash", ["bash", "--norc", "--noprofile", "-i"], environment)
        fcntl.ioctl(self.file, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
        self._read_until(lambda: PROMPT.strip() in self._text())

    def run(self, line: str) -> None:
        """Types a command, waits for its end, and prints what the screen shows, with seconds."""
        self._clear()
        start = monotonic()
        self._write(line + "\n")
        self._read_until(self._is_prompt)
        self._show(monotonic() - start)

    def start(self, line: str, sign: str) -> str:
        """Types a command that goes on; the screen as soon as `sign` is on it."""
        self._clear()
        start = monotonic()
        self._write(line + "\n")
        self._read_until(lambda: sign in self._text())
        self._show(monotonic() - start)
        return self._text()

    def press(self, keys: str) -> None:
        """Presses keys, such as Ctrl-C, and waits for the prompt."""
        start = monotonic()
        self._write(keys)
        self._read_until(self._is_prompt)
        self._show(monotonic() - start)

    def complete(self, line: str) -> None:
        """Types the beginning of a command and two tabs; then takes it back."""
        self._clear()
        self._write(line + "\t\t")
        while self._read(QUIET):
            pass
        self._show(None)
        self.press("\x03")

    def _clear(self) -> None:
        self.screen.reset()
        self.screen.history.top.clear()
        self._stream.feed(PROMPT.encode())

    def _write(self, keys: str) -> None:
        os.write(self.file, keys.encode())

    def _read(self, seconds: float) -> bool:
        """False after as many seconds without a word."""
        if not select.select([self.file], [], [], seconds)[0]:
            return False
        self._stream.feed(os.read(self.file, 65536))
        return True

    def _read_until(self, is_there: Callable[[], bool]) -> None:
        while not is_there():
            if not self._read(LONGEST):
                raise SystemExit(f"nothing for {LONGEST:.0f} s; the screen:\n{self._text()}")

    def _is_prompt(self) -> bool:
        lines = self._text().splitlines()
        return len(lines) != 1 and bool(lines) and lines[-1].endswith(PROMPT.strip())

    def _text(self) -> str:
        top = self.screen.history.top
        above = ["".join(line[at].data for at in range(COLUMNS)) for line in top]
        return "\n".join(line.rstrip() for line in [*above, *self.screen.display]).rstrip()

    def _show(self, seconds: float | None) -> None:
        print(self._text().removesuffix(PROMPT.strip()).rstrip())
        print(f"        [{seconds:.2f} s]\n" if seconds is not None else "", flush=True)


def first_minute(terminal: Terminal, wheel: str, folder: Path) -> None:
    terminal.run(f"python3 -m venv v && . v/bin/activate; PS1='{PROMPT}'")
    terminal.run(f"pip install -q --disable-pip-version-check {wheel}")
    terminal.run("schlaglicht")
    terminal.run("schlaglicht init concerts && cd concerts")
    terminal.run("schlaglicht validate")
    edit(folder / "concerts" / "data.ttl", terminal)
    terminal.run("schlaglicht validate")
    serve(terminal)
    terminal.run("schlaglicht query 'SELECT ?name ?date { ?c ex:date ?date ; ex:title ?name }'")
    terminal.run("schlaglicht query 'SELECT * { ?s ?p ?o } LIMIT 5'")
    terminal.run("schlaglicht query 'SELECT * { ?s ex:dat ?o }'")
    terminal.run("schlaglicht query 'SELECT * { ?s ex:date ?o '")
    terminal.run("schlaglicht serv")
    terminal.run("schlaglicht validate --form json")
    terminal.run("schlaglicht validate --format jsno")
    terminal.run("schlaglicht validate nowhere")
    terminal.run("sed -i 's/    ex:date/  ex:date/' data.ttl; schlaglicht format --diff")
    terminal.run('eval "$(_SCHLAGLICHT_COMPLETE=bash_source schlaglicht)"')
    terminal.complete("schlaglicht validate --format ")
    terminal.complete("schlaglicht ")


def edit(data: Path, terminal: Terminal) -> None:
    """Two faults, one after the other, each read in the message and repaired."""
    right = data.read_text(encoding="utf-8")
    faults = {"a missing semicolon": right.replace(" ;\n", "\n", 1)}
    faults["a misspelt prefix"] = right.replace("    ex:date", "    exx:date", 1)
    faults["a wrong date"] = right.replace("2027-05-03", "2027-05-3", 1)
    for name, text in faults.items():
        print(f"--- {name} ---")
        data.write_text(text, encoding="utf-8")
        terminal.run("schlaglicht validate")
    data.write_text(right, encoding="utf-8")


def serve(terminal: Terminal) -> None:
    """A server, its first page, and its end; a port that is in use."""
    screen = terminal.start("schlaglicht serve --port 0", "Ctrl-C")
    url = next(word for word in screen.split() if word.startswith("http://"))
    start = monotonic()
    with urllib.request.urlopen(urllib.request.Request(url, headers=BROWSER)) as page:
        size = len(page.read())
    print(f"--- {url}: {page.status}, {size} bytes in {monotonic() - start:.2f} s ---")
    port = url.rstrip("/").rpartition(":")[2]
    terminal.press("\x03")
    in_use = f"python3 -m http.server -b 127.0.0.1 {port} >/dev/null 2>&1 &"
    terminal.run(f"{in_use} sleep 1; schlaglicht serve -p {port}; kill %1")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("wheel", help="what pip is to install")
    parser.add_argument("--lang", default="en_US.UTF-8")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        terminal = Terminal(folder, arguments.lang)
        first_minute(terminal, str(Path(arguments.wheel).resolve()), Path(folder))
        os.close(terminal.file)
        os.waitpid(terminal.pid, 0)


if __name__ == "__main__":
    main()
