"""An engine process: one store, one query at a time, no access to network or files.

    python -m schlaglicht.engine.worker SOURCE MEMORY ANSWER

SOURCE is a file of N-Quads or a store on disk, MEMORY what queries may allocate beyond the loaded
store, ANSWER the size of one answer, both in bytes. The process ends when its standard input
closes, even in the middle of a query.
"""

from __future__ import annotations

import contextlib
import gc
import os
import resource
import select
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, cast

from pyoxigraph import (
    NamedNode,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
)

from schlaglicht.engine.answer_parts import AnswerParts, EnoughError, send_frame
from schlaglicht.engine.column_order import with_column_order
from schlaglicht.engine.copied_memory import CopiedMemory
from schlaglicht.engine.disk_store import opened, private_forms_of, unopened_files
from schlaglicht.engine.empty_solutions import LONGEST, is_empty_answer
from schlaglicht.engine.frames import HEADER, EngineQuery, Kind, decode_query
from schlaglicht.engine.graph_answer import valid_prefixes, write_graph
from schlaglicht.engine.private_functions import PrivateFunctions
from schlaglicht.engine.restored_text import restored_text
from schlaglicht.engine.syntax_message import PADDING
from schlaglicht.engine.xml_filter import NotInXmlError, XmlText
from schlaglicht.formats import RDFXML, XML

STACK = 64 * 2**20
"""Bytes of stack for parser and evaluator, which recurse: the 8 MiB of a main thread are used
up by 800 nested EXISTS, these by about 6,000."""

STDIN, STDOUT, STDERR = 0, 1, 2

_READ_SIZE = 4096
"""Bytes of a first read; a longer query says its length there, and the rest is read at once."""

RENEWED = 75
"""The exit code of a copy that wants a fresh one to take its place."""

_LINE_FORMATS = (RdfFormat.N_TRIPLES, RdfFormat.N_QUADS)


@dataclass(frozen=True)
class Bounds:
    """Bytes that one query may take."""

    memory: int
    """Memory beyond the loaded store."""
    answer: int
    """The size of its answer."""


@dataclass(frozen=True)
class Loaded:
    """A store, and the private forms of its literals."""

    store: Store
    private: PrivateFunctions | None
    more_files: int
    """Files that the store has yet to open."""


def main(arguments: list[str]) -> None:
    """Loads the store, then answers queries until standard input closes."""
    run(lambda: loaded(Path(arguments[0])), Bounds(int(arguments[1]), int(arguments[2])))


def run(
    load: Callable[[], Loaded], bounds: Bounds, *, is_first: bool = True, is_copy: bool = False
) -> None:
    """Answers queries until standard input closes; never returns.

    A copy of a fork server ends by itself, with the exit code RENEWED, when another should go on;
    that one is not the first, of which the server knows that it is ready.
    """
    # Query and result stay in this one thread; the main thread only watches for the end.
    threading.stack_size(STACK)
    work = partial(_work, load, bounds, is_first=is_first, is_copy=is_copy)
    threading.Thread(target=work, daemon=True).start()
    _wait_for_hangup()
    os._exit(0)


def _wait_for_hangup() -> None:
    """Returns once the server is gone.

    A death signal from the kernel would not work: it comes when the *thread* that started this
    process ends, and a replacement is started by a thread that ends immediately.
    """
    watch = select.poll()
    watch.register(STDIN, 0)
    watch.poll()


def _work(load: Callable[[], Loaded], bounds: Bounds, *, is_first: bool, is_copy: bool) -> None:
    output = STDOUT
    try:
        there = _load(load, output)
        copied = CopiedMemory() if is_copy else None
        _lock_in(bounds.memory, there.more_files)
        gc.freeze()  # objects so far are permanent, not worth collecting
        if is_first:
            send_frame(output, Kind.READY)
        for query in _queries(STDIN, copied):
            store_query = _StoreQuery(there.store, query, there.private)
            _execute(store_query, AnswerParts(output, bounds.answer, query.most))
    finally:
        os._exit(1)


@dataclass(frozen=True)
class _StoreQuery:
    """A query over the store, whose literals may have private forms."""

    store: Store
    query: EngineQuery
    private: PrivateFunctions | None


def loaded(source: Path) -> Loaded:
    """The store that `disk_store.source_of` names; raises OSError and SyntaxError."""
    forms = private_forms_of(source)
    store = opened(source)
    return Loaded(store, PrivateFunctions(forms) if forms else None, unopened_files(source))


def _load(load: Callable[[], Loaded], output: int) -> Loaded:
    try:
        return load()
    except (OSError, SyntaxError) as error:
        send_frame(output, Kind.FAILED, f"the snapshot cannot be loaded: {error.args[-1]}".encode())
        raise


def _lock_in(memory: int, more_files: int) -> None:
    """Removes from this process what no query needs: unlimited memory, and new file handles.

    Without file handles there are no sockets: should SERVICE ever slip past the query parser, it
    cannot connect to anything. `more_files` is the number of those that the store has yet to open.
    """
    with contextlib.suppress(FileNotFoundError):  # only Linux has this file and enforces the limit
        limit = _data_size() + memory
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    files = _open_files() + more_files
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))


def _open_files() -> int:
    """A limit that leaves what is open and admits no other."""
    highest = max(int(file.name) for file in Path("/dev/fd").iterdir())
    while (number := os.dup(STDERR)) < highest:  # fills the gaps
        pass
    os.close(number)
    return number


def _data_size() -> int:
    """Bytes of private memory mapped by this process."""
    with open("/proc/self/status", encoding="ascii", errors="replace") as status:  # noqa: PTH123
        for line in status:
            if line.startswith("VmData:"):
                return int(line.split()[1]) * 1024
    raise FileNotFoundError("VmData")


def _queries(source: int, copied: CopiedMemory | None) -> Iterator[EngineQuery]:
    """The queries that arrive, until standard input closes or a fresh copy should read the next."""
    received = b""
    while True:
        if copied and not received and not copied.wait(source):
            os._exit(RENEWED)
        while len(received) < HEADER.size:
            if not (content := os.read(source, _READ_SIZE)):
                return
            received += content
        _, length = HEADER.unpack_from(received)
        parts, missing = [received], HEADER.size + length - len(received)
        while missing > 0:
            if not (content := os.read(source, missing)):
                return
            parts.append(content)
            missing -= len(content)
        received = b"".join(parts)
        end = HEADER.size + length
        yield decode_query(received[HEADER.size : end])
        received = received[end:]


def _execute(store_query: _StoreQuery, answer: AnswerParts) -> None:
    try:
        is_empty = _write_answer(store_query, answer)
    except EnoughError:
        answer.close(Kind.CUT)
    except NotInXmlError as error:
        answer.close(Kind.NOT_IN_XML, str(error))
    except SyntaxError as error:
        answer.close(Kind.SYNTAX, _fault_as_asked(store_query) or str(error))
    except (RuntimeError, ValueError, OSError) as error:
        answer.close(Kind.FAILED, _without_private_forms(store_query, str(error)))
    except MemoryError:
        answer.close(Kind.FAILED, "the query needs more memory than it may have")
    else:
        answer.close(Kind.EMPTY if is_empty else Kind.DONE)


def _fault_as_asked(store_query: _StoreQuery) -> str | None:
    """The parser's message about the padded text before it was written with private forms."""
    text = store_query.query.asked or store_query.query.text
    try:
        _results(store_query.store, store_query, text + PADDING)
    except SyntaxError as error:
        return str(error)
    except (RuntimeError, ValueError, OSError):
        pass
    if store_query.query.asked is None:
        return None
    return "this query cannot be answered with literals as they are written"


def _without_private_forms(store_query: _StoreQuery, message: str) -> str:
    if store_query.private is None:
        return message
    forms = store_query.private.forms
    return forms.pattern.sub(forms.restored, message.encode()).decode()


def _results(
    store: Store, store_query: _StoreQuery, text: str
) -> QueryBoolean | QuerySolutions | QueryTriples:
    """The results of a query over `store` whose text is this one."""
    query, private = store_query.query, store_query.private
    return store.query(
        text,
        base_iri=query.base,
        prefixes=valid_prefixes(query.prefixes),
        default_graph=_graph_names(query.default_graphs),
        named_graphs=_graph_names(query.named_graphs),
        custom_functions=dict(private.functions) if private else None,
        custom_aggregate_functions=dict(private.aggregates) if private else None,
    )


def _write_answer(store_query: _StoreQuery, answer: AnswerParts) -> bool:
    """Write the answer to the query; return whether nothing was found."""
    query = store_query.query
    text = with_column_order(
        query.text, query.columns, lambda: _results(Store(), store_query, query.text)
    )
    results = _results(store_query.store, store_query, text)
    file = cast("BinaryIO", answer)
    file = cast("BinaryIO", XmlText(file)) if query.format in (XML, RDFXML) else file
    with restored_text(file, store_query.private.forms if store_query.private else None) as file:
        if isinstance(results, QueryTriples):
            return _write_graph(results, store_query, file)
        results.serialize(file, format=query.format.results)
    if isinstance(results, QueryBoolean):
        return not results
    if answer.tell() > LONGEST:
        return False
    variables = tuple(variable.value for variable in results.variables)
    return is_empty_answer(answer.unsent, variables, query.format.results)


def _graph_names(iris: tuple[str, ...] | None) -> list[Any] | None:
    return None if iris is None else [_graph_name(iri) for iri in iris]


def _graph_name(iri: str) -> NamedNode:
    try:
        return NamedNode(iri)
    except ValueError as error:
        raise ValueError(f"{iri!r} names no graph, it is not an absolute IRI: {error}") from error


def _write_graph(results: QueryTriples, store_query: _StoreQuery, file: BinaryIO) -> bool:
    """Write the triples; return whether there are none."""
    query = store_query.query
    if query.format.rdf in _LINE_FORMATS:
        results.serialize(file, format=query.format.rdf)
        return file.tell() == 0
    triples = (
        map(store_query.private.with_written_datatypes, results) if store_query.private else results
    )
    return write_graph(triples, file, query.format, query.prefixes)


if __name__ == "__main__":
    main(sys.argv[1:])
