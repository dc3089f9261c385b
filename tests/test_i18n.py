"""Messages: English in the code, German in the catalogue, and both say the same."""

import ast
import gettext
import importlib.util
import pickle
import string
import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Message as Entry
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

from schlaglicht.i18n import (
    DOMAIN,
    LOCALE,
    Message,
    lines,
    msg,
    msg_in,
    plural,
    translate,
    verbatim,
)

ROOT = Path(__file__).parent.parent
SOURCE = LOCALE / "de" / "LC_MESSAGES" / f"{DOMAIN}.po"


@cache
def in_code() -> list[Entry]:
    path = ROOT / "scripts" / "generate_messages.py"
    spec = importlib.util.spec_from_file_location("generate_messages", path)
    assert spec is not None
    assert spec.loader is not None
    generator = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generator)
    return [entry for entry in generator.extract_messages() if entry.id]


def in_catalogue() -> list[Entry]:
    with SOURCE.open("rb") as file:
        return [entry for entry in read_po(file) if entry.id]


TEMPLATES = sorted((LOCALE.parent / "web" / "templates").glob("*.html"))
CATALOGUE = in_catalogue()


def keys(entries: Iterable[Entry]) -> set[tuple[str | None, object]]:
    return {(entry.context, entry.id) for entry in entries}


def texts(value: object) -> list[str]:
    return [value] if isinstance(value, str) else list(value)  # type: ignore[call-overload]


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_every_language_has_every_text() -> None:
    missing = keys(in_code()) - keys(CATALOGUE)
    assert missing == set(), "run `make messages` and translate what is new"


def test_message_is_said_by_some_check() -> None:
    assert keys(CATALOGUE) - keys(in_code()) == set(), "run `make messages`: these are in no code"


def test_every_text_is_shown_somewhere() -> None:
    shown = [
        entry for entry in CATALOGUE if any("templates" in file for file, _ in entry.locations)
    ]
    templates = "".join(path.read_text("utf-8") for path in TEMPLATES)
    assert len(shown) > 100
    assert all(f'"{text}"' in templates for entry in shown for text in texts(entry.id))


def test_texts_take_the_same_values_in_every_language() -> None:
    """A text of a template gets just the values that it names; the German names the same."""
    calls = [
        (template.name, call)
        for template in TEMPLATES
        for call in Environment(autoescape=True)
        .parse(template.read_text("utf-8"))
        .find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in ("_", "pgettext")
    ]
    given = [(name, c.args[-1].as_const(), {value.key for value in c.kwargs}) for name, c in calls]
    assert len(given) > 100
    assert [(name, text) for name, text, values in given if fields(text) != values] == []


def test_messages_are_in_german() -> None:
    assert [e.id for e in CATALOGUE if e.fuzzy or not all(texts(e.string))] == []


def test_messages_have_the_same_fields_in_both_languages() -> None:
    pairs = [
        pair
        for entry in CATALOGUE
        for pair in zip(texts(entry.id), texts(entry.string), strict=True)
    ]
    assert [pair for pair in pairs if fields(pair[0]) != fields(pair[1])] == []


def test_compiled_catalogue_is_that_of_its_source() -> None:
    compiled = gettext.translation(DOMAIN, LOCALE, ["de"])
    for entry in CATALOGUE:
        if isinstance(entry.id, str):
            said = (
                compiled.pgettext(entry.context, entry.id)
                if entry.context
                else compiled.gettext(entry.id)
            )
            assert said == entry.string, "run `make messages`"


def test_say_fills_in_both_languages() -> None:
    message = msg("{term} is not declared in the ontology", term="ex:x")
    assert dict(message) == {
        "de": "ex:x ist in der Ontologie nicht deklariert",
        "en": "ex:x is not declared in the ontology",
    }


def test_lines_join_language_by_language() -> None:
    joined = lines({"de": "a", "en": "b"}, {"de": "c", "en": "d"})
    assert joined == {"de": "a\nc", "en": "b\nd"}


def test_value_by_language_comes_in_the_language_of_the_message() -> None:
    message = msg("{name} cannot be read: {reason}", name="a", reason={"de": "nein", "en": "no"})
    assert dict(message) == {"de": "a ist nicht lesbar: nein", "en": "a cannot be read: no"}


def test_braces_in_values_stay() -> None:
    assert msg("write {better}", better="{x}")["de"] == "schreibe {x}"


def test_plural_takes_the_text_of_its_number() -> None:
    one, many = (
        plural("{file}: one finding written", "{file}: {number} findings written", n, file="a")
        for n in (1, 2)
    )
    assert one["en"] == "a: one finding written"
    assert one["de"] == "a: ein Befund geschrieben"
    assert many["en"] == "a: 2 findings written"
    assert many["de"] == "a: 2 Befunde geschrieben"


def test_message_without_german_is_in_english() -> None:
    unknown = "{thing} that no catalogue has"
    assert msg(unknown, thing="a")["de"] == "a that no catalogue has"
    assert msg_in("nowhere", unknown, thing="a")["de"] == "a that no catalogue has"


def test_verbatim_text_is_the_same_in_each_language() -> None:
    assert set(verbatim("{a}").values()) == {"{a}"}


def test_message_has_no_other_language() -> None:
    assert "fr" not in msg("remove it")


def test_message_equals_the_texts_that_it_stands_for() -> None:
    assert msg("remove it") == {"de": "entferne ihn", "en": "remove it"}
    assert msg("remove it") != {"en": "remove it"}


def test_message_survives_its_way_between_processes() -> None:
    message = msg("write {better}", better="b")
    assert pickle.loads(pickle.dumps(message)) == message


def test_filled_message_keeps_earlier_values() -> None:
    template = msg("write {better}", better="a")
    assert template.filled(better="b")["en"] == "write b"
    assert template["en"] == "write a"


def test_english_is_made_without_reading_a_catalogue() -> None:
    code = (
        "import sys; from schlaglicht.i18n import msg, translate\n"
        "print(translate(msg('remove it'), 'en'), 'gettext' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "remove it False\n"


def test_translate_gives_the_words_in_a_language() -> None:
    assert translate(msg("remove it"), "de") == "entferne ihn"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"en": "tower", "de": "Turm"}, "Turm"),
        ({"fr": "tour", "en": "tower"}, "tower"),
        ({"fr": "tour", "it": "torre"}, "tour"),
        ({}, ""),
    ],
)
def test_value_without_the_language_is_inserted_in_another(
    value: dict[str, str], text: str
) -> None:
    assert msg("{value}", value=value)["de"] == text


def test_german_calls_a_finding_befund_and_what_a_query_finds_ergebnis() -> None:
    of_queries = {
        "web/templates/builder.html",
        "web/templates/result_part.html",
        "web/views/query/query_result.py",
    }
    mixed = [
        entry.id
        for entry in CATALOGUE
        if "Ergebnis" in "".join(texts(entry.string))
        and not {name for name, _ in entry.locations} & of_queries
    ]
    pages = sorted((ROOT / "docs" / "rules" / "de").glob("*.md"))
    mixed += [page.name for page in pages if "Ergebnis" in page.read_text(encoding="utf-8")]
    assert mixed == []


SAID_TO_READERS = (
    *("BadParameter", "EngineBusy", "RequestError", "TryLater", "UnsupportedMediaType"),
    "UsageError",
)
"""Errors whose first argument a page or the command line shows in the reader's language."""


def test_errors_said_to_readers_are_messages() -> None:
    english = [
        f"{path.relative_to(LOCALE.parent)}:{call.lineno}"
        for path in sorted(LOCALE.parent.rglob("*.py"))
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and call.args
        if ast.unparse(call.func).rpartition(".")[2] in SAID_TO_READERS
        if isinstance(call.args[0], ast.Constant | ast.JoinedStr)
    ]
    assert english == []


def test_counts_are_grouped_as_the_language_does_it() -> None:
    found = plural("{number} file", "{number} files", 12_345)
    assert (found["en"], found["de"]) == ("12,345 files", "12.345 Dateien")


@pytest.mark.parametrize("name", ["line", "column", "port"])
def test_numbers_that_name_something_are_not_grouped(name: str) -> None:
    assert str(Message(f"{{{name}}}", {name: 12_345})) == "12345"
