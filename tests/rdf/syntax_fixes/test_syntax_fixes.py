"""Repairs of syntax errors: what is told is tried, and what is not sure is not told."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tables import each

from schlaglicht.errors import GraphSyntaxError
from schlaglicht.rdf.reading.parse import read_quads

HEAD = "@prefix ex: <http://e/> .\n@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
MORE = "\n\nex:more ex:p 1 .\nex:more2 ex:p 2 .\nex:more3 ex:p 3 .\n"

Refuse = Callable[..., GraphSyntaxError]


@pytest.fixture
def refuse(tmp_path: Path) -> Refuse:
    """Reads a text that is wrong; gives the error."""

    def error_of(text: str, name: str = "a.ttl") -> GraphSyntaxError:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8", newline="")
        with pytest.raises(GraphSyntaxError) as caught:
            list(read_quads(path))
        return caught.value

    return error_of


BOMBS = {
    **{repr(part): f'ex:a ex:p "{part * (100_000 // len(part))}' for part in
       (" ", "^", "^^a", ", ", ")", ".", "#", "@a", "@a ", "\\\\", "\\n", "a ", "'", "<", "“")},
    "many quotation marks": 'ex:a ex:p "a' + ' "" ' * 30_000 + ".",
    "brackets": "ex:a ex:p " + "[ " * 50_000,
    "words": "ex:a ex:p " + "a " * 50_000 + ".",
    "prefixes": "".join(f"e{n}:a ex:p 1 ." for n in range(10_000)),
}  # fmt: skip


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_a_repair_is_looked_for_in_linear_time(refuse: Refuse, bomb: str) -> None:
    started = time.process_time()
    refuse(HEAD + bomb)
    assert time.process_time() - started < 10


MARKS = {
    "missing full stop": (
        "ex:a ex:p ex:o\nex:b ex:p ex:o .",
        "end the statement before with a full stop",
    ),
    "missing full stop after a prefix": (
        "@prefix f: <http://f/>\nex:a ex:p 1 .",
        "end the statement before with a full stop",
    ),
    "missing full stop at the end": (
        "ex:a ex:p 1 # so",
        "end the statement before with a full stop",
    ),
    "missing semicolon": (
        "ex:a ex:p ex:o\n    ex:q ex:o .",
        "put a semicolon before it: the same subject continues",
    ),
    "missing comma": (
        'ex:a ex:p "A"@en\n    "B"@de .',
        "put a comma before it: one more value",
    ),
    "semicolon for a full stop": (
        "ex:a ex:p 1 ;\n    ex:q 2 ;\n\nex:b ex:p 1 .",
        "end the statement of line 4 with a full stop instead of ;",
    ),
    "full stop for a semicolon": (
        'ex:a ex:p 1 .\n    ex:q "B"@de .',
        "write a semicolon instead of the full stop at the end of line 3",
    ),
    "semicolon for a comma": (
        'ex:a ex:p "A"@en ;\n    "B"@de .',
        'write , instead of ; before "B", or add what is missing',
    ),
    "comma for a semicolon": (
        'ex:a ex:p "A"@en ,\n    ex:q "B"@de .',
        "write ; instead of , before ex:q, or add what is missing",
    ),
    "semicolon after a prefix": (
        "@prefix f: <http://f/> ;\nex:a ex:p 1 .",
        "write a full stop instead of ;",
    ),
    "full stop after PREFIX": ("PREFIX f: <http://f/> .\nex:a ex:p 1 .", "remove ."),
    "comma too much": (
        "ex:a ex:p 1 , .",
        "remove the , before it, or add what is missing",
    ),
    "open blank node": ("ex:a ex:p [\n    ex:q 1 .\nex:b ex:p 1 .", "close the [ of line 3 with ]"),
    "open blank node at the end": ("ex:a ex:p [ ex:q 1", "close the [ of line 3 with ]"),
    "open list": ("ex:a ex:p ( 1 2 .\nex:b ex:p 1 .", "close the ( of line 3 with )"),
    "bracket too much": ("ex:a ex:p 1 ] .", "remove ], or open it with ["),
    "term twice": ("ex:a ex:p ex:p 1 .", "remove one of the two ex:p"),
}
WORDS = {
    "well-known prefix": (
        "foaf:a ex:p 1 .",
        "declare it at the top: @prefix foaf: <http://xmlns.com/foaf/0.1/> .",
    ),
    "unknown prefix": ("quite:a ex:p 1 .", "declare it at the top: @prefix quite: <…> ."),
    "misspelt prefix": (
        "xsb:a ex:p 1 .",
        "did you mean xsd:? Otherwise declare it at the top: @prefix xsb: <…> .",
    ),
    "prefix in capitals": (
        "EX:a ex:p 1 .",
        "did you mean ex:? Otherwise declare it at the top: @prefix EX: <…> .",
    ),
    "prefix declared later": (
        "late:a ex:p 1 .\n@prefix late: <http://l/> .",
        "line 4 declares it, too late: move the declaration to the top",
    ),
    "prefix without colon": ("@prefix f <http://f/> .", "write f: with its colon"),
    "namespace in quotes": ('@prefix f: "http://f/" .', "write <http://f/>, in angle brackets"),
    "IRI without brackets": (
        "ex:a ex:p http://f/x?a=b#c ;\n    ex:q 1 .",
        "write <http://f/x?a=b#c>, in angle brackets",
    ),
    "name without colon": ("ex:a exp 1 .", "did you mean ex:p?"),
    "keyword in capitals": ("ex:a ex:p TRUE .", "write true"),
    "a in capitals": ("ex:a A ex:T .", "write a"),
    "misspelt directive": ("@preifx f: <http://f/> .", "write @prefix"),
    "bare word": (
        "ex:a ex:p Robert .",
        'write a name with its prefix (ex:Robert), a text as "Robert"',
    ),
    "slash in a name": (
        "ex:a/b ex:p 1 .",
        r"write ex:a\/b, or the whole IRI in angle brackets",
    ),
    "hash in a name": (
        "ex:a ex:p ex:b#c .",
        r"# begins a comment: write \#, or the whole IRI in angle brackets",
    ),
    "comment of another language": ("// so\nex:a ex:p 1 .", "comments begin with #"),
    "space in an IRI": ("ex:a ex:p <http://e/a b> .", "write <http://e/a%20b>"),
    "open IRI": ("ex:a ex:p <http://e/a ;\n    ex:q 1 .", "close the IRI: <http://e/a>"),
    "day without quotes": ("ex:a ex:p 2020-01-01 .", 'write "2020-01-01"^^xsd:date'),
    "year without quotes": ("ex:a ex:p 2020^^xsd:gYear .", 'write "2020"^^xsd:gYear'),
    "graph in Turtle": (
        "ex:g { ex:a ex:p 1 . }",
        "this is TriG: let the name of the file end in .trig",
    ),
}
LITERALS = {
    "quotes within quotes": (
        'ex:a ex:p "He said "hi" to me" .',
        r'write \" for " within the text: "He said \"hi\" to me"',
    ),
    "apostrophe within apostrophes": (
        "ex:a ex:p 'it's' .",
        r"write \' for ' within the text: 'it\'s'",
    ),
    "open text": (
        'ex:a ex:p "abc@de ;\n    ex:q "x" .',
        'close the text: "abc"@de',
    ),
    "open text at the end": ('ex:a ex:p "abc .', 'close the text: "abc"'),
    "text without opening": ('ex:a ex:p abc" .\nex:b ex:p "x" .', 'open the text: "abc"'),
    "text of several lines": (
        'ex:a ex:p "first\n second"@de .',
        'put a text of several lines between """ and """',
    ),
    "backslash": (r'ex:a ex:p "C:\dir\users" .', r'write \\ for each backslash: "C:\\dir\\users"'),
    "language with _": ('ex:a ex:p "x"@de_AT .', "write @de-AT"),
    "typographic quotes": ("ex:a ex:p „Text“@de .", "write straight quotation marks: \" or '"),
}
REPAIRS = {**MARKS, **WORDS, **LITERALS}


@each(("text", "help_"), REPAIRS.values(), ids=REPAIRS.keys())
def test_repair_is_told(text: str, help_: str, refuse: Refuse) -> None:
    assert refuse(HEAD + text).helps["en"] == help_


@each(
    ("text", "help_"),
    [row for name, row in REPAIRS.items() if not name.endswith(("at the end", "in Turtle"))],
    ids=[name for name in REPAIRS if not name.endswith(("at the end", "in Turtle"))],
)
def test_repair_is_told_before_other_faults(text: str, help_: str, refuse: Refuse) -> None:
    assert refuse(f"{HEAD}{text}{MORE}ex:more4 ex:p .\n").helps["en"] == help_


def test_repair_is_told_in_german_and_with_the_error(refuse: Refuse) -> None:
    error = refuse(HEAD + "foaf:a ex:p 1 .")
    declaration = "@prefix foaf: <http://xmlns.com/foaf/0.1/> ."
    assert error.helps["de"] == f"deklariere es oben: {declaration}"
    assert str(error).endswith(f"is not declared; declare it at the top: {declaration}")


UNSURE = {
    "quotes within quotes before another fault": 'ex:a ex:p "So "ja" so" ex:q ex:r .',
    "value missing": "ex:a ex:p\nex:b ex:q 1 .",
    "value missing at the end": "ex:a ex:p ",
    "text without end": 'ex:a ex:p """abc',
    "unknown datatype": 'ex:a ex:p "2020"^^date .',
    "variable": "ex:a ex:p ?x .",
    "literal as subject": '"x" ex:p 1 .',
}


def test_undeclared_prefix_behind_a_fault_hides_no_repair(refuse: Refuse) -> None:
    text = HEAD + 'ex:a ex:p "So "ja" so" ;\n    foaf:name "x" .'
    assert refuse(text).helps["en"].startswith(r'write \" for " within the text')


@pytest.mark.parametrize("text", UNSURE.values(), ids=UNSURE.keys())
def test_what_is_not_sure_is_not_told(text: str, refuse: Refuse) -> None:
    assert refuse(HEAD + text).helps == {}


OTHERS = {
    "N-Triples with a prefix": (
        "a.nt",
        "@prefix ex: <http://e/> .\nex:a ex:p 1 .",
        "this is Turtle: let the name of the file end in .ttl",
    ),
    "N-Triples with a graph": (
        "a.nt",
        "<http://e/a> <http://e/p> <http://e/o> <http://e/g> .",
        "this is N-Quads: let the name of the file end in .nq",
    ),
    "N-Triples without full stop": (
        "a.nt",
        "<http://e/a> <http://e/p> <http://e/o>\n",
        "end the statement before with a full stop",
    ),
    "two statements on a line": (
        "a.nt",
        "<http://e/a> <http://e/p> <http://e/o> . <http://e/a> <http://e/p> <http://e/o> .",
        "begin a new line before it",
    ),
    "JSON-LD in Turtle": (
        "a.ttl",
        '{"@id": "http://e/a", "http://e/p": 1}',
        "this is JSON-LD: let the name of the file end in .jsonld",
    ),
    "open graph": ("a.trig", "<http://e/g> {\n<http://e/a> a 1 .", "close the { of line 1 with }"),
    "bare ampersand": (
        "a.rdf",
        f'<r:RDF xmlns:r="{RDF}" xmlns:e="http://e/"><e:T><e:p>a & b</e:p></e:T></r:RDF>',
        "write &amp; for &",
    ),
    "well-known prefix in XML": (
        "a.rdf",
        f'<r:RDF xmlns:r="{RDF}"><foaf:Person/></r:RDF>',
        'declare it in the outermost element: xmlns:foaf="http://xmlns.com/foaf/0.1/"',
    ),
    "misspelt prefix in XML": (
        "a.rdf",
        f'<rdf:RDF xmlns:rdf="{RDF}"><rfd:Description/></rdf:RDF>',
        "did you mean rdf:?",
    ),
    "missing comma in JSON": (
        "a.jsonld",
        '{"@id": "http://e/a"\n "http://e/p": 1}',
        "put a comma before it",
    ),
    "last comma in JSON": (
        "a.jsonld",
        '{"@id": "http://e/a", "http://e/p": [1, 2,]}',
        "remove the comma after the last value",
    ),
    "apostrophes in JSON": (
        "a.jsonld",
        "{'@id': 'http://e/a', 'http://e/p': 1}",
        'JSON has double quotation marks only: "',
    ),
    "words of Python in JSON": ("a.jsonld", '{"http://e/p": True}', "write true"),
    "comment in JSON": (
        "a.jsonld",
        '{\n// so\n"http://e/p": 1}',
        "JSON has no comments: remove them",
    ),
}


@pytest.mark.parametrize(("name", "text", "help_"), OTHERS.values(), ids=OTHERS.keys())
def test_repair_of_other_formats_is_told(name: str, text: str, help_: str, refuse: Refuse) -> None:
    assert refuse(text, name).helps["en"] == help_


def test_very_large_text_is_not_read_again(refuse: Refuse) -> None:
    filler = f"# {'x' * 1_000_000}\n"
    assert refuse(f"{HEAD}{filler}ex:a ex:p TRUE .").helps == {}


def test_lines_ended_by_carriage_return_and_line_feed(refuse: Refuse) -> None:
    text = (HEAD + MARKS["missing semicolon"][0] + MORE).replace("\n", "\r\n")
    assert refuse(text).helps["en"] == MARKS["missing semicolon"][1]


def test_extent_is_that_of_the_token(refuse: Refuse) -> None:
    error = refuse(HEAD + "ex:ä ex:p Robert .")
    assert (error.line, error.column, error.end_column) == (3, 11, 17)


def test_extent_over_several_lines_is_not_known(refuse: Refuse) -> None:
    error = refuse(HEAD + 'ex:a ex:p "abc\n.')
    assert error.end_column is None


@each("name", ["a.ttl", "a.nt", "a.trig", "a.nq"])
@each(
    ("written", "meant"),
    [
        (r"a\u0020b", "a%20b"),
        (r"a\U00000020b", "a%20b"),
        (r"a\u007Bb\u00e9", r"a%7Bb\u00e9"),
        (r"a\u005Cb c", "a%5Cb%20c"),
        (r"a\\b", "a%5Cb"),
        (r"a\b", "a%5Cb"),
        (r"a\dir\\file\u00e9", r"a%5Cdir%5Cfile\u00e9"),
    ],
)
def test_an_iri_has_percent_encodings_of_what_it_cannot_hold(
    refuse: Refuse, tmp_path: Path, written: str, meant: str, name: str
) -> None:
    text = '<http://e/s> <http://e/p> <http://e/{}> .\n<http://e/s> <http://e/p> "\\\\" .\n'
    error = refuse(text.format(written), name)
    assert error.helps is not None
    assert error.helps["en"] == f"write <http://e/{meant}>"
    assert "written \\" not in str(error)
    (tmp_path / name).write_text(text.format(meant), encoding="utf-8")
    assert len(list(read_quads(tmp_path / name))) == 2


QUADS = "<http://e/a> <http://e/p> <http://e/b> <http://e/g> .\n"


@pytest.mark.parametrize("text", [QUADS, QUADS * 3, QUADS + '_:b <http://e/p> "x"@de _:g .\n'])
@pytest.mark.parametrize(
    ("name", "helps"),
    [
        ("a.ttl", "this is N-Quads: let the name of the file end in .nq"),
        ("a.nt", "this is N-Quads: let the name of the file end in .nq"),
        ("<stdin>.ttl", "this is N-Quads: read it with --stdin-format nquads"),
    ],
)
def test_nquads_are_recognised_before_a_mark_is_missed(
    refuse: Refuse, text: str, name: str, helps: str
) -> None:
    error = refuse(text, name)
    assert error.helps is not None
    assert error.helps["en"] == helps


def test_a_fifth_term_of_a_line_is_not_cut_off_by_a_full_stop(refuse: Refuse) -> None:
    assert not refuse(QUADS.replace(" .", " <http://e/x> .") + QUADS, "a.nq").helps


def test_a_name_is_advised_only_where_there_is_one(refuse: Refuse) -> None:
    error = refuse("<a:g> { <a:b> <a:c> <a:d> }", "<stdin>.ttl")
    assert error.helps is not None
    assert error.helps["en"] == "this is TriG: read it with --stdin-format trig"
