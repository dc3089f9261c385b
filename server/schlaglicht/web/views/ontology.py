"""Documentation from the data: the terms of the ontology, and the rules of its shapes.

/ontology/              classes and properties with their definitions
/constraints/           shapes and their rules
"""

from __future__ import annotations

from flask import Blueprint, Response

from schlaglicht.pages.ontology_pages import Glossary, shapes_defined, terms_defined
from schlaglicht.web.published_site import current_site
from schlaglicht.web.views.lists.classes import page_of
from schlaglicht.web.views.page import page, page_route, reader_languages

blueprint = Blueprint("ontology", __name__)

_TERMS = 40
"""Terms on a page."""

_SHAPES = 6
"""Shapes on a page."""


@page_route(blueprint, "/ontology/")
@page_route(blueprint, "/ontology/page-<int(min=2):number>")
def ontology(number: int = 1) -> Response:
    """The terms."""
    dataset = current_site().dataset
    shown, pages = page_of(terms_defined(dataset), _TERMS, number, endpoint="ontology.ontology")
    glossary = Glossary(dataset, reader_languages())
    explained = [glossary.term(iri, is_class=is_class) for iri, is_class in shown]
    current = [term for term in explained if not term.is_deprecated]
    return page(
        "ontology.html",
        classes=[term for term in current if term.is_class],
        properties=[term for term in current if not term.is_class],
        deprecated=[term for term in explained if term.is_deprecated],
        pages=pages,
    )


@page_route(blueprint, "/constraints/")
@page_route(blueprint, "/constraints/page-<int(min=2):number>")
def constraints(number: int = 1) -> Response:
    """The shapes."""
    dataset = current_site().dataset
    shapes = shapes_defined(dataset)
    shown, pages = page_of(shapes, _SHAPES, number, endpoint="ontology.constraints")
    glossary = Glossary(dataset, reader_languages())
    return page("constraints.html", shapes=[glossary.shape(iri) for iri in shown], pages=pages)
