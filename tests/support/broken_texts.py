"""Texts that are broken mechanically at one place."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

TOKEN = re.compile(r"<[^>\n]*>|\"[^\"\n]*\"|[\w:@%.-]+|\s+|.", re.DOTALL)
SIGNS = "<>\"'{}[]().;,:\\@^#&% \né|`0a_?!=-\x01"


def broken(text: str, number: int) -> Iterator[str]:
    """`number` copies of a text, each changed mechanically at one place."""
    chance = random.Random(4)
    for _ in range(number):
        tokens = TOKEN.findall(text)
        at, other = chance.randrange(len(tokens)), chance.randrange(len(tokens))
        character = chance.randrange(len(text))
        yield chance.choice(
            [
                "".join(tokens[:at] + tokens[at + 1 :]),
                "".join([*tokens[:at], tokens[other], *tokens[at:]]),
                text[:character] + text[character + 1 :],
                text[:character] + chance.choice(SIGNS) + text[character:],
                text[:character] + chance.choice(SIGNS) + text[character + 1 :],
                text[:character],
                "".join([*tokens[:at], tokens[at].upper(), *tokens[at + 1 :]]),
            ]
        )
