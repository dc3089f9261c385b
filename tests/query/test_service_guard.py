"""Each text here made the engine contact a server, or would if it were given to it as it is."""

import pytest

from schlaglicht.errors import QueryRefused, QuerySyntaxError
from schlaglicht.query import read_query

PROLOGUE = "PREFIX : <https://example.org/> PREFIX h: <http://host:80> PREFIX f: <http://x/#> "


@pytest.mark.parametrize(
    "pattern",
    [
        "?s ?p trueSERVICE<x:y>{}",
        "?s ?p 1SERVICE<x:y>{}",
        "SERVICESILENT<x:y>{}",
        "?s ?p true.SERVICE :x {}",
        "SERVICE:x {}",
        "SERVICEb:x {}",
        "?s ?p trueSERVICEb:x {}",
        "GRAPH ?g { SERVICEb:x {} }",
        "?s ?p h:SERVICE<x:y>{}",
        "h:a1.SERVICE<x:y>{}",
        "?s ?p f:SERVICEb:\\#{}",
        "?s ?p h:SERVICE\ufff0:{}",
    ],
)
def test_what_the_engine_may_take_for_service_is_refused(pattern: str) -> None:
    with pytest.raises(QueryRefused) as caught:
        read_query(f"{PROLOGUE} PREFIX SERVICEb: <x:> ASK {{ {pattern} }}")
    assert caught.value.feature == "SERVICE"


@pytest.mark.parametrize(
    "pattern",
    [
        "FILTER(?y<'>'&&true)SERVICE<x:y>{}FILTER(1=<'>)",
        "FILTER(?y<?x#>'''\n)SERVICE<x:y>{}#''')\n",
        "FILTER((1)<'>'&&true)SERVICE<x:y>{}FILTER(1=<'>)",
    ],
)
def test_an_iri_in_brackets_cannot_be_read_as_a_comparison(pattern: str) -> None:
    query = read_query(f"ASK {{ ?x ?p ?y {pattern} }}")
    assert r"\u00" in query.text.partition("SERVICE")[0]


@pytest.mark.parametrize(
    "pattern", ["FILTER(?x<<a'b>)SERVICE<x:y>{}FILTER(1=<'>)", "FILTER(?x<<#>)\n)"]
)
def test_two_signs_before_an_iri_need_a_space(pattern: str) -> None:
    with pytest.raises(QuerySyntaxError, match="write a space"):
        read_query(f"ASK {{ {pattern} }}")


@pytest.mark.parametrize("form", ["ASK", "ASK # ä\n"])
@pytest.mark.parametrize(
    ("pattern", "written"),
    [
        ("?s ?p ?o FILTER(?o<8&&?o>3)", "?o< 8&&?o>3"),
        ("?s ?p <&&'>SERVICE<x:y>{}#'", "< &&'>SERVICE"),
        ("?s ?p <http://e/?a&&b>", "<http://e/?a&&b>"),
    ],
)
def test_a_comparison_that_looks_like_an_iri_is_one_everywhere(
    form: str, pattern: str, written: str
) -> None:
    assert written in read_query(f"{form} {{ {pattern}\n}}").text


def test_a_local_name_with_several_dots_is_written_as_the_engine_can_read_it() -> None:
    query = read_query(r"PREFIX a.b.c: <x:> ASK { a.b.c:1.2.3 a.b.c:d\.e.f a.b.c:g.h }")
    assert query.text.endswith(r"{ a.b.c:1\.2\.3 a.b.c:d\.e\.f a.b.c:g.h }")


@pytest.mark.parametrize(
    "pattern",
    [
        "?s a :Service ; :serviceType ?type { ?s ?p ?o }",
        "GRAPH service:x { ?s ?p ?o }",
        "?s service:x [] . { ?s ?p ?o }",
        "VALUES (?a ?b) { ('it' <https://example.org/its>) }",
        "?s ?p 'SERVICE <x:y> {}' # SERVICE <x:y> {}\n",
        "?SERVICE ?p <https://example.org/SERVICE>",
        "?s ?p ?x FILTER(?x < 3 && ?x > 1)",
    ],
)
def test_what_only_looks_alike_is_left_as_it_is(pattern: str) -> None:
    text = f"{PROLOGUE} PREFIX service: <https://example.org/service/> ASK {{ {pattern} }}"
    assert read_query(text).text == text
