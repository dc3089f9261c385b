"""Queries that pages lead to: they find what the pages show, in whichever graphs it stands."""

from __future__ import annotations

from rdflib import URIRef

from schlaglicht.query_builder import Reach, reaching
from schlaglicht.web.served_version import Site
from schlaglicht.web.views.links import query_safe


def description_query(site: Site, iri: str) -> str:
    """The query for the statements about a thing.

    DESCRIBE reads the default graph alone. What stands elsewhere is constructed, and with it the
    statements about values without a name.
    """
    reach = site.reach_of_statements(subject=URIRef(iri))
    this = f"<{query_safe(iri)}>"
    if reach is Reach.DEFAULT:
        return f"DESCRIBE {this}"
    about = f"{this} ?property ?value OPTIONAL {{ ?value ?part ?of FILTER(isBlank(?value)) }}"
    pattern = reaching(about, reach)
    return f"CONSTRUCT {{ {this} ?property ?value . ?value ?part ?of }}\nWHERE {{ {pattern} }}"


def outgoing_query(site: Site, iri: str, property_: str) -> str:
    """The query for the values of a property of a thing."""
    reach = site.reach_of_statements(subject=URIRef(iri), predicate=URIRef(property_))
    pattern = f"<{query_safe(iri)}> <{query_safe(property_)}> ?thing"
    return f"SELECT * {{ {reaching(pattern, reach)} }}"


def incoming_query(site: Site, iri: str, property_: str | None) -> str:
    """The query for all that leads to a thing, by one property or by any."""
    predicate = URIRef(property_) if property_ else None
    reach = site.reach_of_statements(predicate=predicate, object_=URIRef(iri))
    by = f"<{query_safe(property_)}>" if property_ else "?property"
    return f"SELECT * {{ {reaching(f'?thing {by} <{query_safe(iri)}>', reach)} }}"
