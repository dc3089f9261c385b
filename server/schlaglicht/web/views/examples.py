"""The questions that a site offers: those of its project, then examples made from its data.

Examples are made when a page first shows them, once per version, by asking them: what finds nothing
is not offered. Within a bound of time, so that no reader waits long for a slow graph.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from time import monotonic
from typing import Any

from schlaglicht.errors import EngineError
from schlaglicht.formats import CSV
from schlaglicht.i18n import LANGUAGES, Text
from schlaglicht.pages.examples import Alternatives, example_questions
from schlaglicht.pages.profiles import CLASSES_OF_TERMS
from schlaglicht.pages.query_choices import QueryChoices
from schlaglicht.query import read_query
from schlaglicht.query.execute import answer_within, unless_stopped
from schlaglicht.query.repairs.alike_terms import words_in
from schlaglicht.questions import Question
from schlaglicht.rdf.prefixes import one_per_namespace
from schlaglicht.web.published_site import Site
from schlaglicht.web.views.lists.classes import class_uses, main_uses
from schlaglicht.web.views.page import has_server, link, text_for_reader

_SECONDS = 2.0
"""Time for all examples of a version together, and"""

_SECONDS_EACH = 0.5
"""for each: what is slower is none to begin with."""

_MOST_TO_TRY = 6

_MOST_FOUND = 5
_SHORTEST = 3
"""Questions that a search finds, and letters of words that it leaves out."""

_MOST_BYTES = 1000
"""Bytes of an answer that are looked at."""


@dataclass(frozen=True)
class QuestionCard:
    """A question in a list."""

    url: str
    title: Text
    description: Text | None
    choices: tuple[Text, ...]
    """The labels of its parameters."""
    name: str


def questions_to_try(site: Site) -> dict[str, Any]:
    """The first questions; of more the number of all, and their page."""
    questions = question_cards(site)
    are_more = len(questions) > _MOST_TO_TRY
    return {
        "questions": questions[:_MOST_TO_TRY],
        "all_questions": (len(questions), link("questions.questions")) if are_more else None,
    }


def question_cards(site: Site, among: Iterable[Question] | None = None) -> list[QuestionCard]:
    """Each question that the site offers, or some."""
    return [
        QuestionCard(
            link("questions.question", name=question.name),
            text_for_reader(question.titles, question.name),
            text_for_reader(question.descriptions, "") if question.descriptions else None,
            tuple(text_for_reader(each.labels, each.name) for each in question.parameters),
            question.name,
        )
        for question in (offered_questions(site) if among is None else among)
    ]


def offered_questions(site: Site) -> tuple[Question, ...]:
    """The questions of the project, then the examples; of those none while they cannot be made."""
    if not are_examples_ready(site):
        return site.questions
    offered = site.examples.offered
    if offered is None:
        try:
            offered = site.examples.offered = tuple(_answered(site))
        except EngineError:  # busy, or of a service that is gone
            return site.questions
    return site.questions + offered


def questions_with(site: Site, words: str) -> list[Question]:
    """The first few of the questions whose titles have most of some words, at least half."""
    wanted = {word for word in words_in(words) if len(word) > _SHORTEST}

    def score(question: Question) -> int:
        said = words_in(" ".join(question.titles.values()))
        return sum(any(each.startswith(word) for each in said) for word in wanted)

    found = [(score(question), question) for question in offered_questions(site)]
    best = max((n for n, _ in found), default=0)
    is_enough = 2 * best >= max(len(wanted), 2)
    return [question for n, question in found if is_enough and n == best][:_MOST_FOUND]


def question_named(site: Site, name: str) -> Question | None:
    """The question of the project with a name, else the example, whether it is offered or not."""
    found = next((each for each in site.questions if each.name == name), None)
    if found or not are_examples_ready(site):
        return found
    return next((q for some in _alternatives(site) for q in some if q.name == name), None)


def are_examples_ready(site: Site) -> bool:
    """True if examples can be made: not of a graph elsewhere, nor before pages can be made."""
    return has_server() and not site.queries_only and site.has_index


def _alternatives(site: Site) -> list[Alternatives]:
    made = site.examples.alternatives
    if made is None:
        uses = {use.iri: use for use in class_uses(site)}
        spoken = {
            tag: QueryChoices(site.dataset, uses, (tag, *(x for x in LANGUAGES if x != tag)))
            for tag in site.languages
        }
        prefixes = one_per_namespace({**site.snapshot.prefixes, **site.well_known_prefixes})
        main = [use.iri for use in main_uses(site) or class_uses(site)]
        classes = sorted(main, key=lambda iri: iri in CLASSES_OF_TERMS)
        made = example_questions(spoken, classes, prefixes, site.reach_of)
        site.examples.alternatives = made
    return made


def _answered(site: Site) -> Iterator[Question]:
    """Of each list of alternatives the first that answers, in time."""
    end = monotonic() + _SECONDS
    passed = {question.name for question in site.questions}
    for alternatives in _alternatives(site):
        for question in alternatives:
            left = min(end - monotonic(), _SECONDS_EACH)
            if question.name in passed or left <= 0:
                break
            if _answers(site, question, left):
                passed.add(question.name)
                yield question
                break


def _answers(site: Site, question: Question, seconds: float) -> bool:
    """True if an answer has rows; of bars several, the first of which stands for more than one."""
    query = read_query(question.text)
    found = unless_stopped(
        lambda: answer_within(site.backend, query, CSV, seconds=seconds, most=_MOST_BYTES)
    )
    if found is None or found.is_empty:
        return False
    _, *rows = csv.reader(found.body.decode(errors="ignore").splitlines())
    return question.header.view != "chart" or (len(rows) > 1 and rows[0][-1:] != ["1"])
