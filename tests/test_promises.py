"""What the documentation promises is there, and what is there is documented."""

import re
import tomllib
from pathlib import Path

import pytest

from schlaglicht import errors
from schlaglicht.cli import COMMANDS
from schlaglicht.config import setting_names
from schlaglicht.formats import FORMATS, GRAPH_EXTENSIONS
from schlaglicht.project import Settings
from schlaglicht.web.server.settings import Setting, server_settings

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "server" / "schlaglicht"


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def rooms() -> list[str]:
    names = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or path.is_dir()}
    return sorted(name for name in names if not name.startswith("_") and name != "py")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_readme(command: str) -> None:
    assert f"schlaglicht {command}" in text_of("README.md")


@pytest.mark.parametrize("setting", [*setting_names(Settings), "validate.ignore"])
def test_every_setting_is_documented(setting: str) -> None:
    assert f"| `{setting}` |" in text_of("docs/settings.md")


@pytest.mark.parametrize("setting", server_settings(), ids=lambda setting: setting.name)
def test_every_server_setting_is_documented_as_it_is(setting: Setting) -> None:
    row = next(
        line
        for line in text_of("docs/settings.md").splitlines()
        if line.startswith(f"| `{setting.name}` | `{setting.option}` | `{setting.environment}` |")
    )
    switch = "on" if setting.default else "off"
    shown = switch if setting.kind is bool else str(setting.default) or "none"
    assert f"| {setting.default_text or shown} |" in row
    assert row.endswith(f"| {setting.help} |")
    assert setting.unit is None or f"| {setting.unit} |" in row


@pytest.mark.parametrize("room", rooms())
def test_every_room_is_in_the_architecture_and_in_a_layer(room: str) -> None:
    assert f"`{room}`" in text_of("docs/architecture.md") or f"`{room}/`" in text_of(
        "docs/architecture.md"
    )
    contracts = tomllib.loads(text_of("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    layers = " ".join(contracts[0]["layers"])
    assert re.search(rf"\b{room}\b", layers)


def test_the_tree_of_errors_is_drawn_whole() -> None:
    drawn = re.findall(r"^[│├└─ ]*([A-Z]\w+)", errors.__doc__ or "", re.MULTILINE)
    classes = [name for name, value in vars(errors).items() if isinstance(value, type)]
    classes.remove("Path")
    assert set(classes) <= set(drawn)


def test_every_error_has_a_code_of_its_own() -> None:
    codes = [v.code for v in vars(errors).values() if hasattr(v, "code")]
    assert len(codes) == len(set(codes))


def test_formats_have_distinct_names_and_endings() -> None:
    assert len({f.name for f in FORMATS}) == len(FORMATS)
    assert len({f.extension for f in FORMATS}) == len(FORMATS)
    assert ".ttl" in GRAPH_EXTENSIONS


@pytest.mark.parametrize(
    "document",
    [
        document
        for folder in ("docs", "bench", ".")
        for document in sorted((ROOT / folder).glob("*.md" if folder == "." else "**/*.md"))
    ],
)
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8")):
        assert (document.parent / target).exists(), f"{document.name} links to {target}"


def test_the_topics_of_ontology_and_shapes_have_the_same_names() -> None:
    ontology = {path.name for path in (ROOT / "ontology").glob("*.ttl")}
    ontology -= {"deprecated.ttl", "reused.ttl"}
    shapes = {path.name for path in (ROOT / "shapes").glob("*.ttl")} - {"ontology.ttl"}
    assert ontology == shapes


def test_every_threat_has_a_test_that_exists() -> None:
    tests = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py"))
    table = text_of("docs/security.md").partition("\n## ")[0]
    rows = [line for line in table.splitlines() if line.startswith("| ")][1:]
    assert len(rows) > 30
    project = text_of("docs/security.md").partition("\n## Who writes the project\n")[2]
    written = project.partition("\n## ")[0]
    rows += [line for line in written.splitlines() if line.startswith("| ")][1:]
    for row in rows:
        named = re.findall(r"`(test_\w+)`", row.split("|")[3])
        assert named, f"no test in: {row}"
        assert all(f"def {name}(" in tests for name in named), f"no such test: {row}"
