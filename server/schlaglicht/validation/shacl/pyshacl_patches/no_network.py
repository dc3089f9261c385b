"""Confines pySHACL to the given graphs: no shape reaches the network or a file.

pySHACL writes declarations of shapes into the text of a query unchecked, and rdflib, which
evaluates the query, connects to any server that SERVICE names. Three locks, each for gaps in the
one before: only text that the grammar allows there enters a query, SERVICE is searched in the query
as rdflib has parsed it, and all functions that open addresses are blocked meanwhile.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from threading import get_ident
from typing import Any

from schlaglicht.errors import QueryRefused
from schlaglicht.rdf.paths import path_text, read_path
from schlaglicht.rdf.prefixes import is_namespace, is_prefix
from schlaglicht.validation.shacl.shape_queries import declared_prefixes, parts_of

_PATH = re.compile(r"(?:<[^\x00-\x20<>\"{}|^`\\]*>|[ ^/|*+?()])*")
"""The characters of a property path whose IRIs are written in full."""


def declarations_alone(collect: Callable[[Any], None]) -> Callable[[Any], None]:
    """Refuses a query whose prefixes or namespaces are not valid as such in its text.

    What a query's ontologies and their imports declare precedes what pySHACL takes from others.
    """

    def collect_declarations(helper: Any) -> None:
        collect(helper)
        helper.prefixes.update(declared_prefixes(helper.node, helper.shape.sg.graph))
        for prefix, namespace in helper.prefixes.items():
            if not is_prefix(str(prefix)):
                raise QueryRefused(f"sh:prefix {prefix!s:.40} is not a prefix", feature="sh:prefix")
            if not is_namespace(str(namespace)):
                reason = f"sh:namespace {namespace!s:.40} is not an absolute IRI"
                raise QueryRefused(reason, feature="sh:namespace")

    return collect_declarations


def whole_iris(write: Callable[..., str]) -> Callable[..., str]:
    """Writes the IRIs of `$PATH` in full: shortened, `ex:a'` begins a string and `ex:a#` a comment.

    Repeated operators get brackets: `^^` and `??` are not part of a path.
    https://www.w3.org/TR/shacl/#sparql-constraints-prebound
    """

    def write_whole(shapes_graph: Any, path_node: Any, **_: Any) -> str:
        write(shapes_graph, path_node)  # refuses an invalid path
        text = path_text(read_path(shapes_graph.graph, path_node), "<{}>".format)
        if not _PATH.fullmatch(text):
            raise QueryRefused(f"sh:path {text:.40} is not a path of IRIs", feature="sh:path")
        return text

    return write_whole


def closed(opens: Callable[..., Any]) -> Callable[..., Any]:
    """Keeps this thread from opening anything; others still call `opens`.

    rdflib and pySHACL load everything through the openers of urllib or `Graph.parse`, for SERVICE,
    FROM, LOAD, `owl:imports` and `sh:jsLibrary`.
    """
    return _guarded(opens, _refuse)


def refusing_service(translate: Callable[..., Any]) -> Callable[..., Any]:
    """Refuses, in this thread, a query that contains SERVICE as rdflib has parsed it."""
    return _guarded(translate, _refuse_service)


def _guarded(call: Callable[..., Any], guard: Callable[[Any], None]) -> Callable[..., Any]:
    """`call`, preceded by `guard` on its first argument in calls by this thread."""
    thread = get_ident()

    def guarded(first: Any, *args: Any, **kwargs: Any) -> Any:
        if get_ident() == thread:
            guard(first)
        return call(first, *args, **kwargs)

    return guarded


def _refuse(_: Any) -> None:
    raise QueryRefused("a shape reads nothing but the graph it checks", feature="network")


def _refuse_service(parsed: Any) -> None:
    if any(part.name == "ServiceGraphPattern" for part in parts_of(parsed)):
        raise QueryRefused("SERVICE is not allowed in the query of a shape", feature="SERVICE")
