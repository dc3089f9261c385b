"""Places that are read when one is asked for are those that are read with the triples."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from rdflib import XSD, BNode, Literal, URIRef

from schlaglicht.rdf import line_parts, load
from schlaglicht.rdf.load import load_file
from schlaglicht.rdf.loaded_graph import LoadedGraph
from schlaglicht.rdf.locations import (
    SourceText,
    TriplePlace,
    defer_places,
    lazy,
    ntriples,
    statement_spans,
)
from schlaglicht.rdf.locations.turtle import read_labelled_places
from schlaglicht.rdf.terms import Terms

STYLES = sorted(Path(__file__).parents[2].glob("mutations/styles/*.*"))
TURTLE_STYLES = [path for path in STYLES if path.suffix == ".ttl"]
HEAD = "# prefix ex:\n@prefix ex: <http://a/> .\n"
TEXTS = {
    "brackets": 'ex:s ex:p [ ex:q [ ex:r 1 ] ; ex:t "2" ] , [ ex:u "3" ] ; ex:v [] .',
    "brackets that say the same": "ex:s ex:p [ ex:q 1 ] , [ ex:q 1 ] , [ ex:q [ ex:q 1 ] ] .",
    "the same under two parents": "ex:a ex:p [ ex:q 1 ] . ex:b ex:p [ ex:q 1 ] .",
    "brackets as subjects": "[ ex:p 1 ] . [ ex:p [ ex:q 2 ] ] . [] ex:p 3 .",
    "collections": 'ex:s ex:p ( [ ex:q 1 ] "a" ( "b" ex:c ) ) , ( 1 2 ) . ( 1 2 ) ex:p () .',
    "labels": "_:a ex:p _:b . _:b ex:p _:a , [ ex:q _:a ] . ex:s ex:p ( _:b _:a ) .",
    "statements repeated": "ex:s ex:p 1 , 1 ; ex:q 2 . ex:s ex:q 2 .",
    "literals": r"""ex:s ex:p "ä\u00e4\U0001F600\t\\\"" , 'x'@de-at , 1.0e6 , 02 , true , '''a
b''' .""",
    "no statement": "",
    "deep": f"ex:s ex:p {'[ ex:p ' * 60}1{' ]' * 60} .",
    "long collection": f"ex:s ex:p ({' 1' * 3000} ) .",
}
LINES = """
# a comment
<http://a/s> <http://a/p> "x \\" . \\u00e4"@de . # <http://a/s> <http://a/p> 1 .
<http://a/s><http://a/p>"1"^^<http://www.w3.org/2001/XMLSchema#integer>.
  _:b\t<http://a/p> _:b.
_:b <http://a/p> <http://a/o> .
<http://a/s> <http://a/p> _:c .
"""


def all_places(loaded: LoadedGraph) -> list[TriplePlace]:
    places = [place for triple in loaded.graph for place in loaded.positions.of(triple)]
    return sorted(places, key=repr)


def texts(loaded: LoadedGraph) -> list[str]:
    """The triples, blank nodes not distinguished: that takes long, and the places do it too."""
    return sorted(
        " ".join("[]" if isinstance(term, BNode) else term.n3() for term in triple)
        for triple in loaded.graph
    )


def assert_same(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_off = load_file(path)
    with monkeypatch.context() as patched:
        patched.setattr(load, "with_deferred_places", lambda *_: None)
        at_once = load_file(path)
    assert texts(put_off) == texts(at_once)
    assert all_places(put_off) == all_places(at_once)
    assert put_off.positions.prefixes == at_once.positions.prefixes
    assert list(put_off.graph.namespaces()) == list(at_once.graph.namespaces())


@pytest.mark.parametrize("text", TEXTS.values(), ids=list(TEXTS))
def test_places_in_turtle(tmp_path: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(HEAD + text, encoding="utf-8")
    assert_same(path, monkeypatch)


@pytest.fixture
def by_statement(monkeypatch: pytest.MonkeyPatch) -> None:
    """Has small texts read as large ones are: statement by statement."""
    monkeypatch.setattr(statement_spans, "_LARGE", 0)
    monkeypatch.setattr(statement_spans, "_SHARE", 0.01)


@pytest.mark.usefixtures("by_statement")
@pytest.mark.parametrize("text", TEXTS.values(), ids=list(TEXTS))
def test_places_in_statements(tmp_path: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(HEAD + text, encoding="utf-8")
    assert_same(path, monkeypatch)


@pytest.mark.usefixtures("by_statement")
@pytest.mark.parametrize("path", TURTLE_STYLES, ids=[path.name for path in TURTLE_STYLES])
def test_places_in_statements_of_many_styles(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert_same(path, monkeypatch)


@pytest.fixture
def texts_read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that are read for places."""
    found: list[str] = []

    def read(source: SourceText, **options: str) -> object:
        found.append(source.text)
        return read_labelled_places(source, **options)

    monkeypatch.setattr(lazy, "read_labelled_places", read)
    return found


@pytest.mark.usefixtures("by_statement")
def test_only_the_statement_with_a_triple_is_read(tmp_path: Path, texts_read: list[str]) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(HEAD + "".join(f"ex:s{n} ex:p {n} , ex:o.o ; ex:q '.' .\n" for n in range(20)))
    loaded = load_file(path)
    triple = next(t for t in loaded.graph if str(t[0]) == "http://a/s7")
    (place,) = loaded.positions.of(triple)
    assert place.subject.line == 10
    assert [text.removeprefix(HEAD).strip() for text in texts_read] == [
        "ex:s7 ex:p 7 , ex:o.o ; ex:q '.' ."
    ]


@pytest.mark.usefixtures("by_statement")
def test_a_text_that_is_asked_for_much_is_read_as_a_whole(
    tmp_path: Path, texts_read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statement_spans, "_SHARE", 8)
    path = tmp_path / "a.ttl"
    path.write_text(HEAD + "".join(f"ex:s{n} ex:p {n} .\n" for n in range(100)))
    loaded = load_file(path)
    lines = [loaded.positions.of(triple)[0].subject.line for triple in loaded.graph]
    assert sorted(lines) == list(range(3, 103))
    assert texts_read[-1] == path.read_text()
    assert len(texts_read) < 20


@pytest.mark.usefixtures("by_statement")
@pytest.mark.parametrize(
    "text",
    [
        "ex:s ex:p <a> . @base <http://b/> . ex:s ex:p <a> .",
        "ex:s ex:p <a> . BASE# where?\n<http://b/> ex:s ex:p <a> .",
        "ex:s ex:p 1 . <urn:x-schlaglicht:end> <urn:x-schlaglicht:end> <urn:x-schlaglicht:end> .",
    ],
)
def test_texts_that_are_not_cut_into_statements_are_read_as_a_whole(
    tmp_path: Path, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(HEAD + text, encoding="utf-8")
    assert_same(path, monkeypatch)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_places_in_lines(tmp_path: Path, end: str, monkeypatch: pytest.MonkeyPatch) -> None:
    triples, quads = tmp_path / "a.nt", tmp_path / "a.nq"
    triples.write_text(LINES, encoding="utf-8", newline=end)
    quads.write_text(LINES + "_:a <http://a/p> _:b _:g .", encoding="utf-8", newline=end)
    assert_same(triples, monkeypatch)
    assert_same(quads, monkeypatch)


@pytest.mark.parametrize("path", STYLES, ids=[path.name for path in STYLES])
def test_places_in_files_of_many_styles(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert_same(path, monkeypatch)


def test_no_text_is_read_again_without_need(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(HEAD + TEXTS["collections"], encoding="utf-8")

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("read with places")

    monkeypatch.setattr(lazy, "read_labelled_places", refuse)
    monkeypatch.setattr(load, "with_places", refuse)
    loaded = load_file(path)
    (triple, *_) = loaded.graph
    assert loaded.positions.of((triple[1], triple[1], triple[1])) == ()
    with pytest.raises(AssertionError, match="read with places"):
        loaded.positions.of(triple)


@pytest.mark.parametrize(
    "text",
    [
        'ex:s ex:p "x"@de-AT .',
        "ex:s ex:p 1 . @prefix ex: <http://b/> . ex:s ex:p 1 .",
        "ex:s ex:p 1 . PREFIX# where?\nex: <http://b/> ex:s ex:p 1 .",
        "ex:s ex:p 1 . prefix ex: # to where?\n # there\n<http://b/> ex:s ex:p 1 .",
    ],
)
def test_what_the_strict_parser_does_not_keep_is_read_at_once(
    tmp_path: Path, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(HEAD + text, encoding="utf-8")
    assert_same(path, monkeypatch)
    assert len(list(load_file(path).graph.namespaces())) == 1


@pytest.mark.parametrize(
    ("written", "text", "given"),
    [
        ('"a"', "a", {}),
        ('""', "", {}),
        ('"x"@de', "x", {"lang": "de"}),
        ('"x"^^<http://www.w3.org/2001/XMLSchema#string>', "x", {}),
        ('"007"^^<http://www.w3.org/2001/XMLSchema#int>', "007", {"datatype": XSD.int}),
        ('"x"^^<http://a/b>', "x", {"datatype": URIRef("http://a/b")}),
    ],
)
def test_terms_are_those_that_rdflib_makes(
    written: str, text: str, given: Mapping[str, str]
) -> None:
    term = Terms()[written]
    wanted = Literal(text, **given, normalize=False)
    assert isinstance(term, Literal)
    for name in Literal.__slots__:
        assert getattr(term, name) == getattr(wanted, name)
    assert (term, hash(term), term.n3()) == (wanted, hash(wanted), wanted.n3())
    assert type(Terms()["<http://a/b>"]) is URIRef


@pytest.mark.parametrize(
    "text",
    [
        'ex:s ex:p "a prefix : b" .',
        "ex:s ex:p 1 . # prefix ex\n",
        "ex:s sh:prefix ex:p .",
    ],
)
def test_the_word_prefix_alone_declares_nothing(
    tmp_path: Path, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(f"@prefix sh: <http://sh/> . {HEAD}{text}", encoding="utf-8")
    assert_same(path, monkeypatch)

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("read with places")

    monkeypatch.setattr(load, "with_places", refuse)
    load_file(path)


def test_only_the_file_is_known_where_another_text_is_found(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(HEAD + "ex:s ex:p 1 .", encoding="utf-8")
    lines = "<http://a/s> <http://a/p> <http://a/other> .\n"
    source = SourceText(path, path.read_text(encoding="utf-8"))
    read = defer_places(source, lines, syntax="turtle", base="http://a/")
    assert read is not None
    (triple,), positions = read
    assert positions.of(triple) == ()
    assert positions.file_of(triple) == path


def test_lines_that_are_read_part_by_part_give_the_same_triples(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lines = "".join(f"<http://a/{n}> <http://a/p> _:{n % 3} .\n" for n in range(40))
    whole, _ = ntriples.read_lines(lines, Terms())
    monkeypatch.setattr(line_parts, "_PART", 100)
    parts, labels = ntriples.read_lines(lines, Terms())
    assert [t[0] for t in parts] == [t[0] for t in whole]
    assert (len(parts), sorted(labels.values())) == (40, ["0", "1", "2"])
