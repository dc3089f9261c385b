"""The site as files: answers of the application, written for static hosts.

`crawl` finds the documents and distributes them among processes, `page_writer` requests them from
the application and writes them, `file_names` maps URLs to files, `host_rules` writes rules for web
servers; `export` runs them all and puts the whole in place.
"""

from __future__ import annotations

from schlaglicht.static_site.crawl import BrokenLink, SiteReport
from schlaglicht.static_site.export import Plan, export_site
from schlaglicht.static_site.file_names import Root, read_root

__all__ = ["BrokenLink", "Plan", "Root", "SiteReport", "export_site", "read_root"]
