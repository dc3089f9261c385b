"""Times pages and data documents of things, in ms in one thread, uncached.

    python bench/pages.py --triples 1000000
    python bench/pages.py some.nt

Takes a hundred things of each kind, evenly spread over the dataset, and prints the median, the
99th percentile, the slowest, and the largest page. Classes are slowest: everything leads to them.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

import generate
from flask.testing import FlaskClient
from rdflib import URIRef

from schlaglicht.dataset.index import build_index
from schlaglicht.dataset.snapshot import take_snapshot
from schlaglicht.engine import EnginePool
from schlaglicht.project import open_project
from schlaglicht.web.app import create_app
from schlaglicht.web.http.cache import CacheSettings
from schlaglicht.web.published_site import Site

THINGS = 100
DOCUMENTS = (".de.html", ".ttl", ".jsonld")


def kinds(site: Site) -> dict[str, list[str]]:
    """Some IRIs of each class, and the classes themselves."""
    classes = [use.iri for use in site.snapshot.statistics.default_graph.classes]
    found = {"classes": classes}
    for class_ in classes:
        node = URIRef(class_)
        step = max(1, site.index.count_instances(node) // THINGS)
        offsets = range(0, step * THINGS, step)
        things = [site.index.instances(node, limit=1, offset=offset) for offset in offsets]
        found[class_] = [str(iri) for some in things for iri in some]
    return found


def milliseconds(client: FlaskClient, url: str) -> tuple[float, int]:
    """The time of one answer, and its size in bytes."""
    start = time.perf_counter()
    response = client.get(url)
    spent = (time.perf_counter() - start) * 1000
    assert response.status_code == 200, url
    return spent, len(response.data)


def measure(site: Site) -> None:
    client = create_app(site, CacheSettings(capacity=0)).test_client()
    client.get("/no-such-thing", headers={"Accept": "text/html"})  # templates are read once
    print(f"{'things':44} {'document':9} {'median':>7} {'99 %':>7} {'most':>7} {'kB':>5}")
    for kind, iris in kinds(site).items():
        for ending in DOCUMENTS:
            paths = [quote(site.dataset.iri_paths.path_of(iri)) for iri in iris]
            measured = [milliseconds(client, f"/{path}{ending}") for path in paths]
            times = sorted(spent for spent, _ in measured)
            late = times[int(len(times) * 0.99)] if len(times) > 1 else times[0]
            largest = max(size for _, size in measured) / 1000
            print(
                f"{kind:44} {ending:9} {statistics.median(times):7.1f} {late:7.1f} "
                f"{times[-1]:7.1f} {largest:5.0f}",
                flush=True,
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--triples", type=int, default=1_000_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = arguments.file or folder / "data.nt"
        if arguments.file is None:
            with path.open("w", encoding="utf-8") as file:
                file.writelines(generate.lines(arguments.triples))
        project = open_project([path])
        snapshot = take_snapshot(project, folder)
        start = time.perf_counter()
        build_index(snapshot)
        print(f"{snapshot.triples} triples, index in {time.perf_counter() - start:.1f} s\n")
        with EnginePool(snapshot, engines=1) as pool:
            measure(Site(project, snapshot, (), pool))


if __name__ == "__main__":
    main()
