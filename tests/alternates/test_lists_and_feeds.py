from __future__ import annotations

import csv
from io import StringIO

import pytest

from schlaglicht.alternates.lists_and_feeds import write_csv


@pytest.mark.parametrize("cell", ["=1+1", "+cmd", "-x", "@SUM(1)", "\t=1", "\r=1", "\n=1"])
def test_formulas_become_text(cell: str) -> None:
    (row,) = csv.reader(StringIO("".join(write_csv([[cell]])), newline=""))
    assert row == [f"'{cell}"]


@pytest.mark.parametrize("cell", ["-5", "+1.5e3", "a=b", "", 'a "b"', "a,b", "a\r\nb"])
def test_everything_else_stays(cell: str) -> None:
    (row,) = csv.reader(StringIO("".join(write_csv([[cell, "x"]])), newline=""))
    assert row == [cell, "x"]
