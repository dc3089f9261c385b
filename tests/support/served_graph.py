"""A project as it is served: a real engine process that answers queries."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

from patience import PATIENT

from schlaglicht.dataset.snapshot import take_snapshot
from schlaglicht.engine import EnginePool
from schlaglicht.formats import Format
from schlaglicht.project import Project, open_project
from schlaglicht.query import answer, read_query

ROOT = Path(__file__).parents[2]
PREFIXES = open_project([ROOT]).settings.prefixes

Ask: TypeAlias = Callable[[str, Format], bytes]


@contextmanager
def engine(project: Project, folder: Path) -> Iterator[Ask]:
    """A real engine process that answers queries on a project in the bytes of a format."""
    snapshot = take_snapshot(project, folder)
    with EnginePool(snapshot, engines=1, limits=PATIENT) as pool:
        yield lambda text, form: answer(pool, read_query(text), form, prefixes=PREFIXES).body
