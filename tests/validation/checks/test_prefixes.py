from __future__ import annotations

import tracemalloc
from collections.abc import Callable

from schlaglicht.project import Project
from schlaglicht.validation.checks.prefixes import check_undeclared_prefixes
from schlaglicht.validation.inputs import read_inputs

USES = 5_000


def test_many_uses_of_an_unintended_iri_take_no_memory(
    write_project: Callable[..., Project],
) -> None:
    uses = "".join(f'ex:a{number} ex:p "{number}"^^<xsd:string> .' for number in range(USES))
    inputs, _ = read_inputs(write_project(data=uses))
    check_undeclared_prefixes(inputs)  # what every check needs is cached
    tracemalloc.start()
    (found,) = check_undeclared_prefixes(inputs)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert f"times used: {USES:,}" in found.messages["en"]
    assert peak < 150 * USES
