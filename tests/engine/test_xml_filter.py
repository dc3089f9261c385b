from __future__ import annotations

import io

import pytest

from schlaglicht.engine.xml_filter import NotInXmlError, XmlText


def written(*parts: bytes) -> bytes:
    answer = io.BytesIO()
    text = XmlText(answer)
    for part in parts:
        text.write(part)
    return answer.getvalue()


def test_carriage_returns_are_references() -> None:
    assert written(b"<a>1\r\n2</a>") == b"<a>1&#13;\n2</a>"


@pytest.mark.parametrize("character", ["\x00", "\x01", "\x0b", "\x1f", "\ufffe", "\uffff"])
def test_a_character_that_xml_does_not_have_is_named(character: str) -> None:
    with pytest.raises(NotInXmlError, match=f"the character U\\+{ord(character):04X}"):
        written(f"<a>{character}</a>".encode())


def test_a_character_in_two_parts_is_found() -> None:
    with pytest.raises(NotInXmlError):
        written(b"<a>\xef", b"\xbf", b"\xbe</a>")


def test_the_replacement_character_passes() -> None:
    assert written("\ufffd\t".encode()) == "\ufffd\t".encode()


def test_an_element_without_a_name_is_found_across_parts() -> None:
    assert written(b'<a:b xmlns:a="x:">c: d</a:b>')
    with pytest.raises(NotInXmlError, match="does not end in a name"):
        written(b"<oxpre", b"fix: xmlns")
