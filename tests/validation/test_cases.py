"""What a validation finds in small projects, and where: the files of cases.

`WRITE_CASES=1 pytest tests/validation/test_cases.py` writes what is found into the files, for a
person to read as a difference.
"""

import os
from difflib import unified_diff
from pathlib import Path

import pytest
from case_files import read_cases

CASES = Path(__file__).parent / "cases"


@pytest.mark.usefixtures("one_process")
@pytest.mark.parametrize("path", sorted(CASES.rglob("*.cases")), ids=lambda path: path.stem)
def test_findings_are_those_that_the_cases_name(path: Path, tmp_path: Path) -> None:
    expected = path.read_text(encoding="utf-8")
    found = read_cases(expected).written(tmp_path)
    if os.environ.get("WRITE_CASES"):
        path.write_text(found, encoding="utf-8")
    elif found != expected:
        lines = (expected.splitlines(), found.splitlines())
        difference = unified_diff(*lines, "expected", "found", n=4, lineterm="")
        pytest.fail("\n".join(difference), pytrace=False)


@pytest.mark.usefixtures("one_process")
def test_a_case_says_what_is_found_where_it_stands_whatever_it_said_before(tmp_path: Path) -> None:
    text = """A class of nothing.
---- prefixes
@prefix ex: <https://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .

==== minimum
show: path
---- data.ttl
ex:a a ex:T .
~~~~ shape: ex:p needs at least 1 value
#       help: add: ex:p …
#       path: ex:p
---- shapes/s.ttl
ex:S a sh:NodeShape ; sh:targetClass ex:T ; sh:property [ sh:path ex:p ; sh:minCount 1 ] .
"""
    assert read_cases(text).written(tmp_path / "right") == text
    wrong = text.replace("at least 1 value", "something").replace("#       path: ex:p\n", "")
    assert read_cases(wrong).written(tmp_path / "wrong") == text
