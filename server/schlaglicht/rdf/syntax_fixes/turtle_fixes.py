"""Changes that may fix statements of Turtle, TriG, N-Triples and N-Quads: marks and prefixes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from schlaglicht.formats import JSONLD, NQUADS, NTRIPLES, RDFXML, TRIG, TURTLE, Format
from schlaglicht.i18n import Message, msg
from schlaglicht.rdf.syntax_fixes.token_fixes import (
    Change,
    Fault,
    changes_of_literals,
    changes_of_words,
    shortened,
    word_advice,
)
from schlaglicht.rdf.turtle.tokens import NOT_A_TERM, Kind
from schlaglicht.rdf.well_known_prefixes import WELL_KNOWN
from schlaglicht.suggest import Cutoff, nearest

_DECLARATION = re.compile(
    r"^[ \t]*@?prefix\s+([\w.-]*):\s*(<[^<>\s]*>)", re.IGNORECASE | re.MULTILINE
)
_SCHEMES = ("http", "https", "urn", "mailto", "ftp", "file", "tel", "doi")


def changes_of_prefixes(fault: Fault) -> Iterator[Change]:
    """Changes for an undeclared prefix, or for a malformed declaration."""
    if fault.kind is Kind.UNDECLARED:
        is_scheme = fault.prefix.lower() in _SCHEMES
        yield from _bare_iri(fault) if is_scheme else _undeclared(fault, fault.prefix)
    elif fault.kind is Kind.PREFIX:
        yield Change(
            "colon",
            fault.replaced(fault.end, fault.end, ":"),
            msg("write {name}: with its colon", name=shortened(fault.token)),
        )
    elif fault.kind is Kind.NAMESPACE:
        yield from _bare_iri(fault)


def changes_of_colons(fault: Fault) -> Iterator[Change]:
    """A name without the colon after its prefix."""
    declared = {found[1] for found in _DECLARATION.finditer(fault.text, 0, fault.start)}
    known = [prefix for prefix in declared if prefix and fault.token.startswith(prefix)]
    if known and fault.token not in declared and re.fullmatch(r"[\w-]+", fault.token):
        prefix = max(known, key=len)
        name = f"{prefix}:{fault.token[len(prefix) :]}"
        yield Change(
            "name",
            fault.replaced(fault.start, fault.end, name),
            msg("did you mean {near}?", near=shortened(name)),
        )


def declaration(fault: Fault) -> Message | None:
    """Advice on declaring an unknown prefix."""
    if fault.kind is not Kind.UNDECLARED or fault.prefix.lower() in _SCHEMES:
        return None
    return msg("declare it at the top: {declaration}", declaration=_line(fault.prefix))


def _line(prefix: str) -> str:
    return f"@prefix {prefix}: <{WELL_KNOWN.get(prefix, '…')}> ."


def _undeclared(fault: Fault, prefix: str) -> Iterator[Change]:
    declared = {found[1]: found for found in _DECLARATION.finditer(fault.text)}
    above = [name for name, found in declared.items() if found.start() < fault.start]
    if prefix in declared and fault.syntax in (TURTLE, TRIG):
        line = fault.text.count("\n", 0, declared[prefix].start(1)) + 1
        yield Change(
            "later",
            f"@prefix {prefix}: {declared[prefix][2]} . {fault.text}",
            msg("line {line} declares it, too late: move the declaration to the top", line=line),
        )
    elif (
        prefix not in WELL_KNOWN
        and (near := nearest(prefix, above, Cutoff.TRIED_PREFIX)) is not None
    ):
        yield Change(
            "near",
            re.sub(rf"(?<![\w.:-]){re.escape(prefix)}:", f"{near}:", fault.text),
            msg(
                "did you mean {near}:? Otherwise declare it at the top: {declaration}",
                near=near,
                declaration=_line(prefix),
            ),
        )


def _bare_iri(fault: Fault) -> Iterator[Change]:
    """An IRI without its angle brackets, or in quotation marks."""
    start, end = fault.run()
    written = fault.text[start:end].strip("\"'<>")
    yield Change(
        "brackets",
        fault.replaced(start, end, f"<{written}>"),
        msg("write <{written}>, in angle brackets", written=shortened(written)),
    )


_MARKS = {
    ".": msg("end the statement before with a full stop"),
    ";": msg("put a semicolon before it: the same subject continues"),
    ",": msg("put a comma before it: one more value"),
}
_BRACKETS = {"]": "[", ")": "(", "}": "{"}
_MISSING_MARK = frozenset({Kind.FULL_STOP, Kind.BRACKET, Kind.END})
_TERMS_OF_A_TRIPLE = 3
_DIRECTIVE = re.compile(r"\s*@?(?:prefix|base)\b", re.IGNORECASE)
_TWICE = re.compile(r"(?<![^\s;,^(\[])([\w.-]*:[\w.-]*\w)(\s+\1)(?![\w.:-])")
_COMMA_BEFORE_A_TERM = re.compile(r"(,)\s*([^\s,;.]+)\Z")
_NAME_WITH_HASH = re.compile(r"\s[\w.-]*:[\w.-]+(#)[^\n]*\Z")
FORMAT = "format"
"""The kind of a change that reads the text, as it is, as another format."""

_OTHER_FORMATS: dict[Format, tuple[Format, ...]] = {
    TURTLE: (TRIG, NQUADS),
    NTRIPLES: (NQUADS, TURTLE, TRIG),
    NQUADS: (TURTLE, TRIG),
    TRIG: (),
}


def changes(fault: Fault) -> Iterator[Change]:
    """The changes that fit the parser's message."""
    yield from _other_formats(fault)
    yield from changes_of_prefixes(fault)
    yield from changes_of_literals(fault)
    yield from changes_of_words(fault)
    if fault.kind in NOT_A_TERM:
        yield from changes_of_colons(fault)
    if fault.kind is Kind.TWO_ON_A_LINE:
        yield Change(
            "line",
            fault.replaced(fault.start, fault.start, "\n"),
            msg("begin a new line before it"),
        )
    if fault.kind in _MISSING_MARK | NOT_A_TERM:
        yield from _marks(fault)


def advice(fault: Fault) -> Message | None:
    """Advice that is right in any case, without a trial."""
    return declaration(fault) or word_advice(fault)


def _other_formats(fault: Fault) -> Iterator[Change]:
    """The whole file in another format, which its name must then match."""
    first = fault.text.lstrip()[:1]
    formats = _OTHER_FORMATS[fault.syntax]
    if fault.kind is Kind.TWO_ON_A_LINE:
        formats = ()
    if first == "<" and fault.text.lstrip().startswith(("<?xml", "<rdf:RDF")):
        formats = (RDFXML,)
    elif first in ("{", "["):
        formats = (*formats, JSONLD)
    for other in formats:
        ending = f".{other.extension.removeprefix('.')}"
        helps = msg("this is {format}: let the name of the file end in {ending}", ending=ending)
        if fault.is_stdin:
            helps = msg("this is {format}: read it with --stdin-format {name}", name=other.name)
        yield Change(FORMAT, fault.text, helps.filled(format=_NAMES[other]), other)


_NAMES = {
    TURTLE: "Turtle",
    TRIG: "TriG",
    NTRIPLES: "N-Triples",
    NQUADS: "N-Quads",
    RDFXML: "RDF/XML",
    JSONLD: "JSON-LD",
}


def _marks(fault: Fault) -> Iterator[Change]:
    """A mark that is missing before the error, or superfluous there."""
    before = fault.text[: fault.start].rstrip()
    if hash_ := _NAME_WITH_HASH.search(before):
        yield _fragment(fault, hash_.start(1))
        return
    if layout := list(_by_layout(fault)) or list(_repeated_term(fault)):
        yield from layout
        return
    if not _may_lack_a_term(fault):
        for mark, helps in _MARKS.items():
            yield Change(mark, _with_mark(fault, mark), helps)
    yield from _unclosed(fault)
    if fault.token in tuple(".;,])}"):
        yield _without_mark(fault)
    if fault.token in tuple(";,") and _DIRECTIVE.match(fault.line):
        yield Change(
            "stop",
            fault.replaced(fault.start, fault.end, "."),
            msg("write a full stop instead of {token}", token=fault.token),
        )
    if before.endswith((",", ";")):
        yield _other_mark(fault, len(before) - 1, shortened(fault.token))
    elif comma := _COMMA_BEFORE_A_TERM.search(before):
        yield _other_mark(fault, comma.start(1), shortened(comma[2]))


def _with_mark(fault: Fault, mark: str) -> str:
    if fault.syntax in (NTRIPLES, NQUADS):  # the line of the statement has already ended
        at = len(fault.text[: fault.start].rstrip())
        return fault.replaced(at, at, f" {mark}")
    return fault.replaced(fault.start, fault.start, f"{mark} " if fault.token else f"\n{mark}")


def _repeated_term(fault: Fault) -> Iterator[Change]:
    """A term that is repeated."""
    begin = fault.line_span[0]
    if found := _TWICE.search(fault.text, begin, fault.end):
        yield Change(
            "twice",
            fault.replaced(*found.span(2), ""),
            msg("remove one of the two {name}", name=found[1]),
        )


def _unclosed(fault: Fault) -> Iterator[Change]:
    """Brackets that are still open at the error."""
    for mark, opening in _BRACKETS.items():
        at = fault.unclosed(opening, mark)
        if at is None:
            continue
        line = fault.text.count("\n", 0, at) + 1
        for closing in (mark, f"{mark} ."):
            yield Change(
                mark,
                _with_mark(fault, closing),
                msg(
                    "close the {opening} of line {line} with {mark}",
                    opening=opening,
                    line=line,
                    mark=mark,
                ),
            )


def _without_mark(fault: Fault) -> Change:
    """A superfluous mark, or one without its partner."""
    token = fault.token
    if token in _BRACKETS:
        helps = msg("remove {token}, or open it with {opening}", opening=_BRACKETS[token])
    elif fault.kind is Kind.NO_SUBJECT:
        helps = msg("remove {token}")
    else:
        helps = msg("remove {token}, or add what is missing before it")
    return Change("remove", fault.replaced(fault.start, fault.end, " "), helps.filled(token=token))


def _fragment(fault: Fault, at: int) -> Change:
    """A name with `#`, which begins a comment here."""
    return Change(
        "fragment",
        fault.replaced(at, at, "\\"),
        msg("# begins a comment: write \\#, or the whole IRI in angle brackets"),
    )


def _by_layout(fault: Fault) -> Iterator[Change]:
    """Another mark at the end of the line above, if its mark and the indentation disagree.

    A continuation is indented, or at least directly below.
    """
    begin, _ = fault.line_span
    above = fault.text[:begin].rstrip()
    mark = above[-1:]
    if not 0 < len(fault.terms_before()) < _TERMS_OF_A_TRIPLE:
        return
    blank_between = fault.text.count("\n", len(above), begin) > 1
    was_indented = above[above.rfind("\n") + 1 :][:1].isspace()
    line = above.count("\n") + 1
    if mark == "." and fault.is_indented and not blank_between:
        yield Change(
            "goes on",
            fault.replaced(len(above) - 1, len(above), ";"),
            msg("write a semicolon instead of the full stop at the end of line {line}", line=line),
        )
    elif mark in (";", ",") and not fault.is_indented and (was_indented or blank_between):
        yield Change(
            "ends",
            fault.replaced(len(above) - 1, len(above), "."),
            msg(
                "end the statement of line {line} with a full stop instead of {mark}",
                line=line,
                mark=mark,
            ),
        )


def _may_lack_a_term(fault: Fault) -> bool:
    """True if a term may be missing on the lines above, rather than a mark at the error."""
    before = fault.terms_before()
    if before and fault.token and fault.syntax in (NTRIPLES, NQUADS):
        return True  # a line is one statement: what is too much there begins no other
    touches = bool(before and fault.token) and not fault.text[fault.start - 1].isspace()
    few = len(before) == 1 or (len(before) == _TERMS_OF_A_TRIPLE - 1 and not fault.is_indented)
    return few or touches


def _other_mark(fault: Fault, at: int, term: str) -> Change:
    """Another mark in place of the previous one; none if a mark follows."""
    mark, other = fault.text[at], {",": ";", ";": ","}[fault.text[at]]
    if fault.token in tuple(".;,])}"):
        return Change(
            "remove before",
            fault.replaced(at, at + 1, " "),
            msg("remove the {mark} before it, or add what is missing", mark=mark),
        )
    return Change(
        "other mark",
        fault.replaced(at, at + 1, other),
        msg(
            "write {other} instead of {mark} before {term}, or add what is missing",
            other=other,
            mark=mark,
            term=term,
        ),
    )
