"""A remote SPARQL service instead of engine processes, under the same limits.

An answer of the service is read to its end before the first byte of ours: there is a whole one, in
any of the formats, or an error.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO, cast

from pyoxigraph import QueryResultsFormat, RdfFormat, parse, parse_query_results

from schlaglicht.engine.backend import EngineCounts, EngineWork, Observer
from schlaglicht.engine.frames import Described, EngineQuery
from schlaglicht.engine.limits import Limits
from schlaglicht.engine.written_answer import (
    LONGEST,
    NotInXmlError,
    XmlText,
    is_empty_answer,
    write_graph,
)
from schlaglicht.errors import (
    AnswerNotWhole,
    EngineBusy,
    EngineLost,
    NotWritable,
    QueryCancelled,
    QueryFailed,
    QueryTimeout,
    SchlaglichtError,
)
from schlaglicht.formats import (
    GRAPH_FORMATS,
    JSON,
    NQUADS,
    NTRIPLES,
    RDFXML,
    XML,
    Format,
    alternatives_to,
)
from schlaglicht.i18n import msg
from schlaglicht.rdf.iris import is_absolute_iri
from schlaglicht.rdf.private_forms import HiddenTags, PrivateForms, hidden_tags, tags_hidden
from schlaglicht.remote import RemoteClient, RemoteTerm, Solutions
from schlaglicht.remote.answers import RemoteAnswer
from schlaglicht.remote.http_requests import Deadline, RemoteQuery
from schlaglicht.remote.keyset_paging import description

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_PLAIN_LABEL = re.compile(r"[A-Za-z0-9]\w*", re.ASCII)


class WholeAnswer(Iterator[bytes]):
    """An answer that has arrived, in one part. A `StreamedAnswer`."""

    def __init__(self, content: bytes, *, is_whole: bool = True, is_empty: bool = False) -> None:
        self.content = content
        self._parts = [content]
        self.size = len(content)
        self.is_whole = is_whole
        self.is_empty = is_empty

    def __next__(self) -> bytes:
        if not self._parts:
            raise StopIteration
        return self._parts.pop()

    def close(self) -> None:
        """Discards the content."""
        self._parts.clear()


def written_solutions(
    found: Solutions, query: EngineQuery, limits: Limits, deadline: Deadline
) -> WholeAnswer:
    """The rows, their columns in the order of the query; raises QueryTimeout, QueryFailed."""
    variables = _in_order(found.variables, query.columns)
    languages = {term.language for row in found.rows for term in row.values()}
    tags = tags_hidden(tag for tag in languages if tag != tag.lower())  # serializers lower them
    rows = ",".join(
        json.dumps(
            {name: _term(term, tags) for name, term in row.items()},
            ensure_ascii=False,
        )
        for row in deadline.kept(found.rows)
    )
    text = f'{{"head":{json.dumps({"vars": variables})},"results":{{"bindings":[{rows}]}}}}'
    content = _written_results(text, query.format, deadline)
    is_short = len(content) <= LONGEST
    is_empty = is_short and is_empty_answer(content, variables, query.format.results)
    return _within_limits(tags.restored_in(content), query, limits, is_empty=is_empty)


def written_boolean(
    yes: object, query: EngineQuery, limits: Limits, deadline: Deadline
) -> WholeAnswer:
    """The answer to an ASK."""
    text = json.dumps({"head": {}, "boolean": bool(yes)})
    return _within_limits(
        _written_results(text, query.format, deadline), query, limits, is_empty=not yes
    )


def written_graph(
    lines: Sequence[str], query: EngineQuery, limits: Limits, deadline: Deadline
) -> WholeAnswer:
    """The graph of these lines of canonical N-Triples; raises QueryTimeout, QueryFailed."""
    content = "".join(f"{line}\n" for line in lines).encode()
    if query.format not in (NTRIPLES, NQUADS):
        tags = hidden_tags([content]) or tags_hidden(())
        triples = (quad.triple for quad in parse(tags.hidden(content), RdfFormat.N_TRIPLES))
        with _file_of(query.format, deadline) as (file, written):
            write_graph(triples, written, query.format, query.prefixes)
        content = tags.restored_in(file.getvalue())
    return _within_limits(content, query, limits, is_empty=not lines)


def _within_limits(
    content: bytes, query: EngineQuery, limits: Limits, *, is_empty: bool
) -> WholeAnswer:
    """The answer, or its beginning if that is enough; raises QueryFailed for one too large."""
    if query.most is not None and len(content) > query.most:
        return WholeAnswer(content[: query.most], is_whole=False)
    if len(content) > limits.answer:
        said = msg("the answer is larger than {size} MiB; add LIMIT, or ask for less in each row")
        raise QueryFailed(said.filled(size=f"{limits.answer / 2**20:g}"))
    return WholeAnswer(content, is_empty=is_empty)


def _written_results(text: str, wanted: Format, deadline: Deadline) -> bytes:
    """Results in JSON, in another format.

    pyoxigraph's results may end only in the thread that made them: no variable keeps them, as the
    traceback of an error would keep it, to be collected anywhere.
    """
    assert wanted.results is not None
    try:
        with _file_of(wanted, deadline) as (file, written):
            parse_query_results(text, QueryResultsFormat.JSON).serialize(
                written, format=wanted.results
            )
    except SyntaxError as error:  # a relative IRI, for instance
        said = msg("the answer contains something that is not an RDF term")
        raise AnswerNotWhole(said, words=str(error)) from error
    return file.getvalue()


class _FileInTime(BytesIO):
    """A file that is written before a deadline: the serializers come back to it again and again."""

    def __init__(self, deadline: Deadline) -> None:
        super().__init__()
        self._deadline = deadline

    def write(self, content: ReadableBuffer) -> int:
        self._deadline.left()
        return super().write(content)


@contextmanager
def _file_of(wanted: Format, deadline: Deadline) -> Iterator[tuple[BytesIO, BinaryIO]]:
    """A file, and the one to write to; raises NotWritable for what XML cannot carry."""
    file = _FileInTime(deadline)
    is_xml = wanted in (XML, RDFXML)
    try:
        yield file, cast("BinaryIO", XmlText(file)) if is_xml else file
    except NotInXmlError as error:
        others = alternatives_to(wanted)
        raise NotWritable(f"the answer has {error}", wanted.media_type, others) from error


def _in_order(variables: Sequence[str], columns: Sequence[str]) -> tuple[str, ...]:
    """The variables of `SELECT *` in the order of `columns`, which may name others too."""
    rank = {name: number for number, name in enumerate(columns)}
    if not rank or not rank.keys() >= set(variables):
        return tuple(variables)
    return tuple(sorted(variables, key=rank.__getitem__))


def _label(label: str) -> str:
    """A label that every format can write: Virtuoso has such as `nodeID://b10010`."""
    return label if _PLAIN_LABEL.fullmatch(label) else f"_{label.encode().hex()}"


def _term(term: RemoteTerm, tags: HiddenTags) -> dict[str, str]:
    """A term as JSON has it, https://www.w3.org/TR/sparql11-results-json/#select-encode-terms."""
    if term.kind == "bnode":
        return {"type": term.kind, "value": _label(term.value)}
    written = {"type": term.kind, "value": term.value}
    if term.language:
        return {**written, "xml:lang": tags.tag(term.language)}
    return {**written, "datatype": term.datatype} if term.datatype else written


_MOST_DESCRIBED = 200
"""Things that one DESCRIBE may be about."""

_DEEPEST = 3
"""Blank nodes behind each other that DESCRIBE follows."""

_LONG = 2**20
"""Bytes from which on answers are read one at a time: in memory they take twenty times as much."""

_RELATIVE = re.compile(r"<(?![A-Za-z][A-Za-z0-9+.-]*:)[^<>\"{}|^`\\\s]*>")
"""What may be a relative IRI."""


class RemoteBackend:
    """Answers queries by a remote service, a limited number at once; thread-safe. A `Backend`."""

    is_live = True
    private_forms: PrivateForms | None = None

    def __init__(
        self,
        client: RemoteClient,
        prefixes: Mapping[str, str],
        *,
        places: int = 2,
        limits: Limits | None = None,
        observer: Observer | None = None,
    ) -> None:
        """`prefixes` need not be declared in queries; `places` are queries at once."""
        self.prefixes = prefixes
        self.limits = limits or Limits()
        self._client = client
        self._places = places
        self._observer = observer or Observer()
        self._changed = threading.Condition()
        self._reading = threading.Lock()
        self._running: set[RemoteQuery] = set()
        self._waiting = 0
        self._is_closed = False

    def stream(self, query: EngineQuery) -> WholeAnswer:
        """The whole answer to `query`.

        Raises EngineBusy when no place becomes free in time, QueryCancelled, NotWritable, and the
        errors of `RemoteClient`.
        """
        running = RemoteQuery()
        self._observer.begun(running)
        try:
            with self._place(running, query.seconds):
                return self._observed(query, running)
        finally:
            self._observer.ended(running)

    @property
    def breaker(self) -> str:
        """The state of the breaker: `closed` as long as the service is asked."""
        return self._client.breaker.state

    @property
    def counts(self) -> EngineCounts:
        """Number of places that are idle and busy."""
        with self._changed:
            busy = len(self._running)
        return EngineCounts(self._places - busy, busy, 0)

    def replace_ended(self) -> None:
        """Replaces nothing: there are no engines."""

    def drain(self) -> None:
        """Returns once no query runs, or after the time limit of one."""
        with self._changed:
            self._changed.wait_for(lambda: not self._running, self.limits.seconds)

    def close(self) -> None:
        """Cancels all queries, and accepts no more."""
        with self._changed:
            self._is_closed = True
            running = tuple(self._running)
            self._changed.notify_all()
        for query in running:
            query.cancel()

    @contextmanager
    def _place(self, running: RemoteQuery, seconds: float | None) -> Iterator[None]:
        """One of the places, which is free again at the end."""
        wait = self.limits.wait if seconds is None else min(seconds, self.limits.wait)
        started = time.monotonic()
        try:
            with self._changed:
                self._wait_for_place(wait)
                self._running.add(running)
        finally:
            self._observer.waited(time.monotonic() - started)
        try:
            yield
        finally:
            with self._changed:
                self._running.discard(running)
                self._changed.notify_all()

    def _wait_for_place(self, wait: float) -> None:
        if self._waiting >= self.limits.waiting:
            raise _busy()
        self._waiting += 1
        try:
            free = self._changed.wait_for(
                lambda: self._is_closed or len(self._running) < self._places, wait
            )
        finally:
            self._waiting -= 1
        if self._is_closed:
            raise EngineLost(msg("the engines were shut down"))
        if not free:
            raise _busy()

    def _observed(self, query: EngineQuery, running: RemoteQuery) -> WholeAnswer:
        started, size, failure = time.monotonic(), 0, None
        try:
            answer = _QueryExchange(
                self._client, query, running, self.limits, self._reading
            ).answer()
            size = answer.size
        except SchlaglichtError as error:
            failure = _REASONS.get(type(error), "failed")
            raise
        finally:
            seconds = time.monotonic() - started
            self._observer.answered(EngineWork(seconds, size, failure=failure))
        return answer


_REASONS: Mapping[type[BaseException], str] = {
    QueryTimeout: "timeout",
    QueryCancelled: "cancelled",
}


class _QueryExchange:
    """One query on its way to the service and back, before one deadline."""

    def __init__(
        self,
        client: RemoteClient,
        query: EngineQuery,
        running: RemoteQuery,
        limits: Limits,
        reading: threading.Lock,
    ) -> None:
        self._client = _over_graphs(client, query)
        self._query = query
        self._running = running
        self._limits = limits
        self._reading = reading
        seconds = limits.seconds if query.seconds is None else min(query.seconds, limits.seconds)
        self._deadline = Deadline(seconds)

    def answer(self) -> WholeAnswer:
        """The answer in the format of the query."""
        query, text = self._query, declared(self._query)
        if query.form == "ASK":
            yes = self._answer(text, JSON).boolean()
            return written_boolean(yes, query, self._limits, self._deadline)
        if query.form == "DESCRIBE":
            text = self._construct()
        if not text:
            return written_graph((), query, self._limits, self._deadline)
        answer = self._answer(text, NTRIPLES if query.format in GRAPH_FORMATS else JSON)
        with self._turn(len(answer.body)):
            if query.format in GRAPH_FORMATS:
                return written_graph(answer.graph().lines, query, self._limits, self._deadline)
            return written_solutions(answer.solutions(), query, self._limits, self._deadline)

    @contextmanager
    def _turn(self, size: int) -> Iterator[None]:
        """The turn of an answer to be read; raises EngineBusy for a long one without it in time."""
        if size <= _LONG:
            yield
            return
        if not self._reading.acquire(timeout=self._deadline.left()):
            raise _busy()
        try:
            yield
        finally:
            self._reading.release()

    def _answer(self, text: str, wanted: Format) -> RemoteAnswer:
        left = self._deadline.left()
        return self._client.answer(text, wanted, seconds=left, running=self._running)

    def _construct(self) -> str:
        """The CONSTRUCT of what a DESCRIBE is about; empty where that is nothing."""
        iris = self._described(self._query.described)
        if len(iris) > _MOST_DESCRIBED:
            said = msg("DESCRIBE of more than {most} things; add LIMIT", most=_MOST_DESCRIBED)
            raise QueryFailed(said)
        return description(iris, _DEEPEST) if iris else ""

    def _described(self, described: Described | None) -> tuple[str, ...]:
        if described is None:
            said = msg("DESCRIBE with FROM or a BASE cannot be asked of a remote service")
            raise QueryFailed(msg("{said}; use CONSTRUCT", said=said))
        if described.select is None:
            return described.iris
        text = declared(self._query._replace(text=described.select, asked=None))
        rows = self._answer(text, JSON).solutions().rows
        terms = [term for row in rows for term in row.values()]
        if any(term.kind == "bnode" for term in terms):
            said = msg(
                "blank nodes cannot be described by a remote service; use CONSTRUCT, or name what "
                "leads to them"
            )
            raise QueryFailed(said)
        found = (term.value for term in terms if term.kind == "uri")
        return tuple(dict.fromkeys((*described.iris, *found)))


def declared(query: EngineQuery) -> str:
    """The text as another service reads it: with a base and prefixes that it does not declare.

    They stand on its first line, so that the lines in messages of the service are right.
    """
    text = query.asked or query.text
    base = f"BASE <{query.base}> " if query.base and _RELATIVE.search(text) else ""
    if base and not is_absolute_iri(query.base or ""):
        base = ""
    names = [
        f"PREFIX {prefix}: <{iri}> "
        for prefix, iri in query.prefixes.items()
        if f"{prefix}:" in text and is_absolute_iri(iri)
    ]
    return "".join([base, *names, text])


def _over_graphs(client: RemoteClient, query: EngineQuery) -> RemoteClient:
    """The client for the graphs that a request names, or FROM, instead of those of the endpoint."""
    is_named = query.default_graphs is not None or query.named_graphs is not None
    if not (is_named or (query.has_from and client.endpoint.default_graphs)):
        return client
    return client.over(query.default_graphs or (), query.named_graphs or ())


def _busy() -> EngineBusy:
    return EngineBusy(msg("too many queries wait for the remote SPARQL service"))
