from pathlib import Path

import pytest

from schlaglicht.rdf.locations import SourceText, XmlText, read_comments


def comments(text: str, kind: type[SourceText] = SourceText) -> list[tuple[str, int, int, bool]]:
    found = read_comments(kind(Path("a.ttl"), text))
    return [(c.text, c.extent.line, c.extent.column, c.alone) for c in found]


def test_comments_know_their_place_and_whether_they_are_alone() -> None:
    assert comments("# one\nex:s ex:p 1 . # two\n\t# three\n") == [
        ("one", 1, 1, True),
        ("two", 2, 15, False),
        ("three", 3, 2, True),
    ]


@pytest.mark.parametrize(
    "text",
    [
        'ex:s ex:p "# no" .',
        "ex:s ex:p '# no' .",
        'ex:s ex:p "\\"# no" .',
        'ex:s ex:p """a\n"# no\n""" .',
        "ex:s ex:p '''a\n''# no\n''' .",
        'ex:s ex:p """a \\""" # no""" .',
        "<http://a/#no> <http://a/p#no> 1 .",
        "ex:a\\#no ex:p 1 .",
    ],
)
def test_number_sign_in_a_term_begins_no_comment(text: str) -> None:
    assert comments(text) == []
    assert [c[0] for c in comments(f"{text} # yes")] == ["yes"]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_comment_ends_with_its_line(ending: str) -> None:
    text = f"# one{ending}ex:s ex:p 1 . # two{ending}"
    assert [c[:2] for c in comments(text)] == [("one", 1), ("two", 2)]


def test_comments_of_a_query_know_their_place() -> None:
    text = "# one\nSELECT * WHERE { ?s <http://a/#no> ?o FILTER(?o < 1 && ?o <2) } # two"
    assert comments(text) == [("one", 1, 1, True), ("two", 2, 65, False)]


def test_comments_of_xml_know_their_place_and_whether_they_are_alone() -> None:
    text = "<a><!-- one --></a>\n  <!-- two\nlines -->\n<!-- three --><b/>\n"
    assert comments(text, XmlText) == [
        ("one", 1, 4, False),
        ("two\nlines", 2, 3, True),
        ("three", 4, 1, False),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "<a><![CDATA[<!-- no -->]]></a>",
        "<?say <!-- no --> ?><a/>",
        """<!DOCTYPE a [<!ENTITY b "<!-- no -->"> <!ENTITY c '<!-- no -->'>]><a/>""",
        "<a>&lt;!-- no --></a>",
    ],
)
def test_what_only_looks_like_a_comment_of_xml_is_none(text: str) -> None:
    assert comments(text, XmlText) == []
    assert [c[0] for c in comments(f"{text}<!--yes-->", XmlText)] == ["yes"]
