"""The properties that name and describe things in many vocabularies, and the texts they give."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator

from rdflib import RDF

from schlaglicht.dataset.index.database import number_of
from schlaglicht.rdf.ntriples_text import literal_words, unescaped

_GND = "https://d-nb.info/standards/elementset/gnd#preferredName"

LABEL_PROPERTIES = (
    "http://www.w3.org/2004/02/skos/core#prefLabel",
    "http://www.w3.org/2000/01/rdf-schema#label",
    "https://schema.org/name",
    "http://schema.org/name",
    "http://purl.org/dc/terms/title",
    "http://purl.org/dc/elements/1.1/title",
    "http://xmlns.com/foaf/0.1/name",
    "http://www.w3.org/ns/shacl#name",
    "https://schema.org/headline",
    "http://schema.org/headline",
    "http://www.w3.org/2006/vcard/ns#fn",
    "http://www.w3.org/2008/05/skos-xl#literalForm",
    "http://www.geonames.org/ontology#name",
    "http://id.loc.gov/ontologies/bibframe/mainTitle",
    "http://www.loc.gov/mads/rdf/v1#authoritativeLabel",
    _GND,
    f"{_GND}ForThePerson",
    f"{_GND}ForTheFamily",
    f"{_GND}ForTheCorporateBody",
    f"{_GND}ForTheConferenceOrEvent",
    f"{_GND}ForThePlaceOrGeographicName",
    f"{_GND}ForTheSubjectHeading",
    f"{_GND}ForTheWork",
)
"""The properties whose values name a thing, the best first."""

_SKOS = "http://www.w3.org/2004/02/skos/core#"
_SKOS_XL = "http://www.w3.org/2008/05/skos-xl#"
_BIBFRAME = "http://id.loc.gov/ontologies/bibframe/"
_ONTOLEX = "http://www.w3.org/ns/lemon/ontolex#"
_CRM = "http://www.cidoc-crm.org/cidoc-crm/"

OTHER_NAME_PROPERTIES = (
    "http://www.w3.org/2004/02/skos/core#altLabel",
    "https://schema.org/alternateName",
    "http://schema.org/alternateName",
    "http://xmlns.com/foaf/0.1/nick",
    "http://purl.org/dc/terms/alternative",
    "http://www.geneontology.org/formats/oboInOwl#hasExactSynonym",
    "http://data.europa.eu/eli/ontology#title_alternative",
    "http://www.w3.org/2004/02/skos/core#hiddenLabel",
)
"""The properties whose values are also searched; they name only things without another name."""

LABEL_CHAINS = (
    (f"{_SKOS_XL}prefLabel", f"{_SKOS_XL}literalForm", f"{_SKOS}prefLabel"),
    (f"{_SKOS_XL}altLabel", f"{_SKOS_XL}literalForm", f"{_SKOS}altLabel"),
    (f"{_SKOS_XL}hiddenLabel", f"{_SKOS_XL}literalForm", f"{_SKOS}hiddenLabel"),
    (f"{_BIBFRAME}title", f"{_BIBFRAME}mainTitle", f"{_BIBFRAME}mainTitle"),
    (f"{_ONTOLEX}canonicalForm", f"{_ONTOLEX}writtenRep", "http://xmlns.com/foaf/0.1/name"),
    (f"{_CRM}P102_has_title", f"{_CRM}P190_has_symbolic_content", "http://purl.org/dc/terms/title"),
    (
        f"{_CRM}P1_is_identified_by",
        f"{_CRM}P190_has_symbolic_content",
        "http://purl.org/dc/terms/alternative",
    ),
)
"""Properties that lead to a node for a name, those of its text, and what both are together.

Those of SKOS-XL are https://www.w3.org/TR/skos-reference/#xl (S55 to S57).
"""

_VARIANT_TITLES = tuple(
    f"{_BIBFRAME}{name}" for name in ("VariantTitle", "ParallelTitle", "AbbreviatedTitle")
)
"""Classes of nodes whose names are further ones."""

_RANK_OF_VARIANTS = "http://purl.org/dc/terms/alternative"

DESCRIPTION_PROPERTIES = (
    "http://www.w3.org/2004/02/skos/core#definition",
    "http://purl.org/dc/terms/description",
    "http://www.w3.org/2000/01/rdf-schema#comment",
    "https://schema.org/description",
    "http://schema.org/description",
    "https://schema.org/abstract",
    "http://schema.org/abstract",
    "http://purl.org/dc/elements/1.1/description",
    "http://www.w3.org/ns/shacl#description",
    "http://purl.org/dc/terms/abstract",
    "http://purl.org/ontology/bibo/abstract",
    "http://purl.obolibrary.org/obo/IAO_0000115",
)
"""The properties whose values describe a thing, the best first."""

_GIVEN_NAMES = (
    "http://xmlns.com/foaf/0.1/givenName",
    "http://xmlns.com/foaf/0.1/firstName",
    "https://schema.org/givenName",
    "http://schema.org/givenName",
    "http://www.w3.org/2006/vcard/ns#given-name",
)
_FAMILY_NAMES = (
    "http://xmlns.com/foaf/0.1/familyName",
    "http://xmlns.com/foaf/0.1/lastName",
    "https://schema.org/familyName",
    "http://schema.org/familyName",
    "http://www.w3.org/2006/vcard/ns#family-name",
)
"""The parts of the names of persons who have no name in one piece."""

_RANK_OF_PARTS = len(LABEL_PROPERTIES)
"""The rank of names put together: after all in one piece, before other names."""

_RANKS = {
    **{iri: (rank, 1) for rank, iri in enumerate(LABEL_PROPERTIES)},
    **{iri: (rank, 1) for rank, iri in enumerate(OTHER_NAME_PROPERTIES, _RANK_OF_PARTS + 1)},
    **{iri: (rank, 0) for rank, iri in enumerate(DESCRIPTION_PROPERTIES)},
}

_RANK_OF_WORDS = _RANK_OF_PARTS + len(OTHER_NAME_PROPERTIES) + 1
"""The rank of names by properties that no list knows: after all others."""

_NAMING_WORD = re.compile(
    r"(?:has|main|pref(?:erred)?|full|official|display)?_?(?:name|label|title|bezeichnung|titel)",
    re.IGNORECASE,
)
"""The last part of the IRI of a property that names things, such as `mainTitle`."""

TEXT_PROPERTIES = tuple(_RANKS)
"""The properties of names and descriptions."""

_IS_FOUND = "max(graph IS NOT ? AND subject NOT IN (SELECT number FROM evidence))"
"""True for a text with a statement outside of a graph, and of evidence."""

_Row = tuple[int, int, str, str, int, int]
"""Subject, rank, text, language, and if the text is a label and found."""


def write_texts(connection: sqlite3.Connection, description: int | None) -> None:
    """Labels and descriptions by subject; those outside of `description` are searched.

    In that graph the endpoint describes itself. Nor is evidence searched. A text without a
    character that is seen neither names nor describes.
    """
    for property_, (rank, is_label) in _RANKS.items():
        if (number := number_of(connection, f"<{property_}>")) is None:
            continue
        rows = connection.execute(
            f"SELECT subject, text, {_IS_FOUND} FROM quads JOIN terms ON number = object"
            " WHERE predicate = ? AND text LIKE '\"%' GROUP BY subject, object",
            (description, number),
        )
        _insert(
            connection,
            (
                (subject, rank, *_said(literal, is_label), is_label, is_found)
                for subject, literal, is_found in rows
            ),
        )
    _write_chains(connection, description)
    _insert(connection, _names_in_parts(connection, description))
    _insert(connection, _names_by_words(connection, description))


def _write_chains(connection: sqlite3.Connection, description: int | None) -> None:
    """The names that things have by nodes of their own, which are then not searched themselves."""
    variants = [n for iri in _VARIANT_TITLES if (n := number_of(connection, f"<{iri}>"))]
    type_ = number_of(connection, f"<{RDF.type}>")
    for first, second, whole in LABEL_CHAINS:
        numbers = number_of(connection, f"<{first}>"), number_of(connection, f"<{second}>")
        if None in numbers:
            continue
        rank, other = _RANKS[whole][0], _RANKS[_RANK_OF_VARIANTS][0]
        is_variant = (
            "EXISTS (SELECT 1 FROM quads t WHERE t.subject = n.subject AND t.predicate = ?"
            f" AND t.object IN ({', '.join('?' * len(variants))}))"
        )
        rows = connection.execute(
            f"SELECT q.subject, text, min({is_variant}), max(q.graph IS NOT ? AND"
            " q.subject NOT IN (SELECT number FROM evidence)) FROM quads q"
            " JOIN quads n ON n.subject = q.object AND n.predicate = ?"
            " JOIN terms ON number = n.object WHERE q.predicate = ? AND text LIKE '\"%'"
            " GROUP BY q.subject, n.object",
            (type_, *variants, description, numbers[1], numbers[0]),
        ).fetchall()
        _insert(
            connection,
            (
                (subject, max(rank, other) if varies else rank, *_said(literal, 1), 1, is_found)
                for subject, literal, varies, is_found in rows
            ),
        )
        if second in _RANKS:
            connection.execute(
                "UPDATE texts SET is_found = 0 WHERE is_label AND rank = ?"
                " AND subject IN (SELECT object FROM quads WHERE predicate = ?)",
                (_RANKS[second][0], numbers[0]),
            )


def _names_in_parts(connection: sqlite3.Connection, description: int | None) -> Iterator[_Row]:
    """The given and family names of persons without another name, put together."""
    given, family = (
        [n for iri in iris if (n := number_of(connection, f"<{iri}>")) is not None]
        for iris in (_GIVEN_NAMES, _FAMILY_NAMES)
    )
    marks = [", ".join("?" * len(numbers)) for numbers in (given, family, given + family)]
    rows = connection.execute(
        f"SELECT subject, min(CASE WHEN predicate IN ({marks[0]}) THEN text END),"
        f" min(CASE WHEN predicate IN ({marks[1]}) THEN text END), {_IS_FOUND}"
        f" FROM quads JOIN terms ON number = object WHERE predicate IN ({marks[2]})"
        " AND text LIKE '\"%' AND subject NOT IN (SELECT subject FROM texts WHERE is_label"
        " AND rank < ?) GROUP BY subject",
        (*given, *family, description, *given, *family, _RANK_OF_PARTS),
    )
    for subject, *parts, is_found in rows:
        texts, languages = zip(*(_said(part, 1) for part in parts if part), strict=True)
        language = languages[0] if len(set(languages)) == 1 else ""
        yield subject, _RANK_OF_PARTS, " ".join(texts), language, 1, is_found


def _names_by_words(connection: sqlite3.Connection, description: int | None) -> Iterator[_Row]:
    """The names of things that have none by a known property, by one whose own name says so."""
    used = "SELECT number, text FROM terms WHERE number IN (SELECT DISTINCT predicate FROM quads)"
    naming = [n for n, iri in connection.execute(used) if _NAMING_WORD.fullmatch(end_of(iri))]
    rows = connection.execute(
        f"SELECT subject, text, {_IS_FOUND} FROM quads JOIN terms ON number = object"
        f" WHERE predicate IN ({', '.join('?' * len(naming))}) AND text LIKE '\"%'"
        " AND subject NOT IN (SELECT subject FROM texts WHERE is_label)"
        " GROUP BY subject, object",
        (description, *naming),
    ).fetchall()
    for subject, literal, is_found in rows:
        yield subject, _RANK_OF_WORDS, *_said(literal, 1), 1, is_found


def _said(literal: str, is_label: int) -> tuple[str, str]:
    """The words of a literal and its language tag; a name is one line."""
    words, language = literal_words(literal)
    return (" ".join(words.split()) if is_label else words), language


def _insert(connection: sqlite3.Connection, rows: Iterator[_Row]) -> None:
    connection.executemany(
        "INSERT INTO texts (subject, rank, text, language, is_label, is_found)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (row for row in rows if row[2].strip()),
    )


def end_of(term: str) -> str:
    """The last part of an IRI in N-Triples, after `/`, `#` or `:`."""
    return re.split("[/#:]", unescaped(term[1:-1]).rstrip("/#:"))[-1]
