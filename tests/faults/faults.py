"""Faults by seed: what happens, to which process, at which step of its life, and for how long."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from fault_rows import KINDS
from faulty_server import FaultyServer, limit

Undo = Callable[[], None]

STEPS = (
    *["serving"] * 5,
    *["fork"] * 3,
    *["replacement"] * 3,
    *["reload"] * 3,
    "start",
    "shutdown",
)

FAULTS = (
    *("kill", "pause", "stop", "files", "memory", "full disk", "short file"),
    *("slow disk", "broken disk", "no room", "no memory", "no threads", "crash", "clock"),
    "damage",
)
_INJECTED = ("slow disk", "broken disk", "no room", "no memory", "no threads")
_YEARS = 365.25 * 24 * 3600
_ROOM = 64 * 1024
"""Bytes that a full disk has left, at most."""


@dataclass(frozen=True)
class Fault:
    """What happens for one seed."""

    seed: int
    step: str
    name: str
    kind: str
    delay: float
    """Seconds between the beginning of the step and the fault."""
    seconds: float
    """How long it lasts."""
    amount: float
    """How bad it is: between 0 and 1."""

    @property
    def ends_web(self) -> bool:
        """True if a web process may end by it, with the connections that it has."""
        is_deadly = self.name not in ("slow disk", "clock")
        return self.step in ("replacement", "shutdown", "start") or (
            is_deadly and self.kind == "web"
        )

    @property
    def ends_all(self) -> bool:
        """True if the first process may end by it, and is then started by a supervisor."""
        return self.kind == "main" and self.name in ("kill", "crash", "memory", "no memory")

    def __str__(self) -> str:
        return (
            f"{self.seed}: {self.name} of {self.kind} at {self.step}, after {self.delay:.2f} s, "
            f"for {self.seconds:.2f} s, {self.amount:.2f}"
        )


def fault_of(seed: int, *, steps: tuple[str, ...] = STEPS) -> Fault:
    """The fault of a seed."""
    chance = random.Random(seed)
    step = chance.choice(steps)
    name = chance.choice(FAULTS)
    kind = chance.choice(KINDS)
    if name == "stop" and kind == "main":
        name = "pause"
    longest = {"start": 1.5, "reload": 2.0, "replacement": 1.5, "fork": 0.1}.get(step, 0.5)
    return Fault(
        seed,
        step,
        name,
        kind,
        delay=longest * chance.random() ** 2,
        seconds=0.05 + 2 * chance.random() ** 2,
        amount=chance.random(),
    )


def apply(fault: Fault, server: FaultyServer) -> Undo:
    """Lets the fault happen; returns what ends it."""
    chance = random.Random(fault.seed)
    if fault.name == "full disk":
        return _fill(server.temporary, int(fault.amount * _ROOM))
    if fault.name == "damage":
        return _damage(server, chance)
    if fault.name == "clock":
        return _shift(server, (fault.amount - 0.5) * 20 * _YEARS)
    if fault.name in _INJECTED or fault.name == "crash":
        return _inject(fault, server)
    found = server.of_kind(fault.kind)
    if not found:
        return lambda: None
    chosen = found if chance.random() < 0.2 else [chance.choice(found)]
    undone = [_to_process(fault, pid) for pid in chosen]

    def undo() -> None:
        for each in undone:
            each()

    return undo


def _to_process(fault: Fault, pid: int) -> Undo:
    try:
        if fault.name == "kill":
            os.kill(pid, signal.SIGKILL)
        elif fault.name in ("pause", "stop"):
            os.kill(pid, signal.SIGSTOP)
            return (lambda: _continue(pid)) if fault.name == "pause" else lambda: None
        elif fault.name == "files":
            opened = max(int(path.name) for path in Path(f"/proc/{pid}/fd").iterdir())
            return limit(pid, resource.RLIMIT_NOFILE, int(opened * (0.5 + fault.amount / 2)) + 1)
        elif fault.name == "memory":
            pages = int(Path(f"/proc/{pid}/statm").read_text().split()[0])
            return limit(pid, resource.RLIMIT_AS, pages * 4096 + int(fault.amount * 2**22))
        elif fault.name == "short file":
            return limit(pid, resource.RLIMIT_FSIZE, int(fault.amount * 4096))
    except (ProcessLookupError, FileNotFoundError):
        pass  # it has ended meanwhile
    return lambda: None


def _continue(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGCONT)


def _fill(folder: Path, room: int) -> Undo:
    """Leaves so many bytes of the file system of `folder`, if it is a small one of its own."""
    ballast = folder / "ballast"
    if not os.path.ismount(folder):
        return lambda: None
    with suppress(OSError), ballast.open("wb") as file:
        while (free := shutil.disk_usage(folder).free) > room:
            file.write(bytes(min(free - room, 2**20)))
            file.flush()
    return lambda: ballast.unlink(missing_ok=True)


def _damage(server: FaultyServer, chance: random.Random) -> Undo:
    """Cuts a file that the server has written; what does not heal by itself does by a reload."""
    files = [
        path
        for path in server.temporary.glob("*/**/*")
        if path.is_file() and path.suffix in ("", ".json", ".nq", ".sqlite")
    ]
    if files:
        path = chance.choice(sorted(files))
        os.truncate(path, int(path.stat().st_size * chance.random()))
        server.damaged = path.name
        for pid in server.of_kind("fork server") if path.suffix == ".nq" else ():
            os.kill(pid, signal.SIGKILL)  # else nobody would read it
    return lambda: None


def _shift(server: FaultyServer, seconds: float) -> Undo:
    server.rows.clock = seconds

    def undo() -> None:
        server.rows.clock = 0.0

    return undo


def _inject(fault: Fault, server: FaultyServer) -> Undo:
    number = KINDS.index(fault.kind)
    amount = int(fault.amount * 60) if fault.name == "crash" else fault.amount
    server.rows[number] = fault.name, amount

    def undo() -> None:
        server.rows[number] = "", 0

    return undo
