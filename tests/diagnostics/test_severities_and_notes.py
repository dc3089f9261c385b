"""Results that repeat one finding are one entry for people, and nothing of them is lost."""

import random
import re
from collections import Counter
from pathlib import Path

import pytest
from rdflib import BNode, URIRef
from tables import each

from schlaglicht.diagnostics import View, render
from schlaglicht.diagnostics.severities_and_notes import by_finding, by_turns
from schlaglicht.i18n import msg
from schlaglicht.validation.report import (
    Place,
    Precision,
    Severity,
    ValidationReport,
    ValidationResult,
)

SHAPES = (URIRef("http://a/S"), BNode(), BNode())


def random_results(seed: int) -> tuple[ValidationResult, ...]:
    """Results of few rules and shapes, each at a line of its own of four digits, in any order."""
    chance = random.Random(seed)
    results = [random_result(chance, line) for line in range(1000, chance.randint(1002, 1120))]
    chance.shuffle(results)
    return tuple(results)


def random_result(chance: random.Random, line: int) -> ValidationResult:
    place = Place(Path(chance.choice("ab")), line, 1, line, 2, Precision.EXACT)
    severity, helps = chance.choice(list(Severity)), chance.choice([{}, {"en": f"try {line}"}])
    node = chance.choice([None, f"ex:n{line}"])
    if chance.random() < 0.5:
        message = msg(chance.choice(["{value} is odd", "{value} is even"]), value=line)
        return ValidationResult(
            "literal-ill-typed", severity, message, place, helps, focus_name=node
        )
    return ValidationResult(
        "shape",
        severity,
        {"en": "a name, please"},
        place,
        helps,
        focus_name=node,
        source_shape=chance.choice(SHAPES),
        component=chance.choice(["MinCount", "Class"]),
        constraint={"en": f"{line} is wrong"},
        reasons=chance.choice([{}, {"en": f"reason {line}\n  within {line}"}]),
    )


def texts_of(result: ValidationResult) -> list[str]:
    more = (result.constraint, result.reasons, result.helps)
    lines = [line.strip() for texts in more for line in texts.get("en", "").splitlines()]
    return [result.messages["en"], *lines, *([result.focus_name] if result.focus_name else [])]


@each("seed", range(40))
def test_finding_has_each_of_its_results_once_in_order(seed: int) -> None:
    results = random_results(seed)
    findings = by_finding(results)
    position = {result.place: number for number, result in enumerate(results)}
    numbers = [[position[result.place] for result in finding] for finding in findings]
    assert sorted(n for finding in numbers for n in finding) == list(range(len(results)))
    assert numbers == sorted(sorted(finding) for finding in numbers)


@each("seed", range(40))
def test_finding_is_of_one_severity_rule_shape_and_wording(seed: int) -> None:
    findings = by_finding(random_results(seed))
    kinds = [{kind(result) for result in finding} for finding in findings]
    assert all(len(found) == 1 for found in kinds)
    assert max(Counter(found for one in kinds for found in one).values()) == 1


def kind(result: ValidationResult) -> tuple[object, ...]:
    text = getattr(result.messages, "text", "")
    shape = (result.source_shape, result.component)
    return (result.severity, result.code, *shape, text, bool(result.helps))


@each("seed", range(40))
def test_text_says_all_of_each_result_and_each_place_once(seed: int, tmp_path: Path) -> None:
    results = random_results(seed)
    text = render(ValidationReport(results), "text", View(tmp_path))
    assert [said for result in results for said in texts_of(result) if said not in text] == []
    assert places_in(text) == Counter(map(place_of, results))
    assert len(re.findall(r"^\w:", text, re.MULTILINE)) == len(by_finding(results))


@each("seed", range(40))
def test_markdown_says_all_of_each_result_and_each_place_once(seed: int, tmp_path: Path) -> None:
    results = random_results(seed)
    findings = by_finding(results)
    written = render(ValidationReport(results), "markdown", View(tmp_path))
    text = re.sub(r"&#(\d+);", lambda found: chr(int(found[1])), written).replace("\\", "")
    firsts = {first.focus_name for first, *_ in findings}  # the table has no column for nodes
    lacking = {said for result in results for said in texts_of(result) if said not in text}
    assert lacking <= firsts
    without_summaries = re.sub(r"<summary>.*?</summary>", "", text)
    assert places_in(without_summaries) == Counter(map(place_of, results))
    assert len(re.findall(r"^\| \S+ (?:violation|warning|info) ", text, re.MULTILINE)) == len(
        findings
    )


@pytest.mark.parametrize("most", [1, 3])
@pytest.mark.parametrize("name", ["text", "markdown"])
def test_what_is_not_listed_is_counted(
    name: str, most: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schlaglicht.diagnostics.view.MOST_PLACES", most)
    results = random_results(7)
    text = render(ValidationReport(results), name, View(tmp_path, show_all=False))
    hidden = [int(number) for number in re.findall(r"and (\d+) more$", text, re.MULTILINE)]
    listed = places_in(re.sub(r"<summary>.*?</summary>", "", text)).total()
    assert hidden
    assert listed + sum(hidden) == len(results)
    assert f"\n{sum(hidden)} more are not shown; --show-all shows all\n" in text


@each("seed", range(40))
def test_first_results_of_all_findings_take_their_turn_first(seed: int) -> None:
    results = random_results(seed)
    findings = by_finding(results)
    turned = by_turns(results)
    assert turned[: len(findings)] == [finding[0] for finding in findings]
    assert Counter(map(place_of, turned)) == Counter(map(place_of, results))


def test_wording_of_a_text_within_a_text_counts() -> None:
    said = [msg("{what}: {n}", what=msg(text), n=n) for text in ("a", "b") for n in (1, 2)]
    results = [ValidationResult("syntax", Severity.INFO, text) for text in said]
    assert [len(finding) for finding in by_finding(results)] == [2, 2]


def test_sums_name_findings_only_where_some_repeat(tmp_path: Path) -> None:
    one = random_results(7)[:1]
    sums = [
        render(ValidationReport(results), name, View(tmp_path))
        for results in (one, one * 3)
        for name in ("text", "markdown")
    ]
    assert ["(1 kind of finding)" in text for text in sums] == [False, False, True, True]


def place_of(result: ValidationResult) -> str:
    assert result.place
    return f"{result.place.path}:{result.place.line}:1"


def places_in(text: str) -> Counter[str]:
    return Counter(re.findall(r"\b[ab]:\d+:1\b", text))
