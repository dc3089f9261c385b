"""Entities of RDF/XML, which may stand for namespaces but not for any amount of text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from schlaglicht.errors import GraphSyntaxError
from schlaglicht.rdf.reading.parse import read_quads
from schlaglicht.rdf.reading.xml import MOST, check_entities

_HEAD = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e.example/">'
)


def _document(entities: str, text: str) -> str:
    thing = f'<rdf:Description rdf:about="&own;a"><e:p>{text}</e:p></rdf:Description>'
    own = '<!ENTITY own "http://e.example/">'
    return f"<!DOCTYPE rdf:RDF [{own}\n{entities}]>\n{_HEAD}{thing}</rdf:RDF>"


def _nested(levels: int, write: str = '<!ENTITY l{level} "{value}">\n') -> str:
    values = ["lol", *(f"&l{level};" * 10 for level in range(levels))]
    return "".join(write.format(level=level, value=value) for level, value in enumerate(values))


def test_namespaces_may_be_entities(tmp_path: Path) -> None:
    file = tmp_path / "a.rdf"
    file.write_text(_document('<!ENTITY sub "&own;sub/">', "&sub;"))
    (quad,) = read_quads(file)
    assert str(quad.object) == '"http://e.example/sub/"'


@pytest.mark.parametrize(
    "write",
    [
        '<!ENTITY l{level} "{value}">\n',
        "<!ENTITY l{level} '{value}'>\n",
        '<!ENTITY % l{level} "{value}">\n',
        '<!-- <!ENTITY l{level} "{value}"> -->\n',
    ],
)
def test_entities_that_multiply_are_refused_at_their_place(tmp_path: Path, write: str) -> None:
    file = tmp_path / "a.rdf"
    file.write_text(_document(_nested(9, write), "&l9;"))
    with pytest.raises(GraphSyntaxError, match="stand for too much text") as refused:
        list(read_quads(file))
    assert refused.value.line == 6


def test_entity_that_is_repeated_is_refused_at_its_first_use(tmp_path: Path) -> None:
    text = _document(f'<!ENTITY long "{"x" * 10_000}">', "&long;" * (MOST // 9_000))
    with pytest.raises(GraphSyntaxError, match="stand for too much text") as refused:
        check_entities(text.encode(), tmp_path / "a.rdf")
    assert refused.value.line == 3


@pytest.mark.parametrize(
    "declaration", ['<!ENTITY\u00a0a "x">', '<!ENTITY\fa "x">', '<!ENTITYa "x">', "<!ENTITY a x>"]
)
def test_declaration_that_only_the_strict_parser_might_read_is_refused(
    tmp_path: Path, declaration: str
) -> None:
    with pytest.raises(GraphSyntaxError, match=re.escape("<!ENTITY name")):
        check_entities(_document(declaration, "x").encode(), tmp_path / "a.rdf")


def test_text_that_speaks_of_entities_is_read(tmp_path: Path) -> None:
    file = tmp_path / "a.rdf"
    text = "<rdf:Description><e:p><![CDATA[an <!ENTITY of a DTD]]></e:p></rdf:Description>"
    file.write_text(f"{_HEAD}{text}</rdf:RDF>")
    (quad,) = read_quads(file)
    assert str(quad.object) == '"an <!ENTITY of a DTD"'
