"""Edits of the text of a file of evidence; everything else in it stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from rdflib.term import Node as Term

from schlaglicht.evidence.annotations import Objects, fits_language
from schlaglicht.evidence.digests import add_passage_digests
from schlaglicht.evidence.documents import DocumentText
from schlaglicht.evidence.model import Entry, Passage, Statement, Wording
from schlaglicht.evidence.read import ENTRY_KEYS
from schlaglicht.evidence.splice import Splice
from schlaglicht.evidence.statements import parse_statements
from schlaglicht.evidence.write import statement_items, write_entry
from schlaglicht.evidence.yaml_nodes import Mapping, Node, Scalar, YamlFile
from schlaglicht.evidence.yaml_nodes import Sequence as List
from schlaglicht.rdf.terms import natural_key
from schlaglicht.rdf.turtle_terms import Names

Edit = Callable[[Splice], None]


def edited(path: Path, text: str, *edits: Edit) -> str:
    """`text`, the content of `path`, after each edit in turn."""
    for edit in edits:
        splice = Splice(YamlFile(path, text.encode()))
        edit(splice)
        text = splice.result()
    return text


def new_entry(entry: Entry, names: Names, objects: Objects) -> Edit:
    """Adds an entry in its place among the others."""
    lines = write_entry(entry, names, objects)
    return lambda splice: splice.add_entry("evidence", entry.key, lines, apart=True)


def new_digests(document: DocumentText, passages: Sequence[Passage]) -> Edit:
    """Adds digests of passages that have none."""
    return lambda splice: add_passage_digests(splice, document, list(passages))


def more_in_entry(entry: Entry, names: Names, objects: Objects) -> Iterator[Edit]:
    """Adds the passages and statements of `entry` to the entry with its key."""
    for kind, passages in (("passages", entry.passages), ("anaphora", entry.anaphora)):
        for passage in passages:
            yield _more_passages(entry.key, kind, passage)
    for wording in Wording:
        own = [s for s in entry.statements if s.wording is wording]
        if own:
            items = list(statement_items(own, names, objects))
            yield _more_statements(entry.key, wording, items)


def spelled_out(names: Names, prefixes: dict[str, str], before: Objects, after: Objects) -> Edit:
    """Names the object of each short statement that stood for one triple and now would for more."""

    def edit(splice: Splice) -> None:
        for owner, item, wording in list(_items(splice)):
            text = splice.text[item.start : item.end] if item.is_plain else item.text
            changed = text
            for statement in reversed(list(parse_statements(text, wording, prefixes))):
                meant = _only(statement, before)
                if meant is not None and _only(statement, after) is None:
                    changed = _with_object(changed, statement, names.term(meant))
            if changed != text:
                splice.rewrite_item(owner, item, changed)

    return edit


def _only(statement: Statement, objects: Objects) -> Term | None:
    """The one object that a statement without object stands for; None for no or several."""
    if statement.object is not None:
        return None
    known = objects(statement.subject, statement.predicate)
    candidates = [o for o in known if fits_language(o, statement.language)]
    return candidates[0] if len(candidates) == 1 else None


def _with_object(text: str, statement: Statement, term: str) -> str:
    start, end = statement.spans[2]
    if statement.language is None:
        return f"{text[:end]} {term}{text[end:]}"
    return text[:start] + term + text[end:]


def _items(splice: Splice) -> Iterator[tuple[Node, Scalar, Wording]]:
    entries = splice.value(splice.root, "evidence")
    for _, entry in entries.entries if isinstance(entries, Mapping) else ():
        for wording in Wording:
            value = splice.value(entry, wording)
            items: Iterable[Node | None] = value.items if isinstance(value, List) else (value,)
            for item in items:
                if value is not None and isinstance(item, Scalar) and item.text:
                    yield value, item, wording


def _entry_node(splice: Splice, key: str) -> Mapping:
    node = splice.value(splice.value(splice.root, "evidence"), key)
    if not isinstance(node, Mapping):
        raise AssertionError(f"no entry {key}")  # it has been read from this text
    return node


def _more_passages(key: str, kind: str, passage: Passage) -> Edit:
    return lambda splice: splice.add_to_flow(
        _entry_node(splice, key), kind, str(passage), ENTRY_KEYS, natural_key
    )


def _more_statements(key: str, wording: Wording, items: list[str]) -> Edit:
    return lambda splice: splice.add_items(_entry_node(splice, key), wording, items, ENTRY_KEYS)
