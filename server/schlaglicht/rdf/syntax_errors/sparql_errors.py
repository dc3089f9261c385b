"""What the readers of queries and of their expected answers say: our own, and the engine's.

Their English stays: it is what a finding about a question is known by.
"""

from __future__ import annotations

from schlaglicht.rdf.syntax_errors import Row

_READING: tuple[Row, ...] = (
    (r"the query ends too early", "die Abfrage endet zu früh", ""),
    (
        r'this cannot be read as SPARQL: (?P<rest>.*) \(expected (?P<one>".*") or (?P<other>.*)\)',
        "das ist nicht als SPARQL lesbar: {rest} (erwartet: {one} oder {other})",
        "",
    ),
    (
        r"this cannot be read as SPARQL: (?P<rest>.*) \(expected (?P<marks>.*)\)",
        "das ist nicht als SPARQL lesbar: {rest} (erwartet: {marks})",
        "",
    ),
    (
        r"this cannot be read as SPARQL: (?P<rest>.*)",
        "das ist nicht als SPARQL lesbar: {rest}",
        "",
    ),
    (
        r"the query is not valid as a whole; .*",
        "die Abfrage ist als Ganzes nicht gültig; bindet AS oder BIND eine Variable zweimal?",
        "",
    ),
    (
        r"no query here; expected SELECT, ASK, CONSTRUCT or DESCRIBE",
        "hier steht keine Abfrage; erwartet wird SELECT, ASK, CONSTRUCT oder DESCRIBE",
        "",
    ),
    (
        r"expected SELECT, ASK, CONSTRUCT or DESCRIBE, not (?P<word>.*)",
        "erwartet wird SELECT, ASK, CONSTRUCT oder DESCRIBE, nicht {word}",
        "",
    ),
    (
        r"the prefix (?P<prefix>.*?): is not declared; (?P<reason>.*)",
        "das Präfix {prefix}: ist nicht erklärt; {reason}",
        "",
    ),
    (
        r"add (?P<line>PREFIX .*) at the top",
        "ergänze oben {line}",
        "",
    ),
    (
        r"did you mean (?P<one>\S+ \S+)\? Otherwise (?P<reason>.*)",
        "meintest du {one}? Sonst {reason}",
        "",
    ),
    (
        r"did you mean (?P<one>\S+ \S+) or (?P<other>\S+ \S+)\? Otherwise (?P<reason>.*)",
        "meintest du {one} oder {other}? Sonst {reason}",
        "",
    ),
    (r'(?P<mark>".") is never closed', "{mark} wird nicht geschlossen", ""),
    (
        r'nothing is open that (?P<mark>".") closes',
        "nichts ist offen, was {mark} schließt",
        "",
    ),
    (
        (
            r'(?P<mark>".") does not close the (?P<open>".") '
            r"of line (?P<line>\d+), column (?P<column>\d+)"
        ),
        "{mark} schließt nicht {open} in Zeile {line}, Spalte {column}",
        "",
    ),
    (
        r"nested deeper than (?P<levels>\d+) levels",
        "tiefer als {levels} Ebenen verschachtelt",
        "",
    ),
    (
        r"this string has no end, or an escape that SPARQL does not know",
        "dieser Text hat kein Ende, oder einen Escape, den SPARQL nicht kennt",
        "",
    ),
    (
        r"a backslash stands only in strings, .*",
        "\\ steht nur in Texten, IRIs und Namen, vor dem Zeichen, das er schützt",
        "",
    ),
    (r"(?P<character>.*) has no meaning here", "{character} hat hier keine Bedeutung", ""),
    (
        r"half of a surrogate pair is no character",
        "ein halbes Paar von Surrogaten ist kein Zeichen",
        "",
    ),
    (r"(?P<escape>\\[uU].*) is no character", "{escape} ist kein Zeichen", ""),
    (r"write a space after < or <<", "schreibe hinter < oder << ein Leerzeichen", ""),
    (r"this prefix is not declared", "dieses Präfix ist nicht erklärt", ""),
    (r"this language tag is not valid", "dieses Sprach-Tag ist nicht gültig", ""),
    (
        r"this IRI is not valid, or relative where no BASE is given",
        "diese IRI ist nicht gültig, oder relativ, wo keine BASE angegeben ist",
        "",
    ),
)
_ENGINE: tuple[Row, ...] = (
    (
        r"The SELECT contains .*variable that is unbound.*",
        "SELECT nennt eine Variable, die weder gruppiert noch zusammengefasst ist",
        "",
    ),
    (
        r"Duplicated variable name in SELECT",
        "SELECT nennt eine Variable zweimal",
        "",
    ),
    (
        r"SELECT \* is not authorized with GROUP BY",
        "SELECT * geht nicht zusammen mit GROUP BY",
        "",
    ),
    (
        r"BIND is overriding an existing variable",
        "BIND setzt eine Variable, die schon einen Wert hat",
        "",
    ),
    (
        r"Repeated variables are not allowed in VALUES clauses\.",
        "VALUES nennt eine Variable zweimal",
        "",
    ),
    (
        r"The VALUES clause rows should have exactly .*",
        "jede Zeile von VALUES braucht einen Wert je Variable; für keinen steht UNDEF",
        "",
    ),
    (
        r"This custom function is (?:an aggregate|a regular) function and not .*",
        "diese Funktion fasst zusammen, wo das nicht geht, oder umgekehrt",
        "",
    ),
    (
        r"Already used blank node id|.*[Bb]lank node.*",
        "der Name eines leeren Knotens steht in zwei Mustern, die nichts verbindet",
        "",
    ),
    (r"IRIs are not allowed to end with a '\\'", "eine IRI endet nicht mit \\", ""),
    (r"strings are not allowed to end with a '\\'", "ein Text endet nicht mit \\", ""),
    (
        r"The character that can be escaped in strings are (?P<known>.*)",
        "in einem Text steht \\ nur vor {known}",
        "",
    ),
    (
        r"\\u escape sequence should be followed by hexadecimal digits",
        "auf \\u folgen vier hexadezimale Ziffern, auf \\U acht",
        "",
    ),
    (
        (
            r".*only (?:available|supported) in SPARQL.*|Reifiers are not allowed on property paths"
            r"|The LATERAL modifier is not supported"
        ),
        "das gehört zu einer anderen Fassung von SPARQL",
        "",
    ),
    (
        r"The custom function (?P<name>\S+) is not supported.*",
        "die Funktion {name} gibt es nicht",
        "",
    ),
)
_REFUSING: tuple[Row, ...] = (
    (
        (
            r"line (?P<line>\d+), column (?P<column>\d+): SERVICE is not allowed here; "
            r"no other server is contacted for a query"
        ),
        (
            "Zeile {line}, Spalte {column}: SERVICE ist hier nicht erlaubt; "
            "für eine Abfrage wird kein anderer Server gefragt"
        ),
        "",
    ),
    (
        (
            r"line (?P<line>\d+), column (?P<column>\d+): SERVICE is not allowed here; "
            r"write this name .*"
        ),
        (
            "Zeile {line}, Spalte {column}: SERVICE ist hier nicht erlaubt; "
            "schreibe diesen Namen als IRI in spitzen Klammern"
        ),
        "",
    ),
    (
        r"(?P<word>\w+) is an update; this endpoint only reads",
        "{word} ändert Daten; eine Frage liest nur",
        "",
    ),
    (
        r"the query was stopped after (?P<seconds>\S+) s; .*",
        "die Abfrage wurde nach {seconds} s angehalten; mache sie genauer, oder setze LIMIT",
        "",
    ),
    (
        r"the engine process ended: (?P<reason>.*)",
        "die Auswertung ist abgebrochen: {reason}",
        "",
    ),
    (
        r"most likely it needed more memory than a query may have",
        "wahrscheinlich brauchte sie mehr Speicher, als eine Abfrage haben darf",
        "",
    ),
    (
        r"most likely the query is too long or nested too deep",
        "wahrscheinlich ist die Abfrage zu lang oder zu tief verschachtelt",
        "",
    ),
)

_ANSWERS: tuple[Row, ...] = (
    (
        r"line (?P<line>\d+) has (?P<cells>\d+) cells for (?P<width>\d+) variables",
        "Zeile {line} hat {cells} Zellen für {width} Variablen",
        "",
    ),
    (
        r"line (?P<line>\d+): not a term as Turtle writes it: (?P<cell>.*)",
        "Zeile {line}: kein Term, wie Turtle ihn schreibt: {cell}",
        "",
    ),
    (
        r"no (?P<one>\{.*?\}) or (?P<other>\{.*\})",
        "weder {one} noch {other}",
        "",
    ),
    (
        r".*: line (?P<line>\d+) column (?P<column>\d+) \(char \d+\)",
        "kein gültiges JSON ab Zeile {line}, Spalte {column}",
        "",
    ),
    (
        r"'utf-8' codec can't decode .*",
        "diese Bytes sind kein UTF-8; speichere die Datei als UTF-8",
        "",
    ),
)

SPARQL: tuple[Row, ...] = (*_READING, *_ENGINE, *_REFUSING, *_ANSWERS)
