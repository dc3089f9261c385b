"""Errors of syntax, and changes that may fix tokens: keywords, names, numbers, IRIs, literals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from schlaglicht.formats import TRIG, Format
from schlaglicht.ground.text import truncated
from schlaglicht.i18n import Message, msg
from schlaglicht.rdf.turtle.tokens import NOT_A_TERM, Kind
from schlaglicht.suggest import Cutoff, nearest_few

STANDARD_INPUT = "<stdin>"
"""The name of standard input, without the ending that its format gives it."""

_LONGEST = 60
_TERM = re.compile(r"""["'](?:[^"'\\\n]|\\.)*["']\S*|\S+""")
_BRACKET = re.compile(
    r'''"""(?:[^\\]|\\.)*?"""|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|<[^<>\s]*>|\#.*|[\[\](){}]'''
)
"""A bracket, or a token that may contain one as text."""
_LITERAL = re.compile(
    r"""(?P<quote>["'])(?:(?!(?P=quote))[^\\\n]|\\.)*(?P=quote)|<[^<>\n]*>|\#.*"""
)


@dataclass(frozen=True)
class Change:
    """A changed text, and the advice for it.

    Without advice it only casts doubt on others: if it parses too, nothing is reported.
    """

    kind: str
    """Changes of one kind are the same fix in different places."""
    text: str
    helps: Message | None
    syntax: Format | None = None
    """The format to read the text as; None for that of the file's name."""
    until: int = 0
    """The end of the change, if far past the error: only progress past it counts."""


@dataclass(frozen=True)
class Fault:
    """The stop of a reader in a text, and why it stopped; `end` is exclusive."""

    text: str
    syntax: Format
    base: str
    start: int
    end: int
    kind: Kind = Kind.OTHER
    parser_message: str = ""
    """What the parser says of RDF/XML or JSON-LD."""
    is_stdin: bool = False
    """True for standard input, which has no name that could say its format."""

    @property
    def prefix(self) -> str:
        """The prefix of the token."""
        return self.token.partition(":")[0]

    @property
    def token(self) -> str:
        """The token at which the parser stopped."""
        return self.text[self.start : self.end]

    @property
    def line_span(self) -> tuple[int, int]:
        """Start and end of the line of the error."""
        end = self.text.find("\n", self.start)
        return self.text.rfind("\n", 0, self.start) + 1, len(self.text) if end < 0 else end

    @property
    def line(self) -> str:
        """The line of the error."""
        start, end = self.line_span
        return self.text[start:end]

    @property
    def is_indented(self) -> bool:
        """True if the line of the error begins with white space."""
        return self.line[:1].isspace()

    def terms_before(self) -> list[str]:
        """The terms and punctuation on the line before the error."""
        return _TERM.findall(self.text, self.line_span[0], self.start)

    def run(self, marks: str = ".;,])}") -> tuple[int, int]:
        """Span of the characters around the error up to white space, without final marks."""
        start = self.start
        while start and not self.text[start - 1].isspace():
            start -= 1
        stop = self.start
        while stop < len(self.text) and not self.text[stop].isspace():
            stop += 1
        return start, start + len(self.text[start:stop].rstrip(marks))

    def unclosed(self, opening: str, closing: str) -> int | None:
        """Index of the innermost bracket still open at the error."""
        open_: list[int] = []
        for found in _BRACKET.finditer(self.text, 0, self.start):
            if found[0] == opening:
                open_.append(found.start())
            elif found[0] == closing and open_:
                open_.pop()
        return open_[-1] if open_ else None

    def literals(self) -> Iterator[tuple[int, int]]:
        """Start and end of each literal of the line; IRIs and comments are skipped."""
        begin, stop = self.line_span
        for found in _LITERAL.finditer(self.text, begin, stop):
            if found["quote"]:
                yield found.span()

    def iri(self) -> tuple[int, int] | None:
        """Span of the IRI in angle brackets that the error is in, without these."""
        begin, stop = self.line_span
        spans = (found for found in _LITERAL.finditer(self.text, begin, stop) if not found["quote"])
        for found in spans:
            if found[0][0] == "<" and found.start() < self.start < found.end():
                return found.start() + 1, found.end() - 1
        return None

    def opening(self) -> int | None:
        """Start of a literal of the line that does not end on it."""
        rest = _LITERAL.sub(lambda found: " " * len(found[0]), self.line)
        quote = re.search("[\"']", rest)
        return self.line_span[0] + quote.start() if quote else None

    def replaced(self, start: int, end: int, by: str) -> str:
        """The text with `start` to `end` replaced."""
        return self.text[:start] + by + self.text[end:]


def shortened(text: str) -> str:
    """An excerpt for advice, on one line."""
    return truncated(" ".join(text.split()), _LONGEST)


_KEYWORDS = ("@prefix", "@base", "PREFIX", "BASE")
_WORD = re.compile(r"[^\W\d_][\w-]*")
_BEFORE_A_WORD = " \t\r\n.;,[({"
_ESCAPABLE = re.compile(r"(?<!\\)[/()&'!$*+?=~@]")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_ESCAPE = re.compile(r"(\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})")
_BACKSLASH = re.compile(r"\\(?:\\|(?!u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}))")
_NOT_IN_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')
_IRI_CHARACTERS = re.compile(r'[^\x00-\x20<>"{}|^`\\]*')


def changes_of_words(fault: Fault) -> Iterator[Change]:
    """Changes for a word at the error."""
    if fault.kind is Kind.IRI:
        yield from _iri(fault)
    elif fault.kind is Kind.ESCAPE_IN_IRI and (span := fault.iri()):
        yield _encoded(fault, span, _BACKSLASH.sub("%5C", fault.text[slice(*span)]))
    elif fault.kind is Kind.OPEN and fault.token.startswith("<"):
        yield from _open_iri(fault)
    elif fault.text[fault.start : fault.start + 2] == "//":
        start, end = fault.start, fault.start + 2
        yield Change("comment", fault.replaced(start, end, "#"), msg("comments begin with #"))
    else:
        yield from _keyword(fault)
        yield from _name(fault)
        yield from _day(fault)


def word_advice(fault: Fault) -> Message | None:
    """Advice for a bare word, whatever it should be."""
    if fault.kind not in NOT_A_TERM or not _WORD.fullmatch(fault.token):
        return None
    if fault.text[: fault.start][-1:].strip(_BEFORE_A_WORD):  # the end of a number, or of a text
        return None
    return msg(
        'write a name with its prefix (ex:{word}), a text as "{word}"', word=shortened(fault.token)
    )


def _iri(fault: Fault) -> Iterator[Change]:
    """An IRI with characters that need escaping, or without its end."""
    stop = fault.text.find(">", fault.start, fault.line_span[1])
    if stop > 0:
        pieces = _ESCAPE.split(fault.text[fault.start + 1 : stop])
        pieces[0::2] = map(_percent_encoded, pieces[0::2])
        pieces[1::2] = map(_allowed_escape, pieces[1::2])
        yield _encoded(fault, (fault.start + 1, stop), "".join(pieces))
    yield from _open_iri(fault)


def _percent_encoded(written: str) -> str:
    encoded = quote(written, safe=";/?:@&=+$,-_.!~*'()#[]%") if written.isascii() else written
    return _NOT_IN_IRI.sub(lambda c: f"%{ord(c[0]):02X}", encoded)


def _allowed_escape(escape: str) -> str:
    """The escape of a character; of one that an IRI cannot hold, its percent encoding."""
    digits = escape[2:]
    code = int(digits, 16)
    return f"%{code:02X}" if code < 0x80 and _NOT_IN_IRI.match(chr(code)) else escape


def _encoded(fault: Fault, span: tuple[int, int], encoded: str) -> Change:
    text = fault.replaced(*span, encoded)
    return Change("encoded", text, msg("write <{encoded}>", encoded=shortened(encoded)))


def _open_iri(fault: Fault) -> Iterator[Change]:
    """An unclosed IRI, closed after its last valid character."""
    found = _IRI_CHARACTERS.match(fault.text, fault.start + 1)
    written = found[0] if found else ""
    for iri in dict.fromkeys((written, written.rstrip(".;,"))):
        at = fault.start + 1 + len(iri)
        yield Change(
            "closed",
            fault.replaced(at, at, ">"),
            msg("close the IRI: <{iri}>", iri=shortened(iri)),
        )


def _keyword(fault: Fault) -> Iterator[Change]:
    """true, false, a and directives, misspelt or in the wrong case."""
    token = fault.token
    if not re.fullmatch(r"@?[A-Za-z]+", token):
        return
    meant: list[str] = [word for word in ("true", "false", "a") if token.lower() == word]
    known = [*_KEYWORDS, "GRAPH"] if fault.syntax is TRIG else _KEYWORDS
    meant += nearest_few(token, known, Cutoff.KEYWORD, most=1)
    for word in meant:
        if word != token:
            yield Change(
                "keyword",
                fault.replaced(fault.start, fault.end, word),
                msg("write {better}", better=word),
            )


def _name(fault: Fault) -> Iterator[Change]:
    """A prefixed name with characters that need a backslash."""
    start, end = fault.run(".;,")
    written = fault.text[start:end]
    if start == fault.start or ":" not in written or written[:1] in "<\"'":
        return
    prefix, _, local = written.partition(":")
    escaped = f"{prefix}:{_ESCAPABLE.sub(lambda c: chr(92) + c[0], local)}"
    yield Change(
        "escaped",
        fault.replaced(start, end, escaped),
        msg("write {escaped}, or the whole IRI in angle brackets", escaped=shortened(escaped)),
    )


def _day(fault: Fault) -> Iterator[Change]:
    """A date without quotation marks and datatype."""
    start, end = fault.run()
    written = fault.text[start:end]
    if not _DAY.fullmatch(written):
        return
    literal = f'"{written}"^^xsd:date'
    yield Change("day", fault.replaced(start, end, literal), msg("write {better}", better=literal))


_UNKNOWN_ESCAPE = re.compile(r"\\(?!u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[tbnrf\"'\\])")
_SUFFIX = r"(?:(?:@[A-Za-z-]++|\^\^\S{1,200}?)\s*+)?"
_TAIL = re.compile(rf"\s*+{_SUFFIX}[.;,\])]*+\s*+(?:\#.*)?")
"""Tokens that may follow a literal up to the end of its line."""
_LONGEST_TAIL = 1000
_MARK_WITHIN = re.compile(rf"(?:(?<!\s)\s++)?+{_SUFFIX}[;,.]\s++(?=\S)")
_CODE = re.compile(r"[.;,]\s*(?:[\w-]*:[\w-]+|<[^<>\s]*>)|@[a-z]{2}\s*[.;,]\s")
"""Turtle syntax that follows a text rather than belonging to it."""
_TAG = re.compile(r"@[A-Za-z-]+|\^\^[\w.-]*:[\w-]+")
_UNDERSCORE = re.compile(r"@([A-Za-z]+)_([A-Za-z0-9]+)")
_TYPOGRAPHIC = str.maketrans({**dict.fromkeys("“”„‟«»", '"'), **dict.fromkeys("‘’‚‛", "'")})
_MOST_ENDS = 4


def changes_of_literals(fault: Fault) -> Iterator[Change]:
    """Changes for a literal without an end, with an early one, or with a wrong continuation."""
    if fault.kind is Kind.ESCAPE:
        yield from _backslashes(fault)
    elif fault.kind in (Kind.LINE_END, Kind.OPEN):
        yield from _ends(fault)
        yield from _lines(fault)
    elif fault.kind in {*NOT_A_TERM, Kind.CHARACTER, Kind.FULL_STOP}:
        yield from _language(fault)
        yield from _typographic(fault)
        yield from _inner_quotes(fault)
        yield from _unopened(fault)
        yield from _unquoted(fault)


def _backslashes(fault: Fault) -> Iterator[Change]:
    """Backslashes that are meant literally."""
    begin, stop = fault.line_span
    line = _UNKNOWN_ESCAPE.sub(r"\\\\", fault.line)
    text = fault.replaced(begin, stop, line)
    literal = next((line[s - begin :] for s, e in fault.literals() if s <= fault.start < e), "")
    shown = re.match(r"([\"'])(?:(?!\1)[^\\]|\\.)*\1", literal)
    if shown:
        example = shortened(shown[0])
        helps = msg("write \\\\ for each backslash: {example}", example=example)
    else:
        helps = msg("write \\\\ for each backslash")
    yield Change("backslash", text, helps)


def _ends(fault: Fault) -> Iterator[Change]:
    """The missing quotation mark at the end of the line."""
    opening, stop = fault.opening(), fault.line_span[1]
    if opening is None:
        return
    quote = fault.text[opening]
    if fault.text.startswith(quote * 3, opening):
        return
    first = max(opening + 1, stop - _LONGEST_TAIL)
    ends = (at for at in range(first, stop + 1) if _TAIL.fullmatch(fault.text, at, stop))
    within = (found.start() for found in _MARK_WITHIN.finditer(fault.text, opening, stop))
    for at, _ in zip(within, range(_MOST_ENDS), strict=False):
        yield Change("close within", fault.replaced(at, at, quote), None)
    for at, _ in zip(ends, range(_MOST_ENDS), strict=False):
        behind = _TAG.match(fault.text, at)
        literal = shortened(f"{fault.text[opening:at]}{quote}{behind[0] if behind else ''}")
        yield Change(
            "close",
            fault.replaced(at, at, quote),
            msg("close the text: {literal}", literal=literal),
        )


def _lines(fault: Fault) -> Iterator[Change]:
    """A text of several lines, which needs triple quotation marks."""
    opening, stop = fault.opening(), fault.line_span[1]
    if opening is None:
        return
    quote = fault.text[opening]
    closing = fault.text.find(quote, stop)
    if closing > 0:
        text = fault.replaced(closing, closing + 1, quote * 3)
        yield Change(
            "lines",
            text[:opening] + quote * 3 + text[opening + 1 :],
            msg("put a text of several lines between {quotes} and {quotes}", quotes=quote * 3),
            until=closing + 5,
        )


def _inner_quotes(fault: Fault) -> Iterator[Change]:
    """Quotation marks within a text, which end it too early."""
    stop = fault.line_span[1]
    before = [span for span in fault.literals() if span[1] <= fault.start]
    if not before or fault.text[before[-1][1] : fault.start].strip():
        return
    opening = before[-1][0]
    quote = fault.text[opening]
    if _CODE.search(fault.text, opening, fault.start):
        return
    ends = (at for at in range(fault.start, stop) if fault.text[at] == quote)
    for at, _ in zip(ends, range(_MOST_ENDS), strict=False):
        inner = re.sub(rf"(?<!\\){quote}", lambda _: f"\\{quote}", fault.text[opening + 1 : at])
        literal = f"{quote}{inner}{quote}"
        yield Change(
            "inner",
            fault.replaced(opening, at + 1, literal),
            msg(
                "write \\{quote} for {quote} within the text: {literal}",
                quote=quote,
                literal=shortened(literal),
            ),
        )


def _unopened(fault: Fault) -> Iterator[Change]:
    """The missing quotation mark before a word."""
    closing = re.compile(r"[^\"'\n<>]*([\"'])").match(fault.text, fault.start)
    if closing and fault.token.isalpha():
        literal = shortened(closing[1] + closing[0])
        yield Change(
            "open",
            fault.replaced(fault.start, fault.start, closing[1]),
            msg("open the text: {literal}", literal=literal),
        )


def _unquoted(fault: Fault) -> Iterator[Change]:
    """A value with a datatype and without quotation marks."""
    start, end = fault.run()
    value, marks, datatype = fault.text[start:end].partition("^^")
    if marks and value and fault.token == marks and "@" not in value:
        literal = f'"{value}"^^{datatype}'
        yield Change(
            "quoted",
            fault.replaced(start, end, literal),
            msg("write {better}", better=shortened(literal)),
        )


def _language(fault: Fault) -> Iterator[Change]:
    """Parts of a language tag joined by `_`."""
    begin, stop = fault.line_span
    if found := _UNDERSCORE.search(fault.text, begin, stop):
        tag = f"@{found[1]}-{found[2]}"
        yield Change(
            "tag",
            fault.replaced(begin, stop, _UNDERSCORE.sub(r"@\1-\2", fault.line)),
            msg("write {better}", better=tag),
        )


def _typographic(fault: Fault) -> Iterator[Change]:
    """Typographic quotation marks of word processors."""
    line = fault.line.translate(_TYPOGRAPHIC)
    if line != fault.line:
        yield Change(
            "straight",
            fault.replaced(*fault.line_span, line),
            msg("write straight quotation marks: \" or '"),
        )
