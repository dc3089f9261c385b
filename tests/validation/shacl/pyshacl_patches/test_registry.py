"""The list of patches, which alone says why each is there."""

import pytest

from schlaglicht.validation.shacl import pyshacl_patches
from schlaglicht.validation.shacl.pyshacl_patches.patch import ANY_RELEASE, Patch
from schlaglicht.validation.shacl.pyshacl_patches.registry import PATCHES


def test_patches_have_names_of_their_own() -> None:
    assert len({patch.name for patch in PATCHES}) == len(PATCHES)


@pytest.mark.parametrize("patch", PATCHES, ids=lambda patch: patch.name)
def test_reason_of_a_patch_stands_in_one_place(patch: Patch) -> None:
    assert patch.reason
    assert patch.name not in (pyshacl_patches.__doc__ or "").split()


def test_functions_with_known_parameters_are_checked_unless_any_release_fits() -> None:
    values = {
        "pyshacl.shape:CONSTRAINT_PARAMS",
        "rdflib.plugins.sparql.aggregates:Aggregator.accumulator_classes",
        "rdflib.plugins.sparql.algebra:Prologue",
    }
    unchecked = {
        target.path
        for patch in PATCHES
        if patch.releases != ANY_RELEASE
        for target in patch.targets
        if not target.parameters
    }
    assert unchecked == values
