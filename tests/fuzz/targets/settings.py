"""Settings of a project: a project, or an error that names the file."""

from __future__ import annotations

from schlaglicht.errors import ProjectError
from schlaglicht.project import open_project
from targets.file_of_bytes import file_of

SEEDS = (
    b'base = "https://a/"\nlanguages = ["de", "en"]\nimages = ["a.org"]\n[prefixes]\nex = "a:b#"\n',
    (
        b'[validate]\ncoverage = 90\nfail-on = "warning"\n[[validate.ignore]]\nrule = "shape"\n'
        b'reason = "known"\npath = "data/*"\n'
    ),
    b'[site]\ntitle = "T"\naccent = "#123456"\n[site.labels]\nde = "x"\n[queries]\ntimeout = 5.5\n',
    (
        b'[[sentences]]\nclass = "schema:Role"\nde = "{a} und {b}"\n[[pages]]\nclass = "a:B"\n'
        b'lead = ["a:c"]\n'
    ),
    b"a = { b = [1, 2.5, true, 2024-01-01] }\n[a.c]\n",
)


def check(content: bytes) -> None:
    """Raises if settings end with anything but an error about their file."""
    with file_of(content, "schlaglicht.toml") as path:
        (path.parent / "data.ttl").write_bytes(b"")
        try:
            open_project(folder=path.parent)
        except ProjectError as error:
            assert path.name in str(error), error
