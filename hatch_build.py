"""Puts what is built into the wheel: the compiled messages, and the scripts of pages.

The messages are compiled here, for an editable install in place; the scripts by `make`. The file
that the variable SBOM names goes to the metadata: https://peps.python.org/pep-0770/.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_STATIC = "server/schlaglicht/web/static"

_NO_DATE = datetime(1980, 1, 1, tzinfo=UTC)


class BuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Puts a `.mo` next to every `.po` of the package, and adds the scripts."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compiles the catalogues, and adds to the build what it leaves out as ignored files."""
        root = Path(self.root)
        compiled = compile_catalogues(root)
        scripts = [*root.glob(f"{_STATIC}/*-page.js"), *root.glob(f"{_STATIC}/chunks/*")]
        built = [*compiled, *sorted(scripts)]
        build_data["artifacts"] += (f"/{path.relative_to(root).as_posix()}" for path in built)
        if bom := os.environ.get("SBOM"):
            build_data.setdefault("sbom_files", []).append(bom)
        if version == "standard" and not scripts:
            bundling = f"`make {_STATIC}/query-page.js` bundles them"
            self.app.display_warning(f"without the scripts of pages; {bundling}")


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
