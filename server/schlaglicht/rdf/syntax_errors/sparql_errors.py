"""Messages of the engine about queries, and of the readers of expected answers.

Their English stays unchanged, since it identifies a finding about a question; the replacements
here provide the German.
"""

from __future__ import annotations

from schlaglicht.i18n import msg
from schlaglicht.rdf.syntax_errors import Row

ENGINE: tuple[Row, ...] = (
    (
        r"The SELECT contains .*variable that is unbound.*",
        msg("SELECT names a variable that is neither grouped nor aggregated"),
    ),
    (r"Duplicated variable name in SELECT", msg("SELECT names a variable twice")),
    (
        r"SELECT \* is not authorized with GROUP BY",
        msg("SELECT * cannot be combined with GROUP BY"),
    ),
    (
        r"BIND is overriding an existing variable",
        msg("BIND sets a variable that has a value already"),
    ),
    (
        r"Repeated variables are not allowed in VALUES clauses\.",
        msg("VALUES names a variable twice"),
    ),
    (
        r"The VALUES clause rows should have exactly .*",
        msg("each row of VALUES needs a value per variable; UNDEF stands for none"),
    ),
    (
        r"This custom function is (?:an aggregate|a regular) function and not .*",
        msg("this function aggregates where that is not possible, or the other way round"),
    ),
    (
        r"Already used blank node id|.*[Bb]lank node.*",
        msg("the label of a blank node is used in two patterns that are not joined"),
    ),
    (r"IRIs are not allowed to end with a '\\'", msg("an IRI does not end with \\")),
    (r"strings are not allowed to end with a '\\'", msg("a string does not end with \\")),
    (
        r"The character that can be escaped in strings are (?P<known>.*)",
        msg("in a string, \\ is allowed only before {known}"),
    ),
    (
        r"\\u escape sequence should be followed by hexadecimal digits",
        msg("four hexadecimal digits are expected after \\u, eight after \\U"),
    ),
    (
        (
            r".*only (?:available|supported) in SPARQL.*|Reifiers are not allowed on property paths"
            r"|The LATERAL modifier is not supported"
        ),
        msg("this belongs to another version of SPARQL"),
    ),
    (r"The custom function (?P<name>\S+) is not supported.*", msg("there is no function {name}")),
)

ANSWERS: tuple[Row, ...] = (
    (
        r".*: line (?P<line>\d+) column (?P<column>\d+) \(char \d+\)",
        msg("no valid JSON from line {line}, column {column} on"),
    ),
    (r"'utf-8' codec can't decode .*", msg("these bytes are not UTF-8; save the file as UTF-8")),
)
