"""Parser messages of RDF/XML, and of XML below it."""

from __future__ import annotations

from schlaglicht.i18n import msg
from schlaglicht.rdf.syntax_errors import Row
from schlaglicht.rdf.syntax_errors.iri_errors import IRIS

_MARKUP: tuple[Row, ...] = (
    (
        r"ill-formed document: expected `(?P<expected>.*?)`, but `(?P<found>.*?)` was found",
        msg("{expected} is expected here, not {found}"),
    ),
    (
        r"ill-formed document: close tag `(?P<tag>.*?)` does not match any open tag",
        msg("{tag} closes nothing that is open"),
    ),
    (
        r"ill-formed document: start tag not closed: `(?P<tag>.*?)` not found .*",
        msg("{tag} is missing up to the end of the file"),
    ),
    (
        r"ill-formed document: forbidden string `--` .*",
        msg("a comment must not hold --"),
    ),
    (
        r"ill-formed document: (?:an XML declaration|`<!DOCTYPE>`).*",
        msg("the file does not begin as XML does"),
    ),
    (
        r"syntax error: tag not closed: .*",
        msg("a tag lacks its > up to the end of the file"),
    ),
    (
        r"syntax error: .*? not closed: `(?P<end>.*?)` not found .*",
        msg("{end} is missing up to the end of the file"),
    ),
    (
        r"syntax error: .*",
        msg("XML does not have what follows <! here"),
    ),
    (
        r"error while parsing attribute: position \d+: attribute key must be directly followed .*",
        msg("an attribute lacks its value"),
    ),
    (
        r"error while parsing attribute: position \d+: `=` must be followed by .*",
        msg("the value of an attribute is expected after ="),
    ),
    (
        r"error while parsing attribute: position \d+: attribute value must be enclosed .*",
        msg("the value of an attribute must be in quotation marks"),
    ),
    (
        r"error while parsing attribute: position \d+: missing closing quote .*",
        msg("the value of an attribute lacks the quotation mark at its end"),
    ),
    (
        r"error while parsing attribute: position \d+: duplicated attribute.*",
        msg("an attribute occurs twice in one tag"),
    ),
    (
        r"Error while escaping character at range \d+\.\.\d+: Cannot find ';' after '&'",
        msg("& begins an entity; the character itself is written &amp;"),
    ),
    (
        r"at \d+\.\.\d+: unrecognized entity `(?P<entity>.*)`",
        msg("the entity &{entity}; is not declared; the character & itself is written &amp;"),
    ),
    (
        r"(?:Error while escaping character.*|invalid character reference.*)",
        msg("this number does not stand for a character that XML allows"),
    ),
    (
        r"<!ENTITY .*",
        msg('an entity is declared as <!ENTITY name "value">'),
    ),
    (
        r"Only UTF-8 is supported by the RDF/XML parser",
        msg('only UTF-8 is read; save the file as UTF-8, with encoding="UTF-8"'),
    ),
)
_RDF: tuple[Row, ...] = (
    (
        r"XML namespaces are required in RDF/XML",
        msg("this element has no namespace; RDF/XML demands one"),
    ),
    (
        r"Unknown prefix (?P<prefix>.*):",
        msg("the prefix {prefix}: is not declared"),
    ),
    (
        r"Unexpected text event: '(?P<text>.*)'",
        msg("there is text between elements here: {text}"),
    ),
    (
        r"Unexpected node, a text value is already present",
        msg("a predicate has either a text or an element, not both"),
    ),
    (
        r"Invalid node element tag name: (?P<name>.*)",
        msg("{name} cannot be a thing"),
    ),
    (
        r"Invalid property element tag name: (?P<name>.*)",
        msg("{name} cannot be a predicate"),
    ),
    (
        r"(?P<name>.*) is not a valid attribute",
        msg("{name} cannot be an attribute"),
    ),
    (
        r"(?P<id>.*) is not a valid (?P<attribute>rdf:\w+) value",
        msg("{id} is not a name as {attribute} requires"),
    ),
    (
        r"(?P<iri><.*>) has already been used as rdf:ID value",
        msg("{iri} already exists with rdf:ID; refer to it with rdf:about"),
    ),
    (
        r"Not both (?P<one>rdf:\w+) and (?P<other>rdf:\w+) could be set at the same time",
        msg("{one} and {other} exclude each other"),
    ),
    (
        r"No value found for rdf:XMLLiteral value of property (?P<iri>.*)",
        msg('{iri} has no value, though parseType="Literal" demands one'),
    ),
    (
        (
            r"(?:rdf:parseType=\"Triple\".*|The rdf:version value .*|Invalid base direction.*"
            r"|.*rdf:annotation.*)"
        ),
        msg("this belongs to RDF 1.2, which is not read in RDF/XML; Turtle can say it"),
    ),
    (
        r"The XML literal is not in valid UTF-8",
        msg("these bytes are not UTF-8; save the file as UTF-8"),
    ),
    (
        r"error while parsing IRI '(?P<iri>.*)': (?P<reason>.*)",
        msg("{iri} is not a valid IRI: {reason}"),
    ),
    (
        r"error while parsing language tag '(?P<tag>.*)': (?P<reason>.*)",
        msg("{tag}: {reason}"),
    ),
)

RDFXML: tuple[Row, ...] = (*_MARKUP, *_RDF, *IRIS)
