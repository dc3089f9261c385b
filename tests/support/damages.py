"""Queries about a graph that answer, and the same with a fault that people and models make."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rdflib import RDF, Graph, Literal, URIRef

_WORD = re.compile(r"[A-Za-z]{5,}")


@dataclass(frozen=True)
class Right:
    """A query that answers, and the terms in it as it writes them."""

    text: str
    class_: str = ""
    property: str = ""
    literal: str = ""
    thing: str = ""


@dataclass
class Material:
    """A graph from which queries are made, with its prefixes."""

    graph: Graph
    prefixes: Mapping[str, str]
    by_class: dict[URIRef, list[URIRef]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for subject, _, class_ in sorted(self.graph.triples((None, RDF.type, None))):
            if isinstance(subject, URIRef) and isinstance(class_, URIRef) and self.short(class_):
                self.by_class[class_].append(subject)

    def short(self, iri: URIRef) -> str:
        """A prefixed name without escapes; empty if there is none."""
        for prefix, space in self.prefixes.items():
            local = str(iri)[len(space) :]
            if iri.startswith(space) and re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", local):
                return f"{prefix}:{local}"
        return ""

    def declarations(self) -> str:
        """The prefixes as a query declares them."""
        return "".join(f"PREFIX {p}: <{space}>\n" for p, space in sorted(self.prefixes.items()))


def right_query(material: Material, chance: random.Random) -> Right | None:
    """A query about things of one class, with a property, a literal or a thing in it."""
    class_ = chance.choice(sorted(material.by_class))
    thing = chance.choice(material.by_class[class_])
    about = [
        (property_, value)
        for property_, value in sorted(material.graph.predicate_objects(thing))
        if property_ != RDF.type and isinstance(property_, URIRef) and material.short(property_)
    ]
    if not about:
        return None
    property_, value = chance.choice(about)
    name, kind = material.short(property_), material.short(class_)
    forms = [Right(f"SELECT ?x ?value {{ ?x a {kind} ; {name} ?value }}", kind, name)]
    forms.append(Right(f"SELECT ?value {{ <{thing}> {name} ?value }}", "", name, "", f"<{thing}>"))
    if isinstance(value, Literal) and len(value) < 80 and "\n" not in value:
        text = value.n3()
        forms.append(Right(f"SELECT ?x {{ ?x a {kind} ; {name} {text} }}", kind, name, text))
    elif isinstance(value, URIRef):
        text = f"SELECT ?x {{ ?x {name} <{value}> ; a {kind} }}"
        forms.append(Right(text, kind, name, "", f"<{value}>"))
    found = chance.choice(forms)
    return Right(material.declarations() + found.text, *_rest(found))


def _rest(right: Right) -> tuple[str, str, str, str]:
    return right.class_, right.property, right.literal, right.thing


def _slip(word: str, chance: random.Random) -> str:
    prefix, colon, local = word.partition(":")
    if len(local) < 5:
        return word
    at = chance.randrange(1, len(local) - 1)
    slips = (
        local[:at] + local[at + 1 :],
        local[:at] + local[at] + local[at:],
        local[: at - 1] + local[at] + local[at - 1] + local[at + 1 :],
    )
    return prefix + colon + chance.choice(slips)


def _in_body(right: Right, was: str, now: str) -> str:
    """The text with a term replaced below its declarations."""
    head, select, body = right.text.partition("SELECT")
    return head + select + body.replace(was, now) if was and was in body else right.text


def _other_tag(right: Right, _: random.Random) -> str:
    text, at, tag = right.literal.rpartition("@")
    if at and tag.isalpha():
        return _in_body(right, right.literal, text)
    plain = right.literal.startswith('"') and right.literal.endswith('"')
    return _in_body(right, right.literal, f"{right.literal}@en") if plain else right.text


def _quoted_number(right: Right, _: random.Random) -> str:
    found = re.fullmatch(r'"([^"]*)"\^\^<[^>]*>|(\d+)', right.literal)
    return _in_body(right, right.literal, f'"{found[1] or found[2]}"') if found else right.text


def _part_of_text(right: Right, _: random.Random) -> str:
    words = _WORD.findall(right.literal.partition("^^")[0])
    alone = len(words) < 2 or not right.literal.startswith('"')
    return right.text if alone else _in_body(right, right.literal, f'"{max(words, key=len)}"')


def _other_scheme(right: Right, _: random.Random) -> str:
    if right.thing.startswith("<https://"):
        return _in_body(right, right.thing, right.thing.replace("<https://", "<http://", 1))
    return _in_body(right, right.thing, right.thing.replace("<http://", "<https://", 1))


def _other_name(right: Right, _: random.Random) -> str:
    local = right.property.partition(":")[2]
    if local in ("name", "label", "prefLabel", "title"):
        other = "foaf:name" if local != "name" else "rdfs:label"
        return _in_body(right, right.property, other)
    return right.text


def _wrong_declaration(right: Right, _: random.Random) -> str:
    name = (right.class_ or right.property).partition(":")[0]
    return re.sub(rf"(PREFIX {name}: <)http(s?)", _with_other_scheme, right.text)


def _with_other_scheme(found: re.Match[str]) -> str:
    return f"{found[1]}http{'' if found[2] else 's'}"


DAMAGES: Mapping[str, Callable[[Right, random.Random], str]] = {
    "class misspelt": lambda r, x: _in_body(r, r.class_, _slip(r.class_, x)),
    "class in small letters": lambda r, _: _in_body(r, r.class_, r.class_.lower()),
    "property misspelt": lambda r, x: _in_body(r, r.property, _slip(r.property, x)),
    "property with underscores": lambda r, _: _in_body(
        r, r.property, re.sub(r"(?<=[a-z])([A-Z])", r"_\1", r.property).replace("__", "_")
    ),
    "property with a verb": lambda r, _: _in_body(
        r, f" {r.property}", " " + r.property.replace(":", ":has_", 1)
    ),
    "property the other way": lambda r, _: _in_body(r, f" {r.property}", f" ^{r.property}"),
    "property of schema.org": lambda r, _: _in_body(
        r, r.property, "schema:" + r.property.partition(":")[2]
    ),
    "another naming property": _other_name,
    "tag or none": _other_tag,
    "small letters": lambda r, _: (
        _in_body(r, r.literal, r.literal.lower()) if r.literal.startswith('"') else r.text
    ),
    "number as text": _quoted_number,
    "part of a text": _part_of_text,
    "thing by another scheme": _other_scheme,
    "namespace by another scheme": _wrong_declaration,
    "no declarations, prefix misspelt": lambda r, _: re.sub(
        r"^(?:PREFIX.*\n)+", "", _in_body(r, (r.class_ or r.property), _misspelt_prefix(r))
    ),
    "column misspelt": lambda r, _: r.text.replace("SELECT ?value {", "SELECT ?valeu {"),
}
"""The faults; each gives the text unchanged where it does not apply."""


def _misspelt_prefix(right: Right) -> str:
    prefix, _, local = (right.class_ or right.property).partition(":")
    return f"{prefix[:-1] or prefix}x:{local}"


def damaged(material: Material, numbers: Sequence[int]) -> Iterator[tuple[int, str, Right, str]]:
    """For each number a fault, a query that answers, and its text with that fault."""
    names = sorted(DAMAGES)
    for number in numbers:
        chance = random.Random(number)
        for _ in range(200):
            name = names[number % len(names)]
            right = right_query(material, chance)
            text = DAMAGES[name](right, chance) if right else ""
            if right and text != right.text:
                yield number, name, right, text
                break
