from pathlib import Path

from schlaglicht.web.static_site.root import Root


def write_rules(root: Root, base: str | None, folder: Path) -> None:
    pass
