"""Keeps the case of language tags through a writer that lowercases them.

RDF treats `de-AT` and `de-at` as the same, and so does the store's writer; a dump keeps the form of
the file. Each tag with capitals gets a placeholder that occurs nowhere else and is restored after
writing: one pass over the files each way, in bounded memory, and none if no tag has capitals.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import product
from pathlib import Path
from string import ascii_lowercase

from schlaglicht.formats import Format
from schlaglicht.rdf.ntriples_text import LINE
from schlaglicht.rdf.transcode import transcode

_MAY_HAVE_CAPITALS = re.compile(r'"@[A-Za-z0-9-]*[A-Z]')
_TAG = re.compile(r'"@([A-Za-z0-9-]+)\Z')
_STEM = re.compile(rb"(?=(x-[a-z]{3}))")
_BLOCK = 2**20
_LENGTH = len("x-aaa00000")
"""Length of a placeholder: a private-use tag with one subtag of eight characters."""


def capital_tags(nquads: Path) -> frozenset[str]:
    """The language tags in a file of canonical N-Quads that are not in lower case."""
    with nquads.open(encoding="utf-8", newline="\n") as lines:
        return frozenset(tag for line in lines if (tag := _tag_of(line)))


def transcode_exactly(
    nquads: Path, graph_format: Format, target: Path, prefixes: Mapping[str, str]
) -> None:
    """As `transcode`, with every language tag as `nquads` writes it.

    Raises ProjectError for what the format cannot carry.
    """
    tags = sorted(capital_tags(nquads))
    if not tags:
        transcode(nquads, graph_format, target, prefixes)
        return
    stem = _unused_stem(nquads)
    standing_in = {tag: f"{stem}{number:05}" for number, tag in enumerate(tags)}
    masked, written = (target.with_name(f"{target.name}.{end}") for end in ("masked", "written"))
    try:
        _mask(nquads, masked, standing_in)
        transcode(masked, graph_format, written, prefixes)
        _unmask(written, target, {new.encode(): tag.encode() for tag, new in standing_in.items()})
    finally:
        masked.unlink(missing_ok=True)
        written.unlink(missing_ok=True)


def _tag_of(line: str) -> str | None:
    """The tag of the literal in a line, if it has capitals."""
    if not _MAY_HAVE_CAPITALS.search(line) or not (quad := LINE.fullmatch(line)):
        return None
    found = _TAG.search(quad["object"])
    return found[1] if found and found[1] != found[1].lower() else None


def _unused_stem(nquads: Path) -> str:
    """The prefix of placeholders: the first that does not occur in the file."""
    with nquads.open("rb") as file:
        used = {found for line in file for found in _STEM.findall(line)}
    stems = (f"x-{''.join(letters)}" for letters in product(ascii_lowercase, repeat=3))
    return next(stem for stem in stems if stem.encode() not in used)


def _mask(nquads: Path, masked: Path, standing_in: Mapping[str, str]) -> None:
    with (
        nquads.open(encoding="utf-8", newline="\n") as lines,
        masked.open("w", encoding="utf-8", newline="\n") as file,
    ):
        for line in lines:
            if tag := _tag_of(line):
                quad = LINE.fullmatch(line)
                assert quad is not None  # it has a tag
                end = quad.end("object")
                line = line[: end - len(tag)] + standing_in[tag] + line[end:]
            file.write(line)


def _unmask(written: Path, target: Path, tags: Mapping[bytes, bytes]) -> None:
    pattern = re.compile(b"|".join(sorted(map(re.escape, tags))))
    with written.open("rb") as source, target.open("wb") as file:
        rest = b""
        while block := source.read(_BLOCK):
            block = rest + block
            # A possible beginning of a placeholder waits for the next block.
            cut = block.find(b"x", max(0, len(block) - _LENGTH + 1))
            block, rest = (block[:cut], block[cut:]) if cut >= 0 else (block, b"")
            file.write(pattern.sub(lambda found: tags[found[0]], block))
        file.write(pattern.sub(lambda found: tags[found[0]], rest))
