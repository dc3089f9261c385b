"""Language tags with capitals are known in every format."""

from pathlib import Path

import pytest

from schlaglicht.rdf.language_tags import tags_as_written

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
