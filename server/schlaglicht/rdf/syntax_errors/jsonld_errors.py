"""What the parser of JSON-LD says."""

from __future__ import annotations

from schlaglicht.rdf.syntax_errors import Row
from schlaglicht.rdf.syntax_errors.iri_errors import IRIS
from schlaglicht.rdf.syntax_errors.json_errors import JSON

_KEYS: tuple[Row, ...] = (
    (
        (
            r"(?:The value of )?(?P<key>@\w+)(?: value)?(?: '.*'| in a context)? must be a"
            r"(?: valid)? string(?: in a context| when @value is present)?"
        ),
        "{key} braucht hier einen Text",
        "{key} needs a text here",
    ),
    (
        r"(?P<key>@\w+)(?: value)? must be a string or (?:null|an array of strings)",
        "{key} braucht hier einen Text",
        "{key} needs a text here",
    ),
    (
        r"(?P<key>@\w+) value must be a boolean",
        "{key} braucht true oder false",
        "{key} needs true or false",
    ),
    (
        r"(?P<key>@\w+) value must be a number",
        "{key} braucht eine Zahl",
        "{key} needs a number",
    ),
    (
        r"(?P<key>@\w+) (?:value|definition) must be an? (?:JSON )?object",
        "{key} braucht ein Objekt",
        "{key} needs an object",
    ),
    (
        r"(?P<key>@\w+) value must be a valid IRI",
        "{key} braucht eine IRI",
        "{key} needs an IRI",
    ),
    (
        r"(?P<key>@\w+) value must be null, a string or an object",
        "{key} braucht einen Text, ein Objekt oder null",
        "{key} needs a text, an object or null",
    ),
    (
        r"@value value must be a string, number, boolean or null",
        "@value braucht einen Text, eine Zahl, true, false oder null",
        "@value needs a text, a number, true, false or null",
    ),
    (
        (
            r"(?:@direction value must be 'ltr' or 'rtl'|The allowed @direction values .*), found"
            r" '(?P<found>.*)'"
        ),
        "@direction ist ltr oder rtl, nicht {found}",
        "@direction is ltr or rtl, not {found}",
    ),
    (
        r"The only supported @version value is 1\.1, found (?P<found>.*)",
        "@version ist 1.1, nicht {found}",
        "@version is 1.1, not {found}",
    ),
    (
        (
            r"@\w+ (?:is defined twice|cannot be set multiple times)|Duplicated @\w+ key"
            r"|Only a single @\w+ is allowed"
        ),
        "ein Schlüssel von JSON-LD steht zweimal in einem Objekt",
        "a key of JSON-LD stands twice in one object",
    ),
    (
        r"Only a single @type is allowed when @value is present",
        "neben @value steht nur ein @type",
        "only one @type stands beside @value",
    ),
    (
        (
            r"@\w+ and @\w+ (?:cannot be used together|are incompatible).*"
            r"|Both @\w+ and @\w+ can't be set at the same time"
        ),
        "zwei Schlüssel von JSON-LD schließen sich hier aus",
        "two keys of JSON-LD exclude each other here",
    ),
    (
        r"(?P<key>@\w+) must be the first key of an object.*",
        "{key} muss hier vor den anderen Schlüsseln stehen",
        "{key} must stand before the other keys here",
    ),
    (
        r"@graph must be the last property of the object, found (?P<key>.*) after it",
        "@graph muss hier der letzte Schlüssel sein; dahinter steht {key}",
        "@graph must be the last key here; {key} stands behind it",
    ),
    (
        r"@list (?:and @set )?must be the only keys? of an object.*",
        "neben @list und @set steht kein anderer Schlüssel",
        "no other key stands beside @list and @set",
    ),
    (
        r"Objects with @value cannot contain properties, (?P<key>.*) found",
        "neben @value stehen keine Prädikate wie {key}",
        "no predicates stand beside @value, such as {key}",
    ),
    (
        r"Unsupported JSON-Ld keyword inside of a @value: (?P<key>.*)",
        "{key} passt nicht neben @value",
        "{key} does not fit beside @value",
    ),
    (
        r"(?:Lists|Sets|Literals) are not allowed inside of .*",
        "hier sind nur Dinge erlaubt, keine Listen und keine Literale",
        "only things are allowed here, no lists and no literals",
    ),
    (
        r"@included values must be node objects, .*",
        "@included hat nur Dinge, keine Literale",
        "@included has only things, no literals",
    ),
    (
        r"@reverse object value cannot contain any keyword, found (?P<key>.*)",
        "@reverse hat nur Prädikate, nicht {key}",
        "@reverse has only predicates, not {key}",
    ),
    (
        r"@type cannot (?:be a blank node|contain a nested array)",
        "@type nennt hier eine IRI",
        "@type names an IRI here",
    ),
    (
        r"@language can be used only on a string @value",
        "nur ein Text hat @language",
        "only a text has @language",
    ),
    (
        r"The values in a @language map must be null or strings",
        "nach Sprachen geordnet sind nur Texte",
        "only texts are ordered by language",
    ),
    (
        r"@value is not allowed in @nest",
        "@nest hat kein @value",
        "@nest has no @value",
    ),
)
_CONTEXT: tuple[Row, ...] = (
    (
        r"Unexpected key in term definition '(?P<key>.*)'",
        "{key} gehört nicht in die Erklärung eines Begriffs",
        "{key} does not belong into the definition of a term",
    ),
    (
        r"Term definition value must be null, a string or a map",
        "ein Begriff wird durch einen Text, ein Objekt oder null erklärt",
        "a term is defined by a text, an object or null",
    ),
    (
        r"Not supported @container value combination",
        "diese Angaben zu @container passen nicht zusammen",
        "these values of @container do not go together",
    ),
    (
        r"(?P<key>@\w+) (?:keyword )?can't be redefined in context",
        "{key} hat schon eine Bedeutung und bekommt keine neue",
        "{key} has a meaning already and gets no other",
    ),
    (
        r"@type (?:keyword )?definition .*",
        "die Erklärung von @type hat nur @container mit @set, und @protected",
        "the definition of @type has only @container with @set, and @protected",
    ),
    (
        r"@context terms must not be the empty strings",
        "ein Begriff ohne Namen ist nicht erlaubt",
        "a term without a name is not allowed",
    ),
    (
        r"@context cannot be aliased with @id: @context",
        "@context bekommt keinen anderen Namen",
        "@context gets no other name",
    ),
    (
        r"Cyclic IRI mapping",
        "ein Begriff ist durch sich selbst erklärt",
        "a term is defined by itself",
    ),
    (
        r"Inconsistent expansion of (?P<term>.*?) between (?P<one>.*) and (?P<other>.*)",
        "{term} stünde für {one} und für {other}",
        "{term} would stand for {one} and for {other}",
    ),
    (
        r"Inconsistent expansion of (?P<term>.*)",
        "{term} ist anders erklärt, als sein Name sagt",
        "{term} is defined otherwise than its name says",
    ),
    (
        r"Invalid @type value in context: (?P<type>.*)",
        "{type} kann in @context kein @type sein",
        "{type} cannot be an @type in @context",
    ),
    (
        (
            r"Invalid (?:@type iri|@base|@import iri|@vocab|term relative IRI) '?(?P<iri>.*?)'?: "
            r"(?P<reason>.*)"
        ),
        "{iri} ist keine gültige IRI: {reason}",
        "{iri} is no valid IRI: {reason}",
    ),
    (
        r"Invalid @vocab '.*'|.* is not a valid IRI or blank node",
        "das ist keine gültige IRI",
        "this is no valid IRI",
    ),
    (
        r"No @vocab key to build an IRI from context (?P<term>.*) term definition",
        "{term} hat keine IRI: nenne sie mit @id, oder gib dem Kontext ein @vocab",
        "{term} has no IRI: name it with @id, or give the context an @vocab",
    ),
    (
        r"@prefix cannot be set on terms like (?P<term>.*) that .*",
        "{term} kann kein Präfix sein",
        "{term} cannot be a prefix",
    ),
    (
        r"@reverse is only compatible with @index and @set containers",
        "neben @reverse ist @container nur @index oder @set",
        "beside @reverse, @container is only @index or @set",
    ),
    (
        r"Type mapping must be @id or @vocab, not (?P<type>.*) when used with @type container",
        "bei @container @type ist @type nur @id oder @vocab, nicht {type}",
        "with @container @type, @type is only @id or @vocab, not {type}",
    ),
    (
        r"@index inside of term definitions is only allowed when @container is set to @index",
        "@index steht nur neben @container @index",
        "@index stands only beside @container @index",
    ),
    (
        r"@nest value must not be a keyword other than @nest",
        "@nest nennt keinen Schlüssel von JSON-LD",
        "@nest names no key of JSON-LD",
    ),
    (
        (
            r"(?:Overriding the protected term|Definition of) (?P<term>.*?)"
            r"(?: will be overridden even if it's protected)?"
        ),
        "{term} ist mit @protected erklärt und bekommt keine neue Erklärung",
        "{term} is defined with @protected and gets no other definition",
    ),
    (
        r"Invalid scoped context: (?P<reason>.*)",
        "{reason}",
        "{reason}",
    ),
    (
        r".*(?:only supported in|not supported in|in) JSON-LD 1\.[01].*",
        "das gehört zu einer anderen Fassung von JSON-LD",
        "this belongs to another version of JSON-LD",
    ),
)

JSONLD: tuple[Row, ...] = (*JSON, *_KEYS, *_CONTEXT, *IRIS)
