"""A project with one document and three statements on it."""

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Run = Callable[..., CompletedProcess[str]]

DOCUMENT = """Lichterfest am Kanal

Am 3. Mai 2031 lud der Verein Kanalfreunde
zum ersten Lichterfest ein. Rund 300 Gäste kamen.

Der Verein will das Fest nun jedes Jahr feiern.
"""

SETTINGS = """base = "https://example.org/"
evidence = true

[prefixes]
id = "https://example.org/id/"
schema = "https://schema.org/"
"""

DATA = """# The festival.

@prefix id: <https://example.org/id/> .
@prefix schema: <https://schema.org/> .

id:club
    a schema:Organization ;
    schema:name "Kanalfreunde"@de .

id:feast
    a schema:Event .
"""

EVIDENCE = """# What the report says.
namespace: https://example.org/id/

document:
  file: report.txt   # as it was printed
  iri: id:report
  language: de
  works:
    id:text:
      headline: 0-20
      paragraph: [22-114, 116-163]

evidence:
  # the club
  F001:
    passages: [45-64]
    verbatim:
      - id:club schema:name # as on the poster
    record:
      - id:club a schema:Organization

  # the feast
  F003:
    passages: [76-87]
    record:
      - id:feast a schema:Event
"""


@pytest.fixture
def feast(tmp_path: Path) -> Path:
    """The folder of the project; its documents are in the folder `sources` next to it."""
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "report.txt").write_text(DOCUMENT, encoding="utf-8")
    project = tmp_path / "project"
    (project / "evidence").mkdir(parents=True)
    for name, text in (
        ("schlaglicht.toml", SETTINGS),
        ("data.ttl", DATA),
        ("evidence/report.yaml", EVIDENCE),
    ):
        (project / name).write_text(text, encoding="utf-8")
    return project


@pytest.fixture
def add(feast: Path, cli: Run) -> Run:
    """Adds evidence on the document of the project; more arguments follow."""
    return lambda *given: cli(feast, "evidence", "add", "--sources", "../sources", *given)


@pytest.fixture
def files(feast: Path) -> Callable[[], dict[str, bytes]]:
    """The content of each file of the project."""
    return lambda: {
        p.relative_to(feast).as_posix(): p.read_bytes() for p in feast.rglob("*") if p.is_file()
    }
