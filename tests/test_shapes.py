"""The shapes of the shipped graph: each rule trips on its failing example and on nothing else.

A rule is a named property shape, or a named node shape with a constraint of its own:
`EventShape-dates-in-order` is a rule of `EventShape`. Its examples are the graphs
`pass:EventShape-dates-in-order` and `fail:EventShape-dates-in-order` of `shapes/<area>.trig`.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from rdflib import DCTERMS, OWL, RDF, RDFS, Graph, Namespace, URIRef
from rdflib.term import Node
from shape_examples import ShapeExample, examples_in
from tables import each

from schlaglicht.project import Project
from schlaglicht.rdf.load import load, load_statements
from schlaglicht.validation.inputs import read_inputs
from schlaglicht.validation.report import ValidationResult
from schlaglicht.validation.shacl.check_shapes import check_shapes
from schlaglicht.vocab import DEF, SH, SHAPE_TARGETS

ROOT = Path(__file__).parent.parent
ONTOLOGY = tuple(sorted((ROOT / "ontology").glob("*.ttl")))
SHAPE_FILES = tuple(sorted((ROOT / "shapes").glob("*.ttl")))
EXAMPLE_FILES = tuple(sorted((ROOT / "tests/shapes").glob("*.trig")))
EXAMPLES = tuple(example for path in EXAMPLE_FILES for example in examples_in(path))
EXAMPLE_NAMESPACE = "https://example.org/"

SHAPES = Namespace("https://w3id.org/schlaglicht/shapes/")
NO_CONSTRAINTS = {*SHAPE_TARGETS, SH.path, SH.severity, SH.name, SH.message, SH.group, SH.order}
PARTS_OF_ANOTHER = {SH.qualifiedMinCount}
"""Parameters that belong to the constraint of another one."""


@pytest.fixture(scope="module")
def areas() -> Mapping[str, Graph]:
    """The shapes of each area, by the name of its file."""
    return {path.stem: load([path]).graph for path in SHAPE_FILES}


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return load(SHAPE_FILES).graph


@pytest.fixture(scope="module")
def rules(shapes: Graph) -> list[URIRef]:
    return sorted(rules_in(shapes))


@pytest.fixture(scope="module")
def tripped(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Mapping[str, int]]:
    """The names of the shapes that each example trips, and a line, by the name of the example.

    pySHACL judges all examples in one run, as a run per example would take minutes. Each gets a
    namespace of its own: what one says cannot make another pass or fail.
    """
    folder = tmp_path_factory.mktemp("examples")
    copies = tuple(folder / f"{example.name}.ttl" for example in EXAMPLES)
    for example, copy in zip(EXAMPLES, copies, strict=True):
        apart = example.turtle.replace(EXAMPLE_NAMESPACE, f"{EXAMPLE_NAMESPACE}{example.name}/")
        copy.write_text(apart, encoding="utf-8")
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for result in results_of(copies):
        assert result.place is not None
        found[result.place.path.stem][str(result.shape_name)] = result.place.line
    return found


def results_of(data: tuple[Path, ...]) -> list[ValidationResult]:
    inputs, broken = read_inputs(Project(ROOT, data, ONTOLOGY, SHAPE_FILES))
    assert broken == []
    return check_shapes(inputs)


def rules_in(graph: Graph) -> Iterator[URIRef]:
    for shape in graph.subjects(RDF.type, SH.PropertyShape):
        assert isinstance(shape, URIRef)
        yield shape
    for shape in graph.subjects(RDF.type, SH.NodeShape):
        if isinstance(shape, URIRef) and "-" in name_of(shape):
            yield shape


def name_of(shape: Node) -> str:
    return str(shape).removeprefix(str(SHAPES))


def is_property_shape(shape: Node, graph: Graph) -> bool:
    return (shape, RDF.type, SH.PropertyShape) in graph


def is_bilingual(graph: Graph, subject: Node, predicate: Node) -> bool:
    texts = list(graph.objects(subject, predicate))
    return sorted(str(getattr(text, "language", "")) for text in texts) == ["de", "en"]


def constraints_of(rule: Node, graph: Graph) -> set[Node]:
    said = {predicate for predicate in graph.predicates(rule) if str(predicate).startswith(SH)}
    return said - NO_CONSTRAINTS - PARTS_OF_ANOTHER


@each("example", EXAMPLES, ids=[example.name for example in EXAMPLES])
def test_example_trips_its_own_rule_or_none(
    example: ShapeExample, tripped: Mapping[str, Mapping[str, int]]
) -> None:
    lines = tripped.get(example.name, {})
    expected = {example.rule} if example.verdict == "fail" else set()
    report = [f"{example.path}:{line}: {shape}" for shape, line in lines.items()]
    assert set(lines) == expected, "\n".join([f"{example} trips", *(report or ["no rule"])])


def test_every_rule_has_a_passing_and_a_failing_example(areas: Mapping[str, Graph]) -> None:
    wanted = {
        f"{area}.trig {verdict}:{name_of(rule)}"
        for area, graph in areas.items()
        for rule in rules_in(graph)
        for verdict in ("pass", "fail")
    }
    there = {f"{example.path.name} {example.verdict}:{example.rule}" for example in EXAMPLES}
    assert sorted(wanted - there) == [], "rules without an example"
    assert sorted(there - wanted) == [], "examples without a rule, or in the file of another area"


def test_every_graph_of_the_example_files_is_an_example_once() -> None:
    """One that is written in another way would be left out unnoticed."""
    for path in EXAMPLE_FILES:
        written = {str(name) for *_, name in load_statements(path)[1]}
        read = [str(example.iri) for example in EXAMPLES if example.path == path]
        assert sorted(written) == sorted(read), path


def test_every_example_speaks_of_made_up_things() -> None:
    """Only the examples for our own namespace describe something in it."""
    statements = [part for path in EXAMPLE_FILES for part in load_statements(path)[1]]
    subjects = {(str(graph), str(subject)) for subject, _, _, graph in statements}
    made_up = re.compile(f"{EXAMPLE_NAMESPACE}|{DEF}Example|(?!http)")
    assert subjects
    assert sorted((name, iri) for name, iri in subjects if not made_up.match(iri)) == []


def test_the_shipped_graph_conforms() -> None:
    results = results_of((ROOT / "data.ttl",))
    assert [(r.shape_name, r.focus_name, r.messages.get("en")) for r in results] == []


def test_every_class_of_the_data_is_the_target_of_a_shape(shapes: Graph) -> None:
    used = set(load([ROOT / "data.ttl"]).graph.objects(None, RDF.type))
    assert used
    assert used - set(shapes.objects(None, SH.targetClass)) == set()


def test_every_rule_is_named_after_the_shape_it_belongs_to(
    rules: list[URIRef], shapes: Graph
) -> None:
    strays = []
    for rule in rules:
        shape = SHAPES[name_of(rule).partition("-")[0]]
        linked = (shape, SH.property, rule) in shapes or not is_property_shape(rule, shapes)
        if not linked or (shape, RDF.type, SH.NodeShape) not in shapes:
            strays.append(name_of(rule))
    assert strays == []


def test_every_property_shape_of_a_targeted_shape_has_a_name(shapes: Graph) -> None:
    targeted = {shape for target in SHAPE_TARGETS for shape in shapes.subjects(target)}
    linked = [(s, p) for s in targeted for p in shapes.objects(s, SH.property)]
    assert linked
    assert [name_of(shape) for shape, rule in linked if not isinstance(rule, URIRef)] == []


def test_every_rule_holds_one_constraint(rules: list[URIRef], shapes: Graph) -> None:
    assert [name_of(rule) for rule in rules if len(constraints_of(rule, shapes)) != 1] == []


def test_every_rule_states_its_severity(rules: list[URIRef], shapes: Graph) -> None:
    known = [[SH.Violation], [SH.Warning], [SH.Info]]
    severities = {rule: list(shapes.objects(rule, SH.severity)) for rule in rules}
    assert [name_of(rule) for rule in rules if severities[rule] not in known] == []


def test_every_rule_has_a_message_in_german_and_english(rules: list[URIRef], shapes: Graph) -> None:
    assert [name_of(rule) for rule in rules if not is_bilingual(shapes, rule, SH.message)] == []


def test_every_message_says_how_to_repair(rules: list[URIRef], shapes: Graph) -> None:
    """What must hold, a colon, what to do; a message that ends without a full stop is cut off."""
    messages = {str(text) for rule in rules for text in shapes.objects(rule, SH.message)}
    assert messages
    assert sorted(m for m in messages if ": " not in m or not m.endswith(".")) == []


def test_every_shape_has_a_name_in_german_and_english(shapes: Graph) -> None:
    for kind, predicate in ((SH.PropertyShape, SH.name), (SH.NodeShape, RDFS.label)):
        named = [s for s in shapes.subjects(RDF.type, kind) if isinstance(s, URIRef)]
        assert named
        assert [name_of(s) for s in named if not is_bilingual(shapes, s, predicate)] == []


def test_every_sparql_constraint_says_why_core_does_not_do(
    rules: list[URIRef], shapes: Graph
) -> None:
    with_query = [rule for rule in rules if SH.sparql in constraints_of(rule, shapes)]
    assert [name_of(r) for r in with_query if not is_bilingual(shapes, r, RDFS.comment)] == []


def test_shapes_stand_in_the_file_named_like_that_of_their_terms(
    areas: Mapping[str, Graph],
) -> None:
    """`schlaglicht.ttl` holds what is true of everything, `ontology.ttl` judges the ontology."""
    homes = {path.stem: set(load([path]).graph.subjects()) for path in ONTOLOGY}
    assert set(areas) - set(homes) == {"ontology"}
    away = [
        (area, name_of(shape), str(term))
        for area, graph in areas.items()
        if area != "schlaglicht"
        for target in SHAPE_TARGETS
        for shape, term in graph.subject_objects(target)
        if str(term).startswith(str(DEF)) and term not in homes[area]
    ]
    assert away == []


def test_the_shapes_state_title_licence_and_version(shapes: Graph) -> None:
    header = URIRef(str(SHAPES))
    licence = URIRef("https://creativecommons.org/licenses/by/4.0/")
    assert is_bilingual(shapes, header, DCTERMS.title)
    assert is_bilingual(shapes, header, DCTERMS.description)
    assert (header, DCTERMS.license, licence) in shapes
    assert (header, OWL.versionInfo, None) in shapes
    assert (header, OWL.versionIRI, None) in shapes
