from __future__ import annotations

from collections.abc import Callable

from schlaglicht.pages import Blank, LiteralValue, Reference, Resource, Value
from schlaglicht.rdf.prefixes import Prefixes
from schlaglicht.rdf.well_known_prefixes import WELL_KNOWN

PREFIXES = Prefixes({"ex": "https://example.org/"}, WELL_KNOWN)

Shown = Callable[[str, str], Resource]

DATA = """
ex:catalogue a dcat:Catalog ; dcterms:title "Open data"@en ; dcat:dataset ex:trees , ex:benches .
ex:trees a dcat:Dataset ; dcterms:title "Trees"@en ; dcterms:title "Bäume"@de ;
    dcterms:publisher [ a foaf:Organization ; foaf:name "Parks Department" ] ;
    dcterms:issued "2020-01-02"^^xsd:date ; dcterms:modified "2026-03-04"^^xsd:date ;
    dcat:distribution ex:csv , ex:page , ex:nowhere .
ex:csv a dcat:Distribution ; dcterms:title "Table"@en ; dcat:byteSize 2048 ;
    dcat:downloadURL <https://example.org/trees.csv> ; dcat:accessURL <https://example.org/> ;
    dcterms:format <http://publications.europa.eu/resource/authority/file-type/CSV> .
ex:page a dcat:Distribution ; dcat:accessURL <https://example.org/map> ; dcat:byteSize "much" .
ex:nowhere a dcat:Distribution .
ex:benches a schema:Dataset ; schema:name "Benches" ; schema:publisher ex:office ;
    schema:distribution [ a schema:DataDownload ; schema:contentUrl "https://example.org/b.csv" ;
        schema:encodingFormat "text/csv" ] .
"""


def words(values: tuple[Value, ...]) -> list[str]:
    return [v.name[0] if isinstance(v, Reference) else getattr(v, "text", "") for v in values]


def properties(resource: Resource) -> list[str]:
    return [
        str(PREFIXES.shorten(row.property.iri)) for group in resource.groups for row in group.rows
    ]


def test_catalogue_is_a_table_of_datasets_publishers_and_latest_dates(shown: Shown) -> None:
    page = shown(DATA, "catalogue")
    (table,) = page.lead.tables
    rows = [[words(cell) for cell in row] for row in table.rows]
    assert rows == [
        [["Benches"], ["ex:office"], []],
        [["Trees"], ["Parks Department"], ["2026-03-04"]],
    ]
    assert "dcat:dataset" not in properties(page)


def test_dataset_names_its_catalogue_once(shown: Shown) -> None:
    page = shown(DATA, "trees")
    assert [step.name[0] for step in page.lead.trail] == ["Open data"]
    assert page.incoming == ()


def test_distributions_are_downloads_with_format_and_size(shown: Shown) -> None:
    csv, page = shown(DATA, "trees").lead.downloads
    assert (csv.url, csv.is_file, csv.format, csv.size) == (
        "https://example.org/trees.csv",
        True,
        "CSV",
        2048,
    )
    assert (page.url, page.is_file, page.format, page.size) == (
        "https://example.org/map",
        False,
        "",
        None,
    )


def test_distribution_without_an_address_stays_a_row(shown: Shown) -> None:
    assert "dcat:distribution" in properties(shown(DATA, "trees"))


def test_downloads_of_schema_org_may_be_blank_nodes_with_texts(shown: Shown) -> None:
    (download,) = shown(DATA, "benches").lead.downloads
    assert (download.url, download.format) == ("https://example.org/b.csv", "CSV")


def test_distribution_has_a_way_down_to_it(shown: Shown) -> None:
    page = shown(DATA, "csv")
    assert [step.name[0] for step in page.lead.trail] == ["Open data", "Trees"]
    assert [download.url for download in page.lead.downloads] == ["https://example.org/trees.csv"]


def test_dataset_leads_with_publisher_and_dates(shown: Shown) -> None:
    assert properties(shown(DATA, "trees"))[:3] == [
        "dct:publisher",
        "dct:issued",
        "dct:modified",
    ]


def test_shapes_order_before_profiles_do(shown: Shown) -> None:
    shape = """
    ex:shape a sh:NodeShape ; sh:targetClass dcat:Dataset ;
        sh:property [ sh:path dcterms:title ; sh:order 1 ] .
    """
    assert properties(shown(DATA + shape, "trees"))[0] == "dct:title"


def test_large_catalogue_counts_what_it_does_not_show(shown: Shown) -> None:
    data = "ex:catalogue a dcat:Catalog .\n" + "".join(
        f"ex:catalogue dcat:dataset ex:d{n} . ex:d{n} a dcat:Dataset .\n" for n in range(200)
    )
    page = shown(data, "catalogue")
    (table,) = page.lead.tables
    assert len(table.rows) + table.more == 200
    assert table.more > 0
    assert "dcat:dataset" in properties(page)


def test_name_of_a_download_is_that_of_its_distribution(shown: Shown) -> None:
    data = """
    ex:d a dcat:Dataset ; dcat:distribution
        [ dcterms:title "Map"@en ; dcat:downloadURL <https://example.org/map.png> ] .
    """
    (download,) = shown(data, "d").lead.downloads
    assert download.distribution == LiteralValue("Map", "en")


def test_row_has_what_the_downloads_do_not_say(shown: Shown) -> None:
    data = """
    ex:d a dcat:Dataset ; dcat:distribution ex:csv , [ dcat:accessURL <https://example.org/map> ] .
    ex:csv dcat:downloadURL <https://example.org/d.csv> .
    """
    page = shown(data, "d")
    assert len(page.lead.downloads) == 2
    (row,) = (row for row in page.groups[0].rows if row.property.iri.endswith("#distribution"))
    assert [type(stated.value) for stated in row.values] == [Blank]


def test_downloads_have_short_names_of_formats_and_licences(shown: Shown) -> None:
    data = """
    ex:d a dcat:Dataset ; dcat:distribution [ dcat:downloadURL <https://example.org/d.tsv> ;
        dcat:mediaType <https://www.iana.org/assignments/media-types/text/tab-separated-values> ;
        dcterms:license <https://creativecommons.org/licenses/by/4.0/> ] .
    """
    (download,) = shown(data, "d").lead.downloads
    assert download.format == "TSV"
    assert isinstance(download.licence, Reference)
    assert download.licence.name[0] == "CC BY 4.0"
