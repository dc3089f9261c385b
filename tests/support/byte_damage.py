"""Random damage to bytes, the same for the same seed."""

import random
from collections.abc import Callable


def flip(content: bytes, chance: random.Random) -> bytes:
    """Replaces one to eight bytes."""
    damaged = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        damaged[chance.randrange(len(damaged))] ^= chance.randint(1, 255)
    return bytes(damaged)


def delete(content: bytes, chance: random.Random) -> bytes:
    """Deletes up to 40 consecutive bytes."""
    start = chance.randrange(len(content))
    return content[:start] + content[start + chance.randint(1, 40) :]


def insert(content: bytes, chance: random.Random) -> bytes:
    """Inserts up to 20 random bytes."""
    at = chance.randrange(len(content))
    return content[:at] + chance.randbytes(chance.randint(1, 20)) + content[at:]


def punctuate(content: bytes, chance: random.Random) -> bytes:
    """Inserts some syntax characters."""
    at = chance.randrange(len(content))
    signs = "".join(chance.choices("<>\"'[](){}.;,:@^\\#_/&=?\n\r\t\0", k=chance.randint(1, 4)))
    return content[:at] + signs.encode() + content[at:]


def truncate(content: bytes, chance: random.Random) -> bytes:
    """Cuts off the rest at a random position."""
    return content[: chance.randrange(len(content))]


def repeat(content: bytes, chance: random.Random) -> bytes:
    """Repeats up to 400 consecutive bytes at another position."""
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
