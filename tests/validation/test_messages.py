import ast
from pathlib import Path

from tables import each

from schlaglicht.validation import pipeline
from schlaglicht.validation.rules import RULES
from schlaglicht.validation.shacl.components import COMPONENTS

PACKAGE = Path(pipeline.__file__).parent
MAKING = ("ValidationResult", "found", "_result", "_remark")
"""What makes results, given the code of a rule first, where it is given a text first."""


def codes_in(path: Path) -> set[str]:
    calls = [n for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.Call)]
    return {
        call.args[0].value
        for call in calls
        if isinstance(call.func, ast.Name | ast.Attribute)
        and (call.func.id if isinstance(call.func, ast.Name) else call.func.attr) in MAKING
        and call.args
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[0].value, str)
    }


@each("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: path.stem)
def test_message_belongs_to_a_rule(path: Path) -> None:
    assert codes_in(path) <= set(RULES)


@each("code", RULES)
def test_rule_has_its_code_and_a_title_in_both_languages(code: str) -> None:
    rule = RULES[code]
    assert rule.code == code
    assert set(rule.titles) == {"de", "en"}


@each("name", [name for name, row in COMPONENTS.items() if row.message])
def test_component_has_the_same_fields_in_both_languages(name: str) -> None:
    values = dict.fromkeys(
        ("value", "path", "shape", "parameter", "values", "fitting", "characters"), "{}"
    )
    message = COMPONENTS[name].message
    assert message
    said = message.filled(**values)
    assert said["de"].count("{}") == said["en"].count("{}") > 0
