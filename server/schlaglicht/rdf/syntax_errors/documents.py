"""Parser messages of RDF/XML and XML below it, and of JSON-LD and JSON below it."""

from __future__ import annotations

from schlaglicht.i18n import msg
from schlaglicht.rdf.syntax_errors import IRIS, Row

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


JSON: tuple[Row, ...] = (
    (
        r"Object keys must be strings",
        msg("a key in double quotation marks is expected here"),
    ),
    (
        r"Object values must be followed by .*",
        msg("a comma or }} is expected after a value"),
    ),
    (
        r"Array values must be followed by .*",
        msg("a comma or ] is expected after a value"),
    ),
    (
        r"Unexpected comma, no values to separate",
        msg("before this comma a value is missing"),
    ),
    (
        r"Unexpected colon, no key to follow",
        msg("before this colon a key is missing"),
    ),
    (
        r"Trailing commas are not allowed",
        msg("there is a comma too many after the last value"),
    ),
    (
        r"Unexpected closing curly bracket, .*",
        msg("this }} closes nothing that is open"),
    ),
    (
        r"Unexpected closing square bracket, .*",
        msg("this ] closes nothing that is open"),
    ),
    (
        r"Unexpected end of file, a value was expected",
        msg("the file ends where a value is expected"),
    ),
    (
        r"Unexpected end of file",
        msg("the file ends too early: a bracket or a quotation mark is still open"),
    ),
    (
        r"Unexpected char: '(?P<character>.*)'",
        msg("{character} has no meaning here"),
    ),
    (
        r"Unexpected byte: (?P<byte>.*)",
        msg("the byte {byte} has no meaning here"),
    ),
    (
        r"(?P<word>null|true|false) expected",
        msg("a word begins here that should be {word}"),
    ),
    (
        r"The JSON already contains one root element",
        msg("there is something after the end of the object"),
    ),
    (
        r"'(?P<character>.*)' is not allowed in JSON strings",
        msg("{character} is not allowed in a text: a control character, or the text is not closed"),
    ),
    (
        r"'(?P<escape>.*)' is not a valid escape sequence",
        msg("{escape} is not an escape: the backslash itself is written \\\\"),
    ),
    (
        r"Unexpected character in a unicode escape: .*",
        msg("four hexadecimal digits are expected after \\u"),
    ),
    (
        r".*surrogate.*",
        msg("half of a surrogate pair is not a character"),
    ),
    (
        r"A number .*",
        msg("this is not a JSON number"),
    ),
    (
        r"Invalid UTF-8.*",
        msg("these bytes are not UTF-8; save the file as UTF-8"),
    ),
    (
        r"Max stack size of .*",
        msg("the brackets are nested too deep"),
    ),
)


_KEYS: tuple[Row, ...] = (
    (
        (
            r"(?:The value of )?(?P<key>@\w+)(?: value)?(?: '.*'| in a context)? must be a"
            r"(?: valid)? string(?: in a context| when @value is present)?"
        ),
        msg("{key} needs a text here"),
    ),
    (
        r"(?P<key>@\w+)(?: value)? must be a string or (?:null|an array of strings)",
        msg("{key} needs a text here"),
    ),
    (
        r"(?P<key>@\w+) value must be a boolean",
        msg("{key} needs true or false"),
    ),
    (
        r"(?P<key>@\w+) value must be a number",
        msg("{key} needs a number"),
    ),
    (
        r"(?P<key>@\w+) (?:value|definition) must be an? (?:JSON )?object",
        msg("{key} needs an object"),
    ),
    (
        r"(?P<key>@\w+) value must be a valid IRI",
        msg("{key} needs an IRI"),
    ),
    (
        r"(?P<key>@\w+) value must be null, a string or an object",
        msg("{key} needs a text, an object or null"),
    ),
    (
        r"@value value must be a string, number, boolean or null",
        msg("@value needs a text, a number, true, false or null"),
    ),
    (
        (
            r"(?:@direction value must be 'ltr' or 'rtl'|The allowed @direction values .*), found"
            r" '(?P<found>.*)'"
        ),
        msg("@direction is ltr or rtl, not {found}"),
    ),
    (
        r"The only supported @version value is 1\.1, found (?P<found>.*)",
        msg("@version is 1.1, not {found}"),
    ),
    (
        (
            r"@\w+ (?:is defined twice|cannot be set multiple times)|Duplicated @\w+ key"
            r"|Only a single @\w+ is allowed"
        ),
        msg("a key of JSON-LD occurs twice in one object"),
    ),
    (
        r"Only a single @type is allowed when @value is present",
        msg("only one @type is allowed next to @value"),
    ),
    (
        (
            r"@\w+ and @\w+ (?:cannot be used together|are incompatible).*"
            r"|Both @\w+ and @\w+ can't be set at the same time"
        ),
        msg("two keys of JSON-LD exclude each other here"),
    ),
    (
        r"@type must be the first key of an object or right after @context",
        msg(
            "the parser reads no object with @id in a map by type (@container @type); "
            "write @type into the objects instead"
        ),
    ),
    (
        r"(?P<key>@\w+) must be the first key of an object.*",
        msg("{key} must come before the other keys here"),
    ),
    (
        r"@graph must be the last property of the object, found (?P<key>.*) after it",
        msg("@graph must be the last key here; {key} comes after it"),
    ),
    (
        r"@list (?:and @set )?must be the only keys? of an object.*",
        msg("no other key is allowed next to @list and @set"),
    ),
    (
        r"Objects with @value cannot contain properties, (?P<key>.*) found",
        msg("predicates such as {key} are not allowed next to @value"),
    ),
    (
        r"Unsupported JSON-Ld keyword inside of a @value: (?P<key>.*)",
        msg("{key} is not allowed next to @value"),
    ),
    (
        r"(?:Lists|Sets|Literals) are not allowed inside of .*",
        msg("only things are allowed here, no lists and no literals"),
    ),
    (
        r"@included values must be node objects, .*",
        msg("@included has only things, no literals"),
    ),
    (
        r"@reverse object value cannot contain any keyword, found (?P<key>.*)",
        msg("@reverse has only predicates, not {key}"),
    ),
    (
        r"@type cannot (?:be a blank node|contain a nested array)",
        msg("@type names an IRI here"),
    ),
    (
        r"@language can be used only on a string @value",
        msg("only a text has @language"),
    ),
    (
        r"The values in a @language map must be null or strings",
        msg("only texts are ordered by language"),
    ),
    (
        r"@value is not allowed in @nest",
        msg("@nest has no @value"),
    ),
)
_CONTEXT: tuple[Row, ...] = (
    (
        r"Unexpected key in term definition '(?P<key>.*)'",
        msg("{key} does not belong in the definition of a term"),
    ),
    (
        r"Term definition value must be null, a string or a map",
        msg("a term is defined by a text, an object or null"),
    ),
    (
        r"Not supported @container value combination",
        msg("these values of @container do not go together"),
    ),
    (
        r"(?P<key>@\w+) (?:keyword )?can't be redefined in context",
        msg("{key} already has a meaning and cannot get another"),
    ),
    (
        r"@type (?:keyword )?definition .*",
        msg("the definition of @type has only @container with @set, and @protected"),
    ),
    (
        r"@context terms must not be the empty strings",
        msg("a term without a name is not allowed"),
    ),
    (
        r"@context cannot be aliased with @id: @context",
        msg("@context cannot have another name"),
    ),
    (
        r"Cyclic IRI mapping",
        msg("a term is defined by itself"),
    ),
    (
        r"Inconsistent expansion of (?P<term>.*?) between (?P<one>.*) and (?P<other>.*)",
        msg("{term} would stand for {one} and for {other}"),
    ),
    (
        r"Inconsistent expansion of (?P<term>.*)",
        msg("{term} is not defined as its name says"),
    ),
    (
        r"Invalid @type value in context: (?P<type>.*)",
        msg("{type} cannot be an @type in @context"),
    ),
    (
        (
            r"(?:Invalid (?:@type iri|@base|@import iri|@vocab|term relative IRI)|@type value) "
            r"'?(?P<iri>.*?)'?(?: must be an IRI)?: (?P<reason>.*)"
        ),
        msg("{iri} is not a valid IRI: {reason}"),
    ),
    (
        r"Invalid @vocab '.*'|.* is not a valid IRI or blank node",
        msg("this is not a valid IRI"),
    ),
    (
        r"No @vocab key to build an IRI from context (?P<term>.*) term definition",
        msg("{term} has no IRI: name it with @id, or give the context an @vocab"),
    ),
    (
        r"@prefix cannot be set on terms like (?P<term>.*) that .*",
        msg("{term} cannot be a prefix"),
    ),
    (
        r"@reverse is only compatible with @index and @set containers",
        msg("with @reverse, @container can only be @index or @set"),
    ),
    (
        r"Type mapping must be @id or @vocab, not (?P<type>.*) when used with @type container",
        msg("with @container @type, @type can only be @id or @vocab, not {type}"),
    ),
    (
        r"@index inside of term definitions is only allowed when @container is set to @index",
        msg("@index is allowed only with @container @index"),
    ),
    (
        r"@nest value must not be a keyword other than @nest",
        msg("@nest names no key of JSON-LD"),
    ),
    (
        (
            r"(?:Overriding the protected term|Definition of) (?P<term>.*?)"
            r"(?: will be overridden even if it's protected)?"
        ),
        msg("{term} is defined with @protected and cannot be redefined"),
    ),
    (
        r"Invalid scoped context: (?P<reason>.*)",
        msg("{reason}"),
    ),
    (
        r".*(?:only supported in|not supported in|in) JSON-LD 1\.[01].*",
        msg("this belongs to another version of JSON-LD"),
    ),
)

JSONLD: tuple[Row, ...] = (*JSON, *_KEYS, *_CONTEXT, *IRIS)
