from io import BytesIO

import pytest

from schlaglicht.engine.restored_text import restored_text
from schlaglicht.rdf.private_forms import PrivateForms

FORMS = PrivateForms("x-01234567-89abcdef", {"de-at": "de-AT", "en-gb": "en-GB"})
TEXT = (
    b'"007"^^<urn:x-01234567-89abcdef:urn:x> urn:x-0123 "x"@x-01234567-89abcdef-00000001--ltr xu'
    b' "y"@x-01234567-89abcdef-00000000\turn:'
)
RESTORED = b'"007"^^<urn:x> urn:x-0123 "x"@en-GB--ltr xu "y"@de-AT\turn:'


@pytest.mark.parametrize("size", [*range(1, 50), len(TEXT)])
def test_private_forms_are_restored_wherever_a_part_ends(size: int) -> None:
    file = BytesIO()
    with restored_text(file, FORMS) as restored:
        for start in range(0, len(TEXT), size):
            restored.write(TEXT[start : start + size])
    assert file.getvalue() == RESTORED


def test_text_passes_unchanged_without_private_forms() -> None:
    file = BytesIO()
    with restored_text(file, None) as restored:
        restored.write(TEXT)
    assert file.getvalue() == TEXT


def test_bytes_that_wait_count_as_written() -> None:
    with restored_text(BytesIO(), FORMS) as restored:
        restored.write(b"u")
        assert restored.tell() == 1
