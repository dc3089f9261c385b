from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

Run = Callable[..., CompletedProcess[str]]


def findings(done: CompletedProcess[str]) -> list[tuple[str, str]]:
    report = json.loads(done.stdout)
    return [(r["code"], r["fingerprint"]) for r in report["results"]]


def test_findings_are_those_of_validate(feast: Path, cli: Run) -> None:
    more = "\nid:feast schema:name 'Fest'@de .\n".replace("'", '"')
    with (feast / "data.ttl").open("a") as file:
        file.write(more)
    given = ("--sources", "../sources", "--format", "json")
    alone = cli(feast, "evidence", "check", *given)
    whole = cli(feast, "validate", *given)
    expected = [f for f in findings(whole) if f[0].startswith("evidence-")]
    assert {code for code, _ in expected} == {"evidence-digest", "evidence-missing"}
    assert findings(alone) == expected
    assert alone.returncode == whole.returncode == 1
