"""RDF/XML with faults: a statement with one is left out and reported, all others are read."""

from __future__ import annotations

import os
import re
from pathlib import Path
from random import Random

import pyoxigraph
import pytest
from tables import each

from schlaglicht.dataset.snapshot import take_snapshot
from schlaglicht.errors import GraphSyntaxError
from schlaglicht.project import open_project
from schlaglicht.rdf.reading.parse import nquads_of
from schlaglicht.rdf.reading.recovery import MOST_FAULTS, Recovered, recover

BASE = "https://example.org/file"
SEEDS = int(os.environ.get("SCHLAGLICHT_CORRUPTIONS", "150"))
HEAD = (
    '<?xml version="1.0"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"\n'
    '  xmlns:e="http://e/">\n'
)
END = "</rdf:RDF>\n"
BLOCKS = [
    '<e:T rdf:about="http://e/{n}"><e:p rdf:resource="http://e/{n}o"/><e:q>ä {n}</e:q></e:T>',
    """<rdf:Description rdf:about="http://e/{n}" e:size="{n}">
 <e:p><e:T rdf:about="http://e/{n}i"><e:q>x</e:q></e:T></e:p>
 <e:q xml:lang='de'>y</e:q>
</rdf:Description>""",
    """<e:T rdf:about="http://e/{n}"><e:p rdf:parseType="Collection">
<e:T rdf:about="http://e/{n}a"/><e:T rdf:about="http://e/{n}b"/></e:p></e:T>""",
    """<rdf:Seq rdf:about="http://e/{n}"><rdf:li>one</rdf:li><rdf:li rdf:resource="http://e/{n}l"/>
<rdf:li>two</rdf:li></rdf:Seq>""",
    """<e:T rdf:about="http://e/{n}"><e:p rdf:parseType="Resource"><e:q>{n}</e:q>
<e:p rdf:resource="http://e/{n}r"/></e:p></e:T>""",
    """<e:T rdf:about="http://e/{n}"><e:p rdf:parseType="Literal"><e:b rdf:about="a b">t</e:b></e:p>
<e:d rdf:datatype="http://e/{n}d">1</e:d></e:T>""",
]
FAULTS = [
    "&lt;",
    "{",
    " ",
    "[",
    "%",
    "x",
    "|",
    "/e:p>",
    '" rdf:ID="1',
    "<e:p/>",
    "^",
    "é",
    "`",
    "<",
]


def recovered(text: str, folder: Path) -> Recovered | None:
    path = folder / "data.rdf"
    path.write_text(text, encoding="utf-8")
    try:
        nquads_of(path.read_bytes(), path, BASE)
    except GraphSyntaxError as error:
        return recover(error, path, BASE)
    return None


def stated(content: bytes | str, *, lenient: bool = False) -> set[str]:
    """The statements of RDF/XML, blank nodes alike; none if it cannot be read."""
    try:
        quads = list(
            pyoxigraph.parse(content, pyoxigraph.RdfFormat.RDF_XML, base_iri=BASE, lenient=lenient)
        )
    except SyntaxError:
        return set()
    return {
        " ".join("_:b" if isinstance(term, pyoxigraph.BlankNode) else str(term) for term in quad)
        for quad in quads
    }


def test_what_is_read_and_what_is_reported_is_the_whole_file(tmp_path: Path) -> None:
    partly = 0
    for seed in range(SEEDS):
        random = Random(seed)
        numbers = range(random.randint(2, 6))
        blocks = [random.choice(BLOCKS).replace("{n}", str(n)) for n in numbers]
        before = [stated(HEAD + block + END) for block in blocks]
        touched = set(random.sample(numbers, random.randint(1, 2)))
        for number in touched:
            # Mostly where the text stays XML: within values, and behind tags.
            likely = [found.end() for found in re.finditer('"http:|>(?=.)', blocks[number])]
            at = random.choice([*likely, random.randrange(len(blocks[number]))])
            blocks[number] = blocks[number][:at] + random.choice(FAULTS) + blocks[number][at:]
        text = HEAD + "\n".join(blocks) + "\n" + END
        found = recovered(text, tmp_path)
        if found is None or found.left_out.statements is None:
            continue
        partly += 1
        where = f"seed {seed}\n{text}\n{found.content.decode()}"
        assert found.errors, where
        assert len(found.content.decode()) == len(text), where
        read = stated(found.content)
        for number in numbers:
            if number not in touched:
                assert before[number] <= read, where
        # What is read was said there, and is not made by what went.
        said = stated(text, lenient=True)
        assert said, where
        assert read <= said, where
    assert partly > SEEDS / 8


@each(
    ("element", "left", "faults"),
    [
        ('<e:T rdf:about="http://e/a"><e:p rdf:resource="a b"/><e:q>1</e:q></e:T>', 2, 1),
        ('<e:T rdf:about="a b"><e:q>1</e:q></e:T>', 0, 1),
        ('<e:T rdf:about="http://e/a"><e:p><e:T rdf:about="a b"/></e:p><e:q>1</e:q></e:T>', 2, 1),
        ('<rdf:Seq><rdf:li rdf:resource="a b"/><rdf:li>1</rdf:li></rdf:Seq>', 0, 1),
        ('<e:T><e:q>"a b"<!-- "a b" --></e:q><e:p rdf:resource="a b"/></e:T>', 2, 1),
        ('<e:T rdf:about="a b"><e:p rdf:resource="c d"/><e:p rdf:resource="e f"/></e:T>', 0, 3),
    ],
)
def test_a_fault_costs_its_statement(element: str, left: int, faults: int, tmp_path: Path) -> None:
    kept = '<e:T rdf:about="http://e/kept"/>'
    found = recovered(f"{HEAD}{kept}{element}{kept}{END}", tmp_path)
    assert found is not None
    assert (found.left_out.statements, len(found.errors)) == (1, faults)
    assert len(stated(found.content)) == 1 + left


def test_bad_iris_are_found_at_once_and_very_many_are_counted(tmp_path: Path) -> None:
    bad = "".join(f'\n<e:p rdf:resource="http://e/é {n}"/>' for n in range(MOST_FAULTS + 5))
    found = recovered(f'{HEAD}<e:T rdf:about="http://e/a">{bad}</e:T>{END}', tmp_path)
    assert found is not None
    assert found.left_out.statements == MOST_FAULTS + 5
    assert [error.line for error in found.errors] == list(range(5, 5 + MOST_FAULTS + 1))
    assert {error.column for error in found.errors} == {20}
    assert "more statements" in str(found.errors[-1])


@pytest.mark.parametrize(
    "text",
    [
        "<x",
        f"{HEAD}<e:T>",
        HEAD.partition("?>")[2].replace("rdf:RDF", 'e:T rdf:about="a b"') + "</e:T>",
        f'{HEAD}<e:T rdf:about="http://e/a">stray<e:p rdf:resource="a b"/></e:T>{END}',
        '<feed xmlns="http://www.w3.org/2005/Atom"><id rdf="a b">x</id></feed>',
        '<!DOCTYPE x [<!ENTITY a "' + "b" * 20_000 + '">]>' + HEAD + "&a;" * 9 + END,
    ],
)
def test_what_has_no_statements_is_left_out_whole(text: str, tmp_path: Path) -> None:
    found = recovered(text, tmp_path)
    assert found is not None
    assert (found.left_out.statements, found.content) == (None, b"")


def test_many_bad_iris_take_no_longer_each(tmp_path: Path) -> None:
    path = tmp_path / "data.rdf"
    bad = '<e:p rdf:resource="a b"/>' * 50_000
    path.write_text(f'{HEAD}<e:T rdf:about="http://e/a">{bad}</e:T>{END}', encoding="utf-8")
    found = recover(GraphSyntaxError("refused", path=path), path, BASE)
    assert found.left_out.statements == 50_000


def test_the_rest_is_what_is_served(tmp_path: Path) -> None:
    path = tmp_path / "data.rdf"
    bad = '<e:p rdf:resource="a b"/><e:q xml:lang="de-AT">x</e:q>'
    path.write_text(f'{HEAD}<e:T rdf:about="http://e/a">{bad}</e:T>{END}', encoding="utf-8")
    snapshot = take_snapshot(open_project([tmp_path]), tmp_path)
    assert snapshot.triples == 2
    assert [each.statements for each in snapshot.left_out] == [1]
    assert b'"x"@de-AT' in snapshot.path.read_bytes()
