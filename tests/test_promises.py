"""What the documentation promises is there, and what is there is documented."""

import re
import tomllib
from functools import cache
from importlib import import_module
from pathlib import Path

from schlaglicht import errors
from schlaglicht.cli import COMMANDS
from schlaglicht.formats import FORMATS, GRAPH_EXTENSIONS
from schlaglicht.project import EVIDENCE_EXTENSIONS
from schlaglicht.settings.project_settings import Settings
from schlaglicht.settings.toml_tables import setting_names
from schlaglicht.web.server.server_settings import Setting, server_settings

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "server" / "schlaglicht"


ARCHITECTURE = (ROOT / "docs" / "internals" / "architecture.md").read_text(encoding="utf-8")


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def rooms() -> list[str]:
    names = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or path.is_dir()}
    return sorted(name for name in names if not name.startswith("_") and name != "py")


def test_every_command_is_in_the_readme() -> None:
    readme = text_of("README.md")
    assert [command for command in COMMANDS if f"schlaglicht {command}" not in readme] == []


def test_every_setting_is_documented() -> None:
    settings, documented = (
        [*setting_names(Settings), "validate.ignore"],
        text_of("docs/settings.md"),
    )
    assert [name for name in settings if f"| `{name}` |" not in documented] == []


def test_every_server_setting_is_documented_as_it_is() -> None:
    lines = text_of("docs/settings.md").splitlines()
    assert [s.name for s in server_settings() if not is_documented(s, lines)] == []


def is_documented(setting: Setting, lines: list[str]) -> bool:
    start = f"| `{setting.name}` | `{setting.option}` | `{setting.environment}` |"
    switch = "on" if setting.default else "off"
    shown = switch if setting.kind is bool else str(setting.default) or "none"
    return any(
        f"| {setting.default_text or shown} |" in row
        and row.endswith(f"| {setting.help} |")
        and (setting.unit is None or f"| {setting.unit} |" in row)
        for row in lines
        if row.startswith(start)
    )


def test_every_room_is_in_the_architecture_and_in_a_layer() -> None:
    drawn = [room for room in rooms() if re.search(rf"`{room}/?`", ARCHITECTURE)]
    contracts = tomllib.loads(text_of("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    layers = " ".join(contracts[0]["layers"])
    assert drawn == [room for room in rooms() if re.search(rf"\b{room}\b", layers)] == rooms()


def test_the_tree_of_errors_is_drawn_whole() -> None:
    drawn = re.findall(r"^[│├└─ ]*([A-Z]\w+)", errors.__doc__ or "", re.MULTILINE)
    classes = [name for name, value in vars(errors).items() if isinstance(value, type)]
    classes.remove("Path")
    assert set(classes) <= set(drawn)


def test_every_error_has_a_code_and_no_two_give_the_same() -> None:
    given = {errors.EngineNotStarted}  # for clients of the server one that was lost
    codes = [v.code for v in vars(errors).values() if hasattr(v, "code") and v not in given]
    assert len(codes) == len(set(codes))


def test_formats_have_distinct_names_and_endings() -> None:
    assert len({f.name for f in FORMATS}) == len(FORMATS)
    assert len({f.extension for f in FORMATS}) == len(FORMATS)
    assert ".ttl" in GRAPH_EXTENSIONS


def test_links_between_documents_lead_somewhere() -> None:
    """To files, and in documents to headings."""
    folders = (ROOT / "bench", ROOT / "docs")
    documents = [*ROOT.glob("*.md"), *(page for folder in folders for page in folder.rglob("*.md"))]
    links = [
        (document, document.parent / target if target else document, heading)
        for document in documents
        for target, heading in re.findall(
            r"\]\(([^)#:\s]*)(?:#([^)]*))?\)", document.read_text(encoding="utf-8")
        )
    ]
    assert len(links) > 100
    broken = [
        (document.name, target.name, heading)
        for document, target, heading in links
        if not target.exists()
        or (heading and target.suffix == ".md" and heading not in headings(target))
    ]
    assert broken == []


@cache
def headings(document: Path) -> frozenset[str]:
    """The names by which links lead to the headings of a document, as on GitHub."""
    text = re.sub(
        r"^```.*?^```", "", document.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL
    )
    lines = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return frozenset(re.sub(r"[^\w -]", "", line.lower()).replace(" ", "-") for line in lines)


OURS = ("server", "tests", "bench", "docs", "scripts", *(path.name for path in PACKAGE.iterdir()))
"""First parts of names that mean something in this repository, not in a project of a reader."""


@cache
def tree() -> frozenset[str]:
    """All files and folders, from each part of their path on; modules also without `.py`."""
    names = set[str]()
    for top in ("server", "tests", "bench", "docs", "scripts"):
        for path in (ROOT / top, *(ROOT / top).rglob("*")):
            parts = path.relative_to(ROOT).with_suffix("").parts, path.relative_to(ROOT).parts
            names |= {"/".join(each[start:]) for each in parts for start in range(len(each))}
    return frozenset(names)


def names_a_path(word: str) -> bool:
    """True if a word in a document looks like a file, a folder or a module of the tree."""
    first = re.split(r"[/.]", word)[0]
    is_dotted = bool(re.fullmatch(r"[a-z_]+\.[a-z_]+", word)) and (PACKAGE / first).is_dir()
    is_dotted &= f".{word.rpartition('.')[2]}" not in {*GRAPH_EXTENSIONS, *EVIDENCE_EXTENSIONS}
    return word.endswith(".py") or is_dotted or ("/" in word and first in OURS)


def exists(word: str) -> bool:
    """True for a path of the tree, a setting, and a module or a name in a room: `rdf.terms`."""
    path = word.rstrip("/")
    if word in setting_names(Settings):
        return True
    if path in tree() or path.replace(".", "/") in tree() or (ROOT / path).exists():
        return True
    room, _, name = word.partition(".")
    return (PACKAGE / room).is_dir() and hasattr(import_module(f"schlaglicht.{room}"), name)


def test_paths_in_documents_exist() -> None:
    documents = {
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / "bench").rglob("*.md"),
        *ROOT.glob("*.md"),
    }
    words = {(path.name, word) for path in documents for word in words_in_code(path)}
    assert {pair for pair in words if names_a_path(pair[1]) and not exists(pair[1])} == set()


def words_in_code(document: Path) -> list[str]:
    """Words in backticks outside of blocks of code."""
    text = re.sub(
        r"^```.*?^```", "", document.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL
    )
    return re.findall(r"`([\w./-]+)`", text)


def test_every_part_of_web_is_in_the_architecture() -> None:
    names = {path.stem for path in (PACKAGE / "web").glob("[a-z]*")} - {"static", "templates"}
    assert [name for name in names if not re.search(rf"`{name}/?`", ARCHITECTURE)] == []


def test_programs_of_the_top_folder_are_in_the_architecture() -> None:
    programs = [*ROOT.glob("*.py"), *ROOT.glob("scripts/*.py")]
    assert [path.name for path in programs if path.name not in ARCHITECTURE] == []


def test_the_topics_of_ontology_and_shapes_have_the_same_names() -> None:
    ontology = {path.name for path in (ROOT / "ontology").glob("*.ttl")}
    ontology -= {"deprecated.ttl", "reused.ttl"}
    shapes = {path.name for path in (ROOT / "shapes").glob("*.ttl")} - {"ontology.ttl"}
    assert ontology == shapes


def test_every_threat_has_a_test_that_exists() -> None:
    tests, sessions = (
        "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob(ending))
        for ending in ("*.py", "*.session")
    )
    table = text_of("docs/security.md").partition("\n## ")[0]
    rows = [line for line in table.splitlines() if line.startswith("| ")][1:]
    assert len(rows) > 30
    project = text_of("docs/security.md").partition("\n## Who writes the project\n")[2]
    written = project.partition("\n## ")[0]
    rows += [line for line in written.splitlines() if line.startswith("| ")][1:]
    for row in rows:
        named = re.findall(r"`([^`]+)`", row.split("|")[3])
        assert named, f"no test in: {row}"
        for name in named:
            is_there = f"def {name}(" in tests or f"\n==== {name}\n" in sessions
            assert is_there, f"no such test: {name}"
