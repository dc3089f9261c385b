import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from schlaglicht.errors import ProjectError
from schlaglicht.project import (
    Project,
    files_of,
    files_read,
    open_project,
    shipped_folder,
    would_be_read,
)
from schlaglicht.rdf.load import load
from schlaglicht.settings.project_settings import Ignore

TRIPLE = "<https://example.org/a> a <https://example.org/B> .\n"
QUESTION = "# title@de: Ja?\n# title@en: Yes?\nASK {}\n"


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Writes files, each with a fitting content, into one folder."""

    def write_files(*names: str, settings: str | None = None) -> Path:
        for name in names:
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(QUESTION if name.endswith(".rq") else TRIPLE, encoding="utf-8")
        if settings is not None:
            (tmp_path / "schlaglicht.toml").write_text(settings, encoding="utf-8")
        return tmp_path

    return write_files


def names(project: Project, part: str) -> list[str]:
    return [project.display(path) for path in getattr(project, part)]


WHOLE = ("data.ttl", "ontology/terms.ttl", "shapes/shapes.ttl", "queries/q.rq")


def test_folder_is_read_by_its_layout(write: Callable[..., Path]) -> None:
    project = open_project([write(*WHOLE)])
    assert names(project, "data") == ["data.ttl"]
    assert names(project, "ontology") == ["ontology/terms.ttl"]
    assert names(project, "shapes") == ["shapes/shapes.ttl"]
    assert names(project, "queries") == ["queries/q.rq"]


def test_folder_of_data_joins_the_data_file(write: Callable[..., Path]) -> None:
    project = open_project([write("data.ttl", "data/b.nt", "data/deep/a.ttl")])
    assert names(project, "data") == ["data/b.nt", "data/deep/a.ttl", "data.ttl"]


def test_without_data_every_rdf_file_is_data(write: Callable[..., Path]) -> None:
    project = open_project([write("x.ttl", "deep/y.rdf", "tests/z.ttl", ".hidden/w.ttl")])
    assert names(project, "data") == ["deep/y.rdf", "x.ttl"]


def test_patch_leaves_the_places_of_other_files_as_they_are(
    write: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder, patch = write("data/a.ttl"), tmp_path_factory.mktemp("apart") / "patch.ttl"
    project = open_project([folder])
    patched = replace(project, data=(*project.data, patch), patch=patch)
    assert patched.base_of(patch) == "file:///patch.ttl"
    assert patched.base_of(project.data[0]) == project.base_of(project.data[0])


def test_single_file_is_data(write: Callable[..., Path]) -> None:
    folder = write(*WHOLE)
    project = open_project([folder / "data.ttl"])
    assert (names(project, "data"), project.shapes) == (["data.ttl"], ())


@pytest.mark.parametrize("part", ["ontology", "shapes", "queries"])
def test_part_of_a_project_is_no_data(part: str, write: Callable[..., Path]) -> None:
    project = open_project([write(*WHOLE) / part])
    assert project.data == ()
    assert len(getattr(project, part)) == 1


def test_file_in_a_folder_of_shapes_is_a_shape(write: Callable[..., Path]) -> None:
    folder = write(*WHOLE)
    project = open_project([folder / "data.ttl", folder / "shapes" / "shapes.ttl"])
    assert len(project.data) == len(project.shapes) == 1


def test_parts_bring_the_settings_of_their_project(write: Callable[..., Path]) -> None:
    folder = write(*WHOLE, settings="evidence = true")
    project = open_project([folder / "data.ttl", folder / "shapes"])
    assert project.settings.evidence
    assert project.root == folder


def test_folder_called_shapes_with_data_is_a_project(write: Callable[..., Path]) -> None:
    project = open_project([write("shapes/data.ttl") / "shapes"])
    assert names(project, "data") == ["data.ttl"]


def test_without_paths_the_current_folder_is_the_project(write: Callable[..., Path]) -> None:
    folder = write("some.ttl")
    assert open_project(folder=folder).root == folder


def test_folder_with_rdf_right_below_is_a_project(write: Callable[..., Path]) -> None:
    folder = write("rdf/some.ttl")
    assert names(open_project(folder=folder), "data") == ["rdf/some.ttl"]


@pytest.mark.parametrize("name", [".hidden/some.ttl", "tests/some.ttl", "rdf/deep/some.ttl"])
def test_rdf_elsewhere_makes_no_project(name: str, write: Callable[..., Path]) -> None:
    assert open_project(folder=write(name)).root == shipped_folder()


def test_other_xml_is_no_data_where_nothing_says_which_files_are(
    write: Callable[..., Path],
) -> None:
    root = write("a.ttl", "junit.xml", "b.xml", "c.xml")
    (root / "junit.xml").write_text("<testsuites/>", encoding="utf-8")
    (root / "b.xml").write_text('<rdf;RDF xmlns:rdf="…"/>', encoding="utf-16")
    assert names(open_project([root]), "data") == ["a.ttl", "b.xml", "c.xml"]


@pytest.mark.parametrize(
    "name", ["data/a.ttl", "evidence/a.yaml", "evidence.yaml", "queries/a.rq", "queries/b.tsv"]
)
def test_pipe_is_no_file_of_a_project(name: str, write: Callable[..., Path]) -> None:
    """It would be waited for, for ever."""
    root = write("data.ttl", "data/b.ttl", "evidence/b.yaml", "queries/b.rq")
    os.mkfifo(root / name)
    assert root / name not in set(files_read(open_project([root])))


def test_linked_folders_are_read(write: Callable[..., Path]) -> None:
    folder = write("data/a.ttl", "elsewhere/b.ttl", "shapes/s.ttl")
    for part in ("data", "shapes"):
        (folder / part / "linked").symlink_to("../elsewhere")
    project = open_project([folder])
    assert names(project, "data") == ["data/a.ttl", "data/linked/b.ttl"]
    assert names(project, "shapes") == ["shapes/linked/b.ttl", "shapes/s.ttl"]


def test_file_that_may_not_be_looked_at_is_not_passed_over(
    write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write("data/a.ttl", "data/b.ttl")
    look = Path.is_file

    def refuse(path: Path) -> bool:
        if path.name == "b.ttl":
            raise PermissionError(13, "Permission denied")
        return look(path)

    monkeypatch.setattr(Path, "is_file", refuse)
    assert names(open_project([folder]), "data") == ["data/a.ttl", "data/b.ttl"]


def test_without_paths_and_rdf_the_shipped_graph_is_the_project(tmp_path: Path) -> None:
    project = open_project(folder=tmp_path)
    assert project.root == shipped_folder()
    assert project.settings.base == "https://w3id.org/schlaglicht/"


def test_settings_may_stand_in_pyproject(write: Callable[..., Path]) -> None:
    folder = write("data.ttl")
    (folder / "pyproject.toml").write_text('[tool.schlaglicht]\nbase = "https://a.example/"')
    assert open_project([folder]).settings.base == "https://a.example/"


def test_settings_may_begin_with_a_byte_order_mark(write: Callable[..., Path]) -> None:
    settings = "\ufeffevidence = true"
    assert open_project([write("data.ttl", settings=settings)]).settings.evidence


def test_settings_that_cannot_be_read_are_named(
    write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write("data.ttl", settings="evidence = true")

    def refuse(*_: object, **__: object) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(ProjectError, match=r"schlaglicht\.toml: Permission denied"):
        open_project([folder])


def test_a_table_of_a_command_knows_where_it_stands(write: Callable[..., Path]) -> None:
    folder = write("data.ttl")
    (folder / "pyproject.toml").write_text("[tool.schlaglicht.serve]\nport = 1")
    table = open_project([folder]).settings.serve
    assert table.values == {"port": 1}
    assert str(table.error("port", "is wrong")).endswith("pyproject.toml: serve: port is wrong")


def test_how_to_validate_is_a_table_of_its_own(write: Callable[..., Path]) -> None:
    settings = """
        [validate]
        fail-on = "violation"
        coverage = 95

        [[validate.ignore]]
        code = "shape"
        reason = "to be repaired in spring"
        until = 2027-03-31
    """
    read = open_project([write("data.ttl", settings=settings)]).settings.validate
    assert (read.fail_on, read.coverage) == ("violation", 95.0)
    assert read.ignore == (Ignore("shape", "to be repaired in spring", until=date(2027, 3, 31)),)


def test_link_that_leads_nowhere_is_an_error_and_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.ttl").write_text("", encoding="utf-8")
    (tmp_path / "data" / "b.ttl").symlink_to("moved.ttl")
    (tmp_path / "data" / ".#a.ttl").symlink_to("the mark of an editor")
    project = open_project([tmp_path])
    assert [path.name for path in project.data] == ["a.ttl", "b.ttl"]
    with pytest.raises(ProjectError, match=r"b\.ttl: No such file"):
        load(project.data)


@pytest.mark.parametrize("name", ["a", "a[1]", "a?", "a.b"])
def test_files_of_a_question_have_its_name_whatever_signs_are_in_it(
    name: str, write: Callable[..., Path]
) -> None:
    folder = write(f"{name}.rq", f"{name}.tsv", "a1.tsv", "ab.tsv", "other.rq")
    found = [path.name for path in files_of(folder / f"{name}.rq")]
    assert found == [f"{name}.rq", f"{name}.tsv"]


@pytest.mark.parametrize(
    "files",
    [("a.ttl",), ("b/a.ttl",), WHOLE, ("data/a.ttl", "b/a.ttl"), ("ontology/a.ttl", "b/a.ttl")],
    ids=" ".join,
)
@pytest.mark.parametrize("part", ["here", "shapes", ".hidden"])
def test_what_would_be_read_is_what_is_read_once_it_is_there(
    files: tuple[str, ...], part: str, write: Callable[..., Path]
) -> None:
    folder = write(*(f"{part}/{file}" for file in files)) / part
    graphs = ("report.ttl", "report.json", ".report.ttl", "data.nt", "data.json", "DATA.ttl")
    names = (*graphs, "q.rq", "e.yaml", "evidence.yml", "e.YML")
    places = (
        "",
        "evidence",
        "evidence/b",
        "data",
        "data/b",
        "b",
        "ontology",
        "shapes/b",
        "queries",
        "tests",
        ".b",
        "c/tests",
    )
    wrong = []
    for path in (folder / place / name for place in places for name in names):
        path.parent.mkdir(parents=True, exist_ok=True)
        expected, there = would_be_read(path, folder), path.exists()
        path.touch()
        project = open_project([folder])
        if (path in project.graph_files + project.queries + project.evidence) != expected:
            wrong.append(path)
        if not there:
            path.unlink()
            for empty in (path.parent, path.parent.parent):
                if empty != folder and not any(empty.iterdir()):
                    empty.rmdir()
    assert wrong == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [("q.rq", True), ("r.ttl", False), ("b/q.rq", False), ("../r.ttl", False)],
)
def test_what_would_be_read_in_a_folder_of_questions(
    name: str, expected: bool, write: Callable[..., Path]
) -> None:
    folder = write(*WHOLE) / "queries"
    assert would_be_read(folder / name, folder) == expected


def test_other_xml_is_no_data(write: Callable[..., Path]) -> None:
    folder = write("data/a.ttl", "shapes/b.ttl")
    for place in ("data", "shapes", "."):
        (folder / place / "mets.xml").write_text('<mets xmlns="http://www.loc.gov/METS/"/>')
        assert not would_be_read(folder / place / "mets.xml", folder)
    assert {path.name for path in open_project([folder]).graph_files} == {"a.ttl", "b.ttl"}


def test_a_folder_of_data_without_rdf_hides_no_other(write: Callable[..., Path]) -> None:
    folder = write("rdf/a.ttl")
    (folder / "data").mkdir()
    (folder / "data" / "mets.xml").write_text('<mets xmlns="http://www.loc.gov/METS/"/>')
    assert [path.name for path in open_project([folder]).data] == ["a.ttl"]


def test_evidence_is_read_from_its_folder_and_its_file(write: Callable[..., Path]) -> None:
    files = ("evidence.yaml", "evidence/a.yml", "evidence/deep/b.YAML", "evidence/c.json")
    project = open_project([write("data.ttl", *files)])
    expected = ["evidence/a.yml", "evidence/deep/b.YAML", "evidence.yaml"]
    assert names(project, "evidence") == expected
    assert set(project.evidence) <= set(files_read(project))
    assert not set(project.evidence) & set(project.graph_files)


def test_several_projects_have_the_evidence_of_all(write: Callable[..., Path]) -> None:
    folder = write("a/data.ttl", "a/evidence.yaml", "b/data.ttl", "b/evidence/e.yaml")
    project = open_project([folder / "a", folder / "b"])
    assert [path.name for path in project.evidence] == ["evidence.yaml", "e.yaml"]


def test_file_that_is_named_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    (tmp_path / "elsewhere.ttl").write_text("", encoding="utf-8")
    link = tmp_path / "project" / "a.ttl"
    link.symlink_to(tmp_path / "elsewhere.ttl")
    assert open_project([link]).data == (link,)


def test_project_may_itself_be_a_link(write: Callable[..., Path], tmp_path: Path) -> None:
    write("data/a.ttl", "shapes/s.ttl")
    link = tmp_path.parent / f"{tmp_path.name}-link"
    link.symlink_to(tmp_path)
    assert names(open_project([link]), "data") == ["data/a.ttl"]
