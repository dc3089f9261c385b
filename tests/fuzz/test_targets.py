"""Readers of bytes keep their promises on seeds and on damaged ones."""

from random import Random

import pytest
from byte_damage import DAMAGES
from targets import TARGETS

_ROUNDS = 4


@pytest.mark.filterwarnings("ignore:Possible nested set:FutureWarning")
@pytest.mark.parametrize("name", TARGETS)
def test_promises_are_kept_on_damaged_content(name: str) -> None:
    chance = Random(name)
    for seed in TARGETS[name].seeds:
        TARGETS[name].check(seed)
        for _ in range(_ROUNDS):
            TARGETS[name].check(chance.choice(DAMAGES)(seed, chance))
