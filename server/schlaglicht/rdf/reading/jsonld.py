"""JSON-LD that the strict parser drops without a word, and places of its errors.

The algorithm for RDF leaves out statements for an ill-formed IRI, tag or label, and values of no
property: https://www.w3.org/TR/json-ld11-api/#object-to-rdf-conversion. A lenient reading still has
them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pyoxigraph

from schlaglicht.errors import GraphSyntaxError
from schlaglicht.formats import JSONLD
from schlaglicht.i18n import Message, msg
from schlaglicht.rdf.iris import is_absolute_iri
from schlaglicht.rdf.prefixes import is_unknown_keyword, read_definitions
from schlaglicht.rdf.source_text import SourceText
from schlaglicht.rdf.syntax_errors import IRIS, in_words, shortened

_MAY_BE_IGNORED = re.compile(r'"(@[A-Za-z]+)"')
_OF_NO_PROPERTY = re.compile(
    r'"@graph"\s*:\s*(?:\[\s*)?(?P<value>"(?:[^"\\]|\\.)*"|-?[0-9][0-9.eE+-]*|true|false)',
    re.DOTALL,
)
_NAMING_KEY = re.compile(r'"@(?:id|type|language|vocab|base)"\s*:\s*\[?\s*$')
_LONGEST_KEY = 40
"""Characters before a string in which such a key is looked for."""
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def check_nothing_dropped(content: bytes, path: Path, base: str, kept: int) -> None:
    """Raises GraphSyntaxError for the first ill-formed term, if more than `kept` quads are meant.

    Also for a name in the form of a keyword, and for a value that stands where things stand. A key
    that no context defines does not count: it may serve other programs.
    """
    text = content.decode("utf-8")
    found = _OF_NO_PROPERTY.search(text)
    if found and '"@json"' not in text:  # a literal of JSON may have any keys
        value = shortened(found["value"])
        reason = msg("{value} is ignored: @graph holds things, each in braces", value=value)
        line, column = _place(text, found.start("value"), found.end("value"))
        raise GraphSyntaxError(reason, path=path, line=line, column=column)
    for name in _ignored_names(text):
        reason = msg("{name} is ignored: no IRI has the form of a keyword", name=shortened(name))
        raise _error(name, reason, text, path)

    def quads() -> Iterable[pyoxigraph.Quad]:
        return pyoxigraph.parse(content, JSONLD.rdf, base_iri=base, lenient=True)

    if sum(1 for _ in quads()) == kept:
        return
    for quad in quads():
        for value, reason in _faults(quad):
            raise _error(value, reason, text, path)


def _ignored_names(text: str) -> Iterator[str]:
    """The values that should name a thing or a class but have the form of a keyword."""
    if not any(map(is_unknown_keyword, _MAY_BE_IGNORED.findall(text))):
        return
    try:
        objects = list(_objects(json.loads(text)))
    except (ValueError, RecursionError):  # hundreds of levels, which only the parser follows
        return
    definitions = list(_definitions(objects))
    naming = {"@id", "@type", *(name for name, each in definitions if _names_things(each))}
    keyed = {name for name, each in definitions if _is_keyed(each)}
    for each in objects:
        for key in naming & each.keys():
            yield from filter(is_unknown_keyword, _texts(each[key]))
        for key in keyed & each.keys():
            yield from filter(is_unknown_keyword, each[key] if isinstance(each[key], dict) else ())


def _texts(value: Any) -> Iterator[str]:
    """The texts of a value, also in lists and sets within each other."""
    waiting = [value]
    while waiting:
        inner = waiting.pop()
        if isinstance(inner, str):
            yield inner
        elif isinstance(inner, list):
            waiting += inner
        elif isinstance(inner, dict):
            waiting += [inner.get("@list"), inner.get("@set")]


def _objects(content: Any) -> Iterator[dict[str, Any]]:
    """All objects of a document, however deep: nothing recurses."""
    waiting = [content]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            yield value
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value


def _definitions(objects: Iterable[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The terms of all contexts with their definitions in full."""
    for each in objects:
        contexts = each.get("@context")
        for context in contexts if isinstance(contexts, list) else [contexts]:
            for name, meaning in context.items() if isinstance(context, dict) else ():
                yield name, meaning if isinstance(meaning, dict) else {"@id": meaning}


def _names_things(definition: dict[str, Any]) -> bool:
    """True for a term whose values are IRIs, and for an alias of `@id` or `@type`."""
    return definition.get("@id") in ("@id", "@type") or definition.get("@type") in ("@id", "@vocab")


def _is_keyed(definition: dict[str, Any]) -> bool:
    """True for a term whose values are maps with IRIs for keys."""
    return any(name in ("@id", "@type") for name in _texts(definition.get("@container")))


def _faults(quad: pyoxigraph.Quad) -> Iterator[tuple[str, Message]]:
    """The ill-formed IRIs, labels and tags of a quad, each with what is wrong."""
    if ":" not in quad.predicate.value:
        return  # a key that no context defines
    for term in (quad.subject, quad.predicate, quad.object, quad.graph_name):
        if isinstance(term, pyoxigraph.NamedNode):
            yield from _fault(term.value, pyoxigraph.NamedNode, _no_iri)
        elif isinstance(term, pyoxigraph.BlankNode):
            yield from _fault(term.value, pyoxigraph.BlankNode, _no_label)
        elif isinstance(term, pyoxigraph.Literal):
            yield from _fault(term.datatype.value, pyoxigraph.NamedNode, _no_iri)
            if term.language is not None:
                yield from _fault(term.language, _tagged, _no_tag)


def _fault(
    value: str, checked: Callable[[str], object], message: Callable[[str, str], Message]
) -> Iterator[tuple[str, Message]]:
    try:
        checked(value)
    except ValueError as error:
        yield value, message(value, str(error))


def _tagged(tag: str) -> pyoxigraph.Literal:
    return pyoxigraph.Literal("", language=tag)


def _no_iri(value: str, parser_message: str) -> Message:
    if value.startswith("_:"):
        return msg("{label} is a blank node, which cannot be a predicate", label=shortened(value))
    reason = in_words(parser_message, IRIS)
    return msg("{iri} is not a valid IRI: {reason}", iri=shortened(value), reason=reason)


def _no_label(value: str, _: str) -> Message:
    return msg("_:{label} is not a valid name of a blank node", label=shortened(value))


def _no_tag(value: str, _: str) -> Message:
    return msg("{tag} is not a valid language tag; de, en and de-AT are", tag=shortened(value))


def _error(value: str, reason: Message, text: str, path: Path) -> GraphSyntaxError:
    line, column = place_of_string(value, text)
    return GraphSyntaxError(reason, path=path, line=line, column=column)


def place_of_string(value: str, text: str) -> tuple[int, int] | tuple[None, None]:
    """Line and column of the string of a JSON-LD text that most probably stands for `value`."""
    span = _span(value, text)
    return (None, None) if span is None else _place(text, *span)


def _place(text: str, start: int, end: int) -> tuple[int, int]:
    place = SourceText(Path(), text).extent(start, end)
    return place.line, place.column


def _span(value: str, text: str) -> tuple[int, int] | None:
    """The value itself, also as a compact IRI, if it is ill-formed; else the longest such part."""
    prefixes = _prefixes(text)
    best: tuple[int, ...] = ()
    span = None
    for found in _STRING.finditer(text):
        written = _text_of(found[0])
        prefix, _, rest = written.partition(":")
        compact = prefixes.get(prefix, f"{prefix}:") + rest
        exact = value in (written, compact, prefixes.get(written), written.removeprefix("_:"))
        part = max(_ill_formed(value, written, rest), key=len, default="")
        if exact or part:
            before = text[max(0, found.start() - _LONGEST_KEY) : found.start()]
            rank = (part != "", exact, _NAMING_KEY.search(before) is not None, len(part))
            if rank > best:
                best, span = rank, found.span()
    return span


def _text_of(string: str) -> str:
    try:
        return str(json.loads(string, strict=False))
    except ValueError:
        return ""


def _prefixes(text: str) -> dict[str, str]:
    try:
        return read_definitions(text)
    except (ValueError, RecursionError):  # the parser stopped before the end of the text
        return {}


def _ill_formed(value: str, *written: str) -> Iterator[str]:
    """The `written` texts that are parts of an IRI and make it ill-formed."""
    for part in written:
        iri = part if _SCHEME.match(part) else f"x:{part}"
        if part and part in value and not is_absolute_iri(iri):
            yield part


_BY_TYPE = re.compile(r'"@container"\s*:\s*(?:\[[^\][{}]{0,200})?("@type")')
_NAMED = re.compile(r"'([^']+)'|(@\w+)|([^\s',@][^\s',]*)")
"""What a message quotes, the keys of JSON-LD in it, and its other words, in this order of use."""
_ALIAS = re.compile(r'"([^"\\]+)"\s*:\s*"(@[a-z]+)"')
_STRING = re.compile(r'"(?:[^"\\]|\\.)*+"', re.DOTALL)
_SMALL, _MOST = 2**18, 100
"""Characters of a file, and strings in it, that are tried one after the other."""


def map_by_type(text: str) -> int | None:
    """Index of the `@type` that makes the values of a term a map by type, if it is the only one."""
    found = list(_BY_TYPE.finditer(text))
    return found[0].start(1) if len(found) == 1 else None


def fault_near(message: str, text: str, base: str) -> int:
    """Index of the string that the message names, or of any, without which it would not be.

    Of the last one in a large file, or if there is none.
    """
    aliases = dict(_ALIAS.findall(text))
    for names in zip(*(m.groups(default="") for m in _NAMED.finditer(message)), strict=True):
        written = {*filter(None, names)}
        written |= {alias for alias, keyword in aliases.items() if keyword in written}
        spans = [span for one in written for span in _strings(one, text)]
        if spans:
            return _at_fault(sorted(spans), message, text, base)
    spans = [found.span() for found in _STRING.finditer(text)]
    return _at_fault(spans, message, text, base) if spans else 0


def _strings(value: str, text: str) -> Sequence[tuple[int, int]]:
    return [
        found.span()
        for found in re.finditer(re.escape(json.dumps(value, ensure_ascii=False)), text)
    ]


def _at_fault(spans: Sequence[tuple[int, int]], message: str, text: str, base: str) -> int:
    if len(text) <= _SMALL:
        for start, end in reversed(spans[-_MOST:]):
            other = f'"{"~" * (end - start - 2)}"'
            if not _has_fault(message, text[:start] + other + text[end:], base):
                return start
    return spans[-1][0]


def _has_fault(message: str, text: str, base: str) -> bool:
    try:
        for _ in pyoxigraph.parse(text.encode(), JSONLD.rdf, base_iri=base):
            pass
    except SyntaxError as error:
        return str(error.msg) == message
    return False
