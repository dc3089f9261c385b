"""Language tags with capitals are known in every format."""

from pathlib import Path

import pytest

from schlaglicht.errors import GraphSyntaxError
from schlaglicht.rdf.load import load_file
from schlaglicht.rdf.locations import turtle
from schlaglicht.rdf.reading.parse import tags_as_written
from schlaglicht.rdf.terms import ntriples_term

XML = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="urn:e:">
<rdf:Description rdf:about="urn:a"><e:p xml:lang="de-AT">x</e:p></rdf:Description></rdf:RDF>"""

FILES = {
    "a.ttl": '<urn:a> <urn:p> "x"@de-AT .',
    "triple-term.ttl": '<urn:a> <urn:p> "x"@de-AT , <<( <urn:a> <urn:p> 1 )>> .',
    "a.nt": '<urn:a> <urn:p> "x"@de-AT .\n',
    "a.nq": '<urn:a> <urn:p> "x"@de-AT <urn:g> .\n',
    "a.trig": '<urn:g> { <urn:a> <urn:p> "x"@de-AT }',
    "a.rdf": XML,
    "a.jsonld": '{"@id": "urn:a", "urn:p": {"@value": "x", "@language": "de-AT"}}',
    "map.jsonld": '{"@context": {"p": {"@id": "urn:p", "@container": "@language"}}, '
    '"@id": "urn:a", "p": {"de-AT": "x"}}',
}


@pytest.mark.parametrize("name", FILES)
def test_literal_is_known_with_its_tag_as_written(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(FILES[name], encoding="utf-8")
    assert tags_as_written(tmp_path / name) == {'"x"@de-at': '"x"@de-AT'}


@pytest.mark.parametrize("name", FILES)
def test_tags_in_lower_case_need_nothing(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(FILES[name].replace("AT", "at"), encoding="utf-8")
    assert tags_as_written(tmp_path / name) == {}


def test_a_tag_in_a_text_alone_is_none(tmp_path: Path) -> None:
    (tmp_path / "a.jsonld").write_text('{"urn:p": "a", "urn:x-Y": {"@language": "DE"}}', "utf-8")
    assert tags_as_written(tmp_path / "a.jsonld") == {}


def test_what_only_looks_like_a_tag_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(
        """<urn:a> <urn:p> "x" @de-AT , 'it''@DE' , "'@De-x", "y"@de-at .\n""".replace("''", "\\'"),
        encoding="utf-8",
    )
    assert tags_as_written(path) == {'"x"@de-at': '"x"@de-AT'}
    texts = {str(o) for o in load_file(path).graph.objects()}
    assert texts == {"x", "it'@DE", "'@De-x", "y"}


def test_an_error_after_a_tag_has_its_place(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text('<urn:a> <urn:p> "x"@de-AT , nothing .\n', encoding="utf-8")
    for read in (tags_as_written, load_file):
        with pytest.raises(GraphSyntaxError) as caught:
            read(path)
        assert (caught.value.line, caught.value.column) == (1, 29)


@pytest.mark.parametrize("name", ["a.ttl", "a.nt", "a.nq", "a.trig"])
def test_a_file_with_capitals_in_tags_is_read_once(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the slow reader of locations was asked")

    monkeypatch.setattr(turtle._TurtleSpans, "read", refuse)
    path = tmp_path / name
    path.write_text(FILES[name], encoding="utf-8")
    (literal,) = load_file(path).graph.objects()
    assert ntriples_term(literal) == '"x"@de-AT'
    assert tags_as_written(path) == {'"x"@de-at': '"x"@de-AT'}
