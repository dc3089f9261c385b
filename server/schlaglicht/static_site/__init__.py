"""The site as files: what the application answers, written down for hosts that only have files.

`crawl.py` finds what there is, `writers.py` shares it out among processes, `copying.py` asks the
application and writes, `names.py` says which file a URL is, `links.py` what an answer links to,
`hosting.py` writes the rules for web servers, `folder.py` puts the whole in place.
"""

from __future__ import annotations

from schlaglicht.static_site.base_url import Root, read_root
from schlaglicht.static_site.export import Plan, export_site
from schlaglicht.static_site.site_report import BrokenLink, SiteReport

__all__ = ["BrokenLink", "Plan", "Root", "SiteReport", "export_site", "read_root"]
