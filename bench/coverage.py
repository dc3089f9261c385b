"""Times the coverage of shapes, compared with reading the same files.

    python bench/coverage.py [--triples 100000] [--rounds 5]

The data is that of generate.py. Each of its classes has a shape with four property shapes per
property, as in shapes with one rule each, and one with a path of two steps.
Seconds are processor time, so that other work on the machine counts little.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from generate import BASE, lines
from rdflib import RDF, Graph

from schlaglicht.project import open_project
from schlaglicht.rdf.rdflib_logging import quiet_rdflib
from schlaglicht.validation.inputs import read_inputs
from schlaglicht.validation.shacl.coverage import measure_coverage

RULES = ("sh:minCount 0", "sh:maxCount 99", "sh:nodeKind sh:IRIOrLiteral", "sh:minLength 0")


def shapes_for(data: Graph) -> str:
    """Shapes for all classes and properties of the data, in Turtle."""
    properties: dict[str, set[str]] = {}
    for subject, type_ in data.subject_objects(RDF.type):
        named = properties.setdefault(str(type_), set())
        named.update(str(predicate) for predicate in data.predicates(subject))
    blocks = ["@prefix sh: <http://www.w3.org/ns/shacl#> ."]
    for number, (class_, named) in enumerate(sorted(properties.items())):
        constraints = [f"[ sh:path <{name}> ; {rule} ]" for name in sorted(named) for rule in RULES]
        steps = "<https://schema.org/organizer> <https://schema.org/location>"
        constraints.append(f"[ sh:path ( {steps} ) ; sh:nodeKind sh:IRI ]")
        blocks.append(
            f"<{BASE}shape/{number}> a sh:NodeShape ; sh:targetClass <{class_}> ;\n"
            f"  sh:property {' , '.join(constraints)} ."
        )
    return "\n".join(blocks)


def main() -> None:
    """Prints the medians."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--triples", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, quiet_rdflib():
        folder = Path(name)
        (folder / "data.nt").write_text("".join(lines(arguments.triples)), encoding="utf-8")
        (folder / "shapes").mkdir()
        shapes = folder / "shapes" / "all.ttl"
        shapes.write_text(shapes_for(Graph().parse(folder / "data.nt")), encoding="utf-8")
        begun = time.process_time()
        inputs, _ = read_inputs(open_project([folder]))
        _ = inputs.data_graph, inputs.shapes_graph
        print(f"reading      {time.process_time() - begun:6.2f} s")
        times = []
        for _ in range(arguments.rounds):
            begun = time.process_time()
            coverage = measure_coverage(inputs)
            times.append(time.process_time() - begun)
        assert coverage is not None
        print(f"coverage     {statistics.median(times):6.2f} s  (median of {len(times)})")
        print(f"covered      {coverage.covered} of {coverage.triples} triples")


if __name__ == "__main__":
    main()
