"""The list of patches, and the table that describes it."""

import re

import pytest

from schlaglicht.validation.shacl import pyshacl_patches
from schlaglicht.validation.shacl.pyshacl_patches.patch import ANY_RELEASE, Patch
from schlaglicht.validation.shacl.pyshacl_patches.registry import PATCHES

TABLE = pyshacl_patches.__doc__ or ""
ROWS = {
    row[1]: (row[2], row[3])
    for row in re.finditer(r"^([a-z-]+)  .*  (0\.40\.x|any)\s+(-|\[\d\])$", TABLE, re.MULTILINE)
}


def test_the_table_has_every_patch_in_its_order() -> None:
    assert list(ROWS) == [patch.name for patch in PATCHES]


@pytest.mark.parametrize("patch", PATCHES, ids=lambda patch: patch.name)
def test_the_table_names_the_releases_that_a_patch_fits(patch: Patch) -> None:
    fits, _ = ROWS[patch.name]
    assert fits == ("any" if patch.releases == ANY_RELEASE else f"{patch.releases}x")


@pytest.mark.parametrize("patch", PATCHES, ids=lambda patch: patch.name)
def test_the_table_has_the_link_of_a_patch(patch: Patch) -> None:
    _, mark = ROWS[patch.name]
    assert patch.reason
    assert (mark == "-") == (not patch.link)
    assert mark == "-" or f"\n{mark} {patch.link}" in TABLE


def test_functions_with_known_parameters_are_checked_unless_any_release_fits() -> None:
    values = {"pyshacl.shape:CONSTRAINT_PARAMS"}
    unchecked = {
        target.path
        for patch in PATCHES
        if patch.releases != ANY_RELEASE
        for target in patch.targets
        if not target.parameters
    }
    assert unchecked == values
