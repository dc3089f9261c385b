"""What the parser of JSON says."""

from __future__ import annotations

from schlaglicht.rdf.syntax_errors import Row

JSON: tuple[Row, ...] = (
    (
        r"Object keys must be strings",
        "hier muss ein Schlüssel in doppelten Anführungszeichen stehen",
        "a key in double quotation marks must stand here",
    ),
    (
        r"Object values must be followed by .*",
        "auf einen Wert folgt ein Komma oder }}",
        "a comma or }} is expected after a value",
    ),
    (
        r"Array values must be followed by .*",
        "auf einen Wert folgt ein Komma oder ]",
        "a comma or ] is expected after a value",
    ),
    (
        r"Unexpected comma, no values to separate",
        "vor diesem Komma fehlt ein Wert",
        "before this comma a value is missing",
    ),
    (
        r"Unexpected colon, no key to follow",
        "vor diesem Doppelpunkt fehlt ein Schlüssel",
        "before this colon a key is missing",
    ),
    (
        r"Trailing commas are not allowed",
        "hinter dem letzten Wert steht ein Komma zu viel",
        "there is a comma too many behind the last value",
    ),
    (
        r"Unexpected closing curly bracket, .*",
        "diese }} schließt nichts, was offen ist",
        "this }} closes nothing that is open",
    ),
    (
        r"Unexpected closing square bracket, .*",
        "diese ] schließt nichts, was offen ist",
        "this ] closes nothing that is open",
    ),
    (
        r"Unexpected end of file, a value was expected",
        "die Datei endet, wo ein Wert stehen muss",
        "the file ends where a value must stand",
    ),
    (
        r"Unexpected end of file",
        "die Datei endet zu früh: eine Klammer oder ein Anführungszeichen ist noch offen",
        "the file ends too early: a bracket or a quotation mark is still open",
    ),
    (
        r"Unexpected char: '(?P<character>.*)'",
        "{character} hat hier keine Bedeutung",
        "{character} has no meaning here",
    ),
    (
        r"Unexpected byte: (?P<byte>.*)",
        "das Byte {byte} hat hier keine Bedeutung",
        "the byte {byte} has no meaning here",
    ),
    (
        r"(?P<word>null|true|false) expected",
        "hier beginnt ein Wort, das {word} sein müsste",
        "a word begins here that should be {word}",
    ),
    (
        r"The JSON already contains one root element",
        "hinter dem Ende des Objekts steht noch etwas",
        "something stands behind the end of the object",
    ),
    (
        r"'(?P<character>.*)' is not allowed in JSON strings",
        "in einem Text ist {character} nicht erlaubt: ein Steuerzeichen, oder der Text ist offen",
        "{character} is not allowed in a text: a control character, or the text is not closed",
    ),
    (
        r"'(?P<escape>.*)' is not a valid escape sequence",
        "{escape} ist kein Escape: der umgekehrte Schrägstrich selbst schreibt sich \\\\",
        "{escape} is no escape: the backslash itself is written \\\\",
    ),
    (
        r"Unexpected character in a unicode escape: .*",
        "auf \\u folgen vier hexadezimale Ziffern",
        "four hexadecimal digits are expected after \\u",
    ),
    (
        r".*surrogate.*",
        "ein halbes Paar von Surrogaten ist kein Zeichen",
        "half of a surrogate pair is no character",
    ),
    (
        r"A number .*",
        "das ist keine Zahl, wie JSON sie schreibt",
        "this is no number as JSON writes it",
    ),
    (
        r"Invalid UTF-8.*",
        "diese Bytes sind kein UTF-8; speichere die Datei als UTF-8",
        "these bytes are not UTF-8; save the file as UTF-8",
    ),
    (
        r"Max stack size of .*",
        "die Klammern sind zu tief verschachtelt",
        "the brackets are nested too deep",
    ),
)
