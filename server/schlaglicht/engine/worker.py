"""An engine process: one store, one query at a time, no access to network or files.

    python -m schlaglicht.engine.worker SOURCE MEMORY ANSWER

SOURCE is a file of N-Quads or a store on disk, MEMORY what queries may allocate beyond the loaded
store, ANSWER the size of one answer, both in bytes. The process ends when its standard input
closes, even in the middle of a query.
"""

from __future__ import annotations

import gc
import os
import select
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
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

from schlaglicht.engine import limits
from schlaglicht.engine.disk_store import opened, private_forms_of, unopened_files
from schlaglicht.engine.frames import (
    HEADER,
    TIMEVAL,
    AnswerParts,
    EngineQuery,
    EnoughError,
    Kind,
    decode_query,
    send_frame,
)
from schlaglicht.engine.limits import CopiedMemory, lock_in
from schlaglicht.engine.private_functions import PrivateFunctions
from schlaglicht.engine.process import Started, become_engine, spawn
from schlaglicht.engine.syntax_message import PADDING
from schlaglicht.engine.written_answer import (
    LONGEST,
    NotInXmlError,
    XmlText,
    is_empty_answer,
    valid_prefixes,
    write_graph,
)
from schlaglicht.errors import EngineNotStarted
from schlaglicht.formats import RDFXML, XML
from schlaglicht.ground import processes
from schlaglicht.rdf.private_forms import RestoredText

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
        if copied:
            _wake_at_rest(STDIN)
        lock_in(bounds.memory, there.more_files)
        gc.freeze()  # objects so far are permanent, not worth collecting
        if is_first:
            send_frame(output, Kind.READY)
        for body in _bodies(STDIN, copied):
            answer(there, decode_query(body), output, bounds.answer)
    finally:
        os._exit(1)


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


def _bodies(source: int, copied: CopiedMemory | None) -> Iterator[bytes]:
    """The queries that arrive, until standard input closes.

    A copy whose memory has become its own ends before one that a fresh copy should answer, though
    never before its first.
    """
    received, copied_so_far = b"", None
    while True:
        if copied_so_far and not received and copied_so_far.is_more_than(limits.MOST_AT_WORK):
            os._exit(RENEWED)
        end = HEADER.size
        while len(received) < end:
            content = _read(source, max(_READ_SIZE, end), None if received else copied_so_far)
            if not content:
                return
            received += content
            if len(received) >= HEADER.size:
                end = HEADER.size + HEADER.unpack_from(received)[1]
        yield received[HEADER.size : end]
        received, copied_so_far = received[end:], copied


def _read(source: int, size: int, copied: CopiedMemory | None) -> bytes:
    """The next bytes that arrive; none once nothing will."""
    while True:
        try:
            return os.read(source, size)
        except BlockingIOError:  # nothing for some time, see `_wake_at_rest`
            if copied and copied.is_more_than(limits.MOST_AT_REST):
                os._exit(RENEWED)


def _wake_at_rest(source: int) -> None:
    """Has a read end after `REST` seconds without a query."""
    with socket.socket(fileno=os.dup(source)) as connection:
        bound = TIMEVAL.pack(int(limits.REST), int(limits.REST % 1 * 1_000_000))
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, bound)


def answer(there: Loaded, query: EngineQuery, output: int, limit: int) -> None:
    """Sends the frames of an answer of at most `limit` bytes, or the reason why there is none."""
    parts = AnswerParts(output, limit, query.most)
    try:
        is_empty = _write_answer(there, query, parts)
    except EnoughError:
        parts.close(Kind.CUT)
    except NotInXmlError as error:
        parts.close(Kind.NOT_IN_XML, str(error))
    except SyntaxError as error:
        parts.close(Kind.SYNTAX, _fault_as_asked(there, query) or str(error))
    except (RuntimeError, ValueError, OSError) as error:
        parts.close(Kind.FAILED, _without_private_forms(there.private, str(error)))
    except MemoryError:
        parts.close(Kind.FAILED, "the query needs more memory than it may have")
    else:
        parts.close(Kind.EMPTY if is_empty else Kind.DONE)


def _fault_as_asked(there: Loaded, query: EngineQuery) -> str | None:
    """The parser's message about the padded text before it was written with private forms."""
    try:
        _results(there, query, (query.asked or query.text) + PADDING)
    except SyntaxError as error:
        return str(error)
    except (RuntimeError, ValueError, OSError):
        pass
    if query.asked is None:
        return None
    return "this query cannot be answered with literals as they are written"


def _without_private_forms(private: PrivateFunctions | None, message: str) -> str:
    if private is None:
        return message
    return private.forms.restored_in(message.encode()).decode()


def _results(
    there: Loaded, query: EngineQuery, text: str
) -> QueryBoolean | QuerySolutions | QueryTriples:
    """The results of a query whose text is this one.

    The store makes a table of all functions for each query, so it gets ours only with one that has
    private forms.
    """
    private = there.private
    if private and private.forms.stem not in text:
        private = None
    return there.store.query(
        text,
        base_iri=query.base,
        prefixes=valid_prefixes(query.prefixes),
        default_graph=_graph_names(query.default_graphs),
        named_graphs=_graph_names(query.named_graphs),
        custom_functions=dict(private.functions) if private else None,
        custom_aggregate_functions=dict(private.aggregates) if private else None,
    )


def _write_answer(there: Loaded, query: EngineQuery, parts: AnswerParts) -> bool:
    """Writes the answer to the query; returns whether nothing was found."""
    written = query.format
    results = _results(there, query, query.text)
    if isinstance(results, QueryBoolean):
        parts.write(results.serialize(format=written.results) or b"")
        return not results
    file = cast("BinaryIO", parts)
    if written is XML or written is RDFXML:
        file = cast("BinaryIO", XmlText(file))
    restored = RestoredText(file, there.private.forms) if there.private else None
    file = cast("BinaryIO", restored or file)
    if isinstance(results, QueryTriples):
        is_empty = _write_graph(results, there.private, query, file)
    else:
        results.serialize(file, format=written.results)
    if restored:
        restored.finish()
    if isinstance(results, QueryTriples):
        return is_empty
    if parts.tell() > LONGEST:
        return False
    variables = tuple(variable.value for variable in results.variables)
    return is_empty_answer(parts.unsent, variables, written.results)


def _graph_names(iris: tuple[str, ...] | None) -> list[Any] | None:
    return None if iris is None else [_graph_name(iri) for iri in iris]


def _graph_name(iri: str) -> NamedNode:
    try:
        return NamedNode(iri)
    except ValueError as error:
        raise ValueError(f"{iri!r} names no graph, it is not an absolute IRI: {error}") from error


def _write_graph(
    results: QueryTriples, private: PrivateFunctions | None, query: EngineQuery, file: BinaryIO
) -> bool:
    """Writes the triples; returns whether there are none."""
    if query.format.rdf in _LINE_FORMATS:
        results.serialize(file, format=query.format.rdf)
        return file.tell() == 0
    triples = map(private.with_written_datatypes, results) if private else results
    return write_graph(triples, file, query.format, query.prefixes)


def fork(arguments: Sequence[str], end: socket.socket) -> Started:
    """A copy of this process, ten times as fast; a new Python if other threads are running.

    For short work: the copy keeps this process's memory, though no open file.
    """
    if not processes.may_fork():
        return spawn(arguments, end)
    try:
        with processes.signals_delayed():
            pid = os.fork()
            if pid == 0:
                become_engine(end, lambda: main(list(arguments)))
            # When a signal ends this process now, the engine finds its socket closed and ends too.
            return processes.Forked(pid)
    except OSError as error:
        raise EngineNotStarted(error.strerror) from error


if __name__ == "__main__":
    main(sys.argv[1:])
