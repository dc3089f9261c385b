"""What is written for GitHub, GitLab and pre-commit, judged by their schemas."""

import re
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

from check_jsonschema import main as check_jsonschema
from click.testing import CliRunner

ROOT = Path(__file__).parent.parent.parent
STARTER = files("schlaglicht.cli") / "starter"
DOCUMENT = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")


def snippet(beginning: str) -> str:
    """The one YAML of docs/ci.md that begins so."""
    (text,) = re.findall(rf"```yaml\n({beginning}:.*?)```", DOCUMENT, re.DOTALL)
    return str(text)


def refused(path: Path, schema: str, *options: str) -> str:
    """What a schema that comes with check-jsonschema says against a file."""
    options = ("--builtin-schema", f"vendor.{schema}", *options)
    done = CliRunner().invoke(check_jsonschema, [*options, str(path)])
    return done.output if done.exit_code else ""


def test_action_is_one() -> None:
    assert not refused(ROOT / "action.yml", "github-actions")


def test_configuration_of_dependabot_is_one_and_leaves_the_floors_alone() -> None:
    configuration = ROOT / ".github" / "dependabot.yml"
    assert not refused(configuration, "dependabot")
    (update,) = re.findall(
        r"ecosystem: pip\n(.*?)- package-ecosystem",
        configuration.read_text(encoding="utf-8"),
        re.DOTALL,
    )
    assert re.search(r"exclude-paths:\n +- floors\.txt\n +- requirements/floors\.txt\n", update)


def test_workflow_of_a_new_project_is_one(tmp_path: Path) -> None:
    workflow = tmp_path / "workflow.yml"
    workflow.write_bytes((STARTER / "workflow.yml").read_bytes())
    assert not refused(workflow, "github-workflows")
    workflow.write_text(workflow.read_text(encoding="utf-8").replace("runs-on", "run-on"))
    assert "run-on" in refused(workflow, "github-workflows")


def test_job_of_the_document_is_one(tmp_path: Path) -> None:
    workflow = tmp_path / "workflow.yml"
    workflow.write_text(f"on: push\n{snippet('permissions')}", encoding="utf-8")
    assert not refused(workflow, "github-workflows")


def test_pipeline_of_the_document_is_one(tmp_path: Path) -> None:
    pipeline = tmp_path / ".gitlab-ci.yml"
    pipeline.write_text(snippet("validate"), encoding="utf-8")
    assert not refused(pipeline, "gitlab-ci", "--data-transform", "gitlab-ci")
    pipeline.write_text(snippet("validate").replace("codequality:", "code_quality:"))
    assert "code_quality" in refused(pipeline, "gitlab-ci", "--data-transform", "gitlab-ci")


def test_configuration_of_pre_commit_in_the_document_is_one(tmp_path: Path) -> None:
    config = tmp_path / ".pre-commit-config.yaml"
    config.write_text(snippet("repos"), encoding="utf-8")
    command = [sys.executable, "-m", "pre_commit", "validate-config", str(config)]
    assert subprocess.run(command, check=False).returncode == 0


def test_own_workflow_is_one() -> None:
    workflows = sorted((ROOT / ".github" / "workflows").iterdir())
    assert {"ci.yml", "release.yml"} <= {path.name for path in workflows}
    for workflow in workflows:
        assert not refused(workflow, "github-workflows")


def test_own_configuration_of_pre_commit_is_one() -> None:
    config = str(ROOT / ".pre-commit-config.yaml")
    command = [sys.executable, "-m", "pre_commit", "validate-config", config]
    assert subprocess.run(command, check=False).returncode == 0
