"""Cases whose shapes have mostly constraints that the screening engine is trusted with."""

from __future__ import annotations

from random import Random

import generated_cases as generated
from generated_cases import PREFIXES, Case

_TRUSTED = {
    *("class", "datatype", "nodeKind", "minLength", "maxLength", "pattern", "languageIn"),
    *("equals", "disjoint", "hasValue", "in", "closed", "property", "node", "not", "and", "or"),
    *("xone", "minCount", "maxCount", "uniqueLang", "counted"),
}
_OTHERS = ("minInclusive", "lessThan", "qualified", "pathQuery")
_DATATYPES = (
    "xsd:string",
    "xsd:integer",
    "xsd:boolean",
    "xsd:date",
    "rdf:langString",
    "xsd:double",
)
_LANGUAGES = ('"en"', '"de"', '"de-AT"')
_PATTERNS = ('"a"', '"^a"', '"b$"', '"^[^a]*$"', '"x|y"', '"^$"', '"(a)b"', r'"^\\+?[0-9]{1,2}$"')


def screened_case(number: int) -> Case:
    """The case of this number: named property shapes, shared and nested ones among them."""
    random = Random(f"screened {number}")
    data = sorted({generated._statement(random) for _ in range(random.randrange(6, 30))})
    data += [
        f"{random.choice(generated._NODES)} a {random.choice(generated._CLASSES)} ."
        for _ in range(4)
    ]
    data += [f"{a} rdfs:subClassOf {b} ." for a in generated._CLASSES for b in generated._CLASSES
             if random.random() < 0.15]  # fmt: skip
    shared = [f"ex:P{n}" for n in range(3)]
    shapes = [_Screened(random, name).named_property() for name in shared]
    for n in range(random.randrange(1, 5)):
        shape = _Screened(random, f"ex:S{n}")
        shapes.append(shape.with_parts(random.sample(shared, random.randrange(3))))
    return Case(
        f"screened {number}",
        PREFIXES + "\n".join(data) + "\n",
        PREFIXES + "\n".join(shapes) + "\n",
    )


class _Screened(generated._Shapes):
    """Makes shapes of trusted constraints, and now and then of another."""

    def named_property(self) -> str:
        target = f" ; {self._target()}" if self._random.random() < 0.3 else ""
        parts = " ;\n    ".join(self._some(generated._OF_PROPERTIES, 0))
        return f"{self._name} a sh:PropertyShape ; sh:path {self.path()}{target} ;\n    {parts} ."

    def with_parts(self, names: list[str]) -> str:
        """A node shape that also has shared property shapes."""
        parts = "".join(f" ;\n    sh:property {name}" for name in names)
        return self.node_shape().removesuffix(" .") + parts + " ."

    def _some(self, makers: tuple[str, ...], depth: int) -> list[str]:
        trusted = [name for name in makers if name in _TRUSTED]
        if makers is generated._OF_PROPERTIES:
            trusted.append("counted")
            if self._random.random() < 0.1:
                trusted = [self._random.choice(_OTHERS)]
        names = self._random.sample(trusted, min(len(trusted), self._random.randint(1, 3)))
        if depth >= 3:
            names = [name for name in names if name not in _NESTING] or ["datatype"]
        return [self._made(name, depth) for name in names]

    def _made(self, name: str, depth: int) -> str:
        match name:
            case "datatype":
                return self.chosen("sh:datatype {}", _DATATYPES)
            case "pattern":
                return self.chosen("sh:pattern {}", _PATTERNS)
            case "languageIn":
                return f"sh:languageIn ( {self.several(_LANGUAGES)} )"
            case "counted":
                count = self.chosen("sh:qualified{}Count {}", ("Min", "Max"), ("0", "1", "2"))
                return f"{count} ; sh:qualifiedValueShape {self.inner(depth)}"
        return generated._MAKERS[name](self, depth)


_NESTING = (*generated._NESTING, "counted")
