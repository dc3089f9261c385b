"""`make audit` is green only over what was checked."""

import json
import runpy
from pathlib import Path
from typing import Any

import pytest

AUDIT = runpy.run_path(str(Path(__file__).parents[2] / ".ci" / "audit.py"))
SAFE = {"name": "a", "version": "1", "vulns": []}
PASSED_OVER = {"name": "b", "skip_reason": "not found"}
VULNERABLE = {"name": "c", "version": "1", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2"]}]}


def test_versions_without_vulnerabilities_are_green() -> None:
    assert AUDIT["report_versions"]("run.txt", [SAFE]) == 0


def test_a_vulnerable_version_fails_with_its_repair(capsys: pytest.CaptureFixture[str]) -> None:
    assert AUDIT["report_versions"]("run.txt", [SAFE, VULNERABLE]) == 1
    assert "c 1: PYSEC-1, repaired in: 2" in capsys.readouterr().out


@pytest.mark.parametrize("versions", [[PASSED_OVER], [SAFE, PASSED_OVER]])
def test_a_version_that_was_passed_over_is_not_called_safe(
    versions: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert AUDIT["report_versions"]("run.txt", versions) == 2
    assert "1 NOT CHECKED" in capsys.readouterr().out


def test_bundle_is_green_only_when_npm_has_checked_it(capsys: pytest.CaptureFixture[str]) -> None:
    found = {"esbuild": {"range": "<=0.24.2", "severity": "moderate"}}
    assert AUDIT["report_packages"]({"vulnerabilities": {}}) == 0
    assert AUDIT["report_packages"]({"vulnerabilities": found}) == 1
    assert "esbuild <=0.24.2: moderate" in capsys.readouterr().out
    assert AUDIT["report_packages"]({"message": "405 Method Not Allowed"}) == 2
    assert "NOT CHECKED" in capsys.readouterr().out


def test_sbom_has_the_packages_in_the_bundle(tmp_path: Path) -> None:
    bom = tmp_path / "sbom.json"
    bom.write_text('{"components": []}')
    AUDIT["add_bundled_packages"](bom)
    components = {part["name"]: part for part in json.loads(bom.read_text())["components"]}
    view = components["@codemirror/view"]
    assert view["purl"] == f"pkg:npm/%40codemirror/view@{view['version']}"
    assert view["licenses"] == [{"license": {"id": "MIT"}}]
    assert "esbuild" not in components
