"""Every prefix that is declared for the query of a shape is known in it."""

from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Graph, URIRef

from schlaglicht.validation.shacl.run import judge
from schlaglicht.validation.shacl.shape_queries import ShapeQueries, declared_prefixes
from schlaglicht.vocab import SH

EX = "https://example.org/"
HEAD = f"""@prefix ex: <{EX}> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
DECLARED = st.dictionaries(
    st.sampled_from(["", "ex", "q", "a-b", "xsd"]), st.sampled_from([EX, f"{EX}o#"]), min_size=1
)
"""Namespaces by prefix, mostly several prefixes for one."""


def declarations(ontology: str, namespaces: Mapping[str, str]) -> str:
    return "".join(
        f'ex:{ontology} a owl:Ontology ; sh:declare [ sh:prefix "{prefix}" ; '
        f'sh:namespace "{namespace}"^^xsd:anyURI ] .\n'
        for prefix, namespace in namespaces.items()
    )


def asking(where: str, ontologies: str) -> Graph:
    shape = f"""ex:S a sh:NodeShape ; sh:targetClass ex:T ; sh:sparql ex:C .
        ex:C sh:prefixes ex:top ; sh:message "m" ;
          sh:select "SELECT $this WHERE {{ {where} }}" ."""
    return Graph().parse(data=HEAD + ontologies + shape, format="turtle")


def found(namespaces: Mapping[str, str], ontologies: str) -> int:
    """The results of a query whose every part finds something, each by another prefix."""
    where = " ".join(f"$this {prefix}:v 3 ." for prefix in namespaces)
    text = f"{HEAD} ex:n a ex:T ; ex:v 3 ; <{EX}o#v> 3 ."
    report = judge(Graph().parse(data=text, format="turtle"), asking(where, ontologies))
    return sum(1 for _ in report.objects(None, SH.result))


@settings(max_examples=25, deadline=None)
@given(DECLARED)
def test_prefixes_of_one_namespace_are_all_known(namespaces: Mapping[str, str]) -> None:
    assert found(namespaces, declarations("top", namespaces)) == 1


@settings(max_examples=25, deadline=None)
@given(DECLARED, st.sampled_from(["ex", "q", "r"]))
def test_prefixes_of_imports_are_known(namespaces: Mapping[str, str], own: str) -> None:
    below = {prefix: iri for prefix, iri in namespaces.items() if prefix != own}
    ontologies = declarations("top", {own: EX}) + "ex:top owl:imports ex:below .\n"
    ontologies += declarations("below", below)
    assert found({own: EX, **below}, ontologies) == 1


def test_ontology_that_is_not_named_changes_no_prefix() -> None:
    declared = {f"p{number}": f"{EX}{number}/" for number in range(9)} | {"ex": EX}
    others = "".join(declarations(f"other{name}", {"ex": f"{EX}{name}#"}) for name in range(9))
    ontologies = "ex:top owl:imports ex:below .\n" + declarations("below", declared) + others
    assert found({"ex": EX}, ontologies) == 1


@settings(max_examples=25, deadline=None)
@given(DECLARED)
def test_prefixes_of_one_namespace_are_all_known_to_coverage(
    namespaces: Mapping[str, str],
) -> None:
    where = " ".join(f"$this {prefix}:v 3 ." for prefix in namespaces)
    shapes = asking(where, declarations("top", namespaces))
    prefixes = declared_prefixes(URIRef(f"{EX}C"), shapes)
    algebra = ShapeQueries().algebra(f"SELECT $this WHERE {{ {where} }}", prefixes)
    predicates = {str(triple[1]) for triple in algebra.p.p.triples}
    assert predicates == {f"{iri}v" for iri in namespaces.values()}
