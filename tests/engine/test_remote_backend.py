import sys
from threading import Thread

import pytest
from patience import PATIENCE

from schlaglicht.engine.frames import EngineQuery
from schlaglicht.engine.limits import Limits
from schlaglicht.engine.remote_backend import written_graph, written_solutions
from schlaglicht.errors import AnswerNotWhole, NotWritable, QueryTimeout, SchlaglichtError
from schlaglicht.formats import JSON, TURTLE, XML, Format
from schlaglicht.remote import RemoteTerm, Solutions
from schlaglicht.remote.http_requests import Deadline


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
        written_solutions(
            Solutions(("n",), [{"n": term}]), EngineQuery("", written), Limits(), Deadline(PATIENCE)
        )
    except error as raised:
        kept.append(raised)
    assert kept
    collecting = Thread(target=kept.clear)
    collecting.start()
    collecting.join()
    assert complaints == []


def test_no_answer_is_written_after_the_deadline() -> None:
    late = Deadline(0)
    with pytest.raises(QueryTimeout):
        written_solutions(Solutions(("n",), [{}]), EngineQuery("", JSON), Limits(), late)
    with pytest.raises(QueryTimeout):
        written_graph(("<a:> <a:> <a:> .",), EngineQuery("", TURTLE), Limits(), late)
