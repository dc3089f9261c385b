"""Statements changed in place: what else a text says stays, to the byte."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
import pytest
from rdflib import RDF, XSD, BNode, Literal, URIRef

from schlaglicht.errors import ProjectError
from schlaglicht.formats import GRAPH_EXTENSIONS
from schlaglicht.rdf.load import load_content
from schlaglicht.rdf.source_text import SourceText, read_comments
from schlaglicht.rdf.terms import TripleTerm
from schlaglicht.rdf.triple import Triple
from schlaglicht.rdf.writing.in_place import Change, change_in_place, is_changed_in_place

ROOT = Path(__file__).parents[3]
BASE = "https://example.org/base/"
EX = "https://example.org/"
VALUES = (
    Literal("neu"),
    Literal('with "quotes", a\nline and \\', lang="en"),
    Literal("2031-05-03", datatype=XSD.date),
    Literal("42", datatype=XSD.integer),
    URIRef("https://example.org/other-thing"),
    Literal('ends with "'),
)

EXAMPLES = sorted(
    path
    for folder in ("examples", "ontology", "shapes", "tests/projects")
    for path in (ROOT / folder).rglob("*")
    if path.suffix in GRAPH_EXTENSIONS and is_changed_in_place(path)
)
FILES = [*EXAMPLES, ROOT / "data.ttl"]


def quads(content: bytes, path: Path) -> Counter[tuple[str, ...]]:
    """The statements as another reader has them, blank nodes without their labels."""
    found = pyoxigraph.parse(
        content, format=pyoxigraph.RdfFormat.from_extension(path.suffix[1:]), base_iri=BASE
    )
    terms = ((q.subject, q.predicate, q.object, q.graph_name) for q in found)
    return Counter(tuple(re.sub(r"_:\w+", "_:", str(term)) for term in each) for each in terms)


def comments(content: bytes, path: Path) -> list[str]:
    return [each.text for each in read_comments(SourceText(path, content.decode("utf-8-sig")))]


def plain(triples: Iterator[Triple]) -> list[Triple]:
    """Those that a form shows."""
    return [t for t in triples if not any(isinstance(e, BNode | TripleTerm) for e in t)]


def changes(rng: random.Random, stated: list[Triple]) -> Iterator[Change]:
    """A value changed, one added in three ways, one removed."""
    for old in rng.sample(stated, min(len(stated), 4)):
        subject, predicate, _ = old
        value = rng.choice(VALUES)
        yield Change(old, (subject, predicate, value))
        yield Change(None, (subject, predicate, value))
        yield Change(None, (subject, URIRef(f"{EX}new-property"), value))
        yield Change(None, (URIRef(f"{EX}new-thing"), predicate, value))
        yield Change(old, None)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_one_change_changes_one_statement(path: Path) -> None:
    content = path.read_bytes()
    rng = random.Random(f"in place {path.relative_to(ROOT)}")
    stated = plain(iter(load_content(content, path, base=BASE).positions))
    before = quads(content, path)
    assert change_in_place(content, path, [], base=BASE) == content
    for change in changes(rng, stated):
        after = change_in_place(content, path, [change], base=BASE)
        found = quads(after, path)
        gone, come = before - found, found - before
        assert (len(gone), len(come)) == (int(change.old is not None), int(change.new is not None))
        assert comments(after, path) == comments(content, path)
        assert is_only_there(content, after, change, path)


def alike(one: str, other: str) -> int:
    """The number of characters with which two texts begin alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def is_only_there(before: bytes, after: bytes, change: Change, path: Path) -> bool:
    """True if two texts differ in what the change is about alone."""
    old, new = before.decode(), after.decode()
    start = alike(old, new)
    end = min(alike(old[::-1], new[::-1]), len(old) - start, len(new) - start)
    if change.old is None:  # in one piece
        return start + end == len(old)
    if change.new is None:
        rest = iter(old)
        return all(character in rest for character in new)
    source, positions = SourceText(path, old), load_content(before, path, base=BASE).positions
    places = [place.object for place in positions.of(change.old)]
    first = source.index(places[0].line, places[0].column)
    last = source.index(places[-1].end_line, places[-1].end_column)
    return first <= start and len(old) - end <= last


TEXT = """\
@prefix : <https://example.org/> . # names

:a a :C ; # a kind
   :p "x" , 'y' ; :q \"\"\"two
lines\"\"\" ; :n 5, +6 .

:b :p "only" . # about b

:c
    :p [ :p "in" ] ,
        :d ;
    :r ( :d ) .
"""


def term(written: str) -> Literal | URIRef:
    if written[0] == ":":
        return URIRef(EX + written[1:])
    if written == "a":
        return RDF.type
    is_number = written.lstrip("+").isdigit()
    return (
        Literal(written, datatype=XSD.integer, normalize=False) if is_number else Literal(written)
    )


def triple_in(written: str) -> Triple:
    subject, predicate, object_ = map(term, written.split(" ", 2))
    return subject, predicate, object_


@pytest.mark.parametrize(
    ("old", "new", "before", "after"),
    [
        (":a :p x", "", "\"x\" , 'y'", "'y'"),
        (":a :p y", "", "\"x\" , 'y'", '"x"'),
        (":a :p y", "z", "'y'", '"z"'),
        (":a :q two\nlines", 'a\n"b"', '"""two\nlines"""', '"""a\n"b\\""""'),
        (":a :n 5", "", ":n 5, +6", ":n +6"),
        (":a :n +6", "7", "+6", "7"),
        (":a a :C", "", ":a a :C ; # a kind", ":a  # a kind"),
        (":b :p only", "", ':b :p "only" . # about b', " # about b"),
        (":c :p :d", "", " ,\n        :d ;", " ;"),
        ("", ":a :n 7", "+6", "+6, 7"),
        ("", ":a :m 7", "+6 .", "+6 ; :m 7 ."),
        ("", ":c :p x", ":d ;", ':d ,\n        "x" ;'),
        ("", ":c :s x", "( :d ) .", '( :d ) ;\n    :s "x" .'),
        ("", ":b a :C", '"only" .', '"only" ;\n    a :C .'),
    ],
)
def test_change_takes_the_layout_of_its_place(old: str, new: str, before: str, after: str) -> None:
    stated = triple_in(old) if old else None
    wanted = triple_in(new) if new[:1] == ":" else None
    if stated and new:
        wanted = (*stated[:2], term(new))
    changed = change_in_place(TEXT.encode(), Path("a.ttl"), [Change(stated, wanted)], base=BASE)
    assert changed.decode() == TEXT.replace(before, after, 1)


@pytest.mark.parametrize(
    ("name", "text", "change", "expected"),
    [
        ("a.nt", "{a} {p} {x} . # 1\n{a} {q} {x} .", "+", "{0}\n{a} {p} {y} ."),
        ("a.nt", "{a} {p} {x} . # 1\n{a} {q} {x} .\n", "-", "{a} {q} {x} .\n"),
        ("a.nq", "{a} {p} {x} {g} .\r\n", "+", "{0}{a} {p} {y} {g} .\r\n"),
        ("a.nq", "{a} {p} {x} {g} .\n{a} {p} {x} .", "=", "{a} {p} {y} {g} .\n{a} {p} {y} ."),
        ("a.trig", "{g} {{ {a} {p} {x} }}", "+", "{g} {{ {a} {p} {x} , {y} }}"),
        ("a.trig", "{g} {{ {a} {p} {x} }}", "-", "{g} {{ }}"),
        ("a.trig", "{g} {{ {a} {p} {x} }}{a} {p} {x} .", "=", "{g} {{ {a} {p} {y} }}{a} {p} {y} ."),
        ("a.ttl", "\ufeff{a} {p} {x} .\r\n", "=", "\ufeff{a} {p} {y} .\r\n"),
        ("a.nt", "{a} {p} {x} .", "*", "{0}\n{q} {p} {y} .\n"),
        ("a.trig", "{g} {{ {a} {p} {x} }}\r\n", "*", "{0}\r\n{q}\r\n    {p} {y} .\r\n"),
        ("a.ttl", "{a} {p} {x} {{|{p} {y}|}} .", "+", "{a} {p} {y} ;\n    {p} {x} {{|{p} {y}|}} ."),
        ("a.ttl", "{a} {p} {x} {{| {p} {y} |}} .", "-", None),
        ("a.ttl", "{a} {p} {x} {{| {p} {y} |}} .", "=", None),
    ],
)  # fmt: skip
def test_relatives_of_turtle(name: str, text: str, change: str, expected: str | None) -> None:
    a, p, x, y = URIRef(EX + "a"), URIRef(EX + "p"), Literal("x"), Literal("y")
    made = {
        "+": Change(None, (a, p, y)),
        "*": Change(None, (URIRef(EX + "q"), p, y)),
        "-": Change((a, p, x), None),
        "=": Change((a, p, x), (a, p, y)),
    }
    terms = {each: f"<{EX}{each}>" for each in "apqg"} | {"x": '"x"', "y": '"y"'}
    content = text.format(**terms).encode()
    if expected is None:
        with pytest.raises(ProjectError, match="without changing what else it says"):
            change_in_place(content, Path(name), [made[change]], base=BASE)
    else:
        after = change_in_place(content, Path(name), [made[change]], base=BASE)
        assert after.decode() == expected.format(content.decode(), **terms)


def test_prefix_counts_where_it_is_declared() -> None:
    text = "@prefix : <https://example.org/> .\n:a :p 1 .\n@prefix : <https://other.example/> .\n"
    new = (URIRef(EX + "a"), URIRef(EX + "q"), URIRef("https://other.example/o"))
    after = change_in_place(text.encode(), Path("a.ttl"), [Change(None, new)], base=BASE)
    assert b":a :p 1 ;\n    :q <https://other.example/o> ." in after
