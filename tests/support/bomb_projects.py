"""Projects whose small files stand for far more than they say: each written into a folder.

`size` is 1 for what has brought programs down; tests write less.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

_DATA = '<https://e.example/a> <https://e.example/p> "a" .\n'
_XML = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e.example/">'
)
_SHAPES = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <https://e.example/> .\n"


def entities(folder: Path, size: float) -> None:
    """Entities of RDF/XML that stand for each other."""
    levels = range(1, max(3, int(20 * size)))
    declared = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in levels)
    thing = f"<e:T><e:p>&l{levels[-1]};</e:p></e:T>"
    head = f'<!DOCTYPE rdf:RDF [<!ENTITY l0 "{"lol" * 99}">{declared}]>'
    (folder / "data.rdf").write_text(f"{head}{_XML}{thing}</rdf:RDF>")


def deep_xml(folder: Path, size: float) -> None:
    """Elements of RDF/XML within each other."""
    depth = int(100_000 * size)
    content = "<e:T><e:p>" * depth + "</e:p></e:T>" * depth
    (folder / "data.rdf").write_text(f"{_XML}{content}</rdf:RDF>")


def deep_json(folder: Path, size: float) -> None:
    """Objects of JSON-LD within each other."""
    depth = int(1_000_000 * size)
    content = '{"http://e.example/p":' * depth + "1" + "}" * depth
    (folder / "data.jsonld").write_text(content)


def contexts(folder: Path, size: float) -> None:
    """Terms of JSON-LD, each with a context of its own."""
    terms = ",".join(
        f'"t{n}":{{"@id":"http://e.example/t{n}","@context":{{"u{n}":"http://e.example/u"}}}}'
        for n in range(int(50_000 * size))
    )
    (folder / "data.jsonld").write_text(f'{{"@context":{{{terms}}},"@id":"http://e.example/a"}}')


def deep_contexts(folder: Path, size: float) -> None:
    """Contexts of JSON-LD within each other."""
    depth = int(480 * size)
    opened = "".join(f'{{"t{n}":{{"@id":"e:t","@context":' for n in range(depth))
    content = f'{{"@context":{opened}{{}}{"}}" * depth},"@id":"e:a"}}'
    (folder / "data.jsonld").write_text(f"[{','.join([content] * 50)}]")


def namespace(folder: Path, size: float) -> None:
    """A long namespace that many names have."""
    prefix = f"@prefix e: <https://e.example/{'n' * int(1_000_000 * size)}> .\n"
    names = "".join(f"e:{n} e:p e:{n} .\n" for n in range(int(75_000 * size)))
    (folder / "data.ttl").write_text(prefix + names)


def triple_terms(folder: Path, size: float) -> None:
    """Triple terms within each other."""
    depth = int(100_000 * size)
    term = "<<( <e:a> <e:b> " * depth + '"1"' + " )>>" * depth
    (folder / "data.ttl").write_text(f"<e:a> <e:p> {term} .")


def pattern(folder: Path, size: float) -> None:
    """A pattern that goes back again and again."""
    text = "a" * max(8, int(60 * size))
    (folder / "data.ttl").write_text(f'<https://e.example/a> <https://e.example/p> "{text}!" .\n')
    (folder / "shapes").mkdir()
    (folder / "shapes" / "s.ttl").write_text(
        f"{_SHAPES}e:S a sh:NodeShape ; sh:targetNode e:a ; sh:property e:S-p .\n"
        'e:S-p sh:path e:p ; sh:pattern "^(a+)+$" .\n'
    )


def cross_product(folder: Path, size: float) -> None:
    """A query of a shape over all combinations of things."""
    names = range(int(2_000 * size))
    things = "".join(f'<https://e.example/{n}> <https://e.example/p> "{n}" .\n' for n in names)
    (folder / "data.ttl").write_text(things)
    (folder / "shapes").mkdir()
    (folder / "shapes" / "s.ttl").write_text(
        f"{_SHAPES}e:S a sh:NodeShape ; sh:targetSubjectsOf e:p ; sh:sparql e:S-q .\n"
        'e:S-q sh:message "x" ; sh:select """SELECT $this WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i .'
        ' FILTER (?c = ?f && ?f = ?i && ?c != ?i && $this = $this) }""" .\n'
    )


def clique(folder: Path, size: float) -> None:
    """Blank nodes each linked to each."""
    nodes = range(max(4, int(60 * size)))
    links = (f"_:n{a} <https://e.example/p> _:n{b} .\n" for a in nodes for b in nodes if a != b)
    (folder / "data.ttl").write_text("".join(links))


def compressed(folder: Path, size: float) -> None:
    """A compressed file of nothing but blanks."""
    (folder / "data").mkdir()
    (folder / "data" / "a.ttl").write_text(_DATA)
    with gzip.open(folder / "data" / "b.ttl.gz", "wb") as file:
        for _ in range(max(1, int(2_000 * size))):
            file.write(b" " * 2**20)


def yaml_aliases(folder: Path, size: float) -> None:
    """Aliases of YAML that stand for each other."""
    levels = range(1, max(3, int(20 * size)))
    lines = (f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]\n" for n in levels)
    _evidence(folder, "l0: &l0 [x, x, x, x, x, x, x, x, x]\n" + "".join(lines))


def deep_yaml(folder: Path, size: float) -> None:
    """Lists of YAML within each other."""
    depth = int(100_000 * size)
    _evidence(folder, f"evidence: {'[' * depth}{']' * depth}")


def long_yaml(folder: Path, size: float) -> None:
    """Very many entries of evidence that say nothing."""
    _evidence(folder, "evidence:\n" + "  - {a: b, c: d}\n" * int(900_000 * size))


def _evidence(folder: Path, text: str) -> None:
    (folder / "data.ttl").write_text(_DATA)
    (folder / "evidence").mkdir()
    (folder / "evidence" / "a.yaml").write_text(text)


def deep_toml(folder: Path, size: float) -> None:
    """Arrays of TOML within each other."""
    depth = int(100_000 * size)
    (folder / "data.ttl").write_text(_DATA)
    (folder / "schlaglicht.toml").write_text(f"a = {'[' * depth}{']' * depth}\n")


def dotted_toml(folder: Path, size: float) -> None:
    """Tables of TOML within each other, by dots."""
    lines = (f"[{'.'.join(['a'] * 5_000)}.b{n}]\n" for n in range(int(1_000 * size)))
    (folder / "data.ttl").write_text(_DATA)
    (folder / "schlaglicht.toml").write_text("".join(lines))


def deep_solutions(folder: Path, size: float) -> None:
    """An expected solution of triple terms within each other."""
    depth = int(100_000 * size)
    term = "<<( <e:a> <e:b> " * depth + "1" + " )>>" * depth
    _question(folder, "SELECT ?o { ?s ?p ?o }", "tsv", f"?o\n{term}\n")


def deep_boolean(folder: Path, size: float) -> None:
    """An expected boolean of arrays within each other."""
    depth = int(100_000 * size)
    _question(folder, "ASK { ?s ?p ?o }", "json", f"{'[' * depth}{']' * depth}")


def endless_question(folder: Path, size: float) -> None:
    """A question over all combinations of triples."""
    _question(folder, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c }", "tsv", "?n\n1\n")
    names = range(int(2_000 * size))
    things = "".join(f'<https://e.example/{n}> <https://e.example/p> "{n}" .\n' for n in names)
    (folder / "data.ttl").write_text(things)
    query = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER (?c != ?i) }"
    (folder / "queries" / "q.rq").write_text(f"# title@en: All\n{query}\n")


def _question(folder: Path, query: str, ending: str, expected: str) -> None:
    (folder / "data.ttl").write_text(_DATA)
    (folder / "queries").mkdir()
    (folder / "queries" / "q.rq").write_text(f"# title@en: All\n{query}\n")
    (folder / "queries" / f"q.{ending}").write_text(expected)


BOMBS: dict[str, Callable[[Path, float], None]] = {
    bomb.__name__: bomb
    for bomb in (
        entities,
        deep_xml,
        deep_json,
        contexts,
        deep_contexts,
        namespace,
        triple_terms,
        pattern,
        cross_product,
        clique,
        compressed,
        yaml_aliases,
        deep_yaml,
        long_yaml,
        deep_toml,
        dotted_toml,
        deep_solutions,
        deep_boolean,
        endless_question,
    )
}
