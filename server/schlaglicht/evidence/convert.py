"""Turns annotations that stand in the data into entries of evidence."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable
from dataclasses import dataclass

from rdflib import RDF, BNode, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS
from rdflib.term import Node

from schlaglicht.errors import ProjectError
from schlaglicht.evidence.documents import Words
from schlaglicht.evidence.model import (
    RECORD_CLASSES,
    Certainty,
    Document,
    Entry,
    EvidenceFile,
    Passage,
    Source,
    Statement,
    TextBlock,
    Texts,
    Wording,
    Work,
)
from schlaglicht.evidence.wording import default_wording
from schlaglicht.evidence.write import prefixes_for
from schlaglicht.project import Project
from schlaglicht.rdf.graph_store import new_graph
from schlaglicht.rdf.locations import SourceText
from schlaglicht.vocab import DEF, OA, PROV, SCHEMA, SHA256


@dataclass(frozen=True)
class Converted:
    """The entries of a project, a file per document, and the data without annotations."""

    files: tuple[EvidenceFile, ...]
    facts: Graph
    apart: frozenset[Node]
    """The nodes that the files describe, and the facts no longer do."""


def has_annotations(graph: Graph) -> bool:
    """True if a graph holds evidence as annotations."""
    return (None, RDF.type, OA.Annotation) in graph and (None, OA.hasBody, None) in graph


def convert(graph: Graph, project: Project, words: Words) -> Converted:
    """The annotations of `graph` as files of evidence in the folder `evidence` of `project`.

    `words` gives the texts of documents: with them a statement's wording is known, without them
    each literal counts as a paraphrase. Raises ProjectError for annotations without a form here.
    """
    return _Converter(graph, project, words).converted()


class _Converter:
    def __init__(self, graph: Graph, project: Project, words: Words) -> None:
        self._graph = graph
        self._folder = project.root / "evidence"
        self._prefixes = prefixes_for(project.settings.prefixes)
        self._words = words
        self._annotations = sorted(graph.subjects(RDF.type, OA.Annotation), key=str)
        self._namespace = self._common_namespace()

    def converted(self) -> Converted:
        by_document: dict[Node | None, list[Node]] = defaultdict(list)
        for annotation in self._annotations:
            by_document[self._document_of(annotation)].append(annotation)
        files = [self._file(document, own) for document, own in by_document.items()]
        apart = self._apart()
        facts = facts_in(self._graph, apart)
        return Converted(tuple(sorted(files, key=lambda file: file.path)), facts, apart)

    def _file(self, document: Node | None, annotations: list[Node]) -> EvidenceFile:
        made = self._document(document) if document is not None else None
        text = self._words(made.file) if made else None
        entries = tuple(self._entry(node, made, text) for node in annotations)
        stem = _last(document) if document is not None else "sources"
        path = self._folder / f"{stem}.yaml"
        keys = sorted({k for entry in entries for k, _ in entry.sources if ":" not in k})
        sources = tuple(map(self._source, keys))
        file = EvidenceFile(
            path, SourceText(path, ""), self._namespace, entries, made, sources, {}, self._prefixes
        )
        digests = {p: (d, (0, 0)) for p in file.passages if (d := self._digest(made, p))}
        return EvidenceFile(
            path,
            file.text,
            self._namespace,
            entries,
            made,
            sources,
            digests,
            self._prefixes,
        )

    def _entry(self, annotation: Node, document: Document | None, text: str | None) -> Entry:
        targets = sorted(self._graph.objects(annotation, OA.hasTarget), key=str)
        passages = tuple(sorted(map(self._span, targets), key=lambda p: (p.start, p.end)))
        sources = sorted(self._graph.objects(annotation, PROV.wasDerivedFrom), key=str)
        certainty = self._graph.value(annotation, DEF.certainty)
        chosen = _certainty(annotation, certainty)
        quotes = [text[p.start : p.end] for p in passages] if text is not None else []
        statements = [
            self._statement(body, document, quotes, is_external=bool(sources))
            for body in self._graph.objects(annotation, OA.hasBody)
        ]
        keys = tuple((self._source_key(str(source)), (0, 0)) for source in sources)
        ordered = tuple(sorted(statements, key=lambda s: (s.subject, s.predicate, str(s.object))))
        return Entry(self._key(annotation), chosen, ordered, passages, (), keys)

    def _statement(
        self, body: Node, document: Document | None, quotes: list[str], *, is_external: bool
    ) -> Statement:
        subject, predicate, object_ = (
            self._graph.value(body, part) for part in (RDF.subject, RDF.predicate, RDF.object)
        )
        if not isinstance(subject, URIRef) or not isinstance(predicate, URIRef):
            raise _blank_node(subject, predicate)
        if object_ is None or isinstance(object_, BNode):
            raise _blank_node(subject, predicate)
        language = document.language if document else None
        wording = default_wording(predicate, object_, quotes, language)
        if is_external:
            wording = Wording.RECORD
        return Statement(subject, predicate, wording, object_)

    def _document(self, node: Node) -> Document:
        graph = self._graph
        digests = [d for p in SHA256 for d in graph.objects(node, p)]
        language = graph.value(node, SCHEMA.inLanguage) or self._only_language()
        passages = [str(p) for p in graph.subjects(OA.hasSource, node) if self._is_passage(p)]
        prefixes = {re.sub(r"\d+-\d+$", "", passage) for passage in passages}
        return Document(
            URIRef(str(node)),
            str(graph.value(node, DCTERMS.identifier) or ""),
            str(digests[0]) if digests else None,
            prefixes.pop() if len(prefixes) == 1 else f"{node}-",
            (0, 0),
            str(language) if language is not None else None,
            self._names(node),
            tuple(self._works(node)),
        )

    def _only_language(self) -> Node | None:
        languages = set(self._graph.objects(None, SCHEMA.inLanguage))
        return languages.pop() if len(languages) == 1 else None

    def _works(self, document: Node) -> Iterable[Work]:
        by_work: dict[Node, list[tuple[Passage, Node]]] = defaultdict(list)
        for block in self._graph.subjects(RDF.type, DEF.TextBlock):
            if document not in self._documents_of(block):
                continue
            for work in self._graph.objects(block, DCTERMS.isPartOf):
                by_work[work].append((self._span(block), block))
        for work, blocks in sorted(by_work.items(), key=lambda item: str(item[0])):
            ordered = sorted(blocks, key=lambda pair: (pair[0].start, pair[0].end))
            made = [self._block(work, span, block) for span, block in ordered]
            first = {block.kind: block.passage.start for block in reversed(made)}
            made.sort(key=lambda block: first[block.kind])
            name = {t: text.partition(", ")[0] for t, text in self._names(ordered[0][1]).items()}
            yield Work(URIRef(str(work)), name, tuple(made), (0, 0))

    def _documents_of(self, block: Node) -> set[Node]:
        """The document of a text block, by itself or its passages; without either all of them."""
        graph = self._graph
        passages = (p for p in graph.subjects(DCTERMS.isPartOf, block) if self._is_passage(p))
        found = {d for node in (block, *passages) for d in graph.objects(node, OA.hasSource)}
        return found or set(graph.objects(None, OA.hasSource))

    def _block(self, work: Node, span: Passage, block: Node) -> TextBlock:
        rest = str(block).removeprefix(f"{work}-")
        found = re.fullmatch(r"(.+)-(\d+)", rest)
        if found is None:
            return TextBlock(rest, None, span)
        return TextBlock(found[1], int(found[2]), span)

    def _source(self, key: str) -> Source:
        node = URIRef(f"{self._namespace}source-{key}")
        url = self._graph.value(node, SCHEMA.url)
        return Source(key, self._names(node), str(url) if url is not None else None, (0, 0))

    def _source_key(self, source: str) -> str:
        start = f"{self._namespace}source-"
        return source.removeprefix(start) if source.startswith(start) else source

    def _names(self, node: Node) -> Texts:
        names = self._graph.objects(node, SCHEMA.name)
        found = {name.language or "": str(name) for name in names if isinstance(name, Literal)}
        return dict(sorted(found.items()))

    def _span(self, node: Node) -> Passage:
        selector = self._graph.value(node, OA.hasSelector)
        ends = [self._graph.value(selector, end) for end in (OA.start, OA.end)]
        if any(end is None for end in ends):
            raise ProjectError(f"{node} has no position; give it an oa:TextPositionSelector")
        return Passage(int(str(ends[0])), int(str(ends[1])))

    def _digest(self, document: Document | None, passage: Passage) -> str | None:
        if document is None:
            return None
        node = URIRef(f"{document.passage_prefix}{passage}")
        return next((str(d) for p in SHA256 for d in self._graph.objects(node, p)), None)

    def _is_passage(self, node: Node) -> bool:
        return (node, RDF.type, OA.SpecificResource) in self._graph

    def _document_of(self, annotation: Node) -> Node | None:
        targets = self._graph.objects(annotation, OA.hasTarget)
        found = {d for target in targets for d in self._graph.objects(target, OA.hasSource)}
        if len(found) > 1:
            raise ProjectError(
                f"{annotation} has passages in several documents; give it one annotation for each"
            )
        return next(iter(found), None)

    def _key(self, annotation: Node) -> str:
        identifier = self._graph.value(annotation, DCTERMS.identifier)
        rest = str(annotation).removeprefix(f"{self._namespace}evidence-")
        key = str(identifier) if identifier is not None else rest
        return key + rest[len(key) :] if rest.lower().startswith(key.lower()) else rest

    def _common_namespace(self) -> str:
        found = {str(a).rpartition("evidence-")[0] for a in self._annotations}
        namespace = found.pop() if len(found) == 1 else ""
        if not namespace:
            raise ProjectError(
                "the annotations have IRIs without a common start; rename them to …/evidence-KEY"
            )
        return namespace

    def _apart(self) -> frozenset[Node]:
        """The nodes that are described in the files of evidence."""
        graph = self._graph
        sources = {s for a in self._annotations for s in graph.objects(a, PROV.wasDerivedFrom)}
        own = (source for source in sources if "://" not in self._source_key(str(source)))
        return evidence_nodes(graph).union(own)


def evidence_nodes(graph: Graph) -> frozenset[Node]:
    """The annotations of a graph, their parts, their passages and the documents of these."""
    found = {node for class_ in RECORD_CLASSES for node in graph.subjects(RDF.type, class_)}
    annotations = set(graph.subjects(RDF.type, OA.Annotation))
    for annotation in annotations:
        found.update(graph.objects(annotation, OA.hasBody))
        found.update(graph.objects(annotation, PROV.wasGeneratedBy))
    found.update(graph.objects(None, OA.hasSource))
    selectors = {s for node in found for s in graph.objects(node, OA.hasSelector)}
    return frozenset(found | selectors)


def facts_in(graph: Graph, apart: Container[Node]) -> Graph:
    """The triples of `graph` that are not about nodes of `apart`."""
    facts = new_graph()
    for triple in graph:
        if triple[0] not in apart:
            facts.add(triple)
    return facts


def _certainty(annotation: Node, given: Node | None) -> Certainty:
    name = _last(given) if given is not None else Certainty.STATED
    if name not in tuple(Certainty):
        known = ", ".join(Certainty)
        raise ProjectError(f"{annotation}: unknown certainty {name}; known: {known}")
    return Certainty(name)


def _blank_node(subject: Node | None, predicate: Node | None) -> ProjectError:
    what = f"{subject} {predicate}" if isinstance(subject, URIRef) else "a blank node"
    return ProjectError(
        f"the evidence of {what} cannot be moved: a blank node has no name that a file of evidence "
        "could give; give it an IRI"
    )


def _last(node: Node | None) -> str:
    return re.split(r"[/#]", str(node))[-1]
