"""Brings the catalogues in server/schlaglicht/locale/ up to date with the messages of the code.

Run it with `make messages`: new messages have no translation yet, unused ones are removed.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment
from jinja2.ext import extract_from_ast

from schlaglicht.cli import schlaglicht
from schlaglicht.cli.help import help_texts

PACKAGE = Path(__file__).parent.parent / "server" / "schlaglicht"
HEADER = """\
# Messages of Schlaglicht, {language}. `make messages` adds those that are new in the code.
msgid ""
msgstr ""
"Language: {language}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: {plural_forms}\\n"

"""
_TEXTS = {"_": 1, "msg": 1, "msg_in": 2, "pgettext": 2, "plural": 2}
"""Functions that mark a message, each with the number of texts it begins with."""

Found = tuple[str, tuple[str, ...]]
"""The function that marks a message, and its texts."""


def extract_messages() -> Catalog:
    """All messages of the code, the templates and the help pages, with their files."""
    catalogue = Catalog()
    for path in sorted(PACKAGE.rglob("*.py")):
        for found in _in_python(path.read_text(encoding="utf-8")):
            _add(catalogue, path, found)
    for path in sorted(PACKAGE.rglob("*.html")):
        for found in _in_template(path.read_text(encoding="utf-8")):
            _add(catalogue, path, found)
    for text in help_texts(schlaglicht):
        _add(catalogue, PACKAGE / "cli", ("msg", (text,)))
    return catalogue


def _in_python(source: str) -> Iterator[Found]:
    """Messages in the order of the source; raises ValueError if a text is not a literal."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        if isinstance(call.func, ast.Name) and (count := _TEXTS.get(call.func.id)):
            yield call.func.id, tuple(map(ast.literal_eval, call.args[:count]))


def _in_template(source: str) -> Iterator[Found]:
    parsed = Environment(autoescape=True).parse(source)
    for _, function, texts in extract_from_ast(parsed, tuple(_TEXTS)):
        several = (texts,) if isinstance(texts, str) else texts or ()
        yield function, tuple(text for text in several if text is not None)


def _add(catalogue: Catalog, path: Path, found: Found) -> None:
    function, texts = found
    place = [(path.relative_to(PACKAGE).as_posix(), 0)]
    if function in ("msg_in", "pgettext"):
        catalogue.add(texts[1], locations=place, context=texts[0])
    else:
        catalogue.add(texts if function == "plural" else texts[0], locations=place)


def updated(source: Path, messages: Catalog) -> Catalog:
    """The catalogue of a file, reduced to `messages`, with its translations of them."""
    with source.open("rb") as content:
        catalogue = read_po(content)
    catalogue.update(messages, no_fuzzy_matching=True)
    for message in catalogue:
        message.flags.clear()
    return catalogue


def _write(catalogue: Catalog, target: Path) -> None:
    with target.open("wb") as file:
        header = HEADER.format(language=catalogue.locale, plural_forms=catalogue.plural_forms)
        file.write(header.encode())
        write_po(
            file, catalogue, omit_header=True, ignore_obsolete=True, width=100, include_lineno=False
        )


if __name__ == "__main__":
    found = extract_messages()
    for path in sorted(PACKAGE.glob("locale/*/*/*.po")):
        _write(updated(path, found), path)
