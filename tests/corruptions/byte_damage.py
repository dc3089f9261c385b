"""Random damage to bytes: the same seed does the same damage."""

import random
from collections.abc import Callable


def flip(content: bytes, chance: random.Random) -> bytes:
    """One to eight bytes become others."""
    damaged = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        damaged[chance.randrange(len(damaged))] ^= chance.randint(1, 255)
    return bytes(damaged)


def delete(content: bytes, chance: random.Random) -> bytes:
    """A stretch of up to 40 bytes is gone."""
    start = chance.randrange(len(content))
    return content[:start] + content[start + chance.randint(1, 40) :]


def insert(content: bytes, chance: random.Random) -> bytes:
    """Up to 20 random bytes stand somewhere."""
    at = chance.randrange(len(content))
    return content[:at] + chance.randbytes(chance.randint(1, 20)) + content[at:]


def punctuate(content: bytes, chance: random.Random) -> bytes:
    """Some characters that have a meaning stand somewhere."""
    at = chance.randrange(len(content))
    signs = "".join(chance.choices("<>\"'[](){}.;,:@^\\#_/&=?\n\r\t\0", k=chance.randint(1, 4)))
    return content[:at] + signs.encode() + content[at:]


def truncate(content: bytes, chance: random.Random) -> bytes:
    """The rest is missing."""
    return content[: chance.randrange(len(content))]


def repeat(content: bytes, chance: random.Random) -> bytes:
    """A stretch of up to 400 bytes stands again somewhere else."""
    start, at = chance.randrange(len(content)), chance.randrange(len(content))
    return content[:at] + content[start : start + chance.randint(1, 400)] + content[at:]


DAMAGES: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    flip,
    delete,
    insert,
    punctuate,
    truncate,
    repeat,
)
