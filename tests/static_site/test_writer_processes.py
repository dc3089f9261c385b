from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from pathlib import Path

import pytest

from schlaglicht.errors import ProjectError
from schlaglicht.static_site.base_url import Root
from schlaglicht.static_site.page_writer import Copied, Copier
from schlaglicht.static_site.writer_processes import HereWriter


class FullDisk(Copier):
    def copy(self, names: Iterable[str]) -> Copied:  # noqa: ARG002
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_full_disk_is_told_without_a_file() -> None:
    copier = FullDisk(lambda *_: [], Root("http", "example.org", ""), Path(), "en")
    writer = HereWriter(copier)
    writer.copy(["page"])
    with pytest.raises(ProjectError, match="cannot be written: No space left"):
        writer.next_result()
