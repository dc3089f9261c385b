from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from schlaglicht.static_site import SiteReport


def test_files_have_the_look_of_the_settings(
    exported: Callable[[Path], tuple[Path, SiteReport]], tmp_path: Path
) -> None:
    (tmp_path / "data.ttl").write_text("<ex:s> <ex:p> <ex:o> .", encoding="utf-8")
    (tmp_path / "logo.svg").write_text("<svg/>", encoding="utf-8")
    settings = '[site]\nlogo = "logo.svg"\naccent = "#1f5f8b"\nimprint = "https://example.org/i"\n'
    (tmp_path / "schlaglicht.toml").write_text(settings, encoding="utf-8")
    site, report = exported(tmp_path)
    assert report.broken == ()
    assert (site / "logo.svg").read_text(encoding="utf-8") == "<svg/>"
    assert "#1f5f8b" in (site / "theme.css").read_text(encoding="utf-8")
    assert (site / "favicon.ico").read_bytes().startswith(b"\0\0\1\0")
    page = (site / "index.de.html").read_text(encoding="utf-8")
    assert '<a href="https://example.org/i">Impressum</a>' in page


def test_imprint_from_a_file_is_a_page(
    exported: Callable[[Path], tuple[Path, SiteReport]], tmp_path: Path
) -> None:
    (tmp_path / "data.ttl").write_text("<ex:s> <ex:p> <ex:o> .", encoding="utf-8")
    (tmp_path / "imprint.md").write_text("The office", encoding="utf-8")
    settings = '[site]\nimprint = "imprint.md"\n'
    (tmp_path / "schlaglicht.toml").write_text(settings, encoding="utf-8")
    site, report = exported(tmp_path)
    assert report.broken == ()
    assert "The office" in (site / "imprint.html").read_text(encoding="utf-8")
    assert "<h1>Impressum</h1>" in (site / "imprint.de.html").read_text(encoding="utf-8")
    assert not (site / "privacy.html").exists()
