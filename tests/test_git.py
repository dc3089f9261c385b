import subprocess
from contextlib import suppress
from pathlib import Path
from shutil import rmtree

import pytest

from schlaglicht.errors import ProjectError
from schlaglicht.git import project_at, read_history
from schlaglicht.project import open_project

_PARTIAL = {
    "core.repositoryFormatVersion": "1",
    "extensions.partialClone": "far",
    "remote.far.promisor": "true",
}
"""Settings of a clone that fetches what is missing when it is asked for."""


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@a.example"]
    command = ["git", "-C", str(folder), *identity, *arguments]
    subprocess.run(command, check=True, capture_output=True)


def asked(folder: Path, *arguments: str, text: str | None = None) -> str:
    command = ["git", "-C", str(folder), *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True, input=text)
    return done.stdout


def sign(repository: Path) -> None:
    """Gives the newest commit a signature, of nobody."""
    head, _, message = asked(repository, "cat-file", "commit", "HEAD").partition("\n\n")
    signed = f"{head}\ngpgsig -----BEGIN PGP SIGNATURE-----\n -----END PGP SIGNATURE-----"
    options = ("hash-object", "-t", "commit", "-w", "--stdin")
    commit = asked(repository, *options, text=f"{signed}\n\n{message}").strip()
    git(repository, "update-ref", "HEAD", commit)


def lose(repository: Path, file: str) -> None:
    """Removes the content of a file from the objects."""
    name = asked(repository, "rev-parse", f"HEAD:{file}").strip()
    (repository / ".git" / "objects" / name[:2] / name[2:]).unlink()


@pytest.fixture
def repository(concert: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The concert in a repository with one commit, as the current folder."""
    git(concert, "init", "--quiet")
    git(concert, "add", "--all")
    git(concert, "commit", "--quiet", "--message", "one")
    monkeypatch.chdir(concert)
    return concert


def test_project_is_as_it_was(repository: Path) -> None:
    was = (repository / "data.ttl").read_bytes()
    (repository / "data.ttl").write_text("", encoding="utf-8")
    (repository / "ontology" / "new.ttl").write_text("", encoding="utf-8")
    with project_at("HEAD", []) as project:
        assert project is not None
        assert project.data[0].read_bytes() == was
        assert [path.name for path in project.ontology] == ["concert.ttl"]
        assert project.settings.evidence
    assert not project.root.exists()


def test_replaced_objects_are_not_those_of_the_revision(repository: Path) -> None:
    was = (repository / "data.ttl").read_bytes()
    kept = asked(repository, "rev-parse", "HEAD").strip()
    (repository / "data.ttl").write_text("# nothing\n", encoding="utf-8")
    git(repository, "commit", "--quiet", "--all", "--message", "two")
    git(repository, "replace", kept, "HEAD")
    with project_at(kept, []) as project:
        assert project is not None
        assert project.data[0].read_bytes() == was


def test_repository_and_files_stay_as_they_are(repository: Path) -> None:
    (repository / "data.ttl").write_text("changed", encoding="utf-8")
    git(repository, "add", "data.ttl")
    with project_at("HEAD", []):
        pass
    assert (repository / "data.ttl").read_text(encoding="utf-8") == "changed"
    staged = ["git", "diff", "--cached", "--name-only"]
    assert subprocess.check_output(staged, cwd=repository, text=True) == "data.ttl\n"


@pytest.mark.usefixtures("repository")
def test_paths_are_those_of_the_revision() -> None:
    with project_at("HEAD", [Path("shapes")]) as project:
        assert project is not None
        assert [path.name for path in project.shapes] == ["concert.ttl"]
        assert project.data == ()


def test_project_may_lie_below_the_top(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository / "shapes")
    with project_at("HEAD", [Path("..") / "data.ttl"]) as project:
        assert project is not None
        assert project.data[0].name == "data.ttl"


def test_what_was_not_there_is_none(repository: Path) -> None:
    (repository / "later").mkdir()
    (repository / "later" / "a.ttl").write_text("", encoding="utf-8")
    with project_at("HEAD", [Path("later")]) as project:
        assert project is None


@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize("revision", ["gone", "--help", "", "HEAD~1"])
def test_unknown_revision_is_named(revision: str) -> None:
    with (
        pytest.raises(ProjectError, match=f"no revision '{revision}' here") as error,
        project_at(revision, []),
    ):
        pass
    assert "git branch --all" in str(error.value)
    assert "shallow" not in str(error.value)


def test_shallow_clone_is_said_to_be_one(repository: Path, tmp_path: Path) -> None:
    git(repository, "commit", "--quiet", "--allow-empty", "--message", "two")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--depth", "1", f"file://{repository}", str(clone))
    with pytest.raises(ProjectError, match="fetch-depth: 0"), project_at("HEAD~1", [clone]):
        pass


@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize("revision", ["HEAD~1..HEAD", "main...topic"])
def test_range_is_no_revision(revision: str) -> None:
    with pytest.raises(ProjectError, match="is a range; name one"), project_at(revision, []):
        pass


def test_outside_of_a_repository_it_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.setenv("LANGUAGE", "de")
    said = r"in no git repository.*git init.*--baseline FILE"
    with pytest.raises(ProjectError, match=said), project_at("HEAD", [tmp_path]):
        pass


def test_without_git_it_says_so(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(repository))
    with pytest.raises(ProjectError, match="need git"), project_at("HEAD", []):
        pass


def test_environment_of_a_hook_does_not_lead_elsewhere(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", str(repository / "elsewhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(repository / "index"))
    with project_at("HEAD", []) as project:
        assert project is not None
    assert not (repository / "index").exists()


def test_project_that_could_not_be_read_then_is_named_without_the_temporary_folder(
    repository: Path,
) -> None:
    (repository / "schlaglicht.toml").write_text("evidance = true", encoding="utf-8")
    git(repository, "commit", "--quiet", "--all", "--message", "two")
    with pytest.raises(ProjectError) as error, project_at("HEAD", []):
        pass
    assert str(error.value).startswith("at HEAD: schlaglicht.toml: unknown setting")


def test_evidence_is_that_of_the_revision(repository: Path) -> None:
    evidence = repository / "evidence" / "more.yaml"
    evidence.parent.mkdir()
    evidence.write_text("evidence: {}\n", encoding="utf-8")
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message", "Add evidence")
    evidence.write_text("evidence: {F1: {}}\n", encoding="utf-8")
    with project_at("HEAD", []) as project:
        assert project is not None
        assert [path.read_text(encoding="utf-8") for path in project.evidence] == ["evidence: {}\n"]
    with project_at("HEAD^", []) as project:
        assert project is not None
        assert project.evidence == ()


def test_history_has_the_changes_of_evidence(repository: Path) -> None:
    (repository / "evidence.yaml").write_text("evidence: {}\n", encoding="utf-8")
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message", "Add evidence")
    history = read_history(open_project([repository]))
    assert len(history) == 2


@pytest.mark.parametrize(
    "settings",
    [
        {"core.fsmonitor": "{program}"},
        {"core.hooksPath": "{folder}"},
        {"log.showSignature": "true", "gpg.program": "{program}"},
        {"filter.own.smudge": "{program}", "filter.own.required": "true"},
        {"filter.own.process": "{program}"},
        {"filter.a=b.smudge": "{program}"},
        {"diff.external": "{program}", "diff.own.textconv": "{program}", "log.diffMerges": "on"},
        {"alias.log": "!{program}", "alias.read-tree": "!{program}", "core.pager": "{program}"},
        {"core.sshCommand": "{program}", "remote.far.url": "ssh://h/a", **_PARTIAL},
        {"remote.far.url": "ext::{program}", "protocol.ext.allow": "always", **_PARTIAL},
        {"remote.far.url": ".", "remote.far.uploadpack": "{program}", **_PARTIAL},
        {"submodule.recurse": "true", "submodule.part.update": "!{program}",
         "submodule.part.url": "ext::{program}", "fetch.recurseSubmodules": "true"},
        {"core.editor": "{program}", "core.askPass": "{program}", "credential.helper": "!{program}",
         "core.alternateRefsCommand": "{program}", "uploadpack.packObjectsHook": "{program}",
         "merge.own.driver": "{program}", "interactive.diffFilter": "{program}", "gc.auto": "1",
         "diff.own.command": "{program}", "trailer.x.command": "{program}"},
        {"core.worktree": "{folder}", "core.fsmonitor": "{program}"},
        {"include.path": "{folder}/included"},
    ],
    ids=lambda settings: next(iter(settings)),
)  # fmt: skip
def test_configuration_of_a_repository_starts_no_program(
    repository: Path, tmp_path: Path, settings: dict[str, str]
) -> None:
    """Every setting that names one has one that leaves a mark."""
    mark, folder = tmp_path / "mark", tmp_path / "programs"
    folder.mkdir()
    for name in ("program", "post-index-change", "post-checkout"):
        (folder / name).write_text(f"#!/bin/sh\ntouch {mark}\n", encoding="utf-8")
        (folder / name).chmod(0o755)
    attributes = "* filter=own diff=own merge=own\n*.rq filter=a=b\n"
    (folder / "included").write_text(
        f'[filter "own"]\n\tsmudge = {folder / "program"}\n\tprocess = {folder / "program"}\n'
        f"[core]\n\tfsmonitor = {folder / 'program'}\n",
        encoding="utf-8",
    )
    modules = f'[submodule "part"]\n\tpath = part\n\turl = ext::{folder / "program"}\n'
    (repository / ".gitmodules").write_text(modules, encoding="utf-8")
    gitlink = f"160000,{'1' * 40},part"
    (repository / ".gitattributes").write_text(attributes, encoding="utf-8")
    with (repository / "data.ttl").open("a", encoding="utf-8") as data:
        data.write("# a change that the history lists\n")
    git(repository, "add", "--all")
    git(repository, "update-index", "--add", "--cacheinfo", gitlink)
    git(repository, "commit", "--quiet", "--message", "two")
    sign(repository)
    if settings.keys() >= _PARTIAL.keys():
        lose(repository, "data.ttl")
    for name, value in settings.items():
        named = value.format(program=folder / "program", folder=folder)
        git(repository, "config", name, named)
    read_history(open_project([repository]))
    with suppress(ProjectError), project_at("HEAD", []):
        pass
    assert not mark.exists()


def test_bare_repository_within_the_project_starts_no_program(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Git takes a folder for a repository that has the files of one, as an archive may."""
    mark, program = tmp_path / "mark", tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {mark}\n", encoding="utf-8")
    program.chmod(0o755)
    bare = tmp_path / "bare"
    git(tmp_path, "clone", "--quiet", "--bare", str(repository), str(bare))
    (bare / "data.ttl").write_text("", encoding="utf-8")
    for name in ("core.fsmonitor", "gpg.program"):
        git(bare, "config", name, str(program))
    git(bare, "config", "log.showSignature", "true")
    sign(bare)
    monkeypatch.chdir(bare)
    read_history(open_project([bare]))
    with suppress(ProjectError), project_at("HEAD", []):
        pass
    assert not mark.exists()


@pytest.fixture
def lfs(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that the user's own filter for LFS writes when it runs: what it has been told."""
    told, program = tmp_path / "told", tmp_path / "lfs"
    script = f'#!/bin/sh\nprintf %s "skip=$GIT_LFS_SKIP_SMUDGE" > {told}\ncat\n'
    program.write_text(script, encoding="utf-8")
    program.chmod(0o755)
    own = tmp_path / "gitconfig"
    own.write_text(
        f'[filter "lfs"]\n\tsmudge = {program}\n\tclean = cat\n\trequired = true\n',
        encoding="utf-8",
    )
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(own))
    (repository / ".gitattributes").write_text("*.ttl filter=lfs\n", encoding="utf-8")
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message", "two")
    return told


def test_filter_of_lfs_fetches_nothing(lfs: Path) -> None:
    with project_at("HEAD", []):
        pass
    assert lfs.read_text(encoding="utf-8") == "skip=1"


def test_filter_of_lfs_does_not_run_where_the_repository_names_programs(
    lfs: Path, repository: Path
) -> None:
    git(repository, "config", "lfs.extension.own.smudge", "anything")
    with project_at("HEAD", []) as project:
        assert project is not None
    assert not lfs.exists()


def test_attributes_are_those_of_the_revision(repository: Path) -> None:
    """With a later encoding every file of the revision would be unreadable."""
    was = (repository / "data.ttl").read_bytes()
    for folder in (repository, repository / "shapes"):
        text = "*.ttl working-tree-encoding=UTF-16\n"
        (folder / ".gitattributes").write_text(text, encoding="utf-8")
    with project_at("HEAD", []) as project:
        assert project is not None
        assert project.data[0].read_bytes() == was
        assert b"sh:" in project.shapes[0].read_bytes()


def test_folder_that_is_a_link_now_is_the_one_of_its_name(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A change could put a link to weaker shapes in its place, which the revision has not."""
    (repository / "shapes").rename(repository / "weaker")
    (repository / "shapes").symlink_to("weaker")
    (tmp_path / "elsewhere").symlink_to(repository)
    for top in (repository, tmp_path / "elsewhere"):
        monkeypatch.chdir(top.parent)
        with project_at("HEAD", [top / "shapes"]) as project:
            assert project is not None
            assert [path.name for path in project.shapes] == ["concert.ttl"]


@pytest.fixture
def shapes(repository: Path, tmp_path: Path) -> Path:
    """The shapes as a submodule of the repository, with a second commit there."""
    source, shapes = tmp_path / "source", repository / "shapes"
    shapes.rename(source)
    git(source, "init", "--quiet")
    git(source, "add", "--all")
    git(source, "commit", "--quiet", "--message", "one")
    git(repository, "rm", "-r", "--quiet", "--cached", "shapes")
    allowed = ["-c", "protocol.file.allow=always"]
    git(repository, *allowed, "submodule", "--quiet", "add", "--force", str(source), "shapes")
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message", "submodule")
    (shapes / "concert.ttl").write_text("# weaker\n", encoding="utf-8")
    git(shapes, "commit", "--quiet", "--all", "--message", "two")
    git(repository, "commit", "--quiet", "--all", "--message", "two")
    return shapes


@pytest.mark.usefixtures("shapes")
def test_submodule_is_as_it_was() -> None:
    with project_at("HEAD~1", []) as project:
        assert project is not None
        assert b"sh:NodeShape" in project.shapes[0].read_bytes()


@pytest.mark.parametrize("left", [True, False])
def test_submodule_whose_commit_is_not_here_is_named(shapes: Path, *, left: bool) -> None:
    """Taken for empty, its shapes could be replaced by weaker ones unseen."""
    rmtree(shapes)
    if left:
        shapes.mkdir()
        (shapes / "a.ttl").write_text("# weaker\n", encoding="utf-8")
    with pytest.raises(ProjectError, match="submodule shapes was at"), project_at("HEAD~1", []):
        pass


def test_submodule_that_is_not_checked_out_is_empty_then_too(shapes: Path) -> None:
    rmtree(shapes)
    shapes.mkdir()
    with project_at("HEAD~1", []) as project:
        assert project is not None
        assert project.shapes == ()


def test_tag_does_not_stand_for_a_branch_of_its_name(repository: Path) -> None:
    git(repository, "update-ref", "refs/remotes/origin/main", "HEAD")
    git(repository, "tag", "--annotate", "--message", "v", "origin/main")
    with project_at("origin/main", []):
        pass
    git(repository, "commit", "--quiet", "--allow-empty", "--message", "two")
    git(repository, "tag", "--force", "origin/main", "HEAD")
    with (
        pytest.raises(ProjectError, match="refs/tags/origin/main, refs/remotes/origin/main"),
        project_at("origin/main", []),
    ):
        pass
