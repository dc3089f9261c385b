"""Every exception that Schlaglicht raises, in one tree.

SchlaglichtError
├── ProjectError            a path, folder or setting cannot be used
│   ├── PortInUse           another process listens on the port
│   ├── AlikeBlankNodes     blank nodes can hardly be told apart
│   └── GraphTooLarge       a remote graph is larger than what is copied
├── OutputError             standard output cannot be written
├── GraphSyntaxError        a file is not what its format demands
├── WorkStopped             work in a process of its own took too much
├── ShapeUnfinished         judging a shape took too long
├── ConstraintFailed        the query of a shape reports a failure
├── QueryError
│   ├── QuerySyntaxError    the text is not a SPARQL query
│   ├── QueryRefused        the query asks for what is never done here
│   ├── QueryFailed         the engine accepted the query and could not answer it
│   ├── QueryTimeout        the deadline passed; the query was stopped
│   ├── ParameterError      a value that a parameter of a question cannot have
│   └── QueryCancelled      its client left, or asked for its end
├── EngineError
│   ├── EngineBusy          every engine process is at work
│   │   └── QueryTooLong    those that long queries may have are
│   ├── EngineLost          an engine process died
│   │   └── EngineNotStarted    the system does not let one begin, or load the data
│   └── RemoteError         a remote service failed, perhaps in words of its own
│       ├── ServiceUnreachable  it is not there
│       ├── ServiceFailed       it answered that it cannot
│       └── AnswerNotWhole      it answered in part, or something else
├── DumpsPending            the dumps of this version are still being written
├── IndexPending            the index of this version, which pages read, is still being written
├── QueriesOnly             a page of a remote graph of which there is no copy
├── NotAcceptable           none of the formats on offer is wanted
│   └── NotWritable         the format wanted cannot carry the answer
├── ListOrderError          a list that cannot be sorted like that
└── RequestError            an HTTP request that cannot be read
    ├── UnsupportedMediaType    its content is of a type, or a coding, that is not read
    └── TryLater            something else has to end first

A *check* never reports about data by an exception, but by a validation result.
Exit codes are given in `schlaglicht.cli`, HTTP statuses in `schlaglicht.web.error_handlers`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from rdflib.term import Node

    from schlaglicht.i18n import Texts


class SchlaglichtError(Exception):
    """Any failure that Schlaglicht foresees; `code` names its kind for programs.

    `messages` has the message by language; a plain text is an English one.
    """

    code = "schlaglicht-error"

    def __init__(self, message: Texts | str) -> None:
        self.messages = _by_language(message)
        super().__init__(self.messages["en"])

    def __reduce__(self) -> tuple[Any, ...]:
        """Makes it pass between processes, whatever its constructor takes."""
        return _restored, (type(self), self.args, self.__dict__)


class ProjectError(SchlaglichtError):
    """A path, a folder or a setting that cannot be used as a project."""

    code = "project"


class PortInUse(ProjectError):  # noqa: N818 - named after the port
    """A port on which `holder` listens, if that is known; `free` is a free one, 0 any."""

    code = "port-in-use"

    def __init__(self, host: str, port: int, holder: str | None, free: int) -> None:
        self.host = host
        self.port = port
        self.holder = holder
        self.free = free
        super().__init__(f"port {port} on {host} is in use; --port {free} is free")


class GraphTooLarge(ProjectError):  # noqa: N818 - named after the graph
    """A remote graph of more triples, or bytes, than are copied at most."""

    code = "graph-too-large"


class AlikeBlankNodes(ProjectError):  # noqa: N818 - named after the nodes
    """A graph with blank nodes that can be distinguished only by trying too many orders.

    `node` is one of them; lines and columns count from 1, and are None if only the file, or
    nothing, is known. `reasons` are the reason by language, `helps` a way out.
    """

    code = "alike-blank-nodes"

    def __init__(
        self,
        node: Any,
        *,
        path: Path | None = None,
        line: int | None = None,
        column: int | None = None,
    ) -> None:
        from schlaglicht.i18n import msg

        self.node = node
        self.path = path
        self.line = line
        self.column = column
        self.end_column: int | None = None
        self.reasons = msg(
            "this blank node and those linked to it are so alike that they cannot be told apart in "
            "reasonable time"
        )
        self.helps = msg("give the nodes IRIs, or values that differ")
        place = f":{line}:{column}" if line is not None else ""
        where = f"{path}{place}: " if path else ""
        said = msg("{reason}; {help}", reason=self.reasons, help=self.helps)
        super().__init__({tag: where + text for tag, text in said.items()})


class OutputError(SchlaglichtError):
    """Standard output that cannot be written: the disk is full, or it is closed."""

    code = "output"


class GraphSyntaxError(SchlaglichtError):
    """A file that violates its format; lines and columns count from 1.

    Both are None if only the file is known; `end_column`, which is exclusive, if the extent of the
    error is unknown. `reasons` are the reason by language, `helps` a fix if one is certain.
    """

    code = "graph-syntax"

    def __init__(
        self,
        reason: Texts | str,
        *,
        path: Path,
        line: int | None = None,
        column: int | None = None,
        end_column: int | None = None,
        helps: Texts | None = None,
    ) -> None:
        place = f":{line}:{column}" if line is not None else ""
        self.reasons = _by_language(reason)
        advice = f"; {helps['en']}" if helps else ""
        super().__init__(f"{path}{place}: {self.reasons['en']}{advice}")
        self.helps = helps or {}
        self.path = path
        self.line = line
        self.column = column
        self.end_column = end_column


class WorkStopped(SchlaglichtError):  # noqa: N818 - named after the work
    """Work in a process of its own that took too much: `cause` is time, memory or breakdown."""

    code = "work-stopped"

    def __init__(self, cause: str) -> None:
        self.cause = cause
        super().__init__(f"stopped: {cause}")


class ShapeUnfinished(SchlaglichtError):  # noqa: N818 - named after the shape
    """A shape whose evaluation was stopped because it took too long."""

    code = "shape-unfinished"


class ConstraintFailed(SchlaglichtError):  # noqa: N818 - as SHACL calls it
    """A constraint that cannot be evaluated, or a query that reports a failure of its own.

    `constraint` is the node of a constraint in SPARQL, `shape` that of the shape at fault, where
    they are known.
    """

    code = "constraint-failed"

    def __init__(
        self, message: Texts, constraint: Node | None = None, shape: Node | None = None
    ) -> None:
        super().__init__(message)
        self.constraint = constraint
        self.shape = shape


class QueryError(SchlaglichtError):
    """A query that gets no answer; `repair` is one near `asked` that can be read, if known."""

    code = "query"
    asked = repair = ""


class QuerySyntaxError(QueryError):
    """A text that is not a SPARQL query; lines and columns count from 1.

    `reasons` are the error by language, `reason` the English one. `token` is the text at that
    position, `expected` what is allowed there, if known; `query` the query, if it can be read.
    """

    code = "query-syntax"

    def __init__(
        self,
        reason: Texts | str,
        *,
        line: int | None = None,
        column: int | None = None,
        token: str | None = None,
        expected: tuple[str, ...] = (),
        query: object = None,
    ) -> None:
        from schlaglicht.i18n import msg

        place = msg("line {line}, column {column}: {reason}", line=line, column=column)
        super().__init__(reason if line is None else place.filled(reason=reason))
        self.reasons = _by_language(reason)
        self.reason = self.reasons["en"]
        self.line = line
        self.column = column
        self.token = token
        self.expected = expected
        self.query = query


class QueryRefused(QueryError):  # noqa: N818 - an answer to a request, not a fault of ours
    """A query with a feature that is never executed here, such as SERVICE, and where it stands.

    Lines and columns count from 1, as far as they are known.
    """

    code = "query-refused"

    def __init__(
        self,
        reason: Texts | str,
        *,
        feature: str,
        line: int | None = None,
        column: int | None = None,
    ) -> None:
        super().__init__(reason)
        self.feature = feature
        self.line = line
        self.column = column


class QueryFailed(QueryError):  # noqa: N818
    """A well-formed query that the engine could not evaluate."""

    code = "query-failed"


class QueryTimeout(QueryError):  # noqa: N818
    """A query that was stopped when its deadline passed; `seconds` is its time limit."""

    code = "query-timeout"

    def __init__(self, seconds: float) -> None:
        from schlaglicht.i18n import msg

        super().__init__(
            msg(
                "the query was stopped after {seconds} s; make it more selective, or add LIMIT, "
                "and send it again",
                seconds=f"{round(seconds, 2):g}",  # the rest of a limit is a hair shorter
            )
        )
        self.seconds = seconds


class ParameterError(QueryError):
    """A value that the parameter `name` of a question cannot have; `reason` says why."""

    code = "parameter"

    def __init__(self, name: str, reason: Texts) -> None:
        from schlaglicht.i18n import msg

        super().__init__(msg("{name}: {reason}", name=name, reason=reason))
        self.name = name
        self.reason = reason


class QueryCancelled(QueryError):  # noqa: N818
    """A query that was stopped because its client left, or asked for its end."""

    code = "query-cancelled"

    def __init__(self) -> None:
        from schlaglicht.i18n import msg

        super().__init__(msg("the query was cancelled before it was answered"))


class EngineError(SchlaglichtError):
    """The engine processes cannot serve at the moment."""

    code = "engine"


class EngineBusy(EngineError):  # noqa: N818
    """Every engine process is busy and none became free in time."""

    code = "engine-busy"


class QueryTooLong(EngineBusy):
    """A long query that was ended because as many as may are running already."""

    code = "query-too-long"

    def __init__(self) -> None:
        from schlaglicht.i18n import msg

        super().__init__(
            msg("other long queries are at work, and one engine is kept for quick ones; try later")
        )


class EngineLost(EngineError):  # noqa: N818
    """An engine process ended while it answered, out of memory for instance."""

    code = "engine-lost"


class EngineNotStarted(EngineLost):
    """An engine process that cannot begin, or cannot load the data: a full disk, no memory left.

    `reason` is the system's; without one the process ended unsaid.
    """

    def __init__(self, reason: Texts | str | None) -> None:
        from schlaglicht.i18n import msg

        unknown = msg("its process ended")
        super().__init__(
            msg("no engine process can be started: {reason}", reason=reason or unknown)
        )


class RemoteError(EngineError):
    """A failure of a remote service, whose words may tell of its inside; `unquoted` is without."""

    code = "remote"

    def __init__(self, unquoted: Texts, quoted: Texts | None = None) -> None:
        super().__init__(quoted or unquoted)
        self.unquoted = unquoted


class ServiceUnreachable(RemoteError):  # noqa: N818
    """A remote service that cannot be reached, or says so, perhaps in `words` of its own.

    `reasons` are the network's words and its own, by language. `retry_after` is its header field of
    that name; `may_retry` is False where it means that the query was too much for it.
    """

    code = "service-unreachable"

    def __init__(
        self,
        reason: Texts | str,
        retry_after: str | None = None,
        *,
        may_retry: bool = True,
        words: str = "",
    ) -> None:
        from schlaglicht.i18n import msg

        said = msg("the remote SPARQL service cannot be reached: {words}")
        self.reasons = _by_language(f"{reason} {words}" if words else reason)
        super().__init__(said.filled(words=reason), said.filled(words=self.reasons))
        self.retry_after = retry_after
        self.may_retry = may_retry


class ServiceFailed(RemoteError):  # noqa: N818
    """A remote service that answered with a failure of its own, of this HTTP status.

    `reasons` are the status and the words of the service, by language.
    """

    code = "service-failed"

    def __init__(self, status: int, words: Texts) -> None:
        from schlaglicht.i18n import msg

        said = msg("the remote SPARQL service answered with status {code}: {words}")
        unquoted = msg("the remote SPARQL service answered with status {code}", code=str(status))
        super().__init__(unquoted, said.filled(code=str(status), words=words))
        self.reasons = msg("status {code}: {words}", code=str(status), words=words)
        self.status = status


class AnswerNotWhole(RemoteError):  # noqa: N818
    """An answer of a remote service that is cut, broken off, or not an answer; none of it is used.

    `reasons` are the reason by language, with the words of the service.
    """

    code = "answer-not-whole"

    def __init__(self, reason: Texts, *, words: str = "") -> None:
        from schlaglicht.i18n import msg

        quoted = msg("{reason}; it says: {words}", reason=reason, words=words)
        self.reasons: Texts = quoted if words else reason
        said = msg("no answer of the remote SPARQL service can be relied on here: {reason}")
        super().__init__(said.filled(reason=reason), said.filled(reason=self.reasons))


class DumpsPending(SchlaglichtError):  # noqa: N818 - an answer to a request
    """The dumps of the served version are still being written."""

    code = "dumps-pending"

    def __init__(self) -> None:
        from schlaglicht.i18n import msg

        super().__init__(msg("the dumps of this version are still being written; try again soon"))


class IndexPending(SchlaglichtError):  # noqa: N818 - an answer to a request
    """The index of the served version, which pages read, is still being written."""

    code = "pages-pending"

    def __init__(self) -> None:
        from schlaglicht.i18n import msg

        super().__init__(
            msg("pages and search of this version are still being prepared; try again soon")
        )


class QueriesOnly(SchlaglichtError):  # noqa: N818 - an answer to a request
    """A page about things of a remote graph that is not copied, only asked."""

    code = "queries-only"

    def __init__(self) -> None:
        from schlaglicht.i18n import msg

        super().__init__(msg("this site answers queries only: it has no pages of its graph"))


class NotAcceptable(SchlaglichtError):  # noqa: N818
    """None of the formats on offer is acceptable to the client."""

    code = "not-acceptable"

    def __init__(self, accept: str, offered: tuple[str, ...]) -> None:
        from schlaglicht.i18n import msg

        said = msg("nothing here is {accept}; available: {offered}")
        super().__init__(said.filled(accept=repr(accept), offered=", ".join(offered)))
        self.accept = accept
        self.offered = offered


class NotWritable(NotAcceptable):
    """An answer that its format cannot represent; others can."""

    code = "not-writable"

    def __init__(self, reason: str, format: str, offered: tuple[str, ...]) -> None:  # noqa: A002
        self.accept = format
        self.offered = offered
        SchlaglichtError.__init__(
            self, f"{reason}, which {format} cannot carry; these can: {', '.join(offered)}"
        )


class ListOrderError(SchlaglichtError):
    """A list that is not available in the requested order; `known` are the names of others."""

    code = "list-order"

    def __init__(self, reason: Texts | str, known: tuple[str, ...]) -> None:
        super().__init__(reason)
        self.known = known


class RequestError(SchlaglichtError):
    """A request that cannot be read, such as one that breaks the SPARQL 1.1 Protocol.

    https://www.w3.org/TR/sparql11-protocol/#query-operation
    """

    code = "request"


class UnsupportedMediaType(RequestError):  # noqa: N818 - named after the status
    """A request with content of a type, or in a coding, that is not read."""

    code = "unsupported-media-type"


class TryLater(RequestError):  # noqa: N818 - named after what helps
    """A request that would be met once something else has ended."""

    code = "try-later"


def _restored(kind: type[SchlaglichtError], args: tuple[object, ...], state: Any) -> Exception:
    error = kind.__new__(kind)
    error.args = args
    error.__dict__.update(state)
    return error


def _by_language(message: Texts | str) -> Texts:
    """The message by language; imports messages only for commands that have some, not `--help`."""
    from schlaglicht.i18n import verbatim

    return verbatim(message) if isinstance(message, str) else message
