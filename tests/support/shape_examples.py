"""Examples of the rules of the shipped shapes: the named graphs of `<area>.trig`.

`pass:EventShape-dates-in-order` conforms to all rules, `fail:EventShape-dates-in-order` breaks this
one and no other.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rdflib import URIRef

_GRAPH = re.compile(r"^(pass|fail):([\w-]+) \{\n(.*?)^\}$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class ShapeExample:
    """A named graph of a TriG file."""

    path: Path
    line: int
    rule: str
    verdict: str
    turtle: str
    """The graph as Turtle, with the line numbers of the TriG file."""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.verdict}:{self.rule}"

    @property
    def name(self) -> str:
        """The name of the rule and the verdict, as `EventShape-dates-in-order.fail`."""
        return f"{self.rule}.{self.verdict}"

    @property
    def iri(self) -> URIRef:
        """The name of the graph."""
        return URIRef(f"urn:example:{self.verdict}:{self.rule}")


def examples_in(path: Path) -> Iterator[ShapeExample]:
    """The examples of a file, in its order."""
    text = path.read_text(encoding="utf-8")
    graphs = list(_GRAPH.finditer(text))
    for graph in graphs:
        prologue = text[: graphs[0].start()]
        skipped = text.count("\n", len(prologue), graph.start(3))
        turtle = prologue + "\n" * skipped + graph[3]
        line = text.count("\n", 0, graph.start()) + 1
        yield ShapeExample(path, line, graph[2], graph[1], turtle)
