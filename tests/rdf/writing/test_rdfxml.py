from __future__ import annotations

from collections.abc import Callable
from textwrap import dedent

import pytest
from rdflib import Graph
from rdflib.compare import isomorphic

from schlaglicht.errors import ProjectError
from schlaglicht.rdf.writing.rdfxml import write_rdfxml

EX = "http://example.org/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

Read = Callable[[str], Graph]


def test_each_subject_is_described_once(read: Read) -> None:
    graph = read('ex:b ex:q "x & <y>"@de ; a ex:C . ex:a ex:q 7 ; ex:p [ ex:q ex:b ] .')
    assert write_rdfxml(graph, {"ex": EX, "no": "http://no.org/"}) == dedent("""\
        <?xml version="1.0" encoding="UTF-8"?>
        <rdf:RDF
            xmlns:ex="http://example.org/"
            xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
          <rdf:Description rdf:about="http://example.org/a">
            <ex:p rdf:nodeID="c14n0"/>
            <ex:q rdf:datatype="http://www.w3.org/2001/XMLSchema#integer">7</ex:q>
          </rdf:Description>
          <rdf:Description rdf:about="http://example.org/b">
            <rdf:type rdf:resource="http://example.org/C"/>
            <ex:q xml:lang="de">x &amp; &lt;y&gt;</ex:q>
          </rdf:Description>
          <rdf:Description rdf:nodeID="c14n0">
            <ex:q rdf:resource="http://example.org/b"/>
          </rdf:Description>
        </rdf:RDF>
        """)


def test_a_predicate_without_a_prefix_gets_one(read: Read) -> None:
    graph = read("ex:a <http://b.org/?x=1&y=2#name> 1 ; <http://a.org/b-1c> 2 .")
    written = write_rdfxml(graph, {"ns1": "http://taken.org/"})
    assert 'xmlns:ns2="http://a.org/"' in written
    assert 'xmlns:ns3="http://b.org/?x=1&amp;y=2#"' in written
    assert isomorphic(Graph().parse(data=written, format="xml"), graph)


def test_the_prefix_rdf_means_rdf(read: Read) -> None:
    graph = read("ex:a a ex:C ; ex:p 1 .")
    written = write_rdfxml(graph, {"rdf": EX, "xml": EX, "xmlish": EX, "1": EX, "": EX})
    assert f'xmlns:rdf="{RDF}"' in written
    assert f'xmlns:ns1="{EX}"' in written
    assert isomorphic(Graph().parse(data=written, format="xml"), graph)


def test_white_space_and_line_ends_survive(read: Read) -> None:
    graph = read(r'ex:a ex:p " a\r\nb\rc\t ", "", "]]>" .')
    written = write_rdfxml(graph, {"ex": EX})
    assert isomorphic(Graph().parse(data=written, format="xml"), graph)


def test_a_control_character_is_refused_with_the_triple(read: Read) -> None:
    with pytest.raises(ProjectError) as refused:
        write_rdfxml(read(r'ex:a ex:p "fine" ; ex:q "a\u0001" .'), {})
    assert r'<http://example.org/a> <http://example.org/q> "a\u0001"' in str(refused.value)
    assert "choose another format" in str(refused.value)


@pytest.mark.parametrize("predicate", ["ex:1", "<http://a.org/>", "<http://a.org/a(b)>"])
def test_a_predicate_that_is_no_xml_name_is_refused(read: Read, predicate: str) -> None:
    with pytest.raises(ProjectError, match="no XML name"):
        write_rdfxml(read(f"ex:a {predicate} 1 ."), {"ex": EX})


@pytest.mark.parametrize("name", ["li", "about", "Description", "nodeID"])
def test_a_predicate_that_the_syntax_uses_itself_is_refused(read: Read, name: str) -> None:
    with pytest.raises(ProjectError, match="no XML name"):
        write_rdfxml(read(f"ex:a <{RDF}{name}> 1 ."), {})


def test_members_of_containers_are_properties(read: Read) -> None:
    graph = read("ex:a rdf:_1 1 ; rdf:_2 2 .")
    written = write_rdfxml(graph, {})
    assert isomorphic(Graph().parse(data=written, format="xml"), graph)


@pytest.mark.parametrize("name", ["ä", "日本", "𝔘x", "a-1.b", "größe"])
def test_names_beyond_ascii_are_split_where_every_parser_agrees(read: Read, name: str) -> None:
    graph = read(f"ex:a <{EX}{name}> 1 .")
    again = Graph().parse(data=write_rdfxml(graph, {"ex": EX}), format="xml")
    assert isomorphic(again, graph)
