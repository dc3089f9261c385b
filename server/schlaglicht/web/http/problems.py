"""The kinds of problem that a client can meet, each with its status and a page about it.

A kind's page, `/problems/<code>`, is the `type` of its RFC 9457 problem details.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One kind of problem: its title and what to do about it, by language."""

    code: str
    status: int
    title: Mapping[str, str]
    advice: Mapping[str, str]
    retry_after: int | None = None
    """Seconds after which the same request may succeed."""


QUERY_SYNTAX = Problem(
    "query-syntax",
    400,
    {"de": "Die Anfrage ist kein gültiges SPARQL", "en": "The query is not valid SPARQL"},
    {
        "de": "Zeile und Spalte nennen die Stelle, bis zu der die Anfrage gelesen werden konnte; "
        "der Fehler steht dort oder kurz davor. Oft fehlt ein Punkt, eine Klammer oder ein Präfix.",
        "en": "Line and column name the place up to which the query could be read; the fault is "
        "there or shortly before. A full stop, a bracket or a prefix is often missing.",
    },
)
QUERY_REFUSED = Problem(
    "query-refused",
    403,
    {"de": "Das führt dieser Endpunkt nicht aus", "en": "This endpoint does not execute that"},
    {
        "de": "Der Endpunkt liest nur seinen eigenen Graphen: SERVICE, LOAD und Änderungen sind "
        "ausgeschlossen. Die Anfrage ohne diesen Teil stellen und das Übrige selbst abrufen.",
        "en": "The endpoint reads its own graph and nothing else: SERVICE, LOAD and updates are "
        "out. Send the query without that part, and fetch the rest yourself.",
    },
)
QUERY_FAILED = Problem(
    "query-failed",
    400,
    {"de": "Die Anfrage ließ sich nicht auswerten", "en": "The query could not be evaluated"},
    {
        "de": "Die Anfrage ist gültig, verlangt aber etwas, das es hier nicht gibt, zum Beispiel "
        "eine unbekannte Funktion. Die Meldung nennt den Grund.",
        "en": "The query is valid, but asks for something that does not exist here, an unknown "
        "function for instance. The message names the reason.",
    },
)
QUERY_TIMEOUT = Problem(
    "query-timeout",
    503,
    {"de": "Die Anfrage hat zu lange gedauert", "en": "The query took too long"},
    {
        "de": "Sie wurde angehalten, damit andere Anfragen Antwort bekommen. Muster ohne "
        "gemeinsame Variable verbinden alles mit allem: Variablen teilen, genauer filtern oder "
        "LIMIT setzen.",
        "en": "It was stopped so that other queries get their answers. Patterns without a common "
        "variable combine everything with everything: share variables, filter more, or add LIMIT.",
    },
    retry_after=10,
)
ENGINE_BUSY = Problem(
    "engine-busy",
    503,
    {"de": "Gerade sind alle Plätze besetzt", "en": "Every place is taken just now"},
    {
        "de": "Andere Anfragen werden noch beantwortet. In einigen Sekunden noch einmal versuchen.",
        "en": "Other queries are still being answered. Try again in a few seconds.",
    },
    retry_after=2,
)
ENGINE_LOST = Problem(
    "engine-lost",
    503,
    {"de": "Die Auswertung ist abgebrochen", "en": "The evaluation broke off"},
    {
        "de": "Meist hat die Anfrage mehr Speicher gebraucht, als ihr zusteht. Eine genauere "
        "Anfrage oder LIMIT hilft; der Endpunkt selbst arbeitet weiter.",
        "en": "Most often the query needed more memory than it may use. A more selective query or "
        "LIMIT helps; the endpoint itself goes on working.",
    },
    retry_after=5,
)
DUMPS_PENDING = Problem(
    "dumps-pending",
    503,
    {"de": "Die Dateien werden noch geschrieben", "en": "The files are still being written"},
    {
        "de": "Der Server schreibt die Dateien einer neuen Fassung einmal, nachdem er sie geladen "
        "hat. Bei einem großen Datensatz dauert das Minuten; danach noch einmal versuchen.",
        "en": "The server writes the files of a new version once, after it has loaded it. For a "
        "large dataset that takes minutes; try again after that.",
    },
    retry_after=30,
)
RANGE_NOT_SATISFIABLE = Problem(
    "range-not-satisfiable",
    416,
    {"de": "Diesen Teil hat die Datei nicht", "en": "The file has no such part"},
    {
        "de": "Content-Range nennt die Länge der Datei; ein Teil mit Range muss darin liegen.",
        "en": "Content-Range names the length of the file; a part in Range must lie within.",
    },
)
NOT_ACCEPTABLE = Problem(
    "not-acceptable",
    406,
    {"de": "In diesem Format gibt es das nicht", "en": "Not available in that format"},
    {
        "de": "Eines der genannten Formate in der Kopfzeile Accept oder mit ?format= verlangen.",
        "en": "Ask for one of the listed formats in the Accept header or with ?format=.",
    },
)
NOT_WRITABLE = Problem(
    "not-writable",
    406,
    {"de": "Dieses Format kann das nicht fassen", "en": "That format cannot carry this"},
    {
        "de": "Die Antwort enthält etwas, das es in XML nicht gibt, ein Steuerzeichen etwa. "
        "Eines der genannten Formate in der Kopfzeile Accept oder mit ?format= verlangen.",
        "en": "The answer has something that does not exist in XML, a control character for "
        "instance. Ask for one of the listed formats in the Accept header or with ?format=.",
    },
)
BAD_REQUEST = Problem(
    "request",
    400,
    {"de": "So lässt sich das nicht lesen", "en": "The request cannot be read"},
    {
        "de": "Erwartet wird genau eine Anfrage in UTF-8: als Parameter query (GET oder Formular) "
        "oder als Inhalt vom Typ application/sparql-query.",
        "en": "Exactly one query in UTF-8 is expected: as the parameter query (GET or form) or as "
        "content of type application/sparql-query.",
    },
)
NOT_FOUND = Problem(
    "not-found",
    404,
    {"de": "Hier ist nichts", "en": "There is nothing here"},
    {
        "de": "Die Startseite sagt, was es gibt; Anfragen gehen an /sparql.",
        "en": "The start page says what there is; queries go to /sparql.",
    },
)
METHOD_NOT_ALLOWED = Problem(
    "method-not-allowed",
    405,
    {"de": "Diese Methode gilt hier nicht", "en": "That method does not apply here"},
    {
        "de": "Die Kopfzeile Allow nennt die Methoden, die gelten. Geändert wird hier nichts.",
        "en": "The Allow header names the methods that do. Nothing is changed here.",
    },
)
TOO_LARGE = Problem(
    "too-large",
    413,
    {"de": "Die Anfrage ist zu groß", "en": "The request is too large"},
    {
        "de": "Angenommen wird bis zu 1 MiB. Lange VALUES-Listen auf mehrere Anfragen verteilen.",
        "en": "Up to 1 MiB is accepted. Spread long VALUES lists over several queries.",
    },
)
PATH_TOO_LONG = Problem(
    "path-too-long",
    414,
    {"de": "Der Pfad der URL ist zu lang", "en": "The path of the URL is too long"},
    {
        "de": "Ein Pfad hat höchstens 5000 Zeichen. Eine lange Abfrage gehört in den Parameter "
        "query oder, per POST, in den Inhalt.",
        "en": "A path has at most 5,000 characters. A long query belongs in the parameter query "
        "or, with POST, in the content.",
    },
)
UNSUPPORTED_MEDIA_TYPE = Problem(
    "unsupported-media-type",
    415,
    {"de": "Dieser Inhaltstyp wird nicht gelesen", "en": "That content type is not read"},
    {
        "de": "Eine Anfrage kommt als application/sparql-query oder als "
        "application/x-www-form-urlencoded, unkomprimiert.",
        "en": "A query comes as application/sparql-query or as "
        "application/x-www-form-urlencoded, not compressed.",
    },
)
INTERNAL = Problem(
    "internal",
    500,
    {"de": "Ein Fehler auf unserer Seite", "en": "A fault on our side"},
    {
        "de": "Das sollte nicht vorkommen. Wer den Dienst betreibt, findet im Protokoll mehr.",
        "en": "This should not happen. Whoever runs the service finds more in its log.",
    },
)

PROBLEMS: Mapping[str, Problem] = {
    problem.code: problem
    for problem in (
        QUERY_SYNTAX,
        QUERY_REFUSED,
        QUERY_FAILED,
        QUERY_TIMEOUT,
        ENGINE_BUSY,
        ENGINE_LOST,
        DUMPS_PENDING,
        RANGE_NOT_SATISFIABLE,
        NOT_ACCEPTABLE,
        NOT_WRITABLE,
        BAD_REQUEST,
        NOT_FOUND,
        METHOD_NOT_ALLOWED,
        TOO_LARGE,
        PATH_TOO_LONG,
        UNSUPPORTED_MEDIA_TYPE,
        INTERNAL,
    )
}
