"""Mistakes in the clauses of a query: columns, conditions, triples, braces and their order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

from schlaglicht.i18n import msg
from schlaglicht.query.grammar import AGGREGATES, expected_at, starts_of
from schlaglicht.query.lexer import Edit, Token, TokenKind, closing_marks, quoted
from schlaglicht.query.syntax_fixes.fault import WRITE, Fault, Mistake
from schlaglicht.query.syntax_tree import Item, Kind, Node, is_variable, word_of

_BRACKETS, _BRACES = ("(", ")"), ("{ ", " }")
_TAIL = ("GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET")
"""What follows a pattern, in the order of SPARQL."""
_STANDS_BEFORE = msg("{clause} stands before {other}")
_IN_BRACES = msg("a pattern stands in braces: {{ … }}")
_ADDITION = msg("{what} is an addition of {product}")
_NAMED = re.compile(r"WITH\s*(?P<query>\{[^%]*\})\s*AS\s*(?P<name>%\w+)", re.IGNORECASE)
_INCLUDED = re.compile(r"INCLUDE\s*(?P<name>%\w+)", re.IGNORECASE)


def additions(fault: Fault) -> Iterator[Mistake]:
    """Clauses that one product has."""
    word = fault.word()
    if word == "DEFINE":
        reason = _ADDITION.filled(what="DEFINE", product="Virtuoso")
        yield Mistake(reason, (Edit(fault.start, fault.token(2).end, ""),))
    if word == "OPTION" and fault.word(1) == "(":
        edit = Edit(fault.start, fault.closed_by(1).end, "")
        yield Mistake(_ADDITION.filled(what="OPTION", product="Virtuoso"), (edit,))
    if re.compile(r"(?:WITH|INCLUDE|AS)\s*[{%]", re.IGNORECASE).match(fault.text, fault.start):
        named = {each["name"]: each for each in _NAMED.finditer(fault.text)}
        edits = [Edit(*each.span(), "") for each in named.values()]
        edits += [
            Edit(*use.span(), named[use["name"]]["query"])
            for use in _INCLUDED.finditer(fault.text)
            if use["name"] in named
        ]
        reason = _ADDITION.filled(what="WITH … AS %…", product="Blazegraph")
        yield Mistake(reason, tuple(edits))


def declarations(fault: Fault) -> Iterator[Mistake]:
    """Prefixes, the beginning of a query, and its graphs."""
    here, word = fault.token(), fault.word()
    if fault.word(-1) == "PREFIX" and here.kind is TokenKind.WORD:
        reason = msg("a prefix ends with a colon: {prefix}", prefix=f"{here.text}:")
        yield Mistake(reason, (Edit(here.end, here.end, ":"),))
    if "PREFIX" in (fault.word(-2), fault.word(-3)) and word in ("=", ".", ";"):
        yield fault.needless()
    if fault.word(-1) == "FROM" and here.kind is TokenKind.WORD:
        reason = msg("FROM names a graph by its IRI; here no table is needed")
        yield Mistake(reason, (Edit(fault.token(-1).start, here.end, ""),))
    if word == "PREFIX" and (end := fault.end_of("declaration")):
        edits = (Edit(0, 0, f"{fault.text[fault.start : end]} "), Edit(fault.start, end, ""))
        yield Mistake(_STANDS_BEFORE.filled(clause="PREFIX", other="SELECT"), edits)
    if "SELECT" in fault.starts and word in ("WHERE", "{"):
        yield fault.missing("SELECT *")
    elif "SELECT" in fault.starts and (end := fault.end_of("block")):
        reason = msg("a query begins with its form: SELECT * {{ … }}")
        yield fault.around(here.start, end, ("SELECT * { ", " }"), reason)


def limits(fault: Fault) -> Iterator[Mistake]:
    """`LIMIT` and what other languages have for it."""
    here, word = fault.token(), fault.word()
    if word in ("ROW", "ROWS", "ONLY") and "end" in fault.starts:
        yield fault.needless()
    if fault.word(-2) == "LIMIT" and word == ",":
        right = f"{fault.token(1).text} OFFSET {fault.token(-1).text}"
        yield fault.instead(right, offset=-1, tokens=3)
    if fault.word(-1) in ("LIMIT", "OFFSET"):
        digits = re.compile(r"[\"'(= ]*(\d+)").match(fault.text, here.start)
        if digits and (here.kind is TokenKind.STRING or word in ("=", "(")):
            right = f" {digits[1]}" if fault.token(-1).end == here.start else digits[1]
            yield fault.instead(right, tokens={"": 1, "=": 2, "(": 3}[word])
    if word == "TOP":
        right, end = f"LIMIT {fault.token(1).text}", len(fault.text)
        edits = (Edit(here.start, fault.token(2).start, ""), Edit(end, end, f" {right}"))
        reason = msg("write {right} after the closing brace, not {wrong}", right=right)
        yield Mistake(reason.filled(wrong=f"{here.text} {fault.token(1).text}"), edits)


def values(fault: Fault) -> Iterator[Mistake]:
    """Brackets and braces of lists."""
    word = fault.word()
    if fault.word(-2) == "VALUES" and fault.token().kind is TokenKind.VARIABLE:
        count = 0
        while fault.token(count).kind is TokenKind.VARIABLE:
            count += 1
        reason = msg("several variables stand in brackets, as each row does: {part} {{ (… …) }}")
        yield fault.around(fault.token(-1).start, fault.token(count - 1).end, _BRACKETS, reason)
    before = tuple(map(fault.word, (-4, -2, -1)))
    if fault.token().text and before == ("(", ")", "{"):
        left, right = fault.token(-4), fault.token(-2)
        edits = (Edit(left.start, left.end, ""), Edit(right.start, right.end, ""))
        reason = msg("each row stands in brackets, or the only variable in none")
        yield Mistake(reason, edits, left.start)
    if word == "{" and fault.word(-1) == "IN":
        yield from _other_brackets(fault, _BRACKETS)


def _other_brackets(fault: Fault, pair: tuple[str, str]) -> Iterator[Mistake]:
    opened, closed = fault.token(), fault.closed_by()
    if closed.text:
        wrong = f"{opened.text} … {closed.text}"
        reason = WRITE.filled(right=" … ".join(pair), wrong=wrong)
        marks = zip((opened, closed), pair, strict=True)
        yield Mistake(reason, tuple(Edit(each.start, each.end, mark) for each, mark in marks))


def repetitions(fault: Fault) -> Iterator[Mistake]:
    """Steps of a path with numbers in braces."""
    step = fault.token(-1)
    counts = re.compile(r"\{\s*(\d?)\s*(,?)\s*(\d?)\s*\}").match(fault.text, fault.start)
    if counts is None or step.kind not in (TokenKind.NAME, TokenKind.IRI):
        return
    least, most = int(counts[1] or 0), int(counts[3] or 0)
    steps = [step.text] * least + [f"{step.text}?"] * (most - least)
    if counts[2] and not counts[3]:
        steps.append(f"{step.text}*")
    right = "/".join(steps)
    reason = msg("SPARQL does not count repetitions; write {right}", right=right)
    yield Mistake(reason, (Edit(step.start, counts.end(), right),), step.start)


# Columns

_NAMES = {"COUNT": "count", "SUM": "sum", "MIN": "least", "MAX": "greatest", "AVG": "average"}
_COMPUTED = msg("a computed value is written in brackets, with a name: {part}")


def commas(fault: Fault) -> Iterator[Mistake]:
    """Commas between columns, keys and values."""
    if fault.word() == "," and not {",", ")"} & fault.starts:
        edits = []
        for offset in range(0, len(fault.found) - fault.at, 2):
            comma = fault.token(offset)
            if comma.text != ",":
                break
            is_alone = fault.text[comma.end : comma.end + 1].isspace()
            edits.append(Edit(comma.start, comma.end, "" if is_alone else " "))
        yield Mistake(msg("no commas stand between these"), tuple(edits))
    if fault.word() == "," and "AS" in fault.starts:
        yield fault.instead(" AS")


def columns(fault: Fault) -> Iterator[Mistake]:
    """Computed columns without brackets or without a name, and `SELECT` without columns."""
    here, word = fault.token(), fault.word()
    if "*" in fault.starts and word in ("{", "WHERE"):
        yield fault.missing("*")
    is_known = fault.word(-1) == "AS" or re.search(rf"[?$]{re.escape(here.text)}\b", fault.text)
    if here.kind is TokenKind.WORD and "variable" in fault.starts and is_known:
        reason = msg("a variable begins with ?: {variable}", variable=f"?{here.text}")
        yield Mistake(reason, (Edit(here.start, here.start, "?"),))
    if word == "AS" and "(" in fault.starts:
        first = fault.token(fault.operand(-1))
        yield _column(fault, first.start, fault.token(-1).end, fault.token(1))
    if {"(", "variable"} <= fault.starts and here.kind is TokenKind.WORD:
        if end := fault.end_of("expression"):
            after = [token for token in fault.found if token.start >= end][:2]
            named = after[-1] if after and word_of(after[0]) == "AS" else None
            yield _column(fault, here.start, end, named)
        if fault.word(1) == "DISTINCT" and word in AGGREGATES:
            name = fault.fresh(_NAMES.get(word, "value"))
            column = f"({word}(DISTINCT {fault.token(2).text}) AS {name})"
            yield fault.instead(column, tokens=3)


def _column(fault: Fault, start: int, end: int, named: Token | None) -> Mistake:
    """An expression as a column, with its name, if it has one."""
    call = re.compile(r"\w*").match(fault.text, start)
    name = fault.fresh(_NAMES.get(call[0].upper() if call else "", "value"))
    if named:
        name = named.text if is_variable(named) else f"?{named.text}"
    column = f"({fault.text[start:end]} AS {name})"
    edit = Edit(start, named.end if named else end, column)
    return Mistake(_COMPUTED.filled(part=quoted(column)), (edit,), start)


def unnamed_columns(fault: Fault) -> Iterator[Mistake]:
    """Columns in brackets that lack `AS`, a name, or a computation."""
    if "AS" not in fault.starts:
        return
    if is_variable(fault.token()):
        yield fault.missing("AS")
    if fault.word() == ")":
        opened, before = fault.innermost, fault.token(-1)
        left, right = fault.token(opened), fault.token()
        if is_variable(before) and opened == -2:
            reason = msg("no brackets stand around a column that is not computed")
            edits = (Edit(left.start, left.end, " "), Edit(right.start, right.end, ""))
            yield Mistake(reason, edits, left.start)
        name = fault.fresh(_NAMES.get(fault.word(opened + 1), "value"))
        column = f"{fault.text[left.start : before.end]} AS {name})"
        reason = msg("a computed value needs a name: {part}", part=quoted(column))
        yield Mistake(reason, (Edit(before.end, before.end, f" AS {name}"),))


# Conditions and expressions


def conditions(fault: Fault) -> Iterator[Mistake]:
    """Expressions without brackets after FILTER and other keywords."""
    for back in range(0, -12, -1):
        keyword, start = fault.word(back - 1), fault.token(back).start
        if keyword in ("FILTER", "HAVING", "BIND", "DESC", "ASC"):
            end = fault.end_of("expression", back)
            if keyword == "BIND":
                as_ = next((x for x in fault.found[fault.at :] if word_of(x) == "AS"), None)
                after = fault.found[fault.found.index(as_) + 1 :] if as_ else []
                end = after[0].end if after else None
            reason = msg("after {keyword}, brackets are missing: {part}", keyword=keyword)
            if end:
                yield fault.around(start, end, _BRACKETS, reason)
            elif fault.word(back) != "(":
                yield Mistake(reason.filled(part="( … )"), (Edit(start, start, "("),), start)
            break
    if fault.word(-1) == "NOT" and (end := fault.end_of("comparison")):
        negated, inner = fault.token(-1), fault.text[fault.start : end]
        right = f"!{inner}" if inner[0] == "(" else f"!({inner})"
        right = f"({right})" if fault.word(-2) == "FILTER" else right
        edit = Edit(negated.start, end, right)
        wrong = quoted(fault.text[negated.start : end])
        yield Mistake(WRITE.filled(right=quoted(right), wrong=wrong), (edit,), negated.start)


def directions(fault: Fault) -> Iterator[Mistake]:
    """`ASC` and `DESC` after what they order."""
    at = 0 if fault.word() in ("ASCENDING", "DESCENDING") else -1
    direction = fault.word(at).removesuffix("ENDING")
    if direction in ("ASC", "DESC") and fault.word(at - 1) != "BY":
        first = fault.operand(at - 1)
        first += fault.word(first) == "BY"
        inner = fault.text[fault.token(first).start : fault.token(at - 1).end]
        inner = inner if inner.startswith("(") else f"({inner})"
        yield fault.instead(f"{direction}{inner}", offset=first, tokens=at + 1 - first)


def bare_conditions(fault: Fault) -> Iterator[Mistake]:
    """Conditions in a pattern without FILTER."""
    if fault.word() in ("NOT", "EXISTS"):
        yield fault.missing("FILTER")
    if fault.word() == "IF" and "FILTER" in fault.starts:
        yield fault.instead("FILTER")
    offset = -1 if fault.word() in ("=", "!=", "<", ">", "<=", ">=", "IN", "NOT") else 0
    start, end = fault.token(offset), fault.end_of("expression", offset)
    before = starts_of(expected_at(fault.found, max(fault.at + offset, 0)))
    if end and start.text and "FILTER" in before and (offset or fault.word(1) == "("):
        reason = msg("a condition stands in FILTER: {part}")
        yield fault.around(start.start, end, ("FILTER(", ")"), reason)
    if (
        offset
        and "string" in fault.starts
        and fault.word() != "="
        and (end := fault.end_of("sum", 1))
    ):
        name = fault.fresh(re.split(r"[:/#]", start.text.strip("<>"))[-1])
        part = f"FILTER({name} {fault.text[fault.start : end]})"
        edit = Edit(fault.start, end, f"{name} {part}")
        yield Mistake(msg("a condition stands in FILTER: {part}", part=quoted(part)), (edit,))


def arguments(fault: Fault) -> Iterator[Mistake]:
    """Functions with too few or too many arguments."""
    opened = fault.innermost
    function = fault.word(opened - 1) if fault.word(opened) == "(" else ""
    if not function.replace("_", "").isalnum():
        return
    if fault.word() == ")" and "," in fault.starts and ")" not in fault.starts:
        reason = msg("{function} needs more arguments", function=function)
        if function == "REGEX":
            reason = msg('REGEX needs a pattern: REGEX(?text, "…")')
        yield Mistake(reason)
    if fault.word() == "," and ")" in fault.starts:
        edit = Edit(fault.start, fault.closed_by(opened).start, "")
        yield Mistake(msg("{function} takes no more arguments", function=function), (edit,))
    if ")" in fault.starts:
        for offset in range(-1, opened, -1):
            if fault.word(offset) in ("=", "!=", "<", ">", "<=", ">="):
                yield fault.missing(")", offset=offset)


# Patterns


def triples(fault: Fault) -> Iterator[Mistake]:
    """Marks between triples, and triples without all of their parts."""
    here, word, starts = fault.token(), fault.word(), fault.starts
    ends = word in ("}", "]", ".", ";", "")
    if word in ("AND", "&&") and ";" in starts:
        for mark in (".", ";") if is_variable(fault.token(1)) else (";", "."):
            yield fault.instead(mark)
    if fault.word(-2) == "," and here.text:
        yield fault.instead(";", offset=-2)
        yield fault.instead(".", offset=-2)
    if ";" in starts and here.text and not word.isupper():
        terms = 0
        while fault.token(terms).text and fault.word(terms) in ("", "A"):
            terms += 1
        is_subject = is_variable(here) or terms == 3
        marks = (".", ";") if is_subject and terms % 2 else (";", ".")
        for mark in (",", *marks) if terms == 1 else marks:
            yield fault.missing(mark)
    if ends and fault.word(-1) == "," and "blank_node" in starts:
        yield fault.needless(offset=-1)
    if ends and fault.word(-3) == ".":
        yield fault.instead(";", offset=-3)
    is_triple = fault.word(fault.innermost) in ("{", "[")
    if is_triple and ends and not {"}", ";"} & starts and fault.word(-1) != ",":
        reason = msg("before {here} a value is missing: a triple has three parts", here=word)
        added, at = f" {fault.fresh('value')}", fault.token(-1).end
        if "string" not in starts:
            reason = msg("before {here} a property and a value are missing", here=word)
            added = f" {fault.fresh('property')}{added}"
        added += "" if word else f" {closing_marks(fault.text)}"  # the grammar says what is open
        if starts & {"a", "string"}:
            yield Mistake(reason if word else None, (Edit(at, at, added),))


def braces(fault: Fault) -> Iterator[Mistake]:
    """Patterns without braces."""
    here, word = fault.token(), fault.word()
    if "{" in fault.starts and word == "(":
        yield from _other_brackets(fault, ("{", "}"))
    elif "{" in fault.starts and here.text and word != "}":
        rest = range(1, len(fault.found) - fault.at)
        stops = [n for n in rest if fault.word(n) in ("WHERE", *_TAIL)]
        whole = fault.token(stops[0] - 1).end if stops else fault.found[-1].end
        is_inner = fault.word(-1) in ("OPTIONAL", "MINUS", "UNION", "EXISTS")
        for end in (fault.end_of("block"), None if is_inner else whole):
            if end:
                yield fault.around(here.start, end, _BRACES, _IN_BRACES)
    own = msg("a SELECT within a pattern stands in braces of its own")
    if word == "SELECT" and (end := fault.end_of("subselect")):
        yield fault.around(here.start, end, _BRACES, own)
    if here.text and fault.word(fault.innermost + 1) == "SELECT" and fault.innermost:
        start = fault.token(fault.innermost + 1).start
        yield fault.around(start, fault.token(-1).end, _BRACES, own)
    if word == "UNION":
        start, end = fault.token(fault.innermost + 1).start, fault.token(-1).end
        reason = msg("UNION stands between two patterns, each in braces")
        yield fault.around(start, end, _BRACES, reason)._replace(start=fault.start)


def misplaced(fault: Fault) -> Iterator[Mistake]:
    """Clauses on the wrong side of a brace, or of each other."""
    word, start = fault.word(), fault.start
    if word in _TAIL and "}" in fault.starts and (end := fault.end_of("modifiers")):
        last = fault.text.rfind("}") + 1 or len(fault.text)
        reason = msg("{clause} stands after the closing brace", clause=word)
        edits = (Edit(start, end, ""), Edit(last, last, f" {fault.text[start:end]}"))
        yield Mistake(reason, edits)
    if word == "FILTER" and fault.word(-1) == "}" and (end := fault.end_of("filter")):
        brace = fault.token(-1)
        reason = msg("FILTER stands within the braces of the pattern")
        yield Mistake(reason, (Edit(brace.start, brace.end, ""), Edit(end, end, " }")))
    if word in _TAIL and "end" in fault.starts:
        yield from _in_order(fault)


def _in_order(fault: Fault) -> Iterator[Mistake]:
    """The clauses after the pattern in SPARQL's order."""
    after = [token for token in fault.found if word_of(token) in (*_TAIL, "}")]
    last = max((n for n, token in enumerate(after) if token.text == "}"), default=-1)
    clauses = after[last + 1 :]
    before = [token for token in clauses if token.start < fault.start]
    if not before:
        return
    ends = [*(token.start for token in clauses[1:]), len(fault.text)]
    ordered = sorted(zip(clauses, ends, strict=True), key=lambda x: _TAIL.index(word_of(x[0])))
    text = " ".join(fault.text[token.start : end].strip() for token, end in ordered)
    reason = _STANDS_BEFORE.filled(clause=fault.word(), other=word_of(before[-1]))
    yield Mistake(reason, (Edit(clauses[0].start, len(fault.text), text),))


def marks(fault: Fault) -> Iterator[Mistake]:
    """Marks that are missing or too many, whatever is around them."""
    for mark in (")", "]", "}", "(", "{"):
        if mark in fault.starts:  # the grammar only misses one that opens where it is closed
            missing = fault.missing(mark)
            yield missing if mark in "({" else missing._replace(reason=None)
    if fault.word() in (")", "]", "}"):
        yield fault.needless()._replace(reason=None)
    if fault.word() in (",", ";", ".", "=", "&&"):
        yield fault.needless()
    if fault.word(-1) in (",", ";", ".", "&&", "||"):
        yield fault.needless(offset=-1)
    if fault.word() in ("/", "-") and fault.word(1) == fault.word():
        yield fault.instead("#", tokens=2)


# Variables where they must not be


def misused(fault: Fault) -> Iterator[Mistake]:
    """Ways to use a variable that is used where it must not."""
    assert fault.misused
    assert fault.tree
    part, reason = fault.misused.part, fault.misused.reason
    around = [
        select
        for select in fault.tree.all(Kind.QUERY, Kind.SUBSELECT)
        if select.start <= part.start < select.end and select.child(Kind.SELECT_CLAUSE)
    ]
    for edits in _ways_to_use(fault, around[-1], part) if around else ():
        yield Mistake(reason, edits, part.start)


def _named_before(clause: Node, column: Item) -> bool:
    """True for a column whose name an earlier column of a SELECT has."""
    every = (x.children[-2] if isinstance(x, Node) else x for x in clause.children)
    earlier = (x.text[1:] for x in takewhile(lambda x: x is not column, every) if is_variable(x))
    return is_variable(column) and column.text[1:] in earlier


def _ways_to_use(fault: Fault, select: Node, part: Item) -> Iterator[tuple[Edit, ...]]:
    name = fault.text[part.start : part.end]
    clause, grouping = select.child(Kind.SELECT_CLAUSE), select.child(Kind.GROUP_BY)
    keys = [token for token in grouping.children if is_variable(token)] if grouping else []
    columns = [token.text for token in clause.children if is_variable(token)] if clause else []
    if name == "*":
        yield (Edit(part.start, part.end, " ".join(key.text for key in keys)),)
    if clause and part in clause.children and _named_before(clause, part):
        after = len(fault.text) - len(fault.text[part.end :].lstrip())
        yield (Edit(part.start, after, ""),)
    for column in clause.nodes(Kind.BINDING) if clause and part in keys else ():
        named = column.children[-2]
        if is_variable(named) and named.text[1:] == name[1:]:
            computed = fault.text[column.start : column.end]
            yield Edit(column.start, column.end, name), Edit(part.start, part.end, computed)
    if grouping:
        yield (Edit(grouping.end, grouping.end, f" {name}"),)
    elif group := select.child(Kind.GROUP):
        yield (Edit(group.end, group.end, f" GROUP BY {' '.join(columns)}"),)
    yield (Edit(part.start, part.end, fault.fresh(f"{name[1:]}_value")),)
