"""The kinds of problem that a client can meet, each with its status and a page about it.

A kind's page, `/problems/<code>`, is the `type` of its RFC 9457 problem details.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from schlaglicht.i18n import Message, msg

FAILURE = "schlaglicht.failure"
"""The key, in a WSGI environment, of the error that a request met before it came to Flask."""


@dataclass(frozen=True)
class Problem:
    """One kind of problem: its title and what to do about it."""

    code: str
    status: int
    title: Message
    advice: Message
    retry_after: int | None = None
    """Seconds after which the same request may succeed."""


QUERY_SYNTAX = Problem(
    "query-syntax",
    400,
    msg("The query is not valid SPARQL"),
    msg(
        "Line and column give the place up to which the query could be read; the error is there "
        "or just before. A full stop, a bracket or a prefix is often missing."
    ),
)
QUERY_REFUSED = Problem(
    "query-refused",
    403,
    msg("This endpoint does not execute that"),
    msg(
        "The endpoint reads its own graph and nothing else: SERVICE, LOAD and updates are not "
        "available. Send the query without that part, and fetch the rest yourself."
    ),
)
QUERY_FAILED = Problem(
    "query-failed",
    400,
    msg("The query could not be evaluated"),
    msg(
        "The query could not be answered: because its answer is too large, or it asks for "
        "something unknown here, such as a function. The message names the reason."
    ),
)
QUERY_TIMEOUT = Problem(
    "query-timeout",
    503,
    msg("The query took too long"),
    msg(
        "It was stopped so that other queries get their answers. Patterns without a common "
        "variable combine everything with everything: share variables, filter more, or add LIMIT."
    ),
    retry_after=10,
)
QUERY_CANCELLED = Problem(
    "query-cancelled",
    499,
    msg("The query was cancelled"),
    msg(
        "Its client closed the connection, or sent DELETE with the identifier that it had given "
        "the query. Send the query again to get its answer."
    ),
)
ENGINE_BUSY = Problem(
    "engine-busy",
    503,
    msg("All places for queries are taken"),
    msg("Other queries are still being answered. Try again in a few seconds."),
    retry_after=2,
)
QUERY_TOO_LONG = Problem(
    "query-too-long",
    503,
    msg("All places for long queries are taken"),
    msg(
        "One engine is kept for queries of less than half a second. Try again later, or make the "
        "query more selective."
    ),
    retry_after=5,
)
ENGINE_LOST = Problem(
    "engine-lost",
    503,
    msg("The evaluation was aborted"),
    msg(
        "Most often the query needed more memory than it may use. A more selective query or "
        "LIMIT helps; the endpoint itself keeps working."
    ),
    retry_after=5,
)
SERVICE_UNREACHABLE = Problem(
    "service-unreachable",
    503,
    msg("An endpoint behind this site cannot be reached"),
    msg(
        "The query needs another SPARQL endpoint, which does not answer at the moment. Pages and "
        "search go on. Try again in a few seconds."
    ),
    retry_after=5,
)
SERVICE_FAILED = Problem(
    "service-failed",
    502,
    msg("An endpoint behind this site failed"),
    msg(
        "The query needs another SPARQL endpoint, which met an error of its own. A simpler query "
        "may help; the operator of this site finds its words in the log."
    ),
)
ANSWER_NOT_WHOLE = Problem(
    "answer-not-whole",
    502,
    msg("An endpoint behind this site answered in part"),
    msg(
        "What arrived is not the whole answer, so nothing of it is shown. Add LIMIT, or ask for "
        "less: most endpoints cut what is long or takes long."
    ),
)
DUMPS_PENDING = Problem(
    "dumps-pending",
    503,
    msg("The files are still being written"),
    msg(
        "The server writes the files of a new version once, after it has loaded it. For a "
        "large dataset that takes minutes; try again after that."
    ),
    retry_after=30,
)
PAGES_PENDING = Problem(
    "pages-pending",
    503,
    msg("The pages are still being prepared"),
    msg(
        "A large dataset answers queries before its pages and its search are ready. That takes a "
        "minute for some million statements; programs can query /sparql already."
    ),
    retry_after=10,
)
QUERIES_ONLY = Problem(
    "queries-only",
    404,
    msg("This site answers queries only"),
    msg(
        "Its graph stays at another SPARQL endpoint and is not copied, so there are no pages, "
        "lists, search and files of it. Ask /sparql, which sends queries there."
    ),
)
RANGE_NOT_SATISFIABLE = Problem(
    "range-not-satisfiable",
    416,
    msg("The file has no such part"),
    msg("Content-Range names the length of the file; a part in Range must lie within."),
)
NOT_ACCEPTABLE = Problem(
    "not-acceptable",
    406,
    msg("Not available in that format"),
    msg("Ask for one of the listed formats in the Accept header or with ?format=."),
)
NOT_WRITABLE = Problem(
    "not-writable",
    406,
    msg("That format cannot represent this"),
    msg(
        "The answer has something that does not exist in XML, a control character for "
        "instance. Ask for one of the listed formats in the Accept header or with ?format=."
    ),
)
BAD_REQUEST = Problem(
    "request",
    400,
    msg("The request cannot be read"),
    msg(
        "The message says what is wrong. /sparql expects exactly one query in UTF-8: as the "
        "parameter query (GET or form) or as content of type application/sparql-query."
    ),
)
LIST_ORDER = Problem(
    "list-order",
    400,
    msg("The list cannot be sorted like that"),
    msg(
        "The parameter sort takes the name of a column, order is asc or desc. Long lists are "
        "sorted by name alone: narrow them down, or ask the endpoint with ORDER BY."
    ),
)
PARAMETER = Problem(
    "parameter",
    400,
    msg("The question cannot be asked with this value"),
    msg(
        "The message names the parameter and what it takes. The form on the page of the question "
        "has a field for each; one that is left out has its default."
    ),
)
NOT_FOUND = Problem(
    "not-found",
    404,
    msg("There is nothing here"),
    msg("The start page shows what there is; queries go to /sparql."),
)
METHOD_NOT_ALLOWED = Problem(
    "method-not-allowed",
    405,
    msg("That method is not allowed here"),
    msg("The Allow header lists the methods that are. This service only reads."),
)
TOO_LARGE = Problem(
    "too-large",
    413,
    msg("The request is too large"),
    msg("Up to 1 MiB is accepted. Spread long VALUES lists over several queries."),
)
PATH_TOO_LONG = Problem(
    "path-too-long",
    414,
    msg("The path of the URL is too long"),
    msg(
        "A path has at most 5,000 characters. A long query belongs in the parameter query "
        "or, with POST, in the content."
    ),
)
UNSUPPORTED_MEDIA_TYPE = Problem(
    "unsupported-media-type",
    415,
    msg("That content type is not read"),
    msg(
        "A query comes as application/sparql-query or as "
        "application/x-www-form-urlencoded, not compressed."
    ),
)
TRY_LATER = Problem(
    "try-later",
    503,
    msg("Something else has to end first"),
    msg(
        "One thing is written or validated at a time, and proposals wait until somebody has read "
        "them. Send the same again later."
    ),
    retry_after=15,
)
INTERNAL = Problem(
    "internal",
    500,
    msg("An error on our side"),
    msg("This should not happen. The operator of the service finds more in its log."),
)

PROBLEMS: Mapping[str, Problem] = {
    problem.code: problem
    for problem in (
        QUERY_SYNTAX,
        QUERY_REFUSED,
        QUERY_FAILED,
        QUERY_TIMEOUT,
        QUERY_CANCELLED,
        ENGINE_BUSY,
        QUERY_TOO_LONG,
        ENGINE_LOST,
        SERVICE_UNREACHABLE,
        SERVICE_FAILED,
        ANSWER_NOT_WHOLE,
        DUMPS_PENDING,
        PAGES_PENDING,
        QUERIES_ONLY,
        RANGE_NOT_SATISFIABLE,
        NOT_ACCEPTABLE,
        NOT_WRITABLE,
        BAD_REQUEST,
        LIST_ORDER,
        PARAMETER,
        NOT_FOUND,
        METHOD_NOT_ALLOWED,
        TOO_LARGE,
        PATH_TOO_LONG,
        UNSUPPORTED_MEDIA_TYPE,
        TRY_LATER,
        INTERNAL,
    )
}
