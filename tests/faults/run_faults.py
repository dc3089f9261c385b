"""Faults of what lies below the server, one per seed: `make faults SEEDS=2000 FROM=0`.

Whatever happens, answers are right or a documented error, service is full again within a stated
time, and no file or process is left: docs/operations.md says so, this tries it. Where a user may
mount one, the folder for temporary files is a small file system, which can be full. SLOWER=4 in the
environment multiplies the times, for a machine on which much else runs.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

from faults import STEPS, Fault, apply, fault_of
from faulty_server import SLOWER, BreachError, FaultyServer

_MOST_SEEDS = 60
"""Seeds of one server, which then ends, and leaves nothing."""
_RELOAD = 4.0 * SLOWER
"""Seconds after which a version that is not served yet is asked for once more."""
_KILLED = {"fork": "engine", "replacement": "web"}
_LIVES = ("start", "shutdown")
"""Steps that need a server of their own."""


class Runner:
    """Runs seeds, most of them at a server that goes on."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._server: FaultyServer | None = None
        self._seeds = 0
        self.recoveries: list[float] = []
        self.right = self.refused = self.broken = 0

    def run(self, fault: Fault) -> None:
        """Lets a fault happen; raises BreachError if something does not hold."""
        try:
            if fault.step in _LIVES:
                self.close()
                self._run_life(fault)
            else:
                self._run_serving(fault)
        except BreachError as breach:
            log = self._server.log[-3000:] if self._server else ""
            self._give_up()
            raise BreachError(f"{breach}\n{log}") from breach
        except BaseException:
            self._give_up()
            raise

    def close(self) -> None:
        """Ends the server that goes on, and checks what is left."""
        if self._server:
            self._server.ask_to_end()
            try:
                self._server.check_gone(is_killed=False)
            finally:
                self._give_up()

    def _forget(self) -> None:
        assert self._server
        outcomes = self._server.outcomes
        self.right += outcomes.right
        self.refused += outcomes.refused
        self.broken += len(outcomes.broken)
        self._server.remove()
        self._server = None
        self._seeds = 0

    def _give_up(self) -> None:
        if self._server:
            self._server.kill_all()
            self._forget()

    def _new(self) -> FaultyServer:
        self._server = FaultyServer(Path(tempfile.mkdtemp(dir=self._folder)))
        return self._server

    def _started(self) -> FaultyServer:
        server = self._new()
        server.begin()
        if not server.wait_until_ready():
            raise BreachError(f"it does not start: {server.log}")
        server.check_whole()
        return server

    def _run_serving(self, fault: Fault) -> None:
        if self._seeds == _MOST_SEEDS:
            self.close()
        server = self._server or self._started()
        self._seeds += 1
        with _Clients(server):
            _begin_step(fault, server)
            began = time.monotonic()
            time.sleep(fault.delay)
            server.keeps_drafts |= fault.name == "broken disk"
            undo = apply(fault, server)
            time.sleep(fault.seconds)
            undo()
            if fault.ends_all and _has_ended(server):
                server.check_gone(is_killed=True)
                self._forget()
                return
            if server.damaged:
                _heal(server)
            if fault.step == "reload" and not server.is_served(max(server.allowed), _RELOAD):
                server.ask_to_reload()
            self.recoveries.append(server.check_whole())
            _judge(fault, server, began)

    def _run_life(self, fault: Fault) -> None:
        """The start or the end of a server."""
        server = self._new() if fault.step == "start" else self._started()
        clients = _Clients(server)
        if fault.step == "start":
            server.begin()
        else:
            clients.start()
            server.ask_to_end()
        time.sleep(fault.delay)
        undo = apply(fault, server)
        time.sleep(fault.seconds)
        undo()
        if fault.step == "start" and server.wait_until_ready():
            self.recoveries.append(server.check_whole())
            clients.start()
            server.ask_to_end()
        server.check_gone(is_killed=fault.ends_all)
        clients.stop()
        if server.outcomes.wrong:
            raise BreachError(f"wrong: {server.outcomes.wrong[:3]}")
        _check_end(fault, server)
        self._forget()


class _Clients:
    """Clients that ask as long as the context lasts."""

    def __init__(self, server: FaultyServer) -> None:
        self._stopped = threading.Event()
        self._server = server
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        self._threads = [
            threading.Thread(target=work) for work in self._server.clients(self._stopped)
        ]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._stopped.set()
        for thread in self._threads:
            thread.join()

    def __enter__(self) -> None:
        self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


def _begin_step(fault: Fault, server: FaultyServer) -> None:
    if fault.step == "reload":
        server.allowed |= {server.write_version()}
        server.ask_to_reload()
    elif fault.step in _KILLED:
        for pid in server.of_kind(_KILLED[fault.step])[:1]:
            os.kill(pid, signal.SIGKILL)


def _heal(server: FaultyServer) -> None:
    """Has files that were cut written again, as those in charge do when they read the log."""
    server.damaged = ""
    server.allowed |= {server.write_version()}
    server.ask_to_reload()


def _has_ended(server: FaultyServer) -> bool:
    """True if the first process is about to end."""
    with suppress(subprocess.TimeoutExpired):
        assert server.process
        server.process.wait(1)
    return not server.is_running()


def _judge(fault: Fault, server: FaultyServer, began: float) -> None:
    server.allowed = {max(server.allowed)}
    outcomes = server.outcomes
    if outcomes.wrong:
        raise BreachError(f"wrong: {outcomes.wrong[:3]}")
    broken = [at for at in outcomes.broken if at >= began]
    if broken and not fault.ends_web:
        raise BreachError(f"{len(broken)} connections broken")


def _check_end(fault: Fault, server: FaultyServer) -> None:
    assert server.process
    code = server.process.returncode
    if code not in (0, 2) and not fault.ends_all:
        raise BreachError(f"exit code {code}: {server.log[-2000:]}")
    if "Traceback" in server.log:
        raise BreachError(f"a traceback: {server.log[-3000:]}")


def _mount_apart() -> None:
    """Starts this program again where it may mount file systems, if that is possible."""
    apart = ["unshare", "--map-root-user", "--mount"]
    if "APART" in os.environ or subprocess.run([*apart, "true"], check=False).returncode:
        return
    os.environ["APART"] = "1"
    os.execvp(apart[0], [*apart, sys.executable, *sys.argv])


def main() -> int:
    """Prints each breach; 1 if there is one."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--from", type=int, default=0, dest="first")
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--every", type=int, default=1, help="one of so many, for several runs")
    parser.add_argument("--steps", nargs="*", default=STEPS)
    parser.add_argument("--only", default="", help="part of the faults' descriptions")
    options = parser.parse_args()
    _mount_apart()
    with tempfile.TemporaryDirectory() as folder:
        runner = Runner(Path(folder))
        breaches, steps = 0, Counter[str]()
        for seed in range(options.first, options.first + options.seeds, options.every):
            fault = fault_of(seed, steps=tuple(options.steps))
            if options.only not in str(fault):
                continue
            steps[f"{fault.step}, {fault.name}"] += 1
            began = time.monotonic()
            try:
                runner.run(fault)
            except BreachError as breach:
                breaches += 1
                print(f"BREACH {fault}\n    {breach}", flush=True)
            print(f"{fault}: {time.monotonic() - began:.1f} s", file=sys.stderr, flush=True)
        try:
            runner.close()
        except BreachError as breach:
            breaches += 1
            print(f"BREACH at the end: {breach}", flush=True)
        worst = sorted(runner.recoveries)
        print(f"{sum(steps.values())} seeds, {breaches} breaches")
        print(f"answers: {runner.right} right, {runner.refused} refused, {runner.broken} broken")
        if worst:
            print(f"whole again: median {worst[len(worst) // 2]:.1f} s, longest {worst[-1]:.1f} s")
    return int(breaches > 0)


if __name__ == "__main__":
    sys.exit(main())
