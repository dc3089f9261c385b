"""docs/internals/facts.md is generated from the evidence and cannot drift from it."""

import importlib.util
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

from schlaglicht.project import open_project
from schlaglicht.validation.inputs import read_inputs

ROOT = Path(__file__).parent.parent
FACTS = {f"F{number:03}" for number in range(1, 172)}


@pytest.fixture(scope="module")
def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "generate_facts", ROOT / "docs/internals/generate_facts.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def left_out() -> dict[str, str]:
    return tomllib.loads((ROOT / "docs/internals/left-out.toml").read_text(encoding="utf-8"))


def test_the_document_is_what_the_evidence_says(
    generator: ModuleType, left_out: dict[str, str]
) -> None:
    inputs, broken = read_inputs(open_project([ROOT]))
    assert broken == []
    document = generator.facts_document(inputs.evidence_graph.graph, left_out)
    written = (ROOT / "docs/internals/facts.md").read_text(encoding="utf-8")
    assert written == document, "docs/internals/facts.md is out of date: run `make docs`"


def test_every_fact_is_in_the_graph_or_left_out_with_a_reason(left_out: dict[str, str]) -> None:
    lines = (ROOT / "docs/internals/facts.md").read_text(encoding="utf-8").splitlines()
    listed = {line[2:6] for line in lines if line.startswith("| F")}
    assert listed == FACTS
    assert len(left_out) == 12
    assert all(reason.endswith(".") for reason in left_out.values())
