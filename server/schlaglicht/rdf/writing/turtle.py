"""Canonical Turtle: the same bytes for the same graph, one statement per line.

The order, whatever the source of the graph:

- `@prefix` lines of the prefixes in use, sorted;
- a block per subject: IRIs first, then blank nodes without a reference (`[]`), then blank nodes
  under a label (`_:b0`), separated by a blank line;
- in a block `a` first, then predicates with a fixed order (READING_ORDER), then the others in
  their written form;
- objects: IRIs in their written form, literals by language, text and datatype, then blank nodes in
  their written form, then triple terms in theirs; with these, or a base direction, the first line
  is `VERSION "1.2"`.

Numbers within names sort as numbers: `id:f2` before `id:f10`.

A blank node with a single reference is in brackets at that place: on one line if it contains no
further blank node, else on several. Well-formed RDF lists are collections. Nodes with several
references, on a cycle or nested too deep have a label, made from the graph alone.

Literals keep their text and language tag; numbers and booleans are bare if every parser reads them
back unchanged. Strings stay on one line, with escapes for invisible characters.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from rdflib import RDF, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from schlaglicht.errors import ProjectError, SchlaglichtError
from schlaglicht.formats import TURTLE, graph_format_of
from schlaglicht.ground.atomic_file import write_file
from schlaglicht.ground.files import is_folder, link_bounds
from schlaglicht.rdf.blank_nodes.forms import (
    BlankNodes,
    Statements,
    in_order,
    place_in_dataset,
    shared_nodes,
    statements_of,
)
from schlaglicht.rdf.graph_store import new_graph
from schlaglicht.rdf.load import load_file, locating_alike_nodes
from schlaglicht.rdf.terms import TripleTerm, literal_key, natural_key
from schlaglicht.rdf.triple import GraphName, Triple
from schlaglicht.rdf.turtle_terms import TurtleTerms
from schlaglicht.vocab import OA

READING_ORDER = {
    predicate: place
    for place, predicate in enumerate(
        (RDF.type, RDF.subject, RDF.predicate, RDF.object, OA.start, OA.end)
    )
}
"""Predicates that people read in this order; they come before all others."""

LINE = 100
"""A longer collection of IRIs and literals has one member per line."""

STEP = "    "


def write_turtle(graph: Graph, prefixes: Mapping[str, str], *, header: str = "") -> str:
    """`graph` in canonical Turtle, with those of `prefixes` (name to namespace) that it uses.

    `header` is a comment block for the top; ValueError if one of its lines is not a comment. Raises
    ProjectError if the graph has blank nodes that can hardly be distinguished.
    """
    if any(line and not line.startswith("#") for line in re.split(r"[\r\n]", header)):
        raise ValueError(f"not a comment block: {header!r}")
    written = write_trig({None: graph}, prefixes)
    parts = [part for part in (header.strip("\n"), written.rstrip("\n")) if part]
    return "\n\n".join(parts) + "\n" if parts else ""


class _Blocks:
    """The blocks of one graph, written with one set of terms."""

    def __init__(
        self,
        terms: TurtleTerms,
        statements: Statements,
        places: BlankNodes,
        annotations: _Annotations | None = None,
    ) -> None:
        self.terms = terms
        self.statements = statements
        self.places = places
        self.annotations = annotations

    def blocks(self) -> Iterable[str]:
        named = [subject for subject in self.statements if isinstance(subject, URIRef)]
        for subject in sorted(named, key=natural_key):
            yield self.block(self.terms.iri(subject), subject)
        yield from sorted((self.block("[]", root) for root in self.places.roots), key=natural_key)
        for node, label in self.places.labels.items():
            if node in self.statements:
                yield self.block(f"_:{label}", node)

    def block(self, written_subject: str, subject: Node) -> str:
        lines = " ;\n".join(STEP + line for line in self.properties(subject, STEP))
        return f"{written_subject}\n{lines} ."

    def properties(self, subject: Node, indent: str) -> list[str]:
        """Each predicate at `indent` with its objects, one object per line."""
        lines = []
        for predicate, objects in self.sorted_properties(subject):
            inner = indent + STEP if len(objects) > 1 else indent
            written = f" ,\n{inner}".join(self.objects(objects, inner, (subject, predicate)))
            lines.append(f"{self.predicate(predicate)} {written}")
        return lines

    def predicate(self, iri: URIRef) -> str:
        return "a" if iri == RDF.type else self.terms.iri(iri)

    def sorted_properties(self, subject: Node) -> list[tuple[URIRef, Sequence[Node]]]:
        """The properties of a subject in canonical order."""

        def place(said: tuple[URIRef, Sequence[Node]]) -> tuple[int, object]:
            return READING_ORDER.get(said[0], 99), natural_key(self.predicate(said[0]))

        return sorted(self.statements.get(subject, {}).items(), key=place)

    def objects(
        self, nodes: Iterable[Node], indent: str, of: tuple[Node, URIRef] | None = None
    ) -> list[str]:
        """The objects in their written form at `indent`, in canonical order.

        Those `of` a subject and predicate have the annotations of their statements behind them.
        """
        written = {node: self.object(node, indent) for node in nodes}
        if of and self.annotations:
            for node in written:
                written[node] += self.annotations.behind((*of, node), indent)
        if len(written) == 1:  # as in most statements
            return [*written.values()]
        literals = sorted((n for n in written if isinstance(n, Literal)), key=literal_key)

        def others(kind: type[Node]) -> list[str]:
            return sorted((t for n, t in written.items() if isinstance(n, kind)), key=natural_key)

        return [
            *others(URIRef),
            *dict.fromkeys(written[literal] for literal in literals),
            *others(BNode),
            *others(TripleTerm),
        ]

    def object(self, node: Node, indent: str) -> str:
        match node:
            case URIRef():
                return self.iri(node)
            case Literal():
                return self.terms.literal(node)
            case BNode():
                return self.blank_node(node, indent)
            case TripleTerm():
                return self.triple(node)
        raise TypeError(f"not a term of RDF: {node!r}")

    def triple(self, term: TripleTerm) -> str:
        """A triple term; the blank nodes in it have labels."""
        self.terms.is_beyond_rdf11 = True
        inner = [self.object(node, "") for node in term.triple]
        return f"<<( {' '.join(inner)} )>>"

    def iri(self, iri: URIRef) -> str:
        return "()" if iri == RDF.nil else self.terms.iri(iri)

    def is_nested(self, node: Node) -> bool:
        return isinstance(node, BNode) and node not in self.places.labels

    def blank_node(self, node: BNode, indent: str) -> str:
        if node in self.places.labels:
            return f"_:{self.places.labels[node]}"
        if node in self.places.collections:
            return self.collection(self.places.collections[node], indent)
        properties = self.statements.get(node, {})
        if any(self.is_nested(o) for objects in properties.values() for o in objects):
            return self.brackets(node, indent)
        pairs = (
            f"{self.predicate(predicate)} {' , '.join(self.objects(objects, indent))}"
            for predicate, objects in self.sorted_properties(node)
        )
        return f"[ {' ; '.join(pairs)} ]" if properties else "[]"

    def brackets(self, node: BNode, indent: str) -> str:
        inner = indent + STEP
        lines = " ;\n".join(inner + line for line in self.properties(node, inner))
        return f"[\n{lines}\n{indent}]"

    def collection(self, members: Sequence[Node], indent: str) -> str:
        inner = indent + STEP
        written = [self.object(member, inner) for member in members]
        line = f"( {' '.join(written)} )"
        if len(line) <= LINE and not any(map(self.is_nested, members)):
            return line
        lines = "".join(f"{inner}{member}\n" for member in written)
        return f"(\n{lines}{indent})"


class _Annotations:
    """Annotations of statements, to be written behind them."""

    def __init__(self, terms: TurtleTerms, about: Graph) -> None:
        self.reifiers: defaultdict[Triple, list[URIRef]] = defaultdict(list)
        said = new_graph()
        for reifier, predicate, node in about:
            if isinstance(node, TripleTerm) and isinstance(reifier, URIRef):
                self.reifiers[node.triple].append(reifier)
            else:
                said.add((reifier, predicate, node))
        self.blocks = _Blocks(terms, statements_of(said), BlankNodes({}, (), {}))

    def behind(self, triple: Triple, indent: str) -> str:
        """The annotations of a statement: https://www.w3.org/TR/rdf12-turtle/#reification."""
        terms, inner = self.blocks.terms, indent + STEP
        written = ""
        for reifier in sorted(self.reifiers.get(triple, ()), key=natural_key):
            terms.is_beyond_rdf11 = True
            lines = f" ;\n{inner}".join(self.blocks.properties(reifier, inner))
            written += f" ~ {terms.iri(reifier)} {{|\n{inner}{lines}\n{indent}|}}"
        return written


def write_trig(
    graphs: Mapping[GraphName, Graph], prefixes: Mapping[str, str], about: Graph | None = None
) -> str:
    """The graphs by name, None being the default graph: the same bytes for the same dataset.

    What `about` says of IRIs that reify statements stands behind these, in RDF 1.2. Raises
    ProjectError if blank nodes can hardly be distinguished.
    """
    terms = TurtleTerms(prefixes)
    annotations = _Annotations(terms, about) if about else None
    shared = shared_nodes(graphs)
    written = []
    for number, (name, graph) in enumerate(in_order(graphs, shared)):
        statements = statements_of(graph)
        places = place_in_dataset(graph, statements, number, shared)
        blocks = list(_Blocks(terms, statements, places, annotations).blocks())
        if name is None:
            written += blocks
        else:
            label = f"_:{shared.labels[name]}" if isinstance(name, BNode) else terms.iri(name)
            written.append(f"{label} {{\n\n{_indented(blocks)}\n\n}}")
    parts = ["\n".join(terms.declarations()), *written]
    return "\n\n".join(part for part in parts if part) + "\n" if written else ""


def _indented(blocks: list[str]) -> str:
    lines = "\n\n".join(blocks).splitlines()
    return "\n".join(STEP + line if line else line for line in lines)


_TOKEN = re.compile(
    r"""
    \s+
  | (?P<comment> \#[^\r\n]* )
  | (?P<string>  \"{3} (?: \"{0,2} (?: [^"\\] | \\. ) )* \"{3}
               | '{3}  (?: '{0,2}  (?: [^'\\] | \\. ) )* '{3}
               | \" (?: [^"\\\r\n] | \\. )* \"
               | '  (?: [^'\\\r\n] | \\. )* ' )
  | (?P<base>    @? (?i:base) \s* < [^<>\s]* > )
  | (?P<iri>     < [^<>\s]* > )
  | (?P<other>   (?: \\. | [\w:.-] )+ | . )
    """,
    re.VERBOSE | re.DOTALL,
)
_LINE_END = re.compile(r"\r\n|\r|\n")
_ABSOLUTE = re.compile(r"[^<]*<[A-Za-z][A-Za-z0-9+.-]*:")


@dataclass(frozen=True)
class SourceNotes:
    """Content of a valid Turtle text outside of its triples; lines count from 1."""

    header: str
    """The comments before everything else, without the final line end."""
    comment_lines: tuple[int, ...]
    """Lines of the other comments."""
    relative_lines: tuple[int, ...]
    """Lines with a relative IRI without an `@base`."""


def read_notes(text: str) -> SourceNotes:
    """The comments and relative IRIs of `text`, which must be valid Turtle."""
    start: int | None = None
    comments, relative, based = [], [], False
    for found in (token for token in _TOKEN.finditer(text) if token.lastgroup):
        kind, token, place = found.lastgroup, found[0], found.start()
        if kind == "comment":
            if start is not None:
                comments.append(place)
            continue
        start = place if start is None else start
        if kind in ("iri", "base") and not based and not _ABSOLUTE.match(token):
            relative.append(place)
        based = based or kind == "base"
    lines = (line.strip() for line in _LINE_END.split(text if start is None else text[:start]))
    header = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
    return SourceNotes(header, _lines(text, comments), _lines(text, relative))


def _lines(text: str, places: list[int]) -> tuple[int, ...]:
    lines = (len(_LINE_END.findall(text, 0, place)) + 1 for place in places)
    return tuple(dict.fromkeys(lines))


@dataclass(frozen=True)
class FormattedFile:
    """A Turtle file as it is, and in its canonical form."""

    path: Path
    before: bytes
    after: bytes

    @property
    def changed(self) -> bool:
        """True if the file is not in canonical form."""
        return self.before != self.after

    @property
    def first_changed_line(self) -> int:
        """The first line, from 1, that differs from the canonical form."""
        pairs = zip_longest(self.before.split(b"\n"), self.after.split(b"\n"))
        return next(number for number, (old, new) in enumerate(pairs, start=1) if old != new)

    def write(self) -> None:
        """Replaces the content of the file by the canonical form."""
        write_file(self.path, self.after)


def turtle_files(paths: Iterable[Path]) -> list[Path]:
    """The Turtle files that `paths` name; a folder means all below it, except hidden ones.

    Raises ProjectError for a path that does not exist or is not a Turtle file.
    """
    return list(dict.fromkeys(file for path in paths for file in _files_of(path)))


def format_files(paths: Iterable[Path]) -> Sequence[FormattedFile]:
    """The canonical form of each Turtle file of `paths`; writes nothing yet.

    Raises ProjectError or GraphSyntaxError if a file cannot be read or would lose content when
    rewritten; one message names all such files.
    """
    formatted: list[FormattedFile] = []
    errors: list[SchlaglichtError] = []
    for path in paths:
        try:
            formatted.append(_format_file(path))
        except SchlaglichtError as error:
            errors.append(error)
    if len(errors) > 1:
        raise ProjectError("\n".join(str(error) for error in errors))
    if errors:
        raise errors[0]
    return formatted


def _files_of(path: Path) -> list[Path]:
    if is_folder(path):
        files = sorted(
            file
            for file in path.rglob(f"*{TURTLE.extension}")
            if file.is_file()
            and not any(part.startswith(".") for part in file.relative_to(path).parts)
        )
        link_bounds(path).require(files)  # what is written there would be another's file
        return files
    if not path.exists():
        raise ProjectError(f"{path}: no such file or folder")
    if graph_format_of(path) is not TURTLE:
        raise ProjectError(f"{path}: only Turtle ({TURTLE.extension}) has a canonical form here")
    return [path]


def with_triples(
    path: Path, triples: Iterable[Triple], prefixes: Mapping[str, str]
) -> FormattedFile:
    """The canonical form of a Turtle file with `triples` added; writes nothing yet.

    `prefixes` are declared where a new triple uses them and the file gives them no other meaning.
    Raises ProjectError or GraphSyntaxError as `format_files` does, and for any other format.
    """
    if graph_format_of(path) is not TURTLE:
        raise ProjectError(
            f"{path}: statements are added to Turtle ({TURTLE.extension}) only; convert the file "
            "with schlaglicht export, or add them by hand"
        )
    return _format_file(path, tuple(triples), prefixes)


def _format_file(
    path: Path,
    added: Sequence[Triple] = (),
    prefixes: Mapping[str, str] | None = None,
) -> FormattedFile:
    loaded = load_file(path)
    before = path.read_bytes()
    notes = read_notes(before.decode("utf-8-sig"))
    _refuse_loss(path, notes)
    declared = {place.prefix: place.namespace for place in loaded.positions.prefixes}
    for triple in added:
        loaded.graph.add(triple)
    known = {**_used_in(added, prefixes or {}, declared), **declared}
    with locating_alike_nodes(loaded):
        after = write_turtle(loaded.graph, known, header=notes.header)
    return FormattedFile(path, before, after.encode())


def _used_in(
    triples: Iterable[Triple], prefixes: Mapping[str, str], declared: Mapping[str, str]
) -> Mapping[str, str]:
    """Those of `prefixes` that the IRIs of `triples` use, if their namespace has none yet."""
    terms = TurtleTerms({p: ns for p, ns in prefixes.items() if ns not in declared.values()})
    for term in (term for triple in triples for term in triple):
        if isinstance(term, URIRef):
            terms.iri(term)
        elif isinstance(term, Literal):
            terms.literal(term)
    return terms.used()


def _refuse_loss(path: Path, notes: SourceNotes) -> None:
    complaints = [
        f"{path}:{line}: this comment would be lost; move it to the comments at the top of the "
        "file, or say it in the graph, with rdfs:comment for instance"
        for line in notes.comment_lines
    ] + [
        f"{path}:{line}: a relative IRI, whose meaning depends on where the file lies; "
        "write it in full, or declare an @base"
        for line in notes.relative_lines
    ]
    if complaints:
        raise ProjectError("\n".join(complaints))
