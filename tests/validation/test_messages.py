import string
from pathlib import Path

import pytest

from schlaglicht.validation import pipeline
from schlaglicht.validation.messages import MESSAGES, lines, say
from schlaglicht.validation.rules import RULES
from schlaglicht.validation.shacl.constraint_messages import COMPONENTS


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("key", MESSAGES)
def test_message_has_the_same_fields_in_both_languages(key: str) -> None:
    german, english = MESSAGES[key]
    assert fields(german) == fields(english)


@pytest.mark.parametrize("key", MESSAGES)
def test_message_belongs_to_a_rule(key: str) -> None:
    assert key.partition(".")[0] in RULES


PACKAGE = Path(pipeline.__file__).parent
SOURCE = "\n".join(
    path.read_text(encoding="utf-8")
    for path in PACKAGE.rglob("*.py")
    if path.name not in ("messages.py", "rules.py")
)


@pytest.mark.parametrize("key", MESSAGES)
def test_message_is_said_by_some_check(key: str) -> None:
    kind = key.rpartition(".")[2].removesuffix("-help")
    assert f'"{key}"' in SOURCE or f'"{kind}"' in SOURCE or f'.{kind}"' in SOURCE


@pytest.mark.parametrize("code", RULES)
def test_rule_has_its_code_and_a_title_in_both_languages(code: str) -> None:
    rule = RULES[code]
    assert rule.code == code
    assert set(rule.titles) == {"de", "en"}


@pytest.mark.parametrize("name", COMPONENTS)
def test_component_has_the_same_fields_in_both_languages(name: str) -> None:
    component = COMPONENTS[name]
    assert fields(component.de) == fields(component.en)


def test_say_fills_in_both_languages() -> None:
    assert say("unknown-term", term="ex:x") == {
        "de": "ex:x ist in der Ontologie nicht erklärt",
        "en": "ex:x is not declared in the ontology",
    }


def test_lines_join_language_by_language() -> None:
    assert lines({"de": "a", "en": "b"}, {"de": "c", "en": "d"}) == {"de": "a\nc", "en": "b\nd"}
