"""Parser messages of Turtle, TriG, N-Triples and N-Quads."""

from __future__ import annotations

from schlaglicht.i18n import msg
from schlaglicht.rdf.syntax_errors import Row
from schlaglicht.rdf.syntax_errors.iri_errors import IRIS

_MARK = r"(?P<token>[.;,\])}])"
_TOKEN = r"(?P<token>.+?)"

_STRUCTURE: tuple[Row, ...] = (
    (
        r"A dot is expected at the end of statements",
        msg(
            "the statement before is not finished: a full stop, semicolon or comma is missing here"
        ),
    ),
    (
        r"(?:Triples should|Quads must|Triples must) be followed by a dot",
        msg("the full stop at the end of the statement is missing"),
    ),
    (
        r"Unexpected end",
        msg("the file ends in the middle of a statement"),
    ),
    (
        r"Unexpected end of file",
        msg("what begins here has no end: is a quotation mark or a > missing?"),
    ),
    (
        r"blank node property lists should end with a '\]'",
        msg("the blank node is not finished: ] or a semicolon or a comma is missing here"),
    ),
    (
        rf"{_TOKEN} is not a valid (?:subject or graph name|RDF subject)",
        msg("no statement can begin or continue with {token}"),
    ),
    (
        rf"{_MARK} is not a valid predicate",
        msg("before {token} a predicate with a value is missing"),
    ),
    (
        rf"{_TOKEN} is not a valid predicate",
        msg("{token} cannot be a predicate"),
    ),
    (
        rf"{_MARK} is not a valid RDF object",
        msg("before {token} a value is missing"),
    ),
    (
        rf"{_TOKEN} is not a valid RDF object",
        msg("{token} cannot be a value"),
    ),
    (
        rf"{_TOKEN} is not a valid graph name",
        msg("{token} cannot name a graph"),
    ),
    (
        r"Anonymous blank node with a property list are not allowed as graph name",
        msg("a blank node with properties cannot name a graph"),
    ),
    (
        r"The GRAPH keyword should be followed by .*",
        msg("the name of a graph and {{ are expected after GRAPH"),
    ),
    (
        r"A '}' or a '\.' is expected at the end of a graph block",
        msg("the statement before is not finished: a full stop or }} is missing here"),
    ),
    (
        r"The BASE keyword should be followed by an IRI",
        msg("an IRI in angle brackets is expected after base"),
    ),
    (
        r"The PREFIX keyword should be followed by .*",
        msg("a name with a colon is expected after prefix, such as ex:"),
    ),
    (
        r"The PREFIX declaration should be followed by .*",
        msg("after the prefix its namespace is expected, an IRI in angle brackets"),
    ),
    (
        r"The VERSION keyword should be followed by .*",
        msg('a value such as "1.2" is expected after version'),
    ),
    (
        r"The prefix (?P<prefix>.*?): has not been declared",
        msg("the prefix {prefix}: is not declared"),
    ),
    (
        r"The prefixed name (?P<name>.*?) builds IRI (?P<iri>.*?) that is invalid: (?P<reason>.*)",
        msg("{name} stands for <{iri}>, which is not a valid IRI: {reason}"),
    ),
)
_TERMS: tuple[Row, ...] = (
    (
        r"Invalid IRI code point ' '",
        msg("an IRI holds a space, or lacks the > at its end"),
    ),
    (
        r"Invalid IRI code point '[\r\n]'",
        msg("an IRI lacks the > at its end"),
    ),
    (
        r"Line jumps are not allowed in string literals, use \\n",
        msg("the quotation mark at the end is missing here, or a text goes over several lines"),
    ),
    (
        r"Expecting a datatype IRI after \^\^, found (?P<token>.*)",
        msg("a datatype is expected after ^^, an IRI, not {token}"),
    ),
    (
        r"A literal datatype must be an IRI",
        msg("a datatype is expected after ^^, an IRI in angle brackets"),
    ),
    (
        r"The datatype of a literal without a language tag must not be rdf:langString",
        msg("rdf:langString requires a language: write it after the text, with @"),
    ),
    (
        r"Unexpected escape character '(?P<escape>.*)' in an IRI",
        msg("{escape}: an IRI cannot hold a backslash"),
    ),
    (
        r"Unexpected escape character '(?P<escape>.*)'",
        msg("{escape} is not an escape: the backslash itself is written \\\\"),
    ),
    (
        r"The escape sequence '(?P<escape>.*)' is not a valid hexadecimal string.*",
        msg("{escape}: four hexadecimal digits are expected after \\u, eight after \\U"),
    ),
    (
        r"The escape sequence '(?P<escape>.*)' is encoding .*",
        msg("{escape} does not stand for a character"),
    ),
    (
        r".*(?:UTF-16 surrogate|urrogate pair).*",
        msg("half of a surrogate pair is not a character"),
    ),
    (
        r"The codepoint .* is not a valid unicode character",
        msg("this is not a Unicode character"),
    ),
    (
        r"The character that are allowed to be escaped .* are (?P<known>.*), found '(?P<found>.*)'",
        msg("in a name, \\ is allowed only before {known}, not before {found}"),
    ),
    (
        r"escapes in IRIs should be % followed by .*, found '(?P<found>.*)'",
        msg("in a name, two hexadecimal digits are expected after %, not {found}"),
    ),
    (
        r"'(?P<prefix>.*)' is not a valid prefix: .*",
        msg("a prefix does not end with a full stop: {prefix}"),
    ),
    (
        r"'(?P<character>.*)' is not allowed at the beginning of a prefix name",
        msg("{character} has no meaning here"),
    ),
    (
        r"Unexpected (?:character '|byte )(?P<character>.*?)'?",
        msg("{character} has no meaning here"),
    ),
    (
        r"A variable name is not allowed to be empty",
        msg("there are no variables in a graph"),
    ),
    (
        r"A blank node ID cannot be empty",
        msg("the label of a blank node is expected after _:, such as _:b1"),
    ),
    (
        r"A double exponent cannot be empty",
        msg("the exponent of this number lacks its digits"),
    ),
    (
        r"An? (?:double|integer) should not be empty",
        msg("a number lacks its digits"),
    ),
    (
        r"(?:Literal base direction are only allowed in RDF 1\.2|The allowed base directions .*)",
        msg("a base direction (@ar--rtl) belongs to RDF 1.2; only RDF 1.1 is read here"),
    ),
    (
        r"Invalid UTF-8.*",
        msg("these bytes are not UTF-8; save the file as UTF-8"),
    ),
    (
        r"Reached the buffer maximal size of .*",
        msg("this is too long: is a quotation mark or a > missing?"),
    ),
)
_LINES: tuple[Row, ...] = (
    (
        r"The subject of a triple must be .*",
        msg("a subject is expected here: an IRI in angle brackets or a blank node (_:b1)"),
    ),
    (
        r"The predicate of a triple must be .*",
        msg("a predicate is expected here: an IRI in angle brackets"),
    ),
    (
        r"The object of a triple must be .*",
        msg("a value is expected here: an IRI in angle brackets, a blank node or a literal"),
    ),
    (
        r"line jumps are not allowed .*",
        msg("a statement must be on one line"),
    ),
    (
        r"Only a single triple or quad can be written in a line, found .*",
        msg("a line holds one statement only"),
    ),
)
_RDF12: tuple[Row, ...] = (
    (
        r"(?:.*(?:quoted triple|reified triple|triple term).*|Annotations should end with .*)",
        msg("statements about statements (<< … >>) belong to RDF 1.2; only RDF 1.1 is read here"),
    ),
)

TERSE: tuple[Row, ...] = (*_RDF12, *_STRUCTURE, *_TERMS, *_LINES, *IRIS)
