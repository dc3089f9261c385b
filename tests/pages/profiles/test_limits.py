"""Leads of things with very long texts and very many values."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from schlaglicht.pages import Resource
from schlaglicht.pages.page_model import ROOM_FOR_LEAD, size_of_lead

Shown = Callable[[str, str], Resource]

LONG = "x" * 100_000


def catalogue() -> str:
    datasets = (
        f'ex:{"d" * 900}{n} a dcat:Dataset ; dcterms:title "{LONG[:1000]}{n}" ;'
        f' dcterms:publisher "{LONG}" .\nex:it dcat:dataset ex:{"d" * 900}{n} .'
        for n in range(60)
    )
    return "ex:it a dcat:Catalog .\n" + "\n".join(datasets)


def dataset() -> str:
    downloads = (
        f'ex:it dcat:distribution [ dcterms:title "{LONG}" ; dcterms:format "{LONG}" ;'
        f" dcat:downloadURL <https://example.org/{n}{LONG[:2000]}> ] ."
        for n in range(60)
    )
    return "ex:it a dcat:Dataset .\n" + "\n".join(downloads)


def scheme() -> str:
    return "ex:it a skos:ConceptScheme .\n" + "\n".join(
        f'ex:it skos:hasTopConcept ex:c{n} . ex:c{n} skos:notation "{LONG[:5000]}{n}" .'
        for n in range(60)
    )


def office() -> str:
    lines = "\\n".join(f"line {n} {LONG[:500]}" for n in range(1000))
    return f'ex:it a schema:Organization ; schema:address "{lines}" .'


@pytest.mark.parametrize("make", [catalogue, dataset, scheme, office])
def test_lead_stays_small(shown: Shown, make: Callable[[], str]) -> None:
    lead = shown(make(), "it").lead
    texts = [*lead.address, *(d.format for d in lead.downloads)]
    texts += [branch.notation for tree in lead.trees for branch in tree.branches]
    assert size_of_lead(lead) + sum(map(len, texts)) < ROOM_FOR_LEAD * 1.25
    assert max(map(len, texts), default=0) <= 81
    assert lead.tables or lead.downloads or lead.trees or lead.address


def test_address_that_is_cut_keeps_its_row(shown: Shown) -> None:
    page = shown(office(), "it")
    rows = [row.property.iri for group in page.groups for row in group.rows]
    assert "https://schema.org/address" in rows
