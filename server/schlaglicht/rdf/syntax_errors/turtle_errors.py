"""What the parsers of Turtle, TriG, N-Triples and N-Quads say."""

from __future__ import annotations

from schlaglicht.rdf.syntax_errors import Row
from schlaglicht.rdf.syntax_errors.iri_errors import IRIS

_MARK = r"(?P<token>[.;,\])}])"
_TOKEN = r"(?P<token>.+?)"

_STRUCTURE: tuple[Row, ...] = (
    (
        r"A dot is expected at the end of statements",
        "die Aussage davor ist nicht beendet: hier fehlt ein Punkt, Semikolon oder Komma",
        "the statement before is not finished: a full stop, semicolon or comma is missing here",
    ),
    (
        r"(?:Triples should|Quads must|Triples must) be followed by a dot",
        "der Punkt am Ende der Aussage fehlt",
        "the full stop at the end of the statement is missing",
    ),
    (
        r"Unexpected end",
        "die Datei endet mitten in einer Aussage",
        "the file ends in the middle of a statement",
    ),
    (
        r"Unexpected end of file",
        "was hier beginnt, hat kein Ende: fehlt ein Anführungszeichen oder ein > ?",
        "what begins here has no end: is a quotation mark or a > missing?",
    ),
    (
        r"blank node property lists should end with a '\]'",
        "der leere Knoten ist nicht beendet: hier fehlt ] oder Semikolon oder Komma",
        "the blank node is not finished: ] or a semicolon or a comma is missing here",
    ),
    (
        rf"{_TOKEN} is not a valid (?:subject or graph name|RDF subject)",
        "mit {token} kann keine Aussage beginnen oder weitergehen",
        "no statement can begin or go on with {token}",
    ),
    (
        rf"{_MARK} is not a valid predicate",
        "vor {token} fehlt ein Prädikat mit einem Wert",
        "before {token} a predicate with a value is missing",
    ),
    (
        rf"{_TOKEN} is not a valid predicate",
        "{token} kann kein Prädikat sein",
        "{token} cannot be a predicate",
    ),
    (
        rf"{_MARK} is not a valid RDF object",
        "vor {token} fehlt ein Wert",
        "before {token} a value is missing",
    ),
    (
        rf"{_TOKEN} is not a valid RDF object",
        "{token} kann kein Wert sein",
        "{token} cannot be a value",
    ),
    (
        rf"{_TOKEN} is not a valid graph name",
        "{token} kann keinen Graphen benennen",
        "{token} cannot name a graph",
    ),
    (
        r"Anonymous blank node with a property list are not allowed as graph name",
        "ein leerer Knoten mit Angaben kann keinen Graphen benennen",
        "a blank node with properties cannot name a graph",
    ),
    (
        r"The GRAPH keyword should be followed by .*",
        "auf GRAPH folgen der Name eines Graphen und {{",
        "the name of a graph and {{ are expected after GRAPH",
    ),
    (
        r"A '}' or a '\.' is expected at the end of a graph block",
        "die Aussage davor ist nicht beendet: hier fehlt ein Punkt oder }}",
        "the statement before is not finished: a full stop or }} is missing here",
    ),
    (
        r"The BASE keyword should be followed by an IRI",
        "auf base folgt eine IRI in spitzen Klammern",
        "an IRI in angle brackets is expected after base",
    ),
    (
        r"The PREFIX keyword should be followed by .*",
        "auf prefix folgt ein Name mit Doppelpunkt, etwa ex:",
        "a name with a colon is expected after prefix, such as ex:",
    ),
    (
        r"The PREFIX declaration should be followed by .*",
        "auf ein Präfix folgt sein Namensraum, eine IRI in spitzen Klammern",
        "after the prefix its namespace is expected, an IRI in angle brackets",
    ),
    (
        r"The VERSION keyword should be followed by .*",
        'auf version folgt eine Angabe wie "1.2"',
        'a value such as "1.2" is expected after version',
    ),
    (
        r"The prefix (?P<prefix>.*?): has not been declared",
        "das Präfix {prefix}: ist nicht erklärt",
        "the prefix {prefix}: is not declared",
    ),
    (
        r"The prefixed name (?P<name>.*?) builds IRI (?P<iri>.*?) that is invalid: (?P<reason>.*)",
        "{name} steht für <{iri}>, und das ist keine gültige IRI: {reason}",
        "{name} stands for <{iri}>, which is no valid IRI: {reason}",
    ),
)
_TERMS: tuple[Row, ...] = (
    (
        r"Invalid IRI code point ' '",
        "eine IRI enthält ein Leerzeichen, oder ihr fehlt das > am Ende",
        "an IRI holds a space, or lacks the > at its end",
    ),
    (
        r"Invalid IRI code point '[\r\n]'",
        "einer IRI fehlt das > am Ende",
        "an IRI lacks the > at its end",
    ),
    (
        r"Line jumps are not allowed in string literals, use \\n",
        "hier fehlt das Anführungszeichen am Ende, oder ein Text geht über mehrere Zeilen",
        "the quotation mark at the end is missing here, or a text goes over several lines",
    ),
    (
        r"Expecting a datatype IRI after \^\^, found (?P<token>.*)",
        "auf ^^ folgt ein Datentyp, eine IRI, nicht {token}",
        "a datatype is expected after ^^, an IRI, not {token}",
    ),
    (
        r"A literal datatype must be an IRI",
        "auf ^^ folgt ein Datentyp, eine IRI in spitzen Klammern",
        "a datatype is expected after ^^, an IRI in angle brackets",
    ),
    (
        r"The datatype of a literal without a language tag must not be rdf:langString",
        "rdf:langString verlangt eine Sprache: schreibe sie mit @ hinter den Text",
        "rdf:langString demands a language: write it behind the text, with @",
    ),
    (
        r"Unexpected escape character '(?P<escape>.*)'",
        "{escape} ist kein Escape: der umgekehrte Schrägstrich selbst schreibt sich \\\\",
        "{escape} is no escape: the backslash itself is written \\\\",
    ),
    (
        r"The escape sequence '(?P<escape>.*)' is not a valid hexadecimal string.*",
        "{escape}: auf \\u folgen vier hexadezimale Ziffern, auf \\U acht",
        "{escape}: four hexadecimal digits are expected after \\u, eight after \\U",
    ),
    (
        r"The escape sequence '(?P<escape>.*)' is encoding .*",
        "{escape} ist die Nummer keines Zeichens",
        "{escape} is the number of no character",
    ),
    (
        r".*(?:UTF-16 surrogate|urrogate pair).*",
        "ein halbes Paar von Surrogaten ist kein Zeichen",
        "half of a surrogate pair is no character",
    ),
    (
        r"The codepoint .* is not a valid unicode character",
        "das ist kein Zeichen von Unicode",
        "this is no character of Unicode",
    ),
    (
        r"The character that are allowed to be escaped .* are (?P<known>.*), found '(?P<found>.*)'",
        "in einem Namen steht \\ nur vor {known}, nicht vor {found}",
        "in a name, \\ stands only before {known}, not before {found}",
    ),
    (
        r"escapes in IRIs should be % followed by .*, found '(?P<found>.*)'",
        "in einem Namen folgen auf % zwei hexadezimale Ziffern, nicht {found}",
        "in a name, two hexadecimal digits are expected after %, not {found}",
    ),
    (
        r"'(?P<prefix>.*)' is not a valid prefix: .*",
        "ein Präfix endet nicht mit einem Punkt: {prefix}",
        "a prefix does not end with a full stop: {prefix}",
    ),
    (
        r"'(?P<character>.*)' is not allowed at the beginning of a prefix name",
        "{character} hat hier keine Bedeutung",
        "{character} has no meaning here",
    ),
    (
        r"Unexpected (?:character '|byte )(?P<character>.*?)'?",
        "{character} hat hier keine Bedeutung",
        "{character} has no meaning here",
    ),
    (
        r"A variable name is not allowed to be empty",
        "Variablen gibt es in einem Graphen nicht",
        "there are no variables in a graph",
    ),
    (
        r"A blank node ID cannot be empty",
        "auf _: folgt der Name eines leeren Knotens, etwa _:b1",
        "the label of a blank node is expected after _:, such as _:b1",
    ),
    (
        r"A double exponent cannot be empty",
        "dem Exponenten dieser Zahl fehlen die Ziffern",
        "the exponent of this number lacks its digits",
    ),
    (
        r"An? (?:double|integer) should not be empty",
        "einer Zahl fehlen die Ziffern",
        "a number lacks its digits",
    ),
    (
        r"(?:Literal base direction are only allowed in RDF 1\.2|The allowed base directions .*)",
        "eine Schreibrichtung (@ar--rtl) gehört zu RDF 1.2; hier wird nur RDF 1.1 gelesen",
        "a base direction (@ar--rtl) belongs to RDF 1.2; only RDF 1.1 is read here",
    ),
    (
        r"Invalid UTF-8.*",
        "diese Bytes sind kein UTF-8; speichere die Datei als UTF-8",
        "these bytes are not UTF-8; save the file as UTF-8",
    ),
    (
        r"Reached the buffer maximal size of .*",
        "das ist zu lang: fehlt ein Anführungszeichen oder ein > ?",
        "this is too long: is a quotation mark or a > missing?",
    ),
)
_LINES: tuple[Row, ...] = (
    (
        r"The subject of a triple must be .*",
        "hier muss ein Subjekt stehen: eine IRI in spitzen Klammern oder ein leerer Knoten (_:b1)",
        "a subject must stand here: an IRI in angle brackets or a blank node (_:b1)",
    ),
    (
        r"The predicate of a triple must be .*",
        "hier muss ein Prädikat stehen: eine IRI in spitzen Klammern",
        "a predicate must stand here: an IRI in angle brackets",
    ),
    (
        r"The object of a triple must be .*",
        "hier muss ein Wert stehen: eine IRI in spitzen Klammern, leerer Knoten oder Literal",
        "a value must stand here: an IRI in angle brackets, a blank node or a literal",
    ),
    (
        r"line jumps are not allowed .*",
        "eine Aussage muss auf einer Zeile stehen",
        "a statement must stand on one line",
    ),
    (
        r"Only a single triple or quad can be written in a line, found .*",
        "auf einer Zeile steht nur eine Aussage",
        "a line holds one statement only",
    ),
)
_RDF12: tuple[Row, ...] = (
    (
        r"(?:.*(?:quoted triple|reified triple|triple term).*|Annotations should end with .*)",
        "Aussagen über Aussagen (<< … >>) gehören zu RDF 1.2; hier wird nur RDF 1.1 gelesen",
        "statements about statements (<< … >>) belong to RDF 1.2; only RDF 1.1 is read here",
    ),
)

TERSE: tuple[Row, ...] = (*_RDF12, *_STRUCTURE, *_TERMS, *_LINES, *IRIS)
