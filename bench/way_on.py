"""How often an empty or refused query is given its next step: reasons said, and repairs.

    python bench/way_on.py bench/way_on/*.toml
    python bench/way_on.py --ck25 FOLDER
    python bench/way_on.py --triples 100000
    python bench/way_on.py --triples 100000 --load

A set is a TOML file: `graph`, the paths of the data from the repository, and a `case` per query
with the `right` one. FOLDER is a clone of https://github.com/AKSW/text2sparql.aksw.org, whose
`docs/` hold a graph (CK25), 50 questions with their answers, and the queries that systems sent.

With `--triples`, what repairs cost on a generated graph of that size; with `--load`, what the
reasons in every empty answer cost there: the processor time of a query, of the web process and its
engines, with as many clients as engines and with twice as many; with hints and without, in turn.

*Said*: at least one reason is given; *over HTTP*: in the answer of a server that was asked the
query and nothing else. *Repaired*: the first repair gives the true answer. *Among
them*: one of the repairs does. *False*: a repair that gives nothing, or other rows than it says;
*slow*: one whose whole answer takes longer than ten seconds.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any
from unittest.mock import patch

from generate import SCHEMA, lines

from schlaglicht.dataset.snapshot import Snapshot, take_snapshot
from schlaglicht.engine import Backend, EnginePool, Limits, start_of
from schlaglicht.errors import QueryError, QuerySyntaxError, QueryTimeout
from schlaglicht.formats import JSON, NTRIPLES, TSV
from schlaglicht.project import Project, open_project
from schlaglicht.query import SparqlQuery, answer, read_query
from schlaglicht.query.empty_answers.explanation import (
    HINTS,
    LIMITS,
    Repair,
    RepairLimits,
    Turns,
    explanation,
)
from schlaglicht.web.app import create_app
from schlaglicht.web.http.headers import NOTE
from schlaglicht.web.http.sparql_protocol import ENDPOINT
from schlaglicht.web.published_site import Site
from schlaglicht.web.server.reload.publisher import ForkServers

ROOT = Path(__file__).parents[1]

Rows = Counter[str] | None
"""The rows of an answer, each once as text; None for none that can be read."""


@dataclass(frozen=True)
class Case:
    """A query, and how to know its true answer."""

    name: str
    query: str
    is_right: Callable[[Asked, str], bool]


class Asked:
    """A graph that answers queries."""

    def __init__(self, project: Project, snapshot: Snapshot, pool: EnginePool) -> None:
        self.snapshot, self.pool = snapshot, pool
        self.app = create_app(Site(project, snapshot, (), pool))
        self.client = self.app.test_client()

    def says(self, text: str) -> bool:
        """True if a server says why it has no answer to a query, or not this."""
        answered = self.client.get(ENDPOINT, query_string={"query": text})
        return NOTE in answered.headers or (answered.status_code >= 400 and bool(answered.text))

    def rest(self) -> None:
        """Waits until hints may be asked for: a question that took too long ends its engine."""
        while HINTS.seconds_of_rest or not self.pool.counts.idle:
            time.sleep(0.01)

    def lines(self, text: str) -> list[str] | None:
        """The rows of an answer; None if it takes too long."""
        query = read_query(text)
        shape = next(x for x in (TSV, NTRIPLES, JSON) if x in query.formats)
        with suppress(QueryTimeout):
            body = answer(self.pool, query, shape, prefixes=self.snapshot.prefixes).body.decode()
            return body.splitlines()[1 if shape is TSV else 0 :]
        return None

    def values(self, text: str) -> set[str]:
        """The texts of all terms in an answer."""
        query = read_query(text)
        if JSON not in query.formats:
            return set()
        try:
            body = json.loads(answer(self.pool, query, JSON, prefixes=self.snapshot.prefixes).body)
        except QueryTimeout:
            return set()
        if "boolean" in body:
            return {str(body["boolean"]).lower()}
        return {term["value"] for row in body["results"]["bindings"] for term in row.values()}


@contextmanager
def asked(paths: Sequence[Path], engines: int = 1) -> Iterator[Asked]:
    """The graph of a project or of files."""
    with tempfile.TemporaryDirectory() as folder:
        project = open_project(paths)
        snapshot = take_snapshot(project, Path(folder))
        servers = ForkServers()  # as for a server: an engine that a question ends is soon replaced
        servers.start(snapshot)
        try:
            limits, start = Limits(seconds=10), start_of(snapshot)
            with EnginePool(snapshot, engines=engines, limits=limits, start=start) as pool:
                yield Asked(project, snapshot, pool)
        finally:
            servers.close()


def ck25_cases(folder: Path) -> Iterator[Case]:
    """The queries that systems sent; an answer is right that has all true values."""
    truth = json.loads((folder / "docs/benchmark/ck25_true_result_set.json").read_text())
    for file in sorted(folder.glob("docs/results/*/ck25_answers.json")):
        for each in json.loads(file.read_text()):
            if each["query"].strip():
                name = f"{file.parent.name} {each['qname']} {each['question']}"
                true = set(truth[each["qname"]])
                yield Case(name, each["query"], partial(_has_values, true))


def _has_values(true: set[str], graph: Asked, text: str) -> bool:
    return bool(true) and true <= graph.values(text)


def own_cases(described: dict[str, Any]) -> Iterator[Case]:
    """The queries of a set; an answer is right that has the rows of the right query."""
    for number, each in enumerate(described["case"], 1):
        yield Case(str(number), each["query"], partial(_has_rows_of, each["right"]))


def generated_cases() -> Iterator[Case]:
    """Queries about the graph of `generate` with a fault each, of which all are empty."""
    head = f"PREFIX s: <{SCHEMA}> SELECT *"
    for number, (wrong, right) in enumerate(_GENERATED, 1):
        is_right = partial(_has_rows_of, f"{head} {{ {right} }} LIMIT 50")
        yield Case(str(number), f"{head} {{ {wrong} }} LIMIT 50", is_right)


_GENERATED = (
    ("?e a s:BusinesEvent ; s:name ?n", "?e a s:BusinessEvent ; s:name ?n"),
    ("?e a s:Event ; s:title ?n", "?e a s:Event ; s:name ?n"),
    ("?e a s:Event ; s:organiser ?o", "?e a s:Event ; s:organizer ?o"),
    ("?o s:organizer ?e . ?o a s:Organization", "?o ^s:organizer ?e . ?o a s:Organization"),
    ('?p s:name "ada abel 1"', '?p s:name "Ada Abel 1"'),
    ('?c a s:Country ; s:name "Germany"', '?c a s:Country ; s:name "Germany"@en'),
    (
        '?c a s:Country ; s:name ?n FILTER(CONTAINS(?n, "germany"))',
        '?c a s:Country ; s:name ?n FILTER(CONTAINS(LCASE(STR(?n)), "germany"))',
    ),
    (
        '?e s:startDate ?d FILTER(?d > "2024")',
        '?e s:startDate ?d FILTER(?d > "2024-01-01"^^<http://www.w3.org/2001/XMLSchema#date>)',
    ),
    ("<https://example.org/bench/Event/1> ?p ?o", "<https://example.org/bench/event/1> ?p ?o"),
    ("?e s:noSuchThing ?x . ?x s:neitherThis ?y", "?e s:name ?x"),
    ("<urn:x> <urn:y> ?z", "?e s:name ?x"),
    ("?e a s:Event ; s:location ?c . ?c a s:Person", "?e a s:Event ; s:location ?c"),
)


def _has_rows_of(right: str, graph: Asked, text: str) -> bool:
    return sorted(graph.lines(text) or "") == sorted(graph.lines(right) or "")


ROUNDS, SECONDS = 3, 4.0
"""Of a measurement under load."""


def measure_load(file: Path) -> None:
    """Prints what a query costs, an empty one as often as another, with hints and without."""
    head = f"PREFIX s: <{SCHEMA}> SELECT *"
    texts = [f"{head} {{ {wrong} }} LIMIT 50" for pair in _GENERATED for wrong in pair]
    with asked([file], engines=2) as graph:
        for clients in (1, 2, 4):
            costs: dict[bool, list[float]] = {True: [], False: []}
            counts: dict[bool, int] = {True: 0, False: 0}
            for _ in range(ROUNDS):
                for has_hints in (True, False):
                    with nullcontext() if has_hints else patch.object(Turns, "turn", _nobody):
                        queries, seconds = _asked_at_once(graph, texts, clients)
                    costs[has_hints].append(1000 * seconds / queries)
                    counts[has_hints] += queries
            said = ", ".join(
                f"{'with' if each else 'without'} hints {median(costs[each]):.2f} ms of "
                f"{counts[each]} queries"
                for each in (True, False)
            )
            print(f"{clients} clients of 2 engines: {said}", flush=True)


@contextmanager
def _nobody(_turns: Turns, _backend: Backend, **_wait: float) -> Iterator[bool]:
    yield False


def _asked_at_once(graph: Asked, texts: Sequence[str], clients: int) -> tuple[int, float]:
    """The number of queries that clients ask in a while, and the processor time of all."""
    end = time.monotonic() + SECONDS

    def ask(_number: int) -> int:
        client, count = graph.app.test_client(), 0
        while time.monotonic() < end:
            text = f"{texts[count % len(texts)]} # {time.monotonic_ns()}"  # in no cache
            client.get(ENDPOINT, query_string={"query": text})
            count += 1
        return count

    before = time.process_time() + _of_engines(graph.pool)
    with ThreadPoolExecutor(clients) as threads:
        queries = sum(threads.map(ask, range(clients)))
    return queries, time.process_time() + _of_engines(graph.pool) - before


def _of_engines(pool: EnginePool) -> float:
    """Seconds that the engines have worked, but for those that were ended."""
    stats = (Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1] for pid in pool.pids)
    return sum(sum(map(int, stat.split()[11:13])) for stat in stats) / os.sysconf("SC_CLK_TCK")


@dataclass
class Outcome:
    """What became of one case."""

    case: Case
    kind: str
    said: tuple[str, ...] = ()
    over_http: bool = False
    repairs: tuple[Repair, ...] = ()
    right: tuple[bool, ...] = ()
    false: int = 0
    slow: int = 0
    """Repairs whose whole answer takes longer than a query may."""
    seconds: float = 0.0


def outcome(case: Case, graph: Asked, limits: RepairLimits = LIMITS) -> Outcome:
    """Asks the query of a case, and has it repaired if it gives nothing."""
    kind, said, text = "empty", tuple[str, ...](), ""
    query: SparqlQuery | None = None
    graph.rest()
    try:
        query = read_query(case.query)
        answered = answer(graph.pool, query, query.formats[0], prefixes=graph.snapshot.prefixes)
        if not answered.is_empty:
            return Outcome(case, "answered", right=(case.is_right(graph, case.query),))
    except QueryError as error:
        kind, said = "refused", (str(error),)
        if error.repair:
            text = case.query
            with suppress(QueryError):
                query = read_query(error.repair)
        elif not isinstance(error, QuerySyntaxError) or error.query is None:
            query = None
    graph.rest()
    over_http = graph.says(case.query)
    if query is None:
        return Outcome(case, kind, said, over_http)
    graph.rest()
    begun = time.perf_counter()
    explained = explanation(query, graph.snapshot, graph.pool, asked=text, limits=limits, wait=0)
    seconds = time.perf_counter() - begun
    found, said = explained.repairs, said or explained.reasons
    right = tuple(case.is_right(graph, each.query) for each in found)
    answers = [(each, graph.lines(each.query)) for each in found if each.rows]
    false = sum(
        len(rows) < (each.rows or 0) or (each.is_counted and len(rows) != each.rows)
        for each, rows in answers
        if rows is not None
    )
    slow = sum(rows is None for _, rows in answers)
    return Outcome(case, kind, said, over_http, found, right, false, slow, seconds)


def report(title: str, outcomes: Sequence[Outcome]) -> None:
    """Prints the shares."""
    print(f"\n{title}: {len(outcomes)} queries")
    kinds = Counter(each.kind for each in outcomes)
    answered = [each for each in outcomes if each.kind == "answered"]
    print(
        f"  answered {kinds['answered']}, of these right {sum(each.right[0] for each in answered)}"
    )
    for kind in ("empty", "refused"):
        of = [each for each in outcomes if each.kind == kind]
        if of:
            times = sorted(each.seconds for each in of)
            print(
                f"  {kind} {len(of)}: said {sum(bool(each.said) for each in of)}, "
                f"over HTTP {sum(each.over_http for each in of)}, "
                f"with a repair {sum(bool(each.repairs) for each in of)}, "
                f"repaired {sum(any(each.right[:1]) for each in of)}, "
                f"among them {sum(any(each.right) for each in of)}, "
                f"false {sum(each.false for each in of)}, slow {sum(each.slow for each in of)}; "
                f"median {1000 * times[len(times) // 2]:.0f} ms, longest {1000 * times[-1]:.0f} ms"
            )


def show(each: Outcome) -> None:
    """Prints a case with its repairs."""
    print(f"\n{'=' * 80}\n{each.case.name}: {each.kind}\n{each.case.query}")
    print(*(f"  said: {said}" for said in each.said), sep="\n")
    for number, repair in enumerate(each.repairs):
        mark = "RIGHT" if each.right[number] else "other"
        print(f"  {mark} cost {repair.cost:.2f}, rows {repair.rows}")
        print(*(f"      {line}" for line in repair.diff), sep="\n")


def main() -> None:
    """Replays sets."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sets", nargs="*", type=Path)
    parser.add_argument("--ck25", type=Path, metavar="FOLDER")
    parser.add_argument("--triples", type=int, metavar="N")
    parser.add_argument("--load", action="store_true", help="what hints cost under load")
    parser.add_argument("--seconds", type=float, default=LIMITS.seconds, help="of one query")
    parser.add_argument("--show", action="store_true", help="each query with its repairs")
    options = parser.parse_args()
    limits = replace(LIMITS, seconds=options.seconds)
    jobs = [(path.stem, tomllib.loads(path.read_text())) for path in options.sets]
    sets = [
        (name, [ROOT / path for path in described["graph"]], list(own_cases(described)))
        for name, described in jobs
    ]
    if options.ck25:
        files = [options.ck25 / f"docs/data/prod-{name}.ttl" for name in ("inst", "vocab")]
        sets.append(("CK25", files, list(ck25_cases(options.ck25))))
    with tempfile.TemporaryDirectory() as folder:
        if options.triples:
            file = Path(folder) / "data.nt"
            file.write_text("".join(lines(options.triples)), encoding="utf-8")
            if options.load:
                measure_load(file)
                return
            sets.append((f"{options.triples} triples", [file], list(generated_cases())))
        _replay(sets, limits, shown=options.show)


def _replay(
    sets: Sequence[tuple[str, Sequence[Path], Sequence[Case]]], limits: RepairLimits, *, shown: bool
) -> None:
    for name, paths, cases in sets:
        with asked(paths) as graph:
            outcomes = [outcome(case, graph, limits) for case in cases]
        for each in outcomes:
            if shown and each.kind != "answered":
                show(each)
        report(name, outcomes)


if __name__ == "__main__":
    main()
