from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyoxigraph
import pytest
from rdflib import Graph

from schlaglicht.rdf.load import load_file

PREFIXES = """
@prefix ex: <http://example.org/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""

CORPUS = {
    "numbers": "ex:s ex:p 0, 7, -7, +7, 007, 1.50, .5, -0, -0.0, 0.0000001, 1.0e6, 1E6, true, "
    '"1"^^xsd:boolean, "007"^^xsd:integer, "seven"^^xsd:integer, "1."^^xsd:decimal, '
    '"TRUE"^^xsd:boolean, 123456789012345678901234567890 .',
    "languages": 'ex:s ex:p "x"@de, "x"@de-AT, "x"@EN, "x", "x"@zh-Hant-TW ; ex:q "x"@DE .',
    "strings": r"""ex:s ex:p "", " ", "a\nb", "a\r\nb", "\t", "\"", "'", "\\", "\\n", "#", "<>",
        '''three "quotes" ''', "\"\"\"" , "ends with \\" , "a]]>b", "&amp;" .""",
    "control": r'ex:s ex:p "\u0000", "\u0007\b\f", "\u001F", "\u007F\u0085", "\uFEFFx", '
    r'"\u2028", "\u202Ebidi\u202C", "\uFFFE" .',
    "scripts": 'ex:s ex:p "مرحبا بالعالم"@ar, "שלום"@he, "👩‍👩‍👧 🇪🇺", "a\u0308", "ä", "𝔘" .',
    "iris": r"<http://example.org/ä> ex:p <http://example.org/日本>, <http://example.org/a%20b>, "
    r"<urn:x:y>, <http://example.org/a#b>, <http://example.org/>, <http://e.org/?a=1&b='2'>, "
    r"<http://example.org/a~b>, <http://example.org/a'(b)> ; ex:q ex:a\~b, ex:%41 .",
    "names": "ex:9-11 ex:1 ex:a.b, <http://example.org/a.>, <http://example.org/.a>, "
    "<http://example.org/-a>, ex:a-, ex:a_b, ex:a:b, ex:ä, ex:1.5, ex:true, ex:a, ex:1e5 .",
    "nested": "ex:s ex:p [ ex:q [ ex:r [ ex:t 1 ], [ ex:t 2 ] ] ; a ex:C ], [], [ ex:q [] ] .",
    "statements": "ex:s oa:hasBody [ a rdf:Statement ; rdf:subject ex:s ; rdf:predicate ex:p ; "
    "rdf:object 900, 10 ], [ rdf:object ex:o ; rdf:predicate ex:p ; rdf:subject ex:s ] .",
    "shared": "ex:a ex:p _:x . ex:b ex:p _:x, _:y . ex:c ex:p _:y . _:x ex:q 1 . _:y ex:q 1 .",
    "shared by one": "ex:a ex:p _:x ; ex:q _:x .",
    "cycles": "_:a ex:p _:b . _:b ex:p _:c . _:c ex:p _:a ; ex:q [ ex:r _:c ], [ ex:r [] ] . "
    "_:d ex:p _:d . ex:s ex:p _:a .",
    "loose cycle": "_:a ex:p _:b . _:b ex:p _:a ; ex:q [ ex:r 1 ] .",
    "roots": "[] ex:p 1 . [] ex:p 1 . [ ex:p [ ex:q 2 ] ] ex:p 3 . ( 1 2 ) ex:p 4 .",
    "collections": "ex:s ex:p (), ( 1 2 3 ), ( () ( 1 ( 2 ) ) [ ex:q ( ex:a ) ] ), "
    '( "a"@de ex:a ) . ex:t ex:p _:l . ex:u ex:p _:l . _:l rdf:first 1 ; rdf:rest ( 2 ) .',
    "broken lists": "ex:s ex:p [ rdf:first 1 ], [ rdf:rest () ], [ rdf:first 1, 2 ; rdf:rest () ], "
    "[ a rdf:List ; rdf:first 1 ; rdf:rest ( 2 ) ], [ rdf:first 1 ; rdf:rest ex:more ], "
    "_:loop . _:loop rdf:first 1 ; rdf:rest _:loop .",
    "deep": "ex:s ex:p " + "[ ex:p " * 60 + "1" + " ]" * 60 + ", " + "( " * 60 + " )" * 60 + " .",
    "long list": "ex:s ex:p ( " + " ".join(f"ex:member-{n}" for n in range(300)) + " ) .",
    "nothing": "",
}


@pytest.fixture(params=CORPUS)
def nasty(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A Turtle file of terms that are easily written wrong, one kind at a time."""
    path = tmp_path / "nasty.ttl"
    path.write_text(PREFIXES + CORPUS[request.param] + "\n", encoding="utf-8")
    return path


@pytest.fixture
def nasty_files(tmp_path: Path) -> list[Path]:
    """Turtle files of terms that are easily written wrong, one per kind."""
    paths = [tmp_path / f"{name}.ttl" for name in CORPUS]
    for path in paths:
        path.write_text(f"{PREFIXES}{CORPUS[path.stem]}\n", encoding="utf-8")
    return paths


Read = Callable[[str], Graph]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Reads Turtle; the prefixes ex, oa, rdf and xsd are declared."""

    def read_turtle(text: str) -> Graph:
        path = tmp_path / "read.ttl"
        path.write_text(PREFIXES + text, encoding="utf-8")
        return load_file(path).graph

    return read_turtle


Meaning = Callable[[str | bytes, pyoxigraph.RdfFormat], str]


@pytest.fixture
def meaning() -> Meaning:
    """A text's meaning to the strict parser, equal for two texts with the same graph."""

    def canonical(text: str | bytes, rdf: pyoxigraph.RdfFormat) -> str:
        content = text.encode() if isinstance(text, str) else text
        dataset = pyoxigraph.Dataset(pyoxigraph.parse(content, rdf))
        dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
        return "\n".join(sorted(str(quad) for quad in dataset))

    return canonical


Python = Callable[..., bytes]


@pytest.fixture
def python() -> Python:
    """Runs a program in a new interpreter with the given hash seed; returns its output."""

    def run(seed: int, program: str, *arguments: str) -> bytes:
        environment = os.environ | {"PYTHONHASHSEED": str(seed), "PYTHONIOENCODING": "utf-8"}
        return subprocess.run(
            [sys.executable, "-c", program, *arguments],
            env=environment,
            check=True,
            capture_output=True,
        ).stdout

    return run
