"""Each error of JSON-LD has a line, though the strict parser names none for other faults."""

from pathlib import Path

import pytest
from tables import each

from schlaglicht.errors import GraphSyntaxError
from schlaglicht.rdf.reading.parse import read_quads

NODE = """{
 "@context": {"e": "http://e/", "t": {"@id": "e:t", "@container": "@list"}, "kind": "@type"},
 "@id": "e:s",
 "e:before": {"@id": "e:o", "kind": "e:T"},
 %s,
 "e:after": [1,
2,
3]
}
"""
CONTEXT = """{
 "@context": {"e": "http://e/",
  "before": "e:before",
  %s
 },
 "@id": "e:s",
 "before": 1
}
"""
LINE_OF_FAULT = {NODE: 5, CONTEXT: 4}

IN_NODES = [
    '"e:p": {"@value": "a", "@language": 5}',
    '"e:p": {"@value": {"a": 1}}',
    '"e:p": {"@value": "a", "@direction": "up"}',
    '"e:p": {"@value": "a", "@type": ["e:a", "e:b"]}',
    '"e:p": {"@value": "a", "@type": "e:a", "@language": "en"}',
    '"e:p": {"@value": "a", "e:q": 1}',
    '"e:p": {"@value": "a", "@graph": []}',
    '"e:p": {"@value": "a", "kind": 5}',
    '"e:p": {"@list": [1], "e:q": 1}',
    '"e:p": {"@set": [1], "@id": "e:x"}',
    '"@included": 5',
    '"@reverse": 5',
    '"@reverse": {"@id": "e:x"}',
    '"e:p": {"@value": 5, "@language": "en"}',
    '"@nest": {"@value": 1}',
    '"e:p": {"@id": 5}',
    '"@type": 5',
    '"e:p": {"@value": "a", "@index": 5}',
    '"@id": "e:t"',
    '"@type": [["e:T"]]',
]
IN_CONTEXTS = [
    '"x": {"@id": "e:x", "foo": 1}',
    '"x": {"@id": "e:x", "@container": "@foo"}',
    '"x": {"@id": "e:x", "@container": ["@list", "@set"]}',
    '"@value": "e:v"',
    '"x": {"@type": "@id"}',
    '"x": {"@id": "e:x", "@type": "@foo"}',
    '"@version": 1.0',
    '"@base": 5',
    '"@language": 5',
    '"x": {"@reverse": "e:x", "@container": "@list"}',
    '"x": {"@id": "e:x", "@prefix": 5}',
    '"e:x": {"@id": "e:x", "@prefix": true}',
    '"x": "@context"',
    '"e:x": "e:y"',
    '"x": {"@id": "e:x", "@index": "e:i"}',
    '"x": {"@id": "e:x", "@nest": "@id"}',
    '"x": {"@id": "e:x", "@protected": 5}',
    '"@direction": "up"',
    '"@propagate": 5',
    '"@import": 5',
    '"@type": "e:x"',
]
NEAR = [
    (NODE, '"@reverse": {"e:p": "x"}'),
    (CONTEXT, '"x": 5'),
    (CONTEXT, '"x": "y:a", "y": "x:b"'),
    (CONTEXT, '"x": {"@id": 5}'),
    (CONTEXT, '"": "e:x"'),
    (CONTEXT, '"x": {"@id": "e:x", "@container": "@type", "@type": "e:q"}'),
]
"""Faults that the parser notices late, and names no key of."""


def fault_of(text: str, folder: Path) -> GraphSyntaxError:
    path = folder / "data.jsonld"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(GraphSyntaxError) as caught:
        list(read_quads(path))
    return caught.value


@each(
    ("around", "written"),
    [*((NODE, one) for one in IN_NODES), *((CONTEXT, one) for one in IN_CONTEXTS)],
)
def test_error_is_located_in_its_line(around: str, written: str, tmp_path: Path) -> None:
    error = fault_of(around % written, tmp_path)
    assert (error.line, error.column is not None) == (LINE_OF_FAULT[around], True)


@pytest.mark.parametrize(("around", "written"), NEAR)
def test_error_that_is_noticed_late_is_located_nearby(
    around: str, written: str, tmp_path: Path
) -> None:
    line = fault_of(around % written, tmp_path).line
    assert line is not None
    assert abs(line - LINE_OF_FAULT[around]) <= 3


def test_error_in_a_file_of_one_line_is_located_at_its_key(tmp_path: Path) -> None:
    before = ", ".join(f'"e:p{n}": {{"@id": "e:o{n}"}}' for n in range(40))
    text = f'{{"@context": {{"e": "http://e/"}}, {before}, "e:q": {{"@id": 5}}, {before}}}'
    error = fault_of(text, tmp_path)
    assert (error.line, error.column) == (1, text.index('"@id": 5') + 1)


def test_integers_of_twenty_one_digits_are_doubles(tmp_path: Path) -> None:
    """A known deviation, described in docs/validation.md."""
    path = tmp_path / "data.jsonld"
    path.write_text(f'{{"@id": "e:s", "e:p": {10**20 - 1}, "e:q": {10**20}, "e:r": 1.5}}')
    values = [str(quad.object).rpartition("#")[0].partition("^")[0] for quad in read_quads(path)]
    assert sorted(values) == sorted((f'"{10**20 - 1}"', '"1.0E20"', '"1.5E0"'))
