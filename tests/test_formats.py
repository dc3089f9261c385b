from __future__ import annotations

import itertools

import pytest

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


def test_missing_header_gets_the_default() -> None:
    assert negotiate(None, SOLUTIONS_FORMATS) is JSON


@pytest.mark.parametrize("accept", ["", "  ", "*/*", "nonsense"])
def test_header_that_says_nothing_gets_the_default(accept: str) -> None:
    assert negotiate(accept, GRAPH_FORMATS) is TURTLE


def test_named_type_is_answered() -> None:
    assert negotiate("text/csv", SOLUTIONS_FORMATS) is CSV


def test_type_is_compared_without_case() -> None:
    assert negotiate("Text/CSV;Q=1.0", SOLUTIONS_FORMATS) is CSV


def test_highest_quality_wins() -> None:
    assert negotiate("text/csv;q=0.5, text/tab-separated-values;q=0.501", SOLUTIONS_FORMATS) is TSV


def test_quality_zero_excludes() -> None:
    assert negotiate("application/sparql-results+json;q=0, */*", SOLUTIONS_FORMATS) is XML


def test_quality_of_the_more_specific_range_holds() -> None:
    accept = "text/*;q=0.9, text/csv;q=0.2, application/sparql-results+xml;q=0.5"
    assert negotiate(accept, (CSV, XML)) is XML


def test_type_range_covers_its_subtypes() -> None:
    assert negotiate("text/*", SOLUTIONS_FORMATS) is CSV


def test_type_range_goes_before_the_full_wildcard() -> None:
    assert negotiate("text/*;q=0.1, */*;q=0.5", (TURTLE, NTRIPLES)) is NTRIPLES


def test_parameters_make_a_range_more_specific() -> None:
    accept = "text/turtle;q=0.1, text/turtle;charset=utf-8;q=0.9, application/n-triples;q=0.5"
    assert negotiate(accept, GRAPH_FORMATS) is TURTLE


def test_every_format_is_utf8() -> None:
    assert negotiate("application/n-triples;charset=UTF-8", GRAPH_FORMATS) is NTRIPLES


def test_parameter_that_no_format_has_is_not_acceptable() -> None:
    with pytest.raises(NotAcceptable):
        negotiate("text/csv;header=absent", SOLUTIONS_FORMATS)


def test_parameter_that_the_format_has_is_acceptable() -> None:
    assert negotiate("text/csv;header=present", SOLUTIONS_FORMATS) is CSV


def test_profile_is_a_wish() -> None:
    accept = 'application/ld+json;profile="http://www.w3.org/ns/json-ld#flattened"'
    assert negotiate(accept, GRAPH_FORMATS) is JSONLD


def test_commas_and_quotes_inside_quoted_parameters_end_nothing() -> None:
    accept = r'text/csv;a="x, text/turtle \" ;q=1", application/n-triples;q=0.1'
    assert negotiate(accept, GRAPH_FORMATS) is NTRIPLES


def test_quoted_parameter_equals_the_bare_one() -> None:
    assert negotiate('text/turtle;charset="utf-8"', GRAPH_FORMATS) is TURTLE


def test_parameters_after_the_quality_mean_nothing() -> None:
    assert negotiate("text/csv;q=0.5;header=absent", SOLUTIONS_FORMATS) is CSV


@pytest.mark.parametrize(
    "malformed",
    [
        "text",
        "*/csv",
        "text/",
        "text/csv;q=2",
        "text/csv;q=0.1234",
        "text/csv;q=high",
        "text/csv;q",
        "text/csv header=present",
        "*",
        ",",
    ],
)
def test_malformed_member_is_ignored(malformed: str) -> None:
    assert negotiate(f"{malformed}, application/sparql-results+xml", SOLUTIONS_FORMATS) is XML


def test_unclosed_quotation_is_ignored() -> None:
    assert negotiate('text/csv, text/turtle;a="b, application/xml', SOLUTIONS_FORMATS) is CSV


def test_quality_without_leading_zero_is_read() -> None:
    assert negotiate("image/gif, *; q=.2, */*; q=.2", SOLUTIONS_FORMATS) is JSON


def test_spaces_and_empty_members_are_allowed() -> None:
    assert negotiate(" , text/csv ; q=0.5 ,, ", SOLUTIONS_FORMATS) is CSV


def test_ties_between_named_formats_go_by_the_order_of_the_server() -> None:
    assert negotiate("text/csv, application/sparql-results+json", SOLUTIONS_FORMATS) is JSON


def test_ties_between_wildcards_go_by_the_order_of_the_server() -> None:
    assert negotiate("text/*, application/*", SOLUTIONS_FORMATS) is JSON


def test_named_format_goes_before_a_wildcard_of_equal_quality() -> None:
    assert negotiate("application/sparql-results+xml, */*", SOLUTIONS_FORMATS) is XML


def test_html_is_answered_where_it_is_named() -> None:
    assert negotiate("text/html, */*", (JSON, HTML)) is HTML


def test_html_is_not_answered_to_a_wildcard() -> None:
    assert negotiate("*/*", (JSON, HTML)) is JSON


def test_html_is_not_answered_where_something_else_is_dearer() -> None:
    assert negotiate("text/html;q=0.5, application/json", (JSON, HTML)) is JSON


@pytest.mark.parametrize(
    ("accept", "offered", "expected"),
    [
        ("application/json", SOLUTIONS_FORMATS, JSON),
        ("application/json", GRAPH_FORMATS, JSONLD),
        ("application/json", (TEXT, PROBLEM_JSON), PROBLEM_JSON),
        ("application/xml", BOOLEAN_FORMATS, XML),
        ("text/xml", GRAPH_FORMATS, RDFXML),
        ("application/x-turtle", GRAPH_FORMATS, TURTLE),
        ("application/json, text/plain, */*", GRAPH_FORMATS, JSONLD),
    ],
)
def test_alias_is_answered(accept: str, offered: tuple[Format, ...], expected: Format) -> None:
    assert negotiate(accept, offered) is expected


def test_alias_is_answered_with_the_registered_type() -> None:
    assert negotiate("application/x-turtle", GRAPH_FORMATS).media_type == "text/turtle"


def test_registered_name_goes_before_an_alias() -> None:
    accept = "application/sparql-results+json;q=0.1, application/json, text/csv;q=0.5"
    assert negotiate(accept, SOLUTIONS_FORMATS) is CSV


def test_wildcards_do_not_reach_aliases() -> None:
    with pytest.raises(NotAcceptable):
        negotiate("text/*", BOOLEAN_FORMATS)


@pytest.mark.parametrize("offered", [GRAPH_FORMATS, SOLUTIONS_FORMATS, BOOLEAN_FORMATS])
def test_browser_gets_no_xml_through_an_alias(offered: tuple[Format, ...]) -> None:
    assert negotiate(FIREFOX, offered) is offered[0]


def test_browser_gets_an_alias_where_nothing_else_is_acceptable() -> None:
    assert negotiate("text/html, application/xml;q=0.9", GRAPH_FORMATS) is RDFXML


def test_nothing_acceptable_lists_what_is_available() -> None:
    with pytest.raises(NotAcceptable, match=r"'image/png'.*sparql-results\+json.*sparql-results"):
        negotiate("image/png", BOOLEAN_FORMATS)


def test_everything_excluded_is_not_acceptable() -> None:
    with pytest.raises(NotAcceptable):
        negotiate("*/*;q=0", SOLUTIONS_FORMATS)


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
