"""Bounds on what one file may take while it is read."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from schlaglicht.errors import GraphSyntaxError
from schlaglicht.ground.bounded_process import VARIABLE
from schlaglicht.ground.processes import can_fork
from schlaglicht.rdf.load import load_file, load_statements
from schlaglicht.rdf.reading import bounds
from schlaglicht.rdf.reading.parse import canonical_term, read_lines_and_prefixes, read_quads
from schlaglicht.validation.pipeline import validate

READERS = [
    pytest.param(lambda path: list(read_quads(path)), id="read_quads"),
    pytest.param(read_lines_and_prefixes, id="read_lines_and_prefixes"),
    pytest.param(load_file, id="load_file"),
    pytest.param(load_statements, id="load_statements"),
]
forking = pytest.mark.skipif(not can_fork(), reason="nothing can be forked here")


def many_contexts(folder: Path, number: int) -> Path:
    """A file whose parser takes the square of the number of its terms, each with a context."""
    terms = ",".join(
        f'"t{n}":{{"@id":"e:t{n}","@context":{{"u{n}":"e:u"}}}}' for n in range(number)
    )
    file = folder / "data.jsonld"
    file.write_text(f'{{"@context":{{{terms}}},"@id":"e:a"}}')
    return file


def deep_contexts(folder: Path, depth: int) -> Path:
    """A file whose parser takes the square of its depth in memory."""
    opened = "".join(f'{{"t{n}":{{"@id":"e:t","@context":' for n in range(depth))
    file = folder / "data.jsonld"
    file.write_text(f'{{"@context":{opened}{{}}{"}}" * depth},"@id":"e:a","e:b":"c"}}')
    return file


def long_names(folder: Path, name: str, line: str, number: int) -> Path:
    """A file that writes a long name once, and uses it often."""
    file = folder / name
    long = "http://e.example/" + "n" * 100_000 + "/"
    file.write_text(
        line.format(long=long, many="".join(f"e:{n} e:p e:{n} .\n" for n in range(number)))
    )
    return file


@forking
@pytest.mark.parametrize("read", READERS)
def test_parser_that_takes_too_long_is_a_fault_of_the_file(
    read: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "SECONDS", 1)
    monkeypatch.setattr(bounds, "SECONDS_PER_MEBIBYTE", 0)
    with pytest.raises(GraphSyntaxError, match=rf"data\.jsonld: not read within 1 s .* {VARIABLE}"):
        read(many_contexts(tmp_path, 50_000))  # type: ignore[operator]


@forking
@pytest.mark.parametrize(
    "read",
    [
        "list(parse.read_quads(path))",
        "parse.read_lines_and_prefixes(path)",
        "load.load_file(path)",
        "load.load_statements(path)",
    ],
)
def test_parser_that_takes_too_much_memory_is_a_fault_of_the_file(
    read: str, tmp_path: Path
) -> None:
    """In a Python of its own: memory that another test has freed would be taken first."""
    program = f"""
from pathlib import Path
from schlaglicht.rdf import load
from schlaglicht.rdf.reading import parse
from schlaglicht.rdf.reading import bounds
path = Path({str(deep_contexts(tmp_path, 400))!r})
{read}
print("read")
bounds.MEMORY, bounds.MEMORY_PER_BYTE = 2**24, 0
{read}
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert ended.stdout == "read\n"
    assert re.search(rf"not read within 16 MiB .* {VARIABLE}", ended.stderr)


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("data.ttl", "@prefix e: <{long}> .\n{many}"),
        ("data.trig", "@prefix e: <{long}> .\n{many}"),
    ],
)
def test_names_may_not_stand_for_any_amount_of_text(
    read: object, name: str, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "EXPANSION", 2**20)
    monkeypatch.setattr(bounds, "EXPANSION_PER_BYTE", 10)
    read(long_names(tmp_path, name, line, 3))  # type: ignore[operator]
    with pytest.raises(GraphSyntaxError, match=rf"more than 10 times the size .* {VARIABLE}"):
        read(long_names(tmp_path, name, line, 30))  # type: ignore[operator]


def test_limit_is_raised_by_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "EXPANSION", 2**20)
    monkeypatch.setattr(bounds, "EXPANSION_PER_BYTE", 10)
    file = long_names(tmp_path, "data.ttl", "@prefix e: <{long}> .\n{many}", 30)
    monkeypatch.setenv(VARIABLE, "10")
    assert len(list(read_quads(file))) == 30


def test_numbers_in_lists_stand_for_less_than_is_read(tmp_path: Path) -> None:
    file = tmp_path / "data.ttl"
    many = " ".join(["1"] * 200_000)
    file.write_text(f"<http://e.example/a> <http://e.example/b> ({many}) .")
    assert len(read_lines_and_prefixes(file)[0]) == 400_001


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("name", ["data.ttl", "data.nt", "data.trig", "data.nq"])
def test_triple_terms_nested_deeper_than_parsers_bear_are_refused(
    read: object, name: str, tmp_path: Path
) -> None:
    depth = bounds.DEEPEST + 1
    file = tmp_path / name
    head = "<e:a> <e:p> "
    file.write_text(head + "<<( <e:a> <e:b> " * depth + '"1"' + " )>>" * depth + " .")
    with pytest.raises(GraphSyntaxError, match="more than 1,000 levels") as error:
        read(file)  # type: ignore[operator]
    assert error.value.column == len(head) + len("<<( <e:a> <e:b> ") * bounds.DEEPEST + 1


@pytest.mark.parametrize("before", [r"ex:a\#b", r"ex:a\'b", r"<http://x/\u0041#b>"])
def test_escapes_hide_no_triple_terms(before: str) -> None:
    depth = bounds.DEEPEST + 1
    text = f"ex:s ex:p {before} , " + "<<( <e:a> <e:b> " * depth + "1" + " )>>" * depth
    with pytest.raises(GraphSyntaxError, match="more than 1,000 levels"):
        bounds.check_triple_nesting(text.encode(), Path("data.ttl"))


def test_angle_brackets_in_texts_nest_nothing(tmp_path: Path) -> None:
    file = tmp_path / "data.ttl"
    marks = "<<" * (bounds.DEEPEST + 1)
    quoted = (f'"{marks}"', f'"""{marks}"""', f"'\\'{marks}'", f"'''{marks}'''")
    file.write_text(f"# {marks}\n" + "".join(f"<e:a> <e:b> {text} .\n" for text in quoted))
    assert len(list(read_quads(file))) == len(quoted)


def test_deep_term_is_no_term() -> None:
    depth = bounds.DEEPEST + 1
    with pytest.raises(ValueError, match="not a term as Turtle writes it"):
        canonical_term("<<( <e:a> <e:b> " * depth + "1" + " )>>" * depth)


@forking
def test_file_that_takes_too_long_is_a_finding_next_to_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from schlaglicht.project import open_project

    monkeypatch.setattr(bounds, "SECONDS", 1)
    monkeypatch.setattr(bounds, "SECONDS_PER_MEBIBYTE", 0)
    (tmp_path / "data").mkdir()
    many_contexts(tmp_path / "data", 50_000)
    (tmp_path / "data" / "broken.ttl").write_text("<e:a> <e:b>")
    results = validate(open_project([tmp_path])).results
    assert {(r.code, r.place.path.name) for r in results if r.place} == {
        ("syntax", "data.jsonld"),
        ("syntax", "broken.ttl"),
    }
