"""Writes evidence as a person would: short statements, in the order of keys."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from rdflib import RDF, Literal, URIRef
from rdflib.term import Node

from schlaglicht.evidence.annotations import Objects
from schlaglicht.evidence.model import (
    Certainty,
    Document,
    Entry,
    EvidenceFile,
    Statement,
    Wording,
)
from schlaglicht.rdf.terms import natural_key
from schlaglicht.rdf.turtle_terms import Names
from schlaglicht.rdf.well_known_prefixes import WELL_KNOWN

_WIDTH = 100
_PLAIN = re.compile(r"[A-Za-z][^\x00-\x1f]*")
_NOT_PLAIN = re.compile(r":\s|\s#|:$|\s$")
_AMBIGUOUS = re.compile(r"(?i:true|false|yes|no|on|off|null)")
_NOT_IN_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""Characters that YAML forbids or takes for line breaks; escaped, they may stand in quotes."""


def write_head(file: EvidenceFile) -> str:
    """The text of a new file without entries: its namespace, and its document."""
    lines = [f"namespace: {_scalar(file.namespace)}"]
    if file.document is not None:
        lines += ["", *_document(file.document, Names(file.prefixes))]
    return "\n".join(lines) + "\n"


def write_entry(entry: Entry, names: Names, objects: Objects) -> str:
    """The lines of one entry, indented as below `evidence`.

    An object is left out where `objects` shows only one for the subject and predicate, or only one
    in a language.
    """
    lines = [f"  {entry.key}:"]
    if entry.certainty is not Certainty.STATED:
        lines.append(f"    certainty: {entry.certainty}")
    for name, passages in (("passages", entry.passages), ("anaphora", entry.anaphora)):
        if passages:
            lines.append(f"    {name}: [{', '.join(map(str, passages))}]")
    for wording in Wording:
        own = [s for s in entry.statements if s.wording is wording]
        if own:
            lines.append(f"    {wording}:")
            lines += statement_items(own, names, objects)
    if entry.answers:
        said = ", ".join(f"{quoted(word)}: {quoted(why)}" for word, why in entry.answers.items())
        lines.append(f"    answers: {{{said}}}")
    return "\n".join(lines)


def statement_items(own: Sequence[Statement], names: Names, objects: Objects) -> Iterator[str]:
    """The lines of a list of statements, indented as below their wording."""
    ordered = sorted(own, key=lambda s: (natural_key(names.term(s.subject)), _order(s, names)))
    for subject, about in groupby(ordered, key=lambda s: s.subject):
        said = [
            " ".join(
                filter(None, (names.predicate(predicate), _objects_of(list(same), names, objects)))
            )
            for (predicate, _), same in groupby(about, key=lambda s: (s.predicate, _is_bare(s)))
        ]
        yield from _item(f"{names.term(subject)} {said[0]}", said[1:])


def _order(statement: Statement, names: Names) -> tuple[bool, object, bool]:
    predicate = statement.predicate
    return predicate != RDF.type, natural_key(names.term(predicate)), _is_bare(statement)


def _is_bare(statement: Statement) -> bool:
    return statement.object is None and statement.language is None


def _objects_of(same: Sequence[Statement], names: Names, objects: Objects) -> str:
    subject, predicate = same[0].subject, same[0].predicate
    known = list(dict.fromkeys(objects(subject, predicate)))
    if known == [same[0].object] and len(same) == 1 and predicate != RDF.type:
        return ""
    return " , ".join(sorted(_object(statement, known, names) for statement in same))


def _object(statement: Statement, known: Sequence[Node], names: Names) -> str:
    term = statement.object
    if term is None:
        return f"@{statement.language}" if statement.language else ""
    if isinstance(term, Literal) and term.language:
        tag = term.language.lower()
        same = [o for o in known if isinstance(o, Literal) and (o.language or "").lower() == tag]
        if same == [term]:
            return f"@{term.language}"
    return names.term(term)


def _item(first: str, others: Sequence[str]) -> Iterator[str]:
    first, *others = (_NOT_IN_YAML.sub(_escape, part) for part in (first, *others))
    text = " ; ".join([first, *others])
    if any(_NOT_PLAIN.search(part) for part in (first, *others)):
        yield "      - '" + text.replace("'", "''") + "'"
    elif len(text) + 8 <= _WIDTH:
        yield f"      - {text}"
    else:
        yield f"      - {first}" + (" ;" if others else "")
        for number, part in enumerate(others, 1):
            yield f"        {part}" + (" ;" if number < len(others) else "")


def _document(document: Document, names: Names) -> Iterator[str]:
    yield "document:"
    yield f"  file: {_scalar(document.file)}"
    yield f"  iri: {_scalar(_iri(document.iri, names))}"
    if document.sha256:
        yield f"  sha256: {document.sha256}"
    if document.language:
        yield f"  language: {_scalar(document.language)}"
    if document.works:
        yield "  works:"
    for work in document.works:
        places = ", ".join(str(block.passage) for block in work.blocks)
        yield f"    {_scalar(_iri(work.iri, names))}:"
        yield f"      paragraph: [{places}]"


def _iri(iri: URIRef, names: Names) -> str:
    text = names.iri(iri)
    return text[1:-1] if text.startswith("<") and "://" in text else text


def _scalar(text: str) -> str:
    is_plain = _PLAIN.fullmatch(text) or (text.startswith("<") and text.endswith(">"))
    if not is_plain or _NOT_PLAIN.search(text) or _NOT_IN_YAML.search(text):
        return quoted(text)
    return quoted(text) if _AMBIGUOUS.fullmatch(text) else text


def quoted(text: str) -> str:
    """A text as a value of YAML, in quotes."""
    return _NOT_IN_YAML.sub(_escape, json.dumps(text, ensure_ascii=False))


def _escape(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04X}"


def prefixes_for(settings: Mapping[str, str]) -> dict[str, str]:
    """The prefixes that a file of evidence may use: those of the settings, and well-known ones."""
    own = set(settings.values())
    return {**{p: ns for p, ns in WELL_KNOWN.items() if ns not in own}, **settings}
