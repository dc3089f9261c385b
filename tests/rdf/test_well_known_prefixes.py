from collections import Counter

from schlaglicht.rdf.prefixes import is_namespace, is_prefix
from schlaglicht.rdf.well_known_prefixes import WELL_KNOWN


def test_a_hundred_prefixes_are_well_known() -> None:
    assert len(WELL_KNOWN) == 100
    assert list(WELL_KNOWN) == sorted(WELL_KNOWN)


def test_each_can_be_written_in_a_query() -> None:
    assert all(map(is_prefix, WELL_KNOWN))
    assert all(map(is_namespace, WELL_KNOWN.values()))
    assert [iri for iri in WELL_KNOWN.values() if not iri.endswith(("/", "#"))] == []


def test_a_namespace_has_one_prefix_but_for_dublin_core() -> None:
    twice = [iri for iri, count in Counter(WELL_KNOWN.values()).items() if count > 1]
    assert twice == [WELL_KNOWN["dct"]]
