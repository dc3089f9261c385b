"""Which literals get a private form, and that it leads back to the written one."""

import re
from collections.abc import Iterator
from hashlib import sha256

from nasty import NASTY, XSD, Written
from tables import each

from schlaglicht.rdf.private_forms import (
    PrivateForms,
    TypedLiteral,
    read_comment,
    stored_forms,
    with_private_forms,
)


def lines(*literals: Written | str, predicate: str = "urn:p") -> bytes:
    return "".join(f"<urn:s> <{predicate}> {literal} .\n" for literal in literals).encode()


def private_forms_of(nquads: bytes) -> tuple[Iterator[bytes], PrivateForms] | None:
    return with_private_forms(nquads, sha256(nquads).hexdigest())


def private(nquads: bytes) -> tuple[bytes, PrivateForms]:
    found = private_forms_of(nquads)
    assert found is not None
    return b"".join(found[0]), found[1]


def test_literals_that_the_store_keeps_have_none() -> None:
    typed = [TypedLiteral(o.lexical, o.datatype) for o in NASTY if not o.language]
    kept = {form for form, stored in stored_forms(typed).items() if form == stored}
    written = [Written(*form) for form in kept]
    assert len(written) > 50
    assert private_forms_of(lines(*written, Written("x", language="de"))) is None


@each("literal", NASTY, ids=str)
def test_a_store_gives_back_what_it_gets(literal: Written) -> None:
    """Each literal alone, so that none is kept for the sake of another."""
    found = private_forms_of(lines(literal))
    if found is not None:
        written = b"".join(found[0])
        assert found[1].pattern.sub(found[1].restored, written) == lines(literal)
        assert written != lines(literal)
    elif literal.language:
        assert literal.language == literal.language.lower()
    else:
        form = TypedLiteral(literal.lexical, literal.datatype)
        assert stored_forms([form]) == {form: form}


def test_private_forms_are_restored_to_the_written_ones() -> None:
    nquads = lines(*NASTY)
    written, forms = private(nquads)
    assert written != nquads
    assert forms.pattern.sub(forms.restored, written) == nquads


def test_texts_that_look_like_literals_stay_as_they_are() -> None:
    texts = [
        Written(f'"007"^^<{XSD}integer> .\n<a> <b> "x"@de-AT'),
        Written(f'"007"^^<{XSD}integer>'),
        Written(f"^^<{XSD}integer>"),
        Written("@de-AT .\n"),
        Written('\\"@de-AT .\n'),
        Written('x"@de-AT', language="de"),
    ]
    assert private_forms_of(lines(*texts)) is None
    real = lines(Written("007", f"{XSD}integer"), Written("x", language="de-AT"))
    written, _ = private(lines(*texts) + real)
    assert lines(*texts) in written
    assert real not in written


def test_tags_are_found_in_named_graphs_and_in_triple_terms() -> None:
    nquads = b"".join(
        b"<urn:s> <urn:p> %b .\n" % text
        for text in (
            b'"x"@de-AT',
            b'"x"@de-AT <urn:g>',
            b'"x"@de-AT _:g',
            b'<<( <urn:s> <urn:p> "x"@de-AT )>>',
            b'<<( <urn:s> <urn:p> <<( <urn:s> <urn:p> "x"@de-AT )>> )>> <urn:g>',
        )
    )
    written, forms = private(nquads)
    assert b"de-AT" not in written
    assert forms.pattern.sub(forms.restored, written) == nquads


def test_of_several_spellings_of_a_tag_the_one_used_most_is_shown() -> None:
    tags = ("de-AT", "de-AT", "de-at", "EN-gb", "en-GB", "fr")
    written = [Written(str(n), language=tag) for n, tag in enumerate(tags)]
    nquads, forms = private(lines(*written))
    assert forms.tags == {"de-at": "de-AT", "en-gb": "EN-gb"}
    restored = forms.pattern.sub(forms.restored, nquads).decode()
    assert re.findall("@([A-Za-z-]+)", restored) == ["de-AT"] * 3 + ["EN-gb"] * 2 + ["fr"]


def test_a_graph_may_have_any_number_of_tags() -> None:
    tags = {f"de-at-x-{number:06}": f"de-AT-x-{number:06}" for number in range(100_001)}
    forms = PrivateForms("x-01234567-89abcdef", tags)
    assert forms.written_tag(forms.tag("de-at-x-100000")) == "de-AT-x-100000"


def test_direction_of_a_tag_is_kept() -> None:
    nquads, forms = private(lines('"x"@de-AT--ltr'))
    assert forms.pattern.sub(forms.restored, nquads) == lines('"x"@de-AT--ltr')


def test_predicates_of_private_datatypes_are_known() -> None:
    inner = f'<<( <urn:a> <urn:q> "007"^^<{XSD}integer> )>>'
    other = lines(Written("7", f"{XSD}integer"), predicate="urn:other")
    predicates = private(lines(inner) + other)[1].predicates
    assert predicates >= {"urn:p", "urn:q"}
    assert "urn:other" not in predicates


def test_a_comment_carries_them_to_the_engine() -> None:
    _, forms = private(lines(*NASTY))
    read = read_comment(forms.comment)
    assert read is not None
    assert (read.stem, read.tags) == (forms.stem, forms.tags)
    assert read_comment(lines(*NASTY)) is None


def test_names_are_those_of_the_content() -> None:
    nquads = lines(*NASTY)
    assert private(nquads) == private(nquads)
    stem = private(nquads)[1].stem
    assert stem == f"x-{'-'.join(re.findall('.{8}', sha256(nquads).hexdigest())[:4])}"
    assert private(nquads + lines(Written("007", f"{XSD}integer")))[1].stem != stem


def test_names_of_another_dataset_stay_as_they_are() -> None:
    earlier, other = private(lines(*NASTY)), Written("007", f"{XSD}integer")
    nquads = lines(Written(earlier[1].stem), other) + b"<urn:s> <urn:p> <%b> .\n" % (
        earlier[1].datatype(f"{XSD}integer").encode()
    )
    written, forms = private(nquads)
    assert forms.pattern.sub(forms.restored, written) == nquads


def test_tag_that_a_query_makes_up_stays() -> None:
    _, forms = private(lines(*NASTY))
    for number in (len(forms.tags), 99_999_999):
        assert forms.written_tag(f"{forms.stem}-{number:08}") == f"{forms.stem}-{number:08}"
