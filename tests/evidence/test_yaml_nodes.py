"""A small part of YAML is read, each value with its place; all else is an error with a place."""

import time
from pathlib import Path

import pytest
import yaml

from schlaglicht.errors import GraphSyntaxError
from schlaglicht.evidence import yaml_nodes
from schlaglicht.evidence.yaml_nodes import LARGEST, Node, Scalar, YamlFile, YamlList, YamlMapping

PATH = Path("evidence.yaml")


def root(text: str | bytes) -> Node:
    content = text.encode() if isinstance(text, str) else text
    return YamlFile(PATH, content).root()


def plain(node: Node) -> object:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, YamlList):
        return [plain(item) for item in node.items]
    return {key.text: plain(value) for key, value in node.entries}


def error_of(text: str | bytes) -> GraphSyntaxError:
    with pytest.raises(GraphSyntaxError) as caught:
        root(text)
    return caught.value


def test_mappings_lists_and_texts_are_read() -> None:
    assert plain(root("a: [x, 'y z']\nb:\n  c: no\n")) == {"a": ["x", "y z"], "b": {"c": "no"}}


def test_empty_file_is_an_empty_mapping() -> None:
    assert root("# nothing yet\n") == YamlMapping((), 0, 0)


def test_scalars_stay_texts() -> None:
    assert plain(root("[1, 0x1f, 1e3, yes, 2026-01-01, ~, 1_000]")) == [
        "1",
        "0x1f",
        "1e3",
        "yes",
        "2026-01-01",
        "~",
        "1_000",
    ]


@pytest.mark.parametrize("before", ["", "ä: ß\n", "# 🎺 — ‚x‘\n", "a: b\r\n", "a: 🎺\r\n# ü\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_places_are_those_of_the_characters(before: str, mark: bytes) -> None:
    content = f"{before}key: value # note\r\nlist:\r\n- one two\r\n- 'three'\r\n"
    file = YamlFile(PATH, mark + content.encode())
    found = file.root()
    assert isinstance(found, YamlMapping)
    entries = {key.text: (key, value) for key, value in found.entries}
    key, value = entries["key"]
    assert isinstance(value, Scalar)
    text = file.source.text
    assert (text[key.start : key.end], text[value.start : value.end]) == ("key", "value")
    items = entries["list"][1]
    assert isinstance(items, YamlList)
    assert [text[i.start : i.end] for i in items.items] == ["one two", "'three'"]
    extent = file.source.extent(value.start, value.end)
    assert (extent.line, extent.column) == (before.count("\n") + 1, 6)


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("a: &x 1\nb: *x\n", 1, 4),
        ("a: *x\n", 1, 4),
        ("a: !!int 1\n", 1, 4),
        ("a: 1\n---\nb: 2\n", 2, 1),
        ("a: 1\nä: 2\na: 3\n", 3, 1),
        ("[x]: 1\n", 1, 1),
        ("? {a: b}\n: 1\n", 1, 3),
        ("a:\n\tb: 1\n", 2, 1),
        ("a: 'b\n", 2, 1),
        ("ä: x\0y\n", 1, 5),
        ("ä: x\x1by\n", 1, 5),
        ("ä: \ufeffy\n", 1, 4),
        ('a: "\\ud83d"\n', 1, 4),
        ("a: b: c\n", 1, 5),
        ("%YAML 9.9\n---\na: b\n", 1, 1),
        ("a: " + "[" * 10 + "]" * 10 + "\n", 1, 12),
    ],
)
def test_what_is_not_read_is_an_error_at_its_place(text: str, line: int, column: int) -> None:
    error = error_of(text)
    assert error.line == line
    if error.column != column:  # libYAML and PyYAML place some faults at other ends of a token
        assert isinstance(error.__cause__, yaml.MarkedYAMLError)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "latin-1"])
def test_other_encodings_are_errors(encoding: str) -> None:
    assert error_of("ä: ö\n".encode(encoding)).path == PATH


def test_file_larger_than_the_limit_is_not_read() -> None:
    started = time.process_time()
    assert "8 MiB" in str(error_of(b"a: " + b"x" * (LARGEST + 1)))
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    "bomb",
    [
        "a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n",
        "a: " + "[" * 100_000,
        "a: " + "{b: " * 100_000,
        "".join(" " * n + "a:\n" for n in range(1000)),
        "- " * 100_000,
        "? " * 100_000,
        "&a " * 100_000,
        "'" * 99_999,
        "a:" * 100_000,
        "%" * 100_000,
        "a: |" + "\n  x" * 100_000 + "\n&",
    ],
    ids=lambda text: text[:6],
)
def test_hostile_text_is_an_error_soon(bomb: str) -> None:
    started = time.process_time()
    error_of(bomb)
    assert time.process_time() - started < 10


@pytest.mark.parametrize("text", ['a: "\\UFFFFFFFF"\n', 'a: "\\U00110000"\n', 'a: "\\ud83d"\n'])
def test_parser_without_libyaml_raises_the_same(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_nodes, "_LOADER", yaml.SafeLoader)
    assert error_of(text).line == 1
