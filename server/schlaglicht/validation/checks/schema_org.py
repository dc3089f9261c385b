"""The published vocabulary of schema.org: its terms, its hierarchy, the domains of its properties.

`schema_org.tsv` holds a release of it, written by `scripts/generate_schema_org.py`.
https://schema.org/docs/datamodel.html
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SCHEMA_ORG = "https://schema.org/"

_FILE = Path(__file__).with_suffix(".tsv")


@dataclass(frozen=True)
class SchemaOrg:
    """The vocabulary; terms are IRIs with https."""

    terms: frozenset[str]
    """Every term, including those of earlier releases that the current one lacks."""
    domains: Mapping[str, frozenset[str]]
    """The classes that each property belongs to."""
    parents: Mapping[str, frozenset[str]]
    """The direct superclasses of each class."""

    def above(self, classes: Iterable[str]) -> set[str]:
        """The classes and all their superclasses."""
        found: set[str] = set()
        waiting = list(classes)
        while waiting:
            class_ = waiting.pop()
            if class_ not in found:
                found.add(class_)
                waiting += self.parents.get(class_, ())
        return found


@cache
def read_schema_org() -> SchemaOrg:
    """The vocabulary of the release that comes with this package."""
    from rdflib import SDO

    parents: dict[str, frozenset[str]] = {}
    domains: dict[str, frozenset[str]] = {}
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            name, above, classes = f"{line}\t\t".split("\t")[:3]
            parents[SCHEMA_ORG + name] = _iris(above)
            domains[SCHEMA_ORG + name] = _iris(classes)
    earlier = {SCHEMA_ORG + name for name in SDO.__annotations__}
    return SchemaOrg(frozenset(parents.keys() | earlier), domains, parents)


def _iris(names: str) -> frozenset[str]:
    return frozenset(name if ":" in name else SCHEMA_ORG + name for name in names.split())
