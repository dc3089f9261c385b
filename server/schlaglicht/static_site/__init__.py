"""The site as files: answers of the application, written for static hosts.

`crawl` finds the documents, `writer_processes` distributes them among processes, `page_writer`
requests them from the application (`client`) and writes them, `file_names` maps URLs to files,
`page_links` extracts links, `host_rules` writes rules for web servers, `atomic_folder` puts the
whole in place; `export` runs them all.
"""

from __future__ import annotations

from schlaglicht.static_site.base_url import Root, read_root
from schlaglicht.static_site.export import Plan, export_site
from schlaglicht.static_site.site_report import BrokenLink, SiteReport

__all__ = ["BrokenLink", "Plan", "Root", "SiteReport", "export_site", "read_root"]
