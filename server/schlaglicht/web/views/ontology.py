"""Documentation from the data: the terms of the ontology, and the rules of its shapes.

/ontology/              classes and properties with their definitions
/constraints/           shapes and their rules
"""

from __future__ import annotations

from flask import Blueprint, Response

from schlaglicht.pages.ontology_pages import Glossary, shapes_defined, terms_defined
from schlaglicht.web.served_version import current_site
from schlaglicht.web.views.classes import page_among
from schlaglicht.web.views.page import link, page, page_route, reader_languages

blueprint = Blueprint("glossary", __name__)

_TERMS = 40
"""Terms on a page."""

_SHAPES = 6
"""Shapes on a page."""


@page_route(blueprint, "/ontology/")
def ontology() -> Response:
    """The terms."""
    return _ontology(1)


@page_route(blueprint, "/ontology/page-<int(min=2):number>")
def more_ontology(number: int) -> Response:
    """Further terms."""
    return _ontology(number)


@page_route(blueprint, "/constraints/")
def constraints() -> Response:
    """The shapes."""
    return _constraints(1)


@page_route(blueprint, "/constraints/page-<int(min=2):number>")
def more_constraints(number: int) -> Response:
    """Further shapes."""
    return _constraints(number)


def _ontology(number: int) -> Response:
    dataset = current_site().dataset
    terms = terms_defined(dataset)
    pages = page_among(len(terms), _TERMS, number, url=lambda n: _url("ontology", n))
    glossary = Glossary(dataset, reader_languages())
    shown = terms[(number - 1) * _TERMS : number * _TERMS]
    explained = [glossary.term(iri, is_class=is_class) for iri, is_class in shown]
    current = [term for term in explained if not term.is_deprecated]
    return page(
        "ontology.html",
        classes=[term for term in current if term.is_class],
        properties=[term for term in current if not term.is_class],
        deprecated=[term for term in explained if term.is_deprecated],
        pages=pages,
    )


def _constraints(number: int) -> Response:
    dataset = current_site().dataset
    shapes = shapes_defined(dataset)
    pages = page_among(len(shapes), _SHAPES, number, url=lambda n: _url("constraints", n))
    glossary = Glossary(dataset, reader_languages())
    shown = shapes[(number - 1) * _SHAPES : number * _SHAPES]
    return page("constraints.html", shapes=[glossary.shape(iri) for iri in shown], pages=pages)


def _url(endpoint: str, number: int) -> str:
    if number == 1:
        return link(f"glossary.{endpoint}")
    return link(f"glossary.more_{endpoint}", number=number)
