"""Checks pages of a running server with the Nu HTML checker, and prints every error.

    npm install vnu-jar                         (in a folder elsewhere; needs Java)
    python bench/html_validity.py vnu.jar http://127.0.0.1:8000/

Follows the links of the start page and takes up to three pages of each kind, in both languages.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import tempfile
import urllib.error
import urllib.request
from collections import Counter
from html import unescape
from pathlib import Path
from urllib.parse import urljoin, urlsplit

EACH = 3
MOST = 400


def kind(url: str) -> str:
    """The kind of a page, by folder, language and depth; one kind has one template."""
    parts = urlsplit(url).path.split("/")
    language = "de" if ".de." in url or "lang=de" in url else "en"
    narrowed = "by" if "/by/" in url else ""
    index = "index" if parts[-1].startswith("index") else ""
    return f"{parts[1]} {index} {narrowed} {language}"


def crawl(start: str) -> dict[str, str]:
    """Some pages of each kind, by URL."""
    waiting, seen, taken = [start], {start}, Counter[str]()
    pages: dict[str, str] = {}
    while waiting and len(pages) < MOST:
        url = waiting.pop(0)
        if taken[kind(url)] >= EACH:
            continue
        request = urllib.request.Request(url, headers={"Accept": "text/html"})
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                if not answer.headers["Content-Type"].startswith("text/html"):
                    continue
                text = answer.read().decode()
        except urllib.error.HTTPError as error:
            text = error.read().decode()
            print(error.code, url)
        taken[kind(url)] += 1
        pages[url] = text
        for href in re.findall(r'href="([^"]*)"', text):
            link = urljoin(url, unescape(href)).partition("#")[0]
            if link.startswith(start) and link not in seen:
                seen.add(link)
                waiting.append(link)
    return pages


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checker", type=Path)
    parser.add_argument("url")
    arguments = parser.parse_args()
    pages = crawl(arguments.url)
    with tempfile.TemporaryDirectory() as name:
        files = {}
        for number, (url, text) in enumerate(pages.items()):
            file = Path(name) / f"{number:04}.html"
            file.write_text(text, encoding="utf-8")
            files[file.name] = url
        command = ["java", "-jar", str(arguments.checker), "--errors-only", "--format", "gnu"]
        done = subprocess.run([*command, name], capture_output=True, text=True, check=False)
    errors = done.stderr.splitlines()
    for line in errors:
        found = re.search(r"(\d{4}\.html)", line)
        print(files[found[1]] if found else "", line.partition(".html")[2] or line)
    print(f"{len(pages)} pages, {len(errors)} errors")
    raise SystemExit(1 if errors else 0)


if __name__ == "__main__":
    main()
