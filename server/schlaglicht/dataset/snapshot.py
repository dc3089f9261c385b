"""An immutable version of a project's dataset: one file of N-Quads, named by its digest.

Data and ontology form the default graph, the shapes a named graph, the evidence another, and the
named graphs of TriG and N-Quads files are kept. If the project has a `base`, a further named graph
describes the dataset. Blank nodes are relabelled canonically (RDFC-1.0,
https://www.w3.org/TR/rdf-canon/), so that the same content has the same digest and every engine
process has the same labels. A snapshot has prefixes: those of the settings, of the files, and
well-known ones.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import chain, filterfalse, groupby
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, RdfFormat, Triple, parse, serialize

from schlaglicht.dataset import description_iri, evidence_graph, shapes_graph
from schlaglicht.dataset.statistics import Statistics, dataset_statistics, vocabulary_namespace
from schlaglicht.errors import AlikeBlankNodes, ProjectError
from schlaglicht.formats import NQUADS, NTRIPLES, TRIG, TURTLE, graph_format_of
from schlaglicht.ground.atomic_file import replaced
from schlaglicht.ground.bounded_process import one_process_in_turn
from schlaglicht.ground.processes import in_fork
from schlaglicht.ground.progress import SILENT, Progress
from schlaglicht.i18n import msg
from schlaglicht.project import Project
from schlaglicht.questions import read_questions
from schlaglicht.rdf.blank_nodes import canonicalization
from schlaglicht.rdf.load import locate_in_files
from schlaglicht.rdf.ntriples_text import file_parts
from schlaglicht.rdf.prefixes import is_namespace, is_prefix, one_per_namespace
from schlaglicht.rdf.private_forms import (
    PrivateForms,
    TypedLiteral,
    doubtful_literals,
    with_private_forms,
)
from schlaglicht.rdf.reading.parse import opened, read_lines_and_prefixes, tags_as_written
from schlaglicht.rdf.reading.recovery import LeftOut, Recovered, readable
from schlaglicht.rdf.well_known_prefixes import WELL_KNOWN
from schlaglicht.settings.pages import PageLeads, Patterns

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
            fits = len(prefix) + len(namespace) <= LONGEST
            if fits and is_prefix(prefix) and is_namespace(namespace):
                meanings[prefix][namespace] += 1
    # Counter and sort keep the order of what is equally frequent. A name reads better than none.
    chosen = [(prefix, *of.most_common(1)[0]) for prefix, of in meanings.items()]
    chosen.sort(key=lambda entry: (not entry[0], -entry[2]))
    return {prefix: namespace for prefix, namespace, _ in chosen[:MOST_OF_FILES]}


def used_namespaces(statistics: Statistics) -> frozenset[str]:
    """The namespaces of the classes, properties and datatypes of a dataset."""
    graphs = statistics.graphs
    iris = {iri for graph in graphs for iri in graph.terms}
    datatypes = {iri for graph in graphs for use in graph.properties for iri in use.datatypes}
    return frozenset(map(vocabulary_namespace, iris | (datatypes - _UNWRITTEN)))


def well_known_for(used: Container[str]) -> Mapping[str, str]:
    """The well-known prefixes; `schema` is the http namespace where only that one is in use."""
    https, http = _SCHEMA_ORG
    if http in used and https not in used:
        return {**WELL_KNOWN, "schema": http}
    return WELL_KNOWN


_TAGGED = re.compile(rb'"(?:[^"\\]|\\.)*"@[a-z0-9-]+(?= )')
"""A literal with a language tag, in a line of N-Quads."""

_NAMELESS = re.compile(rb"_:|\S+ \S+ (?:_:|<<)|.* _:\S+ \.$")
"""A line of N-Quads that may contain a blank node: as subject, in its object, as graph."""


_TOGETHER = 10_000
"""Lines that are joined at once."""

_IN_LINES = (b"_:", b"<<")
_IN_TURTLE = (*_IN_LINES, b"[", b"(", b"~", b"{|")
_MARKS = {NTRIPLES: _IN_LINES, NQUADS: _IN_LINES, TURTLE: _IN_TURTLE, TRIG: _IN_TURTLE}
"""The signs of which a file with blank nodes has at least one, by format."""


@dataclass(frozen=True)
class Snapshot:
    """One version of a dataset, ready for loading by engine processes."""

    digest: str
    """SHA-256, in hex, of the canonical N-Quads: same content, same digest.

    If the project has a `base`, its description is content too: other prefixes or questions give
    another digest."""
    path: Path
    """The canonical N-Quads, sorted."""
    triples: int
    """Number of distinct triples in the default graph."""
    prefixes: Mapping[str, str] = field(default_factory=dict)
    """Prefixes of the settings, of the files, and of well-known namespaces in use: answers are
    written with them, the first one of a namespace, and a query need not declare them."""
    statistics: Statistics = field(default_factory=Statistics)
    """The counts of the project's graphs; the graph that describes them is not counted."""
    description: str | None = None
    """The graph that describes them, if the project has a `base`."""
    sentences: Patterns = field(default_factory=dict)
    """Patterns of sentences for nodes between things."""
    pages: PageLeads = field(default_factory=dict)
    """Profiles and first properties of pages."""
    private_forms: PrivateForms | None = None
    """The private forms of literals that the engine's store would rewrite, if there are any."""
    left_out: tuple[LeftOut, ...] = ()
    """The files with faults, and how much of each is left out."""

    @property
    def all_triples(self) -> int:
        """Number of triples in all graphs together, without those that describe the dataset."""
        return self.triples + self.statistics.named_triples

    @property
    def engine_path(self) -> Path:
        """The N-Quads for engines: those at `path`, or the same with private forms."""
        return _engine_path(self.path) if self.private_forms else self.path

    @cached_property
    def written_prefixes(self) -> Mapping[str, str]:
        """The first of the prefixes of each namespace, for graphs in files."""
        return one_per_namespace(self.prefixes)


def take_snapshot(
    project: Project, folder: Path, progress: Progress = SILENT, *, strict: bool = False
) -> Snapshot:
    """The dataset of a project, written into `folder` as `<digest>.nq` in one atomic step.

    What cannot be read is left out, unless it is to be `strict`. Raises like `take_plain_snapshot`.
    """
    settings = project.settings
    lines, declared, left_out = _sorted_lines(project, progress, strict=strict)
    progress.stage(msg("counting"))
    with in_fork(partial(dataset_statistics, lines, base=settings.base)) as counted:
        doubtful = doubtful_literals(_joined(lines))
        path = None if settings.base else _written(lines, folder)
        private_forms = _with_private_forms(path, doubtful) if path else None
        statistics = counted()
    prefixes = project_prefixes(settings.prefixes, declared, statistics)
    description, described = _description(project, statistics, prefixes, left_out)
    if described:
        doubtful |= doubtful_literals(described)
        lines.extend(described)
        lines = _in_order(lines)
    if path is None:
        path = _written(lines, folder)
        private_forms = _with_private_forms(path, doubtful)
    return Snapshot(
        path.stem,
        path,
        statistics.default_graph.triples,
        prefixes,
        statistics,
        description,
        settings.sentences,
        settings.pages,
        private_forms,
        left_out,
    )


def take_plain_snapshot(project: Project, folder: Path) -> Snapshot:
    """The same without the graph that describes the dataset, and without any count.

    Raises GraphSyntaxError and ProjectError for files that cannot be read, ProjectError if there
    is not enough space for the snapshot, AlikeBlankNodes for blank nodes that can hardly be
    distinguished, as in a list of a thousand equal values; ordinary ones take about as long as
    parsing.
    """
    lines, declared, _ = _sorted_lines(project, strict=True)
    path = _written(lines, folder)
    del lines
    prefixes = project_prefixes(project.settings.prefixes, declared)
    return Snapshot(path.stem, path, 0, prefixes, private_forms=_with_private_forms(path))


def _sorted_lines(
    project: Project, progress: Progress = SILENT, *, strict: bool
) -> tuple[list[bytes], Sequence[Mapping[str, str]], tuple[LeftOut, ...]]:
    """The lines of a dataset, the prefixes that each file declares, and what is left out.

    Canonical N-Quads: unchanged without blank nodes, the others relabelled; the canonical labels
    depend only on the quads with blank nodes.
    """
    found = _statements(project, progress, strict=strict)
    tags = _tags_as_written(project, found.recovered)
    left_out = [recovered.left_out for recovered in found.recovered.values()]
    found.data.extend(_labelled(found.nameless, project))
    data, others = _as_written(found.data, tags), _as_written(found.others, tags)
    if project.evidence:
        evidence, of_evidence = _evidence_lines(project, data, strict=strict)
        others.extend(evidence)
        left_out += of_evidence
    data.extend(others)
    return _in_order(data), found.declared, tuple(left_out)


def _in_order(lines: list[bytes]) -> list[bytes]:
    """The different lines, sorted; in less memory than a set of them."""
    lines.sort()
    return [line for line, _ in groupby(lines)]


def _evidence_lines(
    project: Project, facts: Iterable[bytes], *, strict: bool
) -> tuple[Iterable[bytes], list[LeftOut]]:
    """The evidence as a named graph: as in a validation, of the data alone."""
    from schlaglicht.evidence.annotations import annotated_lines
    from schlaglicht.evidence.read import read_evidence_files

    files, errors = read_evidence_files(project.evidence, project.settings)
    if errors and strict:
        raise errors[0]
    graph = evidence_graph(project.settings.base)
    left_out = [LeftOut(path, None) for path in dict.fromkeys(error.path for error in errors)]
    return annotated_lines(files, facts, graph), left_out


def _written(lines: list[bytes], folder: Path) -> Path:
    """Writes lines to a file in `folder` that is named by their digest."""
    digest = hashlib.sha256()
    for part in _joined(lines):
        digest.update(part)
    path = folder / f"{digest.hexdigest()}.nq"
    _write_atomically(path, lines)
    return path


def _joined(lines: list[bytes]) -> Iterator[bytes]:
    """The text in parts: the whole of it would be in memory once more."""
    for start in range(0, len(lines), _TOGETHER):
        yield b"".join(lines[start : start + _TOGETHER])


def _with_private_forms(
    path: Path, doubtful: Collection[TypedLiteral] | None = None
) -> PrivateForms | None:
    """Writes the file for engines next to that at `path`, if the store needs private forms."""
    if not path.stat().st_size:  # nothing can be mapped
        return None
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
        private = with_private_forms(content, path.stem, doubtful)
        if private is None:
            return None
        nquads, forms = private
        _write_atomically(_engine_path(path), chain([forms.comment], nquads))
        return forms


def _engine_path(path: Path) -> Path:
    return path.with_suffix(".engine.nq")


def _description(
    project: Project,
    statistics: Statistics,
    prefixes: Mapping[str, str],
    left_out: Sequence[LeftOut],
) -> tuple[str | None, list[bytes]]:
    """The description of the dataset as one of its graphs, for SPARQL clients.

    Returns its IRI and its lines; None and no lines without a base.
    """
    if not project.settings.base:
        return None, []
    from schlaglicht.dataset.void import describe_dataset

    iri = description_iri(project.settings.base)
    questions = read_questions(project)
    described = describe_dataset(
        iri, project, statistics, questions, prefixes=prefixes, left_out=left_out
    )
    triples = parse(described.serialize(format="nt", encoding="utf-8"), format=RdfFormat.N_TRIPLES)
    graph = NamedNode(iri)
    return iri, _nquads(Quad(t.subject, t.predicate, t.object, graph) for t in triples)


@one_process_in_turn()
def check_blank_nodes(project: Project) -> None:
    """Raises AlikeBlankNodes if a snapshot of the project would, without taking one."""
    shapes = NamedNode(shapes_graph(project.settings.base))
    nameless: list[Quad] = []
    for path in filterfalse(_is_without_blank_nodes, project.graph_files):
        graph = shapes if path in project.shapes else None
        lines, _ = _lines_of(path, project.base_of(path), graph)
        nameless += _renamed(filter(_may_be_nameless, lines))
    if any(map(_links, nameless)):
        _labelled(nameless, project)


def _is_without_blank_nodes(path: Path) -> bool:
    """True if the text of a file shows that it has none; most large files are such."""
    marks = _MARKS.get(graph_format_of(path))
    if marks is None:
        return False
    with opened(path) as file:
        return not any(mark in part for part in file_parts(file) for mark in marks)


def _links(quad: Quad) -> bool:
    """True if a quad may have two blank nodes: otherwise each can be labelled on its own."""
    others = quad.object, quad.graph_name
    return any(isinstance(term, (BlankNode, Triple)) for term in others)


def _may_be_nameless(line: bytes) -> bool:
    # Most lines are settled by two searches, four times as fast as the pattern.
    return (b"_:" in line or b"<<" in line) and _NAMELESS.match(line) is not None


class _Statements(NamedTuple):
    """The statements of the files of a project, some more than once."""

    data: list[bytes]
    """Those of the data without blank nodes, as lines of N-Quads."""
    others: list[bytes]
    """Those of the ontology and the shapes."""
    nameless: list[Quad]
    """Those with blank nodes, of all files."""
    declared: list[Mapping[str, str]]
    """The prefixes that each file declares."""
    recovered: dict[Path, Recovered]
    """The files with faults."""


@one_process_in_turn()
def _statements(
    project: Project, progress: Progress = SILENT, *, strict: bool = True
) -> _Statements:
    shapes = NamedNode(shapes_graph(project.settings.base))
    found = _Statements([], [], [], [], {})
    data = set(project.data)
    for path in progress.files(project.graph_files):
        graph = shapes if path in project.shapes else None
        base = project.base_of(path)
        read = partial(_lines_of, path, base, graph, progress)
        value, recovered = readable(read, path, base, strict=strict)
        if recovered is not None:
            found.recovered[path] = recovered
        written, prefixes = value or ([], {})
        found.declared.append(prefixes)
        if any(mark in part for part in _joined(written) for mark in _IN_LINES):
            found.nameless.extend(_renamed(filter(_may_be_nameless, written)))
            written = list(filterfalse(_may_be_nameless, written))
        (found.data if path in data else found.others).extend(written)
    return found


def _renamed(lines: Iterable[bytes]) -> Iterable[Quad]:
    """The quads of a file with new labels: the same one in two files means different nodes."""
    content = b"".join(lines)
    return parse(content, format=RdfFormat.N_QUADS, lenient=True, rename_blank_nodes=True)


def _labelled(nameless: Iterable[Quad], project: Project) -> list[bytes]:
    try:
        found = canonicalization.canonical_nquads(map(_text, nameless))
    except AlikeBlankNodes as error:
        raise locate_in_files(error, project.graph_files) from None
    return [line.encode() for line in found]


def _text(quad: Quad) -> canonicalization.Quad:
    graph = "" if isinstance(quad.graph_name, DefaultGraph) else str(quad.graph_name)
    return str(quad.subject), str(quad.predicate), _object(quad.object), graph


def _object(term: object) -> str:
    if isinstance(term, Triple):
        return f"<<( {term.subject} {term.predicate} {_object(term.object)} )>>"
    return str(term)


def _lines_of(
    path: Path,
    base: str,
    default_graph: NamedNode | None,
    progress: Progress = SILENT,
    content: bytes | None = None,
) -> tuple[list[bytes], Mapping[str, str]]:
    """The statements of a file as lines of N-Quads, and the prefixes that it declares.

    `base` resolves relative IRIs; `default_graph` replaces its default graph, `content` its text.
    """
    lines, prefixes = read_lines_and_prefixes(path, base=base, progress=progress, content=content)
    if default_graph is None:
        return lines, prefixes
    quads = parse(b"".join(lines), format=RdfFormat.N_QUADS, lenient=True)
    named = (
        Quad(quad.subject, quad.predicate, quad.object, default_graph)
        if isinstance(quad.graph_name, DefaultGraph)
        else quad
        for quad in quads
    )
    return _nquads(named), prefixes


def _tags_as_written(project: Project, recovered: Mapping[Path, Recovered]) -> dict[bytes, bytes]:
    """Literals as the strict parser gives them, with tags in lower case, and as in the files.

    Of two spellings of one literal the first by code point wins.
    """
    tags: dict[bytes, bytes] = {}
    for path in project.graph_files:
        content = recovered[path].content if path in recovered else None
        for plain, written in tags_as_written(path, content).items():
            tags.setdefault(plain.encode(), written.encode())
    return tags


def _as_written(lines: list[bytes], tags: Mapping[bytes, bytes]) -> list[bytes]:
    """The lines with the language tags of `tags`."""
    if not tags:
        return lines
    return [_TAGGED.sub(lambda found: tags.get(found[0], found[0]), line) for line in lines]


def _nquads(quads: Iterable[Quad]) -> list[bytes]:
    return (serialize(quads, format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True)


def _write_atomically(path: Path, parts: Iterable[bytes]) -> None:
    try:
        with replaced(path) as draft, draft.open("xb") as file:
            file.writelines(parts)
    except OSError as error:
        raise ProjectError(
            f"cannot write a version of the graph to {path.parent}: {error.strerror}; "
            "make room, or name another folder with TMPDIR"
        ) from error
