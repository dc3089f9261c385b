"""Random queries in two versions: as a client writes them, and over boxed literals.

In the second version each literal of the data is an IRI, its box, and the query says itself where
it wants the term and where its value, lexical form or datatype. A store cannot rewrite a box, and
two boxes are the same term if and only if two literals are. So the second version is an oracle.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias, TypeVar

from nasty import LANG_STRING, STRING, XSD, Written
from pyoxigraph import Literal, NamedNode, RdfFormat, Store, parse

from schlaglicht.rdf.private_forms import usual_spelling

Term: TypeAlias = object
_Choice = TypeVar("_Choice")

NUMBERS = (
    *(Written(text, f"{XSD}integer") for text in ("7", "007", "+8", "8", "-0", "0")),
    *(Written("7", f"{XSD}{name}") for name in ("byte", "nonNegativeInteger", "decimal")),
    *(Written(text, f"{XSD}decimal") for text in ("7.0", "5.50", "5.5")),
    *(Written(text, f"{XSD}double") for text in ("1.0e6", "1000000", "7e0")),
)
LITERALS = (
    *NUMBERS,
    *(Written(text, f"{XSD}boolean") for text in ("1", "true", "0")),
    *(
        Written(f"2020-01-01T00:00:00{end}", f"{XSD}dateTime")
        for end in ("Z", "+00:00", ".50Z", "")
    ),
    Written("2020-01-01+00:00", f"{XSD}date"),
    Written("PT60M", f"{XSD}duration"),
    *(Written("x", LANG_STRING, tag) for tag in ("de-AT", "FR-ch", "en")),
    *(Written(text) for text in ("x", "7", "007")),
    Written("007", "urn:own"),
)
_BARE = {f"{XSD}integer", f"{XSD}decimal", f"{XSD}double"}
_BOX = "urn:box:"
_VARIABLES = ("?a", "?b", "?c", "?d")


class Both(NamedTuple):
    """A part of a query, as a client writes it and over boxes."""

    written: str
    boxed: str


def alike(text: str) -> Both:
    """A part that is the same in both versions."""
    return Both(text, text)


def joined(template: str, *parts: Both) -> Both:
    """A template with its parts filled in."""
    return Both(
        template.format(*(part.written for part in parts)),
        template.format(*(part.boxed for part in parts)),
    )


def box_of(literal: Written) -> str:
    """The IRI of a literal's box."""
    return f"{_BOX}{LITERALS.index(literal)}"


def opened(term: Term) -> Term:
    """The literal in a box, as the store makes it; any other term unchanged."""
    if isinstance(term, NamedNode) and term.value.startswith(_BOX):
        literal = LITERALS[int(term.value.removeprefix(_BOX))]
        if literal.language:
            return Literal(literal.lexical, language=literal.language)
        return Literal(literal.lexical, datatype=NamedNode(literal.datatype))
    return term


def _boxed(term: Term) -> Term:
    if isinstance(term, Literal):
        found = Written(term.value, term.datatype.value, term.language or "")
        same = {item._replace(language=item.language.lower()): item for item in LITERALS}
        return NamedNode(box_of(same[found])) if found in same else term
    return term


def _str(term: Term) -> Term:
    inner = opened(term)
    return Literal(inner.value) if isinstance(inner, (Literal, NamedNode)) else None


def _datatype(term: Term) -> Term:
    inner = opened(term)
    return inner.datatype if isinstance(inner, Literal) else None


def _lang(term: Term) -> Term:
    if isinstance(term, NamedNode) and term.value.startswith(_BOX):
        tag = LITERALS[int(term.value.removeprefix(_BOX))].language
        return Literal(tag if tag.islower() else usual_spelling(tag))
    return Literal(term.language or "") if isinstance(term, Literal) else None


def _is_literal(term: Term) -> Term:
    return Literal(isinstance(opened(term), Literal))


FUNCTIONS: Mapping[NamedNode, Callable[..., Term]] = {
    NamedNode(f"urn:f:{name}"): function
    for name, function in {
        "value": opened,
        "box": _boxed,
        "str": _str,
        "datatype": _datatype,
        "lang": _lang,
        "isLiteral": _is_literal,
    }.items()
}


def boxed_store(nquads: Iterable[tuple[str, str, Written | str]]) -> Store:
    """A store of the same triples with boxes."""
    store = Store()
    lines = (
        f"<{s}> <{p}> <{box_of(o) if isinstance(o, Written) else o}> .\n" for s, p, o in nquads
    )
    store.bulk_extend(parse("".join(lines).encode(), format=RdfFormat.N_QUADS))
    return store


class Generator:
    """Random triples and queries."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def triples(self) -> list[tuple[str, str, Written | str]]:
        """Up to 14 triples; the predicate `urn:clean` has only what every store keeps."""
        kept: list[Written | str] = [o for o in LITERALS if o.lexical in ("8", "5.5", "true")]
        others: list[Written | str] = [*LITERALS, "urn:s", "urn:t"]
        found = []
        for _ in range(self._random.randint(2, 14)):
            predicate = self._one(["urn:p", "urn:q", "urn:clean"])
            object_ = self._one(kept if predicate == "urn:clean" else others)
            found.append((self._one(["urn:s", "urn:t", "urn:u"]), predicate, object_))
        return found

    def query(self) -> Both:
        """A SELECT, with or without groups."""
        where = self._group(2)
        kind = self._random.random()
        variable, other = self._random.sample(_VARIABLES, 2)
        if kind < 0.2:
            aggregate = self._aggregate(other)
            having = joined("HAVING ({} > 3)", self._total(other)) if kind < 0.05 else alike("")
            return joined(
                f"SELECT {variable} ({{}} AS ?n) {{}} GROUP BY {variable} {{}}",
                *(aggregate, where, having),
            )
        if kind < 0.3:
            term = self._term(2, _VARIABLES)
            return joined(
                "SELECT ?n (COUNT(*) AS ?m) {} GROUP BY (COALESCE({}, 1) AS ?n)",
                where,
                _as_term(term),
            )
        if kind < 0.5:
            term = _as_term(self._term(2, _VARIABLES))
            return joined("SELECT DISTINCT ?a ?b ({} AS ?n) {}", term, where)
        return joined(f"SELECT {self._one(['', 'DISTINCT'])} ?a ?b ?c ?d {{}}", where)

    def _one(self, choices: Sequence[_Choice]) -> _Choice:
        return self._random.choice(choices)

    def _aggregate(self, variable: str) -> Both:
        name = self._one(["COUNT", "COUNT DISTINCT", "SUM", "AVG"])
        if name == "COUNT":
            return alike(f"COUNT({variable})")
        if name == "COUNT DISTINCT":
            return alike(f"COUNT(DISTINCT {variable})")
        return Both(f"{name}({variable})", f"{name}(<urn:f:value>({variable}))")

    def _total(self, variable: str) -> Both:
        return Both(f"SUM({variable})", f"SUM(<urn:f:value>({variable}))")

    def _group(self, depth: int) -> Both:
        parts = [self._triple() for _ in range(self._random.randint(1, 2))]
        parts += [self._clause(depth) for _ in range(self._random.randint(0, 2))]
        return joined("{{ " + " . ".join(["{}"] * len(parts)) + " }}", *parts)

    def _clause(self, depth: int) -> Both:
        kind = self._one(["filter"] * 4 + ["bind", "values", "optional", "union", "minus", "sub"])
        if kind == "filter" or depth == 0:
            return joined("FILTER({})", self._condition(depth))
        if kind == "bind":
            name = f"?n{self._random.randint(0, 10**6)}"
            term = _as_term(self._term(2, _VARIABLES))
            return joined(f"BIND({{}} AS {name}) FILTER(BOUND({name}) || true)", term)
        if kind == "values":
            constants = [self._constant() for _ in range(3)]
            return joined("VALUES " + self._one(_VARIABLES) + " {{ {} {} {} }}", *constants)
        if kind == "union":
            return joined("{} UNION {}", self._group(depth - 1), self._group(depth - 1))
        if kind == "sub":
            head = self._one(["SELECT DISTINCT ?a ?b", "SELECT *"])
            return joined(f"{{{{ {head} {{}} }}}}", self._group(depth - 1))
        return joined(f"{kind.upper()} {{}}", self._group(depth - 1))

    def _triple(self) -> Both:
        subject = self._one(["?a", "?b", "<urn:s>"])
        verb = self._one(
            ["<urn:p>", "<urn:q>", "<urn:clean>", "?v", "<urn:p>/<urn:q>", "(<urn:p>|<urn:clean>)"]
        )
        if self._random.random() < 0.1:
            return alike(f"?c {self._one(['^<urn:p>', '^<urn:clean>/<urn:q>'])} ?d")
        objects = [
            self._constant() if self._random.random() < 0.25 else alike(self._one(_VARIABLES))
            for _ in range(self._one([1, 1, 2]))
        ]
        return joined(f"{subject} {verb} " + " , ".join(["{}"] * len(objects)), *objects)

    def _constant(self) -> Both:
        literal = self._one(LITERALS)
        written = str(literal)
        if literal.datatype in _BARE and self._random.random() < 0.5:
            is_bare = "e" in literal.lexical or "." in literal.lexical
            if literal.datatype.endswith("integer") or is_bare:
                written = literal.lexical
        return Both(written, f"<{box_of(literal)}>")

    def _condition(self, depth: int) -> Both:
        kind = self._random.random()
        if kind < 0.15 and depth > 0:
            return joined(self._one(["EXISTS {}", "NOT EXISTS {}"]), self._group(depth - 1))
        if kind < 0.3:
            return joined(
                self._one(["{} && {}", "{} || {}", "!({}) && ({})"]),
                *(self._condition(0), self._condition(0)),
            )
        if kind < 0.4:
            variable = self._one(_VARIABLES)
            return Both(f"isLiteral({variable})", f"<urn:f:isLiteral>({variable})")
        if kind < 0.5:
            terms = (_as_term(self._term(1, _VARIABLES)) for _ in range(2))
            return joined("SAMETERM({}, {})", *terms)
        if kind < 0.6:
            values = (self._value(0) for _ in range(3))
            return joined(self._one(["{} IN ({}, {})", "{} NOT IN ({}, {})"]), *values)
        if kind < 0.65:
            iri = self._one(["<urn:s>", f"<{XSD}integer>"])
            operator = self._one(["=", "!="])
            return joined(f"{{}} {operator} {iri}", self._value(1))
        operator = self._one(["=", "!=", "<", ">", "<=", ">="])
        return joined(f"{{}} {operator} {{}}", self._value(1), self._value(1))

    def _value(self, depth: int) -> Both:
        """An expression that is used by its value."""
        kind = self._random.random()
        if kind < 0.2 and depth > 0:
            operator = self._one(["+", "-", "*"])
            return joined(f"({{}} {operator} {{}})", self._value(depth - 1), self._value(depth - 1))
        term = self._term(depth, _VARIABLES)
        return Both(term.written, f"<urn:f:value>({term.boxed})")

    def _term(self, depth: int, names: Iterable[str]) -> Both:
        """An expression that is used as a term: a box, or a new value."""
        kind = self._random.random()
        if kind < 0.4 or depth == 0:
            return alike(self._one([*names]))
        if kind < 0.5:
            return self._constant()
        inner = self._term(depth - 1, names)
        if kind < 0.8:
            name = self._one(["STR", "DATATYPE", "LANG"])
            return Both(f"{name}({inner.written})", f"<urn:f:{name.lower()}>({inner.boxed})")
        if kind < 0.9:
            return joined("COALESCE({}, {})", inner, self._term(depth - 1, names))
        if kind < 0.95:
            condition = self._condition(0)
            return joined("IF({}, {}, {})", condition, inner, self._term(depth - 1, names))
        return joined("({} + 1)", Both(inner.written, f"<urn:f:value>({inner.boxed})"))


def _as_term(expression: Both) -> Both:
    """A new value that some literal has is in that literal's box."""
    return Both(expression.written, f"<urn:f:box>({expression.boxed})")


def described(term: Term) -> str:
    """A term, with its literal if it is a box; strings as the literals that they are."""
    inner = term
    if isinstance(term, NamedNode) and term.value.startswith(_BOX):
        return str(LITERALS[int(term.value.removeprefix(_BOX))])
    if isinstance(inner, Literal):
        return str(Written(inner.value, inner.datatype.value or STRING, inner.language or ""))
    return str(inner)
