"""SPARQL of a built query: terms are written as terms, never pasted.

SPARQL matches the default graph alone unless told. Pages show the statements of all graphs, so that
a query they lead to has to find them too:

    default graph    ?thing a ex:Book .
    named graphs     GRAPH ?graph { ?thing a ex:Book . }
    both             { ?thing a ex:Book . } UNION { GRAPH ?graph { ?thing a ex:Book . } }

Each pattern has a GRAPH with a variable of its own, since a thing may have its class in one graph
and its name in another. https://www.w3.org/TR/sparql11-query/

Labels name its variables, which say what they hold, and question files.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from itertools import chain, count, pairwise

from rdflib import XSD, Literal, URIRef

from schlaglicht.ground.text import latin
from schlaglicht.query_builder.choices import (
    Absent,
    Anything,
    BuiltQuery,
    Condition,
    Contains,
    Dates,
    Equals,
    Numbers,
    Step,
)
from schlaglicht.rdf.turtle_terms import TurtleTerms

LabelOf = Callable[[URIRef], str]
"""Gives a class or property its name for readers."""

_LONGEST = 40
_WORDS = re.compile(r"[A-Za-z0-9]+")


def variable_names(terms: Iterable[tuple[URIRef, ...]], label_of: LabelOf) -> list[str]:
    """A name for each way of one or more terms, all different, made of their labels.

    Without Latin letters in a label the end of the IRI is used, without any there `value`.
    """
    taken: set[str] = set()
    names = []
    for way in terms:
        name = _camel(" ".join(_plain(term, label_of) for term in way))
        number = 1
        distinct = name
        while distinct in taken:
            number += 1
            distinct = f"{name}{number}"
        taken.add(distinct)
        names.append(distinct)
    return names


def _plain(term: URIRef, label_of: LabelOf) -> str:
    end = re.split(r"[/#:]", str(term).rstrip("/#:"))[-1]
    candidates = (latin(text) for text in (label_of(term), end))
    return next((text for text in candidates if re.search("[A-Za-z]", text)), "value")


def _camel(text: str) -> str:
    first, *others = _WORDS.findall(text)
    name = first[:1].lower() + first[1:] if not first.isupper() else first.lower()
    name = "".join((name, *(word[:1].upper() + word[1:] for word in others)))[:_LONGEST]
    return name if name[0].isalpha() else f"v{name}"


_LONGEST_NAME = 60


def question_file(query: str, titles: Mapping[str, str]) -> str:
    """A query below its titles by language tag; a title is one line, whatever it has been."""
    lines = {tag: one_line(title) for tag, title in titles.items()}
    header = "".join(f"# title@{tag}: {title}\n" for tag, title in lines.items() if title)
    return f"{header}\n{query}" if header else query


def one_line(text: str) -> str:
    """A text without line breaks and other characters that a comment cannot have."""
    words = " ".join(text.split())
    return "".join(c for c in words if unicodedata.category(c) not in ("Cc", "Cs", "Zl", "Zp"))


def file_name(title: str) -> str:
    """A name for the file: the title in small Latin letters and hyphens."""
    name = re.sub(r"[^a-z0-9]+", "-", latin(title).lower()).strip("-")[:_LONGEST_NAME].strip("-")
    return f"{name or 'question'}.rq"


class Reach(Enum):
    """The graphs in which statements stand."""

    DEFAULT = auto()
    NAMED = auto()
    BOTH = auto()

    @classmethod
    def of(cls, *, in_default: bool, in_named: bool) -> Reach:
        """The reach that finds statements; of those that are nowhere, the default graph."""
        if not in_named:
            return cls.DEFAULT
        return cls.BOTH if in_default else cls.NAMED


ReachOf = Callable[[URIRef], Reach]
"""Gives a class or property the graphs in which it is used."""


def reaching(pattern: str, reach: Reach, graph: str = "graph") -> str:
    """The pattern in the graphs that it is to reach; `graph` is the name of a variable for them."""
    match reach:
        case Reach.DEFAULT:
            return pattern
        case Reach.NAMED:
            return f"GRAPH ?{graph} {{ {pattern} }}"
        case Reach.BOTH:
            return f"{{ {pattern} }} UNION {{ GRAPH ?{graph} {{ {pattern} }} }}"


def _in_default_graph(_term: URIRef) -> Reach:
    return Reach.DEFAULT


def select_query(
    built: BuiltQuery,
    prefixes: Mapping[str, str],
    label_of: LabelOf,
    reach_of: ReachOf = _in_default_graph,
) -> str:
    """The query for the things and the values that are shown, each row once."""
    written = _Written(built, prefixes, label_of, reach_of)
    columns = [f"?{written.thing}", *written.columns()]
    lines = [
        f"SELECT DISTINCT {' '.join(columns)}",
        "WHERE {",
        *(f"  {line}" for line in (*written.required(), *written.optional())),
        "}",
        f"ORDER BY {written.order()}",
        *([f"LIMIT {built.limit}"] if built.limit is not None else []),
    ]
    return written.with_prefixes(lines, prefixes)


def count_query(
    built: BuiltQuery, label_of: LabelOf, reach_of: ReachOf = _in_default_graph, *, most: int
) -> str:
    """The query for the number of matching things as `?matches`, counted up to `most` + 1."""
    written = _Written(built, {}, label_of, reach_of)
    lines = [
        "SELECT (COUNT(*) AS ?matches)",
        "WHERE {",
        f"  SELECT DISTINCT ?{written.thing}",
        "  WHERE {",
        *(f"    {line}" for line in written.required()),
        "  }",
        f"  LIMIT {most + 1}",
        "}",
    ]
    return "\n".join(lines) + "\n"


def group_query(
    built: BuiltQuery,
    prefixes: Mapping[str, str],
    label_of: LabelOf,
    reach_of: ReachOf = _in_default_graph,
) -> str:
    """The query for the number of things by each value of the first condition, the most first."""
    written = _Written(built, prefixes, label_of, reach_of)
    value, number = next(written.columns()), written.variable("number")
    lines = [
        f"SELECT {value} (COUNT(DISTINCT ?{written.thing}) AS ?{number})",
        "WHERE {",
        *(f"  {line}" for line in written.required()),
        "}",
        f"GROUP BY {value}",
        f"ORDER BY DESC(?{number}) {value}",
        *([f"LIMIT {built.limit}"] if built.limit is not None else []),
    ]
    return written.with_prefixes(lines, prefixes)


@dataclass(frozen=True)
class _Named:
    """A condition and the variable of its values."""

    condition: Condition
    variable: str


class _Written:
    """The parts of the query as text."""

    def __init__(
        self,
        built: BuiltQuery,
        prefixes: Mapping[str, str],
        label_of: LabelOf,
        reach_of: ReachOf,
    ) -> None:
        self._built = built
        self._reach_of = reach_of
        self._terms = TurtleTerms(prefixes)
        ways = [tuple(step.property for step in each.steps) for each in built.conditions]
        self.thing, *names = variable_names([(built.class_,), *ways], label_of)
        self._taken = {self.thing, *names}
        self._named = [
            _Named(each, name) for each, name in zip(built.conditions, names, strict=True)
        ]

    def with_prefixes(self, lines: list[str], prefixes: Mapping[str, str]) -> str:
        """The lines below the declarations of the prefixes that they use, in the given order."""
        used = self._terms.used()
        whole = TurtleTerms({})
        declared = [f"PREFIX {p}: {whole.iri(URIRef(used[p]))}" for p in prefixes if p in used]
        return "\n".join([*declared, *([""] if declared else []), *lines]) + "\n"

    def columns(self) -> Iterator[str]:
        """The variables of the values that are shown."""
        return (f"?{each.variable}" for each in self._named if each.condition.is_column)

    def order(self) -> str:
        """The keys to sort by: the chosen values, and the things."""
        place = self._built.order
        chosen = self._named[place] if place is not None and place < len(self._named) else None
        if chosen is None or not chosen.condition.is_column:
            return f"DESC(?{self.thing})" if self._built.is_descending else f"?{self.thing}"
        key = f"?{chosen.variable}"
        return f"{f'DESC({key})' if self._built.is_descending else key} ?{self.thing}"

    def required(self) -> Iterator[str]:
        """The lines that each thing has to match."""
        yield self._reaching(
            f"?{self.thing} a {self._terms.iri(self._built.class_)} .", self._built.class_
        )
        for each in self._named:
            match each.condition.test:
                case Anything():
                    pass
                case Absent():
                    yield from self._group("FILTER NOT EXISTS", each)
                case Equals(term):
                    yield self._pattern(each, self._term(term))
                case _:
                    yield self._pattern(each)
                    yield from self._filters(each)

    def optional(self) -> Iterator[str]:
        """The lines for values that a thing need not have."""
        for each in self._named:
            if isinstance(each.condition.test, Anything) and each.condition.is_shown:
                yield from self._group("OPTIONAL", each)

    def _group(self, keyword: str, each: _Named) -> Iterator[str]:
        """A group of a pattern on one line, of a pattern with filters on several."""
        lines = [self._pattern(each), *self._filters(each)]
        if len(lines) == 1:
            yield f"{keyword} {{ {lines[0]} }}"
        else:
            yield from (f"{keyword} {{", *(f"  {line}" for line in lines), "}")

    def _pattern(self, each: _Named, value: str = "") -> str:
        """A path within the default graph; step by step where one may lead to another graph."""
        steps = each.condition.steps
        value = value or f"?{each.variable}"
        if all(self._reach_of(step.property) is Reach.DEFAULT for step in steps):
            path = "/".join(
                f"{'^' if step.is_inverse else ''}{self._terms.iri(step.property)}"
                for step in steps
            )
            return f"?{self.thing} {path} {value} ."
        between = [f"?{self.variable('between')}" for _ in steps[1:]]
        nodes = [f"?{self.thing}", *between, value]
        return " ".join(
            self._reaching(self._triple(*ends, step), step.property)
            for step, ends in zip(steps, pairwise(nodes), strict=True)
        )

    def _triple(self, start: str, end: str, step: Step) -> str:
        subject, object_ = (end, start) if step.is_inverse else (start, end)
        return f"{subject} {self._terms.iri(step.property)} {object_} ."

    def _reaching(self, pattern: str, term: URIRef) -> str:
        reach = self._reach_of(term)
        return reaching(pattern, reach, "" if reach is Reach.DEFAULT else self.variable("graph"))

    def variable(self, stem: str) -> str:
        """The name of a variable that the query does not have yet."""
        names = chain([stem], (f"{stem}{number}" for number in count(2)))
        name = next(name for name in names if name not in self._taken)
        self._taken.add(name)
        return name

    def _filters(self, each: _Named) -> Iterator[str]:
        variable = f"?{each.variable}"
        match each.condition.test:
            case Contains(text):
                part = self._text(text)
                yield f"FILTER(CONTAINS(LCASE(STR({variable})), LCASE({part})))"
            case Numbers(least, most):
                bounds = [(">=", least), ("<=", most)]
                tests = [f"{variable} {sign} {self._number(n)}" for sign, n in bounds if n]
                yield f"FILTER({' && '.join(tests) or f'isNumeric({variable})'})"
            case Dates(least, most):
                yield f"FILTER({' && '.join(self._date_tests(variable, least, most))})"
        if each.condition.language:
            tag = self._text(each.condition.language)
            yield f"FILTER(LANGMATCHES(LANG({variable}), {tag}))"

    def _date_tests(self, variable: str, least: str, most: str) -> Iterator[str]:
        """A date is within a month or a year if its text begins with it."""
        yield f"isLiteral({variable})"
        if least:
            yield f"STR({variable}) >= {self._text(least)}"
        if most:
            yield f"SUBSTR(STR({variable}), 1, {len(most)}) <= {self._text(most)}"

    def _term(self, term: URIRef | Literal) -> str:
        return self._terms.literal(term) if isinstance(term, Literal) else self._terms.iri(term)

    def _text(self, text: str) -> str:
        return self._terms.literal(Literal(text))

    def _number(self, number: str) -> str:
        datatype = XSD.decimal if "." in number else XSD.integer
        return self._terms.literal(Literal(number, datatype=datatype, normalize=False))
