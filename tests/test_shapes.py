"""The shapes of the shipped graph: each rule trips on its failing example and on nothing else.

A rule is a named property shape, or a named node shape with a constraint of its own:
`EventShape-dates-in-order` is a rule of `EventShape`. Its examples are the graphs
`pass:EventShape-dates-in-order` and `fail:EventShape-dates-in-order` of `shapes/<area>.trig`.
What no shape may be: `graph/shapes`.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from rdflib import RDF, Graph, Namespace, URIRef
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


@pytest.fixture(scope="module")
def areas() -> Mapping[str, Graph]:
    """The shapes of each area, by the name of its file."""
    return {path.stem: load([path]).graph for path in SHAPE_FILES}


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


def test_every_class_of_the_data_is_the_target_of_a_shape() -> None:
    used = set(load([ROOT / "data.ttl"]).graph.objects(None, RDF.type))
    assert used
    assert used - set(load(SHAPE_FILES).graph.objects(None, SH.targetClass)) == set()


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
