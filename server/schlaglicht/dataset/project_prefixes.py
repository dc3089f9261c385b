"""The prefixes of a project: those of its settings, of its files, and well-known ones."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping

from schlaglicht.dataset.statistics import Statistics, vocabulary_namespace
from schlaglicht.rdf.prefixes import is_namespace, is_prefix
from schlaglicht.rdf.well_known_prefixes import WELL_KNOWN

MOST_OF_FILES = 500
"""Prefixes that are taken from files; of more, those that most files declare."""

LONGEST = 300
"""Length of a prefix of a file together with its namespace; longer ones are passed over."""

_COUNTED = re.compile(r"(?:ns|j\.)\d+")
"""Prefixes that programs make for namespaces without one."""

_SCHEMA_ORG = ("https://schema.org/", "http://schema.org/")

_UNWRITTEN = {
    "http://www.w3.org/2001/XMLSchema#string",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString",
}
"""Datatypes that no text needs to name."""


def project_prefixes(
    settings: Mapping[str, str],
    files: Iterable[Mapping[str, str]],
    statistics: Statistics | None = None,
) -> dict[str, str]:
    """The prefixes that answers are written with, the preferred ones first.

    Those of the settings; those of the files; the well-known ones of namespaces in use that have
    none yet; those of the files that a program counted, such as `ns1`. `files` are the declarations
    of each file, in order.
    """
    known, counted = dict(settings), dict[str, str]()
    for prefix, namespace in prefixes_of_files(files).items():
        (counted if _COUNTED.fullmatch(prefix) else known).setdefault(prefix, namespace)
    used = used_namespaces(statistics) if statistics else frozenset()
    for prefix, namespace in well_known_for(used).items():
        if namespace in used and namespace not in known.values():
            known.setdefault(prefix, namespace)
    for prefix, namespace in counted.items():
        known.setdefault(prefix, namespace)
    return known


def prefixes_of_files(files: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """The prefixes of files; of several meanings that of the most files, at a tie the earliest.

    Those without a name or an IRI that a query can write are left out, and the rarest of too many.
    """
    meanings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for declared in files:
        for prefix, namespace in declared.items():
            if _is_usable(prefix, namespace):
                meanings[prefix][namespace] += 1
    # Counter and sort keep the order of what is equally frequent. A name reads better than none.
    chosen = [(prefix, *of.most_common(1)[0]) for prefix, of in meanings.items()]
    chosen.sort(key=lambda entry: (not entry[0], -entry[2]))
    return {prefix: namespace for prefix, namespace, _ in chosen[:MOST_OF_FILES]}


def used_namespaces(statistics: Statistics) -> frozenset[str]:
    """The namespaces of the classes, properties and datatypes of a dataset."""
    graphs = (statistics.default_graph, *statistics.named_graphs.values())
    properties = [use for graph in graphs for use in graph.properties]
    iris = {use.iri for graph in graphs for use in graph.classes}
    iris.update(use.iri for use in properties)
    datatypes = {iri for use in properties for iri in use.datatypes}
    return frozenset(map(vocabulary_namespace, iris | (datatypes - _UNWRITTEN)))


def well_known_for(used: Container[str]) -> Mapping[str, str]:
    """The well-known prefixes; `schema` is the http namespace where only that one is in use."""
    https, http = _SCHEMA_ORG
    if http in used and https not in used:
        return {**WELL_KNOWN, "schema": http}
    return WELL_KNOWN


def _is_usable(prefix: str, namespace: str) -> bool:
    fits = len(prefix) + len(namespace) <= LONGEST
    return fits and is_prefix(prefix) and is_namespace(namespace)
