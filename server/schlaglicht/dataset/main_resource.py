"""The thing that stands in the data for the dataset as a whole: its ontology, scheme or catalogue.

    ex:stones a skos:ConceptScheme ; dcterms:title "Stones"@en ; dcterms:license cc:by .

Its title is that of the site, and its licence that of the data; those of other things, such as the
datasets of a catalogue, are not.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from schlaglicht.ground.text import truncated
from schlaglicht.project import Project
from schlaglicht.rdf.ntriples_text import LINE, literal_words, unescaped

_DCAT, _SKOS = b"http://www.w3.org/ns/dcat#", b"http://www.w3.org/2004/02/skos/core#"
_DC, _DCTERMS = b"http://purl.org/dc/elements/1.1/", b"http://purl.org/dc/terms/"
_OWL, _RDFS = b"http://www.w3.org/2002/07/owl#", b"http://www.w3.org/2000/01/rdf-schema#"
_RDF = b"http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_VOID, _CC = b"http://rdfs.org/ns/void#", b"http://creativecommons.org/ns#"
_SCHEMA, _OLD_SCHEMA = b"https://schema.org/", b"http://schema.org/"

Classes = tuple[bytes, ...]
"""The classes of a node, as in N-Triples."""

Types = Mapping[bytes, Classes]
"""The classes of each node of a graph."""


def _terms(*terms: tuple[bytes, bytes]) -> tuple[bytes, ...]:
    return tuple(b"<" + namespace + name + b">" for namespace, name in terms)


_ONTOLOGY, _SCHEME, _CONCEPT = _terms(
    (_OWL, b"Ontology"), (_SKOS, b"ConceptScheme"), (_SKOS, b"Concept")
)
_DATASETS = _terms(
    *((_DCAT, b"Dataset"), (_VOID, b"Dataset")),
    *((schema, name) for schema in (_SCHEMA, _OLD_SCHEMA) for name in (b"Dataset", b"DataCatalog")),
)
_CATALOG = _terms((_DCAT, b"Catalog"))
_KINDS = ((_ONTOLOGY,), (_SCHEME,), _CATALOG, _DATASETS)
"""Classes of things that stand for a whole, the best kind first."""

_HAS_PART = _terms(
    *((_DCTERMS, b"hasPart"), (_DCAT, b"catalog"), (_DCAT, b"dataset"), (_VOID, b"subset")),
    *((_OWL, b"imports"), (_SCHEMA, b"hasPart"), (_SCHEMA, b"dataset")),
)
_IS_PART = _terms(
    (_DCTERMS, b"isPartOf"), (_SCHEMA, b"isPartOf"), (_SCHEMA, b"includedInDataCatalog")
)

_VOCABULARY = tuple(b"<" + namespace for namespace in (_RDF, _RDFS, _OWL))
"""The beginnings of classes of terms."""

_INDIVIDUALS = _terms((_OWL, b"NamedIndividual"), (_OWL, b"Thing"), (_RDFS, b"Resource"))

_PROPERTIES: Mapping[str, tuple[bytes, ...]] = {
    "title": _terms(
        *((_DCTERMS, b"title"), (_DC, b"title"), (_SKOS, b"prefLabel"), (_RDFS, b"label")),
        *((_SCHEMA, b"name"), (_OLD_SCHEMA, b"name")),
    ),
    "description": _terms(
        *((_DCTERMS, b"description"), (_DC, b"description"), (_DCTERMS, b"abstract")),
        *((_SKOS, b"definition"), (_RDFS, b"comment")),
        *((_SCHEMA, b"description"), (_OLD_SCHEMA, b"description")),
    ),
    "license": _terms(
        *((_DCTERMS, b"license"), (_CC, b"license")),
        *((_SCHEMA, b"license"), (_OLD_SCHEMA, b"license")),
    ),
    "rights": _terms((_DCTERMS, b"rights")),
    "creator": _terms((_DCTERMS, b"creator"), (_SCHEMA, b"creator")),
    "publisher": _terms((_DCTERMS, b"publisher"), (_SCHEMA, b"publisher")),
    "created": _terms((_DCTERMS, b"created"), (_SCHEMA, b"dateCreated")),
    "issued": _terms((_DCTERMS, b"issued"), (_SCHEMA, b"datePublished")),
    "modified": _terms((_DCTERMS, b"modified"), (_SCHEMA, b"dateModified")),
}
"""Properties of a whole, by the term of DCMI Metadata Terms; the best property first."""


_LONGEST_TITLE = 300
"""Characters after which the title of the whole is cut."""

_LONGEST_DESCRIPTION = 2_000
"""Characters after which its description is cut."""


@dataclass(frozen=True)
class MainResource:
    """A thing that stands for the dataset as a whole, and its statements."""

    iri: str
    is_dataset: bool
    """True for a dataset or a catalogue, false for an ontology or a concept scheme."""
    values: Mapping[str, tuple[str, ...]]
    """IRIs and literals in N-Triples, by the local names of dcterms: of title, license …"""

    @property
    def titles(self) -> dict[str, str]:
        """Its title by language tag, cut if very long: every page has it."""
        texts = self._texts("title", _LONGEST_TITLE)
        return {tag: " ".join(text.split()) for tag, text in texts.items()}

    @property
    def descriptions(self) -> dict[str, str]:
        """Its description by language tag, cut if very long."""
        return self._texts("description", _LONGEST_DESCRIPTION)

    @property
    def licences(self) -> tuple[str, ...]:
        """The IRIs of its licences."""
        values = self.values.get("license", ())
        return tuple(unescaped(value[1:-1]) for value in values if value.startswith("<"))

    @property
    def record(self) -> str:
        """Its statements in N-Triples, in the terms of dcterms."""
        return "".join(
            f"<{self.iri}> <{_DCTERMS.decode()}{name}> {value} .\n"
            for name, values in self.values.items()
            for value in values
        )

    def _texts(self, name: str, longest: int) -> dict[str, str]:
        literals = (value for value in self.values.get(name, ()) if value.startswith('"'))
        texts: dict[str, str] = {}
        for text, tag in map(literal_words, literals):
            texts.setdefault(tag, truncated(text, longest))
        return texts


def titles_of(project: Project, main_resource: MainResource | None) -> Mapping[str, str]:
    """The names of a dataset by language tag; a name without language has the tag "".

    They are those of the settings, else of the main resource, else of the only file or the folder.
    """
    titles = project.settings.title or (main_resource.titles if main_resource else {})
    is_file = not project.whole and len(project.graph_files) == 1 and project.data
    name = project.data[0].stem if is_file else project.root.absolute().name
    return titles or {"": name}


def main_resource_of(
    lines: Sequence[bytes], types: Mapping[bytes, Types], terms: Collection[bytes]
) -> MainResource | None:
    """The thing that stands for a dataset; None without one that is alone of its kind.

    Of several of a kind, one that has the others as parts counts. An ontology does not count where
    data uses most of its terms or concepts outnumber them, nor a concept scheme where most things
    are something else. Nothing does beside a catalogue of less than is in several of these that
    are not its parts. `lines` are the dataset's sorted N-Quads, `types` the classes of the nodes of
    the graphs that count, `terms` the classes and properties in use.
    """
    together = Counter(chain.from_iterable(graph.values() for graph in types.values()))
    declared, concepts, catalogued = (
        sum(n for classes, n in together.items() if any(map(belongs, classes)))
        for belongs in (_is_of_terms, _CONCEPT.__eq__, _is_of_catalogues)
    )
    rivals: list[bytes] = []
    for kind in _KINDS:
        candidates = _instances(kind, types)
        whole = _whole(candidates, lines) if candidates else None
        if whole is None:
            rivals += candidates
        elif kind == (_ONTOLOGY,):
            whole = None if concepts > declared or _are_used(types, terms) else whole
        elif kind == (_SCHEME,):
            whole = whole if _are_concepts(together) else None
        elif (
            kind == _CATALOG
            and catalogued < declared + concepts
            and _whole([whole, *rivals], lines) != whole
        ):
            return None
        if whole:
            return _described(whole, lines, types, is_dataset=kind in (_CATALOG, _DATASETS))
    return None


def _is_of_terms(class_: bytes) -> bool:
    return class_.startswith(_VOCABULARY) and class_ not in (_ONTOLOGY, *_INDIVIDUALS)


def _is_of_catalogues(class_: bytes) -> bool:
    return class_.startswith(b"<" + _DCAT)


def _instances(kind: Sequence[bytes], types: Mapping[bytes, Types]) -> list[bytes]:
    """The things with an IRI that have a class of this kind."""
    together = {classes for graph in types.values() for classes in graph.values()}
    wanted = {classes for classes in together if not set(kind).isdisjoint(classes)}
    if not wanted:
        return []
    nodes = (node for graph in types.values() for node, each in graph.items() if each in wanted)
    return sorted({node for node in nodes if node.startswith(b"<")})


def _whole(candidates: Sequence[bytes], lines: Sequence[bytes]) -> bytes | None:
    parts: dict[str, set[str]] = {each.decode(): set() for each in candidates}
    if len(parts) > 1:
        for node in candidates:
            for subject, predicate, object_, _ in _statements_of(node, lines):
                if predicate.encode() in _HAS_PART:
                    parts[subject].add(object_)
                elif predicate.encode() in _IS_PART and object_ in parts:
                    parts[object_].add(subject)
    wholes = [node for node, has in parts.items() if parts.keys() <= has | {node}]
    return wholes[0].encode() if len(wholes) == 1 else None


def _are_used(types: Mapping[bytes, Types], terms: Collection[bytes]) -> bool:
    """True if data uses most of the terms that a vocabulary declares."""
    declared = [
        node
        for graph in types.values()
        for node, classes in graph.items()
        if node.startswith(b"<") and any(map(_is_of_terms, classes))
    ]
    return bool(declared) and 2 * sum(node in terms for node in declared) >= len(declared)


def _are_concepts(together: Mapping[Classes, int]) -> bool:
    """True if at least half of the things with these classes are concepts."""
    wholes = {class_ for kind in _KINDS for class_ in kind}
    things = {each: n for each, n in together.items() if wholes.isdisjoint(each)}
    return 2 * sum(n for each, n in things.items() if _CONCEPT in each) >= sum(things.values())


def _described(
    node: bytes, lines: Sequence[bytes], types: Mapping[bytes, Types], *, is_dataset: bool
) -> MainResource:
    found: dict[bytes, list[str]] = {}
    for _, predicate, object_, graph in _statements_of(node, lines):
        if graph.encode() in types and object_.startswith(('"', "<")) and object_[:2] != "<<":
            found.setdefault(predicate.encode(), []).append(object_)
    values = {
        name: next((tuple(found[each]) for each in properties if each in found), ())
        for name, properties in _PROPERTIES.items()
    }
    iri = unescaped(node[1:-1].decode())
    return MainResource(iri, is_dataset, {name: each for name, each in values.items() if each})


def _statements_of(node: bytes, lines: Sequence[bytes]) -> Iterator[tuple[str, str, str, str]]:
    """Subject, predicate, object and graph of each of its statements, in N-Triples."""
    start = node + b" "
    for number in range(bisect_left(lines, start), len(lines)):
        line = lines[number]
        if not line.startswith(start):
            break
        if found := LINE.fullmatch(line.decode()):
            subject, predicate, object_, graph = found.groups(default="")
            yield subject, predicate, object_, graph
