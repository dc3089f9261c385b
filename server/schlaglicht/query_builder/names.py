"""Names that labels give: of variables, which say what they hold, and of question files."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping

from rdflib import URIRef

from schlaglicht.ground.text import latin

LabelOf = Callable[[URIRef], str]
"""Gives a class or property its name for readers."""

_LONGEST = 40
_WORDS = re.compile(r"[A-Za-z0-9]+")


def variable_names(terms: Iterable[tuple[URIRef, ...]], label_of: LabelOf) -> list[str]:
    """A name for each way of one or more terms, all different, made of their labels.

    Without Latin letters in a label the end of the IRI is used, without any there `value`.
    """
    taken: set[str] = set()
    names = []
    for way in terms:
        name = _camel(" ".join(_plain(term, label_of) for term in way))
        number = 1
        distinct = name
        while distinct in taken:
            number += 1
            distinct = f"{name}{number}"
        taken.add(distinct)
        names.append(distinct)
    return names


def _plain(term: URIRef, label_of: LabelOf) -> str:
    end = re.split(r"[/#:]", str(term).rstrip("/#:"))[-1]
    candidates = (latin(text) for text in (label_of(term), end))
    return next((text for text in candidates if re.search("[A-Za-z]", text)), "value")


def _camel(text: str) -> str:
    first, *others = _WORDS.findall(text)
    name = first[:1].lower() + first[1:] if not first.isupper() else first.lower()
    name = "".join((name, *(word[:1].upper() + word[1:] for word in others)))[:_LONGEST]
    return name if name[0].isalpha() else f"v{name}"


_LONGEST_NAME = 60


def question_file(query: str, titles: Mapping[str, str]) -> str:
    """A query below its titles by language tag; a title is one line, whatever it has been."""
    lines = {tag: one_line(title) for tag, title in titles.items()}
    header = "".join(f"# title@{tag}: {title}\n" for tag, title in lines.items() if title)
    return f"{header}\n{query}" if header else query


def one_line(text: str) -> str:
    """A text without line breaks and other characters that a comment cannot have."""
    words = " ".join(text.split())
    return "".join(c for c in words if unicodedata.category(c) not in ("Cc", "Cs", "Zl", "Zp"))


def file_name(title: str) -> str:
    """A name for the file: the title in small Latin letters and hyphens."""
    name = re.sub(r"[^a-z0-9]+", "-", latin(title).lower()).strip("-")[:_LONGEST_NAME].strip("-")
    return f"{name or 'question'}.rq"
