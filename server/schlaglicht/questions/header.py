"""Headers of question files, read line by line; what is wrong in one is a fault with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

from schlaglicht.errors import ParameterError
from schlaglicht.i18n import Message, msg
from schlaglicht.questions.parameters import (
    NUMBER,
    Kind,
    Parameter,
    date_term,
    iri_of,
    is_date,
    is_of_kind,
    number_term,
    written,
)
from schlaglicht.rdf.iris import is_language_tag
from schlaglicht.rdf.ntriples_text import ESCAPE, literal_of, unescaped
from schlaglicht.rdf.prefixes import Prefixes
from schlaglicht.rdf.well_known_prefixes import WELL_KNOWN
from schlaglicht.suggest import Cutoff, nearest

OF_KIND: Mapping[Kind, str] = {
    Kind.THING: "# parameter ?person: thing schema:Person, default id:somebody",
    Kind.DATE: "# parameter ?from: date, default 2020-12-31",
    Kind.NUMBER: "# parameter ?least: number, default 10",
    Kind.CHOICE: "# parameter ?role: choice id:speaker id:host, default id:host",
    Kind.TEXT: '# parameter ?word: text, default "cluster"@en',
}
"""A declaration of each kind, as an example."""


@dataclass(frozen=True)
class Mismatch:
    """The fault of a declaration whose terms are all valid."""

    reason: Message
    is_about: bool
    """True if the words after the kind are wrong, False if the default is."""


def mismatch_of(kind: Kind, about: Sequence[str], default: str) -> Mismatch | None:
    """The first thing wrong in a declaration with these terms after its kind."""
    if kind is Kind.THING and (len(about) > 1 or not all(a.startswith("<") for a in about)):
        return Mismatch(msg("a thing is of one class, named by its IRI"), is_about=True)
    if kind is Kind.CHOICE and len(about) < 2:
        return Mismatch(msg("a choice needs two terms or more"), is_about=True)
    if kind is Kind.CHOICE and not all(map(written, about)):
        return Mismatch(
            msg("an empty text cannot be chosen: it stands for the default"), is_about=True
        )
    if kind is Kind.CHOICE and len({*map(written, about)}) < len(about):
        return Mismatch(msg("two choices have the same text"), is_about=True)
    if kind in (Kind.DATE, Kind.NUMBER, Kind.TEXT) and about:
        return Mismatch(msg("the kind {kind} stands alone", kind=kind.value), is_about=True)
    if not is_of_kind(kind, default):
        said = msg("the default is not a value of the kind {kind}", kind=kind.value)
        return Mismatch(said, is_about=False)
    if kind is Kind.CHOICE and default not in about:
        return Mismatch(msg("the default is not one of the choices"), is_about=False)
    return None


def fits(parameter: Parameter, term: str) -> bool:
    """True if a term may be the value of a parameter."""
    try:
        return parameter.term_of(written(term), Prefixes()) == term
    except ParameterError:
        return False


def written_so(kind: Kind) -> Message:
    """Advice to write a declaration as in an example."""
    return msg("write it as in {shape}", shape=OF_KIND[kind])


def advice_among(said: str, known: Sequence[str]) -> Message:
    """Advice to write one of the known words."""
    near = nearest(said, known, Cutoff.CHOICE)
    if near:
        return msg("did you mean {near}?", near=near)
    return msg("known: {names}", names=", ".join(known) or "-")


_WORD = re.compile(r'"(?:[^"\\]|\\.)*+"(?:@[A-Za-z0-9-]++)?|<[^<>\s]*+>|,|[^\s,]++')
_QUOTED = re.compile(rf'"((?:[^"\\]|{ESCAPE})*+)"(?:@([A-Za-z0-9-]++))?')


class Word(NamedTuple):
    """A word and its columns, from 1; the second is exclusive."""

    text: str
    start: int
    end: int


def words_of(line: str, start: int) -> list[Word]:
    """The words of a line from the character with this index."""
    return [Word(w[0], w.start() + 1, w.end() + 1) for w in _WORD.finditer(line, start)]


def split_at_commas(words: list[Word]) -> list[list[Word]]:
    """The words between commas."""
    parts: list[list[Word]] = [[]]
    for word in words:
        if word.text == ",":
            parts.append([])
        else:
            parts[-1].append(word)
    return parts


def term_of(word: str, prefixes: Prefixes) -> str | None:
    """The term that a word writes, in N-Triples; None if it writes none."""
    if found := _QUOTED.fullmatch(word):
        text, language = found.groups()
        if language and not is_language_tag(language):
            return None
        return literal_of(unescaped(text), language=language or "")
    if is_date(word):
        return date_term(word)
    if NUMBER.fullmatch(word):
        return number_term(word)
    is_iri = word.startswith("<")  # elsewhere than in a query, an IRI may go without brackets
    iri = iri_of(word if is_iri else f"<{prefixes.expand(word)}>", prefixes)
    return f"<{iri}>" if iri else None


VIEWS = ("table", "chart", "pie", "line", "scatter", "timeline", "map", "graph", "cards", "raw")
"""The ways in which an answer may be shown at first; where one does not fit, the first is."""

RESERVED = ("format", "lang", "name", "ending", "endpoint", "language")
"""Names of parameters that URLs of questions have already."""

_TEXT = re.compile(r"#\s*(?P<key>title|description)@(?P<tag>[A-Za-z0-9-]+):\s*(?P<text>.*)")
_PARAMETER = re.compile(r"#\s*parameter\s+[?$](?P<name>\w+)\s*:(?P<rest>.*)")
_LABEL = re.compile(
    r"#\s*label\s+[?$](?P<name>\w+)(?P<term>\s.*?)?@(?P<tag>[A-Za-z0-9-]+):\s*(?P<text>.*)"
)
_VIEW = re.compile(r"#\s*view:\s*(?P<view>.*)")
_EXAMPLE = re.compile(r"#\s*example\s+(?P<name>[\w-]+)\s*:(?P<rest>\s*[?$].*)")
_DECLARATION = re.compile(r"#\s*(?P<key>[A-Za-z]+)\s+[?$].*")
_VARIABLE = re.compile(r"[?$](\w+)")
_PREFIX = re.compile(r"\bPREFIX\s++([^\s:]*+):\s*+<([^<>\s]*+)>", re.IGNORECASE)

_AFTER_LINE = re.compile(r"(?<=\n)|(?<=\r)(?!\n)")
"""The place after the end of a line: U+2028 and other separators are within one."""


@dataclass(frozen=True)
class HeaderFault:
    """Something wrong in a header, and its place: line and columns from 1, the end exclusive."""

    line: int
    start: int
    end: int
    reason: Message
    advice: Message


@dataclass(frozen=True)
class Example:
    """Values of parameters, by their names, and the name of the answer that is expected."""

    name: str
    values: Mapping[str, str]
    """Terms in N-Triples; a parameter that is left out has its default."""


@dataclass(frozen=True)
class Header:
    """Contents of the header of a question; texts are by language tag."""

    titles: Mapping[str, str] = field(default_factory=dict)
    descriptions: Mapping[str, str] = field(default_factory=dict)
    parameters: tuple[Parameter, ...] = ()
    examples: tuple[Example, ...] = ()
    view: str = VIEWS[0]
    """The way in which the answer is shown at first."""
    faults: tuple[HeaderFault, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict)
    """The line in which each parameter is declared."""


def prefixes_of(text: str) -> Prefixes:
    """The prefixes that a question declares, and the well-known ones."""
    return Prefixes(dict(_PREFIX.findall(text)), WELL_KNOWN)


def read_header(text: str) -> Header:
    """The header of a query."""
    reader = _Reader(text)
    for read in (reader.text, reader.parameter, reader.view):
        reader.each_line(read)
    for read in (reader.label, reader.example, reader.unknown):  # these name parameters
        reader.each_line(read)
    return reader.header()


def read_texts(text: str) -> Header:
    """The titles, descriptions and view of a query, which takes time in proportion to its length.

    For queries of strangers, who may declare thousands of parameters.
    """
    reader = _Reader(text)
    for read in (reader.text, reader.view):
        reader.each_line(read)
    return reader.header()


def without_declarations(text: str) -> str:
    """A query without the lines that declare its parameters, for when they have values."""
    kept = _AFTER_LINE.split(text)
    for number, line in reversed([*_header_lines(text)]):
        if any(form.fullmatch(line) for form in (_PARAMETER, _LABEL, _EXAMPLE)):
            del kept[number - 1]
    return "".join(kept)


def lines_of(text: str) -> list[str]:
    """The lines of a query without their ends; what ends a comment in SPARQL ends a line."""
    return [line.rstrip("\r\n") for line in _AFTER_LINE.split(text)]


def _header_lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(lines_of(text), 1):
        if line.strip() and not line.startswith("#"):
            return
        if line.startswith("#"):
            yield number, line.rstrip()


class _LineError(Exception):
    """Ends the reading of a line: the word that is wrong in it, the reason, and advice."""


class _Reader:
    """A header that is being read."""

    def __init__(self, text: str) -> None:
        self._lines = list(_header_lines(text))
        self._text = text
        self._texts: dict[str, dict[str, list[str]]] = {"title": {}, "description": {}}
        self._parameters: dict[str, Parameter] = {}
        self._declared: dict[str, int] = {}
        self._examples: dict[str, Example] = {}
        self._view = VIEWS[0]
        self._faults: list[HeaderFault] = []
        self._at = 0
        self._line = ""

    def each_line(self, read: Callable[[], None]) -> None:
        for number, line in self._lines:
            self._at, self._line = number, line
            try:
                read()
            except _LineError as fault:
                word, reason, advice = fault.args
                self._faults.append(HeaderFault(self._at, word.start, word.end, reason, advice))

    def header(self) -> Header:
        titles, descriptions = (
            {tag: " ".join(lines) for tag, lines in texts.items()} for texts in self._texts.values()
        )
        return Header(
            titles,
            descriptions,
            tuple(self._parameters.values()),
            tuple(self._examples.values()),
            self._view,
            tuple(sorted(self._faults, key=lambda fault: (fault.line, fault.start))),
            self._declared,
        )

    def text(self) -> None:
        if found := _TEXT.fullmatch(self._line):
            texts = self._texts[found["key"]]
            texts.setdefault(found["tag"].lower(), []).append(found["text"])

    def view(self) -> None:
        if found := _VIEW.fullmatch(self._line):
            if found["view"] not in VIEWS:
                reason = msg("there is no view {name}", name=found["view"])
                raise _LineError(_word(found, "view"), reason, advice_among(found["view"], VIEWS))
            self._view = found["view"]

    def parameter(self) -> None:
        found = _PARAMETER.fullmatch(self._line)
        if found is None:
            return
        name = _word(found, "name")
        if name.text in self._declared:
            raise _LineError(
                name,
                msg(
                    "the parameter {name} is declared already, in line {line}",
                    name=f"?{name.text}",
                    line=self._declared[name.text],
                ),
                msg("remove one of the two, or name it after another variable"),
            )
        self._declared[name.text] = self._at
        if name.text in RESERVED or name.text.startswith("_"):
            reason = msg("URLs have another meaning for {name}", name=name.text)
            advice = msg("give the variable another name, here and in the query")
            raise _LineError(name, reason, advice)
        self._declare(name, words_of(self._line, found.start("rest")))

    def _declare(self, name: Word, words: Sequence[Word]) -> None:
        kinds = [kind.value for kind in Kind]
        if not words or words[0].text not in kinds:
            said = words[0].text if words else ""
            reason = msg("{kind} is not a kind of parameter", kind=said or "…")
            raise _LineError(words[0] if words else name, reason, advice_among(said, kinds))
        kind = Kind(words[0].text)
        (_, *of), *others = split_at_commas(list(words))
        if len(others) != 1 or len(others[0]) != 2 or others[0][0].text != "default":
            place = others[0][0] if others and others[0] else words[-1]
            reason = msg("a parameter needs one default: the question is answered with it at first")
            raise _LineError(place, reason, written_so(kind))
        *about, default = (self._term(word, kind) for word in (*of, others[0][1]))
        if fault := mismatch_of(kind, about, default):
            place = of[-1] if of and fault.is_about else others[0][1]
            raise _LineError(place, fault.reason, written_so(kind))
        class_ = written(about[0]) if kind is Kind.THING and about else ""
        choices = tuple(about) if kind is Kind.CHOICE else ()
        self._parameters[name.text] = Parameter(name.text, kind, default, class_, choices)

    def label(self) -> None:
        found = _LABEL.fullmatch(self._line)
        parameter = self._declared_as(_word(found, "name")) if found else None
        if found is None or parameter is None:
            return
        tag = found["tag"].lower()
        if not found["term"]:
            labels = _joined(parameter.labels, tag, found["text"])
            self._parameters[parameter.name] = replace(parameter, labels=labels)
            return
        word = words_of(self._line[: found.end("term")], found.start("term"))[0]
        term = term_of(word.text, self._known_prefixes)
        if term not in parameter.choices:
            reason = msg(
                "{term} is not a choice of {name}", term=word.text, name=f"?{found['name']}"
            )
            raise _LineError(word, reason, msg("name one of the terms in its declaration"))
        labels = _joined(parameter.choice_labels.get(term, {}), tag, found["text"])
        all_labels = {**parameter.choice_labels, term: labels}
        self._parameters[parameter.name] = replace(parameter, choice_labels=all_labels)

    def example(self) -> None:
        found = _EXAMPLE.fullmatch(self._line)
        if found is None:
            return
        name = _word(found, "name")
        if name.text in self._examples:
            reason = msg("there is already an example {name}", name=name.text)
            raise _LineError(name, reason, msg("give it another name"))
        values: dict[str, str] = {}
        self._examples[name.text] = Example(name.text, values)
        for part in split_at_commas(words_of(self._line, found.start("rest"))):
            given = self._value(part, name)
            if given is None:
                return
            values.update([given])

    def _value(self, part: Sequence[Word], name: Word) -> tuple[str, str] | None:
        """The name of a parameter and its value; None if its declaration has a fault."""
        variable = _VARIABLE.fullmatch(part[0].text) if len(part) == 2 else None
        if variable is None:
            reason = msg("an example is a list of parameters with their values")
            shape = "# example later: ?from 2021-01-01, ?least 5"
            raise _LineError(
                part[0] if part else name, reason, msg("write it as in {shape}", shape=shape)
            )
        parameter = self._declared_as(Word(variable[1], part[0].start, part[0].end))
        if parameter is None:
            return None
        term = term_of(part[1].text, self._known_prefixes)
        if term is None or not fits(parameter, term):
            reason = msg("{value} is not a value of {name}", value=part[1].text, name=part[0].text)
            raise _LineError(part[1], reason, written_so(parameter.kind))
        return parameter.name, term

    def unknown(self) -> None:
        """Finds a declaration whose first word is misspelt, or that is not written as one."""
        found = _DECLARATION.fullmatch(self._line)
        if found is None or any(p.fullmatch(self._line) for p in (_PARAMETER, _LABEL)):
            return
        word = _word(found, "key")
        meant = nearest(word.text, ("parameter", "label"), Cutoff.KEYWORD)
        if meant is None:
            return
        reason = msg("this line declares nothing: ?name and a colon come after {word}", word=meant)
        if word.text != meant:
            reason = msg("this line declares nothing: {word} is unknown", word=word.text)
        shape = "# label ?from@en: From" if meant == "label" else OF_KIND[Kind.DATE]
        raise _LineError(word, reason, msg("write it as in {shape}", shape=shape))

    def _declared_as(self, name: Word) -> Parameter | None:
        """The parameter of this name; None for one whose declaration has a fault."""
        if name.text not in self._declared:
            reason = msg("there is no parameter {name}", name=f"?{name.text}")
            raise _LineError(name, reason, advice_among(name.text, [*self._declared]))
        return self._parameters.get(name.text)

    def _term(self, word: Word, kind: Kind) -> str:
        term = term_of(word.text, self._known_prefixes)
        if term is None:
            reason = msg("{word} is not a term, or its prefix is not declared", word=word.text)
            raise _LineError(word, reason, written_so(kind))
        return term

    @cached_property
    def _known_prefixes(self) -> Prefixes:
        return prefixes_of(self._text)


def _joined(labels: Mapping[str, str], tag: str, text: str) -> Mapping[str, str]:
    return {**labels, tag: f"{labels[tag]} {text}" if tag in labels else text}


def _word(found: re.Match[str], group: str) -> Word:
    return Word(found[group], found.start(group) + 1, found.end(group) + 1)
