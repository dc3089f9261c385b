"""The questions that a site offers: those of its project, then examples made from its data.

Examples are made when a page first shows them. Each web process makes the same, since nothing but
the data decides on them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from schlaglicht.i18n import LANGUAGES, Text
from schlaglicht.pages.examples import Examples, example_questions
from schlaglicht.pages.profiles import CLASSES_OF_TERMS
from schlaglicht.pages.query_choices import QueryChoices
from schlaglicht.query.empty_answers.alike_terms import words_in
from schlaglicht.questions import Question
from schlaglicht.rdf.prefixes import one_per_namespace
from schlaglicht.web.published_site import Site
from schlaglicht.web.views.lists.classes import class_uses, main_uses
from schlaglicht.web.views.page import link, text_for_reader

_MOST_TO_TRY = 6

_MOST_FOUND = 5
_SHORTEST = 3
"""Questions that a search finds, and letters of words that it leaves out."""


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
    """The questions of the project, then the examples that are not named like one of them."""
    own = {question.name for question in site.questions}
    return (*site.questions, *(x for x in _examples(site).offered if x.name not in own))


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
    found = (question for question in site.questions if question.name == name)
    return next(found, None) or _examples(site).named.get(name)


def map_url(site: Site, class_: str) -> str | None:
    """The map of all things of a class; None without one."""
    found = _examples(site).maps.get(class_)
    return link("questions.question", name=found.name) if found else None


def are_examples_ready(site: Site) -> bool:
    """True if examples can be made, or are none to make: False before pages can be made."""
    return site.has_index or site.queries_only


def _examples(site: Site) -> Examples:
    """None of a graph elsewhere, nor before pages can be made."""
    if not site.has_index or site.queries_only:
        return Examples()
    with site.making_examples:  # the others wait for the first
        if not site.examples:
            site.examples.append(_made_examples(site))
        return site.examples[0]


def _made_examples(site: Site) -> Examples:
    uses = {use.iri: use for use in class_uses(site)}
    spoken = {
        tag: QueryChoices(site.dataset, uses, (tag, *(x for x in LANGUAGES if x != tag)))
        for tag in site.languages
    }
    prefixes = one_per_namespace({**site.snapshot.prefixes, **site.well_known_prefixes})
    main = [use.iri for use in main_uses(site)] or [*uses]
    classes = sorted(main, key=lambda iri: iri in CLASSES_OF_TERMS)
    return example_questions(spoken, classes, prefixes, site.reach_of)
