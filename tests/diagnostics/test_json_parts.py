import json

import pytest

from schlaglicht.diagnostics.json_parts import array_parts

VALUES = [[], [1], ["a\nb\u2028c\x85", {"x": [], "y": [{"z": "]"}]}, None], [[], [[1, 2]]]]


@pytest.mark.parametrize("values", VALUES)
def test_array_in_parts_is_that_of_the_json_module(values: list[object]) -> None:
    whole = json.dumps({"a": values}, ensure_ascii=False, indent=2)
    assert whole == '{\n  "a": ' + "".join(array_parts(values, margin="  ")) + "\n}"
    assert "".join(array_parts(values)) == json.dumps(values, ensure_ascii=False, indent=2)
