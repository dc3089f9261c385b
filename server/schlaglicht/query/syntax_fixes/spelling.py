"""Mistakes in characters, IRIs, names and words, and texts of other languages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from urllib.parse import quote

from schlaglicht.i18n import msg
from schlaglicht.query.grammar import meant
from schlaglicht.query.lexer import Edit, TokenKind, quoted
from schlaglicht.query.syntax_fixes.fault import WRITE, Fault, Mistake

# Texts around a query, and of other languages

_LANGUAGES = (
    ("Cypher", r"(?:OPTIONAL\s+)?MATCH\s*(?:\w+\s*=\s*)?\("),
    ("SQL", r"SELECT\b[^{}?$]*\bFROM\s+\w+(?!\w*:)[^{}]*\Z"),
    ("GraphQL", r"(?:query\b[^{}]*)?\{\s*\w+\s*(?:\([^()]*\)\s*)?\{"),
    ("Gremlin", r"g\s*\.\s*[VE]\s*\("),
)
"""Languages by how their queries begin."""
_FENCED = re.compile(r".*?```\w*\n(?P<query>.*?)(?:```.*|\Z)", re.DOTALL)
_FORMS = r"(?:SELECT|ASK|CONSTRUCT|DESCRIBE)\b"
_AFTER_PROSE = re.compile(rf"(?<=\n)[ \t]*(?:PREFIX|BASE|{_FORMS})")
_BEFORE_PROSE = re.compile(r"(?<=\n)(?:[^\W\d_][\w'’-]*[ ,:]+){3}")
_SECOND_QUERY = re.compile(rf"\s*;?\s*(?:{_FORMS}|(?:PREFIX|BASE)\b.*\b{_FORMS})", re.DOTALL)
_AFTER_WORD = re.compile(
    r"\s*(?:query\s*[=:]|SPARQL|EXPLAIN)\s*(?P<query>.*)", re.DOTALL | re.IGNORECASE
)


_ALONE = msg("the text of the query belongs here alone")


def wrapped_texts(fault: Fault) -> Iterator[Mistake]:
    """A query within another text."""
    found = _FENCED.fullmatch(fault.text) or _AFTER_WORD.fullmatch(fault.text)
    query = found["query"] if found else None
    is_prose = not fault.at and fault.text[:1] != "@"
    if not found and is_prose and (begun := _AFTER_PROSE.search(fault.text)):
        query = fault.text[begun.start() :]
    if fault.at and "end" in fault.starts:
        rest = (Edit(fault.start, len(fault.text), ""),)
        if _SECOND_QUERY.match(fault.text, fault.start):
            yield Mistake(msg("one query is answered at a time"), rest)
        if _BEFORE_PROSE.match(fault.text, fault.start):
            yield Mistake(_ALONE, rest)
    if fault.text.lstrip().startswith('{"'):
        try:
            query = json.loads(fault.text)["query"]
        except (ValueError, KeyError, TypeError, RecursionError):
            return
    if isinstance(query, str):
        edit = Edit(0, len(fault.text), query)
        yield Mistake(_ALONE, (edit,), 0)
    if fault.text.startswith("\\", fault.start):
        plain = fault.text.replace("\\n", "\n").replace("\\t", "\t").replace('\\"', '"')
        reason = msg("the query is escaped as a text in a program is: {escape}")
        escape = fault.text[fault.start : fault.start + 2]
        yield Mistake(reason.filled(escape=escape), (Edit(0, len(fault.text), plain),))


def other_languages(fault: Fault) -> Iterator[Mistake]:
    """A query of another language."""
    for name, beginning in _LANGUAGES:
        if re.match(rf"\s*{beginning}", fault.text, re.IGNORECASE):
            reason = msg(
                "this is {language}; a query of SPARQL has a pattern of triples in braces, such as"
                " SELECT * {{ ?thing ?property ?value }} LIMIT 10",
                language=name,
            )
            yield Mistake(reason, start=len(fault.text) - len(fault.text.lstrip()))


# Characters

_LOOKALIKES = {
    wrong: right
    for right, wrongs in {
        '"': "“ ” „ ‟ « » ″ &quot;", "'": "‘ ’ ‚ ‛ ′ ´ &#39;", "-": "– — − ‐ ‑", "<=": "≤",
        " ": "\u00a0\n\u2007\n\u202f\n\u200b\n\ufeff", ">=": "≥", "!=": "≠", "*": "×", "/": "÷ →",
        "||": "∨", "!": "¬", "<": "&lt;", ">": "&gt;", "": "`", "&&": "∧ &amp;&amp; &amp; &",
    }.items()
    for wrong in wrongs.split("\n" if right == " " else " ")
}  # fmt: skip
_ALIKE = re.compile("|".join(map(re.escape, _LOOKALIKES)))


def characters(fault: Fault) -> Iterator[Mistake]:
    """Characters that only look like those of SPARQL."""
    found = _ALIKE.match(fault.text, fault.start)
    if found is None or fault.token().text:
        return
    right = _LOOKALIKES[found[0]]
    reason = WRITE if right else msg('"{mark}" does not belong here')
    edits = [Edit(*found.span(), right)]
    if right in ("'", '"', ""):  # they come in pairs
        others = _ALIKE.finditer(fault.text, found.end())
        pair = next((each for each in others if _LOOKALIKES[each[0]] == right), None)
        edits += [Edit(*pair.span(), right)] if pair else []
    yield Mistake(reason.filled(right=right, wrong=found[0], mark=found[0]), tuple(edits))


def quotes(fault: Fault) -> Iterator[Mistake]:
    """Texts that end too early, or not at all."""
    here, string = fault.text[fault.start : fault.start + 1], fault.token(-1)
    if here and here in "\"'" and not fault.token().text:
        line = re.compile(r".*").match(fault.text, fault.start)
        reason = msg("the text that begins here has no end: {mark} is missing", mark=here)
        other = fault.text.rfind("'" if here == '"' else '"', fault.start, line and line.end())
        if other > 0:
            yield Mistake(reason, (Edit(other, other + 1, here),))
        for end in re.finditer(r"(?<=[^\s\"'])(?=[\s.,;)}\]]|$)", line[0] if line else ""):
            at = fault.start + end.start()
            yield Mistake(reason, (Edit(at, at, here),))
    if string.text.startswith("'") and fault.token().start == string.end:
        line = re.compile(r".*").match(fault.text, string.end)
        for end in re.finditer("'", line[0] if line else ""):
            at = string.end + end.start()
            right = f'"{fault.text[string.start + 1 : at]}"'
            reason = msg("' ends the text; write {right}", right=quoted(right))
            yield Mistake(reason, (Edit(string.start, at + 1, right),), string.start)


# IRIs, names and variables

_BARE_IRI = re.compile(r"(?:https?|urn|mailto|ftp):[^\s<>\"{}|^`\\]*[^\s<>\"{}|^`\\.,;)\]]")
_NOT_IN_IRIS = re.compile(r"[\x00-\x20<>\"{}|^`\\]")
_BLANK = re.compile(r"\{[^\s}]+\}*")
_IN_NAMES = re.compile(r"[~.!$&'()*+,;=/?#@%]")
_AFTER_NAME = re.compile(r"[^\s<>\"{}|^`\\\[\]]*")
_IN_QUOTES = msg("a text stands in quotes: {text}")
_IRI_STANDS = msg("an IRI stands in angle brackets: {iri}")


def iris(fault: Fault) -> Iterator[Mistake]:
    """IRIs without their brackets, or with characters that they cannot have."""
    for token in fault.found:
        if token.text in ("http:", "https:") and fault.text.startswith("//", token.end):
            if fault.text[token.start - 1 : token.start] == "<":
                yield from _in_iri(fault, token.start - 1)
            elif found := _BARE_IRI.match(fault.text, token.start):
                iri = f"<{found[0]}>"
                reason = _IRI_STANDS.filled(iri=quoted(iri))
                yield Mistake(reason, (Edit(*found.span(), iri),), token.start)
            return
    here = fault.token()
    if here.text == "<" and "<" not in fault.starts:
        yield from _in_iri(fault, here.start)
    if here.kind is TokenKind.STRING and _BARE_IRI.fullmatch(here.text[1:-1]):
        iri = f"<{here.text[1:-1]}>"
        yield Mistake(_IRI_STANDS.filled(iri=quoted(iri)), (Edit(here.start, here.end, iri),))


def _in_iri(fault: Fault, start: int) -> Iterator[Mistake]:
    inner = fault.text[start + 1 :].partition("\n")[0].partition(">")[0]
    end = start + 1 + len(inner)
    wrong = _NOT_IN_IRIS.search(inner)
    at = start + 1 + wrong.start() if wrong else end
    if wrong and fault.text.startswith(">", end) and "<" not in inner:
        if ":" not in inner:
            text = f'"{inner}"'
            yield Mistake(_IN_QUOTES.filled(text=text), (Edit(start, end + 1, text),), start)
        if blank := _BLANK.match(inner, wrong.start()):
            reason = msg("{blank} was never filled in: a value belongs in its place")
            yield Mistake(reason.filled(blank=quoted(blank[0])), start=at)
        encoded = _NOT_IN_IRIS.sub(lambda found: quote(found[0]), inner)
        reason = msg("an IRI cannot contain {character}", character=repr(wrong[0]))
        yield Mistake(reason, (Edit(start + 1, end, encoded),), at)
    reason = msg("the IRI that begins here has no end: {mark} is missing", mark=">")
    yield Mistake(reason, (Edit(at, at, ">"),), start)


def names(fault: Fault) -> Iterator[Mistake]:
    """Names and variables with characters that they cannot have."""
    reason = msg("in a name, {character} is written {escaped}")
    for token in fault.found[: fault.at + 1]:
        is_near = token.end >= fault.token(-2).start
        if token.kind is TokenKind.NAME and (is_near or fault.text.startswith("#", token.end)):
            after = _AFTER_NAME.match(fault.text, token.end)
            rest = after[0].rstrip(".,;") if after else ""
            if "(" not in rest:
                rest = rest.rstrip(")")
            if rest and rest[0] != ")":
                escaped = _IN_NAMES.sub(lambda found: f"\\{found[0]}", rest)
                said = reason.filled(character=rest[0], escaped=f"\\{rest[0]}")
                edit = Edit(token.end, token.end + len(rest), escaped)
                yield Mistake(said, (edit,), token.start)
        elif token.kind is TokenKind.VARIABLE and is_near:
            yield from _variable(fault, token.start)


def _variable(fault: Fault, start: int) -> Iterator[Mistake]:
    found = re.compile(r"[?$](?P<name>\w+(?:[-.:]\w+)+)").match(fault.text, start)
    if not found:
        return
    if ":" in found["name"]:
        yield Mistake(
            WRITE.filled(right=found["name"], wrong=found[0]),
            (Edit(*found.span(), found["name"]),),
            start,
        )
    plain = f"?{re.sub(r'[-.:]', '_', found['name'])}"
    reason = msg("a variable has letters, digits and _ alone: {variable}", variable=plain)
    everywhere = re.finditer(re.escape(found[0]) + r"(?![\w-])", fault.text)
    yield Mistake(reason, tuple(Edit(*each.span(), plain) for each in everywhere), start)


# Words and marks

_SYNONYMS = {
    wrong: right
    for right, wrongs in {
        "=": "== ===", "!=": "!== <> =!", ">=": "=>", "<=": "=<", "||": "| OR", "&&": "AND",
        "^^": "^", "#": "// --", "a": "A IS ISA TYPE",
        "SUBSTR": "SUBSTRING", "STRLEN": "LENGTH LEN", "STR": "STRING", "LCASE": "LOWER TOLOWER",
        "UCASE": "UPPER TOUPPER", "COALESCE": "IFNULL NVL", "!BOUND": "ISNULL", "BOUND": "ISBOUND",
        "STRSTARTS": "STARTSWITH STARTS_WITH", "STRENDS": "ENDSWITH ENDS_WITH", "AVG": "AVERAGE",
        "REGEX": "REGEXP MATCHES", "GROUP_CONCAT": "GROUPCONCAT", "NOW": "TODAY CURRENT_DATE",
        "xsd:integer": "INT INTEGER", "xsd:decimal": "DECIMAL", "xsd:double": "DOUBLE FLOAT",
        "xsd:boolean": "BOOLEAN", "xsd:date": "DATE", "xsd:dateTime": "DATETIME",
        "GROUP BY": "GROUPBY", "ORDER BY": "ORDERBY", "ORDER": "SORT", "OFFSET": "SKIP",
        "DISTINCT": "UNIQUE", "ASC": "ASCENDING", "DESC": "DESCENDING", "UNDEF": "NULL",
    }.items()
    for wrong in wrongs.split()
}  # fmt: skip
"""Words and marks of SPARQL by those of other languages."""
GLUED = re.compile(r"([?$]\w*[a-z0-9])(WHERE|FROM|GROUP|HAVING|ORDER|LIMIT|OFFSET|VALUES)\b")
"""A variable, and the keyword that follows it without a space."""

_WORD = re.compile(r"[=!<>|/^-]{1,3}|\w+")


def glued_words(fault: Fault) -> Iterator[Mistake]:
    """Keywords without a space before them."""
    found = [*GLUED.finditer(fault.text)]
    edits = tuple(Edit(each.end(1), each.end(1), " ") for each in found)
    if edits:
        reason = msg("a space is missing before {keyword}", keyword=found[0][2])
        yield Mistake(reason, edits, found[0].start(2))


def words(fault: Fault) -> Iterator[Mistake]:
    """Words and marks of other languages, and slips."""
    for back in (0, 1):
        found = _WORD.match(fault.text, fault.token(-back).start)
        right = _SYNONYMS.get(found[0].upper(), "") if found else ""
        if right in ("&&", "||") and right not in fault.starts:
            continue
        if found and right:
            reason = WRITE.filled(right=right, wrong=found[0])
            yield Mistake(reason, (Edit(*found.span(), right),), found.start())
    if keyword := meant(fault.token(), fault.starts):
        yield fault.instead(keyword)
    if fault.token().text.lower() in ("@prefix", "@base"):
        yield fault.instead(fault.token().text[1:].upper())
    if fault.word() == "BY" or fault.word(-1) in ("ORDER", "GROUP"):
        yield fault.missing("BY")


def conditions_of_sql(fault: Fault) -> Iterator[Mistake]:
    """`LIKE`, `BETWEEN`, `IS NULL`, and functions between their arguments."""
    subject, word, after = fault.token(-1).text, fault.word(), fault.token(1)
    if word in ("LIKE", "ILIKE") and after.kind is TokenKind.STRING:
        inner = after.text[1:-1]
        sides = (inner.startswith("%"), inner.endswith("%"))
        function = {(True, True): "CONTAINS", (False, True): "STRSTARTS", (True, False): "STRENDS"}
        text = f'"{inner.strip("%")}"'
        called = f"{function.get(sides)}(STR({subject}), {text})"
        right = called if any(sides) else f"{subject} = {text}"
        yield fault.instead(right, offset=-1, tokens=3)
    if word == "BETWEEN" and fault.word(2) == "AND":
        right = f"{subject} >= {after.text} && {subject} <= {fault.token(3).text}"
        yield fault.instead(right, offset=-1, tokens=5)
    if word == "NULL" and fault.word(-1) in ("=", "!="):
        bound = f"BOUND({fault.token(-2).text})"
        right = bound if fault.word(-1) == "!=" else f"!{bound}"
        yield fault.instead(right, offset=-2, tokens=3)
    if word == "IS" and fault.word(1) == "NULL":
        yield fault.instead(f"!BOUND({subject})", offset=-1, tokens=3)
    if word == "IS" and fault.word(2) == "NULL":
        yield fault.instead(f"BOUND({subject})", offset=-1, tokens=4)
    if word in ("CONTAINS", "REGEX", "STRSTARTS", "STRENDS", "~"):
        first = -2 if fault.word(-1) in ("=", "!") else -1
        call = f"{word.replace('~', 'REGEX')}({fault.token(first).text}, {after.text})"
        yield fault.instead(call, offset=first, tokens=2 - first)


# Literals

_DATE = re.compile(r"\d{4}-\d\d-\d\d(?P<time>T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?)?")
_TYPES = {
    name.lower(): f"xsd:{name}"
    for name in ("date", "dateTime", "integer", "decimal", "double", "boolean", "string", "gYear")
}


def literals(fault: Fault) -> Iterator[Mistake]:
    """Dates, datatypes and texts as they are not written."""
    here = fault.token()
    for token in fault.found[max(fault.at - 6, 0) : fault.at + 1]:
        if date := _DATE.match(fault.text, token.start):
            right = f'"{date[0]}"^^xsd:{"dateTime" if date["time"] else "date"}'
            reason = WRITE.filled(right=right, wrong=date[0])
            yield Mistake(reason, (Edit(*date.span(), right),), token.start)
    if fault.word(-1) == "^^" and here.text.lower() in _TYPES:
        yield fault.instead(_TYPES[here.text.lower()])
    if here.kind is TokenKind.WORD and "string" in fault.starts and not here.text.isupper():
        text = f'"{here.text}"'
        yield Mistake(_IN_QUOTES.filled(text=text), (Edit(here.start, here.end, text),))
