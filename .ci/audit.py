"""Known vulnerabilities of all locked versions, the licences of those that users install, an SBOM.

`make audit` sets up the two environments that this needs. The exit code is 1 when a vulnerability
is known, 2 when something could not be checked.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".venv-audit" / "bin"
SHIPPED = ROOT / ".venv-run"
BOM = ROOT / "dist" / "sbom.cdx.json"
LOCKS = ("dev", "audit", "node")
FRONTEND = ROOT / "server" / "frontend"
NODE_OF_PYPI = ROOT / ".venv-node" / "bin"


def main() -> int:
    """The worst outcome of the three parts."""
    print("== Known vulnerabilities")
    outcomes = [audit_lock(ROOT / "requirements" / f"{lock}.txt") for lock in LOCKS]
    outcomes.append(audit_bundle())
    print("== Licences of what users install", flush=True)
    outcomes.append(list_licences())
    print("== SBOM of what users install", flush=True)
    outcomes.append(write_bom())
    return max(outcomes)


def audit_lock(lock: Path) -> int:
    """0 when every version in `lock` was checked and none is vulnerable, 1 or 2 otherwise."""
    command = [
        TOOLS / "pip-audit",
        "--progress-spinner",
        "off",
        "--format",
        "json",
        "--disable-pip",
    ]
    done = subprocess.run(
        [*command, "--require-hashes", "--requirement", lock],
        capture_output=True,
        text=True,
        check=False,
    )
    if not done.stdout:
        reason = done.stderr.strip().splitlines()[-1:] or ["no output"]
        print(f"{lock.name}: NOT CHECKED, the advisories of the package index cannot be reached:")
        print(f"  {reason[0]}")
        return 2
    return report_versions(lock.name, json.loads(done.stdout)["dependencies"])


def report_versions(name: str, versions: list[dict[str, Any]]) -> int:
    """Prints each vulnerable version; one that pip-audit passed over is unchecked, not safe."""
    unchecked = [version["name"] for version in versions if "skip_reason" in version]
    vulnerable = [version for version in versions if version.get("vulns")]
    for version in vulnerable:
        for found in version["vulns"]:
            repair = ", ".join(found["fix_versions"]) or "none"
            print(f"  {version['name']} {version['version']}: {found['id']}, repaired in: {repair}")
    checked = len(versions) - len(unchecked)
    print(f"{name}: {checked} versions checked, {len(vulnerable)} vulnerable")
    if unchecked:
        names = ", ".join(unchecked) if checked else "any of them"
        print(f"  {len(unchecked)} NOT CHECKED, the package index has no advisories for {names}")
    return 1 if vulnerable else 2 if unchecked else 0


def audit_bundle() -> int:
    """0 when npm checked all that the bundle is made from and by, 1 or 2 as `audit_lock`."""
    path = f"{NODE_OF_PYPI}{os.pathsep}{os.environ['PATH']}"
    npm = shutil.which("npm", path=path)
    if npm is None:
        print("package-lock.json: NOT CHECKED, there is no npm")
        return 2
    command = [npm, "audit", "--package-lock-only", "--json"]
    environment = {**os.environ, "PATH": path}
    done = subprocess.run(
        command, cwd=FRONTEND, env=environment, capture_output=True, text=True, check=False
    )
    return report_packages(json.loads(done.stdout or "{}"))


def report_packages(report: dict[str, Any]) -> int:
    """Prints each vulnerable package that npm reports; without a list it checked nothing."""
    if "vulnerabilities" not in report:
        reason = report.get("message") or "no output"
        print(f"package-lock.json: NOT CHECKED, npm has no advisories:\n  {reason}")
        return 2
    for name, found in sorted(report["vulnerabilities"].items()):
        print(f"  {name} {found['range']}: {found['severity']}")
    print(f"package-lock.json: {len(report['vulnerabilities'])} vulnerable")
    return 1 if report["vulnerabilities"] else 0


def bundled_packages() -> list[tuple[str, str, str]]:
    """Name, version and licence of the npm packages in the scripts of pages."""
    lock = json.loads((FRONTEND / "package-lock.json").read_text(encoding="utf-8"))
    return [
        (path.removeprefix("node_modules/"), package["version"], package["license"])
        for path, package in lock["packages"].items()
        if path and not package.get("dev")
    ]


def list_licences() -> int:
    """Prints package, version and licence, by licence; then the npm packages in the bundles."""
    options = ["--with-system", "--ignore-packages", "pip", "setuptools", "--order", "license"]
    command = [TOOLS / "pip-licenses", "--python", SHIPPED / "bin" / "python", *options]
    status = subprocess.run(command, check=False).returncode
    for name, version, licence in bundled_packages():
        print(f" {name:30} {version:8} {licence} (npm, bundled)")
    return status and 2


def write_bom() -> int:
    """Writes the SBOM in CycloneDX; the same environment gives the same bytes."""
    BOM.parent.mkdir(exist_ok=True)
    command = [
        TOOLS / "cyclonedx-py",
        "environment",
        SHIPPED,
        "--pyproject",
        ROOT / "pyproject.toml",
    ]
    options = ["--output-reproducible", "--output-format", "JSON", "--output-file", BOM]
    status = subprocess.run([*command, *options], check=False).returncode
    if status == 0:
        add_bundled_packages(BOM)
    print(f"{BOM.relative_to(ROOT)} (CycloneDX)" if status == 0 else "NOT WRITTEN")
    return status and 2


def add_bundled_packages(path: Path) -> None:
    """Adds the npm packages in the bundle to the components of an SBOM."""
    bom = json.loads(path.read_text(encoding="utf-8"))
    for name, version, licence in bundled_packages():
        purl = f"pkg:npm/{name.replace('@', '%40')}@{version}"
        component = {"bom-ref": purl, "type": "library", "name": name, "version": version}
        licences = [{"license": {"id": licence}}]
        bom["components"].append(component | {"licenses": licences, "purl": purl})
    path.write_text(json.dumps(bom, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
