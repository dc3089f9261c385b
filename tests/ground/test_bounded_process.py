"""Work in a process with limits: its values, its errors and its end."""

from __future__ import annotations

import gc
import os
import resource
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import FrameType

import pytest

from schlaglicht.errors import GraphSyntaxError, WorkStopped
from schlaglicht.ground import bounded_process, processes
from schlaglicht.ground.bounded_process import (
    Bounds,
    Send,
    limit_process,
    one_process_in_turn,
    sent_by,
)
from schlaglicht.ground.processes import can_fork, in_fork
from schlaglicht.i18n import msg

pytestmark = pytest.mark.skipif(not can_fork(), reason="nothing can be forked here")

AMPLE = Bounds(seconds=60, memory=2**30)


def stopped(work: Callable[[Send], None], bounds: Bounds = AMPLE) -> str:
    """The cause for which work was stopped."""
    with pytest.raises(WorkStopped) as error:
        list(sent_by(work, bounds))
    return error.value.cause


def endless(_: Send) -> None:
    while True:
        pass


def test_values_arrive_in_order_from_another_process() -> None:
    def work(send: Send) -> None:
        send(b"a" * 1_000_000)
        send({"process": os.getpid()})

    first, second = sent_by(work, AMPLE)
    assert (first, second["process"] != os.getpid()) == (b"a" * 1_000_000, True)


def test_error_of_the_work_is_raised_with_its_place() -> None:
    def work(_: Send) -> None:
        reason = msg("nested more than {levels} levels deep, which is not read", levels=3)
        raise GraphSyntaxError(
            reason, path=Path("a.ttl"), line=2, column=3, helps=msg("{reason}", reason="x")
        )

    with pytest.raises(GraphSyntaxError, match=r"a\.ttl:2:3: nested more than 3") as error:
        list(sent_by(work, AMPLE))
    assert (error.value.column, error.value.reasons["de"][:9]) == (3, "mehr als ")


def test_work_without_end_is_stopped_by_its_processor_time() -> None:
    assert stopped(endless, Bounds(seconds=1, memory=2**30)) == "time"


def test_work_that_waits_in_vain_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded_process, "_SHORTEST_WAIT", 0.1)
    monkeypatch.setattr(bounded_process, "_WAITING", 0)
    assert stopped(lambda _: threading.Event().wait(), AMPLE) == "time"  # type: ignore[arg-type]


def test_objects_of_the_parent_are_not_destroyed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "processors", lambda: 2)

    class Owner:
        def __init__(self) -> None:
            self.cycle = self

        def __del__(self) -> None:
            (tmp_path / str(os.getpid())).touch()

    def collected() -> int:
        gc.collect()
        return os.getpid()

    gc.disable()
    try:
        Owner()
        with in_fork(collected) as other:
            children = [*sent_by(lambda send: send(collected()), AMPLE), other()]
        gc.collect()
    finally:
        gc.enable()
    assert {path.name for path in tmp_path.iterdir()} == {str(os.getpid())}
    assert os.getpid() not in children


def test_work_that_takes_too_much_memory_is_stopped() -> None:
    def work(send: Send) -> None:
        send(bytearray(2**28).count(0))

    assert stopped(work, Bounds(seconds=60, memory=2**26)) == "memory"
    assert list(sent_by(work, Bounds(seconds=60, memory=2**30))) == [2**28]


def test_limit_that_is_lower_stays() -> None:
    def work(send: Send) -> None:
        limit_process(seconds=50, memory=2**40)
        limit_process()
        send((resource.getrlimit(resource.RLIMIT_CPU), resource.getrlimit(resource.RLIMIT_DATA)))

    before = resource.getrlimit(resource.RLIMIT_CPU)
    ((processor, memory),) = sent_by(work, Bounds(seconds=5, memory=2**30))
    assert processor == (5, before[1])
    assert 2**30 <= memory[0] < 2**40
    assert resource.getrlimit(resource.RLIMIT_CPU) == before


@pytest.mark.parametrize(
    ("number", "cause"), [(signal.SIGKILL, "memory"), (signal.SIGUSR1, "breakdown")]
)
def test_end_of_the_process_tells_its_cause(number: int, cause: str) -> None:
    assert stopped(lambda _: os.kill(os.getpid(), number)) == cause


def test_process_ends_when_nobody_waits_for_its_values() -> None:
    def work(send: Send) -> None:
        send(os.getpid())
        endless(send)

    values = sent_by(work, AMPLE)
    child = next(values)
    values.close()  # type: ignore[attr-defined]
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


def _number(send: Send) -> None:
    send(os.getpid())


def _fails(_: Send) -> None:
    raise GraphSyntaxError(msg("{reason}", reason="x"), path=Path("a.ttl"))


def _takes_memory(size: int, send: Send) -> None:
    send(bytearray(size).count(0))


def numbers(count: int, bounds: Bounds = AMPLE) -> set[int]:
    """The processes of some small works, one after the other."""
    return {each for _ in range(count) for each in sent_by(_number, bounds, is_small=True)}


def test_small_work_in_turn_has_one_process_which_ends_with_the_block() -> None:
    with one_process_in_turn():
        (process,) = numbers(5)
        with one_process_in_turn():
            assert numbers(2) == {process}
        assert os.getpid() != process
        assert set(sent_by(_number, AMPLE)) != {process}
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
    assert len(numbers(3)) == 3


def test_bounds_hold_for_each_work_in_turn_anew() -> None:
    most = Bounds(seconds=1, memory=2**26)
    with one_process_in_turn():
        (process,) = numbers(1, most)
        with pytest.raises(GraphSyntaxError):
            list(sent_by(_fails, most, is_small=True))
        assert numbers(1) == {process}  # an error is not the end
        too_much: Callable[[Send], None] = partial(_takes_memory, 2**28)
        for work, cause in [(endless, "time"), (too_much, "memory")]:
            with pytest.raises(WorkStopped) as error:
                list(sent_by(work, most, is_small=True))
            assert error.value.cause == cause
            # More than all that came before, and nothing of it counts.
            assert list(sent_by(too_much, AMPLE, is_small=True)) == [2**28]
        assert process not in numbers(1)


def test_process_that_was_killed_at_rest_is_replaced() -> None:
    with one_process_in_turn():
        (process,) = numbers(1)
        os.kill(process, signal.SIGKILL)
        os.waitid(os.P_PID, process, os.WEXITED | os.WNOWAIT)
        assert process not in numbers(1)


def test_values_that_nobody_takes_are_not_those_of_the_next() -> None:
    with one_process_in_turn():
        left = sent_by(partial(_takes_memory, 1), AMPLE, is_small=True)
        assert next(left) == 1
        left.close()  # type: ignore[attr-defined]
        assert numbers(1) != {1}


class _InterruptedError(Exception):
    pass


@contextmanager
def interrupted() -> Iterator[None]:
    """Raises _Interrupted by a signal, soon."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise _InterruptedError

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.2)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_signal_is_heeded_while_the_work_heeds_none() -> None:
    def work(_: Send) -> None:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM, signal.SIGTERM})
        endless(_)

    with interrupted(), pytest.raises(_InterruptedError):
        list(sent_by(work, AMPLE))


def test_beside_other_threads_the_work_runs_here() -> None:
    goes_on = threading.Event()
    thread = threading.Thread(target=goes_on.wait)
    thread.start()
    try:
        assert list(sent_by(lambda send: send(os.getpid()), AMPLE)) == [os.getpid()]
    finally:
        goes_on.set()
        thread.join()
