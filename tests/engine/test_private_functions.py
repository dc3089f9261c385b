"""Aggregates over terms with private forms."""

from collections.abc import Callable

import pytest
from pyoxigraph import Literal, NamedNode

from schlaglicht.engine import private_functions
from schlaglicht.engine.private_functions import PrivateFunctions
from schlaglicht.rdf.private_forms import XSD, PrivateForms

FORMS = PrivateForms("x-01234567-89abcdef")
INTEGER = NamedNode(FORMS.datatype(f"{XSD}integer"))


def _no_store() -> None:
    raise AssertionError("a query is asked")


@pytest.mark.parametrize("name", ["min", "max"])
@pytest.mark.parametrize(
    ("texts", "store"), [(["007"], _no_store), (["007", "007"], _no_store), ([], None)]
)
def test_the_only_term_of_a_group_is_its_least_and_its_greatest(
    name: str,
    texts: list[str],
    store: Callable[[], None] | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if store:
        monkeypatch.setattr(private_functions, "Store", store)
    group = PrivateFunctions(FORMS).aggregates[NamedNode(FORMS.function(name))]()
    for text in texts:
        group.accumulate(Literal(text, datatype=INTEGER))
    assert group.finish() == (Literal(texts[0], datatype=INTEGER) if texts else None)
