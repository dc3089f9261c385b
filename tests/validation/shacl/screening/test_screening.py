"""Screening: the report is the same with and without, and only trusted constraints are screened."""

from __future__ import annotations

import subprocess
import sys
import warnings
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from generated_cases import LITERALS, PREFIXES, Case, generated_case
from judges import graph_in
from rdflib import RDF, XSD, Graph, URIRef
from screened_cases import screened_case
from screened_reports import ntriples, screened_and_not

from schlaglicht.project import Project, ValidateSettings
from schlaglicht.rdf.rdflib_logging import quiet_rdflib
from schlaglicht.rdf.terms import literal_of, ntriples_term, term_of
from schlaglicht.validation.inputs import read_inputs
from schlaglicht.validation.pipeline import validate
from schlaglicht.validation.shacl.pyshacl_patches.regex import compiled_pattern
from schlaglicht.validation.shacl.screening import engine
from schlaglicht.validation.shacl.screening.data_text import data_text
from schlaglicht.validation.shacl.screening.engine import rows_of
from schlaglicht.validation.shacl.screening.shapes import Screenable
from schlaglicht.validation.shacl.screening.trusted import DATATYPES, unreliable_datatypes
from schlaglicht.validation.value_types import has_datatype

WriteProject = Callable[..., Project]

DATA = "ex:a a ex:T ; ex:p ex:b . ex:b a ex:T ; ex:p ex:a ."
SHAPE = "ex:S a sh:NodeShape ; sh:targetClass ex:T ; sh:property ex:P . {}"
GREEN = SHAPE.format("ex:P a sh:PropertyShape ; sh:path ex:p ; sh:minCount 1 ; sh:class ex:T .")


def _roots(shapes: str) -> dict[str, bool]:
    graph = graph_in(PREFIXES + shapes)
    return {str(r.node)[-1]: r.is_whole for r in Screenable(graph).roots.values()}


@pytest.mark.parametrize("make", [screened_case, generated_case])
@pytest.mark.parametrize("start", range(0, 60, 20))
def test_generated_cases_have_one_report(make: Callable[[int], Case], start: int) -> None:
    with quiet_rdflib(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for number in range(start, start + 20):
            case = make(number)
            with_screen, without, _ = screened_and_not(graph_in(case.data), graph_in(case.shapes))
            assert with_screen == without, case


def test_generated_cases_are_screened() -> None:
    """Else their reports would be the same whatever the screen passes."""
    cases = [screened_case(number) for number in range(40)]
    answers = [rows_of(lambda c=case: ntriples(graph_in(c.data)), graph_in(case.shapes))  # type: ignore[misc]
               for case in cases]  # fmt: skip
    assert sum(rows is not None for rows in answers) > 30


@pytest.mark.parametrize(
    "constraint",
    [
        *("sh:minLength 0", "sh:minInclusive 1", "sh:maxExclusive 1", "sh:lessThan ex:q"),
        *("sh:lessThanOrEquals ex:q", "sh:datatype ex:own", "sh:datatype xsd:token"),
        *('sh:pattern "."', r'sh:pattern "\\d"', 'sh:pattern "a" ; sh:flags "i"'),
        'sh:sparql [ sh:select "SELECT $this WHERE { $this a ?x }" ]',
        *("sh:minCount 1, 2", 'sh:minCount "1"', "sh:minCount 01", "sh:nodeKind ex:IRI"),
        *("sh:in ( [] )", "sh:or ()", "sh:or ex:list", "sh:deactivated false"),
        "sh:not [ sh:minExclusive 1 ]",
        "sh:node [ sh:property [ sh:path ex:q ; sh:lessThan ex:p ] ]",
        *("sh:property ex:P", "sh:node ex:X"),
        "sh:or ( [ sh:nodeKind sh:IRI ] [ sh:minLength 0 ] )",
        "sh:qualifiedMinCount 1 ; sh:qualifiedValueShape [ sh:minInclusive 1 ]",
        "sh:maxCount 1 ; sh:qualifiedValueShapesDisjoint true",
        "sh:not [ sh:nodeKind sh:IRI ; sh:severity sh:Info ]",
        "sh:unknownTerm 1",
    ],
)  # fmt: skip
def test_shapes_with_other_constraints_are_not_screened(constraint: str) -> None:
    property_ = f"ex:P a sh:PropertyShape ; sh:path ex:p ; {constraint} ."
    assert _roots(SHAPE.format(property_)) == {}


@pytest.mark.parametrize(
    "constraint",
    [
        *("sh:minLength 1", "sh:datatype xsd:date", "sh:minCount 0", "sh:nodeKind sh:IRI"),
        *('sh:pattern "^https?://[a-z0-9-]+\\\\.org/"', 'sh:languageIn ( "de" "en" )'),
        *("sh:or ( [ sh:datatype xsd:string ] [ sh:class ex:T ] )", "sh:node [ sh:closed true ]"),
        "sh:qualifiedMaxCount 1 ; sh:qualifiedValueShape [ sh:path ex:q ; sh:minCount 1 ]",
        "sh:message 'no'@de ; sh:severity sh:Info ; sh:name 'x' ; rdfs:comment 'y'",
    ],
)  # fmt: skip
def test_shapes_with_trusted_constraints_are_screened(constraint: str) -> None:
    property_ = f"ex:P a sh:PropertyShape ; sh:path ex:p ; {constraint} ."
    assert _roots(SHAPE.format(property_)) == {"S": True}


def test_property_shapes_of_a_shape_with_a_query_are_screened() -> None:
    query = ' ex:S sh:sparql [ sh:select "SELECT $this WHERE { $this a ?x }" ] .'
    assert _roots(GREEN + query) == {"S": False}


@pytest.mark.parametrize(
    "more",
    [
        "ex:S sh:target [ a ex:Target ] .",
        "ex:C a sh:ConstraintComponent ; sh:parameter [ sh:path ex:own ] . ex:P ex:own 1 .",
        "ex:S a sh:PropertyShape .",
        "ex:P sh:path ex:q .",
    ],
)
def test_shapes_that_engines_may_take_for_others_are_not_screened(more: str) -> None:
    assert _roots(f"{GREEN} {more}") == {}


@pytest.mark.parametrize("datatype", sorted(DATATYPES, key=str), ids=lambda d: d.rpartition("#")[2])
def test_engine_checks_the_lexical_forms_of_datatypes(datatype: URIRef) -> None:
    """It passes no value that we do not."""
    texts = {literal.split('"')[1] for literal in LITERALS if '"' in literal}
    texts |= {
        *("", "+1", "-0", "1.", ".5", "1e5", "1_000", "１", " 1", "1\n", "INF", "+INF", "nan")
    }
    texts |= {
        *("TRUE", "2024-02-30", "1900-02-29", "0000-01-01", "2024-01-01+14:01", "-2024-01-01")
    }
    texts |= {
        *("2024-01-01T24:00:01", "2024-01-01T23:59:60", "2024-01-01T00:00:00.", "128", "-129")
    }
    if datatype == XSD.dateTime:
        assert unreliable_datatypes('"2024-01-01T24:00:01"') == {str(datatype)}
        texts = {text for text in texts if "T24:" not in text}
    language = "en" if datatype == RDF.langString else None
    literals = [literal_of(text, language, None if language else str(datatype)) for text in texts]
    data = Graph()
    for literal in literals:
        data.add((URIRef("x:a"), URIRef("x:p"), literal))
    text = ntriples(data)
    shapes = graph_in(
        f"{PREFIXES} ex:S a sh:NodeShape ; sh:targetObjectsOf <x:p> ; sh:datatype <{datatype}> ."
    )
    rows = rows_of(lambda: text, shapes)
    assert rows is not None
    flagged = {term_of(focus) for foci in rows.foci.values() for focus in foci}
    assert flagged >= {literal for literal in literals if not has_datatype(literal, datatype)}


PARTS = (
    *"ab01 _:/#@,;=~%&!\"'<>-^$|()?*+]",
    *(rf"\{mark}" for mark in ".-()[]{}|^$?*+"),
    *("[a-z]", "[^a]", "[a-z0-9-]", "[ _:/.#@]", "{2}", "{1,3}", "(a|b)", "^a", "b$"),
)
VALUES = (
    *("", "a", "ab", "ba", "aa", "a\n", "\na", "a\nb", "a\r", "A", "ä", "ß", "😀", "a😀b", "a b"),
    *("a#b", "a/b", "a.b", "a-b", "0", "01", "a1", "a\u2028b", "\u0085", "a:b", "b\x0b", "ſ", "K"),
    *"@^$|?*+-~&%!\"'<>()[]{}",
)


PATTERN = f"{PREFIXES} ex:S a sh:NodeShape ; sh:targetObjectsOf <x:p> ; sh:pattern {{}} ."


@pytest.mark.parametrize("seed", range(5))
def test_engine_reads_patterns_as_we_do(seed: int) -> None:
    """It passes no value that we do not."""
    random = Random(seed)
    data = "".join(f"<x:a> <x:p> {ntriples_term(literal_of(v, None, None))} .\n" for v in VALUES)
    screened = 0
    for _ in range(150):
        pattern = "".join(random.choices(PARTS, k=random.randint(1, 6)))
        written = ntriples_term(literal_of(pattern, None, None))
        rows = rows_of(lambda: data, graph_in(PATTERN.format(written)))
        if rows is not None:
            screened += 1
            search = compiled_pattern(pattern).search
            wrong = {ntriples_term(literal_of(v, None, None)) for v in VALUES if not search(v)}
            assert wrong == {focus for foci in rows.foci.values() for focus in foci}, pattern
    assert screened > 30


def test_green_project_is_validated_without_pyshacl(write_project: WriteProject) -> None:
    project = write_project(data=DATA, shapes=GREEN)
    program = (
        "import sys; from pathlib import Path; from schlaglicht.project import open_project; "
        "from schlaglicht.validation.pipeline import validate; "
        f"report = validate(open_project([Path({str(project.root)!r})])); "
        "print(len(report.results), report.unpatched, 'pyshacl' in sys.modules)"
    )
    out = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    ).stdout
    assert out.split() == ["0", "False"]


@pytest.mark.parametrize("constraint", ["sh:class ex:U", "sh:minInclusive 1"])
def test_what_is_flagged_or_not_trusted_is_judged_by_pyshacl(
    write_project: WriteProject, constraint: str
) -> None:
    shapes = GREEN + f" ex:P sh:property [ sh:path ex:p ; {constraint} ] . ex:U a ex:U ."
    project = write_project(data=DATA + " ex:U a ex:U .", shapes=shapes)
    off = replace(
        project, settings=replace(project.settings, validate=ValidateSettings(screen=False))
    )
    found = [
        [(r.code, r.place, r.value, r.messages["en"]) for r in validate(one).results]
        for one in (project, off)
    ]
    assert found[0] == found[1]
    assert len(found[0]) == 2


def _answered(project: Project) -> engine.Answer | None:
    with engine.screening(project, wanted=project.settings.validate.screen) as screen:
        inputs, _ = read_inputs(project, shapes_read=screen.begin)
        return screen.answer(inputs.shapes_graph.graph)


def test_screen_answers_on_a_project(write_project: WriteProject) -> None:
    answer = _answered(write_project(data=DATA, shapes=GREEN))
    assert answer is not None
    assert answer.settles


def test_setting_turns_the_screen_off(write_project: WriteProject) -> None:
    project = write_project(data=DATA, shapes=GREEN, settings="[validate]\nscreen = false\n")
    assert _answered(project) is None


@pytest.mark.parametrize(
    ("options", "wanted"), [((), True), (("--no-screen",), False), (("--second-judge",), False)]
)
def test_options_turn_the_screen_off(
    cli: Callable[..., object],
    write_project: WriteProject,
    monkeypatch: pytest.MonkeyPatch,
    options: tuple[str, ...],
    wanted: bool,
) -> None:
    """The second judge is the engine that screens, and would agree with itself."""
    seen = []
    screening = engine.screening

    def noted(project: Project, *, wanted: bool) -> AbstractContextManager[engine.Screening]:
        seen.append(wanted)
        return screening(project, wanted=wanted)

    monkeypatch.setattr(engine, "screening", noted)
    project = write_project(data=DATA, shapes=GREEN)
    cli(project.root, "validate", "--no-cache", *options)
    assert seen == [wanted]


def test_shapes_within_the_data_are_not_screened(write_project: WriteProject) -> None:
    assert _answered(write_project(data=DATA + GREEN)) is None


@pytest.mark.parametrize("end", ["os._exit(1)", "os.kill(os.getpid(), 9)", "1 / 0"])
def test_engine_that_fails_leaves_all_to_pyshacl(
    write_project: WriteProject, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    monkeypatch.setattr(engine, "rows_of", lambda *_: eval(end))
    project = write_project(data=DATA, shapes=GREEN)
    assert _answered(project) is None
    assert validate(project).results == ()


def test_engine_is_ended_when_it_takes_too_long(
    write_project: WriteProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    def endless(*_: object) -> None:
        while True:
            pass

    monkeypatch.setattr(engine, "rows_of", endless)
    monkeypatch.setattr(engine, "_SECONDS", 1)
    assert _answered(write_project(data=DATA, shapes=GREEN)) is None


def test_files_that_change_meanwhile_are_not_screened(write_project: WriteProject) -> None:
    project = write_project(data=DATA, shapes=GREEN)
    with engine.screening(project, wanted=True) as screen:
        inputs, _ = read_inputs(project, shapes_read=screen.begin)
        with project.data[0].open("a") as file:
            file.write("# more\n")
        assert screen.answer(inputs.shapes_graph.graph) is None


def test_blank_nodes_of_two_files_stay_apart(tmp_path: Path) -> None:
    paths = [tmp_path / "a.nt", tmp_path / "b.nt"]
    for path in paths:
        path.write_text('_:a <x:p> _:b .\n_:a <x:p> " _:b ." .\n')
    terms = data_text(paths, str).split()
    of_literals = "_:b"
    nodes = {"_:f0xa", "_:f0xb", "_:f1xa", "_:f1xb"}
    assert {term for term in terms if term[:2] == "_:"} == {*nodes, of_literals}


def test_label_that_looks_like_one_of_another_file_is_of_its_own(tmp_path: Path) -> None:
    paths = [tmp_path / "a.nt", tmp_path / "b.nt"]
    for path, label in zip(paths, ("f1xa", "a"), strict=True):
        path.write_text(f"_:{label} <x:p> <x:o> .\n")
    assert len({line.partition(" ")[0] for line in data_text(paths, str).splitlines()}) == 2


def test_change_between_ontology_and_data_leaves_nothing_screened(
    write_project: WriteProject,
) -> None:
    project = write_project(data=DATA, shapes=GREEN)
    with engine.screening(project, wanted=True) as screen:
        with project.data[0].open("a") as file:
            file.write("# more\n")
        inputs, _ = read_inputs(project, shapes_read=screen.begin)
        assert screen.answer(inputs.shapes_graph.graph) is None
