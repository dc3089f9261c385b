"""Private forms of literals, which a store of values keeps as they are written.

The store keeps a literal of an unknown datatype character by character, and one of a known datatype
as its value. So `"007"^^xsd:integer` enters the store with a private datatype, whose IRI ends in
the IRI of the written one; and a literal whose language tag has capitals, which the store loses,
with a private tag. Both begin with a stem, 128 bits of the digest of the dataset: no dataset can
contain the stem of its own digest, and what leaves the engine is restored by removing it.

Literals that the store keeps anyway have no private form: most graphs have none at all.

The strict parser lowers the capitals of language tags, too. While it reads a text of the Turtle
family, `HiddenTags` stand for them, and are restored in what it writes. A text in quotes that looks
like a tag is hidden and restored in the same way, so nobody needs to know which is which.
"""

from __future__ import annotations

import json
import re
import secrets
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from itertools import takewhile
from mmap import mmap
from typing import BinaryIO, NamedTuple

import pyoxigraph

from schlaglicht.formats import TURTLE
from schlaglicht.rdf.ntriples_text import line_parts


class TypedLiteral(NamedTuple):
    """A literal: its lexical form, and the IRI of its datatype."""

    lexical: str
    datatype: str


def stored_forms(literals: Iterable[TypedLiteral]) -> Mapping[TypedLiteral, TypedLiteral]:
    """The store's form of each of `literals`, in one query."""
    asked = list(dict.fromkeys(literals))
    store = pyoxigraph.Store()
    predicate = pyoxigraph.NamedNode("urn:form")
    datatypes = {
        datatype: pyoxigraph.NamedNode(datatype) for datatype in {item.datatype for item in asked}
    }
    store.extend(
        pyoxigraph.Quad(
            pyoxigraph.NamedNode(f"urn:{index}"),
            predicate,
            pyoxigraph.Literal(literal.lexical, datatype=datatypes[literal.datatype]),
        )
        for index, literal in enumerate(asked)
    )
    forms: dict[TypedLiteral, TypedLiteral] = {}
    for quad in store:
        index = int(str(quad.subject.value).removeprefix("urn:"))
        kept = quad.object
        if isinstance(kept, pyoxigraph.Literal):
            forms[asked[index]] = TypedLiteral(kept.value, kept.datatype.value)
    return forms


def rewritten(literals: Iterable[TypedLiteral]) -> frozenset[TypedLiteral]:
    """Those of `literals` that the store gives back in another form or with another datatype."""
    return frozenset(form for form, kept in stored_forms(literals).items() if form != kept)


XSD = "http://www.w3.org/2001/XMLSchema#"

_MARK = b"# private forms: "

_DIGITS = 8
"""Of the number of a tag: as long as a subtag may be."""

_CAPITAL = re.compile(rb'"@[a-z0-9-]*[A-Z][A-Za-z0-9-]*')
_TAGGED = re.compile(
    rb'"@([A-Za-z0-9-]+)(?= (?:\)>> )*(?:<[^>\n]*> |_:[^ \n]+ )?\.\n)',
)
"""The tag of an object: what follows it to the end of the line cannot stand in a text."""

_PREDICATE = re.compile(rb"(?<= )<([^<>]*)>(?= )")

_KEPT = {
    "integer": r"0|-?[1-9][0-9]{0,17}",
    "decimal": r"(?!-0\")-?(?:0|[1-9][0-9]{0,8})(?:\.[0-9]{0,8}[1-9])?",
    "boolean": r"true|false",
    "date": r"[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}",
    "dateTime": r"[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2}Z?",
    "gYear": r"[1-9][0-9]{3}",
}
"""Lexical forms, by datatype, that the store keeps, valid or not; of all others it is asked."""

_TYPE = r"\"\^\^<http://www\.w3\.org/2001/XMLSchema#"
_ASKED = re.compile(
    rf'"(?!(?:{"|".join(f"(?:{form}){_TYPE}{name}>" for name, form in _KEPT.items())}))'
    rf'([^"]*+){_TYPE}((?!string>|anyURI>)[A-Za-z]++)>'.encode()
)
"""A literal that the store may rewrite: no lexical form that it rewrites has quotes in it."""


class _Found(NamedTuple):
    typed: frozenset[TypedLiteral]
    tags: Mapping[str, str]


def usual_spelling(tag: str) -> str:
    """A language tag as it is usually spelled, such as `zh-Hant-TW`, whatever its capitals.

    https://www.rfc-editor.org/rfc/rfc5646#section-2.1.1
    """
    parts = tag.lower().split("-")
    first, *others = list(takewhile(lambda part: len(part) > 1, parts)) or [""]
    cased = [{2: str.upper, 4: str.title}.get(len(part), str)(part) for part in others]
    return "-".join([first, *cased, *parts[1 + len(others) :]] if first else parts)


@dataclass(frozen=True)
class PrivateForms:
    """The private forms of one dataset's literals."""

    stem: str
    """A language tag that occurs nowhere else: `x-` and a part of the digest."""
    tags: Mapping[str, str] = field(default_factory=dict)
    """The tags with capitals by their lower case, in the order of their numbers."""
    predicates: frozenset[str] = frozenset()
    """The IRIs of the predicates whose objects may have a private datatype, and of a few more."""

    def __getstate__(self) -> dict[str, object]:
        """The fields alone: what is computed from them is computed again."""
        return {known.name: getattr(self, known.name) for known in fields(self)}

    @property
    def namespace(self) -> str:
        """The beginning of private IRIs."""
        return f"urn:{self.stem}:"

    def datatype(self, iri: str) -> str:
        """The private datatype for literals written with the datatype `iri`."""
        return self.namespace + iri

    def function(self, name: str) -> str:
        """The IRI of a function of the engine."""
        return self.namespace + name

    @property
    def longest(self) -> int:
        """The bytes of the longest text that `pattern` finds, which is a private tag."""
        return len(self.stem) + 1 + _DIGITS

    def written_tag(self, tag: str) -> str:
        """The written form of a private tag; any other tag unchanged."""
        return self.restored_in(tag.encode()).decode()

    def tag(self, written: str) -> str:
        """The private tag for a language tag, with its direction; any other tag unchanged."""
        language, dashes, direction = written.partition("--")
        number = self._numbers.get(language.lower())
        return written if number is None else f"{self.stem}-{number:0{_DIGITS}}{dashes}{direction}"

    @cached_property
    def pattern(self) -> re.Pattern[bytes]:
        """The private forms in a text, for `restored`; the group is the number of a tag."""
        return re.compile(b"urn:%b:|%b-([0-9]{%d})" % (*(self.stem.encode(),) * 2, _DIGITS))

    def restored_in(self, text: bytes) -> bytes:
        """A whole text with every private form as it was written."""
        return self.pattern.sub(self.restored, text)

    def restored(self, found: re.Match[bytes]) -> bytes:
        """The written form of what `pattern` found: the spelling of a tag, of an IRI the rest.

        The tag of no number, which a query may have written, stays.
        """
        if not found[1]:
            return b""
        number = int(found[1])
        return self._spellings[number] if number < len(self._spellings) else found[0]

    @cached_property
    def _spellings(self) -> tuple[bytes, ...]:
        return tuple(tag.encode() for tag in self.tags.values())

    @property
    def comment(self) -> bytes:
        """Stem and tags as a comment of N-Quads, which `read_comment` reads."""
        return _MARK + json.dumps([self.stem, self.tags]).encode() + b"\n"

    @cached_property
    def _numbers(self) -> Mapping[str, int]:
        return {tag: number for number, tag in enumerate(self.tags)}


_START = re.compile(rb"[ux]")
"""The first character of a private form."""


class RestoredText:
    """A binary file, passed on to another with every private form as it was written.

    Call `finish` at the end: what may be the beginning of a private form waits for the next part.
    """

    def __init__(self, file: BinaryIO, forms: PrivateForms) -> None:
        self._file = file
        self._forms = forms
        self._stem = forms.stem.encode()
        self._longest = forms.longest
        self._rest = b""

    def write(self, content: bytes) -> int:
        """Passes `content` on; a part may end within a private form."""
        block = self._rest + content
        parts, end = self._restored(block)
        start = _START.search(block, max(end, len(block) - self._longest))
        cut = start.start() if start else len(block)
        self._rest = block[cut:]
        self._file.write(b"".join([*parts, block[end:cut]]))
        return len(content)

    def flush(self) -> None:
        """Flushes the underlying file."""
        self._file.flush()

    def tell(self) -> int:
        """Bytes written so far."""
        return self._file.tell() + len(self._rest)

    def finish(self) -> None:
        """Passes on what waited."""
        rest, self._rest = self._rest, b""
        self._file.write(rest)

    def _restored(self, block: bytes) -> tuple[list[bytes], int]:
        """The beginning of `block` restored, and the end of the last private form in it."""
        parts: list[bytes] = []
        end = 0
        if self._stem in block:
            for found in self._forms.pattern.finditer(block):
                parts += [block[end : found.start()], self._forms.restored(found)]
                end = found.end()
        return parts, end


def new_stem() -> str:
    """The stem of names for one parsing: 64 random bits, which who wrote the text cannot know."""
    return f"x-{secrets.token_hex(4)}-{secrets.token_hex(4)}"


def stem_of(digest: str) -> str:
    """The stem of private names: 128 bits of a digest in hex as a private-use language tag."""
    return "-".join(["x", *(digest[start : start + 8] for start in range(0, 32, 8))])


def read_comment(line: bytes) -> PrivateForms | None:
    """The private forms that the first line of a file names; None if it is another line."""
    return PrivateForms(*json.loads(line[len(_MARK) :])) if line.startswith(_MARK) else None


def with_private_forms(
    nquads: bytes | mmap, digest: str, doubtful: Collection[TypedLiteral] | None = None
) -> tuple[Iterator[bytes], PrivateForms] | None:
    """Canonical N-Quads, in parts, with private forms where the store needs them, else None.

    `digest` is their SHA-256, `doubtful` are their `doubtful_literals`, if they are known. Language
    tags are equal regardless of case, so each has one private form, which stands for the spelling
    that is used most.
    """
    typed = rewritten(doubtful_literals([nquads]) if doubtful is None else doubtful)
    found = _Found(typed, _tags(nquads) if _CAPITAL.search(nquads) else {})
    if not found.typed and not found.tags:
        return None
    predicates = frozenset(_predicates(nquads, found.typed))
    named = PrivateForms(stem_of(digest), found.tags, predicates)
    return _replaced(nquads, found, named), named


def doubtful_literals(parts: Iterable[bytes | mmap]) -> set[TypedLiteral]:
    """The literals in parts of canonical N-Quads that the store may rewrite, by their form."""
    asked = {found.groups() for part in parts for found in _ASKED.finditer(part)}
    return {TypedLiteral(text.decode(), XSD + name.decode()) for text, name in asked}


def _tags(nquads: bytes | mmap) -> Mapping[str, str]:
    """The spelling used most of each language tag, by its lower case; only those with capitals."""
    counts = Counter(tag.decode().partition("--")[0] for tag in _TAGGED.findall(nquads))
    spelled: dict[str, str] = {}
    for tag in sorted(counts, key=lambda tag: (-counts[tag], tag)):
        spelled.setdefault(tag.lower(), tag)
    return {lower: tag for lower, tag in sorted(spelled.items()) if lower != tag}


def _replaced(nquads: bytes | mmap, found: _Found, named: PrivateForms) -> Iterator[bytes]:
    private = {
        written: f'"{item.lexical}"^^<{named.datatype(item.datatype)}>'.encode()
        for written, item in _by_text(found.typed).items()
    }
    literal = _literal_of(private)
    for start, end in line_parts(nquads):
        part = nquads[start:end]
        if found.tags:
            part = _TAGGED.sub(lambda tag: b'"@' + named.tag(tag[1].decode()).encode(), part)
        if private:
            part = literal.sub(lambda match: private.get((match[1], match[2]), match[0]), part)
        yield part


def _predicates(nquads: bytes | mmap, typed: frozenset[TypedLiteral]) -> Iterator[str]:
    """The predicates of lines with one of these literals, and those inside their triple terms."""
    private = _by_text(typed)
    end = 0
    for found in _literal_of(private).finditer(nquads) if private else ():
        if found.start() >= end and (found[1], found[2]) in private:
            start, end = nquads.rfind(b"\n", 0, found.start()) + 1, nquads.find(b"\n", found.end())
            for predicate in _PREDICATE.findall(nquads, start, found.start()):
                yield predicate.decode()


def _by_text(typed: frozenset[TypedLiteral]) -> dict[tuple[bytes, bytes], TypedLiteral]:
    """Literals by their lexical form and the local name of their datatype."""
    return {(x.lexical.encode(), x.datatype.removeprefix(XSD).encode()): x for x in typed}


def _literal_of(private: Iterable[tuple[bytes, bytes]]) -> re.Pattern[bytes]:
    """A literal with one of these datatypes, for N-Quads."""
    names = b"|".join(sorted({name for _, name in private}))
    # Not a text in quotes: those have a backslash before them.
    return re.compile(rb'"([^"\\]*+)"\^\^<http://www\.w3\.org/2001/XMLSchema#(%b)>' % names)


_CAPITAL_AFTER_AT = re.compile(rb"@[a-z0-9-]*[A-Z]")
"""Finds all that the other pattern may find, ten times as fast."""

_TAG = re.compile(rb"""(?<=["'])([ \t\r\n]*@)([a-z0-9-]*[A-Z](?:-?[A-Za-z0-9]+)*)""")
_LITERAL = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"@([a-z0-9-]+)')


@dataclass(frozen=True)
class HiddenTags(PrivateForms):
    """The tags of one text, each spelling by itself, and the private ones that stand for them."""

    def hidden(self, content: bytes) -> bytes:
        """The text without its capitals in tags."""
        return _TAG.sub(lambda found: found[1] + self.tag(found[2].decode()).encode(), content)

    def tag(self, written: str) -> str:
        """The private tag for one of the tags; any other tag unchanged."""
        number = self._numbers.get(written)
        return written if number is None else f"{self.stem}-{number:0{_DIGITS}}"

    def literals(self, nquads: bytes) -> Iterator[tuple[bytes, bytes]]:
        """The literals with hidden tags in N-Quads: with tags in lower case, and as written."""
        for start, end in line_parts(nquads):
            for found in _LITERAL.finditer(nquads[start:end]):
                if found[1].startswith(self.stem.encode()):
                    written = self.restored_in(found[0])
                    text, _, tag = written.rpartition(b'"')
                    yield text + b'"' + tag.lower(), written


def hidden_tags(parts: Iterable[bytes]) -> HiddenTags | None:
    """The tags with capitals in a text of the Turtle family, given part by part; None without any.

    What is not well-formed is left to the parser to judge.
    """
    tags = {found[2] for part in parts if may_have_tags(part) for found in _TAG.finditer(part)}
    well_formed = [tag.decode() for tag in sorted(filter(_is_well_formed, tags))]
    return tags_hidden(well_formed) if well_formed else None


def tags_hidden(tags: Iterable[str]) -> HiddenTags:
    """Private tags for some tags, by a new stem."""
    return HiddenTags(new_stem(), {tag: tag for tag in tags})


def may_have_tags(lines: bytes) -> bool:
    """True if lines of a text of the Turtle family may have a tag with capitals."""
    return _CAPITAL_AFTER_AT.search(lines) is not None


def _is_well_formed(tag: bytes) -> bool:
    try:
        list(pyoxigraph.parse(b'<x:s> <x:p> "x"@%b .' % tag, TURTLE.rdf))
    except SyntaxError:
        return False
    return True
