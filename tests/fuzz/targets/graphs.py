"""Files of RDF: a graph with a place for each triple, or an error with a place and perhaps a fix.

The first byte chooses the format.
"""

from __future__ import annotations

from schlaglicht.errors import GraphSyntaxError
from schlaglicht.rdf.load import LoadedGraph, load_file
from schlaglicht.rdf.locations import Extent
from targets.file_of_bytes import file_of

_ENDINGS = ("ttl", "trig", "nt", "nq", "rdf", "jsonld")
_PLACED = _ENDINGS[:4]
"""The formats of which every triple has a place."""
_LINE_ENDS = ("\r\n", "\r")

_TURTLE = b"""@prefix ex: <http://a/> . # first
@base <http://b/> .
PREFIX : <#>
ex:a a ex:T ; ex:p 1 , 1.5 , 1e0 , true , "x"@EN-gb , 'y'^^ex:t , [ ex:q ( 1 <c> _:b ) ] .
[] ex:p\\~ \"\"\"long "text" \\u00e4\\n\"\"\" ; :a.b.c ex:%20 . [ ex:a "" ] .
"""
_ERRORS = (
    b"@prefix ex: <http://a/> .\nex:a ex:b 'c' ex:d 1 .\nex:e ex:f ex:g .\n",
    b"ex:a a ex:B .\n<http://a b/> <p:p> 'x\n",
    b'<a:a> <a:b> "open .\n<a:c> <a:d> [ <a:e> ( 1 2 ; .\n',
)
_GRAPHS = b'<http://g/> { <a:a> <a:b> "c" } GRAPH _:g { <a:a> a <a:b> . } <a:d> <a:e> 1 .\n'
_LINES = b'<a:s> <a:p> "x\\n\\u00e4"@en .\n_:a <a:p> _:b .\n<a:s> <a:p> "1"^^<a:t> . # end\n'
_XML = b"""<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:e="http://e/" xml:base="http://b/"><e:T rdf:about="a" e:p="x"><e:q rdf:resource="#c"/>
<e:l rdf:parseType="Collection"><rdf:Description rdf:nodeID="n"/></e:l>
<e:t xml:lang="en">text &amp; more</e:t><e:x rdf:parseType="Literal"><b>c</b></e:x></e:T></rdf:RDF>
"""
_JSON = b"""{"@context": {"e": "http://e/", "p": {"@id": "e:p", "@type": "@id"}},
 "@id": "http://a", "@type": "e:T", "p": ["http://b", {"@id": "_:c"}],
 "e:l": {"@list": [1, 2.5, true, "x"]}, "e:t": {"@value": "x", "@language": "en"}, "no": null}
"""

SEEDS = (
    *(b"\0" + text for text in (_TURTLE, *_ERRORS)),
    b"\1" + _GRAPHS,
    b"\2" + _LINES,
    b"\3" + _LINES.replace(b" .", b" <a:g> ."),
    b"\4" + _XML,
    b"\4" + _XML.replace(b"</e:l>", b""),
    b"\5" + _JSON,
    b"\5" + _JSON.replace(b"},\n", b"}\n"),
)


def check(content: bytes) -> None:
    """Raises if a graph lacks a place, or a place is outside of the text."""
    ending = _ENDINGS[content[0] % len(_ENDINGS)] if content else "ttl"
    text = content[1:]
    with file_of(text, f"x.{ending}") as path:
        try:
            loaded = load_file(path)
        except GraphSyntaxError as error:
            _check_error(error, text)
            return
        _check_places(loaded, _lines(text), all_placed=ending in _PLACED)


def _lines(content: bytes) -> list[str]:
    text = content.decode("utf-8-sig")
    for end in _LINE_ENDS:
        text = text.replace(end, "\n")
    return text.split("\n")


def _check_error(error: GraphSyntaxError, content: bytes) -> None:
    assert str(error)
    if error.line is not None:
        assert 1 <= error.line <= content.count(b"\n") + content.count(b"\r") + 1
    if error.column is not None:
        assert 1 <= error.column <= len(content) + 1


def _check_places(loaded: LoadedGraph, lines: list[str], *, all_placed: bool) -> None:
    for triple in loaded.graph:
        places = loaded.positions.of(triple)
        assert places or not all_placed, f"{triple} has no place"
        for place in places:
            for extent in (place.subject, place.predicate, place.object):
                _check_extent(extent, lines)


def _check_extent(extent: Extent, lines: list[str]) -> None:
    start, end = (extent.line, extent.column), (extent.end_line, extent.end_column)
    assert (1, 1) <= start < end, f"{extent} is empty"
    for line, column in (start, end):
        assert line <= len(lines), f"{extent} is beyond the last line"
        assert column <= len(lines[line - 1]) + 1, f"{extent} is beyond its line"
