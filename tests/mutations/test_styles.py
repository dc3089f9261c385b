"""Files of many styles, each mutated mechanically: every result stands where the mutation is.

`styles/` holds small valid files written by hand in different ways; `mutators.py` changes one
thing at a time and knows what must be said of it and where. All results of a mutation are compared:
one too many, or one a column off, fails.
"""

import codecs
import re
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from json_mutators import json_mutations
from mutators import Expected, Mutation, Mutator
from xml_mutators import xml_mutations

from schlaglicht.project import open_project
from schlaglicht.validation.ignores import Selection
from schlaglicht.validation.pipeline import validate
from schlaglicht.validation.report import ValidationResult

HERE = Path(__file__).parent

Form = Callable[[str], str]

FORMS: dict[str, Form] = {
    "as written": lambda text: text,
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "CR": lambda text: text.replace("\n", "\r"),
    "BOM and CRLF": lambda text: "\ufeff" + text.replace("\n", "\r\n"),
    "tabs": lambda text: re.sub(r"(?m)^(?:  )+", lambda m: "\t" * (len(m[0]) // 2), text),
}

STYLES = {
    "long.ttl": ("as written", "CRLF", "tabs"),
    "dense.ttl": ("as written", "BOM and CRLF"),
    "nested.ttl": ("as written", "CR", "tabs"),
    "literals.ttl": ("as written", "CRLF", "BOM and CRLF"),
    "comments.ttl": ("as written", "CR", "CRLF"),
    "prefixes.ttl": ("as written", "BOM and CRLF"),
    "order.ttl": ("as written", "CRLF"),
    "graphs.trig": ("as written", "BOM and CRLF"),
    "lines.nt": ("as written", "CRLF"),
    "lines.nq": ("as written",),
    "nodes.rdf": ("as written", "BOM and CRLF"),
    "nodes.jsonld": ("as written", "BOM and CRLF"),
}

HINTS = ("prefix-duplicate",)
"""Rules by which the styles are remarkable on purpose."""

SEVERAL_PROCESSES = (("nested.ttl", "CR"), ("graphs.trig", "BOM and CRLF"))
"""Judged by forks: what passes between processes must keep places of every kind."""

CASES = [(style, form) for style, forms in STYLES.items() for form in forms]


def mutations_of(style: str, form: str) -> list[Mutation]:
    """The mutations of a style in a form; a form that is not as written takes every third one."""
    text = FORMS[form]((HERE / "styles" / style).read_bytes().decode("utf-8"))
    bare = text.removeprefix("\ufeff")
    newline = "\r\n" if "CRLF" in form else "\n"
    if style.endswith(".rdf"):
        made = list(xml_mutations(bare, newline))
    elif style.endswith(".jsonld"):
        made = list(json_mutations(bare, newline))
    else:
        made = list(Mutator(bare, line_based=style.startswith("lines")).mutations())
    return made if form == "as written" else made[::3]


def place_of(result: ValidationResult) -> Expected:
    place = result.place
    assert place is not None
    extent = (place.line, place.column, place.end_line, place.end_column)
    return (result.code, *extent, place.precision.value)


def results_in(data: Path, project: Path) -> set[Expected]:
    """The results in a data file; elsewhere only shapes that a style has no use for."""
    results = validate(open_project([project]), selection=Selection(ignore=HINTS)).results
    elsewhere = {result.code for result in results if result.place and result.place.path != data}
    assert elsewhere <= {"shape-unused"}
    return {place_of(result) for result in results if result.place and result.place.path == data}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return Path(shutil.copytree(HERE / "project", tmp_path / "project"))


@pytest.mark.parametrize(("style", "form"), CASES)
def test_every_result_stands_where_the_mutation_is(
    style: str, form: str, project: Path, request: pytest.FixtureRequest
) -> None:
    if (style, form) not in SEVERAL_PROCESSES:
        request.getfixturevalue("one_process")
    data = project / f"data{Path(style).suffix}"
    mark = codecs.BOM_UTF8 if "BOM" in form else b""
    for mutation in mutations_of(style, form):
        data.write_bytes(mark + mutation.text.encode())
        found = results_in(data, project)
        # What breaks a datatype breaks the shape that wants it, at the same place.
        found -= {("literal-ill-typed", *expected[1:]) for expected in mutation.expected}
        if mutation.kind.startswith("syntax"):
            # Where a parser notices is known to the line only; shapes may miss what is left out.
            assert {(f[0], f[1], f[5]) for f in found if f[0] != "shape"} == {
                (e[0], e[1], e[5]) for e in mutation.expected
            }, mutation
        else:
            assert mutation.expected <= found, mutation
            # What several rules say of one place is fine, a place more is not.
            assert {f[1:] for f in found} == {e[1:] for e in mutation.expected}, mutation


@pytest.mark.parametrize("style", STYLES)
def test_a_file_without_mutation_passes(style: str, project: Path) -> None:
    data = project / f"data{Path(style).suffix}"
    shutil.copy(HERE / "styles" / style, data)
    assert results_in(data, project) == set()


def test_there_are_at_least_300_mutations() -> None:
    """Prints how many there are of each kind and in each style: `pytest -s` shows it."""
    kinds: Counter[str] = Counter()
    styles: Counter[str] = Counter()
    for style, form in CASES:
        made = mutations_of(style, form)
        kinds.update(mutation.kind for mutation in made)
        styles[f"{style}, {form}"] = len(made)
    for counts in (kinds, styles):
        print()
        for name, count in sorted(counts.items()):
            print(f"{count:5} {name}")
    assert kinds.total() >= 300
    print(f"{kinds.total():5} in all")
