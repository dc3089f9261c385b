"""Writes the vocabulary of schema.org that validation reads, from a published release.

    python scripts/generate_schema_org.py schemaorg-current-https.jsonld 30.0

The release is https://schema.org/version/latest/schemaorg-current-https.jsonld; the number is its
own.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parent.parent / "server/schlaglicht/vocabularies/schema_org.tsv"
HEADER = """\
# The vocabulary of schema.org, release {release}: https://schema.org/docs/releases.html
# Licence: CC BY-SA 3.0, https://creativecommons.org/licenses/by-sa/3.0/, by the schema.org authors.
# A term, the classes just above it, the classes that it belongs to as a property, those of its
# values, the property that is its inverse.
"""
_OF_PROPERTIES = ("domainIncludes", "rangeIncludes", "inverseOf")
_SCHEMA = ("https://schema.org/", "schema:")


def vocabulary_lines(release: Mapping[str, Any]) -> Iterator[str]:
    """A line for each term of schema.org, in the order of their names."""
    for node in sorted(release["@graph"], key=lambda node: str(node["@id"])):
        if node["@id"].startswith(_SCHEMA):
            parents = _names(node, "rdfs:subClassOf")
            more = [_names(node, f"schema:{x}", f"{_SCHEMA[0]}{x}") for x in _OF_PROPERTIES]
            yield "\t".join((_name(node["@id"]), parents, *more)).rstrip("\t")


def _names(node: Mapping[str, Any], *keys: str) -> str:
    values: Any = next((node[key] for key in keys if key in node), [])
    references = values if isinstance(values, list) else [values]
    return " ".join(sorted(_name(reference["@id"]) for reference in references))


def _name(iri: str) -> str:
    for prefix in _SCHEMA:
        iri = iri.removeprefix(prefix)
    return iri


def main(source: str, release: str) -> None:
    """Writes the file from the release in the file `source`."""
    published = json.loads(Path(source).read_text(encoding="utf-8"))
    lines = "".join(f"{line}\n" for line in vocabulary_lines(published))
    TARGET.write_text(HEADER.format(release=release) + lines, encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
