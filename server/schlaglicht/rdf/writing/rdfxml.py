"""RDF/XML, literal for literal, the same bytes for the same graph.

One `rdf:Description` per subject, blank nodes under canonical labels: flat, so that no reader
reaches its nesting limit. XML 1.0 cannot represent every graph; others are refused.

https://www.w3.org/TR/rdf-syntax-grammar/
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from typing import Any

from rdflib import RDF, BNode, Graph, Literal
from rdflib.term import Node

from schlaglicht.errors import ProjectError
from schlaglicht.rdf.blank_nodes.canonicalization import canonical_labels
from schlaglicht.rdf.blank_nodes.forms import statements_of
from schlaglicht.rdf.terms import datatype_of, literal_key, natural_key, ntriples_term
from schlaglicht.rdf.triple import Triple

# The letters of the large scripts that all editions of XML 1.0 allow in names; many parsers,
# expat among them, know the fourth edition only.
_LETTERS = (
    "A-Za-z_\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u0131"
    "\u0391-\u03a1\u03a3-\u03ce\u0410-\u044f\u4e00-\u9fa5\uac00-\ud7a3"
)
_LOCAL_NAME = re.compile(f"(?![0-9.-])[{_LETTERS}0-9.-]+\\Z")
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;"})
_SYNTAX_NAMES = frozenset(
    f"{RDF}{name}"
    for name in (
        *("RDF", "Description", "ID", "about", "parseType", "resource", "nodeID", "datatype"),
        *("aboutEach", "aboutEachPrefix", "bagID", "li"),
    )
)
"""Names that this syntax reserves, unusable as properties."""


def write_rdfxml(graph: Graph, prefixes: Mapping[str, str]) -> str:
    """`graph` as RDF/XML with those of `prefixes` that its predicates use.

    Raises ProjectError for a triple that XML cannot represent: a control character, a predicate
    without an XML name; and if blank nodes can hardly be distinguished.
    """
    names = _Names(graph.predicates(unique=True), prefixes)
    body = "".join(_Descriptions(graph, names).written())
    declarations = "".join(
        f'\n    xmlns:{prefix}="{_escaped(namespace)}"'
        for prefix, namespace in sorted(names.namespaces.items())
    )
    declared = f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF{declarations}>\n'
    return f"{declared}{body}</rdf:RDF>\n"


def can_name(predicate: str) -> bool:
    """True if a property can be an element of RDF/XML."""
    return predicate not in _SYNTAX_NAMES and bool(_LOCAL_NAME.search(predicate))


def can_carry(graph: Graph) -> bool:
    """True if RDF/XML can represent every triple of `graph`."""
    return all(
        can_name(str(predicate)) and not _NOT_IN_XML.search(value)  # type: ignore[call-overload]
        for _, predicate, value in graph
    )


class _Names:
    """The XML names of predicates, and the namespaces that these need."""

    def __init__(self, predicates: Iterable[Node], prefixes: Mapping[str, str]) -> None:
        self.known = {
            prefix: namespace
            for prefix, namespace in prefixes.items()
            if _LOCAL_NAME.match(prefix) and not prefix.lower().startswith("xml")
        }
        self.known["rdf"] = str(RDF)
        self.namespaces = {"rdf": str(RDF)}
        self.of: dict[str, str] = {}
        for predicate in sorted(map(str, predicates)):
            local = _LOCAL_NAME.search(predicate)
            if local and can_name(predicate):
                self.of[predicate] = self._qualified(predicate, local.start())

    def _qualified(self, predicate: str, split: int) -> str:
        """The name with the longest known namespace, else with a new one."""
        fitting = (
            (-len(ns), prefix)
            for prefix, ns in self.known.items()
            if predicate.startswith(ns) and _LOCAL_NAME.match(predicate, len(ns))
        )
        _, prefix = min(fitting, default=(0, ""))
        if not prefix:
            prefix = next(
                name for name in (f"ns{number}" for number in count(1)) if name not in self.known
            )
            self.known[prefix] = predicate[:split]
        namespace = self.namespaces[prefix] = self.known[prefix]
        return f"{prefix}:{predicate[len(namespace) :]}"


class _Descriptions:
    """The descriptions of all subjects of one graph."""

    def __init__(self, graph: Graph, names: _Names) -> None:
        self.statements = statements_of(graph)
        self.labels = canonical_labels(graph)
        self.names = names

    def written(self) -> Iterator[str]:
        for subject in sorted(self.statements, key=self.key):
            yield f"  <rdf:Description {self.reference('rdf:about', subject)}>\n"
            yield from self.properties(subject)
            yield "  </rdf:Description>\n"

    def properties(self, subject: Node) -> Iterator[str]:
        written = self.statements[subject]
        for predicate in sorted(written, key=lambda p: (p != RDF.type, natural_key(str(p)))):
            for value in sorted(written[predicate], key=self.key):
                yield f"    {self.property((subject, predicate, value))}\n"

    def property(self, triple: Triple) -> str:
        _, predicate, value = triple
        name = self.names.of.get(str(predicate))
        if name is None:
            raise self.refusal(triple, "its predicate is no XML name")
        if _NOT_IN_XML.search("".join(map(str, triple))):
            raise self.refusal(triple, "it has a control character, which XML 1.0 forbids")
        if not isinstance(value, Literal):
            return f"<{name} {self.reference('rdf:resource', value)}/>"
        return f"<{name}{_attributes(value)}>{_escaped(value)}</{name}>"

    def reference(self, attribute: str, node: Node) -> str:
        if isinstance(node, BNode):
            return f'rdf:nodeID="{self.labels[node]}"'
        return f'{attribute}="{_escaped(node)}"'

    def key(self, node: Node) -> tuple[int, Any]:
        """The order of nodes: IRIs, literals, blank nodes by their label."""
        if isinstance(node, Literal):
            return 1, literal_key(node)
        if isinstance(node, BNode):
            return 2, natural_key(self.labels[node])
        return 0, natural_key(str(node))

    def refusal(self, triple: Triple, reason: str) -> ProjectError:
        written = " ".join(ntriples_term(term, self.labels) for term in triple)
        return ProjectError(
            f"RDF/XML cannot carry this triple: {reason}; choose another format, such as turtle\n"
            f"  {written}"
        )


def _attributes(literal: Literal) -> str:
    if literal.language:
        return f' xml:lang="{literal.language}"'
    datatype = datatype_of(literal)
    return f' rdf:datatype="{_escaped(datatype)}"' if datatype else ""


def _escaped(text: object) -> str:
    return str(text).translate(_ESCAPES)
