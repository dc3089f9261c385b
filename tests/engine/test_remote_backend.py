import sys
from threading import Thread

import pytest

from schlaglicht.engine.backend import Limits
from schlaglicht.engine.frames import EngineQuery
from schlaglicht.engine.remote_backend import written_solutions
from schlaglicht.errors import AnswerNotWhole, NotWritable, SchlaglichtError
from schlaglicht.formats import JSON, XML, Format
from schlaglicht.remote import RemoteTerm, Solutions


@pytest.mark.parametrize(
    ("term", "written", "error"),
    [
        (RemoteTerm("uri", "no IRI"), JSON, AnswerNotWhole),
        (RemoteTerm("literal", "\x00"), XML, NotWritable),
    ],
)
def test_error_may_be_collected_in_any_thread(
    term: RemoteTerm,
    written: Format,
    error: type[SchlaglichtError],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """pyoxigraph's solutions may end only in the thread that made them."""
    complaints: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", complaints.append)
    kept: list[SchlaglichtError] = []
    try:
        written_solutions(Solutions(("n",), [{"n": term}]), EngineQuery("", written), Limits())
    except error as raised:
        kept.append(raised)
    assert kept
    collecting = Thread(target=kept.clear)
    collecting.start()
    collecting.join()
    assert complaints == []
