"""Nothing weighs more than docs/budget.md allows, and its exceptions only become fewer."""

from pathlib import Path

import budget
import pytest

AFTERWARDS = "take something away, or run `make budget` and say in the commit why it is needed"
FEWER = "no longer so: run `make budget`"


@pytest.mark.parametrize(
    ("heading", "folder"),
    [("The package", budget.PACKAGE), ("The tests", budget.TESTS)],
)
def test_no_room_passes_its_budget(heading: str, folder: Path) -> None:
    allowed = {room: tuple(map(_number, figures)) for room, *figures in budget.table(heading)}
    today = budget.sizes(folder)
    over = [
        f"{room}: {statements:,} statements in {modules:,} modules, allowed {allowed.get(room)}"
        for room, (statements, modules) in today.items()
        if room not in allowed or statements > allowed[room][0] or modules > allowed[room][1]
    ]
    assert not over, "\n".join([AFTERWARDS, *over])
    assert allowed.keys() - today.keys() == set(), FEWER


def test_no_folder_becomes_crowded() -> None:
    allowed = {folder: _number(files) for folder, files in budget.table("Crowded folders")}
    today = budget.crowded_folders()
    assert {name: files for name, files in today.items() if files > allowed.get(name, 0)} == {}, (
        f"more than {budget.MOST_FILES} modules, or more than before; sort them into folders"
    )
    assert allowed.keys() - today.keys() == set(), FEWER


def test_no_modules_and_no_folders_begin_to_import_each_other() -> None:
    allowed = [frozenset(members.split(", ")) for (members,) in budget.table("Circles")]
    today = budget.circles()
    added = [sorted(each) for each in today if not any(each <= listed for listed in allowed)]
    assert added == [], "these import each other; one of them is lower than the others"
    assert [sorted(each) for each in allowed if not any(each >= one for one in today)] == [], FEWER


def test_every_option_and_setting_has_somebody_who_needs_it() -> None:
    options, listed = budget.table("Options"), budget.table("Settings")
    assert [(option, commands) for option, commands, _ in options] == [*budget.options().items()]
    assert [setting for setting, _ in listed] == budget.settings()
    assert [row[0] for row in (*options, *listed) if not row[-1]] == []


@pytest.mark.parametrize(("heading", "folder"), budget.PROMISES.items())
def test_every_promise_has_modules_and_a_price(heading: str, folder: Path) -> None:
    found = [(paths, _number(price)) for paths, price, *_ in budget.table(heading)]
    stale = [
        paths for paths, price in found if abs(budget.cost(paths, folder) - price) > price / 10
    ]
    assert stale == [], "a tenth more or less by now: run `make budget`"
    names = [name for paths, _ in found for name in paths.split(", ")]
    assert len(names) == len({*names})
    assert sum(price for _, price in found) < budget.sizes(folder)["all"][0]


def test_a_new_page_keeps_the_words_and_measures_again() -> None:
    page = budget.PAGE.read_text(encoding="utf-8")
    old = page.replace("| all | who reports", "| nobody | who reports")
    assert old != page
    written = budget.page_of_today(old)
    assert budget.table("Options", written) == budget.table("Options")
    assert budget.table("Settings", written) == budget.table("Settings")


def test_a_circle_is_found_through_others() -> None:
    imports = {"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": set[str]()}
    assert budget.circles_in(imports) == [frozenset("abc")]


def _number(figure: str) -> int:
    return int(figure.replace(",", ""))
