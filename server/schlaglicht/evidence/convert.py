"""Turns annotations that stand in the data into entries of evidence."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from rdflib import RDF, BNode, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, SKOS
from rdflib.term import Node

from schlaglicht.errors import ProjectError
from schlaglicht.evidence.model import (
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
from schlaglicht.evidence.write import prefixes_for
from schlaglicht.i18n import msg
from schlaglicht.project import Project
from schlaglicht.rdf.graph_store import new_graph
from schlaglicht.rdf.locations import SourceText
from schlaglicht.vocab import DEF, OA, PROV, SCHEMA, SHA256

_OPEN_END = re.compile(r"[^\W\d_]{5}$|\W$")
"""The end of words that a longer word may begin with."""

Words = Callable[[str], str | None]
"""The text of a document by the name of its file; None if it is not at hand."""

_RECORDS = (RDF.type, SKOS.inScheme, SKOS.topConceptOf, SKOS.hasTopConcept, DCTERMS.type)
_IN_DATA = (
    OA.Annotation,
    RDF.Statement,
    OA.SpecificResource,
    OA.TextPositionSelector,
    DEF.TextBlock,
    SCHEMA.DigitalDocument,
    PROV.Entity,
    PROV.Activity,
)


@dataclass(frozen=True)
class Converted:
    """The entries of a project, a file per document, and the data without annotations."""

    files: tuple[EvidenceFile, ...]
    facts: Graph


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
        return Converted(tuple(sorted(files, key=lambda file: file.path)), self._facts())

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
        chosen = Certainty(_last(certainty)) if certainty is not None else Certainty.STATED
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
            raise ProjectError(str(msg("evidence of a blank node cannot be moved; give it an IRI")))
        if object_ is None or isinstance(object_, BNode):
            raise ProjectError(str(msg("evidence of a blank node cannot be moved; give it an IRI")))
        wording = self._wording(predicate, object_, document, quotes, is_external=is_external)
        return Statement(subject, predicate, wording, object_)

    def _wording(
        self,
        predicate: Node,
        object_: Node,
        document: Document | None,
        quotes: list[str],
        *,
        is_external: bool,
    ) -> Wording:
        if predicate in _RECORDS or is_external:
            return Wording.RECORD
        if not isinstance(object_, Literal) or object_.datatype is not None:
            return Wording.PARAPHRASE
        if any(has_words(str(object_), quote) for quote in quotes):
            return Wording.VERBATIM
        own = (document.language if document else None) or ""
        tag = (object_.language or "").lower()
        return Wording.TRANSLATION if own and tag and tag != own else Wording.PARAPHRASE

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
            tuple(self._works()),
        )

    def _only_language(self) -> Node | None:
        languages = set(self._graph.objects(None, SCHEMA.inLanguage))
        return languages.pop() if len(languages) == 1 else None

    def _works(self) -> Iterable[Work]:
        by_work: dict[Node, list[tuple[Passage, Node]]] = defaultdict(list)
        for block in self._graph.subjects(RDF.type, DEF.TextBlock):
            for work in self._graph.objects(block, DCTERMS.isPartOf):
                by_work[work].append((self._span(block), block))
        for work, blocks in sorted(by_work.items(), key=lambda item: str(item[0])):
            ordered = sorted(blocks, key=lambda pair: (pair[0].start, pair[0].end))
            made = [self._block(work, span, block) for span, block in ordered]
            first = {block.kind: block.passage.start for block in reversed(made)}
            made.sort(key=lambda block: first[block.kind])
            name = {t: text.partition(", ")[0] for t, text in self._names(ordered[0][1]).items()}
            yield Work(URIRef(str(work)), name, tuple(made), (0, 0))

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
            raise ProjectError(str(msg("{node} has no position", node=str(node))))
        return Passage(int(str(ends[0])), int(str(ends[1])))

    def _digest(self, document: Document | None, passage: Passage) -> str | None:
        if document is None:
            return None
        node = URIRef(f"{document.passage_prefix}{passage}")
        return next((str(d) for p in SHA256 for d in self._graph.objects(node, p)), None)

    def _is_passage(self, node: Node) -> bool:
        return (node, RDF.type, OA.SpecificResource) in self._graph

    def _document_of(self, annotation: Node) -> Node | None:
        for target in self._graph.objects(annotation, OA.hasTarget):
            if (document := self._graph.value(target, OA.hasSource)) is not None:
                return document
        return None

    def _key(self, annotation: Node) -> str:
        identifier = self._graph.value(annotation, DCTERMS.identifier)
        rest = str(annotation).removeprefix(f"{self._namespace}evidence-")
        key = str(identifier) if identifier is not None else rest
        return key + rest[len(key) :] if rest.lower().startswith(key.lower()) else rest

    def _common_namespace(self) -> str:
        found = {str(a).rpartition("evidence-")[0] for a in self._annotations}
        namespace = found.pop() if len(found) == 1 else ""
        if not namespace:
            reason = msg(
                "the annotations have IRIs without a common start; rename them to …/evidence-KEY"
            )
            raise ProjectError(str(reason))
        return namespace

    def _facts(self) -> Graph:
        graph = self._graph
        apart = {node for class_ in _IN_DATA for node in graph.subjects(RDF.type, class_)}
        facts = new_graph()
        for triple in graph:
            if triple[0] not in apart:
                facts.add(triple)
        return facts


def squeezed(text: str) -> str:
    """A text with a single space for each run of white space, and no soft hyphens."""
    return " ".join(text.replace("\u00ad", "").split())


def has_words(words: str, quote: str) -> bool:
    """True if `quote` contains `words`, from the start of a word on.

    A longer word may go on where they end, as with an ending or in a compound, but not a number and
    no word of less than five letters: "de" is not in "deutsch".
    """
    wanted = squeezed(words)
    if not wanted:
        return False
    start = r"(?<!\w)" if wanted[0].isalnum() else ""
    end = "" if _OPEN_END.search(wanted) else r"(?!\w)"
    return re.search(start + re.escape(wanted) + end, squeezed(quote)) is not None


def texts_in(folder: Path | None) -> Words:
    """Reads documents from `folder`, if there is one."""

    def words(name: str) -> str | None:
        path = folder / name if folder is not None and Path(name).name == name else None
        try:
            return path.read_bytes().decode("utf-8") if path else None
        except (OSError, ValueError):  # reported by the check of the passages
            return None

    return words


def _last(node: Node | None) -> str:
    return re.split(r"[/#]", str(node))[-1]
