"""Terms that readers write into the fields of a form: things by their names, typed values."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from rdflib import RDF, XSD, Graph, URIRef
from rdflib.term import Node

from schlaglicht.errors import ProjectError
from schlaglicht.evidence.read import DEFAULT_NAMESPACE
from schlaglicht.i18n import msg
from schlaglicht.pages.labels import Names
from schlaglicht.project import Project
from schlaglicht.rdf.iris import is_absolute_iri, is_language_tag
from schlaglicht.rdf.load import load
from schlaglicht.rdf.terms import literal_of, ntriples_term
from schlaglicht.web.published_site import current_site
from schlaglicht.web.views.review.fields import FormField, classes_with_fields, fields_of

MOST_OFFERED = 500
"""Things that are offered for a field."""


def fields_for(shapes: Graph, class_: str) -> list[FormField]:
    """The fields for things of a class: those of its shapes, then of its things."""
    shaped = fields_of(shapes, URIRef(class_))
    return [*shaped, *_unshaped(class_, shaped)]


def _unshaped(class_: str, fields: Sequence[FormField]) -> Iterator[FormField]:
    """Fields for the properties that things of a class have, but no shape speaks of."""
    shaped = {each.path for each in fields} | {RDF.type}
    for use in current_site().snapshot.statistics.default_graph.classes:
        if use.iri == class_:
            paths = (URIRef(each.iri) for each in use.properties)
            yield from (FormField(path) for path in paths if path not in shaped)


def shapes_of(project: Project) -> Graph:
    """The shapes and what they need of the ontology."""
    return load([*project.shapes, *project.ontology], base_of=project.base_of).graph


def classes_for(shapes: Graph, names: Names) -> list[tuple[str, str]]:
    """The classes that shapes aim at or things have, by IRI, with their names."""
    used = (use.iri for use in current_site().snapshot.statistics.default_graph.classes)
    classes = {*used, *map(str, classes_with_fields(shapes))}
    return [(iri, names.reference(iri).name[0]) for iri in sorted(classes)]


def offered(class_: URIRef, names: Names) -> Iterator[tuple[str, str]]:
    """The things of a class: how to write them, and their names."""
    for thing in current_site().index.instances(class_, limit=MOST_OFFERED):
        if isinstance(thing, URIRef):
            yield written_iri(thing), names.reference(str(thing)).name[0]


def written_iri(iri: URIRef) -> str:
    """An IRI as a reader writes it: with a prefix, else in angle brackets."""
    name = current_site().prefixes.shorten(iri)
    return str(name) if name else f"<{iri}>"


def named_thing(project: Project, text: str, class_: str, *, new: bool = False) -> URIRef | None:
    """The thing that a reader names: by IRI, by prefixed name, or by its name.

    With `new`, a name that no thing of the class has becomes an IRI next to others of the project.
    """
    site, text = current_site(), text.strip()
    if not text:
        return None
    bare = text.removeprefix("<").removesuffix(">")
    expanded = None if bare != text or "://" in bare else site.prefixes.expand(bare)
    if bare != text or "://" in bare or expanded:
        if not is_absolute_iri(expanded or bare):
            raise ProjectError(msg("{iri} is not an IRI", iri=repr(bare)))
        return URIRef(expanded or bare)
    for thing in site.index.instances(URIRef(class_), limit=MOST_OFFERED) if class_ else ():
        if isinstance(thing, URIRef) and text.casefold() in map(
            str.casefold, site.index.labels(thing)
        ):
            return thing
    if not new:
        raise ProjectError(msg("no thing is called {name}; write its IRI", name=repr(text)))
    letters = unicodedata.normalize("NFKD", text.replace("ß", "ss").casefold())
    slug = re.sub(r"[^a-z0-9]+", "-", "".join(c for c in letters if not unicodedata.combining(c)))
    return URIRef(_namespace(project, class_) + (slug.strip("-") or "thing"))


def _namespace(project: Project, class_: str) -> str:
    """The namespace of new things: that of others of the class, else of things of any class."""
    base, site = project.settings.base or DEFAULT_NAMESPACE, current_site()
    in_use = (use.iri for use in site.snapshot.statistics.default_graph.classes)
    each_class = map(URIRef, (class_, *in_use))
    others = (thing for each in each_class for thing in site.index.instances(each, limit=1))
    found = (re.fullmatch(r"(.*[/#])[^/#]+", other) for other in others if other.startswith(base))
    return next((each[1] for each in found if each), base)


def value_in(
    project: Project, field: FormField, text: str, *, language: str = "", datatype: str = ""
) -> Node:
    """The term that a reader writes into a field, with the language and datatype chosen there."""
    from schlaglicht.rdf.rdflib_logging import quiet_rdflib

    text = text.strip()
    for option in field.options:
        if ntriples_term(option) == text:
            return option
    if field.leads_on or (not field.datatypes and text.startswith("<")):
        thing = named_thing(project, text, next(iter(map(str, field.classes)), ""))
        assert thing is not None
        return thing
    chosen = URIRef(datatype) if datatype else next(iter(field.datatypes), XSD.string)
    if language and not is_language_tag(language):
        raise ProjectError(msg("{tag} is not a language tag such as de or en-GB", tag=language))
    if field.is_text or language:
        return literal_of(text, language or None, None)
    with quiet_rdflib():
        return literal_of(text, None, chosen)
