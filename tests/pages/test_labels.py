from __future__ import annotations

import pytest

from schlaglicht.pages.labels import name_in, name_of_media_type, split_words

AUTHORITY = "http://publications.europa.eu/resource/authority"
MEDIA_TYPES = "https://www.iana.org/assignments/media-types"


@pytest.mark.parametrize(
    ("iri", "name"),
    [
        ("https://creativecommons.org/licenses/by/4.0/", "CC BY 4.0"),
        ("http://creativecommons.org/licenses/by-nc-sa/3.0/de/", "CC BY-NC-SA 3.0 DE"),
        ("https://creativecommons.org/licenses/by-sa/4.0/deed.de", "CC BY-SA 4.0"),
        ("https://creativecommons.org/publicdomain/zero/1.0/", "CC0 1.0"),
        ("https://opendatacommons.org/licenses/odbl/1-0/", "ODbL 1.0"),
        ("https://www.govdata.de/dl-de/by-2-0", "dl-de/by-2-0"),
        ("http://dcat-ap.de/def/licenses/dl-by-de/2.0", "dl-de/by-2-0"),
        ("http://dcat-ap.de/def/licenses/dl-zero-de/2.0", "dl-de/zero-2-0"),
        ("http://dcat-ap.de/def/licenses/cc-zero", "CC0 1.0"),
        ("http://dcat-ap.de/def/licenses/other", None),
        ("https://spdx.org/licenses/GPL-3.0-only.html", "GPL-3.0-only"),
        (f"{AUTHORITY}/licence/CC_BY_4_0", "CC BY 4.0"),
        (f"{AUTHORITY}/file-type/RDF_TURTLE", "RDF TURTLE"),
        (f"{AUTHORITY}/frequency/ANNUAL", "ANNUAL"),
        (f"{MEDIA_TYPES}/text/tab-separated-values", "TSV"),
        (f"{MEDIA_TYPES}/application/vnd.example", "application/vnd.example"),
        ("https://example.org/licenses/by/4.0/", None),
        ("https://creativecommons.org/licenses/", None),
    ],
)
def test_name_of_a_licence_format_or_code_is_read_from_its_iri(iri: str, name: str | None) -> None:
    assert name_in(iri) == name


@pytest.mark.parametrize(
    ("media_type", "name"),
    [
        ("text/csv", "CSV"),
        ("text/csv; charset=utf-8", "CSV"),
        ("text/turtle", "Turtle"),
        ("application/ld+json", "JSON-LD"),
        ("application/pdf", "PDF"),
        ("Shapefile", None),
    ],
)
def test_media_types_have_short_names(media_type: str, name: str | None) -> None:
    assert name_of_media_type(media_type) == name


def test_local_names_are_split_into_words_and_codes_are_not() -> None:
    split = {
        "Denomination": "Denomination",
        "hasEndDate": "has end date",
        "hasURL": "has URL",
        "GeoJSONPoint": "Geo JSON point",
        "hatÄhnlichkeit": "hat ähnlichkeit",
        "E22_Man-Made_Object": "E22 Man Made Object",
        "severan_dynasty": "severan dynasty",
        "Annia_Faustina": "Annia Faustina",
        "10-aureus": "10 aureus",
        "BFO_0000001": None,
        "025s5sv": None,
        "c9fbc3dd911157b9": None,
        "_": None,
        "": None,
    }
    assert {name: split_words(name) for name in split} == split
