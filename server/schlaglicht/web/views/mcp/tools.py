"""Tools of the Model Context Protocol: the dataset as a language model reads it, in text.

Each reads and writes nothing, has the limits of the endpoint, and says what it leaves out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from flask import current_app, request
from rdflib import RDF, RDFS, Graph, Literal, URIRef
from rdflib.term import Node

from schlaglicht.dataset import evidence_graph
from schlaglicht.dataset.statistics import ClassUse
from schlaglicht.errors import GraphSyntaxError, ProjectError, RequestError
from schlaglicht.formats import JSON, TSV, TURTLE
from schlaglicht.ground.text import truncated
from schlaglicht.i18n import best_text, msg
from schlaglicht.pages import nearest
from schlaglicht.pages.ontology_pages import is_deprecated, replacements, shapes_defined
from schlaglicht.pages.property_order import with_superclasses
from schlaglicht.query import (
    QueryForm,
    SparqlQuery,
    absent_variables,
    beginning_of_answer,
    read_query,
    reasons_without_engine,
    terms_of_pattern,
)
from schlaglicht.query.empty_answers.explanation import explanation
from schlaglicht.query.lexer import LONG, Edit, edited
from schlaglicht.query.rewriting import with_values
from schlaglicht.query.syntax_tree import Kind
from schlaglicht.query.syntax_tree import Node as TreeNode
from schlaglicht.questions import Question, written
from schlaglicht.rdf.lists import items
from schlaglicht.rdf.paths import path_text, read_path
from schlaglicht.rdf.turtle_terms import Names
from schlaglicht.rdf.well_known_prefixes import WELL_KNOWN
from schlaglicht.rdf.writing.write import dump
from schlaglicht.vocab import SH, SHAPE_TARGETS
from schlaglicht.web.logs import note_query
from schlaglicht.web.published_site import Site
from schlaglicht.web.views.examples import offered_questions, question_named
from schlaglicht.web.views.lists.classes import class_uses
from schlaglicht.web.views.lists.search import FOUND, MOST_PAGES, search_result
from schlaglicht.web.views.mcp.dataset_card import CARD, card_lines, prefix_lines, traps
from schlaglicht.web.views.mcp.patches import PATCHES, Patches
from schlaglicht.web.views.mcp.search_texts import FEW, MOST_PARTLY, found_texts, telling_words
from schlaglicht.web.views.mcp.texts import (
    CARD_TOKENS,
    PER_TOKEN,
    ROWS,
    TOKENS,
    described_texts,
    table_lines,
    within,
)
from schlaglicht.web.views.page import reader_languages
from schlaglicht.web.views.programs.crawlers import (
    CARD_LEGEND,
    class_line,
    short,
    without_header,
)
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
    wanted = set(with_superclasses(site.index, [URIRef(class_)]))
    # A class may be its own shape.
    aims = ((iri, site.index.objects(URIRef(iri), SH.targetClass, limit=_MOST)) for iri in shapes)
    return [iri for iri, classes in aims if wanted & {iri, *map(str, classes)}]


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
    least, most = graph.value(rule, SH.minCount), graph.value(rule, SH.maxCount)
    times = "[none]" if str(most) == "0" else f"[{least or 0}..{most or '*'}]"
    return f"{' '.join(filter(None, [said, times, constraints]))}{level}{_message(graph, rule)}"


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


MOST_BYTES = 100_000
"""Bytes of an answer to a query that are read for a model."""

_LONGEST_DESCRIPTION = 300
_LEGEND = (
    f"{CARD_LEGEND.replace('(its values, their kind)', 'and the kind of its values')} (2 of 3): "
    "not all have it. `<-` leads to things of the class. The argument class gives all of one."
)

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
    writes: bool = False

    @property
    def schema(self) -> Mapping[str, Any]:
        """The JSON Schema of its arguments."""
        return {
            "type": "object",
            "properties": {"tokens": _TOKENS, **self.parameters},
            "required": list(self.required),
            "additionalProperties": False,
        }

    @property
    def usage(self) -> str:
        """Its arguments, in words."""
        taken = [f"{name} ({each['description']})" for name, each in self.parameters.items()]
        return f"{self.name} takes {', '.join(taken) or 'no arguments'}"

    def answer(self, site: Site, arguments: Arguments) -> ToolAnswer:
        """The answer for `arguments`, within `tokens`.

        Raises RequestError where they do not fit the schema.
        """
        for name in self.required:
            if name not in arguments:
                raise RequestError(msg("the argument {name} is missing", name=name))
        for name, value in arguments.items():
            self._check(name, value)
        try:
            answered = self.call(site, arguments)
        except (ProjectError, GraphSyntaxError) as error:  # of the files as they are now
            raise RequestError(site.without_folders(error.messages)) from error
        texts = within(answered.texts, arguments.get("tokens", TOKENS))
        return replace(answered, texts=tuple(texts))

    def _check(self, name: str, value: object) -> None:
        every = {**self.parameters, "tokens": _TOKENS}
        known = every.get(name)
        if known is None:
            names = ", ".join(every)
            raise RequestError(msg("no argument {name}; known: {known}", name=name, known=names))
        kinds = {"string": str, "integer": int, "object": dict, "array": list, "boolean": bool}
        kind = kinds[known["type"]]
        is_wrong = not isinstance(value, kind) or isinstance(value, bool) != (kind is bool)
        if is_wrong or (isinstance(value, list) and not all(isinstance(v, str) for v in value)):
            raise RequestError(
                msg("the argument {name} is not of type {type}", name=name, type=known["type"])
            )
        if value not in (offered := known.get("enum", [value])):
            raise RequestError(
                msg("the argument {name} is one of {known}", name=name, known=", ".join(offered))
            )


def _describe_dataset(site: Site, arguments: Arguments) -> ToolAnswer:
    if "class" in arguments:
        use = _class_named(site, arguments["class"])
        return ToolAnswer((f"{CARD_LEGEND}\n{class_line(site, use, _MOST)}",))
    head = "\n".join(_dataset_lines(site))
    room = max(CARD, arguments.get("tokens", CARD_TOKENS) * PER_TOKEN - len(head))
    return ToolAnswer(("\n".join((head, *card_lines(site, room))),))


def _dataset_lines(site: Site) -> Iterator[str]:
    title, _ = site.title(reader_languages())
    description = site.description_for(reader_languages())
    yield f"# {title}\n"
    if description:
        yield f"{truncated(description[0], _LONGEST_DESCRIPTION)}\n"
    graphs = site.snapshot.statistics.named_graphs
    if site.queries_only:
        yield "The graph is at another endpoint and not copied: only the tool query reads it."
    else:
        yield f"{site.snapshot.triples} triples in the default graph, {len(graphs)} named graphs."
    yield f"A query may take {site.backend.limits.seconds:g} s."
    yield from (f"Licence: <{licence}>" for licence in site.dataset.licences)
    if site.questions:
        yield f"{len(site.questions)} questions have ready queries: the tool questions lists them."
    if site.sources is None and evidence_graph(site.base) in graphs:
        yield "The words of passages are not here: evidence says only where they stand."
    if found := [f"- {trap}" for trap in traps(site)]:
        yield from ("\n## Traps\n", *found)
    yield "\n## Prefixes, which queries need not declare\n"
    yield from prefix_lines(site)
    yield f"\n## Classes\n\n{_LEGEND}\n"


def _class_named(site: Site, name: str) -> ClassUse:
    iri = _iri_of(site, name)
    use = next((use for use in class_uses(site) if use.iri == iri), None)
    if use is None:
        raise RequestError(msg("no class {name} in this dataset", name=name))
    return use


def _search(site: Site, arguments: Arguments) -> ToolAnswer:
    use = _class_named(site, arguments["class"]) if arguments.get("class") else None
    number = min(max(arguments.get("page", 1), 1), MOST_PAGES)
    words = telling_words(arguments["words"])
    found = search_result(words, use, number)
    return ToolAnswer(tuple(found_texts(site, words, found)))


def _describe(site: Site, arguments: Arguments) -> ToolAnswer:
    iri = _iri_of(site, arguments["iri"])
    if not site.dataset.has_page(iri):
        near = nearest(site.dataset, iri, reader_languages())
        found = "; ".join(short(site, x.iri) + ("" if x.is_made else f" {x.name[0]}") for x in near)
        said = msg("this dataset does not describe <{iri}>; near it is {found}")
        said = said if near else msg("this dataset does not describe <{iri}>")
        raise RequestError(said.filled(iri=iri, found=found))
    return ToolAnswer(tuple(described_texts(site, iri)))


def _shapes(site: Site, arguments: Arguments) -> ToolAnswer:
    class_ = _iri_of(site, arguments["class"]) if "class" in arguments else None
    found = shapes_of(site, class_)
    if not found:
        return ToolAnswer(("No shape says what these things must look like.",))
    graph = graph_of(site, found)
    if class_ is None:
        named = (next(shape_lines(site, graph, iri)) for iri in found)
        return ToolAnswer(("\n".join((*named, "With a class, the rules of its shapes.")),))
    if arguments.get("form") == "turtle":
        return ToolAnswer((dump(graph, TURTLE, site.snapshot.written_prefixes).decode("utf-8"),))
    return ToolAnswer(("\n\n".join("\n".join(shape_lines(site, graph, iri)) for iri in found),))


def _validate(site: Site, arguments: Arguments) -> ToolAnswer:
    patches: Patches = current_app.extensions[PATCHES]
    if site.snapshot.all_triples > patches.limits.triples:
        raise RequestError(msg("this dataset is too large to be validated here"))
    found = patches.findings(site.project, arguments["turtle"], request.remote_addr or "")
    return ToolAnswer((found,))


def _query(site: Site, arguments: Arguments) -> ToolAnswer:
    return _answer_to(site, arguments["query"], arguments.get("rows", ROWS))


def _answer_to(site: Site, text: str, rows: int) -> ToolAnswer:
    base, services = site.base or request.base_url, site.services
    query = read_query(text, base=base, services=services.urls)
    note_query(text, query.form)
    query = services.joined(query, site.snapshot.prefixes)
    asked, key, limit = _with_next_row(query)
    form = TSV if TSV in query.formats else JSON if JSON in query.formats else TURTLE
    answered = beginning_of_answer(
        site.backend, asked, form, most=MOST_BYTES, prefixes=site.snapshot.prefixes
    )
    body, notes, value = answered.body.decode("utf-8", errors="ignore"), list[str](), None
    without = list[str]()
    if form is TSV:
        body, equal = _without_next_row(body, key, limit)
        body, notes, without = table_lines(site, body, max(rows, 1), is_whole=answered.is_whole)
        notes += equal
    elif not answered.is_whole:
        notes = [f"This is cut: only the first {MOST_BYTES} bytes. Use LIMIT."]
    if answered.is_empty:
        found = explanation(query, site.snapshot, site.backend)
        notes = ["The answer is empty.", *found.reasons, *repaired(found.members["repairs"])]
        value = structured(found.members["repairs"]) if found.repairs else None
    elif without:
        notes.append(f"No row has a value for {', '.join(without)}.")
        notes += reasons_without_engine(query, site.snapshot, site.backend)
    else:
        notes += map(str, absent_variables(query))
    return ToolAnswer((body, *notes, *_deprecated(site, query)), value)


def _with_next_row(query: SparqlQuery) -> tuple[SparqlQuery, str, int]:
    """The query for one row more where LIMIT cuts an order, the variable of that, and the limit."""
    is_short = query.form is QueryForm.SELECT and len(query.asked) < LONG and not query.volatile
    tree = query.readable_tree if is_short else None
    order = tree.child(Kind.ORDER_BY) if tree else None
    limit = next((x for x in tree.nodes(Kind.LIMIT) if x.has("LIMIT")), None) if tree else None
    if order and limit:
        first, (_, number) = order.children[2], limit.children
        names = {
            x.text[1:] for x in (first.variables() if isinstance(first, TreeNode) else [first])
        }
        most = int(query.asked[number.start : number.end])
        if len(names) == 1 and 0 < most < MOST_BYTES:
            edit = Edit(number.start, number.end, str(most + 1))
            return query.with_text(edited(query.asked, [edit])), f"?{names.pop()}", most
    return query, "", 0


def _without_next_row(body: str, key: str, limit: int) -> tuple[str, list[str]]:
    """An answer without the row after its limit, and whether that has the same value as the last.

    A longer answer was cut before it.
    """
    head, *rows = body.splitlines(keepends=True)
    if not limit or len(rows) <= limit:
        return body, []
    named = [each.rstrip("\n").split("\t") for each in (head, *rows[limit - 1 : limit + 1])]
    is_equal = any(name == key and last == more for name, last, more in zip(*named, strict=True))
    said = [f"LIMIT cuts between equal values: more rows have the same {key}."] if is_equal else []
    return head + "".join(rows[:limit]), said


def _deprecated(site: Site, query: SparqlQuery) -> Iterator[str]:
    """Deprecated terms in a query, and what the data uses instead."""
    prefixes = {**WELL_KNOWN, **site.snapshot.prefixes, **query.prefixes}
    named = dict.fromkeys(URIRef(iri) for _, iri in terms_of_pattern(query, prefixes))
    for term in islice(named if site.has_index and len(query.asked) < LONG else (), _MOST):
        if is_deprecated(site.index, term):
            found = replacements(site.index, term)
            used = [short(site, x) for x in found if x in site.terms]
            now = f"; the data uses {', '.join(used)}" if used else ""
            yield f"{short(site, term)} is deprecated{now}."


def structured(repairs: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The queries that repairs are, whole; what they change stands in the text."""
    return {"repairs": [{k: x for k, x in each.items() if k != "diff"} for each in repairs]}


def repaired(repairs: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The queries that answer in place of one that does not, as what they change."""
    for each in repairs:
        rows = each.get("rows", f"more than {each.get('more_rows_than')}")
        said = f"the answer has {rows} {'row' if rows == 1 else 'rows'}"
        if not {"rows", "more_rows_than"} & each.keys():
            said = "the query can be read"
        changes = "\n".join(each["diff"])
        yield f"With this change, if it is what you mean, {said}:\n{changes}"


def _questions(site: Site, arguments: Arguments) -> ToolAnswer:
    name, values = arguments.get("name"), arguments.get("values", {})
    if name is None:
        listed = "\n".join(map(_of_question, site.questions or offered_questions(site)))
        return ToolAnswer((listed or "There are no questions.",))
    found = question_named(site, name)
    if found is None:
        raise RequestError(msg("no question {name} in this dataset", name=name))
    texts = {each: str(value) for each, value in values.items()}
    query = with_values(found.text, read_values(site, found, texts).checked())
    known = {f"PREFIX {prefix}: <{iri}>" for prefix, iri in site.snapshot.prefixes.items()}
    lines = (line for line in without_header(query).splitlines() if line not in known)
    shown = "\n".join(lines).strip()
    answered = _answer_to(site, shown, arguments.get("rows", ROWS))
    if found.descriptions:  # it may say what the answer cannot
        about = _text(Literal(text, lang=tag) for tag, text in found.descriptions.items())
        answered = replace(answered, texts=(*answered.texts, f"About the question: {about}"))
    if not (arguments.get("show_query") or "The answer is empty." in answered.texts):
        return answered
    return replace(answered, texts=(*answered.texts, f"The query:\n{shown}"))


def _of_question(question: Question) -> str:
    """A question by its name and title, with what its parameters take."""
    title = _text(Literal(text, lang=tag) for tag, text in question.titles.items())
    taken = ", ".join(
        f"{each.name}: {each.kind.value} = {written(each.default)}" for each in question.parameters
    )
    return f"- {': '.join(filter(None, [question.name, title]))}{f' ({taken})' if taken else ''}"


def _iri_of(site: Site, name: str) -> str:
    """The IRI that a model writes as it is, in angle brackets or with a prefix."""
    bare = name.removeprefix("<").removesuffix(">")
    return str(site.prefixes.expand(bare) or bare)


_TOKENS = {
    "type": "integer",
    "minimum": 1,
    "description": f"Most tokens of the answer, {TOKENS} if not given.",
}
_ROWS = {"type": "integer", "minimum": 1, "description": f"Most rows, {ROWS} if not given."}
_IRI = {"type": "string", "description": "An IRI, or a name with one of the dataset's prefixes."}

TOOLS = (
    Tool(
        "describe_dataset",
        "What the dataset holds",
        "Title, size, licence, graphs, traps, prefixes, and the classes with their properties. "
        "Read it before you write a query. With a class, all of its properties.",
        _describe_dataset,
        {
            "class": {**_IRI, "description": f"A class of it. {_IRI['description']}"},
            "tokens": {
                **_TOKENS,
                "description": f"Tokens of the card, {CARD_TOKENS} if not given; with a class, "
                f"most tokens, {TOKENS} if not given.",
            },
        },
    ),
    Tool(
        "search",
        "Find things by name, and read the nearest",
        f"Things by words in their names and descriptions, best first: up to {FOUND} at once with "
        f"all words, {FEW} spelt alike; where few have all, up to {MOST_PARTLY} with most of "
        "them; and questions. Terms of the vocabulary come last. If one is nearer than all others, "
        "what describe says of it.",
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
        "The statements about one thing as Turtle; then the names of others, what points at it, "
        "and the evidence: each passage once, with the statements that it supports.",
        _describe,
        {"iri": _IRI},
        ("iri",),
    ),
    Tool(
        "query",
        "Ask a SPARQL query",
        "The answer to a SPARQL 1.1 query, read-only and without SERVICE: SELECT as TSV with "
        "prefixes, ASK as JSON, CONSTRUCT and DESCRIBE as Turtle. Says so if the answer is cut. "
        "An empty answer comes with queries near yours that find something.",
        _query,
        {"query": {"type": "string", "description": "One SPARQL 1.1 query."}, "rows": _ROWS},
        ("query",),
    ),
    Tool(
        "shapes",
        "What the things of a class must look like",
        "The SHACL shapes by name. With a class, those for its things: per rule the path, the "
        "cardinality, the constraints and the message of its author. Read it before you write "
        "statements.",
        _shapes,
        {
            "class": {**_IRI, "description": f"Only of this class. {_IRI['description']}"},
            "form": {
                "type": "string",
                "enum": ["list", "turtle"],
                "description": "turtle: with a class, whole shapes, also what is [ … ] in a list.",
            },
        },
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
        "Questions with ready queries, or the answer to one",
        "Questions that the makers of the dataset answer with it, by name, with their parameters. "
        "With a name, the answer to that question, as of the tool query.",
        _questions,
        {
            "name": {"type": "string", "description": "A question, to have its answer."},
            "values": {
                "type": "object",
                "description": "Values of its parameters by name; without one, its default. A "
                "thing is an IRI or words of a name that only one thing has, a date is 2020-12-31.",
                "additionalProperties": {"type": ["string", "number"]},
            },
            "rows": _ROWS,
            "show_query": {"type": "boolean", "description": "true: its query too."},
        },
    ),
)
"""The tools, in the order of first use."""
