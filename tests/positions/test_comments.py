from pathlib import Path

import pytest

from schlaglicht.positions import SourceText, read_comments


def comments(text: str) -> list[tuple[str, int, int, bool]]:
    found = read_comments(SourceText(Path("a.ttl"), text))
    return [(c.text, c.extent.line, c.extent.column, c.alone) for c in found]


def test_comments_know_their_place_and_whether_they_are_alone() -> None:
    assert comments("# one\nex:s ex:p 1 . # two\n\t# three\n") == [
        ("# one", 1, 1, True),
        ("# two", 2, 15, False),
        ("# three", 3, 2, True),
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
    assert [c[0] for c in comments(f"{text} # yes")] == ["# yes"]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_comment_ends_with_its_line(ending: str) -> None:
    text = f"# one{ending}ex:s ex:p 1 . # two{ending}"
    assert [c[:2] for c in comments(text)] == [("# one", 1), ("# two", 2)]
