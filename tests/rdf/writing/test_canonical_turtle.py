from __future__ import annotations

import re
from pathlib import Path

import pytest

from schlaglicht.errors import GraphSyntaxError, ProjectError
from schlaglicht.rdf.writing.turtle import FormattedFile, format_files, turtle_files


def formatted(path: Path, text: str | bytes) -> FormattedFile:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return format_files([path])[0]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "graph.ttl"


def test_prefixes_of_the_file_stay_where_used(path: Path) -> None:
    text = "PREFIX no: <urn:no>\n@prefix a: <http://a/> . @prefix : <http://b/> . a:x :y <urn:z> ."
    assert formatted(path, text).after.decode() == (
        "@prefix : <http://b/> .\n@prefix a: <http://a/> .\n\na:x\n    :y <urn:z> .\n"
    )


def test_the_comments_at_the_top_stay(path: Path) -> None:
    result = formatted(path, "# Licence\n#\n# CC BY 4.0\n<a:b> <c:d> 1 .")
    assert result.after == b"# Licence\n#\n# CC BY 4.0\n\n<a:b>\n    <c:d> 1 .\n"


def test_line_ends_and_byte_order_mark_are_made_plain(path: Path) -> None:
    result = formatted(path, b"\xef\xbb\xbf# top\r\n\r\n<a:b>\r\n    <c:d> 1 .\r\n")
    assert result.after == b"# top\n\n<a:b>\n    <c:d> 1 .\n"
    assert result.first_changed_line == 1


def test_the_canonical_form_does_not_change(path: Path) -> None:
    assert not formatted(path, "# top\n\n<a:b>\n    <c:d> 1 .\n").changed


def test_a_missing_line_end_is_a_change_of_the_last_line(path: Path) -> None:
    result = formatted(path, "<a:b>\n    <c:d> 1 .")
    assert (result.changed, result.first_changed_line) == (True, 3)


def test_the_first_changed_line_is_told(path: Path) -> None:
    result = formatted(path, "<a:b>\n    <c:d> 2 ,\n        1 .\n")
    assert result.first_changed_line == 2


def test_a_declared_base_is_applied(path: Path) -> None:
    result = formatted(path, "@base <http://e.org/> . <a> <b> <#c> .")
    assert result.after == b"<http://e.org/a>\n    <http://e.org/b> <http://e.org/#c> .\n"


def test_numbers_keep_their_lexical_form(path: Path) -> None:
    result = formatted(path, "<a:b> <c:d> 007, +1, .5, 1.50, 1E3 .")
    written = re.findall(r'"?([0-9+.E]+)"?(?:\^\^\S+)? [,.]', result.after.decode())
    assert sorted(written) == ["+1", ".5", "007", "1.50", "1E3"]


def test_comments_elsewhere_are_refused_with_their_places(path: Path) -> None:
    with pytest.raises(ProjectError) as refused:
        formatted(path, "# top\n<a:b> <c:d> 1 . # one\n# two\n")
    assert f"{path}:2: this comment would be lost" in str(refused.value)
    assert f"{path}:3: this comment would be lost" in str(refused.value)


def test_relative_iris_without_a_base_are_refused(path: Path) -> None:
    with pytest.raises(ProjectError, match=r"graph\.ttl:1: a relative IRI"):
        formatted(path, "<#a> <c:d> 1 .")


def test_a_syntax_error_has_its_place(path: Path) -> None:
    with pytest.raises(GraphSyntaxError) as broken:
        formatted(path, "<a:b> <c:d> 1 .\n<a:b> <c:d> oops .\n")
    assert str(broken.value).startswith(f"{path}:2:")


def test_all_files_that_cannot_be_formatted_are_named(tmp_path: Path) -> None:
    paths = [tmp_path / "one.ttl", tmp_path / "two.ttl"]
    paths[0].write_text("<a:b> oops .")
    paths[1].write_text("<a:b> <c:d> 1 . # lost")
    with pytest.raises(ProjectError, match=r"(?s)one\.ttl:1:.*two\.ttl:1:"):
        format_files(paths)


def test_a_folder_stands_for_the_turtle_files_below(tmp_path: Path) -> None:
    for name in ("b.ttl", "a/c.ttl", "a/d.nt", ".venv/e.ttl", "a/.f.ttl"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    names = [path.relative_to(tmp_path).as_posix() for path in turtle_files([tmp_path])]
    assert names == ["a/c.ttl", "b.ttl"]


def test_a_file_named_twice_is_formatted_once(path: Path) -> None:
    path.touch()
    assert turtle_files([path, path.parent]) == [path]


@pytest.mark.parametrize("name", ["missing.ttl", "graph.nt", "graph.txt"])
def test_what_is_no_turtle_file_is_refused(tmp_path: Path, name: str) -> None:
    if not name.startswith("missing"):
        (tmp_path / name).touch()
    with pytest.raises(ProjectError, match=name.replace(".", r"\.")):
        turtle_files([tmp_path / name])
