"""Texts of RDF/XML that CDATA sections, comments and processing instructions break."""

from __future__ import annotations

import random
from pathlib import Path
from xml.sax.saxutils import escape

import pyoxigraph
import pytest
from tables import each

from schlaglicht.errors import GraphSyntaxError
from schlaglicht.rdf.reading.parse import read_quads
from schlaglicht.rdf.reading.xml import with_whole_texts

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
PIECES = ("", " ", "a", "&", "<b>", "]]", "ä", "\n", "x > y", "-", "?")


def document(content: str) -> str:
    return (
        f'<?xml version="1.0"?>\n<rdf:RDF xmlns:rdf="{RDF}" xmlns:e="http://e/">\n<!-- one -->\n'
        f'<rdf:Description rdf:about="http://e/s">{content}</rdf:Description>\n</rdf:RDF>\n'
    )


def broken_text(chance: random.Random) -> tuple[str, str]:
    """A text, and a way in which it may be written."""
    text, written = "", ""
    for _ in range(chance.randint(1, 6)):
        piece = "".join(chance.choices(PIECES, k=3))
        if chance.random() < 0.5:
            text, written = text + piece, written + escape(piece)
        else:
            text, written = text + piece, f"{written}<![CDATA[{piece}]]>"
        written += chance.choice(("", "", "<!-- c > d\n-->", "<?pi < x?>"))
    return text, written


@each("seed", range(100))
def test_text_in_pieces_is_one_literal(tmp_path: Path, seed: int) -> None:
    text, written = broken_text(random.Random(seed))
    path = tmp_path / "data.rdf"
    path.write_text(document(f"<e:p>{written}</e:p>"), encoding="utf-8")
    (quad,) = read_quads(path)
    assert quad.object == pyoxigraph.Literal(text)


def test_tags_stay_in_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "data.rdf"
    path.write_text(document("<e:p>a<!-- \n\n\n -->b</e:p>\n<e:q>\n</wrong>"))
    with pytest.raises(GraphSyntaxError) as caught:
        list(read_quads(path))
    assert caught.value.line == 9


def test_document_without_broken_texts_stays_as_it_is() -> None:
    text = document("\n<!-- a -->\n<e:p>b</e:p> <?c d?>\n").encode()
    assert with_whole_texts(text) == text


def test_many_comments_behind_the_last_tag_take_no_time() -> None:
    text = document("<e:p>a</e:p>").encode() + b"<!-- a --> " * 5_000
    assert with_whole_texts(text) == text
