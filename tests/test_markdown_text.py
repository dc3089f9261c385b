from schlaglicht.markdown_text import code_span, escaped, fenced, html_code


def test_markup_is_escaped() -> None:
    assert escaped("a_b|<i>\x1b`") == r"a\_b\|\<i\> \`"


def test_code_in_a_table_ends_neither_cell_nor_element() -> None:
    assert html_code("a|</code>") == "<code>a&#124;&#60;/code&#62;</code>"


def test_code_span_has_more_backticks_than_its_text() -> None:
    assert code_span("a") == "`a`"
    assert code_span("``a") == "``` ``a ```"


def test_fence_is_longer_than_every_run_of_backticks() -> None:
    assert fenced(["a", "b"], "diff") == "```diff\na\nb\n```"
    assert fenced(["````"]) == "`````\n````\n`````"
