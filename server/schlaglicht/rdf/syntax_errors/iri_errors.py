"""What is said of IRIs and language tags, in whatever syntax they stand."""

from __future__ import annotations

from schlaglicht.rdf.syntax_errors import Row

IRIS: tuple[Row, ...] = (
    (
        r"Invalid IRI code point '(?P<character>.)'",
        "das Zeichen {character} ist in einer IRI nicht erlaubt",
        "the character {character} is not allowed in an IRI",
    ),
    (
        r"Invalid IRI percent encoding '(?P<found>.*)'",
        "in einer IRI folgen auf % zwei hexadezimale Ziffern, nicht {found}",
        "in an IRI, two hexadecimal digits are expected after %, not {found}",
    ),
    (
        r"No scheme found in an absolute IRI",
        "die IRI ist relativ; hier muss sie mit ihrem Schema beginnen, etwa https:",
        "the IRI is relative; here it must begin with its scheme, such as https:",
    ),
    (
        r"Invalid character '(?P<character>.)' in host",
        "das Zeichen {character} ist im Namen eines Servers nicht erlaubt",
        "the character {character} is not allowed in the name of a host",
    ),
    (
        r"Invalid character '(?P<character>.)'",
        "das Zeichen {character} ist an dieser Stelle einer IRI nicht erlaubt",
        "the character {character} is not allowed at that place of an IRI",
    ),
    (
        r"Invalid port character '(?P<character>.)'",
        "ein Port besteht aus Ziffern, nicht aus {character}",
        "a port is made of digits, not of {character}",
    ),
    (
        r"Invalid host (?:IP|character).*",
        "die IRI nennt keinen gültigen Server",
        "the IRI names no valid host",
    ),
    (
        r"An IRI path is not allowed to start with // .*",
        "eine IRI ohne Server hat keinen Pfad, der mit // beginnt",
        "an IRI without a host has no path that begins with //",
    ),
    (
        r"A language code should always start with a letter",
        "auf @ folgt eine Sprache, etwa de oder en",
        "a language is expected after @, such as de or en",
    ),
    (
        (
            r"(?:The given language subtag is invalid|A langtag .*|(?:The|If|A|Only) .*subtag.*"
            r"|At maximum .*)"
        ),
        "das ist kein gültiges Sprach-Tag; gültig ist zum Beispiel de, en oder de-AT",
        "this is no valid language tag; de, en and de-AT are",
    ),
)
