"""Known vulnerabilities of all locked versions, the licences of those that users install, an SBOM.

`make audit` sets up the two environments that this needs. The exit code is 1 when a vulnerability
is known, 2 when something could not be checked.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".venv-audit" / "bin"
SHIPPED = ROOT / ".venv-run"
BOM = ROOT / "dist" / "sbom.cdx.json"


def main() -> int:
    """The worst outcome of the three parts."""
    print("== Known vulnerabilities")
    outcomes = [audit_lock(ROOT / "requirements" / f"{lock}.txt") for lock in ("dev", "audit")]
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


def list_licences() -> int:
    """Prints package, version and licence, by licence."""
    options = ["--with-system", "--ignore-packages", "pip", "setuptools", "--order", "license"]
    command = [TOOLS / "pip-licenses", "--python", SHIPPED / "bin" / "python", *options]
    return subprocess.run(command, check=False).returncode and 2


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
    print(f"{BOM.relative_to(ROOT)} (CycloneDX)" if status == 0 else "NOT WRITTEN")
    return status and 2


if __name__ == "__main__":
    sys.exit(main())
