"""The words on the pages, in each language that they are written in."""

from __future__ import annotations

from collections.abc import Mapping

LANGUAGES = ("de", "en")
DEFAULT_LANGUAGE = "en"

LANGUAGE_NAMES: Mapping[str, str] = {"de": "Deutsch", "en": "English"}

TEXTS: Mapping[str, Mapping[str, str]] = {
    "de": {
        "all_problems": "Alle Fehlerarten",
        "as_file": "Als Datei:",
        "ask": "Fragen",
        "curl": "Auf der Kommandozeile",
        "did_you_mean": "Gemeint sein könnte {term}.",
        "digest": "Stand",
        "endpoint": "SPARQL-Endpunkt",
        "examples": "Fragen zum Ausprobieren",
        "first_rows": "Die ersten {shown} von {total} Zeilen. Alle stehen in den Dateien.",
        "first_part": "Der Anfang des Ergebnisses. Alles steht in den Dateien.",
        "formats_select": "SELECT: JSON, XML, CSV, TSV. ASK: JSON, XML.",
        "formats_graph": "CONSTRUCT, DESCRIBE: Turtle, N-Triples, JSON-LD, RDF/XML, TriG, N-Quads.",
        "language": "Sprache",
        "lead": "Ein Wissensgraph mit {triples} Tripeln. Fragen beantwortet er über SPARQL.",
        "named_triples": "In benannten Graphen",
        "no": "Nein",
        "no_rows": "Keine Zeile passt.",
        "one_row": "Eine Zeile.",
        "prefixes": "Präfixe, die ohne PREFIX gelten",
        "problem": "Fehlerart",
        "query": "SPARQL-Anfrage",
        "result": "Ergebnis",
        "rows": "{total} Zeilen.",
        "skip": "Zum Inhalt",
        "software": "Software",
        "status": "HTTP-Status",
        "triples": "Tripel",
        "unbound": "leer",
        "unknown_term": "{term} kommt in diesem Graphen nicht vor.",
        "write_query": "Eigene Anfrage stellen",
        "yes": "Ja",
    },
    "en": {
        "all_problems": "All kinds of problem",
        "as_file": "As a file:",
        "ask": "Ask",
        "curl": "On the command line",
        "did_you_mean": "Did you mean {term}?",
        "digest": "Version",
        "endpoint": "SPARQL endpoint",
        "examples": "Questions to try",
        "first_rows": "The first {shown} of {total} rows. The files hold all of them.",
        "first_part": "The beginning of the result. The files hold all of it.",
        "formats_select": "SELECT: JSON, XML, CSV, TSV. ASK: JSON, XML.",
        "formats_graph": "CONSTRUCT, DESCRIBE: Turtle, N-Triples, JSON-LD, RDF/XML, TriG, N-Quads.",
        "language": "Language",
        "lead": "A knowledge graph of {triples} triples. It answers questions over SPARQL.",
        "named_triples": "In named graphs",
        "no": "No",
        "no_rows": "No row matches.",
        "one_row": "One row.",
        "prefixes": "Prefixes that need no PREFIX",
        "problem": "Kind of problem",
        "query": "SPARQL query",
        "result": "Result",
        "rows": "{total} rows.",
        "skip": "To the content",
        "software": "Software",
        "status": "HTTP status",
        "triples": "Triples",
        "unbound": "unbound",
        "unknown_term": "{term} is not in this graph.",
        "write_query": "Write a query",
        "yes": "Yes",
    },
}
