"""The checks that a project makes, its settings and shapes, as a value that a baseline keeps.

Demands of shapes are texts that can be kept in a file and compared. A shape is named by its IRI, a
nameless property shape by its owner and its path, another nameless one by its targets. What else is
nameless is written out within the shape that it is a part of. What shapes lead to, such as a query
with an IRI, and constraint components are parts of their own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256

from rdflib import DCTERMS, RDF, RDFS, BNode, Literal, URIRef
from rdflib.term import Node

from schlaglicht.ground.reachable import reachable
from schlaglicht.project import Project
from schlaglicht.rdf.lists import is_list, items
from schlaglicht.rdf.paths import path_text, read_path
from schlaglicht.settings.project_settings import Ignore
from schlaglicht.validation.checks.ontology import deprecated_terms
from schlaglicht.validation.checks.undeclared_terms import Vocabulary, spellings_of_schema_org
from schlaglicht.validation.checks.unread_files import names_shacl
from schlaglicht.validation.ignores import InlineIgnore, read_inline_ignores
from schlaglicht.validation.inputs import Inputs, read_inputs
from schlaglicht.validation.report import ValidationReport
from schlaglicht.validation.shacl.located_shapes import LocatedShapes
from schlaglicht.validation.shacl.shape_queries import prefixes_of_query
from schlaglicht.vocab import SH

OF_MEMBERS = (SH["in"], SH.languageIn, SH.ignoredProperties)
"""Parameters whose lists are sets: a value of them is a member of the list."""

ALLOWED = f"{SH.closed}-except"
"""The name under which a closed shape has its own paths, which it lets pass."""

_SAYING = frozenset(
    {SH.name, SH.description, SH.message, SH.order, SH.group, SH.defaultValue, SH.labelTemplate,
     RDFS.label, RDFS.comment}
)  # fmt: skip
"""Properties of shapes that demand nothing."""

_SHAPE_TYPES = {SH.NodeShape, SH.PropertyShape, SH.Shape}
_EITHER_WAY = (SH["not"], SH.xone, SH.filterShape)
"""Properties of a shape that lets less pass, or more, the more the shapes in them let pass."""

_SUBCLASS = b"subClassOf"
_REVIEW = b"review:"

_DEEPEST = 40
_LONGEST = 200

_TWIN = " #"

Demands = Mapping[str, Mapping[str, tuple[str, ...]]]
"""The values of each property by shape, the terms in N-Triples."""


class ShapeDemands:
    """The demands of the shapes of a project, and the nodes that make them."""

    def __init__(self, shapes: LocatedShapes) -> None:
        self._shapes = shapes
        self._texts: dict[tuple[Node, int], str] = {}

    @cached_property
    def nodes(self) -> Mapping[str, Node]:
        """The shapes and parts by name; of several of the same name, any one."""
        named = ((self._name(node), node) for node in (*self._parts, *self._shapes.all))
        return {name: node for name, node in named if name}

    @cached_property
    def demands(self) -> Demands:
        """The demands of each shape that has a name; those of the same name are numbered."""
        return self._of(self._shapes.all)

    @cached_property
    def parts(self) -> Demands:
        """The statements on each part with an IRI: queries and constraint components, say."""
        return self._of(self._parts)

    @cached_property
    def either_way(self) -> frozenset[str]:
        """The shapes that others exclude: what makes these stricter makes those milder."""
        graph = self._shapes.graph
        excluding = [node for part in _EITHER_WAY for node in graph.subjects(part)]
        waiting = [inner for node in excluding for inner in self._excluded(node)]
        for counting in graph.subjects(SH.qualifiedMaxCount):
            waiting += graph.objects(counting, SH.qualifiedValueShape)
        found = reachable(waiting, self._shapes.inner)
        return frozenset(filter(None, map(self._name, found)))

    def _excluded(self, shape: Node) -> Iterator[Node]:
        graph = self._shapes.graph
        for part in _EITHER_WAY:
            for value in graph.objects(shape, part):
                yield from items(graph, value) if is_list(graph, value) else (value,)

    @cached_property
    def _parts(self) -> tuple[Node, ...]:
        """The nodes with an IRI below shapes and constraint components, and the latter."""
        graph, shapes = self._shapes.graph, set(self._shapes.all)
        components = graph.subjects(SH.parameter)

        def parts(node: Node) -> list[Node]:
            return [value for _, value in self._said(node) if self._is_part(value)]

        seen = set(reachable((*shapes, *components), parts))
        return tuple(sorted((n for n in seen - shapes if isinstance(n, URIRef)), key=str))

    def _is_part(self, node: Node) -> bool:
        """True for a nameless node, and for one that something is said about in SHACL."""
        if isinstance(node, Literal):
            return False
        said = self._shapes.graph.predicates(node)
        return isinstance(node, BNode) or any(str(predicate) in SH for predicate in said)

    def _of(self, nodes: Iterable[Node]) -> Demands:
        found: defaultdict[str, set[tuple[tuple[str, tuple[str, ...]], ...]]] = defaultdict(set)
        for node in nodes:
            if name := self._name(node):
                own: defaultdict[str, set[str]] = defaultdict(set)
                for predicate, value in self._statements(node):
                    own[str(predicate)].add(value)
                found[name].add(tuple((each, tuple(sorted(own[each]))) for each in sorted(own)))
        return {
            f"{name}{_TWIN}{number}" if number else name: dict(own)
            for name, twins in sorted(found.items())
            for number, own in enumerate(sorted(twins))
        }

    def _statements(self, node: Node) -> Iterator[tuple[Node | str, str]]:
        graph, own = self._shapes.graph, self._shapes.declared_parameters
        for predicate, target in self._shapes.targets(node):
            yield predicate, self._text(target)
        for predicate, value in self._said(node):
            if predicate in OF_MEMBERS and is_list(graph, value):
                yield from ((predicate, self._text(member)) for member in items(graph, value))
            elif predicate == SH.path:
                yield predicate, self._path(value)
            elif str(predicate) in SH or predicate in own:
                yield predicate, self._name(value) or self._text(value)
        yield from ((SH.prefixes, text) for text in self._prefixes(node))
        if self._shapes.is_true(node, SH.closed):
            yield from ((ALLOWED, path) for path in self._own_paths(node))

    def _said(self, node: Node) -> Iterator[tuple[Node, Node]]:
        """Statements on a node, without texts for people and types of shapes."""
        for predicate, value in self._shapes.graph.predicate_objects(node):
            is_type = predicate == RDF.type and value in _SHAPE_TYPES
            if predicate not in _SAYING and predicate != SH.prefixes and not is_type:
                yield predicate, value

    def _prefixes(self, node: Node) -> Iterator[str]:
        """The declared prefixes that a query uses."""
        graph = self._shapes.graph
        if (node, SH.prefixes, None) in graph:
            queries = [str(o) for o in graph.objects(node) if isinstance(o, Literal)]
            for prefix, namespace in sorted(prefixes_of_query(node, graph).items()):
                if any(f"{prefix}:" in query for query in queries):
                    yield f"{prefix}: <{namespace}>"

    def _own_paths(self, shape: Node) -> Iterator[str]:
        """The properties that a shape allows if it is closed, and the word that it is."""
        graph = self._shapes.graph
        yield "true"
        for inner in graph.objects(shape, SH.property):
            for path in graph.objects(inner, SH.path):
                if isinstance(path, URIRef):
                    yield path.n3()

    def _name(self, node: Node) -> str:
        """The name of a shape, empty without one; of any other IRI the term itself."""
        if isinstance(node, URIRef):
            return node.n3()
        if not isinstance(node, BNode):
            return ""
        graph = self._shapes.graph
        owners = [s.n3() for s in graph.subjects(SH.property, node) if isinstance(s, URIRef)]
        path = graph.value(node, SH.path)
        if owners and path is not None:
            return f"{min(owners)} / {self._path(path)}"
        targets = sorted(f"{p.n3()} {self._text(o)}" for p, o in self._shapes.targets(node))
        return f"[ {' ; '.join(targets)} ]" if targets else ""

    def _path(self, node: Node) -> str:
        return path_text(read_path(self._shapes.graph, node), lambda predicate: predicate.n3())

    def _text(self, node: Node, depth: int = 0) -> str:
        """A term; a nameless node written out, by a digest where that is long."""
        if not isinstance(node, BNode):
            return node.n3()
        if (node, depth) not in self._texts:
            self._texts[node, depth] = (
                _short(self._written(node, depth)) if depth < _DEEPEST else ""
            )
        return self._texts[node, depth]

    def _written(self, node: BNode, depth: int) -> str:
        graph = self._shapes.graph
        if (node, RDF.first, None) in graph:
            members = (self._text(member, depth + 1) for member in items(graph, node))
            return f"( {' '.join(members)} )"
        said = [f"{p.n3()} {self._text(o, depth + 1)}" for p, o in self._said(node)]
        said += (f"{SH.prefixes.n3()} {text}" for text in self._prefixes(node))
        return f"[ {' ; '.join(sorted(said))} ]"


def name_of(key: str) -> str:
    """The name of a shape in `Demands`, without its number."""
    return key.partition(_TWIN)[0]


def _short(text: str) -> str:
    if len(text) <= _LONGEST:
        return text
    return f"[ {sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:16]} ]"


@dataclass(frozen=True)
class Accepted:
    """An entry of `[[validate.ignore]]`."""

    code: str
    path: str | None = None
    shape: str | None = None
    focus: str | None = None
    until: str | None = None
    """The last day, as in the settings."""

    def covers(self, other: Accepted) -> bool:
        """True if all that `other` ignores is ignored by this entry as well."""
        patterns = ((self.path, other.path), (self.shape, other.shape), (self.focus, other.focus))
        return (
            self.code == other.code
            and all(own is None or own == its for own, its in patterns)
            and (self.until is None or (other.until or "~") <= self.until)
        )


@dataclass(frozen=True)
class Checks:
    """The checks of a project, without its data."""

    fail_on: str = "warning"
    select: tuple[str, ...] = ()
    coverage: float | None = None
    evidence: bool = False
    ignores: tuple[Accepted, ...] = ()
    comments: tuple[str, ...] = ()
    """The ignores in the files: code and reason."""
    excused: tuple[str, ...] | None = None
    """The same, each with a node that it covers; None in a baseline of an earlier release."""
    dataset: str | None = None
    """The IRI of the dataset, which needs no passages; None in a baseline of an earlier release."""
    files: tuple[str, ...] = ()
    """The files that are read, from the project's folder on."""
    questions: tuple[str, ...] = ()
    ontology: bool = False
    """True if there is one, so that terms have to be declared."""
    namespaces: tuple[str, ...] = ()
    """The namespaces of the project's own ontologies, whose terms have to be described."""
    vocabularies: tuple[str, ...] = ()
    """The namespaces whose terms have to be declared."""
    deprecated: tuple[str, ...] = ()
    """The terms that the data must not use any more."""
    schema_org: tuple[str, ...] = ()
    """The spellings of schema.org in settings, ontology and shapes."""
    evidence_on: tuple[str, ...] = ()
    """The documents with evidence, whose entries the data must agree with."""
    review: bool = False
    sealed: Mapping[str, str] = field(default_factory=dict)
    """The entries that somebody has read as they are, each with name and seal."""
    subclasses: tuple[str, ...] = ()
    """The statements that bring a class below one that shapes name: both classes."""
    shapes: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    """The values of each property by shape, as `shape_demands` writes them."""
    shape_files: Mapping[str, str] = field(default_factory=dict)
    """The file of each shape."""
    parts: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    """What shapes depend on under an IRI of its own, such as a query, written like `shapes`."""


@dataclass(frozen=True)
class Reading:
    """The checks of a project, with what finds their places."""

    checks: Checks
    inputs: Inputs
    shapes: ShapeDemands
    comments: tuple[InlineIgnore, ...]


def read_checks(project: Project) -> Reading:
    """The checks of a project, as far as its files can be read.

    Of the data only files with subclasses are read, and those with SHACL if shapes have no folder;
    all, where entries of evidence have been reviewed.
    """
    data = (
        path
        for path in project.data
        if any(_REVIEW in file.read_bytes() for file in project.evidence)
        or _SUBCLASS in path.read_bytes()
        or (not project.shapes and names_shacl(path))
    )
    inputs, _ = read_inputs(replace(project, data=tuple(data)))
    shapes = ShapeDemands(LocatedShapes(inputs))
    comments = tuple(
        one for one in read_inline_ignores(project, ValidationReport(())) if one.well_formed
    )
    return Reading(_checks(project, inputs, shapes, comments), inputs, shapes, comments)


def _checks(
    project: Project,
    inputs: Inputs,
    shapes: ShapeDemands,
    comments: tuple[InlineIgnore, ...],
) -> Checks:
    settings, vocabulary = project.settings, Vocabulary(inputs)
    return Checks(
        settings.validate.fail_on,
        settings.validate.select,
        settings.validate.coverage,
        settings.evidence,
        tuple(map(_accepted, settings.validate.ignore)),
        tuple(comment.text for comment in comments),
        None,
        settings.dataset or "",
        tuple(map(project.display, (*project.graph_files, *project.evidence))),
        tuple(map(project.display, project.queries)),
        bool(project.ontology),
        vocabulary.own_namespaces,
        tuple(sorted(vocabulary.namespaces)) if project.ontology else (),
        tuple(sorted(map(str, deprecated_terms(inputs)))),
        spellings_of_schema_org(inputs, (inputs.ontology, inputs.shapes)),
        tuple(sorted({file.document.file for file in inputs.evidence if file.document})),
        settings.review,
        dict(_sealed(inputs)),
        tuple(sorted(set(_subclasses(inputs)))),
        shapes.demands,
        {
            name: project.display(place.path)
            for name in shapes.demands
            if (place := inputs.shapes_locator.subject(shapes.nodes[name_of(name)]))
        },
        shapes.parts,
    )


def _sealed(inputs: Inputs) -> Iterator[tuple[str, str]]:
    graph = inputs.annotations.loaded.graph
    for node, (_, entry) in inputs.annotations.entry_of.items():
        if entry.review and (node, DCTERMS.creator, None) in graph:
            yield entry.key, f"{entry.review.by} {entry.review.seal}"


def _accepted(entry: Ignore) -> Accepted:
    until = entry.until.isoformat() if entry.until else None
    return Accepted(entry.code, entry.path, entry.shape, entry.focus, until)


def _subclasses(inputs: Inputs) -> Iterator[str]:
    """Each step between classes on the way up to one that shapes name."""
    shapes, graph = LocatedShapes(inputs), inputs.data_graph.graph
    named = {value for shape in shapes.all for _, value in shapes.targets(shape)}
    named |= set(shapes.graph.objects(None, SH["class"]))

    def below(class_: URIRef) -> list[URIRef]:
        found = graph.subjects(RDFS.subClassOf, class_)
        return [each for each in found if isinstance(each, URIRef)]

    for above in reachable((node for node in named if isinstance(node, URIRef)), below):
        yield from (f"{each.n3()} {above.n3()}" for each in below(above))
