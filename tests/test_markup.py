"""Markup in literals: what people read of it, and that no script gets onto a page."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schlaglicht.markup import has_markup, html_of, words_of

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
HTML, XML = f"{RDF}HTML", f"{RDF}XMLLiteral"
MARKDOWN = "https://www.iana.org/assignments/media-types/text/markdown"

INTRODUCTION = (
    '<html:div xmlns:html="http://www.w3.org/1999/xhtml" id="introduction">\n'
    "  <html:h2>Records &amp; contexts</html:h2>\n"
    '  <html:p>See <html:a href="https://example.org/?a=1&amp;b=2" style="x">the\n'
    "     manual</html:a>.</html:p>\n"
    "  <html:script/><html:ul><html:li>one</html:li><html:li>two</html:li></html:ul>\n"
    "</html:div>"
)


def test_xml_of_archives_is_paragraphs_lists_and_headings() -> None:
    shown = html_of(INTRODUCTION, XML)
    assert '<p class="heading">Records &amp; contexts</p>' in shown
    assert '<a href="https://example.org/?a=1&amp;b=2" rel="nofollow noopener">' in shown
    assert "<ul><li>one</li><li>two</li></ul>" in shown
    assert "html:" not in shown
    assert "style" not in shown
    assert words_of(INTRODUCTION, XML) == "Records & contexts\nSee the manual.\n• one\n• two"


def test_words_of_cells_and_blocks_do_not_run_together() -> None:
    assert words_of("<div>a</div><div>b<br>c</div>", HTML) == "a\nb\nc"
    assert words_of("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", HTML) == (
        "a b\nc"
    )


@pytest.mark.parametrize(
    "datatype",
    [MARKDOWN, "http://www.w3.org/ns/iana/media-types/text/markdown#Resource"],
)
def test_markdown_is_read_where_a_datatype_says_so(datatype: str) -> None:
    assert html_of("# Hi\n\n* *a*", datatype) == (
        '<p class="heading">Hi</p>\n<ul>\n<li><em>a</em></li>\n</ul>'
    )
    assert not has_markup("http://www.w3.org/2001/XMLSchema#string")
    assert words_of("# Hi <b>", "") == "# Hi <b>"


def test_line_breaks_of_indented_xml_are_folded() -> None:
    assert words_of("Records in Contexts\n          (RiC-O)", "") == "Records in Contexts (RiC-O)"
    kept = "One.\n\nTwo.\n  - a\n  - b\nThree."
    code = "ASK { # of any\n  ?s ?p ?o\n}"
    assert (words_of(kept, ""), words_of(code, "")) == (kept, code)


ATTACKS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><a xlink:href='javascript:alert(1)'>x</a></svg>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='JaVaScRiPt&colon;alert(1)'>x</a>",
    "<a href=' data:text/html,x'>x</a>",
    "<a href='//evil.example/'>x</a>",
    "<a href='https://e.example/' onclick=alert(1) style='position:fixed'>x</a>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<form action=/sparql><button>x</button><input name=query></form>",
    "<p id=content class=notice>x</p>",
    "<base href='https://evil.example/'><meta http-equiv=refresh content=0>",
    "</div></main><script>alert(1)</script>",
    "<x:script xmlns:x='http://www.w3.org/1999/xhtml'>alert(1)</x:script>",
    "<<x:a/>script>alert(1)<</x:a>/script>",
    "<a:b:script>alert(1)</a:b:script>",
    "<h1/><h1 onclick=alert(1)>x</h1 onclick=alert(1)>",
    "[x](javascript:alert(1)) <script>alert(1)</script> ![x](https://e.example/x.png)",
    '<https://e.example/"onmouseover=alert(1)>',
)
_ALLOWED = re.compile(
    r"</?(?:p|div|ul|ol|li|dl|dt|dd|blockquote|pre|br|table|thead|tbody|tr|th|td|em|strong|i|b"
    r'|sub|sup|code|a)>|<p class="heading">|<a (?:href="https?://[^"<]*" )?rel="nofollow noopener">'
)


def assert_safe(shown: str) -> None:
    """Every tag is one of the list, without an attribute that is not."""
    assert "<" not in _ALLOWED.sub("", shown), shown


@pytest.mark.parametrize("datatype", [HTML, XML, MARKDOWN])
@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_but_the_list_gets_onto_a_page(attack: str, datatype: str) -> None:
    assert_safe(html_of(attack, datatype))
    for end in range(len(attack)):  # pages cut long texts anywhere
        assert_safe(html_of(attack[:end], datatype))


_PIECES = st.sampled_from(
    [
        *"<>/\"'=: &;#\n\0x",
        "a:",
        "script",
        "href=",
        "javascript:",
        "<h1",
        "</h1>",
        "on",
        "-->",
        "<!--",
    ]
)


def test_long_rows_of_spaces_are_read_in_linear_time() -> None:
    assert words_of(" \t" * 50_000 + "a\n b", "") == "a b"


BOMBS = {
    "nested": "<div>" * 50_000,
    "repeated in each block": "".join(f"<p><b id={i}>" for i in range(2_000)),
    "compared with each other": f"<a {' '.join(f'a{i}=1' for i in range(50_000))}>x</a>",
    "behind a comment": f"<!--><a {' '.join(f'a{i}=1' for i in range(50_000))}>x</a>",
    "put together": f"<<!-- --><a {' '.join(f'a{i}=1' for i in range(50_000))}>x</a>",
    "without an end": "<a" * 2_000 + '<a "' * 2_000,
}


@pytest.mark.parametrize("datatype", [HTML, XML])
@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_no_markup_takes_longer_than_its_length_explains(bomb: str, datatype: str) -> None:
    started = time.process_time()
    shown = html_of(bomb, datatype)
    assert time.process_time() - started < 2
    assert_safe(shown)
    assert len(shown) < 10 * len(bomb)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<p class='a>b' id=x>one</p>", "<p>one</p>"),
        ('<a title=">" HREF = https://e.example/?a&amp;b>x</a>', "https://e.example/?a&amp;b"),
        ("<!-- <p> -->one<script>if (a<b) y='1'</script><p>two", "one<p>two</p>"),
        ("a < b and b > a", "a &lt; b and b &gt; a"),
        ("one<br/>two", "one<br>two"),
    ],
)
def test_attributes_and_code_leave_the_text_whole(text: str, shown: str) -> None:
    assert shown in html_of(text, HTML)


@given(text=st.lists(_PIECES, max_size=40).map("".join), datatype=st.sampled_from([HTML, XML]))
def test_no_mixture_of_pieces_gets_past_the_list(text: str, datatype: str) -> None:
    assert_safe(html_of(text, datatype))
    words_of(text, datatype)
