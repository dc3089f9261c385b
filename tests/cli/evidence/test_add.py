from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from schlaglicht.errors import ProjectError
from schlaglicht.evidence.add import Request, plan_addition
from schlaglicht.evidence.edit import write_changes
from schlaglicht.evidence.model import Passage
from schlaglicht.project import open_project

Run = Callable[..., CompletedProcess[str]]


def evidence_in(feast: Path) -> str:
    return (feast / "evidence" / "report.yaml").read_bytes().decode()


def test_ill_typed_literal_of_the_data_is_not_logged(
    feast: Path, add: Run, cli: Run, caplog: pytest.LogCaptureFixture
) -> None:
    with (feast / "data.ttl").open("a", encoding="utf-8") as data:
        data.write('id:x schema:y "x"^^<http://www.w3.org/2001/XMLSchema#date> .\n')
    assert add("--quote", "300 Gäste", "id:feast schema:attendee 300").stderr == ""
    for given in (("list", "--entry", "F001"), ("locate", "Kanal", "--sources", "../sources")):
        assert cli(feast, "evidence", *given).stderr == ""
    assert caplog.records == []


def test_of_two_additions_at_once_none_is_lost(feast: Path) -> None:
    """Each is planned before the other is written."""
    project = open_project([feast])
    first, second = (
        plan_addition(
            project,
            Request(
                (f'id:{name} schema:slogan "Licht!"@de',),
                feast.parent / "sources",
                passages=(Passage(0, 20),),
            ),
        )
        for name in ("club", "feast")
    )
    write_changes(project, first.changes)
    written = evidence_in(feast)
    with pytest.raises(ProjectError, match="changed by someone else"):
        write_changes(project, second.changes)
    assert evidence_in(feast) == written
