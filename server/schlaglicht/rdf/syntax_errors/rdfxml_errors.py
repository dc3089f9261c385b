"""What the parser of RDF/XML says, and that of XML below it."""

from __future__ import annotations

from schlaglicht.rdf.syntax_errors import Row
from schlaglicht.rdf.syntax_errors.iri_errors import IRIS

_MARKUP: tuple[Row, ...] = (
    (
        r"ill-formed document: expected `(?P<expected>.*?)`, but `(?P<found>.*?)` was found",
        "hier müsste {expected} stehen, nicht {found}",
        "{expected} should stand here, not {found}",
    ),
    (
        r"ill-formed document: close tag `(?P<tag>.*?)` does not match any open tag",
        "{tag} schließt nichts, was offen ist",
        "{tag} closes nothing that is open",
    ),
    (
        r"ill-formed document: start tag not closed: `(?P<tag>.*?)` not found .*",
        "{tag} fehlt bis zum Ende der Datei",
        "{tag} is missing up to the end of the file",
    ),
    (
        r"ill-formed document: forbidden string `--` .*",
        "ein Kommentar darf -- nicht enthalten",
        "a comment must not hold --",
    ),
    (
        r"ill-formed document: (?:an XML declaration|`<!DOCTYPE>`).*",
        "die Datei beginnt nicht wie XML",
        "the file does not begin as XML does",
    ),
    (
        r"syntax error: tag not closed: .*",
        "einem Tag fehlt das > bis zum Ende der Datei",
        "a tag lacks its > up to the end of the file",
    ),
    (
        r"syntax error: .*? not closed: `(?P<end>.*?)` not found .*",
        "{end} fehlt bis zum Ende der Datei",
        "{end} is missing up to the end of the file",
    ),
    (
        r"syntax error: .*",
        "was hier auf <! folgt, kennt XML nicht",
        "what is here after <! is nothing that XML knows",
    ),
    (
        r"error while parsing attribute: position \d+: attribute key must be directly followed .*",
        "einem Attribut fehlt sein Wert",
        "an attribute lacks its value",
    ),
    (
        r"error while parsing attribute: position \d+: `=` must be followed by .*",
        "auf = folgt der Wert eines Attributs",
        "the value of an attribute is expected after =",
    ),
    (
        r"error while parsing attribute: position \d+: attribute value must be enclosed .*",
        "der Wert eines Attributs steht in Anführungszeichen",
        "the value of an attribute stands in quotation marks",
    ),
    (
        r"error while parsing attribute: position \d+: missing closing quote .*",
        "dem Wert eines Attributs fehlt das Anführungszeichen am Ende",
        "the value of an attribute lacks the quotation mark at its end",
    ),
    (
        r"error while parsing attribute: position \d+: duplicated attribute.*",
        "ein Attribut steht zweimal in einem Tag",
        "an attribute stands twice in one tag",
    ),
    (
        r"Error while escaping character at range \d+\.\.\d+: Cannot find ';' after '&'",
        "& beginnt eine Entität; das Zeichen selbst schreibt sich &amp;",
        "& begins an entity; the character itself is written &amp;",
    ),
    (
        r"at \d+\.\.\d+: unrecognized entity `(?P<entity>.*)`",
        "die Entität &{entity}; ist nicht erklärt; das Zeichen & selbst schreibt sich &amp;",
        "the entity &{entity}; is not declared; the character & itself is written &amp;",
    ),
    (
        r"(?:Error while escaping character.*|invalid character reference.*)",
        "das ist die Nummer keines Zeichens, das XML erlaubt",
        "this is the number of no character that XML allows",
    ),
    (
        r"<!ENTITY .*",
        'eine Entität wird als <!ENTITY name "wert"> erklärt',
        'an entity is declared as <!ENTITY name "value">',
    ),
    (
        r"Only UTF-8 is supported by the RDF/XML parser",
        'gelesen wird nur UTF-8; speichere die Datei so, mit encoding="UTF-8"',
        'only UTF-8 is read; save the file so, with encoding="UTF-8"',
    ),
)
_RDF: tuple[Row, ...] = (
    (
        r"XML namespaces are required in RDF/XML",
        "dieses Element hat keinen Namensraum; RDF/XML verlangt einen",
        "this element has no namespace; RDF/XML demands one",
    ),
    (
        r"Unknown prefix (?P<prefix>.*):",
        "das Präfix {prefix}: ist nicht erklärt",
        "the prefix {prefix}: is not declared",
    ),
    (
        r"Unexpected text event: '(?P<text>.*)'",
        "Text steht hier zwischen Elementen: {text}",
        "text stands between elements here: {text}",
    ),
    (
        r"Unexpected node, a text value is already present",
        "ein Prädikat hat entweder einen Text oder ein Element, nicht beides",
        "a predicate has either a text or an element, not both",
    ),
    (
        r"Invalid node element tag name: (?P<name>.*)",
        "{name} kann kein Ding sein",
        "{name} cannot be a thing",
    ),
    (
        r"Invalid property element tag name: (?P<name>.*)",
        "{name} kann kein Prädikat sein",
        "{name} cannot be a predicate",
    ),
    (
        r"(?P<name>.*) is not a valid attribute",
        "{name} kann kein Attribut sein",
        "{name} cannot be an attribute",
    ),
    (
        r"(?P<id>.*) is not a valid (?P<attribute>rdf:\w+) value",
        "{id} ist kein Name, wie {attribute} ihn verlangt",
        "{id} is no name such as {attribute} demands",
    ),
    (
        r"(?P<iri><.*>) has already been used as rdf:ID value",
        "{iri} gibt es mit rdf:ID schon; nenne es mit rdf:about",
        "{iri} is there with rdf:ID already; name it with rdf:about",
    ),
    (
        r"Not both (?P<one>rdf:\w+) and (?P<other>rdf:\w+) could be set at the same time",
        "{one} und {other} schließen sich aus",
        "{one} and {other} exclude each other",
    ),
    (
        r"No value found for rdf:XMLLiteral value of property (?P<iri>.*)",
        '{iri} hat keinen Wert, obwohl parseType="Literal" einen verlangt',
        '{iri} has no value, though parseType="Literal" demands one',
    ),
    (
        (
            r"(?:rdf:parseType=\"Triple\".*|The rdf:version value .*|Invalid base direction.*"
            r"|.*rdf:annotation.*)"
        ),
        "das gehört zu RDF 1.2; hier wird nur RDF 1.1 gelesen",
        "this belongs to RDF 1.2; only RDF 1.1 is read here",
    ),
    (
        r"The XML literal is not in valid UTF-8",
        "diese Bytes sind kein UTF-8; speichere die Datei als UTF-8",
        "these bytes are not UTF-8; save the file as UTF-8",
    ),
    (
        r"error while parsing IRI '(?P<iri>.*)': (?P<reason>.*)",
        "{iri} ist keine gültige IRI: {reason}",
        "{iri} is no valid IRI: {reason}",
    ),
    (
        r"error while parsing language tag '': .*",
        'xml:lang="" wird hier nicht gelesen, obwohl RDF/XML es kennt',
        'xml:lang="" is not read here, though RDF/XML has it',
    ),
    (
        r"error while parsing language tag '(?P<tag>.*)': (?P<reason>.*)",
        "{tag}: {reason}",
        "{tag}: {reason}",
    ),
)

RDFXML: tuple[Row, ...] = (*_MARKUP, *_RDF, *IRIS)
