"""Reports with and without the screen; as a program, which `make fuzz` runs, of many cases."""

from __future__ import annotations

import logging
import sys
import warnings
from collections import Counter
from collections.abc import Callable

from generated_cases import Case, generated_case
from judges import graph_in
from rdflib import RDF, BNode, Graph
from rdflib.term import Node
from screened_cases import screened_case

from schlaglicht.rdf.terms import ntriples_term
from schlaglicht.validation.shacl.run import judge
from schlaglicht.validation.shacl.screening.engine import Answer, answer_of, rows_of
from schlaglicht.vocab import SH

Report = list[str]


def ntriples(graph: Graph) -> str:
    """A graph in N-Triples."""
    return "".join(" ".join((*map(ntriples_term, triple), ".\n")) for triple in graph)


def screened_and_not(data: Graph, shapes: Graph) -> tuple[Report, Report, Answer | None]:
    """The reports with the screen and without it, and what the engine says."""
    rows = rows_of(lambda: ntriples(data), shapes)
    answer = None if rows is None else answer_of(shapes, rows)
    with_screen = _report(lambda: judge(data, shapes, processes=1, screen=lambda: answer))
    return with_screen, _report(lambda: judge(data, shapes, processes=1)), answer


def _report(judged: Callable[[], Graph]) -> Report:
    """The results in a report, whatever the labels of blank nodes; or the exception."""
    try:
        report = judged()
    # pySHACL raises any exception over faults in shapes; it has to be the same one.
    except Exception as error:
        return [type(error).__name__]
    (whole,) = report.subjects(RDF.type, SH.ValidationReport)
    results = [_text(report, result) for result in report.objects(whole, SH.result)]
    return [str(report.value(whole, SH.conforms)), *sorted(results)]


def _text(report: Graph, node: Node, depth: int = 0) -> str:
    if not isinstance(node, BNode):
        return ntriples_term(node)
    if depth > 12:  # sh:detail and copies of shapes are trees; data may have circles
        return "[]"
    said = sorted(f"{p} {_text(report, o, depth + 1)}" for p, o in report.predicate_objects(node))
    return f"[{' ; '.join(said)}]"


def main(first: int, number: int) -> int:
    """Prints each case whose reports differ; 1 if there is one."""
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    found: Counter[str] = Counter()
    for n in range(first, first + number):
        for case in (generated_case(n), screened_case(n)):
            found[_kind(case)] += 1
    print(*(f"{kind}: {count}" for kind, count in found.most_common()), sep="\n")
    return int(found["different"] > 0)


def _kind(case: Case) -> str:
    with_screen, without, answer = screened_and_not(graph_in(case.data), graph_in(case.shapes))
    if with_screen != without:
        print(case, with_screen, without, sep="\n", flush=True)
        return "different"
    if answer is None:
        return "not screened"
    return "settled" if answer.settles else "screened"


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
