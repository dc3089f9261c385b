from __future__ import annotations

import itertools

import pytest
from tables import each

from schlaglicht import formats
from schlaglicht.errors import NotAcceptable
from schlaglicht.formats import (
    BOOLEAN_FORMATS,
    CSV,
    FORMATS,
    GRAPH_FORMATS,
    HTML,
    JSON,
    JSONLD,
    NTRIPLES,
    PROBLEM_JSON,
    RDFXML,
    SOLUTIONS_FORMATS,
    TEXT,
    TSV,
    TURTLE,
    XML,
    Format,
    format_named,
    negotiate,
    preference,
)

FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


SAID_NOTHING = ("", "  ", "*/*", "nonsense")
MALFORMED = (
    *("text", "*/csv", "text/", "text/csv;q=2", "text/csv;q=0.1234", "text/csv;q=high"),
    *("text/csv;q", "text/csv header=present", "*", ","),
)


@each(
    "about, accept, offered, chosen",
    [
        ("no header gets the default", None, SOLUTIONS_FORMATS, JSON),
        *(("a header that says nothing too", a, GRAPH_FORMATS, TURTLE) for a in SAID_NOTHING),
        ("a named type is answered", "text/csv", SOLUTIONS_FORMATS, CSV),
        ("without regard to case", "Text/CSV;Q=1.0", SOLUTIONS_FORMATS, CSV),
        (
            "the highest quality wins",
            "text/csv;q=0.5, text/tab-separated-values;q=0.501",
            SOLUTIONS_FORMATS,
            TSV,
        ),
        ("zero excludes", "application/sparql-results+json;q=0, */*", SOLUTIONS_FORMATS, XML),
        (
            "the quality of the more specific range holds",
            "text/*;q=0.9, text/csv;q=0.2, application/sparql-results+xml;q=0.5",
            (CSV, XML),
            XML,
        ),
        ("a range covers its subtypes", "text/*", SOLUTIONS_FORMATS, CSV),
        (
            "and goes before the full wildcard",
            "text/*;q=0.1, */*;q=0.5",
            (TURTLE, NTRIPLES),
            NTRIPLES,
        ),
        (
            "parameters make a range more specific",
            "text/turtle;q=0.1, text/turtle;charset=utf-8;q=0.9, application/n-triples;q=0.5",
            GRAPH_FORMATS,
            TURTLE,
        ),
        ("all is UTF-8", "application/n-triples;charset=UTF-8", GRAPH_FORMATS, NTRIPLES),
        ("a parameter that no format has", "text/csv;header=absent", SOLUTIONS_FORMATS, None),
        ("one that the format has", "text/csv;header=present", SOLUTIONS_FORMATS, CSV),
        (
            "a profile is a wish",
            'application/ld+json;profile="http://www.w3.org/ns/json-ld#flattened"',
            GRAPH_FORMATS,
            JSONLD,
        ),
        (
            "commas and quotes inside quoted parameters end nothing",
            r'text/csv;a="x, text/turtle \" ;q=1", application/n-triples;q=0.1',
            GRAPH_FORMATS,
            NTRIPLES,
        ),
        ("quoted is equal to bare", 'text/turtle;charset="utf-8"', GRAPH_FORMATS, TURTLE),
        ("after the quality", "text/csv;q=0.5;header=absent", SOLUTIONS_FORMATS, CSV),
        *(
            ("malformed", f"{member}, application/sparql-results+xml", SOLUTIONS_FORMATS, XML)
            for member in MALFORMED
        ),
        ("not closed", 'text/csv, text/turtle;a="b, application/xml', SOLUTIONS_FORMATS, CSV),
        ("no leading zero", "image/gif, *; q=.2, */*; q=.2", SOLUTIONS_FORMATS, JSON),
        ("spaces and empty members", " , text/csv ; q=0.5 ,, ", SOLUTIONS_FORMATS, CSV),
        (
            "ties go by the order of the server",
            "text/csv, application/sparql-results+json",
            SOLUTIONS_FORMATS,
            JSON,
        ),
        ("those of wildcards too", "text/*, application/*", SOLUTIONS_FORMATS, JSON),
        ("named before wildcard", "application/sparql-results+xml, */*", SOLUTIONS_FORMATS, XML),
        ("HTML is answered where it is named", "text/html, */*", (JSON, HTML), HTML),
        ("not to a wildcard", "*/*", (JSON, HTML), JSON),
        ("nor where another is dearer", "text/html;q=0.5, application/json", (JSON, HTML), JSON),
        ("an alias", "application/json", SOLUTIONS_FORMATS, JSON),
        ("an alias", "application/json", GRAPH_FORMATS, JSONLD),
        ("an alias", "application/json", (TEXT, PROBLEM_JSON), PROBLEM_JSON),
        ("an alias", "application/xml", BOOLEAN_FORMATS, XML),
        ("an alias", "text/xml", GRAPH_FORMATS, RDFXML),
        ("an alias", "application/x-turtle", GRAPH_FORMATS, TURTLE),
        ("an alias", "application/json, text/plain, */*", GRAPH_FORMATS, JSONLD),
        (
            "the registered name goes before an alias",
            "application/sparql-results+json;q=0.1, application/json, text/csv;q=0.5",
            SOLUTIONS_FORMATS,
            CSV,
        ),
        ("wildcards do not reach aliases", "text/*", BOOLEAN_FORMATS, None),
        *(
            ("a browser gets no XML through an alias", FIREFOX, offered, offered[0])
            for offered in (GRAPH_FORMATS, SOLUTIONS_FORMATS, BOOLEAN_FORMATS)
        ),
        (
            "but where nothing else is acceptable",
            "text/html, application/xml;q=0.9",
            GRAPH_FORMATS,
            RDFXML,
        ),
        ("all excluded", "*/*;q=0", SOLUTIONS_FORMATS, None),
    ],
)
def test_format_is_negotiated(
    about: str, accept: str | None, offered: tuple[Format, ...], chosen: Format | None
) -> None:
    try:
        assert negotiate(accept, offered) is chosen, about
    except NotAcceptable:
        assert chosen is None, about


def test_nothing_acceptable_lists_what_is_available() -> None:
    with pytest.raises(NotAcceptable, match=r"'image/png'.*sparql-results\+json.*sparql-results"):
        negotiate("image/png", BOOLEAN_FORMATS)


@pytest.mark.parametrize("hostile", ['"' * 100_000, '"\\' * 100_000, "a/b;" * 100_000])
def test_hostile_header_is_read_at_once(hostile: str) -> None:
    assert negotiate(hostile, SOLUTIONS_FORMATS) is JSON


@pytest.mark.parametrize("chosen", FORMATS)
def test_format_is_found_by_name_ending_and_media_type(chosen: Format) -> None:
    names = (chosen.name, chosen.extension, chosen.extension[1:], chosen.media_type.upper())
    assert {format_named(name) for name in names} == {chosen}


def test_format_is_found_by_alias_among_those_on_offer() -> None:
    assert format_named("application/json", GRAPH_FORMATS) is JSONLD


def test_unknown_format_name_lists_the_known_ones() -> None:
    with pytest.raises(NotAcceptable, match="'excel'; available: json, xml, csv, tsv"):
        format_named("excel", SOLUTIONS_FORMATS)


ACCEPTS = (
    None,
    "*/*",
    "text/*",
    "text/csv",
    "text/csv;q=0.2, */*;q=0.1",
    "application/json",
    "application/xml",
    "text/html,application/xml;q=0.9,*/*;q=0.8",
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.7",
    "text/turtle;q=0, */*",
    "image/png",
    "application/ld+json;profile=a, text/turtle",
)


def chosen(accept: str | None, offered: tuple[Format, ...]) -> str | None:
    try:
        return negotiate(accept, offered).media_type
    except NotAcceptable:
        return None


def test_headers_of_equal_preference_choose_the_same() -> None:
    every = tuple(value for value in vars(formats).values() if isinstance(value, Format))
    for one, other in itertools.combinations(ACCEPTS, 2):
        if preference(one) == preference(other):
            for offered in itertools.permutations(every, 2):
                assert chosen(one, offered) == chosen(other, offered)
    assert preference(ACCEPTS[7]) == preference(ACCEPTS[8])
    assert preference(None) == preference("*/*")
    assert preference("text/csv") != preference("text/*")
