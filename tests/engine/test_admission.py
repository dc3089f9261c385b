import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from patience import PATIENT, wait_until

from schlaglicht.dataset.snapshot import Snapshot
from schlaglicht.engine import EnginePool, EngineQuery, Limits, Observer, RunningQuery
from schlaglicht.engine.admission import Lanes
from schlaglicht.engine.process import EngineProcess
from schlaglicht.errors import EngineBusy, QueryTooLong
from schlaglicht.formats import JSON, TSV

CROSS = " ".join(f"?s{i} ?p{i} ?o{i} ." for i in range(12))
ENDLESS = f"SELECT (COUNT(*) AS ?n) {{{{ {CROSS} FILTER(?o0 != {{}}) }}}}"
IMPATIENT = replace(PATIENT, quick=0.05)
"""So short that an endless query is long at once, and any other may be."""


class Kills(Observer):
    """Counts the engines that were given up, by reason."""

    def __init__(self) -> None:
        self.reasons: list[str] = []

    def killed(self, reason: str) -> None:
        self.reasons.append(reason)


def ask(pool: EnginePool, text: str = "ASK {}") -> bytes:
    return b"".join(pool.stream(EngineQuery(text, JSON)))


@pytest.mark.parametrize("engines", [2, 3])
def test_quick_queries_are_answered_while_any_number_of_endless_ones_are_asked(
    people: Snapshot, engines: int
) -> None:
    seen = Kills()
    pool = EnginePool(people, engines=engines, limits=IMPATIENT, observer=seen)
    with ThreadPoolExecutor(8) as threads:
        with pool:
            endless = [threads.submit(ask, pool, ENDLESS.format(i)) for i in range(8)]
            for number in range(20):
                assert b"true" in ask(pool, f"ASK {{ BIND({number} AS ?n) }}")
            wait_until(lambda: len(pool._lanes._long) == engines - 1)
            wait_until(lambda: len(pool._lanes._long_waiting) == 9 - engines)
            wait_until(lambda: pool.counts.idle == 1)
            assert b"true" in ask(pool)
            assert not any(query.done() for query in endless)
            assert "timeout" not in seen.reasons
        assert all(query.exception() for query in endless)


def test_long_query_is_asked_again_once_another_has_ended(people: Snapshot) -> None:
    with (
        ThreadPoolExecutor(2) as threads,
        EnginePool(people, engines=2, limits=IMPATIENT) as pool,
    ):
        threads.submit(ask, pool, ENDLESS.format(0))
        wait_until(lambda: pool._lanes._long)
        (first,) = pool._lanes._long
        threads.submit(ask, pool, ENDLESS.format(1))
        wait_until(lambda: pool._lanes._long_waiting)
        first.kill()
        wait_until(lambda: pool._lanes._long - {first})
        assert not pool._lanes.waiting
        pool.close()


def test_long_query_without_a_place_in_time_is_told_so(people: Snapshot) -> None:
    limits = replace(IMPATIENT, wait=0.05)
    with ThreadPoolExecutor(1) as thread, EnginePool(people, engines=2, limits=limits) as pool:
        thread.submit(ask, pool, ENDLESS.format(0))
        wait_until(lambda: pool._lanes._long)
        with pytest.raises(QueryTooLong, match="one engine is kept for quick ones"):
            ask(pool, ENDLESS.format(1))
        pool.close()


def test_answer_that_is_on_its_way_for_long_fails_without_a_place(people: Snapshot) -> None:
    limits = replace(IMPATIENT, buffer=100, answer=2**40)
    with ThreadPoolExecutor(1) as thread, EnginePool(people, engines=2, limits=limits) as pool:
        thread.submit(ask, pool, ENDLESS.format(0))
        wait_until(lambda: pool._lanes._long)
        rows = ENDLESS.format(1).replace("(COUNT(*) AS ?n)", "*")
        with pytest.raises(QueryTooLong):
            for _ in pool.stream(EngineQuery(rows, TSV)):
                pass
        pool.close()


def test_single_engine_is_open_to_long_queries(people: Snapshot) -> None:
    with ThreadPoolExecutor(1) as thread, EnginePool(people, engines=1, limits=IMPATIENT) as pool:
        asked = thread.submit(ask, pool, ENDLESS.format(0))
        wait_until(lambda: pool._lanes._long)
        assert not asked.done()
        pool.close()


def queries(lanes: Lanes, *keys: int) -> list[RunningQuery]:
    """Queries that have begun to wait, in this order."""
    waiting = [RunningQuery(threading.RLock(), key) for key in keys]
    for query in waiting:
        lanes.join(query)
    return waiting


def engine() -> Any:
    return EngineProcess.__new__(EngineProcess)


def full_lanes(**limits: Any) -> Lanes:
    """Lanes of two engines, both of which have had a long query, the second in vain."""
    lanes = Lanes(2, Limits(**limits))
    for key, goes_on in ((101, True), (102, False)):
        (query,) = queries(lanes, key)
        assert lanes.next() is query
        assert lanes.may_go_on(query, engine()) is goes_on
    return lanes


def test_the_oldest_goes_first() -> None:
    lanes = Lanes(2, Limits())
    first, second = queries(lanes, 1, 2)
    assert [lanes.next(), lanes.next(), lanes.next()] == [first, second, None]


def test_after_a_long_query_the_newest_goes_first_until_none_waits() -> None:
    lanes = full_lanes()
    first, second = queries(lanes, 1, 2)
    assert [lanes.next(), lanes.next(), lanes.next()] == [second, first, None]
    third, fourth = queries(lanes, 3, 4)
    assert [lanes.next(), lanes.next()] == [third, fourth]


def test_query_that_has_waited_in_vain_is_not_the_newest() -> None:
    lanes = full_lanes()
    (refused,) = queries(lanes, 1)
    lanes.leave(refused)
    quick, again = queries(lanes, 2, 1)
    assert [lanes.next(), lanes.next()] == [quick, again]


def test_long_query_waits_for_a_place_at_once_and_leaves_the_engines_to_others() -> None:
    lanes = full_lanes()
    long, quick = queries(lanes, 102, 1)
    assert [lanes.next(), lanes.next()] == [quick, None]
    lanes.free(next(iter(lanes._long)))
    assert lanes.next() is long


def test_query_that_was_quick_after_all_is_no_long_one() -> None:
    lanes = full_lanes()
    (long,) = queries(lanes, 102)
    lanes.was_quick(long)
    lanes.leave(long)
    (quick,) = queries(lanes, 102)
    assert lanes.next() is quick


def test_long_queries_take_half_of_the_places_to_wait() -> None:
    lanes = full_lanes(waiting=2)
    for query in queries(lanes, 101):
        lanes.limit(query)
    with pytest.raises(QueryTooLong):
        lanes.limit(queries(lanes, 102)[0])


def test_newest_takes_the_place_of_the_oldest_where_it_goes_first() -> None:
    lanes = full_lanes(waiting=2)
    oldest, other, newest = queries(lanes, 1, 2, 3)
    lanes.limit(newest)
    assert oldest.is_refused
    assert lanes.waiting == (other, newest)


def test_newest_is_refused_where_the_oldest_goes_first() -> None:
    lanes = Lanes(2, Limits(waiting=2))
    oldest, _, newest = queries(lanes, 1, 2, 3)
    with pytest.raises(EngineBusy, match="many queries wait"):
        lanes.limit(newest)
    assert not oldest.is_refused


def test_remembers_a_bounded_number_of_queries() -> None:
    lanes = full_lanes()
    for query in queries(lanes, *range(2000)):
        assert not lanes.may_go_on(query, engine())
    assert len(lanes._known) == 1024
