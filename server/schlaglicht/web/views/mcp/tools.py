"""Tools of the Model Context Protocol: the dataset as a language model reads it, in text.

Each reads and writes nothing, has the limits of the endpoint, and says what it leaves out.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import current_app, request
from rdflib import RDF, RDFS, Graph, Literal, URIRef
from rdflib.term import Node

from schlaglicht.errors import RequestError
from schlaglicht.formats import JSON, TSV, TURTLE
from schlaglicht.i18n import msg
from schlaglicht.languages import best_text
from schlaglicht.markup import has_markup, words_of
from schlaglicht.pages import Supported, describe, document_graph
from schlaglicht.pages.ontology_pages import shapes_defined
from schlaglicht.query import beginning_of_answer, explanation, read_query
from schlaglicht.query.parameter_values import with_values
from schlaglicht.questions import Question, written
from schlaglicht.rdf.lists import items
from schlaglicht.rdf.paths import path_text, read_path
from schlaglicht.rdf.turtle_terms import Names
from schlaglicht.rdf.writing.write import dump
from schlaglicht.vocab import SH, SHAPE_TARGETS
from schlaglicht.web.monitoring.request_record import note_query
from schlaglicht.web.published_site import Site
from schlaglicht.web.views.evidence_words import grounds
from schlaglicht.web.views.lists.classes import class_uses
from schlaglicht.web.views.lists.search import MOST_PAGES, search_result
from schlaglicht.web.views.literal_format import plain_text
from schlaglicht.web.views.mcp.patches import PATCHES, Patches
from schlaglicht.web.views.page import reader_language, reader_languages
from schlaglicht.web.views.programs.crawlers import CARD_LEGEND, class_lines, short
from schlaglicht.web.views.query.questions import read_values

_MOST = 200
"""Shapes, and rules of a shape."""

_DEEPEST = 3
"""Lists within lists."""

_SAID_APART = {
    *(RDF.type, SH.path, SH.minCount, SH.maxCount, SH.message, SH.severity, SH.property),
    *(SH.name, SH.description, SH.order, SH.group, SH.agentInstruction, RDFS.label, RDFS.comment),
    *(*SHAPE_TARGETS, RDFS.isDefinedBy),
}


def shapes_of(site: Site, class_: str | None) -> list[str]:
    """The shapes with an IRI; with `class_`, those that look at its things by a target."""
    shapes = shapes_defined(site.dataset)[:_MOST]
    if class_ is None:
        return shapes
    wanted = _with_superclasses(site, URIRef(class_))
    return [iri for iri in shapes if wanted & {*_aims(site, URIRef(iri))}]


def graph_of(site: Site, shapes: Iterable[str]) -> Graph:
    """The shapes and their property shapes."""
    graph = Graph()
    for iri in shapes:
        graph += site.index.description(URIRef(iri))
        for rule in site.index.objects(URIRef(iri), SH.property, limit=_MOST):
            if isinstance(rule, URIRef):
                graph += site.index.description(rule)
    return graph


def shape_lines(site: Site, graph: Graph, iri: str) -> Iterator[str]:
    """A shape: its targets, what it says about agents, and a line for each rule."""
    names, shape = Names(site.snapshot.prefixes), URIRef(iri)
    targets = [
        names.shortened(node) for each in SHAPE_TARGETS for node in graph.objects(shape, each)
    ]
    yield f"{names.shortened(shape)} for {', '.join(sorted(targets)) or 'its own things'}"
    yield from _notes(graph, shape)
    if own := _constraints(graph, shape, names):
        yield f"- {own}{_message(graph, shape)}"
    for rule in sorted(graph.objects(shape, SH.property), key=str):
        yield f"- {_rule(graph, rule, names)}"
        yield from _notes(graph, rule)


def _rule(graph: Graph, rule: Node, names: Names) -> str:
    path = graph.value(rule, SH.path)
    said = path_text(read_path(graph, path), names.predicate) if path is not None else "?"
    severity = graph.value(rule, SH.severity)
    level = f" ({names.shortened(severity)})" if severity not in (None, SH.Violation) else ""
    constraints = _constraints(graph, rule, names)
    return " ".join(filter(None, [said, _cardinality(graph, rule), constraints])) + (
        f"{level}{_message(graph, rule)}"
    )


def _cardinality(graph: Graph, rule: Node) -> str:
    least, most = graph.value(rule, SH.minCount), graph.value(rule, SH.maxCount)
    return f"[{least or 0}..{most or '*'}]"


def _constraints(graph: Graph, shape: Node, names: Names) -> str:
    """The other constraints, as Turtle has them."""
    said = sorted(
        f"{names.shortened(predicate)} {_value(graph, value, names)}"
        for predicate, value in graph.predicate_objects(shape)
        if predicate not in _SAID_APART
    )
    return "; ".join(said)


def _value(graph: Graph, value: Node, names: Names, depth: int = 0) -> str:
    """A value; a list within lists too deep, or one that is malformed, without its members."""
    if depth < _DEEPEST and (members := items(graph, value)):
        return f"( {' '.join(_value(graph, each, names, depth + 1) for each in members)} )"
    return names.shortened(value)


def _message(graph: Graph, shape: Node) -> str:
    said = [shape, *graph.objects(shape, SH.sparql)]
    found = _text(text for node in said for text in graph.objects(node, SH.message))
    return f": {found}" if found else ""


def _notes(graph: Graph, shape: Node) -> Iterator[str]:
    """The words of the authors of a shape to agents, as SHACL 1.2 has them."""
    found = _text(graph.objects(shape, SH.agentInstruction))
    if found:
        yield f"  For agents: {found}"


def _text(values: Iterable[Any]) -> str:
    texts = [(str(v), v.language) for v in values if isinstance(v, Literal)]
    found = best_text(texts, ["en"])
    return " ".join(found[0].split()) if found else ""


def _aims(site: Site, shape: URIRef) -> Iterator[Node]:
    yield shape  # a class may be its own shape
    yield from site.index.objects(shape, SH.targetClass, limit=_MOST)


def _with_superclasses(site: Site, class_: URIRef) -> set[Node]:
    found: set[Node] = {class_}
    edge: list[Node] = [class_]
    while edge and len(found) < _MOST:
        above = site.index.objects(edge.pop(), RDFS.subClassOf, limit=_MOST)
        edge += [each for each in above if each not in found]
        found |= {*above}
    return found


MOST_BYTES = 100_000
"""Bytes of an answer to a query, and characters of a description, that a model gets at once."""

_MOST_GRAPHS = 50
_CARD = 12_000
"""Characters about the classes of a dataset."""

Arguments = Mapping[str, Any]


@dataclass(frozen=True)
class ToolAnswer:
    """The answer of a tool: texts, and the same as a value where it is one."""

    texts: tuple[str, ...]
    value: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Tool:
    """A tool: what a model is told about it, and the function that answers."""

    name: str
    title: str
    description: str
    call: Callable[[Site, Arguments], ToolAnswer]
    parameters: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    required: tuple[str, ...] = ()

    @property
    def schema(self) -> Mapping[str, Any]:
        """The JSON Schema of its arguments."""
        return {
            "type": "object",
            "properties": self.parameters,
            "required": list(self.required),
            "additionalProperties": False,
        }

    @property
    def usage(self) -> str:
        """Its arguments, in words."""
        taken = [f"{name} ({each['description']})" for name, each in self.parameters.items()]
        return f"{self.name} takes {', '.join(taken) or 'no arguments'}"

    def answer(self, site: Site, arguments: Arguments) -> ToolAnswer:
        """The answer for `arguments`; raises RequestError where they do not fit the schema."""
        for name in self.required:
            if name not in arguments:
                raise RequestError(msg("the argument {name} is missing", name=name))
        for name, value in arguments.items():
            self._check(name, value)
        return self.call(site, arguments)

    def _check(self, name: str, value: object) -> None:
        known = self.parameters.get(name)
        if known is None:
            names = ", ".join(self.parameters) or "-"
            raise RequestError(msg("no argument {name}; known: {known}", name=name, known=names))
        kind = {"string": str, "integer": int, "object": dict}[known["type"]]
        if not isinstance(value, kind) or isinstance(value, bool):
            raise RequestError(
                msg("the argument {name} is not of type {type}", name=name, type=known["type"])
            )


def _describe_dataset(site: Site, _: Arguments) -> ToolAnswer:
    text, cut = _cut("\n".join(_dataset_lines(site)))
    return ToolAnswer((text, *cut))


def _dataset_lines(site: Site) -> Iterator[str]:
    title, _ = site.title(reader_languages())
    description = site.description_for(reader_languages())
    limits = site.backend.limits
    yield f"# {title}\n"
    if description:
        yield f"{description[0]}\n"
    graphs = sorted(site.snapshot.statistics.named_graphs)
    if site.queries_only:
        yield "The graph is at another endpoint and not copied: only the tool query reads it."
    else:
        size = f"{site.snapshot.triples} triples in the default graph"
        yield f"{size}, and {len(graphs)} named graphs"
    yield from (f"- <{iri}>" for iri in graphs[:_MOST_GRAPHS])
    yield from (f"Licence: <{licence}>" for licence in site.dataset.licences)
    yield f"\nA query may take {limits.seconds:g} s; {MOST_BYTES} bytes of its answer are given."
    yield "\n## Prefixes, which queries need not declare\n"
    for prefix, namespace in sorted(site.snapshot.prefixes.items()):
        yield f"- {prefix}: <{namespace}>"
    yield f"\n## Classes\n\n{CARD_LEGEND}\n"
    yield from class_lines(site, room=_CARD)


def _search(site: Site, arguments: Arguments) -> ToolAnswer:
    wanted = arguments.get("class")
    iri = _iri_of(site, wanted) if wanted else None
    use = next((use for use in class_uses(site) if use.iri == iri), None)
    if wanted and use is None:
        raise RequestError(msg("no class {name} in this dataset", name=wanted))
    number = min(max(arguments.get("page", 1), 1), MOST_PAGES)
    return _of_value(search_result(arguments["words"], use, number))


def _describe(site: Site, arguments: Arguments) -> ToolAnswer:
    iri = _iri_of(site, arguments["iri"])
    if not site.dataset.has_page(iri):
        raise RequestError(msg("this dataset does not describe <{iri}>", iri=iri))
    said = _without_markup(document_graph(site.dataset, iri))
    data = dump(said, TURTLE, site.snapshot.written_prefixes)
    text, cut = _cut(data.decode("utf-8"))
    evidence = "\n".join(_evidence_lines(site, iri))
    if not evidence:
        return ToolAnswer((text, *cut))
    lines, more = _cut(f"Evidence of these statements:\n{evidence}")
    return ToolAnswer((text, *cut, lines, *more))


def _without_markup(graph: Graph) -> Graph:
    """The graph with the words of literals that hold markup, of which models need none."""
    said = Graph()
    for subject, predicate, value in graph:
        if isinstance(value, Literal) and has_markup(datatype := str(value.datatype or "")):
            said.add((subject, predicate, Literal(words_of(str(value), datatype))))
        else:
            said.add((subject, predicate, value))
    return said


def _evidence_lines(site: Site, iri: str) -> Iterator[str]:
    for quotation in describe(site.dataset, iri, reader_languages()).evidence:
        for statement in quotation.statements:
            yield _evidence_line(site, statement)


def _evidence_line(site: Site, statement: Supported) -> str:
    language, support = reader_language(), statement.support
    parts = grounds(support, statement.value, language)
    said = "".join(part if isinstance(part, str) else part.name[0] for part in parts)
    quoted = "".join(f" “{p.text}”" for p in support.evidence.passages if p.text)
    source = support.evidence.reference.iri
    words = [plain_text(part, language) for part in (statement.subject, statement.value)]
    property_ = short(site, statement.property.iri)
    return f"- {words[0]} {property_} {words[1]}: {said}{quoted} (<{source}>)"


def _shapes(site: Site, arguments: Arguments) -> ToolAnswer:
    class_ = _iri_of(site, arguments["class"]) if "class" in arguments else None
    found = shapes_of(site, class_)
    if not found:
        return ToolAnswer(("No shape says what these things must look like.",))
    graph = graph_of(site, found)
    lines = "\n\n".join("\n".join(shape_lines(site, graph, iri)) for iri in found)
    text, cut = _cut(lines)
    if class_ is None:
        return ToolAnswer((text, *cut))
    turtle, more = _cut(dump(graph, TURTLE, site.snapshot.written_prefixes).decode("utf-8"))
    return ToolAnswer((text, *cut, turtle, *more))


def _validate(site: Site, arguments: Arguments) -> ToolAnswer:
    patches: Patches = current_app.extensions[PATCHES]
    if site.snapshot.all_triples > patches.limits.triples:
        raise RequestError(msg("this dataset is too large to be validated here"))
    found = patches.findings(site.project, arguments["turtle"], request.remote_addr or "")
    text, cut = _cut(found)
    return ToolAnswer((text, *cut))


def _query(site: Site, arguments: Arguments) -> ToolAnswer:
    return _answer_to(site, arguments["query"])


def _answer_to(site: Site, text: str) -> ToolAnswer:
    base, services = site.base or request.base_url, site.services
    query = read_query(text, base=base, services=services.urls)
    note_query(text, query.form.value)
    query = services.joined(query, site.snapshot.prefixes)
    form = TSV if TSV in query.formats else JSON if JSON in query.formats else TURTLE
    answered = beginning_of_answer(
        site.backend, query, form, most=MOST_BYTES, prefixes=site.snapshot.prefixes
    )
    notes = [] if answered.is_whole else [_CUT]
    value = None
    if answered.is_empty:
        found = explanation(query, site.snapshot, site.backend)
        notes += ["The answer is empty.", *found.reasons, *repaired(found.members["repairs"])]
        value = found.members
    return ToolAnswer((answered.body.decode("utf-8", errors="ignore"), *notes), value)


def repaired(repairs: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The queries that answer in place of one that does not, as what they change."""
    for each in repairs:
        rows = each.get("rows", f"more than {each.get('more_rows_than')}")
        said = f"the answer has {rows} rows"
        if not {"rows", "more_rows_than"} & each.keys():
            said = "the query can be read"
        changes = "\n".join(each["diff"])
        yield f"With this change, if it is what you mean, {said}:\n{changes}"


_CUT = f"This is cut: only the first {MOST_BYTES} bytes. Use LIMIT, OFFSET or a narrower question."


def _cut(text: str) -> tuple[str, list[str]]:
    return (text[:MOST_BYTES], [_CUT]) if len(text) > MOST_BYTES else (text, [])


def _questions(site: Site, arguments: Arguments) -> ToolAnswer:
    name, values = arguments.get("name"), arguments.get("values", {})
    if name is None:
        return _of_value(_listed(site))
    found = next((each for each in site.questions if each.name == name), None)
    if found is None:
        raise RequestError(msg("no question {name} in this dataset", name=name))
    texts = {each: str(value) for each, value in values.items()}
    return _answer_to(site, with_values(found.text, read_values(site, found, texts).checked()))


def _listed(site: Site) -> Mapping[str, Any]:
    shown, room = [], MOST_BYTES
    for each in site.questions:
        room -= len(each.text)
        if room >= 0:
            shown.append(_of_question(each))
    return {"questions": shown, "left_out": len(site.questions) - len(shown)}


def _of_question(question: Question) -> dict[str, Any]:
    parameters = {
        each.name: {
            "kind": each.kind.value,
            "default": written(each.default),
            "label": dict(each.labels),
            "class": each.class_ or None,
            "choices": [written(choice) for choice in each.choices] or None,
        }
        for each in question.parameters
    }
    described = {"name": question.name, "title": dict(question.titles), "query": question.text}
    return {**described, "parameters": parameters} if parameters else described


def _of_value(value: Mapping[str, Any]) -> ToolAnswer:
    return ToolAnswer((json.dumps(value, ensure_ascii=False, indent=1),), value)


def _iri_of(site: Site, name: str) -> str:
    """The IRI that a model writes as it is, in angle brackets or with a prefix."""
    bare = name.removeprefix("<").removesuffix(">")
    return str(site.prefixes.expand(bare) or bare)


_IRI = {"type": "string", "description": "An IRI, or a name with one of the dataset's prefixes."}

TOOLS = (
    Tool(
        "describe_dataset",
        "What the dataset holds",
        "Title, size, licence, graphs, prefixes, and the classes with their properties. Read it "
        "before you write a query.",
        _describe_dataset,
    ),
    Tool(
        "search",
        "Find things by name",
        "Things by words in their names and descriptions, best first; similar spellings too. "
        "Gives their IRIs, 25 at once.",
        _search,
        {
            "words": {"type": "string", "description": "The words, or an IRI."},
            "class": {**_IRI, "description": f"Only things of this class. {_IRI['description']}"},
            "page": {"type": "integer", "minimum": 1, "description": "1 is the first."},
        },
        ("words",),
    ),
    Tool(
        "describe",
        "All statements about a thing, with their evidence",
        "The statements about one thing as Turtle; then for each the evidence that the dataset "
        "names: in which passage of which document it is stated, and how surely.",
        _describe,
        {"iri": _IRI},
        ("iri",),
    ),
    Tool(
        "query",
        "Ask a SPARQL query",
        "The answer to a SPARQL 1.1 query, read-only and without SERVICE: SELECT as TSV, ASK as "
        "JSON, CONSTRUCT and DESCRIBE as Turtle. Says so if the answer is cut.",
        _query,
        {"query": {"type": "string", "description": "One SPARQL 1.1 query."}},
        ("query",),
    ),
    Tool(
        "shapes",
        "What the things of a class must look like",
        "The SHACL shapes: per rule the path, the cardinality, the constraints and the message "
        "of its author. With a class, those for its things, and as Turtle too. Read it before you "
        "write statements.",
        _shapes,
        {"class": {**_IRI, "description": f"Only of this class. {_IRI['description']}"}},
    ),
    Tool(
        "validate",
        "Check statements before they are added",
        "Judges statements in Turtle together with the project, and writes nothing: the findings "
        "that they would bring, with line and column in patch.ttl, which is your text, or in the "
        "project's files, and those that they would repair. Turtle must declare its prefixes.",
        _validate,
        {"turtle": {"type": "string", "description": "The statements to be added, as Turtle."}},
        ("turtle",),
    ),
    Tool(
        "questions",
        "Examples of questions with their queries, or the answer to one",
        "Questions that the makers of the dataset answer with it, with the queries and their "
        "parameters. With a name, the answer to that question, as of the tool query.",
        _questions,
        {
            "name": {"type": "string", "description": "A question, to have its answer."},
            "values": {
                "type": "object",
                "description": "Values of its parameters by name; without one, its default. A "
                "thing is an IRI or a name that only one thing has, a date is 2020-12-31.",
                "additionalProperties": {"type": ["string", "number"]},
            },
        },
    ),
)
"""The tools, in the order of first use."""
