"""Times one uncached request layer by layer, in µs, in one thread.

    python bench/layers.py --triples 100000

Each layer is called alone, many times, on requests that all differ; the sum is the cost of a
request without the server in front. The best block of calls counts, because other load only adds.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import generate
from flask import Flask, request
from mix import GRAPH, SOLUTIONS

from schlaglicht.dataset.snapshot import Snapshot, take_snapshot
from schlaglicht.engine import EnginePool, EngineQuery, Limits
from schlaglicht.engine.frames import encode_query
from schlaglicht.formats import HTML, JSON, NTRIPLES, Format, negotiate
from schlaglicht.project import open_project
from schlaglicht.query import answer, read_query
from schlaglicht.web.app import create_app
from schlaglicht.web.http.sparql_protocol import read_operation
from schlaglicht.web.served_version import Site

BLOCKS, CALLS = 15, 100
EVENT = "<https://example.org/bench/event/{}>"
FORMS: dict[str, tuple[str, Format, str]] = {
    "ASK": (f"ASK {{{{ {EVENT} <https://schema.org/organizer> ?o }}}}", JSON, SOLUTIONS),
    "DESCRIBE": (f"DESCRIBE {EVENT}", NTRIPLES, GRAPH),
}


def microseconds(call: Callable[[int], object]) -> float:
    """The time of one call in the best block of calls, each call with another number."""
    blocks = []
    for block in range(BLOCKS):
        start = time.perf_counter()
        for number in range(block * CALLS, (block + 1) * CALLS):
            call(number)
        blocks.append((time.perf_counter() - start) / CALLS * 1e6)
    return min(blocks)


def store_of(snapshot: Snapshot) -> object:
    """The engine's store in this process, to compare with the one in another process."""
    from pyoxigraph import RdfFormat, Store

    store = Store()
    store.bulk_load(path=str(snapshot.path), format=RdfFormat.N_QUADS)
    return store


def measure(form: str, app: Flask, site: Site, store: object) -> Iterator[tuple[str, float]]:
    """Name and time of each layer, innermost first."""
    template, chosen, accept = FORMS[form]
    texts = [template.format(number) for number in range(BLOCKS * CALLS)]
    queries = [read_query(text) for text in texts]
    messages = [EngineQuery(query.text, chosen, None, None, {}) for query in queries]
    environs = [_environ(text, accept) for text in texts]

    def direct(number: int) -> None:
        result = store.query(texts[number])  # type: ignore[attr-defined]
        result.serialize(format=chosen.results or chosen.rdf)

    def operation(number: int) -> None:
        with app.request_context(dict(environs[number])):
            read_operation(request.environ)

    def context(number: int) -> None:
        with app.request_context(dict(environs[number])):
            pass

    def whole(number: int) -> None:
        body = app(dict(environs[number]), _start)
        b"".join(body)

    yield "engine: query and serialise, in this process", microseconds(direct)
    yield (
        "pool.stream: the same in an engine process",
        microseconds(lambda n: b"".join(site.backend.stream(messages[n]))),
    )
    yield "encode_query alone", microseconds(lambda n: encode_query(messages[n]))
    yield "read_query: lexer, form, refusals", microseconds(lambda n: read_query(texts[n]))
    yield (
        "answer: pool.stream and prefixes",
        microseconds(lambda n: answer(site.backend, queries[n], chosen)),
    )
    offered = (*queries[0].formats, HTML)
    yield "negotiate", microseconds(lambda _: negotiate(accept, offered))
    yield "Flask: request context", microseconds(context)
    yield "Flask: request context, read_operation", microseconds(operation)
    yield "the whole application", microseconds(whole)


def _start(*_: object) -> Callable[[bytes], object]:
    return lambda _: None


def _environ(text: str, accept: str) -> dict[str, object]:
    from werkzeug.test import EnvironBuilder

    url = f"http://127.0.0.1:8000/sparql?query={quote(text)}"
    return EnvironBuilder(path=url, headers=[("Accept", accept)]).get_environ()


@contextmanager
def generated_site(triples: int) -> Iterator[Site]:
    """A site over generated data, with one engine."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        data = folder / "data.nt"
        with data.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(generate.lines(triples))
        project = open_project([data])
        snapshot = take_snapshot(project, folder)
        with EnginePool(snapshot, engines=1, limits=Limits()) as pool:
            yield Site(project, snapshot, (), pool)


def main() -> None:
    """Prints one table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--triples", type=int, default=100_000)
    with generated_site(parser.parse_args().triples) as site:
        app, store = create_app(site), store_of(site.snapshot)
        columns = [dict(measure(form, app, site, store)) for form in FORMS]
    print(f"| µs per request | {' | '.join(FORMS)} |\n|---|" + "---|" * len(FORMS))
    for name in columns[0]:
        print(f"| {name} | {' | '.join(f'{column[name]:.0f}' for column in columns)} |")


if __name__ == "__main__":
    main()
