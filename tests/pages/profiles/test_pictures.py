from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from schlaglicht.pages import Dataset, Resource, describe

EX = "https://example.org/"
HOSTS = frozenset(("pictures.example", "other.example:8443"))

DatasetOf = Callable[[str], Dataset]


def page(dataset_of: DatasetOf, data: str, hosts: frozenset[str] = HOSTS) -> Resource:
    dataset = replace(dataset_of(data), image_hosts=hosts)
    return describe(dataset, EX + "gate", ("en", "de"))


def urls(resource: Resource) -> list[str]:
    return [picture.url for picture in resource.lead.pictures]


def rows(resource: Resource) -> list[str]:
    return [row.property.iri for group in resource.groups for row in group.rows]


GATE = """
ex:gate schema:image <https://pictures.example/gate.jpg> , [ a schema:ImageObject ;
    schema:contentUrl "https://pictures.example/night.jpg" ;
    schema:caption "At night"@en , "Bei Nacht"@de ] .
"""


def test_images_of_named_hosts_are_shown_with_their_captions(dataset_of: DatasetOf) -> None:
    shown = page(dataset_of, GATE).lead.pictures
    assert [(picture.url, picture.caption) for picture in shown] == [
        ("https://pictures.example/gate.jpg", None),
        ("https://pictures.example/night.jpg", ("At night", "en")),
    ]


def test_without_the_setting_images_are_links(dataset_of: DatasetOf) -> None:
    plain = page(dataset_of, GATE, frozenset())
    assert urls(plain) == []
    assert "https://schema.org/image" in rows(plain)


@pytest.mark.parametrize(
    "url",
    [
        "http://pictures.example/a.jpg",
        "https://pictures.example.evil.example/a.jpg",
        "https://pictures.example@evil.example/a.jpg",
        "https://reader@pictures.example/a.jpg",
        "https://other.example/a.jpg",
        "https://evil.example/https://pictures.example/a.jpg",
        "//pictures.example/a.jpg",
        "javascript:alert(1)",
        "https://[/a.jpg",
    ],
)
def test_images_of_other_places_are_not_shown(dataset_of: DatasetOf, url: str) -> None:
    assert urls(page(dataset_of, f'ex:gate foaf:depiction "{url}" .')) == []


def test_row_stays_while_one_of_its_images_is_not_shown(dataset_of: DatasetOf) -> None:
    image = "foaf:depiction <https://other.example:8443/a.jpg>"
    alone = page(dataset_of, f"ex:gate {image} ; ex:height 26 .")
    both = page(dataset_of, f"ex:gate {image} , <https://evil.example/b.jpg> .")
    assert urls(alone) == urls(both) == ["https://other.example:8443/a.jpg"]
    assert rows(alone) == ["https://example.org/height"]
    assert rows(both) == ["http://xmlns.com/foaf/0.1/depiction"]


def test_of_many_images_the_first_are_shown(dataset_of: DatasetOf) -> None:
    many = ", ".join(f"<https://pictures.example/{n}.jpg>" for n in range(30))
    shown = page(dataset_of, f"ex:gate schema:image {many} .")
    assert len(urls(shown)) == 4
    assert rows(shown) == ["https://schema.org/image"]
