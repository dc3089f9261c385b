"""Random data and shapes, made from a number: the same number makes the same case.

Data are hostile literals on a few nodes; shapes have every component of SHACL Core, nested up to
three levels, property paths and constraints in SPARQL.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

PREFIXES = """\
@prefix ex: <https://example.org/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""

LITERALS = (
    '""', '"a"', '"A b"', '"a b"', r'"a\u00A0b"', r'"a\rb"', r'"a\nb"', '"ä"', '"\U0001F600"',
    '"x"@en', '"x"@EN-gb', '"x"@de', '"y"@de-Latn-AT', '"y"@en', '"Straße"@de', '"10"', '"9"',
    "1", "01", "-0", "1.0", "1.50", "1e0", "2", "300", "9" * 40, "0." + "3" * 40, "true", "false",
    '"1"^^xsd:boolean', '"yes"^^xsd:boolean', '"x"^^xsd:integer', '"300"^^xsd:byte',
    '"12"^^xsd:byte', '"-1"^^xsd:nonNegativeInteger', '" 1 "^^xsd:integer', '"+1"^^xsd:int',
    '"1."^^xsd:decimal', '"1e0"^^xsd:decimal', '"NaN"^^xsd:double', '"INF"^^xsd:double',
    '"-INF"^^xsd:float', '"+INF"^^xsd:double', '"0.1"^^xsd:float', '"0.1"^^xsd:double',
    '"-0.0"^^xsd:double', '"1e400"^^xsd:double', '"16777217"^^xsd:float',
    '"2024-02-29"^^xsd:date', '"2023-02-29"^^xsd:date', '"2024-02-29Z"^^xsd:date',
    '"2024-02-29+14:00"^^xsd:date', '"2024-02-28-14:00"^^xsd:date', '"-0044-03-15"^^xsd:date',
    '"12020-01-01"^^xsd:date', '"2024-02-29T24:00:00"^^xsd:dateTime',
    '"2024-03-01T00:00:00"^^xsd:dateTime', '"2024-03-01T00:00:00Z"^^xsd:dateTime',
    '"2024-03-01T00:00:00.5+05:30"^^xsd:dateTime', '"2024-03-01T00:00:00"^^xsd:dateTimeStamp',
    '"24:00:00"^^xsd:time', '"12:00:00Z"^^xsd:time', '"12:00:00"^^xsd:time',
    '"P1Y"^^xsd:duration', '"P12M"^^xsd:duration', '"P30D"^^xsd:duration', '"P1M"^^xsd:duration',
    '"P365D"^^xsd:dayTimeDuration', '"PT36H"^^xsd:dayTimeDuration',
    '"P1Y"^^xsd:yearMonthDuration', '"-P1D"^^xsd:duration', '"P"^^xsd:duration',
    '"2024"^^xsd:gYear', '"--02-30"^^xsd:gMonthDay', '"---31"^^xsd:gDay',
    '" a  b "^^xsd:token', '"a b"^^xsd:token', r'"a\tb"^^xsd:normalizedString',
    '"0aF"^^xsd:hexBinary', '"AA=="^^xsd:base64Binary', '"http://a b/"^^xsd:anyURI',
    '"en"^^xsd:language', '"1"^^ex:unknown', '"2"^^ex:unknown',
    '"<a>"^^rdf:XMLLiteral', '"<p>x</p>"^^rdf:HTML',
)  # fmt: skip
_BOUNDS = tuple(literal for literal in LITERALS if literal.strip('"'))
_DATATYPES = (
    "xsd:string", "xsd:integer", "xsd:byte", "xsd:decimal", "xsd:double", "xsd:float",
    "xsd:boolean", "xsd:date", "xsd:dateTime", "xsd:time", "xsd:duration", "xsd:dayTimeDuration",
    "xsd:gYear", "xsd:gMonthDay", "xsd:token", "xsd:hexBinary", "xsd:anyURI", "xsd:language",
    "rdf:langString", "ex:unknown", "xsd:nonNegativeInteger", "xsd:dateTimeStamp",
)  # fmt: skip
_PATTERNS = (
    '"a"', '"^a"', '"b$"', r'"^\\s+$"', r'"\\d"', '"."', '"a.b"', '"^[^a]*$"', r'"\\w+"',
    r'"^\\p{L}+$"', '"x|y"', r'"\\S"', '"^$"', '"(a)b"', r'"^\\p{Lu}"',
)  # fmt: skip
_FLAGS = ("", "", "", ' ; sh:flags "i"', ' ; sh:flags "s"', ' ; sh:flags "m"', ' ; sh:flags "x"')
_KINDS = ("IRI", "BlankNode", "Literal", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral")
_LANGUAGES = ('"en"', '"de"', '"EN"', '"de-AT"', '"de-Latn"', '"x"', '"fr"')
_NODES = tuple(f"ex:n{n}" for n in range(5)) + tuple(f"_:b{n}" for n in range(3))
_NAMED = _NODES[:5]
_PROPERTIES = tuple(f"ex:p{n}" for n in range(4))
_CLASSES = tuple(f"ex:C{n}" for n in range(3))
_QUERIES = (
    "SELECT $this ?value {{ $this {path} ?value FILTER (isIRI(?value)) }}",
    "SELECT $this ?value {{ $this {path} ?value FILTER (?value < {bound}) }}",
    "SELECT $this ?value {{ $this {path} ?value FILTER (datatype(?value) = {datatype}) }}",
    "SELECT $this {{ FILTER NOT EXISTS {{ $this {property} ?x }} }}",
    "SELECT $this ?value {{ $this {property} ?value . $this {other} ?value }}",
    "SELECT $this (?x AS ?value) {{ $this {property} ?x FILTER (lang(?x) = 'en') }}",
    "SELECT $this ?value {{ $this {property} ?value FILTER regex(str(?value), '^a') }}",
    "SELECT $this {{ $this {property} ?a, ?b FILTER (?a != ?b) }} GROUP BY $this",
    "SELECT $this ?path ?value {{ $this ?path ?value FILTER (isLiteral(?value)) }}",
)


@dataclass(frozen=True)
class Case:
    """Data and shapes in Turtle."""

    name: str
    data: str
    shapes: str


def generated_case(number: int) -> Case:
    """The case of this number."""
    random = Random(number)
    data = sorted({_statement(random) for _ in range(random.randrange(6, 30))})
    lists = [f"{random.choice(_NODES)} a {random.choice(_CLASSES)} ." for _ in range(4)]
    below = [f"{a} rdfs:subClassOf {b} ." for a in _CLASSES for b in _CLASSES
             if random.random() < 0.15]  # fmt: skip
    shapes = [_Shapes(random, f"ex:S{n}").node_shape() for n in range(random.randrange(2, 7))]
    return Case(
        str(number),
        PREFIXES + "\n".join((*data, *lists, *below)) + "\n",
        PREFIXES + "\n".join(shapes) + "\n",
    )


def _statement(random: Random) -> str:
    object_ = random.choice(_NODES if random.random() < 0.35 else LITERALS)
    return f"{random.choice(_NODES)} {random.choice(_PROPERTIES)} {object_} ."


class _Shapes:
    """Makes shapes at random."""

    def __init__(self, random: Random, name: str) -> None:
        self._random = random
        self._name = name

    def node_shape(self) -> str:
        """A node shape with a target."""
        kind = self._random.choice(("sh:NodeShape", "sh:NodeShape", "sh:NodeShape, rdfs:Class"))
        severity = self._random.choice(("", "", " ; sh:severity sh:Warning"))
        return (
            f"{self._name} a {kind} ; {self._target()}{severity} ;\n    "
            + " ;\n    ".join(self._some(_OF_NODES, 0))
            + " ."
        )

    def _target(self) -> str:
        choose = self._random.choice
        return choose((
            f"sh:targetNode {choose(_NAMED)}, {choose(LITERALS)}",
            f"sh:targetClass {choose(_CLASSES)}",
            f"sh:targetSubjectsOf {choose(_PROPERTIES)}",
            f"sh:targetSubjectsOf {choose(_PROPERTIES)}",
            f"sh:targetObjectsOf {choose(_PROPERTIES)}",
        ))  # fmt: skip

    def _some(self, makers: tuple[str, ...], depth: int) -> list[str]:
        """One to three constraints, of different components."""
        names = self._random.sample(sorted(set(makers)), self._random.randint(1, 3))
        if depth >= 3:
            names = [name for name in names if name not in _NESTING] or ["datatype"]
        return [_MAKERS[name](self, depth) for name in names]

    def property_shape(self, depth: int) -> str:
        inner = " ; ".join((f"sh:path {self.path()}", *self._some(_OF_PROPERTIES, depth)))
        return f"[ {inner} ]"

    def inner(self, depth: int) -> str:
        """An anonymous shape of either kind."""
        if self._random.random() < 0.3:
            return self.property_shape(depth + 1)
        return self.inner_node_shape(depth)

    def inner_node_shape(self, depth: int) -> str:
        return f"[ {' ; '.join(self._some(_OF_NODES, depth + 1))} ]"

    def inners(self, depth: int) -> str:
        return f"( {' '.join(self.inner(depth) for _ in range(self._random.randint(1, 3)))} )"

    def path(self, depth: int = 0) -> str:
        choose = self._random.choice
        if depth > 1 or self._random.random() < 0.6:
            return choose(_PROPERTIES)
        parts = f"{self.path(depth + 1)} {self.path(depth + 1)}"
        return choose((
            f"[ sh:inversePath {self.path(depth + 1)} ]",
            f"( {parts} )",
            f"[ sh:alternativePath ( {parts} ) ]",
            f"[ sh:zeroOrMorePath {self.path(depth + 1)} ]",
            f"[ sh:oneOrMorePath {self.path(depth + 1)} ]",
            f"[ sh:zeroOrOnePath {self.path(depth + 1)} ]",
        ))  # fmt: skip

    def chosen(self, template: str, *choices: tuple[str, ...]) -> str:
        return template.format(*map(self._random.choice, choices))

    def several(self, choices: tuple[str, ...]) -> str:
        return " ".join(self._random.choice(choices) for _ in range(self._random.randint(1, 3)))

    def number(self, most: int = 3) -> int:
        return self._random.randrange(most)

    def query(self, *, with_path: bool) -> str:
        queries = _QUERIES if with_path else _QUERIES[3:]
        text = self._random.choice(queries).format(
            path="$PATH",
            property=self.chosen("<https://example.org/{}>", ("p0", "p1", "p2")),
            other=self.chosen("<https://example.org/{}>", ("p1", "p2", "p3")),
            bound=self._random.choice(("1", "1.5", "'b'", "1e0")),
            datatype="<http://www.w3.org/2001/XMLSchema#integer>",
        )
        return f'sh:sparql [ sh:message "no" ; sh:select """{text}""" ]'


_MAKERS: Mapping[str, Callable[[_Shapes, int], str]] = {
    "class": lambda s, _: s.chosen("sh:class {}", _CLASSES),
    "datatype": lambda s, _: s.chosen("sh:datatype {}", _DATATYPES),
    "nodeKind": lambda s, _: s.chosen("sh:nodeKind sh:{}", _KINDS),
    "minInclusive": lambda s, _: s.chosen("sh:minInclusive {}", _BOUNDS),
    "maxInclusive": lambda s, _: s.chosen("sh:maxInclusive {}", _BOUNDS),
    "minExclusive": lambda s, _: s.chosen("sh:minExclusive {}", _BOUNDS),
    "maxExclusive": lambda s, _: s.chosen("sh:maxExclusive {}", _BOUNDS),
    "minLength": lambda s, _: f"sh:minLength {s.number()}",
    "maxLength": lambda s, _: f"sh:maxLength {s.number()}",
    "pattern": lambda s, _: s.chosen("sh:pattern {}{}", _PATTERNS, _FLAGS),
    "languageIn": lambda s, _: f"sh:languageIn ( {s.several(_LANGUAGES)} )",
    "equals": lambda s, _: s.chosen("sh:equals {}", _PROPERTIES),
    "disjoint": lambda s, _: s.chosen("sh:disjoint {}", _PROPERTIES),
    "hasValue": lambda s, _: s.chosen("sh:hasValue {}", (*_NAMED, *LITERALS)),
    "in": lambda s, _: f"sh:in ( {s.several((*_NAMED, *LITERALS))} )",
    "closed": lambda s, _: f"sh:closed true ; sh:ignoredProperties ( {s.several(_PROPERTIES)} )",
    "property": lambda s, depth: f"sh:property {s.property_shape(depth + 1)}",
    "node": lambda s, depth: f"sh:node {s.inner_node_shape(depth)}",
    "not": lambda s, depth: f"sh:not {s.inner(depth)}",
    "and": lambda s, depth: f"sh:and {s.inners(depth)}",
    "or": lambda s, depth: f"sh:or {s.inners(depth)}",
    "xone": lambda s, depth: f"sh:xone {s.inners(depth)}",
    "minCount": lambda s, _: f"sh:minCount {s.number()}",
    "maxCount": lambda s, _: f"sh:maxCount {s.number()}",
    "uniqueLang": lambda s, _: s.chosen("sh:uniqueLang {}", ("true", "true", "false")),
    "lessThan": lambda s, _: s.chosen("sh:lessThan {}", _PROPERTIES),
    "lessThanOrEquals": lambda s, _: s.chosen("sh:lessThanOrEquals {}", _PROPERTIES),
    "qualified": lambda s, depth: (
        s.chosen("sh:qualified{}Count {} ; ", ("Min", "Max"), ("0", "1", "2"))
        + s.chosen("sh:qualifiedValueShapesDisjoint {} ; ", ("true", "false"))
        + f"sh:qualifiedValueShape {s.inner(depth)}"
    ),
    "nodeQuery": lambda s, _: s.query(with_path=False),
    "pathQuery": lambda s, _: s.query(with_path=True),
}
_NESTING = ("property", "node", "not", "and", "or", "xone", "qualified")
_ONLY_NODES = ("nodeQuery",)
_ONLY_PROPERTIES = ("minCount", "maxCount", "uniqueLang", "lessThan", "lessThanOrEquals",
                    "qualified", "pathQuery")  # fmt: skip
_OF_NODES = (*(name for name in _MAKERS if name not in _ONLY_PROPERTIES),)
_OF_PROPERTIES = (*(name for name in _MAKERS if name not in _ONLY_NODES),)
