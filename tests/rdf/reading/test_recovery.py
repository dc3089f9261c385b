"""Files with faults: what is served and what is reported is the whole file, and nothing else."""

from __future__ import annotations

import os
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from random import Random

import pyoxigraph
import pytest

from schlaglicht.errors import GraphSyntaxError
from schlaglicht.formats import NQUADS, NTRIPLES, TRIG, TURTLE, Format
from schlaglicht.rdf.reading.parse import nquads_of, read_content
from schlaglicht.rdf.reading.recovery import MOST_FAULTS, Recovered, recover
from schlaglicht.rdf.turtle import recovery

BASE = "https://example.org/file"
SEEDS = int(os.environ.get("SCHLAGLICHT_CORRUPTIONS", "150"))

PROLOGUE = "@prefix ex: <https://example.org/> .\nPREFIX other: <https://example.org/other#>\n"
BLOCKS = [
    "ex:s{n} ex:p ex:o{n} .",
    'ex:s{n} a ex:T ;\n    ex:name "Name {n}"@en , "N. {n}; \'x\'"@de ;\n    ex:size {n} .',
    'ex:s{n} ex:note """A text {n}.\nex:false ex:p ex:invented .\nIt has "quotes" and an end.""" .',
    "ex:s{n} ex:part [ ex:q {n} ; ex:r ( 1 2.5 ex:o{n} ) ] ; ex:more true .",
    "ex:s{n} ex:link <https://example.org/page/{n}?a=b#c> . # a comment. ex:false ex:p 1 .",
    "ex:s{n} ex:day \"2020-01-01\"^^<https://example.org/date> ,\n'it' ; other:p other:o{n} .",
    "[ ex:p {n} ] ex:q 'a.b' .\n# another \" comment",
    "( 1 {n} ) ex:p <relative{n}> . ex:t{n} ex:p '''long\n{n} . ''' .",
    'ex:s{n} ex:p ex:o{n} . ex:t{n} ex:p "x" , "y." . ex:u{n} ex:p \'z\' .',
]
LINES = [
    "<https://example.org/s{n}> <https://example.org/p> <https://example.org/o> .",
    '<https://example.org/s{n}> <https://example.org/p> "a . \\" b"@en . # a comment',
    '_:b{n} <https://example.org/p> "{n}"^^<https://example.org/d> .',
]
GRAPHS = ["ex:g{n} {{\n    {one}\n    {two}\n}}", "GRAPH <g{n}> {{ {one}\n{two}\n}}", "{one}"]
FAULTS = ['"', "'", "<", ">", ".", ";", ",", "[", "]", "(", ")", "\\", "@", "^", ":", " ", "\n",
          '"""', "{", "}", "#", "é", "\x00", "x", "1", " . ", " a b c . "]  # fmt: skip


@dataclass
class Corrupted:
    """A file with faults, and the text it was made of."""

    path: Path
    content: bytes
    blocks: list[str]
    """The parts of the text, in order; the first is the prologue."""
    touched: set[int]
    """The numbers of the parts that were changed."""
    spans: list[tuple[int, int]]
    """The places of the parts in the changed content."""


def corrupted(random: Random, syntax: Format, folder: Path) -> Corrupted:
    """A corrupted copy of a random valid file."""
    if syntax in (NTRIPLES, NQUADS):
        blocks = [random.choice(LINES).format(n=n) for n in range(random.randrange(1, 12))]
        blocks.insert(0, "# nothing")
    else:
        blocks = [random.choice(BLOCKS).format(n=n) for n in range(random.randrange(1, 12))]
        if syntax is TRIG:
            pairs = pairwise(blocks)
            blocks = [
                random.choice(GRAPHS).format(n=n, one=one, two=two)
                for n, (one, two) in enumerate(pairs)
            ]
        blocks.insert(0, PROLOGUE)
    changed = [block.encode() for block in blocks]
    touched = set()
    for _ in range(random.choice([1, 1, 1, 2, 3]) if len(blocks) > 1 else 0):
        number = random.randrange(1, len(blocks))
        touched.add(number)
        changed[number] = mutated(random, changed[number])
    spans, at = [], 0
    for part in changed:
        spans.append((at, at + len(part)))
        at += len(part) + 1
    path = folder / f"data{syntax.extension}"
    content = b"\n".join(changed) + b"\n"
    path.write_bytes(content)
    return Corrupted(path, content, blocks, touched, spans)


def mutated(random: Random, block: bytes) -> bytes:
    if not block:
        return b"x"
    at = random.randrange(len(block))
    match random.randrange(5):
        case 0:
            return block[:at] + block[at + random.randrange(1, 4) :]
        case 1:
            return block[:at] + random.choice(FAULTS).encode() + block[at:]
        case 2:
            return block[:at] + random.choice(FAULTS).encode() + block[at + 1 :]
        case 3:
            return block[:at]
    return block[:at] + bytes([random.choice([0xE9, 0xFF, 0x80])]) + block[at:]


def recovered(path: Path) -> Recovered | None:
    """What is left of a file, None for one that is valid."""
    try:
        nquads_of(read_content(path), path, BASE)
    except GraphSyntaxError as error:
        return recover(error, path, BASE)
    return None


def stated(text: bytes, syntax: Format) -> set[str] | None:
    """The quads of a text without the labels of its blank nodes; None if it is refused."""
    try:
        quads = list(pyoxigraph.parse(text, syntax.rdf, base_iri=BASE))
    except SyntaxError:
        return None
    return {
        " ".join("_:b" if isinstance(term, pyoxigraph.BlankNode) else str(term) for term in quad)
        for quad in quads
    }


@pytest.mark.parametrize("syntax", [TURTLE, TRIG, NTRIPLES, NQUADS], ids=lambda s: s.name)
def test_what_is_read_and_what_is_reported_is_the_whole_file(
    syntax: Format, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for seed in range(SEEDS):
        monkeypatch.setattr(recovery, "_PATIENCE", (100, 500_000)[seed % 2])
        random = Random(f"{syntax.name} {seed}")
        made = corrupted(random, syntax, tmp_path)
        result = recovered(made.path)
        if result is not None:
            check(made, result, syntax, seed)


def check(made: Corrupted, result: Recovered, syntax: Format, seed: int) -> None:
    where = f"{syntax.name} {seed}\n{made.content.decode(errors='replace')}"
    assert result.errors, where
    assert result.left_out.statements, where
    read = stated(result.content, syntax)
    assert read is not None, where
    # Characters as the file has them, or white space in their place.
    before = made.content.decode("utf-8", "surrogateescape")
    after = result.content.decode()
    assert len(before) == len(after), where
    gone = [n for n, (old, new) in enumerate(zip(before, after, strict=True)) if old != new]
    assert all(after[n] == " " for n in gone), where
    # Each statement is one of the file as it was, or of a changed part that is valid as it is.
    prologue = made.blocks[0].encode() + b"\n"
    known: set[str] = set()
    for number, (start, end) in enumerate(made.spans):
        known |= stated(prologue + made.blocks[number].encode(), syntax) or set()
        if number in made.touched:
            known |= stated(prologue + made.content[start:end], syntax) or set()
            known |= pieces(prologue, made.content[start:end], syntax)
    assert read <= known, (where, after, read - known)
    # Nothing is left out but from a changed part on, up to the end of a statement.
    first = min(made.touched)
    for number, (start, end) in enumerate(made.spans):
        own = stated(prologue + made.content[start:end], syntax)
        if number < first:
            assert own is not None, where
            assert own <= read, (where, after)


def pieces(prologue: bytes, block: bytes, syntax: Format) -> set[str]:
    """The statements of a changed part that are valid by themselves, in its graph or outside."""
    block = block.decode("utf-8", "ignore").encode()
    ends = [n + 1 for n in range(len(block)) if block[n : n + 1] in (b".", b"\n", b"}")]
    label, brace, _ = block.partition(b"{")
    wrapped = [(b"", b""), (label + b"{", b"}")] if brace and syntax is TRIG else [(b"", b"")]
    found: set[str] = set()
    for start in [0, len(label + brace), *ends]:
        for end in ends:
            for before, after in wrapped if start < end else ():
                piece = prologue + before + block[start:end] + after
                found |= stated(piece, syntax) or set()
    return found


def faults(text: str | bytes, folder: Path, name: str = "data.ttl") -> Recovered:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    found = recovered(path)
    assert found is not None
    return found


def places(found: Recovered) -> list[tuple[int | None, int | None]]:
    return [(error.line, error.column) for error in found.errors]


def test_each_fault_of_a_file_is_found_and_the_rest_is_read(tmp_path: Path) -> None:
    found = faults(
        PROLOGUE + "ex:a ex:p <https://example.org/a b> ; ex:q 1 .\n"
        'ex:b ex:p "open .\n'
        "ex:c ex:p no:thing . ex:d ex:p 1 .\n"
        "ex:e ex:p ex:q ex:r .\n"
        'ex:f ex:p "tag"@e_n .\n'
        "ex:g ex:p 1 .\n",
        tmp_path,
    )
    assert places(found) == [(3, 11), (4, 18), (5, 11), (6, 16), (7, 17)]
    assert found.left_out.statements == 5
    assert b" ".join(found.content.split()).endswith(b"ex:d ex:p 1 . ex:g ex:p 1 .")


def test_after_a_faulty_prefix_its_names_are_undeclared(tmp_path: Path) -> None:
    text = PROLOGUE + "ex:a ex:p 1 .\n@prefix ex: <https://example.org/a b#> .\nex:b ex:p 1 .\n"
    found = faults(text, tmp_path)
    assert places(found) == [(4, 13), (5, 1)]
    assert b"ex:a" in found.content
    assert b"ex:b" not in found.content


def test_after_a_faulty_base_the_rest_is_left_out(tmp_path: Path) -> None:
    found = faults("<a> <p> 1 .\n@base <https://x y/> .\n<b> <p> 1 .\n", tmp_path)
    assert found.content.split() == [b"<a>", b"<p>", b"1", b"."]


def test_what_follows_a_lost_quotation_mark_is_not_taken_for_statements(tmp_path: Path) -> None:
    found = faults(PROLOGUE + 'ex:a ex:p ""\nA text.\nex:b ex:p ex:c .\n""" .\n', tmp_path)
    assert b"ex:b" not in found.content


def test_a_statement_never_comes_into_another_graph(tmp_path: Path) -> None:
    text = PROLOGUE + "ex:g { ex:a ex:p 1 . ex:b ex:p\nex:h { ex:c ex:p 2 . }\nex:d ex:p 3 .\n"
    found = faults(text, tmp_path, "data.trig")
    (read,) = sorted(stated(found.content, TRIG) or [])
    assert read.startswith("<https://example.org/d> ")
    assert read.endswith(" DEFAULT")


def test_a_graph_ends_though_its_last_statement_has_a_fault(tmp_path: Path) -> None:
    text = PROLOGUE + "ex:g { ex:a ex:p 1 . ex:b ex:p no:thing }\n{ ex:d ex:p 3 }\n"
    found = faults(text, tmp_path, "data.trig")
    assert places(found) == [(3, 32)]
    assert len(stated(found.content, TRIG) or []) == 2


def test_a_byte_that_is_not_utf8_costs_one_statement(tmp_path: Path) -> None:
    text = PROLOGUE.encode() + b'ex:a ex:p "caf\xe9" .\nex:b ex:p 1 . # caf\xe9\n'
    found = faults(text, tmp_path)
    assert places(found) == [(3, 15), (4, 20)]
    assert found.content.split()[-6:] == [b"ex:b", b"ex:p", b"1", b".", b"#", b"caf"]


def test_of_many_faults_the_rest_is_counted_and_a_missing_prefix_told_once(tmp_path: Path) -> None:
    found = faults("a:b a:c 1 .\n" * 1000, tmp_path)
    assert [str(reason["en"]) for reason in (error.reasons for error in found.errors)] == [
        "the prefix a: is not declared",
        "999 more statements of this file have faults and are left out, from here on",
    ]
    found = faults(PROLOGUE + "ex:a ex:p <a b> .\n" * (MOST_FAULTS + 5), tmp_path)
    assert len(found.errors) == MOST_FAULTS + 1
    assert found.left_out.statements == MOST_FAULTS + 5


@pytest.mark.parametrize(("name", "text"), [("a.rdf", "<x"), ("a.jsonld", "{")])
def test_of_other_formats_the_whole_file_is_left_out(name: str, text: str, tmp_path: Path) -> None:
    found = faults(text, tmp_path, name)
    assert found.left_out.statements is None
    assert found.content == b""
    assert len(found.errors) == 1


@pytest.mark.parametrize("begun", ['"', "<c"])
def test_long_rows_of_spaces_behind_what_has_no_end_are_read_in_time(
    begun: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(f"<a> <b> {begun}{' ' * 20_000}", encoding="utf-8")
    with pytest.raises(GraphSyntaxError) as caught:
        nquads_of(path.read_bytes(), path, BASE)
    assert recover(caught.value, path, BASE).left_out.statements == 1
