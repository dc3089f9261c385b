from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from schlaglicht.web.metrics import Report, Slot, added, together
from schlaglicht.web.server.server_settings import ServerSettings
from schlaglicht.web.server.web_process import caching_of, share_of


def test_reports_of_processes_that_live_are_added_up(tmp_path: Path) -> None:
    one, two = Slot(tmp_path), Slot(tmp_path)
    two.write(Report({"requests_total": {"a": 2, "b": 1}}, {"workers": 1, "engines_idle": 2}))
    own = Report({"requests_total": {"a": 3}}, {"workers": 1, "engines_idle": 1})
    total = together((own, *one.others()))
    assert total.counts == {"requests_total": {"a": 5, "b": 1}}
    assert total.gauges == {"workers": 2, "engines_idle": 3}


def test_process_that_has_ended_leaves_its_counts_alone(tmp_path: Path) -> None:
    one, two = Slot(tmp_path), Slot(tmp_path)
    two.write(Report({"requests_total": {"a": 2}}, {"workers": 1}, {"loaded": ""}))
    two.close()
    assert one.others() == (Report({"requests_total": {"a": 2}}),)


def test_successor_goes_on_from_the_counts_of_its_slot(tmp_path: Path) -> None:
    one, two = Slot(tmp_path), Slot(tmp_path)
    two.write(Report({"requests_total": {"a": 2}}))
    two.close()
    successor = Slot(tmp_path)
    successor.write(Report({"requests_total": {"a": 1}}))
    assert one.others() == (Report({"requests_total": {"a": 3}}),)


def test_successor_removes_what_its_killed_predecessor_had_begun_to_write(tmp_path: Path) -> None:
    begun = tmp_path / ".worker-0.json.0a1b2c3d"
    begun.touch()
    Slot(tmp_path)
    assert not begun.exists()


def test_report_that_is_not_as_it_was_written_counts_nothing(tmp_path: Path) -> None:
    one, two = Slot(tmp_path), Slot(tmp_path)
    two.write(Report({"requests_total": {"a": 2}}))
    (tmp_path / "worker-1.json").write_text('{"counts": {"requ', encoding="utf-8")
    assert one.others() == (Report(),)


def test_reload_that_every_process_counts_is_one() -> None:
    counts = {"reloads_total": {"success": 1.0}}
    assert added((counts, counts)) == counts


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"loaded": "", "digest": "old"}, {"loaded": "2026-01-02", "digest": "new"}),
        (
            {"loaded": "2026-01-02", "digest": "old", "reload": {"succeeded": False}},
            {"loaded": "2026-01-02", "digest": "new", "reload": {"succeeded": True}},
        ),
    ],
)
def test_state_is_that_of_the_process_that_lags_behind(
    first: dict[str, object], second: dict[str, object]
) -> None:
    for states in ((first, second), (second, first)):
        assert together(Report(state=state) for state in states).state["digest"] == "old"


@pytest.mark.parametrize(("workers", "engines", "each"), [(2, 4, 2), (2, 3, 2), (4, 2, 1)])
def test_engines_are_shared_out_at_least_one_each(workers: int, engines: int, each: int) -> None:
    assert share_of(ServerSettings(workers=workers, engines=engines)).engines == each


def test_cache_is_shared_out() -> None:
    assert caching_of(ServerSettings(workers=4, cache=64)).capacity == 16 * 2**20


def test_slot_may_be_written_by_several_threads(tmp_path: Path) -> None:
    slot = Slot(tmp_path)
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: slot.write(Report({"a": {"": 1}})), range(200)))
    assert [path.suffix for path in sorted(tmp_path.iterdir())] == [".json", ".lock"]
