import logging
import warnings
from pathlib import Path

import pytest
from rdflib import XSD, BNode, Literal, URIRef
from rdflib.term import Node

from schlaglicht.errors import GraphSyntaxError, ProjectError
from schlaglicht.rdf.load import load, load_file
from schlaglicht.rdf.locations import Extent
from schlaglicht.rdf.reading.parse import read_lines_and_prefixes, read_quads

SUBJECT, PREDICATE, OBJECT = (URIRef(f"http://a/{name}") for name in "spo")

XML = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:a="http://a/">
<rdf:Description rdf:about="http://a/s"><a:p>{}</a:p></rdf:Description></rdf:RDF>"""


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def values(path: Path) -> list[Node]:
    return list(load_file(path).graph.objects(SUBJECT, PREDICATE))


def test_places_in_many_files_are_those_of_each_in_order(tmp_path: Path) -> None:
    """Beyond some tens of files those about a subject are looked up."""
    paths = []
    for number in range(100):
        paths.append(path := tmp_path / f"{number:02}.ttl")
        path.write_text(f"<urn:own-{number}> <urn:p> 1 . <urn:x-{number % 3}> <urn:p> <urn:o> .\n")
    positions = load(paths).positions
    shared = URIRef("urn:x-1"), URIRef("urn:p"), URIRef("urn:o")
    assert [place.path for place in positions.of(shared)] == paths[1::3]
    assert positions.of_subject(URIRef("urn:own-7")) == (paths[7], Extent(1, 1, 1, 12))
    assert positions.file_of(shared) == paths[1]
    assert positions.of_subject(URIRef("urn:none")) is None
    positions.update(load([tmp_path / "04.ttl"]).positions)
    assert len(positions.of(shared)) == 34


def test_turtle_becomes_a_graph_with_places(tmp_path: Path) -> None:
    path = write(tmp_path, "a.ttl", "<http://a/s> <http://a/p>\n  <http://a/o> .")
    loaded = load_file(path)
    assert list(loaded.graph) == [(SUBJECT, PREDICATE, OBJECT)]
    (place,) = loaded.positions.of((SUBJECT, PREDICATE, OBJECT))
    assert (place.path, place.object.line, place.object.column) == (path, 2, 3)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.nt", "<http://a/s> <http://a/p> <http://a/o> ."),
        ("a.trig", "<http://a/g> { <http://a/s> <http://a/p> <http://a/o> }"),
        ("a.nq", "<http://a/s> <http://a/p> <http://a/o> <http://a/g> ."),
    ],
)
def test_formats_written_in_lines_have_places(tmp_path: Path, name: str, content: str) -> None:
    loaded = load_file(write(tmp_path, name, content))
    assert len(loaded.positions.of((SUBJECT, PREDICATE, OBJECT))) == 1


def test_jsonld_with_a_value_that_is_json_knows_the_file_alone(tmp_path: Path) -> None:
    json = '{"@value": {"a": 1}, "@type": "@json"}'
    content = (
        f'{{"@id": "http://a/s", "http://a/p": {{"@id": "http://a/o"}}, "http://a/j": {json}}}'
    )
    path = write(tmp_path, "a.jsonld", content)
    loaded = load_file(path)
    assert (SUBJECT, PREDICATE, OBJECT) in loaded.graph
    assert loaded.positions.of((SUBJECT, PREDICATE, OBJECT)) == ()
    assert loaded.positions.file_of((SUBJECT, PREDICATE, OBJECT)) == path


def test_language_that_is_not_valid_is_told_at_its_place(tmp_path: Path) -> None:
    commented = "<!-- <a:p xml:lang=\"x y\"> -->\n<a:p  xml:lang = 'x y'>"
    with pytest.raises(GraphSyntaxError) as error:
        load_file(write(tmp_path, "a.rdf", XML.replace("<a:p>", commented)))
    said = "x y: this is not a valid language tag; de, en and de-AT are"
    assert error.value.reasons["en"] == said
    assert (error.value.line, error.value.column) == (3, 7)


def test_literal_of_rdfxml_keeps_its_lexical_form(tmp_path: Path) -> None:
    typed = XML.replace("<a:p>", f'<a:p rdf:datatype="{XSD.integer}">').format("007")
    (value,) = values(write(tmp_path, "a.rdf", typed))
    assert (str(value), isinstance(value, Literal) and value.datatype) == ("007", XSD.integer)


def test_literal_of_type_string_is_a_plain_one_in_every_format(tmp_path: Path) -> None:
    turtle = f'<http://a/s> <http://a/p> "x"^^<{XSD.string}> .'
    assert values(write(tmp_path, "a.ttl", turtle)) == [Literal("x")]
    assert values(write(tmp_path, "a.rdf", XML.format("x"))) == [Literal("x")]


def test_byte_order_mark_is_passed_over_and_not_counted(tmp_path: Path) -> None:
    path = write(tmp_path, "a.ttl", b"\xef\xbb\xbf<http://a/s> <http://a/p> <http://a/o> .")
    (place,) = load_file(path).positions.of((SUBJECT, PREDICATE, OBJECT))
    assert place.subject.column == 1
    assert len(list(read_quads(path))) == 1


def test_relative_iri_does_not_tell_where_the_file_lies(tmp_path: Path) -> None:
    path = tmp_path / "some data.ttl"
    path.write_text("<#a> a <b> .", encoding="utf-8")
    (quad,) = read_quads(path)
    assert str(quad.subject) == "<file:///some%20data.ttl#a>"
    ((_, _, class_),) = load([path]).graph
    assert str(class_) == "file:///b"


def test_files_join_and_earlier_places_come_first(tmp_path: Path) -> None:
    text = "<http://a/s> <http://a/p> <http://a/o> . _:b <http://a/p> 1 ."
    paths = [write(tmp_path, name, text) for name in ("b.ttl", "a.ttl")]
    loaded = load(paths)
    assert [place.path.name for place in loaded.positions.of((SUBJECT, PREDICATE, OBJECT))] == [
        "b.ttl",
        "a.ttl",
    ]
    assert len({node for node in loaded.graph.subjects() if isinstance(node, BNode)}) == 2


def test_no_files_are_an_empty_graph() -> None:
    assert len(load([]).graph) == 0


def test_prefixes_of_the_files_are_known(tmp_path: Path) -> None:
    path = write(tmp_path, "a.ttl", "@prefix ex: <http://a/> . ex:s ex:p ex:o .")
    assert dict(load([path]).graph.namespaces())["ex"] == URIRef("http://a/")


def test_syntax_error_names_file_line_and_column(tmp_path: Path) -> None:
    path = write(tmp_path, "a.ttl", '<http://a/s> <http://a/p> "ä" ,\n  oops .')
    with pytest.raises(GraphSyntaxError) as caught:
        load([path])
    assert (caught.value.path, caught.value.line, caught.value.column) == (path, 2, 3)


def test_what_only_rdflib_accepts_is_a_syntax_error(tmp_path: Path) -> None:
    path = write(tmp_path, "a.ttl", '<http://a/s> "literal" <http://a/o> .')
    with pytest.raises(GraphSyntaxError):
        load_file(path)


def test_bytes_that_are_not_utf8_are_a_syntax_error(tmp_path: Path) -> None:
    with pytest.raises(GraphSyntaxError) as caught:
        load_file(write(tmp_path, "a.ttl", b'<http://a/s> <http://a/p> "\xff" .'))
    assert caught.value.line == 1


def test_jsonld_never_fetches_a_context(tmp_path: Path) -> None:
    path = write(tmp_path, "a.jsonld", '{\n"@context": ["http://127.0.0.1:9/c"], "name": "x"}')
    with pytest.raises(GraphSyntaxError, match="remote context: nothing is fetched") as caught:
        load_file(path)
    assert (caught.value.line, caught.value.column) == (2, 14)


def test_missing_file_is_a_project_error(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="No such file"):
        load([tmp_path / "absent.ttl"])


def test_ill_typed_literals_load_in_silence(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    text = f'<http://a/s> <http://a/p> "x"^^<{XSD.date}> , "maybe"^^<{XSD.boolean}> .'
    with caplog.at_level(logging.WARNING), warnings.catch_warnings():
        warnings.simplefilter("error")
        found = values(write(tmp_path, "a.ttl", text))
    assert len(found) == 2
    assert caplog.records == []


def test_byte_that_is_not_utf8_is_an_error_even_in_a_comment(tmp_path: Path) -> None:
    path = write(tmp_path, "a.ttl", b"# a comment\n# \xe4\n")
    with pytest.raises(GraphSyntaxError, match="0xe4 is not UTF-8") as caught:
        load_file(path)
    assert (caught.value.line, caught.value.column) == (2, 3)
    assert caught.value.reasons["de"].startswith("das Byte 0xe4 ist kein UTF-8")


def test_brackets_nested_deeper_than_the_reader_follows_are_read(tmp_path: Path) -> None:
    depth = 20_000
    text = f"<http://a/s> <http://a/p> {'[ <http://a/p> ' * depth} 1 {']' * depth} ."
    loaded = load_file(write(tmp_path, "a.ttl", text))
    assert len(loaded.graph) == depth + 1


def test_json_nested_deeper_than_the_parser_survives_is_a_syntax_error(tmp_path: Path) -> None:
    opening = '{"http://a/[p": '
    path = write(tmp_path, "a.jsonld", f"\n{opening * 5000}1{'}' * 5000}")
    with pytest.raises(GraphSyntaxError, match="nested more than 1,000 levels deep") as error:
        load_file(path)
    assert (error.value.line, error.value.column) == (2, 1000 * len(opening) + 1)


def test_json_nested_as_deep_as_is_followed_is_read(tmp_path: Path) -> None:
    path = write(tmp_path, "a.jsonld", f"{'[' * 998}{{}}{']' * 998}")
    assert len(load_file(path).graph) == 0


RDF_NAMESPACE = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
LINES = {
    "element without namespace": (
        "a.rdf",
        f"<rdf:RDF {RDF_NAMESPACE}>\n <rdf:Bag>\n  <ä/><p>1</p></rdf:Bag></rdf:RDF>",
        (3, 3),
    ),
    "whole file without namespace": ("a.rdf", "<RDF>\n <Description/></RDF>", (1, 1)),
    "entity of another file": (
        "a.rdf",
        f'<!DOCTYPE a [\n<!ENTITY b "b">\n <!ENTITY c SYSTEM "c">]>\n<rdf:RDF {RDF_NAMESPACE}/>',
        (3, 2),
    ),
    "object with @id in a map by type": (
        "a.jsonld",
        (
            '{"@context": {"p": {"@id": "http://a/p",\n "@container": ["@type"]}},'
            ' "p": {"http://a/T": {"@id": "http://a/o"}}}'
        ),
        (2, 17),
    ),
}


@pytest.mark.parametrize(("name", "text", "place"), LINES.values(), ids=LINES.keys())
def test_fault_that_the_parser_does_not_place_has_a_line(
    name: str, text: str, place: tuple[int, int], tmp_path: Path
) -> None:
    with pytest.raises(GraphSyntaxError) as caught:
        load_file(write(tmp_path, name, text))
    assert (caught.value.line, caught.value.column) == place


@pytest.mark.parametrize(
    "text",
    [
        '{"http://a/p": {"@value": "b", "@language": "ar", "@direction": "rtl"}}',
        '{"@context": {"@direction": "rtl", "@language": "ar"}, "http://a/p": "b"}',
        (
            '{"@context": {"d": "@direction", "p": "http://a/p"},'
            ' "p": {"@value": "b", "@language": "ar", "d": "rtl"}}'
        ),
    ],
)
def test_direction_of_json_ld_is_left_out(text: str, tmp_path: Path) -> None:
    path = write(tmp_path, "a.jsonld", text)
    assert list(load_file(path).graph.objects()) == [Literal("b", lang="ar")]
    lines, _ = read_lines_and_prefixes(path)
    assert [line.partition(b" <http://a/p> ")[2] for line in lines] == [b'"b"@ar .\n']
