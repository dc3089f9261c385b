"""Time that grows with the length of a query, not with its square."""

from __future__ import annotations

import subprocess
from collections.abc import Callable

import pytest

PROGRAM = """
from schlaglicht.errors import QueryError
from schlaglicht.query import read_query
try:
    read_query({text})
except QueryError:
    pass
"""

HOSTILE = {
    "escaped quotes outside of strings": r""" "ASK {} \\u0041\n" + "\\'''\n" * 800_000 """,
    "escaped quotes in a string without end": r""" "ASK {} \\u0041'" + "a\\'" * 1_300_000 """,
    "the same beyond ASCII": r""" "# ä\n" + "\\'''\n" * 800_000 """,
    "a string without end beyond ASCII": r""" "# ä\n'" + "a\\'" * 1_300_000 """,
    "names in a namespace that is half of the query": (
        """ "PREFIX a: <" + "a" * 2**21 + ":b> ASK {" + "a:SERVICE " * 200_000 + "}" """
    ),
    "prefixes that are not declared": (
        """ "SELECT * {" + " ".join(f"p{n:x}:" for n in range(500_000)) + "}" """
    ),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_reading_a_query_takes_time_in_proportion_to_its_length(
    text: str, run_bounded: Callable[[str], subprocess.CompletedProcess[str]]
) -> None:
    run = run_bounded(PROGRAM.format(text=text.strip()))
    assert (run.returncode, run.stderr) == (0, "")


REWRITING = """
from schlaglicht.errors import QuerySyntaxError
from schlaglicht.query.private_forms import text_with_private_forms
from schlaglicht.rdf.private_forms import PrivateForms
text = {text}
tags = {{f"de-{{n}}": f"DE-{{n}}" for n in range(10)}}
forms = PrivateForms("x-00000000-00000000", tags, frozenset(["urn:p"]))
try:
    assert len(text_with_private_forms(text, forms, {{}}, None)) < 20 * len(text)
except QuerySyntaxError:
    pass
"""

MANY, DEEP = 40_000, 190
LONG = {
    "triples": f""" "SELECT * {{" + "?s ?p ?o . " * {MANY} + "}}" """,
    "objects": f""" "SELECT * {{ ?s ?p " + ", ".join(["?o"] * {MANY}) + "}}" """,
    "a path": f""" "SELECT * {{ ?s " + "/".join(["^<urn:p>"] * {MANY}) + " ?o }}" """,
    "a sum": f""" "SELECT * {{ ?s ?p ?o BIND(" + "+".join(["?o"] * {MANY}) + " AS ?n) }}" """,
    "names for names": (
        f""" "SELECT" + "".join(f"(?x{{n}} AS ?x{{n + 1}})" for n in range({MANY}))"""
        """ + "{?s ?p ?x0}" """
    ),
    "numbers": f""" "SELECT * {{ VALUES ?n {{" + "007 " * {MANY} + "}} }}" """,
    "triple terms": f""" "SELECT * {{" + "?s ?p <<( ?a ?b 007 )>> . " * {MANY} + "}}" """,
    "half of them": f""" "SELECT (" + "<< " * {MANY} + " AS ?x) {{}}" """,
    "aggregates within each other": (
        f""" "SELECT (" + "MIN(" * {DEEP} + "+".join(["?o"] * {MANY}) + ")" * {DEEP}"""
        """ + " AS ?n) {?s ?p ?o}" """
    ),
    "blank nodes within each other": (
        f""" "SELECT * {{?s ?p " + "[?p " * {DEEP} + ", ".join(["?o"] * {MANY}) + "]" * {DEEP}"""
        """ + "}" """
    ),
    "functions of tags": f""" "SELECT (" + "+".join(["LANG(?x)"] * {MANY}) + " AS ?y) {{}}" """,
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_writing_private_forms_takes_time_and_space_in_proportion(
    text: str, run_bounded: Callable[[str], subprocess.CompletedProcess[str]]
) -> None:
    run = run_bounded(REWRITING.format(text=text.strip()))
    assert (run.returncode, run.stderr) == (0, "")


SCOPES = """
resource.setrlimit(resource.RLIMIT_CPU, (7, 7))  # it takes one; depth times size would take 22
from schlaglicht.query.grammar import tree_of
from schlaglicht.query.scopes import misused_variable
tree = tree_of({text})
for _ in range(2):
    misused_variable(tree)
"""
PATTERNS = """ " . ".join(f"?x{n} ?p ?o" for n in range(20_000)) """
WIDE = {
    "VALUES": """ "ASK { VALUES (" + " ".join(f"?x{n}" for n in range(80_000)) + ") {} }" """,
    "groups within each other": f""" "ASK " + "{{" * {DEEP} + {PATTERNS} + "}}" * {DEEP} """,
    "SELECT within SELECT": (
        f""" "SELECT * {{ SELECT * {{" * {DEEP // 2} + {PATTERNS} + "}} }}" * {DEEP // 2} """
    ),
}


@pytest.mark.parametrize("text", WIDE.values(), ids=WIDE)
def test_looking_for_misused_variables_takes_time_in_proportion(
    text: str, run_bounded: Callable[[str], subprocess.CompletedProcess[str]]
) -> None:
    run = run_bounded(SCOPES.format(text=text.strip()))
    assert (run.returncode, run.stderr) == (0, "")
